#pragma once
// Decides whole populations by a programme's rules: the same answers as assess(), row for row, by columns.
//
// What assess() would need to explain is left out: a row's result is its decision, amount and the rules that made it.
// Rows that columns cannot decide exactly go through assess() itself: a needed fact is missing, something failed, a
// number does not fit, or an applicant claims more than once and a cap counts earlier awards. Other support is not part
// of a population, so stacking rules find none.

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "cel/columns.h"
#include "policy/assess.h"
#include "policy/compile.h"
#include "policy/population.h"

namespace scrip::policy {

inline constexpr std::int16_t no_choice = -1;  // of rate rows, pools and lanes

// What was decided, by row. Sets of reasons are bits; which bit is which, Simulator::reasons() says.
struct Results {
  std::size_t words = 1;  // of 64 reasons each
  std::size_t parts = 1;
  std::vector<Decision> decision;
  std::vector<cel::Decimal> amount;  // zero unless it is an award
  std::vector<std::uint64_t> refused_by;  // `words` for each row
  std::vector<std::uint64_t> limited_by;
  std::vector<std::int16_t> row;  // for each row and part: subscript of the rate row that applied
  std::vector<std::int16_t> pool;
  std::vector<std::int16_t> lane;

  void resize(std::size_t rows);
};

// The applicants of a population that claim more than once: their rows go one by one, in order of application.
class Claims {
 public:
  [[nodiscard]] static Claims of(const Population& population);
  [[nodiscard]] bool is_repeated(std::size_t row) const { return !repeated_.empty() && repeated_[row] != 0; }
  // Each by applicant: rows by day of application, then as they stand.
  [[nodiscard]] std::span<const std::vector<std::size_t>> groups() const { return groups_; }

 private:
  std::vector<std::uint8_t> repeated_;
  std::vector<std::vector<std::size_t>> groups_;
};

// Room for one thread's work.
class Workspace {
 public:
  Workspace();
  ~Workspace();
  Workspace(Workspace&&) noexcept;
  Workspace& operator=(Workspace&&) noexcept;
  struct Room;
  [[nodiscard]] Room& room() { return *room_; }

 private:
  std::unique_ptr<Room> room_;
};

// An expression without a fast form, and why: it is evaluated one by one.
struct SlowExpression {
  std::string field;
  std::string why;
};

// Immutable; several threads may decide different rows of one population at once, each with its workspace.
class Simulator {
 public:
  // `compiled` must outlive this; `population` is one it will decide, or its like. `tried` are parameters to take in
  // place of the policy's own. Errors: value_invalid (the population lacks a fact of the policy).
  [[nodiscard]] static Result<Simulator> make(const CompiledPolicy& compiled, const Population& population,
                                              std::vector<std::pair<std::uint32_t, Literal>> tried = {});
  Simulator(Simulator&&) noexcept;
  Simulator& operator=(Simulator&&) noexcept;
  ~Simulator();

  // By bit: ids of rules, caps and stacking rules, and the names that assess() has for the rest.
  [[nodiscard]] std::span<const std::string> reasons() const;
  [[nodiscard]] const CompiledPolicy& policy() const;
  [[nodiscard]] std::span<const SlowExpression> slow() const;
  [[nodiscard]] bool needs_history() const;  // whether a cap counts earlier awards

  // Empty results for so many rows.
  [[nodiscard]] Results results(std::size_t rows) const;

  // Decides the rows from .. until - 1, and of `claims`, where given, the applicants whose first row is among them.
  // Without claims every row is an applicant of its own. Rows are independent between calls: ranges that do not
  // overlap may be decided by several threads. Gives how many rows went through assess().
  std::uint64_t decide(const Population& population, std::size_t from, std::size_t until, Results& results,
                       Workspace& workspace, const Claims* claims = nullptr) const;

  // One row by assess(), with what the applicant got before.
  void decide_one(const Population& population, std::size_t row, std::vector<EarlierAward> history,
                  Results& results) const;
  [[nodiscard]] ApplicationFacts application(const Population& population, std::size_t row) const;

  struct Plan;  // simulate_plan.h

 private:
  explicit Simulator(std::unique_ptr<const Plan> plan);
  std::unique_ptr<const Plan> plan_;
};

}  // namespace scrip::policy
