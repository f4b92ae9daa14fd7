#pragma once
// The second half of the pipeline: encodes, hashes and appends entries, on a thread of its own or on the caller's.

#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <thread>
#include <variant>
#include <vector>

#include "base/limits.h"
#include "codec/entry.h"
#include "ports/store.h"
#include "proof/merkle.h"
#include "runtime/journal.h"

namespace scrip::runtime {

class Journal::Appender {
 public:
  Appender(ports::Store& store, proof::MerkleFrontier frontier, bool threaded);
  ~Appender();  // appends what is queued, unless an append failed
  Appender(const Appender&) = delete;
  Appender& operator=(const Appender&) = delete;

  // Usage is appended while the caller goes on; a command waits for the others that share its commit, until somebody
  // waits for it to be durable.
  enum class Start : std::uint8_t { at_once, when_awaited };
  // Waits while the queue is full. Errors: that of the first append that failed.
  [[nodiscard]] Result<void> put(codec::Entry entry, Start start);
  [[nodiscard]] Result<void> wait_until_durable();
  // Calls `done` once everything put so far is durable, or failed: from the appending thread, or at once.
  void when_durable(Done done);
  [[nodiscard]] Result<void> status();
  // Only after wait_until_durable().
  [[nodiscard]] const proof::MerkleFrontier& frontier() const { return frontier_; }

 private:
  static constexpr std::size_t queue_entries_max = 1'024;
  static constexpr std::size_t queue_records_max = 16 * limits::batch_records_max;  // of usage

  [[nodiscard]] bool is_full() const {
    return queue_.size() >= queue_entries_max || queued_records_ >= queue_records_max;
  }

  void run();
  [[nodiscard]] Result<void> append(const std::vector<codec::Entry>& entries);
  [[nodiscard]] Result<void> outcome() const {
    return failure_ ? Result<void>(std::unexpected(*failure_)) : Result<void>{};
  }

  ports::Store& store_;
  proof::MerkleFrontier frontier_;  // the appending thread's, until the queue is empty

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<codec::Entry> queue_;
  std::size_t queued_records_ = 0;
  bool awaited_ = false;  // what is in the queue is to be appended now
  bool busy_ = false;
  bool stopping_ = false;
  std::optional<Error> failure_;
  std::vector<Done> wait_for_queue_;   // called when what is queued now is durable
  std::vector<Done> wait_for_append_;  // called when the append that runs is over
  std::thread thread_;
};

}  // namespace scrip::runtime
