// Journals that a forger could write: every answer but a crash is a good one, and what an audit lets pass must balance.

#include <gtest/gtest.h>

#include <cstdlib>

#include "codec/entry.h"
#include "storage/memory/memory_store.h"
#include "tests/support/mutator.h"
#include "tests/support/random_city.h"
#include "tests/support/sanitized.h"
#include "verify/books.h"

namespace scrip::verify {
namespace {

using engine::Replay;

std::vector<codec::Entry> decoded(const std::vector<Bytes>& entries) {
  std::vector<codec::Entry> result;
  for (const auto& entry : entries) result.push_back(codec::decode_entry(entry).value());
  return result;
}

// As it would arrive: what cannot be written, or the codec refuses, never reaches the replay.
Result<codec::Entry> through_the_codec(const codec::Entry& entry) {
  if (const auto* block = std::get_if<engine::UsageBlock>(&entry.body)) {
    std::size_t records = 0;
    for (const auto& job : block->jobs) records += job.records;
    if (records != block->size()) return fail(ErrorCode::encoding_invalid, "columns and jobs differ in length");
  }
  return codec::decode_entry(
      std::visit([&](const auto& body) { return codec::encode(entry.header, body); }, entry.body));
}

struct Outcome {
  bool replayed = true;
  engine::State state;
};

Outcome replay(const std::vector<codec::Entry>& entries, std::size_t forged_at, const codec::Entry& forged,
               Replay how) {
  Outcome outcome;
  for (std::size_t i = 0; i < entries.size() && outcome.replayed; ++i) {
    const bool before = i < forged_at;
    outcome.replayed =
        codec::replay(outcome.state, i == forged_at ? forged : entries[i], before ? Replay::take : how).has_value();
  }
  return outcome;
}

int rounds() {
  const char* set = std::getenv("SCRIP_FORGERIES");
  return set != nullptr ? std::atoi(set) : testing::part_of(1'500);
}

TEST(HostileJournal, NeverCrashesAReplayAndBalancesIfItPassesAnAudit) {
  Random random(7);
  testing::Mutator mutator(random);
  int passed = 0;
  std::vector<codec::Entry> entries;
  for (int round = 0; round < rounds(); ++round) {
    if (round % 100 == 0) {
      storage::MemoryDisk disk;
      storage::MemoryStore store(disk);
      testing::build_random_journal(store, random.next(), 60);
      entries = decoded(testing::entries_of(store));
    }
    const std::size_t at = random.below(entries.size());
    codec::Entry forged = entries[at];
    for (auto changes = random.between(1, 3); changes > 0; --changes) mutator.change(forged);
    const auto arrived = through_the_codec(forged);
    if (!arrived) continue;
    const auto how = random.chance(1, 2) ? Replay::take : Replay::judge;
    const Outcome outcome = replay(entries, at, *arrived, how);
    if (!outcome.replayed || how == Replay::take) continue;
    ++passed;
    const auto books = check_books(outcome.state);
    ASSERT_TRUE(books) << "round " << round << ", entry " << at + 1 << ": " << books.error().detail;
  }
  EXPECT_GT(passed, 0);
}

}  // namespace
}  // namespace scrip::verify
