#include "rating/rate_card.h"

#include <algorithm>
#include <array>

#include "base/check.h"
#include "base/limits.h"
#include "rating/texts.h"

namespace scrip::rating {
namespace {

constexpr std::int64_t minute_ms = 60'000;

// 0 for Monday .. 6 for Sunday. 1970-01-01 was a Thursday.
int weekday(Day day) {
  const int shifted = (count(day) + 3) % 7;
  return shifted < 0 ? shifted + 7 : shifted;
}

const Band* band_at(const ResourcePrice& price, int weekday, int minute) {
  for (const Band& band : price.bands) {
    if ((band.days >> weekday & 1) != 0 && band.from_minute <= minute && minute < band.until_minute) return &band;
  }
  return nullptr;
}

// A single band for the whole week needs no clock.
bool is_flat(const ResourcePrice& price) {
  return price.bands.size() == 1 && price.bands.front().days == 0x7f && price.bands.front().from_minute == 0 &&
         price.bands.front().until_minute == 1440;
}

Result<void> check_bands(const ResourcePrice& price, std::size_t position) {
  const std::string field = "prices[" + std::to_string(position) + "]";
  if (price.bands.empty()) return fail(ErrorCode::price_missing, say("no price given"), field);
  if (price.bands.size() > limits::bands_max)
    return fail(ErrorCode::limit_reached, say("at most 96 tariff periods"), field);
  std::array<std::uint8_t, std::size_t{7} * 1440> times{};
  for (const Band& band : price.bands) {
    if (band.price <= Amount{})
      return fail(ErrorCode::price_missing, say("a price must be above zero"), field + ".price");
    if (band.price.micro_units > limits::price_max) {
      return fail(ErrorCode::out_of_range, say("a price is at most 1,000,000 per unit"), field + ".price");
    }
    if (band.until_minute > 1440 || band.from_minute >= band.until_minute || band.days == 0 || band.days > 0x7f) {
      return fail(ErrorCode::time_invalid, say("a tariff period needs a day and a start before its end"), field);
    }
    for (std::size_t day = 0; day < 7; ++day) {
      if ((band.days >> day & 1) == 0) continue;
      for (std::size_t minute = band.from_minute; minute < band.until_minute; ++minute) ++times[day * 1440 + minute];
    }
  }
  for (std::size_t i = 0; i < times.size(); ++i) {
    if (times[i] == 1) continue;
    const Message when = say("weekday {0}, minute {1}", i / 1440 + 1, i % 1440);
    return times[i] == 0 ? fail(ErrorCode::price_missing, say("no tariff period holds on {0}", when), field)
                         : fail(ErrorCode::value_invalid, say("two tariff periods hold on {0}", when), field);
  }
  return {};
}

}  // namespace

const RateCard* RateCards::find(std::string_view key) const {
  const auto found = by_key_.find(key);
  return found == by_key_.end() ? nullptr : &cards_[index(found->second)];
}

Result<PriceSpan> RateCards::price_at(const registry::Site& site, ResourceId resource, Instant at) const {
  const auto found = by_resource_.find(key(site.id, resource));
  if (found == by_resource_.end()) return fail(ErrorCode::no_price, say("no rate card of {0}", site.key));
  const auto& dated = found->second;
  const auto after = std::upper_bound(dated.begin(), dated.end(), at,
                                      [](Instant instant, const Dated& d) { return instant < d.period.from; });
  if (after == dated.begin() || !std::prev(after)->period.contains(at)) {
    return fail(ErrorCode::no_price, say("no rate card of {0} at {1}", site.key, format_instant(at)));
  }
  const Dated& now = *std::prev(after);
  const ResourcePrice& price = cards_[index(now.card)].prices[now.price];
  if (is_flat(price)) return PriceSpan{.rate_card = now.card, .price = price.bands.front().price, .period = now.period};

  const Day day = site.zone.day_of(at);
  const int minute = static_cast<int>(site.zone.wall_clock_ms(at) / minute_ms);
  const Band* band = band_at(price, weekday(day), minute);
  SCRIP_CHECK(band != nullptr);  // check() made sure that the bands cover the week
  // The wall clock runs evenly up to the next change of offset, so the band's ends are at known distances.
  const std::int64_t wall = site.zone.wall_clock_ms(at);
  const Instant from = at - Milliseconds{wall - band->from_minute * minute_ms};
  const Instant until = at + Milliseconds{band->until_minute * minute_ms - wall};
  const bool same_offset = site.zone.offset_s(from) == site.zone.offset_s(at);
  return PriceSpan{.rate_card = now.card,
                   .price = band->price,
                   .period = {.from = same_offset ? std::max(from, now.period.from) : at,
                              .until = std::min({until, now.period.until, site.zone.next_step(at)})}};
}

Result<void> RateCards::check(const RateCard& card) const {
  if (card.period.from >= card.period.until) {
    return fail(ErrorCode::time_invalid, say("a rate card's period ends after it starts"), "until");
  }
  if (card.prices.empty()) return fail(ErrorCode::price_missing, say("a rate card needs at least one price"), "prices");
  for (std::size_t i = 0; i < card.prices.size(); ++i) {
    SCRIP_TRY_VOID(check_bands(card.prices[i], i));
    for (std::size_t j = 0; j < i; ++j) {
      if (card.prices[j].resource == card.prices[i].resource) {
        return fail(ErrorCode::duplicate_key, say("the resource is priced twice"), "prices[" + std::to_string(i) + "]");
      }
    }
    const auto found = by_resource_.find(key(card.site, card.prices[i].resource));
    if (found == by_resource_.end()) continue;
    for (const Dated& dated : found->second) {
      if (!dated.period.overlaps(card.period)) continue;
      return fail(ErrorCode::rate_card_overlap,
                  say("rate card '{0}' holds from {1} until {2}", cards_[index(dated.card)].key,
                      format_instant(dated.period.from), format_instant(dated.period.until)),
                  "prices[" + std::to_string(i) + "]");
    }
  }
  return {};
}

void RateCards::add(RateCard card) {
  SCRIP_CHECK(index(card.id) == cards_.size());
  for (std::uint32_t i = 0; i < card.prices.size(); ++i) {
    auto& dated = by_resource_[key(card.site, card.prices[i].resource)];
    const Dated added{.period = card.period, .card = card.id, .price = i};
    dated.insert(std::upper_bound(dated.begin(), dated.end(), added,
                                  [](const Dated& a, const Dated& b) { return a.period.from < b.period.from; }),
                 added);
  }
  by_key_.emplace(card.key, card.id);
  cards_.push_back(std::move(card));
}

void RateCards::rebuild_indexes() {
  RateCards fresh;
  for (auto& card : cards_) fresh.add(std::move(card));
  *this = std::move(fresh);
}

}  // namespace scrip::rating
