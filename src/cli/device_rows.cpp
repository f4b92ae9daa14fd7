#include "cli/device_rows.h"

#include <algorithm>
#include <array>

#include "cli/case_commands.h"
#include "cli/csv_file.h"
#include "cli/texts.h"

namespace scrip::cli {
namespace {

constexpr std::array<std::string_view, 6> columns{"vendor", "serial", "resource", "day", "present_s", "busy_s"};

template <class T>
Result<T> at(std::uint64_t line, const char* field, Result<T> result) {
  if (result) return result;
  result.error().line = line;
  result.error().field = field;
  return result;
}

Result<std::string> text_of(const Node& row, const char* column) {
  const Node* cell = row.find(column);
  if (cell == nullptr) return fail(ErrorCode::missing_field, "", column, row.line);
  return cell->text;
}

Result<std::uint32_t> seconds_of(const Node& row, const char* column) {
  const auto text = SCRIP_TRY(text_of(row, column));
  const auto seconds = SCRIP_TRY(at(row.line, column, whole_number(column, text)));
  if (seconds <= 86'400) return seconds;
  return fail(ErrorCode::out_of_range, say("a day has 86,400 seconds"), column, row.line);
}

}  // namespace

Result<std::vector<engine::ReportDeviceDays::Row>> read_device_days(const std::string& path) {
  std::vector<engine::ReportDeviceDays::Row> rows;
  for (const Node& row : SCRIP_TRY(read_csv(path))) {
    for (const auto& name : row.names) {
      if (std::ranges::find(columns, name) == columns.end()) return fail(ErrorCode::unknown_field, "", name, row.line);
    }
    const Node* resource = row.find("resource");
    rows.push_back({.device = {.vendor = SCRIP_TRY(text_of(row, "vendor")),
                               .serial = SCRIP_TRY(text_of(row, "serial")),
                               .resource = resource == nullptr ? std::string{} : resource->text},
                    .day = SCRIP_TRY(at(row.line, "day", parse_day(SCRIP_TRY(text_of(row, "day"))))),
                    .present_s = SCRIP_TRY(seconds_of(row, "present_s")),
                    .busy_s = SCRIP_TRY(seconds_of(row, "busy_s"))});
  }
  return rows;
}

}  // namespace scrip::cli
