#pragma once
// YAML as nodes. Every scalar stays the text that was written, so no number is rounded and no "no" becomes false.

#include <string>

#include "base/result.h"
#include "cli/node.h"

namespace scrip::cli {

inline constexpr std::size_t yaml_nodes_max = 2'000'000;

// The one document of the text. Errors, with their line: syntax_error, duplicate_key (a mapping that names a field
// twice), too_large (aliases count each time they stand for something).
[[nodiscard]] Result<Node> parse_yaml(const std::string& text);

}  // namespace scrip::cli
