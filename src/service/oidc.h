#pragma once
// Sign-in at an identity provider, as this server does it: attempts that were begun, what the provider says of itself,
// and its keys. The rules are identity/oidc.h. Threads: one caller at a time; ask_provider() and redeem() run anywhere.

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "identity/oidc.h"

namespace scrip::service {

class Oidc {
 public:
  // What is known of the provider; asked for again after limits::oidc_keys_s_max.
  struct Known {
    identity::OidcProvider provider;
    std::vector<identity::JsonWebKey> keys;
    Instant at{};
  };

  explicit Oidc(identity::OidcClient client) : client_(std::move(client)) {}

  [[nodiscard]] const identity::OidcClient& client() const { return client_; }
  [[nodiscard]] const Known* known(Instant now) const;
  void learn(Known known) { known_ = std::move(known); }

  // Begins an attempt, which ends with its state, once and within limits::oidc_attempt_s_max. Errors: overloaded.
  [[nodiscard]] Result<identity::OidcAttempt> begin(std::string_view return_to, Instant now);
  // Errors: oidc_failed (no such attempt: never begun, ended before, or too old).
  [[nodiscard]] Result<identity::OidcAttempt> end(std::string_view state, Instant now);

 private:
  identity::OidcClient client_;
  std::optional<Known> known_;
  std::map<std::string, identity::OidcAttempt, std::less<>> attempts_;  // by state
};

// Reads the provider's description and keys. Errors: oidc_unavailable.
[[nodiscard]] Result<Oidc::Known> ask_provider(const identity::OidcClient& client, Instant now);

struct Redeemed {
  std::string subject;
  Oidc::Known known;  // newer than before, where the provider had changed its keys
};
// Turns a code into the subject who signed in. Errors: oidc_failed, oidc_unavailable.
[[nodiscard]] Result<Redeemed> redeem(const identity::OidcClient& client, std::optional<Oidc::Known> known,
                                      const identity::OidcAttempt& attempt, const std::string& code, Instant now);

}  // namespace scrip::service
