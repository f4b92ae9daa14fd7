#pragma once
// A city's year in small, for tests: a fixed set-up of every kind of record, then any number of random requests, good
// ones and bad ones, that together reach every kind of entry. The same seed gives the same journal.

#include <cstdint>
#include <string>
#include <vector>

#include "base/random.h"
#include "base/result.h"
#include "ports/store.h"
#include "proof/key.h"
#include "runtime/journal.h"

namespace scrip::testing {

class RandomCity {
 public:
  explicit RandomCity(std::uint64_t seed) : random_(seed), orders_(seed + 1'000'000) {}

  // The clock that its journals go by: it stands still but when a request moves it.
  [[nodiscard]] runtime::JournalOptions options();

  // Creates the authority and what belongs to it. Fails the running test if a step is refused.
  void set_up(runtime::Journal& journal);
  // One random request. Refusals are part of the game; errors of the store fail the running test.
  void step(runtime::Journal& journal);

  // The key that signs its checkpoints; always the same.
  [[nodiscard]] static const proof::PrivateKey& key();

 private:
  void command(runtime::Journal& journal, const engine::Command& command);
  void settle(const Result<void>& result);

  void use(runtime::Journal& journal);
  void add_job(const engine::State& state, metering::UsageBatch& batch);
  void issue_voucher(runtime::Journal& journal);
  void change_voucher(runtime::Journal& journal);
  void place_hold(runtime::Journal& journal);
  void change_hold(runtime::Journal& journal);
  void refund(runtime::Journal& journal);
  void resolve_suspense(runtime::Journal& journal);
  void close_month(runtime::Journal& journal);
  void register_something(runtime::Journal& journal);
  void decide_on_applications(runtime::Journal& journal);

  [[nodiscard]] std::string next_key(std::string_view kind) { return std::string(kind) + std::to_string(next_++); }
  [[nodiscard]] std::string some_job() { return "job-" + std::to_string(random_.below(60)); }
  [[nodiscard]] std::string_view some_site();
  [[nodiscard]] std::string_view some_company();

  Random random_;
  Random orders_;  // of the steps in the life of applications, so that they change nothing else that is drawn
  std::uint64_t next_ = 1;
  Instant now_{std::chrono::sys_days{std::chrono::year{2026} / 1 / 5}};
};

// A journal of a set-up and `steps` requests on an empty store, with a snapshot and a restart half way; its checkpoint,
// signed, is the store's note. Returns the digest of the writer's state.
Hash256 build_random_journal(ports::Store& store, std::uint64_t seed, int steps);
// The signed checkpoint of the first `size` entries.
[[nodiscard]] std::string signed_checkpoint(ports::Store& store, std::uint64_t size, const proof::PrivateKey& key);
[[nodiscard]] std::vector<Bytes> entries_of(ports::Store& store);

}  // namespace scrip::testing
