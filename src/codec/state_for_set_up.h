#pragma once
// A copy of the state to judge a set-up on. Nothing of a set-up (docs/cli.md: organisations, sites, resources, payers,
// programmes, budget lines, rate cards, vouchers, chips) reads what grows with use, so none of that is copied: jobs
// with their charges, holds, usage in suspense, adjustments and idempotency keys are left out.
//
// Cost: what is left grows with the register, applications, vouchers, claims and accounts; not with usage.

#include "base/bytes.h"
#include "engine/state.h"

namespace scrip::codec {

// For decode_state(). The copy judges and applies a set-up's commands as the state would; it is good for nothing else.
[[nodiscard]] Bytes encode_for_set_up(const engine::State& state);

}  // namespace scrip::codec
