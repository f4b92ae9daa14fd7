#include "site/meter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <set>
#include <utility>

namespace scrip::site {
namespace {

using metering::SuspenseReason;

class Metering : public testing::Test {
 protected:
  Metering() {
    config.cluster = "bj";
    config.meter_s = 60;
    config.meter_lag_s = 10;
    config.untyped = "ascend-910b";
    config.resources = {{"ascend910b", "ascend-910b"}, {"h100", "h100"}};
    job = {.key = "bj/7@100", .id = "7", .account = "acme", .units = 2'000, .asks_for_devices = true};
    run = {.id = "7",
           .submit_s = 100,
           .start_s = 1'000,
           .state = "RUNNING",
           .requested = "gres/gpu=2",
           .allocated = "cpu=1,gres/gpu=2,gres/gpu:ascend910b=2",
           .account = "acme"};
  }

  // Reads the run at so many seconds, and keeps how far it is recorded.
  Reading read(std::int64_t elapsed_s, const char* state = "RUNNING") {
    run.elapsed_s = elapsed_s;
    run.state = state;
    if (run.over()) run.end_s = *run.start_s + elapsed_s + run.suspended_s;
    auto reading =
        read_run(run, job, config, [&](std::int64_t start_s, std::string_view resource) -> Result<std::int64_t> {
          return metered[{start_s, std::string(resource)}];
        });
    EXPECT_TRUE(reading.has_value());
    for (const Piece& piece : reading->pieces) metered[{piece.start_s, piece.record.resource}] = piece.metered_s;
    return *reading;
  }

  Config config;
  JobRow job;
  AccountedRun run;
  std::map<std::pair<std::int64_t, std::string>, std::int64_t> metered;
};

TEST_F(Metering, ARunningJobIsRecordedInWholePiecesBehindTheLag) {
  EXPECT_TRUE(read(69).pieces.empty());
  const auto first = read(70);
  ASSERT_EQ(first.pieces.size(), 1u);
  EXPECT_EQ(first.pieces[0].record.start_ms, 1'000'000);
  EXPECT_EQ(first.pieces[0].record.end_ms, 1'060'000);
  EXPECT_EQ(first.pieces[0].record.part, 1'000u)
      << "as the connectors name the run: an export imported as well is a conflict";
  EXPECT_EQ(first.pieces[0].record.units, 2'000);
  EXPECT_EQ(first.pieces[0].record.resource, "ascend-910b");
  EXPECT_FALSE(first.over || first.pieces[0].record.ended);
  EXPECT_EQ(read(200).pieces.size(), 2u);
}

TEST_F(Metering, TheEndIsRecordedToTheSecond) {
  (void)read(130);
  const auto last = read(133, "COMPLETED");
  ASSERT_EQ(last.pieces.size(), 1u);
  EXPECT_EQ(last.pieces[0].record.start_ms, 1'120'000);
  EXPECT_EQ(last.pieces[0].record.end_ms, 1'133'000);
  EXPECT_TRUE(last.over && last.pieces[0].record.ended);
  const auto again = read(133, "COMPLETED");
  ASSERT_EQ(again.pieces.size(), 1u) << "read again, it has nothing new but that it is over";
  EXPECT_EQ(again.pieces[0].record.part, last.pieces[0].record.part);
  EXPECT_EQ(again.pieces[0].record.start_ms, 1'120'000);
  EXPECT_TRUE(again.pieces[0].record.ended);
}

TEST_F(Metering, HoweverItIsReadTheRecordsAreTheSame) {
  using Key = std::tuple<std::uint64_t, std::int64_t, std::int64_t>;
  std::set<Key> often;
  for (std::int64_t second = 1; second < 500; second += 7) {
    for (const Piece& piece : read(second).pieces)
      often.insert({piece.record.part, piece.record.start_ms, piece.record.end_ms});
  }
  for (const Piece& piece : read(500, "TIMEOUT").pieces)
    often.insert({piece.record.part, piece.record.start_ms, piece.record.end_ms});
  metered.clear();
  std::set<Key> once;
  for (const Piece& piece : read(500, "TIMEOUT").pieces)
    once.insert({piece.record.part, piece.record.start_ms, piece.record.end_ms});
  EXPECT_EQ(often, once);
  EXPECT_EQ(once.size(), 9u);
}

TEST_F(Metering, SuspendedTimeIsNotUsed) {
  run.suspended_s = 40;
  const auto reading = read(100, "COMPLETED");
  ASSERT_EQ(reading.pieces.size(), 2u);
  EXPECT_EQ(reading.pieces[1].record.end_ms, 1'100'000);
  EXPECT_EQ(reading.too_far_s, 0);
}

TEST_F(Metering, WhatWasRecordedBeyondTheEndIsSaid) {
  (void)read(140);
  const auto reading = read(90, "NODE_FAIL");
  ASSERT_EQ(reading.pieces.size(), 1u) << "the last that was recorded, to say that it is over";
  EXPECT_EQ(reading.pieces[0].record.start_ms, 1'060'000);
  EXPECT_EQ(reading.pieces[0].record.end_ms, 1'120'000);
  EXPECT_TRUE(reading.pieces[0].record.ended);
  EXPECT_EQ(reading.too_far_s, 30);
}

TEST_F(Metering, AJobWithoutItsDevicesWaitsInSuspense) {
  run.allocated = "cpu=1,billing=1";
  run.requested = "cpu=1,billing=1";
  EXPECT_FALSE(read(69).devices_missing) << "it may not be told yet";
  EXPECT_TRUE(read(70).devices_missing);
  const auto reading = read(133, "COMPLETED");
  ASSERT_EQ(reading.pieces.size(), 1u);
  EXPECT_TRUE(reading.devices_missing);
  EXPECT_EQ(reading.pieces[0].record.problem, SuspenseReason::device_count_missing);
  EXPECT_EQ(reading.pieces[0].record.end_ms, 1'133'000);
  EXPECT_TRUE(read(133, "COMPLETED").pieces.empty());
}

TEST_F(Metering, AJobThatAskedForNoneIsNotCharged) {
  job.asks_for_devices = false;
  run.allocated = run.requested = "cpu=1,billing=1";
  const auto reading = read(133, "COMPLETED");
  EXPECT_TRUE(reading.pieces.empty() && reading.over && !reading.devices_missing);
  config.resources["cpu"] = "core";
  const auto charged = read(133, "COMPLETED");
  ASSERT_EQ(charged.pieces.size(), 3u);
  EXPECT_EQ(charged.pieces[0].record.resource, "core");
}

TEST_F(Metering, EachOfSeveralModelsHasItsOwnParts) {
  run.allocated = "gres/gpu=3,gres/gpu:ascend910b=2,gres/gpu:h100=1";
  const auto reading = read(100, "COMPLETED");
  ASSERT_EQ(reading.pieces.size(), 4u);
  std::set<std::uint64_t> parts;
  for (const Piece& piece : reading.pieces) parts.insert(piece.record.part);
  EXPECT_EQ(parts.size(), 4u);
  EXPECT_TRUE(reading.pieces.back().record.ended);
}

TEST_F(Metering, AJobThatNeverRanUsesNothing) {
  run.start_s.reset();
  const auto reading = read(0, "PENDING");
  EXPECT_TRUE(reading.pieces.empty() && !reading.over);
  run.state = "CANCELLED by 5";
  run.elapsed_s = 0;
  const auto cancelled =
      read_run(run, job, config, [](std::int64_t, std::string_view) -> Result<std::int64_t> { return 0; });
  ASSERT_TRUE(cancelled.has_value());
  EXPECT_TRUE(cancelled->pieces.empty() && cancelled->over);
}

}  // namespace
}  // namespace scrip::site
