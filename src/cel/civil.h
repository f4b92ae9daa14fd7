#pragma once
// Calendar arithmetic on civil days, as the policy dialect defines it: for single values and for columns.

#include <cstdint>
#include <optional>

#include "base/time.h"

namespace scrip::cel {

// Dates go from 1900-01-01 to 2199-12-31: anything outside is a mistake in a unit.
inline constexpr Day date_min{-25'567};
inline constexpr Day date_max{84'005};

// The day, or nothing outside the range of dates.
[[nodiscard]] constexpr std::optional<Day> date_at(std::int64_t day) {
  if (day < count(date_min) || day > count(date_max)) return std::nullopt;
  return Day{static_cast<std::int32_t>(day)};
}

[[nodiscard]] std::int64_t year_of_date(Day day);
[[nodiscard]] std::int64_t month_of_date(Day day);  // 1 .. 12
[[nodiscard]] std::int64_t day_of_month(Day day);   // 1 .. 31

// The same day of the month so many months later, or its last day where that month is shorter; nothing outside the
// range of dates.
[[nodiscard]] std::optional<Day> plus_months(Day day, std::int64_t months);

// Whole months from a to b, negative where b is earlier: 31 January to 28 February is one, as plus_months would say.
[[nodiscard]] std::int64_t months_between(Day a, Day b);

}  // namespace scrip::cel
