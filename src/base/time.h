#pragma once
// Instants, half-open periods, and civil days in a time zone that is data, not a database.

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace scrip {

// A point in UTC, in milliseconds. Text form: RFC 3339.
using Instant = std::chrono::sys_time<std::chrono::milliseconds>;
using Milliseconds = std::chrono::milliseconds;

[[nodiscard]] constexpr Instant instant_at(std::int64_t milliseconds_since_1970) {
  return Instant{Milliseconds{milliseconds_since_1970}};
}
[[nodiscard]] constexpr std::int64_t count(Instant instant) { return instant.time_since_epoch().count(); }

// The range of instants Scrip accepts: 1990-01-01 to 2200-01-01. Anything outside is a unit mistake.
inline constexpr Instant instant_min{std::chrono::sys_days{std::chrono::year{1990} / 1 / 1}};
inline constexpr Instant instant_max{std::chrono::sys_days{std::chrono::year{2200} / 1 / 1}};

// Half-open: [from, until).
struct Period {
  Instant from;
  Instant until;
  friend bool operator==(const Period&, const Period&) = default;
  [[nodiscard]] constexpr bool contains(Instant instant) const { return from <= instant && instant < until; }
  [[nodiscard]] constexpr bool overlaps(const Period& other) const { return from < other.until && other.from < until; }
};

// A civil date in some time zone, as days since 1970-01-01. Which zone is said where it is used.
enum class Day : std::int32_t {};
// A civil month, as months since 1970-01.
enum class Month : std::int32_t {};

[[nodiscard]] constexpr std::int32_t count(Day day) { return static_cast<std::int32_t>(day); }
[[nodiscard]] constexpr std::int32_t count(Month month) { return static_cast<std::int32_t>(month); }
[[nodiscard]] Month month_of(Day day);
[[nodiscard]] Day first_day(Month month);
[[nodiscard]] int year_of(Month month);
[[nodiscard]] constexpr Month next(Month month) { return Month{count(month) + 1}; }
[[nodiscard]] constexpr Day next(Day day) { return Day{count(day) + 1}; }

// The offsets of one time zone from UTC over time. The shell fills it from the time zone database once, the journal
// carries it, and the core needs no database to find a day: replay is the same on every machine.
struct ZoneOffsets {
  struct Step {
    std::int64_t from_ms = 0;  // since 1970, UTC
    std::int32_t offset_s = 0;
    friend bool operator==(const Step&, const Step&) = default;
  };
  std::vector<Step> steps;  // ascending by from_ms; before the first step the first offset holds

  [[nodiscard]] std::int32_t offset_s(Instant instant) const;
  [[nodiscard]] Day day_of(Instant instant) const;
  // The first instant of a day: the earlier one where the clocks go back over midnight, the change where they skip it.
  [[nodiscard]] Instant start_of(Day day) const;
  // Milliseconds since local midnight on the clock on the wall, 0 .. 86,399,999.
  [[nodiscard]] std::int32_t wall_clock_ms(Instant instant) const;
  // The end of the stretch of constant offset that holds the instant.
  [[nodiscard]] Instant next_step(Instant instant) const;
  friend bool operator==(const ZoneOffsets&, const ZoneOffsets&) = default;
};

// Reads "2026-03-01T08:00:00Z", with a fraction and an offset if given; without an offset the zone's own clock is
// meant (an ambiguous wall time is the earlier one). 'T' may be a space. Errors: time_invalid.
[[nodiscard]] Result<Instant> parse_instant(std::string_view text, const ZoneOffsets& zone);
// Reads "2026-03-01". Errors: time_invalid.
[[nodiscard]] Result<Day> parse_day(std::string_view text);
// Reads "2026-03". Errors: time_invalid.
[[nodiscard]] Result<Month> parse_month(std::string_view text);

[[nodiscard]] std::string format_instant(Instant instant);  // RFC 3339, UTC, milliseconds only where not zero
[[nodiscard]] std::string format_day(Day day);
[[nodiscard]] std::string format_month(Month month);

}  // namespace scrip
