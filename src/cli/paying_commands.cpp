// scrip statement propose ... answer, payment, instalment, clawback.

#include "casework/later.h"
#include "cli/case_commands.h"
#include "cli/families.h"
#include "cli/files.h"
#include "cli/paying.h"
#include "cli/values.h"
#include "codec/json.h"
#include "policy/file/cases.h"
#include "proof/hash.h"
#include "reports/reports.h"
#include "runtime/journal.h"

namespace scrip::cli {
namespace {

struct Named {
  std::string key;
};
struct WithAmount {
  std::string key, amount;
};

Result<Amount> money(const engine::State& state, const char* option, const std::string& text) {
  return for_option(option, parse_in_unit(text, Unit::money, state.authority->currency));
}

Result<Hash256> stored(Context& context, const char* option, const std::string& file) {
  if (file.empty()) return Hash256{};
  return casework::put_document(context.store(), SCRIP_TRY(for_option(option, read_file(file))));
}

Day today(const engine::State& state) { return state.authority->zone.day_of(runtime::system_time()); }

template <class Command>
Result<void> run_reject(Context& context, const WithReason& options) {
  SCRIP_TRY_VOID(state_for_writing(context));
  return execute_and_print(context, Command{options.key, options.reason});
}

template <class Command>
Result<void> run_approve(Context& context, const WithAmount& options) {
  const auto* state = SCRIP_TRY(state_for_writing(context));
  return execute_and_print(context, Command{options.key, SCRIP_TRY(money(*state, "amount", options.amount))});
}

constexpr char dues_list[] = "dues";
constexpr char payments_list[] = "payments";
constexpr char instalments_list[] = "instalments";
constexpr char clawbacks_list[] = "clawbacks";
template <const char* table>
Result<void> run_list(Context& context, const NoOptions&) {
  return context.show(SCRIP_TRY(reports::table(*SCRIP_TRY(context.read()), table)));
}

// --- statements ---

Result<void> run_propose_statement(Context& context, const Named& options) {
  SCRIP_TRY_VOID(state_for_writing(context));
  return execute_and_print(context, engine::ProposeStatement{options.key});
}

struct Dispute : WithReason {
  std::string organisation, document;
};

Result<void> run_dispute(Context& context, const Dispute& options) {
  SCRIP_TRY_VOID(state_for_writing(context));
  return execute_and_print(
      context, engine::DisputeStatement{.statement = options.key,
                                        .organisation = options.organisation,
                                        .reason = options.reason,
                                        .document = SCRIP_TRY(stored(context, "--document", options.document))});
}

struct Answer : WithReason {
  bool upheld = false;
  std::string adjustment;
};

Result<void> run_answer(Context& context, const Answer& options) {
  SCRIP_TRY_VOID(state_for_writing(context));
  return execute_and_print(context, engine::AnswerDispute{.statement = options.key,
                                                          .upheld = options.upheld,
                                                          .reason = options.reason,
                                                          .adjustment = options.adjustment});
}

// --- payments ---

struct ProposePayment {
  std::string key, payee, bank_account;
  std::vector<std::string> dues;
};

Result<void> run_propose_payment(Context& context, const ProposePayment& options) {
  SCRIP_TRY_VOID(state_for_writing(context));
  const auto account = SCRIP_TRY(salted_document(context, options.bank_account));
  return execute_and_print(
      context, engine::ProposePayment{
                   .key = options.key, .payee = options.payee, .dues = options.dues, .bank_account = account});
}

struct Record {
  std::string key, paid_on, bank_reference, rejected;
};

Result<void> run_record(Context& context, const Record& options) {
  const auto* state = SCRIP_TRY(state_for_writing(context));
  engine::RecordPayment command{.payment = options.key,
                                .paid = options.rejected.empty(),
                                .bank_reference = options.bank_reference,
                                .reason = options.rejected};
  if (!options.paid_on.empty()) command.paid_on = SCRIP_TRY(for_option("--paid-on", parse_day(options.paid_on)));
  if (command.paid && options.paid_on.empty()) command.paid_on = today(*state);
  return execute_and_print(context, command);
}

// --- instalments ---

struct Instalment {
  std::string award, instalment, facts, amount, reason;
};

Result<Hash256> later_facts(Context& context, const std::string& file) {
  if (file.empty()) return salted_document(context, "facts: {}\n");
  return salted_document(context, SCRIP_TRY(for_option("--facts", read_file(file))));
}

std::string text_of(const Context& context, const policy::Text& text) {
  return context.language() == Language::chinese ? text.zh : text.en;
}

Result<void> run_propose_instalment(Context& context, const Instalment& options) {
  const auto* state = SCRIP_TRY(state_for_writing(context));
  casework::Policies policies(context.store());
  const auto facts = SCRIP_TRY(later_facts(context, options.facts));
  const auto assessed = SCRIP_TRY(casework::assess_instalment(*state, policies, context.store(), options.award,
                                                              options.instalment, facts, today(*state)));
  if (!assessed.condition.holds) {
    return fail(ErrorCode::condition_not_met, text_of(context, assessed.condition.explained), "instalment");
  }
  SCRIP_TRY_VOID(casework::put_document(context.store(), assessed.explanation));
  return execute_and_print(context, assessed.command);
}

Result<void> run_check_instalments(Context& context, const Named& options) {
  const auto* state = SCRIP_TRY(context.read());
  casework::Policies policies(context.store());
  const auto all = SCRIP_TRY(casework::instalments_of(*state, policies, context.store(), options.key, today(*state)));
  std::vector<CheckedInstalment> checked;
  for (const auto& each : all) {
    checked.push_back({.instalment = each.instalment,
                       .share = each.share,
                       .reason = text_of(context, each.reason),
                       .explained = text_of(context, each.condition.explained),
                       .holds = each.condition.holds,
                       .missing = each.condition.missing});
  }
  print_checked(context, checked);
  return {};
}

Result<void> run_approve_instalment(Context& context, const Instalment& options) {
  const auto* state = SCRIP_TRY(state_for_writing(context));
  return execute_and_print(context, engine::ApproveInstalment{options.award, options.instalment,
                                                              SCRIP_TRY(money(*state, "amount", options.amount))});
}

Result<void> run_reject_instalment(Context& context, const Instalment& options) {
  SCRIP_TRY_VOID(state_for_writing(context));
  return execute_and_print(context, engine::RejectInstalment{options.award, options.instalment, options.reason});
}

// --- clawbacks ---

struct Clawback {
  std::string key, award, rule, amount, reason, facts, evidence;
};

Result<void> run_propose_clawback(Context& context, const Clawback& options) {
  const auto* state = SCRIP_TRY(state_for_writing(context));
  engine::ProposeClawback command{.key = options.key,
                                  .award = options.award,
                                  .rule = options.rule,
                                  .amount = SCRIP_TRY(money(*state, "--amount", options.amount)),
                                  .reason = options.reason,
                                  .evidence = SCRIP_TRY(stored(context, "--evidence", options.evidence))};
  if (!options.rule.empty()) {
    command.evidence = SCRIP_TRY(later_facts(context, options.facts));
    casework::Policies policies(context.store());
    const auto assessed = SCRIP_TRY(casework::assess_reclaim(*state, policies, context.store(), options.award,
                                                             options.rule, command.evidence, today(*state)));
    if (!assessed.condition.holds) {
      return fail(ErrorCode::condition_not_met, text_of(context, assessed.condition.explained), "--rule");
    }
  }
  return execute_and_print(context, command);
}

struct Repaid {
  std::string key, repayment, amount, received_on, bank_reference;
};

Result<void> run_repaid(Context& context, const Repaid& options) {
  const auto* state = SCRIP_TRY(state_for_writing(context));
  settlement::Repayment repayment{.key = options.repayment,
                                  .amount = SCRIP_TRY(money(*state, "--amount", options.amount)),
                                  .received_on = today(*state),
                                  .bank_reference = options.bank_reference};
  if (!options.received_on.empty()) {
    repayment.received_on = SCRIP_TRY(for_option("--received-on", parse_day(options.received_on)));
  }
  return execute_and_print(context, engine::RecordRepayment{options.key, std::move(repayment)});
}

struct Relief : WithReason {
  std::string due, amount;
};

template <settlement::ReliefKind kind>
Result<void> run_relief(Context& context, const Relief& options) {
  const auto* state = SCRIP_TRY(state_for_writing(context));
  return execute_and_print(context,
                           engine::ProposeRelief{.clawback = options.key,
                                                 .kind = kind,
                                                 .due = options.due,
                                                 .amount = SCRIP_TRY(money(*state, "--amount", options.amount)),
                                                 .reason = options.reason});
}

void add_payment_commands(Commands& commands) {
  CLI::App& group = commands.group("payment", "Payment instructions: proposed, approved, answered by the bank");
  commands.add<NoOptions>(group, "dues", "Lists what is owed, and where each stands", {"scrip payment dues --json"},
                          run_list<dues_list>);
  commands.add<NoOptions>(group, "list", "Lists them", {"scrip payment list --json"}, run_list<payments_list>);
  commands
      .add<ProposePayment>(group, "propose", "Proposes to pay several dues of one payee together",
                           {"scrip payment propose P-1 --payee east --due statement:0 --due statement:3"
                            " --bank-account 6222000000000001"},
                           run_propose_payment)
      .positional("key", &ProposePayment::key, "Short name, used everywhere else")
      .required("--payee", &ProposePayment::payee, "The organisation that is paid")
      .option("--due", &ProposePayment::dues, "What is paid, as 'scrip payment dues' names it (repeat)")
      .required("--bank-account", &ProposePayment::bank_account, "Where to; the journal keeps a salted digest of it");
  commands
      .add<WithAmount>(group, "approve", "Approves it, by the sum that was seen; the bank has it then",
                       {"scrip payment approve P-1 \"12000 CNY\" --actor zhou"}, run_approve<engine::ApprovePayment>)
      .positional("key", &WithAmount::key, "The payment's key")
      .positional("amount", &WithAmount::amount, "Its sum");
  commands
      .add<WithReason>(group, "reject", "Sends a proposal back", {"scrip payment reject P-1 --reason \"one too many\""},
                       run_reject<engine::RejectPayment>)
      .positional("key", &WithReason::key, "The payment's key")
      .required("--reason", &WithReason::reason, "Why, for the journal");
  commands
      .add<Record>(group, "record", "Records the bank's answer",
                   {"scrip payment record P-1 --bank-reference 2026112200017",
                    "scrip payment record P-1 --rejected \"account closed\""},
                   run_record)
      .positional("key", &Record::key, "The payment's key")
      .option("--paid-on", &Record::paid_on, "The day it was paid (default: today)")
      .option("--bank-reference", &Record::bank_reference, "The bank's reference")
      .option("--rejected", &Record::rejected, "Why the bank did not pay");
}

void add_instalment_commands(Commands& commands) {
  CLI::App& group = commands.group("instalment", "Instalments of grants");
  const auto named = [](auto added) {
    added.positional("award", &Instalment::award, "The award's key")
        .positional("instalment", &Instalment::instalment, "The instalment, as the policy names it");
    return added;
  };
  commands.add<NoOptions>(group, "list", "Lists them", {"scrip instalment list --json"}, run_list<instalments_list>);
  commands
      .add<Named>(group, "check", "Says which conditions hold by now, and what is missing",
                  {"scrip instalment check G-1"}, run_check_instalments)
      .positional("award", &Named::key, "The award's key");
  named(commands.add<Instalment>(group, "propose", "Runs its condition, and proposes it where that holds",
                                 {"scrip instalment propose G-1 acceptance --facts later.yaml"},
                                 run_propose_instalment))
      .option("--facts", &Instalment::facts, "A YAML file with what is known by now (facts: {...})");
  named(commands.add<Instalment>(group, "approve", "Approves it, by the amount that was seen",
                                 {"scrip instalment approve G-1 acceptance \"700000 CNY\" --actor zhou"},
                                 run_approve_instalment))
      .positional("amount", &Instalment::amount, "Its amount");
  named(commands.add<Instalment>(group, "reject", "Sends a proposal back",
                                 {"scrip instalment reject G-1 acceptance --reason \"not delivered\""},
                                 run_reject_instalment))
      .required("--reason", &Instalment::reason, "Why, for the journal");
}

void add_clawback_decisions(Commands& commands, CLI::App& group) {
  const auto add_reject = [&](const char* name, auto run) {
    commands
        .add<WithReason>(group, name, "Sends a proposal back",
                         {"scrip clawback " + std::string(name) + " C-1 --reason \"not proven\""}, run)
        .positional("key", &WithReason::key, "The clawback's key")
        .required("--reason", &WithReason::reason, "Why, for the journal");
  };
  const auto add_approve = [&](const char* name, auto run) {
    commands
        .add<WithAmount>(group, name, "Approves it, by the amount that was seen",
                         {"scrip clawback " + std::string(name) + " C-1 \"70000 CNY\" --actor zhou"}, run)
        .positional("key", &WithAmount::key, "The clawback's key")
        .positional("amount", &WithAmount::amount, "Its amount");
  };
  add_approve("approve", run_approve<engine::ApproveClawback>);
  add_reject("reject", run_reject<engine::RejectClawback>);
  add_approve("approve-relief", run_approve<engine::ApproveRelief>);
  add_reject("reject-relief", run_reject<engine::RejectRelief>);
}

void add_clawback_commands(Commands& commands) {
  CLI::App& group = commands.group("clawback", "What is taken back of a grant");
  commands.add<NoOptions>(group, "list", "Lists them", {"scrip clawback list --json"}, run_list<clawbacks_list>);
  commands
      .add<Clawback>(group, "propose", "Proposes to take back part of what was paid",
                     {"scrip clawback propose C-1 --award G-1 --amount \"70000 CNY\" --reason \"resold\""},
                     run_propose_clawback)
      .positional("key", &Clawback::key, "Short name, used everywhere else")
      .required("--award", &Clawback::award, "The award's key")
      .option("--rule", &Clawback::rule, "The policy's rule for it: its condition has to hold")
      .required("--amount", &Clawback::amount, "How much")
      .required("--reason", &Clawback::reason, "Why, for the journal")
      .option("--facts", &Clawback::facts, "A YAML file with what is known by now (facts: {...})")
      .option("--evidence", &Clawback::evidence, "File that proves it; kept with the journal");
  add_clawback_decisions(commands, group);
  commands
      .add<Repaid>(group, "repaid", "Records money that came back",
                   {"scrip clawback repaid C-1 R-1 --amount \"20000 CNY\" --bank-reference 2026112200018"}, run_repaid)
      .positional("key", &Repaid::key, "The clawback's key")
      .positional("repayment", &Repaid::repayment, "A name for the repayment")
      .required("--amount", &Repaid::amount, "How much")
      .option("--received-on", &Repaid::received_on, "The day (default: today)")
      .required("--bank-reference", &Repaid::bank_reference, "The bank's reference");
  commands
      .add<Relief>(group, "set-off", "Proposes to set it off against what the company is owed",
                   {"scrip clawback set-off C-1 --due instalment:G-2/first --amount \"50000 CNY\" --reason agreed"},
                   run_relief<settlement::ReliefKind::set_off>)
      .positional("key", &Relief::key, "The clawback's key")
      .required("--due", &Relief::due, "What it reduces, as 'scrip payment dues' names it")
      .required("--amount", &Relief::amount, "How much")
      .required("--reason", &Relief::reason, "Why, for the journal");
  commands
      .add<Relief>(group, "write-off", "Proposes to give it up",
                   {"scrip clawback write-off C-1 --amount \"500 CNY\" --reason insolvent"},
                   run_relief<settlement::ReliefKind::write_off>)
      .positional("key", &Relief::key, "The clawback's key")
      .required("--amount", &Relief::amount, "How much")
      .required("--reason", &Relief::reason, "Why, for the journal");
}

}  // namespace

void print_checked(Context& context, std::span<const CheckedInstalment> all) {
  std::vector<std::string> items;
  for (const auto& each : all) {
    items.push_back(codec::JsonObject()
                        .add("instalment", each.instalment)
                        .add("share", each.share)
                        .add("holds", each.holds)
                        .add("missing", each.missing)
                        .text());
    if (!context.json())
      context.print(each.instalment + " (" + each.share + "): " + each.reason + "\n" + each.explained);
  }
  if (context.json()) context.print(codec::json_array(items) + "\n");
}

void add_statement_steps(Commands& commands, CLI::App& group) {
  commands
      .add<Named>(group, "propose", "Proposes to approve it; another person approves", {"scrip statement propose 0"},
                  run_propose_statement)
      .positional("statement", &Named::key, "Its number, as 'scrip statement list' shows it");
  commands
      .add<WithAmount>(group, "approve", "Approves it, by the total that was seen",
                       {"scrip statement approve 0 \"12000 CNY\" --actor zhou"}, run_approve<engine::ApproveStatement>)
      .positional("statement", &WithAmount::key, "Its number, as 'scrip statement list' shows it")
      .positional("amount", &WithAmount::amount, "Its total");
  commands
      .add<WithReason>(group, "reject", "Sends a proposal back", {"scrip statement reject 0 --reason \"look again\""},
                       run_reject<engine::RejectStatement>)
      .positional("statement", &WithReason::key, "Its number, as 'scrip statement list' shows it")
      .required("--reason", &WithReason::reason, "Why, for the journal");
  commands
      .add<Dispute>(group, "dispute", "Disputes it, for whom it pays",
                    {"scrip statement dispute 0 --reason \"job c1/7 is missing\" --document log.csv"}, run_dispute)
      .positional("statement", &Dispute::key, "Its number, as 'scrip statement list' shows it")
      .option("--organisation", &Dispute::organisation, "The company that disputes it (default: the site's operator)")
      .required("--reason", &Dispute::reason, "Why, for the journal")
      .option("--document", &Dispute::document, "File that proves it; kept with the journal");
  commands
      .add<Answer>(group, "answer", "Answers a dispute; what is wrong is corrected in a later month",
                   {"scrip statement answer 0 --upheld --reason \"sent late, in the next month\""}, run_answer)
      .positional("statement", &Answer::key, "Its number, as 'scrip statement list' shows it")
      .flag("--upheld", &Answer::upheld, "The dispute is right")
      .required("--reason", &Answer::reason, "Why, for the journal")
      .option("--adjustment", &Answer::adjustment, "The refund that corrects it");
}

void add_paying_commands(Commands& commands) {
  add_payment_commands(commands);
  add_instalment_commands(commands);
  add_clawback_commands(commands);
}

}  // namespace scrip::cli
