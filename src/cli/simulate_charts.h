#pragma once
// What a simulation came to, as SVG files named after what they show.

#include <cstddef>
#include <string>
#include <string_view>

#include "cli/simulate_tables.h"

namespace scrip::cli {

// Writes into the folder, which is made where there is none: decisions, refusals, awards and pool-ID of one policy;
// of two these as before-... and after-..., and side-by-side, changes-by-FACT. `tried` says what the second has
// otherwise where it is the first with other parameters. Gives how many. Errors: store_unavailable, store_full.
[[nodiscard]] Result<std::size_t> write_charts(const std::string& folder, const SimulationSides& sides,
                                               std::string_view tried, Language language);

}  // namespace scrip::cli
