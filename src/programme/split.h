#pragma once
// Sharing an amount out so that the parts sum to it exactly.

#include <cstdint>
#include <span>
#include <vector>

#include "base/amount.h"
#include "base/ids.h"

namespace scrip::programme {

// Part of an amount, on one budget line.
struct LinePart {
  BudgetLineId budget_line = no_id<BudgetLineId>;
  Amount amount;

  friend bool operator==(const LinePart&, const LinePart&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("budget_line", self.budget_line);
    visit("amount", self.amount);
  }
};

// Shares `whole` out in proportion to the weights by largest remainder (Hamilton's method): each gets the whole number
// of micro-units below its exact part, and those with the largest fractions one more; of equal fractions the earlier.
//
// whole    >= 0.
// weights  >= 0, at most amount_max each, not all zero unless `whole` is zero.
// Where `whole` is at most the sum of the weights, no part is above its weight; where it is that sum, each is it. So
// what is paid out of several purses in proportion to what is left in each never overdraws one, and empties all at
// once.
[[nodiscard]] std::vector<Amount> share_out(Amount whole, std::span<const std::int64_t> weights);

}  // namespace scrip::programme
