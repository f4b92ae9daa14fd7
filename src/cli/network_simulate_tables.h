#pragma once
// What a simulated network came to under each rule, as tables: the same for a terminal, JSON and CSV.

#include <vector>

#include "cli/simulate_tables.h"
#include "network_simulation/compare.h"
#include "network_simulation/network_file.h"

namespace scrip::cli {

struct NetworkAnswer {
  const network_simulation::Loaded& loaded;
  const std::vector<network_simulation::Compared>& compared;  // the first is what the others are compared with
};

// `for_people`: hours and minutes instead of seconds. `by_site`: also a row for every site under every rule.
[[nodiscard]] std::vector<SimulationSection> network_tables(const NetworkAnswer& answer, bool for_people, bool by_site);

// Seconds as people read them: "0:00:07", "26:03:11".
[[nodiscard]] std::string clock_text(std::uint64_t seconds);

}  // namespace scrip::cli
