#pragma once
// What must hold of every state, recomputed from the jobs, holds and vouchers without the engine's own bookkeeping.

#include <string>
#include <vector>

#include "engine/state.h"

namespace scrip::sim {

// One sentence for each thing that does not hold; none for a sound state.
[[nodiscard]] std::vector<std::string> broken_invariants(const engine::State& state);

// Everything a state keeps beside what it encodes, as text: two states with equal encodings must agree in this too.
[[nodiscard]] std::string describe_indexes(const engine::State& state);

}  // namespace scrip::sim
