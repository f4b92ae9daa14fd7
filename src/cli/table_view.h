#pragma once
// What people choose of a table, and how numbers look to them.

#include <string>
#include <string_view>

#include "base/result.h"
#include "reports/table.h"

namespace scrip::cli {

// The columns named, by comma and in that order; all of them for an empty text. Errors: unknown_field.
[[nodiscard]] Result<reports::Table> choose_columns(const reports::Table& table, std::string_view names);

// The table as people read it: amounts and quantities to two decimals with their thousands apart, device time in hours,
// a last row of sums where they mean something (one unit, more than one row). --json and export are exact.
[[nodiscard]] std::string text_for_people(const reports::Table& table, Language language, std::size_t width,
                                          reports::TotalRow total);

// The places on a line of standard output: of the terminal, or COLUMNS; 0 (no limit) where there is neither.
[[nodiscard]] std::size_t terminal_width();

}  // namespace scrip::cli
