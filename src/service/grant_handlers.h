#pragma once
// Handler of grant_path.cpp.

#include "service/service.h"

namespace scrip::service {

// From the budget lines of an award to its instalments, their payments and the bank's answers; from its clawbacks back.
[[nodiscard]] Result<http::Response> get_grant_path(Service& service, Call& call);

}  // namespace scrip::service
