#pragma once
// The recursive descent behind parse(): operators by precedence in parse.cpp, macros in macros.cpp.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cel/ast.h"
#include "cel/lexer.h"
#include "cel/parse.h"

namespace scrip::cel {

class Parser {
 public:
  Parser(std::string_view source, Dialect dialect, const ParseLimits& limits);

  // Reads the whole source. False on a mistake: then `problem` and `code` say which.
  bool run();

  Ast ast;
  Problem problem;
  ErrorCode code = ErrorCode::expression_invalid;

 private:
  // Every rule gives a node, or no_node once something failed.
  static constexpr NodeId no_node = no_id<NodeId>;

  NodeId expression();
  NodeId binary(std::size_t level);
  NodeId unary();
  NodeId negative_literal();
  NodeId member();
  NodeId suffix_of(NodeId operand, bool& more);
  NodeId selection(NodeId operand);
  NodeId subscript(NodeId operand);
  NodeId primary();
  NodeId named();
  NodeId list();
  NodeId map();
  NodeId message(NodeId name);
  NodeId literal();
  // The arguments after an opening parenthesis, up to and with the closing one.
  bool arguments(std::vector<NodeId>& found, std::size_t open);

  // macros.cpp. The node a call stands for; no_node, without a failure, if it is no macro.
  NodeId macro_call(NodeId target, std::string_view name, std::vector<NodeId>& arguments, std::size_t offset);
  NodeId loop_macro(NodeId target, std::string_view name, std::span<const NodeId> arguments, std::size_t offset);
  NodeId cel_macro(std::string_view name, std::span<const NodeId> arguments, std::size_t offset);
  NodeId has_macro(NodeId argument, std::size_t offset);
  bool variable_name(NodeId node, std::string& name);

  NodeId add(Node node);
  NodeId call(std::string_view function, std::vector<NodeId> children, std::size_t offset, bool is_member = false);
  NodeId fail_at(std::size_t offset, Message message, Message hint = {},
                 ErrorCode error = ErrorCode::expression_invalid);
  NodeId unexpected(const Message& wanted);
  [[nodiscard]] Message operator_hint() const;
  void advance();
  [[nodiscard]] bool at(std::string_view symbol) const;
  bool take(std::string_view symbol);
  // `after` is what was opened, such as "(".
  bool expect(std::string_view symbol, std::string_view after, std::size_t open);
  [[nodiscard]] Message shown_token() const;
  [[nodiscard]] bool failed() const { return failed_; }

  Lexer lexer_;
  Dialect dialect_;
  ParseLimits limits_;
  Token token_;
  std::string_view last_;  // the token before, for hints
  std::vector<std::uint32_t> heights_;
  std::size_t depth_ = 0;
  bool failed_ = false;
};

// The dotted name that a chain of identifier and selections spells, if it is one.
[[nodiscard]] std::string dotted_name(const Ast& ast, NodeId node);

}  // namespace scrip::cel
