#include "service/rate.h"

#include <gtest/gtest.h>

#include "base/limits.h"

namespace scrip::service {
namespace {

constexpr Rate rate{.per_s = 10, .burst = 20};
const Instant start = instant_at(1'000'000'000);

TEST(RateLimiter, GivesTheBurstAndThenTheRate) {
  RateLimiter limiter;
  for (int i = 0; i < 20; ++i) EXPECT_EQ(limiter.take("a", rate, start), 0);
  EXPECT_EQ(limiter.take("a", rate, start), 1);
  EXPECT_EQ(limiter.take("a", rate, start + Milliseconds{99}), 1);
  EXPECT_EQ(limiter.take("a", rate, start + Milliseconds{100}), 0);
  EXPECT_EQ(limiter.take("a", rate, start + Milliseconds{100}), 1);
}

TEST(RateLimiter, NeverHoldsMoreThanTheBurst) {
  RateLimiter limiter;
  for (int i = 0; i < 20; ++i) (void)limiter.take("a", rate, start);
  const Instant later = start + Milliseconds{86'400'000};
  for (int i = 0; i < 20; ++i) EXPECT_EQ(limiter.take("a", rate, later), 0);
  EXPECT_EQ(limiter.take("a", rate, later), 1);
}

TEST(RateLimiter, CallersDoNotTakeFromEachOther) {
  RateLimiter limiter;
  for (int i = 0; i < 21; ++i) (void)limiter.take("a", rate, start);
  EXPECT_EQ(limiter.take("b", rate, start), 0);
}

TEST(RateLimiter, AClockThatGoesBackGivesNothing) {
  RateLimiter limiter;
  for (int i = 0; i < 20; ++i) (void)limiter.take("a", rate, start);
  EXPECT_EQ(limiter.take("a", rate, start - Milliseconds{5'000}), 1);
  EXPECT_EQ(limiter.take("a", rate, start + Milliseconds{100}), 0);
}

TEST(RateLimiter, ASlowRateSaysHowLongToWait) {
  RateLimiter limiter;
  constexpr Rate slow{.per_s = 1, .burst = 1};
  EXPECT_EQ(limiter.take("a", slow, start), 0);
  EXPECT_EQ(limiter.take("a", slow, start), 1);
}

TEST(RateLimiter, NoRateIsNoLimit) {
  RateLimiter limiter;
  for (int i = 0; i < 1'000; ++i) EXPECT_EQ(limiter.take("a", {}, start), 0);
  EXPECT_EQ(limiter.size(), 0u);
}

TEST(RateLimiter, KeepsNoMoreBucketsThanTheLimitAndForgetsIdleOnes) {
  RateLimiter limiter;
  for (std::size_t i = 0; i < limits::rate_buckets_max; ++i) {
    ASSERT_EQ(limiter.take(std::to_string(i), rate, start), 0);
  }
  EXPECT_GT(limiter.take("one more", rate, start), 0);
  EXPECT_EQ(limiter.size(), limits::rate_buckets_max);
  EXPECT_EQ(limiter.take("one more", rate, start + Milliseconds{60'000}), 0);
  EXPECT_EQ(limiter.size(), 1u);
}

}  // namespace
}  // namespace scrip::service
