#include "policy/literal.h"

#include <gtest/gtest.h>

namespace scrip::policy {
namespace {

std::string kind_of(std::string_view text) {
  const auto literal = parse_literal(text);
  return literal ? std::string(name(literal->kind)) : "none";
}

std::string source_of(std::string_view text) {
  const auto literal = parse_literal(text);
  return literal ? literal->source() : "none";
}

Ratio ratio_of(std::string_view text) { return parse_literal(text).value().ratio; }

TEST(Literal, KnowsEachKindByHowItIsWritten) {
  EXPECT_EQ(kind_of("yes"), "yes_no");
  EXPECT_EQ(kind_of("false"), "yes_no");
  EXPECT_EQ(kind_of("2025-07-28"), "date");
  EXPECT_EQ(kind_of("30%"), "share");
  EXPECT_EQ(kind_of("2/3"), "share");
  EXPECT_EQ(kind_of("2,000,000 CNY"), "money");
  EXPECT_EQ(kind_of("5,000 h"), "hours");
  EXPECT_EQ(kind_of("36"), "count");
  EXPECT_EQ(kind_of("0.75"), "number");
}

TEST(Literal, LeavesTextsAndExpressionsAlone) {
  for (const char* text :
       {"",      "Beijing", "Yes",   "spend", "spend * 2", "!yes", "CNY 5", "5 CNYs", "5 XYZ", "5  CNY",
        "5 cny", "5h",      "1 + 1", "30 %",  "2/0",       "2/-3", "1/x",   "%",      "-",     "/"}) {
    EXPECT_EQ(kind_of(text), "none") << text;
  }
}

TEST(Literal, CommasGroupThousandsOrAreNoNumber) {
  EXPECT_EQ(source_of("1,234"), "1234");
  EXPECT_EQ(source_of("12,345,678"), "12345678");
  EXPECT_EQ(source_of("-1,234.50 CNY"), "cny(-1234.5)");
  for (const char* text : {"1,23", "1234,567", "1,234567", ",123", "1,,234", "1,234,56", "1.234,567", "1,"}) {
    EXPECT_EQ(kind_of(text), "none") << text;
  }
}

TEST(Literal, HasNoDayThatIsNotInTheCalendar) {
  EXPECT_EQ(source_of("2024-02-29"), "date(\"2024-02-29\")");
  EXPECT_EQ(kind_of("2025-02-29"), "none");
  EXPECT_EQ(kind_of("2025-13-01"), "none");
}

TEST(Literal, WritesEachKindAsAnExpression) {
  EXPECT_EQ(source_of("yes"), "true");
  EXPECT_EQ(source_of("no"), "false");
  EXPECT_EQ(source_of("30%"), "0.3");
  EXPECT_EQ(source_of("100%"), "1.0");
  EXPECT_EQ(source_of("5,000 h"), "5000.0");
  EXPECT_EQ(source_of("2,000,000 CNY"), "cny(2000000)");
}

TEST(Literal, KeepsSharesExact) {
  EXPECT_EQ(ratio_of("2/3"), (Ratio{2, 3}));
  EXPECT_EQ(ratio_of("4/6"), (Ratio{2, 3}));
  EXPECT_EQ(ratio_of("12.5%"), (Ratio{1, 8}));
  EXPECT_EQ(ratio_of("0%"), (Ratio{0, 1}));
  EXPECT_EQ(checked_multiply(cel::to_decimal(3'000'000), ratio_of("2/3")), cel::to_decimal(2'000'000));
}

TEST(Literal, AWholeNumberBeyondWhatAnExpressionCountsWithIsADecimal) {
  EXPECT_EQ(kind_of("9223372036854775807"), "count");
  EXPECT_EQ(kind_of("9223372036854775808"), "number");
  EXPECT_EQ(source_of("9223372036854775808"), "9223372036854775808.0");
  EXPECT_EQ(kind_of("1000000000000000000000000"), "number");
  EXPECT_EQ(kind_of("1000000000000000000000001"), "none");
}

TEST(Literal, SharesThatDoNotFitAreNone) {
  EXPECT_EQ(kind_of("9223372036854775808/1"), "none");
  EXPECT_EQ(kind_of("1/9223372036854775807"), "none");
  EXPECT_EQ(kind_of("100000000000000000000000%"), "none");
}

TEST(Ratio, AddsExactlyOrNotAtAll) {
  EXPECT_EQ(checked_add({1, 3}, {1, 6}), (Ratio{1, 2}));
  EXPECT_EQ(checked_add({1, 1'000'000'007}, {1, 999'999'937}).has_value(), true);
  EXPECT_EQ(checked_add({1, 1'000'000'000'000'000'000}, {1, 999'999'999'999'999'989}), std::nullopt);
}

TEST(Ratio, IsComparedExactly) {
  EXPECT_TRUE(less({333'333'333'333, 1'000'000'000'000}, {1, 3}));
  EXPECT_FALSE(less({1, 3}, {333'333'333'333, 1'000'000'000'000}));
  EXPECT_FALSE(less({1, 3}, {1, 3}));
}

TEST(Ratio, IsWrittenInPerCentWherePerCentIsExact) {
  EXPECT_EQ(format(Ratio{3, 10}), "30%");
  EXPECT_EQ(format(Ratio{1, 8}), "12.5%");
  EXPECT_EQ(format(Ratio{2, 3}), "2/3");
}

TEST(Ratio, AProductBeyondTheRangeIsNone) {
  EXPECT_EQ(checked_multiply(cel::Decimal{cel::decimal_units_max}, Ratio{2, 1}), std::nullopt);
}

}  // namespace
}  // namespace scrip::policy
