#include "engine/decision.h"

#include "base/limits.h"
#include "engine/application.h"
#include "engine/award.h"
#include "engine/award_history.h"
#include "engine/call.h"
#include "engine/claim.h"
#include "engine/texts.h"
#include "engine/voucher.h"

namespace scrip::engine {

using programme::AppealStatus;
using programme::ApplicationStatus;
using programme::AwardStatus;
using programme::Decision;
using programme::DecisionOutcome;

namespace {

const programme::Call& call_of(const State& state, const ApplicationState& application) {
  return state.calls[index(application.terms.call)].terms;
}

Day today(const State& state, const EntryContext& context) { return state.authority->zone.day_of(context.now); }

const AwardState* award_of(const State& state, const ApplicationState& application) {
  return application.award == no_id<AwardId> ? nullptr : &state.awards[index(application.award)];
}

Result<void> check_reason(const programme::Reason& reason) {
  if (reason.english.empty() && reason.chinese.empty()) {
    return fail(ErrorCode::missing_field, say("a decision says why, in English or Chinese"), "reason");
  }
  if (reason.english.size() > limits::reason_bytes_max || reason.chinese.size() > limits::reason_bytes_max) {
    return fail(ErrorCode::too_large, say("at most 4,096 bytes"), "reason");
  }
  return {};
}

// The round of a call that decides together comes before its awards; an application that an appeal reopened is decided
// by itself, after the round.
Result<void> check_round(const State& state, const ApplicationState& application, Amount amount) {
  const auto& call = state.calls[index(application.terms.call)];
  if (call.terms.method != programme::CallMethod::batch) return {};
  if (!call.round) return fail(ErrorCode::round_unfinished, say("share the call's round out first"), "application");
  if (application.reopened) return {};
  if (!application.result) {
    return fail(ErrorCode::round_unfinished, say("the call's round was shared out without it"), "application");
  }
  if (amount > application.result->amount) {
    return fail(ErrorCode::out_of_range, say("its round gives it {0}", format_amount(application.result->amount)),
                "amount");
  }
  return {};
}

// An award rests on every award that the organisation has by now.
Result<void> check_fresh(const State& state, const ApplicationState& application) {
  if (grants_digest(state, application.terms.organisation, application.terms.id) == application.grants) return {};
  return fail(ErrorCode::stale_assessment, say("another award of the organisation was decided since it was assessed"),
              "application");
}

Result<void> check_award_key(const State& state, const ApplicationState& application, const std::string& key) {
  if (const auto* award = award_of(state, application)) {
    if (award->terms.key == key) return {};
    return fail(ErrorCode::value_invalid, say("its award is '{0}'", award->terms.key), "award");
  }
  SCRIP_TRY_VOID(check_key(key, "award"));
  if (state.find_award(key) != nullptr) return reused(key);
  return {};
}

// What must hold of an award when it is proposed and still when it is approved.
Result<void> check_award(const State& state, const ApplicationState& application, const Decision& decision, Day today) {
  if (!application.assessment->eligible) {
    return fail(ErrorCode::not_eligible, "'" + application.terms.key + "'", "application");
  }
  if (decision.amount > application.assessment->amount) {
    return fail(ErrorCode::out_of_range, say("it was assessed at {0}", format_amount(application.assessment->amount)),
                "amount");
  }
  SCRIP_TRY_VOID(check_round(state, application, decision.amount));
  const auto* award = award_of(state, application);
  if (award != nullptr && award->status != AwardStatus::active) {
    return fail(ErrorCode::award_state, say("its award is {0}", described(name(award->status))), "application");
  }
  if (award != nullptr && decision.amount < award->issued()) {
    return fail(ErrorCode::out_of_range, say("{0} of its award is issued already", format_amount(award->issued())),
                "amount");
  }
  SCRIP_TRY_VOID(check_award_key(state, application, decision.award));
  SCRIP_TRY_VOID(check_claims(state, application.terms.id, today));
  return check_fresh(state, application);
}

Result<Decision> decision_of(const State& state, const ApplicationState& application, const ProposeDecision& command) {
  Decision decision{.outcome = command.outcome, .amount = command.amount, .award = {}, .reason = command.reason};
  if (command.outcome == DecisionOutcome::refuse) {
    if (!command.amount.is_zero()) return fail(ErrorCode::value_invalid, say("a refusal has no amount"), "amount");
    if (!command.award.empty()) return fail(ErrorCode::value_invalid, say("a refusal has no award"), "award");
    return decision;
  }
  if (command.amount <= Amount{}) return fail(ErrorCode::out_of_range, say("an award is above zero"), "amount");
  const auto* award = award_of(state, application);
  const std::string& usual = award != nullptr ? award->terms.key : application.terms.key;
  decision.award = command.award.empty() ? usual : command.award;
  return decision;
}

}  // namespace

// --- proposals ---

Result<Events> judge(const State& state, const ProposeDecision& command, const EntryContext& context) {
  SCRIP_TRY_VOID(check_key(context.actor, "actor"));
  SCRIP_TRY_VOID(check_reason(command.reason));
  if (command.outcome > DecisionOutcome::refuse)
    return fail(ErrorCode::value_invalid, say("no such outcome"), "outcome");
  const auto* application = SCRIP_TRY(application_called(state, command.application));
  const auto decision = SCRIP_TRY(decision_of(state, *application, command));
  const auto status = application->status;
  const bool refuses = decision.outcome == DecisionOutcome::refuse;
  if (status == ApplicationStatus::proposed) {
    const bool same = application->proposal->decision == decision && application->proposal->proposer == context.actor;
    return same ? Result<Events>(Events{}) : wrong_state(*application, say("free of a proposal: reject that first"));
  }
  const bool amends = status == ApplicationStatus::awarded && !refuses;
  if (status != ApplicationStatus::assessed && status != ApplicationStatus::allocated && !amends) {
    return wrong_state(*application, say("assessed or allocated"));
  }
  const auto* award = award_of(state, *application);
  if (refuses && award != nullptr) {
    return fail(ErrorCode::application_state, say("it has an award: revoke that instead"), "application");
  }
  if (amends && award->amount == decision.amount) return Events{};
  if (!refuses) SCRIP_TRY_VOID(check_award(state, *application, decision, today(state, context)));
  return Events{DecisionProposed{.application = application->terms.id, .decision = decision}};
}

void apply_lifecycle(State& state, const DecisionProposed& event) {
  auto& application = state.applications[index(event.application)];
  application.proposal =
      Proposal{.decision = event.decision, .proposer = state.last_actor, .status_before = application.status};
  application.status = ApplicationStatus::proposed;
}

Result<Events> judge(const State& state, const RejectProposal& command, const EntryContext&) {
  SCRIP_TRY_VOID(check_text(command.reason, "reason"));
  const auto* application = SCRIP_TRY(application_called(state, command.application));
  if (application->status != ApplicationStatus::proposed) return wrong_state(*application, say("proposed"));
  return Events{ProposalRejected{.application = application->terms.id, .reason = command.reason}};
}

void apply_lifecycle(State& state, const ProposalRejected& event) {
  auto& application = state.applications[index(event.application)];
  application.status = application.proposal->status_before;
  application.proposal.reset();
}

// --- approval ---

namespace {

Result<void> check_approver(const ApplicationState& application, const std::string& approver) {
  if (approver == application.proposal->proposer) {
    return fail(ErrorCode::four_eyes, say("'{0}' proposed it", approver), "actor");
  }
  if (is_applicant(application, approver)) {
    return fail(ErrorCode::conflict_of_interest, say("'{0}' took part in the application", approver), "actor");
  }
  if (is_recused(application, approver)) {
    return fail(ErrorCode::conflict_of_interest, say("'{0}' stepped down from assessing it", approver), "actor");
  }
  return {};
}

Result<void> check_budget(const State& state, const std::vector<programme::LinePart>& parts) {
  for (const auto& part : parts) {
    const auto& line = state.budget_lines[index(part.budget_line)];
    const Amount left = state.ledger.balance(account_of(state, line));
    if (part.amount <= left) continue;
    return fail(ErrorCode::insufficient_budget,
                say("'{0}' has {1} left, {2} asked for", line.key, format_amount(left), format_amount(part.amount)),
                "amount");
  }
  return {};
}

Result<Events> approve_award(const State& state, const ApplicationState& application, const Decision& decision) {
  const auto& call = call_of(state, application);
  auto parts = split(call, decision.amount);
  SCRIP_TRY_VOID(check_budget(state, parts));
  return Events{AwardApproved{{.id = id_at<AwardId>(state.awards.size()),
                               .key = decision.award,
                               .application = application.terms.id,
                               .programme = call.programme,
                               .organisation = application.terms.organisation,
                               .unit = call.unit,
                               .amount = decision.amount,
                               .parts = std::move(parts)}}};
}

// The award that is there gets another amount. The change is what moves, so that nobody's earlier part is touched.
Result<Events> approve_change(const State& state, const AwardState& award, const ApplicationState& application,
                              const Decision& decision) {
  AwardAmended amended{.award = award.terms.id, .amount = decision.amount, .parts = {}, .decided = true, .reason = {}};
  if (decision.amount >= award.amount) {
    amended.parts = split(call_of(state, application), decision.amount - award.amount);
    SCRIP_TRY_VOID(check_budget(state, amended.parts));
  } else {
    amended.parts = taken_from(award, award.amount - decision.amount);
    for (auto& part : amended.parts) part.amount = -part.amount;
  }
  return Events{std::move(amended)};
}

}  // namespace

void decide_as_proposed(State& state, ApplicationId id, ApplicationStatus status) {
  ApplicationState& application = state.applications[index(id)];
  application.decided = Decided{.decision = std::move(application.proposal->decision),
                                .proposer = std::move(application.proposal->proposer),
                                .approver = state.last_actor,
                                .at = state.last_time};
  application.proposal.reset();
  application.status = status;
}

Result<Events> judge(const State& state, const ApproveDecision& command, const EntryContext& context) {
  SCRIP_TRY_VOID(check_key(context.actor, "actor"));
  const auto* application = SCRIP_TRY(application_called(state, command.application));
  if (application->status != ApplicationStatus::proposed) return wrong_state(*application, say("proposed"));
  const Decision& decision = application->proposal->decision;
  if (command.outcome != decision.outcome || command.amount != decision.amount) {
    return fail(
        ErrorCode::application_state,
        say("what is proposed is to {0} {1}", described(name(decision.outcome)), format_amount(decision.amount)),
        "amount");
  }
  SCRIP_TRY_VOID(check_approver(*application, context.actor));
  if (decision.outcome == DecisionOutcome::refuse) return Events{ApplicationRefused{application->terms.id}};
  SCRIP_TRY_VOID(check_award(state, *application, decision, today(state, context)));
  SCRIP_TRY_VOID(check_claims_approver(state, application->terms.id, context.actor));
  const auto* award = award_of(state, *application);
  return award == nullptr ? approve_award(state, *application, decision)
                          : approve_change(state, *award, *application, decision);
}

void apply_lifecycle(State& state, const ApplicationRefused& event) {
  decide_as_proposed(state, event.application, ApplicationStatus::refused);
  refuse_claims(state, event.application);
}

void apply_lifecycle(State& state, const AwardApproved& event) {
  const auto& terms = event.award;
  const AccountId commitment =
      state.ledger.account(ledger::AccountKind::commitment, terms.unit, static_cast<std::uint32_t>(terms.id));
  AwardState award{.terms = terms,
                   .amount = terms.amount,
                   .lines = {},
                   .vouchers = {},
                   .suspended = {},
                   .approved_at = state.last_time};
  for (const auto& part : terms.parts) {
    state.ledger.transfer({.from = account_of(state, state.budget_lines[index(part.budget_line)]),
                           .to = commitment,
                           .amount = part.amount});
    award.lines.push_back({.budget_line = part.budget_line, .committed = part.amount});
  }
  state.award_by_key.emplace(terms.key, terms.id);
  state.awards_of[index(terms.organisation)].push_back(terms.id);
  state.awards.push_back(std::move(award));
  state.applications[index(terms.application)].award = terms.id;
  decide_as_proposed(state, terms.application, ApplicationStatus::awarded);
  accept_claims(state, terms.application);
}

// --- appeals ---

Result<Events> judge(const State& state, const FileAppeal& command, const EntryContext& context) {
  SCRIP_TRY_VOID(check_text(command.reason, "reason"));
  SCRIP_TRY_VOID(check_key(context.actor, "actor"));
  const auto* application = SCRIP_TRY(application_called(state, command.application));
  if (application->status != ApplicationStatus::awarded && application->status != ApplicationStatus::refused) {
    return wrong_state(*application, say("awarded or refused"));
  }
  if (application->appeal && application->appeal->decision_at == application->decided->at) {
    return fail(ErrorCode::application_state, say("this decision was appealed against already"), "application");
  }
  const auto& call = call_of(state, *application);
  if (call.appeal_days == 0) return fail(ErrorCode::deadline_passed, say("the call takes no appeals"), "application");
  const auto& zone = state.authority->zone;
  const Day last{count(zone.day_of(application->decided->at)) + call.appeal_days};
  if (zone.day_of(context.now) > last) {
    return fail(ErrorCode::deadline_passed, say("an appeal was possible until {0}", format_day(last)), "application");
  }
  return Events{AppealFiled{.application = application->terms.id, .reason = command.reason}};
}

void apply_lifecycle(State& state, const AppealFiled& event) {
  auto& application = state.applications[index(event.application)];
  application.appeal = Appeal{.reason = event.reason,
                              .filed_by = state.last_actor,
                              .decision_at = application.decided->at,
                              .status_before = application.status,
                              .answer = {},
                              .answered_by = {}};
  application.status = ApplicationStatus::appealed;
}

Result<Events> judge(const State& state, const DecideAppeal& command, const EntryContext& context) {
  SCRIP_TRY_VOID(check_text(command.reason, "reason"));
  SCRIP_TRY_VOID(check_key(context.actor, "actor"));
  const auto* application = SCRIP_TRY(application_called(state, command.application));
  if (application->status != ApplicationStatus::appealed) return wrong_state(*application, say("appealed"));
  const auto& decided = *application->decided;
  if (context.actor == decided.proposer || context.actor == decided.approver) {
    return fail(ErrorCode::four_eyes, say("'{0}' made the decision", context.actor), "actor");
  }
  if (context.actor == application->appeal->filed_by || is_applicant(*application, context.actor)) {
    return fail(ErrorCode::conflict_of_interest, say("'{0}' is on the applicant's side", context.actor), "actor");
  }
  return Events{
      AppealDecided{.application = application->terms.id, .upheld = command.upheld, .reason = command.reason}};
}

void apply_lifecycle(State& state, const AppealDecided& event) {
  auto& application = state.applications[index(event.application)];
  Appeal& appeal = *application.appeal;
  appeal.status = event.upheld ? AppealStatus::upheld : AppealStatus::dismissed;
  appeal.answer = event.reason;
  appeal.answered_by = state.last_actor;
  application.status = event.upheld ? ApplicationStatus::complete : appeal.status_before;
  if (!event.upheld) return;
  application.reopened = true;
  application.assessment.reset();
}

}  // namespace scrip::engine
