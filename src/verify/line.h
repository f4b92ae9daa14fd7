#pragma once
// The waiting line from first principles: who is served is the next by the rule, at the earliest that those before
// leave, and nobody takes devices past the line. It shares no code with the engine's running of the line: orders,
// devices and starts are found by going through everything, slowly. What a workload takes on a chip and what a wallet
// would pay are the engine's; others check those.

#include "base/result.h"
#include "codec/entry.h"
#include "engine/state.h"

namespace scrip::verify {

// Checks of an entry, on the state before it, that
//  - one who is offered a quote out of the line has the place that the rules give, gets the earliest that those before
//    leave, in time for the programme's rule, and nobody before could have started in time;
//  - one who reserves by a quote of their own leaves what those are to get who waited when the quote was given.
// Other entries pass. Errors: replay_mismatch. Cost: those who wait, times the sites, times what is reserved there.
[[nodiscard]] Result<void> check_line(const engine::State& before, const codec::Entry& entry);

}  // namespace scrip::verify
