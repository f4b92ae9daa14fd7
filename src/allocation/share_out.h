#pragma once
// Sharing a pool out in proportion to what was asked.

#include <span>
#include <string_view>
#include <vector>

#include "base/amount.h"
#include "base/time.h"

namespace scrip::allocation {

struct Claim {
  Amount asked;
  Instant submitted;
  std::string_view key;  // must outlive the call
};

// Gives every claim the same part of what it asked, exact to the smallest unit: each gets its share rounded down, and
// the units that are left go one each to the largest remainders (Hamilton's method), of equal ones to the earliest
// submitted, then to the lesser key. If the pool covers all claims, each gets what it asked.
//
// Where a share is below the minimum, the claim with the smallest one drops out (of equal ones the latest submitted,
// then the greater key) and the rest is shared again, until no share is below it: dropping all of them at once would
// also lose those that the first ones' money lifts over the minimum.
//
// The sum is the smaller of the pool and of what those who did not drop out asked; nobody gets more than asked; a
// larger ask never gets less. A larger pool never lowers a share before rounding, but can cost one claim one smallest
// unit: that is in the nature of largest remainders (the Alabama paradox).
//
// Returns the amounts in the order of the claims, 0 for those that dropped out.
// Preconditions (checked): unit > 0; pool >= 0, minimum >= 0 and asked > 0 are whole multiples of it; the sum of what
// is asked is at most amount_max. Cost: O(n log n), no more than 40 bytes a claim.
[[nodiscard]] std::vector<Amount> share_out(Amount pool, Amount unit, Amount minimum, std::span<const Claim> claims);

}  // namespace scrip::allocation
