#pragma once
// A store in memory, with faults on purpose, for tests and simulation.
//
// A MemoryDisk is what outlives a store: drop the MemoryStore and open another on the same disk, and that is a restart;
// open two, and those are two writers. The disk must outlive its stores. Everything may be called from any thread.
// The same calls with the same plan give the same faults.

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/random.h"
#include "ports/store.h"

namespace scrip::storage {

// What goes wrong with one append, or with one other write.
enum class Fault : std::uint8_t {
  none,
  fail_before,  // store_unavailable, and nothing was written
  fail_after,  // store_unavailable, although everything is durable: the answer was lost
  in_doubt,  // store_unavailable, and nothing is there now, but a crash may bring it back if nothing else took its
             // place meanwhile: the bytes were on their way to the disk. Other writes: as fail_before
  full,  // store_full, and nothing was written
};

// How often each fault happens, in parts per million of the writes it can happen to.
struct FaultRates {
  std::uint32_t fail_before = 0;
  std::uint32_t fail_after = 0;
  std::uint32_t in_doubt = 0;
  std::uint32_t full = 0;
};

// Which writes fail: those named by number, and by chance those that are not.
class FaultPlan {
 public:
  FaultPlan() = default;
  // The sum of the rates is at most 1,000,000.
  FaultPlan(std::uint64_t seed, FaultRates appends, FaultRates other_writes);

  // The n-th append from here, counting from 1.
  FaultPlan& fail_append(std::uint64_t n, Fault fault);
  // The n-th other write (snapshot, document, note, backup) from here, counting from 1.
  FaultPlan& fail_other_write(std::uint64_t n, Fault fault);

  [[nodiscard]] Fault next_append();
  [[nodiscard]] Fault next_other_write();
  [[nodiscard]] bool coin() { return random_.chance(1, 2); }

 private:
  struct Series {
    FaultRates rates;
    std::uint64_t count = 0;
    std::map<std::uint64_t, Fault> named;
  };
  [[nodiscard]] Fault next(Series& series);

  Random random_{0};
  Series appends_;
  Series other_writes_;
};

class MemoryDisk {
 public:
  MemoryDisk() = default;
  MemoryDisk(const MemoryDisk&) = delete;
  MemoryDisk& operator=(const MemoryDisk&) = delete;

  void set_faults(FaultPlan plan);

  // From here on, a write that would bring the bytes of entries, snapshots, documents and notes above this is
  // store_full.
  void set_capacity(std::uint64_t bytes_max);

  // The machine stops. What was acknowledged stays, what was in doubt stays or goes, and every store that is open now
  // answers store_unavailable from here on: open new ones.
  void crash();

  // Flips the bits of `mask` in one byte of a stored entry. The entry and the byte must exist.
  void corrupt(std::uint64_t sequence, std::size_t byte, std::uint8_t mask);
  // The same for the newest snapshot.
  void corrupt_snapshot(std::size_t byte, std::uint8_t mask);

  // What backup_to(path) made, as a disk of its own. Errors: store_missing.
  [[nodiscard]] Result<std::unique_ptr<MemoryDisk>> open_backup(const std::string& path) const;

 private:
  friend class MemoryStore;

  struct Contents {
    std::vector<Bytes> entries;  // entries[i] has sequence i + 1
    std::map<std::uint64_t, Bytes> snapshots;
    std::map<Hash256, Bytes> documents;
    std::map<std::string, Bytes, std::less<>> notes;
    std::uint64_t bytes = 0;
  };
  struct InDoubt {
    std::uint64_t first_sequence = 0;
    std::vector<Bytes> entries;
  };

  [[nodiscard]] Result<void> make_room(std::uint64_t bytes) const;
  void add_entries(std::vector<Bytes> entries);

  mutable std::mutex mutex_;
  Contents contents_;
  FaultPlan faults_;
  std::optional<InDoubt> in_doubt_;
  std::uint64_t capacity_bytes_ = ~std::uint64_t{0};
  std::uint64_t crashes_ = 0;
  std::map<std::string, Contents> backups_;
};

class MemoryStore final : public ports::Store {
 public:
  explicit MemoryStore(MemoryDisk& disk);

  [[nodiscard]] Result<void> append(std::uint64_t first_sequence, std::span<const ByteView> entries) override;
  [[nodiscard]] Result<std::uint64_t> last_sequence() override;
  [[nodiscard]] Result<void> read(std::uint64_t first, std::uint64_t last, const Visitor& visit) override;
  [[nodiscard]] Result<void> save_snapshot(std::uint64_t sequence, ByteView bytes) override;
  [[nodiscard]] Result<std::optional<ports::StoredSnapshot>> load_snapshot() override;
  [[nodiscard]] Result<void> put_document(const Hash256& hash, ByteView bytes) override;
  [[nodiscard]] Result<std::optional<Bytes>> get_document(const Hash256& hash) override;
  [[nodiscard]] Result<void> put_note(std::string_view name, ByteView bytes) override;
  [[nodiscard]] Result<std::optional<Bytes>> get_note(std::string_view name) override;
  // The copy stays on the same disk under this name: see MemoryDisk::open_backup.
  [[nodiscard]] Result<void> backup_to(const std::string& path) override;

 private:
  [[nodiscard]] Result<void> check_running() const;
  // Runs `change` with the disk locked, with the fault whose turn it is.
  template <class Change>
  [[nodiscard]] Result<void> other_write(std::uint64_t bytes, const Change& change);

  MemoryDisk& disk_;
  const std::uint64_t crashes_;  // of the disk when this store was opened
};

}  // namespace scrip::storage
