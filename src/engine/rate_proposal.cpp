// Rate cards that one person proposes and another approves: what a site charges is what programmes pay.

#include "base/limits.h"
#include "engine/network.h"
#include "engine/texts.h"

namespace scrip::engine {
namespace {

Result<const RateProposal*> proposal_called(const State& state, const std::string& key) {
  const auto* found = state.network.find_rate_proposal(key);
  if (found == nullptr) return fail(ErrorCode::rate_card_not_found, "'" + key + "'", "rate_card");
  return found;
}

Result<void> check_waits(const RateProposal& proposal) {
  if (proposal.status == RateProposalStatus::proposed) return {};
  return fail(ErrorCode::rate_card_state, say("it is {0}", described(name(proposal.status))), "rate_card");
}

}  // namespace

std::string_view name(RateProposalStatus status) {
  switch (status) {
    case RateProposalStatus::proposed:
      return "proposed";
    case RateProposalStatus::approved:
      return "approved";
    case RateProposalStatus::rejected:
      return "rejected";
  }
  return "proposed";
}

Result<Events> judge(const State& state, const ProposeRateCard& command, const EntryContext& context) {
  SCRIP_TRY_VOID(check_key(context.actor, "actor"));
  SCRIP_TRY_VOID(check_key(command.key, "rate_card"));
  rating::RateCard card{.key = command.key,
                        .site = SCRIP_TRY(site_called(state, command.site))->id,
                        .period = command.period,
                        .prices = {}};
  if (command.prices.empty()) return fail(ErrorCode::missing_field, say("a price for each resource"), "prices");
  for (const auto& price : command.prices) {
    card.prices.push_back({.resource = SCRIP_TRY(resource_called(state, price.resource))->id, .bands = price.bands});
  }
  if (const auto* existing = state.network.find_rate_proposal(command.key); existing != nullptr) {
    return existing->card == card ? Result<Events>(Events{}) : reused(command.key);
  }
  if (state.rate_cards.find(command.key) != nullptr) return reused(command.key);
  SCRIP_TRY_VOID(state.rate_cards.check(card));
  const auto& proposals = state.network.rate_proposals;
  if (proposals.size() >= limits::rate_proposals_max) {
    return fail(ErrorCode::limit_reached, say("{0} rate cards were proposed", proposals.size()), "rate_card");
  }
  return Events{RateCardProposed{.proposal = id_at<RateProposalId>(proposals.size()), .card = std::move(card)}};
}

Result<Events> judge(const State& state, const ApproveRateCard& command, const EntryContext& context) {
  SCRIP_TRY_VOID(check_key(context.actor, "actor"));
  const auto* proposal = SCRIP_TRY(proposal_called(state, command.rate_card));
  SCRIP_TRY_VOID(check_waits(*proposal));
  if (context.actor == proposal->proposer) {
    return fail(ErrorCode::four_eyes, say("'{0}' proposed it", context.actor), "actor");
  }
  rating::RateCard card = proposal->card;
  card.id = id_at<RateCardId>(state.rate_cards.cards().size());
  SCRIP_TRY_VOID(state.rate_cards.check(card));
  return Events{RateCardPublished{std::move(card)}};
}

Result<Events> judge(const State& state, const RejectRateCard& command, const EntryContext&) {
  SCRIP_TRY_VOID(check_text(command.reason, "reason"));
  const auto* proposal = SCRIP_TRY(proposal_called(state, command.rate_card));
  SCRIP_TRY_VOID(check_waits(*proposal));
  return Events{RateCardRejected{.proposal = proposal->id, .reason = command.reason}};
}

void apply_lifecycle(State& state, const RateCardProposed& event) {
  state.network.rate_proposals.push_back({.id = event.proposal,
                                          .card = event.card,
                                          .proposer = state.last_actor,
                                          .proposed_at = state.last_time,
                                          .decided_by = {},
                                          .reason = {}});
}

void apply_lifecycle(State& state, const RateCardRejected& event) {
  auto& proposal = state.network.rate_proposals[index(event.proposal)];
  proposal.status = RateProposalStatus::rejected;
  proposal.decided_by = state.last_actor;
  proposal.reason = event.reason;
}

void settle_proposal(State& state, const rating::RateCard& card) {
  const auto* found = state.network.find_rate_proposal(card.key);
  if (found == nullptr) return;
  auto& proposal = state.network.rate_proposals[index(found->id)];
  proposal.status = RateProposalStatus::approved;
  proposal.decided_by = state.last_actor;
}

}  // namespace scrip::engine
