// scrip estimate; scrip quote ask, show, list; scrip reserve; scrip reservation ...; scrip backing.

#include "cli/case_commands.h"
#include "cli/families.h"
#include "cli/workload_options.h"
#include "engine/reservation.h"
#include "reports/reports.h"
#include "reports/reservations.h"

namespace scrip::cli {
namespace {

Result<void> run_estimate(Context& context, const WorkloadOptions& options) {
  const auto workload = SCRIP_TRY(options.workload());
  const auto* state = SCRIP_TRY(context.read());
  const auto made = reports::estimate(*state, workload, context.language());
  SCRIP_TRY_VOID(context.show(made.plans));
  return context.show(made.assumptions);
}

struct Ask : WorkloadOptions {
  std::string key, organisation, use, rank = "cheapest", test, earliest, latest;
  std::vector<std::string> sites, resources;
};

Result<void> run_ask(Context& context, const Ask& options) {
  const auto* state = SCRIP_TRY(state_for_writing(context));
  const auto& zone = state->authority->zone;
  engine::AskQuote command{.key = options.key,
                           .organisation = options.organisation,
                           .workload = SCRIP_TRY(options.workload()),
                           .ranking = SCRIP_TRY(for_option("--rank", engine::parse_ranking(options.rank))),
                           .test = {},
                           .earliest = {},
                           .latest = {},
                           .sites = options.sites,
                           .resources = options.resources};
  if (!options.use.empty()) command.use = SCRIP_TRY(for_option("--use", registry::parse_use(options.use)));
  if (!options.test.empty()) command.test = SCRIP_TRY(for_option("--test", registry::parse_origin_test(options.test)));
  if (!options.earliest.empty()) command.earliest = SCRIP_TRY(parse_when("--earliest", options.earliest, zone));
  if (!options.latest.empty()) command.latest = SCRIP_TRY(parse_when("--latest", options.latest, zone));
  return execute_and_print(context, command);
}

struct Named {
  std::string key;
};

void keep_quote(reports::Table& table, const std::string& key) {
  std::erase_if(table.rows, [&](const auto& row) { return row.front() != key; });
}

Result<void> run_show(Context& context, const Named& options) {
  const auto* state = SCRIP_TRY(context.read());
  if (state->reservations.find_quote(options.key) == nullptr) {
    return fail(ErrorCode::quote_not_found, "'" + options.key + "'", "key");
  }
  for (const auto* name : {"quote_offers", "quote_refusals"}) {
    auto table = SCRIP_TRY(reports::table(*state, name));
    keep_quote(table, options.key);
    SCRIP_TRY_VOID(context.show(table));
  }
  return {};
}

struct OfOrganisation {
  std::string organisation;
};
Result<void> run_quotes(Context& context, const OfOrganisation& options) {
  const auto* state = SCRIP_TRY(context.read());
  return context.show(SCRIP_TRY(reports::table(*state, "quotes", {.organisation = options.organisation})));
}

struct Take {
  std::string key, quote, offer = "1";
};
Result<void> run_reserve(Context& context, const Take& options) {
  return execute_and_print(
      context,
      engine::MakeReservation{
          .key = options.key, .quote = options.quote, .offer = SCRIP_TRY(whole_number("--offer", options.offer))});
}

struct UseIt {
  std::string key, job, devices;
};
Result<void> run_use(Context& context, const UseIt& options) {
  engine::UseReservation command{.reservation = options.key, .job = options.job};
  if (!options.devices.empty()) command.devices = SCRIP_TRY(whole_number("--devices", options.devices));
  return execute_and_print(context, command);
}

Result<void> run_leave(Context& context, const UseIt& options) {
  return execute_and_print(context, engine::LeaveReservation{.reservation = options.key, .job = options.job});
}

template <engine::CancelledBy by>
Result<void> run_cancel(Context& context, const WithReason& options) {
  return execute_and_print(context,
                           engine::CancelReservation{.reservation = options.key, .by = by, .reason = options.reason});
}

struct Listed {
  std::string organisation, site;
};
Result<void> run_list(Context& context, const Listed& options) {
  const auto* state = SCRIP_TRY(context.read());
  return context.show(
      SCRIP_TRY(reports::table(*state, "reservations", {.organisation = options.organisation, .site = options.site})));
}

Result<void> run_records(Context& context, const NoOptions&) {
  const auto* state = SCRIP_TRY(context.read());
  return context.show(SCRIP_TRY(reports::table(*state, "site_records")));
}

struct Rule {
  std::string quote_valid, idle, grace;
};
Result<void> run_rule(Context& context, const Rule& options) {
  const auto* state = SCRIP_TRY(state_for_writing(context));
  engine::SetReservationRule command{state->reservations.rule};
  auto& rule = command.rule;
  const auto set = [](const char* option, const std::string& text, std::int64_t& seconds) -> Result<void> {
    if (!text.empty()) seconds = SCRIP_TRY(for_option(option, network::parse_hours(text)));
    return {};
  };
  SCRIP_TRY_VOID(set("--quote-valid", options.quote_valid, rule.quote_valid_s));
  SCRIP_TRY_VOID(set("--idle", options.idle, rule.idle_s));
  SCRIP_TRY_VOID(set("--grace", options.grace, rule.grace_s));
  return execute_and_print(context, command);
}

struct Back {
  std::string programme, share, reason;
};
template <class RuleCommand>
Result<void> run_back(Context& context, const Back& options) {
  RuleCommand command{.programme = options.programme, .share = {}};
  if (!options.share.empty()) command.share = SCRIP_TRY(for_option("--share", parse_share(options.share)));
  return execute_and_print(context, command);
}

Result<void> run_reject_backing(Context& context, const Back& options) {
  return execute_and_print(context,
                           engine::RejectBackingRule{.programme = options.programme, .reason = options.reason});
}
Result<void> run_backing_proposals(Context& context, const NoOptions&) {
  const auto* state = SCRIP_TRY(context.read());
  return context.show(SCRIP_TRY(reports::table(*state, "backing_proposals", {})));
}

struct OfProgramme {
  std::string programme;
};
Result<void> run_backing(Context& context, const OfProgramme& options) {
  const auto* state = SCRIP_TRY(context.read());
  return context.show(SCRIP_TRY(reports::table(*state, "backing", {.programme = options.programme})));
}

void add_quote_commands(Commands& commands) {
  auto estimate = commands.add<WorkloadOptions>(
      commands.root(), "estimate", "What a workload takes on each chip model, and what that assumes",
      {"scrip estimate --kind train --parameters 7B --tokens 2T --hours 30d"}, run_estimate);
  add_workload_options(estimate);
  CLI::App& group = commands.group("quote", "What sites offer for a workload");
  auto ask = commands.add<Ask>(group, "ask", "Asks all sites for offers, which hold for a while",
                               {"scrip quote ask Q-1 --organisation yunshan --kind devices --devices 64 --hours 24h",
                                "scrip quote ask Q-2 --organisation yunshan --kind train --parameters 7B --tokens 100B"
                                " --rank soonest"},
                               run_ask);
  ask.positional("key", &Ask::key, "The quote's key").required("--organisation", &Ask::organisation, "Who asks");
  add_workload_options(ask);
  ask.option("--use", &Ask::use, "training or inference")
      .option("--rank", &Ask::rank, "cheapest, soonest or domestic_first (default: cheapest)")
      .option("--test", &Ask::test, "The test of origin for domestic_first (default: the first with a target)")
      .option("--earliest", &Ask::earliest, "It does not start before (default: when the quote no longer holds)")
      .option("--latest", &Ask::latest, "It ends by then (default: 90 days later)")
      .option("--site", &Ask::sites, "Only this site (repeat)")
      .option("--resource", &Ask::resources, "Only this chip model (repeat)");
  commands
      .add<Named>(group, "show", "The offers of a quote, and why other sites make none", {"scrip quote show Q-1"},
                  run_show)
      .positional("key", &Named::key, "The quote's key");
  commands.add<OfOrganisation>(group, "list", "Lists them", {"scrip quote list"}, run_quotes)
      .option("--organisation", &OfOrganisation::organisation, "Only this organisation");
}

void add_reservation_steps(Commands& commands) {
  commands
      .add<Take>(commands.root(), "reserve", "Takes an offer of a quote: its devices and the money for them together",
                 {"scrip reserve R-1 --quote Q-1 --offer 1"}, run_reserve)
      .positional("key", &Take::key, "The reservation's key")
      .required("--quote", &Take::quote, "The quote's key")
      .option("--offer", &Take::offer, "Its place in the quote (default: 1)");
  CLI::App& group = commands.group("reservation", "Devices and money set aside together");
  commands
      .add<UseIt>(group, "use", "A job comes for it: what is set aside becomes the job's hold",
                  {"scrip reservation use R-1 --job 4711"}, run_use)
      .positional("key", &UseIt::key, "The reservation's key")
      .required("--job", &UseIt::job, "The job's id at the site")
      .option("--devices", &UseIt::devices, "How many of its devices the job takes (default: all that are left)");
  commands
      .add<UseIt>(group, "leave", "A job is over: its devices are its reservation's other jobs' again",
                  {"scrip reservation leave R-1 --job 4711"}, run_leave)
      .positional("key", &UseIt::key, "The reservation's key")
      .required("--job", &UseIt::job, "The job's id at the site");
  commands
      .add<WithReason>(group, "cancel", "Gives it up before it is used", {"scrip reservation cancel R-1 --reason late"},
                       run_cancel<engine::CancelledBy::organisation>)
      .positional("key", &WithReason::key, "The reservation's key")
      .required("--reason", &WithReason::reason, "Why, for the journal");
  commands
      .add<WithReason>(group, "break", "The site does not keep it: on its record, and other sites are asked at once",
                       {"scrip reservation break R-1 --reason \"power failure\""},
                       run_cancel<engine::CancelledBy::site>)
      .positional("key", &WithReason::key, "The reservation's key")
      .required("--reason", &WithReason::reason, "Why, for the journal");
  commands.add<Listed>(group, "list", "Lists them", {"scrip reservation list --site east-1"}, run_list)
      .option("--organisation", &Listed::organisation, "Only this organisation")
      .option("--site", &Listed::site, "Only this site");
  commands.add<NoOptions>(group, "records", "How sites kept their reservations", {"scrip reservation records"},
                          run_records);
  commands
      .add<Rule>(group, "rule", "Sets the times of quotes and reservations",
                 {"scrip reservation rule --quote-valid 30m --idle 2h"}, run_rule)
      .option("--quote-valid", &Rule::quote_valid, "How long a quote holds, such as 30m")
      .option("--idle", &Rule::idle, "How long after its start one that no job came for is taken back, such as 2h")
      .option("--grace", &Rule::grace, "How long its money stays aside after its end, for late usage, such as 1d");
}

}  // namespace

void add_reservation_commands(Commands& commands) {
  add_quote_commands(commands);
  add_reservation_steps(commands);
  CLI::App& group = commands.group("backing", "Vouchers outstanding against capacity promised");
  commands
      .add<OfProgramme>(group, "list", "What vouchers could pay for, and what sites promise",
                        {"scrip backing list --programme city-2026"}, run_backing)
      .option("--programme", &OfProgramme::programme, "Only this programme");
  commands
      .add<Back>(group, "propose",
                 "Proposes to issue vouchers only while this share of them is promised; without it, all",
                 {"scrip backing propose city-2026 --share 100%"}, run_back<engine::ProposeBackingRule>)
      .positional("programme", &Back::programme, "The programme")
      .option("--share", &Back::share, "Such as 100% (default: no rule)");
  commands
      .add<Back>(group, "approve", "Approves what is proposed: another person, who says what it is",
                 {"scrip backing approve city-2026 --share 100%"}, run_back<engine::ApproveBackingRule>)
      .positional("programme", &Back::programme, "The programme")
      .option("--share", &Back::share, "Such as 100% (default: no rule)");
  commands
      .add<Back>(group, "reject", "Rejects what is proposed",
                 {"scrip backing reject city-2026 --reason \"not before the new hall is open\""}, run_reject_backing)
      .positional("programme", &Back::programme, "The programme")
      .required("--reason", &Back::reason, "Why");
  commands.add<NoOptions>(group, "proposals", "Rules on backing that wait for another person",
                          {"scrip backing proposals"}, run_backing_proposals);
}

}  // namespace scrip::cli
