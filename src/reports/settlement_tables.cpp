// Tables of paying: what is owed to whom, payments, instalments of grants, clawbacks.

#include "engine/settlement.h"
#include "reports/catalogue.h"
#include "reports/cells.h"
#include "reports/tables.h"

namespace scrip::reports {

using engine::Due;
using engine::PaymentState;
using engine::State;
using settlement::DueKind;
using settlement::PaymentStatus;

namespace {

const PaymentState* payment_of(const State& state, const Due& due) {
  return due.payment == no_id<PaymentId> ? nullptr : &state.settlement.payments[index(due.payment)];
}

SiteId site_of(const State& state, const Due& due) {
  switch (due.kind) {
    case DueKind::statement:
      return state.statements[due.source].site;
    case DueKind::placement:
      return state.vouchers[due.source].terms.sites.front();
    case DueKind::instalment:
      break;
  }
  return no_id<SiteId>;
}

// Where a due stands: not approved yet, disputed, payable, proposed, in_flight, paid.
std::string status_of(const State& state, const Due& due) {
  if (const auto* payment = payment_of(state, due); payment != nullptr) return cell(name(payment->status));
  if (due.left().is_zero()) return "set_off";
  if (due.kind == DueKind::statement) {
    const auto& approval = state.settlement.statements[due.source];
    if (approval.is_disputed()) return "disputed";
    if (approval.status != settlement::StatementStatus::approved) return "not_approved";
  }
  return "payable";
}

bool is_paid(const PaymentState* payment) { return payment != nullptr && payment->status == PaymentStatus::paid; }

std::string dues_of(const State& state, const PaymentState& payment) {
  std::string keys;
  for (const DueId due : payment.terms.dues) {
    keys += (keys.empty() ? "" : ";") + engine::key_of_due(state, state.settlement.dues[index(due)]);
  }
  return keys;
}

// The one programme that a payment is out of; none: several.
ProgrammeId programme_of(const PaymentState& payment) {
  const ProgrammeId first = payment.terms.legs.front().programme;
  for (const auto& leg : payment.terms.legs) {
    if (leg.programme != first) return no_id<ProgrammeId>;
  }
  return first;
}

}  // namespace

Table dues_table(const State& state, const Scope& scope) {
  Table table{
      .name = {},
      .columns = {column::due, column::kind, column::organisation, column::programme, column::site, column::amount,
                  column::set_off, column::status, column::payment, column::paid_on, column::bank_reference},
      .rows = {}};
  for (const Due& due : state.settlement.dues) {
    const SiteId site = site_of(state, due);
    if (!scope.holds(due.payee) || !scope.holds(due.programme) || !scope.holds(site)) continue;
    const auto* payment = payment_of(state, due);
    const bool paid = is_paid(payment);
    table.rows.push_back({engine::key_of_due(state, due), cell(name(due.kind)), key_of(state, due.payee),
                          key_of(state, due.programme), key_of(state, site), cell(due.amount), cell(due.set_off),
                          status_of(state, due), payment == nullptr ? std::string{} : payment->terms.key,
                          paid ? cell(payment->paid_on) : std::string{},
                          paid ? payment->bank_reference : std::string{}});
  }
  return table;
}

Table payments_table(const State& state, const Scope& scope) {
  Table table{.name = {},
              .columns = {column::payment, column::organisation, column::programme, column::amount, column::dues,
                          column::status, column::proposed_by, column::proposed_at, column::decided_by, column::paid_on,
                          column::bank_reference, column::reason},
              .rows = {}};
  for (const PaymentState& payment : state.settlement.payments) {
    const auto& terms = payment.terms;
    if (!scope.holds(terms.payee)) continue;
    table.rows.push_back({terms.key, key_of(state, terms.payee), key_of(state, programme_of(payment)),
                          cell(terms.amount), dues_of(state, payment), cell(name(payment.status)), payment.proposer,
                          cell(payment.proposed_at), payment.approver,
                          is_paid(&payment) ? cell(payment.paid_on) : std::string{}, payment.bank_reference,
                          payment.reason});
  }
  return table;
}

Table instalments_table(const State& state, const Scope& scope) {
  Table table{.name = {},
              .columns = {column::award, column::instalment, column::organisation, column::programme, column::of,
                          column::amount, column::status, column::assessed_on, column::proposed_by, column::decided_by,
                          column::reason, column::payment, column::paid_on, column::bank_reference},
              .rows = {}};
  for (const auto& instalment : state.settlement.instalments) {
    const auto& terms = instalment.terms;
    const auto& award = state.awards[index(terms.award)].terms;
    if (!scope.holds(award.organisation) || !scope.holds(award.programme)) continue;
    const bool owed = instalment.due != no_id<DueId>;
    const auto* payment = owed ? payment_of(state, state.settlement.dues[index(instalment.due)]) : nullptr;
    const bool paid = is_paid(payment);
    table.rows.push_back(
        {award.key, terms.name, key_of(state, award.organisation), key_of(state, award.programme), cell(terms.of),
         cell(terms.amount), cell(name(instalment.status)), cell(terms.assessed_on), instalment.proposer,
         instalment.decided_by, instalment.reason, payment == nullptr ? std::string{} : payment->terms.key,
         paid ? cell(payment->paid_on) : std::string{}, paid ? payment->bank_reference : std::string{}});
  }
  return table;
}

Table clawbacks_table(const State& state, const Scope& scope) {
  Table table{
      .name = {},
      .columns = {column::clawback, column::award, column::organisation, column::programme, column::rule,
                  column::amount, column::repaid, column::set_off, column::written_off, column::left, column::status,
                  column::proposed_by, column::decided_by, column::reason, column::waiting, column::waiting_amount},
      .rows = {}};
  for (const auto& clawback : state.settlement.clawbacks) {
    const auto& terms = clawback.terms;
    const auto& award = state.awards[index(terms.award)].terms;
    if (!scope.holds(award.organisation) || !scope.holds(award.programme)) continue;
    Amount set_off;
    Amount written_off;
    for (const auto& relief : clawback.reliefs) {
      const bool given_up = relief.terms.kind == settlement::ReliefKind::write_off;
      (given_up ? written_off : set_off) += relief.terms.amount;
    }
    table.rows.push_back({terms.key, award.key, key_of(state, award.organisation), key_of(state, award.programme),
                          terms.rule, cell(terms.amount), cell(clawback.repaid()), cell(set_off), cell(written_off),
                          cell(clawback.left()), cell(name(clawback.status)), clawback.proposer, clawback.decided_by,
                          terms.reason, clawback.proposal ? cell(name(clawback.proposal->terms.kind)) : std::string{},
                          clawback.proposal ? cell(clawback.proposal->terms.amount) : std::string{}});
  }
  return table;
}

}  // namespace scrip::reports
