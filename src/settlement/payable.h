#pragma once
// Amounts that a bank moves: whole payable steps. What is charged is exact to the micro-unit; what is owed for it is
// rounded down on the running total, and the rest, below one step, is carried on to the next that is owed.

#include <string_view>

#include "settlement/settlement.h"

namespace scrip::settlement {

[[nodiscard]] constexpr bool is_payable(Amount amount) { return amount.micro_units % payable_step.micro_units == 0; }

// Rounded down to a step, also below zero: -0.001 is -0.01.
[[nodiscard]] constexpr Amount payable_part(Amount amount) {
  const std::int64_t rest = amount.micro_units % payable_step.micro_units;
  return Amount{amount.micro_units - rest - (rest < 0 ? payable_step.micro_units : 0)};
}

// Errors: value_invalid.
[[nodiscard]] Result<void> check_payable_amount(Amount amount, std::string_view field);

}  // namespace scrip::settlement
