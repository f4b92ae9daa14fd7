// Instalments of grants: found due by the rules, approved by another person, then owed to the company.

#include <algorithm>

#include "base/limits.h"
#include "engine/award.h"
#include "engine/settlement.h"
#include "engine/texts.h"
#include "settlement/payable.h"

namespace scrip::engine {
namespace {

using programme::AwardStatus;
using programme::Gives;
using settlement::Instalment;
using settlement::Portion;
using settlement::StepStatus;

Result<void> check_request(const ProposeInstalment& command) {
  SCRIP_TRY_VOID(check_key(command.instalment, "instalment"));
  if (command.instalment.contains('/')) return fail(ErrorCode::value_invalid, say("a name has no /"), "instalment");
  if (command.number >= limits::instalments_per_award_max) {
    return fail(ErrorCode::out_of_range, say("a grant has at most 64 instalments"), "number");
  }
  if (!is_sane(command.until) || command.until.numerator == 0) {
    return fail(ErrorCode::out_of_range, say("a part of the award, above zero and at most all of it"), "until");
  }
  if (command.facts == Hash256{}) return fail(ErrorCode::missing_field, say("the later facts"), "facts");
  if (command.explanation == Hash256{}) return fail(ErrorCode::missing_field, say("why it is due"), "explanation");
  return {};
}

Result<const InstalmentState*> instalment_called(const State& state, const std::string& award,
                                                 const std::string& name) {
  const auto* found = SCRIP_TRY(award_called(state, award));
  const auto* instalment = state.settlement.find_instalment(found->terms.id, name);
  if (instalment == nullptr) return fail(ErrorCode::instalment_not_found, "'" + name + "'", "instalment");
  return instalment;
}

std::unexpected<Error> wrong_state(const InstalmentState& instalment, const Message& needed) {
  return fail(ErrorCode::instalment_state, say("it is {0}, not {1}", described(name(instalment.status)), needed),
              "instalment");
}

const InstalmentState* waiting(const State& state, AwardId award) {
  const auto found = state.settlement.instalments_of.find(award);
  if (found == state.settlement.instalments_of.end()) return nullptr;
  const auto& last = state.settlement.instalments[index(found->second.back())];
  return last.status == StepStatus::proposed ? &last : nullptr;
}

// What the award pays with it: so much of the whole on the running total, less what was paid before. What an award has
// below a payable step stays with the award.
Result<Amount> amount_of(const AwardState& award, const Portion& until) {
  const Amount amount = part_of(settlement::payable_part(award.amount), until) - award.issued();
  if (amount > Amount{}) return amount;
  return fail(ErrorCode::out_of_range,
              say("{0} of {1} was paid: nothing is left to pay with it", format_amount(award.issued()),
                  format_amount(award.amount)),
              "instalment");
}

Result<void> check_order(const State& state, const AwardState& award, const ProposeInstalment& command) {
  const auto before = approved_instalments(state, award.terms.id);
  for (const auto* each : before) {
    if (each->terms.name != command.instalment) continue;
    return fail(ErrorCode::instalment_state, say("it is approved already"), "instalment");
  }
  if (command.number != before.size()) {
    return fail(ErrorCode::instalment_state,
                say("instalments are paid in their order: the next is number {0}", before.size() + 1), "instalment");
  }
  if (before.empty() || less(before.back()->terms.until, command.until)) return {};
  return fail(ErrorCode::out_of_range, say("it reaches no further than the one before"), "until");
}

}  // namespace

Gives gives_of(const State& state, const AwardState& award) {
  const auto& application = state.applications[index(award.terms.application)].terms;
  return state.policies[index(state.calls[index(application.call)].terms.policy)].gives;
}

std::vector<const InstalmentState*> approved_instalments(const State& state, AwardId award) {
  std::vector<const InstalmentState*> approved;
  const auto found = state.settlement.instalments_of.find(award);
  if (found == state.settlement.instalments_of.end()) return approved;
  for (const InstalmentId id : found->second) {
    const auto& instalment = state.settlement.instalments[index(id)];
    if (instalment.status == StepStatus::approved) approved.push_back(&instalment);
  }
  return approved;
}

Result<Events> judge(const State& state, const ProposeInstalment& command, const EntryContext& context) {
  SCRIP_TRY_VOID(check_key(context.actor, "actor"));
  SCRIP_TRY_VOID(check_request(command));
  const auto* award = SCRIP_TRY(award_called(state, command.award));
  const auto* policy = SCRIP_TRY(policy_called(state, command.policy));
  if (gives_of(state, *award) != Gives::grant) {
    return fail(ErrorCode::award_kind, say("'{0}' gives vouchers", award->terms.key), "award");
  }
  const auto& application = state.applications[index(award->terms.application)].terms;
  if (state.calls[index(application.call)].terms.policy != policy->id) {
    return fail(ErrorCode::value_invalid, say("the award's call goes by another policy"), "policy");
  }
  if (award->status != AwardStatus::active) {
    return fail(ErrorCode::award_state, say("'{0}' is {1}", award->terms.key, described(name(award->status))), "award");
  }
  if (command.assessed_on > state.authority->zone.day_of(context.now)) {
    return fail(ErrorCode::time_invalid, say("a day to come"), "assessed_on");
  }
  SCRIP_TRY_VOID(check_order(state, *award, command));
  Instalment made{.id = id_at<InstalmentId>(state.settlement.instalments.size()),
                  .award = award->terms.id,
                  .name = command.instalment,
                  .number = command.number,
                  .until = command.until,
                  .of = award->amount,
                  .amount = SCRIP_TRY(amount_of(*award, command.until)),
                  .policy = policy->id,
                  .facts = command.facts,
                  .explanation = command.explanation,
                  .assessed_on = command.assessed_on};
  if (const auto* other = waiting(state, award->terms.id); other != nullptr) {
    made.id = other->terms.id;
    if (made == other->terms && other->proposer == context.actor) return Events{};
    return fail(ErrorCode::instalment_state, say("'{0}' waits for approval", other->terms.name), "instalment");
  }
  return Events{InstalmentProposed{std::move(made)}};
}

Result<Events> judge(const State& state, const ApproveInstalment& command, const EntryContext& context) {
  SCRIP_TRY_VOID(check_key(context.actor, "actor"));
  const auto* instalment = SCRIP_TRY(instalment_called(state, command.award, command.instalment));
  if (instalment->status != StepStatus::proposed) return wrong_state(*instalment, say("proposed"));
  if (context.actor == instalment->proposer) {
    return fail(ErrorCode::four_eyes, say("'{0}' proposed it", context.actor), "actor");
  }
  const auto& terms = instalment->terms;
  if (command.amount != terms.amount) {
    return fail(ErrorCode::value_invalid, say("the instalment is of {0}", format_amount(terms.amount)), "amount");
  }
  const AwardState& award = state.awards[index(terms.award)];
  if (award.status != AwardStatus::active) {
    return fail(ErrorCode::award_state, say("'{0}' is {1}", award.terms.key, described(name(award.status))), "award");
  }
  if (award.amount != terms.of) {
    return fail(ErrorCode::stale_assessment,
                say("the award was amended from {0} to {1}", format_amount(terms.of), format_amount(award.amount)),
                "award");
  }
  return Events{InstalmentApproved{.instalment = terms.id, .parts = taken_from(award, terms.amount)}};
}

Result<Events> judge(const State& state, const RejectInstalment& command, const EntryContext&) {
  SCRIP_TRY_VOID(check_text(command.reason, "reason"));
  const auto* instalment = SCRIP_TRY(instalment_called(state, command.award, command.instalment));
  if (instalment->status != StepStatus::proposed) return wrong_state(*instalment, say("proposed"));
  return Events{InstalmentRejected{.instalment = instalment->terms.id, .reason = command.reason}};
}

void apply_lifecycle(State& state, const InstalmentProposed& event) {
  state.settlement.instalments_of[event.instalment.award].push_back(event.instalment.id);
  state.settlement.instalments.push_back(
      {.terms = event.instalment, .proposer = state.last_actor, .decided_by = {}, .reason = {}});
}

void apply_lifecycle(State& state, const InstalmentRejected& event) {
  auto& instalment = state.settlement.instalments[index(event.instalment)];
  instalment.status = StepStatus::rejected;
  instalment.decided_by = state.last_actor;
  instalment.reason = event.reason;
}

void apply_lifecycle(State& state, const InstalmentApproved& event) {
  auto& instalment = state.settlement.instalments[index(event.instalment)];
  AwardState& award = state.awards[index(instalment.terms.award)];
  const auto& terms = award.terms;
  for (std::size_t i = 0; i < event.parts.size(); ++i) award.lines[i].issued += event.parts[i].amount;
  const AccountId payable =
      state.ledger.account(ledger::AccountKind::grant_payable, terms.unit,
                           static_cast<std::uint32_t>(terms.organisation), static_cast<std::uint32_t>(terms.programme));
  state.ledger.transfer({.from = commitment_of(state, award), .to = payable, .amount = instalment.terms.amount});
  instalment.status = StepStatus::approved;
  instalment.decided_by = state.last_actor;
  instalment.due = id_at<DueId>(state.settlement.dues.size());
  state.settlement.dues.push_back({.id = instalment.due,
                                   .kind = settlement::DueKind::instalment,
                                   .source = static_cast<std::uint32_t>(event.instalment),
                                   .payee = terms.organisation,
                                   .programme = terms.programme,
                                   .account = payable,
                                   .amount = instalment.terms.amount});
}

}  // namespace scrip::engine
