#pragma once
// How the line is run forward; for the files of the line.

#include <functional>
#include <span>
#include <vector>

#include "engine/line.h"

namespace scrip::engine {

// Those who wait, in the order they joined.
[[nodiscard]] std::vector<const WaitState*> waiting_in(const State& state);
// Those entries, first to last.
[[nodiscard]] std::vector<LineRank> ranked(const State& state, std::span<const WaitState* const> entries, Instant now);
// Gives each of the entries its plan, in order, until `each` says that it has seen enough.
void run_line(const State& state, std::span<const WaitState* const> entries, Instant now,
              const std::function<bool(const LinePlace&)>& each);
// The one who is to be given a quote now, with the place in the line; none if nobody can start in time.
[[nodiscard]] std::optional<LineOffered> next_offered(const State& state, Instant now);
// Why sites have nothing for one who waits, after those before it; none if it has a plan.
[[nodiscard]] std::vector<Refusal> refusals_for(const State& state, const Waiting& terms, Instant now);
// When one who would join with these terms could start.
[[nodiscard]] std::optional<Instant> estimate_for(const State& state, const Waiting& terms, Instant now);

}  // namespace scrip::engine
