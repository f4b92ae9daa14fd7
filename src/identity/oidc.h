#pragma once
// Sign-in at an identity provider: OpenID Connect Core 1.0, authorisation code flow, with PKCE (RFC 7636). What is
// pure of it; who asks the provider is the service.

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "identity/jwt.h"

namespace scrip::identity {

// This server as the provider knows it.
struct OidcClient {
  std::string issuer;  // an https address (http only on loopback), without the final slash
  std::string client_id;
  std::string client_secret;
  std::string name;        // of the provider, for the button
  std::string redirect_uri;  // .../api/v1/session/oidc/callback

  [[nodiscard]] bool is_set() const { return !issuer.empty(); }
};

struct OidcProvider {
  std::string authorization_endpoint, token_endpoint, jwks_uri;
};

// A sign-in that was begun: secrets that come back, or are sent along, when it ends.
struct OidcAttempt {
  std::string state, nonce, verifier;
  std::string return_to;  // a path of the portal
  Instant begun{};
};

// Where the provider describes itself (OpenID Connect Discovery 1.0, section 4).
[[nodiscard]] std::string discovery_url(const OidcClient& client);
// Errors: oidc_unavailable (it does not read, is another's, or leads away from https).
[[nodiscard]] Result<OidcProvider> parse_discovery(const OidcClient& client, std::string_view json);

// An address that a server's secrets may be sent to: https, or http on loopback.
[[nodiscard]] bool is_safe_address(std::string_view url);

[[nodiscard]] OidcAttempt new_attempt(std::string_view return_to, Instant now);
[[nodiscard]] std::string authorization_url(const OidcClient& client, const OidcProvider& provider,
                                            const OidcAttempt& attempt);
// The body and the Authorization header of the request that turns a code into tokens.
[[nodiscard]] std::string token_request(const OidcClient& client, const OidcAttempt& attempt, std::string_view code);
[[nodiscard]] std::string basic_authorization(const OidcClient& client);
// Errors: oidc_failed.
[[nodiscard]] Result<std::string> id_token_in(std::string_view json);

// Whom the token is about. It is checked as section 3.1.3.7 asks: signature, issuer, audience (this client only, or
// this one as the authorised party), time, and the nonce of the attempt. Errors: oidc_failed.
[[nodiscard]] Result<std::string> subject_of(std::string_view id_token, const std::vector<JsonWebKey>& keys,
                                             const OidcClient& client, const OidcAttempt& attempt, Instant now);

}  // namespace scrip::identity
