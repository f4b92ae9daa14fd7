#include "network_simulation/simulate.h"

#include <algorithm>
#include <utility>

#include "network_simulation/backfill.h"
#include "network_simulation/greedy.h"
#include "network_simulation/limits.h"
#include "network_simulation/strict_shares.h"

namespace scrip::network_simulation {
namespace {

struct Change {
  std::uint32_t at_s = 0;
  bool closes = false;  // openings come first
  std::uint32_t site = 0;
  friend auto operator<=>(const Change&, const Change&) = default;
};

std::vector<Change> changes_of(const Network& network) {
  std::vector<Change> changes;
  for (const Closure& closure : network.closures) {
    changes.push_back({.at_s = closure.from_s, .closes = true, .site = closure.site});
    changes.push_back({.at_s = closure.until_s, .closes = false, .site = closure.site});
  }
  std::ranges::sort(changes);
  return changes;
}

// The clock: what happens next, until nothing does.
template <class Scheduler>
class Clock {
 public:
  Clock(const Network& network, const std::vector<Job>& jobs, const Rule& rule)
      : jobs_(jobs),
        until_s_(network.until_s == 0 ? limits::end_s_max : network.until_s),
        changes_(changes_of(network)),
        machine_(network, jobs, rule),
        scheduler_(network, jobs, machine_) {}

  Run run() && {
    for (std::uint32_t now_s = next(); now_s < until_s_; now_s = next()) {
      machine_.advance(now_s, [&](std::uint32_t site) { scheduler_.freed(site, now_s); });
      submitted_.clear();
      change_sites(now_s);
      for (; job_ < jobs_.size() && jobs_[job_].submitted_s == now_s; ++job_) submitted_.push_back(job_);
      scheduler_.pass(now_s, submitted_);
    }
    return std::move(machine_).take_run();
  }

 private:
  [[nodiscard]] std::uint32_t next() const {
    std::uint32_t at_s = machine_.next_end();
    if (job_ < jobs_.size()) at_s = std::min(at_s, jobs_[job_].submitted_s);
    if (change_ < changes_.size()) at_s = std::min(at_s, changes_[change_].at_s);
    return at_s;
  }

  void change_sites(std::uint32_t now_s) {
    for (; change_ < changes_.size() && changes_[change_].at_s == now_s; ++change_) {
      const Change& change = changes_[change_];
      if (change.closes) {
        machine_.close(change.site, now_s, submitted_);
        scheduler_.closed(change.site, now_s);
      } else {
        machine_.reopen(change.site, now_s);
        scheduler_.opened(change.site, now_s);
      }
    }
    std::ranges::sort(submitted_);
  }

  const std::vector<Job>& jobs_;
  std::uint32_t until_s_;
  std::vector<Change> changes_;
  Machine machine_;
  Scheduler scheduler_;
  std::uint32_t job_ = 0;
  std::size_t change_ = 0;
  std::vector<std::uint32_t> submitted_;  // now, and those that were cut
};

}  // namespace

Run simulate(const Network& network, const std::vector<Job>& jobs, const Rule& rule) {
  if (rule.queue == Queue::backfill) return Clock<Backfill>(network, jobs, rule).run();
  if (rule.queue == Queue::strict && rule.order == Order::fair_share) {
    return Clock<StrictShares>(network, jobs, rule).run();
  }
  return Clock<Greedy>(network, jobs, rule).run();
}

}  // namespace scrip::network_simulation
