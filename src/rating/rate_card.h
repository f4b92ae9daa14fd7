#pragma once
// Rate cards: dated prices of a site, and the exact price of a piece of usage.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/amount.h"
#include "base/containers.h"
#include "base/ids.h"
#include "base/result.h"
#include "base/time.h"
#include "base/wide.h"
#include "registry/registry.h"

namespace scrip::rating {

// An exact sum of money: a count of 1 / 9,000,000,000,000 of a micro-unit. Both kinds of price divide it without rest:
//   price per device-hour x quantity in device-second micro-units: 1 / (3,600 x 10^6)
//   price per million tokens x quantity in token micro-units:      1 / (10^6 x 10^6)
// so usage can be added up in any order and cut in any way, and is rounded once, on a job's running total.
using Exact = Int128;
inline constexpr Exact exact_per_micro_unit = Exact{9'000'000'000'000};

// The exact price of a quantity. price, quantity >= 0; no overflow within limits::price_max and amount_max.
[[nodiscard]] constexpr Exact exact_price(registry::ResourceKind kind, Amount price, Amount quantity) {
  const Exact scale = kind == registry::ResourceKind::token ? 9 : 2'500;
  return scale * price.micro_units * quantity.micro_units;
}

// The exact sum in whole micro-units, a half rounded up. Within +-amount_max the caller's bounds hold.
[[nodiscard]] constexpr Amount rounded(Exact exact) {
  return Amount{static_cast<std::int64_t>(divide(exact, exact_per_micro_unit, Rounding::half_up))};
}

// A price for part of the week, on the site's wall clock. `days` has bit 0 for Monday .. bit 6 for Sunday;
// [from_minute, until_minute) of the day, 0 .. 1440.
struct Band {
  std::uint8_t days = 0x7f;
  std::uint16_t from_minute = 0;
  std::uint16_t until_minute = 1440;
  Amount price;  // per device-hour or core-hour, or per million tokens; above zero

  friend bool operator==(const Band&, const Band&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("days", self.days);
    visit("from_minute", self.from_minute);
    visit("until_minute", self.until_minute);
    visit("price", self.price);
  }
};

struct ResourcePrice {
  ResourceId resource = no_id<ResourceId>;
  std::vector<Band> bands;  // cover every minute of the week exactly once

  friend bool operator==(const ResourcePrice&, const ResourcePrice&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("resource", self.resource);
    visit("bands", self.bands);
  }
};

struct RateCard {
  RateCardId id = no_id<RateCardId>;
  std::string key;  // unique; a new price is a new card with a later period
  SiteId site = no_id<SiteId>;
  Period period;
  std::vector<ResourcePrice> prices;

  friend bool operator==(const RateCard&, const RateCard&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("id", self.id);
    visit("key", self.key);
    visit("site", self.site);
    visit("from", self.period.from);
    visit("until", self.period.until);
    visit("prices", self.prices);
  }
};

// What holds at an instant, and for how long it goes on to hold.
struct PriceSpan {
  RateCardId rate_card = no_id<RateCardId>;
  Amount price;
  Period period;
};

class RateCards {
 public:
  [[nodiscard]] const std::vector<RateCard>& cards() const { return cards_; }
  [[nodiscard]] const RateCard* find(std::string_view key) const;

  // The price of a resource at a site at an instant. Errors: no_price.
  [[nodiscard]] Result<PriceSpan> price_at(const registry::Site& site, ResourceId resource, Instant at) const;

  // Errors: price_missing (a zero price, a gap in the week), value_invalid (bands that overlap), time_invalid,
  // rate_card_overlap (another card of the site prices the resource in the period), out_of_range, limit_reached.
  [[nodiscard]] Result<void> check(const RateCard& card) const;

  void add(RateCard card);  // for apply() only

  static void fields(auto& self, auto&& visit) { visit("cards", self.cards_); }
  void rebuild_indexes();

 private:
  struct Dated {
    Period period;
    RateCardId card;
    std::uint32_t price;  // index into the card's prices
  };
  static std::uint64_t key(SiteId site, ResourceId resource) {
    return std::uint64_t{static_cast<std::uint32_t>(site)} << 32 | static_cast<std::uint32_t>(resource);
  }

  std::vector<RateCard> cards_;
  TextMap<RateCardId> by_key_;
  FlatMap<std::uint64_t, std::vector<Dated>> by_resource_;  // ascending by period
};

}  // namespace scrip::rating
