#include "identity/jwt.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <simdjson.h>

#include <algorithm>
#include <memory>

#include "identity/texts.h"

namespace scrip::identity {
namespace {

template <auto release>
struct Release {
  template <class T>
  void operator()(T* held) const {
    release(held);
  }
};
using BigNumber = std::unique_ptr<BIGNUM, Release<BN_free>>;
using Key = std::unique_ptr<EVP_PKEY, Release<EVP_PKEY_free>>;
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, Release<EVP_PKEY_CTX_free>>;
using Builder = std::unique_ptr<OSSL_PARAM_BLD, Release<OSSL_PARAM_BLD_free>>;
using Parameters = std::unique_ptr<OSSL_PARAM, Release<OSSL_PARAM_free>>;
using Digest = std::unique_ptr<EVP_MD_CTX, Release<EVP_MD_CTX_free>>;
using EcSignature = std::unique_ptr<ECDSA_SIG, Release<ECDSA_SIG_free>>;

constexpr std::string_view url_digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::size_t p256_bytes = 32;
constexpr std::size_t rsa_bytes_min = 256;  // 2,048 bits
constexpr std::size_t rsa_bytes_max = 1'024;

std::unexpected<Error> refused(Message why) { return fail(ErrorCode::oidc_failed, std::move(why), "id_token"); }

const unsigned char* bytes_of(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }

BigNumber number_of(std::string_view bytes) {
  return BigNumber(BN_bin2bn(bytes_of(bytes), static_cast<int>(bytes.size()), nullptr));
}

Key key_from(const char* type, const Builder& builder) {
  const Parameters parameters(OSSL_PARAM_BLD_to_param(builder.get()));
  const KeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
  EVP_PKEY* made = nullptr;
  if (!parameters || !context || EVP_PKEY_fromdata_init(context.get()) != 1) return nullptr;
  if (EVP_PKEY_fromdata(context.get(), &made, EVP_PKEY_PUBLIC_KEY, parameters.get()) != 1) return nullptr;
  return Key(made);
}

Key rsa_key(const JsonWebKey& key) {
  if (key.first.size() < rsa_bytes_min || key.first.size() > rsa_bytes_max) return nullptr;
  const Builder builder(OSSL_PARAM_BLD_new());
  const BigNumber n = number_of(key.first);
  const BigNumber e = number_of(key.second);
  const bool built = OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, n.get()) == 1 &&
                     OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, e.get()) == 1;
  return built ? key_from("RSA", builder) : nullptr;
}

Key p256_key(const JsonWebKey& key) {
  if (key.first.size() != p256_bytes || key.second.size() != p256_bytes) return nullptr;
  const std::string point = std::string("\x04") + key.first + key.second;  // uncompressed
  const Builder builder(OSSL_PARAM_BLD_new());
  const bool built =
      OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, "prime256v1", 0) == 1 &&
      OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size()) == 1;
  return built ? key_from("EC", builder) : nullptr;
}

// A JWS has the two numbers of an ECDSA signature side by side; OpenSSL wants them in DER.
std::string der_of(std::string_view signature) {
  if (signature.size() != 2 * p256_bytes) return {};
  const EcSignature both(ECDSA_SIG_new());
  BigNumber r = number_of(signature.substr(0, p256_bytes));
  BigNumber s = number_of(signature.substr(p256_bytes));
  if (!both || ECDSA_SIG_set0(both.get(), r.get(), s.get()) != 1) return {};
  (void)r.release();
  (void)s.release();
  unsigned char* der = nullptr;
  const int size = i2d_ECDSA_SIG(both.get(), &der);
  if (size <= 0) return {};
  std::string out(reinterpret_cast<const char*>(der), static_cast<std::size_t>(size));
  OPENSSL_free(der);
  return out;
}

bool holds(const JsonWebKey& key, std::string_view message, std::string_view signature) {
  const bool is_rsa = key.kind == JsonWebKey::Kind::rsa;
  const Key made = is_rsa ? rsa_key(key) : p256_key(key);
  const std::string raw = is_rsa ? std::string(signature) : der_of(signature);
  const Digest digest(EVP_MD_CTX_new());
  if (!made || raw.empty() || !digest) return false;
  if (EVP_DigestVerifyInit(digest.get(), nullptr, EVP_sha256(), nullptr, made.get()) != 1) return false;
  return EVP_DigestVerify(digest.get(), bytes_of(raw), raw.size(), bytes_of(message), message.size()) == 1;
}

std::string text_in(const simdjson::dom::element& object, std::string_view name) {
  std::string_view text;
  return object[name].get(text) == simdjson::SUCCESS ? std::string(text) : std::string{};
}

struct Header {
  JsonWebKey::Kind kind = JsonWebKey::Kind::rsa;
  std::string key_id;
};

Result<Header> header_of(std::string_view part) {
  const auto decoded = from_base64_url(part);
  simdjson::dom::parser parser;
  simdjson::dom::element header;
  if (!decoded || parser.parse(*decoded).get(header) != simdjson::SUCCESS)
    return refused(say("its header does not read"));
  const std::string algorithm = text_in(header, "alg");
  if (algorithm != "RS256" && algorithm != "ES256") return refused(say("it is signed with '{0}'", algorithm));
  simdjson::dom::element critical;
  if (header["crit"].get(critical) == simdjson::SUCCESS) return refused(say("it has critical headers"));
  return Header{.kind = algorithm == "RS256" ? JsonWebKey::Kind::rsa : JsonWebKey::Kind::p256,
                .key_id = text_in(header, "kid")};
}

}  // namespace

Result<std::string> from_base64_url(std::string_view text) {
  while (text.ends_with('=')) text.remove_suffix(1);
  std::string out;
  std::uint32_t bits = 0;
  unsigned held = 0;
  for (const char c : text) {
    const auto digit = url_digits.find(c);
    if (digit == std::string_view::npos) return fail(ErrorCode::encoding_invalid, say("no base64 for URLs"));
    bits = (bits << 6) | static_cast<std::uint32_t>(digit);
    held += 6;
    if (held < 8) continue;
    held -= 8;
    out += static_cast<char>((bits >> held) & 0xffU);
  }
  if (held >= 6 || (bits & ((1U << held) - 1)) != 0) return fail(ErrorCode::encoding_invalid, say("base64 is cut off"));
  return out;
}

std::string to_base64_url(std::string_view bytes) {
  std::string out;
  std::uint32_t bits = 0;
  unsigned held = 0;
  for (const char c : bytes) {
    bits = (bits << 8) | static_cast<unsigned char>(c);
    for (held += 8; held >= 6; held -= 6) out += url_digits[(bits >> (held - 6)) & 63U];
  }
  if (held > 0) out += url_digits[(bits << (6 - held)) & 63U];
  return out;
}

Result<std::vector<JsonWebKey>> parse_key_set(std::string_view json) {
  simdjson::dom::parser parser;
  simdjson::dom::array keys;
  if (parser.parse(json.data(), json.size())["keys"].get(keys) != simdjson::SUCCESS) {
    return fail(ErrorCode::syntax_error, say("no set of keys"));
  }
  std::vector<JsonWebKey> all;
  for (const auto item : keys) {
    const std::string type = text_in(item, "kty");
    const std::string use = text_in(item, "use");
    const bool is_p256 = type == "EC" && text_in(item, "crv") == "P-256";
    if ((type != "RSA" && !is_p256) || (!use.empty() && use != "sig")) continue;
    auto first = from_base64_url(text_in(item, is_p256 ? "x" : "n"));
    auto second = from_base64_url(text_in(item, is_p256 ? "y" : "e"));
    if (!first || !second) continue;
    all.push_back({.kind = is_p256 ? JsonWebKey::Kind::p256 : JsonWebKey::Kind::rsa,
                   .id = text_in(item, "kid"),
                   .first = std::move(*first),
                   .second = std::move(*second)});
  }
  return all;
}

Result<std::string> checked_claims(std::string_view token, const std::vector<JsonWebKey>& keys) {
  const auto first = token.find('.');
  const auto second = first == std::string_view::npos ? first : token.find('.', first + 1);
  if (second == std::string_view::npos || token.find('.', second + 1) != std::string_view::npos) {
    return refused(say("it has not three parts"));
  }
  const Header header = SCRIP_TRY(header_of(token.substr(0, first)));
  const auto signature = from_base64_url(token.substr(second + 1));
  if (!signature) return refused(say("its signature does not read"));
  const bool good = std::ranges::any_of(keys, [&](const JsonWebKey& key) {
    if (key.kind != header.kind || (!header.key_id.empty() && !key.id.empty() && key.id != header.key_id)) return false;
    return holds(key, token.substr(0, second), *signature);
  });
  if (!good) return refused(say("no key of the provider signed it"));
  auto claims = from_base64_url(token.substr(first + 1, second - first - 1));
  if (!claims) return refused(say("its claims do not read"));
  return std::move(*claims);
}

}  // namespace scrip::identity
