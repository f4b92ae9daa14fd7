#include "programme/programme.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <vector>

namespace scrip::programme {
namespace {

Amount plus_one(Amount amount) { return amount + Amount{1}; }

TEST(Covered, IsHalfUpOnTheRunningTotal) {
  const Share third{333'333};
  EXPECT_EQ(covered(third, Amount{0}, Amount{1}), Amount{0});  // 0.333333
  EXPECT_EQ(covered(third, Amount{0}, Amount{2}), Amount{1});  // 0.666666
  EXPECT_EQ(covered(third, Amount{2}, Amount{4}), Amount{0});  // 1.333332 after 1
  EXPECT_EQ(covered(Share{500'000}, Amount{0}, Amount{1}), Amount{1});  // a half goes up
  EXPECT_EQ(covered(Share{500'000}, Amount{1}, Amount{2}), Amount{0});
  EXPECT_EQ(covered(whole_share, Amount{7}, amount_max), amount_max - Amount{7});
}

TEST(Covered, OfPartsAddsUpToCoveredOfTheWhole) {
  for (const std::uint32_t ppm : {1U, 3U, 333'333U, 500'000U, 666'667U, 999'999U, 1'000'000U}) {
    for (std::int64_t middle = 0; middle <= 60; ++middle) {
      EXPECT_EQ(covered(Share{ppm}, Amount{0}, Amount{middle}) + covered(Share{ppm}, Amount{middle}, Amount{60}),
                covered(Share{ppm}, Amount{0}, Amount{60}));
    }
  }
}

// Tries every `until` there could be.
TEST(AbsorbableUntil, IsTheFurthestThatFits) {
  for (const std::uint32_t ppm : {100'000U, 250'000U, 333'333U, 500'000U, 666'667U, 999'999U, 1'000'000U}) {
    for (std::int64_t from = 0; from <= 12; ++from) {
      for (std::int64_t room = 0; room <= 6; ++room) {
        std::int64_t furthest = from;
        while (covered(Share{ppm}, Amount{from}, Amount{furthest + 1}) <= Amount{room}) ++furthest;
        EXPECT_EQ(absorbable_until(Share{ppm}, Amount{from}, Amount{room}), Amount{furthest})
            << ppm << " ppm from " << from << " with " << room;
      }
    }
  }
}

TEST(AbsorbableUntil, StaysWithinTheLargestAmount) {
  EXPECT_EQ(absorbable_until(whole_share, Amount{0}, amount_max), amount_max);
  EXPECT_EQ(absorbable_until(Share{1}, Amount{0}, amount_max), amount_max);
  EXPECT_EQ(absorbable_until(Share{1}, amount_max, Amount{0}), amount_max);
  EXPECT_EQ(absorbable_until(whole_share, amount_max, Amount{0}), amount_max);
}

RC_GTEST_PROP(AbsorbableUntil, FitsAndOneMoreDoesNot, ()) {
  const Share share{*rc::gen::inRange<std::uint32_t>(1, 1'000'001)};
  const Amount from{*rc::gen::inRange<std::int64_t>(0, 1'000'000'000'000'000)};
  const Amount room{*rc::gen::inRange<std::int64_t>(0, 1'000'000'000'000)};
  const Amount until = absorbable_until(share, from, room);
  RC_ASSERT(until >= from);
  RC_ASSERT(covered(share, from, until) <= room);
  if (until < amount_max) RC_ASSERT(covered(share, from, plus_one(until)) > room);
}

Voucher ending(std::int32_t day, std::uint32_t ppm, std::uint32_t id) {
  Voucher voucher;
  voucher.id = VoucherId{id};
  voucher.share = Share{ppm};
  voucher.valid_until = Day{day};
  return voucher;
}

TEST(BurnsBefore, GoesByExpiryThenShareThenAge) {
  EXPECT_TRUE(burns_before(ending(1, 1, 9), ending(2, 1'000'000, 0)));
  EXPECT_TRUE(burns_before(ending(1, 600'000, 9), ending(1, 500'000, 0)));
  EXPECT_TRUE(burns_before(ending(1, 500'000, 3), ending(1, 500'000, 4)));
  EXPECT_FALSE(burns_before(ending(1, 500'000, 3), ending(1, 500'000, 3)));
}

TEST(BurnsBefore, OrdersAnyWalletInOneWay) {
  std::vector<Voucher> wallet;
  for (std::uint32_t i = 0; i < 24; ++i) wallet.push_back(ending(static_cast<std::int32_t>(i % 3), 1 + i % 4, i));
  auto sorted = wallet;
  std::sort(sorted.begin(), sorted.end(), burns_before);
  std::reverse(wallet.begin(), wallet.end());
  std::sort(wallet.begin(), wallet.end(), burns_before);
  EXPECT_EQ(sorted, wallet);
}

TEST(Names, OfModesAndUnitsAreReadBackAndOthersRefused) {
  for (const auto mode :
       {RedemptionMode::deduct, RedemptionMode::reimburse, RedemptionMode::reserve, RedemptionMode::in_kind}) {
    EXPECT_EQ(parse_redemption_mode(name(mode)), mode);
  }
  for (const auto unit : {Unit::money, Unit::device_time, Unit::tokens}) EXPECT_EQ(parse_unit(name(unit)), unit);
  EXPECT_EQ(parse_redemption_mode("Deduct").error().field, "mode");
  EXPECT_EQ(parse_unit("hours").error().code, ErrorCode::value_invalid);
}

}  // namespace
}  // namespace scrip::programme
