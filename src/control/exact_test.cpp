#include "control/exact.h"

#include <gtest/gtest.h>

#include "base/random.h"
#include "base/wide.h"

namespace scrip::control {
namespace {

Integer power(std::int64_t base, int exponent) {
  Integer result(1);
  for (int i = 0; i < exponent; ++i) result = result * Integer(base);
  return result;
}

TEST(Integer, ReadsAsDecimal) {
  EXPECT_EQ(Integer().text(), "0");
  EXPECT_EQ(Integer(-5).text(), "-5");
  EXPECT_EQ(Integer(std::numeric_limits<std::int64_t>::min()).text(), "-9223372036854775808");
  EXPECT_EQ(power(10, 40).text(), "1" + std::string(40, '0'));
  EXPECT_EQ(power(-10, 41).text(), "-1" + std::string(41, '0'));
  EXPECT_EQ(power(2, 100).bits(), 101u);
}

// Numbers whose limbs are often all ones or all zeros: where a carry or a wrong guess shows.
Integer awkward(Random& random) {
  Integer value;
  for (auto limbs = random.below(6); limbs > 0; --limbs) {
    const std::int64_t limb = random.chance(1, 2)   ? random.between(0, 0xffff'ffff)
                              : random.chance(1, 2) ? 0xffff'ffff
                                                    : random.between(0, 1);
    value = value * Integer(std::int64_t{1} << 32) + Integer(limb);
  }
  return random.chance(1, 2) ? -value : value;
}

TEST(Integer, DividesAsItMultiplies) {
  Random random(1);
  for (int i = 0; i < 50'000; ++i) {
    const Integer a = awkward(random), b = awkward(random);
    EXPECT_EQ(a + b, b + a);
    EXPECT_EQ(a - b + b, a);
    EXPECT_EQ(a < b, (a - b).sign() < 0);
    if (b.is_zero()) continue;
    const auto [whole, rest] = divide(a, b);
    EXPECT_EQ(whole * b + rest, a);
    EXPECT_LT((rest.sign() < 0 ? -rest : rest), (b.sign() < 0 ? -b : b));
    EXPECT_TRUE(rest.is_zero() || rest.sign() == a.sign());
  }
}

TEST(Integer, IsAsTheMachineSays) {
  Random random(2);
  for (int i = 0; i < 20'000; ++i) {
    // Below 2^62 each, so that the quotient by 2^62 fits the machine's number.
    const auto a = static_cast<std::int64_t>(random.next() >> (2 + random.below(61)));
    const auto b = static_cast<std::int64_t>(random.next() >> (2 + random.below(61))) * (random.chance(1, 2) ? 1 : -1);
    const Int128 product = Int128{a} * b;
    const auto [high, low] = divide(Integer(a) * Integer(b), Integer(std::int64_t{1} << 62));
    EXPECT_EQ(high.text(), std::to_string(static_cast<std::int64_t>(product / (Int128{1} << 62))));
    EXPECT_EQ(low.text(), std::to_string(static_cast<std::int64_t>(product % (Int128{1} << 62))));
    EXPECT_EQ(Integer(a) <=> Integer(b), a <=> b);
    if (b == 0) continue;
    EXPECT_EQ(divide(Integer(a), Integer(b)).first.text(), std::to_string(a / b));
  }
}

TEST(Fraction, IsInLowestTermsAndRoundsHalfAwayFromZero) {
  EXPECT_EQ(Fraction(Integer(6), Integer(-4)).text(), "-3/2");
  EXPECT_EQ((Fraction(Integer(1), Integer(3)) + Fraction(Integer(1), Integer(6))).text(), "1/2");
  EXPECT_EQ((Fraction(Integer(1), Integer(3)) / Fraction(Integer(2), Integer(3))).text(), "1/2");
  EXPECT_LT(Fraction(Integer(1), Integer(3)), Fraction(Integer(34), Integer(100)));
  EXPECT_EQ(Fraction(Integer(1), Integer(3)).scaled(100), 33);
  EXPECT_EQ(Fraction(Integer(2), Integer(3)).scaled(100), 67);
  EXPECT_EQ(Fraction(Integer(1), Integer(2)).scaled(1), 1);
  EXPECT_EQ(Fraction(Integer(-1), Integer(2)).scaled(1), -1);
  EXPECT_EQ(Fraction(0).scaled(100), 0);
}

}  // namespace
}  // namespace scrip::control
