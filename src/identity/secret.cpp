#include "identity/secret.h"

#include <openssl/crypto.h>
#include <sys/random.h>

#include "base/check.h"
#include "identity/texts.h"
#include "proof/hash.h"

namespace scrip::identity {
namespace {

constexpr std::size_t token_bytes = 32;
constexpr std::size_t id_bytes = 6;
constexpr std::size_t random_call_max = 256;  // getentropy() gives no more at a time
constexpr std::string_view base32_digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
constexpr unsigned base32_bits = 5;

}  // namespace

Bytes random_bytes(std::size_t count) {
  SCRIP_CHECK(count <= random_call_max);
  Bytes bytes(count);
  SCRIP_CHECK(::getentropy(bytes.data(), bytes.size()) == 0);
  return bytes;
}

std::string new_token() {
  std::string text = to_base64(random_bytes(token_bytes));
  while (text.ends_with('=')) text.pop_back();
  for (char& c : text) {
    if (c == '+') c = '-';
    if (c == '/') c = '_';
  }
  return text;
}

std::string new_id() { return to_hex(random_bytes(id_bytes)); }

Hash256 token_hash(std::string_view token) { return proof::sha256(as_bytes(token)); }

bool same_secret(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

std::string to_base32(ByteView bytes) {
  std::string text;
  unsigned bits = 0;
  std::uint32_t held = 0;
  for (const std::uint8_t byte : bytes) {
    held = held << 8 | byte;
    bits += 8;
    while (bits >= base32_bits) {
      bits -= base32_bits;
      text += base32_digits[held >> bits & 31];
    }
    held &= (1u << bits) - 1;
  }
  if (bits > 0) text += base32_digits[held << (base32_bits - bits) & 31];
  return text;
}

Result<Bytes> from_base32(std::string_view text) {
  Bytes bytes;
  unsigned bits = 0;
  std::uint32_t held = 0;
  for (const char c : text) {
    const auto digit = base32_digits.find(c);
    if (digit == std::string_view::npos) return fail(ErrorCode::encoding_invalid, say("not base 32"));
    held = held << base32_bits | static_cast<std::uint32_t>(digit);
    bits += base32_bits;
    if (bits < 8) continue;
    bits -= 8;
    bytes.push_back(static_cast<std::uint8_t>(held >> bits & 255));
    held &= (1u << bits) - 1;
  }
  return bytes;
}

}  // namespace scrip::identity
