#include "runtime/zones.h"

#include <gtest/gtest.h>

namespace scrip::runtime {
namespace {

Instant at(const char* text) { return *parse_instant(text, ZoneOffsets{}); }

TEST(Zones, ShanghaiIsEightHoursAheadAndHadSummerTimeIn1990) {
  const auto zone = load_zone("Asia/Shanghai");
  ASSERT_TRUE(zone.has_value());
  EXPECT_EQ(zone->offset_s(at("2026-07-01T00:00:00Z")), 8 * 3600);
  EXPECT_EQ(zone->offset_s(at("2049-07-01T00:00:00Z")), 8 * 3600);
  EXPECT_EQ(zone->offset_s(at("1990-07-01T00:00:00Z")), 9 * 3600);
  EXPECT_EQ(zone->offset_s(at("1990-01-15T00:00:00Z")), 8 * 3600);
}

TEST(Zones, NewYorkChangesItsClocksToTheSecond) {
  const auto zone = load_zone("America/New_York");
  ASSERT_TRUE(zone.has_value());
  EXPECT_EQ(zone->offset_s(at("2026-03-08T06:59:59Z")), -5 * 3600);
  EXPECT_EQ(zone->offset_s(at("2026-03-08T07:00:00Z")), -4 * 3600);
  EXPECT_EQ(zone->offset_s(at("2026-11-01T05:59:59Z")), -4 * 3600);
  EXPECT_EQ(zone->offset_s(at("2026-11-01T06:00:00Z")), -5 * 3600);
  EXPECT_EQ(zone->steps.size(), 1U + 2U * 60U);
}

TEST(Zones, UtcNeverChanges) {
  const auto zone = load_zone("UTC");
  ASSERT_TRUE(zone.has_value());
  ASSERT_EQ(zone->steps.size(), 1U);
  EXPECT_EQ(zone->steps.front().offset_s, 0);
}

TEST(Zones, AnUnknownZoneIsAnErrorThatNamesIt) {
  for (const char* name : {"Asia/Atlantis", "", "../../etc/passwd", "libc:UTC", "/etc/localtime"}) {
    const auto zone = load_zone(name);
    ASSERT_FALSE(zone.has_value()) << name;
    EXPECT_EQ(zone.error().code, ErrorCode::value_invalid);
    EXPECT_EQ(zone.error().field, "zone");
  }
}

}  // namespace
}  // namespace scrip::runtime
