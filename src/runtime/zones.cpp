#include "runtime/zones.h"

#include <absl/time/civil_time.h>
#include <absl/time/time.h>

#include "runtime/texts.h"

namespace scrip::runtime {
namespace {

std::int32_t offset_at(const absl::TimeZone& zone, absl::Time at) { return zone.At(at).offset; }

}  // namespace

Result<ZoneOffsets> load_zone(const std::string& name) {
  absl::TimeZone zone;
  const bool plain = !name.empty() && name.find_first_of(":.") == std::string::npos && name.front() != '/';
  if (!plain || !absl::LoadTimeZone(name, &zone)) {
    return fail(ErrorCode::value_invalid, say("'{0}' is no time zone of the tz database, such as Asia/Shanghai", name),
                "zone");
  }
  const absl::Time from = absl::FromCivil(absl::CivilYear(1990), absl::UTCTimeZone());
  const absl::Time until = absl::FromCivil(absl::CivilYear(2050), absl::UTCTimeZone());
  ZoneOffsets offsets;
  offsets.steps.push_back({.from_ms = absl::ToUnixMillis(from), .offset_s = offset_at(zone, from)});
  absl::Time at = from;
  absl::TimeZone::CivilTransition change;
  while (zone.NextTransition(at, &change)) {
    at = zone.At(change.to).trans;
    if (at >= until) break;
    const std::int32_t offset = offset_at(zone, at);
    if (offset != offsets.steps.back().offset_s) {
      offsets.steps.push_back({.from_ms = absl::ToUnixMillis(at), .offset_s = offset});
    }
  }
  return offsets;
}

}  // namespace scrip::runtime
