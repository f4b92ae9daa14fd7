#pragma once
// The sharing-out of a simulated population: which rounds there are, who is paid how much, who is left out.

#include <optional>
#include <string>
#include <vector>

#include "cli/simulate_rows.h"
#include "cli/simulate_tables.h"
#include "policy/simulate_round.h"

namespace scrip::cli {

// What became of each side's awards; or why they were not shared out.
struct SharedSides {
  std::optional<policy::SharedOut> before;
  std::optional<policy::SharedOut> after;
  std::optional<Error> refused;
};

// Shares out what a simulation decided, with the draw of that number. `awards` is the path of a CSV file to write with
// a line for each application of each round (side, round, pool, row, asked, outcome, amount, rank); empty: none.
// Errors: those of writing the file. What cannot be shared out is `refused`.
[[nodiscard]] Result<SharedSides> share_out_simulated(simulation::Simulated& simulated, const policy::Simulator& before,
                                                      const policy::Simulator* after, std::uint64_t draw,
                                                      const std::string& awards);

// "rounds" and "outcomes".
[[nodiscard]] std::vector<SimulationSection> round_tables(const SharedSides& shared, Language language,
                                                          bool for_people);

}  // namespace scrip::cli
