#include "network/availability.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <vector>

namespace scrip::network {
namespace {

Instant hour(std::int64_t hours) { return instant_at(hours * 3'600'000); }
Period from_to(std::int64_t from, std::int64_t until) { return {hour(from), hour(until)}; }
constexpr Milliseconds hours_long(std::int64_t hours) { return Milliseconds{hours * 3'600'000}; }

TEST(Availability, WhatIsTakenIsNotFree) {
  Availability free;
  free.promise(from_to(10, 100), 8);
  free.take(from_to(20, 30), 5);
  EXPECT_EQ(free.least_free(from_to(10, 20)), 8);
  EXPECT_EQ(free.least_free(from_to(10, 21)), 3);
  EXPECT_EQ(free.least_free(from_to(30, 100)), 8);
  EXPECT_EQ(free.least_free(from_to(0, 5)), 0);
  EXPECT_EQ(free.least_free(from_to(90, 101)), 0);
  EXPECT_EQ(free.most_promised(from_to(0, 11)), 8);
  EXPECT_EQ(free.most_promised(from_to(0, 10)), 0);
  free.take(from_to(20, 25), 3);  // after a question
  EXPECT_EQ(free.least_free(from_to(10, 30)), 0);
}

TEST(Availability, TheFirstStartThatFitsIsFound) {
  Availability free;
  free.promise(from_to(10, 100), 8);
  free.take(from_to(20, 30), 5);
  EXPECT_EQ(free.earliest(hour(0), hour(100), hours_long(10), 8), hour(10));
  EXPECT_EQ(free.earliest(hour(11), hour(100), hours_long(10), 8), hour(30));
  EXPECT_EQ(free.earliest(hour(11), hour(100), hours_long(10), 3), hour(11));
  EXPECT_EQ(free.earliest(hour(11), hour(39), hours_long(10), 8), std::nullopt);
  EXPECT_EQ(free.earliest(hour(0), hour(200), hours_long(10), 9), std::nullopt);
  EXPECT_EQ(free.earliest(hour(95), hour(200), hours_long(10), 1), std::nullopt);
  EXPECT_EQ(Availability{}.earliest(hour(0), hour(100), hours_long(1), 1), std::nullopt);
}

RC_GTEST_PROP(Availability, AgreesWithCountingEveryHour, ()) {
  constexpr std::int64_t end = 60;
  std::vector<std::int64_t> slow(end, 0);
  Availability free;
  const auto changes = *rc::gen::inRange(0, 12);
  for (int i = 0; i < changes; ++i) {
    const auto from = *rc::gen::inRange<std::int64_t>(0, end);
    const auto until = *rc::gen::inRange<std::int64_t>(0, end);
    const auto devices = *rc::gen::inRange<std::int64_t>(1, 5);
    const bool promised = *rc::gen::arbitrary<bool>();
    if (promised) free.promise(from_to(from, until), devices);
    if (!promised) free.take(from_to(from, until), devices);
    for (auto at = from; at < until; ++at) slow[static_cast<std::size_t>(at)] += promised ? devices : -devices;
    const auto asked = *rc::gen::inRange<std::int64_t>(0, end - 1);
    const auto length = *rc::gen::inRange<std::int64_t>(1, end - asked);
    const auto least = *std::min_element(slow.begin() + asked, slow.begin() + asked + length);
    RC_ASSERT(free.least_free(from_to(asked, asked + length)) == least);
    std::optional<Instant> first;
    const auto wanted = *rc::gen::inRange<std::int64_t>(1, 6);
    for (auto start = asked; start + length <= end && !first; ++start) {
      if (*std::min_element(slow.begin() + start, slow.begin() + start + length) >= wanted) first = hour(start);
    }
    RC_ASSERT(free.earliest(hour(asked), hour(end), hours_long(length), wanted) == first);
  }
}

}  // namespace
}  // namespace scrip::network
