#pragma once
// From the text of a programme file to a Policy. The format is docs/formats/programme.md.

#include <string>
#include <vector>

#include "policy/policy.h"

namespace scrip::policy {

struct Loaded {
  Policy policy;                  // as far as it could be read
  std::vector<Problem> problems;  // none: the file is well formed. What its expressions mean, compile() says
};

[[nodiscard]] Loaded load_policy(const std::string& text);

}  // namespace scrip::policy
