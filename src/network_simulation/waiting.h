#pragma once
// The jobs that wait, in the order of the rule. Jobs of one lane and one size are a shape: where one of them does not
// fit, none does, so a few dozen shapes are looked at however many jobs wait. Every job has a place among those of its
// shape that is known before the run, so that waiting is a bit and nothing is ever sorted or moved.

#include <algorithm>
#include <compare>
#include <cstdint>
#include <span>
#include <vector>

#include "network_simulation/bit_tree.h"
#include "network_simulation/network.h"
#include "network_simulation/rule.h"

namespace scrip::network_simulation {

// Jobs that wait for each other: those of one home where clusters are alone, those of one need in a network.
struct Lane {
  std::uint32_t first_shape = 0;
  std::uint32_t end_shape = 0;
  std::uint32_t waiting = 0;
};

struct Shape {
  std::uint32_t lane = 0;
  std::uint32_t devices = 0;  // of each; 0: they differ
  std::uint32_t begin = 0;  // places of its jobs
  std::uint32_t end = 0;
  std::uint32_t waiting = 0;
  std::uint32_t head = BitTree::none;  // the first place that waits, where the order is known beforehand
};

// The jobs that have a shape, by shape, then organisation, then number.
[[nodiscard]] std::vector<std::uint32_t> by_shape_and_organisation(std::span<const Job> jobs,
                                                                   std::span<const std::uint32_t> shape_of,
                                                                   std::size_t shapes, std::size_t organisations);

class Waiting {
 public:
  static constexpr std::uint32_t none = BitTree::none;

  // Who comes first: the lesser.
  struct Key {
    std::uint64_t major = 0;
    std::uint64_t minor = 0;
    friend auto operator<=>(const Key&, const Key&) = default;
  };

  // `shape_of` has the shape of every job, none for those that never wait; shapes are grouped by lane, in each lane by
  // size. Both must outlive this.
  Waiting(const Network& network, std::span<const Job> jobs, const Rule& rule, std::vector<Lane>& lanes,
          std::vector<Shape>& shapes, std::span<const std::uint32_t> shape_of);

  void push(std::uint32_t job);
  // Takes out a job that waits.
  void take(std::uint32_t job);
  // The organisation has had so many device-seconds more.
  void account(std::uint32_t organisation, std::uint64_t device_s) {
    if (!fair_) return;
    std::uint64_t& had = had_[organisation];
    had += std::min(device_s, ~had);  // never beyond the largest number
  }

  // The first of a shape; none if no job of it waits.
  [[nodiscard]] std::uint32_t head(std::uint32_t shape);
  // The first of a lane; none if nothing waits there.
  [[nodiscard]] std::uint32_t head_of_lane(std::uint32_t lane);
  [[nodiscard]] Key key(std::uint32_t job) const;
  // The same under fair shares, of a job of the organisation.
  [[nodiscard]] Key key(std::uint32_t organisation, std::uint32_t job) const {
    return {.major = had_[organisation], .minor = std::uint64_t{organisation} << 32 | job};
  }
  // Of one size that may go to the same sites as every other of the shape.
  [[nodiscard]] std::uint32_t any_of(std::uint32_t shape) const { return job_at_[shapes_[shape].begin]; }
  [[nodiscard]] std::uint32_t place_of(std::uint32_t job) const { return place_of_[job]; }
  [[nodiscard]] std::uint32_t job_at(std::uint32_t place) const { return job_at_[place]; }
  // The first that waits from this place on, of whatever shape; none behind the last.
  [[nodiscard]] std::uint32_t next_place(std::uint32_t from) const { return waits_.next(from); }

  // --- fair shares only ---
  // Jobs of one shape and one organisation.
  struct Group {
    std::uint32_t organisation = 0;
    std::uint32_t shape = 0;
    std::uint32_t begin = 0;  // places
    std::uint32_t end = 0;
    std::uint32_t waiting = 0;
    bool listed = false;  // in its shape's heap
  };
  [[nodiscard]] std::size_t groups() const { return groups_.size(); }
  [[nodiscard]] const Group& group(std::uint32_t number) const { return groups_[number]; }
  [[nodiscard]] std::uint32_t group_of(std::uint32_t job) const { return group_of_[job]; }
  // The groups of a shape, in order, until so many jobs wait in them.
  void first_groups(std::uint32_t shape, std::size_t count, std::vector<std::uint32_t>& groups);

 private:
  // What the group's organisation had had when it was put there. That only grows, so one that is too small is found
  // before it matters, and put right there.
  struct HeapItem {
    std::uint64_t had = 0;
    std::uint32_t organisation = 0;
    std::uint32_t group = 0;
    friend bool operator>(const HeapItem& a, const HeapItem& b) {
      return a.had != b.had ? a.had > b.had : a.organisation > b.organisation;
    }
  };

  // The first of a lane when it was last asked for, and its key then. Keys only grow: while its own is the same, no
  // other has come before it.
  struct First {
    std::uint32_t job = none;  // none: not known
    Key key;
  };

  void place_ranked(std::span<const Job> jobs, const Rule& rule, std::span<const std::uint32_t> shape_of);
  void place_by_group(std::span<const Job> jobs, std::span<const std::uint32_t> shape_of);
  void put_in_heap(std::uint32_t group);
  [[nodiscard]] const HeapItem& top(std::uint32_t shape);
  [[nodiscard]] bool is_still(const First& first) const;
  void put_right(std::vector<HeapItem>& heap, std::size_t at);

  std::span<const Job> jobs_;
  std::vector<Lane>& lanes_;
  std::vector<Shape>& shapes_;
  std::span<const std::uint32_t> shape_of_;
  bool fair_;
  std::vector<First> firsts_;  // by lane
  BitTree waits_;  // places
  std::vector<std::uint32_t> place_of_;  // by job
  std::vector<std::uint32_t> job_at_;  // by place
  std::vector<std::uint32_t> rank_of_;  // by job; empty where the rank is the job's number
  // Fair shares only:
  std::vector<std::uint64_t> had_;  // device-seconds by organisation
  std::vector<Group> groups_;  // by shape, then organisation
  std::vector<std::uint32_t> group_of_;  // by job
  std::vector<std::vector<HeapItem>> heaps_;  // by shape
  std::vector<std::size_t> ahead_;  // while first_groups() looks: a heap of those whose parents it has seen
};

}  // namespace scrip::network_simulation
