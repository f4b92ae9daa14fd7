#pragma once
// Why an application was decided as it was: every rule with its article, every figure with where it comes from.

#include <string>
#include <string_view>

#include "policy/assess.h"

namespace scrip::policy {

[[nodiscard]] std::string explain(const CompiledPolicy& compiled, const ApplicationFacts& application,
                                  const Assessment& assessment, Language language);

// Where a rule comes from: "(notice, article 4)", or "(assumption: ...)".
[[nodiscard]] std::string describe(const Policy& policy, const Origin& origin, Language language);

// The rule, cap or stacking rule of that id, or one of assess()'s own reasons (period, base, size, rate, amount): its
// text for applicants, and in short where it stands ("article 4", the source's title, "assumption"; empty: nowhere).
[[nodiscard]] std::string reason_text(const Policy& policy, std::string_view id, Language language);
[[nodiscard]] std::string reason_source(const Policy& policy, std::string_view id, Language language);
[[nodiscard]] std::string describe_in_short(const Policy& policy, const Origin& origin, Language language);

}  // namespace scrip::policy
