#pragma once
// The lanes and shapes of a run (waiting.h): which jobs wait for each other, and which fit where others fit.

#include <cstdint>
#include <span>
#include <vector>

#include "network_simulation/machine.h"
#include "network_simulation/waiting.h"

namespace scrip::network_simulation {

struct Shapes {
  std::vector<Lane> lanes;              // by home where clusters are alone, by need in a network
  std::vector<Shape> shapes;            // by lane, then size; in a strict queue one of each lane, of whatever size
  std::vector<std::uint32_t> shape_of;  // by job; BitTree::none: no site could ever hold it
};

[[nodiscard]] Shapes make_shapes(const Network& network, std::span<const Job> jobs, const Machine& machine);

// The lanes whose jobs may go to the site.
[[nodiscard]] std::span<const std::uint32_t> lanes_at(const Machine& machine, const std::uint32_t& site);

}  // namespace scrip::network_simulation
