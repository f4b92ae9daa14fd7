#pragma once
// Single devices: their steps, and what the meter sees of them.

#include "engine/commands.h"
#include "engine/request.h"

namespace scrip::engine {

// Errors: missing_field, too_large, value_invalid (a step that is not recorded by hand; a site where none belongs),
// site_not_found, resource_not_found, duplicate_key (a device twice), device_not_found (to be moved, resold or
// retired), device_state (retired or resold already; installed elsewhere: move it), time_invalid (in the future),
// limit_reached.
[[nodiscard]] Result<Events> judge(const State& state, const RecordDevices& command, const EntryContext& context);
// Nothing new: no event. Errors: missing_field, too_large, site_not_found, resource_not_found, duplicate_key (a device
// and day twice), out_of_range (more seconds than a day has; busy longer than present), time_invalid (after today),
// value_invalid (another chip model than is known of the device), limit_reached.
[[nodiscard]] Result<Events> judge(const State& state, const ReportDeviceDays& command, const EntryContext& context);

void apply_lifecycle(State& state, const DevicesRecorded& event);
void apply_lifecycle(State& state, const DeviceDaysReported& event);

// Who owns all of the devices, and where all of them are; none where they differ or are not known.
struct CommonPlace {
  OrganisationId owner = no_id<OrganisationId>;
  SiteId site = no_id<SiteId>;
};
[[nodiscard]] CommonPlace common_place(const State& state, const std::vector<DeviceName>& devices);

}  // namespace scrip::engine
