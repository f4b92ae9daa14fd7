#pragma once
// Handlers of control_routes.cpp: stakes, and who controls whom by them.

#include "service/service.h"

namespace scrip::service {

[[nodiscard]] Result<http::Response> list_stakes(Service& service, Call& call);
[[nodiscard]] Result<http::Response> add_stakes(Service& service, Call& call);
[[nodiscard]] Result<http::Response> end_stake(Service& service, Call& call);
[[nodiscard]] Result<http::Response> get_stakes_of(Service& service, Call& call);
[[nodiscard]] Result<http::Response> get_control(Service& service, Call& call);
[[nodiscard]] Result<http::Response> list_controllers(Service& service, Call& call);
[[nodiscard]] Result<http::Response> list_affiliates(Service& service, Call& call);
[[nodiscard]] Result<http::Response> list_look_through(Service& service, Call& call);

}  // namespace scrip::service
