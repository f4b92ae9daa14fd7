#pragma once
// Shares a simulated population out by the programme's own method: the same round as make_round() and
// allocation::allocate() make of real applications, one after the other as its windows, months or days go by.
//
// An application is known by the number of its row, is handed in at the beginning of its day (UTC), and within a day
// stands where its row stands. It takes part with what was decided for it; its score comes with the population.

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "allocation/allocation.h"
#include "policy/simulate.h"
#include "policy/totals.h"

namespace scrip::policy {

inline constexpr std::int32_t no_score = -1;

// An award that was decided and waits for its round: 24 bytes.
struct Claimed {
  std::uint64_t row = 0;
  std::int64_t asked = 0;  // millionths of the programme's unit
  std::int32_t score = no_score;  // thousandths of a point
  std::int16_t day = 0;  // since the programme's first day
  std::int16_t pool = no_choice;
};
static_assert(sizeof(Claimed) == 24);

// Appends the awards among the rows from .. until - 1; the first of them is applicant `first`.
// Errors: amount_overflow, out_of_range (a day a human life beyond the first one of the programme).
[[nodiscard]] Result<void> collect_claims(const Policy& policy, const Population& population, const Results& results,
                                          std::size_t from, std::size_t until, std::uint64_t first,
                                          std::vector<Claimed>& out);

// A round of one pool. First come, first served all year round is one round, though it is served day by day.
struct SimulatedRound {
  std::string id;  // the first day of its intake: what its tickets are drawn by, behind the programme's id
  std::string pool;
  Day opens{};
  Day closes{};  // exclusive
  std::optional<Amount> money;  // what the pool held; none: its amount is not published, and all are paid
  std::uint64_t applications = 0;
  Sum asked;
  std::uint64_t awards = 0;
  Sum given;
  Amount left;
  std::optional<allocation::Score> cut_off;  // the lowest score that was awarded anything
  std::array<std::uint64_t, allocation::outcome_codes> outcomes{};  // by OutcomeCode
};

struct SharedOut {
  std::vector<SimulatedRound> rounds;  // by pool, then by day
  std::uint64_t outside = 0;           // awards on a day on which nothing is taken in
  std::uint64_t without_pool = 0;
};

// A round as it was shared out, application for application: for files, and for checking.
struct SharedRows {
  const SimulatedRound& round;
  const allocation::Round& inputs;  // keys are row numbers from 1, ten digits
  const allocation::Allocation& allocation;
};

// The seed of simulated draws: SHA-256 of "scrip simulated draw N".
[[nodiscard]] allocation::Seed simulated_seed(std::uint64_t number);

// Shares out. Claims may come in any order: the result does not depend on it. `seen`, where given, is called for every
// round with what became of each application.
//
// Memory   24 bytes a claim, and some 300 bytes for each application of the largest round.
// Errors   too_large (a round of more than limits::round_applications_max), missing_field (a score that the method
//          goes by), and the others of allocation::allocate.
[[nodiscard]] Result<SharedOut> share_out_claims(const Policy& policy, std::vector<Claimed> claims,
                                                 const allocation::Seed& seed,
                                                 const std::function<Result<void>(const SharedRows&)>& seen = {});

}  // namespace scrip::policy
