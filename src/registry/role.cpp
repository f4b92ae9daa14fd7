#include "registry/role.h"

#include <array>

#include "registry/texts.h"

namespace scrip::registry {
namespace {

constexpr std::array<std::string_view, role_count> role_names{"officer",       "approver", "company_member",
                                                              "site_operator", "auditor",  "administrator"};
constexpr std::array<std::string_view, 4> scope_names{"authority", "organisation", "programme", "site"};

template <class Kind, std::size_t count>
Result<Kind> find(const std::array<std::string_view, count>& names, std::string_view text, const char* field) {
  std::string known;
  for (std::size_t i = 0; i < count; ++i) {
    if (names[i] == text) return static_cast<Kind>(i);
    known += (i == 0 ? "" : ", ") + std::string(names[i]);
  }
  return fail(ErrorCode::value_invalid, say("'{0}' is none of {1}", text, known), field);
}

}  // namespace

bool fits(Role role, ScopeKind scope) {
  switch (role) {
    case Role::officer:
    case Role::approver:
    case Role::auditor:
      return scope == ScopeKind::authority || scope == ScopeKind::programme;
    case Role::company_member:
      return scope == ScopeKind::organisation;
    case Role::site_operator:
      return scope == ScopeKind::site;
    case Role::administrator:
      return scope == ScopeKind::authority;
  }
  return false;
}

std::string_view name(Role role) { return role_names[static_cast<std::size_t>(role)]; }
Result<Role> parse_role(std::string_view text) { return find<Role>(role_names, text, "role"); }
std::string_view name(ScopeKind kind) { return scope_names[static_cast<std::size_t>(kind)]; }
Result<ScopeKind> parse_scope_kind(std::string_view text) { return find<ScopeKind>(scope_names, text, "scope"); }

}  // namespace scrip::registry
