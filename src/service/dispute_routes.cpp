// What of paying is read by itself: a statement's dispute, a clawback with all that became of it.

#include <algorithm>

#include "engine/settlement.h"
#include "reports/cells.h"
#include "service/disputes.h"
#include "service/handlers.h"

namespace scrip::service {
namespace {

using codec::json_array;
using codec::JsonObject;
using engine::State;

std::string dispute_json(const State& state, const engine::Dispute& dispute) {
  const bool answered = dispute.status != settlement::DisputeStatus::filed;
  const bool refunded = dispute.adjustment != no_id<AdjustmentId>;
  JsonObject object;
  object.add("status", name(dispute.status))
      .add("organisation", reports::key_of(state, dispute.organisation))
      .add("filed_by", dispute.filed_by)
      .add("filed_at", dispute.filed_at)
      .add("reason", dispute.reason)
      .raw("document", dispute.document == Hash256{} ? "null" : codec::json_text(to_hex(dispute.document)))
      .raw("answer", answered ? codec::json_text(dispute.answer) : "null")
      .raw("answered_by", answered ? codec::json_text(dispute.answered_by) : "null")
      .raw("adjustment",
           refunded ? codec::json_text(state.adjustments[index(dispute.adjustment)].key) : std::string("null"));
  return object.text();
}

std::string relief_json(const State& state, const engine::ReliefState& relief) {
  const auto& terms = relief.terms;
  const bool against = terms.due != no_id<DueId>;
  JsonObject object;
  object.add("kind", name(terms.kind))
      .raw("due",
           against ? codec::json_text(engine::key_of_due(state, state.settlement.dues[index(terms.due)])) : "null")
      .add("amount", terms.amount)
      .add("reason", terms.reason)
      .add("proposed_by", relief.proposer)
      .raw("approved_by", relief.approver.empty() ? "null" : codec::json_text(relief.approver));
  return object.text();
}

std::string repayment_json(const settlement::Repayment& repayment) {
  return JsonObject()
      .add("repayment", repayment.key)
      .add("amount", repayment.amount)
      .add("received_on", repayment.received_on)
      .add("bank_reference", repayment.bank_reference)
      .text();
}

}  // namespace

bool sees_statement(const State& state, const engine::Sight& sight, const engine::Statement& statement) {
  if (sight.sees(engine::Subject{.programme = statement.programme, .site = statement.site})) return true;
  const auto& approval = state.settlement.statements[index(statement.id)];
  if (approval.dispute && sight.sees(approval.dispute->organisation)) return true;
  return std::ranges::any_of(approval.dues,
                             [&](DueId due) { return sight.sees(state.settlement.dues[index(due)].payee); });
}

Result<http::Response> get_dispute(Service& service, Call& call) {
  SCRIP_TRY_VOID(call.only({}));
  const auto& state = service.state();
  const auto& number = call.name("statement");
  const auto statement = engine::statement_called(state, number);
  // Whether there is a statement of another site is nobody's business.
  if (!statement || !sees_statement(state, call.sight(state), **statement)) {
    return fail(ErrorCode::statement_not_found, "'" + number + "'", "statement");
  }
  const auto& dispute = state.settlement.statements[index((*statement)->id)].dispute;
  return json_answer(JsonObject()
                         .add("statement", std::uint64_t{index((*statement)->id)})
                         .raw("dispute", dispute ? dispute_json(state, *dispute) : "null")
                         .text());
}

Result<http::Response> get_clawback(Service& service, Call& call) {
  SCRIP_TRY_VOID(call.only({}));
  const auto& state = service.state();
  const auto& key = call.name("clawback");
  const auto* clawback = state.settlement.find_clawback(key);
  const auto* award = clawback == nullptr ? nullptr : &state.awards[index(clawback->terms.award)].terms;
  if (award == nullptr ||
      !call.sight(state).sees(engine::Subject{.organisation = award->organisation, .programme = award->programme})) {
    return fail(ErrorCode::clawback_not_found, "'" + key + "'", "clawback");
  }
  const auto& terms = clawback->terms;
  std::vector<std::string> repayments;
  for (const auto& each : clawback->repayments) repayments.push_back(repayment_json(each));
  std::vector<std::string> reliefs;
  for (const auto& each : clawback->reliefs) reliefs.push_back(relief_json(state, each));
  return json_answer(
      JsonObject()
          .add("clawback", terms.key)
          .add("award", award->key)
          .add("organisation", reports::key_of(state, award->organisation))
          .add("programme", reports::key_of(state, award->programme))
          .add("rule", terms.rule)
          .add("amount", terms.amount)
          .add("left", clawback->left())
          .add("currency", service.currency())
          .add("reason", terms.reason)
          .raw("evidence", terms.evidence == Hash256{} ? "null" : codec::json_text(to_hex(terms.evidence)))
          .add("status", name(clawback->status))
          .add("proposed_by", clawback->proposer)
          .add("decided_by", clawback->decided_by)
          .add("rejected_for", clawback->rejected_for)
          .raw("repayments", json_array(repayments))
          .raw("reliefs", json_array(reliefs))
          .raw("waiting", clawback->proposal ? relief_json(state, *clawback->proposal) : "null")
          .text());
}

}  // namespace scrip::service
