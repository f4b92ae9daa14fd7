// Payment instructions: several dues of one payee, proposed, approved by another person, answered by the bank.

#include <algorithm>
#include <map>

#include "base/limits.h"
#include "engine/settlement.h"
#include "engine/texts.h"

namespace scrip::engine {
namespace {

using ledger::AccountKind;
using settlement::Leg;
using settlement::Payment;
using settlement::PaymentStatus;

std::unexpected<Error> wrong_state(const PaymentState& payment, const Message& needed) {
  return fail(ErrorCode::payment_state, say("it is {0}, not {1}", described(name(payment.status)), needed), "payment");
}

// What the dues take from each payable account. A due below zero lowers what the others of its account take.
Result<std::vector<Leg>> legs_of(const State& state, const std::vector<DueId>& dues) {
  std::map<AccountId, Leg> by_account;
  for (const DueId id : dues) {
    const Due& due = state.settlement.dues[index(id)];
    Leg& leg = by_account[due.account];
    const auto sum = checked_add(leg.amount, due.left());
    if (!sum) return fail(ErrorCode::amount_overflow, say("the dues together"), "dues");
    leg = {.from = due.account, .programme = due.programme, .amount = *sum};
  }
  std::vector<Leg> legs;
  for (const auto& [account, leg] : by_account) legs.push_back(leg);
  return legs;
}

// Every payable account holds what the payment takes from it.
Result<void> check_held(const State& state, const std::vector<Leg>& legs) {
  for (const Leg& leg : legs) {
    if (leg.amount < Amount{}) {
      return fail(ErrorCode::out_of_range, say("more was refunded than is owed: pay it with later months"), "dues");
    }
    const Amount held = state.ledger.balance(leg.from);
    if (leg.amount <= held) continue;
    return fail(ErrorCode::insufficient_payable,
                say("{0} is payable, {1} asked for: what was refunded since stands in a month that is still open",
                    format_amount(held), format_amount(leg.amount)),
                "dues");
  }
  return {};
}

Result<Amount> sum_of(const std::vector<Leg>& legs) {
  Amount sum;
  for (const Leg& leg : legs) {
    const auto more = checked_add(sum, leg.amount);
    if (!more) return fail(ErrorCode::amount_overflow, say("the dues together"), "dues");
    sum = *more;
  }
  if (sum > Amount{}) return sum;
  return fail(ErrorCode::out_of_range, say("a payment is above zero"), "dues");
}

Result<std::vector<DueId>> dues_of(const State& state, const ProposePayment& command, OrganisationId payee) {
  if (command.dues.empty()) return fail(ErrorCode::missing_field, say("what is to be paid"), "dues");
  if (command.dues.size() > limits::dues_per_payment_max) {
    return fail(ErrorCode::too_large, say("at most 1,000 dues in one payment"), "dues");
  }
  std::vector<DueId> dues;
  for (const auto& key : command.dues) {
    const Due* due = SCRIP_TRY(due_called(state, key));
    if (due->payee != payee) return fail(ErrorCode::due_state, say("'{0}' is owed to another", key), "dues");
    dues.push_back(due->id);
  }
  std::ranges::sort(dues);
  if (std::ranges::adjacent_find(dues) != dues.end()) {
    return fail(ErrorCode::value_invalid, say("a due is there twice"), "dues");
  }
  return dues;
}

Result<void> check_dues(const State& state, const std::vector<DueId>& dues) {
  for (const DueId due : dues) SCRIP_TRY_VOID(check_payable(state, state.settlement.dues[index(due)]));
  return {};
}

void set_payment(State& state, const Payment& payment, PaymentId id) {
  for (const DueId due : payment.dues) state.settlement.dues[index(due)].payment = id;
}

AccountId account_of_payee(State& state, AccountKind kind, const Payment& payment, const Leg& leg) {
  return state.ledger.account(kind, Unit::money, static_cast<std::uint32_t>(payment.payee),
                              static_cast<std::uint32_t>(leg.programme));
}

}  // namespace

Result<const PaymentState*> payment_called(const State& state, std::string_view key) {
  const auto* found = state.settlement.find_payment(key);
  if (found == nullptr) return fail(ErrorCode::payment_not_found, "'" + std::string(key) + "'", "payment");
  return found;
}

Result<Events> judge(const State& state, const ProposePayment& command, const EntryContext& context) {
  SCRIP_TRY_VOID(check_key(context.actor, "actor"));
  SCRIP_TRY_VOID(check_key(command.key, "payment"));
  if (command.bank_account == Hash256{}) return fail(ErrorCode::missing_field, say("where to"), "bank_account");
  const auto* payee = SCRIP_TRY(organisation_called(state, command.payee));
  auto dues = SCRIP_TRY(dues_of(state, command, payee->id));
  if (const auto* existing = state.settlement.find_payment(command.key); existing != nullptr) {
    const bool same = existing->terms.payee == payee->id && existing->terms.dues == dues &&
                      existing->terms.bank_account == command.bank_account && existing->proposer == context.actor;
    return same ? Result<Events>(Events{}) : reused(command.key);
  }
  if (state.settlement.payments.size() >= limits::payments_max) {
    return fail(ErrorCode::limit_reached, say("too many payments"), "payment");
  }
  SCRIP_TRY_VOID(check_dues(state, dues));
  auto legs = SCRIP_TRY(legs_of(state, dues));
  SCRIP_TRY_VOID(check_held(state, legs));
  const Amount sum = SCRIP_TRY(sum_of(legs));
  return Events{PaymentProposed{{.id = id_at<PaymentId>(state.settlement.payments.size()),
                                 .key = command.key,
                                 .payee = payee->id,
                                 .dues = std::move(dues),
                                 .legs = std::move(legs),
                                 .amount = sum,
                                 .bank_account = command.bank_account}}};
}

Result<Events> judge(const State& state, const ApprovePayment& command, const EntryContext& context) {
  SCRIP_TRY_VOID(check_key(context.actor, "actor"));
  const auto* payment = SCRIP_TRY(payment_called(state, command.payment));
  if (payment->status != PaymentStatus::proposed) return wrong_state(*payment, say("proposed"));
  if (context.actor == payment->proposer) {
    return fail(ErrorCode::four_eyes, say("'{0}' proposed it", context.actor), "actor");
  }
  const auto& terms = payment->terms;
  if (command.amount != terms.amount) {
    return fail(ErrorCode::value_invalid, say("the payment is of {0}", format_amount(terms.amount)), "amount");
  }
  for (const DueId id : terms.dues) {
    const Due& due = state.settlement.dues[index(id)];
    if (due.kind != settlement::DueKind::statement || !state.settlement.statements[due.source].is_disputed()) continue;
    return fail(ErrorCode::due_state, say("'{0}' is disputed: answer that first", key_of_due(state, due)), "dues");
  }
  SCRIP_TRY_VOID(check_held(state, terms.legs));
  return Events{PaymentApproved{.payment = terms.id}};
}

Result<Events> judge(const State& state, const RejectPayment& command, const EntryContext&) {
  SCRIP_TRY_VOID(check_text(command.reason, "reason"));
  const auto* payment = SCRIP_TRY(payment_called(state, command.payment));
  if (payment->status != PaymentStatus::proposed) return wrong_state(*payment, say("proposed"));
  return Events{PaymentWithdrawn{.payment = payment->terms.id, .reason = command.reason}};
}

Result<Events> judge(const State& state, const RecordPayment& command, const EntryContext& context) {
  SCRIP_TRY_VOID(check_key(context.actor, "actor"));
  const auto* payment = SCRIP_TRY(payment_called(state, command.payment));
  if (command.paid) {
    SCRIP_TRY_VOID(check_text(command.bank_reference, "bank_reference"));
    if (!command.reason.empty()) return fail(ErrorCode::value_invalid, say("a reason goes with a rejection"), "reason");
  } else {
    SCRIP_TRY_VOID(check_text(command.reason, "reason"));
    if (!command.bank_reference.empty() || command.paid_on != Day{}) {
      return fail(ErrorCode::value_invalid, say("what the bank rejected has no day and reference"), "bank_reference");
    }
  }
  if (command.paid && payment->status == PaymentStatus::paid && payment->paid_on == command.paid_on &&
      payment->bank_reference == command.bank_reference) {
    return Events{};
  }
  if (payment->status != PaymentStatus::in_flight) return wrong_state(*payment, say("in_flight"));
  const auto& zone = state.authority->zone;
  if (command.paid &&
      (command.paid_on > zone.day_of(context.now) || command.paid_on < zone.day_of(payment->decided_at))) {
    return fail(ErrorCode::time_invalid, say("from the day of its approval until today"), "paid_on");
  }
  return Events{PaymentRecorded{.payment = payment->terms.id,
                                .paid = command.paid,
                                .paid_on = command.paid_on,
                                .bank_reference = command.bank_reference,
                                .reason = command.reason}};
}

void apply_lifecycle(State& state, const PaymentProposed& event) {
  set_payment(state, event.payment, event.payment.id);
  state.settlement.payment_by_key.emplace(event.payment.key, event.payment.id);
  state.settlement.payments.push_back({.terms = event.payment,
                                       .proposer = state.last_actor,
                                       .approver = {},
                                       .proposed_at = state.last_time,
                                       .recorder = {},
                                       .bank_reference = {},
                                       .reason = {}});
}

void apply_lifecycle(State& state, const PaymentWithdrawn& event) {
  auto& payment = state.settlement.payments[index(event.payment)];
  payment.status = PaymentStatus::withdrawn;
  payment.approver = state.last_actor;
  payment.decided_at = state.last_time;
  payment.reason = event.reason;
  set_payment(state, payment.terms, no_id<PaymentId>);
}

void apply_lifecycle(State& state, const PaymentApproved& event) {
  auto& payment = state.settlement.payments[index(event.payment)];
  payment.status = PaymentStatus::in_flight;
  payment.approver = state.last_actor;
  payment.decided_at = state.last_time;
  for (const Leg& leg : payment.terms.legs) {
    const AccountId flight = account_of_payee(state, AccountKind::payment_in_flight, payment.terms, leg);
    state.ledger.transfer({.from = leg.from, .to = flight, .amount = leg.amount});
  }
}

void apply_lifecycle(State& state, const PaymentRecorded& event) {
  auto& payment = state.settlement.payments[index(event.payment)];
  payment.status = event.paid ? PaymentStatus::paid : PaymentStatus::rejected;
  payment.recorder = state.last_actor;
  payment.paid_on = event.paid_on;
  payment.bank_reference = event.bank_reference;
  payment.reason = event.reason;
  for (const Leg& leg : payment.terms.legs) {
    const AccountId flight = account_of_payee(state, AccountKind::payment_in_flight, payment.terms, leg);
    const AccountId to = event.paid ? account_of_payee(state, AccountKind::paid, payment.terms, leg) : leg.from;
    state.ledger.transfer({.from = flight, .to = to, .amount = leg.amount});
  }
  if (!event.paid) set_payment(state, payment.terms, no_id<PaymentId>);
}

// --- look-ups ---

void SettlementState::rebuild_indexes() {
  payment_by_key.clear();
  clawback_by_key.clear();
  instalments_of.clear();
  clawbacks_of.clear();
  placement_of.clear();
  for (const auto& payment : payments) payment_by_key[payment.terms.key] = payment.terms.id;
  for (const auto& clawback : clawbacks) {
    clawback_by_key[clawback.terms.key] = clawback.terms.id;
    clawbacks_of[clawback.terms.award].push_back(clawback.terms.id);
  }
  for (const auto& instalment : instalments) instalments_of[instalment.terms.award].push_back(instalment.terms.id);
  for (const auto& due : dues) {
    if (due.kind == settlement::DueKind::placement) placement_of[VoucherId{due.source}] = due.id;
  }
}

const PaymentState* SettlementState::find_payment(std::string_view key) const {
  const auto found = payment_by_key.find(key);
  return found == payment_by_key.end() ? nullptr : &payments[index(found->second)];
}

const ClawbackState* SettlementState::find_clawback(std::string_view key) const {
  const auto found = clawback_by_key.find(key);
  return found == clawback_by_key.end() ? nullptr : &clawbacks[index(found->second)];
}

const InstalmentState* SettlementState::find_instalment(AwardId award, std::string_view wanted) const {
  const auto found = instalments_of.find(award);
  if (found == instalments_of.end()) return nullptr;
  for (auto id = found->second.rbegin(); id != found->second.rend(); ++id) {
    const auto& instalment = instalments[index(*id)];
    if (instalment.terms.name == wanted) return &instalment;
  }
  return nullptr;
}

}  // namespace scrip::engine
