// The journal with its appending thread, for ThreadSanitizer: what one thread decides, the other writes.

#include <gtest/gtest.h>

#include <atomic>
#include <deque>
#include <string>
#include <vector>

#include "codec/entry.h"
#include "runtime/journal.h"
#include "tests/sim/town.h"

namespace scrip::runtime {
namespace {

using namespace scrip::sim;
using storage::Fault;
using storage::FaultPlan;
using storage::MemoryDisk;
using storage::MemoryStore;

JournalOptions threaded() {
  return {.clock = [] { return at("2026-03-11T00:00:00Z"); }, .threaded = true, .snapshot_records = 500};
}

// The commands and batches of a town, on a journal with two threads.
void set_up(Journal& journal) {
  const auto must = [&](const engine::Command& command) { ASSERT_TRUE(journal.execute(command, {}).has_value()); };
  must(engine::CreateAuthority{{.name = "A", .currency = "CNY", .zone_name = "UTC", .zone = {}, .public_key = {}}});
  must(engine::AddOrganisation{"alpha", "alpha", "local", "alpha"});
  must(engine::AddSite{"east", "east", "alpha", {}, {}});
  must(engine::AddResource{"a100", "A100", "NVIDIA", registry::ResourceKind::accelerator, {}});
  must(engine::PublishRateCard{"card",
                               "east",
                               {at("2026-01-01T00:00:00Z"), at("2027-01-01T00:00:00Z")},
                               {{"a100", {rating::Band{.price = town_price}}}}});
  must(engine::MapPayer{"east", "alpha", "alpha"});
}

TEST(JournalThreads, WhatIsSyncedIsDurableAndReplaysToTheSameState) {
  MemoryDisk disk;
  MemoryStore store(disk);
  Bytes state;
  {
    auto journal = Journal::open(store, threaded()).value();
    ASSERT_NO_FATAL_FAILURE(set_up(*journal));
    for (std::uint64_t part = 1; part <= 400; ++part) {
      const auto reply = journal->record("east", batch_of({hour_of("job-" + std::to_string(part % 7), part)}), {});
      ASSERT_TRUE(reply.has_value());
      if (part % 50 == 0) {
        ASSERT_TRUE(journal->sync().has_value());
        EXPECT_EQ(store.last_sequence().value(), reply->sequence);
        EXPECT_EQ(journal->head()->size, reply->sequence);
      }
      if (part % 90 != 0) continue;
      ASSERT_TRUE(journal->find_record(JobId{0}, part).has_value());
    }
    state = codec::encode_state(journal->state());
  }  // what was queued is appended on the way out
  auto reopened = Journal::open(store, threaded()).value();
  EXPECT_TRUE(codec::encode_state(reopened->state()) == state);
  EXPECT_EQ(reopened->record("east", batch_of({hour_of("job-1", 1)}), {})->duplicates, 1u);
}

TEST(JournalThreads, AFailureOfTheOtherThreadReachesTheCaller) {
  for (const Fault fault : {Fault::fail_before, Fault::fail_after, Fault::in_doubt, Fault::full}) {
    MemoryDisk disk;
    MemoryStore store(disk);
    auto journal = Journal::open(store, threaded()).value();
    ASSERT_NO_FATAL_FAILURE(set_up(*journal));
    disk.set_faults(FaultPlan{}.fail_append(3, fault));
    bool failed = false;
    for (std::uint64_t part = 1; part <= 200 && !failed; ++part) {
      failed = !journal->record("east", batch_of({hour_of("job", part)}), {}).has_value();
      // What is queued may go out in one append, so the third one has to be made sure of.
      if (part % 10 == 0) failed = failed || !journal->sync().has_value();
    }
    EXPECT_FALSE(journal->sync().has_value());
    EXPECT_FALSE(journal->execute(engine::AddOrganisation{"o", "o", "local", "o"}, {}).has_value());
    journal.reset();
    auto reopened = Journal::open(store, threaded()).value();
    EXPECT_EQ(reopened->state().last_sequence, store.last_sequence().value());
  }
}

// What one call of when_durable() said, and how far the store was by then.
struct Told {
  std::atomic<int> calls = 0;
  std::atomic<int> failures = 0;
  std::atomic<std::uint64_t> stored = 0;
};

TEST(JournalThreads, WhoIsToldIsToldOnceAndNotBeforeItIsDurable) {
  MemoryDisk disk;
  MemoryStore store(disk);
  auto journal = Journal::open(store, threaded()).value();
  ASSERT_NO_FATAL_FAILURE(set_up(*journal));
  std::deque<Told> told;
  std::vector<std::uint64_t> sequences;
  for (int i = 0; i < 200; ++i) {
    const std::string key = "company-" + std::to_string(i);
    sequences.push_back(journal->submit(engine::AddOrganisation{key, key, "local", key}, {})->sequence);
    if (i % 3 == 2) continue;  // it shares the next one's
    Told& mine = told.emplace_back();
    journal->when_durable([&store, &mine](const Result<void>& result) {
      mine.stored = store.last_sequence().value();
      mine.failures += result ? 0 : 1;
      ++mine.calls;
    });
  }
  ASSERT_TRUE(journal->sync().has_value());
  const std::uint64_t last = sequences.back();
  journal.reset();  // the calls are over
  EXPECT_EQ(store.last_sequence().value(), last);
  std::size_t at = 0;
  for (const Told& each : told) {
    EXPECT_EQ(each.calls, 1);
    EXPECT_EQ(each.failures, 0);
    EXPECT_GE(each.stored, sequences[at]);
    at += at % 3 == 1 ? 2 : 1;
  }
}

TEST(JournalThreads, AFailureIsToldToAllWhoWaitAndToThoseWhoAskLater) {
  MemoryDisk disk;
  MemoryStore store(disk);
  auto journal = Journal::open(store, threaded()).value();
  ASSERT_NO_FATAL_FAILURE(set_up(*journal));
  disk.set_faults(FaultPlan{}.fail_append(1, Fault::fail_before));
  std::atomic<int> failures = 0;
  int asked = 0;
  for (int i = 0; i < 50; ++i) {
    const std::string key = "company-" + std::to_string(i);
    (void)journal->submit(engine::AddOrganisation{key, key, "local", key}, {});  // refused once the failure is known
    journal->when_durable([&](const Result<void>& result) { failures += result ? 0 : 1; });
    ++asked;
  }
  EXPECT_FALSE(journal->sync().has_value());
  journal.reset();
  EXPECT_EQ(failures, asked);
}

}  // namespace
}  // namespace scrip::runtime
