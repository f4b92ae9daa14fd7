#pragma once
// Authorising a job: setting aside what its largest bill takes from the wallet.

#include "engine/commands.h"

namespace scrip::engine {

// Errors: organisation_not_found, site_not_found, resource_not_found, no_price, out_of_range, time_invalid, key_reused,
// value_invalid (another organisation pays for the job),
// insufficient_balance (with what the wallet has: available, committed, in flight, settled).
[[nodiscard]] Result<std::vector<Event>> decide_place(const State& state, const PlaceHold& command,
                                                      const EntryContext& context);
// Errors: hold_not_found, hold_ended, time_invalid, insufficient_balance.
[[nodiscard]] Result<std::vector<Event>> decide_extend(const State& state, const ExtendHold& command,
                                                       const EntryContext& context);

// Whether a job runs under it. Errors: reservation_state: it is a reservation's that waits for its job.
[[nodiscard]] Result<void> check_has_job(const Hold& hold);

}  // namespace scrip::engine
