#include "verify/verify.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "codec/entry.h"
#include "codec/snapshot.h"
#include "proof/checkpoint.h"
#include "storage/memory/memory_store.h"
#include "tests/support/random_city.h"

namespace scrip::verify {
namespace {

using storage::MemoryDisk;
using storage::MemoryStore;
using testing::build_random_journal;
using testing::entries_of;
using testing::RandomCity;
using testing::signed_checkpoint;

constexpr VerifyOptions on_one_thread{.key = {}, .checkpoints = {}, .threaded = false};

void put_all(ports::Store& store, const std::vector<Bytes>& entries) {
  const std::vector<ByteView> views(entries.begin(), entries.end());
  ASSERT_TRUE(store.append(1, views));
}

// A small journal and what was signed of it.
class VerifyChanged : public ::testing::Test {
 protected:
  void SetUp() override {
    build_random_journal(original_, 42, 40);
    entries_ = entries_of(original_);
    checkpoint_ = signed_checkpoint(original_, entries_.size(), RandomCity::key());
  }

  // The error of verifying the entries as they are now, with the checkpoint of the original ones.
  [[nodiscard]] Error error_of(const std::vector<std::string>& checkpoints) {
    MemoryDisk disk;
    MemoryStore store(disk);
    put_all(store, entries_);
    const auto report = verify(store, {.key = {}, .checkpoints = checkpoints, .threaded = false});
    EXPECT_FALSE(report);
    return report ? Error{} : report.error();
  }

  MemoryDisk disk_;
  MemoryStore original_{disk_};
  std::vector<Bytes> entries_;
  std::string checkpoint_;
};

TEST_F(VerifyChanged, EveryFlippedBitIsFoundAndItsEntryNamed) {
  MemoryDisk disk;
  MemoryStore store(disk);
  put_all(store, entries_);
  std::size_t flips = 0;
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    for (std::size_t byte = 0; byte < entries_[i].size(); ++byte) {
      const auto mask = static_cast<std::uint8_t>(1U << (flips++ % 8));
      disk.corrupt(i + 1, byte, mask);
      const auto report = verify(store, on_one_thread);
      disk.corrupt(i + 1, byte, mask);
      ASSERT_FALSE(report) << "entry " << i + 1 << ", byte " << byte;
      EXPECT_EQ(report.error().field, "entry");
      ASSERT_EQ(report.error().line, i + 1) << "byte " << byte << ": " << report.error().detail;
    }
  }
  EXPECT_GT(flips, 3'000U);
  EXPECT_TRUE(verify(store, on_one_thread));
}

TEST_F(VerifyChanged, SwappedEntriesAreFound) {
  std::swap(entries_[20], entries_[21]);
  const Error error = error_of({});
  EXPECT_EQ(error.code, ErrorCode::entry_corrupt);
  EXPECT_EQ(error.line, 21U);
}

TEST_F(VerifyChanged, AMissingLastEntryIsFoundByTheCheckpoint) {
  entries_.pop_back();
  const Error error = error_of({checkpoint_});
  EXPECT_EQ(error.code, ErrorCode::hash_mismatch);
  EXPECT_EQ(error.line, entries_.size() + 1);
}

TEST(Verify, FindsAJournalAsItShouldBe) {
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    MemoryDisk disk;
    MemoryStore store(disk);
    build_random_journal(store, seed, 150);
    ASSERT_FALSE(HasFailure()) << "seed " << seed;
    const auto report = verify(store, on_one_thread);
    ASSERT_TRUE(report) << "seed " << seed << ": " << describe(report.error(), Language::english);
    EXPECT_EQ(report->entries, store.last_sequence().value());
    EXPECT_EQ(report->checkpoints.size(), 1U);
  }
}

}  // namespace
}  // namespace scrip::verify
