#include "cel/decimal.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "base/random.h"

namespace scrip::cel {
namespace {

// A slow, obvious reference: natural numbers as decimal digits, the lowest first, with pencil-and-paper arithmetic.
using Digits = std::vector<int>;

void trim(Digits& a) {
  while (!a.empty() && a.back() == 0) a.pop_back();
}

Digits natural(UInt128 value) {
  Digits digits;
  for (; value != 0; value /= 10) digits.push_back(static_cast<int>(value % 10));
  return digits;
}

bool less(const Digits& a, const Digits& b) {
  if (a.size() != b.size()) return a.size() < b.size();
  return std::lexicographical_compare(a.rbegin(), a.rend(), b.rbegin(), b.rend());
}

Digits times(const Digits& a, const Digits& b) {
  Digits sum(a.size() + b.size() + 1, 0);
  for (std::size_t i = 0; i < a.size(); ++i) {
    for (std::size_t j = 0; j < b.size(); ++j) {
      sum[i + j] += a[i] * b[j];
      for (std::size_t k = i + j; sum[k] >= 10; ++k) {
        sum[k + 1] += sum[k] / 10;
        sum[k] %= 10;
      }
    }
  }
  trim(sum);
  return sum;
}

Digits minus(Digits a, const Digits& b) {
  for (std::size_t i = 0; i < a.size(); ++i) {
    a[i] -= i < b.size() ? b[i] : 0;
    if (a[i] < 0) {
      a[i] += 10;
      a[i + 1] -= 1;
    }
  }
  trim(a);
  return a;
}

// numerator / denominator, half to even, or nothing beyond 10^36.
std::optional<UInt128> quotient(const Digits& numerator, const Digits& denominator) {
  Digits rest;
  UInt128 result = 0;
  for (std::size_t i = numerator.size(); i-- > 0;) {
    rest.insert(rest.begin(), numerator[i]);
    trim(rest);
    int digit = 0;
    for (; !less(rest, denominator); ++digit) rest = minus(rest, denominator);
    result = result * 10 + static_cast<UInt128>(digit);
    if (result > static_cast<UInt128>(decimal_units_max)) return std::nullopt;
  }
  const Digits twice = times(rest, {2});
  if (less(denominator, twice) || (twice == denominator && result % 2 == 1)) ++result;
  if (result > static_cast<UInt128>(decimal_units_max)) return std::nullopt;
  return result;
}

UInt128 size(Int128 value) { return static_cast<UInt128>(value < 0 ? -value : value); }

std::optional<Decimal> signed_as(bool negative, std::optional<UInt128> value) {
  if (!value) return std::nullopt;
  return Decimal{negative ? -static_cast<Int128>(*value) : static_cast<Int128>(*value)};
}

Decimal random_decimal(Random& random) {
  Int128 units = 0;
  const std::uint64_t digits = random.below(37);
  for (std::uint64_t i = 0; i < digits; ++i) {
    units = units * 10 + static_cast<int>(random.chance(1, 4) ? 0 : random.below(10));
  }
  if (random.chance(1, 50)) units = decimal_units_max;
  return Decimal{random.chance(1, 2) ? -units : units};
}

Decimal decimal(std::string_view text) { return *parse_decimal(text); }

TEST(Decimal, products_and_quotients_agree_with_pencil_and_paper) {
  Random random(1);
  const Digits one = natural(static_cast<UInt128>(decimal_one));
  for (int i = 0; i < 5'000; ++i) {
    const Decimal a = random_decimal(random);
    const Decimal b = random_decimal(random);
    SCOPED_TRACE(format(a) + " and " + format(b));
    const bool negative = (a.units < 0) != (b.units < 0);
    ASSERT_EQ(checked_multiply(a, b),
              signed_as(negative, quotient(times(natural(size(a.units)), natural(size(b.units))), one)));
    if (!b.is_zero()) {
      ASSERT_EQ(checked_divide(a, b),
                signed_as(negative, quotient(times(natural(size(a.units)), one), natural(size(b.units)))));
    }
  }
}

TEST(Decimal, sums_are_exact_and_checked) {
  const Decimal most{decimal_units_max};
  EXPECT_EQ(checked_add(decimal("0.1"), decimal("0.2")), decimal("0.3"));
  EXPECT_EQ(checked_add(most, Decimal{1}), std::nullopt);
  EXPECT_EQ(checked_subtract(-most, Decimal{1}), std::nullopt);
  EXPECT_EQ(checked_subtract(most, most), Decimal{});
}

TEST(Decimal, rounds_half_to_even_where_twelve_digits_do_not_suffice) {
  EXPECT_EQ(checked_multiply(decimal("0.000000000001"), decimal("0.5")), Decimal{0});
  EXPECT_EQ(checked_multiply(decimal("0.000000000003"), decimal("0.5")), Decimal{2});
  EXPECT_EQ(checked_multiply(decimal("-0.000000000003"), decimal("0.5")), Decimal{-2});
  EXPECT_EQ(checked_divide(decimal("1"), decimal("3")), decimal("0.333333333333"));
  EXPECT_EQ(checked_divide(decimal("2"), decimal("3")), decimal("0.666666666667"));
  EXPECT_EQ(checked_divide(decimal("1"), Decimal{}), std::nullopt);
}

TEST(Decimal, rounds_to_a_unit_as_told) {
  const struct {
    const char* value;
    const char* unit;
    Rounding rounding;
    const char* wanted;
  } cases[] = {
      {"1250", "100", Rounding::down, "1200"},      {"1250", "100", Rounding::up, "1300"},
      {"1250", "100", Rounding::half_up, "1300"},   {"1250", "100", Rounding::half_even, "1200"},
      {"1350", "100", Rounding::half_even, "1400"}, {"-1250", "100", Rounding::down, "-1200"},
      {"-1250", "100", Rounding::up, "-1300"},      {"-1250", "100", Rounding::half_up, "-1300"},
      {"0.125", "0.01", Rounding::half_up, "0.13"}, {"0.125", "0.01", Rounding::half_even, "0.12"},
      {"10", "3", Rounding::half_up, "9"},          {"11", "3", Rounding::half_even, "12"},
  };
  for (const auto& c : cases) {
    EXPECT_EQ(round_to(decimal(c.value), decimal(c.unit), c.rounding), decimal(c.wanted)) << c.value << " " << c.unit;
  }
  EXPECT_EQ(round_to(decimal("1"), decimal("0"), Rounding::down), std::nullopt);
  EXPECT_EQ(round_to(Decimal{decimal_units_max}, decimal("7"), Rounding::up), std::nullopt);
}

TEST(Decimal, reads_and_writes_the_same_text) {
  for (const char* text : {"0", "0.3", "-12.5", "1000000", "0.000000000001", "1000000000000000000000000", "-0.01"}) {
    EXPECT_EQ(format(decimal(text)), text);
  }
  EXPECT_EQ(format(decimal("1"), 2), "1.00");
  EXPECT_EQ(format_grouped(decimal("1200000"), 2), "1,200,000.00");
  EXPECT_EQ(format_grouped(decimal("-999"), 0), "-999");
  for (const char* text : {"", "-", ".5", "5.", "1e3", "1,000", "0x1", "1.2.3", "+1", " 1"}) {
    EXPECT_EQ(parse_decimal(text).error().code, ErrorCode::value_invalid) << text;
  }
  for (const char* text : {"1000000000000000000000000.1", "10000000000000000000000000", "0.0000000000001"}) {
    EXPECT_EQ(parse_decimal(text).error().code, ErrorCode::out_of_range) << text;
  }
}

TEST(Decimal, becomes_an_amount_and_says_whether_it_is_exact) {
  EXPECT_EQ(to_amount(decimal("1.5"), Rounding::down)->amount, Amount{1'500'000});
  EXPECT_TRUE(to_amount(decimal("1.5"), Rounding::down)->exact);
  EXPECT_EQ(to_amount(decimal("0.0000015"), Rounding::half_even)->amount, Amount{2});
  EXPECT_FALSE(to_amount(decimal("0.0000015"), Rounding::half_even)->exact);
  EXPECT_FALSE(to_amount(decimal("4000000000000.000001"), Rounding::down).has_value());
  EXPECT_EQ(to_decimal(Amount{-2'500'000}), decimal("-2.5"));
  EXPECT_EQ(to_integer(decimal("42")), 42);
  EXPECT_EQ(to_integer(decimal("42.5")), std::nullopt);
  EXPECT_EQ(to_integer(decimal("1000000000000000000000")), std::nullopt);
}

}  // namespace
}  // namespace scrip::cel
