#include "base/time.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace scrip {
namespace {

using std::chrono::sys_days;
using std::chrono::year;

constexpr std::int64_t hour_ms = 3'600'000;
constexpr std::int64_t day_ms = 24 * hour_ms;
constexpr std::int32_t hour_s = 3'600;

const ZoneOffsets utc{};

Instant at(std::string_view text) {
  const auto instant = parse_instant(text, utc);
  EXPECT_TRUE(instant) << text;
  return instant.value_or(Instant{});
}

Day day(std::string_view text) {
  const auto parsed = parse_day(text);
  EXPECT_TRUE(parsed) << text;
  return parsed.value_or(Day{});
}

ZoneOffsets zone(std::int32_t first_offset_s, const std::vector<std::pair<std::string_view, std::int32_t>>& changes) {
  ZoneOffsets out{.steps = {{.from_ms = 0, .offset_s = first_offset_s}}};
  for (const auto& [text, offset_s] : changes) out.steps.push_back({.from_ms = count(at(text)), .offset_s = offset_s});
  return out;
}

ZoneOffsets shanghai() { return zone(8 * hour_s, {}); }
ZoneOffsets berlin() {
  return zone(hour_s, {{"2025-03-30T01:00:00Z", 2 * hour_s},
                       {"2025-10-26T01:00:00Z", hour_s},
                       {"2026-03-29T01:00:00Z", 2 * hour_s},
                       {"2026-10-25T01:00:00Z", hour_s}});
}
// Clocks that change at midnight itself: 00:00 -> 01:00 in spring, 24:00 -> 23:00 in autumn.
ZoneOffsets sao_paulo() {
  return zone(-3 * hour_s, {{"2018-11-04T03:00:00Z", -2 * hour_s}, {"2019-02-17T02:00:00Z", -3 * hour_s}});
}
// Until 2011 the clocks of Newfoundland changed at 00:01: 00:01 -> 01:01 and 00:01 -> 23:01 of the day before.
ZoneOffsets newfoundland() {
  return zone(-12'600, {{"2010-03-14T03:31:00Z", -9'000}, {"2010-11-07T02:31:00Z", -12'600}});
}
// Samoa left out 30 December 2011.
ZoneOffsets samoa() { return zone(-10 * hour_s, {{"2011-12-30T10:00:00Z", 14 * hour_s}}); }

ErrorCode instant_error(std::string_view text, const ZoneOffsets& in = utc) {
  const auto instant = parse_instant(text, in);
  return instant ? ErrorCode{} : instant.error().code;
}

// --- text ---

TEST(Instant, IsReadWithOffsetFractionOrZone) {
  EXPECT_EQ(count(at("1990-01-01T00:00:00Z")), 631'152'000'000);
  EXPECT_EQ(count(at("2026-03-01T08:00:00Z")), 1'772'352'000'000);
  EXPECT_EQ(at("2026-03-01T16:00:00+08:00"), at("2026-03-01T08:00:00Z"));
  EXPECT_EQ(at("2026-03-01T16:00:00+0800"), at("2026-03-01T08:00:00Z"));
  EXPECT_EQ(at("2026-02-28T23:30:00-08:30"), at("2026-03-01T08:00:00Z"));
  EXPECT_EQ(at("2026-03-01 08:00:00z"), at("2026-03-01T08:00:00Z"));
  EXPECT_EQ(at("2026-03-01T08:00"), at("2026-03-01T08:00:00Z"));
  EXPECT_EQ(at("2026-03-01T08:00:00.5Z") - at("2026-03-01T08:00:00Z"), Milliseconds{500});
  EXPECT_EQ(at("2026-03-01T08:00:00.123456789Z") - at("2026-03-01T08:00:00Z"), Milliseconds{123});
  EXPECT_EQ(at("2026-03-01T08:00:00.000999Z"), at("2026-03-01T08:00:00Z"));
  EXPECT_EQ(parse_instant("2026-03-01T16:00:00", shanghai()), at("2026-03-01T08:00:00Z"));
  EXPECT_EQ(parse_instant("2026-03-01T08:00:00Z", shanghai()), at("2026-03-01T08:00:00Z"));
}

TEST(Instant, AnythingElseIsRefused) {
  for (const std::string_view text : {"",
                                      "2026",
                                      "2026-03-01",
                                      "2026-03-01T",
                                      "2026-03-01T8:00:00Z",
                                      "2026-3-1T08:00:00Z",
                                      "26-03-01T08:00:00Z",
                                      "2026-13-01T08:00:00Z",
                                      "2026-00-01T08:00:00Z",
                                      "2026-02-29T08:00:00Z",
                                      "2026-04-31T08:00:00Z",
                                      "2026-03-00T08:00:00Z",
                                      "2026-03-01T24:00:00Z",
                                      "2026-03-01T08:60:00Z",
                                      "2026-03-01T08:00:60Z",
                                      "2026-03-01T08:00:00.Z",
                                      "2026-03-01T08:00:00.1234567890Z",
                                      "2026-03-01T08:00:00,5Z",
                                      "2026-03-01T08:00:00ZZ",
                                      "2026-03-01T08:00:00+08",
                                      "2026-03-01T08:00:00+8:00",
                                      "2026-03-01T08:00:00+19:00",
                                      "2026-03-01T08:00:00+08:60",
                                      "2026-03-01T08:00:00+08:",
                                      "2026-03-01T08:00:00 UTC",
                                      "2026-03-01T08:00:00Z ",
                                      " 2026-03-01T08:00:00Z",
                                      "2026-03-01t08:00:00Z",
                                      "2026/03/01T08:00:00Z",
                                      "1772352000",
                                      "1772352000000",
                                      "-026-03-01T08:00:00Z",
                                      "２０26-03-01T08:00:00Z"}) {
    EXPECT_EQ(instant_error(text), ErrorCode::time_invalid) << text;
  }
}

TEST(Instant, OutsideTheYears1990To2200IsRefused) {
  EXPECT_EQ(at("1990-01-01T00:00:00Z"), instant_min);
  EXPECT_EQ(instant_error("1989-12-31T23:59:59.999Z"), ErrorCode::time_invalid);
  EXPECT_EQ(instant_error("1990-01-01T00:00:00+00:01"), ErrorCode::time_invalid);
  EXPECT_EQ(at("2199-12-31T23:59:59.999Z"), instant_max - Milliseconds{1});
  EXPECT_EQ(instant_error("2200-01-01T00:00:00Z"), ErrorCode::time_invalid);
  EXPECT_EQ(instant_error("0000-01-01T00:00:00Z"), ErrorCode::time_invalid);
  EXPECT_EQ(instant_error("9999-12-31T23:59:59Z"), ErrorCode::time_invalid);
}

TEST(Instant, IsWrittenInUtcWithMillisecondsOnlyWhereNotZero) {
  EXPECT_EQ(format_instant(at("2026-03-01T16:00:00+08:00")), "2026-03-01T08:00:00Z");
  EXPECT_EQ(format_instant(at("2026-03-01T08:00:00.05Z")), "2026-03-01T08:00:00.050Z");
  EXPECT_EQ(format_instant(instant_at(0)), "1970-01-01T00:00:00Z");
  EXPECT_EQ(format_instant(instant_at(-1)), "1969-12-31T23:59:59.999Z");
  EXPECT_EQ(format_instant(at("2024-02-29T23:59:59Z")), "2024-02-29T23:59:59Z");
}

Instant any_instant() { return instant_at(*rc::gen::inRange(count(instant_min), count(instant_max))); }

RC_GTEST_PROP(Instant, WhatIsWrittenIsReadBack, ()) {
  const auto instant = any_instant();
  RC_ASSERT((parse_instant(format_instant(instant), shanghai()) == instant));
}

RC_GTEST_PROP(Instant, NoTextOfTimeCharactersBreaksTheReader, ()) {
  const auto text = *rc::gen::container<std::string>(rc::gen::elementOf(std::string("0123456789-:.TZ+ ")));
  const auto instant = parse_instant("2026-03-01T" + text, berlin());
  if (instant) RC_ASSERT(*instant >= instant_min && *instant < instant_max);
}

RC_GTEST_PROP(Instant, CuttingATextShortNeverReadsBeyondIt, ()) {
  const std::string text = format_instant(any_instant());
  const auto length = *rc::gen::inRange<std::size_t>(0, text.size());
  const std::vector<char> exact(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(length));
  static_cast<void>(parse_instant({exact.data(), exact.size()}, utc));
}

TEST(Day, IsReadAndWritten) {
  EXPECT_EQ(count(day("1970-01-01")), 0);
  EXPECT_EQ(count(day("1969-12-31")), -1);
  EXPECT_EQ(format_day(day("2024-02-29")), "2024-02-29");
  for (const std::string_view text : {"", "2026-03", "2026-03-1", "2026-03-011", "2026-03-01T", "2026-02-30",
                                      "2023-02-29", "2100-02-29", "2026-13-01", " 2026-03-01", "20260301"}) {
    const auto parsed = parse_day(text);
    ASSERT_FALSE(parsed) << text;
    EXPECT_EQ(parsed.error().code, ErrorCode::time_invalid) << text;
  }
}

TEST(Month, IsReadAndWritten) {
  EXPECT_EQ(parse_month("1970-01"), Month{0});
  EXPECT_EQ(parse_month("1969-12"), Month{-1});
  EXPECT_EQ(parse_month("2026-03"), Month{56 * 12 + 2});
  EXPECT_EQ(format_month(Month{56 * 12 + 2}), "2026-03");
  for (const std::string_view text :
       {"", "2026", "2026-3", "2026-13", "2026-00", "2026-03-", "2026-03-01", "202603 "}) {
    const auto parsed = parse_month(text);
    ASSERT_FALSE(parsed) << text;
    EXPECT_EQ(parsed.error().code, ErrorCode::time_invalid) << text;
  }
}

// --- the calendar ---

TEST(Calendar, AgreesWithTheStandardLibraryOnEveryDayOfThreeCenturies) {
  const auto last = sys_days{year{2201} / 1 / 1};
  for (auto date = sys_days{year{1900} / 1 / 1}; date < last; date += std::chrono::days{1}) {
    const std::chrono::year_month_day expected{date};
    const Day actual{static_cast<std::int32_t>(date.time_since_epoch().count())};
    const Month month = month_of(actual);
    const int months =
        (static_cast<int>(expected.year()) - 1970) * 12 + static_cast<int>(unsigned{expected.month()}) - 1;
    ASSERT_EQ(count(month), months);
    ASSERT_EQ(year_of(month), static_cast<int>(expected.year()));
    ASSERT_EQ(count(first_day(month)), sys_days(expected.year() / expected.month() / 1).time_since_epoch().count());
    ASSERT_EQ(parse_day(format_day(actual)), actual);
    ASSERT_EQ(parse_month(format_month(month)), month);
  }
}

TEST(Calendar, AMonthEndsWhereTheNextBegins) {
  for (Month month{-840}; count(month) < 2760; month = next(month)) {
    const int length = count(first_day(next(month))) - count(first_day(month));
    ASSERT_TRUE(length >= 28 && length <= 31);
    ASSERT_EQ(month_of(Day{count(first_day(next(month))) - 1}), month);
  }
  EXPECT_EQ(next(day("2024-02-28")), day("2024-02-29"));
  EXPECT_EQ(next(day("2023-12-31")), day("2024-01-01"));
}

TEST(Period, HoldsItsStartAndNotItsEnd) {
  const Period period{.from = instant_at(10), .until = instant_at(20)};
  EXPECT_FALSE(period.contains(instant_at(9)));
  EXPECT_TRUE(period.contains(instant_at(10)));
  EXPECT_TRUE(period.contains(instant_at(19)));
  EXPECT_FALSE(period.contains(instant_at(20)));
  EXPECT_TRUE(period.overlaps({.from = instant_at(19), .until = instant_at(30)}));
  EXPECT_FALSE(period.overlaps({.from = instant_at(20), .until = instant_at(30)}));
  EXPECT_FALSE(period.overlaps({.from = instant_at(0), .until = instant_at(10)}));
  EXPECT_TRUE(period.overlaps({.from = instant_at(0), .until = instant_at(11)}));
}

// --- zones ---

TEST(Zone, WithoutStepsIsUtc) {
  EXPECT_EQ(utc.offset_s(at("2026-03-01T08:00:00Z")), 0);
  EXPECT_EQ(utc.day_of(instant_at(-1)), Day{-1});
  EXPECT_EQ(utc.start_of(Day{-1}), instant_at(-day_ms));
  EXPECT_EQ(utc.wall_clock_ms(instant_at(-1)), day_ms - 1);
  EXPECT_EQ(utc.next_step(instant_at(0)), instant_max);
}

TEST(Zone, ShanghaiIsEightHoursAheadAllYear) {
  const auto in = shanghai();
  EXPECT_EQ(in.day_of(at("2026-02-28T15:59:59.999Z")), day("2026-02-28"));
  EXPECT_EQ(in.day_of(at("2026-02-28T16:00:00Z")), day("2026-03-01"));
  EXPECT_EQ(in.start_of(day("2026-03-01")), at("2026-02-28T16:00:00Z"));
  EXPECT_EQ(in.wall_clock_ms(at("2026-02-28T16:00:00Z")), 0);
  EXPECT_EQ(in.wall_clock_ms(at("2026-02-28T15:59:59.999Z")), day_ms - 1);
  EXPECT_EQ(in.next_step(at("2026-03-01T00:00:00Z")), instant_max);
  EXPECT_EQ(in.offset_s(instant_at(-1)), 8 * hour_s);  // before the first step the first offset holds
}

TEST(Zone, AStepHoldsFromItsInstantOn) {
  const auto in = berlin();
  EXPECT_EQ(in.offset_s(at("2026-03-29T00:59:59.999Z")), hour_s);
  EXPECT_EQ(in.offset_s(at("2026-03-29T01:00:00Z")), 2 * hour_s);
  EXPECT_EQ(in.next_step(at("2026-03-29T00:59:59.999Z")), at("2026-03-29T01:00:00Z"));
  EXPECT_EQ(in.next_step(at("2026-03-29T01:00:00Z")), at("2026-10-25T01:00:00Z"));
  EXPECT_EQ(in.next_step(at("2026-10-25T01:00:00Z")), instant_max);
  EXPECT_EQ(in.wall_clock_ms(at("2026-03-29T01:00:00Z")), 3 * hour_ms);
}

TEST(Zone, ADayOfAChangeHasTwentyThreeOrTwentyFiveHours) {
  const auto in = berlin();
  const auto hours = [&](std::string_view text) {
    return (in.start_of(next(day(text))) - in.start_of(day(text))) / std::chrono::hours{1};
  };
  EXPECT_EQ(hours("2026-03-28"), 24);
  EXPECT_EQ(hours("2026-03-29"), 23);
  EXPECT_EQ(hours("2026-03-30"), 24);
  EXPECT_EQ(hours("2026-10-25"), 25);
}

TEST(Zone, AWallTimeThatComesTwiceIsTheEarlier) {
  const auto in = berlin();
  EXPECT_EQ(parse_instant("2026-10-25T02:30:00", in), at("2026-10-25T00:30:00Z"));
  EXPECT_EQ(parse_instant("2026-10-25T01:59:59", in), at("2026-10-24T23:59:59Z"));
  EXPECT_EQ(parse_instant("2026-10-25T03:00:00", in), at("2026-10-25T02:00:00Z"));
  EXPECT_EQ(parse_instant("2026-03-29T01:59:59", in), at("2026-03-29T00:59:59Z"));
  EXPECT_EQ(parse_instant("2026-03-29T03:00:00", in), at("2026-03-29T01:00:00Z"));
}

TEST(Zone, WhereTheClocksSkipMidnightTheDayBeginsAtTheChange) {
  const auto in = sao_paulo();
  EXPECT_EQ(in.start_of(day("2018-11-04")), at("2018-11-04T03:00:00Z"));
  EXPECT_EQ(in.day_of(in.start_of(day("2018-11-04"))), day("2018-11-04"));
  EXPECT_EQ(in.wall_clock_ms(in.start_of(day("2018-11-04"))), hour_ms);
  EXPECT_EQ(in.start_of(day("2018-11-05")), at("2018-11-05T02:00:00Z"));
}

TEST(Zone, WhereTheClocksGoBackAtMidnightTheDayBeginsAtTheSecondMidnight) {
  const auto in = sao_paulo();
  EXPECT_EQ(in.start_of(day("2019-02-16")), at("2019-02-16T02:00:00Z"));
  EXPECT_EQ(in.start_of(day("2019-02-17")), at("2019-02-17T03:00:00Z"));
  EXPECT_EQ(in.start_of(day("2019-02-18")), at("2019-02-18T03:00:00Z"));
}

TEST(Zone, WhereTheClocksGoBackOverMidnightTheDayBeginsAtTheFirstOne) {
  const auto in = newfoundland();
  EXPECT_EQ(in.start_of(day("2010-11-07")), at("2010-11-07T02:30:00Z"));
  EXPECT_EQ(in.start_of(day("2010-11-08")), at("2010-11-08T03:30:00Z"));
  EXPECT_EQ(in.start_of(day("2010-03-14")), at("2010-03-14T03:30:00Z"));
}

TEST(Zone, ADayThatWasLeftOutIsEmpty) {
  const auto in = samoa();
  EXPECT_EQ(in.start_of(day("2011-12-29")), at("2011-12-29T10:00:00Z"));
  EXPECT_EQ(in.start_of(day("2011-12-30")), at("2011-12-30T10:00:00Z"));
  EXPECT_EQ(in.start_of(day("2011-12-31")), at("2011-12-30T10:00:00Z"));
  EXPECT_EQ(in.start_of(day("2012-01-01")), at("2011-12-31T10:00:00Z"));
}

// Zones with changes of up to three hours at any quarter of an hour, at least a month apart.
constexpr std::int64_t quarter_ms = 900'000;

ZoneOffsets any_zone() {
  ZoneOffsets out;
  std::int64_t from_ms = count(at("2020-01-01T00:00:00Z"));
  auto offset = *rc::gen::inRange(-11 * 4, 11 * 4 + 1);
  const int changes = *rc::gen::inRange(0, 6);
  out.steps.push_back({.from_ms = 0, .offset_s = offset * 900});
  for (int i = 0; i < changes; ++i) {
    from_ms += *rc::gen::inRange<std::int64_t>(30 * 96, 200 * 96) * quarter_ms;
    if (*rc::gen::arbitrary<bool>()) from_ms -= (from_ms + offset * quarter_ms) % day_ms;  // at midnight, as some do
    offset = std::clamp(offset + *rc::gen::inRange(-12, 13), -14 * 4, 14 * 4);
    out.steps.push_back({.from_ms = from_ms, .offset_s = offset * 900});
  }
  return out;
}

// An instant near a change, where mistakes live, or anywhere.
Instant near_a_change(const ZoneOffsets& in) {
  const auto& step = *rc::gen::elementOf(in.steps);
  const auto from_ms = std::max(step.from_ms, count(at("2020-01-01T00:00:00Z")));
  return instant_at(from_ms + *rc::gen::inRange<std::int64_t>(-3 * 96, 3 * 96) * quarter_ms);
}

RC_GTEST_PROP(Zone, ADayBeginsAtTheFirstInstantThatIsNotBeforeIt, ()) {
  const auto in = any_zone();
  for (const auto& step : in.steps) {
    const std::int32_t change = count(in.day_of(instant_at(step.from_ms)));
    for (std::int32_t target = change - 1; target <= change + 2; ++target) {
      std::int64_t first = target * day_ms - 20 * hour_ms;
      while (count(in.day_of(instant_at(first))) < target) first += quarter_ms;
      RC_ASSERT(count(in.start_of(Day{target})) == first);
    }
  }
}

RC_GTEST_PROP(Zone, AWallTimeIsReadAsTheFirstInstantThatShowsIt, ()) {
  const auto in = any_zone();
  const auto instant = near_a_change(in) + Milliseconds{*rc::gen::inRange<std::int64_t>(0, 2) * 61'001};
  const auto wall = [&](Instant i) { return std::pair(in.day_of(i), in.wall_clock_ms(i)); };
  auto first = instant;
  for (int quarters = 1; quarters <= 16; ++quarters) {
    const auto earlier = instant - Milliseconds{quarters * quarter_ms};
    if (wall(earlier) == wall(instant)) first = earlier;
  }
  const auto as_utc = instant_at(count(wall(instant).first) * day_ms + wall(instant).second);
  std::string text = format_instant(as_utc);
  text.pop_back();  // the Z: the wall clock's own time
  RC_ASSERT((parse_instant(text, in) == first));
}

RC_GTEST_PROP(Zone, TheOffsetIsConstantUpToTheNextStep, ()) {
  const auto in = any_zone();
  const auto instant = near_a_change(in);
  const auto end = in.next_step(instant);
  RC_ASSERT(end > instant);
  RC_ASSERT(in.offset_s(end - Milliseconds{1}) == in.offset_s(instant));
  RC_ASSERT(in.offset_s(instant + (end - instant) / 2) == in.offset_s(instant));
}

RC_GTEST_PROP(Zone, DayAndWallClockMakeUpTheLocalTime, ()) {
  const auto in = any_zone();
  const auto instant = any_instant();
  const auto wall = in.wall_clock_ms(instant);
  RC_ASSERT(wall >= 0 && wall < day_ms);
  RC_ASSERT(count(in.day_of(instant)) * day_ms + wall == count(instant) + in.offset_s(instant) * std::int64_t{1000});
}

}  // namespace
}  // namespace scrip
