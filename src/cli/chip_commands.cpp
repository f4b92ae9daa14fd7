// scrip chip, scrip target, scrip self-reliance.

#include "cli/chip_commands.h"

#include <algorithm>
#include <filesystem>

#include "casework/casework.h"
#include "cli/case_commands.h"
#include "cli/families.h"
#include "cli/files.h"
#include "cli/texts.h"
#include "reports/reports.h"
#include "reports/self_reliance.h"

namespace scrip::cli {
namespace {

struct Import {
  std::string path;
  bool check = false;
};

Result<void> run_import(Context& context, const Import& options) {
  const auto* state = SCRIP_TRY(state_for_writing(context));
  const SetUp set_up = SCRIP_TRY(read_chips(context, options.path));
  return carry_out(context, SCRIP_TRY(plan(context, *state, std::nullopt, set_up.items)), options.check);
}

template <const char* table>
Result<void> run_list(Context& context, const NoOptions&) {
  const auto* state = SCRIP_TRY(context.read());
  return context.show(SCRIP_TRY(reports::table(*state, table)));
}
constexpr char chips_table[] = "chips";
constexpr char origins_table[] = "origins";
constexpr char targets_table[] = "domestic_targets";
constexpr char control_tests_table[] = "control_tests";

struct Chip {
  std::string key;
};

Result<void> run_show(Context& context, const Chip& options) {
  const auto* state = SCRIP_TRY(context.read());
  const auto* resource = state->registry.find_resource(options.key);
  if (resource == nullptr) return fail(ErrorCode::resource_not_found, "'" + options.key + "'", "chip");
  auto table = SCRIP_TRY(reports::table(*state, "chip_figures"));
  std::erase_if(table.rows, [&](const auto& row) { return row[1] != resource->key; });
  return context.show(table);
}

struct Origin {
  std::string key, test, from, source, evidence;
  bool passes = false, fails = false;
};

Result<void> run_origin(Context& context, const Origin& options) {
  SCRIP_TRY_VOID(check_one_of(options.passes, options.fails));
  SCRIP_TRY_VOID(state_for_writing(context));
  engine::RecordOrigin command{.resource = options.key,
                               .test = SCRIP_TRY(for_option("--test", registry::parse_origin_test(options.test))),
                               .passes = options.passes,
                               .from = SCRIP_TRY(for_option("--from", parse_day(options.from))),
                               .source = options.source,
                               .evidence = {}};
  if (!options.evidence.empty()) {
    command.evidence = SCRIP_TRY(casework::put_document(context.store(), SCRIP_TRY(read_file(options.evidence))));
  }
  return execute_and_print(context, command);
}

struct Withdraw {
  std::string figure, reason;
};

Result<void> run_withdraw(Context& context, const Withdraw& options) {
  SCRIP_TRY_VOID(state_for_writing(context));
  const auto number = SCRIP_TRY(whole_number("figure", options.figure));
  return execute_and_print(context, engine::WithdrawFigure{.figure = FigureId{number}, .reason = options.reason});
}

struct Target {
  std::string test, by, share, source;
};

Result<void> run_target(Context& context, const Target& options) {
  SCRIP_TRY_VOID(state_for_writing(context));
  engine::SetDomesticTarget command{.test = SCRIP_TRY(for_option("--test", registry::parse_origin_test(options.test))),
                                    .by = SCRIP_TRY(for_option("--by", parse_day(options.by))),
                                    .share = {},
                                    .source = options.source};
  if (!options.share.empty()) command.share = SCRIP_TRY(for_option("--share", parse_share(options.share)));
  return execute_and_print(context, command);
}

struct ControlTestAsked {
  std::string from, jurisdiction, votes = "50%", foreign_at_most = "100%", source;
};

Result<void> run_control_test(Context& context, const ControlTestAsked& options) {
  SCRIP_TRY_VOID(state_for_writing(context));
  return execute_and_print(
      context, engine::SetControlTest{
                   .from = SCRIP_TRY(for_option("--from", parse_day(options.from))),
                   .jurisdiction = options.jurisdiction,
                   .votes = SCRIP_TRY(for_option("--votes", parse_share(options.votes))),
                   .foreign_at_most = SCRIP_TRY(for_option("--foreign-at-most", parse_share(options.foreign_at_most))),
                   .source = options.source});
}

struct Reliance {
  std::string test, by = "month";
};

RelianceNotes notes_of(const Context& context, const reports::SelfReliance& figures) {
  RelianceNotes notes{.test = std::string(name(figures.test)),
                      .share = {},
                      .path = {},
                      .projected_share = {},
                      .projected_month = {},
                      .assumptions = {}};
  if (const auto share = figures.all.device_seconds.share()) notes.share = format_share(*share);
  for (const auto& step : figures.path) {
    notes.path.push_back({.share = format_share(step.share), .by = format_day(step.by), .source = step.source});
  }
  if (figures.device_hours) {
    const auto& last = figures.device_hours->points.back();
    notes.projected_share = format_share(last.share);
    notes.projected_month = format_month(last.month);
  }
  for (const auto& each : figures.assumptions) {
    notes.assumptions.push_back(context.language() == Language::chinese ? each.chinese : each.english);
  }
  return notes;
}

Result<void> run_self_reliance(Context& context, const Reliance& options) {
  const auto* state = SCRIP_TRY(context.read());
  auto test = reports::usual_test(*state);
  if (!options.test.empty()) test = SCRIP_TRY(for_option("--test", registry::parse_origin_test(options.test)));
  const auto use = reports::daily_use(*state);
  const Day today = state->authority->zone.day_of(runtime::system_time());
  const auto figures = reports::self_reliance(*state, test, use, today);
  const auto table = SCRIP_TRY(for_option("--by", reports::self_reliance_table(*state, figures, options.by)));
  SCRIP_TRY_VOID(context.show(table, reports::TotalRow::shown));
  tell(context, notes_of(context, figures));
  return {};
}

void add_chip_group(Commands& commands) {
  CLI::App& group = commands.group("chip", "Chip models: vendors, figures with their sources, origin");
  commands
      .add<Import>(group, "import", "Records vendors, chip models and figures of YAML files, all or none",
                   {"scrip chip import chips/"}, run_import)
      .positional("path", &Import::path, "A file, or a folder of .yaml files (docs/formats/chips.md)")
      .flag("--check", &Import::check, "Only says what is wrong and what would be added");
  commands.add<NoOptions>(group, "list", "Lists chip models with the figures that are used", {"scrip chip list --json"},
                          run_list<chips_table>);
  commands
      .add<Chip>(group, "show", "All figures of a chip model, with what contradicts them",
                 {"scrip chip show ascend-910b"}, run_show)
      .positional("chip", &Chip::key, "The chip model");
  commands
      .add<Withdraw>(group, "withdraw", "Withdraws a figure that was recorded by mistake; it stays to be seen",
                     {"scrip chip withdraw 12 --reason \"a typing error\""}, run_withdraw)
      .positional("figure", &Withdraw::figure, "The figure's number")
      .required("--reason", &Withdraw::reason, "Why, for the journal");
  commands
      .add<Origin>(group, "origin", "Records whether a chip model passes a test of domestic origin, from a day on",
                   {"scrip chip origin ascend-910b --test origin_of_goods --passes --from 2026-01-01"
                    " --source \"supplier's declaration\""},
                   run_origin)
      .positional("chip", &Origin::key, "The chip model")
      .required("--test", &Origin::test,
                "origin_of_goods, security_evaluation, procurement_list, ownership_control or quota")
      .flag("--passes", &Origin::passes, "It passes the test")
      .flag("--fails", &Origin::fails, "It fails the test")
      .required("--from", &Origin::from, "First day; it holds until the next record")
      .required("--source", &Origin::source, "Where this is known from")
      .option("--evidence", &Origin::evidence, "A document that proves it");
  commands.add<NoOptions>(group, "origins", "Lists what is recorded of chips' origin", {"scrip chip origins"},
                          run_list<origins_table>);
  commands
      .add<ControlTestAsked>(group, "control-test",
                             "Says what the test ownership_control asks of makers, from a day on",
                             {"scrip chip control-test --from 2026-01-01 --jurisdiction CN --foreign-at-most 20%"
                              " --source \"city notice 7\""},
                             run_control_test)
      .required("--from", &ControlTestAsked::from, "First day; it holds until the next")
      .required("--jurisdiction", &ControlTestAsked::jurisdiction, "From where a maker is to be controlled, such as CN")
      .option("--votes", &ControlTestAsked::votes, "More than this part of the votes is control (default: 50%)")
      .option("--foreign-at-most", &ControlTestAsked::foreign_at_most,
              "At most this part of the capital may be foreign in the end (default: 100%)")
      .required("--source", &ControlTestAsked::source, "Where this is known from");
  commands.add<NoOptions>(group, "control-tests", "Lists what the test ownership_control asks, by day",
                          {"scrip chip control-tests"}, run_list<control_tests_table>);
}

void add_target_group(Commands& commands) {
  CLI::App& group = commands.group("target", "The path to a share of domestic compute");
  commands
      .add<Target>(group, "set", "Sets a step of the path; without a share it is taken away",
                   {"scrip target set --test origin_of_goods --by 2027-12-31 --share 100%"
                    " --source \"city plan\""},
                   run_target)
      .required("--test", &Target::test,
                "origin_of_goods, security_evaluation, procurement_list, ownership_control or quota")
      .required("--by", &Target::by, "The day by which it is to be reached")
      .option("--share", &Target::share, "The share of device-hours, such as 60%")
      .required("--source", &Target::source, "Where this is known from");
  commands.add<NoOptions>(group, "list", "Lists them", {"scrip target list --json"}, run_list<targets_table>);
}

}  // namespace

Result<void> check_one_of(bool passes, bool fails) {
  if (passes != fails) return {};
  return fail(ErrorCode::usage_error, say("either --passes or --fails"), "--passes");
}

Result<SetUp> read_chips(Context& context, const std::string& path) {
  namespace fs = std::filesystem;
  std::vector<std::string> files;
  std::error_code error;
  if (fs::is_directory(path, error)) {
    for (const auto& entry : fs::directory_iterator(path, error)) {
      if (entry.path().extension() == ".yaml") files.push_back(entry.path().string());
    }
    std::ranges::sort(files);
    if (files.empty()) return fail(ErrorCode::file_unreadable, say("no .yaml files in '{0}'", path), "path");
  } else {
    files.push_back(path);
  }
  SetUp set_up;
  for (const auto& file : files) {
    auto read = read_set_up(file, set_up);
    const bool only_chips = !set_up.authority && std::ranges::all_of(set_up.items, [](const Item& item) {
      return item.kind->section == "vendors" || item.kind->section == "chips";
    });
    if (read && !only_chips) read = fail(ErrorCode::unknown_field, say("a file of chips has vendors and chips only"));
    if (read) continue;
    context.note_problem({.file = file, .error = read.error()});
    return std::unexpected(read.error());
  }
  return set_up;
}

void tell(Context& context, const RelianceNotes& notes) {
  context.tell("Test: {}", tr(context.language(), notes.test));
  if (!notes.share.empty()) context.tell("Domestic in all: {} of device-hours", notes.share);
  for (const auto& step : notes.path) context.tell("Target: {} by {} ({})", step.share, step.by, step.source);
  if (!notes.projected_share.empty()) {
    context.tell("If it goes on like this: {} in {}", notes.projected_share, notes.projected_month);
  }
  for (const auto& each : notes.assumptions) context.tell("  {}", each);
}

void add_chip_commands(Commands& commands) {
  add_chip_group(commands);
  add_target_group(commands);
  commands
      .add<Reliance>(commands.root(), "self-reliance", "How far compute came from domestic chips, and where that goes",
                     {"scrip self-reliance --test origin_of_goods", "scrip self-reliance --by site --json"},
                     run_self_reliance)
      .option("--test", &Reliance::test, "By this test (default: the first that has a target)")
      .option("--by", &Reliance::by,
              "month, site, site_month, city, city_month, capacity_month, capacity_site_month, capacity_city_month, "
              "chip, programme or bought (default: month)");
}

}  // namespace scrip::cli
