// scrip application: from a draft to an assessment, scores and appeals.

#include <fstream>

#include "base/bytes.h"
#include "casework/casework.h"
#include "cli/case_commands.h"
#include "cli/families.h"
#include "cli/files.h"
#include "cli/paying.h"
#include "cli/programme_files.h"
#include "cli/texts.h"
#include "reports/reports.h"

namespace scrip::cli {
namespace {

struct Draft {
  std::string key, call, organisation, facts, contract, project;
  std::vector<std::string> documents;
};

// 16 bytes of the system's randomness: no digest of facts can be guessed.
Result<std::string> random_salt() {
  std::array<char, 16> bytes{};
  std::ifstream source("/dev/urandom", std::ios::binary);
  if (!source.read(bytes.data(), bytes.size()))
    return fail(ErrorCode::store_unavailable, say("no source of randomness"));
  return to_hex(ByteView(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()));
}

// The facts are read once before they are kept, so that a mistake is found by who makes it.
Result<Hash256> keep_facts(Context& context, const engine::State& state, const Draft& options) {
  const auto* call = state.find_call(options.call);
  if (call == nullptr) return fail(ErrorCode::call_not_found, "'" + options.call + "'", "--call");
  casework::Policies policies(context.store());
  const auto* compiled = SCRIP_TRY(policies.find(state.policies[index(call->terms.policy)].document));
  const std::string text = SCRIP_TRY(read_file(options.facts));
  const auto loaded = policy::load_facts(text, compiled->policy);
  if (!loaded.problems.empty()) return note_problems(context, options.facts, loaded.problems);
  return salted_document(context, text);
}

Result<void> run_draft(Context& context, const Draft& options) {
  const auto* state = SCRIP_TRY(state_for_writing(context));
  engine::DraftApplication command{.key = options.key,
                                   .call = options.call,
                                   .organisation = options.organisation,
                                   .facts = SCRIP_TRY(keep_facts(context, *state, options)),
                                   .documents = {},
                                   .contract = options.contract,
                                   .project = options.project};
  for (const auto& text : options.documents) {
    const auto [kind, file] = SCRIP_TRY(parse_pair("--document", text));
    const std::string bytes = SCRIP_TRY(read_file(file));
    command.documents.push_back({.hash = SCRIP_TRY(casework::put_document(context.store(), bytes)), .kind = kind});
  }
  return execute_and_print(context, command);
}

struct Key {
  std::string key;
};

template <class Command>
Result<void> run_simple(Context& context, const Key& options) {
  SCRIP_TRY_VOID(state_for_writing(context));
  return execute_and_print(context, Command{options.key});
}

struct Return : WithReason {
  std::string until;
};

Result<void> run_return(Context& context, const Return& options) {
  const auto* state = SCRIP_TRY(state_for_writing(context));
  return execute_and_print(
      context,
      engine::ReturnApplication{.application = options.key,
                                .reason = options.reason,
                                .until = SCRIP_TRY(parse_when("--until", options.until, state->authority->zone))});
}

Result<void> run_withdraw(Context& context, const WithReason& options) {
  SCRIP_TRY_VOID(state_for_writing(context));
  return execute_and_print(context, engine::WithdrawApplication{.application = options.key, .reason = options.reason});
}

struct Assess : Key {
  bool dry_run = false;
};

Result<void> run_assess(Context& context, const Assess& options) {
  const auto* state = options.dry_run ? SCRIP_TRY(context.read()) : SCRIP_TRY(state_for_writing(context));
  casework::Policies policies(context.store());
  const auto assessed = SCRIP_TRY(casework::assess(*state, policies, context.store(), options.key));
  const bool english = context.language() == Language::english;
  if (!context.json()) context.print(english ? assessed.explained.en : assessed.explained.zh);
  if (options.dry_run) return {};
  SCRIP_TRY_VOID(casework::put_document(context.store(), assessed.explanation));
  return execute_and_print(context, assessed.command);
}

struct Assign : Key {
  std::string person, organisation;
  std::vector<std::string> conflicts;
};

Result<void> run_assign(Context& context, const Assign& options) {
  SCRIP_TRY_VOID(state_for_writing(context));
  return execute_and_print(context, engine::AssignAssessor{.application = options.key,
                                                           .person = options.person,
                                                           .organisation = options.organisation,
                                                           .conflicts = options.conflicts});
}

struct Unassign : WithReason {
  std::string person;
};

Result<void> run_unassign(Context& context, const Unassign& options) {
  SCRIP_TRY_VOID(state_for_writing(context));
  return execute_and_print(
      context, engine::RemoveAssessor{.application = options.key, .person = options.person, .reason = options.reason});
}

struct Score : Key {
  std::vector<std::string> criteria;
};

Result<void> run_score(Context& context, const Score& options) {
  SCRIP_TRY_VOID(state_for_writing(context));
  engine::RecordScore command{.application = options.key, .criteria = {}};
  for (const auto& text : options.criteria) {
    const auto [criterion, points] = SCRIP_TRY(parse_pair("--criterion", text));
    const Amount value = SCRIP_TRY(for_option("--criterion", parse_amount(points)));
    if (value < Amount{} || value.micro_units > std::int64_t{1'000'000} * micro || value.micro_units % 1'000 != 0) {
      return fail(ErrorCode::out_of_range, say("points from 0, with at most three decimals"), "--criterion");
    }
    command.criteria.push_back(
        {.criterion = criterion, .thousandths = static_cast<std::uint32_t>(value.micro_units / 1'000)});
  }
  return execute_and_print(context, command);
}

Result<void> run_conflict(Context& context, const WithReason& options) {
  SCRIP_TRY_VOID(state_for_writing(context));
  return execute_and_print(context, engine::DeclareConflict{.application = options.key, .reason = options.reason});
}

Result<void> run_appeal(Context& context, const WithReason& options) {
  SCRIP_TRY_VOID(state_for_writing(context));
  return execute_and_print(context, engine::FileAppeal{.application = options.key, .reason = options.reason});
}

template <bool upheld>
Result<void> run_answer(Context& context, const WithReason& options) {
  SCRIP_TRY_VOID(state_for_writing(context));
  return execute_and_print(
      context, engine::DecideAppeal{.application = options.key, .upheld = upheld, .reason = options.reason});
}

Result<void> run_list(Context& context, const NoOptions&) {
  const auto* state = SCRIP_TRY(context.read());
  return context.show(SCRIP_TRY(reports::table(*state, "applications")));
}

template <class Options>
Command<Options> with_key(Command<Options> command) {
  command.positional("key", &Options::key, "The application's key");
  return command;
}

}  // namespace

Result<Hash256> salted_document(Context& context, std::string_view text) {
  return casework::put_document(context.store(), casework::facts_document(SCRIP_TRY(random_salt()), text));
}

void add_application_commands(Commands& commands) {
  CLI::App& group = commands.group("application", "Applications: drafted, submitted, assessed, scored, appealed");
  with_key(commands.add<Draft>(group, "draft", "Drafts an application, or changes a draft",
                               {"scrip application draft A-1 --call 2026 --organisation acme --facts facts.yaml "
                                "--contract C-7 --document contract=contract.pdf"},
                               run_draft))
      .required("--call", &Draft::call, "The call")
      .required("--organisation", &Draft::organisation, "Who applies")
      .required("--facts", &Draft::facts, "A YAML file with the facts the programme asks for")
      .option("--contract", &Draft::contract, "What tells its contract apart from others")
      .option("--project", &Draft::project, "What tells its project apart from others")
      .option("--document", &Draft::documents, "A document that proves something, as KIND=FILE (repeat)");
  with_key(commands.add<Key>(group, "submit", "Submits a draft, or what was returned for completion",
                             {"scrip application submit A-1 --actor li.wei"}, run_simple<engine::SubmitApplication>));
  with_key(commands.add<Return>(group, "return", "Returns it for completion, until a time",
                                {"scrip application return A-1 --reason 'contract missing' --until 2026-05-01"},
                                run_return))
      .required("--reason", &Return::reason, "What is missing")
      .required("--until", &Return::until, "By when it is to be submitted again");
  with_key(commands.add<Key>(group, "complete", "Confirms that everything asked for is there",
                             {"scrip application complete A-1"}, run_simple<engine::ConfirmComplete>));
  with_key(commands.add<WithReason>(group, "withdraw", "Withdraws it, before it is decided",
                                    {"scrip application withdraw A-1 --reason 'project stopped'"}, run_withdraw))
      .required("--reason", &WithReason::reason, "Why, for the journal");
  with_key(commands.add<Assess>(group, "assess", "Runs the programme's rules over it and its history",
                                {"scrip application assess A-1", "scrip application assess A-1 --dry-run"}, run_assess))
      .flag("--dry-run", &Assess::dry_run, "Only says what would come out");
  with_key(commands.add<Assign>(group, "assign", "Assigns an assessor, unless there is a conflict of interest",
                                {"scrip application assign A-1 --person chen --organisation university-a"}, run_assign))
      .required("--person", &Assign::person, "The assessor")
      .option("--organisation", &Assign::organisation, "Whom the assessor works for")
      .option("--conflict", &Assign::conflicts, "A conflict of interest that the person declares (repeat)");
  with_key(commands.add<WithReason>(group, "conflict", "Steps down from assessing it; the assessor is --actor",
                                    {"scrip application conflict A-1 --actor chen --reason 'advised the applicant'"},
                                    run_conflict))
      .required("--reason", &WithReason::reason, "Why, for the journal");
  with_key(commands.add<Unassign>(group, "unassign", "Takes an assessor off, and the score with it",
                                  {"scrip application unassign A-1 --person chen --reason illness"}, run_unassign))
      .required("--person", &Unassign::person, "The assessor")
      .required("--reason", &Unassign::reason, "Why, for the journal");
  with_key(commands.add<Score>(
               group, "score", "Records an assessor's points; the assessor is --actor",
               {"scrip application score A-1 --actor chen --criterion fit=80 --criterion reasonable=72.5"}, run_score))
      .option("--criterion", &Score::criteria, "Points for a criterion, as CRITERION=80 (repeat)");
  with_key(commands.add<WithReason>(group, "appeal", "Appeals against a decision",
                                    {"scrip application appeal A-1 --reason 'the contract was overlooked'"},
                                    run_appeal))
      .required("--reason", &WithReason::reason, "Why");
  with_key(commands.add<WithReason>(group, "uphold", "Upholds an appeal: assessed and decided again",
                                    {"scrip application uphold A-1 --actor zhou --reason 'it was there'"},
                                    run_answer<true>))
      .required("--reason", &WithReason::reason, "Why");
  with_key(commands.add<WithReason>(group, "dismiss", "Dismisses an appeal",
                                    {"scrip application dismiss A-1 --actor zhou --reason 'it was not there'"},
                                    run_answer<false>))
      .required("--reason", &WithReason::reason, "Why");
  commands.add<NoOptions>(group, "list", "Lists them", {"scrip application list --json"}, run_list);
}

}  // namespace scrip::cli
