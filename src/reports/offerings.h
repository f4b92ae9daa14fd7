#pragma once
// What sites have for programmes, for whoever looks for compute: how many devices are free now and day by day, at what
// price, and which programmes pay there. Counts of devices only: nothing of who reserved them.

#include <string_view>

#include "base/result.h"
#include "engine/state.h"
#include "reports/table.h"

namespace scrip::reports {

// A row for each site and resource with devices promised to programmes now or later, by site, then resource: devices
// promised and not in maintenance, taken and free at this instant (what an offer could begin with: less what is
// reserved, held for who was next in the waiting line, or used by jobs without a reservation); the price per
// device-hour that holds now, empty where there is none; whether the chip passes today the first test of origin with a
// target (yes, no, unknown); and how its devices stand there, empty where nobody says. `site` empty: all sites. Errors:
// site_not_found. Cost: linear in the declarations and in the reservations and holds at those sites.
[[nodiscard]] Result<Table> offerings(const engine::State& state, std::string_view site, Instant now);

struct OfferingDays {
  std::string_view site;
  std::string_view resource;  // empty: all of the site
  Day from{};  // days in the authority's zone, [from, until)
  Day until{};
};
// A row for each resource of a site and each day on which devices are promised, in this order: the most promised at any
// instant of the day, the fewest free, and the difference, which is taken.
// Errors: site_not_found, resource_not_found, time_invalid, out_of_range (more than limits::capacity_days_max days).
[[nodiscard]] Result<Table> offering_days(const engine::State& state, const OfferingDays& asked);

// A row for each programme that accredited a site, today or from a later day on, by when it was applied for.
// `site` empty: all sites. Errors: site_not_found.
[[nodiscard]] Result<Table> accredited_sites(const engine::State& state, std::string_view site, Day today);

}  // namespace scrip::reports
