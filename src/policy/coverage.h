#pragma once
// What a programme's example cases do not pin down: rules that no case breaks, rate rows that no case takes, caps that
// no case reaches, and numbers that could be one step larger or smaller without any case noticing.

#include <string>
#include <vector>

#include "base/message.h"
#include "policy/assess.h"

namespace scrip::policy {

struct Gap {
  Place place;
  std::string field;
  Message message;
};

// Cost: two compilations of the policy, and two runs of all cases, for every number in it.
[[nodiscard]] std::vector<Gap> find_gaps(const CompiledPolicy& compiled, const std::vector<ApplicationFacts>& cases);

}  // namespace scrip::policy
