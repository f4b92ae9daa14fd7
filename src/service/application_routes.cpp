// The life of an application, from the side of who applies and who checks. The rules run in the shell; what they say
// goes to the journal as a command (docs/decisions/0008).

#include <algorithm>

#include "base/limits.h"
#include "casework/casework.h"
#include "engine/claim.h"
#include "engine/settlement.h"
#include "identity/secret.h"
#include "policy/file/cases.h"
#include "service/case_json.h"
#include "service/disputes.h"
#include "service/documents.h"
#include "service/handlers.h"
#include "service/policy_json.h"
#include "service/texts.h"

namespace scrip::service {
namespace {

using codec::JsonObject;

constexpr std::size_t salt_bytes = 16;

Result<void> check_nothing_sent(const Call& call) { return SCRIP_TRY(call.body()).only({}); }

// An edit is made from what stands there: else two people at one draft would undo each other's work unseen.
Result<void> check_edited_from(const Service& service, const Call& call, const engine::ApplicationState* existing) {
  if (existing == nullptr) return {};
  const auto sent = call.request.header("if-match");
  if (sent.empty()) return fail(ErrorCode::precondition_missing, say("its ETag"), "If-Match");
  if (sent == etag_of(service.state(), *existing)) return {};
  return fail(ErrorCode::precondition_failed, say("the application is not as it was"), "If-Match");
}

// The facts are read once before they are kept, so that a mistake is found by who makes it.
Result<Hash256> keep_facts(Service& service, const Body& body, const std::string& call_key) {
  const auto& state = service.state();
  const auto* call = state.find_call(call_key);
  if (call == nullptr) return fail(ErrorCode::call_not_found, "'" + call_key + "'", "call");
  const auto* rules = SCRIP_TRY(service.policies().find(state.policies[index(call->terms.policy)].document));
  const std::string text = SCRIP_TRY(facts_text(body));
  const auto loaded = policy::load_facts(text, rules->policy);
  if (!loaded.problems.empty()) {
    const auto& first = loaded.problems.front();
    return fail(first.code, with_remedy(first.message, first.hint), first.field);
  }
  const std::string salt = to_hex(identity::random_bytes(salt_bytes));
  return casework::put_document(service.store(), casework::facts_document(salt, text));
}

template <class Command>
Result<http::Response> simple(Service& service, Call& call) {
  SCRIP_TRY_VOID(check_nothing_sent(call));
  return service.write(call, Command{call.name("application")});
}

template <class Command>
Result<http::Response> with_reason(Service& service, Call& call) {
  return service.write(call, Command{.application = call.name("application"), .reason = SCRIP_TRY(call.reason())});
}

// Of the application, claim, statement or accreditation that the request names, if the caller sees that.
std::vector<programme::Document> documents_in_sight(const Service& service, const Call& call) {
  const auto& state = service.state();
  const auto sight = call.sight(state);
  const auto* application = state.find_application(call.parameter("application"));
  if (application != nullptr && sight.sees(engine::subject_of(state, application->terms.id))) {
    return application->terms.documents;
  }
  const auto* claim = state.claims.find(call.parameter("claim"));
  if (claim != nullptr && sight.sees(engine::subject_of(state, claim->application)))
    return engine::documents_of(*claim);
  if (const auto statement = engine::statement_called(state, call.parameter("statement")); statement) {
    const auto& dispute = state.settlement.statements[index((*statement)->id)].dispute;
    if (!dispute || !sees_statement(state, sight, **statement)) return {};
    return {{.hash = dispute->document, .kind = "dispute"}};
  }
  const auto* accreditation = state.network.find_accreditation(call.parameter("accreditation"));
  if (accreditation == nullptr) return {};
  const auto& terms = accreditation->terms;
  const engine::Subject subject{.programme = terms.programme, .site = terms.site};
  return sight.sees(subject) ? terms.documents : std::vector<programme::Document>{};
}

}  // namespace

Result<std::vector<programme::Document>> documents_of(Service& service, const Body& body) {
  std::vector<programme::Document> documents;
  for (const Body& each : SCRIP_TRY(body.objects("documents"))) {
    SCRIP_TRY_VOID(each.only({"hash", "kind"}));
    const auto hash = SCRIP_TRY(for_field("documents", hash_from_hex(SCRIP_TRY(each.text("hash")))));
    if (!SCRIP_TRY(service.store().get_document(hash))) {
      return fail(ErrorCode::document_missing, to_hex(hash), "documents");
    }
    documents.push_back({.hash = hash, .kind = SCRIP_TRY(each.text("kind"))});
  }
  return documents;
}

Result<http::Response> draft_application(Service& service, Call& call) {
  const auto& state = service.state();
  const Body body = SCRIP_TRY(call.body());
  SCRIP_TRY_VOID(body.only({"call", "organisation", "facts", "contract", "project", "other_support", "documents"}));
  engine::DraftApplication command{.key = call.name("application"),
                                   .call = SCRIP_TRY(body.text("call")),
                                   .organisation = SCRIP_TRY(body.text("organisation")),
                                   .contract = SCRIP_TRY(body.text_or("contract", {})),
                                   .project = SCRIP_TRY(body.text_or("project", {}))};
  SCRIP_TRY_VOID(engine::check_right(state, call.caller.person, command, call.counting()));
  if (const auto repeated = SCRIP_TRY(service.journal().find_request(service.request_of(call)))) {
    return json_answer(SCRIP_TRY(service.written({.events = {}, .sequence = *repeated, .repeated = true})));
  }
  SCRIP_TRY_VOID(check_edited_from(service, call, state.find_application(command.key)));
  command.documents = SCRIP_TRY(documents_of(service, body));
  command.facts = SCRIP_TRY(keep_facts(service, body, command.call));
  auto response = SCRIP_TRY(service.write(call, command));
  response.headers.push_back({"etag", etag_of(state, *state.find_application(command.key))});
  return response;
}

Result<http::Response> submit_application(Service& service, Call& call) {
  return simple<engine::SubmitApplication>(service, call);
}
Result<http::Response> confirm_complete(Service& service, Call& call) {
  return simple<engine::ConfirmComplete>(service, call);
}
Result<http::Response> withdraw_application(Service& service, Call& call) {
  return with_reason<engine::WithdrawApplication>(service, call);
}
Result<http::Response> appeal_decision(Service& service, Call& call) {
  return with_reason<engine::FileAppeal>(service, call);
}

Result<http::Response> declare_conflict(Service& service, Call& call) {
  return with_reason<engine::DeclareConflict>(service, call);
}

Result<http::Response> return_application(Service& service, Call& call) {
  const Body body = SCRIP_TRY(call.body());
  SCRIP_TRY_VOID(body.only({"reason", "until"}));
  return service.write(
      call, engine::ReturnApplication{.application = call.name("application"),
                                      .reason = SCRIP_TRY(body.text("reason")),
                                      .until = SCRIP_TRY(body.instant("until", service.state().authority->zone))});
}

Result<http::Response> assess_application(Service& service, Call& call) {
  SCRIP_TRY_VOID(check_nothing_sent(call));
  const auto& state = service.state();
  const auto& key = call.name("application");
  SCRIP_TRY_VOID(
      engine::check_right(state, call.caller.person, engine::AssessApplication{.application = key}, call.counting()));
  const auto assessed = SCRIP_TRY(casework::assess(state, service.policies(), service.store(), key));
  const auto& policy = state.policies[index(state.calls[index(state.find_application(key)->terms.call)].terms.policy)];
  const auto* rules = SCRIP_TRY(service.policies().find(policy.document));
  JsonObject answer;
  const bool dry = call.asks_for("dry_run");
  if (dry) {
    answer.raw("written", "null");
  } else {
    (void)SCRIP_TRY(casework::put_document(service.store(), assessed.explanation));
    answer.raw("written", SCRIP_TRY(service.written(SCRIP_TRY(service.submit(call, assessed.command)))));
  }
  answer.add("explained", call.language == Language::chinese ? assessed.explained.zh : assessed.explained.en);
  answer.raw("assessment", assessment_json(*rules, assessed.facts, assessed.assessment));
  auto response = json_answer(answer.text());
  response.after_commit = !dry;
  return response;
}

Result<http::Response> assign_assessor(Service& service, Call& call) {
  const Body body = SCRIP_TRY(call.body());
  SCRIP_TRY_VOID(body.only({"person", "organisation", "conflicts"}));
  return service.write(call, engine::AssignAssessor{.application = call.name("application"),
                                                    .person = SCRIP_TRY(body.text("person")),
                                                    .organisation = SCRIP_TRY(body.text_or("organisation", {})),
                                                    .conflicts = SCRIP_TRY(body.texts("conflicts"))});
}

Result<http::Response> remove_assessor(Service& service, Call& call) {
  const Body body = SCRIP_TRY(call.body());
  SCRIP_TRY_VOID(body.only({"person", "reason"}));
  return service.write(call, engine::RemoveAssessor{.application = call.name("application"),
                                                    .person = SCRIP_TRY(body.text("person")),
                                                    .reason = SCRIP_TRY(body.text("reason"))});
}

Result<http::Response> record_score(Service& service, Call& call) {
  const Body body = SCRIP_TRY(call.body());
  SCRIP_TRY_VOID(body.only({"criteria"}));
  engine::RecordScore command{.application = call.name("application"), .criteria = {}};
  for (const Body& each : SCRIP_TRY(body.objects("criteria"))) {
    SCRIP_TRY_VOID(each.only({"criterion", "points"}));
    const Amount points = SCRIP_TRY(each.amount("points"));
    constexpr std::int64_t thousandth = micro / 1'000;
    if (points < Amount{} || points.micro_units > std::int64_t{limits::score_max} * thousandth ||
        points.micro_units % thousandth != 0) {
      return fail(ErrorCode::out_of_range, say("0 to 1,000 points, with at most three decimals"), "points");
    }
    command.criteria.push_back({.criterion = SCRIP_TRY(each.text("criterion")),
                                .thousandths = static_cast<std::uint32_t>(points.micro_units / thousandth)});
  }
  return service.write(call, command);
}

Result<http::Response> put_document(Service& service, Call& call) {
  if (call.request.body.empty()) return fail(ErrorCode::missing_field, say("the document's bytes"), "body");
  const auto hash = SCRIP_TRY(casework::put_document(service.store(), call.request.body));
  return json_answer(JsonObject().add("hash", hash).add("bytes", call.request.body.size()).text(), 201);
}

// A document is shown with the application or accreditation that it belongs to: its hash alone opens nothing.
Result<http::Response> get_document(Service& service, Call& call) {
  const auto hash = SCRIP_TRY(for_field("hash", hash_from_hex(call.name("hash"))));
  const auto documents = documents_in_sight(service, call);
  if (std::ranges::find(documents, hash, &programme::Document::hash) == documents.end()) {
    return fail(ErrorCode::document_missing, say("of an application, claim, accreditation or statement that you see"),
                "application");
  }
  http::Response response;
  response.body = SCRIP_TRY(casework::get_document(service.store(), hash));
  response.content_type = "application/octet-stream";
  response.headers.push_back({"content-disposition", "attachment; filename=\"" + to_hex(hash).substr(0, 16) + "\""});
  return response;
}

}  // namespace scrip::service
