#include "cli/values.h"

#include <gtest/gtest.h>

namespace scrip::cli {
namespace {

using registry::ResourceKind;

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

// The minutes of the week that the bands hold, each of which must hold once.
std::size_t minutes_held(const std::vector<rating::Band>& bands) {
  std::size_t minutes = 0;
  for (const auto& band : bands) {
    for (int day = 0; day < 7; ++day) {
      if ((band.days >> day & 1) != 0) minutes += static_cast<std::size_t>(band.until_minute - band.from_minute);
    }
  }
  return minutes;
}

TEST(Tariff, OnePriceHoldsAtAnyTime) {
  const auto bands = parse_tariff({"8.00 CNY/h"}, ResourceKind::accelerator, "CNY");
  ASSERT_TRUE(bands.has_value());
  ASSERT_EQ(bands->size(), 1U);
  EXPECT_EQ(bands->front(),
            (rating::Band{.days = 0x7f, .from_minute = 0, .until_minute = 1440, .price = Amount{8 * micro}}));
}

TEST(Tariff, OtherwiseFillsTheRestOfTheWeek) {
  const auto bands = parse_tariff({"mon-fri 08:00-22:00 6.80", "otherwise 4.20"}, ResourceKind::accelerator, "CNY");
  ASSERT_TRUE(bands.has_value());
  EXPECT_EQ(minutes_held(*bands), 7U * 1440U);
  EXPECT_EQ(bands->front().days, 0x1f);
}

TEST(Tariff, HoursMayPassMidnight) {
  const auto bands = parse_tariff({"22:00-06:00 3.20", "06:00-22:00 5.00"}, ResourceKind::cpu_core, "CNY");
  ASSERT_TRUE(bands.has_value());
  ASSERT_EQ(bands->size(), 3U);
  EXPECT_EQ(minutes_held(*bands), 7U * 1440U);
}

TEST(Tariff, DaysMayWrapAroundTheWeek) {
  EXPECT_EQ(parse_tariff({"sat-mon 1", "otherwise 2"}, ResourceKind::accelerator, "CNY")->front().days, 0b1100001);
  EXPECT_EQ(parse_tariff({"sat,sun 1", "otherwise 2"}, ResourceKind::accelerator, "CNY")->front().days, 0b1100000);
}

TEST(Tariff, WhatItDoesNotUnderstandIsAnError) {
  const auto error = [](const std::vector<std::string>& texts, ResourceKind kind = ResourceKind::accelerator) {
    const auto result = parse_tariff(texts, kind, "CNY");
    return result ? ErrorCode{} : result.error().code;
  };
  EXPECT_EQ(error({"mon-fri"}), ErrorCode::value_invalid);
  EXPECT_EQ(error({"otherwise 1", "mon 2"}), ErrorCode::value_invalid);
  EXPECT_EQ(error({"8.00 EUR/h"}), ErrorCode::wrong_currency);
  EXPECT_EQ(error({"8.00 CNY/day"}), ErrorCode::wrong_unit);
  EXPECT_EQ(error({"8.00 CNY/M tokens"}), ErrorCode::wrong_unit);
  EXPECT_EQ(error({"8.00 CNY/h"}, ResourceKind::token), ErrorCode::wrong_unit);
  EXPECT_EQ(error({"8 h"}), ErrorCode::wrong_unit);
  EXPECT_EQ(error({"08:00-25:00 8"}), ErrorCode::wrong_unit);
}

}  // namespace
}  // namespace scrip::cli
