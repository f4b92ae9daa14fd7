#pragma once
// Numbers as traces write them: "700", "700.0", "1.3316666666666668", "1.6666666666666667e-05". Exact: what is cut off
// is told, never rounded on the way.

#include <cstdint>
#include <string_view>

#include "base/result.h"
#include "base/wide.h"

namespace scrip::network_simulation {

// A number in units of 10^-decimals.
struct Scaled {
  Int128 units = 0;   // towards zero
  bool more = false;  // something was cut off
};

inline constexpr unsigned decimals_max = 9;

// At most 20 digits before the point and any number behind it; exponents from -30 to 20. Errors: value_invalid.
[[nodiscard]] Result<Scaled> parse_scaled(std::string_view text, unsigned decimals);

// Without the spaces around it.
[[nodiscard]] std::string_view trimmed(std::string_view text);

}  // namespace scrip::network_simulation
