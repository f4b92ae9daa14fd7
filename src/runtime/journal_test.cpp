#include "runtime/journal.h"

#include <gtest/gtest.h>

#include "proof/hash.h"
#include "tests/sim/town.h"

namespace scrip::runtime {
namespace {

using namespace scrip::sim;
using storage::Fault;
using storage::FaultPlan;

Result<std::unique_ptr<Journal>> open_on(ports::Store& store) {
  return Journal::open(store, {.clock = [] { return at("2026-03-11T00:00:00Z"); }, .threaded = false});
}

TEST(Journal, AnswersARepeatedCommandWithItsFirstEntry) {
  Town town;
  const Request request{.actor = "officer", .idempotency_key = "k1"};
  const auto first = town.execute(voucher_called("v"), request);
  ASSERT_TRUE(first.has_value());
  EXPECT_FALSE(first->repeated);
  for (const bool restarted : {false, true}) {
    if (restarted) town.restart();
    const auto again = town.execute(voucher_called("v"), request);
    ASSERT_TRUE(again.has_value());
    EXPECT_TRUE(again->repeated);
    EXPECT_EQ(again->sequence, first->sequence);
    EXPECT_TRUE(again->events.empty());
  }
}

TEST(Journal, RefusesAKeyThatWasUsedForSomethingElse) {
  Town town;
  const auto asking = [](const char* what) {
    return Request{.actor = "officer", .idempotency_key = "k", .content = proof::sha256(as_bytes(what))};
  };
  const auto first = town.execute(voucher_called("v"), asking("v"));
  ASSERT_TRUE(first.has_value());
  for (const bool restarted : {false, true}) {
    if (restarted) town.restart();
    const auto again = town.execute(voucher_called("v"), asking("v"));
    ASSERT_TRUE(again.has_value());
    EXPECT_TRUE(again->repeated);
    EXPECT_EQ(again->sequence, first->sequence);
    const auto other = town.execute(voucher_called("w"), asking("w"));
    ASSERT_FALSE(other.has_value());
    EXPECT_EQ(other.error().code, ErrorCode::key_reused);
    EXPECT_EQ(other.error().field, "Idempotency-Key");
    EXPECT_EQ(town.record("east", batch_of({hour_of("job", 1)}), asking("w")).error().code, ErrorCode::key_reused);
    EXPECT_EQ(town.state().find_voucher("w"), nullptr);
    // Who does not say what is asked for gets the first answer.
    EXPECT_TRUE(town.execute(voucher_called("w"), {.actor = "officer", .idempotency_key = "k"})->repeated);
  }
}

TEST(Journal, DoesNotCompareWhatIsAskedForWithARequestThatDidNotSayIt) {
  Town town;
  Request request{.actor = "officer", .idempotency_key = "k"};
  ASSERT_TRUE(town.execute(voucher_called("v"), request).has_value());
  request.content = proof::sha256(as_bytes("anything"));
  const auto again = town.execute(voucher_called("v"), request);
  ASSERT_TRUE(again.has_value());
  EXPECT_TRUE(again->repeated);
}

TEST(Journal, LeavesTheKeyOfARefusedRequestFree) {
  Town town;
  auto wrong = voucher_called("v");
  wrong.organisation = "nobody";
  Request request{.actor = "officer", .idempotency_key = "k", .content = proof::sha256(as_bytes("wrong"))};
  EXPECT_FALSE(town.execute(wrong, request).has_value());
  request.content = proof::sha256(as_bytes("right"));
  const auto right = town.execute(voucher_called("v"), request);
  ASSERT_TRUE(right.has_value());
  EXPECT_FALSE(right->repeated);
}

TEST(Journal, KeepsThePlacesOfTwoActorsWithTheSameKeyApart) {
  Town town;
  ASSERT_TRUE(town.execute(voucher_called("v"), {.actor = "a", .idempotency_key = "k"}).has_value());
  const auto other = town.execute(voucher_called("w"), {.actor = "b", .idempotency_key = "k"});
  ASSERT_TRUE(other.has_value());
  EXPECT_FALSE(other->repeated);
}

TEST(Journal, ChargesARepeatedBatchOnce) {
  Town town;
  const Request request{.actor = "east", .idempotency_key = "batch-1"};
  const auto first = town.record("east", batch_of({hour_of("job", 1)}), request);
  const auto again = town.record("east", batch_of({hour_of("job", 1)}), request);
  ASSERT_TRUE(first.has_value());
  ASSERT_TRUE(again.has_value());
  EXPECT_TRUE(again->repeated);
  EXPECT_EQ(again->sequence, first->sequence);
}

TEST(Journal, RefusesEverythingAfterAFailedAppendAndReloadsWhatIsDurable) {
  for (const Fault fault : {Fault::fail_before, Fault::fail_after, Fault::full}) {
    storage::MemoryDisk disk;
    storage::MemoryStore store(disk);
    auto journal = open_on(store).value();
    const engine::CreateAuthority command{
        {.name = "A", .currency = "CNY", .zone_name = "UTC", .zone = {}, .public_key = {}}};
    disk.set_faults(FaultPlan{}.fail_append(1, fault));
    const auto failed = journal->execute(command, {});
    ASSERT_FALSE(failed.has_value());
    EXPECT_EQ(journal->execute(command, {}).error(), failed.error());
    EXPECT_EQ(journal->close_period(month("2026-01"), {}).error(), failed.error());
    EXPECT_EQ(journal->record("east", {}, {}).error(), failed.error());
    EXPECT_FALSE(journal->sync().has_value());
    EXPECT_FALSE(journal->save_snapshot().has_value());
    auto reopened = open_on(store).value();
    EXPECT_EQ(reopened->state().authority.has_value(), fault == Fault::fail_after);
  }
}

TEST(Journal, LosesToAWriterThatWasFirst) {
  storage::MemoryDisk disk;
  storage::MemoryStore one_store(disk);
  storage::MemoryStore other_store(disk);
  auto one = open_on(one_store).value();
  auto other = open_on(other_store).value();
  const engine::CreateAuthority command{
      {.name = "A", .currency = "CNY", .zone_name = "UTC", .zone = {}, .public_key = {}}};
  ASSERT_TRUE(one->execute(command, {}).has_value());
  const auto lost = other->execute(command, {});
  ASSERT_FALSE(lost.has_value());
  EXPECT_EQ(lost.error().code, ErrorCode::sequence_taken);
  EXPECT_FALSE(other->execute(engine::AddOrganisation{"o", "o", "local", "o"}, {}).has_value());
  EXPECT_TRUE(one->execute(engine::AddOrganisation{"o", "o", "local", "o"}, {}).has_value());
}

TEST(Journal, GivesTheSameHeadAfterAReplayAndAfterASnapshot) {
  Town town;
  town.use({hour_of("job", 1)});
  const auto head = town.journal().head().value();
  town.restart();
  EXPECT_EQ(town.journal().head()->root, head.root);
  ASSERT_TRUE(town.journal().save_snapshot().has_value());
  town.restart();
  EXPECT_EQ(town.journal().load_report().snapshot_sequence, head.size);
  EXPECT_EQ(town.journal().load_report().entries_replayed, 0u);
  EXPECT_EQ(town.journal().head()->root, head.root);
}

TEST(Journal, ReplaysFromTheStartWhenItsSnapshotIsDamagedInItsHeader) {
  Town town;
  ASSERT_TRUE(town.journal().save_snapshot().has_value());
  town.disk().corrupt_snapshot(0, 0xff);
  town.restart();
  EXPECT_EQ(town.journal().load_report().snapshot_sequence, 0u);
}

TEST(Journal, FindsTheContentOfAnEarlierRecord) {
  Town town;
  town.use({hour_of("job", 7), hour_of("job", 9)});
  const auto& job = town.job("job");
  const JobId id = town.state().job_by_key.at(job.key);
  const auto found = town.journal().find_record(id, 9).value();
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(found->record.part, 9u);
  EXPECT_EQ(found->record.end_ms - found->record.start_ms, hour_ms);
  EXPECT_EQ(found->resource, "a100");
  EXPECT_FALSE(town.journal().find_record(id, 8).value().has_value());
}

TEST(Journal, MovesTimeForwardEvenWhereTheClockStandsOrGoesBack) {
  Town town;
  const Instant before = town.state().last_time;
  town.must(voucher_called("a"));
  town.set_now(at("2026-03-01T00:00:00Z"));
  town.must(voucher_called("b"));
  EXPECT_GT(town.state().last_time, before);
}

}  // namespace
}  // namespace scrip::runtime
