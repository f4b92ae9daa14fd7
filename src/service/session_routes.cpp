// Signing in and out, the second factor, API keys.

#include <functional>

#include "base/limits.h"
#include "identity/totp.h"
#include "service/handlers.h"
#include "service/list.h"
#include "service/session_cookie.h"
#include "service/session_json.h"
#include "service/slow_work.h"
#include "service/texts.h"

namespace scrip::service {
namespace {

using codec::JsonObject;

http::Response secret(http::Response response) {
  response.compressible = false;  // lengths of compressed answers tell about the secrets in them
  return response;
}

// Keys are made and ended by their owner in person: one key cannot make another that outlives it.
Result<void> check_in_person(const Call& call) {
  if (call.caller.by == identity::Caller::By::session) return {};
  return fail(ErrorCode::forbidden, say("this takes a session, not an API key"));
}

JsonObject key_json(const ports::ApiKeyRecord& key) {
  JsonObject object;
  object.add("id", key.id)
      .add("label", key.label)
      .raw("role", key.role.empty() ? "null" : codec::json_text(key.role))
      .add("created_at", key.created_at)
      .add("last_used_at", key.used_at)
      .add("expires_at", key.expires_at);
  return object;
}

http::Response key_answer(const identity::IssuedKey& issued, unsigned status) {
  return secret(json_answer(key_json(issued.key).add("token", issued.token).text(), status));
}

using identity::PasswordCheck;

// The password is checked beside the I/O thread, then `finish` judges what was found.
http::Response checked(const Call& call, std::string password, std::string stored,
                       std::function<Result<http::Response>(PasswordCheck&)> finish) {
  return slowly<PasswordCheck>(
      call,
      [password = std::move(password), stored = std::move(stored)] {
        return identity::check_against(password, stored);
      },
      std::move(finish));
}

struct Entered {
  std::string person, code;
};

Result<http::Response> enter(Service& service, Call call, const Entered& entered, const PasswordCheck& password) {
  const auto signed_in = SCRIP_TRY(service.identity().sign_in(entered.person, password, entered.code, call.now));
  call.caller = SCRIP_TRY(service.identity().caller_of_session(signed_in.token, call.now));
  auto response = secret(json_answer(SCRIP_TRY(session_json(service, call.caller))));
  response.person = call.caller.person;
  response.headers.push_back({"set-cookie", session_cookie_header(service, signed_in.token, limits::session_total_s)});
  return response;
}

}  // namespace

Result<http::Response> sign_in(Service& service, Call& call) {
  const Body body = SCRIP_TRY(call.body());
  SCRIP_TRY_VOID(body.only({"name", "password", "code"}));
  Entered entered{.person = SCRIP_TRY(body.text("name")), .code = SCRIP_TRY(body.text_or("code", {}))};
  auto stored = SCRIP_TRY(service.identity().stored_password(entered.person, call.now));
  return checked(call, SCRIP_TRY(body.text("password")), std::move(stored),
                 [&service, call, entered = std::move(entered)](PasswordCheck& password) {
                   return enter(service, call, entered, password);
                 });
}

Result<http::Response> get_session(Service& service, Call& call) {
  return secret(json_answer(SCRIP_TRY(session_json(service, call.caller))));
}

Result<http::Response> sign_out(Service& service, Call& call) {
  SCRIP_TRY_VOID(check_in_person(call));
  SCRIP_TRY_VOID(service.identity().sign_out(http::cookie(call.request.header("cookie"), "scrip_session")));
  auto response = empty_answer();
  response.headers.push_back({"set-cookie", session_cookie_header(service, {}, 0)});
  return response;
}

Result<http::Response> change_password(Service& service, Call& call) {
  SCRIP_TRY_VOID(check_in_person(call));
  const Body body = SCRIP_TRY(call.body());
  SCRIP_TRY_VOID(body.only({"old", "new"}));
  struct Change {
    PasswordCheck old;
    identity::NewPassword password;
  };
  const std::string& person = call.caller.person;
  return slowly<Change>(
      call,
      [old = SCRIP_TRY(body.text("old")), password = SCRIP_TRY(body.text("new")), person,
       stored = SCRIP_TRY(service.identity().stored_password(person, call.now))] {
        return Change{.old = identity::check_against(old, stored),
                      .password = identity::new_password(password, person)};
      },
      [&service, person, now = call.now](Change& change) -> Result<http::Response> {
        SCRIP_TRY_VOID(service.identity().change_password(person, change.old, change.password, now));
        return empty_answer();
      });
}

Result<http::Response> begin_second_factor(Service& service, Call& call) {
  SCRIP_TRY_VOID(check_in_person(call));
  const Body body = SCRIP_TRY(call.body());
  SCRIP_TRY_VOID(body.only({"password"}));
  const std::string& person = call.caller.person;
  auto stored = SCRIP_TRY(service.identity().stored_password(person, call.now));
  return checked(
      call, SCRIP_TRY(body.text("password")), std::move(stored),
      [&service, person, now = call.now](PasswordCheck& password) -> Result<http::Response> {
        const auto text = SCRIP_TRY(service.identity().begin_second_factor(person, password, now));
        const auto& authority = service.state().authority->name;
        return secret(json_answer(
            JsonObject().add("secret", text).add("uri", identity::totp_uri(text, person, authority)).text()));
      });
}

Result<http::Response> confirm_second_factor(Service& service, Call& call) {
  SCRIP_TRY_VOID(check_in_person(call));
  const Body body = SCRIP_TRY(call.body());
  SCRIP_TRY_VOID(body.only({"code"}));
  SCRIP_TRY_VOID(service.identity().confirm_second_factor(call.caller.person, SCRIP_TRY(body.text("code")), call.now));
  return empty_answer();
}

Result<http::Response> remove_second_factor(Service& service, Call& call) {
  SCRIP_TRY_VOID(check_in_person(call));
  const Body body = SCRIP_TRY(call.body());
  SCRIP_TRY_VOID(body.only({"password", "code"}));
  const std::string& person = call.caller.person;
  auto stored = SCRIP_TRY(service.identity().stored_password(person, call.now));
  return checked(call, SCRIP_TRY(body.text("password")), std::move(stored),
                 [&service, person, code = SCRIP_TRY(body.text("code")),
                  now = call.now](PasswordCheck& password) -> Result<http::Response> {
                   SCRIP_TRY_VOID(service.identity().remove_second_factor(person, password, code, now));
                   return empty_answer();
                 });
}

Result<http::Response> list_api_keys(Service& service, Call& call) {
  std::vector<std::string> items;
  for (const auto& key : SCRIP_TRY(service.people().api_keys_of(call.caller.person))) {
    items.push_back(key_json(key).text());
  }
  return items_answer(call, items);
}

Result<http::Response> create_api_key(Service& service, Call& call) {
  SCRIP_TRY_VOID(check_in_person(call));
  const Body body = SCRIP_TRY(call.body());
  SCRIP_TRY_VOID(body.only({"label", "role", "expires_at"}));
  const auto label = SCRIP_TRY(body.text("label"));
  if (label.size() > limits::text_max) return fail(ErrorCode::too_large, say("at most 512 bytes"), "label");
  const auto role = SCRIP_TRY(body.text_or("role", {}));
  if (!role.empty()) (void)SCRIP_TRY(registry::parse_role(role));
  std::optional<Instant> expires;
  if (body.has("expires_at")) expires = SCRIP_TRY(body.instant("expires_at", service.state().authority->zone));
  return key_answer(SCRIP_TRY(service.identity().issue_key(call.caller.person, label, role, expires, call.now)), 201);
}

Result<http::Response> rotate_api_key(Service& service, Call& call) {
  SCRIP_TRY_VOID(check_in_person(call));
  return key_answer(SCRIP_TRY(service.identity().rotate_key(call.caller.person, call.name("id"))), 200);
}

Result<http::Response> delete_api_key(Service& service, Call& call) {
  SCRIP_TRY_VOID(check_in_person(call));
  SCRIP_TRY_VOID(service.people().drop_api_key(call.caller.person, call.name("id")));
  return empty_answer();
}

}  // namespace scrip::service
