#pragma once
// What issuing and ending a voucher does to the books, whether it came from a budget line or from an award.

#include <span>
#include <vector>

#include "engine/commands.h"
#include "programme/split.h"

namespace scrip::engine {

// What can be said of a command by itself. Errors: those of check_key(), out_of_range, time_invalid.
[[nodiscard]] Result<void> check_terms_asked(const IssueVoucher& command);
// The terms it asks for, on this budget line and for this organisation.
// Errors: site_not_found, resource_not_found, value_invalid, unit_mismatch.
[[nodiscard]] Result<programme::Voucher> voucher_terms(const State& state, const IssueVoucher& command,
                                                       const programme::BudgetLine& line, OrganisationId organisation);
// Whether the wallet has room and the voucher's time is not over. Errors: limit_reached, voucher_expired.
[[nodiscard]] Result<void> check_issue(const State& state, const programme::Voucher& voucher, Instant now);

// Adds the voucher and moves each part from its account to the voucher's.
struct PaidPart {
  AccountId from;
  programme::LinePart part;
};
void put_voucher(State& state, const programme::Voucher& terms, AwardId award, std::span<const PaidPart> parts);

// Sets the status; at an end (expired, revoked) what is left goes back to the budget lines.
void set_voucher_status(State& state, VoucherId voucher, programme::VoucherStatus status);

[[nodiscard]] inline bool has_ended(const VoucherState& voucher) {
  return voucher.status == programme::VoucherStatus::expired || voucher.status == programme::VoucherStatus::revoked;
}

// Whether the voucher's award is suspended: then only that can resume it.
[[nodiscard]] bool is_resting(const State& state, const VoucherState& voucher);

// Moves what a voucher has left to the lines that paid for it, in proportion to what of each has not come back yet. So
// however the rest comes back, in one step or in many, the parts of a step sum to it, no line gets more than it paid,
// and when all has come back each has all it paid.
void return_rest(State& state, VoucherState& voucher);

[[nodiscard]] AccountId account_of(const State& state, const programme::BudgetLine& line);

}  // namespace scrip::engine
