#include "control/portion.h"

#include <algorithm>

#include "control/texts.h"

namespace scrip::control {
namespace {

constexpr std::uint32_t units_per_percent = 1'000'000;
constexpr std::size_t decimals_kept = 6;

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

bool all_digits(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

std::unexpected<Error> no_portion(std::string_view text) {
  return fail(ErrorCode::value_invalid, say("'{0}' is no percentage such as 60% or 33.333333%", text));
}

}  // namespace

Result<Portion> parse_portion(std::string_view percent, Rounding rounding) {
  std::string_view number = trimmed(percent);
  if (number.ends_with('%')) number = trimmed(number.substr(0, number.size() - 1));
  const std::size_t point = std::min(number.find('.'), number.size());
  const std::string_view whole = number.substr(0, point);
  std::string_view decimals = point < number.size() ? number.substr(point + 1) : std::string_view{};
  const bool ends_at_point = point < number.size() && decimals.empty();
  if (whole.empty() || ends_at_point || !all_digits(whole) || !all_digits(decimals)) return no_portion(percent);
  while (decimals.ends_with('0')) decimals.remove_suffix(1);
  const bool is_rounded = decimals.size() > decimals_kept;
  if (is_rounded && rounding == Rounding::half_even) {
    return fail(ErrorCode::value_invalid, say("'{0}' has more than six decimals", percent));
  }
  const auto too_large = [&] { return fail(ErrorCode::out_of_range, say("'{0}' is not 0 to 100 %", percent)); };
  std::uint64_t units = 0;
  for (const char c : whole) {
    units = units * 10 + static_cast<std::uint64_t>(c - '0');
    if (units > 100) return too_large();
  }
  for (std::size_t i = 0; i < decimals_kept; ++i) {
    units = units * 10 + (i < decimals.size() ? static_cast<std::uint64_t>(decimals[i] - '0') : 0);
  }
  const bool half_or_more = is_rounded && decimals[decimals_kept] >= '5';
  if (is_rounded && (rounding == Rounding::up || (rounding == Rounding::half_up && half_or_more))) ++units;
  if (units > whole_portion.units) return too_large();
  return Portion{static_cast<std::uint32_t>(units)};
}

Result<Range> parse_range(std::string_view text) {
  // A dash at the beginning is a sign, which no portion has.
  const std::size_t dash = trimmed(text).starts_with('-') ? std::string_view::npos : text.find('-');
  if (dash == std::string_view::npos) return exactly(SCRIP_TRY(parse_portion(text, Rounding::half_even)));
  const Range range{.min = SCRIP_TRY(parse_portion(text.substr(0, dash), Rounding::half_even)),
                    .max = SCRIP_TRY(parse_portion(text.substr(dash + 1), Rounding::half_even))};
  if (range.min <= range.max) return range;
  return fail(ErrorCode::value_invalid, say("'{0}': the first is the smaller one", text));
}

std::string format_units(std::uint64_t units) {
  std::string text = std::to_string(units / units_per_percent);
  std::string decimals = std::to_string(units % units_per_percent);
  decimals.insert(0, decimals_kept - decimals.size(), '0');
  while (decimals.ends_with('0')) decimals.pop_back();
  if (!decimals.empty()) text += "." + decimals;
  return text + "%";
}

std::string format_portion(Portion portion) { return format_units(portion.units); }

std::string format_range(const Range& range) {
  if (range.min == range.max) return format_portion(range.min);
  return format_portion(range.min) + "-" + format_portion(range.max);
}

}  // namespace scrip::control
