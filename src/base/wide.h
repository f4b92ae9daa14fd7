#pragma once
// 128-bit products and the one place where a quotient is rounded.

#include <cstdint>
#include <limits>
#include <optional>

namespace scrip {

__extension__ typedef __int128 Int128;
__extension__ typedef unsigned __int128 UInt128;

// How a quotient becomes a whole number of micro-units. There is no default: every caller says which it means.
enum class Rounding : std::uint8_t {
  half_up,    // to the nearest; a half away from zero (the usual commercial rule)
  down,       // towards zero
  up,         // away from zero
  half_even,  // to the nearest; a half to the even neighbour
};

// numerator / denominator as a whole number. denominator > 0. |result| < 2^127.
[[nodiscard]] constexpr Int128 divide(Int128 numerator, Int128 denominator, Rounding rounding) {
  Int128 quotient = 0;
  if (numerator == static_cast<std::int64_t>(numerator) && denominator == static_cast<std::int64_t>(denominator)) {
    quotient = static_cast<std::int64_t>(numerator) / static_cast<std::int64_t>(denominator);  // several times quicker
  } else {
    quotient = numerator / denominator;
  }
  const Int128 rest = numerator - quotient * denominator;
  const Int128 away = numerator < 0 ? Int128{-1} : Int128{1};
  const Int128 size = rest < 0 ? -rest : rest;
  switch (rounding) {
    case Rounding::half_up:
      return size >= denominator - size ? quotient + away : quotient;
    case Rounding::half_even:
      if (size == denominator - size) return quotient % 2 != 0 ? quotient + away : quotient;
      return size > denominator - size ? quotient + away : quotient;
    case Rounding::down:
      return quotient;
    case Rounding::up:
      return size != 0 ? quotient + away : quotient;
  }
  return quotient;
}

// The value as 64 bits, or nothing if it does not fit.
[[nodiscard]] constexpr std::optional<std::int64_t> narrow(Int128 value) {
  if (value > std::numeric_limits<std::int64_t>::max() || value < std::numeric_limits<std::int64_t>::min()) {
    return std::nullopt;
  }
  return static_cast<std::int64_t>(value);
}

}  // namespace scrip
