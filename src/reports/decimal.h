#pragma once
// Exact decimals wider than an Amount: totals of reports, and the exact sums that charges are rounded from.

#include <string>
#include <string_view>

#include "base/wide.h"
#include "rating/rate_card.h"

namespace scrip::reports {

// A count of micro-units as "1234.50": at least `decimals_min` decimals, more (up to six) only where they are not zero.
[[nodiscard]] std::string decimal(Int128 micro_units, int decimals_min = 2);

// What `decimal` wrote.
[[nodiscard]] Int128 micro_units_of(std::string_view canonical);

// An exact sum: "10.123456789" where the decimals end (at most 18 of them), else with the rest as a fraction of a
// micro-unit: "33.333333 + 1/3 x 10^-6".
[[nodiscard]] std::string exact_decimal(rating::Exact exact);

}  // namespace scrip::reports
