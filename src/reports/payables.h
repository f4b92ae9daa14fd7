#pragma once
// What each statement has paid out, in whole payable steps, and what it carries on.

#include <vector>

#include "engine/state.h"

namespace scrip::reports {

// Of a statement with all that it pays together. total = payable + carried - the `carried` of the site's statement
// before it under the same programme.
struct Payable {
  bool owes_money = false;  // false: it has no dues, and the rest is zero
  Amount payable;
  Amount carried;  // below a payable step for each that is paid
};
// By statement. One pass over the statements and their dues.
[[nodiscard]] std::vector<Payable> payables(const engine::State& state);

}  // namespace scrip::reports
