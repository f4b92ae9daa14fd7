// What only the SQLite store can show: files that are damaged, foreign, newer, torn, or whose process was killed.

#include "storage/sqlite/sqlite_store.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <vector>

#include "journal_text.h"
#include "temporary_folder.h"

namespace scrip::testing {
namespace {

namespace fs = std::filesystem;
using storage::Access;
using storage::Database;
using storage::OpenMode;
using storage::SqliteStore;

class SqliteStoreTest : public ::testing::Test {
 protected:
  TemporaryFolder folder_;
  const std::string path_ = folder_.file("journal.db");

  std::unique_ptr<SqliteStore> create() { return SqliteStore::open(path_, OpenMode::create_new).value(); }

  // Changes the file behind the store's back.
  void run_sql(const std::string& sql) {
    Database database = Database::open(path_, Access::create).value();
    EXPECT_OK(database.run(sql));
  }
  std::int64_t number(const std::string& sql) {
    return Database::open(path_, Access::read_only).value().number(sql).value();
  }
  void write_file(const std::string& content) const { std::ofstream{path_, std::ios::binary} << content; }
  std::vector<std::string> files() const {
    std::vector<std::string> names;
    for (const auto& file : fs::directory_iterator(folder_.path())) names.push_back(file.path().filename());
    std::sort(names.begin(), names.end());
    return names;
  }
};

// --- opening ---

TEST_F(SqliteStoreTest, CreatingRefusesAnExistingJournalAndOpeningAMissingOne) {
  EXPECT_ERROR(store_missing, SqliteStore::open(path_, OpenMode::must_exist));
  EXPECT_ERROR(store_missing, SqliteStore::open(path_, OpenMode::read_only));
  EXPECT_EQ(files(), Texts{});
  EXPECT_EQ(create()->path(), path_);
  EXPECT_ERROR(store_exists, SqliteStore::open(path_, OpenMode::create_new));
}

TEST_F(SqliteStoreTest, ACreationThatWasCutShortCanBeRepeated) {
  write_file("");
  EXPECT_ERROR(store_missing, SqliteStore::open(path_, OpenMode::must_exist));
  EXPECT_OK(append(*create(), 1, {"one"}));
}

TEST_F(SqliteStoreTest, AFolderThatDoesNotExistIsUnavailable) {
  EXPECT_ERROR(store_unavailable, SqliteStore::open(folder_.file("no/journal.db"), OpenMode::create_new));
}

TEST_F(SqliteStoreTest, AFileThatIsNoDatabaseIsRefusedAndLeftAsItWas) {
  const std::string content(5'000, 'x');
  write_file(content);
  for (const OpenMode mode : {OpenMode::must_exist, OpenMode::read_only}) {
    EXPECT_ERROR(store_corrupt, SqliteStore::open(path_, mode));
  }
  EXPECT_EQ(fs::file_size(path_), content.size());
}

TEST_F(SqliteStoreTest, ADatabaseOfAnotherProgramIsRefusedAndLeftAsItWas) {
  run_sql("CREATE TABLE entry (sequence INTEGER PRIMARY KEY, bytes BLOB)");
  EXPECT_ERROR(format_unknown, SqliteStore::open(path_, OpenMode::must_exist));
  EXPECT_ERROR(store_exists, SqliteStore::open(path_, OpenMode::create_new));
  EXPECT_EQ(files(), Texts{"journal.db"});
}

TEST_F(SqliteStoreTest, ANewerFormatIsRefused) {
  create();
  run_sql("UPDATE meta SET value = 2 WHERE name = 'format_version'");
  EXPECT_ERROR(version_unsupported, SqliteStore::open(path_, OpenMode::must_exist));
  EXPECT_ERROR(version_unsupported, SqliteStore::open(path_, OpenMode::read_only));
}

TEST_F(SqliteStoreTest, ReadOnlyReadsAndRefusesEveryWrite) {
  EXPECT_OK(append(*create(), 1, {"one"}));
  const auto store = SqliteStore::open(path_, OpenMode::read_only).value();
  EXPECT_EQ(read_texts(*store), Texts{"one"});
  EXPECT_ERROR(store_unavailable, append(*store, 2, {"two"}));
  EXPECT_ERROR(store_unavailable, store->save_snapshot(1, as_bytes("state")));
  EXPECT_ERROR(store_unavailable, store->put_document(Hash256{}, as_bytes("text")));
  EXPECT_ERROR(store_unavailable, store->put_note("name", as_bytes("value")));
  EXPECT_OK(store->backup_to(folder_.file("copy.db")));
}

TEST_F(SqliteStoreTest, AReadOnlyStoreFollowsTheWriter) {
  const auto writer = create();
  const auto reader = SqliteStore::open(path_, OpenMode::read_only).value();
  EXPECT_OK(append(*writer, 1, {"one"}));
  EXPECT_EQ(read_texts(*reader), Texts{"one"});
}

// --- damage ---

TEST_F(SqliteStoreTest, ATruncatedFileIsFoundWhereverItIsCut) {
  {
    const auto store = create();
    for (std::uint64_t sequence = 1; sequence <= 20; ++sequence) {
      EXPECT_OK(append(*store, sequence, {text_of(random_bytes(30'000, sequence))}));
    }
  }
  const std::uintmax_t size = fs::file_size(path_);
  for (std::uintmax_t cut = 2; cut < size; cut += 30'011) {
    fs::copy_file(path_, folder_.file("cut.db"), fs::copy_options::overwrite_existing);
    fs::resize_file(folder_.file("cut.db"), cut);
    SCOPED_TRACE("cut at " + std::to_string(cut));
    EXPECT_ERROR(store_corrupt, SqliteStore::open(folder_.file("cut.db"), OpenMode::must_exist));
  }
}

TEST_F(SqliteStoreTest, AMissingEntryIsFound) {
  EXPECT_OK(append(*create(), 1, {"1", "2", "3"}));
  run_sql("DELETE FROM entry WHERE sequence = 2");
  const auto store = SqliteStore::open(path_, OpenMode::must_exist).value();
  EXPECT_ERROR(store_corrupt, read_texts(*store));
  EXPECT_ERROR(store_corrupt, read_texts(*store, 2));
  EXPECT_EQ(read_texts(*store, 3), Texts{"3"});
}

// Changed bytes inside an entry are the proof's to find. With damaged pages the store must end in an error or in
// entries that can be read; it must never crash.
TEST_F(SqliteStoreTest, DamagedPagesNeverCrashTheReader) {
  {
    const auto store = create();
    for (std::uint64_t sequence = 1; sequence <= 30; ++sequence) {
      EXPECT_OK(append(*store, sequence, {std::string(7'000 * (sequence % 5), 'x')}));
    }
  }
  Random random{5};
  const std::uintmax_t size = fs::file_size(path_);
  for (int round = 0; round < 150; ++round) {
    const std::string copy = folder_.file("damaged.db");
    fs::copy_file(path_, copy, fs::copy_options::overwrite_existing);
    {
      std::fstream file{copy, std::ios::binary | std::ios::in | std::ios::out};
      for (int i = 0; i < 20; ++i) {
        const std::uint64_t page = random.below(size / 16'384);
        file.seekp(static_cast<std::streamoff>(page * 16'384 + random.below(64)));
        file.put(static_cast<char>(random.next()));
      }
    }
    const auto store = SqliteStore::open(copy, OpenMode::read_only);
    if (!store) continue;
    const auto texts = read_texts(**store);
    EXPECT_TRUE(texts.has_value() || texts.error().code == ErrorCode::store_corrupt);
  }
}

// --- snapshots ---

TEST_F(SqliteStoreTest, ALargeSnapshotIsKeptInPartsAndTheTwoNewestStay) {
  const auto store = create();
  Bytes bytes = random_bytes(100u << 20, 3);
  for (std::uint64_t sequence = 1; sequence <= 3; ++sequence) {
    bytes[0] = static_cast<std::uint8_t>(sequence);
    EXPECT_OK(store->save_snapshot(sequence, bytes));
  }
  const auto snapshot = store->load_snapshot().value();
  ASSERT_TRUE(snapshot.has_value());
  EXPECT_EQ(snapshot->sequence, 3u);
  EXPECT_TRUE(snapshot->bytes == bytes);
  EXPECT_EQ(number("SELECT count(*) FROM snapshot"), 2);
  EXPECT_EQ(number("SELECT count(*) FROM snapshot_chunk"), 50);
  EXPECT_LT(fs::file_size(path_ + "-wal"), 64u << 20);
}

TEST_F(SqliteStoreTest, AnInterruptedSnapshotIsNotSeenAndItsPartsAreDroppedByTheNext) {
  const auto store = create();
  EXPECT_OK(store->save_snapshot(1, as_bytes("one")));
  run_sql("INSERT INTO snapshot_chunk (snapshot, part, bytes) VALUES (2, 0, x'00'), (2, 1, x'00')");
  EXPECT_EQ(store->load_snapshot().value()->sequence, 1u);
  EXPECT_OK(store->save_snapshot(2, as_bytes("two")));
  EXPECT_EQ(text_of(store->load_snapshot().value()->bytes), "two");
  EXPECT_EQ(number("SELECT count(*) FROM snapshot_chunk"), 2);
}

TEST_F(SqliteStoreTest, ASnapshotWithAMissingPartGivesWayToTheOneBefore) {
  const auto store = create();
  EXPECT_OK(store->save_snapshot(1, as_bytes("one")));
  EXPECT_OK(store->save_snapshot(2, as_bytes("two")));
  run_sql("DELETE FROM snapshot_chunk WHERE snapshot = 2");
  EXPECT_EQ(store->load_snapshot().value()->sequence, 1u);
}

// --- backup ---

TEST_F(SqliteStoreTest, ABackupThatFailsLeavesNoFile) {
  const auto store = create();
  EXPECT_OK(append(*store, 1, {std::string(200'000, 'x')}));
  EXPECT_ERROR(store_unavailable, store->backup_to(folder_.file("no/copy.db")));
  fs::create_directory(folder_.file("copy.db.partial"));
  std::ofstream{folder_.file("copy.db.partial/in-the-way")} << "x";
  EXPECT_ERROR(store_unavailable, store->backup_to(folder_.file("copy.db")));
  EXPECT_EQ(files(), (Texts{"copy.db.partial", "journal.db", "journal.db-shm", "journal.db-wal"}));
}

TEST_F(SqliteStoreTest, ABackupReplacesWhatAnInterruptedOneLeftAndNeedsNothingBesideIt) {
  const auto store = create();
  EXPECT_OK(append(*store, 1, {"one"}));
  std::ofstream{folder_.file("copy.db.partial")} << "half";
  EXPECT_OK(store->backup_to(folder_.file("copy.db")));
  EXPECT_EQ(files(), (Texts{"copy.db", "journal.db", "journal.db-shm", "journal.db-wal"}));
  EXPECT_EQ(read_texts(*SqliteStore::open(folder_.file("copy.db"), OpenMode::read_only).value()), Texts{"one"});
  EXPECT_EQ(files(), (Texts{"copy.db", "journal.db", "journal.db-shm", "journal.db-wal"}));
}

// --- torn writes and kills ---

// A journal whose appends are still in the WAL, and how long the WAL was when each append returned.
class TornWalTest : public SqliteStoreTest {
 protected:
  struct Step {
    std::uintmax_t wal_bytes = 0;
    std::uint64_t last_sequence = 0;
  };
  std::vector<Step> steps_;
  Texts texts_;

  void SetUp() override {
    const auto store = create();
    note_step();
    for (std::uint64_t i = 1; i <= 12; ++i) {
      Texts added;
      for (std::uint64_t k = 0; k < 1 + i % 3; ++k) added.push_back(text_of(random_bytes(i * 3'001, 10 * i + k)));
      EXPECT_OK(append(*store, texts_.size() + 1, added));
      texts_.insert(texts_.end(), added.begin(), added.end());
      note_step();
    }
    // While the store is open, as closing it empties the WAL.
    for (const char* suffix : {"", "-wal"}) fs::copy_file(path_ + suffix, folder_.file("kept.db") + suffix);
  }
  void note_step() {
    std::error_code none;
    const std::uintmax_t size = fs::file_size(path_ + "-wal", none);
    steps_.push_back({.wal_bytes = none ? 0 : size, .last_sequence = texts_.size()});
  }

  std::string fresh_copy() const {
    const std::string copy = folder_.file("torn.db");
    fs::remove(copy + "-shm");
    for (const char* suffix : {"", "-wal"}) {
      fs::copy_file(folder_.file("kept.db") + suffix, copy + suffix, fs::copy_options::overwrite_existing);
    }
    return copy;
  }
  // The last entry whose append had returned when the WAL was this long.
  std::uint64_t expected_at(std::uintmax_t wal_bytes) const {
    std::uint64_t last = 0;
    for (const Step& step : steps_) {
      if (step.wal_bytes <= wal_bytes) last = step.last_sequence;
    }
    return last;
  }
  void expect_prefix(const std::string& path, std::uint64_t length) const {
    const auto store = SqliteStore::open(path, OpenMode::must_exist);
    ASSERT_TRUE(store.has_value()) << describe(store.error(), Language::english);
    EXPECT_EQ(read_texts(**store), Texts(texts_.begin(), texts_.begin() + static_cast<std::ptrdiff_t>(length)));
    EXPECT_OK(append(**store, length + 1, {"the journal goes on"}));
  }
};

TEST_F(TornWalTest, CutAnywhereTheJournalIsExactlyTheAppendsThatHadReturned) {
  const std::uintmax_t size = fs::file_size(folder_.file("kept.db-wal"));
  ASSERT_EQ(expected_at(size), texts_.size());
  std::vector<std::uintmax_t> cuts;
  for (std::uintmax_t cut = 0; cut < size; cut += 4'093) cuts.push_back(cut);
  for (const Step& step : steps_) {
    cuts.insert(cuts.end(), {step.wal_bytes, step.wal_bytes + 1});
    if (step.wal_bytes > 0) cuts.push_back(step.wal_bytes - 1);
  }
  for (const std::uintmax_t cut : cuts) {
    const std::string copy = fresh_copy();
    fs::resize_file(copy + "-wal", std::min(cut, size));
    SCOPED_TRACE("cut at " + std::to_string(cut));
    expect_prefix(copy, expected_at(cut));
  }
}

// A write that reached the disk out of order or not at all leaves other bytes in the middle.
TEST_F(TornWalTest, OverwrittenAnywhereTheJournalIsExactlyTheAppendsBefore) {
  const std::uintmax_t size = fs::file_size(folder_.file("kept.db-wal"));
  for (std::uintmax_t at = 32; at < size; at += 8'191) {
    const std::string copy = fresh_copy();
    {
      std::fstream file{copy + "-wal", std::ios::binary | std::ios::in | std::ios::out};
      file.seekg(static_cast<std::streamoff>(at));
      const int byte = file.get();
      file.seekp(static_cast<std::streamoff>(at));
      file.put(static_cast<char>(byte ^ 0x10));
    }
    SCOPED_TRACE("one bit changed at " + std::to_string(at));
    expect_prefix(copy, expected_at(at));
  }
}

// The child appends and says so through a pipe; it is killed at some instant; what it said must be there.
TEST_F(SqliteStoreTest, NoAcknowledgedAppendIsLostWhenTheProcessIsKilled) {
  create();
  Random random{11};
  for (int round = 0; round < 15; ++round) {
    int pipe_ends[2];
    ASSERT_EQ(::pipe(pipe_ends), 0);
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      const auto store = SqliteStore::open(path_, OpenMode::must_exist);
      std::uint64_t next = (*store)->last_sequence().value() + 1;
      for (;; next += 2) {
        const std::string text = std::to_string(next) + std::string(next % 7 * 5'000, 'x');
        if (!append(**store, next, {text, text})) ::_exit(1);
        const std::uint64_t acknowledged = next + 1;
        if (::write(pipe_ends[1], &acknowledged, sizeof acknowledged) < 0) ::_exit(2);
      }
    }
    ::close(pipe_ends[1]);
    ::usleep(static_cast<useconds_t>(random.between(5'000, 60'000)));
    ::kill(child, SIGKILL);
    int status = 0;
    ::waitpid(child, &status, 0);
    EXPECT_TRUE(WIFSIGNALED(status)) << "the child ended by itself";

    std::uint64_t acknowledged = 0;
    while (::read(pipe_ends[0], &acknowledged, sizeof acknowledged) == sizeof acknowledged) {
    }
    ::close(pipe_ends[0]);
    const auto store = SqliteStore::open(path_, OpenMode::must_exist).value();
    const Texts texts = read_texts(*store).value();
    EXPECT_GE(texts.size(), acknowledged);
    EXPECT_EQ(texts.size() % 2, 0u);
    for (std::size_t i = 0; i < texts.size(); ++i) EXPECT_EQ(texts[i], texts[i - i % 2]);
  }
}

}  // namespace
}  // namespace scrip::testing
