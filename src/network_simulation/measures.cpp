#include "network_simulation/measures.h"

#include <algorithm>

#include "network_simulation/limits.h"

namespace scrip::network_simulation {
namespace {

constexpr Int128 millionths = 1'000'000;

void add(SiteTotals& sum, const SiteTotals& each) {
  sum.starts += each.starts;
  sum.cuts += each.cuts;
  sum.held += each.held;
  sum.used += each.used;
  sum.beside += each.beside;
  sum.lost += each.lost;
  sum.held_in_window += each.held_in_window;
  sum.closed_s += each.closed_s;
  sum.charged += each.charged;
  sum.by_vouchers += each.by_vouchers;
}

void measure_sites(const Network& network, const Run& run, Measures& made) {
  for (std::size_t i = 0; i < run.sites.size(); ++i) {
    const SiteTotals& site = run.sites[i];
    add(made.all, site);
    const std::uint64_t available = network.sites[i].devices() * (run.window_s - site.closed_s);
    made.available += available;
    made.use.push_back(millionths_of(static_cast<Int128>(site.held_in_window), static_cast<Int128>(available)));
    if (!network.sites[i].domestic) continue;
    made.used_domestic += site.used;
    made.charged_domestic += site.charged;
  }
}

// Adds the device-seconds that a job held in each part of the window.
void spread(const JobRun& job, std::uint64_t held, std::uint32_t window_s, std::vector<std::uint64_t>& over_time) {
  const auto begin_of = [&](std::size_t step) { return std::uint64_t{window_s} * step / over_time.size(); };
  const std::uint64_t until_s = std::min(job.end_s, window_s);
  std::size_t step = std::uint64_t{job.start_s} * over_time.size() / window_s;
  for (std::uint64_t at_s = job.start_s; at_s < until_s && step < over_time.size(); ++step) {
    const std::uint64_t end_s = std::min(until_s, begin_of(step + 1));
    if (end_s <= at_s) continue;
    over_time[step] += held * (end_s - at_s);
    at_s = end_s;
  }
}

}  // namespace

std::uint64_t millionths_of(Int128 part, Int128 whole) {
  return whole == 0 ? 0 : static_cast<std::uint64_t>(divide(part * millionths, whole, Rounding::half_up));
}

Waits waits_of(std::vector<std::uint32_t> waits_s) {
  Waits made{.jobs = waits_s.size()};
  if (waits_s.empty()) return made;
  for (const std::uint32_t wait_s : waits_s) made.sum_s += wait_s;
  made.mean_s = static_cast<std::uint64_t>(
      divide(static_cast<Int128>(made.sum_s), static_cast<Int128>(made.jobs), Rounding::half_up));
  // The least number that at least so many percent are not above: nearest rank.
  const auto percentile = [&](std::uint64_t percent) {
    const std::size_t rank = (waits_s.size() * percent + 99) / 100;
    const auto at = waits_s.begin() + static_cast<std::ptrdiff_t>(rank - 1);
    std::ranges::nth_element(waits_s, at);
    return *at;
  };
  made.p50_s = percentile(50);
  made.p90_s = percentile(90);
  made.p99_s = percentile(99);
  made.longest_s = std::ranges::max(waits_s);
  return made;
}

Measures measure(const Network& network, const std::vector<Job>& jobs, const Run& run) {
  Measures made{.jobs = jobs.size()};
  made.window_s = run.window_s;
  made.end_s = run.end_s;
  if (run.window_s > 0) made.over_time.assign(limits::steps_shown, 0);
  std::vector<std::uint32_t> waits_s;
  waits_s.reserve(jobs.size());
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    const JobRun& job = run.jobs[i];
    made.finished += job.outcome == Outcome::finished ? 1 : 0;
    made.running += job.outcome == Outcome::running ? 1 : 0;
    made.waiting += job.outcome == Outcome::waiting ? 1 : 0;
    made.rejected += job.outcome == Outcome::rejected ? 1 : 0;
    if (jobs[i].due_s > 0) {
      ++made.with_deadline;
      if (job.outcome != Outcome::finished || job.end_s > jobs[i].due_s) ++made.late;
    }
    if (job.start_s == never) continue;
    waits_s.push_back(job.first_start_s - jobs[i].submitted_s);
    if (job.outcome != Outcome::waiting && job.site != jobs[i].home) ++made.away;
    if (job.start_s < run.window_s) {
      spread(job, devices_held(jobs[i].devices, network.sites[job.site].cards), run.window_s, made.over_time);
    }
  }
  measure_sites(network, run, made);
  made.cuts = made.all.cuts;
  made.waits = waits_of(std::move(waits_s));
  return made;
}

}  // namespace scrip::network_simulation
