#include "identity/identity.h"

#include <algorithm>

#include "base/limits.h"
#include "identity/password.h"
#include "identity/secret.h"
#include "identity/texts.h"
#include "identity/totp.h"

namespace scrip::identity {
namespace {

constexpr std::int64_t touch_s = 60;  // a session's last use is written at most once a minute
constexpr std::string_view key_prefix = "scrip_";
constexpr std::size_t id_bytes_max = 128;
constexpr std::size_t strangers_max = 65'536;

Result<void> check_id(std::string_view id) {
  if (id.empty()) return fail(ErrorCode::missing_field, say("a person has an id"), "person");
  const bool visible = std::ranges::all_of(id, [](char c) { return c > ' ' && c <= '~'; });
  if (id.size() <= id_bytes_max && visible) return {};
  return fail(ErrorCode::value_invalid, say("letters, digits and signs only, at most 128"), "person");
}

std::unexpected<Error> wrong() { return fail(ErrorCode::sign_in_failed, say("please check them")); }

Result<void> check_lock(Instant locked_until, Instant now) {
  if (locked_until <= now) return {};
  const auto wait = std::chrono::ceil<std::chrono::seconds>(locked_until - now);
  return fail(ErrorCode::locked_out, say("{0} s", wait.count()));
}

Instant session_end(const ports::SessionRecord& session) {
  return std::min(session.created_at + std::chrono::seconds{limits::session_total_s},
                  session.used_at + std::chrono::seconds{limits::session_idle_s});
}

}  // namespace

std::int64_t wait_after(std::uint32_t failures) {
  if (failures < limits::sign_in_failures_free) return 0;
  const std::uint32_t doublings = std::min(failures - limits::sign_in_failures_free, 20u);
  return std::min(std::int64_t{1} << doublings, limits::sign_in_wait_s_max);
}

NewPassword new_password(std::string_view password, std::string_view person) {
  return {.hash = hash_password(password, person)};
}

Result<void> Identity::add(const NewPerson& person, Instant now) {
  return add(person, new_password(person.password, person.id), now);
}

Result<void> Identity::add(const NewPerson& person, const NewPassword& password, Instant now) {
  SCRIP_TRY_VOID(check_id(person.id));
  for (const auto* text : {&person.name, &person.email, &person.language}) {
    if (text->size() > limits::text_max) return fail(ErrorCode::too_large, say("at most 512 bytes"), "name");
  }
  return people_.add_person({.id = person.id,
                             .name = person.name,
                             .email = person.email,
                             .language = person.language,
                             .password = SCRIP_TRY(password.hash),
                             .totp_secret = {},
                             .totp_pending = {},
                             .created_at = now});
}

Result<ports::PersonRecord> Identity::known(std::string_view person) {
  auto found = SCRIP_TRY(people_.find_person(person));
  if (!found) return fail(ErrorCode::person_not_found, "'" + std::string(person) + "'", "person");
  return std::move(*found);
}

Result<void> Identity::reset_password(std::string_view person, std::string_view password) {
  return reset_password(person, new_password(password, person));
}

Result<void> Identity::reset_password(std::string_view person, const NewPassword& password) {
  forget();
  auto record = SCRIP_TRY(known(person));
  record.password = SCRIP_TRY(password.hash);
  record.failures = 0;
  record.locked_until = {};
  SCRIP_TRY_VOID(people_.put_person(record));
  return people_.drop_sessions_of(person);
}

PasswordCheck check_against(std::string_view password, std::string stored) {
  const bool right = check_password(password, stored);
  return {.stored = std::move(stored), .right = right};
}

Result<std::string> Identity::stored_password(std::string_view person, Instant now) {
  const auto found = SCRIP_TRY(people_.find_person(person));
  if (!found) {
    const auto stranger = strangers_.find(person.substr(0, id_bytes_max));
    if (stranger != strangers_.end()) SCRIP_TRY_VOID(check_lock(stranger->second.locked_until, now));
    return std::string{};
  }
  SCRIP_TRY_VOID(check_lock(found->locked_until, now));
  return found->password;
}

Result<PasswordCheck> Identity::look_up(std::string_view person, std::string_view password, Instant now) {
  return check_against(password, SCRIP_TRY(stored_password(person, now)));
}

// Who does not exist is locked out like anybody else: otherwise five failures would tell who does.
std::unexpected<Error> Identity::fail_stranger(std::string_view person, Instant now) {
  if (strangers_.size() >= strangers_max) strangers_.clear();
  auto& stranger = strangers_[person.substr(0, id_bytes_max)];
  if (auto locked = check_lock(stranger.locked_until, now); !locked) return std::unexpected(std::move(locked.error()));
  stranger.locked_until = now + std::chrono::seconds{wait_after(++stranger.failures)};
  return wrong();
}

Result<ports::PersonRecord> Identity::check(std::string_view person, const PasswordCheck& password,
                                            std::string_view code, bool with_code, Instant now) {
  auto found = SCRIP_TRY(people_.find_person(person));
  if (!found) return fail_stranger(person, now);
  SCRIP_TRY_VOID(check_lock(found->locked_until, now));
  // A password that was changed while the old one was being checked is another password.
  const bool right = password.right && password.stored == found->password;
  if (right && with_code && !found->totp_secret.empty() && code.empty()) {
    return fail(ErrorCode::second_factor_needed, say("six digits of the authenticator"), "code");
  }
  std::optional<std::uint64_t> step = found->totp_step;
  if (with_code && !found->totp_secret.empty()) step = check_totp(found->totp_secret, code, now, found->totp_step);
  if (!right || !step) {
    found->locked_until = now + std::chrono::seconds{wait_after(++found->failures)};
    SCRIP_TRY_VOID(people_.put_person(*found));
    return wrong();
  }
  found->totp_step = *step;
  found->failures = 0;
  found->locked_until = {};
  SCRIP_TRY_VOID(people_.put_person(*found));
  return std::move(*found);
}

Result<SignedIn> Identity::new_session(const std::string& person, Instant now) {
  forget();
  SCRIP_TRY_VOID(people_.drop_sessions_before(now - std::chrono::seconds{limits::session_total_s},
                                              now - std::chrono::seconds{limits::session_idle_s}));
  SignedIn signed_in{.token = new_token(), .session = {}};
  signed_in.session = {.token = token_hash(signed_in.token),
                       .person = person,
                       .csrf_token = new_token(),
                       .created_at = now,
                       .used_at = now};
  SCRIP_TRY_VOID(people_.put_session(signed_in.session));
  return signed_in;
}

Result<SignedIn> Identity::sign_in(std::string_view person, const PasswordCheck& password, std::string_view code,
                                   Instant now) {
  return new_session(SCRIP_TRY(check(person, password, code, true, now)).id, now);
}

Result<SignedIn> Identity::sign_in(std::string_view person, std::string_view password, std::string_view code,
                                   Instant now) {
  return sign_in(person, SCRIP_TRY(look_up(person, password, now)), code, now);
}

Result<SignedIn> Identity::sign_in_linked(std::string_view issuer, std::string_view subject, Instant now) {
  const auto linked = SCRIP_TRY(people_.find_identity(issuer, subject));
  if (!linked) return fail(ErrorCode::oidc_not_linked, say("'{0}' of {1}", subject, issuer));
  return new_session(linked->person, now);
}

Result<void> Identity::link(const ports::IdentityRecord& identity) {
  (void)SCRIP_TRY(known(identity.person));
  if (identity.issuer.empty() || identity.issuer.size() > limits::text_max) {
    return fail(ErrorCode::value_invalid, say("1 to 512 bytes"), "issuer");
  }
  if (identity.subject.empty() || identity.subject.size() > limits::text_max) {
    return fail(ErrorCode::value_invalid, say("1 to 512 bytes"), "subject");
  }
  if (SCRIP_TRY(people_.identities_of(identity.person)).size() >= limits::identities_per_person_max) {
    return fail(ErrorCode::limit_reached, say("{0} identities", limits::identities_per_person_max));
  }
  return people_.add_identity(identity);
}

Result<void> Identity::unlink(std::string_view person, std::string_view issuer, std::string_view subject) {
  forget();
  SCRIP_TRY_VOID(people_.drop_identity(person, issuer, subject));
  return people_.drop_sessions_of(person);
}

Result<void> Identity::sign_out(std::string_view token) {
  forget();
  return people_.drop_session(token_hash(token));
}

Result<void> Identity::change_password(std::string_view person, std::string_view old, std::string_view password,
                                       Instant now) {
  return change_password(person, SCRIP_TRY(look_up(person, old, now)), new_password(password, person), now);
}

Result<void> Identity::change_password(std::string_view person, const PasswordCheck& old, const NewPassword& password,
                                       Instant now) {
  forget();
  auto record = SCRIP_TRY(check(person, old, {}, false, now));
  record.password = SCRIP_TRY(password.hash);
  SCRIP_TRY_VOID(people_.put_person(record));
  return people_.drop_sessions_of(person);
}

void Identity::forget() {
  sessions_.clear();
  api_keys_.clear();
}

Result<Caller> Identity::caller_of_session(std::string_view token, Instant now) {
  const auto hash = token_hash(token);
  auto known = sessions_.find(hash);
  if (known == sessions_.end()) {
    auto found = SCRIP_TRY(people_.find_session(hash));
    if (!found) return Caller{};
    known = sessions_.emplace(hash, std::move(*found)).first;
  }
  auto& session = known->second;
  if (session_end(session) <= now) return Caller{};
  if (now - session.used_at >= std::chrono::seconds{touch_s}) {
    session.used_at = now;
    SCRIP_TRY_VOID(people_.put_session(session));
  }
  return Caller{.by = Caller::By::session,
                .person = session.person,
                .csrf_token = session.csrf_token,
                .role = {},
                .expires_at = session_end(session)};
}

Result<Caller> Identity::caller_of_key(std::string_view token, Instant now) {
  const auto hash = token_hash(token);
  auto known = api_keys_.find(hash);
  if (known == api_keys_.end()) {
    auto found = SCRIP_TRY(people_.find_api_key(hash));
    if (!found) return Caller{};
    known = api_keys_.emplace(hash, std::move(*found)).first;
  }
  auto& key = known->second;
  if (key.expires_at && *key.expires_at <= now) return Caller{};
  if (!key.used_at || now - *key.used_at >= std::chrono::seconds{touch_s}) {
    key.used_at = now;
    SCRIP_TRY_VOID(people_.put_api_key(key));
  }
  return Caller{.by = Caller::By::api_key,
                .person = key.person,
                .csrf_token = {},
                .role = key.role,
                .expires_at = key.expires_at.value_or(Instant{})};
}

Result<std::string> Identity::begin_second_factor(std::string_view person, std::string_view password, Instant now) {
  return begin_second_factor(person, SCRIP_TRY(look_up(person, password, now)), now);
}

Result<std::string> Identity::begin_second_factor(std::string_view person, const PasswordCheck& password, Instant now) {
  auto record = SCRIP_TRY(check(person, password, {}, false, now));
  // Else a password and a stolen session would be enough to put another factor in its place.
  if (!record.totp_secret.empty()) {
    return fail(ErrorCode::second_factor_needed, say("remove the one there is first, with a code of it"), "code");
  }
  record.totp_pending = new_totp_secret();
  SCRIP_TRY_VOID(people_.put_person(record));
  return record.totp_pending;
}

Result<void> Identity::confirm_second_factor(std::string_view person, std::string_view code, Instant now) {
  auto record = SCRIP_TRY(known(person));
  const auto step = check_totp(record.totp_pending, code, now, 0);
  if (!step) return wrong();
  record.totp_secret = record.totp_pending;
  record.totp_pending.clear();
  record.totp_step = *step;
  return people_.put_person(record);
}

Result<void> Identity::remove_second_factor(std::string_view person, std::string_view password, std::string_view code,
                                            Instant now) {
  return remove_second_factor(person, SCRIP_TRY(look_up(person, password, now)), code, now);
}

Result<void> Identity::remove_second_factor(std::string_view person, const PasswordCheck& password,
                                            std::string_view code, Instant now) {
  auto record = SCRIP_TRY(check(person, password, code, true, now));
  record.totp_secret.clear();
  record.totp_pending.clear();
  return people_.put_person(record);
}

Result<IssuedKey> Identity::issue_key(std::string_view person, std::string_view label, std::string_view role,
                                      std::optional<Instant> expires_at, Instant now) {
  if (SCRIP_TRY(people_.api_keys_of(person)).size() >= limits::api_keys_per_person_max) {
    return fail(ErrorCode::limit_reached, say("{0} API keys of one person", limits::api_keys_per_person_max));
  }
  IssuedKey issued{.token = std::string(key_prefix) + new_token(), .key = {}};
  issued.key = {.id = new_id(),
                .token = token_hash(issued.token),
                .person = std::string(person),
                .label = std::string(label),
                .role = std::string(role),
                .created_at = now,
                .used_at = {},
                .expires_at = expires_at};
  SCRIP_TRY_VOID(people_.put_api_key(issued.key));
  return issued;
}

Result<IssuedKey> Identity::rotate_key(std::string_view person, std::string_view id) {
  forget();
  for (auto& key : SCRIP_TRY(people_.api_keys_of(person))) {
    if (key.id != id) continue;
    IssuedKey issued{.token = std::string(key_prefix) + new_token(), .key = key};
    issued.key.token = token_hash(issued.token);
    SCRIP_TRY_VOID(people_.put_api_key(issued.key));
    return issued;
  }
  return fail(ErrorCode::api_key_not_found, "'" + std::string(id) + "'", "id");
}

}  // namespace scrip::identity
