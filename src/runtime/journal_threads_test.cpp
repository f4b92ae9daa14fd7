// The journal with its appending thread, for ThreadSanitizer: what one thread decides, the other writes.

#include <gtest/gtest.h>

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

}  // namespace
}  // namespace scrip::runtime
