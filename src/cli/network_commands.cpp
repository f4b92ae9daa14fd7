// scrip rate propose, approve, reject; scrip capacity; scrip accreditation; scrip programme forecast.

#include "casework/casework.h"
#include "cli/case_commands.h"
#include "cli/families.h"
#include "cli/files.h"
#include "rating/tariff.h"
#include "reports/capacity_days.h"
#include "reports/forecast.h"
#include "reports/reports.h"

namespace scrip::cli {
namespace {

// --- rate cards ---

struct ProposeRate {
  std::string key, site, from, until;
  std::vector<std::string> prices;
};

Result<void> run_propose_rate(Context& context, const ProposeRate& options) {
  const auto* state = SCRIP_TRY(state_for_writing(context));
  const auto* site = state->registry.find_site(options.site);
  if (site == nullptr) return fail(ErrorCode::site_not_found, "'" + options.site + "'", "--site");
  engine::ProposeRateCard command{.key = options.key,
                                  .site = options.site,
                                  .period = {.from = SCRIP_TRY(parse_when("--from", options.from, site->zone)),
                                             .until = SCRIP_TRY(parse_when("--until", options.until, site->zone))},
                                  .prices = {}};
  for (const auto& text : options.prices) {
    const auto [resource, price] = SCRIP_TRY(parse_pair("--price", text));
    const auto* found = state->registry.find_resource(resource);
    if (found == nullptr) return fail(ErrorCode::resource_not_found, "'" + resource + "'", "--price");
    auto bands = rating::parse_tariff_text(price, found->kind, state->authority->currency);
    if (!bands) {  // not for_option(): g++ 12 then takes the bands for uninitialised
      bands.error().field = "--price";
      return std::unexpected(std::move(bands.error()));
    }
    command.prices.push_back({.resource = resource, .bands = std::move(*bands)});
  }
  return execute_and_print(context, command);
}

struct Named {
  std::string key;
};

Result<void> run_approve_rate(Context& context, const Named& options) {
  return execute_and_print(context, engine::ApproveRateCard{.rate_card = options.key});
}
Result<void> run_reject_rate(Context& context, const WithReason& options) {
  return execute_and_print(context, engine::RejectRateCard{.rate_card = options.key, .reason = options.reason});
}

template <const char* table>
Result<void> run_list(Context& context, const NoOptions&) {
  const auto* state = SCRIP_TRY(context.read());
  return context.show(SCRIP_TRY(reports::table(*state, table)));
}
constexpr char proposals_table[] = "rate_card_proposals";
constexpr char capacity_table[] = "capacity";
constexpr char accreditations_table[] = "accreditations";

// --- capacity ---

struct Declare {
  std::string key, site, resource, devices, from, until, use = "programmes";
};

Result<void> run_declare(Context& context, const Declare& options) {
  return execute_and_print(
      context,
      engine::DeclareCapacity{.key = options.key,
                              .site = options.site,
                              .resource = options.resource,
                              .devices = SCRIP_TRY(whole_number("--devices", options.devices)),
                              .from = SCRIP_TRY(for_option("--from", parse_day(options.from))),
                              .until = SCRIP_TRY(for_option("--until", parse_day(options.until))),
                              .use = SCRIP_TRY(for_option("--use", registry::parse_capacity_use(options.use)))});
}

struct EndDeclared {
  std::string key, until, reason;
};

Result<void> run_end(Context& context, const EndDeclared& options) {
  return execute_and_print(context,
                           engine::EndCapacity{.capacity = options.key,
                                               .until = SCRIP_TRY(for_option("--until", parse_day(options.until))),
                                               .reason = options.reason});
}

struct Standing {
  std::string site, resource, per_server, per_island;
};

Result<void> run_topology(Context& context, const Standing& options) {
  engine::SetTopology command{.site = options.site, .resource = options.resource, .topology = {}};
  auto& topology = command.topology;
  topology.devices_per_server = SCRIP_TRY(whole_number("--devices-per-server", options.per_server));
  if (!options.per_island.empty()) {
    topology.servers_per_island = SCRIP_TRY(whole_number("--servers-per-island", options.per_island));
  }
  return execute_and_print(context, command);
}

struct Days {
  std::string site, resource, from, until;
};

Result<void> run_days(Context& context, const Days& options) {
  const auto* state = SCRIP_TRY(context.read());
  constexpr std::int32_t days_shown = 31;
  reports::CapacityDays asked{.site = options.site,
                              .resource = options.resource,
                              .from = {},
                              .until = next(state->authority->zone.day_of(runtime::system_time()))};
  if (!options.until.empty()) asked.until = SCRIP_TRY(for_option("--until", parse_day(options.until)));
  asked.from = Day{count(asked.until) - days_shown};
  if (!options.from.empty()) asked.from = SCRIP_TRY(for_option("--from", parse_day(options.from)));
  return context.show(SCRIP_TRY(reports::capacity_days(*state, asked)));
}

// --- accreditation ---

struct Apply {
  std::string key, site, programme, facts;
  std::vector<std::string> documents;
};

Result<void> run_apply(Context& context, const Apply& options) {
  SCRIP_TRY_VOID(state_for_writing(context));
  engine::ApplyForAccreditation command{
      .key = options.key,
      .site = options.site,
      .programme = options.programme,
      .facts = SCRIP_TRY(casework::put_document(context.store(), SCRIP_TRY(read_file(options.facts)))),
      .documents = {}};
  for (const auto& text : options.documents) {
    const auto [kind, file] = SCRIP_TRY(parse_pair("--document", text));
    command.documents.push_back(
        {.hash = SCRIP_TRY(casework::put_document(context.store(), SCRIP_TRY(read_file(file)))), .kind = kind});
  }
  return execute_and_print(context, command);
}

struct ProposeAccreditation {
  std::string key, from, until, reason;
  bool refuse = false;
};

Result<void> run_propose(Context& context, const ProposeAccreditation& options) {
  programme::AccreditationDecision decision{.reason = options.reason};
  if (options.refuse) {
    decision.outcome = programme::AccreditationOutcome::refuse;
  } else {
    decision.valid_from = SCRIP_TRY(for_option("--from", parse_day(options.from)));
    decision.valid_until = SCRIP_TRY(for_option("--until", parse_day(options.until)));
  }
  return execute_and_print(context,
                           engine::ProposeAccreditation{.accreditation = options.key, .decision = std::move(decision)});
}

struct ApproveAccreditation {
  std::string key, outcome;
};

Result<void> run_approve(Context& context, const ApproveAccreditation& options) {
  const auto outcome = SCRIP_TRY(for_option("outcome", programme::parse_accreditation_outcome(options.outcome)));
  return execute_and_print(context, engine::ApproveAccreditation{.accreditation = options.key, .outcome = outcome});
}
Result<void> run_reject(Context& context, const WithReason& options) {
  return execute_and_print(context,
                           engine::RejectAccreditation{.accreditation = options.key, .reason = options.reason});
}

template <programme::AccreditationStatus status>
Result<void> run_change(Context& context, const WithReason& options) {
  return execute_and_print(
      context, engine::ChangeAccreditation{.accreditation = options.key, .status = status, .reason = options.reason});
}

struct Require {
  std::string programme, from;
};

Result<void> run_require(Context& context, const Require& options) {
  engine::SetAccreditationRule command{.programme = options.programme, .required_from = {}};
  if (!options.from.empty()) command.required_from = SCRIP_TRY(for_option("--from", parse_day(options.from)));
  return execute_and_print(context, command);
}

// --- forecast ---

Result<void> run_forecast(Context& context, const Named& options) {
  const auto* state = SCRIP_TRY(context.read());
  const auto* programme = state->find_programme(options.key);
  if (programme == nullptr) return fail(ErrorCode::programme_not_found, "'" + options.key + "'", "key");
  const auto units = reports::forecast(*state, programme->id, runtime::system_time());
  SCRIP_TRY_VOID(context.show(reports::forecast_table(units)));
  for (const auto& unit : units) {
    for (const auto& each : unit.assumptions) {
      context.tell("  {}", context.language() == Language::chinese ? each.chinese : each.english);
    }
  }
  return {};
}

void add_capacity_commands(Commands& commands) {
  CLI::App& group = commands.group("capacity", "What sites declare to have, and what of it is used");
  commands
      .add<Declare>(group, "declare", "Declares chips of one model for a stretch of days",
                    {"scrip capacity declare east-910b --site east-1 --resource ascend-910b --devices 512"
                     " --from 2026-01-01 --until 2027-01-01"},
                    run_declare)
      .positional("key", &Declare::key, "Short name, used everywhere else")
      .required("--site", &Declare::site, "The site")
      .required("--resource", &Declare::resource, "The chip model")
      .required("--devices", &Declare::devices, "How many of them")
      .required("--from", &Declare::from, "First day")
      .required("--until", &Declare::until, "The day after the last")
      .option("--use", &Declare::use, "programmes (default), own_use, or maintenance of what is promised");
  commands
      .add<EndDeclared>(group, "end", "Ends a declaration earlier, today at the soonest",
                        {"scrip capacity end east-910b --until 2026-07-01 --reason \"moved away\""}, run_end)
      .positional("key", &EndDeclared::key, "The declaration's key")
      .required("--until", &EndDeclared::until, "The day after the last")
      .required("--reason", &EndDeclared::reason, "Why, for the journal");
  commands
      .add<Standing>(group, "topology", "Says how the chips of a model stand at a site",
                     {"scrip capacity topology east-1 --resource ascend-910b --devices-per-server 8"
                      " --servers-per-island 48"},
                     run_topology)
      .positional("site", &Standing::site, "The site")
      .required("--resource", &Standing::resource, "The chip model")
      .required("--devices-per-server", &Standing::per_server, "How many of them a server has")
      .option("--servers-per-island", &Standing::per_island, "How many servers one fast network joins");
  commands.add<NoOptions>(group, "list", "Lists them", {"scrip capacity list --json"}, run_list<capacity_table>);
  commands
      .add<Days>(group, "days", "Used against declared, day by day",
                 {"scrip capacity days --site east-1 --from 2026-03-01 --until 2026-04-01"}, run_days)
      .option("--site", &Days::site, "Only this site")
      .option("--resource", &Days::resource, "Only this resource")
      .option("--from", &Days::from, "First day (default: 30 days back)")
      .option("--until", &Days::until, "The day after the last (default: tomorrow)");
}

void add_accreditation_decisions(Commands& commands, CLI::App& group) {
  using programme::AccreditationStatus;
  commands
      .add<ProposeAccreditation>(group, "propose", "Proposes to accredit a site for some days, or to refuse it",
                                 {"scrip accreditation propose east-2026 --from 2026-01-01 --until 2027-01-01"
                                  " --reason \"visited, all as stated\""},
                                 run_propose)
      .positional("key", &ProposeAccreditation::key, "The accreditation's key")
      .option("--from", &ProposeAccreditation::from, "First day")
      .option("--until", &ProposeAccreditation::until, "The day after the last")
      .flag("--refuse", &ProposeAccreditation::refuse, "Proposes to refuse it")
      .required("--reason", &ProposeAccreditation::reason, "Why, for the journal");
  commands
      .add<ApproveAccreditation>(group, "approve", "Approves what another person proposed",
                                 {"scrip accreditation approve east-2026 accredit --actor chen"}, run_approve)
      .positional("key", &ApproveAccreditation::key, "The accreditation's key")
      .positional("outcome", &ApproveAccreditation::outcome, "accredit or refuse: what it is that is approved");
  const auto add = [&](const char* name, const char* summary, auto run) {
    commands
        .add<WithReason>(group, name, summary,
                         {"scrip accreditation " + std::string(name) + " east-2026 --reason \"under review\""}, run)
        .positional("key", &WithReason::key, "The accreditation's key")
        .required("--reason", &WithReason::reason, "Why, for the journal");
  };
  add("reject", "Sends a proposal back", run_reject);
  add("suspend", "Suspends it, from tomorrow", run_change<AccreditationStatus::suspended>);
  add("resume", "Lets it count again, from tomorrow", run_change<AccreditationStatus::accredited>);
  add("withdraw", "Withdraws it for good, from tomorrow", run_change<AccreditationStatus::withdrawn>);
}

void add_accreditation_commands(Commands& commands) {
  CLI::App& group = commands.group("accreditation", "Sites as providers under a programme");
  commands
      .add<Apply>(group, "apply", "Applies for a site's accreditation under a programme",
                  {"scrip accreditation apply east-2026 --site east-1 --programme vouchers-2026 --facts east.json"
                   " --document licence=licence.pdf"},
                  run_apply)
      .positional("key", &Apply::key, "Short name, used everywhere else")
      .required("--site", &Apply::site, "The site")
      .required("--programme", &Apply::programme, "The programme")
      .required("--facts", &Apply::facts, "A JSON file with what the site states of itself")
      .option("--document", &Apply::documents, "A document as KIND=FILE (repeat)");
  add_accreditation_decisions(commands, group);
  commands
      .add<Require>(group, "require", "Says from when a programme's vouchers pay at accredited sites only",
                    {"scrip accreditation require vouchers-2026 --from 2026-07-01"}, run_require)
      .positional("programme", &Require::programme, "The programme")
      .option("--from", &Require::from, "First day of use (default: no longer)");
  commands.add<NoOptions>(group, "list", "Lists them", {"scrip accreditation list --json"},
                          run_list<accreditations_table>);
}

}  // namespace

void add_rate_proposal_commands(Commands& commands, CLI::App& group) {
  commands
      .add<ProposeRate>(group, "propose", "Proposes a rate card; it takes effect when another person approves it",
                        {"scrip rate propose east-2027 --site east-1 --from 2027-01-01 --until 2028-01-01"
                         " --price ascend-910b=8.00"},
                        run_propose_rate)
      .positional("key", &ProposeRate::key, "Short name, used everywhere else")
      .required("--site", &ProposeRate::site, "The site")
      .required("--from", &ProposeRate::from, "First day, on the site's calendar")
      .required("--until", &ProposeRate::until, "The day after the last")
      .option("--price", &ProposeRate::prices,
              "RESOURCE=PRICE, such as chip=8.00 or \"chip=mon-fri 08:00-22:00 8.00; otherwise 5.00\"");
  commands
      .add<Named>(group, "approve", "Approves what another person proposed",
                  {"scrip rate approve east-2027 --actor chen"}, run_approve_rate)
      .positional("key", &Named::key, "The rate card's key");
  commands
      .add<WithReason>(group, "reject", "Sends a proposal back",
                       {"scrip rate reject east-2027 --reason \"above the city's ceiling\""}, run_reject_rate)
      .positional("key", &WithReason::key, "The rate card's key")
      .required("--reason", &WithReason::reason, "Why, for the journal");
  commands.add<NoOptions>(group, "proposals", "Lists what was proposed, and what became of it",
                          {"scrip rate proposals"}, run_list<proposals_table>);
}

void add_forecast_command(Commands& commands, CLI::App& group) {
  commands
      .add<Named>(group, "forecast", "How a programme is taken up, month by month, and where it goes",
                  {"scrip programme forecast vouchers-2026"}, run_forecast)
      .positional("key", &Named::key, "The programme's key");
}

void add_network_commands(Commands& commands) {
  add_capacity_commands(commands);
  add_accreditation_commands(commands);
}

}  // namespace scrip::cli
