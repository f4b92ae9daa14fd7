// What is wrong at sites: their agents say all that stands whenever it changes, and once an hour.

#include <set>
#include <utility>

#include "base/limits.h"
#include "engine/request.h"
#include "engine/signing.h"
#include "proof/hash.h"
#include "proof/message_signature.h"
#include "service/body.h"
#include "service/list.h"
#include "service/sent_by_site.h"
#include "service/site_alert_handlers.h"
#include "service/texts.h"

namespace scrip::service {
namespace {

Result<std::string> text_at(const Body& body, std::string_view field) {
  auto text = SCRIP_TRY(body.text(field));
  SCRIP_TRY_VOID(engine::check_text(text, field));
  return text;
}

Result<reports::SiteAlert> alert_of(const Body& body) {
  SCRIP_TRY_VOID(body.only({"kind", "subject", "since", "text"}));
  const Body text = SCRIP_TRY(body.object("text"));
  SCRIP_TRY_VOID(text.only({"en", "zh"}));
  reports::SiteAlert alert{.kind = SCRIP_TRY(body.text("kind")),
                           .subject = SCRIP_TRY(text_at(body, "subject")),
                           .english = SCRIP_TRY(text_at(text, "en")),
                           .chinese = SCRIP_TRY(text_at(text, "zh")),
                           .since = SCRIP_TRY(body.instant("since", {})),
                           .ended_at = {}};
  SCRIP_TRY_VOID(engine::check_key(alert.kind, "kind"));
  return alert;
}

Result<std::vector<reports::SiteAlert>> alerts_of(const Body& body) {
  SCRIP_TRY_VOID(body.only({"alerts"}));
  const auto sent = SCRIP_TRY(body.objects("alerts"));
  if (sent.size() > limits::site_alerts_max) {
    return fail(ErrorCode::too_large, say("at most {0} at a time", limits::site_alerts_max), "alerts");
  }
  std::vector<reports::SiteAlert> alerts;
  std::set<std::pair<std::string, std::string>> named;
  for (const Body& each : sent) {
    auto alert = SCRIP_TRY(alert_of(each));
    if (!named.emplace(alert.kind, alert.subject).second) {
      return fail(ErrorCode::value_invalid, say("'{0}' of '{1}' stands there twice", alert.kind, alert.subject),
                  "alerts");
    }
    alerts.push_back(std::move(alert));
  }
  return alerts;
}

// What was signed before the site said something else is not taken after it.
Result<void> check_newer(const std::string& base, const std::string& last) {
  if (last.empty()) return {};
  const auto said = SCRIP_TRY(proof::read_signature_base(base));
  const auto before = SCRIP_TRY(proof::read_signature_base(last));
  if (base != last && said.created_s >= before.created_s) return {};
  return fail(ErrorCode::signature_replayed, say("the site said something else since"), "Signature");
}

// The signature base of a request that the site's key signed; empty: it is not signed, and need not be.
Result<std::string> judged_base(const Service& service, const Call& call, SiteId site) {
  constexpr auto alerts = engine::SignedAs::alerts;
  auto sent = SCRIP_TRY(signature_of(call.request));
  if (!sent) {
    SCRIP_TRY_VOID(
        engine::judge_signature(service.state(), site, std::optional<proof::MessageSignature>{}, call.now, alerts));
    return std::string{};
  }
  const auto said = SCRIP_TRY(proof::read_signature_base(sent->signature.base));
  const Hash256 digest = proof::sha256(as_bytes(sent->body));
  if (said.body && *said.body != digest) {
    return fail(ErrorCode::digest_mismatch, say("the body's is {0}", proof::content_digest(digest)), "Content-Digest");
  }
  std::string base = sent->signature.base;
  SCRIP_TRY_VOID(
      engine::judge_signature(service.state(), site, std::optional(std::move(sent->signature)), call.now, alerts));
  return base;
}

}  // namespace

Result<reports::SiteAlerts> known_alerts(const Service& service, std::string_view site) {
  const auto note = SCRIP_TRY(service.store().get_note(reports::alerts_note(site)));
  return note ? reports::decode_alerts(*note) : reports::SiteAlerts{};
}

Result<http::Response> post_site_alerts(Service& service, Call& call) {
  const auto* site = SCRIP_TRY(engine::site_called(service.state(), call.name("site")));
  SCRIP_TRY_VOID(check_site_right(service, call, site->id));
  auto base = SCRIP_TRY(judged_base(service, call, site->id));
  auto alerts = SCRIP_TRY(alerts_of(SCRIP_TRY(call.body())));
  auto known = SCRIP_TRY(known_alerts(service, site->key));
  if (!base.empty()) SCRIP_TRY_VOID(check_newer(base, known.signature_base));
  reports::take_alerts(known, std::move(alerts), call.now);
  if (!base.empty()) known.signature_base = std::move(base);
  SCRIP_TRY_VOID(service.store().put_note(reports::alerts_note(site->key), reports::encode_alerts(known)));
  return json_answer(codec::JsonObject().add("standing", reports::standing(known)).text());
}

Result<http::Response> list_site_alerts(Service& service, Call& call) {
  SCRIP_TRY_VOID(call.only({"limit", "cursor", "sort", "filter", "site"}));
  const auto& state = service.state();
  const auto only = call.parameter("site");
  if (!only.empty()) SCRIP_TRY_VOID(engine::site_called(state, only));
  std::map<SiteId, reports::SiteAlerts> alerts;
  for (const auto& site : state.registry.sites()) {
    if (only.empty() || site.key == only) alerts.emplace(site.id, SCRIP_TRY(known_alerts(service, site.key)));
  }
  return list_answer(service, call, reports::site_alerts(state, alerts), {});
}

}  // namespace scrip::service
