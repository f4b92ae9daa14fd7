// scrip status, journal show, checkpoint, proof entry and check.

#include <simdjson.h>

#include <charconv>

#include "cli/entry_json.h"
#include "cli/families.h"
#include "cli/files.h"
#include "cli/json.h"
#include "cli/proofs.h"
#include "cli/signing.h"
#include "cli/texts.h"
#include "codec/entry.h"

namespace scrip::cli {
namespace {

Result<std::uint64_t> parse_number(const std::string& text, const char* option) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error == std::errc{} && end == text.data() + text.size()) return number;
  return fail(ErrorCode::value_invalid, say("'{0}' is no whole number", text), option);
}

std::string month_or_dash(const std::optional<Month>& month) { return month ? format_month(*month) : "-"; }

Result<void> run_status(Context& context, const NoOptions&) {
  const auto* state = SCRIP_TRY(context.read());
  const auto head = SCRIP_TRY(context.journal().head());
  const auto& authority = *state->authority;
  const auto note = SCRIP_TRY(context.store().get_note(checkpoint_note));
  if (context.json()) {
    JsonObject answer;
    answer.add("db", context.globals().db)
        .add("authority", authority)
        .add("entries", head.size)
        .add("root", head.root)
        .add("last_time", state->last_time)
        .add("charged_records", state->totals.charged_records)
        .add("in_suspense", state->suspense.size())
        .add("jobs", state->jobs.size())
        .add("vouchers", state->vouchers.size())
        .add("first_open_month", state->first_open_month)
        .add("state_digest", codec::state_digest(*state))
        .add("checkpoint", note ? std::string(as_text(*note)) : std::string{});
    context.print(answer.text() + "\n");
    return {};
  }
  context.tell("{} ({}, {}), journal {}", authority.name, authority.currency, authority.zone_name,
               context.globals().db);
  context.tell("  entries      {}, the last at {}", head.size, format_instant(state->last_time));
  context.tell("  root         {}", to_hex(head.root));
  context.tell("  records      {} charged, {} in suspense", state->totals.charged_records, state->suspense.size());
  context.tell("  jobs         {}", state->jobs.size());
  context.tell("  vouchers     {}", state->vouchers.size());
  context.tell("  first open   {}", month_or_dash(state->first_open_month));
  context.tell("  public key   {}", authority.public_key);
  return {};
}

struct Show {
  std::string from = "1", until;
  bool records = false;
};

Result<void> run_show(Context& context, const Show& options) {
  SCRIP_TRY_VOID(context.read());
  const auto from = SCRIP_TRY(parse_number(options.from, "--from"));
  const auto until = options.until.empty() ? ports::to_the_end : SCRIP_TRY(parse_number(options.until, "--until"));
  std::optional<Error> error;
  SCRIP_TRY_VOID(context.store().read(from, until, [&](std::uint64_t, ByteView bytes) {
    const auto entry = codec::decode_entry(bytes);
    if (!entry) {
      error = entry.error();
      return false;
    }
    context.print(json_entry(*entry, options.records) + "\n");
    return true;
  }));
  if (error) return std::unexpected(*error);
  return {};
}

Result<void> run_checkpoint(Context& context, const NoOptions&) {
  auto* journal = SCRIP_TRY(context.write());
  if (!journal->state().authority) return fail(ErrorCode::authority_missing, context.globals().db);
  const auto head = SCRIP_TRY(journal->head());
  const auto text = SCRIP_TRY(sign_head(context.store(), journal->state(), key_path(context.globals().db), head, head));
  context.print(context.json() ? JsonObject().add("checkpoint", text).text() + "\n" : text);
  return {};
}

struct ProveEntry {
  std::string entry;
};

Result<void> run_prove_entry(Context& context, const ProveEntry& options) {
  const auto number = SCRIP_TRY(parse_number(options.entry, "entry"));
  const auto* state = SCRIP_TRY(context.read());
  context.print(SCRIP_TRY(prove_entry(context.store(), state->authority->public_key, number)) + "\n");
  return {};
}

struct CheckProof {
  std::string file, key;
};

Result<void> run_check_proof(Context& context, const CheckProof& options) {
  const auto checked = check_proof(SCRIP_TRY(read_file(options.file)), options.key);
  if (!checked) {
    context.note_problem({.file = options.file, .error = checked.error()});
    return std::unexpected(checked.error());
  }
  if (context.json()) {
    JsonObject answer;
    answer.add("holds", true).add("entry", checked->entry).add("size", checked->size).add("key", checked->key);
    context.print(answer.text() + "\n");
    return {};
  }
  context.tell("The proof holds: entry {} is one of the {} entries that {} signed.", checked->entry, checked->size,
               checked->key);
  if (options.key.empty())
    context.tell("The key came with the proof: compare it with the one the authority publishes, or pass --key.");
  return {};
}

}  // namespace

void add_journal_commands(Commands& commands) {
  CLI::App& root = commands.root();
  commands.add<NoOptions>(root, "status", "The journal at a glance", {"scrip status", "scrip status --json"},
                          run_status);
  CLI::App& journal = commands.group("journal", "The entries themselves");
  commands
      .add<Show>(journal, "show", "Entries as JSON, one a line", {"scrip journal show --from 10 --until 20"}, run_show)
      .option("--from", &Show::from, "First entry (default: 1)")
      .option("--until", &Show::until, "Last entry (default: the last there is)")
      .flag("--records", &Show::records, "Also each usage record");
  commands.add<NoOptions>(root, "checkpoint", "Signs what the journal holds now, for others to keep",
                          {"scrip checkpoint > checkpoint.txt"}, run_checkpoint);
  CLI::App& proof = commands.group("proof", "Proofs that an entry is in the journal that was signed");
  commands
      .add<ProveEntry>(proof, "entry", "A proof of one entry against the last checkpoint, as JSON",
                       {"scrip proof entry 12 > proof.json"}, run_prove_entry)
      .positional("entry", &ProveEntry::entry, "The entry's number");
  commands
      .add<CheckProof>(proof, "check", "Checks a proof; needs no journal",
                       {"scrip proof check proof.json --key \"$(cat authority.pub)\""}, run_check_proof)
      .positional("file", &CheckProof::file, "The proof; '-' is standard input")
      .option("--key", &CheckProof::key, "The authority's public key, as it publishes it");
}

}  // namespace scrip::cli
