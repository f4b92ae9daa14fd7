#pragma once
// Handlers of reservation_routes.cpp: estimates, quotes, reservations, and what stands behind a programme's vouchers.

#include "service/service.h"

namespace scrip::service {

[[nodiscard]] Result<http::Response> make_estimate(Service& service, Call& call);
[[nodiscard]] Result<http::Response> ask_quote(Service& service, Call& call);
[[nodiscard]] Result<http::Response> get_quote(Service& service, Call& call);
[[nodiscard]] Result<http::Response> make_reservation(Service& service, Call& call);
[[nodiscard]] Result<http::Response> use_reservation(Service& service, Call& call);
[[nodiscard]] Result<http::Response> leave_reservation(Service& service, Call& call);
[[nodiscard]] Result<http::Response> cancel_reservation(Service& service, Call& call);
[[nodiscard]] Result<http::Response> break_reservation(Service& service, Call& call);
[[nodiscard]] Result<http::Response> get_reservation_rule(Service& service, Call& call);
[[nodiscard]] Result<http::Response> set_reservation_rule(Service& service, Call& call);
[[nodiscard]] Result<http::Response> propose_backing_rule(Service& service, Call& call);
[[nodiscard]] Result<http::Response> approve_backing_rule(Service& service, Call& call);
[[nodiscard]] Result<http::Response> reject_backing_rule(Service& service, Call& call);

}  // namespace scrip::service
