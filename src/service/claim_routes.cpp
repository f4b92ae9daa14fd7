// Purchase claims: presented by the company, checked and settled by officers; and the digests exchanged with other
// authorities.

#include "base/limits.h"
#include "casework/purchase.h"
#include "reports/claim_review.h"
#include "service/claim_json.h"
#include "service/handlers.h"
#include "service/list.h"
#include "service/review_handlers.h"
#include "service/texts.h"

namespace scrip::service {
namespace {

using engine::ClaimState;

Result<const ClaimState*> claim_in_sight(const Service& service, const Call& call) {
  const auto& state = service.state();
  const auto& key = call.name("claim");
  const auto* found = state.claims.find(key);
  if (found == nullptr || !call.sight(state).sees(engine::subject_of(state, found->application))) {
    return fail(ErrorCode::claim_not_found, "'" + key + "'", "claim");
  }
  return found;
}

Result<void> check_stored(Service& service, const subsidy::Claim& claim) {
  for (const auto& [hash, kind, item] : subsidy::documents_of(claim)) {
    if (SCRIP_TRY(service.store().get_document(hash))) continue;
    return fail(ErrorCode::document_missing, to_hex(hash), "document");
  }
  return {};
}

// The sheets of a request: a workbook as it is, or {"sheets": {"devices": "serial,...\n..."}}.
Result<std::vector<subsidy::Sheet>> sheets_of(const Call& call) {
  if (subsidy::is_workbook(call.request.body)) return subsidy::read_xlsx(call.request.body);
  const Body body = SCRIP_TRY(call.body());
  SCRIP_TRY_VOID(body.only({"sheets"}));
  const Body named = SCRIP_TRY(body.object("sheets"));
  SCRIP_TRY_VOID(named.only({"contract", "invoices", "payments", "devices"}));
  std::vector<subsidy::Sheet> sheets;
  for (const char* sheet : {"contract", "invoices", "payments", "devices"}) {
    if (!named.has(sheet)) continue;
    sheets.push_back(SCRIP_TRY(subsidy::read_csv_sheet(sheet, SCRIP_TRY(named.text(sheet)))));
  }
  return sheets;
}

Result<const subsidy::DigestKey*> shared_key(const Service& service) {
  const auto& key = service.surroundings().digest_key;
  if (!key) return fail(ErrorCode::key_invalid, say("the server was started without --claims-key"));
  return &*key;
}

}  // namespace

Result<http::Response> get_claim(Service& service, Call& call) {
  return json_answer(claim_json(service.state(), *SCRIP_TRY(claim_in_sight(service, call))));
}

Result<http::Response> draft_claim(Service& service, Call& call) {
  SCRIP_TRY_VOID(call.body());  // JSON, of which the reader below takes more than it should
  auto file = subsidy::load_claim(call.request.body, nullptr);
  if (!file.problems.empty()) return std::unexpected(file.problems.front());
  engine::DraftClaim command{
      .key = std::move(file.key), .application = std::move(file.application), .content = std::move(file.content)};
  SCRIP_TRY_VOID(engine::check_right(service.state(), call.caller.person, command, call.counting()));
  SCRIP_TRY_VOID(check_stored(service, command.content));
  return service.write(call, command);
}

Result<http::Response> read_claim_tables(Service& service, Call& call) {
  const auto find_document = [&](const std::string& name) -> Result<Hash256> {
    return fail(ErrorCode::document_missing, say("'{0}': name it by its hash", name), "document");
  };
  (void)service;
  return json_answer(claim_tables_json(subsidy::claim_from_sheets(SCRIP_TRY(sheets_of(call)), find_document)));
}

Result<http::Response> submit_claim(Service& service, Call& call) {
  SCRIP_TRY_VOID(SCRIP_TRY(call.body()).only({}));
  return service.write(call, engine::SubmitClaim{.claim = call.name("claim")});
}

Result<http::Response> check_claim(Service& service, Call& call) {
  SCRIP_TRY_VOID(SCRIP_TRY(call.body()).only({}));
  const auto* claim = SCRIP_TRY(claim_in_sight(service, call));
  engine::CheckClaim bare;
  bare.claim = claim->key;
  SCRIP_TRY_VOID(engine::check_right(service.state(), call.caller.person, bare, call.counting()));
  const auto& key = service.surroundings().digest_key;
  return service.write(
      call, SCRIP_TRY(casework::check_of(service.state(), service.policies(), claim->key, key ? &*key : nullptr)));
}

Result<http::Response> review_claim(Service& service, Call& call) {
  SCRIP_TRY_VOID(call.only({"limit", "cursor", "sort", "filter"}));
  const auto* claim = SCRIP_TRY(claim_in_sight(service, call));
  const auto& state = service.state();
  const auto& key = service.surroundings().digest_key;
  auto table = reports::claim_review_table();
  reports::append_review(
      *claim,
      SCRIP_TRY(casework::review_of(state, *claim, key ? &*key : nullptr, state.authority->zone.day_of(call.now))),
      table);
  return list_answer(service, call, std::move(table), {.to_all = true});
}

Result<http::Response> settle_finding(Service& service, Call& call) {
  const Body body = SCRIP_TRY(call.body());
  SCRIP_TRY_VOID(body.only({"finding", "settlement", "reason"}));
  const auto finding = SCRIP_TRY(body.integer_or("finding", 0));
  if (finding < 1 || finding > static_cast<std::int64_t>(limits::claim_findings_max)) {
    return fail(ErrorCode::finding_not_found, std::to_string(finding), "finding");
  }
  const auto settlement = SCRIP_TRY(body.text("settlement"));
  return service.write(
      call,
      engine::SettleFinding{.claim = call.name("claim"),
                            .finding = static_cast<std::uint32_t>(finding),
                            .settlement = SCRIP_TRY(for_field("settlement", subsidy::parse_settlement(settlement))),
                            .reason = SCRIP_TRY(body.text("reason"))});
}

Result<http::Response> return_claim(Service& service, Call& call) {
  return service.write(call, engine::ReturnClaim{.claim = call.name("claim"), .reason = SCRIP_TRY(call.reason())});
}

Result<http::Response> withdraw_claim(Service& service, Call& call) {
  return service.write(call, engine::WithdrawClaim{.claim = call.name("claim"), .reason = SCRIP_TRY(call.reason())});
}

Result<http::Response> export_claim_digests(Service& service, Call& call) {
  SCRIP_TRY_VOID(call.only({}));
  if (!call.sight(service.state()).everything)
    return fail(ErrorCode::forbidden, say("this takes a role for the authority"));
  http::Response response;
  response.body = casework::export_digests(service.state(), *SCRIP_TRY(shared_key(service)));
  response.content_type = "text/plain; charset=utf-8";
  return response;
}

Result<http::Response> import_claim_digests(Service& service, Call& call) {
  const Body body = SCRIP_TRY(call.body());
  SCRIP_TRY_VOID(body.only({"authority", "digests"}));
  return service.write(call, SCRIP_TRY(casework::read_digests(SCRIP_TRY(body.text("digests")),
                                                              SCRIP_TRY(body.text_or("authority", {})))));
}

}  // namespace scrip::service
