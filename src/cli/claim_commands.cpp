// scrip claim: purchases presented for subsidy, their checks, and the digests exchanged with other authorities.

#include "casework/purchase.h"
#include "cli/case_commands.h"
#include "cli/claim_files.h"
#include "cli/families.h"
#include "cli/files.h"
#include "cli/json.h"
#include "engine/claim.h"
#include "reports/claim_review.h"
#include "reports/reports.h"
#include "runtime/journal.h"
#include "service/claim_json.h"

namespace scrip::cli {
namespace {

struct Named {
  std::string key;
};

struct Draft {
  std::string file, key, application;
};

Result<void> run_draft(Context& context, const Draft& options) {
  SCRIP_TRY_VOID(state_for_writing(context));
  const auto keep = [&](const std::string& name) -> Result<Hash256> {
    const auto beside = beside_file(options.file, name);
    return casework::put_document(context.store(), SCRIP_TRY(read_file(beside, document_bytes_max)));
  };
  auto file = SCRIP_TRY(read_claim_file(context, options.file, keep));
  return execute_and_print(
      context, engine::DraftClaim{.key = options.key.empty() ? file.key : options.key,
                                  .application = options.application.empty() ? file.application : options.application,
                                  .content = std::move(file.content)});
}

Result<void> run_submit(Context& context, const Named& options) {
  return execute_and_print(context, engine::SubmitClaim{.claim = options.key});
}

struct CheckOptions {
  std::string key, digest_key;
};

Result<void> run_check(Context& context, const CheckOptions& options) {
  const auto* state = SCRIP_TRY(state_for_writing(context));
  const auto shared = SCRIP_TRY(read_digest_key(options.digest_key));
  casework::Policies policies(context.store());
  const auto command = SCRIP_TRY(casework::check_of(*state, policies, options.key, shared ? &*shared : nullptr));
  SCRIP_TRY_VOID(execute_and_print(context, command));
  if (context.json()) return {};
  return context.show(
      findings_of(SCRIP_TRY(reports::table(*state, "claim_findings")), options.key, context.language()));
}

struct Review {
  std::vector<std::string> keys;
  std::string digest_key;
};

Result<void> run_review(Context& context, const Review& options) {
  const auto* state = SCRIP_TRY(context.read());
  const auto shared = SCRIP_TRY(read_digest_key(options.digest_key));
  const Day today = state->authority->zone.day_of(runtime::system_time());
  std::vector<const engine::ClaimState*> claims;
  for (const auto& key : options.keys) claims.push_back(SCRIP_TRY(engine::claim_called(*state, key)));
  for (const auto& claim : state->claims.claims) {
    if (options.keys.empty() && claim.status == engine::ClaimStatus::accepted) claims.push_back(&claim);
  }
  auto table = reports::claim_review_table();
  for (const auto* claim : claims) {
    reports::append_review(*claim, SCRIP_TRY(casework::review_of(*state, *claim, shared ? &*shared : nullptr, today)),
                           table);
  }
  return context.show(context.json() ? std::move(table) : in_one_language(std::move(table), context.language()));
}

struct Settle {
  std::string key, finding, settlement, reason;
};

Result<void> run_settle(Context& context, const Settle& options) {
  engine::SettleFinding command;
  command.claim = options.key;
  command.finding = SCRIP_TRY(whole_number("finding", options.finding));
  command.settlement = SCRIP_TRY(for_option("settlement", subsidy::parse_settlement(options.settlement)));
  command.reason = options.reason;
  return execute_and_print(context, command);
}

Result<void> run_return(Context& context, const WithReason& options) {
  return execute_and_print(context, engine::ReturnClaim{.claim = options.key, .reason = options.reason});
}
Result<void> run_withdraw(Context& context, const WithReason& options) {
  return execute_and_print(context, engine::WithdrawClaim{.claim = options.key, .reason = options.reason});
}

Result<void> run_show(Context& context, const Named& options) {
  const auto* state = SCRIP_TRY(context.read());
  const auto* claim = SCRIP_TRY(engine::claim_called(*state, options.key));
  if (context.json()) {
    context.print(service::claim_json(*state, *claim) + "\n");
    return {};
  }
  context.print(
      subsidy::write_claim(claim->key, state->applications[index(claim->application)].terms.key, claim->content));
  context.print("\n");
  return context.show(
      findings_of(SCRIP_TRY(reports::table(*state, "claim_findings")), options.key, context.language()));
}

Result<void> run_list(Context& context, const NoOptions&) {
  return context.show(SCRIP_TRY(reports::table(*SCRIP_TRY(context.read()), "claims")));
}

struct Import {
  std::vector<std::string> tables;
  std::string out;
};

Result<void> run_import(Context& context, const Import& options) {
  auto file = SCRIP_TRY(read_claim_tables(context, options.tables, nullptr));
  const auto text = subsidy::write_claim(file.key, file.application, file.content);
  if (!options.out.empty()) return write_file(options.out, text);
  context.print(text);
  return {};
}

struct Digests {
  std::string key, out, file, authority;
};

Result<void> run_export_digests(Context& context, const Digests& options) {
  const auto* state = SCRIP_TRY(context.read());
  const auto shared = SCRIP_TRY(read_digest_key(options.key));
  const auto text = casework::export_digests(*state, *shared);
  if (!options.out.empty()) return write_file(options.out, text);
  context.print(text);
  return {};
}

Result<void> run_import_digests(Context& context, const Digests& options) {
  const auto text = SCRIP_TRY(read_file(options.file, document_bytes_max));
  return execute_and_print(context, SCRIP_TRY(casework::read_digests(text, options.authority)));
}

void add_claim_life(Commands& commands, CLI::App& group) {
  commands
      .add<Draft>(group, "draft", "Drafts a claim from its file, or changes the draft",
                  {"scrip claim draft purchase.yaml", "scrip claim draft tables.xlsx --key E-17 --application A-9"},
                  run_draft)
      .positional("file", &Draft::file, "The claim's file (YAML), or a spreadsheet of its tables (XLSX)")
      .option("--key", &Draft::key, "The claim's key, where the file does not say it")
      .option("--application", &Draft::application, "The application, where the file does not say it");
  commands.add<Named>(group, "submit", "Hands a claim in", {"scrip claim submit E-17"}, run_submit)
      .positional("key", &Named::key, "The claim's key");
  commands
      .add<CheckOptions>(group, "check", "Checks a claim, and says what was found",
                         {"scrip claim check E-17 --claims-key shared.key"}, run_check)
      .positional("key", &CheckOptions::key, "The claim's key")
      .option("--claims-key", &CheckOptions::digest_key,
              "A file with the key that authorities share (64 hexadecimal digits)");
  commands
      .add<Review>(group, "review",
                   "Says what is known against accepted claims by now, and was not when they were checked",
                   {"scrip claim review", "scrip claim review E-17 --claims-key shared.key"}, run_review)
      .optional_positionals("keys", &Review::keys, "Claims; without one all that are accepted")
      .option("--claims-key", &Review::digest_key,
              "A file with the key that authorities share (64 hexadecimal digits)");
  commands
      .add<Settle>(group, "settle-finding", "Settles a finding: waives it, or leaves out what it is about",
                   {"scrip claim settle-finding E-17 2 waive --reason \"the market rose\""}, run_settle)
      .positional("key", &Settle::key, "The claim's key")
      .positional("finding", &Settle::finding, "The finding's number")
      .positional("settlement", &Settle::settlement, "waive or exclude")
      .required("--reason", &Settle::reason, "Why, for the journal");
  const auto add = [&](const char* name, const char* summary, auto run) {
    commands
        .add<WithReason>(group, name, summary,
                         {"scrip claim " + std::string(name) + " E-17 --reason \"the second invoice\""}, run)
        .positional("key", &WithReason::key, "The claim's key")
        .required("--reason", &WithReason::reason, "Why, for the journal");
  };
  add("return", "Sends a claim back to the company, with what is asked", run_return);
  add("withdraw", "Takes a claim back", run_withdraw);
}

}  // namespace

void add_claim_commands(Commands& commands) {
  CLI::App& group = commands.group("claim", "Purchases presented for subsidy, and their checks");
  add_claim_life(commands, group);
  commands.add<Named>(group, "show", "Shows a claim with its findings", {"scrip claim show E-17 --json"}, run_show)
      .positional("key", &Named::key, "The claim's key");
  commands.add<NoOptions>(group, "list", "Lists them", {"scrip claim list --json"}, run_list);
  commands
      .add<Import>(group, "import",
                   "Reads a claim's tables (CSV or XLSX) into a claim's file, and says row by row what is wrong",
                   {"scrip claim import tables.xlsx --out purchase.yaml",
                    "scrip claim import contract=c.csv invoices=i.csv payments=p.csv devices=d.csv"},
                   run_import)
      .positionals("tables", &Import::tables, "Tables as SHEET=FILE.csv, or one XLSX file")
      .option("--out", &Import::out, "Where to write the claim's file");
  CLI::App& digests = commands.group(group, "digests", "Keyed digests of claims, exchanged with other authorities");
  commands
      .add<Digests>(digests, "export", "Writes the digests of the claims that stand",
                    {"scrip claim digests export --claims-key shared.key --out digests.txt"}, run_export_digests)
      .required("--claims-key", &Digests::key, "A file with the key that authorities share (64 hexadecimal digits)")
      .option("--out", &Digests::out, "Where to write the claim's file");
  commands
      .add<Digests>(digests, "import", "Takes the digests of another authority",
                    {"scrip claim digests import shanghai.txt --authority Shanghai"}, run_import_digests)
      .positional("file", &Digests::file, "A file of digests")
      .option("--authority", &Digests::authority, "The other authority's name");
}

}  // namespace scrip::cli
