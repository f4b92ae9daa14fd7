// What the policy dialect adds: money, dates, sums, rounding.

#include <chrono>

#include "cel/body.h"

namespace scrip::cel {
namespace {

using std::chrono::days;
using std::chrono::sys_days;
using std::chrono::year_month_day;

// Dates go from 1900-01-01 to 2199-12-31: anything outside is a mistake in a unit.
constexpr Day date_min{-25'567};
constexpr Day date_max{84'005};

year_month_day civil(Day day) { return year_month_day{sys_days{days{count(day)}}}; }
Day day_of(const year_month_day& date) {
  return Day{static_cast<std::int32_t>(sys_days{date}.time_since_epoch().count())};
}

Value date_value(std::int64_t day) {
  if (day < count(date_min) || day > count(date_max)) return failed("the date is outside 1900 to 2199");
  return Value::date(Day{static_cast<std::int32_t>(day)});
}

// The same day of the month, or its last day where the month is shorter.
Value plus_months_of(const Value& date, std::int64_t months) {
  constexpr std::int64_t months_max = 12 * 400;
  if (months > months_max || months < -months_max) return failed("the date is outside 1900 to 2199");
  const year_month_day from = civil(date.as_date());
  const auto month = from.year() / from.month() + std::chrono::months{static_cast<int>(months)};
  year_month_day to = month / from.day();
  if (!to.ok()) to = month / std::chrono::last;
  return date_value(count(day_of(to)));
}

// Whole months from a to b, negative where b is earlier: 31 January to 28 February is one, as plus_months would say.
std::int64_t months_from(Day a, Day b) {
  if (b < a) return -months_from(b, a);
  const year_month_day from = civil(a);
  const year_month_day to = civil(b);
  const int years = static_cast<int>(to.year()) - static_cast<int>(from.year());
  const int months =
      static_cast<int>(static_cast<unsigned>(to.month())) - static_cast<int>(static_cast<unsigned>(from.month()));
  const bool last = to.day() == (to.year() / to.month() / std::chrono::last).day();
  return 12 * years + months - (to.day() < from.day() && !last ? 1 : 0);
}

bool two_dates(const Call& call) { return call.takes(Kind::date, Kind::date); }

Value rounded(Call& call, Rounding rounding) {
  if (call.size() != 2) return no_overload(call);
  const bool money = call.takes(Kind::money, Kind::money);
  if (money && call[0].currency() != call[1].currency()) return no_overload(call);
  const auto value = money ? call[0].as_decimal() : number_as_decimal(call[0]);
  const auto unit = money ? call[1].as_decimal() : number_as_decimal(call[1]);
  if (!value || !unit) return no_overload(call);
  if (unit->units <= 0) return failed("the unit to round to must be above zero");
  const auto result = round_to(*value, *unit, rounding);
  if (!result) return overflow(call);
  if (money) return Value::money(call[0].currency(), *result);
  if (!call.takes(Kind::int64, Kind::int64)) return Value::decimal(*result);
  const auto whole = to_integer(*result);
  return whole ? Value::integer(*whole) : overflow(call);
}

}  // namespace

namespace body {

Value money_of(Call& call) {
  const auto amount = call.size() == 1 ? number_as_decimal(call[0]) : std::nullopt;
  const auto currency = call.type.currency();
  return amount && currency ? Value::money(*currency, *amount) : no_overload(call);
}

Value date(Call& call) {
  if (call.takes(Kind::date)) return call[0];
  if (!call.takes(Kind::string)) return no_overload(call);
  const auto day = parse_day(call[0].as_string());
  return day ? date_value(count(*day)) : failed(shown(call[0]) + " is no date such as 2025-07-28");
}

Value year(Call& call) {
  return call.takes(Kind::date) ? Value::integer(static_cast<int>(civil(call[0].as_date()).year())) : no_overload(call);
}
Value month(Call& call) {
  if (!call.takes(Kind::date)) return no_overload(call);
  return Value::integer(static_cast<unsigned>(civil(call[0].as_date()).month()));
}
Value day(Call& call) {
  if (!call.takes(Kind::date)) return no_overload(call);
  return Value::integer(static_cast<unsigned>(civil(call[0].as_date()).day()));
}

Value plus_days(Call& call) {
  if (!call.takes(Kind::date, Kind::int64)) return no_overload(call);
  std::int64_t day = 0;
  const bool overflows = __builtin_add_overflow(std::int64_t{count(call[0].as_date())}, call[1].as_int(), &day);
  return overflows ? overflow(call) : date_value(day);
}
Value plus_months(Call& call) {
  return call.takes(Kind::date, Kind::int64) ? plus_months_of(call[0], call[1].as_int()) : no_overload(call);
}
Value plus_years(Call& call) {
  if (!call.takes(Kind::date, Kind::int64)) return no_overload(call);
  std::int64_t months = 0;
  const bool overflows = __builtin_mul_overflow(call[1].as_int(), std::int64_t{12}, &months);
  return overflows ? overflow(call) : plus_months_of(call[0], months);
}

Value days_between(Call& call) {
  return two_dates(call) ? Value::integer(std::int64_t{count(call[1].as_date())} - count(call[0].as_date()))
                         : no_overload(call);
}
Value months_between(Call& call) {
  return two_dates(call) ? Value::integer(months_from(call[0].as_date(), call[1].as_date())) : no_overload(call);
}
Value years_between(Call& call) {
  return two_dates(call) ? Value::integer(months_from(call[0].as_date(), call[1].as_date()) / 12) : no_overload(call);
}

Value sum(Call& call) {
  if (!call.takes(Kind::list)) return no_overload(call);
  const auto elements = call[0].as_list();
  if (!call.cost.spend(static_cast<std::int64_t>(elements.size()))) return too_costly();
  Decimal total;
  bool whole = !call.type.is(Kind::decimal);
  auto currency = call.type.currency();
  for (const Value& element : elements) {
    const bool money = element.is(Kind::money);
    if (money && currency && element.currency() != *currency) return no_overload(call);
    if (money) currency = element.currency();
    const auto number = money ? element.as_decimal() : number_as_decimal(element);
    if (!number || money != currency.has_value()) return no_overload(call);
    whole = whole && element.is(Kind::int64);
    const auto next = checked_add(total, *number);
    if (!next) return overflow(call);
    total = *next;
  }
  if (currency) return Value::money(*currency, total);
  if (!whole) return Value::decimal(total);
  const auto integer = to_integer(total);
  return integer ? Value::integer(*integer) : overflow(call);
}

Value round_down(Call& call) { return rounded(call, Rounding::down); }
Value round_up(Call& call) { return rounded(call, Rounding::up); }
Value round_half_up(Call& call) { return rounded(call, Rounding::half_up); }

}  // namespace body
}  // namespace scrip::cel
