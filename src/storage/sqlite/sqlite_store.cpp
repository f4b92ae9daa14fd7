#include "storage/sqlite/sqlite_store.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <limits>
#include <system_error>
#include <utility>

#include "base/check.h"
#include "base/system_error.h"
#include "storage/sqlite/texts.h"

namespace scrip::storage {
namespace {

constexpr std::int64_t application_id = 0x53637270;  // "Scrp"; never changes
constexpr std::int64_t format_version = 1;
constexpr std::size_t snapshot_chunk_bytes = 4u << 20;

// A checkpoint copies the WAL into the file, between two commits, once this much has gathered. Measured with 100 KB
// entries: 4 MiB stalls one commit in 40 by 4 to 5 ms, 8 MiB one in 80 by 9 ms, 32 MiB one in 300 by 30 ms; the entries
// a second are the same within the noise.
constexpr std::int64_t checkpoint_bytes = 4u << 20;

// The WAL is cut back to this after a reader had kept it from being reused.
constexpr std::int64_t wal_bytes_kept = 8 * checkpoint_bytes;

constexpr const char* schema = R"(
CREATE TABLE meta (name TEXT NOT NULL PRIMARY KEY, value INTEGER NOT NULL) STRICT;
CREATE TABLE entry (sequence INTEGER PRIMARY KEY, bytes BLOB NOT NULL) STRICT;
CREATE TABLE snapshot (id INTEGER PRIMARY KEY, sequence INTEGER NOT NULL UNIQUE, size INTEGER NOT NULL) STRICT;
CREATE TABLE snapshot_chunk (id INTEGER PRIMARY KEY, snapshot INTEGER NOT NULL, part INTEGER NOT NULL,
                             bytes BLOB NOT NULL, UNIQUE (snapshot, part)) STRICT;
CREATE TABLE document (hash BLOB NOT NULL UNIQUE CHECK (length(hash) = 32), bytes BLOB NOT NULL) STRICT;
CREATE TABLE note (name TEXT NOT NULL UNIQUE, bytes BLOB NOT NULL) STRICT;
)";

// Only looks at the name: opening and closing the file itself would drop the locks SQLite holds on it in this process.
Result<bool> holds_something(const std::string& path) {
  std::error_code error;
  const auto size = std::filesystem::file_size(path, error);
  if (error == std::errc::no_such_file_or_directory) return false;
  if (error) return fail(ErrorCode::store_unavailable, say("{0}: {1}", path, system_error(error.value())));
  return size > 0;
}

Result<void> create_tables(Database& database, const std::string& path, const OpenOptions& options) {
  SCRIP_TRY_VOID(database.run("PRAGMA page_size = " + std::to_string(options.page_bytes)));
  Transaction transaction = SCRIP_TRY(Transaction::begin(database, Transaction::Kind::write));
  if (SCRIP_TRY(database.number("SELECT count(*) FROM sqlite_schema")) != 0) return fail(ErrorCode::store_exists, path);
  SCRIP_TRY_VOID(database.run(schema));
  SCRIP_TRY_VOID(database.run("INSERT INTO meta VALUES ('format_version', " + std::to_string(format_version) + ")"));
  SCRIP_TRY_VOID(database.run("PRAGMA application_id = " + std::to_string(application_id)));
  return transaction.commit();
}

Result<void> check_ours(Database& database, const std::string& path) {
  const std::int64_t application = SCRIP_TRY(database.number("PRAGMA application_id"));
  if (application != application_id) {
    return fail(ErrorCode::format_unknown,
                say("{0} is an SQLite database of another program, not a Scrip journal", path));
  }
  const std::int64_t version = SCRIP_TRY(database.number("SELECT value FROM meta WHERE name = 'format_version'"));
  if (version > format_version) {
    return fail(ErrorCode::version_unsupported,
                say("{0} has format {1}; this release knows formats up to {2}", path, version, format_version));
  }
  if (version < 1) return fail(ErrorCode::store_corrupt, say("{0} has lost its format version", path));
  return {};
}

// SQLite reads what is missing of the last page as zeros. Only a checkpoint that was cut short leaves half a page, and
// then the WAL still has it whole.
Result<void> check_whole_pages(Database& database, const std::string& path) {
  const std::int64_t page_bytes = SCRIP_TRY(database.number("PRAGMA page_size"));
  std::error_code error;
  const auto size = std::filesystem::file_size(path, error);
  if (error || size % static_cast<std::uint64_t>(page_bytes) == 0) return {};
  if (SCRIP_TRY(holds_something(path + "-wal"))) return {};
  return fail(ErrorCode::store_corrupt, say("{0} ends in the middle of a page", path));
}

// A backup comes in rollback mode, so the mode is set at every opening.
Result<void> configure_writer(Database& database, const OpenOptions& options) {
  Statement mode = SCRIP_TRY(database.prepare("PRAGMA journal_mode = WAL"));
  const bool answered = SCRIP_TRY(mode.step());
  if (!answered || mode.text(0) != "wal") {
    return fail(ErrorCode::store_unavailable, say("this file system does not support SQLite's write-ahead log"));
  }
  mode.reset();
  const std::int64_t page_bytes = SCRIP_TRY(database.number("PRAGMA page_size"));
  const std::string checkpoint_pages = std::to_string(checkpoint_bytes / page_bytes);
  SCRIP_TRY_VOID(database.run("PRAGMA synchronous = FULL"));
  SCRIP_TRY_VOID(database.run("PRAGMA wal_autocheckpoint = " + checkpoint_pages));
  SCRIP_TRY_VOID(database.run("PRAGMA journal_size_limit = " + std::to_string(wal_bytes_kept)));
  SCRIP_TRY_VOID(database.run("PRAGMA cache_size = -16384"));  // KiB
  SCRIP_TRY_VOID(database.run("PRAGMA secure_delete = OFF"));  // dropping an old snapshot only marks its pages as free
  if (options.pages_max == 0) return {};
  return database.run("PRAGMA max_page_count = " + std::to_string(options.pages_max));
}

// Makes what was written under the path, or the names in a folder, durable.
Result<void> sync_path(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return fail(ErrorCode::store_unavailable, say("{0}: {1}", path, system_error(errno)));
  const int status = ::fsync(file);
  const int reason = errno;
  ::close(file);
  if (status == 0) return {};
  return fail(reason == ENOSPC ? ErrorCode::store_full : ErrorCode::store_unavailable,
              say("{0}: {1}", path, system_error(reason)));
}

std::string folder_of(const std::string& path) {
  const std::string folder = std::filesystem::path(path).parent_path().string();
  return folder.empty() ? "." : folder;
}

Result<void> rename_to_new(const std::string& from, const std::string& to) {
  int status = ::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE);
  if (status != 0 && errno == EINVAL) status = ::rename(from.c_str(), to.c_str());  // a file system without it
  if (status == 0) return {};
  const int reason = errno;
  return fail(reason == EEXIST ? ErrorCode::store_exists : ErrorCode::store_unavailable,
              say("{0}: {1}", to, system_error(reason)));
}

// A copy being written: gone with everything SQLite put beside it, unless it was renamed.
class PartialFile {
 public:
  explicit PartialFile(std::string path) : path_(std::move(path)) { remove(); }
  PartialFile(const PartialFile&) = delete;
  PartialFile& operator=(const PartialFile&) = delete;
  ~PartialFile() { remove(); }
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  void remove() const {
    std::error_code ignored;
    for (const char* suffix : {"", "-journal", "-wal", "-shm"}) std::filesystem::remove(path_ + suffix, ignored);
  }
  std::string path_;
};

Result<std::optional<Bytes>> bytes_of_first_row(Statement& statement) {
  if (!SCRIP_TRY(statement.step())) return std::nullopt;
  const ByteView bytes = statement.bytes(0);
  return Bytes(bytes.begin(), bytes.end());
}

// The snapshot's bytes, or nothing if a part is missing or of the wrong size.
Result<std::optional<Bytes>> assemble(Database& database, std::int64_t snapshot, std::int64_t size) {
  Statement measure =
      SCRIP_TRY(database.prepare("SELECT total(length(bytes)) FROM snapshot_chunk WHERE snapshot = ?1"));
  SCRIP_TRY_VOID(measure.bind(snapshot));
  if (!SCRIP_TRY(measure.step()) || measure.integer(0) != size) return std::nullopt;

  Bytes bytes;
  bytes.reserve(static_cast<std::size_t>(size));
  Statement chunks =
      SCRIP_TRY(database.prepare("SELECT part, bytes FROM snapshot_chunk WHERE snapshot = ?1 ORDER BY part"));
  SCRIP_TRY_VOID(chunks.bind(snapshot));
  for (std::int64_t part = 0; SCRIP_TRY(chunks.step()); ++part) {
    if (chunks.integer(0) != part) return std::nullopt;
    const ByteView chunk = chunks.bytes(1);
    bytes.insert(bytes.end(), chunk.begin(), chunk.end());
  }
  return bytes;
}

}  // namespace

// A connection taken from the idle ones and given back.
class SqliteStore::Reader {
 public:
  Reader(SqliteStore& store, Database database) : store_(&store), database_(std::move(database)) {}
  Reader(Reader&& other) noexcept
      : store_(std::exchange(other.store_, nullptr)), database_(std::move(other.database_)) {}
  Reader& operator=(Reader&&) = delete;
  ~Reader() {
    if (store_ == nullptr) return;
    const std::scoped_lock lock(store_->readers_mutex_);
    if (store_->readers_idle_.size() < readers_idle_max) store_->readers_idle_.push_back(std::move(database_));
  }
  [[nodiscard]] Database& database() { return database_; }

 private:
  SqliteStore* store_;
  Database database_;
};

SqliteStore::SqliteStore(std::string path, std::optional<Database> writer, OpenOptions options)
    : path_(std::move(path)), options_(options), writer_(std::move(writer)) {}

Result<std::unique_ptr<SqliteStore>> SqliteStore::open(const std::string& path, OpenMode mode,
                                                       const OpenOptions& options) {
  const bool exists = SCRIP_TRY(holds_something(path));
  if (mode == OpenMode::create_new && exists) return fail(ErrorCode::store_exists, path);
  if (mode != OpenMode::create_new && !exists) return fail(ErrorCode::store_missing, path);

  const Access access = mode == OpenMode::create_new  ? Access::create
                        : mode == OpenMode::read_only ? Access::read_only
                                                      : Access::read_write;
  std::optional<Database> database = SCRIP_TRY(Database::open(path, access, options.busy_timeout));
  if (mode == OpenMode::create_new) SCRIP_TRY_VOID(create_tables(*database, path, options));
  SCRIP_TRY_VOID(check_ours(*database, path));
  SCRIP_TRY_VOID(check_whole_pages(*database, path));
  if (mode == OpenMode::read_only) {
    database.reset();
  } else {
    SCRIP_TRY_VOID(configure_writer(*database, options));
  }
  if (mode == OpenMode::create_new) SCRIP_TRY_VOID(sync_path(folder_of(path)));
  return std::make_unique<SqliteStore>(path, std::move(database), options);
}

Result<void> SqliteStore::require_writer() const {
  if (writer_) return {};
  return fail(ErrorCode::store_unavailable, say("{0} was opened for reading only", path_));
}

Result<SqliteStore::Reader> SqliteStore::borrow_reader() {
  {
    const std::scoped_lock lock(readers_mutex_);
    if (!readers_idle_.empty()) {
      Reader reader{*this, std::move(readers_idle_.back())};
      readers_idle_.pop_back();
      return reader;
    }
  }
  return Reader{*this, SCRIP_TRY(Database::open(path_, Access::read_only, options_.busy_timeout))};
}

template <class... Values>
Result<void> SqliteStore::write(std::string_view sql, const Values&... values) {
  SCRIP_TRY_VOID(require_writer());
  const std::scoped_lock lock(writer_mutex_);
  Statement statement = SCRIP_TRY(writer_->prepare(sql));
  return statement.run(values...);
}

Result<void> SqliteStore::append(std::uint64_t first_sequence, std::span<const ByteView> entries) {
  SCRIP_TRY_VOID(require_writer());
  const std::scoped_lock lock(writer_mutex_);
  Transaction transaction = SCRIP_TRY(Transaction::begin(*writer_, Transaction::Kind::write));
  const auto last = static_cast<std::uint64_t>(SCRIP_TRY(writer_->number("SELECT max(sequence) FROM entry")));
  if (first_sequence != last + 1) {
    return fail(ErrorCode::sequence_taken, say("the next sequence number is {0}, not {1}", last + 1, first_sequence));
  }
  Statement insert = SCRIP_TRY(writer_->prepare("INSERT INTO entry (sequence, bytes) VALUES (?1, ?2)"));
  std::uint64_t sequence = first_sequence;
  for (const ByteView bytes : entries) SCRIP_TRY_VOID(insert.run(sequence++, bytes));
  return transaction.commit();
}

Result<std::uint64_t> SqliteStore::last_sequence() {
  Reader reader = SCRIP_TRY(borrow_reader());
  return static_cast<std::uint64_t>(SCRIP_TRY(reader.database().number("SELECT max(sequence) FROM entry")));
}

Result<void> SqliteStore::read(std::uint64_t first, std::uint64_t last, const Visitor& visit) {
  constexpr std::uint64_t sequence_max = std::numeric_limits<std::int64_t>::max();
  if (first > sequence_max) return {};
  Reader reader = SCRIP_TRY(borrow_reader());
  Statement rows = SCRIP_TRY(reader.database().prepare(
      "SELECT sequence, bytes FROM entry WHERE sequence BETWEEN ?1 AND ?2 ORDER BY sequence"));
  std::uint64_t expected = std::max<std::uint64_t>(first, 1);
  SCRIP_TRY_VOID(rows.bind(expected, std::min(last, sequence_max)));
  for (; SCRIP_TRY(rows.step()); ++expected) {
    const auto sequence = static_cast<std::uint64_t>(rows.integer(0));
    if (sequence != expected) {
      return fail(ErrorCode::store_corrupt,
                  say("entry {0} is missing: the next one in {1} is {2}", expected, path_, sequence));
    }
    if (!visit(sequence, rows.bytes(1))) return {};
  }
  return {};
}

Result<void> SqliteStore::save_snapshot(std::uint64_t sequence, ByteView bytes) {
  const std::scoped_lock lock(snapshot_mutex_);
  SCRIP_TRY_VOID(drop_loose_chunks());
  Reader reader = SCRIP_TRY(borrow_reader());
  const std::int64_t snapshot = 1 + SCRIP_TRY(reader.database().number("SELECT max(id) FROM snapshot"));
  for (std::size_t part = 0, at = 0; at < bytes.size(); ++part, at += snapshot_chunk_bytes) {
    SCRIP_TRY_VOID(write("INSERT INTO snapshot_chunk (snapshot, part, bytes) VALUES (?1, ?2, ?3)", snapshot, part,
                         bytes.subspan(at, std::min(snapshot_chunk_bytes, bytes.size() - at))));
  }
  SCRIP_TRY_VOID(publish_snapshot(snapshot, sequence, bytes.size()));
  // The new snapshot stands. If the old ones' parts cannot be dropped now, the next save drops them.
  static_cast<void>(drop_loose_chunks());
  return {};
}

// Another process saving at the same time may have taken the id or dropped our parts: the sum tells.
Result<void> SqliteStore::publish_snapshot(std::int64_t snapshot, std::uint64_t sequence, std::size_t size) {
  SCRIP_TRY_VOID(require_writer());
  const std::scoped_lock lock(writer_mutex_);
  Transaction transaction = SCRIP_TRY(Transaction::begin(*writer_, Transaction::Kind::write));
  Statement drop_same = SCRIP_TRY(writer_->prepare("DELETE FROM snapshot WHERE sequence = ?1"));
  SCRIP_TRY_VOID(drop_same.run(sequence));
  Statement insert =
      SCRIP_TRY(writer_->prepare("INSERT INTO snapshot (id, sequence, size) SELECT ?1, ?2, ?3 "
                                 "WHERE (SELECT total(length(bytes)) FROM snapshot_chunk WHERE snapshot = ?1) = ?3"));
  SCRIP_TRY_VOID(insert.run(snapshot, sequence, size));
  if (writer_->changes() != 1) {
    return fail(ErrorCode::store_unavailable, say("another process was saving a snapshot at the same time"));
  }
  SCRIP_TRY_VOID(
      writer_->run("DELETE FROM snapshot WHERE id NOT IN (SELECT id FROM snapshot ORDER BY sequence DESC LIMIT 2)"));
  return transaction.commit();
}

// Row by row, so that an append never waits for a whole snapshot to go.
Result<void> SqliteStore::drop_loose_chunks() {
  SCRIP_TRY_VOID(require_writer());
  for (bool more = true; more;) {
    const std::scoped_lock lock(writer_mutex_);
    SCRIP_TRY_VOID(
        writer_->run("DELETE FROM snapshot_chunk WHERE id = (SELECT id FROM snapshot_chunk "
                     "WHERE snapshot NOT IN (SELECT id FROM snapshot) LIMIT 1)"));
    more = writer_->changes() != 0;
  }
  return {};
}

Result<std::optional<ports::StoredSnapshot>> SqliteStore::load_snapshot() {
  Reader reader = SCRIP_TRY(borrow_reader());
  Transaction moment = SCRIP_TRY(Transaction::begin(reader.database(), Transaction::Kind::read));
  Statement snapshots =
      SCRIP_TRY(reader.database().prepare("SELECT id, sequence, size FROM snapshot ORDER BY sequence DESC"));
  while (SCRIP_TRY(snapshots.step())) {
    auto bytes = SCRIP_TRY(assemble(reader.database(), snapshots.integer(0), snapshots.integer(2)));
    if (!bytes) continue;
    return ports::StoredSnapshot{.sequence = static_cast<std::uint64_t>(snapshots.integer(1)),
                                 .bytes = *std::move(bytes)};
  }
  return std::nullopt;
}

Result<void> SqliteStore::put_document(const Hash256& hash, ByteView bytes) {
  return write("INSERT INTO document (hash, bytes) VALUES (?1, ?2) ON CONFLICT (hash) DO NOTHING", ByteView{hash.bytes},
               bytes);
}

Result<std::optional<Bytes>> SqliteStore::get_document(const Hash256& hash) {
  Reader reader = SCRIP_TRY(borrow_reader());
  Statement find = SCRIP_TRY(reader.database().prepare("SELECT bytes FROM document WHERE hash = ?1"));
  SCRIP_TRY_VOID(find.bind(ByteView{hash.bytes}));
  return bytes_of_first_row(find);
}

Result<void> SqliteStore::put_note(std::string_view name, ByteView bytes) {
  return write("INSERT INTO note (name, bytes) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET bytes = excluded.bytes",
               name, bytes);
}

Result<std::optional<Bytes>> SqliteStore::get_note(std::string_view name) {
  Reader reader = SCRIP_TRY(borrow_reader());
  Statement find = SCRIP_TRY(reader.database().prepare("SELECT bytes FROM note WHERE name = ?1"));
  SCRIP_TRY_VOID(find.bind(name));
  return bytes_of_first_row(find);
}

// VACUUM INTO reads one moment of the file while others write to it, and leaves out free pages. Unlike SQLite's page
// by page backup it need not start again when someone commits. It does not sync what it wrote: we do.
Result<void> SqliteStore::backup_to(const std::string& path) {
  std::error_code ignored;
  if (std::filesystem::exists(path, ignored)) return fail(ErrorCode::store_exists, path);
  const PartialFile partial{path + ".partial"};
  {
    Reader reader = SCRIP_TRY(borrow_reader());
    Statement copy = SCRIP_TRY(reader.database().prepare("VACUUM INTO ?1"));
    SCRIP_TRY_VOID(copy.run(partial.path()));
  }
  SCRIP_TRY_VOID(sync_path(partial.path()));
  SCRIP_TRY_VOID(rename_to_new(partial.path(), path));
  return sync_path(folder_of(path));
}

}  // namespace scrip::storage
