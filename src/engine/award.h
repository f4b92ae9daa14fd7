#pragma once
// Awards: vouchers out of the money set aside, and what happens to the rest.

#include "engine/commands.h"
#include "engine/request.h"

namespace scrip::engine {

// Errors common to all: award_not_found, award_state, missing_field.

// Errors: value_invalid (a budget line or organisation of its own), insufficient_budget (more than is left of the
// award), key_reused, and those of IssueVoucher.
[[nodiscard]] Result<Events> judge(const State& state, const IssueAward& command, const EntryContext& context);
// Errors: out_of_range (not less than it is, or less than was issued).
[[nodiscard]] Result<Events> judge(const State& state, const ReduceAward& command, const EntryContext& context);
[[nodiscard]] Result<Events> judge(const State& state, const ChangeAwardStatus& command, const EntryContext& context);

void apply_lifecycle(State& state, const AwardVoucherIssued& event);
void apply_lifecycle(State& state, const AwardAmended& event);
void apply_lifecycle(State& state, const AwardStatusChanged& event);

[[nodiscard]] AccountId commitment_of(const State& state, const AwardState& award);
// What is set aside and not issued.
[[nodiscard]] Amount left_of(const State& state, const AwardState& award);
// An amount taken from the award's lines in proportion to what each has left. amount <= left_of().
[[nodiscard]] std::vector<programme::LinePart> taken_from(const AwardState& award, Amount amount);

// The vouchers that change with the award's status: those it suspends, resumes or revokes.
[[nodiscard]] std::vector<VoucherId> vouchers_changing(const State& state, const AwardState& award,
                                                       programme::AwardStatus status);

// Whether an award may go from one status to the other.
[[nodiscard]] bool may_become(programme::AwardStatus from, programme::AwardStatus to);

}  // namespace scrip::engine
