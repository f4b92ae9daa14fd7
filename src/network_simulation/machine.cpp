#include "network_simulation/machine.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "base/check.h"
#include "network_simulation/limits.h"

namespace scrip::network_simulation {
namespace {

constexpr std::uint64_t seconds_an_hour = 3'600;

// price x device-seconds / 3600, to the nearest micro-unit; check() has made sure that it is an amount.
Amount charge_of(Amount price, std::uint64_t device_s) {
  std::uint64_t product = 0;
  if (!__builtin_mul_overflow(static_cast<std::uint64_t>(price.micro_units), device_s, &product)) {
    const std::uint64_t rest = product % seconds_an_hour;
    return Amount{static_cast<std::int64_t>(product / seconds_an_hour + (rest >= seconds_an_hour / 2 ? 1 : 0))};
  }
  return Amount{static_cast<std::int64_t>(
      divide(Int128{price.micro_units} * static_cast<Int128>(device_s), seconds_an_hour, Rounding::half_up))};
}

// The share of an amount, towards zero.
Amount share_of(Amount amount, Share share) {
  return Amount{amount.micro_units / micro * share.ppm + amount.micro_units % micro * share.ppm / micro};
}

std::uint32_t window_of(const Network& network, std::span<const Job> jobs) {
  const std::uint32_t last = jobs.empty() ? 0 : jobs.back().submitted_s;
  return network.until_s == 0 ? last : std::min(last, network.until_s);
}

}  // namespace

Machine::Machine(const Network& network, std::span<const Job> jobs, const Rule& rule)
    : network_(network),
      jobs_(jobs),
      rule_(rule),
      until_s_(network.until_s == 0 ? limits::end_s_max : network.until_s),
      lists_sites_(!network.closures.empty()),
      keeps_ends_(rule.queue == Queue::backfill),
      choice_(network, rule.placement),
      room_(network.sites.size(), 0),
      used_(network.sites.size(), 0),
      closed_(network.sites.size(), 0),
      closed_from_(network.sites.size(), 0),
      listed_(network.sites.size(), none),
      ends_(keeps_ends_ ? network.sites.size() : 0),
      largest_(network.needs.size(), 0),
      homes_(network.sites.size()) {
  std::uint32_t servers = 0;
  for (const Site& site : network.sites) {
    servers_.emplace_back(site.servers, site.cards);
    servers = std::max(servers, site.servers);
  }
  if (keeps_ends_) given_.assign(servers, 0);
  std::iota(homes_.begin(), homes_.end(), 0u);
  for (std::uint32_t need = 0; need < network.needs.size(); ++need) {
    for (const std::uint32_t site : choice_.sites_of(need)) {
      largest_[need] = std::max(largest_[need], network.sites[site].devices());
    }
  }
  run_.jobs.resize(jobs.size());
  run_.sites.resize(network.sites.size());
  run_.voucher_left.assign(network.organisations, network.vouchers.covers.ppm > 0 ? network.vouchers.each : Amount{});
  run_.window_s = window_of(network, jobs);
  if (!network.closures.empty()) paid_by_voucher_.resize(jobs.size());
  for (std::uint32_t site = 0; site < network.sites.size(); ++site) refresh(site);
}

bool Machine::could_ever_hold(std::uint32_t job) const {
  const Job& asked = jobs_[job];
  if (rule_.scope == Scope::network) return asked.devices <= largest_[asked.need];
  return network_.serves(asked.need, asked.home) && asked.devices <= network_.sites[asked.home].devices();
}

std::uint32_t Machine::find(std::uint32_t job) const {
  const Job& asked = jobs_[job];
  const bool tries_home = rule_.scope == Scope::alone ||
                          (rule_.placement == Placement::home_first && network_.serves(asked.need, asked.home));
  if (tries_home && room(asked.home) >= asked.devices) return asked.home;
  return rule_.scope == Scope::alone ? none : choice_.find(asked.need, asked.devices);
}

std::uint32_t Machine::find(std::uint32_t job, const SiteChoice::Allowed& allowed) const {
  const Job& asked = jobs_[job];
  const bool tries_home = rule_.scope == Scope::alone ||
                          (rule_.placement == Placement::home_first && network_.serves(asked.need, asked.home));
  if (tries_home && room(asked.home) >= asked.devices && allowed(asked.home)) return asked.home;
  return rule_.scope == Scope::alone ? none : choice_.find(asked.need, asked.devices, allowed);
}

std::span<const std::uint32_t> Machine::sites_for(std::uint32_t job) const {
  if (rule_.scope == Scope::network) return choice_.sites_of(jobs_[job].need);
  return {&homes_[jobs_[job].home], 1};
}

std::uint64_t Machine::duration_at(std::uint32_t job, std::uint32_t site) const {
  const Job& asked = jobs_[job];
  return network_simulation::duration_at(asked.duration_s, network_.sites[asked.home].speed,
                                         network_.sites[site].speed);
}

std::uint64_t Machine::held_device_s(std::uint32_t job, std::uint32_t site) const {
  return devices_held(jobs_[job].devices, network_.sites[site].cards) * duration_at(job, site);
}

std::uint32_t Machine::fits_at(std::uint32_t job, std::uint32_t site, std::uint32_t now_s, std::uint32_t before_s) {
  const SiteServers& servers = servers_[site];
  const std::uint32_t devices = jobs_[job].devices;
  const std::uint32_t cards = servers.cards();
  if (closed_[site] > 0 || devices > network_.sites[site].devices()) return before_s;
  std::uint32_t room = servers.whole_servers() * cards;  // for one that takes whole servers
  std::uint32_t found = before_s;
  // Whether the job fits where these cards have come back, beside all that came before.
  const auto gives = [&](std::uint32_t server, std::uint32_t back) {
    if (given_[server] == 0) touched_.push_back(server);
    const std::uint32_t free = servers.free_cards(server) + (given_[server] += back);
    if (free == cards) room += cards;
    return devices > cards ? room >= devices : free >= devices;
  };
  ends_[site].drop_past(now_s);
  ends_[site].in_order([&](const SiteEnds::End& end) {
    if (end.end_s >= before_s) return true;
    const bool several = end.devices > cards;
    bool fits = false;
    for (std::uint32_t server = end.server; server != none && !fits;
         server = several ? servers.next_of_job(server) : none) {
      fits = gives(server, several ? cards : end.devices);
    }
    if (fits) found = end.end_s;
    return fits;
  });
  for (const std::uint32_t server : touched_) given_[server] = 0;
  touched_.clear();
  return found;
}

std::uint64_t Machine::in_window(std::uint32_t from_s, std::uint32_t until_s) const {
  return std::min(until_s, run_.window_s) - std::min(from_s, run_.window_s);
}

Machine::Bill Machine::bill(const Job& job, std::uint32_t site, std::uint64_t held_device_s) {
  Bill made{.charge = charge_of(network_.sites[site].price, held_device_s), .by_voucher = {}};
  if (!network_.sites[site].vouchers || network_.vouchers.covers.ppm == 0) return made;
  Amount& left = run_.voucher_left[job.organisation];
  made.by_voucher = std::min(left, share_of(made.charge, network_.vouchers.covers));
  left = left - made.by_voucher;
  return made;
}

void Machine::start(std::uint32_t job, std::uint32_t site, std::uint32_t now_s) {
  const Job& asked = jobs_[job];
  const std::uint32_t held = devices_held(asked.devices, servers_[site].cards());
  const std::uint64_t end_s = now_s + duration_at(job, site);
  const bool ends = end_s <= until_s_;
  const auto stops_s = static_cast<std::uint32_t>(std::min<std::uint64_t>(end_s, until_s_));
  JobRun& run = run_.jobs[job];
  if (run.first_start_s == never) run.first_start_s = now_s;
  run.start_s = now_s;
  run.end_s = stops_s;
  run.site = static_cast<std::uint16_t>(site);
  run.outcome = ends ? Outcome::finished : Outcome::running;

  const std::uint32_t server = servers_[site].take(asked.devices);
  used_[site] += held;
  const std::uint32_t number =
      wheel_.add({.job = job, .server = server, .end_s = stops_s, .site = static_cast<std::uint16_t>(site)});
  if (lists_sites_) list_at_site(number);
  if (keeps_ends_) ends_[site].add({.end_s = stops_s, .server = server, .devices = asked.devices}, now_s);
  refresh(site);

  const std::uint64_t seconds = stops_s - now_s;
  const Bill made = bill(asked, site, held * seconds);
  SiteTotals& totals = run_.sites[site];
  ++totals.starts;
  totals.held += held * seconds;
  totals.used += asked.devices * seconds;
  totals.beside += (held - asked.devices) * seconds;
  totals.held_in_window += held * in_window(now_s, stops_s);
  totals.charged += made.charge.micro_units;
  totals.by_vouchers += made.by_voucher.micro_units;
  if (!paid_by_voucher_.empty()) paid_by_voucher_[job] = made.by_voucher;
}

void Machine::release(std::uint32_t number) {
  const Running& running = wheel_[number];
  servers_[running.site].give(running.server, jobs_[running.job].devices);
  used_[running.site] -= devices_held(jobs_[running.job].devices, servers_[running.site].cards());
  if (lists_sites_) unlist_at_site(number);
  refresh(running.site);
}

// Takes back what start() added, but for the part that was held until now.
void Machine::cut(std::uint32_t number, std::uint32_t now_s) {
  const std::uint32_t job = wheel_[number].job;
  const std::uint32_t site = wheel_[number].site;
  JobRun& run = run_.jobs[job];
  SiteTotals& totals = run_.sites[site];
  const std::uint64_t held = devices_held(jobs_[job].devices, servers_[site].cards());
  const std::uint64_t seconds = run.end_s - run.start_s;
  const std::uint64_t gone = now_s - run.start_s;
  const Amount charge = charge_of(network_.sites[site].price, held * seconds);
  ++totals.cuts;
  totals.held -= held * (seconds - gone);
  totals.used -= jobs_[job].devices * seconds;
  totals.beside -= (held - jobs_[job].devices) * seconds;
  totals.lost += held * gone;
  totals.held_in_window -= held * (in_window(run.start_s, run.end_s) - in_window(run.start_s, now_s));
  totals.charged -= charge.micro_units;
  totals.by_vouchers -= paid_by_voucher_[job].micro_units;
  run_.voucher_left[jobs_[job].organisation] += paid_by_voucher_[job];
  paid_by_voucher_[job] = {};
  run.outcome = Outcome::waiting;
  run.end_s = now_s;
  if (run.cuts < 255) ++run.cuts;
  release(number);
  wheel_[number].cut = true;
}

void Machine::close(std::uint32_t site, std::uint32_t now_s, std::vector<std::uint32_t>& cut_jobs) {
  if (closed_[site]++ > 0) return;
  closed_from_[site] = now_s;
  while (listed_[site] != none) {
    const std::uint32_t number = listed_[site];
    cut_jobs.push_back(wheel_[number].job);
    cut(number, now_s);
  }
  if (keeps_ends_) ends_[site].clear();
  refresh(site);
}

void Machine::reopen(std::uint32_t site, std::uint32_t now_s) {
  SCRIP_CHECK(closed_[site] > 0);
  if (--closed_[site] > 0) return;
  run_.sites[site].closed_s += in_window(closed_from_[site], now_s);
  refresh(site);
}

void Machine::list_at_site(std::uint32_t number) {
  Running& running = wheel_[number];
  std::uint32_t& first = listed_[running.site];
  running.before_at_site = none;
  running.next_at_site = first;
  if (first != none) wheel_[first].before_at_site = number;
  first = number;
}

void Machine::unlist_at_site(std::uint32_t number) {
  const Running& running = wheel_[number];
  const std::uint32_t next = running.next_at_site;
  const std::uint32_t before = running.before_at_site;
  if (next != none) wheel_[next].before_at_site = before;
  (before == none ? listed_[running.site] : wheel_[before].next_at_site) = next;
}

Run Machine::take_run() && {
  for (const JobRun& run : run_.jobs) {
    if (run.start_s != never) run_.end_s = std::max(run_.end_s, run.end_s);
  }
  for (std::uint32_t site = 0; site < closed_.size(); ++site) {
    if (closed_[site] > 0) run_.sites[site].closed_s += in_window(closed_from_[site], run_.window_s);
  }
  return std::move(run_);
}

}  // namespace scrip::network_simulation
