#pragma once
// Handlers of line_routes.cpp: the waiting line and the rules that serve it.

#include "service/service.h"

namespace scrip::service {

[[nodiscard]] Result<http::Response> join_line(Service& service, Call& call);
[[nodiscard]] Result<http::Response> get_wait(Service& service, Call& call);
[[nodiscard]] Result<http::Response> leave_line(Service& service, Call& call);
[[nodiscard]] Result<http::Response> propose_allocation_rule(Service& service, Call& call);
[[nodiscard]] Result<http::Response> approve_allocation_rule(Service& service, Call& call);
[[nodiscard]] Result<http::Response> reject_allocation_rule(Service& service, Call& call);
[[nodiscard]] Result<http::Response> draw_line(Service& service, Call& call);

}  // namespace scrip::service
