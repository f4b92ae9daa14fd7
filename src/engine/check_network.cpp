// What events of prices, capacity and accreditation must satisfy before they are applied.

#include "base/limits.h"
#include "engine/application.h"
#include "engine/check.h"
#include "engine/network.h"

namespace scrip::engine {
namespace {

using programme::AccreditationOutcome;
using programme::AccreditationStatus;

Result<void> check_card(const State& state, const rating::RateCard& card) {
  SCRIP_TRY_VOID(require(exists(state.registry.sites(), card.site), "no such site"));
  for (const auto& price : card.prices) {
    SCRIP_TRY_VOID(require(exists(state.registry.resources(), price.resource), "no such resource"));
  }
  if (const auto fits = state.rate_cards.check(card); !fits) return mismatch("the rate card: " + fits.error().detail);
  return {};
}

Result<void> check_decision(const programme::AccreditationDecision& decision) {
  SCRIP_TRY_VOID(require(decision.outcome <= AccreditationOutcome::refuse, "no such outcome"));
  SCRIP_TRY_VOID(require(sane(decision.valid_from) && sane(decision.valid_until), "the validity is out of range"));
  const bool dated = decision.outcome == AccreditationOutcome::accredit ? decision.valid_from < decision.valid_until
                                                                        : decision.valid_from == decision.valid_until;
  return require(dated, "the validity is no period");
}

Result<const AccreditationState*> known(const State& state, AccreditationId id) {
  SCRIP_TRY_VOID(require(exists(state.network.accreditations, id), "no such accreditation"));
  return &state.network.accreditations[index(id)];
}

}  // namespace

Result<void> check_lifecycle(const State& state, const RateCardProposed& event) {
  SCRIP_TRY_VOID(require(is_next(state.network.rate_proposals, event.proposal), "the proposal's id is not the next"));
  SCRIP_TRY_VOID(require(event.card.id == no_id<RateCardId>, "a proposed rate card has no id"));
  SCRIP_TRY_VOID(require(
      state.network.find_rate_proposal(event.card.key) == nullptr && state.rate_cards.find(event.card.key) == nullptr,
      "the rate card's key is taken"));
  return check_card(state, event.card);
}

Result<void> check_lifecycle(const State& state, const RateCardRejected& event) {
  SCRIP_TRY_VOID(require(exists(state.network.rate_proposals, event.proposal), "no such proposal"));
  return require(state.network.rate_proposals[index(event.proposal)].status == RateProposalStatus::proposed,
                 "the rate card was decided already");
}

Result<void> check_published(const State& state, const rating::RateCard& card) {
  const auto* proposal = state.network.find_rate_proposal(card.key);
  if (proposal == nullptr) return {};
  SCRIP_TRY_VOID(require(proposal->status == RateProposalStatus::proposed, "the rate card was decided already"));
  SCRIP_TRY_VOID(require(proposal->proposer != state.last_actor, "nobody approves what they proposed themselves"));
  rating::RateCard proposed = proposal->card;
  proposed.id = card.id;
  return require(proposed == card, "another rate card was proposed");
}

Result<void> check_lifecycle(const State& state, const CapacityDeclared& event) {
  const auto& declared = event.capacity;
  SCRIP_TRY_VOID(require(is_next(state.network.capacity, declared.id), "the declaration's id is not the next"));
  SCRIP_TRY_VOID(require(state.network.find_capacity(declared.key) == nullptr, "the declaration's key is taken"));
  SCRIP_TRY_VOID(require(exists(state.registry.sites(), declared.site), "no such site"));
  SCRIP_TRY_VOID(require(exists(state.registry.resources(), declared.resource), "no such resource"));
  SCRIP_TRY_VOID(require(declared.devices > 0 && declared.devices <= limits::capacity_devices_max,
                         "the number of devices is out of range"));
  SCRIP_TRY_VOID(require(declared.use <= registry::CapacityUse::maintenance, "no such use"));
  return require(sane(declared.from) && sane(declared.until) && declared.from < declared.until,
                 "the declaration is for no period");
}

Result<void> check_lifecycle(const State& state, const CapacityEnded& event) {
  SCRIP_TRY_VOID(require(exists(state.network.capacity, event.capacity), "no such declaration"));
  const auto& terms = state.network.capacity[index(event.capacity)].terms;
  return require(event.until >= terms.from && event.until < terms.until, "the declaration does not end then");
}

Result<void> check_lifecycle(const State& state, const TopologySet& event) {
  SCRIP_TRY_VOID(require(exists(state.registry.sites(), event.site), "no such site"));
  SCRIP_TRY_VOID(require(exists(state.registry.resources(), event.resource), "no such resource"));
  return require(registry::check_topology(event.topology).has_value(), "the topology is out of range");
}

Result<void> check_lifecycle(const State& state, const AccreditationApplied& event) {
  const auto& terms = event.accreditation;
  SCRIP_TRY_VOID(require(is_next(state.network.accreditations, terms.id), "the accreditation's id is not the next"));
  SCRIP_TRY_VOID(require(state.network.find_accreditation(terms.key) == nullptr, "the accreditation's key is taken"));
  SCRIP_TRY_VOID(require(exists(state.registry.sites(), terms.site), "no such site"));
  return require(exists(state.programmes, terms.programme), "no such programme");
}

Result<void> check_lifecycle(const State& state, const AccreditationProposed& event) {
  const auto* found = SCRIP_TRY(known(state, event.accreditation));
  SCRIP_TRY_VOID(require(found->status == AccreditationStatus::applied, "it is not waiting for a proposal"));
  return check_decision(event.decision);
}

Result<void> check_lifecycle(const State& state, const AccreditationRejected& event) {
  const auto* found = SCRIP_TRY(known(state, event.accreditation));
  return require(found->status == AccreditationStatus::proposed, "nothing is proposed");
}

Result<void> check_lifecycle(const State& state, const AccreditationDecided& event) {
  const auto* found = SCRIP_TRY(known(state, event.accreditation));
  SCRIP_TRY_VOID(require(found->status == AccreditationStatus::proposed, "nothing is proposed"));
  SCRIP_TRY_VOID(require(found->proposal == event.decision, "it was proposed otherwise"));
  return require(found->proposer != state.last_actor && found->applicant != state.last_actor,
                 "nobody approves what they proposed themselves");
}

Result<void> check_lifecycle(const State& state, const AccreditationChanged& event) {
  const auto* found = SCRIP_TRY(known(state, event.accreditation));
  const bool accredited = found->status == AccreditationStatus::accredited;
  const bool suspended = found->status == AccreditationStatus::suspended;
  const bool fits = (event.status == AccreditationStatus::suspended && accredited) ||
                    (event.status == AccreditationStatus::accredited && suspended) ||
                    (event.status == AccreditationStatus::withdrawn && (accredited || suspended));
  SCRIP_TRY_VOID(require(fits, "the accreditation is not in the state for this"));
  return require(event.from == next(state.authority->zone.day_of(state.last_time)), "it holds from the day after");
}

Result<void> check_lifecycle(const State& state, const AccreditationRuleSet& event) {
  SCRIP_TRY_VOID(require(exists(state.programmes, event.programme), "no such programme"));
  return require(!event.required_from || sane(*event.required_from), "the day is out of range");
}

Result<void> check_lifecycle(const State& state, const AssessorRecused& event) {
  SCRIP_TRY_VOID(require(exists(state.applications, event.application), "no such application"));
  const auto& application = state.applications[index(event.application)];
  return require(is_assessor(application, state.last_actor), "the person does not assess the application");
}

}  // namespace scrip::engine
