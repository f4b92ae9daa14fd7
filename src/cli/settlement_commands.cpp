// scrip refund, period close, statement list and show.

#include <algorithm>

#include "cli/families.h"
#include "cli/files.h"
#include "cli/json.h"
#include "cli/refund_key.h"
#include "cli/texts.h"
#include "cli/values.h"
#include "print/pdf.h"
#include "print/statement.h"
#include "proof/hash.h"
#include "reports/reports.h"
#include "runtime/journal.h"

namespace scrip::cli {
namespace {

struct Refund {
  std::string key, site, job, amount, reason, evidence;
};

// The evidence as a document of the store; its hash goes into the journal.
Result<Hash256> store_evidence(Context& context, const std::string& file) {
  if (file.empty()) return Hash256{};
  const auto bytes = read_file(file);
  if (!bytes) return fail(bytes.error().code, bytes.error().sentence(), "--evidence");
  const Hash256 hash = proof::sha256(as_bytes(*bytes));
  SCRIP_TRY_VOID(context.store().put_document(hash, as_bytes(*bytes)));
  return hash;
}

Result<void> run_refund(Context& context, const Refund& options) {
  const auto* journal = SCRIP_TRY(context.write());
  if (!journal->state().authority) return fail(ErrorCode::authority_missing, context.globals().db);
  engine::RefundCharge command{.key = options.key, .site = options.site, .job = options.job, .reason = options.reason};
  if (!options.amount.empty()) {
    const auto amount = parse_in_unit(options.amount, Unit::money, journal->state().authority->currency);
    if (!amount) return fail(amount.error().code, amount.error().sentence(), "--amount");
    if (amount->is_zero()) return fail(ErrorCode::out_of_range, say("a refund is above zero"), "--amount");
    command.gross = *amount;
  }
  command.evidence = SCRIP_TRY(store_evidence(context, options.evidence));
  if (command.key.empty()) {
    command.key =
        refund_key({.site = options.site, .job = options.job, .amount = options.amount, .reason = options.reason},
                   command.evidence);
  }
  return execute_and_print(context, command);
}

struct Close {
  std::string month;
};

Result<void> run_close(Context& context, const Close& options) {
  const auto month = parse_month(options.month);
  if (!month) return fail(month.error().code, say("'{0}': write 2026-10", options.month), "--month");
  auto* journal = SCRIP_TRY(context.write());
  return print_reply(context, SCRIP_TRY(journal->close_period(*month, context.request())));
}

struct List {
  std::string site, programme, month;
};

Result<void> run_list(Context& context, const List& options) {
  const auto* state = SCRIP_TRY(context.read());
  reports::Filter filter{.programme = options.programme, .site = options.site};
  if (!options.month.empty()) filter.month = SCRIP_TRY(parse_month(options.month));
  return context.show(SCRIP_TRY(reports::table(*state, "statements", filter)));
}

struct Show {
  std::string statement;
};

Result<const engine::Statement*> find_statement(const engine::State& state, const std::string& number) {
  const auto found = std::ranges::find_if(
      state.statements, [&](const engine::Statement& each) { return std::to_string(index(each.id)) == number; });
  if (found == state.statements.end()) return fail(ErrorCode::statement_not_found, "'" + number + "'", "statement");
  return &*found;
}

// A statement with the charges that it sums up.
Result<void> run_show(Context& context, const Show& options) {
  const auto* state = SCRIP_TRY(context.read());
  const auto* const found = SCRIP_TRY(find_statement(*state, options.statement));
  const bool own_shares = found->programme == no_id<ProgrammeId>;
  reports::Filter filter{.site = state->registry.sites()[index(found->site)].key, .month = found->month};
  if (!own_shares) filter.programme = state->programmes[index(found->programme)].key;
  auto statement = SCRIP_TRY(reports::table(*state, "statements", filter));
  std::erase_if(statement.rows, [&](const auto& row) { return row.front() != options.statement; });
  const auto lines = SCRIP_TRY(reports::table(*state, "charges", filter));
  if (context.json()) {
    JsonObject answer;
    answer.raw("statement", reports::to_json(statement)).raw("charges", reports::to_json(lines));
    context.print(answer.text() + "\n");
    return {};
  }
  SCRIP_TRY_VOID(context.show(statement));
  context.print("\n");
  return context.show(lines, reports::TotalRow::shown);
}

struct Print {
  std::string statement, out;
};

Result<void> run_print(Context& context, const Print& options) {
  const auto* state = SCRIP_TRY(context.read());
  const auto* const statement = SCRIP_TRY(find_statement(*state, options.statement));
  const auto document = SCRIP_TRY(print::statement_document(*state, statement->id, context.language()));
  const Day made_on = state->authority->zone.day_of(runtime::system_time());
  const auto pdf = SCRIP_TRY(print::to_pdf(document, made_on, context.language()));
  const std::string path = options.out.empty() ? "statement-" + options.statement + ".pdf" : options.out;
  SCRIP_TRY_VOID(write_file(path, as_text(pdf)));
  context.tell("{}: {} bytes", path, pdf.size());
  return {};
}

}  // namespace

void add_settlement_commands(Commands& commands) {
  commands
      .add<Refund>(
          commands.root(), "refund", "Gives a job's charge back to the vouchers it came from",
          {"scrip refund --site east-1 --job c1/1005@1793508909 --reason \"node failure\" --evidence ticket.pdf",
           "scrip refund --site east-1 --job c1/1005@1793508909 --amount 120.50 --reason \"two hours lost\""},
          run_refund)
      .required("--site", &Refund::site, "The site")
      .required("--job", &Refund::job, "The job's key at the site")
      .option("--amount", &Refund::amount, "So much of its bill (default: all that is left)")
      .required("--reason", &Refund::reason, "Why, for the journal")
      .option("--evidence", &Refund::evidence, "File that proves it; kept with the journal")
      .option("--key", &Refund::key, "A name for the refund (default: made of the above)");
  CLI::App& period = commands.group("period", "Months and their closing");
  commands
      .add<Close>(period, "close", "Closes a month: its statements are final from then on",
                  {"scrip period close --month 2026-10"}, run_close)
      .required("--month", &Close::month, "The month, such as 2026-10");
  CLI::App& statement = commands.group("statement", "What programmes and companies owe for closed months");
  commands.add<List>(statement, "list", "Lists them", {"scrip statement list --month 2026-10"}, run_list)
      .option("--site", &List::site, "Only this site")
      .option("--programme", &List::programme, "Only this programme")
      .option("--month", &List::month, "Only this month's statement, such as 2026-10");
  commands
      .add<Show>(statement, "show", "One statement with the charges that it sums up", {"scrip statement show 0 --json"},
                 run_show)
      .positional("statement", &Show::statement, "Its number, as 'scrip statement list' shows it");
  commands
      .add<Print>(statement, "print", "One statement as a PDF, in the language of --lang",
                  {"scrip statement print 0 --out statement.pdf --lang zh"}, run_print)
      .positional("statement", &Print::statement, "Its number, as 'scrip statement list' shows it")
      .option("--out", &Print::out, "The file (default: statement-NUMBER.pdf)");
  add_statement_steps(commands, statement);
  add_paying_commands(commands);
}

}  // namespace scrip::cli
