// scrip usage import, sign.

#include <algorithm>
#include <filesystem>

#include "cli/case_commands.h"
#include "cli/families.h"
#include "cli/files.h"
#include "cli/signing.h"
#include "cli/texts.h"
#include "cli/usage_import.h"
#include "cli/usage_signing.h"
#include "connectors/detect.h"
#include "runtime/zones.h"
#include "verify/usage_body.h"

namespace scrip::cli {
namespace {

struct Options {
  std::vector<std::string> files, columns, device_gres;
  std::string site, format, zone, time_zero, account, cluster, resource, core_resource, use, charge, time_unit, model,
      log, billed, sign_with, signature;
  bool strict = false;
  bool dry_run = false;
};

// Sets `target` to what `parse` makes of the option, where it was given.
template <class T, class Parse>
Result<void> set_parsed(T& target, const std::string& text, const char* option, const Parse& parse) {
  if (text.empty()) return {};
  auto value = parse(text);
  if (!value) {
    value.error().field = option;
    return std::unexpected(value.error());
  }
  target = std::move(*value);
  return {};
}

Result<void> read_columns(const std::vector<std::string>& texts, connectors::ReadOptions& read) {
  for (const std::string& text : texts) {
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos || equals == 0 || equals + 1 == text.size()) {
      return fail(ErrorCode::value_invalid, say("'{0}': write OURS=THEIRS, such as job=job_id", text), "--column");
    }
    read.columns.emplace_back(text.substr(0, equals), text.substr(equals + 1));
  }
  return {};
}

Result<connectors::ReadOptions> read_options(const Options& options, const ZoneOffsets& site_zone) {
  connectors::ReadOptions read;
  read.zone = site_zone;
  SCRIP_TRY_VOID(set_parsed(read.zone, options.zone, "--zone", runtime::load_zone));
  SCRIP_TRY_VOID(set_parsed(read.time_zero, options.time_zero, "--time-zero",
                            [&](const std::string& text) { return parse_instant(text, read.zone); }));
  SCRIP_TRY_VOID(set_parsed(read.use, options.use, "--use", metering::parse_use));
  SCRIP_TRY_VOID(set_parsed(read.charge, options.charge, "--charge", connectors::parse_charge));
  SCRIP_TRY_VOID(set_parsed(read.time_unit, options.time_unit, "--time-unit", connectors::parse_time_unit));
  SCRIP_TRY_VOID(set_parsed(read.billed, options.billed, "--billed", connectors::parse_billed));
  SCRIP_TRY_VOID(read_columns(options.columns, read));
  read.account = options.account;
  read.cluster = options.cluster;
  read.resource = options.resource;
  if (!options.core_resource.empty()) read.core_resource = options.core_resource;
  if (!options.device_gres.empty()) read.device_gres = options.device_gres;
  read.model = options.model;
  read.log = options.log;
  return read;
}

Result<UsageImport> import_of(const Options& options, const ZoneOffsets& site_zone) {
  UsageImport import{.site = options.site, .format = std::nullopt, .read = SCRIP_TRY(read_options(options, site_zone))};
  if (!options.format.empty() && options.format != "auto") {
    import.format = SCRIP_TRY(connectors::parse_format(options.format));
  }
  return import;
}

Result<ZoneOffsets> zone_of_site(const engine::State& state, const std::string& key) {
  const auto* site = state.registry.find_site(key);
  if (site == nullptr) return fail(ErrorCode::site_not_found, "'" + key + "'", "--site");
  return site->zone;
}

Result<ZoneOffsets> zone_of_site(Remote& remote, const std::string& key) {
  const auto page = SCRIP_TRY(remote.get("/sites" + query_of({{"limit", "1"}, {"filter", "site=" + key}})));
  for (const auto& site : page.items("items")) {
    const std::string own = site.text("zone");
    return runtime::load_zone(own.empty() ? SCRIP_TRY(remote.get("/authority")).text("zone") : own);
  }
  return fail(ErrorCode::site_not_found, "'" + key + "'", "--site");
}

Result<void> check_rows(Context& context, const Options& options, const UsageImport& import) {
  if (std::find(options.files.begin(), options.files.end(), "-") != options.files.end()) {
    return fail(ErrorCode::usage_error, say("--strict reads twice, which standard input does not allow"));
  }
  for (const auto& file : options.files) {
    const auto checked = check_strictly(context, file, import);
    if (!checked) return checked;
  }
  return {};
}

Result<void> dry_run(Context& context, const Options& options, const UsageImport& import) {
  for (const auto& file : options.files) context.print(SCRIP_TRY(totals_of(context, file, import)) + "\n");
  return {};
}

Result<void> import_all(Context& context, const Options& options, const UsageImport& import, const UsageSink& sink) {
  if (options.strict) SCRIP_TRY_VOID(check_rows(context, options, import));
  std::vector<FileOutcome> outcomes;
  Result<void> result;
  for (const auto& file : options.files) {
    auto& outcome = outcomes.emplace_back(FileOutcome{.file = file});
    result = import_file(context, import, sink, outcome);
    if (result) continue;
    context.note_problem({.file = file == "-" ? "standard input" : file, .error = result.error()});
    break;
  }
  show_outcomes(context, outcomes);
  return result;
}

Result<SigningKey> signing_key(const Options& options) {
  if (options.sign_with.empty()) return SigningKey{};
  return SigningKey{SCRIP_TRY(for_option("--sign-with", read_key(options.sign_with)))};
}

// What was signed elsewhere is one file, as it is.
template <class Door>
Result<void> import_one_signed(Context& context, Door& door, const Options& options) {
  if (options.files.size() != 1 || options.files.front() == "-" || !options.sign_with.empty()) {
    return fail(ErrorCode::usage_error, say("one file at a time, with its own signature"), "--signature");
  }
  auto outcome =
      import_signed(door, options.site, {.file = options.files.front(), .signature_file = options.signature});
  if (!outcome) return std::unexpected(outcome.error());
  show_outcomes(context, {std::move(*outcome)});
  return {};
}

Result<void> run_import(Context& context, const Options& options) {
  if (!context.globals().url.empty()) {
    auto remote = SCRIP_TRY(Remote::connect(context));
    const auto import = SCRIP_TRY(import_of(options, SCRIP_TRY(zone_of_site(remote, options.site))));
    if (options.dry_run) return dry_run(context, options, import);
    if (!options.signature.empty()) return import_one_signed(context, remote, options);
    return import_all(context, options, import, remote_sink(remote, options.site, SCRIP_TRY(signing_key(options))));
  }
  if (options.dry_run) {
    const auto* state = SCRIP_TRY(context.read());
    return dry_run(context, options, SCRIP_TRY(import_of(options, SCRIP_TRY(zone_of_site(*state, options.site)))));
  }
  const auto* journal = SCRIP_TRY(context.write());
  if (!journal->state().authority) return fail(ErrorCode::authority_missing, context.globals().db);
  if (!options.signature.empty()) return import_one_signed(context, context, options);
  const auto import = SCRIP_TRY(import_of(options, SCRIP_TRY(zone_of_site(journal->state(), options.site))));
  return import_all(context, options, import, journal_sink(context, options.site, SCRIP_TRY(signing_key(options))));
}

struct Sign {
  std::string file, site, sign_with;
};

Result<void> run_sign(Context& context, const Sign& options) {
  const auto key = SCRIP_TRY(for_option("--sign-with", read_key(options.sign_with)));
  const std::string body = SCRIP_TRY(read_file(options.file));
  (void)SCRIP_TRY(verify::read_usage_body(body, verify::is_usage_frame(body)));  // what nobody would take is not signed
  context.print(to_text(sign_usage(key, options.site, body)));
  return {};
}

void add_sign_command(Commands& commands, CLI::App& group) {
  commands
      .add<Sign>(group, "sign", "Signs a batch as it lies in a file; prints the header fields to send with it",
                 {"scrip usage sign batch.ndjson --site east-1 --sign-with east-1.key > batch.sig"}, run_sign)
      .positional("file", &Sign::file, "One batch: NDJSON or a usage frame")
      .required("--site", &Sign::site, "The site they come from")
      .required("--sign-with", &Sign::sign_with, "The file of the site's private key");
}

}  // namespace

void add_usage_commands(Commands& commands) {
  CLI::App& group = commands.group("usage", "Usage records of the sites");
  commands
      .add<Options>(group, "import", "Charges the usage in files; a file imported twice changes nothing",
                    {"scrip usage import sacct-2026-10.txt --site east-1 --cluster c1",
                     "scrip usage import jobs.csv --site east-1 --format csv --column job=id --column devices=gpus",
                     "scrip usage import requests.csv --site east-1 --format azure-llm --model deepseek-v3",
                     "scrip usage import jobs.ndjson.gz --site east-1 --dry-run"},
                    run_import)
      .positionals("files", &Options::files, "The files, gzip or not; '-' is standard input")
      .required("--site", &Options::site, "The site they come from")
      .option("--format", &Options::format,
              "auto, ndjson, sacct, sacct-json, slurm-json, csv, itp, openb, philly, azure-llm or mooncake")
      .option("--zone", &Options::zone, "Time zone of times without one (default: the site's)")
      .option("--time-zero", &Options::time_zero, "What the file's times count from")
      .option("--account", &Options::account, "Account of rows that name none")
      .option("--cluster", &Options::cluster, "Cluster of rows that name none; part of the job's key")
      .option("--resource", &Options::resource, "Chip model where the file names none")
      .option("--core-resource", &Options::core_resource, "Resource that CPU cores are (default: cpu-core)")
      .option("--use", &Options::use, "training or inference, for rows that do not say")
      .option("--charge", &Options::charge, "devices_else_cores (default), devices, cores or both")
      .option("--device-gres", &Options::device_gres, "Slurm's generic resources that are devices (repeat)")
      .option("--column", &Options::columns, "Column of a CSV file: ours=theirs, such as job=job_id (repeat)")
      .option("--time-unit", &Options::time_unit, "Of plain numbers: auto, s or ms")
      .option("--model", &Options::model, "Token logs: the model; its resources are MODEL/input and MODEL/output")
      .option("--log", &Options::log, "Token logs: a name for this log; part of the job's key")
      .option("--billed", &Options::billed, "Token logs: input tokens sent (default) or computed")
      .option("--sign-with", &Options::sign_with, "The file of the site's private key: each batch is signed with it")
      .option("--signature", &Options::signature, "The header fields with which the file was signed ('usage sign')")
      .flag("--strict", &Options::strict, "Refuses every file if one row cannot be read")
      .flag("--dry-run", &Options::dry_run, "Only reads: prints the sums of each file as JSON");
  add_sign_command(commands, group);
}

}  // namespace scrip::cli
