#pragma once
// HTTP Message Signatures (RFC 9421) with Ed25519, and the digest of a body that they cover (RFC 9530): the part of
// them that usage is signed with. docs/formats/usage-signature.md says which part that is.
//
// What is signed is a text, the signature base (section 2.5): one line for each covered component, then the
// parameters. It is short, and names the body by its digest; so whoever keeps the base and the signature can check
// later who sent what, to which address and when, with the public key and nothing else.
//
// Structured fields (RFC 8941) are read as far as these headers need them: one dictionary member, an inner list of
// strings without parameters, parameters that are integers or strings. All else is an error, not skipped.

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "proof/key.h"

namespace scrip::proof {

// What a signature may cover of a request.
struct SignedRequest {
  std::string_view method;  // "POST"
  std::string_view path;    // as it was sent, not decoded
  std::string_view query;   // without its question mark
  std::string_view authority;
  std::string_view scheme;  // "https"
  // The value of a header field by its name in lower case; none: there is no such.
  std::function<std::optional<std::string_view>(std::string_view name)> field;
};

struct MessageSignature {
  std::string base;
  Signature signature{};
  friend bool operator==(const MessageSignature&, const MessageSignature&) = default;
};

// The signature of a request by its two fields, with the base made from the request. It is not verified.
// Errors: signature_malformed.
[[nodiscard]] Result<MessageSignature> read_message_signature(std::string_view signature_input,
                                                              std::string_view signature, const SignedRequest& request);

// What a base says.
struct SignatureBase {
  std::string method;                  // empty: not covered, as for the others
  std::string path;                    // of "@path", or of "@target-uri"
  std::optional<Hash256> body;         // SHA-256 of the content, of "content-digest"
  std::optional<std::int64_t> created_s;  // since 1970
  std::optional<std::int64_t> expires_s;
  std::string key_id;
  std::string algorithm;  // empty: the key says
};
// Errors: signature_malformed: it is not written as a base is.
[[nodiscard]] Result<SignatureBase> read_signature_base(std::string_view base);

// "sha-256=:...:". Reading takes other digests beside it. Errors: signature_malformed: no sha-256, or no bytes of it.
[[nodiscard]] std::string content_digest(const Hash256& body);
[[nodiscard]] Result<Hash256> read_content_digest(std::string_view field);

// The three header fields that sign a body.
struct SignatureFields {
  std::string content_digest, signature_input, signature;
};
struct BodyToSign {
  std::string_view path;  // of a POST
  ByteView body;
  std::int64_t created_s = 0;
};
// Covers "@method", "@path" and "content-digest"; the key's name is its keyid.
[[nodiscard]] SignatureFields sign_body(const PrivateKey& key, const BodyToSign& what);

// A public key as base 64 of its 32 bytes, or as PEM (RFC 8410). The name is left empty. Errors: key_invalid.
[[nodiscard]] Result<PublicKey> read_ed25519_key(std::string_view text);

}  // namespace scrip::proof
