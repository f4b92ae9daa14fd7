#pragma once
// Policies that are published, and calls that open, close and are shared out.

#include "engine/commands.h"
#include "engine/request.h"

namespace scrip::engine {

// The programme's policy on a day: of the versions in effect by then, the one published last, if its period holds the
// day; nothing otherwise.
[[nodiscard]] const programme::Policy* policy_in_force(const State& state, ProgrammeId programme, Day day);

// How an amount falls on the call's lines.
[[nodiscard]] std::vector<programme::LinePart> split(const programme::Call& call, Amount amount);

// Errors: missing_field, value_invalid, time_invalid (also if it takes effect before the version before it),
// programme_not_found, key_reused.
[[nodiscard]] Result<Events> judge(const State& state, const PublishPolicy& command, const EntryContext& context);
// Errors: value_invalid (shares that do not make a whole; a line twice, or of another programme), unit_mismatch,
// time_invalid, programme_not_found, policy_not_found, budget_line_not_found, policy_not_in_force, key_reused.
[[nodiscard]] Result<Events> judge(const State& state, const OpenCall& command, const EntryContext& context);
// Errors: call_not_found, call_closed, time_invalid.
[[nodiscard]] Result<Events> judge(const State& state, const SetDeadline& command, const EntryContext& context);
// Errors: call_not_found, missing_field, call_closed, key_reused (it has committed to another).
[[nodiscard]] Result<Events> judge(const State& state, const CommitSeed& command, const EntryContext& context);
// Errors: call_not_found, application_not_found, round_unfinished (with what is missing), seed_mismatch, out_of_range
// (more than it was assessed at), value_invalid (an application that is not of the round, or twice),
// insufficient_budget, key_reused (it was shared out otherwise).
[[nodiscard]] Result<Events> judge(const State& state, const AllocateRound& command, const EntryContext& context);

void apply_lifecycle(State& state, const PolicyPublished& event);
void apply_lifecycle(State& state, const CallOpened& event);
void apply_lifecycle(State& state, const DeadlineSet& event);
void apply_lifecycle(State& state, const SeedCommitted& event);
void apply_lifecycle(State& state, const RoundAllocated& event);

}  // namespace scrip::engine
