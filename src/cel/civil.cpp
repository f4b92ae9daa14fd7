#include "cel/civil.h"

#include <chrono>

namespace scrip::cel {
namespace {

using std::chrono::days;
using std::chrono::sys_days;
using std::chrono::year_month_day;

year_month_day civil(Day day) { return year_month_day{sys_days{days{count(day)}}}; }

}  // namespace

std::int64_t year_of_date(Day day) { return static_cast<int>(civil(day).year()); }
std::int64_t month_of_date(Day day) { return static_cast<unsigned>(civil(day).month()); }
std::int64_t day_of_month(Day day) { return static_cast<unsigned>(civil(day).day()); }

std::optional<Day> plus_months(Day day, std::int64_t months) {
  constexpr std::int64_t months_max = 12 * 400;
  if (months > months_max || months < -months_max) return std::nullopt;
  const year_month_day from = civil(day);
  const auto month = from.year() / from.month() + std::chrono::months{static_cast<int>(months)};
  year_month_day to = month / from.day();
  if (!to.ok()) to = month / std::chrono::last;
  return date_at(sys_days{to}.time_since_epoch().count());
}

std::int64_t months_between(Day a, Day b) {
  if (b < a) return -months_between(b, a);
  const year_month_day from = civil(a);
  const year_month_day to = civil(b);
  const int years = static_cast<int>(to.year()) - static_cast<int>(from.year());
  const int months =
      static_cast<int>(static_cast<unsigned>(to.month())) - static_cast<int>(static_cast<unsigned>(from.month()));
  const bool last = to.day() == (to.year() / to.month() / std::chrono::last).day();
  return 12 * years + months - (to.day() < from.day() && !last ? 1 : 0);
}

}  // namespace scrip::cel
