#include "storage/memory/memory_store.h"

#include <algorithm>
#include <functional>
#include <utility>

#include "base/check.h"

namespace scrip::storage {
namespace {

constexpr std::uint64_t million = 1'000'000;
constexpr std::size_t snapshots_kept = 2;

Bytes copy_of(ByteView bytes) { return Bytes(bytes.begin(), bytes.end()); }

std::uint64_t size_of(std::span<const ByteView> entries) {
  std::uint64_t size = 0;
  for (const ByteView bytes : entries) size += bytes.size();
  return size;
}

// The error of a fault. For `none` there is none.
Result<void> outcome(Fault fault) {
  switch (fault) {
    case Fault::none:
      return {};
    case Fault::fail_before:
      return fail(ErrorCode::store_unavailable, "a fault on purpose, before writing");
    case Fault::fail_after:
      return fail(ErrorCode::store_unavailable, "a fault on purpose, after writing");
    case Fault::in_doubt:
      return fail(ErrorCode::store_unavailable, "a fault on purpose, while writing");
    case Fault::full:
      return fail(ErrorCode::store_full, "a fault on purpose");
  }
  return {};
}

bool is_written(Fault fault) { return fault == Fault::none || fault == Fault::fail_after; }

}  // namespace

FaultPlan::FaultPlan(std::uint64_t seed, FaultRates appends, FaultRates other_writes)
    : random_(seed), appends_{.rates = appends, .named = {}}, other_writes_{.rates = other_writes, .named = {}} {
  for (const FaultRates& rates : {appends, other_writes}) {
    SCRIP_CHECK(std::uint64_t{rates.fail_before} + rates.fail_after + rates.in_doubt + rates.full <= million);
  }
}

FaultPlan& FaultPlan::fail_append(std::uint64_t n, Fault fault) {
  appends_.named[appends_.count + n] = fault;
  return *this;
}

FaultPlan& FaultPlan::fail_other_write(std::uint64_t n, Fault fault) {
  other_writes_.named[other_writes_.count + n] = fault;
  return *this;
}

Fault FaultPlan::next_append() { return next(appends_); }
Fault FaultPlan::next_other_write() { return next(other_writes_); }

// One number is drawn for every write, named or not, so that naming one leaves the others' chances as they were.
Fault FaultPlan::next(Series& series) {
  ++series.count;
  std::uint64_t draw = random_.below(million);
  if (const auto named = series.named.find(series.count); named != series.named.end()) return named->second;
  const std::pair<std::uint32_t, Fault> choices[] = {{series.rates.fail_before, Fault::fail_before},
                                                     {series.rates.fail_after, Fault::fail_after},
                                                     {series.rates.in_doubt, Fault::in_doubt},
                                                     {series.rates.full, Fault::full}};
  for (const auto& [rate, fault] : choices) {
    if (draw < rate) return fault;
    draw -= rate;
  }
  return Fault::none;
}

void MemoryDisk::set_faults(FaultPlan plan) {
  const std::scoped_lock lock(mutex_);
  faults_ = std::move(plan);
}

void MemoryDisk::set_capacity(std::uint64_t bytes_max) {
  const std::scoped_lock lock(mutex_);
  capacity_bytes_ = bytes_max;
}

void MemoryDisk::crash() {
  const std::scoped_lock lock(mutex_);
  ++crashes_;
  if (!in_doubt_) return;
  const bool still_next = in_doubt_->first_sequence == contents_.entries.size() + 1;
  if (still_next && faults_.coin()) add_entries(std::move(in_doubt_->entries));
  in_doubt_.reset();
}

void MemoryDisk::corrupt(std::uint64_t sequence, std::size_t byte, std::uint8_t mask) {
  const std::scoped_lock lock(mutex_);
  SCRIP_CHECK(sequence >= 1);
  SCRIP_CHECK(sequence <= contents_.entries.size());
  Bytes& bytes = contents_.entries[sequence - 1];
  SCRIP_CHECK(byte < bytes.size());
  bytes[byte] ^= mask;
}

void MemoryDisk::corrupt_snapshot(std::size_t byte, std::uint8_t mask) {
  const std::scoped_lock lock(mutex_);
  SCRIP_CHECK(!contents_.snapshots.empty());
  Bytes& bytes = contents_.snapshots.rbegin()->second;
  SCRIP_CHECK(byte < bytes.size());
  bytes[byte] ^= mask;
}

Result<std::unique_ptr<MemoryDisk>> MemoryDisk::open_backup(const std::string& path) const {
  const std::scoped_lock lock(mutex_);
  const auto found = backups_.find(path);
  if (found == backups_.end()) return fail(ErrorCode::store_missing, path);
  auto disk = std::make_unique<MemoryDisk>();
  disk->contents_ = found->second;
  return disk;
}

Result<void> MemoryDisk::make_room(std::uint64_t bytes) const {
  if (bytes <= capacity_bytes_ && contents_.bytes <= capacity_bytes_ - bytes) return {};
  return fail(ErrorCode::store_full, "the disk holds " + std::to_string(capacity_bytes_) + " bytes");
}

void MemoryDisk::add_entries(std::vector<Bytes> entries) {
  for (Bytes& bytes : entries) {
    contents_.bytes += bytes.size();
    contents_.entries.push_back(std::move(bytes));
  }
}

MemoryStore::MemoryStore(MemoryDisk& disk)
    : disk_(disk), crashes_([&disk] {
        const std::scoped_lock lock(disk.mutex_);
        return disk.crashes_;
      }()) {}

Result<void> MemoryStore::check_running() const {
  if (crashes_ == disk_.crashes_) return {};
  return fail(ErrorCode::store_unavailable, "the machine has stopped since this store was opened");
}

Result<void> MemoryStore::append(std::uint64_t first_sequence, std::span<const ByteView> entries) {
  const std::scoped_lock lock(disk_.mutex_);
  SCRIP_TRY_VOID(check_running());
  const std::uint64_t next = disk_.contents_.entries.size() + 1;
  if (first_sequence != next) {
    return fail(ErrorCode::sequence_taken,
                "the next sequence number is " + std::to_string(next) + ", not " + std::to_string(first_sequence));
  }
  SCRIP_TRY_VOID(disk_.make_room(size_of(entries)));

  std::vector<Bytes> copies;
  copies.reserve(entries.size());
  for (const ByteView bytes : entries) copies.push_back(copy_of(bytes));
  const Fault fault = disk_.faults_.next_append();
  if (fault == Fault::in_doubt) {
    disk_.in_doubt_ = MemoryDisk::InDoubt{.first_sequence = first_sequence, .entries = std::move(copies)};
  } else if (is_written(fault)) {
    disk_.add_entries(std::move(copies));
  }
  return outcome(fault);
}

Result<std::uint64_t> MemoryStore::last_sequence() {
  const std::scoped_lock lock(disk_.mutex_);
  SCRIP_TRY_VOID(check_running());
  return disk_.contents_.entries.size();
}

// The lock is not held while the visitor runs: an entry, once there, is never removed.
Result<void> MemoryStore::read(std::uint64_t first, std::uint64_t last, const Visitor& visit) {
  const std::uint64_t end = std::min(last, SCRIP_TRY(last_sequence()));
  Bytes bytes;
  for (std::uint64_t sequence = std::max<std::uint64_t>(first, 1); sequence <= end; ++sequence) {
    {
      const std::scoped_lock lock(disk_.mutex_);
      SCRIP_TRY_VOID(check_running());
      bytes = disk_.contents_.entries[sequence - 1];
    }
    if (!visit(sequence, bytes)) return {};
  }
  return {};
}

template <class Change>
Result<void> MemoryStore::other_write(std::uint64_t bytes, const Change& change) {
  const std::scoped_lock lock(disk_.mutex_);
  SCRIP_TRY_VOID(check_running());
  SCRIP_TRY_VOID(disk_.make_room(bytes));
  const Fault fault = disk_.faults_.next_other_write();
  if (is_written(fault)) change(disk_.contents_);
  return outcome(fault);
}

Result<void> MemoryStore::save_snapshot(std::uint64_t sequence, ByteView bytes) {
  return other_write(bytes.size(), [&](MemoryDisk::Contents& contents) {
    auto& snapshots = contents.snapshots;
    contents.bytes -= snapshots[sequence].size();
    snapshots[sequence] = copy_of(bytes);
    contents.bytes += bytes.size();
    while (snapshots.size() > snapshots_kept) {
      contents.bytes -= snapshots.begin()->second.size();
      snapshots.erase(snapshots.begin());
    }
  });
}

Result<std::optional<ports::StoredSnapshot>> MemoryStore::load_snapshot() {
  const std::scoped_lock lock(disk_.mutex_);
  SCRIP_TRY_VOID(check_running());
  if (disk_.contents_.snapshots.empty()) return std::nullopt;
  const auto& [sequence, bytes] = *disk_.contents_.snapshots.rbegin();
  return ports::StoredSnapshot{.sequence = sequence, .bytes = bytes};
}

Result<void> MemoryStore::put_document(const Hash256& hash, ByteView bytes) {
  return other_write(bytes.size(), [&](MemoryDisk::Contents& contents) {
    if (contents.documents.try_emplace(hash, copy_of(bytes)).second) contents.bytes += bytes.size();
  });
}

Result<std::optional<Bytes>> MemoryStore::get_document(const Hash256& hash) {
  const std::scoped_lock lock(disk_.mutex_);
  SCRIP_TRY_VOID(check_running());
  const auto found = disk_.contents_.documents.find(hash);
  if (found == disk_.contents_.documents.end()) return std::nullopt;
  return found->second;
}

Result<void> MemoryStore::put_note(std::string_view name, ByteView bytes) {
  return other_write(bytes.size(), [&](MemoryDisk::Contents& contents) {
    Bytes& note = contents.notes[std::string{name}];
    contents.bytes = contents.bytes - note.size() + bytes.size();
    note = copy_of(bytes);
  });
}

Result<std::optional<Bytes>> MemoryStore::get_note(std::string_view name) {
  const std::scoped_lock lock(disk_.mutex_);
  SCRIP_TRY_VOID(check_running());
  const auto found = disk_.contents_.notes.find(name);
  if (found == disk_.contents_.notes.end()) return std::nullopt;
  return found->second;
}

Result<void> MemoryStore::backup_to(const std::string& path) {
  {
    const std::scoped_lock lock(disk_.mutex_);
    if (disk_.backups_.contains(path)) return fail(ErrorCode::store_exists, path);
  }
  return other_write(0, [&](MemoryDisk::Contents& contents) { disk_.backups_.emplace(path, contents); });
}

}  // namespace scrip::storage
