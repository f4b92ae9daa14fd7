#include "engine/refund.h"

#include <algorithm>

#include "base/limits.h"
#include "engine/settlement.h"
#include "engine/texts.h"

namespace scrip::engine {
namespace {

// `part` times refunded / whole, rounded down; all of it when the whole is refunded.
Amount in_proportion(Amount part, Amount refunded, Amount whole) {
  if (whole.is_zero()) return Amount{};
  const Int128 product = Int128{part.micro_units} * refunded.micro_units;
  return Amount{static_cast<std::int64_t>(divide(product, whole.micro_units, Rounding::down))};
}

// Each voucher takes its proportion of what those before it left, and the company the rest. So no one is given back
// more than they paid, and nobody's part shrinks as the line's refund grows.
RefundedLine refund_line(const State& state, const Line& line, std::uint32_t position, Amount gross) {
  RefundedLine refunded{.line = position, .gross = gross, .parts = {}};
  const Amount total = line.refunded + gross;
  Amount rest = total;
  Amount rest_of_line = line.gross;
  for (std::uint32_t i = 0; i < line.allocations.size(); ++i) {
    const Allocation& allocation = line.allocations[i];
    const Amount money = in_proportion(allocation.covered_money, rest, rest_of_line);
    rest -= money;
    rest_of_line -= allocation.covered_money;
    const bool in_money = state.vouchers[index(allocation.voucher)].terms.unit == Unit::money;
    const Amount covered = in_money ? money : in_proportion(allocation.covered, total, line.gross);
    const RefundedLine::Part part{
        .allocation = i, .covered = covered - allocation.returned, .covered_money = money - allocation.returned_money};
    if (!part.covered.is_zero() || !part.covered_money.is_zero()) refunded.parts.push_back(part);
  }
  return refunded;
}

}  // namespace

Result<std::vector<Event>> decide_refund(const State& state, const RefundCharge& command) {
  if (command.reason.empty()) return fail(ErrorCode::missing_field, say("a refund needs a reason"), "reason");
  if (command.reason.size() > limits::text_max) return fail(ErrorCode::too_large, say("at most 512 bytes"), "reason");
  if (command.gross < Amount{}) return fail(ErrorCode::out_of_range, say("a refund is above zero"), "amount");
  const auto* site = state.registry.find_site(command.site);
  if (site == nullptr) return fail(ErrorCode::site_not_found, "'" + command.site + "'", "site");
  const auto found = state.job_by_key.find(job_key(site->id, command.job));
  if (found == state.job_by_key.end()) return fail(ErrorCode::job_not_found, "'" + command.job + "'", "job");
  const Job& job = state.jobs[index(found->second)];

  if (const auto existing = state.adjustment_by_key.find(command.key); existing != state.adjustment_by_key.end()) {
    const Adjustment& adjustment = state.adjustments[index(existing->second)];
    const bool same = adjustment.job == found->second && adjustment.reason == command.reason &&
                      adjustment.evidence == command.evidence &&
                      (command.gross.is_zero() || command.gross == adjustment.gross);
    if (same) return std::vector<Event>{};
    return fail(ErrorCode::key_reused, say("'{0}' is another refund", command.key), "key");
  }

  Amount left;
  for (const Line& line : job.lines) left += line.gross - line.refunded;
  const Amount asked = command.gross.is_zero() ? left : command.gross;
  if (left.is_zero() || asked > left) {
    return fail(ErrorCode::nothing_to_refund, say("{0} of the job's bill is left to refund", format_amount(left)),
                "amount");
  }
  Adjustment adjustment{.id = id_at<AdjustmentId>(state.adjustments.size()),
                        .key = command.key,
                        .job = found->second,
                        .job_text = command.job,
                        .site = site->id,
                        .reason = command.reason,
                        .evidence = command.evidence,
                        .gross = asked,
                        .lines = {}};
  // It stands in the statement of the latest line it corrects, or in the first open one if that is closed.
  Amount rest = asked;
  for (std::size_t i = job.lines.size(); i-- > 0 && !rest.is_zero();) {
    const Line& line = job.lines[i];
    const Amount part = std::min(rest, line.gross - line.refunded);
    if (part.is_zero()) continue;
    adjustment.lines.push_back(refund_line(state, line, static_cast<std::uint32_t>(i), part));
    adjustment.posting = std::max(adjustment.posting, line.posting);
    rest -= part;
  }
  if (state.first_open_month) adjustment.posting = std::max(adjustment.posting, *state.first_open_month);
  for (const auto& line : adjustment.lines) {
    for (const auto& part : line.parts) adjustment.covered_money += part.covered_money;
  }
  SCRIP_TRY_VOID(check_refundable(state, adjustment));
  return std::vector<Event>{ChargeAdjusted{std::move(adjustment)}};
}

}  // namespace scrip::engine
