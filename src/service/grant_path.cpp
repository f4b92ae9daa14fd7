// The path of a grant's money: appropriation -> decision -> award -> instalment -> payment -> the bank; and back, by
// clawbacks, to the budget lines. Only what moved money or sets it aside is in it: what waits for approval is not.

#include "service/grant_handlers.h"
#include "service/handlers.h"
#include "service/path_step.h"

namespace scrip::service {
namespace {

using engine::State;
using settlement::PaymentStatus;
using settlement::StepStatus;

std::string bank_step(const engine::PaymentState& payment, Amount amount) {
  const std::string day = format_day(payment.paid_on);
  return Step{.step = "bank",
              .subject = payment.bank_reference,
              .title = json_text_pair("Paid by the bank on " + day, "银行于" + day + "付款"),
              .amount = amount,
              .by = payment.recorder}
      .json();
}

std::string payment_step(const engine::PaymentState& payment, Amount amount) {
  Step step{.step = "payment",
            .subject = payment.terms.key,
            .title = json_text_pair("Payment " + payment.terms.key, "支付 " + payment.terms.key),
            .amount = amount,
            .at = payment.proposed_at,
            .by = payment.proposer};
  if (payment.status == PaymentStatus::in_flight || payment.status == PaymentStatus::paid) {
    step.at = payment.decided_at;
    step.by = payment.approver;
  }
  if (payment.status == PaymentStatus::paid) step.children.push_back(bank_step(payment, amount));
  return step.json();
}

std::string instalment_step(const State& state, const std::string& award, const engine::InstalmentState& instalment) {
  const auto& due = state.settlement.dues[index(instalment.due)];
  const auto& name = instalment.terms.name;
  Step step{.step = "instalment",
            .subject = award + "/" + name,
            .title = json_text_pair("Instalment " + name, "分期款 " + name),
            .amount = instalment.terms.amount,
            .by = instalment.decided_by};
  if (due.payment != no_id<PaymentId>) {
    step.children.push_back(payment_step(state.settlement.payments[index(due.payment)], due.left()));
  } else if (!due.left().is_zero()) {
    step.children.push_back(
        Step{.step = "left", .title = json_text_pair("Not paid yet", "尚未支付"), .amount = due.left()}.json());
  }
  if (!due.set_off.is_zero()) {
    step.children.push_back(Step{
        .step = "set_off", .title = json_text_pair("Set off against a clawback", "与追回款抵扣"), .amount = due.set_off}
                                .json());
  }
  return step.json();
}

std::string relief_step(const engine::ReliefState& relief) {
  const bool is_set_off = relief.terms.kind == settlement::ReliefKind::set_off;
  return Step{.step = is_set_off ? "set_off" : "write_off",
              .title = is_set_off
                           ? json_text_pair("Set off: " + relief.terms.reason, "抵扣：" + relief.terms.reason)
                           : json_text_pair("Written off: " + relief.terms.reason, "核销：" + relief.terms.reason),
              .amount = relief.terms.amount,
              .by = relief.approver}
      .json();
}

std::string clawback_step(const engine::ClawbackState& clawback) {
  Step step{.step = "clawback",
            .subject = clawback.terms.key,
            .title = json_text_pair("Clawback " + clawback.terms.key, "追回 " + clawback.terms.key),
            .amount = clawback.terms.amount,
            .by = clawback.decided_by};
  for (const auto& repayment : clawback.repayments) {
    const std::string day = format_day(repayment.received_on);
    step.children.push_back(Step{.step = "repayment",
                                 .subject = repayment.bank_reference,
                                 .title = json_text_pair("Repaid on " + day, day + "退还"),
                                 .amount = repayment.amount}
                                .json());
  }
  for (const auto& relief : clawback.reliefs) step.children.push_back(relief_step(relief));
  if (!clawback.left().is_zero()) {
    step.children.push_back(
        Step{.step = "left", .title = json_text_pair("Still owed", "尚欠"), .amount = clawback.left()}.json());
  }
  return step.json();
}

// What went back to the budget lines: by clawbacks, and what was never paid of an award that ended.
void add_returned(const State& state, const engine::AwardState& award, std::vector<std::string>& steps) {
  for (const auto& part : award.lines) {
    const auto& line = state.budget_lines[index(part.budget_line)];
    const Amount back = part.returned + part.released;
    if (back.is_zero()) continue;
    steps.push_back(
        Step{.step = "returned",
             .subject = line.key,
             .title = json_text_pair("Back in the budget line: " + line.funder, "退回预算科目：" + line.funder),
             .amount = back,
             .unit = award.terms.unit}
            .json());
  }
}

std::vector<std::string> outcome_of(const State& state, const engine::AwardState& award) {
  std::vector<std::string> steps;
  const auto& settled = state.settlement;
  if (const auto found = settled.instalments_of.find(award.terms.id); found != settled.instalments_of.end()) {
    for (const auto id : found->second) {
      const auto& instalment = settled.instalments[index(id)];
      if (instalment.status != StepStatus::approved) continue;
      steps.push_back(instalment_step(state, award.terms.key, instalment));
    }
  }
  Amount left;
  for (const auto& line : award.lines) left += line.left();
  if (!left.is_zero()) {
    steps.push_back(Step{.step = "left",
                         .title = json_text_pair("Set aside, not released yet", "已预留，尚未拨付"),
                         .amount = left,
                         .unit = award.terms.unit}
                        .json());
  }
  if (const auto found = settled.clawbacks_of.find(award.terms.id); found != settled.clawbacks_of.end()) {
    for (const auto id : found->second) {
      const auto& clawback = settled.clawbacks[index(id)];
      if (clawback.status == StepStatus::approved) steps.push_back(clawback_step(clawback));
    }
  }
  add_returned(state, award, steps);
  return steps;
}

Step award_step(const State& state, const engine::AwardState& award) {
  Step step{.step = "award",
            .subject = award.terms.key,
            .title = json_text_pair("Award " + award.terms.key, "资助 " + award.terms.key),
            .amount = award.amount,
            .unit = award.terms.unit,
            .at = award.approved_at,
            .entry = state.origins.awards[index(award.terms.id)],
            .children = outcome_of(state, award)};
  const auto& application = state.applications[index(award.terms.application)];
  if (!application.decided) return step;
  step.by = application.decided->approver;
  return Step{.step = "decision",
              .subject = application.terms.key,
              .title = json_text_pair("Application " + application.terms.key, "申请 " + application.terms.key),
              .amount = application.decided->decision.amount,
              .unit = award.terms.unit,
              .at = application.decided->at,
              .by = application.decided->proposer,
              .entry = state.origins.decisions[index(application.terms.id)],
              .children = {step.json()}};
}

}  // namespace

Result<http::Response> get_grant_path(Service& service, Call& call) {
  const auto& state = service.state();
  const auto& key = call.name("award");
  const auto* award = state.find_award(key);
  const bool seen =
      award != nullptr && call.sight(state).sees(engine::Subject{.organisation = award->terms.organisation,
                                                                 .programme = award->terms.programme});
  if (!seen) return fail(ErrorCode::award_not_found, "'" + key + "'", "award");
  Step root{.step = "appropriation",
            .title = json_text_pair("Appropriations", "预算"),
            .unit = award->terms.unit,
            .entry = state.origins.budget_lines[index(award->lines.front().budget_line)],
            .children = {award_step(state, *award).json()}};
  for (const auto& part : award->lines) {
    const auto& line = state.budget_lines[index(part.budget_line)];
    root.amount += part.committed;
    root.subject += (root.subject.empty() ? "" : ";") + line.key;
    root.by += (root.by.empty() ? "" : "; ") + line.funder;
  }
  return json_answer(
      codec::JsonObject().add("award", key).add("currency", service.currency()).raw("path", root.json()).text());
}

}  // namespace scrip::service
