#pragma once
// Amounts and quantities. Both count millionths (micro-units) in 64 bits with a sign; what they are millionths of is
// their `Unit`: of one currency unit, of one device-second, or of one token. A device-second millionth is exactly one
// thousandth of a device for one millisecond, so fractions of a GPU and milliseconds need no rounding.

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace scrip {

enum class Unit : std::uint8_t {
  money = 0,        // the authority's currency
  device_time = 1,  // device-seconds (also core-seconds)
  tokens = 2,
};

inline constexpr std::int64_t micro = 1'000'000;

// A signed count of micro-units. Range: -amount_max .. amount_max, so that the sum of two never wraps.
struct Amount {
  std::int64_t micro_units = 0;

  friend constexpr auto operator<=>(Amount, Amount) = default;
  [[nodiscard]] constexpr Amount operator-() const { return Amount{-micro_units}; }
  [[nodiscard]] constexpr bool is_zero() const { return micro_units == 0; }
};

inline constexpr Amount amount_max{4'000'000'000'000'000'000};  // 4 * 10^12 currency units

// The sum, or nothing if it leaves the range of an Amount.
[[nodiscard]] constexpr std::optional<Amount> checked_add(Amount a, Amount b) {
  const std::int64_t sum = a.micro_units + b.micro_units;  // both are within +-4e18: cannot wrap
  if (sum > amount_max.micro_units || sum < -amount_max.micro_units) return std::nullopt;
  return Amount{sum};
}

// Sum and difference of amounts already known to be in range (parts of a checked whole).
[[nodiscard]] constexpr Amount operator+(Amount a, Amount b) { return Amount{a.micro_units + b.micro_units}; }
[[nodiscard]] constexpr Amount operator-(Amount a, Amount b) { return Amount{a.micro_units - b.micro_units}; }
constexpr Amount& operator+=(Amount& a, Amount b) { return a = a + b; }
constexpr Amount& operator-=(Amount& a, Amount b) { return a = a - b; }

// A share of a whole in parts per million, 1 .. 1,000,000. Written "60%", "0.6" or "1/3" is not a share: ppm is exact
// for every percentage with up to four decimals, which is what published programmes use.
struct Share {
  std::uint32_t ppm = 0;
  friend constexpr auto operator<=>(Share, Share) = default;
};
inline constexpr Share whole_share{1'000'000};

// Reads "1234.5" or "-0.000001". At most six decimals, no exponent, no thousands separator, ASCII digits only.
// Errors: value_invalid, out_of_range.
[[nodiscard]] Result<Amount> parse_amount(std::string_view text);

// "1234.50": at least `decimals_min` decimals, more only where they are not zero.
[[nodiscard]] std::string format_amount(Amount amount, int decimals_min = 2);

// Reads "60%", "0.6" or "1". Errors: value_invalid, out_of_range.
[[nodiscard]] Result<Share> parse_share(std::string_view text);
[[nodiscard]] std::string format_share(Share share);

// "money", "device_time", "tokens".
[[nodiscard]] std::string_view name(Unit unit);

}  // namespace scrip
