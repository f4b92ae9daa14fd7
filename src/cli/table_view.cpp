#include "cli/table_view.h"

#include <algorithm>
#include <cctype>

#include "cli/text.h"

namespace scrip::cli {
namespace {

using reports::ColumnKind;
using reports::Table;

constexpr std::size_t gap = 2;  // columns between two columns

bool is_number(ColumnKind kind) {
  return kind == ColumnKind::integer || kind == ColumnKind::amount || kind == ColumnKind::quantity ||
         kind == ColumnKind::share;
}

std::string shown(const std::string& cell, ColumnKind kind) {
  const bool groups = kind == ColumnKind::integer || kind == ColumnKind::amount || kind == ColumnKind::quantity;
  if (kind == ColumnKind::hash && cell.size() > 16) return cell.substr(0, 16) + "…";
  return groups ? grouped(cell) : cell;
}

std::string padded(std::string_view text, std::size_t width, bool to_the_right) {
  const std::size_t spaces = width - std::min(width, display_width(text));
  const std::string padding(spaces, ' ');
  return to_the_right ? padding + std::string(text) : std::string(text) + padding;
}

std::string line_of(const std::vector<std::string>& cells, const std::vector<std::size_t>& widths,
                    const std::vector<reports::Column>& columns) {
  std::string line;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (i != 0) line += std::string(gap, ' ');
    line += padded(cells[i], widths[i], is_number(columns[i].kind));
  }
  line.erase(line.find_last_not_of(' ') + 1);
  return line + "\n";
}

std::string rule(const std::vector<std::size_t>& widths) {
  std::string line;
  for (const std::size_t width : widths) {
    if (!line.empty()) line += std::string(gap, ' ');
    for (std::size_t i = 0; i < width; ++i) line += "─";
  }
  return line + "\n";
}

}  // namespace

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

Result<Table> choose_columns(const Table& table, std::string_view names) {
  if (names.empty()) return table;
  std::vector<std::size_t> chosen;
  Table result{.name = table.name, .columns = {}, .rows = {}};
  for (std::size_t at = 0; at <= names.size();) {
    const std::size_t end = std::min(names.find(',', at), names.size());
    const std::string_view wanted = names.substr(at, end - at);
    const auto found = std::find_if(table.columns.begin(), table.columns.end(),
                                    [&](const reports::Column& column) { return column.name == wanted; });
    if (found == table.columns.end()) {
      std::string known;
      for (const auto& column : table.columns) known += (known.empty() ? "" : ", ") + std::string(column.name);
      return fail(ErrorCode::unknown_field, "'" + std::string(wanted) + "' is none of " + known, "--columns");
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

std::string format_table(const Table& table, Language language) {
  if (table.rows.empty()) return std::string(tr(language, "Nothing to show.")) + "\n";
  std::vector<std::vector<std::string>> lines;
  auto& headings = lines.emplace_back();
  for (const auto& column : table.columns) {
    headings.emplace_back(language == Language::chinese ? column.chinese : column.english);
  }
  for (const auto& row : table.rows) {
    auto& cells = lines.emplace_back();
    for (std::size_t i = 0; i < row.size(); ++i) cells.push_back(shown(row[i], table.columns[i].kind));
  }
  std::vector<std::size_t> widths(table.columns.size(), 1);
  for (const auto& cells : lines) {
    for (std::size_t i = 0; i < cells.size(); ++i) widths[i] = std::max(widths[i], display_width(cells[i]));
  }
  std::string text = line_of(lines.front(), widths, table.columns) + rule(widths);
  for (std::size_t i = 1; i < lines.size(); ++i) text += line_of(lines[i], widths, table.columns);
  return text;
}

}  // namespace scrip::cli
