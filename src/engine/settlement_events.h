#pragma once
// What happened about paying. The actor of each is in its entry's header.

#include <string>
#include <vector>

#include "programme/split.h"
#include "settlement/settlement.h"

namespace scrip::engine {

struct StatementProposed {
  StatementId statement = no_id<StatementId>;
  friend bool operator==(const StatementProposed&, const StatementProposed&) = default;
  static void fields(auto& self, auto&& visit) { visit("statement", self.statement); }
};
struct StatementRejected {  // what was proposed
  StatementId statement = no_id<StatementId>;
  std::string reason;
  friend bool operator==(const StatementRejected&, const StatementRejected&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("statement", self.statement);
    visit("reason", self.reason);
  }
};
struct StatementApproved {
  StatementId statement = no_id<StatementId>;
  friend bool operator==(const StatementApproved&, const StatementApproved&) = default;
  static void fields(auto& self, auto&& visit) { visit("statement", self.statement); }
};
struct StatementDisputed {
  StatementId statement = no_id<StatementId>;
  OrganisationId organisation = no_id<OrganisationId>;  // who disputes it
  std::string reason;
  Hash256 document;
  friend bool operator==(const StatementDisputed&, const StatementDisputed&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("statement", self.statement);
    visit("organisation", self.organisation);
    visit("reason", self.reason);
    visit("document", self.document);
  }
};
struct DisputeAnswered {
  StatementId statement = no_id<StatementId>;
  bool upheld = false;
  std::string reason;
  AdjustmentId adjustment = no_id<AdjustmentId>;  // none: nothing was refunded
  friend bool operator==(const DisputeAnswered&, const DisputeAnswered&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("statement", self.statement);
    visit("upheld", self.upheld);
    visit("reason", self.reason);
    visit("adjustment", self.adjustment);
  }
};
struct PaymentProposed {
  settlement::Payment payment;
  friend bool operator==(const PaymentProposed&, const PaymentProposed&) = default;
  static void fields(auto& self, auto&& visit) { visit("payment", self.payment); }
};
struct PaymentWithdrawn {  // by the second person
  PaymentId payment = no_id<PaymentId>;
  std::string reason;
  friend bool operator==(const PaymentWithdrawn&, const PaymentWithdrawn&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("payment", self.payment);
    visit("reason", self.reason);
  }
};
struct PaymentApproved {
  PaymentId payment = no_id<PaymentId>;
  friend bool operator==(const PaymentApproved&, const PaymentApproved&) = default;
  static void fields(auto& self, auto&& visit) { visit("payment", self.payment); }
};
struct PaymentRecorded {  // the bank's answer
  PaymentId payment = no_id<PaymentId>;
  bool paid = false;
  Day paid_on{};
  std::string bank_reference;
  std::string reason;
  friend bool operator==(const PaymentRecorded&, const PaymentRecorded&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("payment", self.payment);
    visit("paid", self.paid);
    visit("paid_on", self.paid_on);
    visit("bank_reference", self.bank_reference);
    visit("reason", self.reason);
  }
};
struct InstalmentProposed {
  settlement::Instalment instalment;
  friend bool operator==(const InstalmentProposed&, const InstalmentProposed&) = default;
  static void fields(auto& self, auto&& visit) { visit("instalment", self.instalment); }
};
struct InstalmentRejected {
  InstalmentId instalment = no_id<InstalmentId>;
  std::string reason;
  friend bool operator==(const InstalmentRejected&, const InstalmentRejected&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("instalment", self.instalment);
    visit("reason", self.reason);
  }
};
struct InstalmentApproved {
  InstalmentId instalment = no_id<InstalmentId>;
  std::vector<programme::LinePart> parts;  // one for each line of the award, in their order
  friend bool operator==(const InstalmentApproved&, const InstalmentApproved&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("instalment", self.instalment);
    visit("parts", self.parts);
  }
};
struct ClawbackProposed {
  settlement::Clawback clawback;
  friend bool operator==(const ClawbackProposed&, const ClawbackProposed&) = default;
  static void fields(auto& self, auto&& visit) { visit("clawback", self.clawback); }
};
struct ClawbackRejected {
  ClawbackId clawback = no_id<ClawbackId>;
  std::string reason;
  friend bool operator==(const ClawbackRejected&, const ClawbackRejected&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("clawback", self.clawback);
    visit("reason", self.reason);
  }
};
struct ClawbackApproved {
  ClawbackId clawback = no_id<ClawbackId>;
  friend bool operator==(const ClawbackApproved&, const ClawbackApproved&) = default;
  static void fields(auto& self, auto&& visit) { visit("clawback", self.clawback); }
};
struct RepaymentRecorded {
  ClawbackId clawback = no_id<ClawbackId>;
  settlement::Repayment repayment;
  std::vector<programme::LinePart> parts;  // what goes back to each line of the award
  friend bool operator==(const RepaymentRecorded&, const RepaymentRecorded&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("clawback", self.clawback);
    visit("repayment", self.repayment);
    visit("parts", self.parts);
  }
};
struct ReliefProposed {
  ClawbackId clawback = no_id<ClawbackId>;
  settlement::Relief relief;
  friend bool operator==(const ReliefProposed&, const ReliefProposed&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("clawback", self.clawback);
    visit("relief", self.relief);
  }
};
struct ReliefRejected {
  ClawbackId clawback = no_id<ClawbackId>;
  std::string reason;
  friend bool operator==(const ReliefRejected&, const ReliefRejected&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("clawback", self.clawback);
    visit("reason", self.reason);
  }
};
struct ReliefApproved {
  ClawbackId clawback = no_id<ClawbackId>;
  std::vector<programme::LinePart> parts;  // what goes back to each line of the award; none of a write-off
  friend bool operator==(const ReliefApproved&, const ReliefApproved&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("clawback", self.clawback);
    visit("parts", self.parts);
  }
};

}  // namespace scrip::engine
