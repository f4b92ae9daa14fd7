#pragma once
// Paying: statements approved or disputed, dues gathered into payments, the bank's answers, instalments of grants, and
// what is clawed back. Money moves in four places only: when an instalment is approved (commitment to grant payable),
// when a payment is approved (payable to in flight), when the bank has answered (in flight to paid, or back), and when
// a clawback is approved, repaid or relieved. docs/ledger.md has the table.

#include "engine/commands.h"
#include "engine/request.h"

namespace scrip::engine {

// Errors of all: those of check_key() and check_text(), and the not-found code of what is named.

// statements.cpp
// Errors: statement_state (nothing that the authority owes, disputed, or not at this step).
[[nodiscard]] Result<Events> judge(const State& state, const ProposeStatement& command, const EntryContext& context);
// Errors: statement_state, four_eyes, value_invalid (another total).
[[nodiscard]] Result<Events> judge(const State& state, const ApproveStatement& command, const EntryContext& context);
[[nodiscard]] Result<Events> judge(const State& state, const RejectStatement& command, const EntryContext& context);
// Errors: statement_state (disputed already), value_invalid (an organisation that it does not pay).
[[nodiscard]] Result<Events> judge(const State& state, const DisputeStatement& command, const EntryContext& context);
// Errors: statement_state, conflict_of_interest (who disputed it), value_invalid (an adjustment elsewhere or before).
[[nodiscard]] Result<Events> judge(const State& state, const AnswerDispute& command, const EntryContext& context);

// payments.cpp
// Errors: due_not_found, due_state (in a payment, not approved, disputed, another payee's), out_of_range (nothing is
// left to pay), too_large, insufficient_payable, key_reused, limit_reached.
[[nodiscard]] Result<Events> judge(const State& state, const ProposePayment& command, const EntryContext& context);
// Errors: payment_state, four_eyes, value_invalid (another sum), due_state, insufficient_payable: a refund or a dispute
// may have come meanwhile.
[[nodiscard]] Result<Events> judge(const State& state, const ApprovePayment& command, const EntryContext& context);
[[nodiscard]] Result<Events> judge(const State& state, const RejectPayment& command, const EntryContext& context);
// Errors: payment_state, time_invalid (a day to come, or before it was approved), missing_field.
[[nodiscard]] Result<Events> judge(const State& state, const RecordPayment& command, const EntryContext& context);

// instalments.cpp
// Errors: award_kind, award_state, instalment_state (not the next one, another waits), value_invalid, out_of_range
// (nothing is left to pay with it).
[[nodiscard]] Result<Events> judge(const State& state, const ProposeInstalment& command, const EntryContext& context);
// Errors: instalment_state, four_eyes, value_invalid (another amount), stale_assessment (the award was amended).
[[nodiscard]] Result<Events> judge(const State& state, const ApproveInstalment& command, const EntryContext& context);
[[nodiscard]] Result<Events> judge(const State& state, const RejectInstalment& command, const EntryContext& context);

// clawbacks.cpp
// Errors: award_kind, out_of_range (more than was paid and not clawed back), key_reused, limit_reached.
[[nodiscard]] Result<Events> judge(const State& state, const ProposeClawback& command, const EntryContext& context);
// Errors: clawback_state, four_eyes, value_invalid (another amount).
[[nodiscard]] Result<Events> judge(const State& state, const ApproveClawback& command, const EntryContext& context);
[[nodiscard]] Result<Events> judge(const State& state, const RejectClawback& command, const EntryContext& context);
// Errors: clawback_state, out_of_range (more than is left), time_invalid, key_reused, limit_reached.
[[nodiscard]] Result<Events> judge(const State& state, const RecordRepayment& command, const EntryContext& context);
// Errors: clawback_state, out_of_range, due_not_found, due_state, insufficient_payable, limit_reached.
[[nodiscard]] Result<Events> judge(const State& state, const ProposeRelief& command, const EntryContext& context);
// Errors: clawback_state, four_eyes, value_invalid, and those of the proposal.
[[nodiscard]] Result<Events> judge(const State& state, const ApproveRelief& command, const EntryContext& context);
[[nodiscard]] Result<Events> judge(const State& state, const RejectRelief& command, const EntryContext& context);

void apply_lifecycle(State& state, const StatementProposed& event);
void apply_lifecycle(State& state, const StatementRejected& event);
void apply_lifecycle(State& state, const StatementApproved& event);
void apply_lifecycle(State& state, const StatementDisputed& event);
void apply_lifecycle(State& state, const DisputeAnswered& event);
void apply_lifecycle(State& state, const PaymentProposed& event);
void apply_lifecycle(State& state, const PaymentWithdrawn& event);
void apply_lifecycle(State& state, const PaymentApproved& event);
void apply_lifecycle(State& state, const PaymentRecorded& event);
void apply_lifecycle(State& state, const InstalmentProposed& event);
void apply_lifecycle(State& state, const InstalmentRejected& event);
void apply_lifecycle(State& state, const InstalmentApproved& event);
void apply_lifecycle(State& state, const ClawbackProposed& event);
void apply_lifecycle(State& state, const ClawbackRejected& event);
void apply_lifecycle(State& state, const ClawbackApproved& event);
void apply_lifecycle(State& state, const RepaymentRecorded& event);
void apply_lifecycle(State& state, const ReliefProposed& event);
void apply_lifecycle(State& state, const ReliefRejected& event);
void apply_lifecycle(State& state, const ReliefApproved& event);

// --- dues ---

// Opens the dues of statements that were just added; their lines are closed.
void open_statement_dues(State& state, std::size_t first_statement);
// Opens the due of a voucher whose money is placed with the operator.
void open_placement_due(State& state, const programme::Voucher& terms);
// The due's name in commands, lists and documents.
[[nodiscard]] std::string key_of_due(const State& state, const Due& due);
// Errors: due_not_found.
[[nodiscard]] Result<const Due*> due_called(const State& state, std::string_view key);
// Whether it may be paid or set off now. Errors: due_state.
[[nodiscard]] Result<void> check_payable(const State& state, const Due& due);
// Whether the accounts of closed months hold what a refund would take from them; what was paid or is with the bank is
// no longer there. Errors: insufficient_payable.
[[nodiscard]] Result<void> check_refundable(const State& state, const Adjustment& adjustment);

[[nodiscard]] Result<const Statement*> statement_called(const State& state, std::string_view number);
[[nodiscard]] Result<const PaymentState*> payment_called(const State& state, std::string_view key);
[[nodiscard]] Result<const ClawbackState*> clawback_called(const State& state, std::string_view key);

// What the awards of an award's policy are.
[[nodiscard]] programme::Gives gives_of(const State& state, const AwardState& award);
// The instalments of an award that were approved.
[[nodiscard]] std::vector<const InstalmentState*> approved_instalments(const State& state, AwardId award);
// What the bank has paid of an award, and what of it can still be clawed back.
[[nodiscard]] Amount paid_out(const State& state, AwardId award);
[[nodiscard]] Amount reclaimable(const State& state, AwardId award);

}  // namespace scrip::engine
