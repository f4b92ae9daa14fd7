// Reading ahead on a thread of its own gives what reading in turn gives.

#include <gtest/gtest.h>

#include "storage/memory/memory_store.h"
#include "tests/support/random_city.h"
#include "verify/verify.h"

namespace scrip::verify {
namespace {

TEST(VerifyThreads, ReadingAheadGivesTheSame) {
  storage::MemoryDisk disk;
  storage::MemoryStore store(disk);
  testing::build_random_journal(store, 5, 200);
  std::uint64_t last = 0;
  const auto ahead = verify(store, {}, [&](const Progress& progress) { last = progress.entry; });
  const auto in_turn = verify(store, {.key = {}, .checkpoints = {}, .threaded = false});
  ASSERT_TRUE(ahead && in_turn);
  EXPECT_EQ(ahead->root, in_turn->root);
  EXPECT_EQ(ahead->state_digest, in_turn->state_digest);
  EXPECT_EQ(last, ahead->entries);
}

TEST(VerifyThreads, AnErrorEndsTheReadingAhead) {
  storage::MemoryDisk disk;
  storage::MemoryStore store(disk);
  testing::build_random_journal(store, 6, 200);
  const std::uint64_t entries = store.last_sequence().value();
  for (std::uint64_t sequence = 1; sequence <= entries; sequence += 17) {
    disk.corrupt(sequence, 5, 1);
    const auto report = verify(store, {});
    disk.corrupt(sequence, 5, 1);
    ASSERT_FALSE(report);
    EXPECT_EQ(report.error().line, sequence);
  }
}

}  // namespace
}  // namespace scrip::verify
