#pragma once
// Reads a journal's entries, checks their bytes and hashes them, ahead of whoever takes them, on a thread of its own.

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <set>
#include <thread>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "codec/entry.h"
#include "ports/store.h"
#include "proof/merkle.h"

namespace scrip::verify {

// One entry, or why there is none.
struct ReadEntry {
  std::uint64_t sequence = 0;
  std::size_t bytes = 0;
  codec::Entry entry;
  std::optional<proof::MerkleFrontier> frontier;  // up to this entry, where it was asked for
};

class EntrySource {
 public:
  // Gives the log's frontier with the entries whose numbers are in `frontiers_at`.
  EntrySource(ports::Store& store, std::set<std::uint64_t> frontiers_at, bool threaded);
  ~EntrySource();
  EntrySource(const EntrySource&) = delete;
  EntrySource& operator=(const EntrySource&) = delete;

  // The next entry; nothing at the end. Errors: those of the store and of verify(). After an error or the end, the
  // same.
  [[nodiscard]] Result<std::optional<ReadEntry>> next();

  // After the end.
  [[nodiscard]] const proof::MerkleFrontier& frontier() const { return frontier_; }

 private:
  static constexpr std::size_t queue_max = 8;
  static constexpr std::size_t page_entries = 16;

  void run();
  void read_page();
  [[nodiscard]] bool take(std::uint64_t sequence, ByteView bytes);
  [[nodiscard]] Result<ReadEntry> check(std::uint64_t sequence, ByteView bytes);
  void put(Result<std::optional<ReadEntry>> item);

  ports::Store& store_;
  const std::set<std::uint64_t> frontiers_at_;
  const bool threaded_;
  proof::MerkleFrontier frontier_;  // the reading thread's, until the end
  std::uint64_t next_ = 1;

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Result<std::optional<ReadEntry>>> queue_;
  bool ended_ = false;    // an error or the end is the last in the queue
  bool stopping_ = false;
  std::thread thread_;
};

// The error of an entry, as verify() gives it.
[[nodiscard]] Error at_entry(std::uint64_t sequence, Error error);

}  // namespace scrip::verify
