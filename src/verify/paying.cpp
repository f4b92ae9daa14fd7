#include "verify/paying.h"

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "base/wide.h"
#include "verify/mismatch.h"

namespace scrip::verify {
namespace {

using engine::Due;
using engine::State;
using ledger::AccountKind;
using programme::RedemptionMode;
using settlement::DueKind;
using settlement::PaymentStatus;
using settlement::StepStatus;

template <class I>
std::uint32_t raw(I id) {
  return static_cast<std::uint32_t>(id);
}

// Whole hundredths of an amount, rounded down, also below zero.
Amount whole_hundredths(Amount amount) {
  std::int64_t hundredths = amount.micro_units / 10'000;
  if (hundredths * 10'000 > amount.micro_units) --hundredths;
  return Amount{hundredths * 10'000};
}

// What is paid of an award up to and with an instalment: to the nearest hundredth, half up, and with the last one all
// of its whole hundredths.
Amount due_until(const settlement::Instalment& terms) {
  const Amount of = whole_hundredths(terms.of);
  if (terms.until.numerator == terms.until.denominator) return of;
  const Int128 whole = Int128{of.micro_units} * terms.until.numerator;
  const Int128 hundredth = Int128{terms.until.denominator} * 10'000;
  const Amount until{static_cast<std::int64_t>((2 * whole + hundredth) / (2 * hundredth) * 10'000)};
  return until < of ? until : of;
}

// A statement's month at its site under a programme, and who is paid.
using Owed = std::map<std::pair<std::uint32_t, OrganisationId>, Amount>;  // by statement and payee

class Paying {
 public:
  Paying(const State& state, Postings& postings) : state_(state), postings_(postings) {}

  Result<void> check() {
    const auto& settlement = state_.settlement;
    if (settlement.statements.size() != state_.statements.size()) return mismatch("a statement has no approval");
    SCRIP_TRY_VOID(check_statements());
    SCRIP_TRY_VOID(check_dues());
    SCRIP_TRY_VOID(check_set_offs());
    for (const auto& payment : settlement.payments) SCRIP_TRY_VOID(check_payment(payment));
    for (const auto& due : settlement.dues) {
      const auto found = in_payment_.find(due.id);
      const PaymentId has = found == in_payment_.end() ? no_id<PaymentId> : found->second;
      if (has != due.payment) return mismatch(which(due) + "is said to be in another payment than the one it is in");
    }
    for (const auto& award : state_.awards) SCRIP_TRY_VOID(check_award(award));
    return {};
  }

 private:
  static std::string which(const Due& due) { return "due " + std::to_string(index(due.id)) + ": "; }

  void post(const AccountName& account, Amount amount) { postings_[account] += amount; }

  [[nodiscard]] RedemptionMode mode_of(ProgrammeId programme) const { return state_.programmes[index(programme)].mode; }

  // What each statement owes to whom, from the lines and refunds of its month.
  Owed owed_by_statements() const {
    std::map<std::tuple<Month, SiteId, ProgrammeId>, std::uint32_t> statement_of;
    for (const auto& statement : state_.statements) {
      if (statement.programme == no_id<ProgrammeId> || statement.unit != Unit::money) continue;
      statement_of[{statement.month, statement.site, statement.programme}] = raw(statement.id);
    }
    Owed owed;
    const auto add = [&](Month month, const engine::Job& job, VoucherId voucher, Amount amount) {
      const auto& terms = state_.vouchers[index(voucher)].terms;
      const auto found = statement_of.find({month, job.site, terms.programme});
      if (terms.unit != Unit::money || found == statement_of.end()) return;
      const auto mode = mode_of(terms.programme);
      if (mode == RedemptionMode::deduct) {
        owed[{found->second, state_.registry.sites()[index(job.site)].operator_id}] += amount;
      } else if (mode == RedemptionMode::reimburse) {
        owed[{found->second, job.payer}] += amount;
      }
    };
    for (const auto& job : state_.jobs) {
      for (const auto& line : job.lines) {
        for (const auto& part : line.allocations) add(line.posting, job, part.voucher, part.covered);
      }
    }
    for (const auto& adjustment : state_.adjustments) {
      const auto& job = state_.jobs[index(adjustment.job)];
      for (const auto& line : adjustment.lines) {
        for (const auto& part : line.parts) {
          add(adjustment.posting, job, job.lines[line.line].allocations[part.allocation].voucher, -part.covered);
        }
      }
    }
    return owed;
  }

  // What each statement has paid: of all that the site's statements of the programme owe a payee up to it, the whole
  // hundredths, less those up to the one before.
  [[nodiscard]] Owed paid_by_statements() const {
    std::map<std::tuple<SiteId, ProgrammeId, OrganisationId>, Amount> owed_so_far;
    Owed paid;
    for (const auto& [key, amount] : owed_by_statements()) {  // ascending by statement: by month
      const auto& statement = state_.statements[key.first];
      Amount& so_far = owed_so_far[{statement.site, statement.programme, key.second}];
      const Amount before = whole_hundredths(so_far);
      so_far += amount;
      const Amount now = whole_hundredths(so_far) - before;
      if (!now.is_zero()) paid[key] = now;
    }
    return paid;
  }

  Result<void> check_statements() const {
    Owed owed = paid_by_statements();
    for (const auto& due : state_.settlement.dues) {
      if (due.kind != DueKind::statement) continue;
      const auto found = owed.find({due.source, due.payee});
      if (found == owed.end() || found->second != due.amount) {
        return mismatch(which(due) + "its statement does not owe that");
      }
      owed.erase(found);
    }
    if (!owed.empty()) {
      return mismatch("statement " + std::to_string(owed.begin()->first.first) + " owes what no due says");
    }
    for (const auto& approval : state_.settlement.statements) {
      const bool approved = approval.status == settlement::StatementStatus::approved;
      if (approved && approval.proposer == approval.approver) {
        return mismatch("one person proposed and approved a statement");
      }
    }
    return {};
  }

  [[nodiscard]] AccountName account_of(const Due& due) const {
    switch (due.kind) {
      case DueKind::statement: {
        const SiteId site = state_.statements[due.source].site;
        const bool own = mode_of(due.programme) == RedemptionMode::reimburse;
        return {.kind = own ? AccountKind::claimant_payable : AccountKind::operator_payable,
                .owner = own ? raw(due.payee) : raw(site),
                .second = raw(due.programme)};
      }
      case DueKind::placement:
        return {.kind = AccountKind::operator_payable,
                .owner = raw(state_.vouchers[due.source].terms.sites.front()),
                .second = raw(due.programme)};
      case DueKind::instalment:
        break;
    }
    return {.kind = AccountKind::grant_payable, .owner = raw(due.payee), .second = raw(due.programme)};
  }

  Result<void> check_dues() const {
    std::map<std::pair<DueKind, std::uint32_t>, int> seen;
    for (const auto& due : state_.settlement.dues) {
      const bool negative = due.kind != DueKind::statement && due.amount <= Amount{};
      if (negative || due.set_off < Amount{} || (!due.set_off.is_zero() && due.set_off > due.amount)) {
        return mismatch(which(due) + "more is set off than is owed");
      }
      if (due.kind == DueKind::statement) continue;
      if (++seen[{due.kind, due.source}] > 1) return mismatch(which(due) + "it is owed twice");
      const Amount is = due.kind == DueKind::placement ? state_.vouchers[due.source].terms.face
                                                       : state_.settlement.instalments[due.source].terms.amount;
      if (is != due.amount) return mismatch(which(due) + "what it is out of is another amount");
    }
    return {};
  }

  // What is set off against each due is what approved set-offs of clawbacks say.
  Result<void> check_set_offs() const {
    const auto& dues = state_.settlement.dues;
    std::vector<Amount> set_off(dues.size());
    for (const auto& clawback : state_.settlement.clawbacks) {
      for (const auto& relief : clawback.reliefs) {
        if (relief.terms.kind != settlement::ReliefKind::set_off) continue;
        if (index(relief.terms.due) >= dues.size()) return mismatch("a set-off is against no due");
        set_off[index(relief.terms.due)] += relief.terms.amount;
      }
    }
    for (const auto& due : dues) {
      if (due.set_off != set_off[index(due.id)])
        return mismatch(which(due) + "what is set off against it is another amount");
    }
    return {};
  }

  Result<void> check_payment(const engine::PaymentState& payment) {
    const auto& terms = payment.terms;
    const std::string name = "payment '" + terms.key + "': ";
    const bool decided = payment.status != PaymentStatus::proposed && payment.status != PaymentStatus::withdrawn;
    if (decided && payment.proposer == payment.approver) return mismatch(name + "one person proposed and approved it");
    if (payment.status == PaymentStatus::withdrawn || payment.status == PaymentStatus::rejected) return {};
    std::map<AccountName, Amount> takes;
    Amount sum;
    for (const DueId id : terms.dues) {
      const Due& due = state_.settlement.dues[index(id)];
      if (!in_payment_.emplace(id, terms.id).second) return mismatch(which(due) + "it is in two payments");
      if (due.payee != terms.payee) return mismatch(which(due) + "another is paid for it");
      takes[account_of(due)] += due.amount - due.set_off;
      sum += due.amount - due.set_off;
    }
    if (sum != terms.amount || sum <= Amount{}) return mismatch(name + "it is not the sum of its dues");
    if (whole_hundredths(sum) != sum) return mismatch(name + "no bank moves parts of a hundredth");
    if (payment.status == PaymentStatus::proposed) return {};
    const auto to = payment.status == PaymentStatus::paid ? AccountKind::paid : AccountKind::payment_in_flight;
    for (const auto& [account, amount] : takes) {
      post(account, -amount);
      post({.kind = to, .owner = raw(terms.payee), .second = account.second}, amount);
    }
    return {};
  }

  Result<void> check_award(const engine::AwardState& award) {
    const std::string name = "award '" + award.terms.key + "': ";
    Amount paid;  // as instalments, and of it by the bank
    Amount by_bank;
    SCRIP_TRY_VOID(check_instalments(award, paid, by_bank));
    Amount returned;
    Amount clawed_back;
    for (const auto& clawback : state_.settlement.clawbacks) {
      if (clawback.terms.award != award.terms.id || clawback.status != StepStatus::approved) continue;
      clawed_back += clawback.terms.amount;
      SCRIP_TRY_VOID(check_clawback(award, clawback, returned));
    }
    if (clawed_back > by_bank) return mismatch(name + "more is clawed back than was paid");
    Amount back;
    for (const auto& line : award.lines) {
      if (line.returned < Amount{} || line.returned > line.issued) {
        return mismatch(name + "a budget line got more back than it paid");
      }
      back += line.returned;
    }
    if (back != returned) return mismatch(name + "what came back is not what budget lines got");
    return {};
  }

  Result<void> check_instalments(const engine::AwardState& award, Amount& paid, Amount& by_bank) {
    const std::string name = "award '" + award.terms.key + "': ";
    std::uint32_t number = 0;
    for (const auto& instalment : state_.settlement.instalments) {
      const auto& terms = instalment.terms;
      if (terms.award != award.terms.id || instalment.status != StepStatus::approved) continue;
      if (terms.number != number++) return mismatch(name + "an instalment is out of order");
      if (instalment.proposer == instalment.decided_by) {
        return mismatch(name + "one person proposed and approved an instalment");
      }
      if (paid + terms.amount != due_until(terms)) {
        return mismatch(name + "an instalment is not its share of the award");
      }
      paid += terms.amount;
      if (index(instalment.due) >= state_.settlement.dues.size()) return mismatch(name + "an instalment is not owed");
      const Due& due = state_.settlement.dues[index(instalment.due)];
      if (due.kind != DueKind::instalment || due.source != raw(terms.id)) {
        return mismatch(name + "what is owed for an instalment is another's");
      }
      const auto payment = in_payment_.find(due.id);
      if (payment != in_payment_.end() &&
          state_.settlement.payments[index(payment->second)].status == PaymentStatus::paid) {
        by_bank += due.amount - due.set_off;
      }
      post({.kind = AccountKind::grant_payable,
            .unit = award.terms.unit,
            .owner = raw(award.terms.organisation),
            .second = raw(award.terms.programme)},
           terms.amount);
    }
    if (!award.vouchers.empty()) return {};  // what vouchers took is compared with them
    if (award.issued() != paid) return mismatch(name + "its budget lines did not pay what its instalments are");
    return {};
  }

  Result<void> check_clawback(const engine::AwardState& award, const engine::ClawbackState& clawback,
                              Amount& returned) {
    const std::string name = "clawback '" + clawback.terms.key + "': ";
    if (clawback.proposer == clawback.decided_by) return mismatch(name + "one person proposed and approved it");
    const auto organisation = raw(award.terms.organisation);
    const auto programme = raw(award.terms.programme);
    Amount left = clawback.terms.amount;
    for (const auto& repayment : clawback.repayments) {
      left -= repayment.amount;
      returned += repayment.amount;
      post({.kind = AccountKind::paid, .owner = organisation, .second = programme}, -repayment.amount);
    }
    for (const auto& relief : clawback.reliefs) {
      left -= relief.terms.amount;
      if (relief.proposer == relief.approver) return mismatch(name + "one person proposed and approved a relief");
      if (relief.terms.kind == settlement::ReliefKind::write_off) continue;
      returned += relief.terms.amount;
      post(account_of(state_.settlement.dues[index(relief.terms.due)]), -relief.terms.amount);
    }
    if (left < Amount{}) return mismatch(name + "more came back than it is of");
    post({.kind = AccountKind::clawback_receivable, .owner = organisation, .second = programme}, -left);
    post({.kind = AccountKind::clawback_pending, .owner = raw(award.terms.id)}, left);
    return {};
  }

  const State& state_;
  Postings& postings_;
  std::map<DueId, PaymentId> in_payment_;  // live ones
};

}  // namespace

Result<void> check_paying(const State& state, Postings& postings) { return Paying(state, postings).check(); }

}  // namespace scrip::verify
