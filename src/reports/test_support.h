#pragma once
// Reading cells of tables in tests.

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "reports/decimal.h"
#include "reports/table.h"

namespace scrip::reports {

inline std::size_t position(const Table& table, std::string_view column) {
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    if (table.columns[i].name == column) return i;
  }
  ADD_FAILURE() << table.name << " has no column " << column;
  return 0;
}

// The sum of a column, of the rows whose cell in another column is as given.
inline Int128 sum(const Table& table, std::string_view column, std::string_view where = {}, std::string_view is = {}) {
  Int128 total = 0;
  for (const auto& row : table.rows) {
    if (!where.empty() && row[position(table, where)] != is) continue;
    total += micro_units_of(row[position(table, column)]);
  }
  return total;
}

// The cell of the one row that has `key` in its first column.
inline std::string cell_at(const Table& table, std::string_view key, std::string_view column) {
  for (const auto& row : table.rows) {
    if (row.front() == key) return row[position(table, column)];
  }
  ADD_FAILURE() << table.name << " has no row " << key;
  return {};
}

}  // namespace scrip::reports
