// Reading applications: one with everything about it, and what waits for whom.

#include <algorithm>

#include "casework/casework.h"
#include "codec/binary.h"
#include "engine/award.h"
#include "proof/hash.h"
#include "reports/cells.h"
#include "reports/typed_column.h"
#include "service/case_json.h"
#include "service/handlers.h"
#include "service/list.h"
#include "service/names.h"
#include "service/policy_json.h"
#include "yaml/yaml.h"

namespace scrip::service {
namespace {

using codec::json_array;
using codec::json_text;
using codec::JsonObject;
using engine::ApplicationState;
using engine::State;
using programme::ApplicationStatus;
using registry::Role;

// What an application's own people may do, by its status.
struct Step {
  std::string_view name;
  Role role;
  std::initializer_list<ApplicationStatus> at;
};
const Step steps[] = {
    {"edit", Role::company_member, {ApplicationStatus::draft, ApplicationStatus::returned}},
    {"submit", Role::company_member, {ApplicationStatus::draft, ApplicationStatus::returned}},
    {"withdraw",
     Role::company_member,
     {ApplicationStatus::draft, ApplicationStatus::submitted, ApplicationStatus::returned, ApplicationStatus::complete,
      ApplicationStatus::assessed}},
    {"appeal", Role::company_member, {ApplicationStatus::awarded, ApplicationStatus::refused}},
    {"complete", Role::officer, {ApplicationStatus::submitted}},
    {"return", Role::officer, {ApplicationStatus::submitted, ApplicationStatus::complete, ApplicationStatus::assessed}},
    {"assess", Role::officer, {ApplicationStatus::complete, ApplicationStatus::assessed, ApplicationStatus::allocated}},
    {"assign", Role::officer, {ApplicationStatus::submitted, ApplicationStatus::complete, ApplicationStatus::assessed}},
    {"propose", Role::officer, {ApplicationStatus::assessed, ApplicationStatus::allocated}},
    {"approve", Role::approver, {ApplicationStatus::proposed}},
    {"reject", Role::approver, {ApplicationStatus::proposed}},
    {"issue", Role::officer, {ApplicationStatus::awarded}},
    {"uphold", Role::approver, {ApplicationStatus::appealed}},
    {"dismiss", Role::approver, {ApplicationStatus::appealed}},
};

// Whether four eyes keep the person from it.
bool is_kept_from(const ApplicationState& application, const Step& step, const std::string& person) {
  const bool applied = std::ranges::find(application.applicants, person) != application.applicants.end();
  if (step.name == "approve") return applied || (application.proposal && application.proposal->proposer == person);
  if (step.name == "uphold" || step.name == "dismiss") {
    return applied || (application.decided &&
                       (application.decided->proposer == person || application.decided->approver == person));
  }
  return false;
}

bool has_left(const State& state, const ApplicationState& application) {
  return application.award != no_id<AwardId> &&
         !engine::left_of(state, state.awards[index(application.award)]).is_zero();
}

// A grant is paid in instalments: there is nothing to issue. Rules that cannot be read count as giving vouchers.
bool gives_voucher(Service& service, const ApplicationState& application) {
  const auto& state = service.state();
  const auto& terms = state.calls[index(application.terms.call)].terms;
  const auto rules = service.policies().find(state.policies[index(terms.policy)].document);
  return !rules || (*rules)->policy.gives == policy::Gives::voucher;
}

// The explanation's two languages, which are kept as one document: the second begins with the programme's Chinese name.
std::string explained_json(Service& service, const programme::Assessment& assessment, const policy::Policy& rules) {
  const auto document = casework::get_document(service.store(), assessment.explanation);
  if (!document) return "null";
  const auto at = document->find("\n" + rules.name.zh + "，版本 ");
  if (at == std::string::npos) return json_text_pair(*document, *document);
  return json_text_pair(std::string_view(*document).substr(0, at), std::string_view(*document).substr(at + 1));
}

std::string assessment_of(Service& service, const ApplicationState& application, const policy::Policy& rules) {
  if (!application.assessment) return "null";
  const auto& assessment = *application.assessment;
  std::vector<std::string> results;
  for (const auto& rule : assessment.rules) {
    results.push_back(JsonObject()
                          .add("id", rule.rule)
                          .add("outcome", name(rule.outcome))
                          .add("article", rule.article)
                          .raw("reason", json_of(rule_text(rules, rule.rule).reason))
                          .text());
  }
  std::vector<std::string> caps;
  for (const auto& cap : assessment.caps) {
    caps.push_back(JsonObject()
                       .add("id", cap.cap)
                       .add("limit", cap.limit)
                       .raw("reason", json_of(rule_text(rules, cap.cap).reason))
                       .text());
  }
  return JsonObject()
      .add("policy", reports::key_of(service.state(), assessment.policy))
      .add("eligible", assessment.eligible)
      .add("amount", assessment.amount)
      .add("unit", name(assessment.unit))
      .add("rate", assessment.rate)
      .add("assessed_on", assessment.assessed_on)
      .raw("rules", json_array(results))
      .raw("caps", json_array(caps))
      .raw("explained", explained_json(service, assessment, rules))
      .text();
}

std::string facts_of(Service& service, const ApplicationState& application) {
  const auto document = casework::get_document(service.store(), application.terms.facts);
  if (!document) return "null";
  const auto parsed = yaml::parse(*document);
  return parsed && parsed->kind == yaml::Node::Kind::map ? facts_json(*parsed) : "null";
}

std::string documents_of(const ApplicationState& application) {
  std::vector<std::string> documents;
  for (const auto& document : application.terms.documents) {
    documents.push_back(JsonObject().add("hash", document.hash).add("kind", document.kind).text());
  }
  return json_array(documents);
}

std::string assessors_of(const State& state, const ApplicationState& application) {
  std::vector<std::string> assessors;
  for (const auto& assessor : application.assessors) {
    assessors.push_back(JsonObject()
                            .add("person", assessor.person)
                            .add("organisation", reports::key_of(state, assessor.organisation))
                            .text());
  }
  return json_array(assessors);
}

std::string scores_of(const ApplicationState& application, const policy::Policy& rules) {
  std::vector<std::string> scores;
  for (const auto& score : application.scores) {
    std::vector<std::string> criteria;
    for (const auto& each : score.criteria) {
      const auto& asked = rules.selection.score.criteria;
      const auto found = std::ranges::find(asked, each.criterion, &policy::Criterion::id);
      const bool known = found != asked.end();
      criteria.push_back(JsonObject()
                             .add("criterion", each.criterion)
                             .raw("label", json_of(known ? found->label : policy::Text{}))
                             .add("points", format_amount(Amount{std::int64_t{each.thousandths} * 1'000}))
                             .raw("out_of", known ? std::to_string(found->out_of) : "null")
                             .text());
    }
    scores.push_back(JsonObject().add("person", score.person).raw("criteria", json_array(criteria)).text());
  }
  return json_array(scores);
}

std::string proposal_of(const ApplicationState& application) {
  if (!application.proposal) return "null";
  return JsonObject()
      .raw("decision", decision_json(application.proposal->decision))
      .add("proposer", application.proposal->proposer)
      .text();
}

std::string decided_of(const ApplicationState& application) {
  if (!application.decided) return "null";
  const auto& decided = *application.decided;
  return JsonObject()
      .raw("decision", decision_json(decided.decision))
      .add("proposer", decided.proposer)
      .add("approver", decided.approver)
      .add("at", decided.at)
      .text();
}

std::string appeal_of(const ApplicationState& application) {
  if (!application.appeal) return "null";
  const auto& appeal = *application.appeal;
  return JsonObject()
      .add("reason", appeal.reason)
      .add("filed_by", appeal.filed_by)
      .add("status", name(appeal.status))
      .add("answer", appeal.answer)
      .add("answered_by", appeal.answered_by)
      .text();
}

// The row of the list, without its braces, so that the detail can go on from there.
std::string row_of(const State& state, const ApplicationState& application) {
  const auto columns = reports::application_columns();
  const reports::Table table{.name = "applications",
                             .columns = reports::columns_of(columns),
                             .rows = {reports::cells_of(columns, state, application)}};
  const std::string rows = json_rows(table);
  return rows.substr(2, rows.size() - 4);
}

}  // namespace

std::string decision_json(const programme::Decision& decision) {
  return JsonObject()
      .add("outcome", name(decision.outcome))
      .add("amount", decision.amount)
      .add("award", decision.award)
      .raw("reason", json_text_pair(decision.reason.english, decision.reason.chinese))
      .text();
}

std::string etag_of(const State& state, const ApplicationState& application) {
  Bytes bytes;
  codec::Writer(bytes).value(application);
  bytes.push_back(static_cast<std::uint8_t>(has_left(state, application)));
  return "\"" + to_hex(proof::sha256(bytes)).substr(0, 32) + "\"";
}

std::vector<std::string> actions_of(Service& service, const Call& call, const ApplicationState& application) {
  std::vector<std::string> actions;
  const auto& state = service.state();
  const auto subject = engine::subject_of(state, application.terms.id);
  for (const Step& step : steps) {
    if (std::find(step.at.begin(), step.at.end(), application.status) == step.at.end()) continue;
    if (!call.allowed.has(step.role) || !engine::holds(state, call.caller.person, {step.role}, subject)) continue;
    if (step.name == "issue" && !(has_left(state, application) && gives_voucher(service, application))) continue;
    if (!is_kept_from(application, step, call.caller.person)) actions.emplace_back(step.name);
  }
  const bool assigned = std::ranges::any_of(
      application.assessors, [&](const auto& assessor) { return assessor.person == call.caller.person; });
  const bool scored =
      std::ranges::any_of(application.scores, [&](const auto& score) { return score.person == call.caller.person; });
  if (assigned && !scored) actions.emplace_back("score");
  return actions;
}

Result<http::Response> get_application(Service& service, Call& call) {
  const auto& state = service.state();
  const auto& key = call.name("application");
  const auto* found = state.find_application(key);
  // Whether there is an application of another organisation is nobody's business.
  if (found == nullptr || !call.sight(state).sees(engine::subject_of(state, found->terms.id))) {
    return fail(ErrorCode::application_not_found, "'" + key + "'", "application");
  }
  const auto& terms = state.calls[index(found->terms.call)].terms;
  const auto& programme = state.programmes[index(terms.programme)];
  const auto* rules = SCRIP_TRY(service.policies().find(state.policies[index(terms.policy)].document));
  const std::string etag = etag_of(state, *found);
  JsonObject more;
  more.add("programme", programme.key)
      .add("programme_name", programme.name)
      .raw("programme_names", names_json(service, terms.programme))
      .add("organisation_name", state.registry.organisations()[index(found->terms.organisation)].name)
      .add("policy", reports::key_of(state, terms.policy))
      .add("gives", rules->policy.gives == policy::Gives::grant ? "grant" : "voucher")
      .add("currency", service.currency())
      .add("etag", etag)
      .add("applicants", found->applicants)
      .add("complete_until", found->complete_until)
      .add("returned_for", found->returned_for)
      .raw("facts_given", facts_of(service, *found))
      .raw("document_list", documents_of(*found))
      .raw("assessment", assessment_of(service, *found, rules->policy))
      .raw("assessor_list", assessors_of(state, *found))
      .raw("score_list", scores_of(*found, rules->policy))
      .raw("proposal", proposal_of(*found))
      .raw("decided", decided_of(*found))
      .raw("appeal_filed", appeal_of(*found))
      .add("actions", actions_of(service, call, *found));
  auto response = json_answer("{" + row_of(state, *found) + "," + more.text().substr(1));
  response.headers.push_back({"etag", etag});
  return response;
}

}  // namespace scrip::service
