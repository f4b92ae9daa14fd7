#pragma once
// The tables of a simulation that stand on their own, and what all of them are written with. For simulate_tables.cpp.

#include <cstdint>
#include <string>
#include <string_view>

#include "cli/simulate_tables.h"
#include "cli/text.h"

namespace scrip::cli {

// Stable names for programs, or words in a language for people.
struct TableWords {
  Language language = Language::english;
  bool for_people = false;

  [[nodiscard]] std::string operator()(std::string_view id, std::string_view english) const {
    return for_people ? std::string(tr(language, english)) : std::string(id);
  }
};

[[nodiscard]] std::string table_number(std::uint64_t count);
[[nodiscard]] std::string table_number(cel::Decimal value);
[[nodiscard]] std::string table_number(const policy::Sum& sum);  // empty where it is out of range
// after - before
[[nodiscard]] std::string table_difference(std::uint64_t before, std::uint64_t after);
[[nodiscard]] std::string table_difference(const policy::Sum& before, const policy::Sum& after);

// By budget line: what there is, what is awarded, how far it goes.
[[nodiscard]] reports::Table pools_table(const SimulationSides& sides, const TableWords& word);
// Only where the first come are served first: in a round nothing is paid before it is shared out.
[[nodiscard]] reports::Table pool_months_table(const SimulationSides& sides, const TableWords& word);

// Of two policies.
[[nodiscard]] reports::Table changes_table(const SimulationSides& sides, const TableWords& word);
[[nodiscard]] reports::Table changes_by_fact_table(const SimulationSides& sides, const TableWords& word);

}  // namespace scrip::cli
