#pragma once
// Applicants by column, for simulations: read from a table (policy/file/population_file.h) or drawn from distributions.

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "cel/columns.h"
#include "cel/value.h"
#include "policy/assess.h"
#include "policy/policy.h"

namespace scrip::policy {

// One fact of every applicant. Which of the vectors is filled, `kind` says.
struct FactColumn {
  std::string id;
  FactType type = FactType::yes_no;
  cel::Currency currency;
  std::vector<std::string> choices;
  cel::ColumnKind kind = cel::ColumnKind::absent;  // absent: lists, which lie in `others` only
  std::vector<std::uint8_t> booleans;
  std::vector<std::int64_t> numbers;  // millionths, or whole numbers of a count
  std::vector<std::int32_t> codes;  // days, or texts in the dictionary
  std::vector<std::uint8_t> exceptions;  // by row: cel::row_missing, cel::row_failed; empty: there is none
  std::map<std::size_t, cel::Value> others;  // by row: values that the flat form does not hold

  // The rows from `row` on, as expressions read them.
  [[nodiscard]] cel::Column column(std::size_t row) const;
};

// Rows of applicants. The dictionary holds their texts, and must be the one that simulators of them were made with.
class Population {
 public:
  // With a column for every fact of the policies. Errors: value_invalid (two policies ask a fact in different ways).
  [[nodiscard]] static Result<Population> for_policies(std::span<const Policy* const> policies, cel::Dictionary& texts);

  std::vector<FactColumn> facts;
  std::vector<std::int32_t> applied_on;  // days
  // Codes of texts by row. Empty `applicant`: each row is another; empty `contract`, `project`: not given.
  std::vector<std::int32_t> applicant;
  std::vector<std::int32_t> contract;
  std::vector<std::int32_t> project;
  // What assessors gave each row, in thousandths of a point; below zero: nothing. Empty: no row has a score.
  std::vector<std::int32_t> score;

  [[nodiscard]] std::size_t rows() const { return applied_on.size(); }
  // Rows that are added have no facts. Existing rows keep theirs.
  void resize(std::size_t rows);
  [[nodiscard]] std::optional<std::size_t> fact(std::string_view id) const;
  void set(std::size_t fact, std::size_t row, const cel::Value& value);
  [[nodiscard]] cel::Value value(std::size_t fact, std::size_t row) const;
  [[nodiscard]] std::string_view text(const std::vector<std::int32_t>& codes, std::size_t row) const;
  [[nodiscard]] cel::Dictionary& texts() const { return *texts_; }

 private:
  explicit Population(cel::Dictionary& texts) : texts_(&texts) {}
  cel::Dictionary* texts_;
};

// The number that a decimal or an amount of money is in a column: millionths.
[[nodiscard]] std::optional<std::int64_t> millionths_of(const cel::Value& value);

// How a fact is drawn. All arithmetic is on whole numbers (millionths, counts, days), so that every machine draws the
// same applicants.
//
// constant     `value`
// uniform      low, low + step, ... up to high, each as likely
// normal       around `middle`, by `spread` (one standard deviation): the sum of four uniform draws, within low .. high
// log_uniform  every doubling between low and high as likely as the next, and even within it; low > 0
// weights      one of `choices`, as often as its weight says
// depends      as another fact of the row says: `then[i]` where `by` is `when[i]`, the last of `then` where it is none
// of
//              them (or, if `then` has no more than `when`, not at all)
//
// A factor is a number of the row that several facts are drawn by, so that who is high in one is high in the others,
// too. `follows_ppm` of the rows take their number from it, below zero the other way round; the others one of their
// own. What a fact comes to over all rows stays as its distribution says.
enum class Shape : std::uint8_t { constant, uniform, normal, log_uniform, weights, depends };

struct Distribution {
  Shape shape = Shape::constant;
  cel::Value value;
  std::int64_t low = 0;
  std::int64_t high = 0;
  std::int64_t step = 1;  // results are multiples of it above `low`; > 0
  std::int64_t middle = 0;
  std::int64_t spread = 0;
  std::vector<std::pair<cel::Value, std::uint32_t>> choices;
  std::uint32_t missing_ppm = 0;  // how many of a million rows do not have the fact
  std::string factor;  // empty: none
  std::int32_t follows_ppm = 0;  // -1,000,000 .. 1,000,000
  std::string by;  // depends: a fact that is a choice or a yes or no, and is drawn before this one
  std::vector<cel::Value> when;
  std::vector<Distribution> then;
  std::uint64_t line = 0;  // of the file that says so; 0: of none
};

struct Recipe {
  std::uint64_t seed = 1;
  std::uint64_t rows = 0;
  std::uint32_t applicants = 0;  // how many different ones there are; 0: each row is another
  Distribution applied_on;  // days
  std::vector<std::pair<std::string, Distribution>> facts;  // by id; facts that are not here are missing
  std::optional<Distribution> score;  // points, in millionths: what assessors give
};

// Draws applicants. Row n is the same whatever rows are drawn with it, so that batches may be drawn by several threads
// and dropped.
class Generator {
 public:
  // `population` is one that fill() will be given, or its like. Errors: not_found (no such fact), value_invalid (a
  // distribution that does not fit the fact, or makes no sense).
  [[nodiscard]] static Result<Generator> make(Recipe recipe, Population& population);

  // Rows first .. first + rows - 1 of the recipe become the rows of the population.
  void fill(std::uint64_t first, std::size_t rows, Population& population) const;
  [[nodiscard]] const Recipe& recipe() const { return recipe_; }

 private:
  // A distribution with its texts as codes and its weights summed up.
  struct Drawn {
    std::size_t fact = 0;
    std::uint64_t seed = 0;
    Distribution distribution;
    std::vector<std::uint64_t> until;  // by choice: sum of the weights so far
    std::vector<std::int64_t> codes;
    std::uint64_t factor = 0;  // its seed
    std::size_t by = 0;  // depends: subscript of the fact
    std::vector<Drawn> then;  // depends: `codes` has when's
  };
  // What one column of a batch is written into.
  template <class T>
  struct Target {
    T* numbers;
    std::vector<std::uint8_t>* exceptions;  // empty where every row has the fact
  };
  template <class T>
  static void draw(const Drawn& drawn, std::uint64_t first, std::size_t rows, T* out);
  template <class T>
  static void fill_column(const Drawn& drawn, const Population& population, std::uint64_t first, std::size_t rows,
                          const Target<T>& target);
  template <class T>
  static void fill_dependent(const Drawn& drawn, const Population& population, std::uint64_t first, std::size_t rows,
                             const Target<T>& target);
  Result<Drawn> prepare(Distribution distribution, const FactColumn& column, const Population& population,
                        std::uint64_t seed);
  Result<void> prepare_dependent(Drawn& drawn, const FactColumn& column, const Population& population,
                                 std::uint64_t seed);
  Result<void> check_factors() const;

  Recipe recipe_;
  Drawn applied_on_;
  std::vector<Drawn> facts_;
  std::optional<Drawn> score_;
  std::vector<std::int32_t> applicants_;  // codes
};

}  // namespace scrip::policy
