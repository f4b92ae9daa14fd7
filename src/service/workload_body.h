#pragma once
// Workloads in the bodies of requests.

#include <optional>

#include "network/workload.h"
#include "service/body.h"

namespace scrip::service {

// Errors: those of network::parse_workload(), body_malformed.
[[nodiscard]] Result<network::Workload> workload_of(const Body& body);
// None where it is absent. Errors: time_invalid.
[[nodiscard]] Result<std::optional<Instant>> instant_or_none(const Body& body, std::string_view name,
                                                             const ZoneOffsets& zone);

}  // namespace scrip::service
