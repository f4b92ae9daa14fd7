#pragma once
// The compiled form of an expression over columns: steps, each a kernel over one batch (column_kernels.cpp), chosen in
// columns.cpp.

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "cel/columns.h"

namespace scrip::cel {

struct Step;
struct Batch;
using Kernel = void (*)(const Step& step, Batch& batch);

// Operands are subscripts into Batch::columns: slots first, then registers.
struct Step {
  Kernel kernel = nullptr;
  ColumnKind kind = ColumnKind::absent;  // of the result
  std::uint32_t target = 0;
  std::uint32_t a = 0;
  std::uint32_t b = 0;
  std::uint32_t c = 0;
  std::int64_t number = 0;   // the constant, or the numerator of a factor
  std::int64_t divisor = 1;  // of a factor
  Decimal wide;              // the constant as a decimal
  Rounding rounding = Rounding::down;
  std::vector<std::int64_t> list;  // of an in-list
};

// One register: room for a column of the widest kind.
struct Register {
  alignas(64) std::uint8_t exceptions[batch_rows_max];
  alignas(64) Decimal data[batch_rows_max];
};

struct ColumnScratch::Registers {
  std::vector<Column> columns;
  std::vector<std::unique_ptr<Register>> registers;
  std::vector<Value> row;  // for rows that go one by one
};

struct Batch {
  std::span<Column> columns;
  std::span<const std::unique_ptr<Register>> registers;
  std::size_t slots = 0;
  std::size_t rows = 0;

  [[nodiscard]] Register& target(const Step& step) { return *registers[step.target - slots]; }
};

struct ColumnProgram::Compiled {
  const Program* program = nullptr;
  std::vector<Step> steps;
  std::size_t slots = 0;
  std::size_t registers = 0;
  std::uint32_t root = 0;  // subscript of the result
  ColumnKind kind = ColumnKind::absent;
  std::string why_not;  // not empty: no fast form
};

// --- kernels ---

enum class Comparison : std::uint8_t { equals, not_equals, less, less_equals, greater, greater_equals };

[[nodiscard]] Kernel compare_kernel(Comparison comparison, ColumnKind kind, bool with_constant);
[[nodiscard]] Kernel constant_kernel(ColumnKind kind);  // every row is the constant
[[nodiscard]] Kernel copy_kernel(ColumnKind kind);
[[nodiscard]] Kernel select_kernel(ColumnKind kind);    // a ? b : c
[[nodiscard]] Kernel in_kernel(ColumnKind kind);        // a in list
[[nodiscard]] Kernel extreme_kernel(ColumnKind kind, bool greatest);

// Booleans.
void and_columns(const Step& step, Batch& batch);
void or_columns(const Step& step, Batch& batch);
void not_column(const Step& step, Batch& batch);
void has_column(const Step& step, Batch& batch);  // whether the fact in slot a was given

// integer and micro: a + b, a - b, a + constant; an overflow is an exception. Products: a * b of integers or of a micro
// and an integer; a * number / divisor where that is exact.
void add_columns(const Step& step, Batch& batch);
void subtract_columns(const Step& step, Batch& batch);
void add_constant(const Step& step, Batch& batch);
void negate_column(const Step& step, Batch& batch);
void multiply_columns(const Step& step, Batch& batch);
void scale_column(const Step& step, Batch& batch);
void round_micro(const Step& step, Batch& batch);  // to the multiple of `number`

// Conversions.
void integer_to_micro(const Step& step, Batch& batch);
void integer_to_wide(const Step& step, Batch& batch);
void micro_to_wide(const Step& step, Batch& batch);

// wide: exactly what Decimal does.
void add_wide(const Step& step, Batch& batch);
void subtract_wide(const Step& step, Batch& batch);
void multiply_wide(const Step& step, Batch& batch);
void divide_wide(const Step& step, Batch& batch);
void negate_wide(const Step& step, Batch& batch);
void round_wide(const Step& step, Batch& batch);  // a to the multiple of b

// Dates.
void year_of_dates(const Step& step, Batch& batch);
void month_of_dates(const Step& step, Batch& batch);
void day_of_dates(const Step& step, Batch& batch);
void days_between_dates(const Step& step, Batch& batch);
void months_between_dates(const Step& step, Batch& batch);
void years_between_dates(const Step& step, Batch& batch);
void plus_days_column(const Step& step, Batch& batch);
void plus_months_column(const Step& step, Batch& batch);
void plus_years_column(const Step& step, Batch& batch);

}  // namespace scrip::cel
