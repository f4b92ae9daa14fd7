#pragma once
// The sites as they are at one instant: who runs where, what is free, and the sums of what has happened. It starts and
// ends jobs as it is told; who starts is for the scheduler. For simulate.cpp, greedy.cpp and backfill.cpp.

#include <cstdint>
#include <span>
#include <vector>

#include "network_simulation/end_wheel.h"
#include "network_simulation/simulate.h"
#include "network_simulation/site_choice.h"
#include "network_simulation/site_ends.h"
#include "network_simulation/site_servers.h"

namespace scrip::network_simulation {

class Machine {
 public:
  static constexpr std::uint32_t none = ~std::uint32_t{0};

  Machine(const Network& network, std::span<const Job> jobs, const Rule& rule);

  // --- asking ---
  [[nodiscard]] std::uint32_t room(std::uint32_t site) const { return room_[site]; }
  [[nodiscard]] bool is_closed(std::uint32_t site) const { return closed_[site] > 0; }
  [[nodiscard]] std::uint32_t next_end() const { return wheel_.next_end(); }
  // Whether any site the job may go to could hold it, if it were empty and open.
  [[nodiscard]] bool could_ever_hold(std::uint32_t job) const;
  // Where the job goes if it starts now; none where nothing has room.
  [[nodiscard]] std::uint32_t find(std::uint32_t job) const;
  [[nodiscard]] std::uint32_t find(std::uint32_t job, const SiteChoice::Allowed& allowed) const;
  // The most devices that a job of the lane may ask for to find room now.
  [[nodiscard]] std::uint32_t most_room(std::uint32_t lane) const {
    return rule_.scope == Scope::alone ? room(lane) : choice_.most_room(lane);
  }
  // The sites that the job may go to.
  [[nodiscard]] std::span<const std::uint32_t> sites_for(std::uint32_t job) const;
  [[nodiscard]] std::uint64_t duration_at(std::uint32_t job, std::uint32_t site) const;
  [[nodiscard]] std::uint64_t held_device_s(std::uint32_t job, std::uint32_t site) const;
  // When the job would fit at the site if nothing else started there, and at the latest at `before_s`; else `before_s`.
  [[nodiscard]] std::uint32_t fits_at(std::uint32_t job, std::uint32_t site, std::uint32_t now_s,
                                      std::uint32_t before_s);
  [[nodiscard]] const SiteChoice& choice() const { return choice_; }
  [[nodiscard]] const Rule& rule() const { return rule_; }

  // --- doing ---
  void start(std::uint32_t job, std::uint32_t site, std::uint32_t now_s);
  void reject(std::uint32_t job) { run_.jobs[job].outcome = Outcome::rejected; }
  // Ends what ends now and calls `freed(site)` for each.
  template <class Freed>
  void advance(std::uint32_t now_s, const Freed& freed) {
    wheel_.advance(now_s, [&](std::uint32_t number) {
      const Running& running = wheel_[number];
      if (running.cut) return;
      const std::uint32_t site = running.site;
      release(number);
      freed(site);
    });
  }
  // Closures may overlap: a site is open when as many ended as began. Gives the jobs that were cut.
  void close(std::uint32_t site, std::uint32_t now_s, std::vector<std::uint32_t>& cut);
  void reopen(std::uint32_t site, std::uint32_t now_s);
  // The sums, at the end.
  [[nodiscard]] Run take_run() &&;

 private:
  struct Bill {
    Amount charge;
    Amount by_voucher;
  };

  void release(std::uint32_t number);
  void cut(std::uint32_t number, std::uint32_t now_s);
  void refresh(std::uint32_t site) {
    room_[site] = closed_[site] > 0 ? 0 : servers_[site].room();
    if (rule_.scope == Scope::network) choice_.update(site, room_[site], used_[site]);
  }
  void list_at_site(std::uint32_t number);
  void unlist_at_site(std::uint32_t number);
  [[nodiscard]] Bill bill(const Job& job, std::uint32_t site, std::uint64_t held_device_s);
  [[nodiscard]] std::uint64_t in_window(std::uint32_t from_s, std::uint32_t until_s) const;

  const Network& network_;
  std::span<const Job> jobs_;
  Rule rule_;
  std::uint32_t until_s_;
  bool lists_sites_;  // whether it keeps lists of what runs at each site
  bool keeps_ends_;  // whether it keeps the order in which that ends
  SiteChoice choice_;
  std::vector<SiteServers> servers_;
  std::vector<std::uint32_t> room_;  // by site: the most devices that a job may ask for to find room there now
  std::vector<std::uint32_t> used_;  // devices, by site
  std::vector<std::uint32_t> closed_;  // closures that hold, by site
  std::vector<std::uint32_t> closed_from_;  // by site
  std::vector<std::uint32_t> listed_;  // the first that runs at each site
  std::vector<SiteEnds> ends_;  // by site, where they are kept
  std::vector<std::uint32_t> given_;  // by server, while fits_at() looks: the cards that have been given back by then
  std::vector<std::uint32_t> touched_;  // which of them are not zero
  std::vector<std::uint32_t> largest_;  // job that a site could hold, by need
  std::vector<std::uint32_t> homes_;  // every site's number, for sites_for()
  std::vector<Amount> paid_by_voucher_;  // by job, where sites close
  EndWheel wheel_;
  Run run_;
};

}  // namespace scrip::network_simulation
