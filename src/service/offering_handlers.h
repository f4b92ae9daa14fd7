#pragma once
// Handlers of offering_routes.cpp: what sites have for programmes, for anyone who looks for compute.

#include "service/service.h"

namespace scrip::service {

[[nodiscard]] Result<http::Response> list_offerings(Service& service, Call& call);
[[nodiscard]] Result<http::Response> list_offering_days(Service& service, Call& call);
[[nodiscard]] Result<http::Response> list_accredited_sites(Service& service, Call& call);

}  // namespace scrip::service
