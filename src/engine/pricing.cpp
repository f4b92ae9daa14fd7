#include "engine/pricing.h"

#include <algorithm>

#include "engine/texts.h"

namespace scrip::engine {

std::span<const PricedPiece> Pricer::pieces(ResourceId resource, const UsageRecord& record) {
  const auto kind = state_.registry.resources()[index(resource)].kind;
  if (last_.size() <= index(resource)) last_.resize(state_.registry.resources().size());
  pieces_.clear();

  Stretch& last = last_[index(resource)];
  const bool inside = last.from_ms <= record.start_ms && record.start_ms < last.until_ms;
  if (inside && record.end_ms <= last.until_ms) {
    pieces_.push_back({.slot = last.slot, .quantity = quantity_of(kind, record)});
    return pieces_;
  }
  std::int64_t at = record.start_ms;
  do {
    const auto stretch = stretch_at(resource, instant_at(at));
    if (!stretch) {
      pieces_.clear();
      return pieces_;
    }
    last = *stretch;
    const std::int64_t until = std::min(record.end_ms, stretch->until_ms);
    const UsageRecord part{.part = record.part, .start_ms = at, .end_ms = until, .units = record.units};
    pieces_.push_back({.slot = stretch->slot, .quantity = quantity_of(kind, part)});
    at = until;
  } while (at < record.end_ms && kind != registry::ResourceKind::token);  // tokens count at the instant they start
  return pieces_;
}

std::optional<Pricer::Stretch> Pricer::stretch_at(ResourceId resource, Instant at) {
  const auto span = state_.rate_cards.price_at(state_.registry.sites()[index(site_)], resource, at);
  if (!span) return std::nullopt;
  const Day day = day_at(at);
  if (day_until_ms_ <= count(at) || span->period.until <= at) return std::nullopt;  // clocks no real zone has
  Month posting = month_of(day);
  if (state_.first_open_month && posting < *state_.first_open_month) posting = *state_.first_open_month;
  const UsageBlock::Slot slot{.resource_text = {},
                              .resource = resource,
                              .posting = posting,
                              .day = day,
                              .rate_card = span->rate_card,
                              .price = span->price};
  return Stretch{.from_ms = std::max(count(span->period.from), day_from_ms_),
                 .until_ms = std::min(count(span->period.until), day_until_ms_),
                 .slot = slot_for(slot)};
}

Day Pricer::day_at(Instant at) {
  if (count(at) < day_from_ms_ || count(at) >= day_until_ms_) {
    const ZoneOffsets& zone = state_.authority->zone;
    day_ = zone.day_of(at);
    // Where the clocks go back over midnight, the evening that comes twice belongs to the day that has begun.
    while (at >= zone.start_of(next(day_))) day_ = next(day_);
    day_from_ms_ = count(zone.start_of(day_));
    day_until_ms_ = count(zone.start_of(next(day_)));
  }
  return day_;
}

std::uint32_t Pricer::suspense_slot(metering::SuspenseReason reason, ResourceId resource,
                                    std::string_view resource_text) {
  return slot_for(
      UsageBlock::Slot{.reason = reason, .resource_text = std::string(resource_text), .resource = resource});
}

// A batch has few slots, and the newest is the likeliest: a search from the back is quick.
std::uint32_t Pricer::slot_for(const UsageBlock::Slot& wanted) {
  const auto found = std::find(slots_.rbegin(), slots_.rend(), wanted);
  if (found != slots_.rend()) return static_cast<std::uint32_t>(slots_.rend() - found - 1);
  slots_.push_back(wanted);
  return static_cast<std::uint32_t>(slots_.size() - 1);
}

Result<Amount> price_of(const State& state, SiteId site, ResourceId resource, const UsageRecord& record) {
  std::vector<UsageBlock::Slot> slots;
  Pricer pricer(state, site, slots);
  const auto pieces = pricer.pieces(resource, record);
  if (pieces.empty()) return fail(ErrorCode::no_price, say("the record's time is not fully priced"));
  const auto kind = state.registry.resources()[index(resource)].kind;
  rating::Exact exact = 0;
  for (const auto& piece : pieces) exact += rating::exact_price(kind, slots[piece.slot].price, piece.quantity);
  return rating::rounded(exact);
}

}  // namespace scrip::engine
