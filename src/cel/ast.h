#pragma once
// The syntax tree of an expression: flat, children before parents, macros kept as what they are.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "base/message.h"
#include "base/result.h"
#include "cel/value.h"

namespace scrip::cel {

enum class NodeId : std::uint32_t {};  // subscript in Ast::nodes

enum class NodeKind : std::uint8_t {
  literal,     // value
  identifier,  // name; a leading '.' (search from the root) stays in the name
  select,      // children[0].name; `optional` for ?.
  has,         // has(children[0].name); with no name: whether the fact children[0] was given
  call,        // name(children...); with `member`, children[0] is the receiver. Operators have CEL's names: "_+_"
  list,        // [children...]
  map,         // {key: value, ...}: children are key, value, key, value
  message,     // name{field: value}: for its error message only, there are no messages here
  loop,        // a macro: see Macro
  block,       // cel.block([a, b], c): children a, b, c; a is the identifier "@index0" in what follows
};

// What a loop does. children[0] is the range, the last child the body; `name` is its variable and, where there are two,
// `name` is index or key and `second` the value. Lists give elements (with two: index, element), maps keys (key,
// value).
enum class Macro : std::uint8_t {
  none,
  all,
  exists,
  exists_one,
  map,  // three children where there is a condition: range, condition, body
  filter,  // gives the elements for which the body holds
  transform_list,  // like map, with two variables
  transform_map,  // {key: body}, with two variables
  transform_map_entry,  // the body gives maps, which are merged
  bind,  // cel.bind(name, children[0], children[1])
  opt_map,  // children[0].optMap(name, children[1])
  opt_flat_map,
};

// Where something is in the source. Both count from 1; columns count characters (code points).
struct Position {
  std::uint32_t line = 1;
  std::uint32_t column = 1;
  friend auto operator<=>(const Position&, const Position&) = default;
};

struct Node {
  NodeKind kind = NodeKind::literal;
  Macro macro = Macro::none;
  bool optional = false;
  bool member = false;
  std::uint32_t offset = 0;  // bytes into the source
  std::string name;
  std::string second;
  Value value;
  std::vector<NodeId> children;
  std::vector<std::uint32_t> optionals;  // list, map: subscripts of the entries written with '?'
};

struct Ast {
  std::string source;
  std::vector<Node> nodes;  // a child's subscript is less than its parent's
  NodeId root{};

  [[nodiscard]] const Node& operator[](NodeId id) const { return nodes[index(id)]; }
  [[nodiscard]] Position position(NodeId id) const;
};

// A mistake in an expression, in words for whoever wrote it.
struct Problem {
  Position position;
  Message message;  // "there is no fact called 'turnvoer'"
  Message hint;  // "did you mean 'turnover'?"; may be empty
  friend bool operator==(const Problem&, const Problem&) = default;
};
// "1:5: there is ...; did you mean 'turnover'?"
[[nodiscard]] Message format(const Problem& problem);

[[nodiscard]] Position position_at(std::string_view source, std::size_t offset);

// The expression as source again, macros as they were written, with no more parentheses than it needs.
[[nodiscard]] std::string to_source(const Ast& ast);
[[nodiscard]] std::string to_source(const Ast& ast, NodeId node);

}  // namespace scrip::cel
