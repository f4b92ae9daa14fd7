#pragma once
// Who starts, where nothing is reserved: Queue::strict and Queue::first_fit. For simulate.cpp.

#include <cstdint>
#include <span>
#include <vector>

#include "network_simulation/shapes.h"

namespace scrip::network_simulation {

class Greedy {
 public:
  Greedy(const Network& network, std::span<const Job> jobs, Machine& machine);

  // A site has more room than before.
  void freed(std::uint32_t site, std::uint32_t /*now_s*/) {
    if (waiting_ > 0) freed_.push_back(site);
  }
  void closed(std::uint32_t /*site*/, std::uint32_t /*now_s*/) {}
  // Starts what can start now, of those that wait and those submitted (in the order of their numbers).
  void pass(std::uint32_t now_s, std::span<const std::uint32_t> submitted);

 private:
  static constexpr std::uint32_t none = BitTree::none;

  // What is looked at as one: a lane, whose first job all others wait for, or a shape.
  [[nodiscard]] std::uint32_t unit_of(std::uint32_t job) const {
    return strict_ ? shapes_.shapes[shapes_.shape_of[job]].lane : shapes_.shape_of[job];
  }
  [[nodiscard]] std::uint32_t waiting_in(std::uint32_t unit) const {
    return strict_ ? shapes_.lanes[unit].waiting : shapes_.shapes[unit].waiting;
  }
  [[nodiscard]] std::uint32_t head_of(std::uint32_t unit) {
    return strict_ ? waits_.head_of_lane(unit) : waits_.head(unit);
  }
  bool start_at_once(std::uint32_t job, std::uint32_t now_s);
  void push(std::uint32_t job);
  void open_freed();
  [[nodiscard]] std::uint32_t first_open();
  void start(std::uint32_t job, std::uint32_t site, std::uint32_t now_s);

  std::span<const Job> jobs_;
  Machine& machine_;
  bool strict_;
  bool heads_change_;  // a start changes who is first elsewhere: fair shares in strict queues
  Shapes shapes_;
  Waiting waits_;
  BitTree open_;  // units of which it is not known that nothing in them fits
  std::vector<std::uint32_t> freed_;
  std::uint64_t waiting_ = 0;
};

}  // namespace scrip::network_simulation
