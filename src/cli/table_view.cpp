#include "cli/table_view.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cstdlib>

#include "cli/suggest.h"

namespace scrip::cli {

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
      return fail(ErrorCode::unknown_field, "'" + std::string(wanted) + "'" + did_you_mean(wanted, known), "--columns");
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
