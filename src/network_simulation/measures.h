#pragma once
// What a run came to, in figures that can be compared: all of them exact whole numbers.

#include <cstdint>
#include <vector>

#include "network_simulation/simulate.h"

namespace scrip::network_simulation {

// How long jobs waited from their submission until they first started: of those that did.
struct Waits {
  std::uint64_t jobs = 0;
  std::uint64_t sum_s = 0;
  std::uint64_t mean_s = 0;  // half up
  std::uint32_t p50_s = 0;   // the least wait that so many percent of the jobs do not exceed
  std::uint32_t p90_s = 0;
  std::uint32_t p99_s = 0;
  std::uint32_t longest_s = 0;
  friend bool operator==(const Waits&, const Waits&) = default;
};

// A part of a whole in millionths, half up; 0 of nothing.
[[nodiscard]] std::uint64_t millionths_of(Int128 part, Int128 whole);

struct Measures {
  std::uint64_t jobs = 0;
  std::uint64_t finished = 0;
  std::uint64_t running = 0;   // when the run ended
  std::uint64_t waiting = 0;   // never started, or cut and not started again
  std::uint64_t rejected = 0;
  std::uint64_t cuts = 0;      // starts that a closing site cut
  std::uint64_t with_deadline = 0;
  std::uint64_t late = 0;      // of those: did not finish by it
  std::uint64_t away = 0;      // of the jobs that finished or run: not at their home
  Waits waits;
  SiteTotals all;              // of all sites together
  std::uint64_t used_domestic = 0;  // device-seconds
  Int128 charged_domestic = 0;
  std::uint64_t available = 0;      // device-seconds of the window in which sites were open
  std::vector<std::uint64_t> use;   // by site: millionths of its available device-seconds that were held
  std::vector<std::uint64_t> over_time;  // device-seconds held in each of limits::steps_shown parts of the window: of
                                         // jobs as they last started
  std::uint32_t window_s = 0;
  std::uint32_t end_s = 0;
};

[[nodiscard]] Waits waits_of(std::vector<std::uint32_t> waits_s);
[[nodiscard]] Measures measure(const Network& network, const std::vector<Job>& jobs, const Run& run);

}  // namespace scrip::network_simulation
