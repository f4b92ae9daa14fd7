#pragma once
// What sites declared against what was used, day by day.

#include <string_view>

#include "base/result.h"
#include "engine/state.h"
#include "reports/table.h"

namespace scrip::reports {

struct CapacityDays {
  std::string_view site;      // empty: all
  std::string_view resource;  // empty: all
  Day from{};                 // days in the authority's zone, [from, until)
  Day until{};
};

// A row for each site, resource and day on which devices were declared or used, in this order. Used is what was charged
// for that day of use, by whomever it is paid. `used_share` is of what was declared for programmes and not in
// maintenance; `over` where more was used than that many devices give in 24 hours. Tokens are no devices and have no
// row. Errors: site_not_found, resource_not_found, time_invalid, out_of_range (more than limits::capacity_days_max
// days).
[[nodiscard]] Result<Table> capacity_days(const engine::State& state, const CapacityDays& asked);

}  // namespace scrip::reports
