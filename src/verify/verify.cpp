#include "verify/verify.h"

#include <algorithm>
#include <set>
#include <utility>

#include "codec/entry.h"
#include "codec/snapshot.h"
#include "proof/checkpoint.h"
#include "proof/hash.h"
#include "proof/message_signature.h"
#include "verify/books.h"
#include "verify/entry_source.h"
#include "verify/line.h"
#include "verify/usage_body.h"

namespace scrip::verify {
namespace {

constexpr std::uint64_t balances_every = 1'000;  // entries

std::unexpected<Error> fail_at(std::uint64_t sequence, ErrorCode code, std::string detail) {
  return std::unexpected(at_entry(sequence, Error{.code = code, .detail = std::move(detail), .field = {}}));
}

class Verifier {
 public:
  Verifier(ports::Store& store, const VerifyOptions& options, const std::function<void(const Progress&)>& progress)
      : store_(store), options_(options), progress_(progress) {}

  Result<VerifyReport> run() {
    entries_ = SCRIP_TRY(store_.last_sequence());
    SCRIP_TRY_VOID(find_key());
    SCRIP_TRY_VOID(open_checkpoints());
    snapshot_ = SCRIP_TRY(store_.load_snapshot());
    // One that another release wrote is of no use to this one, nor is it read by a restart.
    if (snapshot_ && !codec::is_of_this_version(snapshot_->bytes)) snapshot_.reset();
    SCRIP_TRY_VOID(replay_all());
    SCRIP_TRY_VOID(check_end());
    auto lines = check_books(report_.state);
    if (!lines) return std::unexpected(at_entry(report_.entries, std::move(lines.error())));
    report_.lines = *lines;
    report_.state_digest = codec::state_digest(report_.state);
    return std::move(report_);
  }

 private:
  [[nodiscard]] Result<void> find_key();
  [[nodiscard]] Result<void> open_checkpoints();
  [[nodiscard]] std::set<std::uint64_t> frontiers_needed() const;
  [[nodiscard]] Result<void> replay_all();
  [[nodiscard]] Result<void> take(const ReadEntry& read);
  [[nodiscard]] Result<void> check_kept(const engine::UsageBlock& block);
  [[nodiscard]] Result<void> compare(std::uint64_t sequence, const proof::MerkleFrontier& frontier);
  [[nodiscard]] Result<void> check_end() const;

  ports::Store& store_;
  const VerifyOptions& options_;
  const std::function<void(const Progress&)>& progress_;
  std::optional<proof::PublicKey> key_;
  std::vector<proof::Checkpoint> checkpoints_;  // ascending by size
  std::optional<ports::StoredSnapshot> snapshot_;
  std::uint64_t entries_ = 0;
  std::uint64_t holds_up_to_ = 0;  // a signed root showed that no entry up to here was changed
  VerifyReport report_;
};

// The key that was asked for, or the one with which the journal was set up; they must be the same.
Result<void> Verifier::find_key() {
  key_ = options_.key;
  std::string named;
  std::optional<Error> error;
  SCRIP_TRY_VOID(store_.read(1, 1, [&](std::uint64_t, ByteView bytes) {
    auto entry = codec::decode_entry(bytes);
    if (!entry) {
      error = at_entry(1, std::move(entry.error()));
    } else if (const auto* events = std::get_if<std::vector<engine::Event>>(&entry->body); events && !events->empty()) {
      if (const auto* created = events->front().as<engine::AuthorityCreated>()) {
        named = created->authority.public_key;
      }
    }
    return false;
  }));
  if (error) return std::unexpected(std::move(*error));
  if (named.empty()) return {};
  auto found = proof::parse_public_key(named);
  if (!found) return fail_at(1, found.error().code, "the authority's key: " + found.error().detail);
  if (key_ && *key_ != *found) {
    return fail_at(1, ErrorCode::signature_invalid,
                   "the journal was set up with the key " + named + ", not with yours");
  }
  key_ = std::move(*found);
  return {};
}

Result<void> Verifier::open_checkpoints() {
  auto texts = options_.checkpoints;
  if (const auto note = SCRIP_TRY(store_.get_note(checkpoint_note))) texts.emplace_back(as_text(*note));
  for (const auto& text : texts) {
    if (!key_)
      return fail(ErrorCode::key_invalid, "the journal names no key that its checkpoints are signed with", "key");
    auto opened = proof::open_checkpoint(text, *key_);
    if (!opened) {
      opened.error().field = "checkpoint";
      return std::unexpected(std::move(opened.error()));
    }
    checkpoints_.push_back(std::move(*opened));
  }
  std::ranges::stable_sort(checkpoints_, {}, &proof::Checkpoint::size);
  return {};
}

std::set<std::uint64_t> Verifier::frontiers_needed() const {
  std::set<std::uint64_t> at;
  for (const auto& checkpoint : checkpoints_) at.insert(checkpoint.size);
  if (snapshot_) at.insert(snapshot_->sequence);
  return at;
}

Result<void> Verifier::replay_all() {
  EntrySource source(store_, frontiers_needed(), options_.threaded);
  SCRIP_TRY_VOID(compare(0, proof::MerkleFrontier{}));
  while (true) {
    const auto read = SCRIP_TRY(source.next());
    if (!read) break;
    SCRIP_TRY_VOID(take(*read));
    if (progress_) progress_({.entry = report_.entries, .entries = entries_, .records = report_.records});
  }
  report_.root = source.frontier().root();
  return {};
}

Result<void> Verifier::take(const ReadEntry& read) {
  auto replayed = check_line(report_.state, read.entry);
  if (replayed) replayed = codec::replay(report_.state, read.entry, engine::Replay::judge);
  if (replayed && read.sequence % balances_every == 0) replayed = check_balances(report_.state);
  if (!replayed) return std::unexpected(at_entry(read.sequence, std::move(replayed.error())));
  ++report_.entries;
  report_.bytes += read.bytes;
  if (const auto* block = std::get_if<engine::UsageBlock>(&read.entry.body)) {
    ++report_.usage_entries;
    report_.records += block->size();
    if (block->signature) {
      if (auto holds = check_kept(*block); !holds)
        return std::unexpected(at_entry(read.sequence, std::move(holds.error())));
    }
  }
  return read.frontier ? compare(read.sequence, *read.frontier) : Result<void>{};
}

// The signature itself was judged with the block.
Result<void> Verifier::check_kept(const engine::UsageBlock& block) {
  ++report_.signatures;
  if (!block.signature->body_kept) return {};
  const auto said = SCRIP_TRY(proof::read_signature_base(block.signature->base));
  const auto body = SCRIP_TRY(store_.get_document(*said.body));
  if (!body) return fail(ErrorCode::document_missing, "what the site signed was kept as " + to_hex(*said.body));
  if (proof::sha256(*body) != *said.body) {
    return fail(ErrorCode::hash_mismatch, "document " + to_hex(*said.body) + " is not what the site signed");
  }
  ++report_.bodies;
  return check_body(report_.state, block, as_text(*body));
}

// What was signed or stored of the journal up to here.
Result<void> Verifier::compare(std::uint64_t sequence, const proof::MerkleFrontier& frontier) {
  for (const auto& checkpoint : checkpoints_) {
    if (checkpoint.size != sequence) continue;
    if (checkpoint.root != frontier.root()) {
      const std::string which = holds_up_to_ + 1 == sequence
                                    ? "this entry is not the one"
                                    : "one of the entries " + std::to_string(holds_up_to_ + 1) + " to " +
                                          std::to_string(sequence) + " is not the one";
      return fail_at(sequence, ErrorCode::hash_mismatch,
                     which + " that " + checkpoint.origin + " signed: the root is " + to_hex(frontier.root()) +
                         ", signed was " + to_hex(checkpoint.root));
    }
    report_.checkpoints.push_back({.size = checkpoint.size, .origin = checkpoint.origin});
  }
  const bool signed_here = !report_.checkpoints.empty() && report_.checkpoints.back().size == sequence;
  if (signed_here) holds_up_to_ = sequence;
  if (!snapshot_ || snapshot_->sequence != sequence) return {};
  if (codec::encode_snapshot(frontier, report_.state) != snapshot_->bytes) {
    return fail_at(sequence, ErrorCode::replay_mismatch,
                   "the snapshot stored after it is not the state that it leads to");
  }
  report_.snapshot = sequence;
  return {};
}

Result<void> Verifier::check_end() const {
  if (!checkpoints_.empty() && checkpoints_.back().size > report_.entries) {
    return fail_at(
        report_.entries + 1, ErrorCode::hash_mismatch,
        "the journal ends before it, but " + std::to_string(checkpoints_.back().size) + " entries were signed");
  }
  if (snapshot_ && snapshot_->sequence > report_.entries) {
    return fail_at(
        report_.entries + 1, ErrorCode::replay_mismatch,
        "the journal ends before it, but there is a snapshot of entry " + std::to_string(snapshot_->sequence));
  }
  return {};
}

}  // namespace

Result<VerifyReport> verify(ports::Store& store, const VerifyOptions& options,
                            const std::function<void(const Progress&)>& progress) {
  return Verifier(store, options, progress).run();
}

}  // namespace scrip::verify
