#include "cel/ast.h"

#include <algorithm>

#include "base/utf8.h"
#include "cel/texts.h"

namespace scrip::cel {

Position position_at(std::string_view source, std::size_t offset) {
  const std::string_view before = source.substr(0, offset);
  const std::size_t line_start = before.rfind('\n') == std::string_view::npos ? 0 : before.rfind('\n') + 1;
  return {.line = static_cast<std::uint32_t>(1 + std::ranges::count(before, '\n')),
          .column = static_cast<std::uint32_t>(1 + utf8_count(before.substr(line_start)))};
}

Position Ast::position(NodeId id) const { return position_at(source, nodes[index(id)].offset); }

Message format(const Problem& problem) {
  return say("{0}:{1}: {2}", problem.position.line, problem.position.column, joined(problem.message, problem.hint));
}

}  // namespace scrip::cel
