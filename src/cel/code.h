#pragma once
// The compiled form of an expression: a flat tree of operations with names resolved to slots (compile.cpp), and the
// walk that evaluates it (evaluate.cpp).

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "cel/body.h"
#include "cel/program.h"

namespace scrip::cel {

enum class Code : std::uint8_t {
  constant,   // value
  slot,       // a fact: `first`
  local,      // a loop's variable: `first` is its place in the frame
  lazy,       // a block's entry: place `first` in the frame, evaluated on first use by operation `second`
  undeclared, // a name that nothing stands for (unchecked expressions)
  select,
  has,
  conjunction,
  disjunction,
  choice,
  binary,     // a function of two arguments, with the quick cases in front
  call,
  promote,    // a whole number where its node's parent holds decimals (policy dialect)
  list,
  map,
  message,
  loop,       // `first`: place of the first variable, the second's follows
  bind,
  opt_map,
  block,      // `first`: place of the first entry
};

struct Operation {
  Code code = Code::constant;
  Function function = Function::none;
  NodeId node{};
  std::uint32_t first = 0;
  std::uint32_t second = 0;
  std::uint32_t children_from = 0;  // in Compiled::children
  std::uint32_t children_count = 0;
  std::int32_t pattern = -1;  // in Compiled::patterns
  Value value;
};

struct Program::Compiled {
  Checked checked;
  EvaluationLimits limits;
  std::vector<Operation> operations;
  std::vector<std::uint32_t> children;
  std::vector<Regex> patterns;
  std::uint32_t root = 0;
  std::uint32_t places = 0;  // of local variables in a frame
  std::vector<std::uint32_t> slots_used;

  [[nodiscard]] std::span<const std::uint32_t> children_of(const Operation& operation) const {
    return {children.data() + operation.children_from, operation.children_count};
  }
};

// One evaluation. Errors are values of kind `error` whose line holds the node they come from.
class Evaluator {
 public:
  Evaluator(const Program::Compiled& compiled, std::span<const Value> slots, std::int64_t cost, Trace* trace);

  [[nodiscard]] Value run(std::uint32_t operation);
  [[nodiscard]] std::int64_t cost_left() const { return cost_.left; }

 private:
  [[nodiscard]] Value dispatch(const Operation& operation);
  // The value without a copy where it lies somewhere already; else it is put into `storage`.
  [[nodiscard]] const Value& operand(std::uint32_t operation, Value& storage);
  [[nodiscard]] Value slot(const Operation& operation);
  [[nodiscard]] Value lazy(const Operation& operation);
  [[nodiscard]] Value select(const Operation& operation);
  [[nodiscard]] Value has(const Operation& operation);
  [[nodiscard]] Value connective(const Operation& operation, bool decisive);
  [[nodiscard]] Value choice(const Operation& operation);
  [[nodiscard]] Value binary(const Operation& operation);
  [[nodiscard]] Value call(const Operation& operation);
  [[nodiscard]] Value invoke(const Operation& operation, std::span<const Value> arguments);
  [[nodiscard]] Value promote(const Operation& operation);
  [[nodiscard]] Value list(const Operation& operation);
  [[nodiscard]] Value map(const Operation& operation);
  [[nodiscard]] Value bind(const Operation& operation);
  [[nodiscard]] Value optional_map(const Operation& operation);
  [[nodiscard]] Value block(const Operation& operation);

  // evaluate_loop.cpp
  struct Turn;
  [[nodiscard]] Value loop(const Operation& operation);
  [[nodiscard]] bool quantify(const Operation& operation, Turn& turn);
  [[nodiscard]] bool collect(const Operation& operation, Turn& turn, const Value& element, const Value& key);

  [[nodiscard]] const Node& node(const Operation& operation) const { return compiled_.checked.ast[operation.node]; }
  [[nodiscard]] Value at_node(Value value, const Operation& operation) const;
  void record(const Operation& operation, const Value& value);

  const Program::Compiled& compiled_;
  std::span<const Value> slots_;
  Cost cost_;
  Trace* trace_;
  std::vector<Value> places_;
};

// Which of two errors an expression ends with: a spent limit before a missing fact before any other; the names of
// missing facts are joined.
[[nodiscard]] Value worse(const Value& a, const Value& b);
[[nodiscard]] bool is_failure(const Value& value);

}  // namespace scrip::cel
