#pragma once
// What is asked for about paying: statements, payments, instalments of grants, clawbacks. Who asks is the entry's
// actor.

#include <string>
#include <vector>

#include "settlement/settlement.h"

namespace scrip::engine {

// A statement is named by its number, as lists show it.
struct ProposeStatement {
  std::string statement;
};
struct ApproveStatement {  // by another person, who names the total that they saw
  std::string statement;
  Amount total;
};
struct RejectStatement {  // what was proposed: it waits for another proposal
  std::string statement;
  std::string reason;
};
struct DisputeStatement {
  std::string statement;
  std::string organisation;  // who disputes it: the site's operator (also where empty), or a company it pays
  std::string reason;
  Hash256 document;  // zero: none
};
struct AnswerDispute {  // upheld: what is wrong is corrected by a later entry, the statement stays
  std::string statement;
  bool upheld = false;
  std::string reason;
  std::string adjustment;  // upheld: the key of the refund that corrects it, where there is one
};

// A due is named by what it is out of: "statement:3", "statement:3/acme" (what a reimbursed company gets),
// "voucher:V-1", "instalment:G-1/first".
struct ProposePayment {
  std::string key, payee;
  std::vector<std::string> dues;
  Hash256 bank_account;
};
struct ApprovePayment {  // by another person, who names the sum that they saw
  std::string payment;
  Amount amount;
};
struct RejectPayment {  // before the bank has it
  std::string payment;
  std::string reason;
};
struct RecordPayment {  // the bank's answer
  std::string payment;
  bool paid = false;
  Day paid_on{};               // paid
  std::string bank_reference;  // paid
  std::string reason;          // not paid
};

struct ProposeInstalment {
  std::string award, instalment;
  std::uint32_t number = 0;
  settlement::Portion until;
  std::string policy;
  Hash256 facts, explanation;
  Day assessed_on{};
};
struct ApproveInstalment {
  std::string award, instalment;
  Amount amount;
};
struct RejectInstalment {
  std::string award, instalment;
  std::string reason;
};

struct ProposeClawback {
  std::string key, award;
  std::string rule;
  Amount amount;
  std::string reason;
  Hash256 evidence;
};
struct ApproveClawback {
  std::string clawback;
  Amount amount;
};
struct RejectClawback {
  std::string clawback;
  std::string reason;
};
struct RecordRepayment {
  std::string clawback;
  settlement::Repayment repayment;
};
struct ProposeRelief {
  std::string clawback;
  settlement::ReliefKind kind{};
  std::string due;  // of a set-off
  Amount amount;
  std::string reason;
};
struct ApproveRelief {
  std::string clawback;
  Amount amount;
};
struct RejectRelief {
  std::string clawback;
  std::string reason;
};

}  // namespace scrip::engine
