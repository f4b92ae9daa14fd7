#pragma once
// Handler of claim_routes.cpp.

#include "service/service.h"

namespace scrip::service {

// What is known against an accepted claim by now (casework::review_of), as a list.
[[nodiscard]] Result<http::Response> review_claim(Service& service, Call& call);

}  // namespace scrip::service
