#include "reports/day_prices.h"

#include <algorithm>

namespace scrip::reports {
namespace {

// The next instant after `at` at which a card of the site begins to hold; `end` if there is none before.
Instant next_card(const engine::State& state, SiteId site, Instant at, Instant end) {
  Instant next = end;
  for (const auto& card : state.rate_cards.cards()) {
    if (card.site == site && card.period.from > at) next = std::min(next, card.period.from);
  }
  return next;
}

void append(std::vector<rating::PriceSpan>& spans, const rating::PriceSpan& span) {
  if (!spans.empty()) {
    rating::PriceSpan& last = spans.back();
    const bool goes_on = last.period.until == span.period.from && last.rate_card == span.rate_card;
    if (goes_on && last.price == span.price) {
      last.period.until = span.period.until;
      return;
    }
  }
  spans.push_back(span);
}

}  // namespace

std::vector<rating::PriceSpan> prices_of_day(const engine::State& state, SiteId site, ResourceId resource, Day day) {
  const ZoneOffsets& zone = state.authority->zone;
  const Instant end = zone.start_of(next(day));
  std::vector<rating::PriceSpan> spans;
  for (Instant at = zone.start_of(day); at < end;) {
    const auto price = state.rate_cards.price_at(state.registry.sites()[index(site)], resource, at);
    if (!price) {
      at = next_card(state, site, at, end);
      continue;
    }
    const Instant until = std::min(price->period.until, end);
    append(spans, {.rate_card = price->rate_card, .price = price->price, .period = {.from = at, .until = until}});
    at = until;
  }
  return spans;
}

}  // namespace scrip::reports
