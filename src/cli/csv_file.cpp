#include "cli/csv_file.h"

#include <algorithm>

#include "connectors/byte_source.h"
#include "connectors/csv_source.h"

namespace scrip::cli {
namespace {

Result<std::vector<std::string>> read_header(connectors::CsvSource& source) {
  if (!SCRIP_TRY(source.next())) return fail(ErrorCode::missing_field, "the first line names the columns", {}, 1);
  std::vector<std::string> header;
  for (const std::string_view name : source.fields()) {
    if (std::find(header.begin(), header.end(), name) != header.end()) {
      return fail(ErrorCode::duplicate_key, "the column stands there twice", std::string(name), source.line_number());
    }
    header.emplace_back(name);
  }
  return header;
}

}  // namespace

Result<std::vector<Node>> read_csv(const std::string& path) {
  connectors::CsvSource source(SCRIP_TRY(connectors::ByteSource::open(path)));
  const auto header = SCRIP_TRY(read_header(source));
  std::vector<Node> rows;
  while (SCRIP_TRY(source.next())) {
    const auto cells = source.fields();
    const std::uint64_t line = source.line_number();
    if (cells.size() > header.size()) {
      return fail(ErrorCode::value_invalid,
                  std::to_string(cells.size()) + " cells under " + std::to_string(header.size()) + " columns", {},
                  line);
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
