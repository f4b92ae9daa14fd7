#pragma once
// Purchase claims and devices as the API shows them.

#include <string>

#include "engine/claim.h"
#include "engine/state.h"
#include "subsidy/file/tables.h"

namespace scrip::service {

// In the shape that a claim is presented in (docs/formats/claim.md).
[[nodiscard]] std::string claim_content_json(const subsidy::Claim& claim);
// Everything about a claim: content, findings with their settlement, revisions, sums.
[[nodiscard]] std::string claim_json(const engine::State& state, const engine::ClaimState& claim);
// A device with its history and, of the meter, the sums by month.
[[nodiscard]] std::string device_json(const engine::State& state, const registry::Device& device);
// {"claim": .. or null, "problems": [..]}.
[[nodiscard]] std::string claim_tables_json(const subsidy::ClaimTables& tables);

}  // namespace scrip::service
