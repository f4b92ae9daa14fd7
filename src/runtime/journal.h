#pragma once
// The single writer of a journal: takes commands and usage, decides them on the state in memory, and appends the
// result.
//
// Pipeline: the caller's thread judges and applies; a second thread encodes, hashes and appends, several entries in one
// durable commit when they queue up. Nothing may be acknowledged before sync(), when_durable()'s call, or a function
// that says it is durable.
//
// Crash-only: when an append fails, this object refuses everything that follows (store_unavailable, or the store's own
// error) and is thrown away; a new one loads what is durable. There is no undo.
//
// Threads: one caller at a time.

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "codec/entry.h"
#include "engine/commands.h"
#include "engine/usage.h"
#include "ports/store.h"
#include "proof/merkle.h"
#include "proof/message_signature.h"

namespace scrip::runtime {

using Clock = std::function<Instant()>;
[[nodiscard]] Instant system_time();

struct JournalOptions {
  Clock clock = system_time;
  // Sees each entry when it was judged and applied, before it is durable; for those who are told what changed.
  std::function<void(const codec::Entry&)> on_entry = {};
  bool threaded = true;  // false: everything on the caller's thread, for simulation
  std::uint64_t snapshot_records = 5'000'000;  // a snapshot after this many usage records (or entries / 64)
};

// Who asks, and under which idempotency key.
struct Request {
  std::string actor = "cli";
  std::string idempotency_key;  // empty: none
  // The hash of what is asked for. The same key with another content is refused (key_reused); none: not compared.
  std::optional<Hash256> content = {};
};

struct CommandReply {
  std::vector<engine::Event> events;  // empty where it was so already
  std::uint64_t sequence = 0;  // of its entry; 0 if it needed none
  bool repeated = false;  // the idempotency key was seen before: the first answer is in that entry
};

struct UsageReply {
  std::vector<engine::RecordOutcome> records;
  std::uint64_t charged = 0;
  std::uint64_t duplicates = 0;
  std::uint64_t suspended = 0;
  std::uint64_t mismatched_jobs = 0;  // found to run on another chip model than they asked for
  std::uint64_t sequence = 0;  // 0: nothing new
  bool repeated = false;
};

// How a site signed a batch, and the bytes that it signed.
struct SignedBody {
  proof::MessageSignature signature;
  std::string_view body;
};

// What loading found; for people.
struct LoadReport {
  std::uint64_t snapshot_sequence = 0;  // 0: no usable snapshot
  std::uint64_t entries_replayed = 0;
  std::uint64_t records_replayed = 0;
};

class Journal {
 public:
  // Loads the newest snapshot and replays what follows it. Errors: store_unavailable, store_corrupt, and
  // with the entry's number entry_corrupt and replay_mismatch.
  [[nodiscard]] static Result<std::unique_ptr<Journal>> open(ports::Store& store, JournalOptions options = {});
  ~Journal();
  Journal(const Journal&) = delete;
  Journal& operator=(const Journal&) = delete;

  [[nodiscard]] const engine::State& state() const { return *state_; }
  [[nodiscard]] const LoadReport& load_report() const { return load_report_; }

  // Not durable before sync() returned: several callers' commands can share one commit. A repeated key's entry may
  // itself not be durable yet. Errors: those of find_request(), of decide(), and of the store.
  [[nodiscard]] Result<CommandReply> submit(const engine::Command& command, const Request& request);
  // submit() and sync(): durable on return.
  [[nodiscard]] Result<CommandReply> execute(const engine::Command& command, const Request& request);
  // The entry of the same request that was made before; none: it is new, or has no key. Errors: key_reused (this key
  // was used for something else).
  [[nodiscard]] Result<std::optional<std::uint64_t>> find_request(const Request& request) const;
  [[nodiscard]] Result<CommandReply> close_period(Month month, const Request& request);

  // Not durable before sync() returned. `sent`: how the site signed the batch; none: it did not. Where the site's rule
  // says so, the body is kept as a document.
  // Errors: those of prepare() and judge_signature(), digest_mismatch (the body is not the one that was signed), and
  // those of the store.
  [[nodiscard]] Result<UsageReply> record(std::string_view site, const metering::UsageBatch& batch,
                                          const Request& request, const std::optional<SignedBody>& sent = {});
  // Tries records in suspense again, all of one site; one that is named twice is tried once, and the reply has one
  // outcome for it. Errors: suspense_not_found, value_invalid (several sites), too_large.
  [[nodiscard]] Result<UsageReply> retry_suspense(const std::vector<SuspenseId>& ids, bool accept_conflicts,
                                                  const Request& request);
  // Waits until everything taken so far is durable.
  [[nodiscard]] Result<void> sync();
  // The same without waiting: calls `done` once, with what sync() would have returned, from any thread. `done` must not
  // call this object. What is given to the journal meanwhile goes into the next commit.
  using Done = std::function<void(const Result<void>&)>;
  void when_durable(Done done);

  // Appends what became due (expired holds and vouchers). Durable on return.
  [[nodiscard]] Result<void> tick();

  // The content with which a record was taken; nothing if it was not.
  [[nodiscard]] Result<std::optional<engine::EarlierRecord>> find_record(JobId job, std::uint64_t part);

  [[nodiscard]] Result<void> save_snapshot();

  // The Merkle log over all entries that are durable.
  struct Head {
    std::uint64_t size = 0;
    Hash256 root;
  };
  [[nodiscard]] Result<Head> head();

 private:
  class Appender;
  class History;

  Journal(ports::Store& store, JournalOptions options);
  [[nodiscard]] Result<void> load();
  [[nodiscard]] Result<void> load_snapshot(proof::MerkleFrontier& frontier);

  [[nodiscard]] engine::EntryContext next_entry(const Request& request) const;
  [[nodiscard]] codec::EntryHeader begin(const engine::EntryContext& context, const Request& request);
  [[nodiscard]] Result<void> append_due();
  [[nodiscard]] Result<void> put(codec::Entry entry);
  [[nodiscard]] Result<std::optional<engine::BatchSignature>> judge_sent(SiteId site,
                                                                         const std::optional<SignedBody>& sent,
                                                                         Instant now);
  [[nodiscard]] Result<UsageReply> append_usage(engine::UsageOutcome outcome, const engine::EntryContext& context,
                                                const Request& request);
  [[nodiscard]] Result<void> snapshot_if_due();

  ports::Store& store_;
  JournalOptions options_;
  std::unique_ptr<engine::State> state_;
  std::unique_ptr<Appender> appender_;
  std::unique_ptr<History> history_;
  LoadReport load_report_;
  std::uint64_t records_since_snapshot_ = 0;
};

}  // namespace scrip::runtime
