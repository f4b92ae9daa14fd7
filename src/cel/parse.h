#pragma once
// From source to syntax tree.

#include <cstddef>
#include <string_view>

#include "base/limits.h"
#include "base/result.h"
#include "cel/ast.h"
#include "cel/environment.h"

namespace scrip::cel {

struct ParseLimits {
  std::size_t source_bytes_max = limits::expression_bytes_max;
  std::size_t depth_max = limits::expression_depth_max;  // height of the tree; parentheses count while they are open
  std::size_t nodes_max = limits::expression_nodes_max;
};

// Reads one expression. The dialect decides what "0.3" is: a decimal (policy) or a double (standard).
// Errors: expression_invalid (detail: line, column, what was expected, how to mend it), too_large.
// Cost: linear in the source. `problem`, where given, gets the mistake in parts.
[[nodiscard]] Result<Ast> parse(std::string_view source, Dialect dialect, const ParseLimits& limits = {},
                                Problem* problem = nullptr);

}  // namespace scrip::cel
