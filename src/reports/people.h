#pragma once
// Tables as people read them, on a terminal and on paper. JSON, CSV and spreadsheets take the exact ones.

#include <string>
#include <string_view>

#include "base/grouped.h"
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

using scrip::grouped;

}  // namespace scrip::reports
