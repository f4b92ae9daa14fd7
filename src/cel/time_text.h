#pragma once
// Text and calendar of CEL's timestamps and durations.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "cel/value.h"

namespace scrip::cel {

// The range of a timestamp: 0001-01-01T00:00:00Z .. 9999-12-31T23:59:59.999999999Z.
inline constexpr std::int64_t timestamp_seconds_min = -62'135'596'800;
inline constexpr std::int64_t timestamp_seconds_max = 253'402'300'799;
// The range of a duration: what 64 bits of nanoseconds hold, as in CEL's reference implementation.
inline constexpr std::int64_t nanoseconds_per_second = 1'000'000'000;

[[nodiscard]] std::string format_timestamp(Timestamp timestamp);  // "2025-07-28T10:00:00.5Z"
[[nodiscard]] std::string format_duration(Duration duration);     // "-1.5s"
// RFC 3339 with an offset. Nothing if it is no timestamp in range.
[[nodiscard]] std::optional<Timestamp> parse_timestamp(std::string_view text);
// "1h30m", "-1.5s", "10ms", "0". Nothing if it is no duration in range.
[[nodiscard]] std::optional<Duration> parse_duration(std::string_view text);

// From seconds and any number of nanoseconds; nothing out of range.
[[nodiscard]] std::optional<Timestamp> make_timestamp(std::int64_t seconds, std::int64_t nanoseconds);
[[nodiscard]] std::optional<Duration> make_duration(std::int64_t seconds, std::int64_t nanoseconds);

// The fields of a timestamp on the calendar, in UTC.
struct CivilTime {
  int year = 1970;
  int month = 1;  // 1 .. 12
  int day = 1;    // 1 .. 31
  int hour = 0;
  int minute = 0;
  int second = 0;
  int weekday = 0;      // 0 is Sunday
  int day_of_year = 0;  // from 0
};
[[nodiscard]] CivilTime civil_time(Timestamp timestamp);

// The offset in seconds of a zone that is written as one: "UTC", "+08:00", "-03:30", "05:45". Nothing for other names.
[[nodiscard]] std::optional<std::int32_t> fixed_offset_s(std::string_view zone);

}  // namespace scrip::cel
