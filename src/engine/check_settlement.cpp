// What events of paying must satisfy before they are applied. Their commands run no rule and read no clock, so the
// check is the decision itself: the command that the event answers, judged once more, must come to the same event.

#include "engine/check.h"
#include "engine/settlement.h"

namespace scrip::engine {
namespace {

EntryContext context_of(const State& state) {
  return {.sequence = state.last_sequence, .now = state.last_time, .actor = state.last_actor};
}

template <class Event, class Command>
Result<void> compare(const State& state, const Command& command, const Event& event) {
  const auto decided = judge(state, command, context_of(state));
  if (!decided) {
    return mismatch("it would be refused: " + std::string(name(decided.error().code)) + ": " + decided.error().detail);
  }
  const auto* same = decided->size() == 1 ? decided->front().template as<Event>() : nullptr;
  return require(same != nullptr && *same == event, "it comes out differently when decided again");
}

Result<std::string> number_of(const State& state, StatementId id) {
  SCRIP_TRY_VOID(require(exists(state.statements, id), "no such statement"));
  return std::to_string(index(id));
}

Result<std::string> key_of(const State& state, PaymentId id) {
  SCRIP_TRY_VOID(require(exists(state.settlement.payments, id), "no such payment"));
  return state.settlement.payments[index(id)].terms.key;
}

Result<std::string> key_of(const State& state, ClawbackId id) {
  SCRIP_TRY_VOID(require(exists(state.settlement.clawbacks, id), "no such clawback"));
  return state.settlement.clawbacks[index(id)].terms.key;
}

Result<std::string> key_of(const State& state, AwardId id) {
  SCRIP_TRY_VOID(require(exists(state.awards, id), "no such award"));
  return state.awards[index(id)].terms.key;
}

Result<std::string> key_of(const State& state, OrganisationId id) {
  SCRIP_TRY_VOID(require(exists(state.registry.organisations(), id), "no such organisation"));
  return state.registry.organisations()[index(id)].key;
}

Result<std::string> key_of(const State& state, DueId id) {
  SCRIP_TRY_VOID(require(exists(state.settlement.dues, id), "nothing of this number is owed"));
  return key_of_due(state, state.settlement.dues[index(id)]);
}

Result<const InstalmentState*> known(const State& state, InstalmentId id) {
  SCRIP_TRY_VOID(require(exists(state.settlement.instalments, id), "no such instalment"));
  return &state.settlement.instalments[index(id)];
}

}  // namespace

Result<void> check_lifecycle(const State& state, const StatementProposed& event) {
  return compare(state, ProposeStatement{SCRIP_TRY(number_of(state, event.statement))}, event);
}
Result<void> check_lifecycle(const State& state, const StatementRejected& event) {
  return compare(state, RejectStatement{SCRIP_TRY(number_of(state, event.statement)), event.reason}, event);
}
Result<void> check_lifecycle(const State& state, const StatementApproved& event) {
  auto number = SCRIP_TRY(number_of(state, event.statement));
  const Amount total = state.statements[index(event.statement)].total;
  return compare(state, ApproveStatement{.statement = std::move(number), .total = total}, event);
}
Result<void> check_lifecycle(const State& state, const StatementDisputed& event) {
  return compare(state,
                 DisputeStatement{.statement = SCRIP_TRY(number_of(state, event.statement)),
                                  .organisation = SCRIP_TRY(key_of(state, event.organisation)),
                                  .reason = event.reason,
                                  .document = event.document},
                 event);
}
Result<void> check_lifecycle(const State& state, const DisputeAnswered& event) {
  AnswerDispute command{.statement = SCRIP_TRY(number_of(state, event.statement)),
                        .upheld = event.upheld,
                        .reason = event.reason,
                        .adjustment = {}};
  if (event.adjustment != no_id<AdjustmentId>) {
    SCRIP_TRY_VOID(require(exists(state.adjustments, event.adjustment), "no such adjustment"));
    command.adjustment = state.adjustments[index(event.adjustment)].key;
  }
  return compare(state, command, event);
}

Result<void> check_lifecycle(const State& state, const PaymentProposed& event) {
  const auto& terms = event.payment;
  ProposePayment command{
      .key = terms.key, .payee = SCRIP_TRY(key_of(state, terms.payee)), .dues = {}, .bank_account = terms.bank_account};
  for (const DueId due : terms.dues) command.dues.push_back(SCRIP_TRY(key_of(state, due)));
  return compare(state, command, event);
}
Result<void> check_lifecycle(const State& state, const PaymentWithdrawn& event) {
  return compare(state, RejectPayment{SCRIP_TRY(key_of(state, event.payment)), event.reason}, event);
}
Result<void> check_lifecycle(const State& state, const PaymentApproved& event) {
  auto key = SCRIP_TRY(key_of(state, event.payment));
  const Amount amount = state.settlement.payments[index(event.payment)].terms.amount;
  return compare(state, ApprovePayment{.payment = std::move(key), .amount = amount}, event);
}
Result<void> check_lifecycle(const State& state, const PaymentRecorded& event) {
  SCRIP_TRY_VOID(require(sane(event.paid_on), "the day is out of range"));
  return compare(state,
                 RecordPayment{.payment = SCRIP_TRY(key_of(state, event.payment)),
                               .paid = event.paid,
                               .paid_on = event.paid_on,
                               .bank_reference = event.bank_reference,
                               .reason = event.reason},
                 event);
}

Result<void> check_lifecycle(const State& state, const InstalmentProposed& event) {
  const auto& terms = event.instalment;
  SCRIP_TRY_VOID(require(exists(state.policies, terms.policy), "no such policy"));
  SCRIP_TRY_VOID(require(sane(terms.assessed_on), "the day is out of range"));
  return compare(state,
                 ProposeInstalment{.award = SCRIP_TRY(key_of(state, terms.award)),
                                   .instalment = terms.name,
                                   .number = terms.number,
                                   .until = terms.until,
                                   .policy = state.policies[index(terms.policy)].key,
                                   .facts = terms.facts,
                                   .explanation = terms.explanation,
                                   .assessed_on = terms.assessed_on},
                 event);
}
Result<void> check_lifecycle(const State& state, const InstalmentRejected& event) {
  const auto& terms = SCRIP_TRY(known(state, event.instalment))->terms;
  return compare(state, RejectInstalment{SCRIP_TRY(key_of(state, terms.award)), terms.name, event.reason}, event);
}
Result<void> check_lifecycle(const State& state, const InstalmentApproved& event) {
  const auto& terms = SCRIP_TRY(known(state, event.instalment))->terms;
  return compare(state, ApproveInstalment{SCRIP_TRY(key_of(state, terms.award)), terms.name, terms.amount}, event);
}

Result<void> check_lifecycle(const State& state, const ClawbackProposed& event) {
  const auto& terms = event.clawback;
  return compare(state,
                 ProposeClawback{.key = terms.key,
                                 .award = SCRIP_TRY(key_of(state, terms.award)),
                                 .rule = terms.rule,
                                 .amount = terms.amount,
                                 .reason = terms.reason,
                                 .evidence = terms.evidence},
                 event);
}
Result<void> check_lifecycle(const State& state, const ClawbackRejected& event) {
  return compare(state, RejectClawback{SCRIP_TRY(key_of(state, event.clawback)), event.reason}, event);
}
Result<void> check_lifecycle(const State& state, const ClawbackApproved& event) {
  auto key = SCRIP_TRY(key_of(state, event.clawback));
  const Amount amount = state.settlement.clawbacks[index(event.clawback)].terms.amount;
  return compare(state, ApproveClawback{.clawback = std::move(key), .amount = amount}, event);
}
Result<void> check_lifecycle(const State& state, const RepaymentRecorded& event) {
  SCRIP_TRY_VOID(require(sane(event.repayment.received_on), "the day is out of range"));
  return compare(state, RecordRepayment{SCRIP_TRY(key_of(state, event.clawback)), event.repayment}, event);
}
Result<void> check_lifecycle(const State& state, const ReliefProposed& event) {
  const auto& relief = event.relief;
  ProposeRelief command{.clawback = SCRIP_TRY(key_of(state, event.clawback)),
                        .kind = relief.kind,
                        .due = {},
                        .amount = relief.amount,
                        .reason = relief.reason};
  if (relief.due != no_id<DueId>) command.due = SCRIP_TRY(key_of(state, relief.due));
  return compare(state, command, event);
}
Result<void> check_lifecycle(const State& state, const ReliefRejected& event) {
  return compare(state, RejectRelief{SCRIP_TRY(key_of(state, event.clawback)), event.reason}, event);
}
Result<void> check_lifecycle(const State& state, const ReliefApproved& event) {
  auto key = SCRIP_TRY(key_of(state, event.clawback));
  const auto& proposal = state.settlement.clawbacks[index(event.clawback)].proposal;
  SCRIP_TRY_VOID(require(proposal.has_value(), "nothing is proposed"));
  return compare(state, ApproveRelief{.clawback = std::move(key), .amount = proposal->terms.amount}, event);
}

}  // namespace scrip::engine
