#pragma once
// Who may act, as the journal knows them: persons by id, the roles they hold and for what. Names and secrets of persons
// stand in the register (ports/register.h), which can forget them.

#include <cstdint>
#include <string>
#include <string_view>

#include "base/ids.h"
#include "base/result.h"
#include "base/time.h"

namespace scrip::registry {

// DESIGN.md, "The people who use it". Numbers are stored: never reused.
enum class Role : std::uint8_t {
  officer = 0,
  approver = 1,
  company_member = 2,  // acts for an organisation that applies, holds vouchers, claims
  site_operator = 3,
  auditor = 4,
  administrator = 5,  // gives roles, and can do nothing else
};
inline constexpr std::uint8_t role_count = 6;

// What a role is for. Numbers are stored: never reused.
enum class ScopeKind : std::uint8_t { authority = 0, organisation = 1, programme = 2, site = 3 };

struct Scope {
  ScopeKind kind = ScopeKind::authority;
  std::uint32_t id = 0;  // of the organisation, programme or site; 0 for the authority

  friend bool operator==(const Scope&, const Scope&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("kind", self.kind);
    visit("id", self.id);
  }
};

struct RoleGrant {
  std::string person;
  Role role = Role::officer;
  Scope scope;

  friend bool operator==(const RoleGrant&, const RoleGrant&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("person", self.person);
    visit("role", self.role);
    visit("scope", self.scope);
  }
};

// Whether a role can be given for such a scope: officers, approvers and auditors for the authority or a programme,
// members for an organisation, operators for a site, administrators for the authority.
[[nodiscard]] bool fits(Role role, ScopeKind scope);

[[nodiscard]] std::string_view name(Role role);
[[nodiscard]] Result<Role> parse_role(std::string_view text);  // Errors: value_invalid
[[nodiscard]] std::string_view name(ScopeKind kind);
[[nodiscard]] Result<ScopeKind> parse_scope_kind(std::string_view text);  // Errors: value_invalid

}  // namespace scrip::registry
