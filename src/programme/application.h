#pragma once
// An application and what becomes of it. Facts and documents stand elsewhere: here are their digests, and ids of
// persons.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/amount.h"
#include "base/bytes.h"
#include "base/ids.h"
#include "base/result.h"
#include "base/time.h"

namespace scrip::programme {

// A document in the store.
struct Document {
  Hash256 hash;
  std::string kind;  // what it proves, e.g. "contract"

  friend bool operator==(const Document&, const Document&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("hash", self.hash);
    visit("kind", self.kind);
  }
};

// What is applied for, as it stands: a draft and a returned application may be changed, others not.
struct Application {
  ApplicationId id = no_id<ApplicationId>;
  std::string key;
  CallId call = no_id<CallId>;
  OrganisationId organisation = no_id<OrganisationId>;
  Hash256 facts;  // SHA-256 of the salted facts document; the document itself is in the register
  std::vector<Document> documents;
  std::string contract;  // what a policy tells contracts and projects apart by; opaque, may be a digest; may be empty
  std::string project;

  friend bool operator==(const Application&, const Application&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("id", self.id);
    visit("key", self.key);
    visit("call", self.call);
    visit("organisation", self.organisation);
    visit("facts", self.facts);
    visit("documents", self.documents);
    visit("contract", self.contract);
    visit("project", self.project);
  }
};

// Where an application stands. Numbers are stored: never reused.
enum class ApplicationStatus : std::uint8_t {
  draft = 0,
  submitted = 1,
  returned = 2,  // for completion, until a stated time
  complete = 3,
  assessed = 4,
  allocated = 5,  // its round was shared out
  proposed = 6,  // one person has proposed a decision
  awarded = 7,  // another has approved it
  refused = 8,
  appealed = 9,
  withdrawn = 10,
};

enum class RuleOutcome : std::uint8_t { met = 0, not_met = 1, incomplete = 2, not_applicable = 3 };

struct RuleResult {
  std::string rule;
  RuleOutcome outcome = RuleOutcome::met;
  std::string article;  // of the published rules

  friend bool operator==(const RuleResult&, const RuleResult&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("rule", self.rule);
    visit("outcome", self.outcome);
    visit("article", self.article);
  }
};

// A cap that kept the amount down.
struct BindingCap {
  std::string cap;
  Amount limit;

  friend bool operator==(const BindingCap&, const BindingCap&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("cap", self.cap);
    visit("limit", self.limit);
  }
};

// What the rules say of an application. The shell runs them (docs/decisions/0008); this is the result.
struct Assessment {
  PolicyId policy = no_id<PolicyId>;
  Hash256 facts;  // that it was made from
  Hash256 history;  // of the organisation's awards that it was made from (engine/award_history.h)
  bool eligible = false;
  Amount amount;  // above zero exactly where eligible
  Unit unit = Unit::money;
  std::string rate;  // as the policy writes it, e.g. "30%"; may be empty
  std::vector<RuleResult> rules;
  std::vector<BindingCap> caps;
  Hash256 explanation;  // of the document that says all of it
  Day assessed_on{};  // the day whose parameters applied

  friend bool operator==(const Assessment&, const Assessment&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("policy", self.policy);
    visit("facts", self.facts);
    visit("history", self.history);
    visit("eligible", self.eligible);
    visit("amount", self.amount);
    visit("unit", self.unit);
    visit("rate", self.rate);
    visit("rules", self.rules);
    visit("caps", self.caps);
    visit("explanation", self.explanation);
    visit("assessed_on", self.assessed_on);
  }
};

struct Assessor {
  std::string person;
  OrganisationId organisation = no_id<OrganisationId>;  // whom the person works for; none: nobody known here

  friend bool operator==(const Assessor&, const Assessor&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("person", self.person);
    visit("organisation", self.organisation);
  }
};

struct CriterionScore {
  std::string criterion;
  std::uint32_t thousandths = 0;

  friend bool operator==(const CriterionScore&, const CriterionScore&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("criterion", self.criterion);
    visit("thousandths", self.thousandths);
  }
};

// What one assessor found.
struct Score {
  std::string person;
  std::vector<CriterionScore> criteria;

  friend bool operator==(const Score&, const Score&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("person", self.person);
    visit("criteria", self.criteria);
  }
};

// Why, in the words of the decision; at least one of the languages.
struct Reason {
  std::string english;
  std::string chinese;

  friend bool operator==(const Reason&, const Reason&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("english", self.english);
    visit("chinese", self.chinese);
  }
};

enum class DecisionOutcome : std::uint8_t { award = 0, refuse = 1 };

struct Decision {
  DecisionOutcome outcome = DecisionOutcome::refuse;
  Amount amount;  // of the award; zero for a refusal
  std::string award;  // the key it gets; empty for a refusal
  Reason reason;

  friend bool operator==(const Decision&, const Decision&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("outcome", self.outcome);
    visit("amount", self.amount);
    visit("award", self.award);
    visit("reason", self.reason);
  }
};

enum class AppealStatus : std::uint8_t { filed = 0, upheld = 1, dismissed = 2 };

[[nodiscard]] std::string_view name(ApplicationStatus status);
[[nodiscard]] std::string_view name(RuleOutcome outcome);
[[nodiscard]] std::string_view name(DecisionOutcome outcome);
[[nodiscard]] std::string_view name(AppealStatus status);
[[nodiscard]] Result<RuleOutcome> parse_rule_outcome(std::string_view text);  // Errors: value_invalid
[[nodiscard]] Result<DecisionOutcome> parse_decision_outcome(std::string_view text);  // Errors: value_invalid

}  // namespace scrip::programme
