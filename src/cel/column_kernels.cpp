// The loops. Each reads whole columns and writes one; decisions are outside, so that compilers can use wide registers.

#include <algorithm>
#include <cstring>
#include <functional>

#include "base/check.h"
#include "cel/civil.h"
#include "cel/column_steps.h"

namespace scrip::cel {
namespace {

template <class T>
T* data_of(Register& to) {
  static_assert(sizeof(T) <= sizeof(Decimal));
  return static_cast<T*>(static_cast<void*>(to.data));
}

void put(const Step& step, Batch& batch, Register& to, const std::uint8_t* exceptions) {
  batch.columns[step.target] = {.kind = step.kind, .data = to.data, .exceptions = exceptions};
}

// The exceptions of one or two operands, which are those of a result that needs both.
const std::uint8_t* joined(const Column& a, Batch& batch, Register& to) {
  if (a.exceptions == nullptr) return nullptr;
  std::memcpy(to.exceptions, a.exceptions, batch.rows);
  return to.exceptions;
}
const std::uint8_t* joined(const Column& a, const Column& b, Batch& batch, Register& to) {
  if (a.exceptions == nullptr) return joined(b, batch, to);
  if (b.exceptions == nullptr) return joined(a, batch, to);
  for (std::size_t i = 0; i < batch.rows; ++i) to.exceptions[i] = a.exceptions[i] | b.exceptions[i];
  return to.exceptions;
}

// Writes exceptions that a kernel itself finds; `found` says whether there was one.
struct Failures {
  std::uint8_t* at;
  std::uint8_t found = 0;
  void note(std::size_t row, bool failed) {
    at[row] |= static_cast<std::uint8_t>(failed);
    found |= static_cast<std::uint8_t>(failed);
  }
};

// Runs a kernel that may fail in some rows. body(row, failures).
template <class Body>
void with_failures(const Step& step, Batch& batch, const std::uint8_t* before, const Body& body) {
  Register& to = batch.target(step);
  if (before == nullptr) std::memset(to.exceptions, 0, batch.rows);
  Failures failures{to.exceptions};
  for (std::size_t i = 0; i < batch.rows; ++i) body(i, failures);
  put(step, batch, to, before != nullptr || failures.found != 0 ? to.exceptions : nullptr);
}

// --- comparison ---

template <class T, class Compare>
void compare_constant(const Step& step, Batch& batch) {
  Register& to = batch.target(step);
  const Column& a = batch.columns[step.a];
  const T* const in = a.as<T>();
  std::uint8_t* const out = data_of<std::uint8_t>(to);
  T constant;
  if constexpr (std::is_same_v<T, Decimal>) {
    constant = step.wide;
  } else {
    constant = static_cast<T>(step.number);
  }
  for (std::size_t i = 0; i < batch.rows; ++i) out[i] = Compare{}(in[i], constant) ? 1 : 0;
  put(step, batch, to, joined(a, batch, to));
}

// Every row of two columns makes one of the result.
template <class T, class Out, class Combine>
void combine_columns(const Step& step, Batch& batch, const Combine& combine) {
  Register& to = batch.target(step);
  const Column& a = batch.columns[step.a];
  const Column& b = batch.columns[step.b];
  const T* const left = a.as<T>();
  const T* const right = b.as<T>();
  Out* const out = data_of<Out>(to);
  for (std::size_t i = 0; i < batch.rows; ++i) out[i] = combine(left[i], right[i]);
  put(step, batch, to, joined(a, b, batch, to));
}

template <class T, class Compare>
void compare_columns(const Step& step, Batch& batch) {
  combine_columns<T, std::uint8_t>(
      step, batch, [](const T& left, const T& right) -> std::uint8_t { return Compare{}(left, right) ? 1 : 0; });
}

template <class T>
Kernel compare_of(Comparison comparison, bool with_constant) {
  switch (comparison) {
    case Comparison::equals:
      return with_constant ? compare_constant<T, std::equal_to<>> : compare_columns<T, std::equal_to<>>;
    case Comparison::not_equals:
      return with_constant ? compare_constant<T, std::not_equal_to<>> : compare_columns<T, std::not_equal_to<>>;
    case Comparison::less:
      return with_constant ? compare_constant<T, std::less<>> : compare_columns<T, std::less<>>;
    case Comparison::less_equals:
      return with_constant ? compare_constant<T, std::less_equal<>> : compare_columns<T, std::less_equal<>>;
    case Comparison::greater:
      return with_constant ? compare_constant<T, std::greater<>> : compare_columns<T, std::greater<>>;
    case Comparison::greater_equals:
      return with_constant ? compare_constant<T, std::greater_equal<>> : compare_columns<T, std::greater_equal<>>;
  }
  return nullptr;
}

template <class T>
void constant_of(const Step& step, Batch& batch) {
  Register& to = batch.target(step);
  if constexpr (std::is_same_v<T, Decimal>) {
    std::fill_n(to.data, batch.rows, step.wide);
  } else {
    std::fill_n(data_of<T>(to), batch.rows, static_cast<T>(step.number));
  }
  put(step, batch, to, nullptr);
}

template <class T>
void copy_of(const Step& step, Batch& batch) {
  Register& to = batch.target(step);
  std::memcpy(to.data, batch.columns[step.a].data, batch.rows * sizeof(T));
  put(step, batch, to, joined(batch.columns[step.a], batch, to));
}

template <class T>
void select_of(const Step& step, Batch& batch) {
  Register& to = batch.target(step);
  const Column& condition = batch.columns[step.a];
  const Column& yes = batch.columns[step.b];
  const Column& no = batch.columns[step.c];
  const std::uint8_t* const which = condition.as<std::uint8_t>();
  const T* const left = yes.as<T>();
  const T* const right = no.as<T>();
  T* const out = data_of<T>(to);
  for (std::size_t i = 0; i < batch.rows; ++i) out[i] = which[i] != 0 ? left[i] : right[i];
  if (condition.exceptions == nullptr && yes.exceptions == nullptr && no.exceptions == nullptr) {
    return put(step, batch, to, nullptr);
  }
  for (std::size_t i = 0; i < batch.rows; ++i) {
    const bool failed = condition.is_exception(i) || (which[i] != 0 ? yes.is_exception(i) : no.is_exception(i));
    to.exceptions[i] = failed ? 1 : 0;
  }
  put(step, batch, to, to.exceptions);
}

constexpr std::size_t short_list = 16;  // up to here one pass for each element beats searching

template <class T>
void in_of(const Step& step, Batch& batch) {
  Register& to = batch.target(step);
  const Column& a = batch.columns[step.a];
  const T* const in = a.as<T>();
  std::uint8_t* const out = data_of<std::uint8_t>(to);
  if (step.list.size() <= short_list) {
    std::memset(out, 0, batch.rows);
    for (const std::int64_t element : step.list) {
      const T wanted = static_cast<T>(element);
      for (std::size_t i = 0; i < batch.rows; ++i) out[i] |= in[i] == wanted ? 1 : 0;
    }
  } else {
    for (std::size_t i = 0; i < batch.rows; ++i) {
      out[i] = std::binary_search(step.list.begin(), step.list.end(), std::int64_t{in[i]}) ? 1 : 0;
    }
  }
  put(step, batch, to, joined(a, batch, to));
}

template <class T, bool greatest>
void extreme_of(const Step& step, Batch& batch) {
  combine_columns<T, T>(step, batch, [](const T& left, const T& right) {
    return greatest ? (left < right ? right : left) : (right < left ? right : left);
  });
}

// The kernel for the type that a kind of column has; `make` is a template over it.
#define SCRIP_BY_KIND(kind_, make_) \
  switch (kind_) { \
    case ColumnKind::boolean: \
      return make_(std::uint8_t); \
    case ColumnKind::integer: \
    case ColumnKind::micro: \
      return make_(std::int64_t); \
    case ColumnKind::wide: \
      return make_(Decimal); \
    case ColumnKind::date: \
    case ColumnKind::text: \
      return make_(std::int32_t); \
    case ColumnKind::absent: \
      break; \
  } \
  return nullptr

// --- arithmetic on wide columns ---

template <class Body>
void wide_binary(const Step& step, Batch& batch, const Body& body) {
  const Column& a = batch.columns[step.a];
  const Column& b = batch.columns[step.b];
  Register& to = batch.target(step);
  const Decimal* const left = a.as<Decimal>();
  const Decimal* const right = b.as<Decimal>();
  with_failures(step, batch, joined(a, b, batch, to), [&](std::size_t i, Failures& failures) {
    if (to.exceptions[i] != 0) return;  // the operands are anything
    const auto result = body(left[i], right[i]);
    failures.note(i, !result.has_value());
    to.data[i] = result.value_or(Decimal{});
  });
}

// --- dates ---

template <class Body>
void of_dates(const Step& step, Batch& batch, const Body& body) {
  Register& to = batch.target(step);
  const Column& a = batch.columns[step.a];
  const std::int32_t* const in = a.as<std::int32_t>();
  std::int64_t* const out = data_of<std::int64_t>(to);
  for (std::size_t i = 0; i < batch.rows; ++i) out[i] = a.is_exception(i) ? 0 : body(Day{in[i]});
  put(step, batch, to, joined(a, batch, to));
}

template <class Body>
void of_two_dates(const Step& step, Batch& batch, const Body& body) {
  Register& to = batch.target(step);
  const Column& a = batch.columns[step.a];
  const Column& b = batch.columns[step.b];
  const std::int32_t* const from = a.as<std::int32_t>();
  const std::int32_t* const until = b.as<std::int32_t>();
  std::int64_t* const out = data_of<std::int64_t>(to);
  const std::uint8_t* const exceptions = joined(a, b, batch, to);
  for (std::size_t i = 0; i < batch.rows; ++i) {
    out[i] = exceptions != nullptr && exceptions[i] != 0 ? 0 : body(Day{from[i]}, Day{until[i]});
  }
  put(step, batch, to, exceptions);
}

// A date and a number of days, months or years: body(day, number) gives the new day or nothing.
template <class Body>
void later(const Step& step, Batch& batch, const Body& body) {
  Register& to = batch.target(step);
  const Column& a = batch.columns[step.a];
  const Column& b = batch.columns[step.b];
  const std::int32_t* const from = a.as<std::int32_t>();
  const std::int64_t* const by = b.as<std::int64_t>();
  std::int32_t* const out = data_of<std::int32_t>(to);
  with_failures(step, batch, joined(a, b, batch, to), [&](std::size_t i, Failures& failures) {
    if (to.exceptions[i] != 0) return;
    const std::optional<Day> day = body(Day{from[i]}, by[i]);
    failures.note(i, !day.has_value());
    out[i] = count(day.value_or(Day{}));
  });
}

// a op b on 64 bits; Overflow says whether it does not fit.
template <class Overflow>
void arithmetic(const Step& step, Batch& batch, const Overflow& overflow) {
  Register& to = batch.target(step);
  const Column& a = batch.columns[step.a];
  const Column& b = batch.columns[step.b];
  const std::int64_t* const left = a.as<std::int64_t>();
  const std::int64_t* const right = b.as<std::int64_t>();
  std::int64_t* const out = data_of<std::int64_t>(to);
  with_failures(step, batch, joined(a, b, batch, to),
                [&](std::size_t i, Failures& failures) { failures.note(i, overflow(left[i], right[i], &out[i])); });
}

template <class Overflow>
void arithmetic_constant(const Step& step, Batch& batch, const Overflow& overflow) {
  Register& to = batch.target(step);
  const Column& a = batch.columns[step.a];
  const std::int64_t* const in = a.as<std::int64_t>();
  std::int64_t* const out = data_of<std::int64_t>(to);
  with_failures(step, batch, joined(a, batch, to),
                [&](std::size_t i, Failures& failures) { failures.note(i, overflow(in[i], &out[i])); });
}

}  // namespace

Kernel compare_kernel(Comparison comparison, ColumnKind kind, bool with_constant) {
#define SCRIP_MAKE(type_) compare_of<type_>(comparison, with_constant)
  SCRIP_BY_KIND(kind, SCRIP_MAKE);
#undef SCRIP_MAKE
}
Kernel constant_kernel(ColumnKind kind) {
#define SCRIP_MAKE(type_) constant_of<type_>
  SCRIP_BY_KIND(kind, SCRIP_MAKE);
#undef SCRIP_MAKE
}
Kernel copy_kernel(ColumnKind kind) {
#define SCRIP_MAKE(type_) copy_of<type_>
  SCRIP_BY_KIND(kind, SCRIP_MAKE);
#undef SCRIP_MAKE
}
Kernel select_kernel(ColumnKind kind) {
#define SCRIP_MAKE(type_) select_of<type_>
  SCRIP_BY_KIND(kind, SCRIP_MAKE);
#undef SCRIP_MAKE
}
Kernel extreme_kernel(ColumnKind kind, bool greatest) {
#define SCRIP_MAKE(type_) (greatest ? extreme_of<type_, true> : extreme_of<type_, false>)
  SCRIP_BY_KIND(kind, SCRIP_MAKE);
#undef SCRIP_MAKE
}
Kernel in_kernel(ColumnKind kind) {
  switch (kind) {
    case ColumnKind::boolean:
      return in_of<std::uint8_t>;
    case ColumnKind::integer:
    case ColumnKind::micro:
      return in_of<std::int64_t>;
    case ColumnKind::date:
    case ColumnKind::text:
      return in_of<std::int32_t>;
    default:
      return nullptr;
  }
}

// Exceptions of && : where neither side decides (false, and no exception) and one of the two is an exception.
void and_columns(const Step& step, Batch& batch) {
  Register& to = batch.target(step);
  const Column& a = batch.columns[step.a];
  const Column& b = batch.columns[step.b];
  const std::uint8_t* const left = a.as<std::uint8_t>();
  const std::uint8_t* const right = b.as<std::uint8_t>();
  std::uint8_t* const out = data_of<std::uint8_t>(to);
  if (a.exceptions == nullptr && b.exceptions == nullptr) {
    for (std::size_t i = 0; i < batch.rows; ++i) out[i] = left[i] & right[i];
    return put(step, batch, to, nullptr);
  }
  for (std::size_t i = 0; i < batch.rows; ++i) {
    const bool bad_a = a.is_exception(i);
    const bool bad_b = b.is_exception(i);
    const bool decided = (!bad_a && left[i] == 0) || (!bad_b && right[i] == 0);
    out[i] = decided ? 0 : 1;
    to.exceptions[i] = !decided && (bad_a || bad_b) ? 1 : 0;
  }
  put(step, batch, to, to.exceptions);
}

void or_columns(const Step& step, Batch& batch) {
  Register& to = batch.target(step);
  const Column& a = batch.columns[step.a];
  const Column& b = batch.columns[step.b];
  const std::uint8_t* const left = a.as<std::uint8_t>();
  const std::uint8_t* const right = b.as<std::uint8_t>();
  std::uint8_t* const out = data_of<std::uint8_t>(to);
  if (a.exceptions == nullptr && b.exceptions == nullptr) {
    for (std::size_t i = 0; i < batch.rows; ++i) out[i] = left[i] | right[i];
    return put(step, batch, to, nullptr);
  }
  for (std::size_t i = 0; i < batch.rows; ++i) {
    const bool bad_a = a.is_exception(i);
    const bool bad_b = b.is_exception(i);
    const bool decided = (!bad_a && left[i] != 0) || (!bad_b && right[i] != 0);
    out[i] = decided ? 1 : 0;
    to.exceptions[i] = !decided && (bad_a || bad_b) ? 1 : 0;
  }
  put(step, batch, to, to.exceptions);
}

void not_column(const Step& step, Batch& batch) {
  Register& to = batch.target(step);
  const Column& a = batch.columns[step.a];
  const std::uint8_t* const in = a.as<std::uint8_t>();
  std::uint8_t* const out = data_of<std::uint8_t>(to);
  for (std::size_t i = 0; i < batch.rows; ++i) out[i] = in[i] ^ 1;
  put(step, batch, to, joined(a, batch, to));
}

void has_column(const Step& step, Batch& batch) {
  Register& to = batch.target(step);
  const Column& a = batch.columns[step.a];
  std::uint8_t* const out = data_of<std::uint8_t>(to);
  std::memset(out, 1, batch.rows);
  if (a.exceptions != nullptr) {
    for (std::size_t i = 0; i < batch.rows; ++i) out[i] = (a.exceptions[i] & row_missing) == 0 ? 1 : 0;
  }
  put(step, batch, to, nullptr);
}

void add_columns(const Step& step, Batch& batch) {
  arithmetic(step, batch,
             [](std::int64_t a, std::int64_t b, std::int64_t* out) { return __builtin_add_overflow(a, b, out); });
}
void subtract_columns(const Step& step, Batch& batch) {
  arithmetic(step, batch,
             [](std::int64_t a, std::int64_t b, std::int64_t* out) { return __builtin_sub_overflow(a, b, out); });
}
void multiply_columns(const Step& step, Batch& batch) {
  arithmetic(step, batch,
             [](std::int64_t a, std::int64_t b, std::int64_t* out) { return __builtin_mul_overflow(a, b, out); });
}
void add_constant(const Step& step, Batch& batch) {
  arithmetic_constant(step, batch, [constant = step.number](std::int64_t a, std::int64_t* out) {
    return __builtin_add_overflow(a, constant, out);
  });
}
void negate_column(const Step& step, Batch& batch) {
  arithmetic_constant(
      step, batch, [](std::int64_t a, std::int64_t* out) { return __builtin_sub_overflow(std::int64_t{0}, a, out); });
}
void scale_column(const Step& step, Batch& batch) {
  if (step.divisor == 1) {
    return arithmetic_constant(step, batch, [factor = step.number](std::int64_t a, std::int64_t* out) {
      return __builtin_mul_overflow(a, factor, out);
    });
  }
  arithmetic_constant(step, batch, [factor = step.number, divisor = step.divisor](std::int64_t a, std::int64_t* out) {
    std::int64_t product = 0;
    const bool overflows = __builtin_mul_overflow(a, factor, &product);
    *out = product / divisor;
    return overflows || *out * divisor != product;
  });
}
void round_micro(const Step& step, Batch& batch) {
  arithmetic_constant(step, batch, [unit = step.number, mode = step.rounding](std::int64_t a, std::int64_t* out) {
    return __builtin_mul_overflow(static_cast<std::int64_t>(divide(a, unit, mode)), unit, out);
  });
}

void integer_to_micro(const Step& step, Batch& batch) {
  arithmetic_constant(step, batch,
                      [](std::int64_t a, std::int64_t* out) { return __builtin_mul_overflow(a, micro, out); });
}
void integer_to_wide(const Step& step, Batch& batch) {
  Register& to = batch.target(step);
  const Column& a = batch.columns[step.a];
  const std::int64_t* const in = a.as<std::int64_t>();
  for (std::size_t i = 0; i < batch.rows; ++i) to.data[i] = to_decimal(in[i]);
  put(step, batch, to, joined(a, batch, to));
}
void micro_to_wide(const Step& step, Batch& batch) {
  Register& to = batch.target(step);
  const Column& a = batch.columns[step.a];
  const std::int64_t* const in = a.as<std::int64_t>();
  for (std::size_t i = 0; i < batch.rows; ++i) to.data[i] = from_micro(in[i]);
  put(step, batch, to, joined(a, batch, to));
}

void add_wide(const Step& step, Batch& batch) { wide_binary(step, batch, checked_add); }
void subtract_wide(const Step& step, Batch& batch) { wide_binary(step, batch, checked_subtract); }
void multiply_wide(const Step& step, Batch& batch) { wide_binary(step, batch, checked_multiply); }
void divide_wide(const Step& step, Batch& batch) { wide_binary(step, batch, checked_divide); }
void round_wide(const Step& step, Batch& batch) {
  wide_binary(step, batch, [mode = step.rounding](Decimal a, Decimal unit) { return round_to(a, unit, mode); });
}
void negate_wide(const Step& step, Batch& batch) {
  Register& to = batch.target(step);
  const Column& a = batch.columns[step.a];
  const Decimal* const in = a.as<Decimal>();
  for (std::size_t i = 0; i < batch.rows; ++i) to.data[i] = a.is_exception(i) ? Decimal{} : -in[i];
  put(step, batch, to, joined(a, batch, to));
}

void year_of_dates(const Step& step, Batch& batch) { of_dates(step, batch, year_of_date); }
void month_of_dates(const Step& step, Batch& batch) { of_dates(step, batch, month_of_date); }
void day_of_dates(const Step& step, Batch& batch) { of_dates(step, batch, day_of_month); }
void days_between_dates(const Step& step, Batch& batch) {
  of_two_dates(step, batch, [](Day a, Day b) { return std::int64_t{count(b)} - count(a); });
}
void months_between_dates(const Step& step, Batch& batch) { of_two_dates(step, batch, months_between); }
void years_between_dates(const Step& step, Batch& batch) {
  of_two_dates(step, batch, [](Day a, Day b) { return months_between(a, b) / 12; });
}
void plus_days_column(const Step& step, Batch& batch) {
  later(step, batch, [](Day day, std::int64_t days) -> std::optional<Day> {
    std::int64_t sum = 0;
    if (__builtin_add_overflow(std::int64_t{count(day)}, days, &sum)) return std::nullopt;
    return date_at(sum);
  });
}
void plus_months_column(const Step& step, Batch& batch) { later(step, batch, plus_months); }
void plus_years_column(const Step& step, Batch& batch) {
  later(step, batch, [](Day day, std::int64_t years) -> std::optional<Day> {
    std::int64_t months = 0;
    if (__builtin_mul_overflow(years, std::int64_t{12}, &months)) return std::nullopt;
    return plus_months(day, months);
  });
}

}  // namespace scrip::cel
