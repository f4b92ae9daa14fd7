#pragma once
// What happened about prices, capacity and accreditation. The actor of each is in its entry's header. A proposed rate
// card that is approved is a RateCardPublished.

#include <optional>
#include <string>

#include "programme/accreditation.h"
#include "rating/rate_card.h"
#include "registry/capacity.h"
#include "registry/topology.h"

namespace scrip::engine {

struct RateCardProposed {
  RateProposalId proposal = no_id<RateProposalId>;
  rating::RateCard card;  // without an id
  friend bool operator==(const RateCardProposed&, const RateCardProposed&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("proposal", self.proposal);
    visit("card", self.card);
  }
};
struct RateCardRejected {
  RateProposalId proposal = no_id<RateProposalId>;
  std::string reason;
  friend bool operator==(const RateCardRejected&, const RateCardRejected&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("proposal", self.proposal);
    visit("reason", self.reason);
  }
};
struct CapacityDeclared {
  registry::Capacity capacity;
  friend bool operator==(const CapacityDeclared&, const CapacityDeclared&) = default;
  static void fields(auto& self, auto&& visit) { visit("capacity", self.capacity); }
};
struct CapacityEnded {
  CapacityId capacity = no_id<CapacityId>;
  Day until{};
  std::string reason;
  friend bool operator==(const CapacityEnded&, const CapacityEnded&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("capacity", self.capacity);
    visit("until", self.until);
    visit("reason", self.reason);
  }
};
struct TopologySet {
  SiteId site = no_id<SiteId>;
  ResourceId resource = no_id<ResourceId>;
  registry::Topology topology;
  friend bool operator==(const TopologySet&, const TopologySet&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("site", self.site);
    visit("resource", self.resource);
    visit("topology", self.topology);
  }
};
struct AccreditationApplied {
  programme::Accreditation accreditation;
  friend bool operator==(const AccreditationApplied&, const AccreditationApplied&) = default;
  static void fields(auto& self, auto&& visit) { visit("accreditation", self.accreditation); }
};
struct AccreditationProposed {
  AccreditationId accreditation = no_id<AccreditationId>;
  programme::AccreditationDecision decision;
  friend bool operator==(const AccreditationProposed&, const AccreditationProposed&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("accreditation", self.accreditation);
    visit("decision", self.decision);
  }
};
struct AccreditationRejected {  // the proposal
  AccreditationId accreditation = no_id<AccreditationId>;
  std::string reason;
  friend bool operator==(const AccreditationRejected&, const AccreditationRejected&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("accreditation", self.accreditation);
    visit("reason", self.reason);
  }
};
struct AccreditationDecided {  // as it was proposed
  AccreditationId accreditation = no_id<AccreditationId>;
  programme::AccreditationDecision decision;
  friend bool operator==(const AccreditationDecided&, const AccreditationDecided&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("accreditation", self.accreditation);
    visit("decision", self.decision);
  }
};
struct AccreditationChanged {
  AccreditationId accreditation = no_id<AccreditationId>;
  programme::AccreditationStatus status{};
  Day from{};  // the first day of use that it holds for
  std::string reason;
  friend bool operator==(const AccreditationChanged&, const AccreditationChanged&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("accreditation", self.accreditation);
    visit("status", self.status);
    visit("from", self.from);
    visit("reason", self.reason);
  }
};
struct AccreditationRuleSet {
  ProgrammeId programme = no_id<ProgrammeId>;
  std::optional<Day> required_from;
  friend bool operator==(const AccreditationRuleSet&, const AccreditationRuleSet&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("programme", self.programme);
    visit("required_from", self.required_from);
  }
};
struct AssessorRecused {  // the actor, whose score is taken back
  ApplicationId application = no_id<ApplicationId>;
  std::string reason;
  friend bool operator==(const AssessorRecused&, const AssessorRecused&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("application", self.application);
    visit("reason", self.reason);
  }
};

}  // namespace scrip::engine
