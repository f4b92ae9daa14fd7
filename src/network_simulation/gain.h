#pragma once
// What a network gains over clusters alone, in words: from rules that were compared in one run.

#include <vector>

#include "base/message.h"
#include "network_simulation/compare.h"

namespace scrip::network_simulation {

// The best rule of the network against the first of clusters alone, by the mean wait, and what that rests on. Says so
// where nothing is gained, and where one side was not run.
[[nodiscard]] std::vector<Message> gain_of(const std::vector<Compared>& compared);

}  // namespace scrip::network_simulation
