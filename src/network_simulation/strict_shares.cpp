#include "network_simulation/strict_shares.h"

#include <algorithm>
#include <bit>
#include <functional>
#include <numeric>
#include <tuple>
#include <utility>

namespace scrip::network_simulation {
namespace {

constexpr std::uint32_t block_lanes_max = 64;

// Sets of lanes that are united where an organisation waits in several.
class LaneSets {
 public:
  explicit LaneSets(std::size_t lanes) : parent_(lanes) { std::iota(parent_.begin(), parent_.end(), 0u); }
  // The lane that stands for the set.
  std::uint32_t of(std::uint32_t lane) {
    while (parent_[lane] != lane) lane = parent_[lane] = parent_[parent_[lane]];
    return lane;
  }
  void unite(std::uint32_t a, std::uint32_t b) { parent_[of(a)] = of(b); }

 private:
  std::vector<std::uint32_t> parent_;
};

}  // namespace

StrictShares::StrictShares(const Network& network, std::span<const Job> jobs, Machine& machine)
    : jobs_(jobs),
      machine_(machine),
      first_member_of_(network.organisations + 1, 0),
      group_of_(jobs.size(), none),
      place_of_(jobs.size(), none),
      waits_(std::max<std::uint32_t>(1, static_cast<std::uint32_t>(jobs.size()))),
      had_(network.organisations, 0) {
  const Shapes shapes = make_shapes(network, jobs, machine);
  lines_.resize(shapes.lanes.size());
  make_groups(shapes);
  make_blocks();
  make_members();
  list_members();
}

// By lane, then organisation. Until make_members() the member of a group is the number of its organisation.
void StrictShares::make_groups(const Shapes& shapes) {
  job_at_ = by_shape_and_organisation(jobs_, shapes.shape_of, shapes.shapes.size(), had_.size());
  for (std::uint32_t place = 0; place < job_at_.size(); ++place) {
    const Job& job = jobs_[job_at_[place]];
    const std::uint32_t lane = shapes.shapes[shapes.shape_of[job_at_[place]]].lane;
    if (groups_.empty() || groups_.back().lane != lane || groups_.back().member != job.organisation) {
      groups_.push_back({.member = job.organisation, .lane = lane, .begin = place, .end = place});
    }
    groups_.back().end = place + 1;
    place_of_[job_at_[place]] = place;
  }
}

void StrictShares::make_blocks() {
  LaneSets sets(lines_.size());
  std::vector<std::uint32_t> lane_of(had_.size(), none);  // by organisation: the first
  for (const Group& group : groups_) {
    std::uint32_t& first = lane_of[group.member];
    first == none ? void(first = group.lane) : sets.unite(group.lane, first);
  }
  std::vector<std::uint32_t> lanes(lines_.size());
  std::iota(lanes.begin(), lanes.end(), 0u);
  std::ranges::stable_sort(lanes, {}, [&](std::uint32_t lane) { return sets.of(lane); });
  std::uint32_t set = none;
  for (const std::uint32_t lane : lanes) {
    if (sets.of(lane) != set || blocks_.back().lanes.size() == block_lanes_max) {
      blocks_.push_back({.order = ShareOrder(1), .lanes = {}});
    }
    set = sets.of(lane);
    Block& block = blocks_.back();
    lines_[lane].block = static_cast<std::uint32_t>(blocks_.size() - 1);
    lines_[lane].bit = static_cast<std::uint32_t>(block.lanes.size());
    block.lanes.push_back(lane);
  }
}

void StrictShares::make_members() {
  std::ranges::sort(groups_, {}, [&](const Group& group) {
    const Line& line = lines_[group.lane];
    return std::tuple(line.block, group.member, line.bit);
  });
  for (std::uint32_t number = 0; number < groups_.size(); ++number) {
    Group& group = groups_[number];
    const Line& line = lines_[group.lane];
    if (members_.empty() || members_.back().block != line.block || members_.back().organisation != group.member) {
      if (members_.empty() || members_.back().block != line.block) {
        blocks_[line.block].first_member = static_cast<std::uint32_t>(members_.size());
      }
      members_.push_back({.organisation = group.member, .block = line.block, .first_group = number});
    }
    members_.back().lanes |= bit_of(group);
    group.member = static_cast<std::uint32_t>(members_.size() - 1);
    for (std::uint32_t place = group.begin; place < group.end; ++place) group_of_[job_at_[place]] = number;
  }
  devices_.assign(groups_.size(), 0);
}

void StrictShares::list_members() {
  for (const Member& member : members_) ++first_member_of_[member.organisation + 1];
  std::partial_sum(first_member_of_.begin(), first_member_of_.end(), first_member_of_.begin());
  members_of_.resize(members_.size());
  std::iota(members_of_.begin(), members_of_.end(), 0u);
  std::ranges::stable_sort(members_of_, {}, [&](std::uint32_t member) { return members_[member].organisation; });
  for (std::size_t end = members_.size(); end > 0;) {
    Block& block = blocks_[members_[end - 1].block];
    block.order = ShareOrder(static_cast<std::uint32_t>(end) - block.first_member);
    end = block.first_member;
  }
}

std::uint32_t StrictShares::group_in(const Member& member, std::uint32_t bit) const {
  const std::uint64_t before = member.lanes & ((std::uint64_t{1} << bit) - 1);
  return member.first_group + static_cast<std::uint32_t>(std::popcount(before));
}

StrictShares::Turn StrictShares::turn_of(std::uint32_t number) const {
  const Group& group = groups_[number];
  const std::uint32_t organisation = members_[group.member].organisation;
  return {
      .had = had_[organisation], .minor = std::uint64_t{organisation} << 32 | job_at_[group.first], .group = number};
}

void StrictShares::put_in_order(std::uint32_t number) {
  const Member& member = members_[number];
  Block& block = blocks_[member.block];
  const std::uint32_t at = number - block.first_member;
  if ((member.waits | block.order.lanes(at)) != 0) block.order.put(at, had_[member.organisation], member.waits);
}

void StrictShares::open(std::uint32_t number, std::uint64_t lanes) {
  if (lanes == 0) return;
  Block& block = blocks_[number];
  if (block.open == 0) open_blocks_.push_back(number);
  block.open |= lanes;
}

void StrictShares::open(Line& line) {
  if (line.blocked != none) {
    const Group& group = groups_[std::exchange(line.blocked, none)];
    member_of(group).blocked &= ~bit_of(group);
  }
  open(line.block, std::uint64_t{1} << line.bit);
}

// Finds who is first in each of the lanes: one that fits has its turn, one that does not blocks its lane.
void StrictShares::look(Block& of, std::uint64_t lanes) {
  of.order.firsts(lanes, [&](std::uint32_t at, std::uint64_t heads) {
    Member& member = members_[of.first_member + at];
    for (; heads != 0; heads &= heads - 1) {
      const auto bit = static_cast<std::uint32_t>(std::countr_zero(heads));
      const std::uint32_t group = group_in(member, bit);
      const std::uint32_t lane = of.lanes[bit];
      if (machine_.most_room(lane) < devices_[group]) {
        lines_[lane].blocked = group;
        member.blocked |= std::uint64_t{1} << bit;
        continue;
      }
      lines_[lane].blocked = none;
      turns_.push_back(turn_of(group));
      std::ranges::push_heap(turns_, std::greater<>{});
    }
  });
}

void StrictShares::look_at_open() {
  for (const std::uint32_t block : open_blocks_) look(blocks_[block], std::exchange(blocks_[block].open, 0));
  open_blocks_.clear();
}

// Only who was first and did not fit may fit now.
void StrictShares::open_freed() {
  for (const std::uint32_t site : freed_) {
    for (const std::uint32_t lane : lanes_at(machine_, site)) {
      Line& line = lines_[lane];
      if (line.blocked != none && machine_.most_room(lane) >= devices_[line.blocked]) open(line);
    }
  }
  freed_.clear();
}

void StrictShares::put_first(std::uint32_t number, std::uint32_t place) {
  Group& group = groups_[number];
  group.first = place;
  if (place != none) devices_[number] = jobs_[job_at_[place]].devices;
  Member& member = member_of(group);
  place == none ? member.waits &= ~bit_of(group) : member.waits |= bit_of(group);
}

// Only one that comes before the first of its lane changes anything there.
void StrictShares::push(std::uint32_t job) {
  const std::uint32_t number = group_of_[job];
  Line& line = lines_[groups_[number].lane];
  waits_.set(place_of_[job]);
  ++waiting_;
  ++line.waiting;
  if (groups_[number].first < place_of_[job]) return;
  put_first(number, place_of_[job]);
  put_in_order(groups_[number].member);
  if (line.blocked == none || line.blocked == number || turn_of(line.blocked) > turn_of(number)) open(line);
}

// Takes out the first of a group; start() puts its organisation in order.
void StrictShares::take(std::uint32_t number) {
  const Group& group = groups_[number];
  waits_.clear(group.first);
  --waiting_;
  --lines_[group.lane].waiting;
  const std::uint32_t next = waits_.next(group.first);
  put_first(number, next < group.end ? next : none);
}

void StrictShares::start(std::uint32_t job, std::uint32_t site, std::uint32_t now_s) {
  const std::uint32_t organisation = jobs_[job].organisation;
  std::uint64_t& had = had_[organisation];
  had += std::min(machine_.held_device_s(job, site), ~had);  // never beyond the largest number
  machine_.start(job, site, now_s);
  for (std::uint32_t i = first_member_of_[organisation]; i < first_member_of_[organisation + 1]; ++i) {
    put_in_order(members_of_[i]);
    Member& member = members_[members_of_[i]];
    open(member.block, std::exchange(member.blocked, 0));
  }
}

// A job that nothing else competes with, as most are where there is room: it need not wait at all.
bool StrictShares::start_at_once(std::uint32_t job, std::uint32_t now_s) {
  if (!open_blocks_.empty() || lines_[groups_[group_of_[job]].lane].waiting > 0) return false;
  const std::uint32_t site = machine_.find(job);
  if (site == none) return false;
  start(job, site, now_s);
  return true;
}

// In order. A turn stands as long as its organisation has not moved; what fitted may not any more after other starts.
void StrictShares::take_turns(std::uint32_t now_s) {
  for (look_at_open(); !turns_.empty(); look_at_open()) {
    std::ranges::pop_heap(turns_, std::greater<>{});
    const Turn turn = turns_.back();
    turns_.pop_back();
    const Group& group = groups_[turn.group];
    if (had_[member_of(group).organisation] == turn.had) {
      const std::uint32_t job = job_at_[group.first];
      const std::uint32_t site = machine_.find(job);
      if (site != none) {
        take(turn.group);
        start(job, site, now_s);
      }
    }
    open(lines_[group.lane]);
  }
}

void StrictShares::pass(std::uint32_t now_s, std::span<const std::uint32_t> submitted) {
  if (!freed_.empty()) open_freed();
  if (submitted.size() == 1 && group_of_[submitted[0]] != none && start_at_once(submitted[0], now_s)) submitted = {};
  for (const std::uint32_t job : submitted) group_of_[job] == none ? machine_.reject(job) : push(job);
  take_turns(now_s);
}

}  // namespace scrip::network_simulation
