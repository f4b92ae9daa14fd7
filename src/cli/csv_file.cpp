#include "cli/csv_file.h"

#include <algorithm>
#include <utility>

#include "base/utf8.h"
#include "cli/texts.h"
#include "connectors/csv_source.h"

namespace scrip::cli {
namespace {

// What would be garbled in a journal for ever, such as the GBK or UTF-16 that a spreadsheet program saves, is refused.
Result<void> check_cells(const connectors::CsvSource& source) {
  const auto cells = source.fields();
  if (std::ranges::all_of(cells, [](std::string_view cell) { return is_utf8(cell); })) return {};
  return fail(ErrorCode::encoding_invalid, say("the file is not UTF-8: save it as \"CSV UTF-8\""), {},
              source.line_number());
}

Result<std::vector<std::string>> read_header(connectors::CsvSource& source) {
  if (!SCRIP_TRY(source.next())) return fail(ErrorCode::missing_field, say("the first line names the columns"), {}, 1);
  SCRIP_TRY_VOID(check_cells(source));
  std::vector<std::string> header;
  for (const std::string_view name : source.fields()) {
    if (std::find(header.begin(), header.end(), name) != header.end()) {
      return fail(ErrorCode::duplicate_key, say("the column stands there twice"), std::string(name),
                  source.line_number());
    }
    header.emplace_back(name);
  }
  return header;
}

}  // namespace

Result<std::vector<Node>> read_csv(const std::string& path) {
  return read_csv(SCRIP_TRY(connectors::ByteSource::open(path)));
}

Result<std::vector<Node>> read_csv(connectors::ByteSource bytes) {
  connectors::CsvSource source(std::move(bytes));
  const auto header = SCRIP_TRY(read_header(source));
  std::vector<Node> rows;
  while (SCRIP_TRY(source.next())) {
    SCRIP_TRY_VOID(check_cells(source));
    const auto cells = source.fields();
    const std::uint64_t line = source.line_number();
    if (cells.size() > header.size()) {
      return fail(ErrorCode::value_invalid, say("{0} cells under {1} columns", cells.size(), header.size()), {}, line);
    }
    Node row = Node::map(line);
    for (std::size_t i = 0; i < cells.size(); ++i) {
      if (!cells[i].empty()) row.set(header[i], Node::scalar(std::string(cells[i]), line));
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace scrip::cli
