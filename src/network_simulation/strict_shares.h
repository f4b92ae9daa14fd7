#pragma once
// Who starts where organisations share fairly and nobody overtakes: Order::fair_share with Queue::strict. For
// simulate.cpp.
//
// A start sends its organisation back in every lane in which it waits, and whose first it was there is first no longer.
// So lanes are kept in blocks of up to 64 that have organisations in common, and all those of a block whose first has
// moved are looked at together: a word says in which lanes an organisation waits, another in which it is the first and
// does not fit.

#include <cstdint>
#include <span>
#include <vector>

#include "network_simulation/bit_tree.h"
#include "network_simulation/shapes.h"
#include "network_simulation/share_order.h"

namespace scrip::network_simulation {

class StrictShares {
 public:
  StrictShares(const Network& network, std::span<const Job> jobs, Machine& machine);

  // A site has more room than before.
  void freed(std::uint32_t site, std::uint32_t /*now_s*/) {
    if (waiting_ > 0) freed_.push_back(site);
  }
  void opened(std::uint32_t site, std::uint32_t now_s) { freed(site, now_s); }
  void closed(std::uint32_t /*site*/, std::uint32_t /*now_s*/) {}
  // Starts what can start now, of those that wait and those submitted (in the order of their numbers).
  void pass(std::uint32_t now_s, std::span<const std::uint32_t> submitted);

 private:
  static constexpr std::uint32_t none = BitTree::none;

  struct Line {  // of a lane
    std::uint32_t block = 0;
    std::uint32_t bit = 0;  // among the lanes of the block
    std::uint32_t waiting = 0;
    std::uint32_t blocked = none;  // the group that is first and does not fit; none: nothing waits, or it is looked at
  };
  struct Block {
    ShareOrder order;
    std::uint32_t first_member = 0;
    std::uint64_t open = 0;  // lanes to look at
    std::vector<std::uint32_t> lanes;  // by bit
  };
  // An organisation in one block.
  struct Member {
    std::uint32_t organisation = 0;
    std::uint32_t block = 0;
    std::uint32_t first_group = 0;
    std::uint64_t lanes = 0;  // in which it has jobs at any time
    std::uint64_t waits = 0;  // in which one waits
    std::uint64_t blocked = 0;  // in which it is the first and does not fit
  };
  // Jobs of one organisation in one lane.
  struct Group {
    std::uint32_t member = 0;
    std::uint32_t lane = 0;
    std::uint32_t begin = 0;  // their places
    std::uint32_t end = 0;
    std::uint32_t first = none;  // the first place that waits
  };
  // The first of a lane, which fitted when it was looked at.
  struct Turn {
    std::uint64_t had = 0;
    std::uint64_t minor = 0;  // organisation, job
    std::uint32_t group = 0;
    friend bool operator>(const Turn& a, const Turn& b) { return a.had != b.had ? a.had > b.had : a.minor > b.minor; }
  };

  void make_groups(const Shapes& shapes);
  void make_blocks();
  void make_members();
  void list_members();
  [[nodiscard]] Member& member_of(const Group& group) { return members_[group.member]; }
  [[nodiscard]] std::uint64_t bit_of(const Group& group) const { return std::uint64_t{1} << lines_[group.lane].bit; }
  [[nodiscard]] std::uint32_t group_in(const Member& member, std::uint32_t bit) const;
  [[nodiscard]] Turn turn_of(std::uint32_t group) const;
  void put_in_order(std::uint32_t member);

  void open_freed();
  bool start_at_once(std::uint32_t job, std::uint32_t now_s);
  void push(std::uint32_t job);
  void put_first(std::uint32_t group, std::uint32_t place);
  void take(std::uint32_t group);
  void open(std::uint32_t block, std::uint64_t lanes);
  void open(Line& line);
  void look(Block& of, std::uint64_t lanes);
  void look_at_open();
  void take_turns(std::uint32_t now_s);
  void start(std::uint32_t job, std::uint32_t site, std::uint32_t now_s);

  std::span<const Job> jobs_;
  Machine& machine_;
  std::vector<Line> lines_;  // by lane
  std::vector<Block> blocks_;
  std::vector<Member> members_;  // by block, then organisation
  std::vector<std::uint32_t> members_of_;  // by organisation, from first_member_of_[organisation] on
  std::vector<std::uint32_t> first_member_of_;
  std::vector<Group> groups_;  // by member, then bit
  std::vector<std::uint32_t> devices_;  // by group, of its first: beside each other, as all lanes are looked at
  std::vector<std::uint32_t> group_of_;  // by job; none: no site could ever hold it
  std::vector<std::uint32_t> place_of_;  // by job
  std::vector<std::uint32_t> job_at_;  // by place
  BitTree waits_;  // places
  std::vector<std::uint64_t> had_;  // device-seconds by organisation
  std::vector<std::uint32_t> open_blocks_;  // with lanes to look at
  std::vector<Turn> turns_;  // a heap
  std::vector<std::uint32_t> freed_;
  std::uint64_t waiting_ = 0;
};

}  // namespace scrip::network_simulation
