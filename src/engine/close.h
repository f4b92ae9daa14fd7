#pragma once
// Closing a month: its charges become final and are owed.
//
// While a month is open, a voucher goes to whichever usage arrives first. What a closed statement says must not depend
// on that, so closing first allocates the open lines of every wallet concerned again, in the order of use: by posting
// month, day, the job's first start, the job's key and the resource. Then the month's lines are sealed, their money
// moves from in flight to owed, and one statement a site and programme sums them up.

#include <vector>

#include "base/containers.h"
#include "engine/events.h"
#include "engine/job.h"
#include "engine/state.h"

namespace scrip::engine {

// What a line adds to statements: to each programme what its vouchers cover, to the companies' own shares the rest.
struct StatementPart {
  ProgrammeId programme = no_id<ProgrammeId>;  // none: the companies' own shares
  Unit unit = Unit::money;
  VoucherId voucher = no_id<VoucherId>;  // none: an own share
  Amount amount;                         // in `unit`
};
[[nodiscard]] InlineVector<StatementPart, 2> statement_parts(const State& state, const Line& line);
// What a refund takes off statements, one part for each programme and unit, in their order, the own shares last.
[[nodiscard]] std::vector<StatementPart> statement_refunds(const State& state, const Adjustment& adjustment);

// Replay of a close. False if it cannot be a close of this state; then the state is spoilt and has to be dropped.
[[nodiscard]] bool apply_close(State& state, const PeriodClosed& event);

// The statements of a month from the lines and adjustments as they stand; ids follow the existing statements. An audit
// computes them again and compares.
[[nodiscard]] std::vector<Statement> statements_of(const State& state, Month month);

}  // namespace scrip::engine
