// From a syntax tree back to source.

#include <algorithm>
#include <array>
#include <string>

#include "base/bytes.h"
#include "base/utf8.h"
#include "cel/ast.h"

namespace scrip::cel {
namespace {

// How tightly an operator binds; a part that binds less tightly than its place needs parentheses.
enum class Tightness : std::uint8_t { choice, disjunction, conjunction, relation, sum, product, sign, member };

struct Infix {
  std::string_view function;
  std::string_view written;
  Tightness tightness;
};
constexpr Infix infixes[] = {
    {"_||_", "||", Tightness::disjunction}, {"_&&_", "&&", Tightness::conjunction}, {"_==_", "==", Tightness::relation},
    {"_!=_", "!=", Tightness::relation},    {"_<_", "<", Tightness::relation},      {"_<=_", "<=", Tightness::relation},
    {"_>_", ">", Tightness::relation},      {"_>=_", ">=", Tightness::relation},    {"@in", "in", Tightness::relation},
    {"_+_", "+", Tightness::sum},           {"_-_", "-", Tightness::sum},           {"_*_", "*", Tightness::product},
    {"_/_", "/", Tightness::product},       {"_%_", "%", Tightness::product},
};

struct LoopName {
  Macro macro;
  std::string_view name;
};
constexpr LoopName loop_names[] = {
    {Macro::all, "all"},
    {Macro::exists, "exists"},
    {Macro::exists_one, "exists_one"},
    {Macro::map, "map"},
    {Macro::filter, "filter"},
    {Macro::transform_list, "transformList"},
    {Macro::transform_map, "transformMap"},
    {Macro::transform_map_entry, "transformMapEntry"},
    {Macro::opt_map, "optMap"},
    {Macro::opt_flat_map, "optFlatMap"},
};

std::string quoted(std::string_view text) {
  constexpr std::string_view hex = "0123456789abcdef";
  std::string result = "\"";
  for (const char c : text) {
    const auto byte = static_cast<std::uint8_t>(c);
    if (c == '"' || c == '\\') {
      result.append(1, '\\').append(1, c);
    } else if (c == '\n') {
      result += "\\n";
    } else if (byte < 0x20 || byte == 0x7f) {
      result.append("\\x").append(1, hex[byte >> 4]).append(1, hex[byte & 15]);
    } else {
      result += c;
    }
  }
  return result + '"';
}

std::string quoted_bytes(std::string_view bytes) {
  std::string result = "b\"";
  const std::string digits = to_hex(as_bytes(bytes));
  for (std::size_t i = 0; i < digits.size(); i += 2) result += "\\x" + digits.substr(i, 2);
  return result + '"';
}

std::string floating(std::string digits) {
  const bool whole = digits.find_first_of(".en") == std::string::npos;
  return whole ? digits + ".0" : digits;
}

std::string literal(const Value& value) {
  switch (value.kind()) {
    case Kind::string:
      return quoted(value.as_string());
    case Kind::bytes:
      return quoted_bytes(value.as_bytes());
    case Kind::uint64:
      return format(value) + "u";
    case Kind::floating:
      return floating(format(value));
    case Kind::decimal:
      return format(value.as_decimal(), 1);
    default:
      return format(value);
  }
}

// "@index0" was cel.index(0), "@it:0:1" cel.iterVar(0, 1).
std::string name_of(const std::string& name) {
  if (name.starts_with("@index")) return "cel.index(" + name.substr(6) + ")";
  if (!name.starts_with('@')) return name;
  const std::size_t colon = name.rfind(':');
  return (name.starts_with("@it:") ? "cel.iterVar(" : "cel.accuVar(") + name.substr(4, colon - 4) + ", " +
         name.substr(colon + 1) + ")";
}

std::string field(const std::string& name) {
  const bool plain =
      name.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") == std::string::npos;
  return plain && !name.empty() && !(name[0] >= '0' && name[0] <= '9') ? name : "`" + name + "`";
}

class Printer {
 public:
  explicit Printer(const Ast& ast) : ast_(ast) {}

  std::string print(NodeId id, Tightness place) {
    const Node& node = ast_[id];
    switch (node.kind) {
      case NodeKind::literal: {
        const std::string text = literal(node.value);
        return text.starts_with('-') && place == Tightness::member ? "(" + text + ")" : text;
      }
      case NodeKind::identifier:
        return name_of(node.name);
      case NodeKind::select:
        return print(node.children[0], Tightness::member) + (node.optional ? ".?" : ".") + field(node.name);
      case NodeKind::has:
        if (node.name.empty()) return "has(" + print(node.children[0], Tightness::member) + ")";
        return "has(" + print(node.children[0], Tightness::member) + "." + field(node.name) + ")";
      case NodeKind::call:
        return call(node, place);
      case NodeKind::list:
        return "[" + entries(node, 1) + "]";
      case NodeKind::map:
        return "{" + entries(node, 2) + "}";
      case NodeKind::message:
        return node.name + "{}";
      case NodeKind::loop:
        return loop(node);
      case NodeKind::block:
        return block(node);
    }
    return {};
  }

 private:
  std::string all(std::span<const NodeId> nodes) {
    std::string text;
    for (const NodeId node : nodes) text += (text.empty() ? "" : ", ") + print(node, Tightness::choice);
    return text;
  }

  std::string call(const Node& node, Tightness place) {
    const std::span<const NodeId> children = node.children;
    if (node.name == "_[_]" || node.name == "_[?_]") {
      return print(children[0], Tightness::member) + (node.name == "_[_]" ? "[" : "[?") +
             print(children[1], Tightness::choice) + "]";
    }
    if (node.name == "_?_:_") {
      return enclosed(place > Tightness::choice, print(children[0], Tightness::disjunction) + " ? " +
                                                     print(children[1], Tightness::disjunction) + " : " +
                                                     print(children[2], Tightness::choice));
    }
    if (node.name == "!_" || node.name == "-_") {
      const std::string operand = print(children[0], Tightness::sign);
      const bool number = node.name == "-_" && !operand.empty() && operand[0] >= '0' && operand[0] <= '9';
      return enclosed(place > Tightness::sign, node.name.substr(0, 1) + (number ? "(" + operand + ")" : operand));
    }
    const auto infix = std::ranges::find(infixes, node.name, &Infix::function);
    if (infix != std::end(infixes)) return chain(children, *infix, place);
    if (!node.member) return node.name + "(" + all(children) + ")";
    return print(children[0], Tightness::member) + "." + node.name + "(" + all(children.subspan(1)) + ")";
  }

  // Operators of one tightness go from left to right, so the parts after the first bind more tightly.
  std::string chain(std::span<const NodeId> children, const Infix& infix, Tightness place) {
    const auto tighter = static_cast<Tightness>(static_cast<int>(infix.tightness) + 1);
    const bool logical = infix.tightness <= Tightness::conjunction;
    std::string text = print(children[0], logical ? tighter : infix.tightness);
    for (const NodeId child : children.subspan(1))
      text += " " + std::string(infix.written) + " " + print(child, tighter);
    return enclosed(place > infix.tightness, std::move(text));
  }

  static std::string enclosed(bool needed, std::string text) { return needed ? "(" + text + ")" : text; }

  std::string entries(const Node& node, std::size_t width) {
    std::string text;
    for (std::size_t i = 0; i < node.children.size(); i += width) {
      if (i > 0) text += ", ";
      if (std::ranges::find(node.optionals, i / width) != node.optionals.end()) text += "?";
      text += print(node.children[i], Tightness::choice);
      if (width == 2) text += ": " + print(node.children[i + 1], Tightness::choice);
    }
    return text;
  }

  std::string loop(const Node& node) {
    const std::span<const NodeId> children = node.children;
    if (node.macro == Macro::bind) return "cel.bind(" + name_of(node.name) + ", " + all(children) + ")";
    const auto macro = std::ranges::find(loop_names, node.macro, &LoopName::macro);
    const std::string second = node.second.empty() ? "" : ", " + name_of(node.second);
    return print(children[0], Tightness::member) + "." + std::string(macro->name) + "(" + name_of(node.name) + second +
           ", " + all(children.subspan(1)) + ")";
  }

  std::string block(const Node& node) {
    const std::span<const NodeId> children = node.children;
    return "cel.block([" + all(children.first(children.size() - 1)) + "], " +
           print(children.back(), Tightness::choice) + ")";
  }

  const Ast& ast_;
};

}  // namespace

std::string to_source(const Ast& ast, NodeId node) { return Printer(ast).print(node, Tightness::choice); }
std::string to_source(const Ast& ast) { return to_source(ast, ast.root); }

}  // namespace scrip::cel
