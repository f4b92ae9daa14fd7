#include "verify/reservations.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "base/wide.h"
#include "verify/mismatch.h"

namespace scrip::verify {
namespace {

using engine::ReservationState;
using engine::ReservationStatus;
using engine::State;

constexpr std::int64_t minute_ms = 60'000;

struct Stretch {
  Amount price;
  Instant until;
};

// The price at an instant, and until when at least it holds; nothing if there is none.
const rating::Band* band_at(const std::vector<rating::Band>& bands, unsigned weekday, std::int64_t minute) {
  for (const auto& band : bands) {
    if ((band.days >> weekday & 1) != 0 && band.from_minute <= minute && minute < band.until_minute) return &band;
  }
  return nullptr;
}

std::optional<Stretch> price_at(const State& state, const engine::Offer& offer, Instant at) {
  const auto& zone = state.registry.sites()[index(offer.site)].zone;
  for (const auto& card : state.rate_cards.cards()) {
    if (card.site != offer.site || !card.period.contains(at)) continue;
    for (const auto& price : card.prices) {
      if (price.resource != offer.resource) continue;
      // 1970-01-01 was a Thursday.
      const auto weekday = static_cast<unsigned>(((count(zone.day_of(at)) + 3) % 7 + 7) % 7);
      const std::int64_t wall_ms = zone.wall_clock_ms(at);
      const auto* band = band_at(price.bands, weekday, wall_ms / minute_ms);
      if (band == nullptr) return std::nullopt;
      const Instant ends = at + Milliseconds{band->until_minute * minute_ms - wall_ms};
      return Stretch{band->price, std::min({ends, card.period.until, zone.next_step(at)})};
    }
  }
  return std::nullopt;
}

// Price x devices x hours, added up exactly and rounded once, a half up.
Result<Amount> price_of(const State& state, const engine::Offer& offer) {
  Int128 product = 0;  // micro-units x devices x milliseconds
  for (Instant at = offer.window.from; at < offer.window.until;) {
    const auto stretch = price_at(state, offer, at);
    if (!stretch) return mismatch("part of its window has no price");
    const Instant until = std::min(stretch->until, offer.window.until);
    product += Int128{stretch->price.micro_units} * offer.devices * (until - at).count();
    at = until;
  }
  constexpr std::int64_t hour_ms = 3'600'000;
  return Amount{static_cast<std::int64_t>((2 * product + hour_ms) / (2 * hour_ms))};
}

Result<void> check_offer(const State& state, const engine::Offer& offer) {
  const Amount price = SCRIP_TRY(price_of(state, offer));
  if (price != offer.price) {
    return mismatch("its price is " + format_amount(offer.price, 6) + ", by the rate cards it is " +
                    format_amount(price, 6));
  }
  Amount paid = offer.own_share;
  for (const auto& part : offer.parts) paid += part.covered_money;
  if (paid != offer.price) return mismatch("vouchers and company do not pay its price");
  return {};
}

Result<void> check_reservation(const State& state, const ReservationState& reservation) {
  const auto& terms = reservation.terms;
  const auto& quote = state.reservations.quotes[index(terms.quote)];
  if (terms.offer >= quote.offers.size()) return mismatch("its quote has no such offer");
  const auto& offer = quote.offers[terms.offer];
  if (offer.site != terms.site || offer.resource != terms.resource || offer.devices != terms.devices ||
      !(offer.window == terms.window) || offer.price != terms.price || quote.organisation != terms.organisation) {
    return mismatch("it is not as it was quoted");
  }
  if (reservation.made_at < quote.given_at || reservation.made_at >= quote.valid_until) {
    return mismatch("it was made when the quote did not hold");
  }
  const auto& hold = state.holds[index(terms.hold)];
  if (hold.organisation != terms.organisation || hold.site != terms.site || hold.job != reservation.job) {
    return mismatch("its hold is another's");
  }
  const bool held = hold.status == engine::HoldStatus::active;
  if (held != reservation.stands()) return mismatch("it and its hold do not end together");
  if (reservation.status == ReservationStatus::reserved && !hold.job.empty()) return mismatch("it is used already");
  std::uint64_t running = 0;
  for (const auto& each : reservation.jobs) running += each.ended ? 0 : each.devices;
  if (running > terms.devices) return mismatch("its jobs have more devices than it has");
  if (reservation.jobs.empty() != reservation.job.empty()) return mismatch("it has no first job");
  return {};
}

// What is promised less what is taken, as changes over time.
using Changes = std::map<Instant, std::int64_t>;
using Places = std::map<std::pair<SiteId, ResourceId>, std::pair<Changes, Changes>>;

void change(Changes& changes, const Period& period, std::int64_t devices) {
  if (period.from >= period.until) return;
  changes[period.from] += devices;
  changes[period.until] -= devices;
}

Places places_of(const State& state) {
  Places places;
  const auto& zone = state.authority->zone;
  for (const auto& declared : state.network.capacity) {
    const auto& terms = declared.terms;
    if (terms.use == registry::CapacityUse::own_use) continue;
    const std::int64_t sign = terms.use == registry::CapacityUse::maintenance ? -1 : 1;
    change(places[{terms.site, terms.resource}].first, {zone.start_of(terms.from), zone.start_of(terms.until)},
           sign * terms.devices);
  }
  for (const auto& reservation : state.reservations.reservations) {
    const auto& terms = reservation.terms;
    Period taken = terms.window;
    if (!reservation.stands()) taken.until = std::min(taken.until, std::max(taken.from, reservation.ended_at));
    change(places[{terms.site, terms.resource}].second, taken, terms.devices);
  }
  return places;
}

Result<void> check_capacity(const State& state) {
  for (auto& [place, changes] : places_of(state)) {
    auto& [promised, taken] = changes;
    Changes both = taken;
    for (auto& [at, devices] : both) devices = -devices;
    for (const auto& [at, devices] : promised) both[at] += devices;
    std::int64_t left = 0;
    std::int64_t in_use = 0;
    for (const auto& [at, devices] : both) {
      left += devices;
      const auto step = taken.find(at);
      if (step != taken.end()) in_use += step->second;
      if (in_use == 0 || left >= 0) continue;
      return mismatch("at " + state.registry.sites()[index(place.first)].key + ", " + std::to_string(-left) +
                      " more devices are reserved than promised at " + format_instant(at));
    }
  }
  return {};
}

}  // namespace

Result<void> check_reservations(const State& state) {
  const auto named = [](Result<void> checked, const std::string& what, const std::string& key) {
    if (!checked) checked.error().detail = what + " '" + key + "': " + checked.error().detail;
    return checked;
  };
  for (const auto& quote : state.reservations.quotes) {
    for (const auto& offer : quote.offers) SCRIP_TRY_VOID(named(check_offer(state, offer), "quote", quote.key));
  }
  for (const auto& reservation : state.reservations.reservations) {
    SCRIP_TRY_VOID(named(check_reservation(state, reservation), "reservation", reservation.terms.key));
  }
  return state.authority ? check_capacity(state) : Result<void>{};
}

}  // namespace scrip::verify
