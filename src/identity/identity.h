#pragma once
// Signing in and out: sessions, second factors, API keys. What a person may do is engine/rights.h.
//
// A token (of a session, of an API key) has 256 random bits; the register keeps its hash only. Failures in a row lock a
// person out for a time that doubles with each: the wait is in the error's detail, in seconds.
//
// Sessions and API keys that asked lately are remembered until forget(): the register is asked once for many requests.

#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/containers.h"
#include "base/result.h"
#include "base/time.h"
#include "ports/register.h"

namespace scrip::identity {

struct SignedIn {
  std::string token;  // for the cookie
  ports::SessionRecord session;
};

struct IssuedKey {
  std::string token;  // shown once
  ports::ApiKeyRecord key;
};

// Who asks.
struct Caller {
  enum class By : std::uint8_t { nobody, session, api_key };
  By by = By::nobody;
  std::string person;  // empty: nobody
  std::string csrf_token;
  std::string role;  // an API key's only role; empty: all that the person has
  Instant expires_at{};
};

struct NewPerson {
  std::string id, name, email, language, password;
};

// What the slow check of a password found, for one stored hash.
struct PasswordCheck {
  std::string stored;  // the hash it was compared with; empty: no such person
  bool right = false;
};
// Cost: some 20 ms, on any thread, whether there is such a person or not.
[[nodiscard]] PasswordCheck check_against(std::string_view password, std::string stored);

// A new password as it is stored. Cost: as check_against(), on any thread. Errors: password_weak.
struct NewPassword {
  Result<std::string> hash;
};
[[nodiscard]] NewPassword new_password(std::string_view password, std::string_view person);

class Identity {
 public:
  explicit Identity(ports::Register& people) : people_(people) {}

  // What takes a password takes it as it was hashed or checked elsewhere, too: for who cannot wait in the middle.

  // Errors: value_invalid and missing_field (the id is a key), password_weak, person_exists.
  [[nodiscard]] Result<void> add(const NewPerson& person, Instant now);
  [[nodiscard]] Result<void> add(const NewPerson& person, const NewPassword& password, Instant now);
  // Ends all sessions of the person. Errors: person_not_found, password_weak.
  [[nodiscard]] Result<void> reset_password(std::string_view person, std::string_view password);
  [[nodiscard]] Result<void> reset_password(std::string_view person, const NewPassword& password);

  // Errors: sign_in_failed and locked_out (whatever is wrong: neither tells whether there is such a person),
  // second_factor_needed (the password is right).
  // The same in three steps, for who cannot wait in the middle: the hash (locked_out), check_against() anywhere, and
  // what comes of it.
  [[nodiscard]] Result<std::string> stored_password(std::string_view person, Instant now);
  [[nodiscard]] Result<SignedIn> sign_in(std::string_view person, const PasswordCheck& password, std::string_view code,
                                         Instant now);
  [[nodiscard]] Result<SignedIn> sign_in(std::string_view person, std::string_view password, std::string_view code,
                                         Instant now);
  // By an identity provider, which said who it is and asked for whatever factors it asks for. Errors: oidc_not_linked.
  [[nodiscard]] Result<SignedIn> sign_in_linked(std::string_view issuer, std::string_view subject, Instant now);
  // Errors: person_not_found, identity_taken, limit_reached, value_invalid.
  [[nodiscard]] Result<void> link(const ports::IdentityRecord& identity);
  // Ends the person's sessions. Errors: oidc_not_linked.
  [[nodiscard]] Result<void> unlink(std::string_view person, std::string_view issuer, std::string_view subject);
  [[nodiscard]] Result<void> sign_out(std::string_view token);
  // Other sessions end. Errors: sign_in_failed, locked_out, password_weak.
  [[nodiscard]] Result<void> change_password(std::string_view person, std::string_view old, std::string_view password,
                                             Instant now);
  [[nodiscard]] Result<void> change_password(std::string_view person, const PasswordCheck& old,
                                             const NewPassword& password, Instant now);

  // Nobody, where the token is unknown or over.
  [[nodiscard]] Result<Caller> caller_of_session(std::string_view token, Instant now);
  [[nodiscard]] Result<Caller> caller_of_key(std::string_view token, Instant now);
  // Asks the register again from now on: it was, or may have been, changed by others.
  void forget();

  // --- second factor ---
  // Gives its secret. Errors: sign_in_failed, locked_out, second_factor_needed (there is one: remove that first).
  [[nodiscard]] Result<std::string> begin_second_factor(std::string_view person, std::string_view password,
                                                        Instant now);
  [[nodiscard]] Result<std::string> begin_second_factor(std::string_view person, const PasswordCheck& password,
                                                        Instant now);
  [[nodiscard]] Result<void> confirm_second_factor(std::string_view person, std::string_view code, Instant now);
  [[nodiscard]] Result<void> remove_second_factor(std::string_view person, std::string_view password,
                                                  std::string_view code, Instant now);
  [[nodiscard]] Result<void> remove_second_factor(std::string_view person, const PasswordCheck& password,
                                                  std::string_view code, Instant now);

  // --- API keys ---
  // Errors: limit_reached.
  [[nodiscard]] Result<IssuedKey> issue_key(std::string_view person, std::string_view label, std::string_view role,
                                            std::optional<Instant> expires_at, Instant now);
  // The old token ends. Errors: api_key_not_found.
  [[nodiscard]] Result<IssuedKey> rotate_key(std::string_view person, std::string_view id);

 private:
  // The person, where password and (unless none is set) code are right; failures are counted.
  [[nodiscard]] Result<ports::PersonRecord> check(std::string_view person, const PasswordCheck& password,
                                                  std::string_view code, bool with_code, Instant now);
  [[nodiscard]] Result<PasswordCheck> look_up(std::string_view person, std::string_view password, Instant now);
  [[nodiscard]] Result<SignedIn> new_session(const std::string& person, Instant now);
  [[nodiscard]] Result<ports::PersonRecord> known(std::string_view person);

  // Counts the failure of someone whom the register does not have. Gives sign_in_failed or locked_out.
  [[nodiscard]] std::unexpected<Error> fail_stranger(std::string_view person, Instant now);

  struct Stranger {
    std::uint32_t failures = 0;
    Instant locked_until{};
  };

  ports::Register& people_;
  TextMap<Stranger> strangers_;  // names tried that nobody has
  FlatMap<Hash256, ports::SessionRecord> sessions_;
  FlatMap<Hash256, ports::ApiKeyRecord> api_keys_;
};

// How long to wait after so many failures in a row, in seconds; 0 while they are free.
[[nodiscard]] std::int64_t wait_after(std::uint32_t failures);

}  // namespace scrip::identity
