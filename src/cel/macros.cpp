// Calls that are no functions, because an argument names a variable or is not evaluated as it stands.

#include <algorithm>

#include "cel/parser.h"
#include "cel/texts.h"

namespace scrip::cel {
namespace {

struct LoopMacro {
  std::string_view name;
  Macro macro;
  std::size_t variables;
  bool condition;
};
constexpr LoopMacro loop_macros[] = {
    {"all", Macro::all, 1, false},
    {"all", Macro::all, 2, false},
    {"exists", Macro::exists, 1, false},
    {"exists", Macro::exists, 2, false},
    {"exists_one", Macro::exists_one, 1, false},
    {"exists_one", Macro::exists_one, 2, false},
    {"existsOne", Macro::exists_one, 1, false},
    {"existsOne", Macro::exists_one, 2, false},
    {"map", Macro::map, 1, false},
    {"map", Macro::map, 1, true},
    {"filter", Macro::filter, 1, false},
    {"transformList", Macro::transform_list, 2, false},
    {"transformList", Macro::transform_list, 2, true},
    {"transformMap", Macro::transform_map, 2, false},
    {"transformMap", Macro::transform_map, 2, true},
    {"transformMapEntry", Macro::transform_map_entry, 2, false},
    {"transformMapEntry", Macro::transform_map_entry, 2, true},
    {"optMap", Macro::opt_map, 1, false},
    {"optFlatMap", Macro::opt_flat_map, 1, false},
};

}  // namespace

NodeId Parser::macro_call(NodeId target, std::string_view name, std::vector<NodeId>& arguments, std::size_t offset) {
  if (target == no_node) return name == "has" && arguments.size() == 1 ? has_macro(arguments[0], offset) : no_node;
  const Node& receiver = ast[target];
  if (receiver.kind == NodeKind::identifier && receiver.name == "cel") return cel_macro(name, arguments, offset);
  return loop_macro(target, name, arguments, offset);
}

NodeId Parser::has_macro(NodeId argument, std::size_t offset) {
  Node node;
  node.kind = NodeKind::has;
  if (dialect_ == Dialect::policy && ast[argument].kind == NodeKind::identifier) {
    node.children = {argument};
    node.offset = static_cast<std::uint32_t>(offset);
    return add(std::move(node));
  }
  if (ast[argument].kind != NodeKind::select || ast[argument].optional) {
    return fail_at(offset, dialect_ == Dialect::policy
                               ? say("has() asks whether a fact was given, as in has(founded_on)")
                               : say("has() asks for a field, as in has(a.b)"));
  }
  node.name = ast[argument].name;
  node.children = ast[argument].children;
  node.offset = static_cast<std::uint32_t>(offset);
  return add(std::move(node));
}

bool Parser::variable_name(NodeId node, std::string& name) {
  const Node& found = ast[node];
  if (found.kind != NodeKind::identifier || found.name.starts_with('.')) {
    fail_at(found.offset, say("expected the name of a variable here"), say("as in list.all(x, x > 0)"));
    return false;
  }
  name = found.name;
  return true;
}

NodeId Parser::loop_macro(NodeId target, std::string_view name, std::span<const NodeId> arguments, std::size_t offset) {
  const auto macro = std::ranges::find_if(loop_macros, [&](const LoopMacro& m) {
    return m.name == name && arguments.size() == m.variables + (m.condition ? 2 : 1);
  });
  if (macro == std::end(loop_macros)) return no_node;
  Node node;
  node.kind = NodeKind::loop;
  node.macro = macro->macro;
  node.offset = static_cast<std::uint32_t>(offset);
  if (!variable_name(arguments[0], node.name)) return no_node;
  if (macro->variables == 2) {
    if (!variable_name(arguments[1], node.second)) return no_node;
    if (node.second == node.name) return fail_at(ast[arguments[1]].offset, say("the two variables need two names"));
  }
  node.children = {target};
  node.children.insert(node.children.end(), arguments.begin() + static_cast<std::ptrdiff_t>(macro->variables),
                       arguments.end());
  return add(std::move(node));
}

NodeId Parser::cel_macro(std::string_view name, std::span<const NodeId> arguments, std::size_t offset) {
  Node node;
  node.offset = static_cast<std::uint32_t>(offset);
  const auto number = [&](std::size_t i) -> std::string {
    const Value& value = ast[arguments[i]].value;
    const bool whole = ast[arguments[i]].kind == NodeKind::literal && value.is(Kind::int64) && value.as_int() >= 0;
    if (!whole) fail_at(ast[arguments[i]].offset, say("expected a whole number from 0"));
    return whole ? std::to_string(value.as_int()) : "";
  };
  if (name == "bind" && arguments.size() == 3) {
    node.kind = NodeKind::loop;
    node.macro = Macro::bind;
    if (!variable_name(arguments[0], node.name)) return no_node;
    node.children = {arguments[1], arguments[2]};
  } else if (name == "block" && arguments.size() == 2) {
    node.kind = NodeKind::block;
    if (ast[arguments[0]].kind != NodeKind::list)
      return fail_at(offset, say("cel.block() takes a list and an expression"));
    node.children = ast[arguments[0]].children;
    node.children.push_back(arguments[1]);
  } else if (name == "index" && arguments.size() == 1) {
    node.kind = NodeKind::identifier;
    node.name = "@index" + number(0);
  } else if ((name == "iterVar" || name == "accuVar") && arguments.size() == 2) {
    node.kind = NodeKind::identifier;
    node.name = (name == "iterVar" ? "@it:" : "@ac:") + number(0) + ":" + number(1);
  } else {
    return no_node;
  }
  return failed() ? no_node : add(std::move(node));
}

}  // namespace scrip::cel
