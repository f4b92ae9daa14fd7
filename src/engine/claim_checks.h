#pragma once
// The checks of a claim against what the register, the meter, stakes, other claims and other authorities know. Inside
// the engine only; find_out (engine/claim.h) runs them all.

#include <string>
#include <vector>

#include "engine/claim.h"

namespace scrip::engine::claim_checks {

using subsidy::FindingCode;
using subsidy::Subject;
using subsidy::SubjectKind;

// A claim that is looked at, with what was found so far.
struct Look {
  const State& state;
  const ClaimState& claim;
  const subsidy::Claim& content;
  const subsidy::Check& asked;
  std::vector<subsidy::ClaimedDevice> devices;
  std::vector<subsidy::Finding> findings;

  void add(FindingCode code, Subject subject, std::vector<std::string> values, std::vector<std::string> evidence = {}) {
    findings.push_back(
        {.code = code, .subject = subject, .values = std::move(values), .evidence = std::move(evidence)});
  }
  [[nodiscard]] const std::string& organisation_key(OrganisationId id) const {
    return state.registry.organisations()[index(id)].key;
  }
  [[nodiscard]] const std::string& site_key(SiteId id) const { return state.registry.sites()[index(id)].key; }
};

[[nodiscard]] inline Subject subject_of(SubjectKind kind, std::size_t item) {
  return {.kind = kind, .item = static_cast<std::uint32_t>(item)};
}

// Each adds what it finds. In the order in which they run.
void claimed_here(Look& look);
void written_alike(Look& look);
void paid_twice(Look& look);
void contract_used_up(Look& look);
void documents_given_again(Look& look);
void claimed_elsewhere(Look& look);
void sellers_affiliated(Look& look);
void issued_by_another(Look& look);
void goods_go_round(Look& look);
void prices_compared(Look& look);
void origins_tested(Look& look);
void seen_by_meter(Look& look);
void seen_of_another_maker(Look& look);
void never_at_work(Look& look);
void listed_on_network(Look& look);

}  // namespace scrip::engine::claim_checks
