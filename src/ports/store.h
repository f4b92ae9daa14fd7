#pragma once
// What Scrip needs from a database, in Scrip's words. An entry is bytes to the store; it never looks inside.
//
// Implementations: storage/memory (tests and simulation, with fault injection), storage/sqlite (the embedded default).
// One conformance suite, tests/conformance, runs on every implementation.
//
// Threads: every function may be called from any thread; a read sees every append that had returned when it began.
//
// Errors, of every function: store_unavailable (its detail says why; also a write to a store opened for reading only)
// and store_corrupt; of every write also store_full and, for bytes beyond what the database can take, too_large.

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace scrip::ports {

// One journal entry as stored. `sequence` counts from 1 without gaps.
struct StoredEntry {
  std::uint64_t sequence = 0;
  Bytes bytes;
};

struct StoredSnapshot {
  std::uint64_t sequence = 0;  // the last entry it includes
  Bytes bytes;
};

class Store {
 public:
  virtual ~Store() = default;

  // Appends entries whose first sequence number must be the next one. All or nothing, and durable on return.
  // Appending no entries only checks the number.
  // Errors: sequence_taken (another writer was first), store_full, store_unavailable; then nothing was appended,
  // unless the error is store_unavailable, after which the caller must reload to find out.
  [[nodiscard]] virtual Result<void> append(std::uint64_t first_sequence, std::span<const ByteView> entries) = 0;

  // The sequence number of the last entry, 0 for an empty journal.
  [[nodiscard]] virtual Result<std::uint64_t> last_sequence() = 0;

  // Calls `visit` with each entry from `first` to the end (or `last`) in order until it returns false. The bytes are
  // valid during the call only; `visit` may call the store. A gap in the sequence is store_corrupt, an empty or absent
  // range is no error. What `visit` is shown is a consistent prefix:
  // entries appended meanwhile may or may not be seen.
  using Visitor = std::function<bool(std::uint64_t sequence, ByteView bytes)>;
  [[nodiscard]] virtual Result<void> read(std::uint64_t first, std::uint64_t last, const Visitor& visit) = 0;

  // Snapshots shorten the replay and are never needed for correctness: a missing or damaged one is ignored by the
  // caller. Saving one replaces one of the same sequence number and drops all but the newest two. Loading gives the
  // newest.
  [[nodiscard]] virtual Result<void> save_snapshot(std::uint64_t sequence, ByteView bytes) = 0;
  [[nodiscard]] virtual Result<std::optional<StoredSnapshot>> load_snapshot() = 0;

  // Documents (policies, evidence, imported files' reports) by the SHA-256 of their bytes; put twice is put once.
  [[nodiscard]] virtual Result<void> put_document(const Hash256& hash, ByteView bytes) = 0;
  [[nodiscard]] virtual Result<std::optional<Bytes>> get_document(const Hash256& hash) = 0;

  // Small named values outside the journal: the latest checkpoint, a follower's settings. Never money.
  [[nodiscard]] virtual Result<void> put_note(std::string_view name, ByteView bytes) = 0;
  [[nodiscard]] virtual Result<std::optional<Bytes>> get_note(std::string_view name) = 0;

  // A copy of the whole store as of one moment, taken while others read and write. The target must not exist.
  // Errors: store_exists, store_full, store_unavailable.
  [[nodiscard]] virtual Result<void> backup_to(const std::string& path) = 0;
};

inline constexpr std::uint64_t to_the_end = ~std::uint64_t{0};

}  // namespace scrip::ports
