#pragma once
// What an organisation was given before, as a policy's caps and stacking rules ask for it.

#include <string>
#include <vector>

#include "engine/state.h"

namespace scrip::engine {

struct AwardRecord {
  std::string award, application, programme;  // keys
  Day decided_on{};                           // of the first approval, in the authority's zone
  std::string contract, project;              // as the application gives them
  Unit unit = Unit::money;
  Amount amount;    // as amended last
  Amount used;      // captured from its vouchers, less refunds
  Amount returned;  // went back to the budget lines, unissued or unused
  programme::AwardStatus status = programme::AwardStatus::active;

  friend bool operator==(const AwardRecord&, const AwardRecord&) = default;
};

// The organisation's awards under all programmes of the authority, in the order of their approval; without the award of
// the application `except`, so that an application that is assessed again does not compete with itself.
// Cost: linear in the organisation's awards and their vouchers.
[[nodiscard]] std::vector<AwardRecord> award_history(const State& state, OrganisationId organisation,
                                                     ApplicationId except = no_id<ApplicationId>);

// The SHA-256 of the history: of the netstrings (docs/decisions/0008) of "scrip award history 1", the organisation's
// key and then, of each record, its fields in the order above; days as 2026-03-01, amounts in micro-units.
[[nodiscard]] Hash256 history_digest(const State& state, OrganisationId organisation,
                                     ApplicationId except = no_id<ApplicationId>);
// The same of what was granted only, without what was used of it and what came back: it changes by decisions, not by
// usage. So a decision can be checked to rest on all decisions before it, however long it takes.
[[nodiscard]] Hash256 grants_digest(const State& state, OrganisationId organisation,
                                    ApplicationId except = no_id<ApplicationId>);

}  // namespace scrip::engine
