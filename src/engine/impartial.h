#pragma once
// Whether a person may assess an application: conflicts of interest, found before anybody is assigned.

#include <string_view>

#include "engine/commands.h"
#include "engine/state.h"

namespace scrip::engine {

// A person is not impartial who declares a conflict, took part in the application, or is tied to the applicant: to the
// applicant itself, or to an organisation that on that day controls it, is controlled by it, or has a controller in
// common with it (control.h; possible control counts: who assesses must be above doubt). Tied is who works for it, has
// a role for it or for a site that it operates, holds a stake in it, however small, or controls it.
//
// `employer` is whom the person is said to work for; none: nobody that we know.
// Errors: conflict_of_interest; its detail names the tie and the path of control with each sum of votes.
// Cost: what stands above the applicant and each tie in the graph of stakes.
[[nodiscard]] Result<void> check_impartial(const State& state, const ApplicationState& application,
                                           const AssignAssessor& command, OrganisationId employer, Day today);

}  // namespace scrip::engine
