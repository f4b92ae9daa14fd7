#include "engine/replay.h"

#include <string>

#include "engine/close.h"
#include "engine/refund.h"
#include "engine/request_name.h"

namespace scrip::engine {
namespace {

std::unexpected<Error> mismatch(std::string detail) { return fail(ErrorCode::replay_mismatch, std::move(detail)); }

// The refund that is asked for again must be the refund that was made.
Result<void> judge_refund(const State& state, const Adjustment& adjustment) {
  const RefundCharge command{.key = adjustment.key,
                             .site = state.registry.sites()[index(adjustment.site)].key,
                             .job = adjustment.job_text,
                             .gross = adjustment.gross,
                             .reason = adjustment.reason,
                             .evidence = adjustment.evidence};
  const auto decided = decide_refund(state, command);
  if (!decided) return mismatch("charge_adjusted: the refund would be refused: " + decided.error().detail);
  const bool same = decided->size() == 1 && decided->front().as<ChargeAdjusted>()->adjustment == adjustment;
  return same ? Result<void>{} : mismatch("charge_adjusted: the refund comes out differently when decided again");
}

std::string differing_statement(const std::vector<Statement>& stated, const std::vector<Statement>& found) {
  for (std::size_t i = 0; i < stated.size() && i < found.size(); ++i) {
    if (stated[i] == found[i]) continue;
    return "statement " + std::to_string(index(stated[i].id)) + " says " + format_amount(stated[i].total) + " of " +
           std::to_string(stated[i].lines) + " lines, its lines come to " + format_amount(found[i].total) + " of " +
           std::to_string(found[i].lines) + (stated[i].total == found[i].total ? "; they differ in detail" : "");
  }
  return std::to_string(stated.size()) + " statements are given, there are " + std::to_string(found.size());
}

Result<void> judge_close(State& state, const PeriodClosed& event) {
  const EntryContext context{.sequence = state.last_sequence, .now = state.last_time, .actor = state.last_actor};
  if (const auto due = check_close(state, event.month, context); !due) {
    return mismatch("period_closed: the period could not be closed: " + due.error().detail);
  }
  const PeriodClosed closed = close_period(state, event.month);
  if (closed.statements != event.statements) {
    return mismatch("period_closed: " + differing_statement(event.statements, closed.statements));
  }
  if (closed.changes != event.changes) {
    return mismatch("period_closed: the vouchers that pay for its lines come out differently when closed again");
  }
  return {};
}

}  // namespace

Result<void> replay_header(State& state, const EntryContext& context, const std::optional<Hash256>& request) {
  if (context.sequence != state.last_sequence + 1) {
    return mismatch("the entry's number is " + std::to_string(context.sequence) + ", after " +
                    std::to_string(state.last_sequence));
  }
  constexpr Instant time_max = instant_at(count(instant_max) * 2);  // far from where sums of times could wrap
  if (context.now > time_max || context.now < -time_max.time_since_epoch() + Instant{}) {
    return mismatch("the entry's time is out of range");
  }
  if (context.now <= state.last_time && context.sequence != 1) {
    return mismatch("the entry is not later than the one before");
  }
  if (request && state.request_entry.contains(request_name(*request))) {
    return mismatch("the entry's idempotency key was used before");
  }
  begin_entry(state, context, request);
  return {};
}

Result<void> replay(State& state, const Event& event, Replay how) {
  SCRIP_TRY_VOID(check(state, event));
  const auto* closed = event.as<PeriodClosed>();
  if (closed != nullptr && how == Replay::judge) return judge_close(state, *closed);
  if (closed != nullptr) {
    return apply_close(state, *closed) ? Result<void>{} : mismatch("period_closed: its changes do not fit the jobs");
  }
  const auto* adjusted = event.as<ChargeAdjusted>();
  if (adjusted != nullptr && how == Replay::judge) SCRIP_TRY_VOID(judge_refund(state, adjusted->adjustment));
  if (how == Replay::judge) SCRIP_TRY_VOID(judge_again(state, event));
  apply(state, event);
  return {};
}

}  // namespace scrip::engine
