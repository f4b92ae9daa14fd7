#pragma once
// A programme's selection rules as a round that can be shared out (allocation/allocation.h).

#include <string>
#include <vector>

#include "allocation/allocation.h"
#include "policy/policy.h"

namespace scrip::policy {

// One complete and eligible application of a round.
struct Candidate {
  std::string key;
  Instant submitted;
  Amount asked;                                // what its assessment came to
  std::vector<std::vector<std::int64_t>> marks;  // by assessor, by criterion, in thousandths of a point
};

// The round of one pool under the policy's method, tiers, pass mark and ties. `smallest_unit` is the policy's rounding
// step in the unit of the amounts.
// Errors: those of combined_score, with the candidate's key.
[[nodiscard]] Result<allocation::Round> make_round(const Policy& policy, std::string id, Amount pool,
                                                   Amount smallest_unit, const std::vector<Candidate>& candidates);

}  // namespace scrip::policy
