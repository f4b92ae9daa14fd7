#pragma once
// Decides one application by a programme's rules, and says why.

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/message.h"
#include "base/time.h"
#include "cel/value.h"
#include "policy/compile.h"

namespace scrip::policy {

// An earlier award of the same programme to the same applicant, less what was returned of it.
struct EarlierAward {
  Day on{};
  cel::Decimal amount;
  std::string contract;
  std::string project;
};

// Money from elsewhere for the same thing.
struct OtherSupport {
  std::string programme;
  std::string level;  // district, city, province, nation, ... as the programme's rules name them
  std::string kind;
  cel::Decimal amount;  // in the programme's unit
  std::string contract;
  std::string project;
};

struct ApplicationFacts {
  Day applied_on{};
  std::vector<cel::Value> facts;  // by fact; Value::missing() where it was not given
  std::string contract;           // which it is for; caps and stacking by contract count nothing where it is empty
  std::string project;
  std::vector<EarlierAward> history;
  std::vector<OtherSupport> other_support;
  std::vector<std::pair<std::uint32_t, Literal>> parameters;  // tried in place of the policy's own, by subscript
};

enum class Outcome : std::uint8_t { met, not_met, not_applicable, incomplete };

struct RuleResult {
  std::string id;
  Outcome outcome = Outcome::met;
};

// A cap or a stacking rule as it met this application.
struct LimitResult {
  std::string id;
  bool applies = true;      // false: its exception holds, or nothing of what it is about is there
  cel::Decimal limit;       // amount, or number of awards or years
  cel::Decimal counted;     // of earlier awards, or of other support
  cel::Decimal before;      // the award before it
  cel::Decimal after;       // and after it
  bool refuses = false;
};

struct PartResult {
  std::string id;
  bool applies = true;
  cel::Decimal base;    // within the size
  cel::Decimal asked;   // the base as it was asked for
  std::string row;      // the rate row that applied; empty where there is no table
  std::string rate;     // "30%", "2/3"
  cel::Decimal amount;  // base x rate, before any cap
};

enum class Decision : std::uint8_t { award, refuse, incomplete, invalid };

struct Assessment {
  Decision decision = Decision::refuse;
  cel::Decimal amount;  // rounded; zero unless it is an award
  std::vector<RuleResult> rules;
  std::vector<PartResult> parts;
  std::vector<LimitResult> limits;
  std::vector<std::string> refused_by;  // rules, caps, stacking rules, or one of: period, base, size, rate, amount
  std::vector<std::string> limited_by;  // caps and stacking rules that reduced the award
  std::vector<std::string> missing;     // facts that are needed and were not given
  std::string pool;                     // empty: none fits, or there is none
  std::string lane;
  Message invalid;                      // of invalid: what went wrong, and where
};

[[nodiscard]] Assessment assess(const CompiledPolicy& compiled, const ApplicationFacts& application);

// Whether the programme takes applications on a day: within its period, and its windows or days of the month.
[[nodiscard]] bool takes_applications(const Policy& policy, Day day);

// The value of a parameter for an application; none before its first day, or where the fact that picks it is missing.
// Valid as long as both arguments.
[[nodiscard]] const Literal* parameter_value(const CompiledPolicy& compiled, const ApplicationFacts& application,
                                             std::uint32_t parameter);

[[nodiscard]] std::string_view name(Decision decision);
[[nodiscard]] std::string_view name(Outcome outcome);

}  // namespace scrip::policy
