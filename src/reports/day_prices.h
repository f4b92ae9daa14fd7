#pragma once
// The prices of one day, looked up again in the rate cards. A rate card never changes once published, so these are the
// prices that usage of that day was charged at.

#include <vector>

#include "engine/state.h"

namespace scrip::reports {

// The prices of a resource at a site over a day of the authority, in order; times without a price are left out.
[[nodiscard]] std::vector<rating::PriceSpan> prices_of_day(const engine::State& state, SiteId site, ResourceId resource,
                                                           Day day);

}  // namespace scrip::reports
