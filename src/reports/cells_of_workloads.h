#pragma once
// Workloads in tables.

#include <string>

#include "network/workload.h"

namespace scrip::reports {

// "train 70000000000 x 2000000000000", "devices 64 x 24.00 h".
[[nodiscard]] std::string workload_text(const network::Workload& workload);

}  // namespace scrip::reports
