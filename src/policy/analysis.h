#pragma once
// What can be said of a policy's rules without a case: rate rows that overlap or can never apply, applications that no
// row covers, rules that can never be met or never fail.
//
// Method: conditions become disjunctions of conjunctions over comparisons of a fact with a constant (parameters have
// each of their values in turn). A conjunction is impossible when one fact's comparisons contradict each other. What is
// no such comparison counts as a free yes or no; so an overlap may be reported that further facts rule out, and is
// never missed. Conditions of more than a few thousand conjunctions are not analysed, and said to be so.

#include <vector>

#include "policy/compile.h"

namespace scrip::policy {

void analyse(const CompiledPolicy& compiled, std::vector<Problem>& problems);

}  // namespace scrip::policy
