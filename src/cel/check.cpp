#include "cel/check.h"

#include <algorithm>
#include <utility>

#include "cel/checker.h"
#include "cel/parser.h"
#include "cel/texts.h"

namespace scrip::cel {
namespace {

constexpr std::size_t problems_max = 50;  // more would not be read

// The names of types, which are values of CEL (standard dialect only).
constexpr Kind named_types[] = {Kind::boolean,   Kind::int64,    Kind::uint64,  Kind::floating, Kind::string,
                                Kind::bytes,     Kind::list,     Kind::map,     Kind::null,     Kind::type,
                                Kind::timestamp, Kind::duration, Kind::optional};

bool is_free(const Type& type) { return type.is(Kind::dyn) || type.is(Kind::unknown) || type.is(Kind::parameter); }

}  // namespace

Checker::Checker(Ast ast, const Environment& environment) : environment_(environment) {
  result.ast = std::move(ast);
  result.dialect = environment.dialect();
  result.types.assign(result.ast.nodes.size(), Type(Kind::unknown));
  result.references.resize(result.ast.nodes.size());
  result.variables.assign(environment.variables().begin(), environment.variables().end());
  result.time_zones = environment.time_zones();
}

void Checker::run() {
  visit(result.ast.root);
  for (Type& type : result.types) type = substitution_.apply(type, true);
  std::ranges::stable_sort(problems, {}, &Problem::position);
}

void Checker::report(NodeId where, Message message, Message hint) {
  if (problems.size() >= problems_max) return;
  problems.push_back({result.ast.position(where), std::move(message), std::move(hint)});
}

Type Checker::visit(NodeId id) {
  Type type = judge(id);
  result.types[index(id)] = type;
  return type;
}

Type Checker::judge(NodeId id) {
  switch (node(id).kind) {
    case NodeKind::literal:
      return type_of(node(id).value);
    case NodeKind::identifier:
      return identifier(id);
    case NodeKind::select:
      return select(id);
    case NodeKind::has:
      return has(id);
    case NodeKind::call:
      return call(id);
    case NodeKind::list:
      return list(id);
    case NodeKind::map:
      return map(id);
    case NodeKind::message:
      for (const NodeId child : node(id).children) visit(child);
      report(id, say("there are no messages here: '{0}{...}'", node(id).name),
             say("a map is written {\"key\": value}"));
      return Kind::unknown;
    case NodeKind::loop:
      return loop(id);
    case NodeKind::block:
      return block(id);
  }
  return Kind::unknown;
}

// --- names ---

const Checker::Local* Checker::local(std::string_view name) const {
  const auto found = std::find_if(locals_.rbegin(), locals_.rend(), [&](const Local& l) { return l.name == name; });
  return found == locals_.rend() ? nullptr : &*found;
}

std::string_view Checker::root_name(NodeId id) const {
  while (node(id).kind == NodeKind::select) id = node(id).children[0];
  return node(id).kind == NodeKind::identifier ? std::string_view(node(id).name) : std::string_view();
}

bool Checker::resolve_variable(NodeId id, const std::string& name, Type& type) {
  for (const std::string& candidate : environment_.candidates(name)) {
    if (const Variable* const variable = environment_.variable(candidate)) {
      reference(id).meaning = Meaning::variable;
      reference(id).slot = variable->slot;
      type = variable->type;
      return true;
    }
    if (is_policy()) continue;
    for (const Kind kind : named_types) {
      if (candidate != type_name(kind)) continue;
      reference(id).meaning = Meaning::constant;
      reference(id).constant = Value::type(type_name(kind));
      type = Type::type_of(kind);
      return true;
    }
  }
  return false;
}

void Checker::report_unknown_name(NodeId id, const std::string& name) {
  std::vector<std::string_view> known;
  for (const Variable& variable : environment_.variables()) known.emplace_back(variable.name);
  for (const Local& local : locals_) known.emplace_back(local.name);
  Message hint = suggestion(name, known);
  if (hint.empty() && environment_.has_function(name)) {
    hint = say("'{0}' is a function: call it with (...)", name);
  }
  NodeId first = id;
  while (node(first).kind == NodeKind::select) first = node(first).children[0];
  report(first,
         is_policy() ? say("there is no fact called '{0}'", name) : say("there is no variable called '{0}'", name),
         std::move(hint));
}

Type Checker::identifier(NodeId id) {
  const std::string& name = node(id).name;
  if (const Local* const found = local(name)) {
    reference(id) = {.meaning = Meaning::local, .slot = found->number, .binder = found->binder};
    return found->type;
  }
  Type type;
  if (resolve_variable(id, name, type)) return type;
  report_unknown_name(id, name);
  return Kind::unknown;
}

Type Checker::select(NodeId id) {
  const std::string name = dotted_name(result.ast, id);
  if (!name.empty() && local(root_name(id)) == nullptr) {
    Type type;
    if (resolve_variable(id, name, type)) return type;
    // Where no beginning of the name is a variable either, the whole name is what was not found.
    NodeId prefix = node(id).children[0];
    bool known = false;
    for (;; prefix = node(prefix).children[0]) {
      Type ignored;
      known = known || resolve_variable(prefix, dotted_name(result.ast, prefix), ignored);
      if (node(prefix).kind != NodeKind::select) break;
    }
    if (!known) {
      report_unknown_name(id, name);
      return Kind::unknown;
    }
  }
  return field_of(id, visit(node(id).children[0]));
}

Type Checker::has(NodeId id) {
  const NodeId operand = node(id).children[0];
  const Type type = visit(operand);
  if (!node(id).name.empty()) {
    field_of(id, type);
  } else if (result.references[index(operand)].meaning != Meaning::variable && !type.is(Kind::unknown)) {
    report(id, say("has() asks whether a fact was given"), say("as in has(founded_on)"));
  }
  return Kind::boolean;
}

Type Checker::field_of(NodeId id, const Type& operand) {
  const Type type = substitution_.apply(operand);
  const bool optional = node(id).optional;
  if (type.is(Kind::optional)) {
    const Type field = field_of(id, type.parameter_at(0));
    return optional || node(id).kind == NodeKind::has ? field : Type::optional(field);
  }
  Type field;
  if (type.is(Kind::map)) {
    if (!substitution_.assign(Kind::string, type.parameter_at(0))) {
      report(id, say("this map has no text keys, so there is no '.{0}'", node(id).name),
             say("its keys are {0}", described(type.parameter_at(0))));
    }
    field = type.parameter_at(1);
  } else if (!is_free(type)) {
    report(id, say("there is no '.{0}' in a value of type {1}", node(id).name, described(type)),
           environment_.has_function(node(id).name) ? say("'{0}' is a function: add ()", node(id).name) : Message{});
    return Kind::unknown;
  }
  return optional ? Type::optional(field) : field;
}

// --- lists and maps ---

Type Checker::joined(const Type& so_far, const Type& next, NodeId where, const Message& what) {
  if (const auto type = substitution_.join(so_far, next)) return *type;
  if (!is_policy()) return Kind::dyn;
  const Type a = substitution_.apply(so_far);
  const Type b = substitution_.apply(next);
  const auto is_number = [](const Type& type) { return type.is(Kind::int64) || type.is(Kind::decimal); };
  if (is_number(a) && is_number(b)) return Kind::decimal;
  if (a.is(Kind::money) && b.is(Kind::money)) {
    report(where, say("{0} mix two currencies: {1} and {2}", what, described(a), described(b)),
           say("convert one of them first"));
  } else {
    report(where, say("{0} must be of one type; here are {1} and {2}", what, described(a), described(b)));
  }
  return Kind::unknown;
}

Type Checker::unwrapped(const Type& type, NodeId where) {
  const Type known = substitution_.apply(type);
  if (known.is(Kind::optional)) return known.parameter_at(0);
  if (!is_free(known)) report(where, say("'?' needs an optional value, and this is {0}", described(known)));
  return Kind::dyn;
}

void Checker::want_bool(const Type& type, NodeId where, const Message& what) {
  if (substitution_.assign(type, Kind::boolean)) return;
  report(where, say("{0} must be true or false, and this is {1}", what, described(substitution_.apply(type))),
         say("write a comparison, such as x > 0"));
}

Type Checker::list(NodeId id) {
  const auto children = node(id).children;
  const auto optionals = node(id).optionals;
  Type element = substitution_.fresh_parameter();
  for (std::size_t i = 0; i < children.size(); ++i) {
    Type type = visit(children[i]);
    if (std::ranges::find(optionals, i) != optionals.end()) type = unwrapped(type, children[i]);
    element = i == 0 ? type : joined(element, type, children[i], say("the values of a list"));
  }
  return Type::list(element);
}

Type Checker::map(NodeId id) {
  const auto children = node(id).children;
  const auto optionals = node(id).optionals;
  Type key = substitution_.fresh_parameter();
  Type value = substitution_.fresh_parameter();
  for (std::size_t i = 0; i + 1 < children.size(); i += 2) {
    const Type next_key = visit(children[i]);
    Type next_value = visit(children[i + 1]);
    if (std::ranges::find(optionals, i / 2) != optionals.end()) next_value = unwrapped(next_value, children[i + 1]);
    key = i == 0 ? next_key : joined(key, next_key, children[i], say("the keys of a map"));
    value = i == 0 ? next_value : joined(value, next_value, children[i + 1], say("the values of a map"));
  }
  return Type::map(key, value);
}

// --- macros ---

Type Checker::loop(NodeId id) {
  const Macro macro = node(id).macro;
  if (macro == Macro::bind) return bind(id);
  if (macro == Macro::opt_map || macro == Macro::opt_flat_map) return optional_loop(id);
  const auto children = node(id).children;
  const Type range = substitution_.apply(visit(children[0]));
  Type element = Kind::dyn;
  Type key = range.is(Kind::list) ? Type(Kind::int64) : Type();
  if (range.is(Kind::list)) element = range.parameter_at(0);
  if (range.is(Kind::map)) {
    key = range.parameter_at(0);
    element = range.parameter_at(1);
  }
  if (!range.is(Kind::list) && !range.is(Kind::map) && !is_free(range)) {
    report(children[0], say("this goes through a list or a map, and here is {0}", described(range)));
    element = Kind::unknown;
  }
  const bool two = !node(id).second.empty();
  const Type only = range.is(Kind::map) ? key : element;
  locals_.push_back({node(id).name, two ? key : only, id, 0});
  if (two) locals_.push_back({node(id).second, element, id, 1});
  if (children.size() == 3) want_bool(visit(children[1]), children[1], say("the condition"));
  const Type body = visit(children.back());
  locals_.resize(locals_.size() - (two ? 2 : 1));
  return loop_result(id, only, key, body);
}

Type Checker::loop_result(NodeId id, const Type& element, const Type& key, const Type& body) {
  const NodeId last = node(id).children.back();
  switch (node(id).macro) {
    case Macro::map:
    case Macro::transform_list:
      return Type::list(body);
    case Macro::filter:
      want_bool(body, last, say("the condition"));
      return Type::list(element);
    case Macro::transform_map:
      return Type::map(key, body);
    case Macro::transform_map_entry: {
      const Type entry = substitution_.apply(body);
      if (entry.is(Kind::map)) return entry;
      if (!is_free(entry))
        report(last, say("this must be a map with the new entries, and it is {0}", described(entry)));
      return Type::map(Type(), Type());
    }
    default:
      want_bool(body, last, say("the condition"));
      return Kind::boolean;
  }
}

Type Checker::bind(NodeId id) {
  const auto children = node(id).children;
  locals_.push_back({node(id).name, visit(children[0]), id, 0});
  const Type body = visit(children[1]);
  locals_.pop_back();
  return body;
}

Type Checker::optional_loop(NodeId id) {
  const auto children = node(id).children;
  const Type target = substitution_.apply(visit(children[0]));
  if (!target.is(Kind::optional) && !is_free(target)) {
    report(children[0], say("this needs an optional value, and here is {0}", described(target)));
  }
  locals_.push_back({node(id).name, target.is(Kind::optional) ? target.parameter_at(0) : Type(), id, 0});
  const Type body = substitution_.apply(visit(children[1]));
  locals_.pop_back();
  if (node(id).macro == Macro::opt_map) return Type::optional(body);
  if (!body.is(Kind::optional) && !is_free(body)) {
    report(children[1], say("this must be an optional value, and it is {0}", described(body)),
           say("use optMap, or optional.of(...)"));
  }
  return body.is(Kind::optional) ? body : Type::optional(Type());
}

Type Checker::block(NodeId id) {
  const auto children = node(id).children;
  const std::size_t before = locals_.size();
  for (std::size_t i = 0; i + 1 < children.size(); ++i) {
    locals_.push_back({"@index" + std::to_string(i), visit(children[i]), id, static_cast<std::uint32_t>(i)});
  }
  const Type type = visit(children.back());
  locals_.resize(before);
  return type;
}

Result<Checked> check(Ast ast, const Environment& environment, std::vector<Problem>* problems) {
  Checker checker(std::move(ast), environment);
  checker.run();
  if (problems != nullptr) *problems = checker.problems;
  if (checker.problems.empty()) return std::move(checker.result);
  Message all;
  for (const Problem& problem : checker.problems)
    all = all.empty() ? format(problem) : say("{0}\n{1}", all, format(problem));
  return fail(ErrorCode::expression_invalid, std::move(all), {}, checker.problems.front().position.line);
}

Checked resolve_unchecked(Ast ast, const Environment& environment) {
  Checker checker(std::move(ast), environment);
  checker.run();
  for (Type& type : checker.result.types) type = Type();
  return std::move(checker.result);
}

}  // namespace scrip::cel
