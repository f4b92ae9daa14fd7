#pragma once
// When the jobs of a trace were submitted, in whatever way it says so: seconds from a zero of its own, seconds since
// 1970, or calendar times (in UTC where they have no offset). The last two count from the earliest job. For the readers
// of traces.

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "connectors/values.h"
#include "network_simulation/trace_jobs.h"

namespace scrip::network_simulation {

class Arrivals {
 public:
  Arrivals() : times_(utc_) {}
  Arrivals(const Arrivals&) = delete;
  Arrivals& operator=(const Arrivals&) = delete;

  // Seconds; parts of one are cut. Errors: time_invalid, value_invalid (also where a trace mixes both ways),
  // out_of_range, with the field.
  [[nodiscard]] Result<std::int64_t> read(std::string_view text, std::string_view field);
  // Milliseconds of a calendar time.
  [[nodiscard]] Result<std::int64_t> calendar_ms(std::string_view text, std::string_view field);

  // Of the next job of the trace, and when it is due (0: never).
  void add(std::int64_t submitted_s, std::int64_t due_s = 0) { at_.push_back({submitted_s, due_s}); }
  // Puts the times into the trace's jobs, as many as were added, and sorts them by submission. Errors: out_of_range.
  [[nodiscard]] Result<void> finish(Trace& trace) const;

 private:
  struct Times {
    std::int64_t submitted_s;
    std::int64_t due_s;
  };

  ZoneOffsets utc_;
  connectors::TimeReader times_;
  std::optional<bool> calendar_;  // as the first was written
  std::vector<Times> at_;
};

}  // namespace scrip::network_simulation
