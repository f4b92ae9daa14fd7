#pragma once
// Who starts, where the first job of a lane that does not fit has a reservation: Queue::backfill. Others may start in
// between if they leave the reserved site in time. Source: Lifka, "The ANL/IBM SP Scheduling System", JSSPP 1995
// ("EASY").
//
// One pass, at every instant at which something happened:
//   1. The first jobs of all lanes are tried, each once, in their order; when one starts, the next of its lane is its
//      first. One that does not fit keeps its reservation, or gets one: at the site that, if nothing else started,
//      would have room for it soonest (of equal ones the first of the placement). Sites that have room now but keep it
//      for another lane's job are left out. A reservation ends when its job starts or is first no longer, when its site
//      closes, and when its time has come in vain.
//   2. Of every shape the first limits::backfill_depth jobs are tried, each once, in their order: but for those first
//   of
//      their lane in (1). A job may go to a site if it ends by every reservation there.
// For simulate.cpp.

#include <cstdint>
#include <span>
#include <vector>

#include "network_simulation/fit_bounds.h"
#include "network_simulation/order_watch.h"
#include "network_simulation/shapes.h"
#include "network_simulation/window.h"

namespace scrip::network_simulation {

class Backfill {
 public:
  Backfill(const Network& network, std::span<const Job> jobs, Machine& machine);

  void freed(std::uint32_t site, std::uint32_t now_s);
  void opened(std::uint32_t site, std::uint32_t now_s);
  void closed(std::uint32_t site, std::uint32_t now_s);
  void pass(std::uint32_t now_s, std::span<const std::uint32_t> submitted);

 private:
  static constexpr std::uint32_t none = BitTree::none;

  struct Reservation {
    std::uint32_t job = none;
    std::uint32_t site = none;  // none: there is no reservation
    std::uint32_t at_s = 0;
  };
  // Of a lane, to have its first tried.
  struct Turn {
    Waiting::Key key;
    std::uint32_t lane = none;
    std::uint32_t job = none;
  };
  // One that may start although it is not the first of its lane.
  struct Other {
    std::uint64_t work = 0;
    std::uint32_t job = none;
    std::uint32_t organisation = none;  // under fair shares
  };
  // Those of one shape that have not been tried in this pass.
  struct Tries {
    std::size_t at = 0;  // in others_: in order, but for fair shares
    std::size_t end = 0;
    std::uint32_t shape = 0;
    std::uint64_t too_much = ~std::uint64_t{0};  // what has so much to do does not fit
  };
  struct OthersTurn {
    Waiting::Key key;
    std::size_t tries = 0;
    friend bool operator>(const OthersTurn& a, const OthersTurn& b) { return a.key > b.key; }
  };

  [[nodiscard]] std::uint32_t lane_of(std::uint32_t job) const { return shapes_.shapes[shapes_.shape_of[job]].lane; }
  [[nodiscard]] std::uint32_t find(std::uint32_t job, std::uint32_t now_s, std::uint32_t but_for_lane) const;
  void start(std::uint32_t job, std::uint32_t site, std::uint32_t now_s);
  void push(std::uint32_t job);
  void open_lane(std::uint32_t lane);
  void try_firsts(std::uint32_t now_s);
  bool try_first(std::uint32_t lane, std::uint32_t job, std::uint32_t now_s);
  void add_opened(const Waiting::Key& reached, std::vector<Turn>& turns);
  void renew(std::uint32_t started, std::vector<Turn>& turns);
  [[nodiscard]] FitBounds& bounds_of(std::uint32_t job);
  [[nodiscard]] Reservation soonest(std::uint32_t job, std::uint32_t now_s);
  void reserve(std::uint32_t lane, std::uint32_t job, std::uint32_t now_s);
  void unreserve(std::uint32_t lane, std::uint32_t now_s);
  void try_others(std::uint32_t now_s);
  void organisation_moved(std::uint32_t job);
  [[nodiscard]] std::uint64_t work_of(std::uint32_t job) const;
  [[nodiscard]] std::uint64_t most_work(std::uint32_t shape, std::uint32_t now_s) const;
  void add_ranked(std::uint32_t shape, std::uint64_t most);
  void add_fair(std::uint32_t shape, std::uint64_t most);
  void add_group(std::uint32_t group, std::size_t count, std::uint64_t most, std::size_t& seen);
  void find_others(std::uint32_t now_s);
  void add_turn(std::size_t tries);

  const Network& network_;
  std::span<const Job> jobs_;
  Machine& machine_;
  bool fair_;
  Shapes shapes_;
  Waiting waits_;
  std::vector<Reservation> reserved_;  // by lane
  std::vector<std::uint32_t> first_;  // by lane: the job tried last as its first
  std::vector<std::uint64_t> tried_;  // by lane: the last pass in which that failed
  std::uint64_t passes_ = 0;
  std::vector<std::vector<std::uint32_t>> reservers_;  // by site: lanes
  std::vector<FitBounds> bounds_;  // by shape, where one was looked for
  std::size_t bounds_bytes_ = 0;  // of all of them
  std::vector<std::uint32_t> kept_;  // while soonest() looks: places with room that is kept for others
  BitTree open_lanes_;  // whose first may fit
  BitTree open_shapes_;  // in which another may fit
  std::vector<std::uint32_t> fastest_;  // by lane: the speed of the fastest site that its jobs may go to
  // While try_others() looks:
  std::vector<Other> others_;  // shape by shape
  std::vector<Tries> tries_;
  std::vector<OthersTurn> turns_;  // a heap
  std::vector<Window> windows_;  // by shape, where the order is known beforehand
  // Fair shares only:
  std::vector<std::uint64_t> least_work_;  // by shape: none that waits has less
  std::vector<std::uint64_t> least_of_;  // by group: the same
  OrderWatch lane_watch_;  // in which groups the first of a lane was
  OrderWatch shape_watch_;  // in which groups the first few of a shape were
  std::vector<std::uint32_t> groups_;  // while add_fair() looks
};

}  // namespace scrip::network_simulation
