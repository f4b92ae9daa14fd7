// Sites as providers under a programme: applied for by the operator, proposed by an officer, approved by an approver.

#include "casework/casework.h"
#include "reports/cells.h"
#include "service/documents.h"
#include "service/handlers.h"
#include "service/texts.h"

namespace scrip::service {
namespace {

using codec::json_array;
using codec::JsonObject;
using engine::AccreditationState;
using programme::AccreditationDecision;
using programme::AccreditationOutcome;
using programme::AccreditationStatus;

Result<AccreditationOutcome> outcome_of(const Body& body) {
  return for_field("outcome", programme::parse_accreditation_outcome(SCRIP_TRY(body.text("outcome"))));
}

// The days of an accreditation; a refusal has none.
std::string day_json(const AccreditationDecision& decision, Day day) {
  return decision.outcome == AccreditationOutcome::accredit ? codec::json(day) : "null";
}

std::string proposal_json(const AccreditationState& accreditation) {
  if (!accreditation.proposal) return "null";
  const auto& proposal = *accreditation.proposal;
  return JsonObject()
      .add("outcome", name(proposal.outcome))
      .raw("valid_from", day_json(proposal, proposal.valid_from))
      .raw("valid_until", day_json(proposal, proposal.valid_until))
      .add("reason", proposal.reason)
      .add("by", accreditation.proposer)
      .text();
}

std::string interruptions_json(const AccreditationState& accreditation) {
  std::vector<std::string> all;
  for (const auto& each : accreditation.interruptions) {
    all.push_back(JsonObject().add("from", each.from).add("until", each.until).text());
  }
  return json_array(all);
}

template <AccreditationStatus status>
Result<http::Response> change(Service& service, Call& call) {
  return service.write(
      call, engine::ChangeAccreditation{
                .accreditation = call.name("accreditation"), .status = status, .reason = SCRIP_TRY(call.reason())});
}

}  // namespace

Result<http::Response> get_accreditation(Service& service, Call& call) {
  const auto& state = service.state();
  const auto& key = call.name("accreditation");
  const auto* found = state.network.find_accreditation(key);
  if (found == nullptr ||
      !call.sight(state).sees(engine::Subject{.programme = found->terms.programme, .site = found->terms.site})) {
    return fail(ErrorCode::accreditation_not_found, "'" + key + "'", "accreditation");
  }
  const auto& terms = found->terms;
  const auto& decision = found->decision;
  return json_answer(JsonObject()
                         .add("accreditation", terms.key)
                         .add("site", reports::key_of(state, terms.site))
                         .add("programme", reports::key_of(state, terms.programme))
                         .add("status", name(found->status))
                         .add("applicant", found->applicant)
                         .add("applied_at", found->applied_at)
                         .raw("facts", SCRIP_TRY(casework::get_document(service.store(), terms.facts)))
                         .add("facts_hash", terms.facts)
                         .add("documents", terms.documents)
                         .raw("proposal", proposal_json(*found))
                         .raw("valid_from", decision ? day_json(*decision, decision->valid_from) : "null")
                         .raw("valid_until", decision ? day_json(*decision, decision->valid_until) : "null")
                         .add("decided_by", found->decided_by)
                         .add("reason", found->reason)
                         .raw("interruptions", interruptions_json(*found))
                         .text());
}

Result<http::Response> apply_for_accreditation(Service& service, Call& call) {
  const Body body = SCRIP_TRY(call.body());
  SCRIP_TRY_VOID(body.only({"accreditation", "site", "programme", "facts", "documents"}));
  engine::ApplyForAccreditation command{.key = SCRIP_TRY(body.text("accreditation")),
                                        .site = SCRIP_TRY(body.text("site")),
                                        .programme = SCRIP_TRY(body.text("programme")),
                                        .facts = {},
                                        .documents = {}};
  SCRIP_TRY_VOID(engine::check_right(service.state(), call.caller.person, command, call.counting()));
  SCRIP_TRY_VOID(body.object("facts"));
  command.documents = SCRIP_TRY(documents_of(service, body));
  command.facts = SCRIP_TRY(casework::put_document(service.store(), SCRIP_TRY(body.raw("facts"))));
  return service.write(call, command);
}

Result<http::Response> propose_accreditation(Service& service, Call& call) {
  const Body body = SCRIP_TRY(call.body());
  SCRIP_TRY_VOID(body.only({"outcome", "valid_from", "valid_until", "reason"}));
  AccreditationDecision decision{.outcome = SCRIP_TRY(outcome_of(body)), .reason = SCRIP_TRY(body.text("reason"))};
  if (decision.outcome == AccreditationOutcome::accredit || body.has("valid_from")) {
    decision.valid_from = SCRIP_TRY(body.day("valid_from"));
  }
  if (decision.outcome == AccreditationOutcome::accredit || body.has("valid_until")) {
    decision.valid_until = SCRIP_TRY(body.day("valid_until"));
  }
  return service.write(
      call, engine::ProposeAccreditation{.accreditation = call.name("accreditation"), .decision = std::move(decision)});
}

Result<http::Response> approve_accreditation(Service& service, Call& call) {
  const Body body = SCRIP_TRY(call.body());
  SCRIP_TRY_VOID(body.only({"outcome"}));
  return service.write(call, engine::ApproveAccreditation{.accreditation = call.name("accreditation"),
                                                          .outcome = SCRIP_TRY(outcome_of(body))});
}

Result<http::Response> reject_accreditation(Service& service, Call& call) {
  return service.write(call, engine::RejectAccreditation{.accreditation = call.name("accreditation"),
                                                         .reason = SCRIP_TRY(call.reason())});
}

Result<http::Response> suspend_accreditation(Service& service, Call& call) {
  return change<AccreditationStatus::suspended>(service, call);
}
Result<http::Response> resume_accreditation(Service& service, Call& call) {
  return change<AccreditationStatus::accredited>(service, call);
}
Result<http::Response> withdraw_accreditation(Service& service, Call& call) {
  return change<AccreditationStatus::withdrawn>(service, call);
}

Result<http::Response> set_accreditation_rule(Service& service, Call& call) {
  const Body body = SCRIP_TRY(call.body());
  SCRIP_TRY_VOID(body.only({"required", "from"}));
  if (!body.has("required")) return fail(ErrorCode::missing_field, say("true or false"), "required");
  engine::SetAccreditationRule command{.programme = call.name("programme"), .required_from = {}};
  if (SCRIP_TRY(body.truth_or("required", false))) {
    command.required_from = SCRIP_TRY(body.day("from"));
  } else if (body.has("from")) {
    return fail(ErrorCode::value_invalid, say("a day goes with a requirement only"), "from");
  }
  return service.write(call, command);
}

}  // namespace scrip::service
