#include "rating/rate_card.h"

#include <gtest/gtest.h>

#include "tests/sim/town.h"

namespace scrip::rating {
namespace {

using sim::at;
using sim::fixed_zone;

registry::Site site_in(ZoneOffsets zone) {
  return {.id = SiteId{0}, .key = "east", .name = {}, .operator_id = {}, .zone_name = {}, .zone = std::move(zone)};
}

RateCard card_of(std::string key, std::string_view from, std::string_view until, std::vector<Band> bands) {
  return {.id = {},
          .key = std::move(key),
          .site = SiteId{0},
          .period = {at(from), at(until)},
          .prices = {{.resource = ResourceId{0}, .bands = std::move(bands)}}};
}

RateCards cards_of(std::vector<RateCard> cards) {
  RateCards out;
  for (auto& card : cards) {
    card.id = id_at<RateCardId>(out.cards().size());
    EXPECT_TRUE(out.check(card).has_value());
    out.add(card);
  }
  return out;
}

Amount price(const RateCards& cards, const registry::Site& site, std::string_view when) {
  const auto span = cards.price_at(site, ResourceId{0}, at(when));
  return span ? span->price : Amount{};
}

std::string refusal(const RateCards& cards, const RateCard& card) {
  const auto checked = cards.check(card);
  return checked ? "" : std::string(name(checked.error().code));
}

const std::vector<Band> day_and_night{{.from_minute = 0, .until_minute = 480, .price = Amount{1}},
                                      {.from_minute = 480, .until_minute = 1440, .price = Amount{2}}};

TEST(RateCards, PriceTheInstantByTheSitesOwnClock) {
  const auto cards = cards_of({card_of("a", "2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z", day_and_night)});
  const auto east = site_in(fixed_zone(8));
  EXPECT_EQ(price(cards, east, "2026-02-01T23:59:59.999Z"), Amount{1});
  EXPECT_EQ(price(cards, east, "2026-02-02T00:00:00Z"), Amount{2});
  EXPECT_EQ(price(cards, east, "2026-02-02T15:59:59Z"), Amount{2});
  EXPECT_EQ(price(cards, east, "2026-02-02T16:00:00Z"), Amount{1});
  EXPECT_EQ(price(cards, site_in({}), "2026-02-02T00:00:00Z"), Amount{1});
}

TEST(RateCards, PriceWeekendsApart) {
  const auto cards = cards_of({card_of("a", "2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z",
                                       {{.days = 0x1f, .price = Amount{1}}, {.days = 0x60, .price = Amount{2}}})});
  const auto site = site_in({});
  EXPECT_EQ(price(cards, site, "2026-03-06T23:59:59Z"), Amount{1});  // a Friday
  EXPECT_EQ(price(cards, site, "2026-03-07T00:00:00Z"), Amount{2});
  EXPECT_EQ(price(cards, site, "2026-03-08T23:59:59Z"), Amount{2});
  EXPECT_EQ(price(cards, site, "2026-03-09T00:00:00Z"), Amount{1});
}

TEST(RateCards, FollowEachOtherWithoutAGap) {
  const auto cards = cards_of({card_of("b", "2026-02-01T00:00:00Z", "2026-03-01T00:00:00Z", {{.price = Amount{2}}}),
                               card_of("a", "2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z", {{.price = Amount{1}}})});
  const auto site = site_in({});
  EXPECT_EQ(price(cards, site, "2026-01-31T23:59:59.999Z"), Amount{1});
  EXPECT_EQ(price(cards, site, "2026-02-01T00:00:00Z"), Amount{2});
  EXPECT_EQ(price(cards, site, "2025-12-31T23:59:59Z"), Amount{});
  EXPECT_EQ(price(cards, site, "2026-03-01T00:00:00Z"), Amount{});
  EXPECT_FALSE(cards.price_at(site, ResourceId{1}, at("2026-02-01T00:00:00Z")).has_value());
  EXPECT_EQ(cards.find("a")->id, RateCardId{1});
  EXPECT_EQ(cards.find("c"), nullptr);
}

TEST(RateCards, RefuseWhatTheyCouldNotApply) {
  const auto cards = cards_of({card_of("a", "2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z", {{.price = Amount{1}}})});
  const auto with = [](std::vector<Band> bands) {
    return card_of("n", "2027-01-01T00:00:00Z", "2028-01-01T00:00:00Z", std::move(bands));
  };
  EXPECT_EQ(refusal(cards, with({{.price = Amount{1}}})), "");
  EXPECT_EQ(refusal(cards, with({{.price = Amount{0}}})), "price_missing");
  EXPECT_EQ(refusal(cards, with({{.price = Amount{-1}}})), "price_missing");
  EXPECT_EQ(refusal(cards, with({})), "price_missing");
  EXPECT_EQ(refusal(cards, with({{.price = Amount{1'000'000'000'001}}})), "out_of_range");
  EXPECT_EQ(refusal(cards, with({{.from_minute = 1, .price = Amount{1}}})), "price_missing");
  EXPECT_EQ(refusal(cards, with({{.days = 0x3f, .price = Amount{1}}})), "price_missing");
  EXPECT_EQ(refusal(cards,
                    with({{.price = Amount{1}}, {.days = 1, .from_minute = 5, .until_minute = 6, .price = Amount{1}}})),
            "value_invalid");
  EXPECT_EQ(refusal(cards, with({{.until_minute = 1441, .price = Amount{1}}})), "time_invalid");
  EXPECT_EQ(refusal(cards, with({{.from_minute = 5, .until_minute = 5, .price = Amount{1}}})), "time_invalid");
  EXPECT_EQ(refusal(cards, with({{.days = 0, .price = Amount{1}}})), "time_invalid");
  EXPECT_EQ(refusal(cards, with({{.days = 0xff, .price = Amount{1}}})), "time_invalid");
  EXPECT_EQ(refusal(cards, card_of("n", "2027-01-01T00:00:00Z", "2027-01-01T00:00:00Z", {{.price = Amount{1}}})),
            "time_invalid");
  EXPECT_EQ(refusal(cards, card_of("n", "2026-12-31T23:59:59Z", "2028-01-01T00:00:00Z", {{.price = Amount{1}}})),
            "rate_card_overlap");
  EXPECT_EQ(refusal(cards, card_of("n", "2025-01-01T00:00:00Z", "2028-01-01T00:00:00Z", {{.price = Amount{1}}})),
            "rate_card_overlap");
  auto twice = with({{.price = Amount{1}}});
  twice.prices.push_back(twice.prices.front());
  EXPECT_EQ(refusal(cards, twice), "duplicate_key");
  auto other_site = card_of("n", "2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z", {{.price = Amount{1}}});
  other_site.site = SiteId{1};
  EXPECT_EQ(refusal(cards, other_site), "");
}

// Minute by minute over a week in which the clocks change: the span that is said to hold does hold, and its price is
// the one of the minute.
TEST(RateCards, SayForHowLongAPriceHolds) {
  for (const int change : {3600, -3600, 5400, -1800}) {
    const ZoneOffsets zone{.steps = {{.from_ms = 0, .offset_s = 7200},
                                     {.from_ms = count(at("2026-03-04T05:30:00Z")), .offset_s = 7200 + change}}};
    const auto site = site_in(zone);
    const auto cards = cards_of({card_of("a", "2026-03-01T00:00:00Z", "2026-03-03T11:11:00Z", day_and_night),
                                 card_of("b", "2026-03-03T11:11:00Z", "2026-03-08T00:00:00Z",
                                         {{.until_minute = 465, .price = Amount{3}},
                                          {.from_minute = 465, .until_minute = 471, .price = Amount{4}},
                                          {.from_minute = 471, .price = Amount{5}}})});
    for (Instant now = at("2026-03-01T00:00:00Z"); now < at("2026-03-08T00:00:00Z"); now += Milliseconds{60'000}) {
      const auto span = cards.price_at(site, ResourceId{0}, now).value();
      ASSERT_TRUE(span.period.contains(now)) << format_instant(now);
      for (const Instant other : {span.period.from, now + Milliseconds{60'000}, span.period.until - Milliseconds{1}}) {
        if (!span.period.contains(other)) continue;
        const auto there = cards.price_at(site, ResourceId{0}, other).value();
        ASSERT_EQ(there.price, span.price) << format_instant(now) << " " << format_instant(other);
        ASSERT_EQ(there.rate_card, span.rate_card);
      }
    }
  }
}

TEST(ExactPrice, OfDeviceHoursAndMillionsOfTokensRoundsOnce) {
  using registry::ResourceKind;
  const Amount price{3'600'000};
  EXPECT_EQ(rounded(exact_price(ResourceKind::accelerator, price, Amount{3'600'000'000})), price);  // 1 hour
  EXPECT_EQ(rounded(exact_price(ResourceKind::token, price, Amount{1'000'000'000'000})), price);    // 10^6 tokens
  const Exact crumb = exact_price(ResourceKind::cpu_core, Amount{1}, Amount{1});
  EXPECT_EQ(rounded(crumb), Amount{0});
  EXPECT_EQ(rounded(crumb * 1'800'000'000), Amount{1});  // a half goes up
  EXPECT_EQ(rounded(crumb * 1'799'999'999), Amount{0});
}

}  // namespace
}  // namespace scrip::rating
