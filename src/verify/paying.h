#pragma once
// Audit of paying: every due is what its statement's lines, its voucher or its award make it, no due is paid twice,
// nobody approved what they proposed, no more came back than was paid.

#include "base/result.h"
#include "engine/state.h"
#include "verify/postings.h"

namespace scrip::verify {

// Adds what payments, instalments and clawbacks move between accounts. Errors: replay_mismatch.
[[nodiscard]] Result<void> check_paying(const engine::State& state, Postings& postings);

}  // namespace scrip::verify
