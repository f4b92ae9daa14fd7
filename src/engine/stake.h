#pragma once
// Stakes: who holds what part of whom. What follows from them is for control/ to say.

#include <vector>

#include "engine/commands.h"
#include "engine/request.h"

namespace scrip::engine {

// What is wrong with one of the parties or stakes of a command.
struct StatedProblem {
  bool of_party = false;   // else of a stake
  std::size_t place = 0;   // in the command's list
  Error error;
};
// All that is wrong where these organisations and stakes are known, in the order of the lists; of stakes that are more
// than the whole together, the last one of them.
[[nodiscard]] std::vector<StatedProblem> problems_of(const registry::Registry& registry, const control::Stakes& stakes,
                                                     const RecordStakes& command);

// Errors, of the first problem: missing_field, too_large, value_invalid, out_of_range, time_invalid, key_reused (known
// already, and otherwise), party_not_found, shares_over_whole, limit_reached.
[[nodiscard]] Result<Events> judge(const State& state, const RecordStakes& command, const EntryContext& context);
// Errors: stake_not_found, stake_ended, time_invalid (before its first day, or out of range).
[[nodiscard]] Result<Events> judge(const State& state, const EndStake& command, const EntryContext& context);

void apply_lifecycle(State& state, const StakesRecorded& event);
void apply_lifecycle(State& state, const StakeEnded& event);

}  // namespace scrip::engine
