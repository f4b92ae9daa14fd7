#include "service/session_json.h"

#include "reports/cells.h"

namespace scrip::service {
namespace {

using codec::json_text;
using codec::JsonObject;

std::string name_of(const engine::State& state, const registry::Scope& scope) {
  switch (scope.kind) {
    case registry::ScopeKind::authority:
      return state.authority->name;
    case registry::ScopeKind::organisation:
      return state.registry.organisations()[scope.id].name;
    case registry::ScopeKind::programme:
      return state.programmes[scope.id].name;
    case registry::ScopeKind::site:
      return state.registry.sites()[scope.id].name;
  }
  return {};
}

std::string_view name(identity::Caller::By by) {
  switch (by) {
    case identity::Caller::By::nobody:
      return "nobody";
    case identity::Caller::By::session:
      return "session";
    case identity::Caller::By::api_key:
      return "api_key";
  }
  return "nobody";
}

std::string text_or_null(const std::string& text) { return text.empty() ? "null" : json_text(text); }

}  // namespace

std::string authority_json(const engine::State& state) {
  const auto& authority = *state.authority;
  return JsonObject()
      .add("name", authority.name)
      .add("currency", authority.currency)
      .add("zone", authority.zone_name)
      .add("first_open_month", state.first_open_month)
      .add("public_key", authority.public_key)
      .add("last_sequence", state.last_sequence)
      .add("last_time", state.last_time)
      .text();
}

std::string scope_json(const engine::State& state, const registry::Scope& scope) {
  return JsonObject()
      .add("kind", registry::name(scope.kind))
      .raw("key", text_or_null(reports::key_of(state, scope)))
      .text();
}

std::string roles_json(const engine::State& state, std::string_view person) {
  std::vector<std::string> roles;
  for (const auto& grant : state.roles) {
    if (grant.person != person) continue;
    roles.push_back(JsonObject()
                        .add("role", registry::name(grant.role))
                        .raw("scope", scope_json(state, grant.scope))
                        .add("name", name_of(state, grant.scope))
                        .text());
  }
  return codec::json_array(roles);
}

Result<std::string> session_json(Service& service, const identity::Caller& caller) {
  const auto& state = service.state();
  ports::PersonRecord person;
  if (!caller.person.empty()) {
    person = SCRIP_TRY(service.people().find_person(caller.person)).value_or(ports::PersonRecord{});
  }
  const auto& provider = service.oidc().client();
  const std::string oidc =
      provider.is_set()
          ? JsonObject().add("name", provider.name).add("path", std::string_view("/api/v1/session/oidc")).text()
          : "null";
  return JsonObject()
      .raw("person", text_or_null(caller.person))
      .raw("name", text_or_null(person.name))
      .raw("language", text_or_null(person.language))
      .raw("roles", roles_json(state, caller.person))
      .raw("csrf_token", text_or_null(caller.csrf_token))
      .add("second_factor", !person.totp_secret.empty())
      .add("expires_at", caller.expires_at)
      .add("by", name(caller.by))
      .raw("authority", authority_json(state))
      .add("languages", std::vector<std::string>{"en", "zh-CN"})
      .raw("sign_in", JsonObject().add("password", true).raw("oidc", oidc).text())
      .text();
}

}  // namespace scrip::service
