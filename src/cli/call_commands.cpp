// scrip programme publish; scrip call open, close, commit-seed, list.

#include "allocation/round_file.h"
#include "casework/casework.h"
#include "cli/case_commands.h"
#include "cli/families.h"
#include "cli/files.h"
#include "cli/programme_files.h"
#include "cli/publish.h"
#include "cli/texts.h"
#include "reports/reports.h"

namespace scrip::cli {
namespace {

struct Publish {
  std::string folder, from;
};

Result<void> run_publish(Context& context, const Publish& options) {
  const auto* state = SCRIP_TRY(state_for_writing(context));
  const auto compiled = SCRIP_TRY(load_programme(context, options.folder));
  SCRIP_TRY_VOID(check_cases(context, options.folder, compiled));
  const policy::Policy& policy = compiled.policy;
  if (policy.unit == policy::UnitKind::money && policy.currency.code() != state->authority->currency) {
    return fail(ErrorCode::wrong_currency,
                say("{0}, the authority's is {1}", policy.currency.code(), state->authority->currency), "unit");
  }
  const std::string text = SCRIP_TRY(read_file(programme_file(options.folder)));
  const Hash256 document = SCRIP_TRY(casework::put_document(context.store(), text));
  SCRIP_TRY_VOID(execute_and_print(
      context, engine::AddProgramme{.key = policy.id, .name = policy.name.en, .mode = mode_of(policy.redemption)}));
  constexpr Day for_ever{84'000};  // 2199-12-26: as far as validity goes
  return execute_and_print(
      context, engine::PublishPolicy{.programme = policy.id,
                                     .version = policy.version,
                                     .document = document,
                                     .effective_from = options.from.empty()
                                                           ? policy.from
                                                           : SCRIP_TRY(for_option("--from", parse_day(options.from))),
                                     .valid_from = policy.from,
                                     .valid_until = policy.until.value_or(for_ever),
                                     .gives = casework::gives_of(policy)});
}

struct Open {
  std::string key, programme, policy, opens, closes, method = "continuous", seed;
  std::vector<std::string> lines;
  std::string appeal_days;
};

Result<Hash256> parse_hash(const char* option, const std::string& text) {
  const auto hash = hash_from_hex(text);
  if (!hash) return fail(ErrorCode::value_invalid, say("'{0}': 64 hexadecimal digits", text), option);
  return *hash;
}

// The newest version published for the programme.
Result<std::string> newest_policy(const engine::State& state, const std::string& programme) {
  const auto* found = state.find_programme(programme);
  if (found == nullptr) return fail(ErrorCode::programme_not_found, "'" + programme + "'", "--programme");
  const programme::Policy* newest = nullptr;
  for (const auto& policy : state.policies) {
    if (policy.programme == found->id) newest = &policy;
  }
  if (newest == nullptr)
    return fail(ErrorCode::policy_not_found, say("'{0}' has published none", programme), "--policy");
  return newest->key;
}

Result<void> run_open(Context& context, const Open& options) {
  const auto* state = SCRIP_TRY(state_for_writing(context));
  engine::OpenCall command{.key = options.key, .programme = options.programme, .policy = options.policy, .lines = {}};
  if (command.policy.empty()) command.policy = SCRIP_TRY(newest_policy(*state, options.programme));
  for (const auto& text : options.lines) {
    if (text.find('=') == std::string::npos) {
      command.lines.push_back({.budget_line = text, .share = whole_share});
      continue;
    }
    const auto [line, share] = SCRIP_TRY(parse_pair("--line", text));
    command.lines.push_back({.budget_line = line, .share = SCRIP_TRY(for_option("--line", parse_share(share)))});
  }
  const auto& zone = state->authority->zone;
  command.opens =
      options.opens.empty() ? runtime::system_time() : SCRIP_TRY(parse_when("--opens", options.opens, zone));
  if (!options.closes.empty()) {
    command.closes = SCRIP_TRY(parse_when("--closes", options.closes, zone));
  }
  command.method = SCRIP_TRY(for_option("--method", programme::parse_call_method(options.method)));
  if (!options.seed.empty()) command.seed_commitment = SCRIP_TRY(parse_hash("--seed-commitment", options.seed));
  if (!options.appeal_days.empty()) command.appeal_days = SCRIP_TRY(parse_days("--appeal-days", options.appeal_days));
  return execute_and_print(context, command);
}

struct Close {
  std::string key, at;
};

Result<void> run_close(Context& context, const Close& options) {
  const auto* state = SCRIP_TRY(state_for_writing(context));
  engine::SetDeadline command{.call = options.key, .closes = {}};
  if (!options.at.empty()) {
    command.closes = SCRIP_TRY(parse_when("--at", options.at, state->authority->zone));
  }
  return execute_and_print(context, command);
}

struct Commit {
  std::string key, commitment;
};

Result<void> run_commit(Context& context, const Commit& options) {
  SCRIP_TRY_VOID(state_for_writing(context));
  return execute_and_print(
      context,
      engine::CommitSeed{.call = options.key, .commitment = SCRIP_TRY(parse_hash("commitment", options.commitment))});
}

struct Allocate {
  std::string key, seed, inputs, outcome;
};

Result<void> run_allocate(Context& context, const Allocate& options) {
  const auto* state = SCRIP_TRY(state_for_writing(context));
  casework::Policies policies(context.store());
  const auto shared = SCRIP_TRY(casework::share_out(*state, policies, options.key, options.seed));
  if (!options.inputs.empty()) SCRIP_TRY_VOID(write_file(options.inputs, shared.inputs));
  if (!options.outcome.empty()) SCRIP_TRY_VOID(write_file(options.outcome, shared.outcome));
  SCRIP_TRY_VOID(casework::put_document(context.store(), shared.inputs));
  SCRIP_TRY_VOID(casework::put_document(context.store(), shared.outcome));
  if (!context.json()) context.print(shared.outcome);
  return execute_and_print(context, shared.command);
}

struct Recheck {
  std::string inputs, outcome;
};

Result<void> run_recheck(Context& context, const Recheck& options) {
  const std::string inputs = SCRIP_TRY(read_file(options.inputs));
  const std::string outcome = SCRIP_TRY(read_file(options.outcome));
  const auto seed = SCRIP_TRY(allocation::published_seed(outcome));
  SCRIP_TRY_VOID(allocation::verify_round(inputs, seed, outcome));
  context.tell("The outcome follows from the published inputs.");
  if (context.json()) context.print("{\"holds\":true}\n");
  return {};
}

template <const char* table>
Result<void> run_list(Context& context, const NoOptions&) {
  const auto* state = SCRIP_TRY(context.read());
  return context.show(SCRIP_TRY(reports::table(*state, table)));
}

constexpr char calls_table[] = "calls";

}  // namespace

void add_publish_command(Commands& commands, CLI::App& programme_group) {
  commands
      .add<Publish>(programme_group, "publish", "Publishes a programme's rules: checked, tested, kept by their digest",
                    {"scrip programme publish programmes/beijing-2023"}, run_publish)
      .positional("folder", &Publish::folder, "A folder with a programme.yaml")
      .option("--from", &Publish::from, "The day from which this version applies (default: the programme's first)");
}

void add_call_commands(Commands& commands) {
  CLI::App& group = commands.group("call", "Rounds in which a programme takes applications");
  commands
      .add<Open>(group, "open", "Opens a round: its rules, its money, its days",
                 {"scrip call open 2026 --programme henan-2023 --line province-2026=50% --line city-2026=50%",
                  "scrip call open spring --programme uk-airr-open --line hours --closes 2026-04-01T00:00:00Z "
                  "--method batch --seed-commitment 5f2c...64 digits"},
                 run_open)
      .positional("key", &Open::key, "The call's key")
      .required("--programme", &Open::programme, "The programme")
      .option("--policy", &Open::policy, "The version, as programme@version (default: the newest)")
      .option("--line", &Open::lines, "A budget line and its share of every award, as LINE=50% (repeat)")
      .option("--opens", &Open::opens, "When it opens (default: now)")
      .option("--closes", &Open::closes, "When it closes (default: open until it is closed)")
      .option("--method", &Open::method, "continuous: each on its own; batch: shared out after it has closed")
      .option("--seed-commitment", &Open::seed, "SHA-256 of the seed of the draw, 64 hexadecimal digits")
      .option("--appeal-days", &Open::appeal_days, "How long after a decision an appeal may be filed");
  commands.add<Close>(group, "close", "Closes a round, now or at a time", {"scrip call close 2026"}, run_close)
      .positional("key", &Close::key, "The call's key")
      .option("--at", &Close::at, "When (default: now)");
  commands
      .add<Commit>(group, "commit-seed", "Commits to the seed of a round's draw before the round closes",
                   {"scrip call commit-seed spring 5f2c...64 digits"}, run_commit)
      .positional("key", &Commit::key, "The call's key")
      .positional("commitment", &Commit::commitment, "SHA-256 of the seed, 64 hexadecimal digits");
  commands
      .add<Allocate>(group, "allocate", "Shares a closed round out by the programme's rules, for anyone to check",
                     {"scrip call allocate spring --seed 5f3a...64 digits --inputs inputs.txt --outcome outcome.txt"},
                     run_allocate)
      .positional("key", &Allocate::key, "The call's key")
      .option("--seed", &Allocate::seed, "The seed that was committed to, 64 hexadecimal digits")
      .option("--inputs", &Allocate::inputs, "A file for the published inputs")
      .option("--outcome", &Allocate::outcome, "A file for the published outcome");
  commands
      .add<Recheck>(group, "check", "Checks a published outcome from the published inputs; needs no journal",
                    {"scrip call check inputs.txt outcome.txt"}, run_recheck)
      .positional("inputs", &Recheck::inputs, "The published inputs")
      .positional("outcome", &Recheck::outcome, "The published outcome");
  commands.add<NoOptions>(group, "list", "Lists them", {"scrip call list --json"}, run_list<calls_table>);
}

}  // namespace scrip::cli
