#pragma once
// Runs jobs through a network under one rule. The result depends on the network, the jobs and the rule only: it is the
// same, to the second and the micro-unit, on every machine.
//
// What happens at one instant, in this order: jobs end; sites open again; sites close and what runs there is cut; jobs
// are submitted, those cut again included; jobs start. A job that was cut runs again from its beginning, and its bill
// for the part that was lost is taken back. How long a job takes is known from its submission on.
//
// Cost: about a microsecond of processor time a job or less where there is room, more than ten where hundreds of
// clusters with long queues each share fairly; docs/network-simulation.md has the measurements.

#include <cstdint>
#include <limits>
#include <vector>

#include "base/wide.h"
#include "network_simulation/network.h"
#include "network_simulation/rule.h"

namespace scrip::network_simulation {

inline constexpr std::uint32_t never = std::numeric_limits<std::uint32_t>::max();
inline constexpr std::uint16_t no_site = std::numeric_limits<std::uint16_t>::max();

// How a job stands at the end. Every job has exactly one.
enum class Outcome : std::uint8_t {
  waiting,   // did not start, or was cut and did not start again
  running,   // the run ended before it
  finished,
  rejected,  // no site it may go to could ever hold it
};

struct JobRun {
  std::uint32_t first_start_s = never;
  std::uint32_t start_s = never;  // of the last time that it started
  std::uint32_t end_s = never;    // of that; where the run ends before: the run's end
  std::uint16_t site = no_site;
  Outcome outcome = Outcome::waiting;
  std::uint8_t cuts = 0;  // how often a site closed on it; 255: that often or more
  friend bool operator==(const JobRun&, const JobRun&) = default;
};

// What happened at one site. Device-seconds, and money of the jobs that were not cut.
struct SiteTotals {
  std::uint64_t starts = 0;
  std::uint64_t cuts = 0;
  std::uint64_t held = 0;        // by jobs, whatever became of them: used + beside + lost
  std::uint64_t used = 0;        // by the devices that jobs asked for
  std::uint64_t beside = 0;      // by the rest of the servers that a job took whole
  std::uint64_t lost = 0;        // held by jobs that were then cut
  std::uint64_t held_in_window = 0;  // of `held`, what lies before Run::window_s
  std::uint64_t closed_s = 0;        // seconds of the window in which the site was closed
  Int128 charged = 0;
  Int128 by_vouchers = 0;
  friend bool operator==(const SiteTotals&, const SiteTotals&) = default;
};

struct Run {
  std::vector<JobRun> jobs;
  std::vector<SiteTotals> sites;
  std::vector<Amount> voucher_left;  // by organisation
  std::uint32_t window_s = 0;  // from 0 to the last submission, or the run's end: what utilisation is measured over
  std::uint32_t end_s = 0;     // of the last job, or the run's end
  friend bool operator==(const Run&, const Run&) = default;
};

// The network and the jobs have passed check().
[[nodiscard]] Run simulate(const Network& network, const std::vector<Job>& jobs, const Rule& rule);

}  // namespace scrip::network_simulation
