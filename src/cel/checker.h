#pragma once
// The walk behind check(): names in check.cpp, calls in check_call.cpp, the words for what went wrong in
// check_hint.cpp.

#include <string>
#include <string_view>
#include <vector>

#include "cel/check.h"
#include "cel/unify.h"

namespace scrip::cel {

class Checker {
 public:
  Checker(Ast ast, const Environment& environment);

  void run();
  Checked result;
  std::vector<Problem> problems;

 private:
  // A variable of a loop or block that is in sight.
  struct Local {
    std::string name;
    Type type;
    NodeId binder;
    std::uint32_t number;
  };

  [[nodiscard]] const Node& node(NodeId id) const { return result.ast[id]; }
  [[nodiscard]] Reference& reference(NodeId id) { return result.references[index(id)]; }
  [[nodiscard]] bool is_policy() const { return environment_.dialect() == Dialect::policy; }

  // Each gives the type of a node and stores it.
  Type visit(NodeId id);
  Type judge(NodeId id);
  Type identifier(NodeId id);
  Type select(NodeId id);
  Type has(NodeId id);
  Type field_of(NodeId id, const Type& operand);
  Type list(NodeId id);
  Type map(NodeId id);
  Type loop(NodeId id);
  Type loop_result(NodeId id, const Type& element, const Type& key, const Type& body);
  Type bind(NodeId id);
  Type optional_loop(NodeId id);
  Type block(NodeId id);

  // check_call.cpp
  Type call(NodeId id);
  bool namespaced(NodeId id);
  Type overloaded(NodeId id, std::string_view name, const std::vector<NodeId>& arguments, bool member);
  Type chain(NodeId id, const std::vector<Type>& types);
  Type choice(NodeId id, const std::vector<Type>& types);
  Type extreme(NodeId id, std::string_view name, const std::vector<NodeId>& arguments, const std::vector<Type>& types);
  void check_choices(NodeId id);
  void check_choice(const Variable& variable, NodeId literal);
  [[nodiscard]] const Variable* variable_of(NodeId id) const;

  // One type for an element more; the policy dialect takes int and decimal together as decimal, and else refuses a
  // mixture that CEL calls dyn.
  Type joined(const Type& so_far, const Type& next, NodeId where, const Message& what);
  // T of an entry that is written '?entry' and must be optional(T).
  Type unwrapped(const Type& type, NodeId where);
  void want_bool(const Type& type, NodeId where, const Message& what);

  bool resolve_variable(NodeId id, const std::string& name, Type& type);
  [[nodiscard]] const Local* local(std::string_view name) const;
  [[nodiscard]] std::string_view root_name(NodeId id) const;
  void report(NodeId where, Message message, Message hint = {});
  void report_unknown_name(NodeId id, const std::string& name);

  // check_hint.cpp
  void report_mismatch(NodeId id, std::string_view name, const std::vector<Type>& types, bool member);
  [[nodiscard]] Message operator_hint(std::string_view name, const Type& a, const Type& b) const;
  [[nodiscard]] Message overload_hint(std::string_view name, bool member) const;

  const Environment& environment_;
  Substitution substitution_;
  std::vector<Local> locals_;
};

}  // namespace scrip::cel
