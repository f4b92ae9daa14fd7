// scrip line: join, leave, show, list, records, draw, rule.

#include "cli/case_commands.h"
#include "cli/families.h"
#include "cli/values.h"
#include "cli/workload_options.h"
#include "engine/line_plan.h"
#include "reports/reports.h"
#include "reports/reservations.h"

namespace scrip::cli {
namespace {

struct Join : WorkloadOptions {
  std::string key, organisation, programme, use, test, own_share, earliest, latest;
  bool domestic_only = false;
  std::vector<std::string> sites, resources;
};

Result<void> run_join(Context& context, const Join& options) {
  const auto* state = SCRIP_TRY(state_for_writing(context));
  const auto& zone = state->authority->zone;
  engine::JoinLine command{.key = options.key,
                           .organisation = options.organisation,
                           .programme = options.programme,
                           .workload = SCRIP_TRY(options.workload()),
                           .domestic_only = options.domestic_only,
                           .test = {},
                           .own_share_max = {},
                           .earliest = {},
                           .latest = {},
                           .sites = options.sites,
                           .resources = options.resources};
  if (!options.use.empty()) command.use = SCRIP_TRY(for_option("--use", registry::parse_use(options.use)));
  if (!options.test.empty()) command.test = SCRIP_TRY(for_option("--test", registry::parse_origin_test(options.test)));
  if (!options.own_share.empty()) {
    command.own_share_max =
        SCRIP_TRY(for_option("--own-share", parse_in_unit(options.own_share, Unit::money, state->authority->currency)));
  }
  if (!options.earliest.empty()) command.earliest = SCRIP_TRY(parse_when("--earliest", options.earliest, zone));
  if (!options.latest.empty()) command.latest = SCRIP_TRY(parse_when("--latest", options.latest, zone));
  return execute_and_print(context, command);
}

Result<void> run_leave(Context& context, const WithReason& options) {
  return execute_and_print(context, engine::LeaveLine{.wait = options.key, .reason = options.reason});
}

struct Named {
  std::string key;
};

Result<void> run_show(Context& context, const Named& options) {
  const auto* state = SCRIP_TRY(context.read());
  const auto* entry = state->line.find(options.key);
  if (entry == nullptr) return fail(ErrorCode::wait_not_found, "'" + options.key + "'", "key");
  auto table = SCRIP_TRY(reports::table(*state, "waiting_line"));
  std::erase_if(table.rows, [&](const auto& row) { return row.front() != options.key; });
  SCRIP_TRY_VOID(context.show(table));
  const auto refusals = reports::wait_refusals(*state, *entry);
  return refusals.rows.empty() ? Result<void>{} : context.show(refusals);
}

struct Listed {
  std::string organisation, programme;
};
Result<void> run_list(Context& context, const Listed& options) {
  const auto* state = SCRIP_TRY(context.read());
  return context.show(SCRIP_TRY(
      reports::table(*state, "waiting_line", {.organisation = options.organisation, .programme = options.programme})));
}

Result<void> run_records(Context& context, const NoOptions&) {
  const auto* state = SCRIP_TRY(context.read());
  return context.show(SCRIP_TRY(reports::table(*state, "waiting_records")));
}

struct Rule {
  std::string key, programme, order, usual, days, ahead, commitment;
  std::vector<std::string> standings;
};

Result<void> run_propose(Context& context, const Rule& options) {
  engine::ProposeAllocationRule command{
      .key = options.key,
      .programme = options.programme,
      .order = SCRIP_TRY(for_option("--order", engine::parse_line_order(options.order))),
      .standings = {},
      .commitment = {}};
  if (!options.usual.empty()) command.usual = SCRIP_TRY(whole_number("--usual", options.usual));
  if (!options.days.empty()) command.days = SCRIP_TRY(whole_number("--days", options.days));
  if (!options.ahead.empty()) command.ahead_s = SCRIP_TRY(for_option("--ahead", network::parse_hours(options.ahead)));
  if (!options.commitment.empty()) {
    command.commitment = SCRIP_TRY(for_option("--commitment", hash_from_hex(options.commitment)));
  }
  for (const auto& text : options.standings) {
    const auto [organisation, value] = SCRIP_TRY(parse_pair("--standing", text));
    command.standings.emplace_back(organisation, SCRIP_TRY(whole_number("--standing", value)));
  }
  return execute_and_print(context, command);
}

Result<void> run_approve(Context& context, const Named& options) {
  return execute_and_print(context, engine::ApproveAllocationRule{.rule = options.key});
}
Result<void> run_reject(Context& context, const WithReason& options) {
  return execute_and_print(context, engine::RejectAllocationRule{.rule = options.key, .reason = options.reason});
}

struct OfProgramme {
  std::string programme;
};
template <const char* table>
Result<void> run_rules(Context& context, const OfProgramme& options) {
  const auto* state = SCRIP_TRY(context.read());
  return context.show(SCRIP_TRY(reports::table(*state, table, {.programme = options.programme})));
}
constexpr char allocation_rules[] = "allocation_rules";
constexpr char allocation_proposals[] = "allocation_proposals";

struct Draw {
  std::string programme, seed, commitment;
};
Result<void> run_draw(Context& context, const Draw& options) {
  return execute_and_print(
      context,
      engine::DrawLine{.programme = options.programme,
                       .seed = options.seed,
                       .commitment = SCRIP_TRY(for_option("--commitment", hash_from_hex(options.commitment)))});
}

void add_join(Commands& commands, CLI::App& group) {
  auto join = commands.add<Join>(group, "join", "Waits for devices that nobody offers soon enough",
                                 {"scrip line join W-1 --organisation yunshan --programme city-2026 --kind devices"
                                  " --devices 64 --hours 24h --latest 2026-12-01"},
                                 run_join);
  join.positional("key", &Join::key, "The key of its place in the line")
      .required("--organisation", &Join::organisation, "Who waits")
      .required("--programme", &Join::programme, "Whose rule decides, and one of whose vouchers is to pay");
  add_workload_options(join);
  join.option("--use", &Join::use, "training or inference")
      .flag("--domestic-only", &Join::domestic_only, "Only chips that pass the test of origin")
      .option("--test", &Join::test, "The test of origin (default: the first with a target)")
      .option("--own-share", &Join::own_share, "The highest own share, such as \"5000 CNY\" (default: any)")
      .option("--earliest", &Join::earliest, "It does not start before (default: now)")
      .option("--latest", &Join::latest, "It ends by then (default: 90 days later)")
      .option("--site", &Join::sites, "Only this site (repeat)")
      .option("--resource", &Join::resources, "Only this chip model (repeat)");
}

void add_rules(Commands& commands, CLI::App& line) {
  CLI::App& group = commands.group(line, "rule", "By what rule a programme serves those who wait");
  commands
      .add<Rule>(
          group, "propose", "Proposes a rule; another person approves it",
          {"scrip line rule propose L-1 --programme city-2026 --order fair_share --standing yunshan=2 --days 30"},
          run_propose)
      .positional("key", &Rule::key, "The rule's key")
      .required("--programme", &Rule::programme, "The programme")
      .required("--order", &Rule::order, "first_come, priority, fair_share, deadline or lottery")
      .option("--usual", &Rule::usual, "Class or weight of organisations that are not listed (default: 1)")
      .option("--standing", &Rule::standings, "ORGANISATION=CLASS, or its weight (repeat)")
      .option("--days", &Rule::days, "Days of use that a fair share counts (default: 30)")
      .option("--ahead", &Rule::ahead, "A quote is given once it can start within so long (default: 7d)")
      .option("--commitment", &Rule::commitment, "SHA-256 of the seed of the first draw, of a lottery");
  commands
      .add<Named>(group, "approve", "Approves it: it serves from now on", {"scrip line rule approve L-1 --actor chen"},
                  run_approve)
      .positional("key", &Named::key, "The rule's key");
  commands
      .add<WithReason>(group, "reject", "Rejects it", {"scrip line rule reject L-1 --reason \"too coarse\""},
                       run_reject)
      .positional("key", &WithReason::key, "The rule's key")
      .required("--reason", &WithReason::reason, "Why, for the journal");
  commands.add<OfProgramme>(group, "list", "Lists the rules", {"scrip line rule list"}, run_rules<allocation_rules>)
      .option("--programme", &OfProgramme::programme, "Only this programme");
  commands
      .add<OfProgramme>(group, "proposals", "Lists who proposed and who decided", {"scrip line rule proposals"},
                        run_rules<allocation_proposals>)
      .option("--programme", &OfProgramme::programme, "Only this programme");
}

}  // namespace

void add_line_commands(Commands& commands) {
  CLI::App& group = commands.group("line", "Who waits for devices, and who is next");
  add_join(commands, group);
  commands
      .add<WithReason>(group, "leave", "Gives up a place in the line, or the quote that is held",
                       {"scrip line leave W-1 --reason \"found another\""}, run_leave)
      .positional("key", &WithReason::key, "The key of its place in the line")
      .required("--reason", &WithReason::reason, "Why, for the journal");
  commands.add<Named>(group, "show", "One place in the line, and what decides", {"scrip line show W-1"}, run_show)
      .positional("key", &Named::key, "The key of its place in the line");
  commands.add<Listed>(group, "list", "Lists all that wait or waited", {"scrip line list"}, run_list)
      .option("--organisation", &Listed::organisation, "Only this organisation")
      .option("--programme", &Listed::programme, "Only this programme");
  commands.add<NoOptions>(group, "records", "How long the line is for each chip model, and how estimates turned out",
                          {"scrip line records"}, run_records);
  commands
      .add<Draw>(group, "draw", "Reveals the seed and gives a ticket to each that has none",
                 {"scrip line draw --programme city-2026 --seed SEED --commitment COMMITMENT"}, run_draw)
      .required("--programme", &Draw::programme, "The programme")
      .required("--seed", &Draw::seed, "The seed that was committed to")
      .required("--commitment", &Draw::commitment, "SHA-256 of the seed of the next draw");
  add_rules(commands, group);
}

}  // namespace scrip::cli
