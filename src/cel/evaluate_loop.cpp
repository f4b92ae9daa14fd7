// Macros that go through a list or a map.

#include <utility>

#include "cel/code.h"
#include "cel/texts.h"

namespace scrip::cel {

// What a loop has come to so far.
struct Evaluator::Turn {
  Macro macro = Macro::none;
  Value failure;  // kind error: ends the loop, or is absorbed by all and exists
  std::int64_t found = 0;
  std::vector<Value> elements;
  std::vector<MapEntry> entries;
};

// One turn of all, exists or exists_one. True where the result is certain.
bool Evaluator::quantify(const Operation& operation, Turn& turn) {
  const bool decisive = turn.macro == Macro::exists;
  Value value = run(compiled_.children_of(operation).back());
  if (!value.is(Kind::boolean) && !is_failure(value)) {
    value = at_node(failed(say("the condition must be true or false, not {0}", shown(value))), operation);
  }
  if (is_failure(value)) {
    turn.failure = is_failure(turn.failure) ? worse(turn.failure, value) : std::move(value);
    return turn.macro == Macro::exists_one || cost_.left < 0;
  }
  if (turn.macro == Macro::exists_one) {
    turn.found += value.as_bool() ? 1 : 0;
    return false;
  }
  turn.found = value.as_bool() == decisive ? 1 : 0;
  return turn.found == 1;
}

// One turn of the macros that make a list or a map. True where the loop ends.
bool Evaluator::collect(const Operation& operation, Turn& turn, const Value& element, const Value& key) {
  const auto children = compiled_.children_of(operation);
  if (children.size() == 3) {
    Value condition = run(children[1]);
    if (!condition.is(Kind::boolean)) {
      turn.failure = is_failure(condition) ? std::move(condition)
                                           : at_node(failed(say("the condition must be true or false")), operation);
      return true;
    }
    if (!condition.as_bool()) return false;
  }
  Value value = run(children.back());
  if (is_failure(value)) {
    turn.failure = std::move(value);
    return true;
  }
  switch (turn.macro) {
    case Macro::filter:
      if (!value.is(Kind::boolean)) {
        turn.failure = at_node(failed(say("the condition must be true or false")), operation);
        return true;
      }
      if (value.as_bool()) turn.elements.push_back(element);
      return false;
    case Macro::transform_map:
      turn.entries.push_back({key, std::move(value)});
      return false;
    case Macro::transform_map_entry: {
      if (!value.is(Kind::map)) {
        turn.failure = at_node(failed(say("the body must be a map with the new entries")), operation);
        return true;
      }
      const auto more = value.as_map();
      turn.entries.insert(turn.entries.end(), more.begin(), more.end());
      if (cost_.spend(static_cast<std::int64_t>(more.size()))) return false;
      turn.failure = at_node(too_costly(), operation);
      return true;
    }
    default:
      turn.elements.push_back(std::move(value));
      return false;
  }
}

Value Evaluator::loop(const Operation& operation) {
  const Value range = run(compiled_.children_of(operation)[0]);
  if (is_failure(range)) return range;
  if (!range.is(Kind::list) && !range.is(Kind::map)) {
    return at_node(failed(say("this goes through a list or a map, not {0}", shown(range))), operation);
  }
  const bool is_map = range.is(Kind::map);
  const bool two = !node(operation).second.empty();
  const std::size_t size = is_map ? range.as_map().size() : range.as_list().size();
  Turn turn;
  turn.macro = node(operation).macro;
  const bool quantifier = turn.macro == Macro::all || turn.macro == Macro::exists || turn.macro == Macro::exists_one;
  bool certain = false;
  for (std::size_t i = 0; i < size && !certain; ++i) {
    const Value key = is_map ? range.as_map()[i].key : Value::integer(static_cast<std::int64_t>(i));
    const Value& element = is_map ? (two ? range.as_map()[i].value : range.as_map()[i].key) : range.as_list()[i];
    places_[operation.first] = two ? key : element;
    if (two) places_[operation.first + 1] = element;
    certain = quantifier ? quantify(operation, turn) : collect(operation, turn, element, key);
  }
  if (turn.macro == Macro::all || turn.macro == Macro::exists) {
    if (turn.found == 1 && cost_.left >= 0) return Value::boolean(turn.macro == Macro::exists);
    return is_failure(turn.failure) ? turn.failure : Value::boolean(turn.macro == Macro::all);
  }
  if (is_failure(turn.failure)) return turn.failure;
  if (turn.macro == Macro::exists_one) return Value::boolean(turn.found == 1);
  if (turn.macro != Macro::transform_map && turn.macro != Macro::transform_map_entry)
    return Value::list(std::move(turn.elements));
  auto made = Value::map(std::move(turn.entries));
  return made ? *std::move(made) : at_node(failed(made.error().sentence()), operation);
}

}  // namespace scrip::cel
