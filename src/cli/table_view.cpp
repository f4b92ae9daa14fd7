#include "cli/table_view.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <optional>

#include "base/suggest.h"
#include "cli/text.h"
#include "reports/decimal.h"

namespace scrip::cli {
namespace {

using reports::ColumnKind;
using reports::Table;
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
    for (const Row& row : table.rows) sum += reports::micro_units_of(row[i]);
    sums[i] = reports::decimal(sum);
  }
  if (const auto unit = find_column(table, "unit")) sums[*unit] = table.rows.front()[*unit];
  if (sums.front().empty()) sums.front() = tr(language, "Total");
  return sums;
}

bool is_whole(const std::string& cell) { return reports::micro_units_of(cell) % micro == 0; }

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
  const Int128 cents = divide(reports::micro_units_of(cell), Int128{micro_units_per_cent} * divisor, Rounding::half_up);
  return grouped(reports::decimal(cents * micro_units_per_cent, whole ? 0 : 2));
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

std::string text_for_people(const Table& table, Language language, std::size_t width, reports::TotalRow total) {
  Table exact = table;
  const bool sums =
      total == reports::TotalRow::shown && table.rows.size() > 1 && in_one_unit(table) &&
      std::any_of(table.columns.begin(), table.columns.end(), [](const auto& each) { return each.adds_up; });
  if (sums) exact.rows.push_back(sums_of(table, language));
  Table shown = exact;
  for (std::size_t i = 0; i < exact.columns.size(); ++i) shorten(exact, i, shown);
  if (const auto unit = find_column(exact, "unit")) {
    for (Row& row : shown.rows) {
      if (row[*unit] == name(Unit::device_time)) row[*unit] = tr(language, "device-hours");
    }
  }
  std::string text = reports::render_text(shown, language, width);
  if (!sums) return text;
  const std::size_t rule = text.find('\n') + 1;  // the second line is the rule: it goes above the sums, too
  const std::string line = text.substr(rule, text.find('\n', rule) + 1 - rule);
  return text.insert(text.rfind('\n', text.size() - 2) + 1, line);
}

std::string grouped(std::string_view number) {
  const std::size_t sign = number.starts_with('-') ? 1 : 0;
  const std::size_t point = std::min(number.find('.'), number.size());
  const bool plain = std::all_of(number.begin() + static_cast<std::ptrdiff_t>(sign),
                                 number.begin() + static_cast<std::ptrdiff_t>(point),
                                 [](unsigned char c) { return std::isdigit(c) != 0; });
  if (!plain || point == sign) return std::string(number);
  std::string out(number.substr(0, sign));
  for (std::size_t i = sign; i < point; ++i) {
    if (i != sign && (point - i) % 3 == 0) out += ',';
    out += number[i];
  }
  return out.append(number.substr(point));
}

Result<reports::Table> choose_columns(const reports::Table& table, std::string_view names) {
  if (names.empty()) return table;
  std::vector<std::size_t> chosen;
  reports::Table result{.name = table.name, .columns = {}, .rows = {}};
  for (std::size_t at = 0; at <= names.size();) {
    const std::size_t end = std::min(names.find(',', at), names.size());
    const std::string_view wanted = names.substr(at, end - at);
    const auto found = std::find_if(table.columns.begin(), table.columns.end(),
                                    [&](const reports::Column& column) { return column.name == wanted; });
    if (found == table.columns.end()) {
      std::vector<std::string_view> known;
      for (const auto& column : table.columns) known.push_back(column.name);
      return fail(ErrorCode::unknown_field, "'" + std::string(wanted) + "'" + did_you_mean_or_all(wanted, known),
                  "--columns");
    }
    chosen.push_back(static_cast<std::size_t>(found - table.columns.begin()));
    result.columns.push_back(*found);
    at = end + 1;
  }
  for (const auto& row : table.rows) {
    auto& cells = result.rows.emplace_back();
    for (const std::size_t i : chosen) cells.push_back(row[i]);
  }
  return result;
}

std::size_t terminal_width() {
  if (const char* columns = std::getenv("COLUMNS"); columns != nullptr) return std::strtoul(columns, nullptr, 10);
  winsize size{};
  if (::isatty(STDOUT_FILENO) == 1 && ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0) return size.ws_col;
  return 0;
}

}  // namespace scrip::cli
