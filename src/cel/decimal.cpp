#include "cel/decimal.h"
#include "cel/texts.h"

#include <array>
#include <string>

namespace scrip::cel {
namespace {

// An unsigned 256-bit number: low + high * 2^128.
struct Wide {
  UInt128 high = 0;
  UInt128 low = 0;
};

constexpr UInt128 magnitude(Int128 value) {
  return value < 0 ? -static_cast<UInt128>(value) : static_cast<UInt128>(value);
}

Wide product(UInt128 a, UInt128 b) {
  constexpr UInt128 mask = ~std::uint64_t{0};
  const UInt128 low = (a & mask) * (b & mask);
  const UInt128 middle_a = (a >> 64) * (b & mask) + (low >> 64);  // cannot wrap: (2^64-1)^2 + 2^64 < 2^128
  const UInt128 middle_b = (a & mask) * (b >> 64) + (middle_a & mask);
  return {(a >> 64) * (b >> 64) + (middle_a >> 64) + (middle_b >> 64), (middle_b << 64) | (low & mask)};
}

struct Quotient {
  UInt128 quotient = 0;
  UInt128 rest = 0;
};

// numerator / denominator, bit by bit; nothing if the quotient needs more than 128 bits. denominator < 2^127.
// Source: schoolbook long division. It runs only where 128 bits do not hold the numerator.
std::optional<Quotient> divide_wide(Wide numerator, UInt128 denominator) {
  if (numerator.high >= denominator) return std::nullopt;
  Quotient result{0, numerator.high};
  for (int bit = 127; bit >= 0; --bit) {
    result.rest = (result.rest << 1) | ((numerator.low >> bit) & 1);
    result.quotient <<= 1;
    if (result.rest >= denominator) {
      result.rest -= denominator;
      result.quotient |= 1;
    }
  }
  return result;
}

// a * b / denominator, half to even; nothing out of range.
std::optional<Decimal> multiply_divide(Int128 a, Int128 b, Int128 denominator) {
  const bool negative = ((a < 0) != (b < 0)) != (denominator < 0);
  const UInt128 divisor = magnitude(denominator);
  const auto exact = divide_wide(product(magnitude(a), magnitude(b)), divisor);
  if (!exact || exact->quotient > static_cast<UInt128>(decimal_units_max)) return std::nullopt;
  UInt128 quotient = exact->quotient;
  const UInt128 to_next = divisor - exact->rest;
  if (exact->rest > to_next || (exact->rest == to_next && quotient % 2 != 0)) ++quotient;
  if (quotient > static_cast<UInt128>(decimal_units_max)) return std::nullopt;
  const Int128 units = static_cast<Int128>(quotient);
  return Decimal{negative ? -units : units};
}

std::optional<Decimal> in_range(Int128 units) {
  if (units > decimal_units_max || units < -decimal_units_max) return std::nullopt;
  return Decimal{units};
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::string digits(UInt128 value) {
  std::string text;
  do {
    text.insert(text.begin(), static_cast<char>('0' + static_cast<int>(value % 10)));
    value /= 10;
  } while (value != 0);
  return text;
}

std::string write(Decimal value, int decimals_min, bool grouped) {
  constexpr UInt128 one = static_cast<UInt128>(decimal_one);
  const UInt128 size = magnitude(value.units);
  std::string whole = digits(size / one);
  if (grouped) {
    for (std::size_t at = whole.size(); at > 3; at -= 3) whole.insert(at - 3, ",");
  }
  std::string fraction = digits(size % one + one).substr(1);
  while (fraction.size() > static_cast<std::size_t>(decimals_min) && fraction.ends_with('0')) fraction.pop_back();
  return (value.units < 0 ? "-" : "") + whole + (fraction.empty() ? "" : "." + fraction);
}

}  // namespace

std::optional<Decimal> checked_multiply(Decimal a, Decimal b) {
  Int128 product_units = 0;
  if (!__builtin_mul_overflow(a.units, b.units, &product_units)) {
    return in_range(divide(product_units, decimal_one, Rounding::half_even));
  }
  return multiply_divide(a.units, b.units, decimal_one);
}

std::optional<Decimal> checked_divide(Decimal dividend, Decimal divisor) {
  if (divisor.units == 0) return std::nullopt;
  Int128 scaled = 0;
  if (!__builtin_mul_overflow(dividend.units, decimal_one,
                              &scaled)) {  // a multiple of 10^12, so never the least number: -scaled fits
    return in_range(divide(divisor.units < 0 ? -scaled : scaled, divisor.units < 0 ? -divisor.units : divisor.units,
                           Rounding::half_even));
  }
  return multiply_divide(dividend.units, decimal_one, divisor.units);
}

std::optional<Decimal> round_to(Decimal value, Decimal unit, Rounding rounding) {
  if (unit.units <= 0) return std::nullopt;
  // |quotient * unit| <= |value| + unit <= 2 * 10^36: no wrap.
  return in_range(divide(value.units, unit.units, rounding) * unit.units);
}

std::optional<std::int64_t> to_integer(Decimal value) {
  if (value.units % decimal_one != 0) return std::nullopt;
  return narrow(value.units / decimal_one);
}

std::optional<AmountOfDecimal> to_amount(Decimal value, Rounding rounding) {
  constexpr Int128 units_per_micro = decimal_one / micro;
  const auto units = narrow(divide(value.units, units_per_micro, rounding));
  if (!units || *units > amount_max.micro_units || *units < -amount_max.micro_units) return std::nullopt;
  return AmountOfDecimal{.amount = Amount{*units}, .exact = value.units % units_per_micro == 0};
}

Result<Decimal> parse_decimal(std::string_view text) {
  const std::string shown(text.substr(0, 60));
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  const std::size_t point = text.find('.');
  std::string_view whole = text.substr(0, point);
  const std::string_view fraction = point == std::string_view::npos ? "" : text.substr(point + 1);
  for (const char c : whole) {
    if (!is_digit(c)) return fail(ErrorCode::value_invalid, say("'{0}' is no decimal number", shown));
  }
  for (const char c : fraction) {
    if (!is_digit(c)) return fail(ErrorCode::value_invalid, say("'{0}' is no decimal number", shown));
  }
  if (whole.empty() || (point != std::string_view::npos && fraction.empty())) {
    return fail(ErrorCode::value_invalid, say("'{0}' needs a digit on both sides of the point", shown));
  }
  if (fraction.size() > decimal_digits) {
    return fail(ErrorCode::out_of_range, say("'{0}' has more than 12 decimals", shown));
  }
  while (whole.size() > 1 && whole.starts_with('0')) whole.remove_prefix(1);
  if (whole.size() > 25) return fail(ErrorCode::out_of_range, say("'{0}' is beyond 10^24", shown));
  Int128 units = 0;
  for (const char c : whole) units = units * 10 + (c - '0');
  for (std::size_t i = 0; i < decimal_digits; ++i) units = units * 10 + (i < fraction.size() ? fraction[i] - '0' : 0);
  if (units > decimal_units_max) return fail(ErrorCode::out_of_range, say("'{0}' is beyond 10^24", shown));
  return Decimal{negative ? -units : units};
}

std::string format(Decimal value, int decimals_min) { return write(value, decimals_min, false); }

std::string format_grouped(Decimal value, int decimals_min) { return write(value, decimals_min, true); }

}  // namespace scrip::cel
