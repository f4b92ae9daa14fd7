#pragma once
// Tables as people read them, on a terminal and on paper. JSON, CSV and spreadsheets take the exact ones.

#include <string>
#include <string_view>

#include "base/result.h"
#include "reports/table.h"

namespace scrip::reports {

struct TableForPeople {
  Table table;
  bool totalled = false;  // its last row is the sums
};

// Amounts and quantities to two decimals with their thousands apart, device time in hours, long hashes shortened; asked
// for and where they mean something (more than one row, all of one unit, a column that adds up), a last row of sums.
[[nodiscard]] TableForPeople for_people(const Table& table, Language language, TotalRow total);

// "1234567.50" -> "1,234,567.50". A text that is no number stays as it is.
[[nodiscard]] std::string grouped(std::string_view number);

}  // namespace scrip::reports
