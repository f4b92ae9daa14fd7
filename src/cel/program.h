#pragma once
// An expression made ready to be evaluated many times.

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/limits.h"
#include "base/result.h"
#include "cel/check.h"
#include "cel/value.h"

namespace scrip::cel {

struct EvaluationLimits {
  // Steps of one evaluation: one for every node evaluated, element made or compared, and 16 bytes of text made.
  std::int64_t cost_max = limits::evaluation_cost_max;
};

// What an evaluation did: the value of every sub-expression in the order in which they were finished. In a loop the
// same node appears once for every turn. Nodes skipped by && || ?: do not appear.
struct Trace {
  struct Step {
    NodeId node{};
    Value value;  // kind `error` where it failed
  };
  std::vector<Step> steps;
  std::size_t steps_max = limits::trace_steps_max;
  bool truncated = false;
};

// Immutable and safe to share between threads; evaluate may run in several at once.
class Program {
 public:
  // Constants are folded and constant regular expressions compiled.
  // Errors: expression_invalid (policy dialect only: a part without facts always fails, such as date("2025-02-30")).
  [[nodiscard]] static Result<Program> compile(Checked checked, const EvaluationLimits& limits = {});

  Program(Program&&) noexcept;
  Program& operator=(Program&&) noexcept;
  ~Program();

  // `slots` are the variables' values by slot, Value::missing() for a fact that was not given; a shorter span means
  // that the rest is missing. Values have the types declared. Errors:
  //   fact_missing           what was asked needs a fact that was not given; field: the facts, joined by ", "
  //   expression_failed      division by zero, overflow, no such key, ...; detail: position and reason
  //   expression_too_costly  a limit was reached
  // && || and ?: absorb errors as CEL says: an error on one side does not matter where the other decides.
  [[nodiscard]] Result<Value> evaluate(std::span<const Value> slots, Trace* trace = nullptr) const;

  [[nodiscard]] const Checked& checked() const;
  [[nodiscard]] const Type& type() const { return checked().type(); }
  // The slots the expression can read, ascending.
  [[nodiscard]] std::span<const std::uint32_t> slots_used() const;

  struct Compiled;  // code.h

 private:
  explicit Program(std::unique_ptr<const Compiled> compiled);
  std::unique_ptr<const Compiled> compiled_;
};

}  // namespace scrip::cel
