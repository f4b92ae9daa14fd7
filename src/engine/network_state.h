#pragma once
// What the state keeps of what sites offer: proposed rate cards, declared capacity, accreditations.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/ids.h"
#include "programme/accreditation.h"
#include "rating/rate_card.h"
#include "registry/capacity.h"
#include "registry/topology.h"

namespace scrip::engine {

enum class RateProposalStatus : std::uint8_t { proposed = 0, approved = 1, rejected = 2 };

// A rate card that waits for a second person, or did.
struct RateProposal {
  RateProposalId id = no_id<RateProposalId>;
  rating::RateCard card;  // without an id
  std::string proposer;
  Instant proposed_at{};
  RateProposalStatus status = RateProposalStatus::proposed;
  std::string decided_by;
  std::string reason;  // of a rejection

  static void fields(auto& self, auto&& visit) {
    visit("id", self.id);
    visit("card", self.card);
    visit("proposer", self.proposer);
    visit("proposed_at", self.proposed_at);
    visit("status", self.status);
    visit("decided_by", self.decided_by);
    visit("reason", self.reason);
  }
};

struct CapacityState {
  registry::Capacity terms;  // as it was ended last
  std::string declared_by;

  static void fields(auto& self, auto&& visit) {
    visit("terms", self.terms);
    visit("declared_by", self.declared_by);
  }
};

// Days on which an accreditation does not count.
struct Interruption {
  Day from{};
  std::optional<Day> until;

  static void fields(auto& self, auto&& visit) {
    visit("from", self.from);
    visit("until", self.until);
  }
};

struct AccreditationState {
  programme::Accreditation terms;
  programme::AccreditationStatus status = programme::AccreditationStatus::applied;
  std::string applicant;
  Instant applied_at{};
  std::optional<programme::AccreditationDecision> proposal;
  std::string proposer;  // of the proposal, and once it is approved of the decision
  std::optional<programme::AccreditationDecision> decision;  // approved; a withdrawal brings its end forward
  std::string decided_by;  // who decided or changed it last
  std::string reason;      // of the last step
  std::vector<Interruption> interruptions;

  [[nodiscard]] bool counts_on(Day day) const {
    if (!decision || decision->outcome != programme::AccreditationOutcome::accredit) return false;
    if (day < decision->valid_from || day >= decision->valid_until) return false;
    for (const auto& each : interruptions) {
      if (each.from <= day && (!each.until || day < *each.until)) return false;
    }
    return true;
  }

  static void fields(auto& self, auto&& visit) {
    visit("terms", self.terms);
    visit("status", self.status);
    visit("applicant", self.applicant);
    visit("applied_at", self.applied_at);
    visit("proposal", self.proposal);
    visit("proposer", self.proposer);
    visit("decision", self.decision);
    visit("decided_by", self.decided_by);
    visit("reason", self.reason);
    visit("interruptions", self.interruptions);
  }
};

struct NetworkState {
  std::vector<RateProposal> rate_proposals;
  std::vector<CapacityState> capacity;
  std::vector<AccreditationState> accreditations;
  std::map<std::pair<SiteId, ResourceId>, registry::Topology> topologies;  // that somebody said
  std::map<ProgrammeId, Day> accreditation_from;  // programmes whose vouchers pay at accredited sites only, from when

  // None if there is no such.
  [[nodiscard]] const RateProposal* find_rate_proposal(std::string_view key) const;
  [[nodiscard]] const CapacityState* find_capacity(std::string_view key) const;
  [[nodiscard]] const AccreditationState* find_accreditation(std::string_view key) const;

  // As it was said, or eight devices in a server and nothing about islands.
  [[nodiscard]] registry::Topology topology_of(SiteId site, ResourceId resource) const;

  // Whether the programme's vouchers may pay for use at the site on the day.
  [[nodiscard]] bool accepts(ProgrammeId programme, SiteId site, Day day) const;

  static void fields(auto& self, auto&& visit) {
    visit("rate_proposals", self.rate_proposals);
    visit("capacity", self.capacity);
    visit("accreditations", self.accreditations);
    visit("topologies", self.topologies);
    visit("accreditation_from", self.accreditation_from);
  }
};

// What one programme took up in one month, in one unit; for reports, never for decisions.
struct TakeUp {
  ProgrammeId programme = no_id<ProgrammeId>;
  Unit unit = Unit::money;
  Month month{};
  Amount appropriated;
  Amount committed;  // set aside by awards, less what went back when awards were lowered or ended
  Amount issued;  // as vouchers

  static void fields(auto& self, auto&& visit) {
    visit("programme", self.programme);
    visit("unit", self.unit);
    visit("month", self.month);
    visit("appropriated", self.appropriated);
    visit("committed", self.committed);
    visit("issued", self.issued);
  }
};

// The journal entries that things came from, by id; for those who follow money, never for decisions.
struct Origins {
  std::vector<std::uint64_t> budget_lines;
  std::vector<std::uint64_t> decisions;  // by application: the proposal that was made last; 0 for none
  std::vector<std::uint64_t> awards;
  std::vector<std::uint64_t> vouchers;
  std::vector<std::uint64_t> statements;

  static void fields(auto& self, auto&& visit) {
    visit("budget_lines", self.budget_lines);
    visit("decisions", self.decisions);
    visit("awards", self.awards);
    visit("vouchers", self.vouchers);
    visit("statements", self.statements);
  }
};

[[nodiscard]] std::string_view name(RateProposalStatus status);

}  // namespace scrip::engine
