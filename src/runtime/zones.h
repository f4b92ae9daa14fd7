#pragma once
// Time zones as data: the one place that reads the system's time zone database.

#include <string>

#include "base/result.h"
#include "base/time.h"

namespace scrip::runtime {

// The offsets of a zone such as "Asia/Shanghai" from 1990 until 2050; after that the last one goes on.
// Errors: value_invalid for a name that the database does not know.
[[nodiscard]] Result<ZoneOffsets> load_zone(const std::string& name);

}  // namespace scrip::runtime
