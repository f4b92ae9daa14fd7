#include "cli/values.h"

#include <gtest/gtest.h>

namespace scrip::cli {
namespace {

ErrorCode error_of(std::string_view text) {
  const auto result = parse_measured(text, "CNY");
  return result ? ErrorCode{} : result.error().code;
}

TEST(Values, MoneyMayGoWithoutItsCurrency) {
  for (const char* text : {"1500000.00 CNY", "1500000", " 1500000.00  CNY ", "1500000CNY"}) {
    const auto value = parse_measured(text, "CNY");
    ASSERT_TRUE(value.has_value()) << text;
    EXPECT_EQ(value->unit, Unit::money);
    EXPECT_EQ(value->amount, Amount{1'500'000 * micro});
  }
}

TEST(Values, DeviceHoursBecomeDeviceSeconds) {
  const auto value = parse_measured("10000 h", "CNY");
  ASSERT_TRUE(value.has_value());
  EXPECT_EQ(value->unit, Unit::device_time);
  EXPECT_EQ(value->amount, Amount{36'000'000 * micro});
  EXPECT_EQ(parse_measured("0.5 device-hours", "CNY")->amount, Amount{1800 * micro});
}

TEST(Values, TokensMayBeCountedInThousandsAndMillions) {
  EXPECT_EQ(parse_measured("5M tokens", "CNY")->amount, Amount{5'000'000 * micro});
  EXPECT_EQ(parse_measured("2.5k tokens", "CNY")->amount, Amount{2'500 * micro});
  EXPECT_EQ(parse_measured("7 tokens", "CNY")->unit, Unit::tokens);
}

TEST(Values, AnotherCurrencyOrUnitIsNamed) {
  EXPECT_EQ(error_of("100 EUR"), ErrorCode::wrong_currency);
  EXPECT_EQ(error_of("100 parsecs"), ErrorCode::wrong_unit);
  EXPECT_EQ(error_of("M tokens"), ErrorCode::value_invalid);
  EXPECT_EQ(error_of("1,000 CNY"), ErrorCode::value_invalid);
  EXPECT_EQ(error_of("99999999999999999999 CNY"), ErrorCode::out_of_range);
  EXPECT_EQ(error_of("4000000000000 h"), ErrorCode::out_of_range);
}

TEST(Values, APlainNumberIsMoneyOnly) {
  EXPECT_TRUE(parse_in_unit("100", Unit::money, "CNY").has_value());
  EXPECT_EQ(parse_in_unit("100", Unit::device_time, "CNY").error().code, ErrorCode::wrong_unit);
  EXPECT_EQ(parse_in_unit("100 h", Unit::money, "CNY").error().code, ErrorCode::wrong_unit);
}

TEST(Values, AmountsArePrintedWithTheirUnit) {
  EXPECT_EQ(format_measured(Amount{1'234'567'500'000}, Unit::money, "CNY"), "1,234,567.50 CNY");
  EXPECT_EQ(format_measured(Amount{36'000'000 * micro}, Unit::device_time, "CNY"), "10,000 h");
  EXPECT_EQ(format_measured(Amount{-5'000'000 * micro}, Unit::tokens, "CNY"), "-5,000,000 tokens");
}

TEST(Values, DevicesCountInThousandths) {
  EXPECT_EQ(*parse_devices("8"), 8000);
  EXPECT_EQ(*parse_devices("0.125"), 125);
  EXPECT_EQ(parse_devices("0.0001").error().code, ErrorCode::value_invalid);
  EXPECT_EQ(parse_devices("0").error().code, ErrorCode::out_of_range);
}

TEST(Values, DurationsAreReadInEveryUsualForm) {
  EXPECT_EQ(*parse_duration_s("90m"), 5400);
  EXPECT_EQ(*parse_duration_s("3d"), 259'200);
  EXPECT_EQ(*parse_duration_s("1-12:00:00"), 129'600);
  EXPECT_EQ(*parse_duration_s("02:00:01"), 7201);
  for (const char* bad : {"", "h", "12", "1:2:3", "-5m", "x-00:00:01"}) {
    EXPECT_EQ(parse_duration_s(bad).error().code, ErrorCode::value_invalid) << bad;
  }
  EXPECT_EQ(parse_duration_s("0s").error().code, ErrorCode::out_of_range);
}

}  // namespace
}  // namespace scrip::cli
