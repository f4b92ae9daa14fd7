#pragma once
// Signed tokens of an identity provider: JSON Web Signature in compact form (RFC 7515) with RS256 or ES256 (RFC 7518),
// checked against the provider's published keys (JWK sets, RFC 7517). "none", shared secrets and any other algorithm
// are refused: which algorithms there are is said here, not by the token.

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace scrip::identity {

struct JsonWebKey {
  enum class Kind : std::uint8_t { rsa, p256 };
  Kind kind = Kind::rsa;
  std::string id;  // "kid"; may be empty
  std::string first, second;  // n and e, or x and y: numbers, highest byte first
};

// The keys of a set that sign with one of our algorithms; others are passed over. Errors: syntax_error.
[[nodiscard]] Result<std::vector<JsonWebKey>> parse_key_set(std::string_view json);

// The token's claims, as JSON, once its signature held under one of the keys (the one that it names, where it names
// one). Errors: oidc_failed, with what is wrong.
[[nodiscard]] Result<std::string> checked_claims(std::string_view token, const std::vector<JsonWebKey>& keys);

// RFC 4648 section 5, with or without padding. Errors: encoding_invalid.
[[nodiscard]] Result<std::string> from_base64_url(std::string_view text);
[[nodiscard]] std::string to_base64_url(std::string_view bytes);  // without padding

}  // namespace scrip::identity
