#include "base/amount.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>
#include <type_traits>

namespace scrip {
namespace {

// What must not compile: an amount is no number, and two amounts have no product.
template <class T>
concept MultipliesItself = requires(T a) { a* a; };
template <class A, class B>
concept Adds = requires(A a, B b) { a + b; };
static_assert(!MultipliesItself<Amount>);
static_assert(!Adds<Amount, std::int64_t> && !Adds<Amount, Share>);
static_assert(!std::is_convertible_v<std::int64_t, Amount> && !std::is_convertible_v<Amount, std::int64_t>);

ErrorCode code_of(std::string_view text) {
  const auto amount = parse_amount(text);
  return amount ? ErrorCode{} : amount.error().code;
}

Amount any_amount() { return Amount{*rc::gen::inRange(-amount_max.micro_units, amount_max.micro_units + 1)}; }

TEST(Amount, IsReadToTheMillionth) {
  EXPECT_EQ(parse_amount("0"), Amount{0});
  EXPECT_EQ(parse_amount("1"), Amount{1'000'000});
  EXPECT_EQ(parse_amount("1234.5"), Amount{1'234'500'000});
  EXPECT_EQ(parse_amount("-0.000001"), Amount{-1});
  EXPECT_EQ(parse_amount("0.999999"), Amount{999'999});
  EXPECT_EQ(parse_amount("-0"), Amount{0});
  EXPECT_EQ(parse_amount("007.10"), Amount{7'100'000});
}

TEST(Amount, ZerosBeyondTheSixthDecimalAreHarmless) {
  EXPECT_EQ(parse_amount("1.0000000"), Amount{1'000'000});
  EXPECT_EQ(parse_amount("1.123456000000000000000000000000000000000000"), Amount{1'123'456});
  EXPECT_EQ(code_of("1.1234561"), ErrorCode::value_invalid);
  EXPECT_EQ(code_of("1.0000000000000000000000000000000000000000001"), ErrorCode::value_invalid);
}

TEST(Amount, AnythingElseIsRefused) {
  for (const std::string_view text :
       {"",      "-",  "+1", "--1", "1-",   ".5",    "-.5", "1.",  "-1.", "1..2", "1.2.3", "1,5",   "1,000",
        "1 000", " 1", "1 ", "1e3", "0x10", "1'000", "NaN", "inf", "¥1",  "１",   "1%",    "1.5e0", "1\n"}) {
    EXPECT_EQ(code_of(text), ErrorCode::value_invalid) << text;
  }
  EXPECT_EQ(code_of(std::string_view("1\0", 2)), ErrorCode::value_invalid);
}

TEST(Amount, TheLargestIsTakenAndTheNextIsOutOfRange) {
  EXPECT_EQ(parse_amount("4000000000000"), amount_max);
  EXPECT_EQ(parse_amount("-4000000000000"), -amount_max);
  EXPECT_EQ(parse_amount("4000000000000.000000000"), amount_max);
  EXPECT_EQ(code_of("4000000000000.000001"), ErrorCode::out_of_range);
  EXPECT_EQ(code_of("-4000000000000.000001"), ErrorCode::out_of_range);
  EXPECT_EQ(code_of("9223372036854.775807"), ErrorCode::out_of_range);
}

TEST(Amount, ANumberOfAnyLengthIsOutOfRangeNotMisread) {
  EXPECT_EQ(code_of("9223372036854775808"), ErrorCode::out_of_range);
  EXPECT_EQ(code_of("99999999999999999999999999"), ErrorCode::out_of_range);
  EXPECT_EQ(code_of("-99999999999999999999999999.5"), ErrorCode::out_of_range);
  EXPECT_EQ(code_of(std::string(1000, '9')), ErrorCode::out_of_range);
  EXPECT_EQ(code_of(std::string(1000, '9') + "x"), ErrorCode::value_invalid);
  EXPECT_EQ(parse_amount(std::string(1000, '0') + "1"), Amount{1'000'000});
}

TEST(Amount, IsWrittenWithAtLeastTheDecimalsAskedFor) {
  EXPECT_EQ(format_amount(Amount{0}), "0.00");
  EXPECT_EQ(format_amount(Amount{1'234'500'000}), "1234.50");
  EXPECT_EQ(format_amount(Amount{1}), "0.000001");
  EXPECT_EQ(format_amount(Amount{-1}), "-0.000001");
  EXPECT_EQ(format_amount(Amount{1'230'000}), "1.23");
  EXPECT_EQ(format_amount(Amount{1'234'000}), "1.234");
  EXPECT_EQ(format_amount(Amount{5'000'000}, 0), "5");
  EXPECT_EQ(format_amount(Amount{5'500'000}, 0), "5.5");
  EXPECT_EQ(format_amount(Amount{5'000'000}, 6), "5.000000");
  EXPECT_EQ(format_amount(amount_max), "4000000000000.00");
  EXPECT_EQ(format_amount(-amount_max), "-4000000000000.00");
}

RC_GTEST_PROP(Amount, WhatIsWrittenIsReadBack, ()) {
  const Amount amount = any_amount();
  const int decimals = *rc::gen::inRange(0, 7);
  RC_ASSERT((parse_amount(format_amount(amount, decimals)) == amount));
}

RC_GTEST_PROP(Amount, NoTextOfDigitsAndSignsIsReadAsAnotherAmount, ()) {
  const auto text = *rc::gen::container<std::string>(rc::gen::elementOf(std::string("0123456789.-")));
  if (const auto amount = parse_amount(text)) {
    const bool negative = text.front() == '-';
    const auto digits = text.substr(negative ? 1 : 0);
    const auto point = digits.find('.');
    auto fraction = point == std::string::npos ? "" : digits.substr(point + 1);
    fraction.resize(6, '0');
    const auto expected = Amount{std::stoll(digits.substr(0, point)) * micro + std::stoll(fraction)};
    RC_ASSERT(*amount == (negative ? -expected : expected));
  }
}

TEST(Amount, ASumBeyondTheLargestIsRefused) {
  EXPECT_EQ(checked_add(amount_max, Amount{0}), amount_max);
  EXPECT_EQ(checked_add(amount_max, Amount{1}), std::nullopt);
  EXPECT_EQ(checked_add(-amount_max, Amount{-1}), std::nullopt);
  EXPECT_EQ(checked_add(amount_max, amount_max), std::nullopt);
  EXPECT_EQ(checked_add(-amount_max, -amount_max), std::nullopt);
  EXPECT_EQ(checked_add(amount_max, -amount_max), Amount{0});
}

RC_GTEST_PROP(Amount, AddingChecksExactlyTheRange, ()) {
  const Amount a = any_amount();
  const Amount b = any_amount();
  const auto sum = checked_add(a, b);
  RC_ASSERT(sum == checked_add(b, a));
  if (sum) {
    RC_ASSERT(*sum == a + b);
    RC_ASSERT(*sum - b == a);
    RC_ASSERT(*sum <= amount_max && *sum >= -amount_max);
  } else {
    RC_ASSERT((a.micro_units > 0) == (b.micro_units > 0));
  }
}

TEST(Amount, OrdersAndAddsLikeANumber) {
  EXPECT_LT(Amount{-1}, Amount{0});
  EXPECT_TRUE(Amount{}.is_zero());
  EXPECT_FALSE(Amount{1}.is_zero());
  Amount amount{5};
  amount += Amount{3};
  amount -= Amount{10};
  EXPECT_EQ(amount, Amount{-2});
}

TEST(Share, IsReadAsAPercentageOrAFraction) {
  EXPECT_EQ(parse_share("60%"), Share{600'000});
  EXPECT_EQ(parse_share("0.6"), Share{600'000});
  EXPECT_EQ(parse_share("33.3333%"), Share{333'333});
  EXPECT_EQ(parse_share("0.0001%"), Share{1});
  EXPECT_EQ(parse_share("0.000001"), Share{1});
  EXPECT_EQ(parse_share("1"), whole_share);
  EXPECT_EQ(parse_share("100%"), whole_share);
  EXPECT_EQ(parse_share("1%"), Share{10'000});
}

TEST(Share, OfNothingOrMoreThanTheWholeIsOutOfRange) {
  for (const std::string_view text : {"0", "0%", "-1%", "-0.5", "1.000001", "100.0001%", "60", "200%"}) {
    const auto share = parse_share(text);
    ASSERT_FALSE(share) << text;
    EXPECT_EQ(share.error().code, ErrorCode::out_of_range) << text;
  }
  for (const std::string_view text : {"", "%", "1/3", "60 %", "60%%", "%60", "0.0000001", "0.00001%", "half"}) {
    const auto share = parse_share(text);
    ASSERT_FALSE(share) << text;
    EXPECT_EQ(share.error().code, ErrorCode::value_invalid) << text;
  }
}

TEST(Share, OfManyDigitsIsOutOfRange) {
  const auto share = parse_share("99999999999999999999999%");
  ASSERT_FALSE(share);
  EXPECT_EQ(share.error().code, ErrorCode::out_of_range);
}

RC_GTEST_PROP(Share, WhatIsWrittenIsReadBack, ()) {
  const Share share{*rc::gen::inRange(std::uint32_t{1}, whole_share.ppm + 1)};
  RC_ASSERT((parse_share(format_share(share)) == share));
}

TEST(Share, IsWrittenAsAPercentage) {
  EXPECT_EQ(format_share(Share{600'000}), "60%");
  EXPECT_EQ(format_share(Share{1}), "0.0001%");
  EXPECT_EQ(format_share(Share{125'000}), "12.5%");
  EXPECT_EQ(format_share(whole_share), "100%");
}

TEST(Unit, HasAName) {
  EXPECT_EQ(name(Unit::money), "money");
  EXPECT_EQ(name(Unit::device_time), "device_time");
  EXPECT_EQ(name(Unit::tokens), "tokens");
}

}  // namespace
}  // namespace scrip
