// The faults the memory store makes on purpose.

#include "storage/memory/memory_store.h"

#include <gtest/gtest.h>

#include "journal_text.h"

namespace scrip::testing {
namespace {

using storage::Fault;
using storage::FaultPlan;
using storage::MemoryDisk;
using storage::MemoryStore;

TEST(MemoryStoreFaults, AnAppendThatFailsBeforeWritingLeavesNothing) {
  MemoryDisk disk;
  MemoryStore store{disk};
  disk.set_faults(FaultPlan{}.fail_append(2, Fault::fail_before));
  EXPECT_OK(append(store, 1, {"one"}));
  EXPECT_ERROR(store_unavailable, append(store, 2, {"two"}));
  EXPECT_EQ(read_texts(store), Texts{"one"});
  EXPECT_OK(append(store, 2, {"two"}));
}

TEST(MemoryStoreFaults, AnAppendThatFailsAfterWritingIsDurableAllTheSame) {
  MemoryDisk disk;
  disk.set_faults(FaultPlan{}.fail_append(1, Fault::fail_after));
  MemoryStore store{disk};
  EXPECT_ERROR(store_unavailable, append(store, 1, {"one", "two"}));
  EXPECT_ERROR(sequence_taken, append(store, 1, {"one", "two"}));
  disk.crash();
  MemoryStore reopened{disk};
  EXPECT_EQ(read_texts(reopened), (Texts{"one", "two"}));
}

TEST(MemoryStoreFaults, AnAppendInDoubtIsWholeOrGoneAfterACrash) {
  int kept = 0;
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    MemoryDisk disk;
    disk.set_faults(FaultPlan{seed, {}, {}}.fail_append(2, Fault::in_doubt));
    MemoryStore store{disk};
    EXPECT_OK(append(store, 1, {"one"}));
    EXPECT_ERROR(store_unavailable, append(store, 2, {"two", "three"}));
    EXPECT_EQ(store.last_sequence(), 1u);
    disk.crash();
    MemoryStore reopened{disk};
    const Texts texts = read_texts(reopened).value();
    if (texts.size() == 3) ++kept;
    EXPECT_TRUE(texts == Texts{"one"} || texts == (Texts{"one", "two", "three"}));
  }
  EXPECT_GT(kept, 5);
  EXPECT_LT(kept, 35);
}

TEST(MemoryStoreFaults, AnAppendInDoubtWhosePlaceWasTakenNeverComesBack) {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    MemoryDisk disk;
    disk.set_faults(FaultPlan{seed, {}, {}}.fail_append(1, Fault::in_doubt));
    MemoryStore store{disk};
    EXPECT_ERROR(store_unavailable, append(store, 1, {"doubt"}));
    EXPECT_OK(append(store, 1, {"sure"}));
    disk.crash();
    MemoryStore reopened{disk};
    EXPECT_EQ(read_texts(reopened), Texts{"sure"});
  }
}

TEST(MemoryStoreFaults, AfterACrashOpenStoresAreDeadAndWhatWasAcknowledgedIsThere) {
  MemoryDisk disk;
  MemoryStore store{disk};
  EXPECT_OK(append(store, 1, {"one"}));
  EXPECT_OK(store.put_note("name", as_bytes("value")));
  disk.crash();
  EXPECT_ERROR(store_unavailable, append(store, 2, {"two"}));
  EXPECT_ERROR(store_unavailable, store.last_sequence());
  EXPECT_ERROR(store_unavailable, read_texts(store));
  EXPECT_ERROR(store_unavailable, store.get_note("name"));
  MemoryStore reopened{disk};
  EXPECT_EQ(read_texts(reopened), Texts{"one"});
  EXPECT_EQ(reopened.get_note("name"), bytes_of("value"));
}

TEST(MemoryStoreFaults, AFullDiskRefusesOnce) {
  MemoryDisk disk;
  disk.set_faults(FaultPlan{}.fail_append(1, Fault::full).fail_other_write(1, Fault::full));
  MemoryStore store{disk};
  EXPECT_ERROR(store_full, append(store, 1, {"one"}));
  EXPECT_ERROR(store_full, store.save_snapshot(0, as_bytes("state")));
  EXPECT_EQ(store.last_sequence(), 0u);
  EXPECT_EQ(store.load_snapshot(), std::nullopt);
  EXPECT_OK(append(store, 1, {"one"}));
}

TEST(MemoryStoreFaults, StoredBytesCanBeDamaged) {
  MemoryDisk disk;
  MemoryStore store{disk};
  EXPECT_OK(append(store, 1, {"one", "two"}));
  EXPECT_OK(store.save_snapshot(2, as_bytes("state")));
  disk.corrupt(2, 0, 0x20);
  disk.corrupt_snapshot(4, 0x20);
  EXPECT_EQ(read_texts(store), (Texts{"one", "Two"}));
  EXPECT_EQ(text_of(store.load_snapshot().value()->bytes), "statE");
}

TEST(MemoryStoreFaults, OneSeedGivesOneHistory) {
  const auto history = [](std::uint64_t seed) {
    MemoryDisk disk;
    disk.set_faults(FaultPlan{seed,
                              {.fail_before = 200'000, .fail_after = 200'000, .in_doubt = 100'000, .full = 100'000},
                              {.fail_before = 500'000}});
    MemoryStore store{disk};
    std::string outcomes;
    for (int i = 0; i < 200; ++i) {
      const std::uint64_t next = store.last_sequence().value() + 1;
      const auto appended = append(store, next, {"entry"});
      outcomes += appended ? '+' : appended.error().code == ErrorCode::store_full ? 'f' : '-';
      outcomes += store.put_note("name", as_bytes("value")) ? '+' : '-';
    }
    return outcomes + std::to_string(store.last_sequence().value());
  };
  EXPECT_EQ(history(1), history(1));
  EXPECT_NE(history(1), history(2));
}

}  // namespace
}  // namespace scrip::testing
