#include "registry/chip.h"

#include <algorithm>
#include <array>
#include <tuple>

#include "base/limits.h"
#include "base/time.h"
#include "registry/texts.h"

namespace scrip::registry {
namespace {

constexpr std::array<std::string_view, chip_quantity_count> quantity_names{
    "fp16_dense", "bf16_dense",       "fp16_sparse",  "fp32",  "fp8_dense", "int8_dense", "int16_dense",
    "memory",     "memory_bandwidth", "interconnect", "power", "year",      "price"};
constexpr std::array<std::string_view, chip_quantity_count> units{
    "TFLOPS", "TFLOPS", "TFLOPS", "TFLOPS", "TFLOPS", "TOPS", "TOPS", "GB", "GB/s", "GB/s", "W", "", ""};
constexpr std::array<std::string_view, 3> basis_names{"nominal", "measured", "derived"};
constexpr std::array<std::string_view, 4> bound_names{"exactly", "about", "at_most", "at_least"};
constexpr std::array<std::string_view, 4> grade_names{"A", "B", "C", "D"};

template <class E, std::size_t size>
Result<E> parse(const std::array<std::string_view, size>& names, std::string_view text) {
  Message possible;
  for (std::size_t i = 0; i < size; ++i) {
    if (names[i] == text) return static_cast<E>(i);
    possible = possible.empty() ? verbatim(names[i])
               : i + 1 == size  ? say("{0} or {1}", possible, names[i])
                                : say("{0}, {1}", possible, names[i]);
  }
  return fail(ErrorCode::value_invalid, say("'{0}' is not one of {1}", text, possible));
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// The better comes first.
auto rank(const ChipFigure& figure) { return std::tuple(figure.grade == FigureGrade::d, figure.basis, figure.grade); }

bool is_better(const ChipFigure& one, const ChipFigure& other) {
  if (rank(one) != rank(other)) return rank(one) < rank(other);
  return one.dated >= other.dated;  // the same precision or not, texts of dates sort as the dates do
}

}  // namespace

const ChipFigure* used_figure(std::span<const ChipFigure> figures, ResourceId resource, ChipQuantity quantity) {
  const ChipFigure* best = nullptr;
  for (const auto& figure : figures) {
    if (figure.resource != resource || figure.quantity != quantity || figure.withdrawn) continue;
    if (figure.bound == FigureBound::at_most || figure.bound == FigureBound::at_least) continue;
    if (best == nullptr || is_better(figure, *best)) best = &figure;
  }
  return best;
}

const ChipFigure* used_dense_figure(std::span<const ChipFigure> figures, ResourceId resource) {
  const auto* fp16 = used_figure(figures, resource, ChipQuantity::fp16_dense);
  return fp16 != nullptr ? fp16 : used_figure(figures, resource, ChipQuantity::bf16_dense);
}

const ChipFigure* price_on(std::span<const ChipFigure> figures, ResourceId resource, Day day) {
  const std::string on = format_day(day);
  const ChipFigure* newest = nullptr;
  for (const auto& figure : figures) {
    const bool tells = figure.resource == resource && figure.quantity == ChipQuantity::price && !figure.withdrawn &&
                       figure.grade != FigureGrade::d && figure.bound != FigureBound::at_least &&
                       !figure.dated.empty() && figure.dated <= on.substr(0, figure.dated.size());
    if (tells && (newest == nullptr || figure.dated >= newest->dated)) newest = &figure;
  }
  return newest;
}

std::string_view name(ChipQuantity quantity) { return quantity_names[static_cast<std::size_t>(quantity)]; }
std::string_view name(FigureBasis basis) { return basis_names[static_cast<std::size_t>(basis)]; }
std::string_view name(FigureBound bound) { return bound_names[static_cast<std::size_t>(bound)]; }
std::string_view name(FigureGrade grade) { return grade_names[static_cast<std::size_t>(grade)]; }
std::string_view unit_of(ChipQuantity quantity) { return units[static_cast<std::size_t>(quantity)]; }

Result<ChipQuantity> parse_chip_quantity(std::string_view text) { return parse<ChipQuantity>(quantity_names, text); }
Result<FigureBasis> parse_figure_basis(std::string_view text) { return parse<FigureBasis>(basis_names, text); }
Result<FigureBound> parse_figure_bound(std::string_view text) { return parse<FigureBound>(bound_names, text); }
Result<FigureGrade> parse_figure_grade(std::string_view text) { return parse<FigureGrade>(grade_names, text); }

Result<void> check_source_date(std::string_view text) {
  if (text.empty()) return {};
  const std::string day = std::string(text) + (text.size() == 4 ? "-01-01" : text.size() == 7 ? "-01" : "");
  if (day.size() == 10 && parse_day(day)) return {};
  return fail(ErrorCode::time_invalid, say("'{0}': 2025, 2025-09 or 2025-09-18 is expected", text));
}

Result<std::int64_t> parse_chip_value(std::string_view text) {
  std::int64_t value = 0;
  std::size_t digits = 0;
  std::size_t places = 0;
  bool fraction = false;
  for (const char c : text) {
    if (c == '.' && !fraction && digits > 0) {
      fraction = true;
      continue;
    }
    const bool fits = is_digit(c) && ++digits <= 15 && (!fraction || ++places <= 3);
    if (!fits) {
      return fail(ErrorCode::value_invalid,
                  say("'{0}': a number such as 196.5 is expected, with at most three places", text));
    }
    value = value * 10 + (c - '0');
  }
  if (digits == 0 || (fraction && places == 0)) {
    return fail(ErrorCode::value_invalid, say("'{0}': a number is expected", text));
  }
  for (; places < 3; ++places) value *= 10;
  if (value > 0 && value <= limits::chip_value_max) return value;
  return fail(ErrorCode::out_of_range, say("'{0}': above zero; what is not known is left out, never zero", text));
}

std::string format_chip_value(std::int64_t thousandths) {
  std::string text = std::to_string(thousandths / 1'000);
  std::string places = std::to_string(1'000 + thousandths % 1'000).substr(1);
  while (!places.empty() && places.back() == '0') places.pop_back();
  return places.empty() ? text : text + "." + places;
}

}  // namespace scrip::registry
