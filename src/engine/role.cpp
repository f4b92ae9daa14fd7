#include "engine/role.h"

#include <algorithm>

#include "base/limits.h"
#include "engine/check.h"
#include "engine/texts.h"

namespace scrip::engine {
namespace {

using registry::Role;
using registry::RoleGrant;
using registry::Scope;
using registry::ScopeKind;

template <Id I>
Scope scope_of(ScopeKind kind, I id) {
  return {.kind = kind, .id = static_cast<std::uint32_t>(id)};
}

Result<Scope> scope_called(const State& state, ScopeKind kind, const std::string& key) {
  switch (kind) {
    case ScopeKind::organisation:
      return scope_of(kind, SCRIP_TRY(organisation_called(state, key))->id);
    case ScopeKind::programme:
      return scope_of(kind, SCRIP_TRY(programme_called(state, key))->id);
    case ScopeKind::site:
      return scope_of(kind, SCRIP_TRY(site_called(state, key))->id);
    case ScopeKind::authority:
      break;
  }
  if (!key.empty()) return fail(ErrorCode::value_invalid, say("a role for the authority names no key"), "key");
  return Scope{};
}

Result<RoleGrant> grant_of(const State& state, const GrantRole& command) {
  SCRIP_TRY_VOID(check_key(command.person, "person"));
  if (!registry::fits(command.role, command.scope)) {
    return fail(ErrorCode::value_invalid,
                say("the role {0} is not given for a scope of kind {1}", described(name(command.role)),
                    described(name(command.scope))),
                "scope");
  }
  return RoleGrant{.person = command.person,
                   .role = command.role,
                   .scope = SCRIP_TRY(scope_called(state, command.scope, command.key))};
}

bool is_held(const State& state, const RoleGrant& grant) {
  return std::ranges::find(state.roles, grant) != state.roles.end();
}

Result<void> check_grant(const State& state, const RoleGrant& grant) {
  SCRIP_TRY_VOID(require(check_key(grant.person, "person").has_value(), "a person's id is a key"));
  SCRIP_TRY_VOID(require(static_cast<std::uint8_t>(grant.role) < registry::role_count, "no such role"));
  SCRIP_TRY_VOID(require(grant.scope.kind <= ScopeKind::site, "no such kind of scope"));
  SCRIP_TRY_VOID(require(registry::fits(grant.role, grant.scope.kind), "the role does not go with its scope"));
  switch (grant.scope.kind) {
    case ScopeKind::authority:
      return require(grant.scope.id == 0, "there is one authority");
    case ScopeKind::organisation:
      return require(grant.scope.id < state.registry.organisations().size(), "no such organisation");
    case ScopeKind::programme:
      return require(grant.scope.id < state.programmes.size(), "no such programme");
    case ScopeKind::site:
      return require(grant.scope.id < state.registry.sites().size(), "no such site");
  }
  return {};
}

}  // namespace

Result<Events> judge(const State& state, const GrantRole& command, const EntryContext& context) {
  auto grant = SCRIP_TRY(grant_of(state, command));
  if (context.actor == command.person) {
    return fail(ErrorCode::four_eyes, say("nobody gives themselves a role"), "person");
  }
  if (is_held(state, grant)) return Events{};
  if (state.roles.size() >= limits::roles_max) {
    return fail(ErrorCode::limit_reached, say("{0} roles are held", limits::roles_max), "role");
  }
  return Events{RoleGranted{std::move(grant)}};
}

Result<Events> judge(const State& state, const RevokeRole& command, const EntryContext&) {
  auto grant = SCRIP_TRY(grant_of(state, {command.person, command.role, command.scope, command.key}));
  if (!is_held(state, grant)) return Events{};
  return Events{RoleRevoked{std::move(grant)}};
}

Result<void> check_lifecycle(const State& state, const RoleGranted& event) {
  SCRIP_TRY_VOID(check_grant(state, event.grant));
  SCRIP_TRY_VOID(require(event.grant.person != state.last_actor, "nobody gives themselves a role"));
  SCRIP_TRY_VOID(require(state.roles.size() < limits::roles_max, "too many roles"));
  return require(!is_held(state, event.grant), "the role is held already");
}

Result<void> check_lifecycle(const State& state, const RoleRevoked& event) {
  return require(is_held(state, event.grant), "the role is not held");
}

void apply_lifecycle(State& state, const RoleGranted& event) { state.roles.push_back(event.grant); }

void apply_lifecycle(State& state, const RoleRevoked& event) { std::erase(state.roles, event.grant); }

}  // namespace scrip::engine
