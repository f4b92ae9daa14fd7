#pragma once
// The same simulation as simulate.h, written as plainly as it can be: lists that are sorted and searched from the
// front. Tests compare the two to the job; the benchmark measures what the difference in speed is. Part of no product.

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "network_simulation/limits.h"
#include "network_simulation/simulate.h"

namespace scrip::network_simulation {

class PlainSimulation {
 public:
  PlainSimulation(const Network& network, const std::vector<Job>& jobs, const Rule& rule)
      : network_(network), jobs_(jobs), rule_(rule), had_(network.organisations, 0) {
    for (const Site& site : network.sites) free_.emplace_back(site.servers, site.cards);
    closed_.assign(network.sites.size(), 0);
    run_.jobs.resize(jobs.size());
    until_s_ = network.until_s == 0 ? limits::end_s_max : network.until_s;
  }

  // The jobs only; sums are for tests to make themselves.
  std::vector<JobRun> run() {
    std::set<std::uint32_t> instants;
    for (const Job& job : jobs_) instants.insert(job.submitted_s);
    for (const Closure& closure : network_.closures) instants.insert({closure.from_s, closure.until_s});
    std::uint32_t next = 0;
    while (!instants.empty() && *instants.begin() < until_s_) {
      now_s_ = *instants.begin();
      instants.erase(instants.begin());
      end_jobs();
      change_sites();
      for (; next < jobs_.size() && jobs_[next].submitted_s == now_s_; ++next) {
        if (could_ever_hold(next)) {
          waiting_.push_back(next);
        } else {
          run_.jobs[next].outcome = Outcome::rejected;
        }
      }
      rule_.queue == Queue::backfill ? pass_with_reservations() : pass();
      for (const auto& [job, running] : running_) instants.insert(running.end_s);
    }
    return run_.jobs;
  }

 private:
  static constexpr std::uint32_t none = never;
  using Key = std::tuple<std::uint64_t, std::uint64_t, std::uint64_t>;
  using Servers = std::vector<std::pair<std::uint32_t, std::uint32_t>>;  // server, cards

  struct Running {
    std::uint32_t site = 0;
    std::uint32_t end_s = 0;
    Servers servers;
  };
  struct Reservation {
    std::uint32_t job = none;
    std::uint32_t site = none;
    std::uint32_t at_s = 0;
  };

  std::uint32_t lane(std::uint32_t job) const {
    return rule_.scope == Scope::alone ? jobs_[job].home : jobs_[job].need;
  }
  Key key(std::uint32_t job) const {
    const Job& each = jobs_[job];
    switch (rule_.order) {
      case Order::priority:
        return {each.priority, job, 0};
      case Order::fair_share:
        return {had_[each.organisation], each.organisation, job};
      case Order::deadline:
        return {each.due_s == 0 ? ~std::uint64_t{0} : each.due_s, job, 0};
      case Order::lottery:
        return {ticket(rule_.seed, job), job, 0};
      case Order::first_come:
        break;
    }
    return {job, 0, 0};
  }

  std::vector<std::uint32_t> sites_for(std::uint32_t job) const {
    const Job& each = jobs_[job];
    std::vector<std::uint32_t> sites;
    for (std::uint32_t site = 0; site < network_.sites.size(); ++site) {
      const bool may = rule_.scope == Scope::network || site == each.home;
      if (may && network_.serves(each.need, site)) sites.push_back(site);
    }
    std::ranges::stable_sort(sites, {}, [&](std::uint32_t number) {
      const Site& site = network_.sites[number];
      const std::int64_t price = site.price.micro_units;
      switch (rule_.placement) {
        case Placement::cheapest:
          return std::pair<std::int64_t, std::int64_t>(0, price);
        case Placement::soonest:
          return std::pair<std::int64_t, std::int64_t>(-std::int64_t{site.speed}, price);
        case Placement::domestic_first:
          return std::pair<std::int64_t, std::int64_t>(!site.domestic, price);
        case Placement::vouchers_first:
          return std::pair<std::int64_t, std::int64_t>(!site.vouchers, price);
        default:
          return std::pair<std::int64_t, std::int64_t>(0, 0);
      }
    });
    return sites;
  }

  bool could_ever_hold(std::uint32_t job) const {
    for (const std::uint32_t site : sites_for(job)) {
      if (network_.sites[site].devices() >= jobs_[job].devices) return true;
    }
    return false;
  }

  // The servers that a job would take; nothing if it does not fit.
  static std::optional<Servers> fit(const std::vector<std::uint32_t>& free, std::uint32_t cards,
                                    std::uint32_t devices) {
    Servers servers;
    if (devices <= cards) {
      std::uint32_t best = none;
      for (std::uint32_t server = 0; server < free.size(); ++server) {
        if (free[server] >= devices && (best == none || free[server] < free[best])) best = server;
      }
      if (best == none) return std::nullopt;
      servers.emplace_back(best, devices);
      return servers;
    }
    for (std::uint32_t server = 0; server < free.size() && servers.size() * cards < devices; ++server) {
      if (free[server] == cards) servers.emplace_back(server, cards);
    }
    if (servers.size() * cards < devices) return std::nullopt;
    return servers;
  }
  bool fits(std::uint32_t job, std::uint32_t site) const {
    return closed_[site] == 0 && fit(free_[site], network_.sites[site].cards, jobs_[job].devices).has_value();
  }
  std::uint64_t duration(std::uint32_t job, std::uint32_t site) const {
    return duration_at(jobs_[job].duration_s, network_.sites[jobs_[job].home].speed, network_.sites[site].speed);
  }
  std::uint64_t load(std::uint32_t site) const {
    std::uint64_t used = 0;
    for (const std::uint32_t cards : free_[site]) used += network_.sites[site].cards - cards;
    return used * 1'000'000 / network_.sites[site].devices();
  }

  // Of the sites with room that keep every reservation but the lane's own, the first by the placement.
  std::uint32_t find(std::uint32_t job, std::uint32_t but_for_lane) const {
    std::vector<std::uint32_t> good;
    for (const std::uint32_t site : sites_for(job)) {
      bool may = fits(job, site);
      for (const auto& [of_lane, reservation] : reserved_) {
        if (of_lane == but_for_lane || reservation.site != site) continue;
        may = may && now_s_ + duration(job, site) <= reservation.at_s;
      }
      if (may) good.push_back(site);
    }
    if (good.empty()) return none;
    if (rule_.placement == Placement::home_first && std::ranges::count(good, jobs_[job].home) > 0)
      return jobs_[job].home;
    if (rule_.placement == Placement::least_loaded) {
      return *std::ranges::min_element(good, {}, [&](std::uint32_t site) { return std::pair(load(site), site); });
    }
    return good.front();
  }

  void start(std::uint32_t job, std::uint32_t site) {
    const std::uint32_t cards = network_.sites[site].cards;
    const Servers servers = *fit(free_[site], cards, jobs_[job].devices);
    std::uint64_t held = 0;
    for (const auto& [server, taken] : servers) {
      free_[site][server] -= taken;
      held += taken;
    }
    const std::uint64_t end_s = now_s_ + duration(job, site);
    had_[jobs_[job].organisation] += held * duration(job, site);
    const auto stops_s = static_cast<std::uint32_t>(std::min<std::uint64_t>(end_s, until_s_));
    running_[job] = {.site = site, .end_s = stops_s, .servers = servers};
    std::erase(waiting_, job);
    JobRun& run = run_.jobs[job];
    if (run.first_start_s == never) run.first_start_s = now_s_;
    run.start_s = now_s_;
    run.end_s = stops_s;
    run.site = static_cast<std::uint16_t>(site);
    run.outcome = end_s <= until_s_ ? Outcome::finished : Outcome::running;
  }

  void give_back(std::uint32_t job) {
    for (const auto& [server, taken] : running_[job].servers) free_[running_[job].site][server] += taken;
    running_.erase(job);
  }
  void end_jobs() {
    std::vector<std::uint32_t> ended;
    for (const auto& [job, running] : running_) {
      if (running.end_s == now_s_) ended.push_back(job);
    }
    for (const std::uint32_t job : ended) give_back(job);
  }

  void change_sites() {
    for (const Closure& closure : network_.closures) closed_[closure.site] -= closure.until_s == now_s_ ? 1 : 0;
    for (const Closure& closure : network_.closures) {
      if (closure.from_s != now_s_) continue;
      std::vector<std::uint32_t> cut;
      for (const auto& [job, running] : running_) {
        if (running.site == closure.site) cut.push_back(job);
      }
      for (const std::uint32_t job : cut) {
        give_back(job);
        run_.jobs[job].outcome = Outcome::waiting;
        run_.jobs[job].end_s = now_s_;
        ++run_.jobs[job].cuts;
        waiting_.push_back(job);
      }
      ++closed_[closure.site];
      std::erase_if(reserved_, [&](const auto& each) { return each.second.site == closure.site; });
    }
  }

  void sort_waiting() {
    std::ranges::sort(waiting_, {}, [&](std::uint32_t job) { return key(job); });
  }

  void pass() {
    for (bool again = true; again;) {
      again = false;
      sort_waiting();
      std::set<std::uint32_t> stopped;  // lanes
      for (const std::uint32_t job : waiting_) {
        if (stopped.contains(lane(job))) continue;
        const std::uint32_t site = find(job, none);
        if (site != none) {
          start(job, site);
          again = true;
          break;
        }
        if (rule_.queue == Queue::strict) stopped.insert(lane(job));
      }
    }
  }

  // When the job would fit if nothing else started: jobs that run are taken away in the order of their ends.
  std::uint32_t fits_at(std::uint32_t job, std::uint32_t site) const {
    if (closed_[site] > 0) return never;
    std::vector<std::pair<std::uint32_t, std::uint32_t>> ends;
    for (const auto& [other, running] : running_) {
      if (running.site == site) ends.emplace_back(running.end_s, other);
    }
    std::ranges::sort(ends);
    std::vector<std::uint32_t> free = free_[site];
    for (const auto& [end_s, other] : ends) {
      for (const auto& [server, taken] : running_.at(other).servers) free[server] += taken;
      if (fit(free, network_.sites[site].cards, jobs_[job].devices)) return end_s;
    }
    return never;
  }

  void reserve(std::uint32_t job) {
    Reservation made{.job = job, .at_s = never};
    for (const std::uint32_t site : sites_for(job)) {
      if (fits(job, site)) continue;
      const std::uint32_t at_s = fits_at(job, site);
      if (at_s < made.at_s) made = {.job = job, .site = site, .at_s = at_s};
    }
    reserved_[lane(job)] = made;
  }

  void pass_with_reservations() {
    std::set<std::uint32_t> tried;  // lanes
    std::set<std::uint32_t> firsts;
    for (bool again = true; again;) {
      again = false;
      sort_waiting();
      std::set<std::uint32_t> seen;
      for (const std::uint32_t job : waiting_) {
        if (!seen.insert(lane(job)).second || tried.contains(lane(job))) continue;
        if (reserved_[lane(job)].job != job) reserved_.erase(lane(job));
        const std::uint32_t site = find(job, lane(job));
        if (site == none) {
          tried.insert(lane(job));
          firsts.insert(job);
          const Reservation kept = reserved_[lane(job)];
          if (kept.site == none || now_s_ >= kept.at_s) reserve(job);
        } else {
          reserved_.erase(lane(job));
          start(job, site);
        }
        again = true;
        break;
      }
    }
    try_others(firsts);
  }

  void try_others(const std::set<std::uint32_t>& firsts) {
    sort_waiting();
    std::vector<std::uint32_t> left;
    std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint32_t> taken;
    for (const std::uint32_t job : waiting_) {
      if (firsts.contains(job)) continue;
      if (++taken[{lane(job), jobs_[job].devices}] <= limits::backfill_depth) left.push_back(job);
    }
    while (!left.empty()) {
      const auto next = std::ranges::min_element(left, {}, [&](std::uint32_t job) { return key(job); });
      const std::uint32_t job = *next;
      left.erase(next);
      const std::uint32_t site = find(job, none);
      if (site != none) start(job, site);
    }
  }

  const Network& network_;
  const std::vector<Job>& jobs_;
  Rule rule_;
  std::uint32_t until_s_ = 0;
  std::uint32_t now_s_ = 0;
  std::vector<std::vector<std::uint32_t>> free_;  // by site and server
  std::vector<int> closed_;
  std::vector<std::uint64_t> had_;
  std::vector<std::uint32_t> waiting_;
  std::map<std::uint32_t, Running> running_;       // by job
  std::map<std::uint32_t, Reservation> reserved_;  // by lane
  Run run_;
};

}  // namespace scrip::network_simulation
