#pragma once
// Where the rules meet the journal: runs a programme's published rules over an application and its history, and runs
// past assessments again under the rules and facts of their day (docs/decisions/0008).
//
// Facts stand in a document of the store, not in the journal: the same text as a case's `facts`, `contract`, `project`
// and `other_support` (docs/formats/programme.md), with a first line `salt:`, so that its digest tells nobody anything.

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "engine/commands.h"
#include "engine/state.h"
#include "policy/assess.h"
#include "policy/compile.h"
#include "ports/store.h"

namespace scrip::casework {

// Puts a document into the store; gives its hash.
[[nodiscard]] Result<Hash256> put_document(ports::Store& store, std::string_view text);
[[nodiscard]] Result<std::string> get_document(ports::Store& store, const Hash256& hash);

// A facts document from what the applicant wrote. `salt` is 16 random bytes in hexadecimal.
[[nodiscard]] std::string facts_document(std::string_view salt, std::string_view facts);

// Published policies, compiled when first asked for.
class Policies {
 public:
  explicit Policies(ports::Store& store) : store_(store) {}
  // Errors: policy_not_found (no such document), and those of the file, which is what was published.
  [[nodiscard]] Result<const policy::CompiledPolicy*> find(const Hash256& document);

 private:
  ports::Store& store_;
  std::map<std::string, policy::CompiledPolicy> compiled_;  // by hash in hexadecimal
};

// What was assessed, and why.
struct Assessed {
  engine::AssessApplication command;
  policy::Assessment assessment;
  policy::ApplicationFacts facts;
  policy::Text explained;  // why, in each language
  std::string explanation;  // both: the document whose hash the command carries
};

// Runs the rules of the application's call over its facts and its organisation's history.
// Errors: application_not_found; fact_missing (which facts: return the application for completion); case_failed (the
// rules have no result for these facts); those of the documents.
[[nodiscard]] Result<Assessed> assess(const engine::State& state, Policies& policies, ports::Store& store,
                                      std::string_view application);

// A voucher out of an award, as the policy's terms say: what is left of the award, the share it covers, uses, validity
// from the day given. Errors: award_not_found; those of the documents.
[[nodiscard]] Result<engine::IssueAward> voucher_of(const engine::State& state, Policies& policies,
                                                    std::string_view award, std::string key, Day from);

// A call's round as its policy shares it out.
struct SharedRound {
  engine::AllocateRound command;
  std::string inputs;  // the published documents whose hashes the command carries (docs/formats/round.md)
  std::string outcome;
};

// Shares out what the call's budget lines hold among its assessed and eligible applications. `seed` is 64 hexadecimal
// digits, or empty where the policy's method draws nothing.
// Errors: call_not_found; those of policy::make_round and allocation::allocate.
[[nodiscard]] Result<SharedRound> share_out(const engine::State& state, Policies& policies, std::string_view call,
                                            std::string_view seed);

// One assessment of the past, run again.
struct Audited {
  std::uint64_t entry = 0;
  std::string application;
  bool same = false;
  std::string difference;  // what comes out otherwise, or why it could not be run
};

// Replays the journal from its first entry and runs every assessment again on the state it was made on.
// Errors: those of the store and of replay.
[[nodiscard]] Result<std::vector<Audited>> audit_decisions(ports::Store& store);

// An amount of a policy's unit as the ledger counts it (device-hours become device-seconds), and back.
[[nodiscard]] Result<Amount> to_ledger(const policy::Policy& policy, cel::Decimal amount);
[[nodiscard]] cel::Decimal from_ledger(const policy::Policy& policy, Amount amount);
[[nodiscard]] Unit ledger_unit(const policy::Policy& policy);
// What its awards are, as the journal has it.
[[nodiscard]] programme::Gives gives_of(const policy::Policy& policy);

}  // namespace scrip::casework
