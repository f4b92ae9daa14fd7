#include "engine/impartial.h"

#include <string>
#include <vector>

#include "control/control.h"
#include "control/texts.h"
#include "engine/application.h"
#include "engine/texts.h"

namespace scrip::engine {
namespace {

// A tie of the person to an organisation.
struct Tie {
  std::string organisation;  // key
  Message how;               // "works for 'acme'"
};

void add_employer(const State& state, OrganisationId employer, std::vector<Tie>& ties) {
  if (employer == no_id<OrganisationId>) return;
  const auto& key = state.registry.organisations()[index(employer)].key;
  ties.push_back({.organisation = key, .how = say("works for '{0}'", key)});
}

void add_roles(const State& state, std::string_view person, std::vector<Tie>& ties) {
  for (const auto& grant : state.roles) {
    if (grant.person != person) continue;
    if (grant.scope.kind == registry::ScopeKind::organisation) {
      const auto& key = state.registry.organisations()[grant.scope.id].key;
      ties.push_back({.organisation = key, .how = say("has a role for '{0}'", key)});
    } else if (grant.scope.kind == registry::ScopeKind::site) {
      const auto& site = state.registry.sites()[grant.scope.id];
      const auto& key = state.registry.organisations()[index(site.operator_id)].key;
      ties.push_back({.organisation = key, .how = say("has a role for the site '{0}' of '{1}'", site.key, key)});
    }
  }
}

void add_stakes(const State& state, const control::Party& person, Day today, std::vector<Tie>& ties) {
  for (const StakeId id : state.stakes.held_by(person.id)) {
    const auto& stake = state.stakes.stake(id);
    if (!stake.is_held_on(today)) continue;
    const auto& key = state.stakes.party(stake.held).key;
    ties.push_back({.organisation = key, .how = say("holds a stake in '{0}'", key)});
  }
}

std::unexpected<Error> conflict(const std::string& person, const Message& why) {
  return fail(ErrorCode::conflict_of_interest, say("'{0}' {1}", person, why), "person");
}

Result<void> check_tie(const State& state, const std::string& person, const Tie& tie, const std::string& applicant,
                       Day today) {
  if (tie.organisation == applicant) return conflict(person, say("{0}, the applicant", tie.how));
  const auto* tied = state.stakes.find_entity(tie.organisation);
  const auto* applying = state.stakes.find_entity(applicant);
  if (tied == nullptr || applying == nullptr) return {};
  const auto affiliation = control::affiliation_between(state.stakes, tied->id, applying->id, today, {});
  if (!affiliation) return {};
  return conflict(person, say("{0}, an affiliate of the applicant on {1}: {2}", tie.how, format_day(today),
                              said(state.stakes, *affiliation)));
}

}  // namespace

Result<void> check_impartial(const State& state, const ApplicationState& application, const AssignAssessor& command,
                             OrganisationId employer, Day today) {
  const std::string& person = command.person;
  if (!command.conflicts.empty()) return conflict(person, say("declares: '{0}'", command.conflicts.front()));
  if (is_applicant(application, person)) return conflict(person, say("took part in the application"));
  if (is_recused(application, person)) return conflict(person, say("stepped down from it"));
  const auto& applicant = state.registry.organisations()[index(application.terms.organisation)].key;
  const auto* holder = state.stakes.find_person(person);
  std::vector<Tie> ties;
  add_employer(state, employer, ties);
  add_roles(state, person, ties);
  if (holder != nullptr) add_stakes(state, *holder, today, ties);
  for (const Tie& tie : ties) SCRIP_TRY_VOID(check_tie(state, person, tie, applicant, today));
  const auto* applying = state.stakes.find_entity(applicant);
  if (holder == nullptr || applying == nullptr) return {};
  const auto control = control::control_between(state.stakes, holder->id, applying->id, today, {});
  if (!control) return {};
  return conflict(person, say("is behind the applicant on {0}: {1}", format_day(today), said(state.stakes, *control)));
}

}  // namespace scrip::engine
