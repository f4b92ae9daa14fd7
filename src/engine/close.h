#pragma once
// Closing a month: its charges become final and are owed.
//
// While a month is open, a voucher goes to whichever usage arrives first. What a closed statement says must not depend
// on that, so closing first allocates the open lines of every wallet concerned again, in the order of use: by posting
// month, day, the job's first start, the job's key and the resource. Then the month's lines are sealed, their money
// moves from in flight to owed, and one statement a site and programme sums them up.

#include "engine/events.h"

namespace scrip::engine {

// Replay of a close. False if it cannot be a close of this state; then the state is spoilt and has to be dropped.
[[nodiscard]] bool apply_close(State& state, const PeriodClosed& event);

// The statements of a month from the lines and adjustments as they stand; ids follow the existing statements. An audit
// computes them again and compares.
[[nodiscard]] std::vector<Statement> statements_of(const State& state, Month month);

}  // namespace scrip::engine
