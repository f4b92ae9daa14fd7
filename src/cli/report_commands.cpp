// scrip balance, charges, owed, explain, export.

#include "cli/export.h"
#include "cli/families.h"
#include "cli/json.h"
#include "cli/texts.h"
#include "reports/reports.h"

namespace scrip::cli {
namespace {

// The options that narrow a report down.
struct Narrow {
  std::string organisation, programme, voucher, site, job, month;
};

Result<reports::Filter> filter_of(const Narrow& narrow) {
  reports::Filter filter{.organisation = narrow.organisation,
                         .programme = narrow.programme,
                         .voucher = narrow.voucher,
                         .site = narrow.site,
                         .job = narrow.job};
  if (!narrow.month.empty()) {
    const auto month = parse_month(narrow.month);
    if (!month) return fail(month.error().code, say("'{0}': write 2026-10", narrow.month), "--month");
    filter.month = *month;
  }
  if (!narrow.job.empty() && narrow.site.empty()) {
    return fail(ErrorCode::missing_field, say("a job is named within its site"), "--site");
  }
  return filter;
}

struct Balance : Narrow {
  bool wallets = false;
};

Result<void> run_balance(Context& context, const Balance& options) {
  const auto* state = SCRIP_TRY(context.read());
  const auto filter = SCRIP_TRY(filter_of(options));
  return context.show(SCRIP_TRY(reports::balances(*state, filter, options.wallets)), reports::TotalRow::shown);
}

struct Charges : Narrow {
  std::string by = "job";
};

Result<void> run_charges(Context& context, const Charges& options) {
  const auto* state = SCRIP_TRY(context.read());
  const auto filter = SCRIP_TRY(filter_of(options));
  return context.show(SCRIP_TRY(reports::charges_by(*state, options.by, filter)), reports::TotalRow::shown);
}

Result<void> run_owed(Context& context, const Narrow& options) {
  const auto* state = SCRIP_TRY(context.read());
  const auto filter = SCRIP_TRY(filter_of(options));
  return context.show(SCRIP_TRY(reports::owed(*state, filter)), reports::TotalRow::shown);
}

Result<void> run_explain(Context& context, const Narrow& options) {
  const auto* state = SCRIP_TRY(context.read());
  if (context.json()) {
    const auto filter = SCRIP_TRY(filter_of(options));
    context.print(reports::to_json(SCRIP_TRY(reports::table(*state, "charges", filter))) + "\n");
    return {};
  }
  context.print(SCRIP_TRY(reports::explain_job(*state, options.site, options.job, context.language())));
  return {};
}

struct ExportTable : Narrow {
  std::string table, format = "csv", out;
};

Result<void> run_export(Context& context, const ExportTable& options) {
  const auto* state = SCRIP_TRY(context.read());
  const auto filter = options.table == "all" ? reports::Filter{} : SCRIP_TRY(filter_of(options));
  return export_tables_to(context, {.table = options.table, .format = options.format, .out = options.out},
                          [&](std::string_view name) { return reports::table(*state, name, filter); });
}

template <class Options>
Command<Options>& add_narrowing(Command<Options>& command) {
  return command.option("--organisation", &Options::organisation, "Only this organisation")
      .option("--programme", &Options::programme, "Only this programme")
      .option("--voucher", &Options::voucher, "Only this voucher")
      .option("--site", &Options::site, "Only this site")
      .option("--job", &Options::job, "Only this job; needs --site")
      .option("--month", &Options::month, "Only this month's statement, such as 2026-10");
}

}  // namespace

void add_report_commands(Commands& commands) {
  CLI::App& root = commands.root();
  commands
      .add<Balance>(root, "balance", "What vouchers have: available, committed, in flight, settled",
                    {"scrip balance", "scrip balance --organisation acme", "scrip balance --wallets --json"},
                    run_balance)
      .option("--voucher", &Balance::voucher, "Only this voucher")
      .option("--organisation", &Balance::organisation, "Only this organisation")
      .option("--programme", &Balance::programme, "Only this programme")
      .flag("--wallets", &Balance::wallets, "One row for each organisation's wallet");
  auto charges = commands.add<Charges>(
      root, "charges", "What was charged, and who paid which part",
      {"scrip charges --by organisation --month 2026-10", "scrip charges --site east-1"}, run_charges);
  charges.option("--by", &Charges::by, "job (default), voucher, site, organisation, programme, month or resource");
  add_narrowing(charges);
  commands
      .add<Narrow>(root, "owed", "What each site is owed: open and closed, by programmes and by companies",
                   {"scrip owed", "scrip owed --site east-1"}, run_owed)
      .option("--site", &Narrow::site, "Only this site")
      .option("--programme", &Narrow::programme, "Only this programme");
  commands
      .add<Narrow>(root, "explain", "How a job's bill came about, line by line",
                   {"scrip explain --site east-1 --job c1/1005@1793508909"}, run_explain)
      .required("--site", &Narrow::site, "The site")
      .required("--job", &Narrow::job, "The job's key at the site, as 'scrip charges --by job' shows it");
  auto exported = commands.add<ExportTable>(
      root, "export", "A table, or all of them, as CSV, JSON or Excel workbooks",
      {"scrip export vouchers > vouchers.csv", "scrip export all --format json --out export"}, run_export);
  exported.positional("table", &ExportTable::table, "The table's name, or all")
      .option("--format", &ExportTable::format, "csv (default), json or xlsx")
      .option("--out", &ExportTable::out, "Folder for the files; without it one table goes to standard output");
  add_narrowing(exported);
}

}  // namespace scrip::cli
