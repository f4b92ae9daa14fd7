#include "base/time.h"

#include <algorithm>
#include <optional>

#include "base/texts.h"

namespace scrip {
namespace {

using std::chrono::days;
using std::chrono::sys_days;
using std::chrono::year_month_day;

constexpr std::int64_t ms_per_day = 86'400'000;

std::int64_t floor_div(std::int64_t a, std::int64_t b) { return a / b - (a % b < 0 ? 1 : 0); }

year_month_day civil(Day day) { return year_month_day{sys_days{days{count(day)}}}; }

// Reads exactly `digits` decimal digits off the front of the text.
std::optional<int> take_number(std::string_view& text, std::size_t digits) {
  if (text.size() < digits) return std::nullopt;
  int value = 0;
  for (std::size_t i = 0; i < digits; ++i) {
    if (text[i] < '0' || text[i] > '9') return std::nullopt;
    value = value * 10 + (text[i] - '0');
  }
  text.remove_prefix(digits);
  return value;
}

bool take(std::string_view& text, char expected) {
  if (text.empty() || text.front() != expected) return false;
  text.remove_prefix(1);
  return true;
}

std::optional<Day> take_day(std::string_view& text) {
  const auto year = take_number(text, 4);
  if (!year || !take(text, '-')) return std::nullopt;
  const auto month = take_number(text, 2);
  if (!month || !take(text, '-')) return std::nullopt;
  const auto day = take_number(text, 2);
  if (!day) return std::nullopt;
  const year_month_day date{std::chrono::year{*year}, std::chrono::month{static_cast<unsigned>(*month)},
                            std::chrono::day{static_cast<unsigned>(*day)}};
  if (!date.ok()) return std::nullopt;
  return Day{static_cast<std::int32_t>(sys_days{date}.time_since_epoch().count())};
}

// "08:15", "08:15:30" or "08:15:30.1234567" (cut to milliseconds), as milliseconds since midnight.
std::optional<std::int64_t> take_clock(std::string_view& text) {
  const auto hour = take_number(text, 2);
  if (!hour || *hour > 23 || !take(text, ':')) return std::nullopt;
  const auto minute = take_number(text, 2);
  if (!minute || *minute > 59) return std::nullopt;
  std::int64_t ms = (*hour * 60 + *minute) * std::int64_t{60'000};
  if (!take(text, ':')) return ms;
  const auto second = take_number(text, 2);
  if (!second || *second > 59) return std::nullopt;
  ms += *second * 1000;
  if (!take(text, '.')) return ms;
  int scale = 100;
  std::size_t digits = 0;
  while (!text.empty() && text.front() >= '0' && text.front() <= '9') {
    ms += (text.front() - '0') * scale;
    scale /= 10;
    ++digits;
    text.remove_prefix(1);
  }
  if (digits == 0 || digits > 9) return std::nullopt;
  return ms;
}

// "Z", "+08:00" or "-0500", as seconds; nothing for anything else.
std::optional<std::int32_t> take_offset(std::string_view& text) {
  if (take(text, 'Z') || take(text, 'z')) return 0;
  if (text.empty() || (text.front() != '+' && text.front() != '-')) return std::nullopt;
  const int sign = text.front() == '-' ? -1 : 1;
  text.remove_prefix(1);
  const auto hour = take_number(text, 2);
  if (!hour || *hour > 18) return std::nullopt;
  take(text, ':');
  const auto minute = take_number(text, 2);
  if (!minute || *minute > 59) return std::nullopt;
  return sign * (*hour * 3600 + *minute * 60);
}

// With zeros before it. Every request's line in the log has a time in it, and snprintf takes several times as long.
void append_padded(std::string& out, int number, std::size_t digits) {
  const std::string text = std::to_string(number);
  out.append(digits - std::min(digits, text.size()), '0').append(text);
}

std::unexpected<Error> bad_time(std::string_view text, Wording<catalogue> expected) {
  return fail(ErrorCode::time_invalid, say("'{0}' is not {1}", text.substr(0, 64), Message(expected.sentence())));
}

}  // namespace

Month month_of(Day day) {
  const auto date = civil(day);
  return Month{(static_cast<int>(date.year()) - 1970) * 12 + static_cast<int>(static_cast<unsigned>(date.month())) - 1};
}

int year_of(Month month) { return 1970 + static_cast<int>(floor_div(count(month), 12)); }

Day first_day(Month month) {
  const auto month_of_year = static_cast<unsigned>(count(month) - 12 * floor_div(count(month), 12)) + 1;
  const year_month_day date{std::chrono::year{year_of(month)}, std::chrono::month{month_of_year}, std::chrono::day{1}};
  return Day{static_cast<std::int32_t>(sys_days{date}.time_since_epoch().count())};
}

std::int32_t ZoneOffsets::offset_s(Instant instant) const {
  if (steps.empty()) return 0;
  const auto after = std::upper_bound(steps.begin(), steps.end(), scrip::count(instant),
                                      [](std::int64_t ms, const Step& step) { return ms < step.from_ms; });
  return after == steps.begin() ? steps.front().offset_s : std::prev(after)->offset_s;
}

Day ZoneOffsets::day_of(Instant instant) const {
  return Day{
      static_cast<std::int32_t>(floor_div(scrip::count(instant) + offset_s(instant) * std::int64_t{1000}, ms_per_day))};
}

Instant ZoneOffsets::start_of(Day day) const {
  const std::int64_t wall = scrip::count(day) * ms_per_day;
  // Offsets lie within +-18 h: try the offset a day earlier (still the old one if the clocks change at this midnight).
  const std::int64_t before = wall - offset_s(instant_at(wall - ms_per_day)) * std::int64_t{1000};
  const std::int32_t offset = offset_s(instant_at(before));
  if (offset == offset_s(instant_at(wall - ms_per_day))) return instant_at(before);
  const Instant after = instant_at(wall - offset * std::int64_t{1000});
  return offset_s(after) == offset ? after : next_step(after);  // not so where the clocks skip this midnight
}

std::int32_t ZoneOffsets::wall_clock_ms(Instant instant) const {
  const std::int64_t wall = scrip::count(instant) + offset_s(instant) * std::int64_t{1000};
  return static_cast<std::int32_t>(wall - floor_div(wall, ms_per_day) * ms_per_day);
}

Instant ZoneOffsets::next_step(Instant instant) const {
  const auto after = std::upper_bound(steps.begin(), steps.end(), scrip::count(instant),
                                      [](std::int64_t ms, const Step& step) { return ms < step.from_ms; });
  return after == steps.end() ? instant_max : instant_at(after->from_ms);
}

Result<Instant> parse_instant(std::string_view text, const ZoneOffsets& zone) {
  constexpr Wording<catalogue> expected = "a time such as 2026-03-01T08:00:00Z";
  std::string_view rest = text;
  const auto day = take_day(rest);
  if (!day || !(take(rest, 'T') || take(rest, ' '))) return bad_time(text, expected);
  const auto clock = take_clock(rest);
  if (!clock) return bad_time(text, expected);
  const std::int64_t wall = count(*day) * ms_per_day + *clock;
  Instant instant;
  if (rest.empty()) {
    const auto earlier = zone.offset_s(instant_at(wall - ms_per_day));
    const auto later = zone.offset_s(instant_at(wall + ms_per_day));
    const auto guess = instant_at(wall - earlier * std::int64_t{1000});
    instant = zone.offset_s(guess) == earlier ? guess : instant_at(wall - later * std::int64_t{1000});
  } else {
    const auto offset = take_offset(rest);
    if (!offset || !rest.empty()) return bad_time(text, expected);
    instant = instant_at(wall - *offset * std::int64_t{1000});
  }
  if (instant < instant_min || instant >= instant_max) return bad_time(text, "between 1990 and 2200");
  return instant;
}

Result<Day> parse_day(std::string_view text) {
  std::string_view rest = text;
  const auto day = take_day(rest);
  if (!day || !rest.empty()) return bad_time(text, "a date such as 2026-03-01");
  return *day;
}

Result<Month> parse_month(std::string_view text) {
  const auto day = text.size() == 7 ? parse_day(std::string(text) + "-01") : Result<Day>{std::unexpected(Error{})};
  if (!day) return bad_time(text, "a month such as 2026-03");
  return month_of(*day);
}

std::string format_day(Day day) {
  const auto date = civil(day);
  std::string out;
  append_padded(out, static_cast<int>(date.year()), 4);
  append_padded(out += '-', static_cast<int>(static_cast<unsigned>(date.month())), 2);
  append_padded(out += '-', static_cast<int>(static_cast<unsigned>(date.day())), 2);
  return out;
}

std::string format_month(Month month) { return format_day(first_day(month)).substr(0, 7); }

std::string format_instant(Instant instant) {
  const std::int64_t ms = count(instant);
  const auto day = Day{static_cast<std::int32_t>(floor_div(ms, ms_per_day))};
  const auto clock = static_cast<int>(ms - floor_div(ms, ms_per_day) * ms_per_day);
  const int seconds = clock / 1000;
  std::string out = format_day(day);
  append_padded(out += 'T', seconds / 3600, 2);
  append_padded(out += ':', seconds / 60 % 60, 2);
  append_padded(out += ':', seconds % 60, 2);
  if (clock % 1000 != 0) append_padded(out += '.', clock % 1000, 3);
  return out += 'Z';
}

}  // namespace scrip
