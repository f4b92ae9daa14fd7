#pragma once
// Tables as people read them on a terminal.

#include <string>
#include <string_view>

#include "base/result.h"
#include "reports/table.h"

namespace scrip::cli {

// The columns named, by comma and in that order; all of them for an empty text. Errors: unknown_field.
[[nodiscard]] Result<reports::Table> choose_columns(const reports::Table& table, std::string_view names);

// Headings, a rule and rows; numbers to the right with their thousands apart; a note where there are no rows.
[[nodiscard]] std::string format_table(const reports::Table& table, Language language);

// "1234567.5" -> "1,234,567.50"
[[nodiscard]] std::string grouped(std::string_view number);

}  // namespace scrip::cli
