// The walk over a compiled expression.

#include <utility>

#include "base/containers.h"
#include "cel/code.h"
#include "cel/texts.h"

namespace scrip::cel {
namespace {

constexpr std::uint64_t no_node_yet = 0;  // Error::line while the node is not known; else its subscript + 1

Value missing_fact(const std::string& name) {
  return Value::error(Error::at(ErrorCode::fact_missing, name, Message{}));
}

ErrorCode code_of(const Value& value) { return value.as_error().code; }

// How bad an error is, for worse().
int rank(ErrorCode code) {
  return code == ErrorCode::expression_too_costly ? 2 : code == ErrorCode::fact_missing ? 1 : 0;
}

// "a, b" with the names of another list that are not in it yet.
std::string joined_names(std::string names, std::string_view more) {
  while (!more.empty()) {
    const std::size_t end = std::min(more.find(", "), more.size());
    const std::string_view name = more.substr(0, end);
    const std::string padded = ", " + names + ", ";
    if (!padded.contains(", " + std::string(name) + ", ")) names.append(", ").append(name);
    more.remove_prefix(std::min(end + 2, more.size()));
  }
  return names;
}

// The comparisons of two integers, quick.
bool compared(Function function, std::int64_t a, std::int64_t b) {
  switch (function) {
    case Function::equals:
      return a == b;
    case Function::not_equals:
      return a != b;
    case Function::less:
      return a < b;
    case Function::less_equals:
      return a <= b;
    case Function::greater:
      return a > b;
    default:
      return a >= b;
  }
}

bool is_comparison(Function function) { return function >= Function::equals && function <= Function::greater_equals; }

}  // namespace

bool is_failure(const Value& value) { return value.is(Kind::error); }

Value worse(const Value& a, const Value& b) {
  if (rank(code_of(a)) != rank(code_of(b))) return rank(code_of(a)) > rank(code_of(b)) ? a : b;
  if (code_of(a) != ErrorCode::fact_missing) return a;
  Error both = a.as_error();
  both.field = joined_names(std::move(both.field), b.as_error().field);
  return Value::error(std::move(both));
}

Evaluator::Evaluator(const Program::Compiled& compiled, std::span<const Value> slots, std::int64_t cost, Trace* trace)
    : compiled_(compiled), slots_(slots), cost_{cost}, trace_(trace) {
  if (compiled.places > 0) places_.resize(compiled.places);
}

Value Evaluator::run(std::uint32_t id) {
  const Operation& operation = compiled_.operations[id];
  if (!cost_.spend(1)) return at_node(too_costly(), operation);
  if (trace_ == nullptr || operation.code == Code::promote) return dispatch(operation);
  Value value = dispatch(operation);
  record(operation, value);
  return value;
}

void Evaluator::record(const Operation& operation, const Value& value) {
  if (trace_->steps.size() >= trace_->steps_max) {
    trace_->truncated = true;
    return;
  }
  trace_->steps.push_back({operation.node, value});
}

Value Evaluator::at_node(Value value, const Operation& operation) const {
  if (!is_failure(value) || value.as_error().line != no_node_yet) return value;
  Error error = value.as_error();
  error.line = index(operation.node) + 1;
  return Value::error(std::move(error));
}

Value Evaluator::dispatch(const Operation& operation) {
  switch (operation.code) {
    case Code::constant:
      return operation.value;
    case Code::slot:
      return slot(operation);
    case Code::local:
      return places_[operation.first];
    case Code::lazy:
      return lazy(operation);
    case Code::undeclared:
      return at_node(failed(say("nothing is called '{0}'", node(operation).name)), operation);
    case Code::select:
      return select(operation);
    case Code::has:
      return has(operation);
    case Code::conjunction:
      return connective(operation, false);
    case Code::disjunction:
      return connective(operation, true);
    case Code::choice:
      return choice(operation);
    case Code::binary:
      return binary(operation);
    case Code::call:
      return call(operation);
    case Code::promote:
      return promote(operation);
    case Code::list:
      return list(operation);
    case Code::map:
      return map(operation);
    case Code::message:
      return at_node(failed(say("there are no messages here")), operation);
    case Code::loop:
      return loop(operation);
    case Code::bind:
      return bind(operation);
    case Code::opt_map:
      return optional_map(operation);
    case Code::block:
      return block(operation);
  }
  return {};
}

// --- names ---

Value Evaluator::slot(const Operation& operation) {
  if (operation.first < slots_.size() && !slots_[operation.first].is(Kind::missing)) return slots_[operation.first];
  return at_node(missing_fact(compiled_.checked.variables[operation.first].name), operation);
}

const Value& Evaluator::operand(std::uint32_t id, Value& storage) {
  const Operation& operation = compiled_.operations[id];
  if (trace_ == nullptr) {
    if (operation.code == Code::constant) return operation.value;
    if (operation.code == Code::local) return places_[operation.first];
    if (operation.code == Code::slot && operation.first < slots_.size() && !slots_[operation.first].is(Kind::missing)) {
      return slots_[operation.first];
    }
  }
  storage = run(id);
  return storage;
}

Value Evaluator::lazy(const Operation& operation) {
  if (places_[operation.first].is(Kind::missing)) {
    Value value = run(operation.second);
    places_[operation.first] = std::move(value);
  }
  return places_[operation.first];
}

Value Evaluator::select(const Operation& operation) {
  Value storage;
  const Value& from = operand(compiled_.children_of(operation)[0], storage);
  if (is_failure(from)) return from;
  const bool wrapped = from.is(Kind::optional);
  const Value* const inside = wrapped ? from.as_optional() : &from;
  if (inside == nullptr) return from;
  const bool optional = node(operation).optional;
  const Value* const found = inside->is(Kind::map) ? inside->find(Value::string(node(operation).name)) : nullptr;
  if (found != nullptr) return wrapped || optional ? Value::optional_of(*found) : *found;
  if ((wrapped || optional) && inside->is(Kind::map)) return Value::optional_none();
  return at_node(failed(say("no such key: '{0}'", node(operation).name)), operation);
}

Value Evaluator::has(const Operation& operation) {
  Value storage;
  const Value& from = operand(compiled_.children_of(operation)[0], storage);
  if (node(operation).name.empty()) {  // of a fact: there unless it is missing
    const bool missing = is_failure(from) && from.as_error().code == ErrorCode::fact_missing;
    return missing || !is_failure(from) ? Value::boolean(!missing) : from;
  }
  if (is_failure(from)) return from;
  const Value* const inside = from.is(Kind::optional) ? from.as_optional() : &from;
  if (inside == nullptr) return Value::boolean(false);
  if (inside->is(Kind::map)) return Value::boolean(inside->find(Value::string(node(operation).name)) != nullptr);
  if (from.is(Kind::optional)) return Value::boolean(false);
  return at_node(failed(say("a value of type {0} has no fields", described(type_of(from)))), operation);
}

// --- logic ---

// && (decided by false) and || (decided by true): a deciding side absorbs the errors of the others.
Value Evaluator::connective(const Operation& operation, bool decisive) {
  Value failure;
  for (const std::uint32_t child : compiled_.children_of(operation)) {
    Value value = run(child);
    if (value.is(Kind::boolean)) {
      if (value.as_bool() == decisive && cost_.left >= 0) return value;
      continue;
    }
    if (!is_failure(value)) {
      value =
          at_node(failed(say("'{0}' needs true or false, not {1}", decisive ? "||" : "&&", shown(value))), operation);
    }
    failure = is_failure(failure) ? worse(failure, value) : std::move(value);
  }
  return is_failure(failure) ? failure : Value::boolean(!decisive);
}

Value Evaluator::choice(const Operation& operation) {
  const auto children = compiled_.children_of(operation);
  const Value condition = run(children[0]);
  if (is_failure(condition)) return condition;
  if (!condition.is(Kind::boolean))
    return at_node(failed(say("'?' needs true or false, not {0}", shown(condition))), operation);
  return run(children[condition.as_bool() ? 1 : 2]);
}

// --- calls ---

Value Evaluator::invoke(const Operation& operation, std::span<const Value> arguments) {
  for (const Value& argument : arguments) {
    if (is_failure(argument)) return argument;
  }
  const Regex* const pattern =
      operation.pattern >= 0 ? &compiled_.patterns[static_cast<std::size_t>(operation.pattern)] : nullptr;
  Call call{operation.function,
            arguments,
            cost_,
            compiled_.checked.type(operation.node),
            *compiled_.checked.time_zones,
            pattern};
  return at_node(body_of(operation.function)(call), operation);
}

Value Evaluator::binary(const Operation& operation) {
  const auto children = compiled_.children_of(operation);
  Value storage_a;
  Value storage_b;
  const Value& a = operand(children[0], storage_a);
  const Value& b = operand(children[1], storage_b);
  if (is_comparison(operation.function)) {
    if (a.is(Kind::int64) && b.is(Kind::int64)) {
      return Value::boolean(compared(operation.function, a.as_int(), b.as_int()));
    }
    if (a.is(Kind::date) && b.is(Kind::date)) {
      return Value::boolean(compared(operation.function, count(a.as_date()), count(b.as_date())));
    }
    if (a.is(Kind::money) && b.is(Kind::money) && a.currency() == b.currency()) {
      const auto order = a.as_decimal() <=> b.as_decimal();
      return Value::boolean(compared(operation.function, order < 0 ? -1 : order > 0 ? 1 : 0, 0));
    }
  }
  const Value arguments[] = {a, b};
  return invoke(operation, arguments);
}

Value Evaluator::call(const Operation& operation) {
  InlineVector<Value, 4> arguments;
  for (const std::uint32_t child : compiled_.children_of(operation)) {
    arguments.push_back(run(child));
    if (is_failure(arguments.back())) return arguments.back();
  }
  if (operation.function == Function::none) {
    return at_node(failed(say("there is no function called '{0}'", node(operation).name)), operation);
  }
  return invoke(operation, arguments);
}

Value Evaluator::promote(const Operation& operation) {
  Value value = run(compiled_.children_of(operation)[0]);
  return value.is(Kind::int64) ? Value::decimal(*number_as_decimal(value)) : value;
}

// --- what makes values ---

Value Evaluator::list(const Operation& operation) {
  const auto& optionals = node(operation).optionals;
  std::vector<Value> elements;
  std::size_t next_optional = 0;
  std::uint32_t position = 0;
  for (const std::uint32_t child : compiled_.children_of(operation)) {
    Value value = run(child);
    if (is_failure(value)) return value;
    const bool optional = next_optional < optionals.size() && optionals[next_optional] == position++;
    if (!optional) {
      elements.push_back(std::move(value));
      continue;
    }
    ++next_optional;
    if (!value.is(Kind::optional)) return at_node(failed(say("'?' needs an optional value")), operation);
    if (const Value* const inside = value.as_optional()) elements.push_back(*inside);
  }
  return Value::list(std::move(elements));
}

Value Evaluator::map(const Operation& operation) {
  const auto& optionals = node(operation).optionals;
  const auto children = compiled_.children_of(operation);
  std::vector<MapEntry> entries;
  std::size_t next_optional = 0;
  for (std::uint32_t i = 0; i < children.size(); i += 2) {
    Value key = run(children[i]);
    if (is_failure(key)) return key;
    Value value = run(children[i + 1]);
    if (is_failure(value)) return value;
    if (next_optional < optionals.size() && optionals[next_optional] == i / 2) {
      ++next_optional;
      if (!value.is(Kind::optional)) return at_node(failed(say("'?' needs an optional value")), operation);
      if (value.as_optional() == nullptr) continue;
      value = Value(*value.as_optional());
    }
    entries.push_back({std::move(key), std::move(value)});
  }
  auto made = Value::map(std::move(entries));
  return made ? *std::move(made) : at_node(failed(made.error().sentence()), operation);
}

Value Evaluator::bind(const Operation& operation) {
  const auto children = compiled_.children_of(operation);
  places_[operation.first] = run(children[0]);
  return run(children[1]);
}

Value Evaluator::optional_map(const Operation& operation) {
  const auto children = compiled_.children_of(operation);
  const Value target = run(children[0]);
  if (is_failure(target)) return target;
  if (!target.is(Kind::optional))
    return at_node(failed(say("this needs an optional value, not {0}", shown(target))), operation);
  if (target.as_optional() == nullptr) return target;
  places_[operation.first] = *target.as_optional();
  Value value = run(children[1]);
  if (is_failure(value)) return value;
  if (node(operation).macro == Macro::opt_map) return Value::optional_of(std::move(value));
  return value.is(Kind::optional) ? value : at_node(failed(say("this must be an optional value")), operation);
}

Value Evaluator::block(const Operation& operation) {
  for (std::uint32_t i = 0; i < operation.second; ++i) places_[operation.first + i] = Value::missing();
  return run(compiled_.children_of(operation)[0]);
}

// --- the way in ---

namespace {

Error finished(Error error, const Checked& checked) {
  if (error.line != no_node_yet) {
    const Position position = checked.ast.position(id_at<NodeId>(error.line - 1));
    if (error.code == ErrorCode::fact_missing) {
      return Error::at(error.code, error.field, say("not given: {0}", error.field), position.line);
    }
    return Error::at(error.code, error.field, format(Problem{position, error.sentence(), {}}), position.line);
  }
  return error;
}

}  // namespace

Result<Value> Program::evaluate(std::span<const Value> slots, Trace* trace) const {
  Evaluator evaluator(*compiled_, slots, compiled_->limits.cost_max, trace);
  Value value = evaluator.run(compiled_->root);
  if (is_failure(value)) return std::unexpected(finished(value.as_error(), compiled_->checked));
  if (value.is(Kind::int64) && type().is(Kind::decimal)) return Value::decimal(to_decimal(value.as_int()));
  return value;
}

}  // namespace scrip::cel
