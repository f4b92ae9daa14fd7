#pragma once
// A programme's published rules, version by version, and the rounds in which it takes applications.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/amount.h"
#include "base/bytes.h"
#include "base/ids.h"
#include "base/result.h"
#include "base/time.h"

namespace scrip::programme {

// What an award of a policy is. Numbers are stored: never reused.
enum class Gives : std::uint8_t {
  voucher = 0,
  grant = 1,  // money, in instalments
};

// One published version of a programme's rules. The file itself is in the document store under its hash: the journal
// says which rules applied, the file says what they were.
struct Policy {
  PolicyId id = no_id<PolicyId>;
  std::string key;  // the programme's key, '@' and the version
  ProgrammeId programme = no_id<ProgrammeId>;
  std::string version;
  Hash256 document;      // SHA-256 of the file's exact bytes
  Day effective_from{};  // not before that of the version published before it
  Day valid_from{};      // calls may open in [valid_from, valid_until), in the authority's zone
  Day valid_until{};
  Gives gives = Gives::voucher;

  friend bool operator==(const Policy&, const Policy&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("id", self.id);
    visit("key", self.key);
    visit("programme", self.programme);
    visit("version", self.version);
    visit("document", self.document);
    visit("effective_from", self.effective_from);
    visit("valid_from", self.valid_from);
    visit("valid_until", self.valid_until);
    visit("gives", self.gives);
  }
};

// How a call's applications are decided. Numbers are stored: never reused.
enum class CallMethod : std::uint8_t {
  continuous = 0,  // each on its own, as it comes
  batch = 1,       // together, after the call has closed: the round is shared out first
};

struct CallLine {
  BudgetLineId budget_line = no_id<BudgetLineId>;
  Share share;  // of every award of the call

  friend bool operator==(const CallLine&, const CallLine&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("budget_line", self.budget_line);
    visit("share", self.share);
  }
};

// One dated round of a programme.
struct Call {
  CallId id = no_id<CallId>;
  std::string key;
  ProgrammeId programme = no_id<ProgrammeId>;
  PolicyId policy = no_id<PolicyId>;
  Unit unit = Unit::money;      // of all its lines
  std::vector<CallLine> lines;  // shares sum to the whole
  Instant opens{};
  std::optional<Instant> closes;  // none: until it is closed
  CallMethod method = CallMethod::continuous;
  Hash256 seed_commitment;  // SHA-256 of a seed that is revealed when the round is shared out; zero: none (yet)
  std::uint16_t appeal_days = 0;  // how long after a decision's day an appeal may be filed; 0: no appeals

  friend bool operator==(const Call&, const Call&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("id", self.id);
    visit("key", self.key);
    visit("programme", self.programme);
    visit("policy", self.policy);
    visit("unit", self.unit);
    visit("lines", self.lines);
    visit("opens", self.opens);
    visit("closes", self.closes);
    visit("method", self.method);
    visit("seed_commitment", self.seed_commitment);
    visit("appeal_days", self.appeal_days);
  }
};

// What a shared-out round gives one application.
struct RoundResult {
  ApplicationId application = no_id<ApplicationId>;
  std::uint32_t rank = 0;  // 1 is best; equal ranks are possible
  std::string tier;  // empty where the method has none
  Amount amount;  // at most what it was assessed at; zero: it goes away empty

  friend bool operator==(const RoundResult&, const RoundResult&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("application", self.application);
    visit("rank", self.rank);
    visit("tier", self.tier);
    visit("amount", self.amount);
  }
};

// How a round was shared out. Anyone can do it again from the inputs, the method and the seed, and must get the
// outcome.
struct Round {
  std::string method;
  Hash256 inputs;  // of the published documents
  Hash256 outcome;
  std::string seed;  // its SHA-256 is the call's commitment; empty where the call has none
  std::vector<RoundResult> results;

  friend bool operator==(const Round&, const Round&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("method", self.method);
    visit("inputs", self.inputs);
    visit("outcome", self.outcome);
    visit("seed", self.seed);
    visit("results", self.results);
  }
};

[[nodiscard]] std::string_view name(Gives gives);
[[nodiscard]] std::string_view name(CallMethod method);
[[nodiscard]] Result<CallMethod> parse_call_method(std::string_view text);  // Errors: value_invalid

}  // namespace scrip::programme
