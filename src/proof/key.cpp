#include "proof/key.h"

#include <openssl/evp.h>

#include <algorithm>
#include <memory>
#include <utility>

#include "base/check.h"
#include "proof/hash.h"
#include "proof/texts.h"

namespace scrip::proof {
namespace {

constexpr std::uint8_t ed25519_type = 0x01;  // C2SP signed-note, "Signature types"
constexpr std::string_view private_prefix = "PRIVATE+KEY+";

using KeyBytes = std::array<std::uint8_t, 32>;
using EvpKey = std::unique_ptr<EVP_PKEY, decltype([](EVP_PKEY* key) { EVP_PKEY_free(key); })>;
using EvpDigest = std::unique_ptr<EVP_MD_CTX, decltype([](EVP_MD_CTX* context) { EVP_MD_CTX_free(context); })>;

EvpKey evp_key(const PrivateKey& key) {
  EvpKey evp{EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, key.seed.data(), key.seed.size())};
  SCRIP_CHECK(evp != nullptr);  // any 32 bytes are a seed
  return evp;
}

// A key's text without the prefix: name, id, type byte and 32 bytes.
std::string format_key(std::string_view name, const PublicKey& public_key, const KeyBytes& key_bytes) {
  SCRIP_CHECK(is_key_name(name));
  Bytes typed{ed25519_type};
  typed.insert(typed.end(), key_bytes.begin(), key_bytes.end());
  return std::string(name) + '+' + to_hex(key_id(public_key)) + '+' + to_base64(typed);
}

struct KeyText {
  std::string name;
  std::string_view id;
  KeyBytes bytes{};
};

std::unexpected<Error> bad_key(Message said) { return fail(ErrorCode::key_invalid, std::move(said)); }

Result<KeyText> parse_key(std::string_view text) {
  const auto name_end = text.find('+');
  if (name_end == text.npos) return bad_key(say("a key reads name+id+base64"));
  const auto id_end = text.find('+', name_end + 1);  // base 64 may hold more of them
  if (id_end == text.npos) return bad_key(say("a key reads name+id+base64"));

  KeyText key{.name = std::string(text.substr(0, name_end)), .id = text.substr(name_end + 1, id_end - name_end - 1)};
  if (!is_key_name(key.name)) return bad_key(say("not a key name"));
  const auto typed = from_base64(text.substr(id_end + 1));
  if (!typed) return bad_key(say("the key: {0}", typed.error().sentence()));
  if (typed->size() != 1 + key.bytes.size()) return bad_key(say("an Ed25519 key has 33 bytes with its type"));
  if (typed->front() != ed25519_type) return bad_key(say("the key is not of type 1 (Ed25519)"));
  std::copy(typed->begin() + 1, typed->end(), key.bytes.begin());
  return key;
}

Result<void> expect_id(std::string_view given, const PublicKey& key) {
  if (given == to_hex(key_id(key))) return {};
  return bad_key(say("the key does not match its id: it was changed or mistyped"));
}

}  // namespace

bool is_key_name(std::string_view name) {
  return !name.empty() && name.size() <= key_name_bytes_max &&
         std::ranges::all_of(name, [](char c) { return c > ' ' && c <= '~' && c != '+'; });
}

Result<KeyPair> generate_key_pair(std::string name) {
  if (!is_key_name(name))
    return bad_key(say("a key name is 1 to 255 printable ASCII characters without space and '+'"));
  const EvpKey evp{EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519")};
  SCRIP_CHECK(evp != nullptr);
  PrivateKey key{.name = std::move(name)};
  std::size_t size = key.seed.size();
  SCRIP_CHECK(EVP_PKEY_get_raw_private_key(evp.get(), key.seed.data(), &size) == 1);
  SCRIP_CHECK(size == key.seed.size());
  PublicKey public_key = public_key_of(key);
  return KeyPair{.private_key = std::move(key), .public_key = std::move(public_key)};
}

PublicKey public_key_of(const PrivateKey& key) {
  PublicKey public_key{.name = key.name};
  std::size_t size = public_key.bytes.size();
  SCRIP_CHECK(EVP_PKEY_get_raw_public_key(evp_key(key).get(), public_key.bytes.data(), &size) == 1);
  SCRIP_CHECK(size == public_key.bytes.size());
  return public_key;
}

Signature sign(const PrivateKey& key, ByteView message) {
  const EvpKey evp = evp_key(key);
  const EvpDigest context{EVP_MD_CTX_new()};
  SCRIP_CHECK(context != nullptr);
  SCRIP_CHECK(EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, evp.get()) == 1);
  Signature signature{};
  std::size_t size = signature.size();
  SCRIP_CHECK(EVP_DigestSign(context.get(), signature.data(), &size, message.data(), message.size()) == 1);
  SCRIP_CHECK(size == signature.size());
  return signature;
}

Result<void> verify(const PublicKey& key, ByteView message, const Signature& signature) {
  const EvpKey evp{EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, key.bytes.data(), key.bytes.size())};
  SCRIP_CHECK(evp != nullptr);  // whether the bytes are a point of the curve is found out below
  const EvpDigest context{EVP_MD_CTX_new()};
  SCRIP_CHECK(context != nullptr);
  SCRIP_CHECK(EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, evp.get()) == 1);
  if (EVP_DigestVerify(context.get(), signature.data(), signature.size(), message.data(), message.size()) != 1) {
    return fail(ErrorCode::signature_invalid, say("not signed, as it stands, by the key {0}", key.name));
  }
  return {};
}

std::array<std::uint8_t, 4> key_id(const PublicKey& key) {
  constexpr std::array<std::uint8_t, 2> separator{'\n', ed25519_type};
  const Hash256 hash = Sha256{}.update(as_bytes(key.name)).update(separator).update(key.bytes).finish();
  return {hash.bytes[0], hash.bytes[1], hash.bytes[2], hash.bytes[3]};
}

std::string format_public_key(const PublicKey& key) { return format_key(key.name, key, key.bytes); }

std::string format_private_key(const PrivateKey& key) {
  return std::string(private_prefix) + format_key(key.name, public_key_of(key), key.seed);
}

Result<PublicKey> parse_public_key(std::string_view text) {
  if (text.starts_with(private_prefix)) return bad_key(say("this is the private key; the public one is asked for"));
  auto parsed = SCRIP_TRY(parse_key(text));
  PublicKey key{.name = std::move(parsed.name), .bytes = parsed.bytes};
  SCRIP_TRY_VOID(expect_id(parsed.id, key));
  return key;
}

Result<PrivateKey> parse_private_key(std::string_view text) {
  if (!text.starts_with(private_prefix)) return bad_key(say("a private key starts with PRIVATE+KEY+"));
  auto parsed = SCRIP_TRY(parse_key(text.substr(private_prefix.size())));
  PrivateKey key{.name = std::move(parsed.name), .seed = parsed.bytes};
  SCRIP_TRY_VOID(expect_id(parsed.id, public_key_of(key)));
  return key;
}

}  // namespace scrip::proof
