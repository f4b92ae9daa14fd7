#include "base/wide.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <array>
#include <limits>

namespace scrip {
namespace {

constexpr std::int64_t int64_max = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t int64_min = std::numeric_limits<std::int64_t>::min();
constexpr std::array roundings{Rounding::half_up, Rounding::down, Rounding::up};

std::int64_t divided(Int128 numerator, Int128 denominator, Rounding rounding) {
  return static_cast<std::int64_t>(divide(numerator, denominator, rounding));
}

// The definition, step by step: the whole number of the wanted side of the exact quotient, found by counting.
std::int64_t naive(std::int64_t numerator, std::int64_t denominator, Rounding rounding) {
  const bool negative = numerator < 0;
  std::int64_t rest = negative ? -numerator : numerator;
  std::int64_t count = 0;
  while (rest >= denominator) {
    rest -= denominator;
    ++count;
  }
  const bool more = rounding == Rounding::up ? rest > 0 : rounding == Rounding::half_up && 2 * rest >= denominator;
  if (more) ++count;
  return negative ? -count : count;
}

TEST(Wide, AHalfGoesAwayFromZero) {
  EXPECT_EQ(divided(1, 2, Rounding::half_up), 1);
  EXPECT_EQ(divided(-1, 2, Rounding::half_up), -1);
  EXPECT_EQ(divided(3, 2, Rounding::half_up), 2);
  EXPECT_EQ(divided(-3, 2, Rounding::half_up), -2);
  EXPECT_EQ(divided(1, 3, Rounding::half_up), 0);
  EXPECT_EQ(divided(-1, 3, Rounding::half_up), 0);
  EXPECT_EQ(divided(2, 3, Rounding::half_up), 1);
  EXPECT_EQ(divided(-2, 3, Rounding::half_up), -1);
}

TEST(Wide, DownIsTowardsZeroAndUpAwayFromIt) {
  EXPECT_EQ(divided(7, 4, Rounding::down), 1);
  EXPECT_EQ(divided(-7, 4, Rounding::down), -1);
  EXPECT_EQ(divided(5, 4, Rounding::up), 2);
  EXPECT_EQ(divided(-5, 4, Rounding::up), -2);
}

TEST(Wide, WhatDividesEvenlyIsNotRounded) {
  for (const auto rounding : roundings) {
    EXPECT_EQ(divided(0, 7, rounding), 0);
    EXPECT_EQ(divided(21, 7, rounding), 3);
    EXPECT_EQ(divided(-21, 7, rounding), -3);
    EXPECT_EQ(divided(int64_max, 1, rounding), int64_max);
    EXPECT_EQ(divided(int64_min, 1, rounding), int64_min);
  }
}

TEST(Wide, EverySmallQuotientIsAsTheDefinitionSays) {
  for (std::int64_t denominator = 1; denominator <= 24; ++denominator) {
    for (std::int64_t numerator = -100; numerator <= 100; ++numerator) {
      for (const auto rounding : roundings) {
        ASSERT_EQ(divided(numerator, denominator, rounding), naive(numerator, denominator, rounding))
            << numerator << " / " << denominator << " rounding " << static_cast<int>(rounding);
      }
    }
  }
}

TEST(Wide, HalvesOfTheLargestNumbersDoNotWrap) {
  const Int128 largest = (Int128{1} << 126) - 1 + (Int128{1} << 126);
  EXPECT_TRUE(divide(largest, largest, Rounding::half_up) == 1);
  EXPECT_TRUE(divide(-largest, largest, Rounding::half_up) == -1);
  EXPECT_TRUE(divide(largest - 1, largest, Rounding::half_up) == 1);
  EXPECT_TRUE(divide(largest / 2, largest, Rounding::half_up) == 0);
  EXPECT_TRUE(divide(largest / 2 + 1, largest, Rounding::half_up) == 1);
  EXPECT_TRUE(divide(1, largest, Rounding::up) == 1);
  EXPECT_TRUE(divide(largest, 1, Rounding::up) == largest);
}

RC_GTEST_PROP(Wide, TheQuotientTimesTheDenominatorIsWithinItsRoundingOfTheNumerator,
              (std::int64_t a, std::int64_t b, std::int64_t c)) {
  const Int128 numerator = Int128{a} * b;
  const Int128 denominator = c > 0 ? Int128{c} : Int128{1} - c;
  const auto error = [&](Rounding rounding) {
    const Int128 off = numerator - divide(numerator, denominator, rounding) * denominator;
    return numerator < 0 ? -off : off;  // towards zero is positive
  };
  RC_ASSERT((error(Rounding::down) >= 0 && error(Rounding::down) < denominator));
  RC_ASSERT((error(Rounding::up) <= 0 && error(Rounding::up) > -denominator));
  const Int128 half = error(Rounding::half_up);
  RC_ASSERT((2 * half < denominator && 2 * half >= -denominator));
}

RC_GTEST_PROP(Wide, RoundingIsTheSameOnBothSidesOfZero, (std::int64_t a, std::int64_t b, std::int64_t c)) {
  const Int128 numerator = Int128{a} * b;
  const Int128 denominator = c > 0 ? Int128{c} : Int128{1} - c;
  for (const auto rounding : roundings) {
    RC_ASSERT(divide(-numerator, denominator, rounding) == -divide(numerator, denominator, rounding));
  }
}

TEST(Wide, NarrowTakesExactlyWhatFits) {
  EXPECT_EQ(narrow(int64_max), int64_max);
  EXPECT_EQ(narrow(int64_min), int64_min);
  EXPECT_EQ(narrow(Int128{int64_max} + 1), std::nullopt);
  EXPECT_EQ(narrow(Int128{int64_min} - 1), std::nullopt);
  EXPECT_EQ(narrow(Int128{1} << 64), std::nullopt);
  EXPECT_EQ(narrow(-(Int128{1} << 64)), std::nullopt);
}

}  // namespace
}  // namespace scrip
