#pragma once
// Device-days from a CSV file: vendor, serial, resource, day, present_s, busy_s.

#include <string>
#include <vector>

#include "engine/device_commands.h"

namespace scrip::cli {

// Errors, with their line: those of read_csv; missing_field, unknown_field, time_invalid, value_invalid, out_of_range.
[[nodiscard]] Result<std::vector<engine::ReportDeviceDays::Row>> read_device_days(const std::string& path);

}  // namespace scrip::cli
