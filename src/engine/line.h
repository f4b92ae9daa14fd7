#pragma once
// The waiting line: in what order those who wait are served, what each can expect, and who is next.
// docs/waiting-line.md has the rules; docs/decisions/0032 the reasons.

#include <optional>
#include <vector>

#include "base/wide.h"
#include "engine/commands.h"
#include "engine/request.h"
#include "engine/reservation.h"

namespace scrip::engine {

// Errors: those of AskQuote, programme_not_found, voucher_not_found (the wallet has no active voucher of the
// programme), limit_reached.
[[nodiscard]] Result<Events> judge(const State& state, const JoinLine& command, const EntryContext& context);
// Errors: missing_field, wait_not_found, wait_state.
[[nodiscard]] Result<Events> judge(const State& state, const LeaveLine& command, const EntryContext& context);
// Errors: programme_not_found, organisation_not_found, out_of_range, value_invalid, missing_field, key_reused,
// limit_reached.
[[nodiscard]] Result<Events> judge(const State& state, const ProposeAllocationRule& command,
                                   const EntryContext& context);
// Errors: allocation_rule_not_found, allocation_rule_state, four_eyes.
[[nodiscard]] Result<Events> judge(const State& state, const ApproveAllocationRule& command,
                                   const EntryContext& context);
// Errors: missing_field, allocation_rule_not_found, allocation_rule_state.
[[nodiscard]] Result<Events> judge(const State& state, const RejectAllocationRule& command,
                                   const EntryContext& context);
// Errors: programme_not_found, allocation_rule_state (it draws no lots), value_invalid, missing_field, seed_mismatch.
[[nodiscard]] Result<Events> judge(const State& state, const DrawLine& command, const EntryContext& context);

void apply_lifecycle(State& state, const LineJoined& event);
void apply_lifecycle(State& state, const LineEnded& event);
void apply_lifecycle(State& state, const LineOffered& event);
void apply_lifecycle(State& state, const LineDrawn& event);
void apply_lifecycle(State& state, const AllocationRuleProposed& event);
void apply_lifecycle(State& state, const AllocationRuleDecided& event);
void apply_lifecycle(State& state, const JobCounted& event);

// --- the order ---
// Where one stands by its programme's rule, and by what.
struct LineRank {
  WaitId wait = no_id<WaitId>;
  LineOrder order = LineOrder::first_come;
  std::uint32_t standing = 1;     // class or weight; 1 under the other rules
  Amount used;                    // of fair_share: device-seconds used and reserved
  Instant deadline{};             // of deadline
  std::optional<Hash256> ticket;  // of lottery
};
// Whether one is served before the other by their programme's rule; not by having joined first.
[[nodiscard]] bool ranks_before(const LineRank& a, const LineRank& b);
// All that wait, first to last: each programme's by its rule, then who joined first; between programmes, the one whose
// first has waited longest goes on. Cost: n log n, and under fair_share the days that count, for each organisation.
[[nodiscard]] std::vector<LineRank> line_order(const State& state, Instant now);
// What counts as used by the organisation at `now`: device-seconds that its jobs used on the last `days` days (today
// among them), and those of its reservations from now on.
[[nodiscard]] Amount used_by(const State& state, OrganisationId organisation, std::uint32_t days, Instant now);

// --- what each can expect ---
struct LinePlace {
  LineRank rank;
  std::optional<Offer> offer;     // the earliest that those before it leave; none: nothing before its deadline
  std::vector<Refusal> refusals;  // why there is none; not kept for a whole line
};
// Runs the line forward: each, in order, gets the first acceptable offer out of what reservations, held quotes, running
// jobs and the plans of those before it leave.
[[nodiscard]] std::vector<LinePlace> run_line(const State& state, Instant now);
// What those who joined before `joined_before` are planned to get.
[[nodiscard]] Takes line_takes(const State& state, Instant now, Instant joined_before);
// The quotes that are to be given now, in order. Nothing while the line is as it was looked at less than a minute ago.
void add_line_due(const State& state, Instant now, Events& events);
// Nobody can be served now: the line need not be looked at before something changes, or for a minute.
void note_line_looked(State& state, Instant now);
// The quote that one who waits gets at its planned offer.
[[nodiscard]] Quote quote_for(const State& state, const LinePlace& place, Instant now);

// --- notes by others ---
void note_quote_taken(State& state, QuoteId quote);  // a reservation was made of it
void note_running_ended(State& state, HoldId hold);  // a job's hold has ended
// The event that counts a job without a reservation, where it takes devices that are promised to programmes.
[[nodiscard]] std::optional<JobCounted> counted(const State& state, const Hold& hold, std::int64_t units);
void rebuild_line_indexes(State& state);

}  // namespace scrip::engine
