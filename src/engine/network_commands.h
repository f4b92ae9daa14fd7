#pragma once
// What sites and the authority ask for about prices, capacity and accreditation. Who asks is the entry's actor.

#include <optional>
#include <string>
#include <vector>

#include "programme/accreditation.h"
#include "rating/rate_card.h"
#include "registry/capacity.h"

namespace scrip::engine {

struct RatePrice {
  std::string resource;
  std::vector<rating::Band> bands;
};

struct ProposeRateCard {
  std::string key, site;
  Period period;
  std::vector<RatePrice> prices;
};
struct ApproveRateCard {  // by another person
  std::string rate_card;
};
struct RejectRateCard {
  std::string rate_card;
  std::string reason;
};

struct DeclareCapacity {
  std::string key, site, resource;
  std::uint32_t devices = 0;
  Day from{}, until{};
  registry::CapacityUse use = registry::CapacityUse::programmes;
};
struct EndCapacity {  // earlier than it was declared, today at the soonest: the past stays as it was declared
  std::string capacity;
  Day until{};
  std::string reason;
};

struct SetTopology {
  std::string site, resource;
  registry::Topology topology;
};

struct ApplyForAccreditation {
  std::string key, site, programme;
  Hash256 facts;
  std::vector<programme::Document> documents;
};
struct ProposeAccreditation {
  std::string accreditation;
  programme::AccreditationDecision decision;
};
struct ApproveAccreditation {  // by another person, who says what it is that they approve
  std::string accreditation;
  programme::AccreditationOutcome outcome{};
};
struct RejectAccreditation {  // the proposal: it waits for another one
  std::string accreditation;
  std::string reason;
};
// Suspended, accredited (resumed) or withdrawn, from the day after.
struct ChangeAccreditation {
  std::string accreditation;
  programme::AccreditationStatus status{};
  std::string reason;
};
// From which day of use on the programme's vouchers pay at accredited sites only; none: they pay at any.
struct SetAccreditationRule {
  std::string programme;
  std::optional<Day> required_from;
};

struct DeclareConflict {  // by an assessor, who steps down
  std::string application;
  std::string reason;
};

}  // namespace scrip::engine
