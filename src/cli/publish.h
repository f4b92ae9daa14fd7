#pragma once
// What is checked before a programme's rules are published, wherever.

#include <string>

#include "cli/context.h"
#include "policy/compile.h"
#include "programme/programme.h"

namespace scrip::cli {

// Rules whose own examples fail are not published. Errors: case_failed, those of load_cases().
[[nodiscard]] Result<void> check_cases(Context& context, const std::string& folder,
                                       const policy::CompiledPolicy& compiled);

// The mode of a programme whose rules say so.
[[nodiscard]] programme::RedemptionMode mode_of(policy::Redemption redemption);

}  // namespace scrip::cli
