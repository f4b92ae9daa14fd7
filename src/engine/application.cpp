#include "engine/application.h"

#include <algorithm>
#include <set>

#include "base/limits.h"
#include "engine/award_history.h"
#include "engine/claim.h"
#include "engine/impartial.h"
#include "engine/network.h"
#include "engine/texts.h"

namespace scrip::engine {

using programme::ApplicationStatus;

bool is_applicant(const ApplicationState& application, std::string_view person) {
  return std::find(application.applicants.begin(), application.applicants.end(), person) !=
         application.applicants.end();
}

bool is_assessor(const ApplicationState& application, std::string_view person) {
  return std::ranges::find(application.assessors, person, &programme::Assessor::person) != application.assessors.end();
}

bool is_recused(const ApplicationState& application, std::string_view person) {
  return std::ranges::find(application.recused, person) != application.recused.end();
}

std::unexpected<Error> wrong_state(const ApplicationState& application, const Message& needed) {
  return fail(ErrorCode::application_state,
              say("'{0}' is {1}, not {2}", application.terms.key, described(name(application.status)), needed),
              "application");
}

namespace {

const CallState& call_of(const State& state, const ApplicationState& application) {
  return state.calls[index(application.terms.call)];
}

bool is_one_of(ApplicationStatus status, std::initializer_list<ApplicationStatus> allowed) {
  return std::find(allowed.begin(), allowed.end(), status) != allowed.end();
}

std::unexpected<Error> not_taking(const CallState& call, Instant now) {
  const bool early = now < call.terms.opens;
  return fail(ErrorCode::call_closed,
              early ? say("it opens at {0}", format_instant(call.terms.opens))
                    : say("it closed at {0}", format_instant(*call.closes)),
              "call");
}

Result<void> check_contents(const DraftApplication& command) {
  SCRIP_TRY_VOID(check_key(command.key, "key"));
  if (command.facts == Hash256{}) return fail(ErrorCode::missing_field, say("the facts' digest"), "facts");
  if (command.documents.size() > limits::documents_max) {
    return fail(ErrorCode::too_large, say("at most 256 documents"), "documents");
  }
  for (const auto& document : command.documents) {
    SCRIP_TRY_VOID(check_key(document.kind, "documents"));
    if (document.hash == Hash256{}) return fail(ErrorCode::missing_field, say("a document's hash"), "documents");
  }
  if (command.contract.size() > limits::text_max)
    return fail(ErrorCode::too_large, say("at most 512 bytes"), "contract");
  if (command.project.size() > limits::text_max) return fail(ErrorCode::too_large, say("at most 512 bytes"), "project");
  return {};
}

// Whether what is there may be replaced by the draft.
Result<void> check_change(const ApplicationState& existing, const programme::Application& draft, Instant now) {
  if (existing.terms.call != draft.call || existing.terms.organisation != draft.organisation) return reused(draft.key);
  if (existing.status == ApplicationStatus::draft) return {};
  if (existing.status != ApplicationStatus::returned) return wrong_state(existing, say("a draft or returned"));
  if (now < *existing.complete_until) return {};
  return fail(ErrorCode::deadline_passed,
              say("it was to be completed by {0}", format_instant(*existing.complete_until)), "application");
}

}  // namespace

// --- drafts ---

Result<Events> judge(const State& state, const DraftApplication& command, const EntryContext& context) {
  SCRIP_TRY_VOID(check_contents(command));
  SCRIP_TRY_VOID(check_key(context.actor, "actor"));
  const auto* call = SCRIP_TRY(call_called(state, command.call));
  const auto* organisation = SCRIP_TRY(organisation_called(state, command.organisation));
  programme::Application draft{.id = id_at<ApplicationId>(state.applications.size()),
                               .key = command.key,
                               .call = call->terms.id,
                               .organisation = organisation->id,
                               .facts = command.facts,
                               .documents = command.documents,
                               .contract = command.contract,
                               .project = command.project};
  if (const auto* existing = state.find_application(command.key); existing != nullptr) {
    draft.id = existing->terms.id;
    if (existing->terms == draft) return Events{};
    SCRIP_TRY_VOID(check_change(*existing, draft, context.now));
    return Events{ApplicationDrafted{std::move(draft)}};
  }
  if (call->is_closed(context.now)) return not_taking(*call, context.now);
  if (state.applications_of[index(draft.call)].size() >= limits::call_applications_max) {
    return fail(ErrorCode::limit_reached, say("a call takes at most 100,000 applications"), "call");
  }
  return Events{ApplicationDrafted{std::move(draft)}};
}

namespace {

void remember_applicant(ApplicationState& application, const std::string& person) {
  if (!is_applicant(application, person)) application.applicants.push_back(person);
}

}  // namespace

void apply_lifecycle(State& state, const ApplicationDrafted& event) {
  const auto& draft = event.application;
  if (index(draft.id) == state.applications.size()) {
    state.application_by_key.emplace(draft.key, draft.id);
    state.applications_of[index(draft.call)].push_back(draft.id);
    state.applications.emplace_back();
  }
  auto& application = state.applications[index(draft.id)];
  application.terms = draft;
  remember_applicant(application, state.last_actor);
}

// --- submission and completeness ---

Result<Events> judge(const State& state, const SubmitApplication& command, const EntryContext& context) {
  SCRIP_TRY_VOID(check_key(context.actor, "actor"));
  const auto* application = SCRIP_TRY(application_called(state, command.application));
  if (application->status == ApplicationStatus::submitted) return Events{};
  const auto& call = call_of(state, *application);
  if (application->status == ApplicationStatus::returned) {
    // Its call may have closed meanwhile: it was in time, and what counts is the time it was given.
    if (context.now >= *application->complete_until) {
      return fail(ErrorCode::deadline_passed,
                  say("it was to be completed by {0}", format_instant(*application->complete_until)), "application");
    }
  } else if (application->status != ApplicationStatus::draft) {
    return wrong_state(*application, say("a draft or returned"));
  } else if (!call.is_open(context.now)) {
    return not_taking(call, context.now);
  }
  return Events{ApplicationSubmitted{application->terms.id}};
}

void apply_lifecycle(State& state, const ApplicationSubmitted& event) {
  auto& application = state.applications[index(event.application)];
  application.status = ApplicationStatus::submitted;
  application.complete_until.reset();
  application.returned_for.clear();
  if (!application.submitted_at) application.submitted_at = state.last_time;
  remember_applicant(application, state.last_actor);
}

Result<Events> judge(const State& state, const ReturnApplication& command, const EntryContext& context) {
  SCRIP_TRY_VOID(check_text(command.reason, "reason"));
  const auto* application = SCRIP_TRY(application_called(state, command.application));
  if (!is_one_of(application->status, {ApplicationStatus::submitted, ApplicationStatus::returned,
                                       ApplicationStatus::complete, ApplicationStatus::assessed})) {
    return wrong_state(*application, say("submitted, returned, complete or assessed"));
  }
  if (call_of(state, *application).round && !application->reopened) {
    return fail(ErrorCode::round_unfinished, say("its round was shared out already"), "application");
  }
  if (command.until <= context.now || command.until > instant_max) {
    return fail(ErrorCode::time_invalid, say("the time to complete it by lies ahead"), "until");
  }
  return Events{
      ApplicationReturned{.application = application->terms.id, .reason = command.reason, .until = command.until}};
}

void apply_lifecycle(State& state, const ApplicationReturned& event) {
  auto& application = state.applications[index(event.application)];
  application.status = ApplicationStatus::returned;
  application.complete_until = event.until;
  application.returned_for = event.reason;
  application.assessment.reset();  // what comes back is other facts; the journal keeps the assessment
}

Result<Events> judge(const State& state, const ConfirmComplete& command, const EntryContext&) {
  const auto* application = SCRIP_TRY(application_called(state, command.application));
  if (application->status == ApplicationStatus::complete) return Events{};
  if (application->status != ApplicationStatus::submitted) return wrong_state(*application, say("submitted"));
  return Events{ApplicationCompleted{application->terms.id}};
}

void apply_lifecycle(State& state, const ApplicationCompleted& event) {
  state.applications[index(event.application)].status = ApplicationStatus::complete;
}

Result<Events> judge(const State& state, const WithdrawApplication& command, const EntryContext&) {
  SCRIP_TRY_VOID(check_text(command.reason, "reason"));
  const auto* application = SCRIP_TRY(application_called(state, command.application));
  const auto status = application->status;
  if (status == ApplicationStatus::withdrawn) return Events{};
  if (is_one_of(status, {ApplicationStatus::awarded, ApplicationStatus::refused, ApplicationStatus::appealed})) {
    return wrong_state(*application, say("still undecided"));
  }
  if (application->award != no_id<AwardId>) {
    return fail(ErrorCode::application_state, say("it has an award: revoke or close that"), "application");
  }
  return Events{ApplicationWithdrawn{.application = application->terms.id, .reason = command.reason}};
}

void apply_lifecycle(State& state, const ApplicationWithdrawn& event) {
  auto& application = state.applications[index(event.application)];
  application.status = ApplicationStatus::withdrawn;
  withdraw_claims(state, event.application);
  application.proposal.reset();
  application.complete_until.reset();
  application.returned_for.clear();
}

// --- assessment ---

namespace {

Result<void> check_result(const AssessApplication& command) {
  if (command.eligible ? command.amount <= Amount{} : !command.amount.is_zero()) {
    return fail(ErrorCode::value_invalid, say("an amount is above zero exactly where the application is eligible"),
                "amount");
  }
  if (command.explanation == Hash256{})
    return fail(ErrorCode::missing_field, say("the explanation's hash"), "explanation");
  if (command.rate.size() > limits::text_max) return fail(ErrorCode::too_large, say("at most 512 bytes"), "rate");
  if (command.rules.size() > limits::rule_results_max)
    return fail(ErrorCode::too_large, say("at most 1,024 rules"), "rules");
  for (const auto& rule : command.rules) {
    SCRIP_TRY_VOID(check_text(rule.rule, "rules"));
    if (rule.outcome > programme::RuleOutcome::not_applicable) {
      return fail(ErrorCode::value_invalid, say("no such outcome"), "rules");
    }
    if (rule.article.size() > limits::text_max) return fail(ErrorCode::too_large, say("at most 512 bytes"), "rules");
  }
  if (command.caps.size() > limits::binding_caps_max) return fail(ErrorCode::too_large, say("at most 64 caps"), "caps");
  for (const auto& cap : command.caps) {
    SCRIP_TRY_VOID(check_text(cap.cap, "caps"));
    if (cap.limit < Amount{}) return fail(ErrorCode::out_of_range, say("a cap is zero or above"), "caps");
  }
  return {};
}

Result<void> check_basis(const State& state, const ApplicationState& application, const AssessApplication& command) {
  if (command.facts != application.terms.facts) {
    return fail(ErrorCode::stale_assessment, say("the facts are {0} by now", to_hex(application.terms.facts)), "facts");
  }
  const auto history = history_digest(state, application.terms.organisation, application.terms.id);
  if (command.history != history) {
    return fail(ErrorCode::stale_assessment, say("the history is {0} by now", to_hex(history)), "history");
  }
  return {};
}

}  // namespace

Result<Events> judge(const State& state, const AssessApplication& command, const EntryContext& context) {
  SCRIP_TRY_VOID(check_result(command));
  const auto* application = SCRIP_TRY(application_called(state, command.application));
  const auto* policy = SCRIP_TRY(policy_called(state, command.policy));
  const auto& call = call_of(state, *application);
  if (policy->id != call.terms.policy) {
    return fail(ErrorCode::value_invalid, say("the call goes by '{0}'", state.policies[index(call.terms.policy)].key),
                "policy");
  }
  if (command.unit != call.terms.unit) {
    return fail(ErrorCode::unit_mismatch, say("the call gives {0}", described(name(call.terms.unit))), "unit");
  }
  const Day today = state.authority->zone.day_of(context.now);
  if (command.assessed_on > today || command.assessed_on < state.authority->zone.day_of(instant_min)) {
    return fail(ErrorCode::time_invalid, say("it is {0} today", format_day(today)), "assessed_on");
  }
  if (!is_one_of(application->status,
                 {ApplicationStatus::complete, ApplicationStatus::assessed, ApplicationStatus::allocated})) {
    return wrong_state(*application, say("complete, assessed or allocated"));
  }
  SCRIP_TRY_VOID(check_basis(state, *application, command));
  programme::Assessment assessment{.policy = policy->id,
                                   .facts = command.facts,
                                   .history = command.history,
                                   .eligible = command.eligible,
                                   .amount = command.amount,
                                   .unit = command.unit,
                                   .rate = command.rate,
                                   .rules = command.rules,
                                   .caps = command.caps,
                                   .explanation = command.explanation,
                                   .assessed_on = command.assessed_on};
  if (application->assessment == assessment) return Events{};
  return Events{ApplicationAssessed{.application = application->terms.id, .assessment = std::move(assessment)}};
}

void apply_lifecycle(State& state, const ApplicationAssessed& event) {
  auto& application = state.applications[index(event.application)];
  if (application.status == ApplicationStatus::complete) application.status = ApplicationStatus::assessed;
  application.assessment = event.assessment;
  application.grants = grants_digest(state, application.terms.organisation, application.terms.id);
}

// --- assessors ---

namespace {

auto find_assessor(const ApplicationState& application, std::string_view person) {
  return std::find_if(application.assessors.begin(), application.assessors.end(),
                      [&](const programme::Assessor& assessor) { return assessor.person == person; });
}
auto find_score(const ApplicationState& application, std::string_view person) {
  return std::find_if(application.scores.begin(), application.scores.end(),
                      [&](const programme::Score& score) { return score.person == person; });
}

void remove_assessor(ApplicationState& application, std::string_view person) {
  application.assessors.erase(find_assessor(application, person));
  if (const auto score = find_score(application, person); score != application.scores.end()) {
    application.scores.erase(score);
  }
}

// Scores count until the round is shared out, and until a decision is proposed.
Result<void> check_scoring(const State& state, const ApplicationState& application) {
  if (!is_one_of(application.status,
                 {ApplicationStatus::submitted, ApplicationStatus::complete, ApplicationStatus::assessed})) {
    return wrong_state(application, say("submitted, complete or assessed"));
  }
  if (call_of(state, application).round && !application.reopened) {
    return fail(ErrorCode::application_state, say("its round was shared out already"), "application");
  }
  return {};
}

}  // namespace

Result<Events> judge(const State& state, const AssignAssessor& command, const EntryContext& context) {
  SCRIP_TRY_VOID(check_key(command.person, "person"));
  const auto* application = SCRIP_TRY(application_called(state, command.application));
  OrganisationId organisation = no_id<OrganisationId>;
  if (!command.organisation.empty()) organisation = SCRIP_TRY(organisation_called(state, command.organisation))->id;
  SCRIP_TRY_VOID(
      check_impartial(state, *application, command, organisation, state.authority->zone.day_of(context.now)));
  programme::Assessor assessor{.person = command.person, .organisation = organisation};
  if (const auto found = find_assessor(*application, command.person); found != application->assessors.end()) {
    return *found == assessor ? Result<Events>(Events{}) : reused(command.person);
  }
  SCRIP_TRY_VOID(check_scoring(state, *application));
  if (application->assessors.size() >= limits::assessors_max) {
    return fail(ErrorCode::limit_reached, say("an application has at most 64 assessors"), "person");
  }
  return Events{AssessorAssigned{.application = application->terms.id, .assessor = std::move(assessor)}};
}

void apply_lifecycle(State& state, const AssessorAssigned& event) {
  state.applications[index(event.application)].assessors.push_back(event.assessor);
}

Result<Events> judge(const State& state, const RemoveAssessor& command, const EntryContext&) {
  SCRIP_TRY_VOID(check_text(command.reason, "reason"));
  const auto* application = SCRIP_TRY(application_called(state, command.application));
  if (find_assessor(*application, command.person) == application->assessors.end()) {
    return fail(ErrorCode::not_assigned, "'" + command.person + "'", "person");
  }
  SCRIP_TRY_VOID(check_scoring(state, *application));
  return Events{
      AssessorRemoved{.application = application->terms.id, .person = command.person, .reason = command.reason}};
}

void apply_lifecycle(State& state, const AssessorRemoved& event) {
  remove_assessor(state.applications[index(event.application)], event.person);
}

Result<Events> judge(const State& state, const DeclareConflict& command, const EntryContext& context) {
  SCRIP_TRY_VOID(check_text(command.reason, "reason"));
  const auto* application = SCRIP_TRY(application_called(state, command.application));
  if (!is_assessor(*application, context.actor)) {
    return fail(ErrorCode::not_assigned, "'" + context.actor + "'", "actor");
  }
  SCRIP_TRY_VOID(check_scoring(state, *application));
  return Events{AssessorRecused{.application = application->terms.id, .reason = command.reason}};
}

void apply_lifecycle(State& state, const AssessorRecused& event) {
  auto& application = state.applications[index(event.application)];
  remove_assessor(application, state.last_actor);
  application.recused.push_back(state.last_actor);
}

Result<Events> judge(const State& state, const RecordScore& command, const EntryContext& context) {
  if (command.criteria.empty()) return fail(ErrorCode::missing_field, say("a score has a criterion"), "criteria");
  if (command.criteria.size() > limits::criteria_max) {
    return fail(ErrorCode::too_large, say("at most 64 criteria"), "criteria");
  }
  std::set<std::string> names;
  for (const auto& criterion : command.criteria) {
    SCRIP_TRY_VOID(check_key(criterion.criterion, "criteria"));
    if (!names.insert(criterion.criterion).second) {
      return fail(ErrorCode::value_invalid, say("'{0}' is there twice", criterion.criterion), "criteria");
    }
    if (criterion.thousandths > limits::score_max) {
      return fail(ErrorCode::out_of_range, say("at most 1,000 points"), "criteria");
    }
  }
  const auto* application = SCRIP_TRY(application_called(state, command.application));
  if (find_assessor(*application, context.actor) == application->assessors.end()) {
    return fail(ErrorCode::not_assigned, "'" + context.actor + "'", "actor");
  }
  programme::Score score{.person = context.actor, .criteria = command.criteria};
  if (const auto found = find_score(*application, context.actor); found != application->scores.end()) {
    if (*found == score) return Events{};
    return fail(ErrorCode::already_scored, say("'{0}' has: remove and assign them anew to correct it", context.actor),
                "actor");
  }
  SCRIP_TRY_VOID(check_scoring(state, *application));
  return Events{ScoreRecorded{.application = application->terms.id, .score = std::move(score)}};
}

void apply_lifecycle(State& state, const ScoreRecorded& event) {
  state.applications[index(event.application)].scores.push_back(event.score);
}

}  // namespace scrip::engine
