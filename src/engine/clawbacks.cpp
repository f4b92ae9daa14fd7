// What is taken back of a grant: a receivable by two persons, then repaid, set off or written off.

#include <algorithm>

#include "base/limits.h"
#include "engine/award.h"
#include "engine/settlement.h"
#include "engine/texts.h"
#include "engine/voucher.h"
#include "settlement/payable.h"

namespace scrip::engine {
namespace {

using ledger::AccountKind;
using settlement::Clawback;
using settlement::Relief;
using settlement::ReliefKind;
using settlement::StepStatus;

std::unexpected<Error> wrong_state(const ClawbackState& clawback, const Message& needed) {
  return fail(ErrorCode::clawback_state, say("it is {0}, not {1}", described(name(clawback.status)), needed),
              "clawback");
}

Result<void> check_left(const ClawbackState& clawback, Amount amount) {
  if (clawback.status != StepStatus::approved) return wrong_state(clawback, say("approved"));
  if (amount <= Amount{}) return fail(ErrorCode::out_of_range, say("an amount is above zero"), "amount");
  if (amount <= clawback.left()) return {};
  return fail(ErrorCode::out_of_range, say("{0} of it is left", format_amount(clawback.left())), "amount");
}

// What goes back to each line: in proportion to what it paid and has not got back.
std::vector<programme::LinePart> returned_parts(const AwardState& award, Amount amount) {
  std::vector<std::int64_t> outstanding;
  for (const AwardLine& line : award.lines) outstanding.push_back((line.issued - line.returned).micro_units);
  const auto shares = programme::share_out(amount, outstanding);
  std::vector<programme::LinePart> parts;
  for (std::size_t i = 0; i < shares.size(); ++i) {
    parts.push_back({.budget_line = award.lines[i].budget_line, .amount = shares[i]});
  }
  return parts;
}

struct Accounts {
  AccountId receivable;
  AccountId pending;
};

Accounts accounts_of(State& state, const AwardState& award) {
  const auto& terms = award.terms;
  return {
      .receivable = state.ledger.account(AccountKind::clawback_receivable, terms.unit,
                                         static_cast<std::uint32_t>(terms.organisation),
                                         static_cast<std::uint32_t>(terms.programme)),
      .pending = state.ledger.account(AccountKind::clawback_pending, terms.unit, static_cast<std::uint32_t>(terms.id))};
}

void give_back(State& state, AwardState& award, AccountId pending, const std::vector<programme::LinePart>& parts) {
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const AccountId budget = account_of(state, state.budget_lines[index(parts[i].budget_line)]);
    state.ledger.transfer({.from = pending, .to = budget, .amount = parts[i].amount});
    award.lines[i].returned += parts[i].amount;
  }
}

Result<void> check_due(const State& state, const AwardState& award, const Relief& relief) {
  const Due& due = state.settlement.dues[index(relief.due)];
  if (due.payee != award.terms.organisation) {
    return fail(ErrorCode::due_state, say("it is owed to another"), "due");
  }
  SCRIP_TRY_VOID(check_payable(state, due));
  if (relief.amount > due.left()) {
    return fail(ErrorCode::out_of_range, say("{0} of it is owed", format_amount(due.left())), "amount");
  }
  const Amount held = state.ledger.balance(due.account);
  if (relief.amount <= held) return {};
  return fail(ErrorCode::insufficient_payable, say("{0} is payable", format_amount(held)), "amount");
}

Result<void> check_relief(const State& state, const ClawbackState& clawback, const Relief& relief) {
  SCRIP_TRY_VOID(check_left(clawback, relief.amount));
  if (clawback.reliefs.size() >= limits::repayments_per_clawback_max) {
    return fail(ErrorCode::limit_reached, say("too many steps"), "clawback");
  }
  if (relief.kind == ReliefKind::write_off) return {};
  return check_due(state, state.awards[index(clawback.terms.award)], relief);
}

}  // namespace

Result<const ClawbackState*> clawback_called(const State& state, std::string_view key) {
  const auto* found = state.settlement.find_clawback(key);
  if (found == nullptr) return fail(ErrorCode::clawback_not_found, "'" + std::string(key) + "'", "clawback");
  return found;
}

Amount paid_out(const State& state, AwardId award) {
  Amount paid;
  for (const auto* instalment : approved_instalments(state, award)) {
    const Due& due = state.settlement.dues[index(instalment->due)];
    if (due.payment == no_id<PaymentId>) continue;
    if (state.settlement.payments[index(due.payment)].status == settlement::PaymentStatus::paid) paid += due.left();
  }
  return paid;
}

Amount reclaimable(const State& state, AwardId award) {
  Amount left = paid_out(state, award);
  const auto found = state.settlement.clawbacks_of.find(award);
  if (found == state.settlement.clawbacks_of.end()) return left;
  for (const ClawbackId id : found->second) {
    const auto& clawback = state.settlement.clawbacks[index(id)];
    if (clawback.status != StepStatus::rejected) left -= clawback.terms.amount;
  }
  return left;
}

Result<Events> judge(const State& state, const ProposeClawback& command, const EntryContext& context) {
  SCRIP_TRY_VOID(check_key(context.actor, "actor"));
  SCRIP_TRY_VOID(check_key(command.key, "clawback"));
  SCRIP_TRY_VOID(check_text(command.reason, "reason"));
  if (!command.rule.empty()) SCRIP_TRY_VOID(check_key(command.rule, "rule"));
  if (command.amount <= Amount{}) return fail(ErrorCode::out_of_range, say("an amount is above zero"), "amount");
  SCRIP_TRY_VOID(settlement::check_payable_amount(command.amount, "amount"));
  const auto* award = SCRIP_TRY(award_called(state, command.award));
  if (gives_of(state, *award) != programme::Gives::grant) {
    return fail(ErrorCode::award_kind, say("'{0}' gives vouchers: revoke those", award->terms.key), "award");
  }
  Clawback made{.id = id_at<ClawbackId>(state.settlement.clawbacks.size()),
                .key = command.key,
                .award = award->terms.id,
                .rule = command.rule,
                .amount = command.amount,
                .reason = command.reason,
                .evidence = command.evidence};
  if (const auto* existing = state.settlement.find_clawback(command.key); existing != nullptr) {
    made.id = existing->terms.id;
    const bool same = existing->terms == made && existing->proposer == context.actor;
    return same ? Result<Events>(Events{}) : reused(command.key);
  }
  if (state.settlement.clawbacks.size() >= limits::clawbacks_max) {
    return fail(ErrorCode::limit_reached, say("too many clawbacks"), "clawback");
  }
  const Amount most = reclaimable(state, award->terms.id);
  if (command.amount > most) {
    return fail(ErrorCode::out_of_range, say("{0} was paid of it and is not clawed back", format_amount(most)),
                "amount");
  }
  return Events{ClawbackProposed{std::move(made)}};
}

Result<Events> judge(const State& state, const ApproveClawback& command, const EntryContext& context) {
  SCRIP_TRY_VOID(check_key(context.actor, "actor"));
  const auto* clawback = SCRIP_TRY(clawback_called(state, command.clawback));
  if (clawback->status != StepStatus::proposed) return wrong_state(*clawback, say("proposed"));
  if (context.actor == clawback->proposer) {
    return fail(ErrorCode::four_eyes, say("'{0}' proposed it", context.actor), "actor");
  }
  if (command.amount != clawback->terms.amount) {
    return fail(ErrorCode::value_invalid, say("the clawback is of {0}", format_amount(clawback->terms.amount)),
                "amount");
  }
  return Events{ClawbackApproved{.clawback = clawback->terms.id}};
}

Result<Events> judge(const State& state, const RejectClawback& command, const EntryContext&) {
  SCRIP_TRY_VOID(check_text(command.reason, "reason"));
  const auto* clawback = SCRIP_TRY(clawback_called(state, command.clawback));
  if (clawback->status != StepStatus::proposed) return wrong_state(*clawback, say("proposed"));
  return Events{ClawbackRejected{.clawback = clawback->terms.id, .reason = command.reason}};
}

Result<Events> judge(const State& state, const RecordRepayment& command, const EntryContext& context) {
  SCRIP_TRY_VOID(check_key(context.actor, "actor"));
  const auto& repayment = command.repayment;
  SCRIP_TRY_VOID(check_key(repayment.key, "repayment"));
  SCRIP_TRY_VOID(check_text(repayment.bank_reference, "bank_reference"));
  SCRIP_TRY_VOID(settlement::check_payable_amount(repayment.amount, "amount"));
  const auto* clawback = SCRIP_TRY(clawback_called(state, command.clawback));
  for (const auto& before : clawback->repayments) {
    if (before.key == repayment.key) return before == repayment ? Result<Events>(Events{}) : reused(repayment.key);
  }
  SCRIP_TRY_VOID(check_left(*clawback, repayment.amount));
  if (clawback->repayments.size() >= limits::repayments_per_clawback_max) {
    return fail(ErrorCode::limit_reached, say("too many repayments"), "clawback");
  }
  if (repayment.received_on > state.authority->zone.day_of(context.now) || repayment.received_on < Day{}) {
    return fail(ErrorCode::time_invalid, say("a day until today"), "received_on");
  }
  const AwardState& award = state.awards[index(clawback->terms.award)];
  return Events{RepaymentRecorded{
      .clawback = clawback->terms.id, .repayment = repayment, .parts = returned_parts(award, repayment.amount)}};
}

Result<Events> judge(const State& state, const ProposeRelief& command, const EntryContext& context) {
  SCRIP_TRY_VOID(check_key(context.actor, "actor"));
  SCRIP_TRY_VOID(check_text(command.reason, "reason"));
  SCRIP_TRY_VOID(settlement::check_payable_amount(command.amount, "amount"));
  if (command.kind > ReliefKind::write_off) return fail(ErrorCode::value_invalid, say("no such kind"), "kind");
  const auto* clawback = SCRIP_TRY(clawback_called(state, command.clawback));
  Relief relief{.kind = command.kind, .amount = command.amount, .reason = command.reason};
  if (command.kind == ReliefKind::set_off) {
    relief.due = SCRIP_TRY(due_called(state, command.due))->id;
  } else if (!command.due.empty()) {
    return fail(ErrorCode::value_invalid, say("what is written off is set off against nothing"), "due");
  }
  if (clawback->proposal) {
    if (clawback->proposal->terms == relief && clawback->proposal->proposer == context.actor) return Events{};
    return fail(ErrorCode::clawback_state, say("something is proposed for it already"), "clawback");
  }
  SCRIP_TRY_VOID(check_relief(state, *clawback, relief));
  return Events{ReliefProposed{.clawback = clawback->terms.id, .relief = std::move(relief)}};
}

Result<Events> judge(const State& state, const ApproveRelief& command, const EntryContext& context) {
  SCRIP_TRY_VOID(check_key(context.actor, "actor"));
  const auto* clawback = SCRIP_TRY(clawback_called(state, command.clawback));
  if (!clawback->proposal) return fail(ErrorCode::clawback_state, say("nothing is proposed"), "clawback");
  const auto& [relief, proposer, approver] = *clawback->proposal;
  if (context.actor == proposer) return fail(ErrorCode::four_eyes, say("'{0}' proposed it", context.actor), "actor");
  if (command.amount != relief.amount) {
    return fail(ErrorCode::value_invalid, say("{0} was proposed", format_amount(relief.amount)), "amount");
  }
  SCRIP_TRY_VOID(check_relief(state, *clawback, relief));
  ReliefApproved approved{.clawback = clawback->terms.id, .parts = {}};
  if (relief.kind == ReliefKind::set_off) {
    approved.parts = returned_parts(state.awards[index(clawback->terms.award)], relief.amount);
  }
  return Events{std::move(approved)};
}

Result<Events> judge(const State& state, const RejectRelief& command, const EntryContext&) {
  SCRIP_TRY_VOID(check_text(command.reason, "reason"));
  const auto* clawback = SCRIP_TRY(clawback_called(state, command.clawback));
  if (!clawback->proposal) return fail(ErrorCode::clawback_state, say("nothing is proposed"), "clawback");
  return Events{ReliefRejected{.clawback = clawback->terms.id, .reason = command.reason}};
}

void apply_lifecycle(State& state, const ClawbackProposed& event) {
  state.settlement.clawback_by_key.emplace(event.clawback.key, event.clawback.id);
  state.settlement.clawbacks_of[event.clawback.award].push_back(event.clawback.id);
  state.settlement.clawbacks.push_back({.terms = event.clawback,
                                        .proposer = state.last_actor,
                                        .decided_by = {},
                                        .rejected_for = {},
                                        .repayments = {},
                                        .reliefs = {},
                                        .proposal = {}});
}

void apply_lifecycle(State& state, const ClawbackRejected& event) {
  auto& clawback = state.settlement.clawbacks[index(event.clawback)];
  clawback.status = StepStatus::rejected;
  clawback.decided_by = state.last_actor;
  clawback.rejected_for = event.reason;
}

void apply_lifecycle(State& state, const ClawbackApproved& event) {
  auto& clawback = state.settlement.clawbacks[index(event.clawback)];
  const auto [receivable, pending] = accounts_of(state, state.awards[index(clawback.terms.award)]);
  state.ledger.transfer({.from = receivable, .to = pending, .amount = clawback.terms.amount});
  clawback.status = StepStatus::approved;
  clawback.decided_by = state.last_actor;
}

void apply_lifecycle(State& state, const RepaymentRecorded& event) {
  auto& clawback = state.settlement.clawbacks[index(event.clawback)];
  AwardState& award = state.awards[index(clawback.terms.award)];
  const auto [receivable, pending] = accounts_of(state, award);
  const AccountId paid =
      state.ledger.account(AccountKind::paid, award.terms.unit, static_cast<std::uint32_t>(award.terms.organisation),
                           static_cast<std::uint32_t>(award.terms.programme));
  state.ledger.transfer({.from = paid, .to = receivable, .amount = event.repayment.amount});
  give_back(state, award, pending, event.parts);
  clawback.repayments.push_back(event.repayment);
}

void apply_lifecycle(State& state, const ReliefProposed& event) {
  state.settlement.clawbacks[index(event.clawback)].proposal =
      ReliefState{.terms = event.relief, .proposer = state.last_actor, .approver = {}};
}

void apply_lifecycle(State& state, const ReliefRejected& event) {
  state.settlement.clawbacks[index(event.clawback)].proposal.reset();
}

void apply_lifecycle(State& state, const ReliefApproved& event) {
  auto& clawback = state.settlement.clawbacks[index(event.clawback)];
  ReliefState relief = std::move(*clawback.proposal);
  clawback.proposal.reset();
  relief.approver = state.last_actor;
  AwardState& award = state.awards[index(clawback.terms.award)];
  const auto [receivable, pending] = accounts_of(state, award);
  if (relief.terms.kind == ReliefKind::write_off) {
    state.ledger.transfer({.from = pending, .to = receivable, .amount = relief.terms.amount});
  } else {
    Due& due = state.settlement.dues[index(relief.terms.due)];
    state.ledger.transfer({.from = due.account, .to = receivable, .amount = relief.terms.amount});
    due.set_off += relief.terms.amount;
    give_back(state, award, pending, event.parts);
  }
  clawback.reliefs.push_back(std::move(relief));
}

}  // namespace scrip::engine
