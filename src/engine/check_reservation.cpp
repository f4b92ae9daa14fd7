// What events of quotes and reservations must satisfy before they are applied.

#include <algorithm>

#include "base/limits.h"
#include "engine/check.h"
#include "engine/reservation.h"

namespace scrip::engine {
Result<void> check_request(const State& state, const QuoteRequest& request) {
  SCRIP_TRY_VOID(require(network::check(request.workload).has_value(), "the workload is out of range"));
  SCRIP_TRY_VOID(require(sane(request.use), "no such use"));
  SCRIP_TRY_VOID(require(request.ranking <= Ranking::domestic_first && request.test <= registry::OriginTest::quota,
                         "no such ranking or test"));
  SCRIP_TRY_VOID(require(sane(request.earliest) && sane(request.latest) && request.earliest < request.latest,
                         "the request is for no period"));
  SCRIP_TRY_VOID(
      require(request.after == no_id<ReservationId> || exists(state.reservations.reservations, request.after),
              "no such reservation"));
  for (const auto* sites : {&request.sites, &request.not_at}) {
    for (const SiteId site : *sites) SCRIP_TRY_VOID(require(exists(state.registry.sites(), site), "no such site"));
  }
  for (const ResourceId resource : request.resources) {
    SCRIP_TRY_VOID(require(exists(state.registry.resources(), resource), "no such resource"));
  }
  return {};
}

namespace {

Result<void> check_offer(const State& state, const Quote& quote, const Offer& offer) {
  SCRIP_TRY_VOID(require(exists(state.registry.sites(), offer.site), "no such site"));
  SCRIP_TRY_VOID(require(exists(state.registry.resources(), offer.resource), "no such resource"));
  SCRIP_TRY_VOID(
      require(offer.devices > 0 && offer.devices <= limits::devices_wanted_max, "the devices are out of range"));
  SCRIP_TRY_VOID(require(offer.window.from >= quote.request.earliest && offer.window.from < offer.window.until &&
                             offer.window.until <= quote.request.latest,
                         "the offer is not within the time asked for"));
  SCRIP_TRY_VOID(require(offer.domestic <= Domestic::yes, "no such answer"));
  Amount spared;
  for (const auto& part : offer.parts) {
    SCRIP_TRY_VOID(require(exists(state.vouchers, part.voucher), "no such voucher"));
    SCRIP_TRY_VOID(require(state.vouchers[index(part.voucher)].terms.organisation == quote.organisation,
                           "the voucher is in another wallet"));
    SCRIP_TRY_VOID(
        require(part.covered > Amount{} && part.covered_money >= Amount{} && part.covered_money <= offer.price - spared,
                "a voucher's part is out of range"));
    spared += part.covered_money;
  }
  return require(offer.price >= Amount{} && offer.own_share == offer.price - spared,
                 "the offer's price is not what vouchers and company pay");
}

Result<const ReservationState*> known(const State& state, ReservationId id) {
  SCRIP_TRY_VOID(require(exists(state.reservations.reservations, id), "no such reservation"));
  return &state.reservations.reservations[index(id)];
}

}  // namespace

Result<void> check_lifecycle(const State& state, const QuoteGiven& event) { return check_quote(state, event.quote); }

Result<void> check_quote(const State& state, const Quote& quote) {
  SCRIP_TRY_VOID(require(is_next(state.reservations.quotes, quote.id), "the quote's id is not the next"));
  SCRIP_TRY_VOID(require(state.reservations.find_quote(quote.key) == nullptr, "the quote's key is taken"));
  SCRIP_TRY_VOID(require(exists(state.registry.organisations(), quote.organisation), "no such organisation"));
  SCRIP_TRY_VOID(check_request(state, quote.request));
  SCRIP_TRY_VOID(require(quote.given_at == state.last_time && quote.valid_until > quote.given_at,
                         "the quote is not of this time"));
  SCRIP_TRY_VOID(
      require(quote.offers.size() <= limits::quote_offers_max && quote.refusals.size() <= limits::quote_refusals_max,
              "the quote is too long"));
  for (const auto& offer : quote.offers) SCRIP_TRY_VOID(check_offer(state, quote, offer));
  for (const auto& refusal : quote.refusals) {
    SCRIP_TRY_VOID(
        require(exists(state.registry.sites(), refusal.site) && refusal.reason <= Unfit::island_too_small &&
                    (refusal.resource == no_id<ResourceId> || exists(state.registry.resources(), refusal.resource)),
                "no such refusal"));
  }
  return {};
}

Result<void> check_lifecycle(const State& state, const ReservationMade& event) {
  const auto& terms = event.reservation;
  SCRIP_TRY_VOID(require(is_next(state.reservations.reservations, terms.id), "the reservation's id is not the next"));
  SCRIP_TRY_VOID(require(state.reservations.find(terms.key) == nullptr, "the reservation's key is taken"));
  SCRIP_TRY_VOID(require(exists(state.reservations.quotes, terms.quote), "no such quote"));
  const auto& quote = state.reservations.quotes[index(terms.quote)];
  SCRIP_TRY_VOID(require(terms.offer < quote.offers.size(), "the quote has no such offer"));
  SCRIP_TRY_VOID(require(state.last_time < quote.valid_until, "the quote no longer holds"));
  const Offer& offer = quote.offers[terms.offer];
  SCRIP_TRY_VOID(require(terms.organisation == quote.organisation && terms.site == offer.site &&
                             terms.resource == offer.resource && terms.devices == offer.devices &&
                             terms.window == offer.window && terms.price == offer.price,
                         "the reservation is not as it was quoted"));
  SCRIP_TRY_VOID(require(terms.idle_at > terms.window.from && terms.idle_at <= terms.window.until,
                         "the reservation is taken back at no time of its own"));
  const auto free = availability_of(state, terms.site, terms.resource, nullptr, terms.quote).least_free(terms.window);
  SCRIP_TRY_VOID(require(free >= terms.devices, "the devices are not free"));
  const Hold& hold = event.hold;
  SCRIP_TRY_VOID(require(hold.id == terms.hold && hold.key == terms.key && hold.organisation == terms.organisation &&
                             hold.site == terms.site && hold.resource == terms.resource && hold.bill == terms.price &&
                             hold.job.empty() && hold.expires_at > terms.window.until,
                         "the hold is not the reservation's"));
  return check_hold(state, hold);
}

Result<void> check_lifecycle(const State& state, const ReservationUsed& event) {
  const auto* found = SCRIP_TRY(known(state, event.reservation));
  SCRIP_TRY_VOID(require(found->stands() && found->jobs.size() < limits::reservation_jobs_max,
                         "the reservation does not wait for a job"));
  SCRIP_TRY_VOID(
      require(event.devices >= 1 && event.devices <= found->devices_left(), "its devices are taken by other jobs"));
  SCRIP_TRY_VOID(require(!event.job.empty() && event.job.size() <= limits::text_max, "no such job"));
  return require(!state.hold_by_job.contains(job_key(found->terms.site, event.job)), "the job has an active hold");
}

Result<void> check_lifecycle(const State& state, const ReservationLeft& event) {
  const auto* found = SCRIP_TRY(known(state, event.reservation));
  const bool runs = std::ranges::any_of(
      found->jobs, [&](const ReservationJob& each) { return each.job == event.job && !each.ended; });
  return require(found->status == ReservationStatus::in_use && runs, "no such job runs under the reservation");
}

Result<void> check_lifecycle(const State& state, const ReservationEnded& event) {
  const auto* found = SCRIP_TRY(known(state, event.reservation));
  switch (event.status) {
    case ReservationStatus::cancelled:
      return require(found->status == ReservationStatus::reserved, "the reservation does not wait for a job");
    case ReservationStatus::broken:
      return require(found->stands(), "the reservation has ended");
    case ReservationStatus::reclaimed:
      SCRIP_TRY_VOID(require(found->status == ReservationStatus::reserved, "the reservation does not wait for a job"));
      return require(found->terms.idle_at <= state.last_time, "the reservation is taken back later");
    case ReservationStatus::reserved:
    case ReservationStatus::in_use:
    case ReservationStatus::used:
      break;
  }
  return mismatch("a reservation does not end like this");
}

Result<void> check_lifecycle(const State&, const ReservationRuleSet& event) {
  const auto fits = [](std::int64_t seconds) { return seconds >= 60 && seconds <= limits::reservation_rule_s_max; };
  return require(fits(event.rule.quote_valid_s) && fits(event.rule.idle_s) && fits(event.rule.grace_s),
                 "a time of the rule is out of range");
}

Result<void> check_lifecycle(const State& state, const BackingRuleProposed& event) {
  SCRIP_TRY_VOID(require(exists(state.programmes, event.programme), "no such programme"));
  return require(!event.share || (event.share->ppm > 0 && *event.share <= whole_share), "the share is out of range");
}

Result<void> check_lifecycle(const State& state, const BackingRuleRejected& event) {
  return require(state.reservations.backing_proposals.contains(event.programme), "nothing is proposed");
}

Result<void> check_lifecycle(const State& state, const BackingRuleSet& event) {
  const auto proposed = state.reservations.backing_proposals.find(event.programme);
  return require(proposed != state.reservations.backing_proposals.end() && proposed->second.share == event.share,
                 "it is not what was proposed");
}

}  // namespace scrip::engine
