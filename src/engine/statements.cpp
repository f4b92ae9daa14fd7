// Statements of closed months: found right by two persons, or disputed by whom they pay.

#include <algorithm>

#include "engine/settlement.h"
#include "engine/texts.h"

namespace scrip::engine {
namespace {

using settlement::DisputeStatus;
using settlement::StatementStatus;

const StatementApproval& approval_of(const State& state, const Statement& statement) {
  return state.settlement.statements[index(statement.id)];
}

std::unexpected<Error> wrong_state(const StatementApproval& approval, const Message& needed) {
  return fail(ErrorCode::statement_state, say("it is {0}, not {1}", described(name(approval.status)), needed),
              "statement");
}

Result<void> check_undisputed(const StatementApproval& approval) {
  if (!approval.is_disputed()) return {};
  return fail(ErrorCode::statement_state, say("it is disputed: answer that first"), "statement");
}

// Whether the statement is about what the organisation is paid or provides.
bool concerns(const State& state, const Statement& statement, OrganisationId organisation) {
  if (state.registry.sites()[index(statement.site)].operator_id == organisation) return true;
  return std::ranges::any_of(approval_of(state, statement).dues,
                             [&](DueId due) { return state.settlement.dues[index(due)].payee == organisation; });
}

}  // namespace

Result<Events> judge(const State& state, const ProposeStatement& command, const EntryContext& context) {
  SCRIP_TRY_VOID(check_key(context.actor, "actor"));
  const auto* statement = SCRIP_TRY(statement_called(state, command.statement));
  const auto& approval = approval_of(state, *statement);
  if (statement->programme == no_id<ProgrammeId>) {
    return fail(ErrorCode::statement_state, say("companies pay their own shares to the operator themselves"),
                "statement");
  }
  if (approval.status == StatementStatus::proposed && approval.proposer == context.actor) return Events{};
  if (approval.status != StatementStatus::open) return wrong_state(approval, say("open"));
  SCRIP_TRY_VOID(check_undisputed(approval));
  return Events{StatementProposed{.statement = statement->id}};
}

Result<Events> judge(const State& state, const ApproveStatement& command, const EntryContext& context) {
  SCRIP_TRY_VOID(check_key(context.actor, "actor"));
  const auto* statement = SCRIP_TRY(statement_called(state, command.statement));
  const auto& approval = approval_of(state, *statement);
  if (approval.status != StatementStatus::proposed) return wrong_state(approval, say("proposed"));
  SCRIP_TRY_VOID(check_undisputed(approval));
  if (context.actor == approval.proposer) {
    return fail(ErrorCode::four_eyes, say("'{0}' proposed it", context.actor), "actor");
  }
  if (command.total != statement->total) {
    return fail(ErrorCode::value_invalid, say("the statement's total is {0}", format_amount(statement->total)),
                "total");
  }
  return Events{StatementApproved{.statement = statement->id}};
}

Result<Events> judge(const State& state, const RejectStatement& command, const EntryContext&) {
  SCRIP_TRY_VOID(check_text(command.reason, "reason"));
  const auto* statement = SCRIP_TRY(statement_called(state, command.statement));
  const auto& approval = approval_of(state, *statement);
  if (approval.status != StatementStatus::proposed) return wrong_state(approval, say("proposed"));
  return Events{StatementRejected{.statement = statement->id, .reason = command.reason}};
}

Result<Events> judge(const State& state, const DisputeStatement& command, const EntryContext& context) {
  SCRIP_TRY_VOID(check_key(context.actor, "actor"));
  SCRIP_TRY_VOID(check_text(command.reason, "reason"));
  const auto* statement = SCRIP_TRY(statement_called(state, command.statement));
  const auto& approval = approval_of(state, *statement);
  OrganisationId organisation = state.registry.sites()[index(statement->site)].operator_id;
  if (!command.organisation.empty()) {
    organisation = SCRIP_TRY(organisation_called(state, command.organisation))->id;
  }
  if (!concerns(state, *statement, organisation)) {
    return fail(ErrorCode::value_invalid, say("the statement does not pay '{0}'", command.organisation),
                "organisation");
  }
  if (approval.is_disputed()) {
    const Dispute& now = *approval.dispute;
    const bool same = now.organisation == organisation && now.filed_by == context.actor &&
                      now.reason == command.reason && now.document == command.document;
    if (same) return Events{};
    return fail(ErrorCode::statement_state, say("it is disputed already"), "statement");
  }
  return Events{StatementDisputed{.statement = statement->id,
                                  .organisation = organisation,
                                  .reason = command.reason,
                                  .document = command.document}};
}

Result<Events> judge(const State& state, const AnswerDispute& command, const EntryContext& context) {
  SCRIP_TRY_VOID(check_key(context.actor, "actor"));
  SCRIP_TRY_VOID(check_text(command.reason, "reason"));
  const auto* statement = SCRIP_TRY(statement_called(state, command.statement));
  const auto& approval = approval_of(state, *statement);
  if (!approval.is_disputed()) return fail(ErrorCode::statement_state, say("it is not disputed"), "statement");
  if (approval.dispute->filed_by == context.actor) {
    return fail(ErrorCode::conflict_of_interest, say("'{0}' disputed it", context.actor), "actor");
  }
  DisputeAnswered answered{.statement = statement->id, .upheld = command.upheld, .reason = command.reason};
  if (!command.adjustment.empty()) {
    const auto found = state.adjustment_by_key.find(command.adjustment);
    const auto* adjustment =
        found == state.adjustment_by_key.end() ? nullptr : &state.adjustments[index(found->second)];
    if (!command.upheld || adjustment == nullptr || adjustment->site != statement->site ||
        adjustment->posting <= statement->month) {
      return fail(ErrorCode::value_invalid,
                  say("an upheld dispute is corrected by a refund at the site in a later month"), "adjustment");
    }
    answered.adjustment = adjustment->id;
  }
  return Events{std::move(answered)};
}

void apply_lifecycle(State& state, const StatementProposed& event) {
  auto& approval = state.settlement.statements[index(event.statement)];
  approval.status = StatementStatus::proposed;
  approval.proposer = state.last_actor;
  approval.reason.clear();
}

void apply_lifecycle(State& state, const StatementRejected& event) {
  auto& approval = state.settlement.statements[index(event.statement)];
  approval.status = StatementStatus::open;
  approval.proposer.clear();
  approval.reason = event.reason;
}

void apply_lifecycle(State& state, const StatementApproved& event) {
  auto& approval = state.settlement.statements[index(event.statement)];
  approval.status = StatementStatus::approved;
  approval.approver = state.last_actor;
  approval.approved_at = state.last_time;
}

void apply_lifecycle(State& state, const StatementDisputed& event) {
  state.settlement.statements[index(event.statement)].dispute = Dispute{.organisation = event.organisation,
                                                                        .filed_by = state.last_actor,
                                                                        .filed_at = state.last_time,
                                                                        .reason = event.reason,
                                                                        .document = event.document,
                                                                        .answer = {},
                                                                        .answered_by = {}};
}

void apply_lifecycle(State& state, const DisputeAnswered& event) {
  auto& dispute = *state.settlement.statements[index(event.statement)].dispute;
  dispute.status = event.upheld ? DisputeStatus::upheld : DisputeStatus::rejected;
  dispute.answer = event.reason;
  dispute.answered_by = state.last_actor;
  dispute.adjustment = event.adjustment;
}

}  // namespace scrip::engine
