#pragma once
// What a statement sums up, line by line: its own parts only, so that every column adds up to the statement.

#include "engine/state.h"
#include "reports/table.h"

namespace scrip::reports {

// A row for each voucher of the programme that covers a line (for the companies' own shares: for each line), by day and
// job. `amount` is in the statement's unit and adds up to its `charged`.
[[nodiscard]] Table statement_lines(const engine::State& state, const engine::Statement& statement);

// The same by organisation.
[[nodiscard]] Table statement_by_organisation(const engine::State& state, const engine::Statement& statement);

// Its adjustments; `amount` adds up to the statement's `refunded`.
[[nodiscard]] Table statement_adjustments(const engine::State& state, const engine::Statement& statement);

}  // namespace scrip::reports
