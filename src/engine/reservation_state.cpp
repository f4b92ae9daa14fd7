#include "engine/reservation_state.h"

#include "engine/texts.h"

namespace scrip::engine {

void ReservationsState::rebuild_indexes() {
  quote_by_key.clear();
  reservation_by_key.clear();
  by_hold.clear();
  idle.clear();
  by_place.clear();
  for (const auto& quote : quotes) quote_by_key[quote.key] = quote.id;
  for (const auto& reservation : reservations) {
    const auto& terms = reservation.terms;
    reservation_by_key[terms.key] = terms.id;
    by_hold[terms.hold] = terms.id;
    by_place[{terms.site, terms.resource}].push_back(terms.id);
    if (reservation.status == ReservationStatus::reserved) idle.emplace(terms.idle_at, terms.id);
  }
}

const Quote* ReservationsState::find_quote(std::string_view key) const {
  const auto found = quote_by_key.find(key);
  return found == quote_by_key.end() ? nullptr : &quotes[index(found->second)];
}

const ReservationState* ReservationsState::find(std::string_view key) const {
  const auto found = reservation_by_key.find(key);
  return found == reservation_by_key.end() ? nullptr : &reservations[index(found->second)];
}

const ReservationState* ReservationsState::of_hold(HoldId hold) const {
  const auto found = by_hold.find(hold);
  return found == by_hold.end() ? nullptr : &reservations[index(found->second)];
}

std::string_view name(Ranking ranking) {
  switch (ranking) {
    case Ranking::cheapest:
      return "cheapest";
    case Ranking::soonest:
      return "soonest";
    case Ranking::domestic_first:
      return "domestic_first";
  }
  return "cheapest";
}

std::string_view name(Domestic domestic) {
  switch (domestic) {
    case Domestic::unknown:
      return "unknown";
    case Domestic::no:
      return "no";
    case Domestic::yes:
      return "yes";
  }
  return "unknown";
}

std::string_view name(Unfit reason) {
  switch (reason) {
    case Unfit::too_few_devices:
      return "too_few_devices";
    case Unfit::all_reserved:
      return "all_reserved";
    case Unfit::no_price:
      return "no_price";
    case Unfit::not_covered:
      return "not_covered";
    case Unfit::not_accredited:
      return "not_accredited";
    case Unfit::wallet_empty:
      return "wallet_empty";
    case Unfit::memory_too_small:
      return "memory_too_small";
    case Unfit::no_figures:
      return "no_figures";
    case Unfit::too_long:
      return "too_long";
    case Unfit::broke_reservation:
      return "broke_reservation";
    case Unfit::too_large:
      return "too_large";
    case Unfit::island_too_small:
      return "island_too_small";
    case Unfit::not_domestic:
      return "not_domestic";
    case Unfit::own_share_too_high:
      return "own_share_too_high";
  }
  return "too_large";
}

std::string_view name(ReservationStatus status) {
  switch (status) {
    case ReservationStatus::reserved:
      return "reserved";
    case ReservationStatus::in_use:
      return "in_use";
    case ReservationStatus::used:
      return "used";
    case ReservationStatus::cancelled:
      return "cancelled";
    case ReservationStatus::broken:
      return "broken";
    case ReservationStatus::reclaimed:
      return "reclaimed";
  }
  return "reserved";
}

Result<Ranking> parse_ranking(std::string_view text) {
  for (const auto ranking : {Ranking::cheapest, Ranking::soonest, Ranking::domestic_first}) {
    if (text == name(ranking)) return ranking;
  }
  return fail(ErrorCode::value_invalid, say("cheapest, soonest or domestic_first"), "rank");
}

}  // namespace scrip::engine
