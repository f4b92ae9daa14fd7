#pragma once
// Example cases of a programme: facts and what the rules must decide. The format is docs/formats/programme.md,
// cases.yaml.

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/message.h"
#include "policy/assess.h"
#include "policy/policy.h"
#include "policy/round.h"

namespace scrip::policy {

struct Expected {
  std::optional<Decision> decision;
  std::optional<cel::Decimal> amount;
  std::optional<std::string> rate;
  std::optional<std::string> row;
  std::optional<std::vector<std::string>> limited_by;
  std::optional<std::vector<std::string>> refused_by;
  std::optional<std::vector<std::string>> missing;
  std::optional<std::string> pool;
  std::optional<std::string> lane;
  std::vector<std::pair<std::string, std::string>> purchase;  // what is asked of purchases: a number's name, as written
};

struct Case {
  std::string name;
  ApplicationFacts application;
  Expected expected;
  Place place;
};

// How a round is shared out, by example.
struct RoundCase {
  std::string name;
  Amount pool;
  std::string seed;  // 64 hexadecimal digits; empty: the method draws nothing
  std::vector<Candidate> candidates;
  std::vector<std::pair<std::string, Amount>> expected;  // by application
  Place place;
};

struct LoadedCases {
  std::vector<Case> cases;
  std::vector<RoundCase> rounds;
  std::vector<Problem> problems;
};

// Reads cases for this policy: the facts' types are its.
[[nodiscard]] LoadedCases load_cases(const std::string& text, const Policy& policy);

// An application's facts, as a document of the same fields (`facts`, `contract`, `project`, `other_support`; and
// `salt`).
struct LoadedFacts {
  ApplicationFacts application;
  std::vector<Problem> problems;
};
[[nodiscard]] LoadedFacts load_facts(const std::string& text, const Policy& policy);

// What the assessment has otherwise than expected, one line each; none: the case holds.
[[nodiscard]] std::vector<Message> differences(const Policy& policy, const Expected& expected,
                                               const Assessment& assessment);

// The same of a round: what each application gets otherwise than expected, or why the round cannot be shared out.
[[nodiscard]] std::vector<Message> differences(const Policy& policy, const RoundCase& round);

// The value of a fact as a file, a form or a CSV column writes it. Errors: value_invalid with what would fit.
[[nodiscard]] Result<cel::Value> parse_fact(const Fact& fact, std::string_view text);
// The same for several texts (choices, texts).
[[nodiscard]] Result<cel::Value> parse_fact(const Fact& fact, const std::vector<std::string>& texts);

}  // namespace scrip::policy
