#pragma once
// How much of an organisation belongs to whom in the end, through all that stand between: the look-through percentage.
//
// Of a unit of the organisation's capital each holder has its portion, and of each part that an organisation has, its
// holders have theirs. So the unit walks up, from holding to holding, each taken with its portion; the part of X is the
// part of the unit that ever comes to X. Own shares and cross-holdings send a part round again, and the sum over all
// rounds is solved for exactly, as a fraction: so an organisation's own shares belong to its other holders in
// proportion, and the final holders of an organisation whose holders are all known have 100 % together.
//
// Source: Brioschi, Buzzacchi, Colombo: Risk capital financing and the separation of ownership and control in business
// groups, Journal of Banking and Finance 13 (1989): integrated ownership, (I - A)^-1. The part of X is the chance that
// an absorbing Markov chain visits X (Kemeny, Snell: Finite Markov Chains, 1960, 3.5.7). docs/control.md has an
// example.

#include <vector>

#include "control/exact.h"
#include "control/graph.h"

namespace scrip::control {

// The part that one party has of the organisation: between the two, which are equal where all portions are known.
struct LookThroughLine {
  PartyId holder = no_id<PartyId>;
  Fraction low, high;
  bool is_final = false;  // nobody is known to hold it: a person, a state, an organisation without known holders
};

struct LookThrough {
  std::vector<LookThroughLine> lines;  // of all that have a part: the final ones first, then the larger parts
  Fraction own;  // what goes round and comes back to the organisation itself, at least
  Fraction unknown;  // what no known holder has: the whole less what the final ones have at least
};

// Errors: limit_reached (more than limits::look_through_parties_max above it, limits::cycle_parties_max in one cycle,
// or fractions longer than limits::fraction_bits_max). Cost: linear in the stakes above it, cubic in a cycle's size.
[[nodiscard]] Result<LookThrough> look_through(const Stakes& stakes, PartyId organisation, Day day);

}  // namespace scrip::control
