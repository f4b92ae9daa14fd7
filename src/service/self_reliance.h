#pragma once
// The figures of self-reliance as JSON, kept between requests.

#include "service/service.h"

namespace scrip::service {

[[nodiscard]] std::string self_reliance_json(Service& service, registry::OriginTest test, Instant now);

}  // namespace scrip::service
