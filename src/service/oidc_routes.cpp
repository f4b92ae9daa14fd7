// Sign-in at an identity provider, and whom its subjects are linked to.

#include "client/http_client.h"
#include "service/handlers.h"
#include "service/list.h"
#include "service/oidc.h"
#include "service/session_cookie.h"
#include "service/texts.h"

namespace scrip::service {
namespace {

using codec::JsonObject;

// Binds a sign-in to the browser that began it: a link with somebody else's code and state leads nowhere. Lax, for the
// provider leads back from another site.
constexpr std::string_view attempt_cookie = "scrip_oidc";

std::string attempt_cookie_header(const Service& service, std::string_view state, std::int64_t age_s) {
  return std::string(attempt_cookie) + "=" + std::string(state) +
         "; Path=/api/v1/session/oidc; HttpOnly; SameSite=Lax; Max-Age=" + std::to_string(age_s) +
         (service.surroundings().secure_cookie ? "; Secure" : "");
}

http::Response redirect(std::string to) {
  http::Response response;
  response.status = 302;
  response.headers.push_back({"location", std::move(to)});
  return response;
}

// The portal says what went wrong: a person is looking, not a program.
http::Response failed(const Service& service, const Error& error) {
  auto response = redirect("/sign-in?error=" + std::string(scrip::name(error.code)));
  response.code = scrip::name(error.code);
  response.headers.push_back({"set-cookie", attempt_cookie_header(service, {}, 0)});
  return response;
}

http::Response to_provider(Service& service, const Oidc::Known& known, std::string_view return_to, Instant now) {
  Oidc& oidc = service.oidc();
  const auto attempt = oidc.begin(return_to, now);
  if (!attempt) return failed(service, attempt.error());
  auto response = redirect(identity::authorization_url(oidc.client(), known.provider, *attempt));
  response.headers.push_back(
      {"set-cookie", attempt_cookie_header(service, attempt->state, limits::oidc_attempt_s_max)});
  return response;
}

http::Response signed_in(Service& service, const identity::OidcAttempt& attempt, Result<Redeemed>& redeemed,
                         Instant now) {
  if (!redeemed) return failed(service, redeemed.error());
  service.oidc().learn(std::move(redeemed->known));
  const auto session = service.identity().sign_in_linked(service.oidc().client().issuer, redeemed->subject, now);
  if (!session) return failed(service, session.error());
  auto response = redirect(attempt.return_to);
  response.person = session->session.person;
  response.headers.push_back({"set-cookie", session_cookie_header(service, session->token, limits::session_total_s)});
  response.headers.push_back({"set-cookie", attempt_cookie_header(service, {}, 0)});
  return response;
}

Result<void> check_offered(const Service& service) {
  if (service.oidc().client().is_set()) return {};
  return fail(ErrorCode::not_found, say("this server is set up with no identity provider"));
}

std::string identity_json(const ports::IdentityRecord& identity) {
  return JsonObject()
      .add("person", identity.person)
      .add("issuer", identity.issuer)
      .add("subject", identity.subject)
      .add("linked_at", identity.linked_at)
      .add("linked_by", identity.linked_by)
      .text();
}

struct Named {
  std::string issuer, subject;
};

Result<Named> named_in(const Service& service, const Call& call) {
  const Body body = SCRIP_TRY(call.body());
  SCRIP_TRY_VOID(body.only({"issuer", "subject"}));
  Named named{.issuer = SCRIP_TRY(body.text_or("issuer", service.oidc().client().issuer)),
              .subject = SCRIP_TRY(body.text("subject"))};
  while (named.issuer.ends_with('/')) named.issuer.pop_back();
  return named;
}

}  // namespace

Result<http::Response> begin_oidc(Service& service, Call& call) {
  SCRIP_TRY_VOID(check_offered(service));
  const std::string return_to(call.parameter("return_to"));
  if (const auto* known = service.oidc().known(call.now)) return to_provider(service, *known, return_to, call.now);
  struct Asked {
    identity::OidcClient client;
    Result<Oidc::Known> known;
  };
  // Shared by the work, which fills it on another thread, and what comes after.
  const auto asked = std::make_shared<Asked>(
      Asked{.client = service.oidc().client(), .known = fail(ErrorCode::oidc_unavailable, say("not asked yet"))});
  http::Response response;
  response.later = std::make_shared<http::Response::Later>(
      http::Response::Later{.work = [asked, now = call.now] { asked->known = ask_provider(asked->client, now); },
                            .finish =
                                [&service, asked, return_to, now = call.now] {
                                  if (!asked->known) return failed(service, asked->known.error());
                                  service.oidc().learn(*asked->known);
                                  return to_provider(service, *asked->known, return_to, now);
                                }});
  return response;
}

Result<http::Response> end_oidc(Service& service, Call& call) {
  SCRIP_TRY_VOID(check_offered(service));
  const auto state = call.parameter("state");
  const auto bound = http::cookie(call.request.header("cookie"), attempt_cookie);
  auto attempt = service.oidc().end(state, call.now);
  if (!attempt) return failed(service, attempt.error());
  if (bound != state)
    return failed(service, Error::at(ErrorCode::oidc_failed, "state", say("begun in another browser")));
  const std::string code(call.parameter("code"));
  if (code.empty()) return failed(service, Error::at(ErrorCode::oidc_failed, "code", say("the provider gave none")));
  const auto* known = service.oidc().known(call.now);
  struct Asked {
    identity::OidcClient client;
    std::optional<Oidc::Known> known;
    identity::OidcAttempt attempt;
    Result<Redeemed> redeemed;
  };
  // Shared by the work, which fills it on another thread, and what comes after.
  const auto asked = std::make_shared<Asked>(Asked{.client = service.oidc().client(),
                                                   .known = known == nullptr ? std::nullopt : std::optional{*known},
                                                   .attempt = std::move(*attempt),
                                                   .redeemed = {}});
  http::Response response;
  response.later = std::make_shared<http::Response::Later>(http::Response::Later{
      .work = [asked, code,
               now = call.now] { asked->redeemed = redeem(asked->client, asked->known, asked->attempt, code, now); },
      .finish = [&service, asked,
                 now = call.now] { return signed_in(service, asked->attempt, asked->redeemed, now); }});
  return response;
}

Result<http::Response> list_identities(Service& service, Call& call) {
  std::vector<std::string> items;
  for (const auto& each : SCRIP_TRY(service.people().identities_of(call.name("person")))) {
    items.push_back(identity_json(each));
  }
  return items_answer(call, items);
}

Result<http::Response> link_identity(Service& service, Call& call) {
  const auto named = SCRIP_TRY(named_in(service, call));
  const ports::IdentityRecord identity{.issuer = named.issuer,
                                       .subject = named.subject,
                                       .person = call.name("person"),
                                       .linked_at = call.now,
                                       .linked_by = call.caller.person};
  SCRIP_TRY_VOID(service.identity().link(identity));
  return json_answer(identity_json(identity), 201);
}

Result<http::Response> unlink_identity(Service& service, Call& call) {
  const auto named = SCRIP_TRY(named_in(service, call));
  SCRIP_TRY_VOID(service.identity().unlink(call.name("person"), named.issuer, named.subject));
  return empty_answer();
}

}  // namespace scrip::service
