#pragma once
// What an authority owes and how it is paid: statements that are approved, dues, payment instructions, instalments of
// grants, clawbacks. docs/settlement.md says how they belong together.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/amount.h"
#include "base/bytes.h"
#include "base/ids.h"
#include "base/result.h"
#include "base/time.h"

namespace scrip {

enum class DueId : std::uint32_t {};
enum class InstalmentId : std::uint32_t {};
enum class ClawbackId : std::uint32_t {};

}  // namespace scrip

namespace scrip::settlement {

// Numbers of all enumerations here are stored: never reused.

enum class StatementStatus : std::uint8_t {
  open = 0,      // nobody has looked at it yet, or what was proposed was sent back
  proposed = 1,  // an officer found it right; it waits for a second person
  approved = 2,  // may be paid
};

enum class DisputeStatus : std::uint8_t { filed = 0, upheld = 1, rejected = 2 };

// What one payee is owed out of one thing.
enum class DueKind : std::uint8_t {
  statement = 0,   // of a closed month: to the site's operator, or to each company that is reimbursed
  placement = 1,   // the face value of a voucher whose money is placed with the operator beforehand
  instalment = 2,  // of a grant
};

enum class PaymentStatus : std::uint8_t {
  proposed = 0,   // waits for a second person
  withdrawn = 1,  // sent back by the second person: its dues may go into another payment
  in_flight = 2,  // approved: the bank has it
  paid = 3,
  rejected = 4,  // by the bank: its dues may go into another payment
};

enum class StepStatus : std::uint8_t {
  proposed = 0,
  approved = 1,
  rejected = 2,  // by the second person
};

// How a receivable ends otherwise than by money received.
enum class ReliefKind : std::uint8_t {
  set_off = 0,    // against what is owed to the company
  write_off = 1,  // the authority gives it up
};

// Part of a payment: what it takes out of one payable account. Several dues of one account are one leg.
struct Leg {
  AccountId from = no_id<AccountId>;
  ProgrammeId programme = no_id<ProgrammeId>;
  Amount amount;  // >= 0

  friend bool operator==(const Leg&, const Leg&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("from", self.from);
    visit("programme", self.programme);
    visit("amount", self.amount);
  }
};

// Several dues of one payee, sent to the bank as one instruction.
struct Payment {
  PaymentId id = no_id<PaymentId>;
  std::string key;
  OrganisationId payee = no_id<OrganisationId>;
  std::vector<DueId> dues;  // ascending
  std::vector<Leg> legs;    // ascending by account
  Amount amount;            // of all dues together, above zero
  Hash256 bank_account;     // of the salted document that names it

  friend bool operator==(const Payment&, const Payment&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("id", self.id);
    visit("key", self.key);
    visit("payee", self.payee);
    visit("dues", self.dues);
    visit("legs", self.legs);
    visit("amount", self.amount);
    visit("bank_account", self.bank_account);
  }
};

// A part of a whole, exactly. 0 <= numerator <= denominator, 1 <= denominator <= portion_denominator_max.
struct Portion {
  std::int64_t numerator = 0;
  std::int64_t denominator = 1;
  friend bool operator==(const Portion&, const Portion&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("numerator", self.numerator);
    visit("denominator", self.denominator);
  }
};
inline constexpr std::int64_t portion_denominator_max = 1'000'000'000'000;

[[nodiscard]] constexpr bool is_sane(const Portion& portion) {
  return portion.numerator >= 0 && portion.denominator >= 1 && portion.numerator <= portion.denominator &&
         portion.denominator <= portion_denominator_max;
}
// Both sane.
[[nodiscard]] bool less(const Portion& a, const Portion& b);
// The smallest amount that a bank moves: a hundredth of the currency.
inline constexpr Amount payable_step{10'000};
// whole x portion, half up to a payable step and never more than the whole; all of it for all of it. whole >= 0.
[[nodiscard]] Amount part_of(Amount whole, const Portion& portion);

// An instalment of a grant, as the shell found its condition to hold (docs/decisions/0008).
struct Instalment {
  InstalmentId id = no_id<InstalmentId>;
  AwardId award = no_id<AwardId>;
  std::string name;          // the policy's id of it
  std::uint32_t number = 0;  // position in the policy, from 0: they are paid in this order
  Portion until;             // of the award that is paid with it, on the running total
  Amount of;                 // what the award was when it was reckoned
  Amount amount;             // until x of, less what was paid before; above zero
  PolicyId policy = no_id<PolicyId>;
  Hash256 facts;        // of the salted document of the later facts
  Hash256 explanation;  // of the document that says what was measured and what the condition came to
  Day assessed_on{};

  friend bool operator==(const Instalment&, const Instalment&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("id", self.id);
    visit("award", self.award);
    visit("name", self.name);
    visit("number", self.number);
    visit("until", self.until);
    visit("of", self.of);
    visit("amount", self.amount);
    visit("policy", self.policy);
    visit("facts", self.facts);
    visit("explanation", self.explanation);
    visit("assessed_on", self.assessed_on);
  }
};

// What is taken back of a grant.
struct Clawback {
  ClawbackId id = no_id<ClawbackId>;
  std::string key;
  AwardId award = no_id<AwardId>;
  std::string rule;  // the policy's id under `reclaim`; empty: for the reason alone
  Amount amount;     // above zero
  std::string reason;
  Hash256 evidence;  // zero: none

  friend bool operator==(const Clawback&, const Clawback&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("id", self.id);
    visit("key", self.key);
    visit("award", self.award);
    visit("rule", self.rule);
    visit("amount", self.amount);
    visit("reason", self.reason);
    visit("evidence", self.evidence);
  }
};

struct Relief {
  ReliefKind kind = ReliefKind::set_off;
  DueId due = no_id<DueId>;  // of a set-off: what it reduces
  Amount amount;             // above zero
  std::string reason;

  friend bool operator==(const Relief&, const Relief&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("kind", self.kind);
    visit("due", self.due);
    visit("amount", self.amount);
    visit("reason", self.reason);
  }
};

// Money that came back.
struct Repayment {
  std::string key;
  Amount amount;
  Day received_on{};
  std::string bank_reference;

  friend bool operator==(const Repayment&, const Repayment&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("key", self.key);
    visit("amount", self.amount);
    visit("received_on", self.received_on);
    visit("bank_reference", self.bank_reference);
  }
};

[[nodiscard]] std::string_view name(StatementStatus status);
[[nodiscard]] std::string_view name(DisputeStatus status);
[[nodiscard]] std::string_view name(DueKind kind);
[[nodiscard]] std::string_view name(PaymentStatus status);
[[nodiscard]] std::string_view name(StepStatus status);
[[nodiscard]] std::string_view name(ReliefKind kind);
[[nodiscard]] Result<ReliefKind> parse_relief_kind(std::string_view text);  // Errors: value_invalid

}  // namespace scrip::settlement
