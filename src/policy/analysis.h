#pragma once
// What can be said of a policy's rules without a case: rate rows that overlap or can never apply, applications that no
// row covers, rules that can never be met or never fail.
//
// Method: conditions become disjunctions of conjunctions over comparisons of a term with a constant; a parameter with
// one value is one. Two terms are compared by their difference. A conjunction is impossible when the comparisons of one
// term contradict each other. What is no comparison counts as a free yes or no; so an overlap may be reported that
// further facts rule out. Of conditions of more than a few thousand conjunctions, and beyond a bounded effort, nothing
// is claimed.

#include <vector>

#include "policy/compile.h"

namespace scrip::policy {

void analyse(const CompiledPolicy& compiled, std::vector<Problem>& problems);

}  // namespace scrip::policy
