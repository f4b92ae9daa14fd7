// scrip decision, award: four eyes on what moves money, and what an award becomes.

#include "casework/casework.h"
#include "cli/case_commands.h"
#include "cli/families.h"
#include "cli/json.h"
#include "cli/texts.h"
#include "cli/values.h"
#include "reports/reports.h"

namespace scrip::cli {
namespace {

struct Decide {
  std::string application, amount, award, reason_en, reason_zh;
  bool refuse = false;
};

// The amount stated, or what the application was assessed at (or its round gave it).
Result<Amount> amount_of(const engine::State& state, const Decide& options) {
  if (options.refuse) return Amount{};
  const auto* found = state.find_application(options.application);
  if (found == nullptr) {
    return fail(ErrorCode::application_not_found, "'" + options.application + "'", "application");
  }
  if (!options.amount.empty()) {
    const Unit unit = found->assessment ? found->assessment->unit : Unit::money;
    return for_option("--amount", parse_in_unit(options.amount, unit, state.authority->currency));
  }
  if (found->result && !found->reopened) return found->result->amount;
  if (found->assessment) return found->assessment->amount;
  return fail(ErrorCode::application_state, say("it has not been assessed"), "application");
}

programme::DecisionOutcome outcome_of(const Decide& options) {
  return options.refuse ? programme::DecisionOutcome::refuse : programme::DecisionOutcome::award;
}

Result<void> run_propose(Context& context, const Decide& options) {
  const auto* state = SCRIP_TRY(state_for_writing(context));
  return execute_and_print(
      context, engine::ProposeDecision{.application = options.application,
                                       .outcome = outcome_of(options),
                                       .amount = SCRIP_TRY(amount_of(*state, options)),
                                       .award = options.award,
                                       .reason = {.english = options.reason_en, .chinese = options.reason_zh}});
}

Result<void> run_approve(Context& context, const Decide& options) {
  const auto* state = SCRIP_TRY(state_for_writing(context));
  const auto* found = state->find_application(options.application);
  engine::ApproveDecision command{.application = options.application, .outcome = outcome_of(options), .amount = {}};
  // Without figures, what is proposed is approved as it stands.
  if (found != nullptr && found->proposal && options.amount.empty() && !options.refuse) {
    command.outcome = found->proposal->decision.outcome;
    command.amount = found->proposal->decision.amount;
  } else {
    command.amount = SCRIP_TRY(amount_of(*state, options));
  }
  return execute_and_print(context, command);
}

Result<void> run_reject(Context& context, const WithReason& options) {
  SCRIP_TRY_VOID(state_for_writing(context));
  return execute_and_print(context, engine::RejectProposal{.application = options.key, .reason = options.reason});
}

struct Issue {
  std::string award, key, face, share, valid_from, valid_until, grace_days;
  std::vector<std::string> uses, sites, resources;
};

// The policy's terms, with what the options say otherwise.
Result<void> run_issue(Context& context, const Issue& options) {
  const auto* state = SCRIP_TRY(state_for_writing(context));
  const Day from = options.valid_from.empty() ? state->authority->zone.day_of(runtime::system_time())
                                              : SCRIP_TRY(for_option("--valid-from", parse_day(options.valid_from)));
  casework::Policies policies(context.store());
  auto command = SCRIP_TRY(casework::voucher_of(*state, policies, options.award, options.key, from));
  engine::IssueVoucher& voucher = command.voucher;
  if (!options.face.empty()) {
    const Unit unit = state->find_award(options.award)->terms.unit;
    voucher.face = SCRIP_TRY(for_option("--face", parse_in_unit(options.face, unit, state->authority->currency)));
  }
  if (!options.share.empty()) voucher.share = SCRIP_TRY(for_option("--share", parse_share(options.share)));
  if (!options.uses.empty()) voucher.uses.clear();
  for (const auto& use : options.uses) {
    voucher.uses.push_back(SCRIP_TRY(for_option("--use", registry::parse_use(use))));
  }
  voucher.sites = options.sites;
  voucher.resources = options.resources;
  if (!options.valid_until.empty()) {
    voucher.valid_until = SCRIP_TRY(for_option("--valid-until", parse_day(options.valid_until)));
  } else if (voucher.valid_until == Day{}) {
    return fail(ErrorCode::missing_field, say("the programme's rules do not say how long a voucher is valid"),
                "--valid-until");
  }
  if (!options.grace_days.empty()) voucher.grace_days = SCRIP_TRY(parse_days("--grace-days", options.grace_days));
  return execute_and_print(context, command);
}

struct Reduce : WithReason {
  std::string amount;
};

Result<void> run_reduce(Context& context, const Reduce& options) {
  const auto* state = SCRIP_TRY(state_for_writing(context));
  const auto* award = state->find_award(options.key);
  if (award == nullptr) return fail(ErrorCode::award_not_found, "'" + options.key + "'", "award");
  return execute_and_print(
      context,
      engine::ReduceAward{.award = options.key,
                          .amount = SCRIP_TRY(for_option(
                              "--to", parse_in_unit(options.amount, award->terms.unit, state->authority->currency))),
                          .reason = options.reason});
}

template <programme::AwardStatus status>
Result<void> run_status(Context& context, const WithReason& options) {
  SCRIP_TRY_VOID(state_for_writing(context));
  return execute_and_print(context,
                           engine::ChangeAwardStatus{.award = options.key, .status = status, .reason = options.reason});
}

Result<void> run_list(Context& context, const NoOptions&) {
  const auto* state = SCRIP_TRY(context.read());
  return context.show(SCRIP_TRY(reports::table(*state, "awards")));
}

void add_decision_commands(Commands& commands) {
  CLI::App& group = commands.group("decision", "Decisions: proposed by one person, approved by another");
  commands
      .add<Decide>(group, "propose", "Proposes an award or a refusal; the proposer is --actor",
                   {"scrip decision propose A-1 --actor wang --reason-en 'within the rules' --reason-zh 符合规定"},
                   run_propose)
      .positional("application", &Decide::application, "The application's key")
      .flag("--refuse", &Decide::refuse, "A refusal")
      .option("--amount", &Decide::amount, "The award (default: as assessed, or as the round gave)")
      .option("--award", &Decide::award, "The award's key (default: the application's)")
      .option("--reason-en", &Decide::reason_en, "Why, in English")
      .option("--reason-zh", &Decide::reason_zh, "Why, in Chinese");
  commands
      .add<Decide>(group, "approve", "Approves what another person proposed; money is set aside",
                   {"scrip decision approve A-1 --actor zhou"}, run_approve)
      .positional("application", &Decide::application, "The application's key")
      .flag("--refuse", &Decide::refuse, "A refusal is what is approved")
      .option("--amount", &Decide::amount, "The amount that is approved (default: as proposed)");
  commands
      .add<WithReason>(group, "reject", "Rejects a proposal",
                       {"scrip decision reject A-1 --reason 'check the contract'"}, run_reject)
      .positional("application", &WithReason::key, "The application's key")
      .required("--reason", &WithReason::reason, "Why, for the journal");
}

}  // namespace

void add_award_commands(Commands& commands) {
  using programme::AwardStatus;
  add_decision_commands(commands);
  CLI::App& group = commands.group("award", "Awards: money set aside, and the vouchers made of it");
  commands
      .add<Issue>(
          group, "issue", "Makes a voucher of an award",
          {"scrip award issue A-1 --key V-1", "scrip award issue A-1 --key V-1 --share 30% --valid-until 2027-01-01"},
          run_issue)
      .positional("award", &Issue::award, "The award's key")
      .required("--key", &Issue::key, "The voucher's key")
      .option("--valid-until", &Issue::valid_until, "The first day on which it no longer pays (default: by the rules)")
      .option("--face", &Issue::face, "Its face value (default: all that is left of the award)")
      .option("--share", &Issue::share, "The share of a bill it pays (default: by the rules)")
      .option("--valid-from", &Issue::valid_from, "The first day on which it pays (default: today)")
      .option("--use", &Issue::uses, "training or inference (repeat; default: by the rules)")
      .option("--site", &Issue::sites, "A site it can be used at (repeat; default: any)")
      .option("--resource", &Issue::resources, "A chip model it can be used for (repeat; default: any)")
      .option("--grace-days", &Issue::grace_days, "How long after its validity usage may still arrive");
  commands
      .add<Reduce>(group, "reduce", "Lowers an award; what is not issued goes back",
                   {"scrip award reduce A-1 --to '500,000 CNY' --reason 'contract amended'"}, run_reduce)
      .positional("award", &Reduce::key, "The award's key")
      .required("--to", &Reduce::amount, "The new amount")
      .required("--reason", &Reduce::reason, "Why, for the journal");
  const auto add = [&](const char* name, const char* summary, auto run) {
    commands.add<WithReason>(group, name, summary, {"scrip award " + std::string(name) + " A-1 --reason 'audit'"}, run)
        .positional("award", &WithReason::key, "The award's key")
        .required("--reason", &WithReason::reason, "Why, for the journal");
  };
  add("suspend", "Suspends an award and its vouchers", run_status<AwardStatus::suspended>);
  add("resume", "Lets a suspended award and its vouchers go on", run_status<AwardStatus::active>);
  add("revoke", "Revokes an award and its vouchers; what is left goes back", run_status<AwardStatus::revoked>);
  add("close", "Closes an award; what was not issued goes back", run_status<AwardStatus::closed>);
  commands.add<NoOptions>(group, "list", "Lists them", {"scrip award list --json"}, run_list);
}

}  // namespace scrip::cli
