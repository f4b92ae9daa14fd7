#pragma once
// The cycles of a graph of stakes: sets of parties each of which holds a part of each other, directly or not.
// Counted are stakes in capital of which the bound that is asked for is above zero.

#include <vector>

#include "control/graph.h"

namespace scrip::control {

// All parties, cut into strongly connected components: one whose members are held by members of others comes before
// those. Source: Tarjan, Depth-first search and linear graph algorithms, SIAM Journal on Computing 1 (1972).
[[nodiscard]] std::vector<std::vector<Node>> components_from_below(const Graph& graph, Portion Range::* bound);

}  // namespace scrip::control
