#pragma once
// Who starts, where nothing is reserved: Queue::first_fit, and Queue::strict but for fair shares (strict_shares.h). For
// simulate.cpp.

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
  void opened(std::uint32_t site, std::uint32_t now_s) { freed(site, now_s); }
  void closed(std::uint32_t /*site*/, std::uint32_t /*now_s*/) {}
  // Starts what can start now, of those that wait and those submitted (in the order of their numbers).
  void pass(std::uint32_t now_s, std::span<const std::uint32_t> submitted);

 private:
  static constexpr std::uint32_t none = BitTree::none;

  // The first of a shape. Under fair shares it may come later by now, never before.
  struct Turn {
    Waiting::Key key;
    std::uint32_t shape = 0;
    friend bool operator>(const Turn& a, const Turn& b) { return a.key > b.key; }
  };

  bool start_at_once(std::uint32_t job, std::uint32_t now_s);
  void push(std::uint32_t job);
  void open_freed();
  void add_turn(std::uint32_t shape);
  void take_turns(std::uint32_t now_s);
  void start(std::uint32_t job, std::uint32_t site, std::uint32_t now_s);

  std::span<const Job> jobs_;
  Machine& machine_;
  bool strict_;
  Shapes shapes_;
  Waiting waits_;
  BitTree open_;  // shapes of which it is not known that nothing in them fits
  std::vector<Turn> turns_;  // in take_turns(): a heap, of every open shape one
  std::vector<std::uint32_t> freed_;
  std::uint64_t waiting_ = 0;
};

}  // namespace scrip::network_simulation
