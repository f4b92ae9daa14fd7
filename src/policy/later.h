#pragma once
// What is asked after the award: whether the condition of an instalment, or of taking a grant back, holds for the facts
// as they are known by then.

#include "policy/assess.h"
#include "policy/compile.h"

namespace scrip::policy {

// Whether a condition of `instalments` or `reclaim` holds. Parameters have their values of the day of application.
// Errors: fact_missing (field: the facts that are missing, joined by ", "), expression_failed, expression_too_costly.
[[nodiscard]] Result<bool> holds(const CompiledPolicy& compiled, const ApplicationFacts& application,
                                 const cel::Program& condition);

}  // namespace scrip::policy
