#pragma once
// What a workload takes on each chip model of the register, with what that assumes, and why nobody has a place for it.

#include "engine/state.h"
#include "network/workload.h"
#include "reports/table.h"

namespace scrip::reports {

struct Estimate {
  Table plans;        // one row a chip model; one it does not run on says why
  Table assumptions;  // with their sources
};
// The workload has passed network::check().
[[nodiscard]] Estimate estimate(const engine::State& state, const network::Workload& workload, Language language);

// Why no site has a place before its deadline for one who waits, by site and chip model; without rows: one has.
[[nodiscard]] Table wait_refusals(const engine::State& state, const engine::WaitState& entry);
[[nodiscard]] Table wait_refusals();  // without rows

}  // namespace scrip::reports
