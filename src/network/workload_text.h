#pragma once
// A workload as people and programs write it: each figure in its own text.

#include <string>

#include "network/workload.h"

namespace scrip::network {

struct WorkloadTexts {
  std::string kind;      // "devices", "train", "serve"
  std::string devices;   // "64"
  std::string duration;  // "24h", "30d", "90m"; without a unit hours
  std::string parameters, active_parameters, tokens;  // "70B"
  std::string sequence, layers, hidden;
  std::string precision;  // "16bit", "8bit"; empty: 16 bits
  std::string requests_per_day, tokens_in, tokens_out;
  std::string latency;  // "batch", "standard", "interactive"; empty: standard
};

// What stands empty is not said. Errors: value_invalid, out_of_range, missing_field, with the field's name; and those
// of check().
[[nodiscard]] Result<Workload> parse_workload(const WorkloadTexts& texts);

// "1.5h", "30d", "90m", "24" (hours) in seconds. Errors: value_invalid, out_of_range.
[[nodiscard]] Result<std::int64_t> parse_hours(std::string_view text);
// The same the other way, so that parse_hours() gives it back: "24", or minutes where they are no whole hours. Of what
// parse_hours() gives or a whole number of minutes; of other seconds the minutes are rounded up.
[[nodiscard]] std::string format_hours(std::int64_t seconds);

}  // namespace scrip::network
