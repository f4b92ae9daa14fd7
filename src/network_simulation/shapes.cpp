#include "network_simulation/shapes.h"

#include <algorithm>
#include <numeric>

#include "base/containers.h"

namespace scrip::network_simulation {
namespace {

// In the order of their keys, with their sizes counted and their places given out.
void number_shapes(std::span<const std::uint64_t> keys, std::span<const std::uint32_t> jobs_of, Shapes& made) {
  std::uint32_t begin = 0;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    const auto lane = static_cast<std::uint32_t>(keys[i] >> 32);
    const auto shape = static_cast<std::uint32_t>(i);
    Lane& of = made.lanes[lane];
    if (of.first_shape == of.end_shape) of.first_shape = shape;
    of.end_shape = shape + 1;
    made.shapes.push_back(
        {.lane = lane, .devices = static_cast<std::uint32_t>(keys[i]), .begin = begin, .end = begin + jobs_of[i]});
    begin += jobs_of[i];
  }
}

}  // namespace

Shapes make_shapes(const Network& network, std::span<const Job> jobs, const Machine& machine) {
  const bool alone = machine.rule().scope == Scope::alone;
  const bool sizes_matter = machine.rule().queue != Queue::strict;  // else all of a lane wait for its first
  Shapes made{.lanes = std::vector<Lane>(alone ? network.sites.size() : network.needs.size()),
              .shapes = {},
              .shape_of = std::vector<std::uint32_t>(jobs.size(), BitTree::none)};
  FlatMap<std::uint64_t, std::uint32_t> numbers;
  std::vector<std::uint64_t> keys;      // as they are met
  std::vector<std::uint32_t> jobs_of;
  for (std::uint32_t job = 0; job < jobs.size(); ++job) {
    if (!machine.could_ever_hold(job)) continue;
    const std::uint64_t lane = alone ? jobs[job].home : jobs[job].need;
    const auto [found, is_new] = numbers.try_emplace(lane << 32 | (sizes_matter ? jobs[job].devices : 0), keys.size());
    if (is_new) {
      keys.push_back(found->first);
      jobs_of.push_back(0);
    }
    ++jobs_of[found->second];
    made.shape_of[job] = found->second;
  }
  std::vector<std::uint32_t> order(keys.size());
  std::iota(order.begin(), order.end(), 0u);
  std::ranges::sort(order, {}, [&](std::uint32_t met) { return keys[met]; });
  std::vector<std::uint32_t> number_of(keys.size());
  std::vector<std::uint64_t> sorted_keys;
  std::vector<std::uint32_t> sorted_jobs;
  for (std::uint32_t i = 0; i < order.size(); ++i) {
    number_of[order[i]] = i;
    sorted_keys.push_back(keys[order[i]]);
    sorted_jobs.push_back(jobs_of[order[i]]);
  }
  number_shapes(sorted_keys, sorted_jobs, made);
  for (std::uint32_t& shape : made.shape_of) {
    if (shape != BitTree::none) shape = number_of[shape];
  }
  return made;
}

std::span<const std::uint32_t> lanes_at(const Machine& machine, const std::uint32_t& site) {
  if (machine.rule().scope == Scope::alone) return {&site, 1};
  return machine.choice().needs_of(site);
}

}  // namespace scrip::network_simulation
