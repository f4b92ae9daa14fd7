#pragma once
// What the state keeps of calls, applications and awards, beside what was asked for.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/ids.h"
#include "programme/application.h"
#include "programme/award.h"
#include "programme/call.h"

namespace scrip::engine {

struct CallState {
  programme::Call terms;          // as it was opened
  std::optional<Instant> closes;  // as it was set last
  Hash256 seed_commitment;        // zero: none (yet)
  std::optional<programme::Round> round;  // once it was shared out

  [[nodiscard]] bool is_open(Instant at) const { return terms.opens <= at && !is_closed(at); }
  [[nodiscard]] bool is_closed(Instant at) const { return closes && *closes <= at; }

  static void fields(auto& self, auto&& visit) {
    visit("terms", self.terms);
    visit("closes", self.closes);
    visit("seed_commitment", self.seed_commitment);
    visit("round", self.round);
  }
};

// A decision that waits for a second person.
struct Proposal {
  programme::Decision decision;
  std::string proposer;
  programme::ApplicationStatus status_before{};  // what a rejection goes back to

  friend bool operator==(const Proposal&, const Proposal&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("decision", self.decision);
    visit("proposer", self.proposer);
    visit("status_before", self.status_before);
  }
};

struct Decided {
  programme::Decision decision;
  std::string proposer;
  std::string approver;
  Instant at{};

  static void fields(auto& self, auto&& visit) {
    visit("decision", self.decision);
    visit("proposer", self.proposer);
    visit("approver", self.approver);
    visit("at", self.at);
  }
};

struct Appeal {
  std::string reason;
  std::string filed_by;
  Instant decision_at{};  // of the decision it is against
  programme::ApplicationStatus status_before{};  // awarded or refused
  programme::AppealStatus status = programme::AppealStatus::filed;
  std::string answer;
  std::string answered_by;

  static void fields(auto& self, auto&& visit) {
    visit("reason", self.reason);
    visit("filed_by", self.filed_by);
    visit("decision_at", self.decision_at);
    visit("status_before", self.status_before);
    visit("status", self.status);
    visit("answer", self.answer);
    visit("answered_by", self.answered_by);
  }
};

// An application with what became of it.
struct ApplicationState {
  programme::Application terms;
  programme::ApplicationStatus status = programme::ApplicationStatus::draft;
  std::vector<std::string> applicants;   // every person who drafted or submitted it, each once, as they came
  std::optional<Instant> submitted_at;   // the first time
  std::optional<Instant> complete_until; // while returned: until when it may be submitted again
  std::string returned_for;              // while returned: what is missing
  std::optional<programme::Assessment> assessment;
  Hash256 grants;                        // grants_digest() when it was assessed
  std::vector<programme::Assessor> assessors;
  std::vector<programme::Score> scores;  // at most one for each assessor
  std::optional<programme::RoundResult> result;  // what its round gave it
  bool reopened = false;                 // by an appeal: its round does not bind it any more
  std::optional<Proposal> proposal;
  std::optional<Decided> decided;        // the last one
  std::optional<Appeal> appeal;          // the last one
  AwardId award = no_id<AwardId>;
  std::vector<std::string> recused;  // assessors who stepped down for a conflict of interest

  static void fields(auto& self, auto&& visit) {
    visit("terms", self.terms);
    visit("status", self.status);
    visit("applicants", self.applicants);
    visit("submitted_at", self.submitted_at);
    visit("complete_until", self.complete_until);
    visit("returned_for", self.returned_for);
    visit("assessment", self.assessment);
    visit("grants", self.grants);
    visit("assessors", self.assessors);
    visit("scores", self.scores);
    visit("result", self.result);
    visit("reopened", self.reopened);
    visit("proposal", self.proposal);
    visit("decided", self.decided);
    visit("appeal", self.appeal);
    visit("award", self.award);
    visit("recused", self.recused);
  }
};

// What became of the part of an award that one budget line pays.
struct AwardLine {
  BudgetLineId budget_line = no_id<BudgetLineId>;
  Amount committed;  // its part of the award's amount, as amended last
  Amount issued;     // of it, went into vouchers or instalments
  Amount released;   // of it, went back when the award was closed or revoked
  Amount returned;   // of what was paid as instalments, came back by clawbacks

  [[nodiscard]] Amount left() const { return committed - issued - released; }

  static void fields(auto& self, auto&& visit) {
    visit("budget_line", self.budget_line);
    visit("committed", self.committed);
    visit("issued", self.issued);
    visit("released", self.released);
    visit("returned", self.returned);
  }
};

// An award with what became of it. What is set aside and not issued is the balance of its commitment account.
struct AwardState {
  programme::Award terms;  // as it was approved
  programme::AwardStatus status = programme::AwardStatus::active;
  Amount amount;           // as it was amended last
  std::vector<AwardLine> lines;
  std::vector<VoucherId> vouchers;
  std::vector<VoucherId> suspended;  // the vouchers that were suspended with it: they resume with it
  Instant approved_at{};             // the first time

  [[nodiscard]] Amount issued() const {
    Amount sum;
    for (const auto& line : lines) sum += line.issued;
    return sum;
  }

  static void fields(auto& self, auto&& visit) {
    visit("terms", self.terms);
    visit("status", self.status);
    visit("amount", self.amount);
    visit("lines", self.lines);
    visit("vouchers", self.vouchers);
    visit("suspended", self.suspended);
    visit("approved_at", self.approved_at);
  }
};

}  // namespace scrip::engine
