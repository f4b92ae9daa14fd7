#pragma once
// Decisions: proposed by one person, approved by another, appealed against.

#include "engine/commands.h"
#include "engine/request.h"

namespace scrip::engine {

// Errors common to all: application_not_found, application_state, missing_field.

// Errors: out_of_range (more than it was assessed at, or than its round gives it), not_eligible, round_unfinished,
// stale_assessment (other awards were decided since), value_invalid, key_reused, award_state.
[[nodiscard]] Result<Events> judge(const State& state, const ProposeDecision& command, const EntryContext& context);
// Sets an award's money aside. Errors: four_eyes, conflict_of_interest (a person who applied), stale_assessment,
// insufficient_budget, key_reused, award_state.
[[nodiscard]] Result<Events> judge(const State& state, const ApproveDecision& command, const EntryContext& context);
[[nodiscard]] Result<Events> judge(const State& state, const RejectProposal& command, const EntryContext& context);
// Errors: deadline_passed (also where the call takes no appeals).
[[nodiscard]] Result<Events> judge(const State& state, const FileAppeal& command, const EntryContext& context);
// Errors: four_eyes (who decided, decides no appeal), conflict_of_interest (who applied or filed it).
[[nodiscard]] Result<Events> judge(const State& state, const DecideAppeal& command, const EntryContext& context);

// What was proposed is decided by the entry's actor; the application gets the status.
void decide_as_proposed(State& state, ApplicationId application, programme::ApplicationStatus status);

void apply_lifecycle(State& state, const DecisionProposed& event);
void apply_lifecycle(State& state, const ProposalRejected& event);
void apply_lifecycle(State& state, const ApplicationRefused& event);
void apply_lifecycle(State& state, const AwardApproved& event);
void apply_lifecycle(State& state, const AppealFiled& event);
void apply_lifecycle(State& state, const AppealDecided& event);

}  // namespace scrip::engine
