#pragma once
// Refunds: an adjustment gives charges back to the vouchers they came from.

#include "engine/commands.h"

namespace scrip::engine {

// Walks the job's lines from the last to the first until the amount is found; within a line what is returned is shared
// out in proportion to what each voucher and the company paid, on the running total, so that refunding a line in steps
// or at once gives the same; no one gets back more than they paid.
//
// Errors: site_not_found, job_not_found, nothing_to_refund (also if less is left than asked for), out_of_range,
// missing_field (reason), key_reused.
[[nodiscard]] Result<std::vector<Event>> decide_refund(const State& state, const RefundCharge& command);

}  // namespace scrip::engine
