#pragma once
// Parts of a whole as registers of shareholders state them: exact, and known exactly or within bounds.

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/wide.h"

namespace scrip::control {

// A part of all shares, or of all votes, of one organisation: a count of 10^-8 of the whole, that is of a millionth of
// a percent. 0 .. 100 % where it is stated; sums of several may be above.
struct Portion {
  std::uint32_t units = 0;
  friend constexpr auto operator<=>(Portion, Portion) = default;
  static void fields(auto& self, auto&& visit) { visit("units", self.units); }
};
inline constexpr Portion whole_portion{100'000'000};
inline constexpr Portion half_portion{50'000'000};

// What is known of a portion: it lies between the two, both included. Known exactly where they are equal.
struct Range {
  Portion min, max;
  friend constexpr bool operator==(const Range&, const Range&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("min", self.min);
    visit("max", self.max);
  }
};
[[nodiscard]] constexpr Range exactly(Portion portion) { return {.min = portion, .max = portion}; }

// Reads "60%", "33.333333 %" or "60": percent, with at most six decimals. `rounding` says what more decimals come to;
// Rounding::half_even refuses them. Errors: value_invalid, out_of_range (not 0 .. 100).
[[nodiscard]] Result<Portion> parse_portion(std::string_view percent, Rounding rounding);
// Reads "60%", or "25%-50%" for what is known within bounds. Errors: as above; value_invalid (the first is the larger).
[[nodiscard]] Result<Range> parse_range(std::string_view text);

// "60%", "33.333333%".
[[nodiscard]] std::string format_portion(Portion portion);
[[nodiscard]] std::string format_units(std::uint64_t units);  // of a sum, which may be above the whole
[[nodiscard]] std::string format_range(const Range& range);  // "25%-50%"

}  // namespace scrip::control
