#pragma once
// Who asks, as the API shows it.

#include <string>

#include "service/service.h"

namespace scrip::service {

[[nodiscard]] std::string authority_json(const engine::State& state);
[[nodiscard]] Result<std::string> session_json(Service& service, const identity::Caller& caller);
[[nodiscard]] std::string scope_json(const engine::State& state, const registry::Scope& scope);
// The roles of a person: [{"role":..,"scope":..,"name":..}].
[[nodiscard]] std::string roles_json(const engine::State& state, std::string_view person);

}  // namespace scrip::service
