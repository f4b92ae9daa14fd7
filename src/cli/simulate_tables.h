#pragma once
// What a simulation came to, as tables: the same for a terminal, JSON and CSV.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "reports/table.h"
#include "simulation/simulation.h"

namespace scrip::cli {

struct SimulationSection {
  std::string_view title;  // of the catalogue
  reports::Table table;
};

// A policy with what its rules came to.
struct SimulatedSide {
  const policy::Simulator& simulator;
  const policy::Totals& totals;

  [[nodiscard]] const policy::Policy& policy() const { return simulator.policy().policy; }
};

// One policy, or two and what changes between them. Tables with nothing in them are left out. `for_people`: words in
// the language instead of stable names.
struct SimulationSides {
  SimulatedSide before;
  std::optional<SimulatedSide> after;
  const policy::Comparison& comparison;
};
[[nodiscard]] std::vector<SimulationSection> simulation_tables(const SimulationSides& sides, Language language,
                                                               bool for_people);

// All tables as one CSV of four columns: table, row (from 1), column, value.
[[nodiscard]] std::string long_csv(const std::vector<SimulationSection>& sections);

}  // namespace scrip::cli
