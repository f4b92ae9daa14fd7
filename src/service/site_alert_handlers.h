#pragma once
// Handlers of site_alert_routes.cpp: what is wrong at sites, as their agents say it.

#include "reports/site_alerts.h"
#include "service/service.h"

namespace scrip::service {

[[nodiscard]] Result<http::Response> post_site_alerts(Service& service, Call& call);
[[nodiscard]] Result<http::Response> list_site_alerts(Service& service, Call& call);

// Empty where the site said nothing yet. Errors: those of the store.
[[nodiscard]] Result<reports::SiteAlerts> known_alerts(const Service& service, std::string_view site);

}  // namespace scrip::service
