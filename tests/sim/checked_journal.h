#pragma once
// A journal in memory that is distrusted at every step. After each call, what the store now holds is decoded, encoded
// again and applied to a second state, and then
//   * both states have the same digest: replay gives what the run gave, believed and judged again, and a refused
//     command changed no byte;
//   * every invariant holds (invariants.h);
//   * from time to time, the state survives being a snapshot, indexes included.
// A violation is a GoogleTest failure, with `context` in its message.

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/commands.h"
#include "runtime/journal.h"
#include "storage/memory/memory_store.h"

namespace scrip::sim {

class CheckedJournal {
 public:
  explicit CheckedJournal(Instant now, std::string context = {});

  [[nodiscard]] const engine::State& state() const { return journal_->state(); }
  [[nodiscard]] runtime::Journal& journal() { return *journal_; }
  [[nodiscard]] storage::MemoryDisk& disk() { return *disk_; }
  [[nodiscard]] Instant now() const { return *now_; }
  void set_now(Instant now) { *now_ = now; }
  void advance(Milliseconds by) { *now_ += by; }
  // How often the costly checks run: after every n-th entry.
  void check_every(std::uint64_t n) { check_every_ = n; }

  Result<runtime::CommandReply> execute(const engine::Command& command, const runtime::Request& request = {});
  Result<runtime::CommandReply> close(Month month, const runtime::Request& request = {});
  Result<runtime::UsageReply> record(std::string_view site, const metering::UsageBatch& batch,
                                     const runtime::Request& request = {},
                                     const std::optional<runtime::SignedBody>& sent = {});
  Result<runtime::UsageReply> retry(const std::vector<SuspenseId>& ids, bool accept_conflicts = false);
  void tick();
  void restart();  // loads everything anew, from a snapshot if there is one
  void check_all();

 private:
  void open();
  void catch_up();

  std::shared_ptr<Instant> now_;
  std::string context_;
  std::unique_ptr<storage::MemoryDisk> disk_ = std::make_unique<storage::MemoryDisk>();
  std::unique_ptr<storage::MemoryStore> store_;
  std::unique_ptr<runtime::Journal> journal_;
  std::unique_ptr<engine::State> twin_ = std::make_unique<engine::State>();  // judges every entry again, as an audit
  std::unique_ptr<engine::State> taken_ = std::make_unique<engine::State>();  // takes every entry's word, as a restart
  std::uint64_t check_every_ = 1;
};

}  // namespace scrip::sim
