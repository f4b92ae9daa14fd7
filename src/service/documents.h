#pragma once
// Documents that a request names by their hashes.

#include <vector>

#include "programme/application.h"
#include "service/service.h"

namespace scrip::service {

// The body's `documents`: {"hash","kind"} each. Errors: missing_field, value_invalid, document_missing (it was not
// stored before).
[[nodiscard]] Result<std::vector<programme::Document>> documents_of(Service& service, const Body& body);

}  // namespace scrip::service
