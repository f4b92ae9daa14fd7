#pragma once
// Why an application was decided as it was: every rule with its article, every figure with where it comes from.

#include <string>

#include "policy/assess.h"

namespace scrip::policy {

[[nodiscard]] std::string explain(const CompiledPolicy& compiled, const ApplicationFacts& application,
                                  const Assessment& assessment, Language language);

// Where a rule comes from: "(notice, article 4)", or "(assumption: ...)".
[[nodiscard]] std::string describe(const Policy& policy, const Origin& origin, Language language);

}  // namespace scrip::policy
