#include <algorithm>

#include "cel/checker.h"
#include "cel/parser.h"
#include "cel/texts.h"

namespace scrip::cel {
namespace {

bool is_ordered(const Type& type, bool policy) {
  switch (type.kind()) {
    case Kind::int64:
    case Kind::dyn:
    case Kind::unknown:
    case Kind::parameter:
      return true;
    case Kind::uint64:
    case Kind::floating:
      return !policy;
    case Kind::decimal:
    case Kind::money:
    case Kind::date:
    case Kind::timestamp:
    case Kind::duration:
      return policy;
    default:
      return false;
  }
}

}  // namespace

// math.greatest(...) reads as a call of a member of `math`: it is one of a function if there is one of that name.
bool Checker::namespaced(NodeId id) {
  if (!node(id).member) return false;
  const std::string receiver = dotted_name(result.ast, node(id).children[0]);
  if (receiver.empty() || local(root_name(node(id).children[0])) != nullptr) return false;
  for (const std::string& candidate : environment_.candidates(receiver + "." + node(id).name)) {
    if (!environment_.has_function(candidate)) continue;
    reference(id).namespaced = true;
    reference(id).function = find_function(candidate);
    return true;
  }
  return false;
}

Type Checker::call(NodeId id) {
  reference(id).meaning = Meaning::call;
  const bool qualified = namespaced(id);
  std::vector<NodeId> arguments = node(id).children;
  std::string name = node(id).name;
  if (qualified) {
    name = dotted_name(result.ast, arguments[0]) + "." + name;
    arguments.erase(arguments.begin());
  }
  const bool member = node(id).member && !qualified;
  for (const std::string& candidate : environment_.candidates(name)) {
    if (member || !environment_.has_function(candidate)) continue;
    name = candidate;
    break;
  }
  const auto overloads = environment_.overloads(name);
  reference(id).function = overloads.empty() ? Function::none : overloads[0]->function;
  std::vector<Type> types;
  for (const NodeId argument : arguments) types.push_back(substitution_.apply(visit(argument)));
  switch (reference(id).function) {
    case Function::logical_and:
    case Function::logical_or:
      return chain(id, types);
    case Function::conditional:
      return choice(id, types);
    case Function::math_greatest:
    case Function::math_least:
    case Function::min:
    case Function::max:
      if (!member) return extreme(id, name, arguments, types);
      break;
    default:
      break;
  }
  return overloaded(id, name, arguments, member);
}

Type Checker::chain(NodeId id, const std::vector<Type>& types) {
  for (std::size_t i = 0; i < types.size(); ++i) {
    want_bool(types[i], node(id).children[i],
              node(id).name == "_&&_" ? say("each side of '&&'") : say("each side of '||'"));
  }
  return Kind::boolean;
}

Type Checker::choice(NodeId id, const std::vector<Type>& types) {
  want_bool(types[0], node(id).children[0], say("what stands before '?'"));
  const auto type = substitution_.join(types[1], types[2]);
  if (type) return *type;
  if (is_policy()) return joined(types[1], types[2], node(id).children[2], say("the two results of '? :'"));
  report(id, say("the two results of '? :' must be of one type; here are {0} and {1}", described(types[1]),
                 described(types[2])));
  return Kind::unknown;
}

Type Checker::extreme(NodeId id, std::string_view name, const std::vector<NodeId>& arguments,
                      const std::vector<Type>& types) {
  if (types.empty()) {
    report(id, say("{0}() needs at least one value", name));
    return Kind::unknown;
  }
  Type all = types.size() == 1 && types[0].is(Kind::list) ? types[0].parameter_at(0) : types[0];
  for (std::size_t i = 1; i < types.size(); ++i)
    all = joined(all, types[i], arguments[i], say("the values of {0}()", name));
  const Type known = substitution_.apply(all);
  if (!is_ordered(known, is_policy())) {
    report(id, say("{0}() does not take values of type {1}", name, described(known)));
    return Kind::unknown;
  }
  return known;
}

Type Checker::overloaded(NodeId id, std::string_view name, const std::vector<NodeId>& arguments, bool member) {
  std::vector<Type> types;
  for (const NodeId argument : arguments) types.push_back(substitution_.apply(result.types[index(argument)]));
  const auto overloads = environment_.overloads(name);
  std::optional<Type> found;
  for (const Overload* const overload : overloads) {
    if (overload->member != member) continue;
    std::vector<Type> signature = overload->parameters;
    signature.push_back(overload->result);
    signature = substitution_.fresh(signature);
    const Type answer = signature.back();
    signature.pop_back();
    if (!substitution_.assign_all(types, signature)) continue;
    const Type type = substitution_.apply(answer);
    found = found && !(*found == type) ? Type() : type;
  }
  if (!found) {
    report_mismatch(id, name, types, member);
    return Kind::unknown;
  }
  check_choices(id);
  return *found;
}

// --- facts with a list of choices ---

const Variable* Checker::variable_of(NodeId id) const {
  const Reference& found = result.references[index(id)];
  return found.meaning == Meaning::variable ? &result.variables[found.slot] : nullptr;
}

void Checker::check_choice(const Variable& variable, NodeId literal) {
  const Node& found = node(literal);
  if (found.kind == NodeKind::list) {
    for (const NodeId element : found.children) check_choice(variable, element);
  }
  if (found.kind != NodeKind::literal || !found.value.is(Kind::string)) return;
  const std::string_view text = found.value.as_string();
  if (std::ranges::find(variable.choices, text) != variable.choices.end()) return;
  Message hint = suggestion(text, {variable.choices.begin(), variable.choices.end()});
  if (hint.empty()) {
    Message all;
    for (const std::string& choice : variable.choices) {
      all = all.empty() ? say("'{0}'", choice) : say("{0}, {1}", all, say("'{0}'", choice));
    }
    hint = say("it is one of {0}", all);
  }
  report(literal, say("'{0}' is never '{1}'", variable.name, text), std::move(hint));
}

void Checker::check_choices(NodeId id) {
  const Function function = reference(id).function;
  if (function != Function::equals && function != Function::not_equals && function != Function::in) return;
  const auto children = node(id).children;
  for (std::size_t i = 0; i < 2; ++i) {
    const Variable* const variable = variable_of(children[i]);
    if (variable != nullptr && !variable->choices.empty()) check_choice(*variable, children[1 - i]);
  }
}

}  // namespace scrip::cel
