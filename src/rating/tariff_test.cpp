#include "rating/tariff.h"

#include <gtest/gtest.h>

namespace scrip::rating {
namespace {

using registry::ResourceKind;

// The minutes of the week that the bands hold, each of which must hold once.
std::size_t minutes_held(const std::vector<Band>& bands) {
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
  EXPECT_EQ(bands->front(), (Band{.days = 0x7f, .from_minute = 0, .until_minute = 1440, .price = Amount{8 * micro}}));
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

TEST(Tariff, OneTextHoldsSeveralBands) {
  const auto apart = parse_tariff({"mon-fri 08:00-22:00 6.80", "otherwise 4.20"}, ResourceKind::accelerator, "CNY");
  const auto together = parse_tariff_text("mon-fri 08:00-22:00 6.80; otherwise 4.20", ResourceKind::accelerator, "CNY");
  ASSERT_TRUE(together.has_value());
  EXPECT_EQ(*together, *apart);
}

}  // namespace
}  // namespace scrip::rating
