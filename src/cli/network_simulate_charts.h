#pragma once
// What a simulated network came to, as SVG files named after what they show.

#include <cstddef>
#include <string>

#include "cli/network_simulate_tables.h"

namespace scrip::cli {

// Writes waits, use, over-time, money and domestic into the folder, which is made where there is none. Gives how many.
// Errors: store_unavailable, store_full.
[[nodiscard]] Result<std::size_t> write_network_charts(const std::string& folder, const NetworkAnswer& answer,
                                                       Language language);

}  // namespace scrip::cli
