#pragma once
// Single values as files write them: counts, thousandths, durations and times. Exact, without floating point. Every
// error names the field; the line is added by who knows it.

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/result.h"
#include "base/time.h"

namespace scrip::connectors {

// More devices, cores or tokens than any record can mean.
inline constexpr std::int64_t units_max = 1'000'000'000'000'000;

// "17". Errors: value_invalid; out_of_range below `min` or above `max`.
[[nodiscard]] Result<std::int64_t> parse_count(std::string_view text, std::string_view field, std::int64_t min = 0,
                                               std::int64_t max = units_max);
// "8", "0.5" or "2K" as thousandths: at most three decimals; the suffixes K, M, G are the schedulers' powers of 1024
// and are taken only if `suffixes`. Errors: value_invalid, out_of_range.
[[nodiscard]] Result<std::int64_t> parse_thousandths(std::string_view text, std::string_view field,
                                                     bool suffixes = false);

// "[D-][HH:]MM:SS[.fraction]" as seconds (the fraction is cut). Errors: value_invalid, out_of_range if negative.
[[nodiscard]] Result<std::int64_t> parse_duration_s(std::string_view text, std::string_view field);

// Whether the text is one of the words that tools write for "no value".
[[nodiscard]] bool is_nothing(std::string_view text);

// Seconds or milliseconds since 1970 as milliseconds. Errors: time_invalid, with a hint where the number would be right
// in the other unit.
[[nodiscard]] Result<std::int64_t> epoch_s(std::int64_t seconds, std::string_view field);
[[nodiscard]] Result<std::int64_t> epoch_ms(std::int64_t milliseconds, std::string_view field);

// Reads many written times of one zone fast: consecutive times mostly lie on the same day, whose start it remembers.
class TimeReader {
 public:
  explicit TimeReader(const ZoneOffsets& zone) : zone_(zone) {}

  // A time with its offset ("Z", "+08:00"). Errors: time_invalid, also where the offset is missing.
  [[nodiscard]] Result<std::int64_t> with_offset(std::string_view text, std::string_view field);
  // A time with or without an offset; without one the zone's own clock is meant.
  [[nodiscard]] Result<std::int64_t> local(std::string_view text, std::string_view field);

  // Whether a time without an offset was read though no zone was given: it was taken as UTC.
  [[nodiscard]] bool assumed_utc() const { return assumed_utc_; }

 private:
  [[nodiscard]] std::optional<std::int64_t> wall_clock_ms(std::string_view text);

  const ZoneOffsets& zone_;
  char day_[10] = {};
  std::int64_t day_ms_ = 0;  // of day_, as if in UTC
  bool assumed_utc_ = false;
};

}  // namespace scrip::connectors
