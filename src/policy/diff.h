#pragma once
// What changed between two versions of a programme's rules.

#include <string>
#include <vector>

#include "policy/policy.h"

namespace scrip::policy {

struct Change {
  std::string field;   // "parameters[share]"
  std::string before;  // empty: it is new
  std::string after;   // empty: it is gone
};

// The changes that can change a decision: facts, parameters, rules, rates, caps, stacking, pools and terms. Texts that
// people read are not compared.
[[nodiscard]] std::vector<Change> changes(const Policy& before, const Policy& after);

}  // namespace scrip::policy
