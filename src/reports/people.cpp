#include "reports/people.h"

#include <algorithm>
#include <optional>

#include "reports/catalogue.h"
#include "reports/decimal.h"

namespace scrip::reports {
namespace {

using Row = std::vector<std::string>;

constexpr std::int64_t micro_units_per_cent = 10'000;
constexpr std::int64_t seconds_an_hour = 3600;

std::optional<std::size_t> find_column(const Table& table, std::string_view name) {
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    if (table.columns[i].name == name) return i;
  }
  return std::nullopt;
}

bool in_one_unit(const Table& table) {
  const auto unit = find_column(table, "unit");
  return !unit || std::all_of(table.rows.begin(), table.rows.end(),
                              [&](const Row& row) { return row[*unit] == table.rows.front()[*unit]; });
}

Row sums_of(const Table& table, Language language) {
  Row sums(table.columns.size());
  for (std::size_t i = 0; i < sums.size(); ++i) {
    if (!table.columns[i].adds_up) continue;
    Int128 sum = 0;
    for (const Row& row : table.rows) sum += micro_units_of(row[i]);
    sums[i] = decimal(sum);
  }
  if (const auto unit = find_column(table, "unit")) sums[*unit] = table.rows.front()[*unit];
  if (sums.front().empty()) sums.front() = say(language, Phrase::total_of_rows);
  return sums;
}

bool is_whole(const std::string& cell) { return micro_units_of(cell) % micro == 0; }

bool counts_tokens(const Table& table, const Row& row) {
  const auto unit = find_column(table, "unit");
  return unit && row[*unit] == name(Unit::tokens);
}

bool counts_hours(const Table& table, const Row& row) {
  const auto unit = find_column(table, "unit");
  return unit && row[*unit] == name(Unit::device_time);
}

// 1,234.50, or 1,234 where whole numbers are asked for.
std::string rounded_number(const std::string& cell, std::int64_t divisor, bool whole) {
  const Int128 cents = divide(micro_units_of(cell), Int128{micro_units_per_cent} * divisor, Rounding::half_up);
  return grouped(decimal(cents * micro_units_per_cent, whole ? 0 : 2));
}

// The cells of one column. Quantities go without decimals where all of them are whole.
void shorten(const Table& exact, std::size_t column, Table& shown) {
  const ColumnKind kind = exact.columns[column].kind;
  const bool whole = kind == ColumnKind::quantity &&
                     std::all_of(exact.rows.begin(), exact.rows.end(),
                                 [&](const Row& row) { return row[column].empty() || is_whole(row[column]); });
  for (std::size_t i = 0; i < exact.rows.size(); ++i) {
    const Row& row = exact.rows[i];
    std::string& cell = shown.rows[i][column];
    if (cell.empty()) continue;
    if (kind == ColumnKind::amount) {
      cell = rounded_number(cell, counts_hours(exact, row) ? seconds_an_hour : 1,
                            counts_tokens(exact, row) && is_whole(cell));
    }
    if (kind == ColumnKind::quantity) cell = rounded_number(cell, 1, whole);
    if (kind == ColumnKind::integer) cell = grouped(cell);
    if (kind == ColumnKind::hash && cell.size() == 64) cell.resize(16);  // job ids, which are shorter, are typed in
  }
}

}  // namespace

TableForPeople for_people(const Table& table, Language language, TotalRow total) {
  Table exact = table;
  const bool sums =
      total == TotalRow::shown && table.rows.size() > 1 && in_one_unit(table) &&
      std::any_of(table.columns.begin(), table.columns.end(), [](const auto& each) { return each.adds_up; });
  if (sums) exact.rows.push_back(sums_of(table, language));
  TableForPeople shown{exact, sums};
  for (std::size_t i = 0; i < exact.columns.size(); ++i) shorten(exact, i, shown.table);
  if (const auto unit = find_column(exact, "unit")) {
    for (Row& row : shown.table.rows) {
      if (row[*unit] == name(Unit::device_time)) row[*unit] = say(language, Phrase::unit_device_hours);
    }
  }
  return shown;
}

}  // namespace scrip::reports
