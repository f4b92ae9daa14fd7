#pragma once
// What comes after the award of a grant: whether an instalment is due, and whether the rules for taking it back hold,
// by the facts as they are known by then (docs/settlement.md).
//
// Later facts stand in a document like an application's (casework.h), with those fields only that come `from: officer`,
// assessor, committee, register or meter; what the policy measures (`measure: NAME`) Scrip sets itself.

#include <string>
#include <string_view>
#include <vector>

#include "casework/casework.h"

namespace scrip::casework {

// A condition as it came out.
struct Condition {
  bool holds = false;
  std::vector<std::string> missing;  // facts without which it cannot be said; then it does not hold
  policy::Text explained;  // what was asked, what is known, what came out
};

struct InstalmentAssessed {
  std::string instalment;
  std::uint32_t number = 0;  // from 0
  std::string share;  // as the policy writes it
  policy::Text reason;  // of the policy
  Condition condition;
  engine::ProposeInstalment command;
  std::string explanation;  // in both languages: the document whose hash the command carries
};

// Errors: award_not_found, award_kind, instalment_not_found (the policy has none of this name), value_invalid (a fact
// that the applicant states), expression_failed, and those of the documents.
[[nodiscard]] Result<InstalmentAssessed> assess_instalment(const engine::State& state, Policies& policies,
                                                           ports::Store& store, std::string_view award,
                                                           std::string_view instalment, const Hash256& facts, Day on);
// All of an award's instalments as things stand, without further facts.
[[nodiscard]] Result<std::vector<InstalmentAssessed>> instalments_of(const engine::State& state, Policies& policies,
                                                                     ports::Store& store, std::string_view award,
                                                                     Day on);

struct ReclaimAssessed {
  std::string rule;
  bool takes_all = false;
  policy::Text reason;
  Condition condition;
};
// Errors: those of assess_instalment; value_invalid (the policy has no such rule).
[[nodiscard]] Result<ReclaimAssessed> assess_reclaim(const engine::State& state, Policies& policies,
                                                     ports::Store& store, std::string_view award, std::string_view rule,
                                                     const Hash256& facts, Day on);

// An instalment or clawback of the past, run again: empty where it comes out the same. `state` is as it was before.
[[nodiscard]] std::string audit_instalment(const engine::State& state, Policies& policies, ports::Store& store,
                                           const settlement::Instalment& made);
[[nodiscard]] std::string audit_clawback(const engine::State& state, Policies& policies, ports::Store& store,
                                         const settlement::Clawback& made, Day on);

}  // namespace scrip::casework
