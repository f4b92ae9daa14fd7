// Keys of sites, and whether their usage has to be signed.

#include "reports/cells.h"
#include "reports/reports.h"
#include "service/handlers.h"
#include "service/list.h"
#include "service/texts.h"

namespace scrip::service {
namespace {

// The site of the address, for whoever sees it.
Result<const registry::Site*> site_of(const Service& service, const Call& call) {
  const auto& key = call.name("site");
  const auto* found = service.state().registry.find_site(key);
  if (found == nullptr || !call.sight(service.state()).sees(found->id)) {
    return fail(ErrorCode::site_not_found, "'" + key + "'", "site");
  }
  return found;
}

}  // namespace

Result<http::Response> list_site_keys(Service& service, Call& call) {
  SCRIP_TRY_VOID(call.only({"limit", "cursor", "sort", "filter"}));
  const auto* site = SCRIP_TRY(site_of(service, call));
  return list_answer(service, call, SCRIP_TRY(reports::table(service.state(), "site_keys", {.site = site->key})), {});
}

Result<http::Response> add_site_key(Service& service, Call& call) {
  const Body body = SCRIP_TRY(call.body());
  SCRIP_TRY_VOID(body.only({"site_key", "public_key", "holds_from"}));
  engine::AddSiteKey command{.key = SCRIP_TRY(body.text("site_key")),
                             .site = call.name("site"),
                             .public_key = SCRIP_TRY(body.text("public_key")),
                             .holds_from = {}};
  if (body.has("holds_from")) {
    command.holds_from = SCRIP_TRY(body.instant("holds_from", service.state().authority->zone));
  }
  return service.write(call, command);
}

Result<http::Response> revoke_site_key(Service& service, Call& call) {
  const Body body = SCRIP_TRY(call.body());
  SCRIP_TRY_VOID(body.only({"from", "reason"}));
  engine::RevokeSiteKey command{
      .key = call.name("key"), .site = call.name("site"), .from = {}, .reason = SCRIP_TRY(body.text("reason"))};
  if (body.has("from")) command.from = SCRIP_TRY(body.instant("from", service.state().authority->zone));
  return service.write(call, command);
}

Result<http::Response> get_signing_rule(Service& service, Call& call) {
  SCRIP_TRY_VOID(call.only({}));
  const auto* site = SCRIP_TRY(site_of(service, call));
  const auto rule = service.state().signing.rule_of(site->id);
  codec::JsonObject object;
  object.add("site", site->key).add("required", rule.required_from.has_value());
  object.raw("from", rule.required_from ? codec::json_text(reports::cell(*rule.required_from)) : "null");
  return json_answer(object.add("keep_bodies", rule.keep_bodies).text());
}

Result<http::Response> set_signing_rule(Service& service, Call& call) {
  const Body body = SCRIP_TRY(call.body());
  SCRIP_TRY_VOID(body.only({"required", "from", "keep_bodies"}));
  if (!body.has("required")) return fail(ErrorCode::missing_field, say("true or false"), "required");
  engine::SetSigningRule command{
      .site = call.name("site"), .required_from = {}, .keep_bodies = SCRIP_TRY(body.truth_or("keep_bodies", false))};
  if (SCRIP_TRY(body.truth_or("required", false))) {
    command.required_from = SCRIP_TRY(body.day("from"));
  } else if (body.has("from")) {
    return fail(ErrorCode::value_invalid, say("a day goes with a requirement only"), "from");
  }
  return service.write(call, command);
}

}  // namespace scrip::service
