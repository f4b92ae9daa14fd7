#include "cel/function.h"

#include <array>

#include "base/containers.h"

namespace scrip::cel {
namespace {

constexpr std::string_view names[] = {
    "",
#define SCRIP_FUNCTION(id_, name_) name_,
#include "cel/functions.def"
#undef SCRIP_FUNCTION
};

TextMap<Function> by_name() {
  TextMap<Function> map;
  for (std::size_t i = 1; i < std::size(names); ++i) map.emplace(std::string(names[i]), static_cast<Function>(i));
  return map;
}

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

// Cuts a list at the commas outside parentheses.
std::vector<std::string_view> split(std::string_view text) {
  std::vector<std::string_view> parts;
  std::size_t start = 0;
  int depth = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '(') ++depth;
    if (text[i] == ')') --depth;
    if (text[i] == ',' && depth == 0) {
      parts.push_back(trimmed(text.substr(start, i - start)));
      start = i + 1;
    }
  }
  if (!trimmed(text).empty()) parts.push_back(trimmed(text.substr(start)));
  return parts;
}

}  // namespace

std::string_view name(Function function) { return names[static_cast<std::size_t>(function)]; }

Function find_function(std::string_view name) {
  static const TextMap<Function> map = by_name();
  const auto found = map.find(name);
  return found == map.end() ? Function::none : found->second;
}

std::optional<Overload> parse_signature(std::string_view text) {
  const std::size_t arrow = text.rfind("->");
  if (arrow == std::string_view::npos) return std::nullopt;
  const std::string_view head = trimmed(text.substr(0, arrow));
  if (!head.ends_with(')')) return std::nullopt;
  std::size_t open = head.size() - 1;
  for (int depth = 1; depth > 0;) {
    if (open-- == 0) return std::nullopt;
    if (head[open] == ')') ++depth;
    if (head[open] == '(') --depth;
  }
  Overload overload;
  std::string_view name = head.substr(0, open);
  const std::size_t dot = name.rfind('.');
  if (dot != std::string_view::npos) {
    // "string.size" is a member of a type; "math.abs" is a name with a dot.
    if (auto receiver = parse_type(name.substr(0, dot))) {
      overload.member = true;
      overload.parameters.push_back(*std::move(receiver));
      name = name.substr(dot + 1);
    }
  }
  for (const std::string_view part : split(head.substr(open + 1, head.size() - open - 2))) {
    auto type = parse_type(part);
    if (!type) return std::nullopt;
    overload.parameters.push_back(*std::move(type));
  }
  auto result = parse_type(trimmed(text.substr(arrow + 2)));
  if (!result || name.empty()) return std::nullopt;
  overload.name = std::string(name);
  overload.function = find_function(name);
  overload.result = *std::move(result);
  return overload;
}

std::string format(const Overload& overload) {
  std::string text;
  std::size_t first = 0;
  if (overload.member) {
    text = format(overload.parameters[0]) + ".";
    first = 1;
  }
  text += overload.name + "(";
  for (std::size_t i = first; i < overload.parameters.size(); ++i) {
    text += (i > first ? ", " : "") + format(overload.parameters[i]);
  }
  return text + ")";
}

std::string operator_sign(std::string_view name) {
  if (name == "@in") return "in";
  if (name == "_[_]" || name == "_[?_]") return "[]";
  if (name == "-_" || name == "!_") return std::string(name.substr(0, 1));
  if (name.size() > 2 && name.starts_with('_') && name.ends_with('_'))
    return std::string(name.substr(1, name.size() - 2));
  return {};
}

}  // namespace scrip::cel
