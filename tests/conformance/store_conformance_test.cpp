// What every store must do. A new store adds its bench to `Benches` below and nothing else.

#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <memory>
#include <string>
#include <thread>

#include "base/check.h"
#include "journal_text.h"
#include "storage/memory/memory_store.h"
#include "storage/sqlite/sqlite_store.h"
#include "temporary_folder.h"

namespace scrip::testing {
namespace {

using StorePtr = std::unique_ptr<ports::Store>;

StorePtr opened(Result<std::unique_ptr<storage::SqliteStore>> store) {
  EXPECT_TRUE(store.has_value()) << describe(store.error(), Language::english);
  SCRIP_CHECK(store.has_value());
  return *std::move(store);
}

// A bench opens stores on one underlying journal: the first time it is made, after that it is the same one.
class MemoryBench {
 public:
  StorePtr open() { return std::make_unique<storage::MemoryStore>(disk_); }
  // A store with room for little more than 1 MiB.
  StorePtr open_small() {
    disk_.set_capacity(1u << 20);
    return open();
  }
  std::string backup_path() { return "copy"; }
  StorePtr open_backup() {
    copy_ = disk_.open_backup(backup_path()).value();
    return std::make_unique<storage::MemoryStore>(*copy_);
  }

 private:
  storage::MemoryDisk disk_;
  std::unique_ptr<storage::MemoryDisk> copy_;
};

class SqliteBench {
 public:
  StorePtr open() { return open_with({}); }
  StorePtr open_small() { return open_with({.page_bytes = 16'384, .pages_max = 80}); }
  std::string backup_path() { return folder_.file("copy.db"); }
  StorePtr open_backup() { return opened(storage::SqliteStore::open(backup_path(), storage::OpenMode::must_exist)); }

 private:
  StorePtr open_with(const storage::OpenOptions& options) {
    const std::string path = folder_.file("journal.db");
    const bool exists = std::filesystem::exists(path);
    return opened(storage::SqliteStore::open(
        path, exists ? storage::OpenMode::must_exist : storage::OpenMode::create_new, options));
  }
  TemporaryFolder folder_;
};

template <class Bench>
class StoreConformance : public ::testing::Test {
 protected:
  Bench bench_;
  StorePtr store_ = bench_.open();

  void restart() {
    store_.reset();
    store_ = bench_.open();
  }
};

using Benches = ::testing::Types<MemoryBench, SqliteBench>;
class BenchNames {
 public:
  template <class Bench>
  static std::string GetName(int) {
    return std::is_same_v<Bench, MemoryBench> ? "memory" : "sqlite";
  }
};
TYPED_TEST_SUITE(StoreConformance, Benches, BenchNames);

// --- the journal ---

TYPED_TEST(StoreConformance, ANewJournalIsEmpty) {
  EXPECT_EQ(this->store_->last_sequence(), 0u);
  EXPECT_EQ(read_texts(*this->store_), Texts{});
}

TYPED_TEST(StoreConformance, WhatWasAppendedIsReadBackInOrder) {
  EXPECT_OK(append(*this->store_, 1, {"one"}));
  EXPECT_OK(append(*this->store_, 2, {"two", "three"}));
  EXPECT_EQ(this->store_->last_sequence(), 3u);
  EXPECT_EQ(read_texts(*this->store_), (Texts{"one", "two", "three"}));
}

TYPED_TEST(StoreConformance, BytesOfAnyValueAndSizeComeBackUnchanged) {
  const std::string zeros(3, '\0');
  const Bytes large = random_bytes(3'000'001, 7);
  const Texts all{"", zeros, text_of(large), "\xff\xfe"};
  EXPECT_OK(append(*this->store_, 1, all));
  EXPECT_EQ(read_texts(*this->store_), all);
}

TYPED_TEST(StoreConformance, AppendingNothingAtTheRightPlaceChangesNothing) {
  EXPECT_OK(append(*this->store_, 1, {}));
  EXPECT_ERROR(sequence_taken, append(*this->store_, 2, {}));
  EXPECT_EQ(this->store_->last_sequence(), 0u);
}

TYPED_TEST(StoreConformance, AnAppendThatLeavesAGapIsRefused) {
  EXPECT_ERROR(sequence_taken, append(*this->store_, 2, {"two"}));
  EXPECT_ERROR(sequence_taken, append(*this->store_, 0, {"zero"}));
  EXPECT_ERROR(sequence_taken, append(*this->store_, ports::to_the_end, {"end"}));
  EXPECT_EQ(this->store_->last_sequence(), 0u);
}

TYPED_TEST(StoreConformance, AnEntryIsNeverOverwritten) {
  EXPECT_OK(append(*this->store_, 1, {"first"}));
  EXPECT_ERROR(sequence_taken, append(*this->store_, 1, {"second"}));
  EXPECT_EQ(read_texts(*this->store_), Texts{"first"});
}

TYPED_TEST(StoreConformance, OfTwoWritersTheSecondLoses) {
  const StorePtr other = this->bench_.open();
  EXPECT_OK(append(*this->store_, 1, {"mine"}));
  EXPECT_ERROR(sequence_taken, append(*other, 1, {"theirs", "and more"}));
  EXPECT_EQ(read_texts(*other), Texts{"mine"});
  EXPECT_OK(append(*other, 2, {"theirs"}));
  EXPECT_ERROR(sequence_taken, append(*this->store_, 2, {"mine"}));
  EXPECT_EQ(read_texts(*this->store_), (Texts{"mine", "theirs"}));
}

TYPED_TEST(StoreConformance, WritersRacingForEachSequenceNumberLoseNothing) {
  constexpr std::uint64_t each = 40;
  const auto race = [](ports::Store& store, const std::string& name) {
    for (std::uint64_t done = 0; done < each;) {
      const std::uint64_t next = store.last_sequence().value() + 1;
      const auto outcome = append(store, next, {name + std::to_string(done)});
      EXPECT_TRUE(outcome.has_value() || outcome.error().code == ErrorCode::sequence_taken);
      if (outcome) ++done;
    }
  };
  const StorePtr other = this->bench_.open();
  {
    const std::jthread a([&] { race(*this->store_, "a"); });
    const std::jthread b([&] { race(*other, "b"); });
  }
  const Texts texts = read_texts(*this->store_).value();
  EXPECT_EQ(texts.size(), 2 * each);
  for (const char name : {'a', 'b'}) {
    std::uint64_t done = 0;
    for (const std::string& text : texts) {
      if (text.front() == name) {
        EXPECT_EQ(text, name + std::to_string(done++));
      }
    }
    EXPECT_EQ(done, each);
  }
}

TYPED_TEST(StoreConformance, ARangeIsReadWithBothEnds) {
  EXPECT_OK(append(*this->store_, 1, {"1", "2", "3", "4", "5"}));
  EXPECT_EQ(read_texts(*this->store_, 2, 4), (Texts{"2", "3", "4"}));
  EXPECT_EQ(read_texts(*this->store_, 4), (Texts{"4", "5"}));
  EXPECT_EQ(read_texts(*this->store_, 5, 5), (Texts{"5"}));
  EXPECT_EQ(read_texts(*this->store_, 0, 1), (Texts{"1"}));
  EXPECT_EQ(read_texts(*this->store_, 4, 3), Texts{});
  EXPECT_EQ(read_texts(*this->store_, 6), Texts{});
  EXPECT_EQ(read_texts(*this->store_, ports::to_the_end), Texts{});
}

TYPED_TEST(StoreConformance, AVisitorStopsTheRead) {
  EXPECT_OK(append(*this->store_, 1, {"1", "2", "3"}));
  int seen = 0;
  EXPECT_OK(this->store_->read(1, ports::to_the_end, [&](std::uint64_t, ByteView) { return ++seen < 2; }));
  EXPECT_EQ(seen, 2);
}

TYPED_TEST(StoreConformance, AVisitorMayUseTheStore) {
  EXPECT_OK(append(*this->store_, 1, {"1", "2"}));
  std::uint64_t next = 3;
  EXPECT_OK(this->store_->read(1, ports::to_the_end, [&](std::uint64_t sequence, ByteView bytes) {
    EXPECT_OK(this->store_->put_note("at", bytes));
    EXPECT_OK(append(*this->store_, next++, {"more"}));
    EXPECT_EQ(this->store_->get_note("at"), Bytes(bytes.begin(), bytes.end()));
    return sequence < 2;
  }));
  EXPECT_EQ(this->store_->last_sequence(), 4u);
}

TYPED_TEST(StoreConformance, EverythingIsThereAfterARestart) {
  EXPECT_OK(append(*this->store_, 1, {"one", "two"}));
  EXPECT_OK(this->store_->save_snapshot(2, as_bytes("state")));
  EXPECT_OK(this->store_->put_document(Hash256{{1}}, as_bytes("document")));
  EXPECT_OK(this->store_->put_note("name", as_bytes("value")));
  this->restart();
  EXPECT_EQ(read_texts(*this->store_), (Texts{"one", "two"}));
  EXPECT_EQ(text_of(this->store_->load_snapshot().value()->bytes), "state");
  EXPECT_EQ(this->store_->get_document(Hash256{{1}}), bytes_of("document"));
  EXPECT_EQ(this->store_->get_note("name"), bytes_of("value"));
  EXPECT_OK(append(*this->store_, 3, {"three"}));
}

// Each append is of three entries that belong together: a reader must never see one without the others.
TYPED_TEST(StoreConformance, AReaderBesideTheWriterSeesWholeAppends) {
  constexpr std::uint64_t appends = 100;
  std::atomic<bool> written{false};
  std::jthread writer([&] {
    for (std::uint64_t i = 0; i < appends; ++i) {
      const std::string text = std::to_string(i) + std::string(20'000, 'x');
      EXPECT_OK(append(*this->store_, 3 * i + 1, {text, text, text}));
    }
    written = true;
  });
  std::uint64_t seen = 0;
  for (bool last_time = false; !last_time;) {
    last_time = written;
    const std::uint64_t last = this->store_->last_sequence().value();
    EXPECT_GE(last, seen);
    EXPECT_EQ(last % 3, 0u);
    seen = last;
    const Texts texts = read_texts(*this->store_, last == 0 ? 1 : last - 2).value();
    EXPECT_EQ(texts.size() % 3, 0u);
    for (std::size_t i = 0; i < texts.size(); ++i) EXPECT_EQ(texts[i], texts[i - i % 3]);
  }
  EXPECT_EQ(seen, 3 * appends);
}

// --- a full disk ---

TYPED_TEST(StoreConformance, OnAFullDiskAnAppendIsWholeOrNothingAndTheJournalStays) {
  this->store_.reset();
  this->store_ = this->bench_.open_small();
  const std::string text(100'000, 'x');
  std::uint64_t next = 1;
  Result<void> outcome;
  while ((outcome = append(*this->store_, next, {text, text, text}))) next += 3;
  EXPECT_ERROR(store_full, outcome);
  EXPECT_EQ(next, 10u);
  EXPECT_EQ(this->store_->last_sequence(), next - 1);
  EXPECT_EQ(read_texts(*this->store_).value().size(), next - 1);
  EXPECT_ERROR(store_full, this->store_->save_snapshot(1, random_bytes(2'000'000, 1)));
  EXPECT_EQ(this->store_->load_snapshot(), std::nullopt);
  EXPECT_OK(append(*this->store_, next, {"small"}));
}

// --- snapshots, documents, notes ---

TYPED_TEST(StoreConformance, WithoutASnapshotThereIsNone) { EXPECT_EQ(this->store_->load_snapshot(), std::nullopt); }

TYPED_TEST(StoreConformance, TheNewestSnapshotIsLoaded) {
  for (const std::uint64_t sequence : {10u, 30u, 20u}) {
    EXPECT_OK(this->store_->save_snapshot(sequence, as_bytes("state " + std::to_string(sequence))));
  }
  const auto snapshot = this->store_->load_snapshot().value();
  ASSERT_TRUE(snapshot.has_value());
  EXPECT_EQ(snapshot->sequence, 30u);
  EXPECT_EQ(text_of(snapshot->bytes), "state 30");
}

TYPED_TEST(StoreConformance, ASnapshotSavedAgainReplacesTheFirst) {
  EXPECT_OK(this->store_->save_snapshot(5, as_bytes("first")));
  EXPECT_OK(this->store_->save_snapshot(5, as_bytes("")));
  EXPECT_EQ(this->store_->load_snapshot().value()->bytes, Bytes{});
}

TYPED_TEST(StoreConformance, DocumentsAreFoundByTheirHashAndPutOnce) {
  EXPECT_EQ(this->store_->get_document(Hash256{{9}}), std::nullopt);
  EXPECT_OK(this->store_->put_document(Hash256{{9}}, as_bytes("text")));
  EXPECT_OK(this->store_->put_document(Hash256{{9}}, as_bytes("text")));
  EXPECT_OK(this->store_->put_document(Hash256{{8}}, {}));
  EXPECT_EQ(this->store_->get_document(Hash256{{9}}), bytes_of("text"));
  EXPECT_EQ(this->store_->get_document(Hash256{{8}}), Bytes{});
}

TYPED_TEST(StoreConformance, ANoteKeepsItsLastValue) {
  EXPECT_EQ(this->store_->get_note("checkpoint"), std::nullopt);
  EXPECT_OK(this->store_->put_note("checkpoint", as_bytes("1")));
  EXPECT_OK(this->store_->put_note("checkpoint", as_bytes("2")));
  EXPECT_OK(this->store_->put_note("", as_bytes("no name")));
  EXPECT_OK(this->store_->put_note("empty", {}));
  EXPECT_EQ(this->store_->get_note("checkpoint"), bytes_of("2"));
  EXPECT_EQ(this->store_->get_note(""), bytes_of("no name"));
  EXPECT_EQ(this->store_->get_note("empty"), Bytes{});
}

// --- backup ---

TYPED_TEST(StoreConformance, ABackupHoldsEverythingAndIsAStoreOfItsOwn) {
  EXPECT_OK(append(*this->store_, 1, {"one", "two"}));
  EXPECT_OK(this->store_->save_snapshot(2, as_bytes("state")));
  EXPECT_OK(this->store_->put_document(Hash256{{1}}, as_bytes("document")));
  EXPECT_OK(this->store_->put_note("name", as_bytes("value")));
  EXPECT_OK(this->store_->backup_to(this->bench_.backup_path()));
  EXPECT_OK(append(*this->store_, 3, {"later"}));

  const StorePtr copy = this->bench_.open_backup();
  EXPECT_EQ(read_texts(*copy), (Texts{"one", "two"}));
  EXPECT_EQ(copy->load_snapshot().value()->sequence, 2u);
  EXPECT_EQ(copy->get_document(Hash256{{1}}), bytes_of("document"));
  EXPECT_EQ(copy->get_note("name"), bytes_of("value"));
  EXPECT_OK(append(*copy, 3, {"another history"}));
  EXPECT_EQ(read_texts(*this->store_, 3), Texts{"later"});
}

TYPED_TEST(StoreConformance, ABackupNeverOverwrites) {
  EXPECT_OK(this->store_->backup_to(this->bench_.backup_path()));
  EXPECT_ERROR(store_exists, this->store_->backup_to(this->bench_.backup_path()));
}

TYPED_TEST(StoreConformance, ABackupTakenWhileWritingIsAPrefixOfWholeAppends) {
  EXPECT_OK(append(*this->store_, 1, Texts(20, std::string(100'000, 'x'))));
  std::atomic<bool> stop{false};
  std::atomic<std::uint64_t> appended{20};
  std::jthread writer([&] {
    while (!stop) {
      const std::uint64_t next = appended + 1;
      EXPECT_OK(append(*this->store_, next, {std::to_string(next), std::to_string(next + 1)}));
      appended = next + 1;
    }
  });
  while (appended < 40) std::this_thread::yield();
  const std::uint64_t before = appended;
  EXPECT_OK(this->store_->backup_to(this->bench_.backup_path()));
  stop = true;
  writer.join();

  const Texts copy = read_texts(*this->bench_.open_backup()).value();
  const Texts all = read_texts(*this->store_).value();
  EXPECT_GE(copy.size(), before);
  EXPECT_EQ(copy.size() % 2, 0u);
  ASSERT_LE(copy.size(), all.size());
  EXPECT_TRUE(std::equal(copy.begin(), copy.end(), all.begin()));
}

}  // namespace
}  // namespace scrip::testing
