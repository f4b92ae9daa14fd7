#pragma once
// Rows of a CSV file as nodes: a map for each row, named by the header.

#include <string>
#include <vector>

#include "base/result.h"
#include "connectors/byte_source.h"
#include "yaml/node.h"

namespace scrip::cli {

using yaml::Node;

// Empty cells are left out. Errors, with their line: file_unreadable, syntax_error, missing_field (no header),
// duplicate_key (a column twice), value_invalid (a row with more cells than the header).
[[nodiscard]] Result<std::vector<Node>> read_csv(const std::string& path);
[[nodiscard]] Result<std::vector<Node>> read_csv(connectors::ByteSource bytes);

}  // namespace scrip::cli
