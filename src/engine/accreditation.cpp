// Sites as providers under a programme: applied for by the operator, decided by two persons.

#include <algorithm>

#include "base/limits.h"
#include "engine/network.h"
#include "engine/texts.h"

namespace scrip::engine {
namespace {

using programme::AccreditationDecision;
using programme::AccreditationOutcome;
using programme::AccreditationStatus;

Day today(const State& state, const EntryContext& context) { return state.authority->zone.day_of(context.now); }

Result<const AccreditationState*> accreditation_called(const State& state, const std::string& key) {
  const auto* found = state.network.find_accreditation(key);
  if (found == nullptr) return fail(ErrorCode::accreditation_not_found, "'" + key + "'", "accreditation");
  return found;
}

std::unexpected<Error> wrong_state(const AccreditationState& accreditation, const Message& needed) {
  return fail(ErrorCode::accreditation_state, say("it is {0}, not {1}", described(name(accreditation.status)), needed),
              "accreditation");
}

Result<void> check_impartial(const AccreditationState& accreditation, const std::string& person) {
  SCRIP_TRY_VOID(check_key(person, "actor"));
  if (person != accreditation.applicant) return {};
  return fail(ErrorCode::conflict_of_interest, say("'{0}' applied for it", person), "actor");
}

Result<void> check_decision(const AccreditationDecision& decision) {
  SCRIP_TRY_VOID(check_text(decision.reason, "reason"));
  if (decision.outcome == AccreditationOutcome::refuse) {
    const bool dated = decision.valid_from != Day{} || decision.valid_until != Day{};
    return dated ? Result<void>(fail(ErrorCode::value_invalid, say("a refusal has no validity"), "valid_from"))
                 : Result<void>{};
  }
  if (decision.outcome != AccreditationOutcome::accredit) {
    return fail(ErrorCode::value_invalid, say("no such outcome"), "outcome");
  }
  if (decision.valid_from < decision.valid_until) return {};
  return fail(ErrorCode::time_invalid, say("an accreditation is valid from a day until a later one"), "valid_until");
}

bool is_undecided(const AccreditationState& accreditation) {
  return accreditation.status == AccreditationStatus::applied || accreditation.status == AccreditationStatus::proposed;
}

Result<void> check_place(const State& state, const programme::Accreditation& terms) {
  for (const auto& other : state.network.accreditations) {
    if (other.terms.site != terms.site || other.terms.programme != terms.programme || !is_undecided(other)) continue;
    return fail(ErrorCode::accreditation_state, say("'{0}' of the site is not decided yet", other.terms.key), "site");
  }
  if (state.network.accreditations.size() < limits::accreditations_max) return {};
  return fail(ErrorCode::limit_reached, say("{0} accreditations", limits::accreditations_max), "accreditation");
}

}  // namespace

Result<Events> judge(const State& state, const ApplyForAccreditation& command, const EntryContext& context) {
  SCRIP_TRY_VOID(check_key(context.actor, "actor"));
  SCRIP_TRY_VOID(check_key(command.key, "accreditation"));
  if (command.facts == Hash256{}) return fail(ErrorCode::missing_field, say("what the site states of itself"), "facts");
  if (command.documents.size() > limits::documents_max) {
    return fail(ErrorCode::too_large, say("at most 256 documents"), "documents");
  }
  for (const auto& document : command.documents) SCRIP_TRY_VOID(check_text(document.kind, "documents"));
  const auto* existing = state.network.find_accreditation(command.key);
  programme::Accreditation terms{
      .id = existing != nullptr ? existing->terms.id : id_at<AccreditationId>(state.network.accreditations.size()),
      .key = command.key,
      .site = SCRIP_TRY(site_called(state, command.site))->id,
      .programme = SCRIP_TRY(programme_called(state, command.programme))->id,
      .facts = command.facts,
      .documents = command.documents};
  if (existing != nullptr) return existing->terms == terms ? Result<Events>(Events{}) : reused(command.key);
  SCRIP_TRY_VOID(check_place(state, terms));
  return Events{AccreditationApplied{std::move(terms)}};
}

Result<Events> judge(const State& state, const ProposeAccreditation& command, const EntryContext& context) {
  SCRIP_TRY_VOID(check_decision(command.decision));
  const auto* found = SCRIP_TRY(accreditation_called(state, command.accreditation));
  SCRIP_TRY_VOID(check_impartial(*found, context.actor));
  if (found->status == AccreditationStatus::proposed && found->proposal == command.decision &&
      found->proposer == context.actor) {
    return Events{};
  }
  if (found->status != AccreditationStatus::applied) return wrong_state(*found, say("applied for"));
  return Events{AccreditationProposed{.accreditation = found->terms.id, .decision = command.decision}};
}

Result<Events> judge(const State& state, const ApproveAccreditation& command, const EntryContext& context) {
  const auto* found = SCRIP_TRY(accreditation_called(state, command.accreditation));
  if (found->status != AccreditationStatus::proposed) return wrong_state(*found, say("proposed"));
  SCRIP_TRY_VOID(check_impartial(*found, context.actor));
  if (context.actor == found->proposer) {
    return fail(ErrorCode::four_eyes, say("'{0}' proposed it", context.actor), "actor");
  }
  if (command.outcome != found->proposal->outcome) {
    return fail(ErrorCode::value_invalid, say("it was proposed to {0}", described(name(found->proposal->outcome))),
                "outcome");
  }
  return Events{AccreditationDecided{.accreditation = found->terms.id, .decision = *found->proposal}};
}

Result<Events> judge(const State& state, const RejectAccreditation& command, const EntryContext&) {
  SCRIP_TRY_VOID(check_text(command.reason, "reason"));
  const auto* found = SCRIP_TRY(accreditation_called(state, command.accreditation));
  if (found->status != AccreditationStatus::proposed) return wrong_state(*found, say("proposed"));
  return Events{AccreditationRejected{.accreditation = found->terms.id, .reason = command.reason}};
}

Result<Events> judge(const State& state, const ChangeAccreditation& command, const EntryContext& context) {
  SCRIP_TRY_VOID(check_text(command.reason, "reason"));
  const auto* found = SCRIP_TRY(accreditation_called(state, command.accreditation));
  SCRIP_TRY_VOID(check_impartial(*found, context.actor));
  if (found->status == command.status) return Events{};
  const bool accredited = found->status == AccreditationStatus::accredited;
  const bool suspended = found->status == AccreditationStatus::suspended;
  switch (command.status) {
    case AccreditationStatus::suspended:
      if (!accredited) return wrong_state(*found, say("accredited"));
      break;
    case AccreditationStatus::accredited:
      if (!suspended) return wrong_state(*found, say("suspended"));
      break;
    case AccreditationStatus::withdrawn:
      if (!accredited && !suspended) return wrong_state(*found, say("accredited or suspended"));
      break;
    default:
      return fail(ErrorCode::value_invalid, say("suspended, accredited or withdrawn"), "status");
  }
  // From the day after: what was used until now, on what was known then, stays as it is.
  return Events{AccreditationChanged{.accreditation = found->terms.id,
                                     .status = command.status,
                                     .from = next(today(state, context)),
                                     .reason = command.reason}};
}

Result<Events> judge(const State& state, const SetAccreditationRule& command, const EntryContext& context) {
  const auto* programme = SCRIP_TRY(programme_called(state, command.programme));
  const auto& rules = state.network.accreditation_from;
  const auto rule = rules.find(programme->id);
  const std::optional<Day> now = rule == rules.end() ? std::nullopt : std::optional(rule->second);
  if (now == command.required_from) return Events{};
  const bool has_vouchers = std::ranges::any_of(
      state.vouchers, [&](const VoucherState& voucher) { return voucher.terms.programme == programme->id; });
  if (command.required_from && has_vouchers && *command.required_from <= today(state, context)) {
    return fail(ErrorCode::time_invalid, say("a day behind today: the programme has vouchers in use"), "required_from");
  }
  return Events{AccreditationRuleSet{.programme = programme->id, .required_from = command.required_from}};
}

// --- what became of it ---

void apply_lifecycle(State& state, const AccreditationApplied& event) {
  state.network.accreditations.push_back({.terms = event.accreditation,
                                          .applicant = state.last_actor,
                                          .applied_at = state.last_time,
                                          .proposal = {},
                                          .proposer = {},
                                          .decision = {},
                                          .decided_by = {},
                                          .reason = {},
                                          .interruptions = {}});
}

void apply_lifecycle(State& state, const AccreditationProposed& event) {
  auto& accreditation = state.network.accreditations[index(event.accreditation)];
  accreditation.status = AccreditationStatus::proposed;
  accreditation.proposal = event.decision;
  accreditation.proposer = state.last_actor;
  accreditation.reason = event.decision.reason;
}

void apply_lifecycle(State& state, const AccreditationRejected& event) {
  auto& accreditation = state.network.accreditations[index(event.accreditation)];
  accreditation.status = AccreditationStatus::applied;
  accreditation.proposal.reset();
  accreditation.proposer.clear();
  accreditation.decided_by = state.last_actor;
  accreditation.reason = event.reason;
}

void apply_lifecycle(State& state, const AccreditationDecided& event) {
  auto& accreditation = state.network.accreditations[index(event.accreditation)];
  const bool accredited = event.decision.outcome == AccreditationOutcome::accredit;
  accreditation.status = accredited ? AccreditationStatus::accredited : AccreditationStatus::refused;
  accreditation.proposal.reset();
  accreditation.decision = event.decision;
  accreditation.decided_by = state.last_actor;
  accreditation.reason = event.decision.reason;
}

void apply_lifecycle(State& state, const AccreditationChanged& event) {
  auto& accreditation = state.network.accreditations[index(event.accreditation)];
  accreditation.status = event.status;
  accreditation.decided_by = state.last_actor;
  accreditation.reason = event.reason;
  auto& interruptions = accreditation.interruptions;
  if (event.status == AccreditationStatus::suspended) interruptions.push_back({.from = event.from, .until = {}});
  if (event.status == AccreditationStatus::accredited) interruptions.back().until = event.from;
  if (event.status == AccreditationStatus::withdrawn) {
    auto& until = accreditation.decision->valid_until;
    until = std::min(until, std::max(event.from, accreditation.decision->valid_from));
  }
}

void apply_lifecycle(State& state, const AccreditationRuleSet& event) {
  if (event.required_from) {
    state.network.accreditation_from[event.programme] = *event.required_from;
  } else {
    state.network.accreditation_from.erase(event.programme);
  }
}

}  // namespace scrip::engine
