#pragma once
// What the agents of sites send: whether they may, and how it is signed.

#include <optional>

#include "runtime/journal.h"
#include "service/service.h"

namespace scrip::service {

// Errors: forbidden.
[[nodiscard]] Result<void> check_site_right(const Service& service, const Call& call, SiteId site);

// How the request is signed (docs/formats/usage-signature.md), not verified; none: it is not. Errors:
// signature_malformed.
[[nodiscard]] Result<std::optional<runtime::SignedBody>> signature_of(const http::Request& request);

}  // namespace scrip::service
