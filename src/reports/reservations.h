#pragma once
// What a workload takes on each chip model of the register, and what that assumes.

#include "engine/state.h"
#include "network/workload.h"
#include "reports/table.h"

namespace scrip::reports {

struct Estimate {
  Table plans;        // one row a chip model; one it does not run on says why
  Table assumptions;  // with their sources
};
// The workload has passed network::check(). Reasons are in the language.
[[nodiscard]] Estimate estimate(const engine::State& state, const network::Workload& workload, Language language);

}  // namespace scrip::reports
