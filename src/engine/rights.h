#pragma once
// Who may do what, and see what: one place, pure, used by every door to the journal that knows persons. What a command
// moves is judged by decide(); four eyes hold there, whatever roles a person has. docs/decisions/0012 has the reasons.

#include <string_view>
#include <vector>

#include "engine/commands.h"
#include "engine/state.h"

namespace scrip::engine {

// A set of roles.
class Roles {
 public:
  constexpr Roles() = default;
  constexpr Roles(std::initializer_list<registry::Role> roles) {
    for (const auto role : roles) bits_ |= bit(role);
  }
  [[nodiscard]] constexpr bool has(registry::Role role) const { return (bits_ & bit(role)) != 0; }
  [[nodiscard]] constexpr Roles with(registry::Role role) const {
    Roles more = *this;
    more.bits_ |= bit(role);
    return more;
  }
  [[nodiscard]] constexpr bool empty() const { return bits_ == 0; }
  friend constexpr bool operator==(Roles, Roles) = default;

 private:
  static constexpr unsigned bit(registry::Role role) { return 1u << static_cast<unsigned>(role); }
  unsigned bits_ = 0;
};

// What a command is about: ids, none where it is about nothing of the kind or names what does not exist.
struct Subject {
  OrganisationId organisation = no_id<OrganisationId>;
  ProgrammeId programme = no_id<ProgrammeId>;
  SiteId site = no_id<SiteId>;
  friend bool operator==(const Subject&, const Subject&) = default;
};

// Which roles may give a command. Empty: no person may by any role; it is for whoever runs the system (the command
// line), such as setting up the authority, or a voucher that no award stands behind.
[[nodiscard]] Roles roles_for(const Command& command);
[[nodiscard]] Subject subject_of(const State& state, const Command& command);

// Whether a person holds one of the roles for the subject: a role for the authority is for all of it, one for an
// organisation, programme or site for what is about that.
[[nodiscard]] bool holds(const State& state, std::string_view person, Roles roles, const Subject& subject);
// Whether a person holds one of the roles for anything.
[[nodiscard]] bool holds_any(const State& state, std::string_view person, Roles roles);

// Whether a person may give a command. Errors: forbidden, with the roles that may. What does not exist is forbidden to
// all but those whose role is for the whole authority, so that nobody learns what exists elsewhere.
// `allowed` narrows a person's roles (an API key may have one only).
[[nodiscard]] Result<void> check_right(const State& state, std::string_view person, const Command& command,
                                       Roles allowed);
inline constexpr Roles all_roles{registry::Role::officer,        registry::Role::approver,
                                 registry::Role::company_member, registry::Role::site_operator,
                                 registry::Role::auditor,        registry::Role::administrator};

// What a person sees of what is not public.
struct Sight {
  bool everything = false;
  std::vector<OrganisationId> organisations;
  std::vector<ProgrammeId> programmes;
  std::vector<SiteId> sites;

  [[nodiscard]] bool sees(OrganisationId id) const;
  [[nodiscard]] bool sees(ProgrammeId id) const;
  [[nodiscard]] bool sees(SiteId id) const;
  [[nodiscard]] bool sees(const Subject& subject) const;
  [[nodiscard]] bool nothing() const {
    return !everything && organisations.empty() && programmes.empty() && sites.empty();
  }
};
// By the roles of `counting` only: a list that operators may not read is not opened to them by another role's name.
[[nodiscard]] Sight sight_of(const State& state, std::string_view person, Roles counting);

[[nodiscard]] Subject subject_of(const State& state, ApplicationId application);

}  // namespace scrip::engine
