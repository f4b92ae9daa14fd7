#pragma once
// From a draft to an assessed and scored application.

#include "engine/commands.h"
#include "engine/request.h"

namespace scrip::engine {

// Errors common to all: application_not_found; application_state, saying what it is and what it would have to be;
// missing_field (a reason, an actor).

// Errors: call_not_found, organisation_not_found, key_reused, call_closed, deadline_passed, too_large, value_invalid.
[[nodiscard]] Result<Events> judge(const State& state, const DraftApplication& command, const EntryContext& context);
// Errors: call_closed, deadline_passed.
[[nodiscard]] Result<Events> judge(const State& state, const SubmitApplication& command, const EntryContext& context);
// Errors: time_invalid.
[[nodiscard]] Result<Events> judge(const State& state, const ReturnApplication& command, const EntryContext& context);
[[nodiscard]] Result<Events> judge(const State& state, const ConfirmComplete& command, const EntryContext& context);
[[nodiscard]] Result<Events> judge(const State& state, const WithdrawApplication& command, const EntryContext& context);
// Errors: policy_not_found, value_invalid (another policy than the call's; an amount without eligibility, or none with
// it), unit_mismatch, time_invalid, too_large, stale_assessment (the facts or the history are others by now).
[[nodiscard]] Result<Events> judge(const State& state, const AssessApplication& command, const EntryContext& context);
// Errors: organisation_not_found, conflict_of_interest, key_reused, limit_reached.
[[nodiscard]] Result<Events> judge(const State& state, const AssignAssessor& command, const EntryContext& context);
// Errors: not_assigned.
[[nodiscard]] Result<Events> judge(const State& state, const RemoveAssessor& command, const EntryContext& context);
// Errors: not_assigned, already_scored, value_invalid, out_of_range.
[[nodiscard]] Result<Events> judge(const State& state, const RecordScore& command, const EntryContext& context);

void apply_lifecycle(State& state, const ApplicationDrafted& event);
void apply_lifecycle(State& state, const ApplicationSubmitted& event);
void apply_lifecycle(State& state, const ApplicationReturned& event);
void apply_lifecycle(State& state, const ApplicationCompleted& event);
void apply_lifecycle(State& state, const ApplicationWithdrawn& event);
void apply_lifecycle(State& state, const ApplicationAssessed& event);
void apply_lifecycle(State& state, const AssessorAssigned& event);
void apply_lifecycle(State& state, const AssessorRemoved& event);
void apply_lifecycle(State& state, const ScoreRecorded& event);

// Whether the person drafted or submitted the application.
[[nodiscard]] bool is_applicant(const ApplicationState& application, std::string_view person);

// Whether the person assesses the application.
[[nodiscard]] bool is_assessor(const ApplicationState& application, std::string_view person);
// Whether the person stepped down from assessing it.
[[nodiscard]] bool is_recused(const ApplicationState& application, std::string_view person);

// The error for a command that the application's status does not allow.
[[nodiscard]] std::unexpected<Error> wrong_state(const ApplicationState& application, const Message& needed);

}  // namespace scrip::engine
