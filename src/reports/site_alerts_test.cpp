#include "reports/site_alerts.h"

#include <gtest/gtest.h>

#include "base/limits.h"

namespace scrip::reports {
namespace {

Instant at(std::int64_t second) { return instant_at(second * 1'000); }

SiteAlert idle(std::string job, std::int64_t since_s) {
  return {.kind = "job_idle",
          .subject = std::move(job),
          .english = "idle",
          .chinese = "空闲",
          .since = at(since_s),
          .ended_at = {}};
}

TEST(SiteAlerts, WhatASiteNoLongerNamesHasEnded) {
  SiteAlerts known;
  take_alerts(known, {idle("a", 1), idle("b", 2)}, at(10));
  EXPECT_EQ(standing(known), 2u);
  take_alerts(known, {idle("b", 2)}, at(20));
  ASSERT_EQ(known.alerts.size(), 2u);
  EXPECT_EQ(standing(known), 1u);
  EXPECT_EQ(known.alerts.front().subject, "b") << "those that stand are first";
  EXPECT_EQ(known.alerts.back().ended_at, at(20));
  take_alerts(known, {idle("b", 2)}, at(30));
  EXPECT_EQ(known.alerts.back().ended_at, at(20)) << "it ended once";
  EXPECT_EQ(known.told_at, at(30));
}

TEST(SiteAlerts, WhatComesAgainStandsBesideItsPast) {
  SiteAlerts known;
  take_alerts(known, {idle("a", 1)}, at(10));
  take_alerts(known, {}, at(20));
  take_alerts(known, {idle("a", 25)}, at(30));
  ASSERT_EQ(known.alerts.size(), 2u);
  EXPECT_EQ(known.alerts.front().since, at(25));
  EXPECT_EQ(known.alerts.back().since, at(1));
}

TEST(SiteAlerts, NothingBeginsAfterItIsToldHoweverAheadAClockIs) {
  SiteAlerts known;
  take_alerts(known, {idle("a", 700)}, at(10));
  EXPECT_EQ(known.alerts.front().since, at(10));
  take_alerts(known, {idle("a", 700)}, at(20));
  EXPECT_EQ(known.alerts.front().since, at(10)) << "as it was told first";
}

TEST(SiteAlerts, TheNewestOfThoseThatEndedAreKept) {
  SiteAlerts known;
  for (std::int64_t second = 0; second < 300; ++second) {
    take_alerts(known, {idle("job-" + std::to_string(second), second)}, at(second));
  }
  ASSERT_EQ(known.alerts.size(), 1 + limits::site_alerts_ended_max);
  EXPECT_EQ(known.alerts[1].subject, "job-298");
  EXPECT_EQ(known.alerts.back().subject, "job-" + std::to_string(299 - limits::site_alerts_ended_max));
}

TEST(SiteAlerts, ANoteReadsAsItWasWrittenOrAsNothing) {
  SiteAlerts known{.told_at = at(5), .signature_base = "base", .alerts = {idle("a", 1)}};
  known.alerts.front().ended_at = at(4);
  const Bytes bytes = encode_alerts(known);
  const auto read = decode_alerts(bytes);
  ASSERT_EQ(read.alerts.size(), 1u);
  EXPECT_EQ(read.alerts.front().chinese, "空闲");
  EXPECT_EQ(read.alerts.front().ended_at, at(4));
  EXPECT_EQ(read.signature_base, "base");
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_TRUE(decode_alerts(ByteView(bytes).first(size)).alerts.empty()) << size;
  }
  Bytes newer = bytes;
  newer.front() = 2;
  EXPECT_TRUE(decode_alerts(newer).alerts.empty());
}

}  // namespace
}  // namespace scrip::reports
