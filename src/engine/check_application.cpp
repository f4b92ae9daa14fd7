// What events of applications, their decisions and appeals must satisfy before they are applied.

#include <algorithm>

#include "engine/application.h"
#include "engine/check.h"

namespace scrip::engine {

using programme::ApplicationStatus;
using programme::DecisionOutcome;

namespace {

// The application, where its status is one of these.
Result<const ApplicationState*> in_status(const State& state, ApplicationId id,
                                          std::initializer_list<ApplicationStatus> allowed) {
  if (!exists(state.applications, id)) return mismatch("no such application");
  const auto& application = state.applications[index(id)];
  if (std::find(allowed.begin(), allowed.end(), application.status) != allowed.end()) return &application;
  return mismatch("the application is " + std::string(name(application.status)));
}

Result<void> require_actor(const State& state) { return require(!state.last_actor.empty(), "nobody is said to act"); }

bool shared_out(const State& state, const ApplicationState& application) {
  return state.calls[index(application.terms.call)].round.has_value() && !application.reopened;
}

bool is_assessor(const ApplicationState& application, const std::string& person) {
  return std::any_of(application.assessors.begin(), application.assessors.end(),
                     [&](const programme::Assessor& assessor) { return assessor.person == person; });
}

}  // namespace

Result<void> check_lifecycle(const State& state, const ApplicationDrafted& event) {
  const auto& draft = event.application;
  SCRIP_TRY_VOID(require_actor(state));
  SCRIP_TRY_VOID(require(exists(state.calls, draft.call), "no such call"));
  SCRIP_TRY_VOID(require(exists(state.registry.organisations(), draft.organisation), "no such organisation"));
  if (is_next(state.applications, draft.id)) {
    SCRIP_TRY_VOID(require(state.find_application(draft.key) == nullptr, "the application's key is taken"));
    return require(!state.calls[index(draft.call)].is_closed(state.last_time), "the call has closed");
  }
  const auto* existing = SCRIP_TRY(in_status(state, draft.id, {ApplicationStatus::draft, ApplicationStatus::returned}));
  SCRIP_TRY_VOID(require(existing->terms.key == draft.key && existing->terms.call == draft.call &&
                             existing->terms.organisation == draft.organisation,
                         "the draft is of another application"));
  return require(!existing->complete_until || state.last_time < *existing->complete_until,
                 "it is too late to change it");
}

Result<void> check_lifecycle(const State& state, const ApplicationSubmitted& event) {
  const auto* application =
      SCRIP_TRY(in_status(state, event.application, {ApplicationStatus::draft, ApplicationStatus::returned}));
  SCRIP_TRY_VOID(require_actor(state));
  if (application->status == ApplicationStatus::returned) {
    return require(state.last_time < *application->complete_until, "it is too late to complete it");
  }
  return require(state.calls[index(application->terms.call)].is_open(state.last_time), "the call is not open");
}

Result<void> check_lifecycle(const State& state, const ApplicationReturned& event) {
  const auto* application = SCRIP_TRY(in_status(state, event.application,
                                                {ApplicationStatus::submitted, ApplicationStatus::returned,
                                                 ApplicationStatus::complete, ApplicationStatus::assessed}));
  SCRIP_TRY_VOID(require(!shared_out(state, *application), "its round was shared out"));
  return require(event.until > state.last_time && sane(event.until), "the time to complete it by is out of range");
}

Result<void> check_lifecycle(const State& state, const ApplicationCompleted& event) {
  SCRIP_TRY_VOID(in_status(state, event.application, {ApplicationStatus::submitted}));
  return {};
}

Result<void> check_lifecycle(const State& state, const ApplicationWithdrawn& event) {
  const auto* application = SCRIP_TRY(in_status(
      state, event.application,
      {ApplicationStatus::draft, ApplicationStatus::submitted, ApplicationStatus::returned, ApplicationStatus::complete,
       ApplicationStatus::assessed, ApplicationStatus::allocated, ApplicationStatus::proposed}));
  return require(application->award == no_id<AwardId>, "the application has an award");
}

Result<void> check_lifecycle(const State& state, const ApplicationAssessed& event) {
  const auto* application =
      SCRIP_TRY(in_status(state, event.application,
                          {ApplicationStatus::complete, ApplicationStatus::assessed, ApplicationStatus::allocated}));
  const auto& call = state.calls[index(application->terms.call)].terms;
  const auto& assessment = event.assessment;
  SCRIP_TRY_VOID(require(assessment.policy == call.policy, "the policy is not the call's"));
  SCRIP_TRY_VOID(require(assessment.unit == call.unit, "the unit is not the call's"));
  SCRIP_TRY_VOID(require(assessment.facts == application->terms.facts, "the facts are not the application's"));
  SCRIP_TRY_VOID(require(assessment.eligible ? assessment.amount > Amount{} : assessment.amount.is_zero(),
                         "an amount is above zero exactly where the application is eligible"));
  SCRIP_TRY_VOID(require(sane(assessment.assessed_on), "the day is out of range"));
  return require(std::all_of(assessment.rules.begin(), assessment.rules.end(),
                             [](const auto& r) { return r.outcome <= programme::RuleOutcome::not_applicable; }),
                 "no such outcome of a rule");
}

Result<void> check_lifecycle(const State& state, const AssessorAssigned& event) {
  const auto* application =
      SCRIP_TRY(in_status(state, event.application,
                          {ApplicationStatus::submitted, ApplicationStatus::complete, ApplicationStatus::assessed}));
  const auto& assessor = event.assessor;
  SCRIP_TRY_VOID(require(!shared_out(state, *application), "its round was shared out"));
  SCRIP_TRY_VOID(require(!assessor.person.empty(), "the assessor has no id"));
  SCRIP_TRY_VOID(require(!is_assessor(*application, assessor.person), "the assessor is assigned already"));
  SCRIP_TRY_VOID(require(
      assessor.organisation == no_id<OrganisationId> || exists(state.registry.organisations(), assessor.organisation),
      "no such organisation"));
  SCRIP_TRY_VOID(
      require(assessor.organisation != application->terms.organisation, "the assessor works for the applicant"));
  return require(!is_applicant(*application, assessor.person), "the assessor took part in the application");
}

Result<void> check_lifecycle(const State& state, const AssessorRemoved& event) {
  const auto* application =
      SCRIP_TRY(in_status(state, event.application,
                          {ApplicationStatus::submitted, ApplicationStatus::complete, ApplicationStatus::assessed}));
  SCRIP_TRY_VOID(require(!shared_out(state, *application), "its round was shared out"));
  return require(is_assessor(*application, event.person), "there is no such assessor");
}

Result<void> check_lifecycle(const State& state, const ScoreRecorded& event) {
  const auto* application =
      SCRIP_TRY(in_status(state, event.application,
                          {ApplicationStatus::submitted, ApplicationStatus::complete, ApplicationStatus::assessed}));
  const auto& score = event.score;
  SCRIP_TRY_VOID(require(!shared_out(state, *application), "its round was shared out"));
  SCRIP_TRY_VOID(require(score.person == state.last_actor, "the score is somebody else's"));
  SCRIP_TRY_VOID(require(is_assessor(*application, score.person), "there is no such assessor"));
  return require(std::none_of(application->scores.begin(), application->scores.end(),
                              [&](const programme::Score& other) { return other.person == score.person; }),
                 "the assessor has scored it");
}

// --- decisions ---

Result<void> check_lifecycle(const State& state, const DecisionProposed& event) {
  const auto* application =
      SCRIP_TRY(in_status(state, event.application,
                          {ApplicationStatus::assessed, ApplicationStatus::allocated, ApplicationStatus::awarded}));
  const auto& decision = event.decision;
  SCRIP_TRY_VOID(require_actor(state));
  SCRIP_TRY_VOID(require(decision.outcome <= DecisionOutcome::refuse, "no such outcome"));
  if (decision.outcome == DecisionOutcome::refuse) {
    SCRIP_TRY_VOID(require(decision.amount.is_zero() && decision.award.empty(), "a refusal gives nothing"));
    return require(application->award == no_id<AwardId>, "the application has an award");
  }
  SCRIP_TRY_VOID(require(application->assessment->eligible, "the application is not eligible"));
  SCRIP_TRY_VOID(require(decision.amount > Amount{} && decision.amount <= application->assessment->amount,
                         "the amount is more than it was assessed at"));
  const auto& call = state.calls[index(application->terms.call)];
  if (call.terms.method == programme::CallMethod::batch) {
    SCRIP_TRY_VOID(require(call.round.has_value(), "the call's round was not shared out"));
    SCRIP_TRY_VOID(
        require(application->reopened || (application->result && decision.amount <= application->result->amount),
                "the amount is more than its round gives it"));
  }
  SCRIP_TRY_VOID(require(!decision.award.empty(), "the award has no key"));
  if (application->award == no_id<AwardId>) {
    return require(state.find_award(decision.award) == nullptr, "the award's key is taken");
  }
  const auto& award = state.awards[index(application->award)];
  return require(award.terms.key == decision.award && award.status == programme::AwardStatus::active,
                 "the application's award is another or not active");
}

Result<void> check_lifecycle(const State& state, const ProposalRejected& event) {
  SCRIP_TRY_VOID(in_status(state, event.application, {ApplicationStatus::proposed}));
  return {};
}

Result<const ApplicationState*> check_approval(const State& state, ApplicationId id, DecisionOutcome outcome) {
  const auto* application = SCRIP_TRY(in_status(state, id, {ApplicationStatus::proposed}));
  SCRIP_TRY_VOID(require_actor(state));
  SCRIP_TRY_VOID(require(application->proposal->decision.outcome == outcome, "something else was proposed"));
  SCRIP_TRY_VOID(require(application->proposal->proposer != state.last_actor, "who proposed it approved it"));
  SCRIP_TRY_VOID(require(!is_applicant(*application, state.last_actor), "who applied approved it"));
  return application;
}

Result<void> check_lifecycle(const State& state, const ApplicationRefused& event) {
  SCRIP_TRY_VOID(check_approval(state, event.application, DecisionOutcome::refuse));
  return {};
}

// --- appeals ---

Result<void> check_lifecycle(const State& state, const AppealFiled& event) {
  const auto* application =
      SCRIP_TRY(in_status(state, event.application, {ApplicationStatus::awarded, ApplicationStatus::refused}));
  SCRIP_TRY_VOID(require_actor(state));
  return require(!application->appeal || application->appeal->decision_at != application->decided->at,
                 "the decision was appealed against before");
}

Result<void> check_lifecycle(const State& state, const AppealDecided& event) {
  const auto* application = SCRIP_TRY(in_status(state, event.application, {ApplicationStatus::appealed}));
  const auto& actor = state.last_actor;
  SCRIP_TRY_VOID(require_actor(state));
  SCRIP_TRY_VOID(require(actor != application->decided->proposer && actor != application->decided->approver,
                         "who made the decision decided the appeal"));
  return require(actor != application->appeal->filed_by && !is_applicant(*application, actor),
                 "who appealed decided the appeal");
}

}  // namespace scrip::engine
