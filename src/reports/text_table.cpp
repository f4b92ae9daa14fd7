#include <algorithm>
#include <optional>
#include <vector>

#include "base/check.h"
#include "reports/catalogue.h"
#include "reports/decimal.h"
#include "reports/display.h"
#include "reports/table.h"

namespace scrip::reports {
namespace {

constexpr std::size_t gap = 2;              // places between columns
constexpr std::size_t text_width_min = 6;   // a column of text is not cut below this

using Row = std::vector<std::string>;

bool is_number(ColumnKind kind) {
  switch (kind) {
    case ColumnKind::integer:
    case ColumnKind::amount:
    case ColumnKind::quantity:
    case ColumnKind::share:
      return true;
    case ColumnKind::text:
    case ColumnKind::instant:
    case ColumnKind::day:
    case ColumnKind::month:
    case ColumnKind::hash:
    case ColumnKind::boolean:
      return false;
  }
  return false;
}

bool may_be_cut(ColumnKind kind) { return kind == ColumnKind::text || kind == ColumnKind::hash; }

// The column whose cells say what a column's numbers count, where the table has one.
std::optional<std::size_t> unit_column(const Table& table, const Column& column) {
  if (column.kind == ColumnKind::quantity && column.name != column::quantity.name)
    return std::nullopt;  // says it itself
  const auto& wanted = column.kind == ColumnKind::quantity ? column::quantity_unit.name : column::unit.name;
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    if (table.columns[i].name == wanted) return i;
  }
  return std::nullopt;
}

bool in_one_unit(const Table& table, std::size_t column) {
  const auto unit = unit_column(table, table.columns[column]);
  if (!unit) return true;
  return std::all_of(table.rows.begin(), table.rows.end(),
                     [&](const Row& row) { return row[*unit] == table.rows.front()[*unit]; });
}

std::string sum_of(const Table& table, std::size_t column) {
  Int128 sum = 0;
  for (const Row& row : table.rows) sum += micro_units_of(row[column]);
  return decimal(sum, table.columns[column].kind == ColumnKind::amount ? 2 : 6);
}

Row total_row(const Table& table, Language language) {
  Row total(table.columns.size());
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    if (table.columns[i].adds_up && in_one_unit(table, i)) total[i] = sum_of(table, i);
  }
  if (!total.empty() && total.front().empty()) total.front() = text(Phrase::total, language);
  return total;
}

std::vector<Row> rows_to_show(const Table& table, Language language, TotalRow total) {
  std::vector<Row> rows;
  rows.reserve(table.rows.size() + 2);
  Row& headings = rows.emplace_back();
  for (const Column& column : table.columns) {
    headings.emplace_back(language == Language::chinese ? column.chinese : column.english);
  }
  for (const Row& row : table.rows) {
    SCRIP_CHECK(row.size() == table.columns.size());
    Row& shown = rows.emplace_back();
    for (const auto& cell : row) shown.push_back(printable(cell));
  }
  const bool adds_up =
      std::any_of(table.columns.begin(), table.columns.end(), [](const Column& c) { return c.adds_up; });
  if (total == TotalRow::shown && adds_up) rows.push_back(total_row(table, language));
  return rows;
}

std::vector<std::size_t> natural_widths(const std::vector<Row>& rows) {
  std::vector<std::size_t> widths(rows.front().size());
  for (const Row& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], display_width(row[i]));
  }
  return widths;
}

// Takes places from the widest column of text, one at a time, until the table fits or no column can give more.
void fit(std::vector<std::size_t>& widths, const std::vector<Column>& columns, std::size_t limit) {
  std::size_t sum = gap * (widths.size() - 1);
  for (const std::size_t width : widths) sum += width;
  for (; sum > limit; --sum) {
    std::size_t* widest = nullptr;
    for (std::size_t i = 0; i < widths.size(); ++i) {
      if (!may_be_cut(columns[i].kind) || widths[i] <= text_width_min) continue;
      if (widest == nullptr || widths[i] > *widest) widest = &widths[i];
    }
    if (widest == nullptr) return;
    --*widest;
  }
}

void append_line(std::string& out, const Row& row, const std::vector<Column>& columns,
                 const std::vector<std::size_t>& widths) {
  std::string line;
  for (std::size_t i = 0; i < row.size(); ++i) {
    const std::string cell = cut_to(row[i], widths[i]);
    const std::string space(widths[i] - display_width(cell), ' ');
    if (i != 0) line.append(gap, ' ');
    line += is_number(columns[i].kind) ? space + cell : cell + space;
  }
  line.erase(line.find_last_not_of(' ') + 1);
  out += line + '\n';
}

void append_rule(std::string& out, const std::vector<std::size_t>& widths) {
  for (std::size_t i = 0; i < widths.size(); ++i) {
    if (i != 0) out.append(gap, ' ');
    out.append(widths[i], '-');
  }
  out += '\n';
}

}  // namespace

std::string render_text(const Table& table, Language language, std::size_t width, TotalRow total) {
  if (table.columns.empty()) return {};
  const std::vector<Row> rows = rows_to_show(table, language, total);
  std::vector<std::size_t> widths = natural_widths(rows);
  if (width != 0) fit(widths, table.columns, width);
  std::string out;
  append_line(out, rows.front(), table.columns, widths);
  append_rule(out, widths);
  for (std::size_t i = 1; i < rows.size(); ++i) {
    if (i > table.rows.size()) append_rule(out, widths);
    append_line(out, rows[i], table.columns, widths);
  }
  return out;
}

}  // namespace scrip::reports
