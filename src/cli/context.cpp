#include "cli/context.h"

#include "cli/signing.h"
#include "cli/table_view.h"

namespace scrip::cli {
namespace {

// A journal of which more than this must be replayed at the start gets a snapshot: about a tenth of a second.
constexpr std::uint64_t replay_records_max = 200'000;
constexpr std::uint64_t records_per_entry = 64;  // an entry costs about as much as so many records

}  // namespace

Result<void> Context::open(storage::OpenMode mode) {
  store_ = SCRIP_TRY(storage::SqliteStore::open(globals_.db, mode));
  journal_ = SCRIP_TRY(runtime::Journal::open(*store_));
  head_at_open_ = SCRIP_TRY(journal_->head());
  return {};
}

Result<const engine::State*> Context::read() {
  if (!journal_) SCRIP_TRY_VOID(open(storage::OpenMode::read_only));
  if (!journal_->state().authority) return fail(ErrorCode::authority_missing, globals_.db);
  return &journal_->state();
}

Result<runtime::Journal*> Context::write() {
  if (!journal_) SCRIP_TRY_VOID(open(storage::OpenMode::must_exist));
  return journal_.get();
}

Result<runtime::Journal*> Context::create() {
  SCRIP_TRY_VOID(open(storage::OpenMode::create_new));
  return journal_.get();
}

Result<runtime::CommandReply> Context::execute(const engine::Command& command) {
  auto* journal = SCRIP_TRY(write());
  return journal->execute(command, request());
}

Result<void> Context::finish() {
  if (!journal_ || !journal_->state().authority) return {};
  const auto head = SCRIP_TRY(journal_->head());
  if (head.size == head_at_open_.size) return {};
  const auto signed_note = sign_head(*store_, journal_->state(), key_path(globals_.db), head, head_at_open_);
  if (!signed_note && signed_note.error().code == ErrorCode::file_unreadable) {
    remark("No checkpoint was signed: the key file {} cannot be read.", key_path(globals_.db));
  } else if (!signed_note) {
    return std::unexpected(signed_note.error());
  }
  const auto& loaded = journal_->load_report();
  const std::uint64_t entries = head.size - loaded.snapshot_sequence;
  if (loaded.records_replayed + entries * records_per_entry > replay_records_max) return journal_->save_snapshot();
  return {};
}

Result<void> Context::show(const reports::Table& table, reports::TotalRow total) const {
  const auto chosen = SCRIP_TRY(choose_columns(table, globals_.columns));
  if (globals_.json) {
    print(reports::to_json(chosen) + "\n");
  } else if (chosen.rows.empty()) {
    tell("Nothing to show.");
  } else {
    print(text_for_people(chosen, language(), terminal_width(), total));
  }
  return {};
}

}  // namespace scrip::cli
