#include "tests/sim/checked_journal.h"

#include <gtest/gtest.h>

#include "base/test_support.h"
#include "codec/entry.h"
#include "tests/sim/invariants.h"
#include "verify/line.h"

namespace scrip::sim {

using runtime::CommandReply;
using runtime::Journal;
using runtime::Request;
using runtime::UsageReply;

namespace {

// Who is refused reads why in Chinese, too.
template <class Reply>
void expect_readable(const Result<Reply>& reply, const std::string& context) {
  if (reply) return;
  EXPECT_EQ(scrip::testing::english_in(reply.error().detail_in(Language::chinese)), "") << context;
}

}  // namespace

CheckedJournal::CheckedJournal(Instant now, std::string context)
    : now_(std::make_shared<Instant>(now)), context_(std::move(context)) {
  open();
}

void CheckedJournal::open() {
  journal_.reset();
  store_ = std::make_unique<storage::MemoryStore>(*disk_);
  auto journal = Journal::open(*store_, {.clock = [now = now_] { return *now; }, .threaded = false});
  if (!journal) FAIL() << context_ << describe(journal.error(), Language::english);
  journal_ = std::move(*journal);
}

void CheckedJournal::restart() {
  open();
  catch_up();
  check_all();
}

Result<CommandReply> CheckedJournal::execute(const engine::Command& command, const Request& request) {
  auto reply = journal_->execute(command, request);
  expect_readable(reply, context_);
  catch_up();
  return reply;
}

Result<CommandReply> CheckedJournal::close(Month month, const Request& request) {
  auto reply = journal_->close_period(month, request);
  expect_readable(reply, context_);
  catch_up();
  return reply;
}

Result<UsageReply> CheckedJournal::record(std::string_view site, const metering::UsageBatch& batch,
                                          const Request& request, const std::optional<runtime::SignedBody>& sent) {
  auto reply = journal_->record(site, batch, request, sent);
  expect_readable(reply, context_);
  catch_up();
  return reply;
}

Result<UsageReply> CheckedJournal::retry(const std::vector<SuspenseId>& ids, bool accept_conflicts) {
  auto reply = journal_->retry_suspense(ids, accept_conflicts, {});
  catch_up();
  return reply;
}

void CheckedJournal::tick() {
  const auto ticked = journal_->tick();
  EXPECT_TRUE(ticked.has_value()) << context_;
  catch_up();
}

void CheckedJournal::catch_up() {
  const auto read = store_->read(twin_->last_sequence + 1, ports::to_the_end, [&](std::uint64_t, ByteView bytes) {
    const auto entry = codec::decode_entry(bytes);
    EXPECT_TRUE(entry.has_value()) << context_ << describe(entry.error(), Language::english);
    if (!entry) return false;
    const Bytes again = std::visit([&](const auto& body) { return codec::encode(entry->header, body); }, entry->body);
    EXPECT_TRUE(std::equal(again.begin(), again.end(), bytes.begin(), bytes.end())) << context_ << "entry encoding";
    const auto in_turn = verify::check_line(*twin_, *entry);
    EXPECT_TRUE(in_turn.has_value()) << context_ << describe(in_turn.error(), Language::english);
    const auto replayed = codec::replay(*twin_, *entry, engine::Replay::judge);
    EXPECT_TRUE(replayed.has_value()) << context_ << describe(replayed.error(), Language::english);
    const auto taken = codec::replay(*taken_, *entry, engine::Replay::take);
    EXPECT_TRUE(taken.has_value()) << context_ << describe(taken.error(), Language::english);
    return true;
  });
  EXPECT_TRUE(read.has_value()) << context_;
  if (twin_->last_sequence % check_every_ == 0 || twin_->last_sequence != state().last_sequence) check_all();
}

void CheckedJournal::check_all() {
  const std::string where = context_ + " after entry " + std::to_string(state().last_sequence) + ": ";
  const Bytes run = codec::encode_state(state());
  const Bytes replayed = codec::encode_state(*twin_);
  EXPECT_TRUE(run == replayed) << where << "replay gives another state than the run";
  EXPECT_TRUE(run == codec::encode_state(*taken_)) << where << "a restart gives another state than the run";
  EXPECT_EQ(describe_indexes(state()), describe_indexes(*twin_)) << where;
  for (const auto& broken : broken_invariants(state())) ADD_FAILURE() << where << "no longer so: " << broken;
  const auto reloaded = codec::decode_state(run);
  EXPECT_TRUE(reloaded.has_value()) << where << "a snapshot of the state does not decode";
  if (!reloaded) return;
  EXPECT_TRUE(codec::encode_state(*reloaded) == run) << where << "a snapshot gives another state";
  EXPECT_EQ(describe_indexes(*reloaded), describe_indexes(state())) << where << "a snapshot gives other indexes";
}

}  // namespace scrip::sim
