#pragma once
// Conditions as formulas that can be asked whether anything satisfies them.
//
// An atom compares a term (a fact, or any other expression, known by its text) with a constant. A formula is kept in
// negation normal form; satisfiability goes through its disjunctive normal form, pruned as it grows. Beyond
// conjunctions_max the answer is "unknown": then nothing is claimed.

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "policy/compile.h"

namespace scrip::policy {

inline constexpr std::size_t conjunctions_max = 4'096;
inline constexpr std::size_t comparison_atoms_max = 512;  // of conditions that are compared with each other

// What one analysis may take, in looks at one condition or one term: about a second. Once it is spent, every answer is
// "unknown".
struct Effort {
  std::size_t left = 2'000'000;
};

struct Atom {
  enum class Is : std::uint8_t { less, at_most, equal, one_of, yes };
  std::string term;
  Is is = Is::yes;
  bool negative = false;  // the opposite
  cel::Decimal number;  // less, at_most, equal; days for a date
  std::set<std::string> texts;  // one_of
  std::vector<std::string> choices;  // what the term can be, where that is known
  cel::Kind kind = cel::Kind::boolean;
  cel::Currency currency;
};

struct Condition {
  enum class Kind : std::uint8_t { yes, no, atom, all, any };
  Kind kind = Kind::yes;
  Atom atom;
  std::vector<Condition> parts;
};

[[nodiscard]] Condition always();
[[nodiscard]] Condition both(Condition a, Condition b);
[[nodiscard]] Condition either(Condition a, Condition b);
[[nodiscard]] Condition negated(const Condition& condition);
void add_terms(const Condition& condition, std::vector<std::string>& terms);

// Values of terms, as people write them, that satisfy a condition.
using Example = std::vector<std::pair<std::string, std::string>>;

// Values that satisfy it; none if there are none, or if it is too large to tell.
[[nodiscard]] std::optional<Example> find_example(const Condition& condition);
// True only if it is certain that nothing satisfies it.
[[nodiscard]] bool never(const Condition& condition);
// The same of conditions that hold together, within what is left of the effort.
using Together = std::vector<const Condition*>;
[[nodiscard]] std::optional<Example> find_example(Together conditions, Effort& effort);
[[nodiscard]] bool never(Together conditions, Effort& effort);

// Reads the conditions of one policy.
class ConditionReader {
 public:
  explicit ConditionReader(const CompiledPolicy& compiled) : compiled_(compiled) {}

  [[nodiscard]] Condition read(const cel::Program& program) const;
  // What holds of every application that is decided: the programme's period.
  [[nodiscard]] Condition background() const;

 private:
  class Walker;
  const CompiledPolicy& compiled_;
};

}  // namespace scrip::policy
