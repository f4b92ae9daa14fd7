#include "engine/usage.h"

#include <gtest/gtest.h>

#include "base/limits.h"
#include "tests/sim/town.h"

namespace scrip::engine {
namespace {

using namespace scrip::sim;
using metering::SuspenseReason;

std::vector<SuspenseId> suspended_ids(const State& state) {
  std::vector<SuspenseId> ids;
  for (const auto& [id, record] : state.suspense) ids.push_back(id);
  return ids;
}

TEST(Usage, IsChargedToTheMicroUnit) {
  Town town;
  town.must(voucher_called("v"));
  const auto reply = town.use({hour_of("job", 1)});
  EXPECT_EQ(reply.charged, 1u);
  EXPECT_EQ(town.job("job").gross, amount("3.6"));
  EXPECT_EQ(town.balance("v").in_flight, amount("3.6"));
}

TEST(Usage, SentAgainIsADuplicateInTheSameBatchInALaterOneAndAfterARestart) {
  Town town;
  const auto usage = hour_of("job", 7);
  EXPECT_EQ(town.use({usage, usage}).duplicates, 1u);
  EXPECT_EQ(town.use({usage}).duplicates, 1u);
  town.restart();
  EXPECT_EQ(town.use({usage}).duplicates, 1u);
  EXPECT_EQ(town.job("job").gross, amount("3.6"));
}

TEST(Usage, SentAgainUnderAnAliasIsADuplicateToo) {
  auto alias = hour_of("job", 7);
  alias.resource = "A100-SXM4";
  Town town;
  EXPECT_EQ(town.use({hour_of("job", 7)}).charged, 1u);
  EXPECT_EQ(town.use({alias}).duplicates, 1u);
  Town at_once;
  const auto reply = at_once.use({hour_of("job", 7), alias});
  EXPECT_EQ(reply.charged, 1u);
  EXPECT_EQ(reply.duplicates, 1u);
}

TEST(Usage, WithOtherContentIsAConflictAndItsRepetitionADuplicate) {
  const auto first = hour_of("job", 7);
  auto other = first;
  other.units = 2000;
  for (const bool in_one_batch : {true, false}) {
    Town town;
    if (in_one_batch) {
      EXPECT_EQ(town.use({first, other, other}).suspended, 1u);
    } else {
      EXPECT_EQ(town.use({first}).charged, 1u);
      EXPECT_EQ(town.use({other}).suspended, 1u);
    }
    EXPECT_EQ(town.state().suspense.begin()->second.reason, SuspenseReason::conflict);
    town.restart();
    EXPECT_EQ(town.use({other}).duplicates, 1u);
    EXPECT_EQ(town.use({first}).duplicates, 1u);
    EXPECT_EQ(town.job("job").gross, amount("3.6"));
    EXPECT_EQ(town.state().suspense.size(), 1u);
  }
}

TEST(Usage, OfAConflictIsChargedOnlyWhenItIsAccepted) {
  Town town;
  auto other = hour_of("job", 7);
  town.use({other});
  other.units = 2000;
  town.use({other});
  const auto ids = suspended_ids(town.state());
  ASSERT_TRUE(town.retry(ids).has_value());
  EXPECT_EQ(town.job("job").gross, amount("3.6"));
  ASSERT_TRUE(town.retry(ids, true).has_value());
  EXPECT_EQ(town.job("job").gross, amount("10.8"));
  EXPECT_TRUE(town.state().suspense.empty());
}

TEST(Usage, LeavesSuspenseOnceHoweverOftenItIsNamed) {
  Town town;
  auto usage = hour_of("job", 1);
  usage.account = "nobody";
  EXPECT_EQ(town.use({usage}).suspended, 1u);
  town.must(MapPayer{"east", "nobody", "alpha"});
  const auto id = suspended_ids(town.state()).front();
  const auto reply = town.retry({id, id, id});
  ASSERT_TRUE(reply.has_value());
  EXPECT_EQ(reply->charged, 1u);
  EXPECT_EQ(town.job("job").gross, amount("3.6"));
  EXPECT_FALSE(town.retry({id}).has_value());
}

TEST(Usage, OfMoreRecordsInSuspenseThanABatchHoldsIsRefusedNotFatal) {
  Town town;
  std::vector<SuspenseId> ids;
  town.check_every(1'000'000);
  for (std::uint64_t part = 0; ids.size() <= limits::batch_records_max;) {
    metering::UsageBatch batch;
    batch.jobs.push_back({.key = "job", .account = "nobody", .requested = {}});
    batch.resources.emplace_back("a100");
    for (int i = 0; i < 40'000; ++i) batch.add(0, 0, ++part, count(town.now()) - 1000, count(town.now()), 1);
    ASSERT_TRUE(town.record("east", batch).has_value());
    ids = suspended_ids(town.state());
  }
  const auto reply = town.retry(ids);
  ASSERT_FALSE(reply.has_value());
  EXPECT_EQ(reply.error().code, ErrorCode::too_large);
}

TEST(Usage, OfMoreJobsThanABatchHoldsIsRefusedSinceNoEntryCouldBeReadAgain) {
  Town town;
  metering::UsageBatch batch;
  for (std::size_t i = 0; i <= limits::batch_records_max; ++i) {
    batch.jobs.push_back({.key = batch.keep("job-" + std::to_string(i)), .account = {}, .requested = {}});
  }
  const auto reply = town.record("east", batch);
  ASSERT_FALSE(reply.has_value());
  EXPECT_EQ(reply.error().code, ErrorCode::too_large);
}

TEST(Usage, WaitsForItsResourceItsPriceAndItsPayer) {
  Town town;
  auto unknown = hour_of("job", 1);
  unknown.resource = "b200";
  auto unpriced = hour_of("job", 2);
  unpriced.start_ms = unpriced.end_ms = count(at("2019-12-31T23:00:00Z"));
  auto unpaid = hour_of("other", 1);
  unpaid.account = "nobody";
  EXPECT_EQ(town.use({unknown, unpaid}).suspended, 2u);
  ASSERT_TRUE(town.retry(suspended_ids(town.state())).has_value());
  EXPECT_EQ(town.state().suspense.size(), 2u);
  town.must(AddResource{"b200", "B200", "NVIDIA", registry::ResourceKind::accelerator, {}});
  ASSERT_TRUE(town.retry(suspended_ids(town.state())).has_value());
  EXPECT_EQ(town.state().suspense.begin()->second.reason, SuspenseReason::unknown_resource);
  town.must(PublishRateCard{"b200",
                            "east",
                            {at("2026-01-01T00:00:00Z"), at("2027-01-01T00:00:00Z")},
                            {{"b200", {rating::Band{.price = town_price}}}}});
  town.must(MapPayer{"east", "*", "beta"});
  ASSERT_TRUE(town.retry(suspended_ids(town.state())).has_value());
  EXPECT_TRUE(town.state().suspense.empty());
  EXPECT_EQ(town.job("job").gross, amount("3.6"));
  EXPECT_EQ(town.job("other").gross, amount("3.6"));
  EXPECT_EQ(town.use({unknown}).duplicates, 1u);
}

TEST(Usage, WrittenOffIsGoneAndItsRepetitionADuplicate) {
  Town town;
  auto usage = hour_of("job", 1);
  usage.account = "nobody";
  town.use({usage});
  const auto ids = suspended_ids(town.state());
  EXPECT_EQ(town.try_to(WriteOffSuspense{ids, ""}), "missing_field");
  town.must(WriteOffSuspense{ids, "the site withdrew it"});
  EXPECT_EQ(town.try_to(WriteOffSuspense{ids, "again"}), "suspense_not_found");
  EXPECT_EQ(town.use({usage}).duplicates, 1u);
  EXPECT_TRUE(town.state().suspense.empty());
}

TEST(Usage, OverANightThatComesTwiceIsCutWhereTheDayBegins) {
  // The clocks went back from 00:01 to 23:01: the evening's last 59 minutes come twice, the second time in the new day.
  CheckedJournal journal(at("2026-11-08T00:00:00Z"));
  const ZoneOffsets zone{
      .steps = {{.from_ms = 0, .offset_s = -9000}, {.from_ms = count(at("2026-11-01T02:31:00Z")), .offset_s = -12600}}};
  const auto must = [&](const Command& command) { ASSERT_TRUE(journal.execute(command).has_value()); };
  must(CreateAuthority{
      {.name = "St. John's", .currency = "CAD", .zone_name = "America/St_Johns", .zone = zone, .public_key = {}}});
  must(AddOrganisation{"alpha", "alpha", "local", "alpha"});
  must(AddSite{"east", "east", "alpha", {}, {}});
  must(AddResource{"a100", "A100", "NVIDIA", registry::ResourceKind::accelerator, {}});
  must(PublishRateCard{"card",
                       "east",
                       {at("2026-01-01T00:00:00Z"), at("2027-01-01T00:00:00Z")},
                       {{"a100", {rating::Band{.price = town_price}}}}});
  must(MapPayer{"east", "alpha", "alpha"});
  Usage usage{.job = "job",
              .part = 1,
              .start_ms = count(at("2026-11-01T02:45:00Z")),
              .end_ms = count(at("2026-11-01T03:45:00Z"))};
  ASSERT_TRUE(journal.record("east", batch_of({usage})).has_value());
  const auto& job = journal.state().jobs.front();
  EXPECT_EQ(job.gross, amount("3.6"));
  ASSERT_EQ(job.lines.size(), 1u);
  EXPECT_EQ(job.lines.front().day, day("2026-11-01"));
}

}  // namespace
}  // namespace scrip::engine
