#pragma once
// The ultimate controller of every party at once, of a graph of any size: for figures over a whole economy. The
// questions about one organisation, with their proofs, are for control.h; a test compares the two.

#include <cstdint>
#include <span>
#include <vector>

#include "control/portion.h"

namespace scrip::control {

struct VoteStake {
  std::uint32_t holder = 0;  // both below the number of parties
  std::uint32_t held = 0;
  Portion votes;
};

// By party: who controls it and is controlled by nobody but, perhaps, those whom it controls: one of them, where
// several control each other. A party that nobody controls has itself.
//
// Preconditions (checked): the threshold is half or more, so that a group that passes it is the only one; no party is
// held beyond the whole. A party's stakes in itself are not cast (control.h).
//
// How: groups of parties under one head, at first each its own. A head more than the threshold of whose votes one other
// group has joins that group. Then only organisations in which both groups hold stakes can have a new majority: those
// of the smaller group's stakes are looked at again. Cost: E log E steps to find them, for E stakes, and for each that
// is looked at again the stakes in it.
[[nodiscard]] std::vector<std::uint32_t> ultimate_controllers(std::uint32_t parties, std::span<const VoteStake> stakes,
                                                              Portion threshold);

}  // namespace scrip::control
