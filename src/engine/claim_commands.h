#pragma once
// What is asked for about purchase claims. Whether a claim is accepted or refused is decided with its application.

#include <string>
#include <vector>

#include "subsidy/finding.h"

namespace scrip::engine {

struct DraftClaim {  // again, for a draft or a returned claim: changes it
  std::string key, application;
  subsidy::Claim content;
};
struct SubmitClaim {
  std::string claim;
};
// Runs the checks. What the policy asks and which digests of other authorities match is found by the shell.
struct CheckClaim {
  std::string claim;
  subsidy::PurchaseTerms terms;
  Hash256 policy;
  bool compared = false;
  std::vector<subsidy::Match> matches;
};
struct SettleFinding {
  std::string claim;
  std::uint32_t finding = 0;  // its number in the check that was made last, from 1
  subsidy::Settlement settlement{};  // waived or excluded
  std::string reason;
};
struct ReturnClaim {  // asks back
  std::string claim;
  std::string reason;
};
struct WithdrawClaim {
  std::string claim;
  std::string reason;
};
struct ImportDigests {  // what another authority sent; what is known from it already stays
  std::string authority;
  std::vector<Hash256> digests;
};

}  // namespace scrip::engine
