#include "cel/parse.h"

#include <algorithm>
#include <array>

#include "base/utf8.h"
#include "cel/parser.h"
#include "cel/texts.h"

namespace scrip::cel {
namespace {

// Binary operators, the loosest first. `in` is a name.
struct Operator {
  std::string_view written;
  std::string_view function;
};
constexpr Operator disjunction[] = {{"||", "_||_"}};
constexpr Operator conjunction[] = {{"&&", "_&&_"}};
constexpr Operator relations[] = {{"==", "_==_"}, {"!=", "_!=_"}, {"<=", "_<=_"}, {">=", "_>=_"},
                                  {"<", "_<_"},   {">", "_>_"},   {"in", "@in"}};
constexpr Operator sums[] = {{"+", "_+_"}, {"-", "_-_"}};
constexpr Operator products[] = {{"*", "_*_"}, {"/", "_/_"}, {"%", "_%_"}};
constexpr std::array<std::span<const Operator>, 5> levels = {disjunction, conjunction, relations, sums, products};
constexpr std::size_t chained_levels = 2;  // a && b && c is one call with three arguments

constexpr std::string_view reserved[] = {"as",       "break",     "const",  "continue", "else", "for",
                                         "function", "if",        "import", "in",       "let",  "loop",
                                         "package",  "namespace", "return", "var",      "void", "while"};

// Words of other languages where CEL has an operator.
struct Word {
  std::string_view written;
  std::string_view meant;
};
constexpr Word words[] = {{"and", "&&"},    {"AND", "&&"}, {"or", "||"},    {"OR", "||"}, {"is", "=="},
                          {"equals", "=="}, {"xor", "!="}, {"then", "? :"}, {"mod", "%"}, {"div", "/"}};

}  // namespace

std::string dotted_name(const Ast& ast, NodeId id) {
  std::vector<std::string_view> parts;
  while (ast[id].kind == NodeKind::select && !ast[id].optional) {
    parts.push_back(ast[id].name);
    id = ast[id].children[0];
  }
  if (ast[id].kind != NodeKind::identifier) return {};
  std::string name = ast[id].name;
  for (std::size_t i = parts.size(); i-- > 0;) name.append(".").append(parts[i]);
  return name;
}

Parser::Parser(std::string_view source, Dialect dialect, const ParseLimits& limits)
    : lexer_(source, dialect), dialect_(dialect), limits_(limits) {
  ast.source = source;
}

bool Parser::run() {
  advance();
  if (failed_) return false;
  if (token_.kind == TokenKind::end) {
    fail_at(0, say("there is no expression here"));
    return false;
  }
  ast.root = expression();
  if (!failed_ && token_.kind != TokenKind::end) unexpected(say("an operator or the end"));
  return !failed_;
}

// --- helpers ---

NodeId Parser::fail_at(std::size_t offset, Message message, Message hint, ErrorCode error) {
  if (!failed_) {
    failed_ = true;
    problem = {position_at(ast.source, offset), std::move(message), std::move(hint)};
    code = error;
  }
  return no_node;
}

void Parser::advance() {
  last_ = token_.text;
  token_ = lexer_.next();
  if (token_.kind == TokenKind::error) fail_at(token_.offset, std::move(token_.message), std::move(token_.hint));
}

bool Parser::at(std::string_view symbol) const {
  return (token_.kind == TokenKind::symbol || (symbol == "in" && token_.kind == TokenKind::name)) &&
         token_.text == symbol;
}

bool Parser::take(std::string_view symbol) {
  if (failed_ || !at(symbol)) return false;
  advance();
  return true;
}

Message Parser::shown_token() const {
  if (token_.kind == TokenKind::end) return say("the expression ends");
  std::string_view text = token_.text;
  if (const auto end = utf8_offset(text, 40)) text = text.substr(0, *end);
  return say("there is '{0}'", text);
}

Message Parser::operator_hint() const {
  if (last_ == "%") return say("a percentage is written 0.3, not 30%");
  if (token_.kind != TokenKind::name) {
    const bool value = token_.kind == TokenKind::literal || at("(");
    return value && last_ != ")" ? say("put an operator or a comma between two values") : Message{};
  }
  for (const Word& word : words) {
    if (token_.text == word.written) return say("did you mean '{0}'?", word.meant);
  }
  if (last_ == "not" || last_ == "NOT") return say("did you mean '{0}'?", "!");
  if (last_ == "if") return say("a choice is written condition ? this : that");
  return {};
}

NodeId Parser::unexpected(const Message& wanted) {
  return fail_at(token_.offset, say("expected {0}, but {1}", wanted, shown_token()), operator_hint());
}

bool Parser::expect(std::string_view symbol, std::string_view after, std::size_t open) {
  if (take(symbol)) return !failed_;
  if (failed_) return false;
  const Position position = position_at(ast.source, open);
  unexpected(say("'{0}' for the '{1}' at {2}:{3}", symbol, after, position.line, position.column));
  return false;
}

NodeId Parser::add(Node node) {
  if (failed_) return no_node;
  std::uint32_t height = 0;
  for (const NodeId child : node.children) height = std::max(height, heights_[index(child)]);
  if (height + 1 > limits_.depth_max) {
    return fail_at(node.offset, say("the expression is nested deeper than {0}", limits_.depth_max),
                   say("split the rule"), ErrorCode::too_large);
  }
  if (ast.nodes.size() >= limits_.nodes_max) {
    return fail_at(node.offset, say("the expression has more than {0} parts", limits_.nodes_max), say("split the rule"),
                   ErrorCode::too_large);
  }
  heights_.push_back(height + 1);
  ast.nodes.push_back(std::move(node));
  return id_at<NodeId>(ast.nodes.size() - 1);
}

NodeId Parser::call(std::string_view function, std::vector<NodeId> children, std::size_t offset, bool is_member) {
  Node node;
  node.kind = NodeKind::call;
  node.name = function;
  node.member = is_member;
  node.offset = static_cast<std::uint32_t>(offset);
  node.children = std::move(children);
  return add(std::move(node));
}

// --- operators ---

NodeId Parser::expression() {
  if (depth_ >= limits_.depth_max) {
    return fail_at(token_.offset, say("the expression is nested deeper than {0}", limits_.depth_max),
                   say("split the rule"), ErrorCode::too_large);
  }
  ++depth_;
  NodeId result = binary(0);
  const std::size_t offset = token_.offset;
  if (take("?")) {
    const NodeId then = binary(0);
    if (expect(":", "?", offset)) {
      const NodeId otherwise = expression();
      result = failed_ ? no_node : call("_?_:_", {result, then, otherwise}, offset);
    }
  }
  --depth_;
  return failed_ ? no_node : result;
}

NodeId Parser::binary(std::size_t level) {
  if (level == levels.size()) return unary();
  NodeId left = binary(level + 1);
  std::vector<NodeId> chain = {left};
  std::size_t chain_offset = 0;
  while (!failed_) {
    const auto found = std::ranges::find_if(levels[level], [&](const Operator& o) { return at(o.written); });
    if (found == levels[level].end()) break;
    const std::size_t offset = token_.offset;
    advance();
    if (failed_) return no_node;
    const NodeId right = binary(level + 1);
    if (failed_) return no_node;
    if (level < chained_levels) {
      if (chain.size() == 1) chain_offset = offset;
      chain.push_back(right);
    } else {
      left = call(found->function, {left, right}, offset);
    }
  }
  if (failed_) return no_node;
  return chain.size() > 1 ? call(levels[level][0].function, std::move(chain), chain_offset) : left;
}

NodeId Parser::unary() {
  std::vector<std::size_t> offsets;
  const std::string sign(at("!") ? "!" : at("-") ? "-" : "");
  if (sign.empty()) return member();
  while (at(sign) && !failed_) {
    offsets.push_back(token_.offset);
    advance();
  }
  if (failed_) return no_node;
  NodeId operand = no_node;
  if (sign == "-" && token_.kind == TokenKind::literal && !token_.value.is(Kind::string) &&
      !token_.value.is(Kind::bytes)) {
    operand = negative_literal();
    if (!failed_) offsets.pop_back();
  } else {
    operand = member();
  }
  while (!failed_ && !offsets.empty()) {
    operand = call(sign == "!" ? "!_" : "-_", {operand}, offsets.back());
    offsets.pop_back();
  }
  return failed_ ? no_node : operand;
}

// The sign belongs to the number, so that the least integer can be written.
NodeId Parser::negative_literal() {
  const bool is_uint = token_.text.ends_with('u') || token_.text.ends_with('U');
  if (is_uint) return fail_at(token_.offset, say("an unsigned number cannot be negative"), say("leave out the 'u'"));
  const Value& value = token_.value;
  token_.value = value.is(Kind::int64)      ? Value::integer(-value.as_int())
                 : value.is(Kind::uint64)   ? Value::integer(INT64_MIN)
                 : value.is(Kind::floating) ? Value::floating(-value.as_floating())
                                            : Value::decimal(-value.as_decimal());
  NodeId operand = literal();
  for (bool more = true; more && !failed_;) operand = suffix_of(operand, more);
  return operand;
}

NodeId Parser::member() {
  NodeId operand = primary();
  for (bool more = true; more && !failed_;) operand = suffix_of(operand, more);
  return failed_ ? no_node : operand;
}

NodeId Parser::suffix_of(NodeId operand, bool& more) {
  if (at(".")) return selection(operand);
  if (at("[")) return subscript(operand);
  if (at("{") && !dotted_name(ast, operand).empty()) return message(operand);
  more = false;
  return operand;
}

NodeId Parser::selection(NodeId operand) {
  const std::size_t dot = token_.offset;
  advance();
  const bool optional = take("?");
  if (failed_) return no_node;
  if (token_.kind != TokenKind::name && token_.kind != TokenKind::quoted_name)
    return unexpected(say("a name after '.'"));
  const bool quoted = token_.kind == TokenKind::quoted_name;
  const std::string name(token_.text);
  const std::size_t offset = token_.offset;
  advance();
  if (!quoted && !optional && at("(")) {
    const std::size_t open = token_.offset;
    std::vector<NodeId> found;
    if (!arguments(found, open)) return no_node;
    const NodeId macro = macro_call(operand, name, found, offset);
    if (failed_ || macro != no_node) return macro;
    found.insert(found.begin(), operand);
    return call(name, std::move(found), offset, true);
  }
  Node node;
  node.kind = NodeKind::select;
  node.name = name;
  node.optional = optional;
  node.offset = static_cast<std::uint32_t>(dot);
  node.children = {operand};
  return add(std::move(node));
}

NodeId Parser::subscript(NodeId operand) {
  const std::size_t open = token_.offset;
  advance();
  const bool optional = take("?");
  const NodeId key = expression();
  if (failed_ || !expect("]", "[", open)) return no_node;
  return call(optional ? "_[?_]" : "_[_]", {operand, key}, open);
}

// --- primaries ---

NodeId Parser::primary() {
  if (failed_) return no_node;
  const std::size_t open = token_.offset;
  switch (token_.kind) {
    case TokenKind::literal:
      return literal();
    case TokenKind::name:
      return named();
    case TokenKind::symbol:
      break;
    default:
      return unexpected(say("a value"));
  }
  if (take("(")) {
    const NodeId inside = expression();
    return !failed_ && expect(")", "(", open) ? inside : no_node;
  }
  if (at("[")) return list();
  if (at("{")) return map();
  if (at(".")) return named();
  return unexpected(say("a value"));
}

NodeId Parser::literal() {
  const bool is_uint = token_.text.ends_with('u') || token_.text.ends_with('U');
  if (token_.value.is(Kind::uint64) && !is_uint) {  // 2^63 without a sign
    return fail_at(token_.offset, say("the number is too large"),
                   say("whole numbers go up to 9,223,372,036,854,775,807"));
  }
  Node node;
  node.kind = NodeKind::literal;
  node.value = std::move(token_.value);
  node.offset = static_cast<std::uint32_t>(token_.offset);
  advance();
  return failed_ ? no_node : add(std::move(node));
}

NodeId Parser::named() {
  const std::size_t offset = token_.offset;
  std::string name = take(".") ? "." : "";
  if (failed_) return no_node;
  if (token_.kind != TokenKind::name) {
    return unexpected(say("a name"));
  }
  Node node;
  node.offset = static_cast<std::uint32_t>(offset);
  if (name.empty() && (token_.text == "true" || token_.text == "false" || token_.text == "null")) {
    if (token_.text != "null") node.value = Value::boolean(token_.text == "true");
    advance();
    return failed_ ? no_node : add(std::move(node));
  }
  if (std::ranges::find(reserved, token_.text) != std::end(reserved)) {
    const bool choice = token_.text == "if";
    return fail_at(token_.offset, say("'{0}' is a reserved word and no name", token_.text),
                   choice ? say("a choice is written condition ? this : that") : Message{});
  }
  name += token_.text;
  advance();
  if (!failed_ && at("(")) {
    std::vector<NodeId> found;
    if (!arguments(found, token_.offset)) return no_node;
    const NodeId macro = macro_call(no_node, name, found, offset);
    return failed_ || macro != no_node ? macro : call(name, std::move(found), offset);
  }
  node.kind = NodeKind::identifier;
  node.name = std::move(name);
  return failed_ ? no_node : add(std::move(node));
}

bool Parser::arguments(std::vector<NodeId>& found, std::size_t open) {
  advance();
  if (take(")")) return !failed_;
  do {
    const NodeId argument = expression();
    if (failed_) return false;
    found.push_back(argument);
  } while (take(","));
  return !failed_ && expect(")", "(", open);
}

NodeId Parser::list() {
  Node node;
  node.kind = NodeKind::list;
  node.offset = static_cast<std::uint32_t>(token_.offset);
  advance();
  while (!failed_ && !at("]")) {
    if (take("?")) node.optionals.push_back(static_cast<std::uint32_t>(node.children.size()));
    const NodeId element = expression();
    if (failed_) return no_node;
    node.children.push_back(element);
    if (!take(",")) break;
  }
  if (failed_ || !expect("]", "[", node.offset)) return no_node;
  return add(std::move(node));
}

NodeId Parser::map() {
  Node node;
  node.kind = NodeKind::map;
  node.offset = static_cast<std::uint32_t>(token_.offset);
  advance();
  while (!failed_ && !at("}")) {
    if (take("?")) node.optionals.push_back(static_cast<std::uint32_t>(node.children.size() / 2));
    const NodeId key = expression();
    if (failed_ || !expect(":", "{", node.offset)) return no_node;
    const NodeId value = expression();
    if (failed_) return no_node;
    node.children.push_back(key);
    node.children.push_back(value);
    if (!take(",")) break;
  }
  if (failed_ || !expect("}", "{", node.offset)) return no_node;
  return add(std::move(node));
}

NodeId Parser::message(NodeId name) {
  Node node;
  node.kind = NodeKind::message;
  node.name = dotted_name(ast, name);
  node.offset = ast[name].offset;
  const std::size_t open = token_.offset;
  advance();
  while (!failed_ && !at("}")) {
    take("?");
    if (token_.kind != TokenKind::name && token_.kind != TokenKind::quoted_name)
      return unexpected(say("the name of a field"));
    advance();
    if (failed_ || !expect(":", "{", open)) return no_node;
    const NodeId value = expression();
    if (failed_) return no_node;
    node.children.push_back(value);
    if (!take(",")) break;
  }
  if (failed_ || !expect("}", "{", open)) return no_node;
  return add(std::move(node));
}

Result<Ast> parse(std::string_view source, Dialect dialect, const ParseLimits& limits, Problem* problem) {
  if (source.size() > limits.source_bytes_max) {
    Problem too_long{
        {}, say("the expression is longer than {0} bytes", limits.source_bytes_max), say("split the rule")};
    if (problem != nullptr) *problem = too_long;
    return fail(ErrorCode::too_large, format(too_long));
  }
  Parser parser(source, dialect, limits);
  if (parser.run()) return std::move(parser.ast);
  if (problem != nullptr) *problem = parser.problem;
  return fail(parser.code, format(parser.problem), {}, parser.problem.position.line);
}

}  // namespace scrip::cel
