#pragma once
// A second way to the same figures: every balance is worked out again from the bills, the vouchers' terms and the
// holds, by the definitions and not by the steps that led there. Slow and obvious on purpose; it shares no code with
// the charging it checks.

#include <cstdint>

#include "base/result.h"
#include "engine/state.h"

namespace scrip::verify {

// Checks of a whole state that
//  - each line's gross is the rounded running total less that of the lines before it, and the job's sums are its
//  lines';
//  - each voucher pays round(share x end) - round(share x start) of its stretch of a bill, where its terms allow it
//  (day,
//    site, resource, use, unit), and stays under its caps per job, month and year;
//  - a voucher's face value is what is left, held, in flight, settled and returned; none of them below zero; what its
//    budget lines paid is its face value, what they got back is what was returned;
//  - an award sets aside its amount on its lines, and what is not issued of it is what its account holds;
//  - nobody approved what they had proposed;
//  - holds have set aside what their vouchers' accounts hold, and no more was captured than placed;
//  - nothing is reserved twice, and reservations are as they were quoted (reservations.h);
//  - every account of the ledger has the balance that all this comes to, and each unit sums to zero.
// Returns the number of lines. Errors: replay_mismatch, naming the job, voucher or account. Cost: linear.
[[nodiscard]] Result<std::uint64_t> check_books(const engine::State& state);

// Sums to zero by unit; no account on the wrong side of zero; no budget line above its appropriation.
// Errors: replay_mismatch. Cost: linear in the accounts.
[[nodiscard]] Result<void> check_balances(const engine::State& state);

}  // namespace scrip::verify
