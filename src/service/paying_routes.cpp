// Paying: statements approved or disputed, payments, instalments of grants, clawbacks.

#include "casework/later.h"
#include "engine/settlement.h"
#include "identity/secret.h"
#include "reports/cells.h"
#include "service/handlers.h"
#include "service/texts.h"

namespace scrip::service {
namespace {

using codec::json_array;
using codec::JsonObject;

constexpr std::size_t salt_bytes = 16;

Result<Amount> amount_of(const Call& call, std::string_view field) {
  const Body body = SCRIP_TRY(call.body());
  SCRIP_TRY_VOID(body.only({field}));
  return body.amount(field);
}

// A document that was stored before; zero where the field is absent.
Result<Hash256> document_of(Service& service, const Body& body, std::string_view field) {
  const std::string text = SCRIP_TRY(body.text_or(field, {}));
  if (text.empty()) return Hash256{};
  const auto hash = hash_from_hex(text);
  if (!hash) return fail(ErrorCode::value_invalid, say("64 hexadecimal digits"), std::string(field));
  const auto bytes = SCRIP_TRY(service.store().get_document(*hash));
  if (!bytes) return fail(ErrorCode::document_missing, text, std::string(field));
  return *hash;
}

Result<Hash256> kept(Service& service, std::string_view text) {
  const std::string salt = to_hex(identity::random_bytes(salt_bytes));
  return casework::put_document(service.store(), casework::facts_document(salt, text));
}

// JSON is YAML: the facts as they were sent are the document.
Result<Hash256> later_facts(Service& service, const Body& body) {
  if (!body.has("facts")) return kept(service, "facts: {}\n");
  SCRIP_TRY_VOID(body.object("facts"));
  return kept(service, "facts: " + SCRIP_TRY(body.raw("facts")) + "\n");
}

Day today(const Service& service, const Call& call) { return service.state().authority->zone.day_of(call.now); }

std::string condition_json(const casework::Condition& condition, Language language) {
  return JsonObject()
      .add("holds", condition.holds)
      .add("missing", condition.missing)
      .add("explained", language == Language::chinese ? condition.explained.zh : condition.explained.en)
      .text();
}

std::string text_of(const policy::Text& text, Language language) {
  return language == Language::chinese ? text.zh : text.en;
}

// An instalment with what became of it: the last proposal of its name.
std::string instalment_json(const engine::State& state, const casework::InstalmentAssessed& assessed,
                            Language language) {
  const auto* award = state.find_award(assessed.command.award);
  const auto* made = state.settlement.find_instalment(award->terms.id, assessed.instalment);
  JsonObject object;
  object.add("instalment", assessed.instalment)
      .add("share", assessed.share)
      .add("reason", text_of(assessed.reason, language))
      .raw("condition", condition_json(assessed.condition, language))
      .raw("status", made == nullptr ? "null" : codec::json_text(name(made->status)))
      .raw("amount", made == nullptr ? "null" : codec::json(made->terms.amount))
      .add("proposed_by", made == nullptr ? std::string{} : made->proposer)
      .add("rejected_for", made == nullptr ? std::string{} : made->reason);
  const bool owed = made != nullptr && made->due != no_id<DueId>;
  const PaymentId payment = owed ? state.settlement.dues[index(made->due)].payment : no_id<PaymentId>;
  if (payment == no_id<PaymentId>) return object.raw("payment", "null").text();
  const auto& paid = state.settlement.payments[index(payment)];
  const bool done = paid.status == settlement::PaymentStatus::paid;
  return object
      .raw("payment", JsonObject()
                          .add("payment", paid.terms.key)
                          .add("status", name(paid.status))
                          .raw("paid_on", done ? codec::json(paid.paid_on) : "null")
                          .add("bank_reference", paid.bank_reference)
                          .text())
      .text();
}

}  // namespace

// --- statements ---

Result<http::Response> propose_statement(Service& service, Call& call) {
  SCRIP_TRY_VOID(SCRIP_TRY(call.body()).only({}));
  return service.write(call, engine::ProposeStatement{call.name("statement")});
}

Result<http::Response> approve_statement(Service& service, Call& call) {
  return service.write(call, engine::ApproveStatement{call.name("statement"), SCRIP_TRY(amount_of(call, "total"))});
}

Result<http::Response> reject_statement(Service& service, Call& call) {
  return service.write(call, engine::RejectStatement{call.name("statement"), SCRIP_TRY(call.reason())});
}

Result<http::Response> dispute_statement(Service& service, Call& call) {
  const Body body = SCRIP_TRY(call.body());
  SCRIP_TRY_VOID(body.only({"organisation", "reason", "document"}));
  engine::DisputeStatement command{.statement = call.name("statement"),
                                   .organisation = SCRIP_TRY(body.text_or("organisation", {})),
                                   .reason = SCRIP_TRY(body.text("reason")),
                                   .document = {}};
  SCRIP_TRY_VOID(engine::check_right(service.state(), call.caller.person, command, call.counting()));
  command.document = SCRIP_TRY(document_of(service, body, "document"));
  return service.write(call, command);
}

Result<http::Response> answer_dispute(Service& service, Call& call) {
  const Body body = SCRIP_TRY(call.body());
  SCRIP_TRY_VOID(body.only({"upheld", "reason", "adjustment"}));
  if (!body.has("upheld")) return fail(ErrorCode::missing_field, say("true or false"), "upheld");
  return service.write(call, engine::AnswerDispute{.statement = call.name("statement"),
                                                   .upheld = SCRIP_TRY(body.truth_or("upheld", false)),
                                                   .reason = SCRIP_TRY(body.text("reason")),
                                                   .adjustment = SCRIP_TRY(body.text_or("adjustment", {}))});
}

// --- payments ---

Result<http::Response> propose_payment(Service& service, Call& call) {
  const Body body = SCRIP_TRY(call.body());
  SCRIP_TRY_VOID(body.only({"payment", "payee", "dues", "bank_account"}));
  engine::ProposePayment command{.key = SCRIP_TRY(body.text("payment")),
                                 .payee = SCRIP_TRY(body.text("payee")),
                                 .dues = SCRIP_TRY(body.texts("dues")),
                                 .bank_account = {}};
  const std::string account = SCRIP_TRY(body.text("bank_account"));
  SCRIP_TRY_VOID(engine::check_right(service.state(), call.caller.person, command, call.counting()));
  command.bank_account = SCRIP_TRY(kept(service, account));
  return service.write(call, command);
}

Result<http::Response> approve_payment(Service& service, Call& call) {
  return service.write(call, engine::ApprovePayment{call.name("payment"), SCRIP_TRY(amount_of(call, "amount"))});
}

Result<http::Response> reject_payment(Service& service, Call& call) {
  return service.write(call, engine::RejectPayment{call.name("payment"), SCRIP_TRY(call.reason())});
}

Result<http::Response> record_payment(Service& service, Call& call) {
  const Body body = SCRIP_TRY(call.body());
  SCRIP_TRY_VOID(body.only({"paid_on", "bank_reference", "rejected_for"}));
  engine::RecordPayment command{.payment = call.name("payment"),
                                .paid = !body.has("rejected_for"),
                                .bank_reference = SCRIP_TRY(body.text_or("bank_reference", {})),
                                .reason = SCRIP_TRY(body.text_or("rejected_for", {}))};
  if (command.paid) command.paid_on = today(service, call);
  if (body.has("paid_on")) command.paid_on = SCRIP_TRY(body.day("paid_on"));
  return service.write(call, command);
}

// --- instalments ---

Result<http::Response> get_instalments(Service& service, Call& call) {
  const auto& state = service.state();
  const auto& key = call.name("award");
  const auto* award = state.find_award(key);
  const bool seen =
      award != nullptr && call.sight(state).sees(engine::Subject{.organisation = award->terms.organisation,
                                                                 .programme = award->terms.programme});
  if (!seen) return fail(ErrorCode::award_not_found, "'" + key + "'", "award");
  const auto all =
      SCRIP_TRY(casework::instalments_of(state, service.policies(), service.store(), key, today(service, call)));
  // The rules of its own call, which the programme may have replaced since.
  const PolicyId policy =
      state.calls[index(state.applications[index(award->terms.application)].terms.call)].terms.policy;
  std::vector<std::string> items;
  for (const auto& each : all) items.push_back(instalment_json(state, each, call.language));
  return json_answer(JsonObject()
                         .add("award", key)
                         .add("policy", reports::key_of(state, policy))
                         .add("amount", award->amount)
                         .add("paid_out", engine::paid_out(state, award->terms.id))
                         .add("reclaimable", engine::reclaimable(state, award->terms.id))
                         .add("currency", service.currency())
                         .raw("instalments", json_array(items))
                         .text());
}

Result<http::Response> propose_instalment(Service& service, Call& call) {
  const Body body = SCRIP_TRY(call.body());
  SCRIP_TRY_VOID(body.only({"instalment", "facts"}));
  const auto& award = call.name("award");
  SCRIP_TRY_VOID(engine::check_right(service.state(), call.caller.person, engine::ProposeInstalment{.award = award},
                                     call.counting()));
  const auto facts = SCRIP_TRY(later_facts(service, body));
  const auto assessed =
      SCRIP_TRY(casework::assess_instalment(service.state(), service.policies(), service.store(), award,
                                            SCRIP_TRY(body.text("instalment")), facts, today(service, call)));
  if (!assessed.condition.holds) {
    return fail(ErrorCode::condition_not_met, text_of(assessed.condition.explained, call.language), "instalment");
  }
  (void)SCRIP_TRY(casework::put_document(service.store(), assessed.explanation));
  return service.write(call, assessed.command);
}

Result<http::Response> approve_instalment(Service& service, Call& call) {
  return service.write(call, engine::ApproveInstalment{call.name("award"), call.name("instalment"),
                                                       SCRIP_TRY(amount_of(call, "amount"))});
}

Result<http::Response> reject_instalment(Service& service, Call& call) {
  return service.write(
      call, engine::RejectInstalment{call.name("award"), call.name("instalment"), SCRIP_TRY(call.reason())});
}

// --- clawbacks ---

Result<http::Response> propose_clawback(Service& service, Call& call) {
  const Body body = SCRIP_TRY(call.body());
  SCRIP_TRY_VOID(body.only({"clawback", "award", "rule", "amount", "reason", "facts", "evidence"}));
  engine::ProposeClawback command{.key = SCRIP_TRY(body.text("clawback")),
                                  .award = SCRIP_TRY(body.text("award")),
                                  .rule = SCRIP_TRY(body.text_or("rule", {})),
                                  .amount = SCRIP_TRY(body.amount("amount")),
                                  .reason = SCRIP_TRY(body.text("reason")),
                                  .evidence = {}};
  SCRIP_TRY_VOID(engine::check_right(service.state(), call.caller.person, command, call.counting()));
  if (command.rule.empty()) {
    command.evidence = SCRIP_TRY(document_of(service, body, "evidence"));
    return service.write(call, command);
  }
  command.evidence = SCRIP_TRY(later_facts(service, body));
  const auto assessed =
      SCRIP_TRY(casework::assess_reclaim(service.state(), service.policies(), service.store(), command.award,
                                         command.rule, command.evidence, today(service, call)));
  if (!assessed.condition.holds) {
    return fail(ErrorCode::condition_not_met, text_of(assessed.condition.explained, call.language), "rule");
  }
  return service.write(call, command);
}

Result<http::Response> approve_clawback(Service& service, Call& call) {
  return service.write(call, engine::ApproveClawback{call.name("clawback"), SCRIP_TRY(amount_of(call, "amount"))});
}

Result<http::Response> reject_clawback(Service& service, Call& call) {
  return service.write(call, engine::RejectClawback{call.name("clawback"), SCRIP_TRY(call.reason())});
}

Result<http::Response> record_repayment(Service& service, Call& call) {
  const Body body = SCRIP_TRY(call.body());
  SCRIP_TRY_VOID(body.only({"repayment", "amount", "received_on", "bank_reference"}));
  settlement::Repayment repayment{.key = SCRIP_TRY(body.text("repayment")),
                                  .amount = SCRIP_TRY(body.amount("amount")),
                                  .received_on = today(service, call),
                                  .bank_reference = SCRIP_TRY(body.text("bank_reference"))};
  if (body.has("received_on")) repayment.received_on = SCRIP_TRY(body.day("received_on"));
  return service.write(call, engine::RecordRepayment{call.name("clawback"), std::move(repayment)});
}

Result<http::Response> propose_relief(Service& service, Call& call) {
  const Body body = SCRIP_TRY(call.body());
  SCRIP_TRY_VOID(body.only({"kind", "due", "amount", "reason"}));
  return service.write(
      call, engine::ProposeRelief{.clawback = call.name("clawback"),
                                  .kind = SCRIP_TRY(settlement::parse_relief_kind(SCRIP_TRY(body.text("kind")))),
                                  .due = SCRIP_TRY(body.text_or("due", {})),
                                  .amount = SCRIP_TRY(body.amount("amount")),
                                  .reason = SCRIP_TRY(body.text("reason"))});
}

Result<http::Response> approve_relief(Service& service, Call& call) {
  return service.write(call, engine::ApproveRelief{call.name("clawback"), SCRIP_TRY(amount_of(call, "amount"))});
}

Result<http::Response> reject_relief(Service& service, Call& call) {
  return service.write(call, engine::RejectRelief{call.name("clawback"), SCRIP_TRY(call.reason())});
}

}  // namespace scrip::service
