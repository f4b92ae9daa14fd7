#include "cli/table_view.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>

#include "reports/people.h"

namespace scrip::cli {

std::string text_for_people(const reports::Table& table, Language language, std::size_t width,
                            reports::TotalRow total) {
  const auto shown = reports::for_people(table, language, total);
  std::string text = reports::render_text(shown.table, language, width);
  if (!shown.totalled) return text;
  const std::size_t rule = text.find('\n') + 1;  // the second line is the rule: it goes above the sums, too
  const std::string line = text.substr(rule, text.find('\n', rule) + 1 - rule);
  return text.insert(text.rfind('\n', text.size() - 2) + 1, line);
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
      return fail(ErrorCode::unknown_field,
                  joined(verbatim("'" + std::string(wanted) + "'"), suggestion_or_all(wanted, known)), "--columns");
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
