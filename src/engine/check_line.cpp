// What events of the waiting line must satisfy before they are applied.

#include "allocation/draw.h"
#include "base/limits.h"
#include "engine/check.h"
#include "engine/line.h"

namespace scrip::engine {
namespace {

Result<const WaitState*> known(const State& state, WaitId id) {
  SCRIP_TRY_VOID(require(exists(state.line.entries, id), "nobody waits there"));
  return &state.line.entries[index(id)];
}

bool fits(std::uint32_t standing) { return standing >= 1 && standing <= limits::line_standing_max; }

}  // namespace

Result<void> check_lifecycle(const State& state, const LineJoined& event) {
  const Waiting& terms = event.waiting;
  SCRIP_TRY_VOID(require(is_next(state.line.entries, terms.id), "the entry's id is not the next"));
  SCRIP_TRY_VOID(require(state.line.find(terms.key) == nullptr, "the entry's key is taken"));
  SCRIP_TRY_VOID(require(exists(state.registry.organisations(), terms.organisation), "no such organisation"));
  SCRIP_TRY_VOID(require(exists(state.programmes, terms.programme), "no such programme"));
  SCRIP_TRY_VOID(require(terms.request.after == no_id<ReservationId>, "it is not for a broken reservation"));
  SCRIP_TRY_VOID(check_request(state, terms.request));
  const bool cheap = !terms.own_share_max || (*terms.own_share_max >= Amount{} && *terms.own_share_max <= amount_max);
  SCRIP_TRY_VOID(require(cheap, "the own share is out of range"));
  const bool sane_estimate =
      !terms.estimate || (*terms.estimate >= terms.request.earliest && *terms.estimate < terms.request.latest);
  return require(sane_estimate, "the estimate is not within the time asked for");
}

Result<void> check_lifecycle(const State& state, const LineEnded& event) {
  const auto* found = SCRIP_TRY(known(state, event.wait));
  SCRIP_TRY_VOID(require(found->in_line(), "it does not wait"));
  switch (event.status) {
    case WaitStatus::left:
      return {};
    case WaitStatus::lapsed:
      SCRIP_TRY_VOID(require(found->status == WaitStatus::offered, "nothing is held for it"));
      return require(state.reservations.quotes[index(found->quote)].valid_until <= state.last_time,
                     "its quote still holds");
    case WaitStatus::expired:
      SCRIP_TRY_VOID(require(found->status == WaitStatus::waiting, "a quote is held for it"));
      return require(found->terms.request.latest <= state.last_time, "its deadline has not passed");
    case WaitStatus::waiting:
    case WaitStatus::offered:
    case WaitStatus::reserved:
      break;
  }
  return mismatch("a place in the line does not end like this");
}

Result<void> check_lifecycle(const State& state, const LineOffered& event) {
  const auto* found = SCRIP_TRY(known(state, event.wait));
  SCRIP_TRY_VOID(require(found->status == WaitStatus::waiting, "it does not wait"));
  SCRIP_TRY_VOID(check_quote(state, event.quote));
  SCRIP_TRY_VOID(require(event.quote.organisation == found->terms.organisation, "the quote is another's"));
  SCRIP_TRY_VOID(require(event.quote.offers.size() == 1 && event.quote.refusals.empty(), "one offer is held"));
  SCRIP_TRY_VOID(require(event.place >= 1 && event.place <= state.line.waiting.size(), "no such place in the line"));
  const Offer& offer = event.quote.offers.front();
  const auto free = availability_of(state, offer.site, offer.resource, nullptr).least_free(offer.window);
  return require(free >= offer.devices, "the devices are not free");
}

Result<void> check_lifecycle(const State& state, const LineDrawn& event) {
  SCRIP_TRY_VOID(require(exists(state.programmes, event.programme), "no such programme"));
  const auto committed = state.line.commitment_of.find(event.programme);
  const auto seed = allocation::parse_seed(event.seed);
  SCRIP_TRY_VOID(require(seed.has_value() && committed != state.line.commitment_of.end() &&
                             allocation::commitment_of(*seed) == committed->second,
                         "the seed is not the one committed to"));
  for (const auto& each : event.tickets) {
    const auto* found = SCRIP_TRY(known(state, each.wait));
    SCRIP_TRY_VOID(require(found->status == WaitStatus::waiting && found->terms.programme == event.programme,
                           "a ticket for one who does not wait"));
  }
  return {};
}

Result<void> check_lifecycle(const State& state, const AllocationRuleProposed& event) {
  const auto& rule = event.rule;
  SCRIP_TRY_VOID(require(is_next(state.line.rules, rule.id), "the rule's id is not the next"));
  SCRIP_TRY_VOID(require(state.line.find_rule(rule.key) == nullptr, "the rule's key is taken"));
  SCRIP_TRY_VOID(require(exists(state.programmes, rule.programme), "no such programme"));
  SCRIP_TRY_VOID(require(rule.order <= LineOrder::lottery && fits(rule.usual), "no such order or standing"));
  SCRIP_TRY_VOID(require(rule.days >= 1 && rule.days <= limits::line_days_max, "the days are out of range"));
  SCRIP_TRY_VOID(
      require(rule.ahead_s >= 60 && rule.ahead_s <= limits::reservation_rule_s_max, "the time is out of range"));
  SCRIP_TRY_VOID(require(rule.standings.size() <= limits::line_standings_max, "too many standings"));
  for (std::size_t i = 0; i < rule.standings.size(); ++i) {
    const auto& each = rule.standings[i];
    SCRIP_TRY_VOID(require(exists(state.registry.organisations(), each.organisation), "no such organisation"));
    const bool ascends = i == 0 || rule.standings[i - 1].organisation < each.organisation;
    SCRIP_TRY_VOID(require(ascends && fits(each.value), "a standing is out of order or range"));
  }
  return require((rule.order == LineOrder::lottery) == (rule.commitment != Hash256{}),
                 "a lottery commits to a seed, and nothing else does");
}

Result<void> check_lifecycle(const State& state, const AllocationRuleDecided& event) {
  SCRIP_TRY_VOID(require(exists(state.line.rules, event.rule), "no such rule"));
  SCRIP_TRY_VOID(require(state.line.rules[index(event.rule)].status == AllocationRuleStatus::proposed,
                         "the rule has been decided"));
  return require(event.status == AllocationRuleStatus::approved || event.status == AllocationRuleStatus::rejected,
                 "no such decision");
}

Result<void> check_lifecycle(const State& state, const JobCounted& event) {
  SCRIP_TRY_VOID(require(exists(state.holds, event.hold), "no such hold"));
  const Hold& hold = state.holds[index(event.hold)];
  SCRIP_TRY_VOID(require(hold.status == HoldStatus::active && !hold.job.empty() && hold.resource != no_id<ResourceId> &&
                             !state.line.running.contains(event.hold),
                         "the hold is of no job that is counted"));
  SCRIP_TRY_VOID(require(state.reservations.of_hold(event.hold) == nullptr, "the job has a reservation"));
  return require(event.devices >= 1 && event.devices <= limits::devices_wanted_max, "the devices are out of range");
}

}  // namespace scrip::engine
