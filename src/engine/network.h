#pragma once
// Proposed rate cards, declared capacity and topology, accreditation of sites; and assessors who step down.

#include "engine/commands.h"
#include "engine/request.h"
#include "engine/wallet.h"

namespace scrip::engine {

// Errors: missing_field, too_large, value_invalid, site_not_found, resource_not_found, key_reused, limit_reached, and
// those of RateCards::check.
[[nodiscard]] Result<Events> judge(const State& state, const ProposeRateCard& command, const EntryContext& context);
// Errors: rate_card_not_found, rate_card_state, four_eyes, and those of RateCards::check: another card may have come
// meanwhile.
[[nodiscard]] Result<Events> judge(const State& state, const ApproveRateCard& command, const EntryContext& context);
// Errors: missing_field, rate_card_not_found, rate_card_state.
[[nodiscard]] Result<Events> judge(const State& state, const RejectRateCard& command, const EntryContext& context);

// Errors: missing_field, out_of_range, time_invalid, value_invalid (a resource that is no device), site_not_found,
// resource_not_found, key_reused, limit_reached, capacity_reserved (maintenance of more than is promised and free).
[[nodiscard]] Result<Events> judge(const State& state, const DeclareCapacity& command, const EntryContext& context);
// Errors: missing_field, capacity_not_found, time_invalid (before today, or not earlier than it ends),
// capacity_reserved.
[[nodiscard]] Result<Events> judge(const State& state, const EndCapacity& command, const EntryContext& context);

// Errors: site_not_found, resource_not_found, value_invalid (a resource that is no accelerator), out_of_range.
[[nodiscard]] Result<Events> judge(const State& state, const SetTopology& command, const EntryContext& context);

// Errors: missing_field, too_large, site_not_found, programme_not_found, key_reused, limit_reached, accreditation_state
// (another one of the site under the programme is not decided yet).
[[nodiscard]] Result<Events> judge(const State& state, const ApplyForAccreditation& command,
                                   const EntryContext& context);
// Errors: missing_field, time_invalid, accreditation_not_found, accreditation_state, conflict_of_interest (who
// applied).
[[nodiscard]] Result<Events> judge(const State& state, const ProposeAccreditation& command,
                                   const EntryContext& context);
// Errors: accreditation_not_found, accreditation_state, four_eyes, conflict_of_interest, value_invalid (another outcome
// was proposed).
[[nodiscard]] Result<Events> judge(const State& state, const ApproveAccreditation& command,
                                   const EntryContext& context);
// Errors: missing_field, accreditation_not_found, accreditation_state.
[[nodiscard]] Result<Events> judge(const State& state, const RejectAccreditation& command, const EntryContext& context);
// Errors: missing_field, value_invalid, accreditation_not_found, accreditation_state, conflict_of_interest.
[[nodiscard]] Result<Events> judge(const State& state, const ChangeAccreditation& command, const EntryContext& context);
// Errors: programme_not_found, time_invalid (not behind today, where the programme has vouchers already).
[[nodiscard]] Result<Events> judge(const State& state, const SetAccreditationRule& command,
                                   const EntryContext& context);

// Errors: missing_field, application_not_found, not_assigned, application_state.
[[nodiscard]] Result<Events> judge(const State& state, const DeclareConflict& command, const EntryContext& context);

// Whether a use waits for an accreditation: an active voucher of the organisation would pay for it if the site were
// accredited under its programme, and no active voucher pays for it as things are. Such usage goes to suspense.
[[nodiscard]] bool waits_for_accreditation(const State& state, OrganisationId organisation, const UseOf& use);

// Counts what an event takes up and where it came from. Before apply().
void take_note(State& state, const Event& event);

void apply_lifecycle(State& state, const RateCardProposed& event);
void apply_lifecycle(State& state, const RateCardRejected& event);
void apply_lifecycle(State& state, const CapacityDeclared& event);
void apply_lifecycle(State& state, const CapacityEnded& event);
void apply_lifecycle(State& state, const TopologySet& event);
void apply_lifecycle(State& state, const AccreditationApplied& event);
void apply_lifecycle(State& state, const AccreditationProposed& event);
void apply_lifecycle(State& state, const AccreditationRejected& event);
void apply_lifecycle(State& state, const AccreditationDecided& event);
void apply_lifecycle(State& state, const AccreditationChanged& event);
void apply_lifecycle(State& state, const AccreditationRuleSet& event);
void apply_lifecycle(State& state, const AssessorRecused& event);
// A rate card with the key of a proposal is the proposal approved.
void settle_proposal(State& state, const rating::RateCard& card);

}  // namespace scrip::engine
