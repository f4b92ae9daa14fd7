#pragma once
// Type checking: what every part of an expression is, and every mistake in it.

#include <cstdint>
#include <memory>
#include <vector>

#include "base/result.h"
#include "cel/ast.h"
#include "cel/environment.h"

namespace scrip::cel {

// What a node's name stands for.
enum class Meaning : std::uint8_t {
  none,      // nothing to resolve: literals, lists, field selections
  variable,  // identifier or dotted selection: the variable in `slot`. The node's children are then not evaluated
  local,     // identifier: variable `slot` of the loop or block `binder` (0 name, 1 second; entry of a block)
  constant,  // identifier: a type's name, with its value
  call,      // `function`
};

struct Reference {
  Meaning meaning = Meaning::none;
  Function function = Function::none;
  bool namespaced = false;  // call: children[0] was only part of the name (math.greatest) and is no argument
  std::uint32_t slot = 0;   // variable, local
  NodeId binder{};          // local: the loop or block that binds it
  Value constant;
};

// A checked expression: types and references by node. A node of type decimal may have a child of type int (policy
// dialect: a ? 1 : 0.5, [1, 0.5], 1 + 0.5): the integer is promoted.
struct Checked {
  Ast ast;
  Dialect dialect = Dialect::standard;
  std::vector<Type> types;            // by NodeId; `unknown` for nodes that are only part of a name
  std::vector<Reference> references;  // by NodeId
  std::vector<Variable> variables;    // those that the environment had, by slot
  std::shared_ptr<const TimeZones> time_zones;

  [[nodiscard]] const Type& type(NodeId node) const { return types[index(node)]; }
  [[nodiscard]] const Reference& reference(NodeId node) const { return references[index(node)]; }
  [[nodiscard]] const Type& type() const { return types[index(ast.root)]; }
};

// Checks an expression. Errors: expression_invalid; its detail has a line for every problem, its line is the first
// one's. `problems`, where given, gets them in parts, in order of their position.
[[nodiscard]] Result<Checked> check(Ast ast, const Environment& environment, std::vector<Problem>* problems = nullptr);

// Resolves names without checking types (CEL's disable_check): what cannot be resolved fails when it is evaluated.
[[nodiscard]] Checked resolve_unchecked(Ast ast, const Environment& environment);

}  // namespace scrip::cel
