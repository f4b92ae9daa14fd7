#include "base/random.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <array>
#include <limits>

namespace scrip {
namespace {

constexpr std::int64_t int64_max = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t int64_min = std::numeric_limits<std::int64_t>::min();

// A published draw is repeated by others: these numbers never change.
TEST(Random, GivesTheNumbersOfSplitMix64) {
  Random zero(0);
  EXPECT_EQ(zero.next(), 0xe220a8397b1dcdafULL);
  EXPECT_EQ(zero.next(), 0x6e789e6aa1b965f4ULL);
  EXPECT_EQ(zero.next(), 0x06c45d188009454fULL);
  EXPECT_EQ(zero.next(), 0xf88bb8a8724c81ecULL);
  Random other(1234567);  // the values of the reference implementation's published check
  EXPECT_EQ(other.next(), 6457827717110365317ULL);
  EXPECT_EQ(other.next(), 3203168211198807973ULL);
  EXPECT_EQ(other.next(), 9817491932198370423ULL);
  EXPECT_EQ(other.next(), 4593380528125082431ULL);
  EXPECT_EQ(other.next(), 16408922859458223821ULL);
}

TEST(Random, DrawsTheSameOfEveryKindForASeed) {
  Random a(42);
  Random b(42);
  for (int i = 0; i < 1000; ++i) {
    ASSERT_EQ(a.below(1000), b.below(1000));
    ASSERT_EQ(a.between(-5, 5), b.between(-5, 5));
    ASSERT_EQ(a.chance(1, 3), b.chance(1, 3));
  }
  EXPECT_NE(Random(1).next(), Random(2).next());
}

// Golden: a lottery published with this generator must come out the same for ever.
TEST(Random, BelowAndBetweenKeepTheirFirstNumbers) {
  Random random(2026);
  std::array<std::uint64_t, 6> below{};
  for (auto& value : below) value = random.below(100);
  EXPECT_EQ(below, (std::array<std::uint64_t, 6>{51, 1, 34, 86, 41, 19}));
  std::array<std::int64_t, 6> between{};
  for (auto& value : between) value = random.between(-50, 50);
  EXPECT_EQ(between, (std::array<std::int64_t, 6>{41, -9, -25, 29, 18, 10}));
}

RC_GTEST_PROP(Random, BelowStaysBelow, (std::uint64_t seed, std::uint64_t bound)) {
  RC_PRE(bound > 0);
  Random random(seed);
  for (int i = 0; i < 20; ++i) RC_ASSERT(random.below(bound) < bound);
}

RC_GTEST_PROP(Random, BetweenReachesNoFurtherThanItsEnds, (std::uint64_t seed, std::int64_t a, std::int64_t b)) {
  Random random(seed);
  const auto [low, high] = std::minmax(a, b);
  for (int i = 0; i < 20; ++i) {
    const auto value = random.between(low, high);
    RC_ASSERT(value >= low && value <= high);
  }
}

TEST(Random, BetweenTakesTheWidestRanges) {
  Random random(7);
  bool negative = false;
  bool positive = false;
  for (int i = 0; i < 100; ++i) {
    const auto value = random.between(int64_min, int64_max);
    negative |= value < 0;
    positive |= value > 0;
    EXPECT_GE(random.between(-1, int64_max), -1);
    EXPECT_LE(random.between(int64_min, 0), 0);
  }
  EXPECT_TRUE(negative && positive);
  EXPECT_EQ(random.between(int64_max, int64_max), int64_max);
  EXPECT_EQ(random.between(int64_min, int64_min), int64_min);
}

TEST(Random, EveryOutcomeComesUpAboutEquallyOften) {
  Random random(99);
  std::array<int, 7> counts{};
  for (int i = 0; i < 70'000; ++i) ++counts[random.below(counts.size())];
  for (const int count : counts) {
    EXPECT_GT(count, 9'500);
    EXPECT_LT(count, 10'500);
  }
}

TEST(Random, ChanceOfNoneAndOfAll) {
  Random random(5);
  for (int i = 0; i < 100; ++i) {
    EXPECT_FALSE(random.chance(0, 10));
    EXPECT_TRUE(random.chance(10, 10));
  }
}

}  // namespace
}  // namespace scrip
