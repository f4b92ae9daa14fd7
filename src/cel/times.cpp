// Fields of timestamps and durations.

#include "cel/body.h"
#include "cel/texts.h"
#include "cel/time_text.h"

namespace scrip::cel {
namespace {

constexpr std::int32_t nanoseconds_per_millisecond = 1'000'000;

// The offset of a time zone at an instant; nothing if no zone has that name.
std::optional<std::int64_t> offset_s(const Call& call, std::string_view zone, Timestamp timestamp) {
  if (const auto offset = fixed_offset_s(zone)) return *offset;
  const auto found = call.zones.find(zone);
  if (found == call.zones.end()) return std::nullopt;
  return found->second.offset_s(instant_at(timestamp.seconds * 1'000));
}

using Field = int (*)(const CivilTime&);

Value field(Call& call, Field get) {
  if (!call.takes(Kind::timestamp) && !call.takes(Kind::timestamp, Kind::string)) return no_overload(call);
  Timestamp timestamp = call[0].as_timestamp();
  if (call.size() == 2) {
    const auto offset = offset_s(call, call[1].as_string(), timestamp);
    if (!offset) return failed(say("there is no time zone {0}", shown(call[1])));
    timestamp.seconds += *offset;
  }
  return Value::integer(get(civil_time(timestamp)));
}

// Whole units of a duration, towards zero.
Value whole(const Duration& duration, std::int64_t unit_s) {
  const std::int64_t seconds = duration.seconds + (duration.seconds < 0 && duration.nanoseconds > 0 ? 1 : 0);
  return Value::integer(seconds / unit_s);
}

}  // namespace

namespace body {

Value get_full_year(Call& call) {
  return field(call, [](const CivilTime& t) { return t.year; });
}
Value get_month(Call& call) {
  return field(call, [](const CivilTime& t) { return t.month - 1; });
}
Value get_date(Call& call) {
  return field(call, [](const CivilTime& t) { return t.day; });
}
Value get_day_of_month(Call& call) {
  return field(call, [](const CivilTime& t) { return t.day - 1; });
}
Value get_day_of_week(Call& call) {
  return field(call, [](const CivilTime& t) { return t.weekday; });
}
Value get_day_of_year(Call& call) {
  return field(call, [](const CivilTime& t) { return t.day_of_year; });
}

Value get_hours(Call& call) {
  if (call.takes(Kind::duration)) return whole(call[0].as_duration(), 3600);
  return field(call, [](const CivilTime& t) { return t.hour; });
}
Value get_minutes(Call& call) {
  if (call.takes(Kind::duration)) return whole(call[0].as_duration(), 60);
  return field(call, [](const CivilTime& t) { return t.minute; });
}
Value get_seconds(Call& call) {
  if (call.takes(Kind::duration)) return whole(call[0].as_duration(), 1);
  return field(call, [](const CivilTime& t) { return t.second; });
}

Value get_milliseconds(Call& call) {
  if (call.takes(Kind::duration)) {
    const Duration duration = call[0].as_duration();
    const bool negative = duration.seconds < 0 && duration.nanoseconds > 0;
    const std::int64_t nanoseconds = duration.nanoseconds - (negative ? nanoseconds_per_second : 0);
    return Value::integer(nanoseconds / nanoseconds_per_millisecond);
  }
  if (!call.takes(Kind::timestamp) && !call.takes(Kind::timestamp, Kind::string)) return no_overload(call);
  return Value::integer(call[0].as_timestamp().nanoseconds / nanoseconds_per_millisecond);
}

}  // namespace body
}  // namespace scrip::cel
