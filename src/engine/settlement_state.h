#pragma once
// What the state keeps of paying: what became of statements, dues, payments, instalments and clawbacks.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/containers.h"
#include "settlement/settlement.h"

namespace scrip::engine {

struct Dispute {
  OrganisationId organisation = no_id<OrganisationId>;
  std::string filed_by;
  Instant filed_at{};
  std::string reason;
  Hash256 document;
  settlement::DisputeStatus status = settlement::DisputeStatus::filed;
  std::string answer;
  std::string answered_by;
  AdjustmentId adjustment = no_id<AdjustmentId>;

  static void fields(auto& self, auto&& visit) {
    visit("organisation", self.organisation);
    visit("filed_by", self.filed_by);
    visit("filed_at", self.filed_at);
    visit("reason", self.reason);
    visit("document", self.document);
    visit("status", self.status);
    visit("answer", self.answer);
    visit("answered_by", self.answered_by);
    visit("adjustment", self.adjustment);
  }
};

// A statement's way to approval, by the statement's id.
struct StatementApproval {
  settlement::StatementStatus status = settlement::StatementStatus::open;
  std::string proposer;
  std::string approver;
  Instant approved_at{};
  std::string reason;              // of what was sent back last
  std::optional<Dispute> dispute;  // the last one
  std::vector<DueId> dues;

  [[nodiscard]] bool is_disputed() const { return dispute && dispute->status == settlement::DisputeStatus::filed; }

  static void fields(auto& self, auto&& visit) {
    visit("status", self.status);
    visit("proposer", self.proposer);
    visit("approver", self.approver);
    visit("approved_at", self.approved_at);
    visit("reason", self.reason);
    visit("dispute", self.dispute);
    visit("dues", self.dues);
  }
};

struct Due {
  DueId id = no_id<DueId>;
  settlement::DueKind kind = settlement::DueKind::statement;
  std::uint32_t source = 0;  // the id of the statement, voucher or instalment
  OrganisationId payee = no_id<OrganisationId>;
  ProgrammeId programme = no_id<ProgrammeId>;
  AccountId account = no_id<AccountId>;  // where it is owed
  Amount amount;   // of a statement also below zero: more was refunded than charged
  Amount set_off;  // of it, against clawbacks
  PaymentId payment = no_id<PaymentId>;  // the one that has it now; none: it may go into one

  [[nodiscard]] Amount left() const { return amount - set_off; }

  static void fields(auto& self, auto&& visit) {
    visit("id", self.id);
    visit("kind", self.kind);
    visit("source", self.source);
    visit("payee", self.payee);
    visit("programme", self.programme);
    visit("account", self.account);
    visit("amount", self.amount);
    visit("set_off", self.set_off);
    visit("payment", self.payment);
  }
};

struct PaymentState {
  settlement::Payment terms;
  settlement::PaymentStatus status = settlement::PaymentStatus::proposed;
  std::string proposer;
  std::string approver;  // who approved it or sent it back
  Instant proposed_at{};
  Instant decided_at{};  // approved or sent back
  std::string recorder;  // of the bank's answer
  Day paid_on{};
  std::string bank_reference;
  std::string reason;  // why it was sent back or the bank rejected it

  static void fields(auto& self, auto&& visit) {
    visit("terms", self.terms);
    visit("status", self.status);
    visit("proposer", self.proposer);
    visit("approver", self.approver);
    visit("proposed_at", self.proposed_at);
    visit("decided_at", self.decided_at);
    visit("recorder", self.recorder);
    visit("paid_on", self.paid_on);
    visit("bank_reference", self.bank_reference);
    visit("reason", self.reason);
  }
};

struct InstalmentState {
  settlement::Instalment terms;
  settlement::StepStatus status = settlement::StepStatus::proposed;
  std::string proposer;
  std::string decided_by;
  std::string reason;  // of a rejection
  DueId due = no_id<DueId>;  // once it is approved

  static void fields(auto& self, auto&& visit) {
    visit("terms", self.terms);
    visit("status", self.status);
    visit("proposer", self.proposer);
    visit("decided_by", self.decided_by);
    visit("reason", self.reason);
    visit("due", self.due);
  }
};

// A receivable that ended otherwise than by money received, and who decided it.
struct ReliefState {
  settlement::Relief terms;
  std::string proposer;
  std::string approver;

  static void fields(auto& self, auto&& visit) {
    visit("terms", self.terms);
    visit("proposer", self.proposer);
    visit("approver", self.approver);
  }
};

struct ClawbackState {
  settlement::Clawback terms;
  settlement::StepStatus status = settlement::StepStatus::proposed;
  std::string proposer;
  std::string decided_by;
  std::string rejected_for;
  std::vector<settlement::Repayment> repayments;
  std::vector<ReliefState> reliefs;      // approved
  std::optional<ReliefState> proposal;   // of a relief, that waits for a second person

  [[nodiscard]] Amount repaid() const {
    Amount sum;
    for (const auto& each : repayments) sum += each.amount;
    return sum;
  }
  [[nodiscard]] Amount relieved() const {
    Amount sum;
    for (const auto& each : reliefs) sum += each.terms.amount;
    return sum;
  }
  // What is still to come.
  [[nodiscard]] Amount left() const {
    if (status != settlement::StepStatus::approved) return {};
    return terms.amount - repaid() - relieved();
  }

  static void fields(auto& self, auto&& visit) {
    visit("terms", self.terms);
    visit("status", self.status);
    visit("proposer", self.proposer);
    visit("decided_by", self.decided_by);
    visit("rejected_for", self.rejected_for);
    visit("repayments", self.repayments);
    visit("reliefs", self.reliefs);
    visit("proposal", self.proposal);
  }
};

struct SettlementState {
  std::vector<StatementApproval> statements;  // by statement
  std::vector<Due> dues;
  std::vector<PaymentState> payments;
  std::vector<InstalmentState> instalments;
  std::vector<ClawbackState> clawbacks;

  static void fields(auto& self, auto&& visit) {
    visit("statements", self.statements);
    visit("dues", self.dues);
    visit("payments", self.payments);
    visit("instalments", self.instalments);
    visit("clawbacks", self.clawbacks);
  }

  // --- indexes, rebuilt from the above ---
  TextMap<PaymentId> payment_by_key;
  TextMap<ClawbackId> clawback_by_key;
  std::map<AwardId, std::vector<InstalmentId>> instalments_of;  // in the order they were proposed
  std::map<AwardId, std::vector<ClawbackId>> clawbacks_of;
  std::map<VoucherId, DueId> placement_of;
  void rebuild_indexes();

  // None if there is no such.
  [[nodiscard]] const PaymentState* find_payment(std::string_view key) const;
  [[nodiscard]] const ClawbackState* find_clawback(std::string_view key) const;
  // The last one of this name that was proposed.
  [[nodiscard]] const InstalmentState* find_instalment(AwardId award, std::string_view name) const;
};

}  // namespace scrip::engine
