#pragma once
// The embedded default store: one SQLite file in WAL mode.
//
// The file, format version 1 (application_id 0x53637270, "Scrp"; all tables STRICT):
//   meta(name, value)                      'format_version' -> 1
//   entry(sequence, bytes)                 the journal; sequence counts from 1 without gaps
//   snapshot(id, sequence, size)           one row for each complete snapshot
//   snapshot_chunk(id, snapshot, part, bytes)   its bytes, 4 MiB a row, parts from 0; rows without a snapshot are
//                                          what an interrupted save left, dropped by the next one
//   document(hash, bytes), note(name, bytes)
// Other tables in the same file are left alone.
//
// Threads: every function may be called from any thread. Writing functions wait for one another; reading ones use
// connections of their own, and neither wait for writers nor hold them up. A visitor may call the store.
//
// Durability: synchronous = FULL, so every commit has reached the disk when its function returns.
//
// Page size: 16 KiB. Measured on two cores with one entry a transaction: 100 KB entries 2,400/s with pages of 16 to
// 64 KiB (4 KiB: 1,900/s), 2 KB entries 5,100/s (32 KiB: 4,800/s, 64 KiB: 4,300/s). And it is the only size that wastes
// little of the file whatever the entries: at most 1.16 bytes a byte (4 KiB up to 1.9, 32 KiB 1.5, 64 KiB 1.3).
//
// One connection, behind one mutex, makes all this process's commits and checkpoints. That is on purpose: SQLite before
// 3.51.3 has a fault ("WAL-reset", March 2026) that can damage the file when a commit on one connection meets a
// checkpoint on another. Whoever opens path() beside the store should therefore only read.

#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "ports/store.h"
#include "storage/sqlite/database.h"

namespace scrip::storage {

enum class OpenMode : std::uint8_t {
  create_new,  // the file must not exist, or be empty
  must_exist,
  read_only,  // for audits and copies. SQLite needs to write beside a file whose store is open or was killed
};

struct OpenOptions {
  std::uint32_t page_bytes = 16'384;  // of a new file: a power of two, 512 .. 65,536
  std::uint64_t pages_max = 0;  // store_full beyond; 0: only the disk sets a limit
  std::chrono::milliseconds busy_timeout = std::chrono::seconds{10};  // how long to wait for another process
};

class SqliteStore final : public ports::Store {
 public:
  // Errors: store_exists, store_missing, version_unsupported (a newer format), format_unknown (an SQLite database that
  // is not ours), store_corrupt (no SQLite database, or damaged), store_full, store_unavailable.
  // A crash while a file is being created leaves it empty; create_new then works.
  [[nodiscard]] static Result<std::unique_ptr<SqliteStore>> open(const std::string& path, OpenMode mode,
                                                                 const OpenOptions& options = {});

  [[nodiscard]] Result<void> append(std::uint64_t first_sequence, std::span<const ByteView> entries) override;
  [[nodiscard]] Result<std::uint64_t> last_sequence() override;
  // A read that is open keeps the WAL file from being reused, so do not let `visit` wait for long.
  [[nodiscard]] Result<void> read(std::uint64_t first, std::uint64_t last, const Visitor& visit) override;
  // Written in many small transactions, so that appends go on meanwhile; it shows only once it is complete.
  [[nodiscard]] Result<void> save_snapshot(std::uint64_t sequence, ByteView bytes) override;
  // The newest whose parts are all there.
  [[nodiscard]] Result<std::optional<ports::StoredSnapshot>> load_snapshot() override;
  [[nodiscard]] Result<void> put_document(const Hash256& hash, ByteView bytes) override;
  [[nodiscard]] Result<std::optional<Bytes>> get_document(const Hash256& hash) override;
  [[nodiscard]] Result<void> put_note(std::string_view name, ByteView bytes) override;
  [[nodiscard]] Result<std::optional<Bytes>> get_note(std::string_view name) override;
  // Writes to `path`.partial, which is removed on failure, and renames it when it is durable. The copy needs nothing
  // beside it and can be read from a medium that is write-protected.
  [[nodiscard]] Result<void> backup_to(const std::string& path) override;

  [[nodiscard]] const std::string& path() const { return path_; }

  // For open(): a writer that is configured, or none for read_only.
  SqliteStore(std::string path, std::optional<Database> writer, OpenOptions options);

 private:
  class Reader;
  static constexpr std::size_t readers_idle_max = 4;

  [[nodiscard]] Result<Reader> borrow_reader();
  [[nodiscard]] Result<void> save_chunk(std::int64_t snapshot, std::size_t part, ByteView bytes);
  [[nodiscard]] Result<void> publish_snapshot(std::int64_t snapshot, std::uint64_t sequence, std::size_t size);
  [[nodiscard]] Result<void> drop_loose_chunks();
  [[nodiscard]] Result<void> require_writer() const;
  template <class... Values>
  [[nodiscard]] Result<void> write(std::string_view sql, const Values&... values);

  const std::string path_;
  const OpenOptions options_;

  std::mutex snapshot_mutex_;  // one save at a time; taken before writer_mutex_
  std::mutex writer_mutex_;
  std::optional<Database> writer_;  // declared before the readers: closed last, it folds the WAL into the file

  std::mutex readers_mutex_;
  std::vector<Database> readers_idle_;
};

}  // namespace scrip::storage
