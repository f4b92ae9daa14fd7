#pragma once
// Evaluates an expression over batches of rows: for simulations of millions of applicants.
//
// Facts lie in flat columns. An expression becomes a list of steps over whole columns, each with its kernel chosen when
// it is compiled; the loops allocate nothing and call nothing through a pointer. What the flat form cannot say exactly
// marks a row as an exception: a fact that is missing, an error, an overflow, more decimals than the column holds.
// An exception is no answer: Program::evaluate gives that row's. && || and ?: absorb exceptions as they absorb errors,
// so every row that is no exception has the answer of Program::evaluate, and a test says so. The program must have been
// compiled with the default EvaluationLimits.

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/containers.h"
#include "cel/decimal.h"
#include "cel/program.h"
#include "cel/value.h"

namespace scrip::cel {

inline constexpr std::size_t batch_rows_max = 2'048;  // a column of a batch stays in the nearest cache

// Every text that columns hold, by a small number. Equal texts have one code, whatever column they stand in.
// intern() is for one thread at a time; reading is for many.
class Dictionary {
 public:
  std::int32_t intern(std::string_view text);
  [[nodiscard]] std::optional<std::int32_t> find(std::string_view text) const;
  [[nodiscard]] std::string_view operator[](std::int32_t code) const { return texts_[static_cast<std::size_t>(code)]; }
  [[nodiscard]] std::size_t size() const { return texts_.size(); }

 private:
  std::deque<std::string> texts_;
  TextMap<std::int32_t> codes_;
};

enum class ColumnKind : std::uint8_t {
  absent,  // this column has no flat form
  boolean,  // std::uint8_t: 0 or 1
  integer,  // std::int64_t
  micro,  // std::int64_t: a decimal or an amount of money in millionths
  wide,  // Decimal, where millionths are too coarse: results only
  date,  // std::int32_t: days since 1970
  text,  // std::int32_t: code in the Dictionary
};

// Why a row of a column has no value there; a row may be both.
inline constexpr std::uint8_t row_failed = 1;  // it has one that the column cannot hold, or an error
inline constexpr std::uint8_t row_missing = 2;  // of a slot: the fact was not given

// A column of a batch, borrowed. In rows that are exceptions the data is anything.
struct Column {
  ColumnKind kind = ColumnKind::absent;
  const void* data = nullptr;
  const std::uint8_t* exceptions = nullptr;  // by row: 0, row_failed or row_missing; null: there is none

  template <class T>
  [[nodiscard]] const T* as() const {
    return static_cast<const T*>(data);
  }
  [[nodiscard]] bool is_exception(std::size_t row) const { return exceptions != nullptr && exceptions[row] != 0; }
};

// What an expression's slot will be in every batch: a column of a kind, or one value for all rows.
struct ColumnShape {
  ColumnKind kind = ColumnKind::absent;
  std::optional<Value> constant;
};

// The kind of column that holds values of a type; absent for lists and the like.
[[nodiscard]] ColumnKind column_kind(const Type& type);
// The amount in millionths, or nothing where they cannot say it exactly.
[[nodiscard]] std::optional<std::int64_t> to_micro(Decimal value);
[[nodiscard]] constexpr Decimal from_micro(std::int64_t millionths) {
  return Decimal{Int128{millionths} * (decimal_one / micro)};
}

// Where intermediate columns lie. One for each thread; it may serve any number of programs, one after the other.
class ColumnScratch {
 public:
  ColumnScratch();
  ~ColumnScratch();
  ColumnScratch(ColumnScratch&&) noexcept;
  ColumnScratch& operator=(ColumnScratch&&) noexcept;
  struct Registers;  // column_steps.h
  [[nodiscard]] Registers& registers() { return *registers_; }

 private:
  std::unique_ptr<Registers> registers_;
};

// Fills in the slots of one row of the batch.
using ReadRow = std::function<void(std::size_t row, std::span<Value> slots)>;

class ColumnProgram {
 public:
  // `program` must outlive this. New texts are added to the dictionary. There is always a result: where the expression
  // has no fast form, is_fast() is false, why_not() says what stands in the way, and rows are evaluated one by one.
  [[nodiscard]] static ColumnProgram compile(const Program& program, std::span<const ColumnShape> shapes,
                                             Dictionary& texts);
  ColumnProgram(ColumnProgram&&) noexcept;
  ColumnProgram& operator=(ColumnProgram&&) noexcept;
  ~ColumnProgram();

  [[nodiscard]] bool is_fast() const;
  [[nodiscard]] const std::string& why_not() const;
  [[nodiscard]] ColumnKind kind() const;  // of the results
  [[nodiscard]] const Program& program() const;

  // Evaluates the first `rows` rows (at most batch_rows_max). `slots` are the columns by slot, of the kinds that
  // compile() was told. The result holds until the scratch is used again. Without a fast form every row is an
  // exception.
  [[nodiscard]] Column run(std::span<const Column> slots, std::size_t rows, ColumnScratch& scratch) const;

  // The same where rows that are exceptions are evaluated one by one, but not those that `skip` (by row) marks. What
  // remains an exception has no value: a fact is missing, or it failed. Numbers may come as `wide`. Only for results
  // that column_kind() knows, except texts.
  [[nodiscard]] Column run_all(std::span<const Column> slots, std::size_t rows, ColumnScratch& scratch,
                               const ReadRow& read, const std::uint8_t* skip = nullptr) const;

  struct Compiled;  // column_steps.h

 private:
  explicit ColumnProgram(std::unique_ptr<const Compiled> compiled);
  std::unique_ptr<const Compiled> compiled_;
};

}  // namespace scrip::cel
