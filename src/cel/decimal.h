#pragma once
// Decimal numbers with twelve digits after the point: what rules calculate with. Sums and differences are exact.
// Products and quotients are exact where twelve digits suffice, and otherwise rounded once, half to even.

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/amount.h"
#include "base/result.h"
#include "base/wide.h"

namespace scrip::cel {

// units / 10^12. Range: -10^24 .. 10^24, that is |units| <= 10^36, so that the sum of two never wraps.
struct Decimal {
  Int128 units = 0;

  friend constexpr auto operator<=>(Decimal a, Decimal b) { return a.units <=> b.units; }
  friend constexpr bool operator==(Decimal, Decimal) = default;
  [[nodiscard]] constexpr Decimal operator-() const { return Decimal{-units}; }
  [[nodiscard]] constexpr bool is_zero() const { return units == 0; }
};

inline constexpr Int128 decimal_one = 1'000'000'000'000;                       // units of 1
inline constexpr Int128 decimal_units_max = decimal_one * decimal_one * decimal_one;  // 10^36
inline constexpr int decimal_digits = 12;

// Every 64-bit integer is in range.
[[nodiscard]] constexpr Decimal to_decimal(std::int64_t whole) { return Decimal{Int128{whole} * decimal_one}; }

// The result, or nothing if it leaves the range.
[[nodiscard]] constexpr std::optional<Decimal> checked_add(Decimal a, Decimal b) {
  const Int128 sum = a.units + b.units;  // both within +-10^36: cannot wrap
  if (sum > decimal_units_max || sum < -decimal_units_max) return std::nullopt;
  return Decimal{sum};
}
[[nodiscard]] constexpr std::optional<Decimal> checked_subtract(Decimal a, Decimal b) { return checked_add(a, -b); }
[[nodiscard]] std::optional<Decimal> checked_multiply(Decimal a, Decimal b);  // through an exact 256-bit product
// Nothing also if the divisor is zero.
[[nodiscard]] std::optional<Decimal> checked_divide(Decimal dividend, Decimal divisor);

// The nearest multiple of `unit` in the stated direction. Nothing if unit <= 0 or the result leaves the range.
[[nodiscard]] std::optional<Decimal> round_to(Decimal value, Decimal unit, Rounding rounding);

// The whole number, or nothing if the value has a fraction or does not fit 64 bits.
[[nodiscard]] std::optional<std::int64_t> to_integer(Decimal value);

// An amount counts millionths. `exact` says whether digits were rounded away.
struct AmountOfDecimal {
  Amount amount;
  bool exact = true;
};
// Nothing if it leaves the range of an Amount.
[[nodiscard]] std::optional<AmountOfDecimal> to_amount(Decimal value, Rounding rounding);
[[nodiscard]] constexpr Decimal to_decimal(Amount amount) { return Decimal{Int128{amount.micro_units} * micro}; }

// Reads "0.3", "-12", "1000000.000000000001". ASCII digits, a digit on both sides of a point, at most twelve decimals;
// no exponent, no separators. Errors: value_invalid, out_of_range.
[[nodiscard]] Result<Decimal> parse_decimal(std::string_view text);

// "0.3", "1000000", "-12.50": at least `decimals_min` decimals, more only where they are not zero.
[[nodiscard]] std::string format(Decimal value, int decimals_min = 0);
// The same for people: "1,200,000.00".
[[nodiscard]] std::string format_grouped(Decimal value, int decimals_min = 0);

}  // namespace scrip::cel
