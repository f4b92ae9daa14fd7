#pragma once
// The register: what is known of persons beside their roles, and how they sign in. It can forget; the journal, which
// knows persons by id only, cannot and need not (docs/decisions/0012).
//
// Implementations: storage/sqlite (a file of its own beside the journal's), storage/memory (tests). One conformance
// suite, tests/conformance, runs on both.
//
// Threads: one caller at a time. Every write is durable on return.
//
// Errors, of every function: store_unavailable, store_corrupt; of every write also store_full.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "base/time.h"

namespace scrip::ports {

struct PersonRecord {
  std::string id;  // as the journal's entries name it; never used again for someone else
  std::string name, email, language;
  std::string password;           // argon2id, in its encoded form; empty: cannot sign in
  std::string totp_secret;        // base 32; empty: no second factor
  std::string totp_pending;       // one that was begun and not confirmed
  std::uint64_t totp_step = 0;    // the newest time step whose code was taken: no code is taken twice
  std::uint32_t failures = 0;     // of signing in, in a row
  Instant locked_until{};
  Instant created_at{};
  friend bool operator==(const PersonRecord&, const PersonRecord&) = default;
};

struct SessionRecord {
  Hash256 token;  // SHA-256 of what the cookie holds
  std::string person;
  std::string csrf_token;
  Instant created_at{}, used_at{};
  friend bool operator==(const SessionRecord&, const SessionRecord&) = default;
};

struct ApiKeyRecord {
  std::string id;
  Hash256 token;  // SHA-256 of what the caller holds
  std::string person;
  std::string label;
  std::string role;  // narrows the person's roles to this one; empty: all of them
  Instant created_at{};
  std::optional<Instant> used_at, expires_at;
  friend bool operator==(const ApiKeyRecord&, const ApiKeyRecord&) = default;
};

// Who someone is at an identity provider (OpenID Connect: issuer and subject).
struct IdentityRecord {
  std::string issuer, subject, person;
  Instant linked_at{};
  std::string linked_by;  // the administrator
  friend bool operator==(const IdentityRecord&, const IdentityRecord&) = default;
};

class Register {
 public:
  virtual ~Register() = default;

  // --- persons ---
  // Adds a person. Errors: person_exists.
  [[nodiscard]] virtual Result<void> add_person(const PersonRecord& person) = 0;
  // Replaces what is known of one. Errors: person_not_found.
  [[nodiscard]] virtual Result<void> put_person(const PersonRecord& person) = 0;
  [[nodiscard]] virtual Result<std::optional<PersonRecord>> find_person(std::string_view id) = 0;
  [[nodiscard]] virtual Result<std::vector<PersonRecord>> people() = 0;  // by id
  // Forgets all of a person, sessions, API keys and identities too; the id stays taken. Errors: person_not_found.
  [[nodiscard]] virtual Result<void> erase_person(std::string_view id) = 0;

  // --- sessions ---
  [[nodiscard]] virtual Result<void> put_session(const SessionRecord& session) = 0;
  [[nodiscard]] virtual Result<std::optional<SessionRecord>> find_session(const Hash256& token) = 0;
  [[nodiscard]] virtual Result<void> drop_session(const Hash256& token) = 0;
  [[nodiscard]] virtual Result<void> drop_sessions_of(std::string_view person) = 0;
  // Those created or last used before these times are over.
  [[nodiscard]] virtual Result<void> drop_sessions_before(Instant created, Instant used) = 0;

  // --- API keys ---
  [[nodiscard]] virtual Result<void> put_api_key(const ApiKeyRecord& key) = 0;
  [[nodiscard]] virtual Result<std::optional<ApiKeyRecord>> find_api_key(const Hash256& token) = 0;
  [[nodiscard]] virtual Result<std::vector<ApiKeyRecord>> api_keys_of(std::string_view person) = 0;  // by id
  // Errors: api_key_not_found (also where it is another person's).
  [[nodiscard]] virtual Result<void> drop_api_key(std::string_view person, std::string_view id) = 0;

  // --- identities ---
  // Errors: identity_taken (the subject is linked already).
  [[nodiscard]] virtual Result<void> add_identity(const IdentityRecord& identity) = 0;
  [[nodiscard]] virtual Result<std::optional<IdentityRecord>> find_identity(std::string_view issuer,
                                                                            std::string_view subject) = 0;
  [[nodiscard]] virtual Result<std::vector<IdentityRecord>> identities_of(
      std::string_view person) = 0;  // by issuer, subject
  // Errors: oidc_not_linked (also where it is another person's).
  [[nodiscard]] virtual Result<void> drop_identity(std::string_view person, std::string_view issuer,
                                                   std::string_view subject) = 0;
};

}  // namespace scrip::ports
