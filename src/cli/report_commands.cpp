// scrip balance, charges, owed, explain, export.

#include <filesystem>
#include <span>

#include "cli/families.h"
#include "cli/files.h"
#include "cli/json.h"
#include "print/xlsx.h"
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
    if (!month) return fail(month.error().code, "'" + narrow.month + "': write 2026-10", "--month");
    filter.month = *month;
  }
  if (!narrow.job.empty() && narrow.site.empty()) {
    return fail(ErrorCode::missing_field, "a job is named within its site", "--site");
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

struct Export : Narrow {
  std::string table, format = "csv", out;
};

Result<std::string> text_of(const reports::Table& table, const Export& options, Language language) {
  if (options.format == "json") return reports::to_json(table) + "\n";
  if (options.format == "csv") return reports::to_csv(table);
  return std::string(as_text(SCRIP_TRY(print::to_xlsx(std::span(&table, 1), language))));
}

Result<void> export_all(Context& context, const engine::State& state, const Export& options) {
  if (options.out.empty()) return fail(ErrorCode::missing_field, "all tables go to a folder", "--out");
  std::error_code error;
  std::filesystem::create_directories(options.out, error);
  if (error) return fail(ErrorCode::store_unavailable, options.out + ": " + error.message(), "--out");
  for (const auto name : reports::table_names()) {
    const auto table = SCRIP_TRY(reports::table(state, name, {}));
    const std::string path = options.out + "/" + std::string(name) + "." + options.format;
    const std::string text = SCRIP_TRY(text_of(table, options, context.language()));
    SCRIP_TRY_VOID(write_file(path, text));
    context.tell("{}: {} rows", path, table.rows.size());
  }
  return {};
}

Result<void> run_export(Context& context, const Export& options) {
  if (options.format != "csv" && options.format != "json" && options.format != "xlsx") {
    return fail(ErrorCode::value_invalid, "'" + options.format + "' is not csv, json or xlsx", "--format");
  }
  if (options.format == "xlsx" && options.out.empty()) {
    return fail(ErrorCode::missing_field, "a workbook goes to a folder", "--out");
  }
  const auto* state = SCRIP_TRY(context.read());
  if (options.table == "all") return export_all(context, *state, options);
  const auto filter = SCRIP_TRY(filter_of(options));
  const auto table = SCRIP_TRY(reports::table(*state, options.table, filter));
  const std::string text = SCRIP_TRY(text_of(table, options, context.language()));
  if (options.out.empty()) {
    context.print(text);
    return {};
  }
  std::error_code error;
  std::filesystem::create_directories(options.out, error);
  return write_file(options.out + "/" + options.table + "." + options.format, text);
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
  auto exported = commands.add<Export>(
      root, "export", "A table, or all of them, as CSV, JSON or Excel workbooks",
      {"scrip export vouchers > vouchers.csv", "scrip export all --format json --out export"}, run_export);
  exported.positional("table", &Export::table, "The table's name, or all")
      .option("--format", &Export::format, "csv (default), json or xlsx")
      .option("--out", &Export::out, "Folder for the files; without it one table goes to standard output");
  add_narrowing(exported);
}

}  // namespace scrip::cli
