#include "runtime/journal.h"

#include <algorithm>
#include <chrono>

#include "base/check.h"
#include "base/limits.h"
#include "codec/snapshot.h"
#include "engine/line.h"
#include "engine/request_name.h"
#include "engine/signing.h"
#include "proof/hash.h"
#include "runtime/appender.h"
#include "runtime/history.h"
#include "runtime/texts.h"

namespace scrip::runtime {
namespace {

// Who asks, under which key.
Hash256 hash_of_name(const Request& request) {
  proof::Sha256 digest;
  digest.update(as_bytes(request.actor));
  digest.update(as_bytes(std::string_view{"\0", 1}));
  digest.update(as_bytes(request.idempotency_key));
  return digest.finish();
}

// As the journal keeps it. Where what is asked for is not said, the second half is the rest of the name's hash.
Hash256 request_hash(const Request& request) {
  const Hash256 name = hash_of_name(request);
  return request.content ? engine::request_for(name, *request.content) : name;
}

}  // namespace

Instant system_time() { return std::chrono::floor<Milliseconds>(std::chrono::system_clock::now()); }

Journal::Journal(ports::Store& store, JournalOptions options)
    : store_(store),
      options_(std::move(options)),
      state_(std::make_unique<engine::State>()),
      history_(std::make_unique<History>(store)) {}

Journal::~Journal() = default;

Result<std::unique_ptr<Journal>> Journal::open(ports::Store& store, JournalOptions options) {
  std::unique_ptr<Journal> journal(new Journal(store, std::move(options)));
  SCRIP_TRY_VOID(journal->load());
  return journal;
}

Result<void> Journal::load_snapshot(proof::MerkleFrontier& frontier) {
  const auto stored = SCRIP_TRY(store_.load_snapshot());
  if (!stored) return {};
  auto snapshot = codec::decode_snapshot(stored->bytes);
  if (!snapshot || snapshot->frontier.size() != stored->sequence) return {};  // replay from the start
  *state_ = std::move(snapshot->state);
  frontier = std::move(snapshot->frontier);
  load_report_.snapshot_sequence = stored->sequence;
  return {};
}

Result<void> Journal::load() {
  proof::MerkleFrontier frontier;
  SCRIP_TRY_VOID(load_snapshot(frontier));
  std::optional<Error> error;
  const auto first = state_->last_sequence + 1;
  SCRIP_TRY_VOID(store_.read(first, ports::to_the_end, [&](std::uint64_t sequence, ByteView bytes) {
    auto entry = codec::decode_entry(bytes);
    if (entry && entry->header.sequence != sequence) {
      entry = fail(ErrorCode::entry_corrupt, say("it carries the number {0}", entry->header.sequence));
    }
    auto replayed = entry ? codec::replay(*state_, *entry, engine::Replay::take) : std::unexpected(entry.error());
    if (!replayed) {
      error = std::move(replayed.error());
      error->detail = "entry " + std::to_string(sequence) + ": " + error->detail;
      return false;
    }
    frontier.append(proof::leaf_hash(bytes));
    ++load_report_.entries_replayed;
    if (const auto* block = std::get_if<engine::UsageBlock>(&entry->body)) {
      load_report_.records_replayed += block->size();
    }
    return true;
  }));
  if (error) return std::unexpected(*error);
  records_since_snapshot_ = load_report_.records_replayed + load_report_.entries_replayed * 64;
  appender_ = std::make_unique<Appender>(store_, std::move(frontier), options_.threaded);
  return {};
}

engine::EntryContext Journal::next_entry(const Request& request) const {
  const Instant now = std::max(options_.clock(), state_->last_time + Milliseconds{1});
  return {.sequence = state_->last_sequence + 1, .now = now, .actor = request.actor};
}

Result<std::optional<std::uint64_t>> Journal::find_request(const Request& request) const {
  if (request.idempotency_key.empty()) return std::nullopt;
  const Hash256 name = hash_of_name(request);
  const auto found = state_->request_entry.find(engine::request_name(name));
  if (found == state_->request_entry.end()) return std::nullopt;
  const auto& requests = state_->requests;  // ascending by entry
  const auto kept =
      std::ranges::lower_bound(requests, found->second, {}, &std::pair<Hash256, std::uint64_t>::second)->first;
  const bool is_compared = request.content && kept != name;
  if (is_compared && kept != request_hash(request)) {
    return fail(ErrorCode::key_reused, say("entry {0} is the answer to another request", found->second),
                "Idempotency-Key");
  }
  return found->second;
}

codec::EntryHeader Journal::begin(const engine::EntryContext& context, const Request& request) {
  codec::EntryHeader header{.sequence = context.sequence, .time = context.now, .actor = context.actor};
  if (!request.idempotency_key.empty()) header.request = request_hash(request);
  engine::begin_entry(*state_, context, header.request);
  return header;
}

Result<void> Journal::append_due() {
  if (!state_->authority) return {};
  const Request clock{.actor = "clock", .idempotency_key = {}};
  for (;;) {
    const auto context = next_entry(clock);
    auto events = engine::due_events(*state_, context.now);
    if (events.empty()) {
      engine::note_line_looked(*state_, context.now);
      return {};
    }
    auto header = begin(context, clock);
    for (const auto& event : events) engine::apply(*state_, event);
    SCRIP_TRY_VOID(put({.header = std::move(header), .body = std::move(events)}));
  }
}

Result<void> Journal::tick() {
  SCRIP_TRY_VOID(append_due());
  return sync();
}

Result<void> Journal::put(codec::Entry entry) {
  if (options_.on_entry) options_.on_entry(entry);
  const bool is_usage = std::holds_alternative<engine::UsageBlock>(entry.body);
  return appender_->put(std::move(entry), is_usage ? Appender::Start::at_once : Appender::Start::when_awaited);
}

Result<CommandReply> Journal::execute(const engine::Command& command, const Request& request) {
  auto reply = SCRIP_TRY(submit(command, request));
  SCRIP_TRY_VOID(sync());
  return reply;
}

Result<CommandReply> Journal::submit(const engine::Command& command, const Request& request) {
  SCRIP_TRY_VOID(appender_->status());
  SCRIP_TRY_VOID(append_due());
  if (const auto entry = SCRIP_TRY(find_request(request))) return CommandReply{.sequence = *entry, .repeated = true};
  const auto context = next_entry(request);
  CommandReply reply{.events = SCRIP_TRY(engine::decide(*state_, command, context))};
  if (!reply.events.empty()) {
    auto header = begin(context, request);
    for (const auto& event : reply.events) engine::apply(*state_, event);
    reply.sequence = context.sequence;
    SCRIP_TRY_VOID(put({.header = std::move(header), .body = reply.events}));
    ++records_since_snapshot_;
  }
  return reply;
}

Result<CommandReply> Journal::close_period(Month month, const Request& request) {
  SCRIP_TRY_VOID(appender_->status());
  SCRIP_TRY_VOID(append_due());
  if (const auto entry = SCRIP_TRY(find_request(request))) return CommandReply{.sequence = *entry, .repeated = true};
  const auto context = next_entry(request);
  SCRIP_TRY_VOID(engine::check_close(*state_, month, context));
  auto header = begin(context, request);
  CommandReply reply{.events = {engine::close_period(*state_, month)}, .sequence = context.sequence};
  SCRIP_TRY_VOID(put({.header = std::move(header), .body = reply.events}));
  SCRIP_TRY_VOID(sync());
  return reply;
}

// The body's digest is in what was signed. Where it is to be kept, it is, before there is an entry that says so.
Result<std::optional<engine::BatchSignature>> Journal::judge_sent(SiteId site, const std::optional<SignedBody>& sent,
                                                                  Instant now) {
  if (!sent) return engine::judge_signature(*state_, site, std::optional<proof::MessageSignature>{}, now);
  const auto said = SCRIP_TRY(proof::read_signature_base(sent->signature.base));
  const Hash256 digest = proof::sha256(as_bytes(sent->body));
  if (said.body && *said.body != digest) {
    return fail(ErrorCode::digest_mismatch, say("the body's is {0}", proof::content_digest(digest)), "Content-Digest");
  }
  auto judged = SCRIP_TRY(engine::judge_signature(*state_, site, std::optional(sent->signature), now));
  if (judged && judged->body_kept) SCRIP_TRY_VOID(store_.put_document(digest, as_bytes(sent->body)));
  return judged;
}

Result<UsageReply> Journal::record(std::string_view site, const metering::UsageBatch& batch, const Request& request,
                                   const std::optional<SignedBody>& sent) {
  SCRIP_TRY_VOID(appender_->status());
  SCRIP_TRY_VOID(append_due());
  if (const auto entry = SCRIP_TRY(find_request(request))) return UsageReply{.sequence = *entry, .repeated = true};
  const auto prepared = SCRIP_TRY(engine::prepare(*state_, site, batch));
  engine::EarlierRecords earlier;
  if (!prepared.seen.empty()) {
    SCRIP_TRY_VOID(sync());
    earlier = SCRIP_TRY(history_->find(*state_, prepared.seen));
  }
  const auto context = next_entry(request);
  auto signature = SCRIP_TRY(judge_sent(prepared.site, sent, context.now));
  auto outcome = engine::record_usage(*state_, batch, prepared, earlier, context);
  outcome.block.signature = std::move(signature);
  return append_usage(std::move(outcome), context, request);
}

Result<UsageReply> Journal::retry_suspense(const std::vector<SuspenseId>& ids, bool accept_conflicts,
                                           const Request& request) {
  SCRIP_TRY_VOID(appender_->status());
  SCRIP_TRY_VOID(append_due());
  if (const auto entry = SCRIP_TRY(find_request(request))) return UsageReply{.sequence = *entry, .repeated = true};
  engine::RetrySuspense retry{.accept_conflicts = accept_conflicts};
  FlatSet<SuspenseId> named;
  for (const SuspenseId id : ids) {
    if (!named.insert(id).second) continue;
    const auto found = state_->suspense.find(id);
    if (found == state_->suspense.end()) {
      return fail(ErrorCode::suspense_not_found, std::to_string(index(id)), "id");
    }
    if (retry.site != no_id<SiteId> && found->second.site != retry.site) {
      return fail(ErrorCode::value_invalid, say("records of several sites in one request"), "id");
    }
    retry.site = found->second.site;
    retry.ids.push_back(id);
  }
  if (ids.empty()) return UsageReply{};
  if (retry.ids.size() > limits::batch_records_max) {
    return fail(ErrorCode::too_large, say("at most {0} records at a time", limits::batch_records_max), "id");
  }
  const auto context = next_entry(request);
  return append_usage(engine::retry_suspense(*state_, retry, context), context, request);
}

Result<UsageReply> Journal::append_usage(engine::UsageOutcome outcome, const engine::EntryContext& context,
                                         const Request& request) {
  UsageReply reply{.records = std::move(outcome.records),
                   .charged = outcome.charged,
                   .duplicates = outcome.duplicates,
                   .suspended = outcome.suspended,
                   .mismatched_jobs = outcome.mismatched_jobs};
  if (outcome.block.jobs.empty()) return reply;
  reply.sequence = context.sequence;
  records_since_snapshot_ += outcome.block.size() + 1;
  auto header = begin(context, request);
  if (outcome.block.signature) engine::take_signature(*state_, *outcome.block.signature);
  SCRIP_TRY_VOID(put({.header = std::move(header), .body = std::move(outcome.block)}));
  SCRIP_TRY_VOID(snapshot_if_due());
  return reply;
}

Result<void> Journal::sync() { return appender_->wait_until_durable(); }

void Journal::when_durable(Done done) { appender_->when_durable(std::move(done)); }

Result<std::optional<engine::EarlierRecord>> Journal::find_record(JobId job, std::uint64_t part) {
  SCRIP_TRY_VOID(sync());
  const auto& known = state_->jobs[index(job)];
  const auto found = SCRIP_TRY(history_->find(
      *state_, {{.job = job, .part = part, .first_entry = known.first_entry, .last_entry = known.last_entry}}));
  const auto record = found.find(engine::PartKey{.job = job, .part = part});
  return record == found.end() ? std::nullopt : std::optional{record->second};
}

Result<void> Journal::snapshot_if_due() {
  if (records_since_snapshot_ < options_.snapshot_records) return {};
  return save_snapshot();
}

Result<void> Journal::save_snapshot() {
  SCRIP_TRY_VOID(sync());
  if (state_->last_sequence == 0) return {};
  SCRIP_TRY_VOID(store_.save_snapshot(state_->last_sequence, codec::encode_snapshot(appender_->frontier(), *state_)));
  records_since_snapshot_ = 0;
  return {};
}

Result<Journal::Head> Journal::head() {
  SCRIP_TRY_VOID(sync());
  return Head{.size = appender_->frontier().size(), .root = appender_->frontier().root()};
}

}  // namespace scrip::runtime
