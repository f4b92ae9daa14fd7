#include "engine/claim_checks.h"

#include <algorithm>

#include "base/limits.h"

namespace scrip::engine {

std::vector<subsidy::Finding> find_out(const State& state, const ClaimState& claim, const subsidy::Check& asked) {
  claim_checks::Look look{.state = state,
                          .claim = claim,
                          .content = claim.content,
                          .asked = asked,
                          .devices = subsidy::devices_of(claim.content),
                          .findings = {}};
  subsidy::check_claim_itself(look.content, asked.terms, asked.on, look.findings);
  claim_checks::claimed_here(look);
  claim_checks::written_alike(look);
  claim_checks::paid_twice(look);
  claim_checks::contract_used_up(look);
  claim_checks::documents_given_again(look);
  claim_checks::claimed_elsewhere(look);
  claim_checks::sellers_affiliated(look);
  claim_checks::issued_by_another(look);
  claim_checks::goods_go_round(look);
  claim_checks::prices_compared(look);
  claim_checks::origins_tested(look);
  claim_checks::seen_by_meter(look);
  claim_checks::seen_of_another_maker(look);
  claim_checks::never_at_work(look);
  claim_checks::listed_on_network(look);
  auto& findings = look.findings;
  std::ranges::stable_sort(
      findings, [](const auto& a, const auto& b) { return std::tie(a.code, a.subject) < std::tie(b.code, b.subject); });
  if (findings.size() > limits::claim_findings_max) findings.resize(limits::claim_findings_max);
  return std::move(look.findings);
}

}  // namespace scrip::engine
