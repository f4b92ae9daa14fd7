#include "identity/totp.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>

#include "base/check.h"
#include "identity/secret.h"

namespace scrip::identity {
namespace {

constexpr std::int64_t step_ms = 30'000;
constexpr std::size_t secret_bytes = 20;

std::string percent_encoded(std::string_view text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
        c == '_') {
      out += c;
    } else {
      out += '%';
      out += digits[byte >> 4];
      out += digits[byte & 15];
    }
  }
  return out;
}

}  // namespace

std::string new_totp_secret() { return to_base32(random_bytes(secret_bytes)); }

std::uint64_t totp_step(Instant at) { return static_cast<std::uint64_t>(count(at) / step_ms); }

std::string totp_code(ByteView secret, std::uint64_t step, int digits) {
  std::array<std::uint8_t, 8> counter{};
  for (std::size_t i = 0; i < counter.size(); ++i) {
    counter[counter.size() - 1 - i] = static_cast<std::uint8_t>(step >> (8 * i));
  }
  std::array<std::uint8_t, EVP_MAX_MD_SIZE> mac{};
  unsigned size = 0;
  SCRIP_CHECK(HMAC(EVP_sha1(), secret.data(), static_cast<int>(secret.size()), counter.data(), counter.size(),
                   mac.data(), &size) != nullptr);
  const std::size_t at = mac[size - 1] & 15u;  // RFC 4226, section 5.3
  std::uint32_t number = (mac[at] & 127u) << 24 | static_cast<std::uint32_t>(mac[at + 1]) << 16 |
                         static_cast<std::uint32_t>(mac[at + 2]) << 8 | mac[at + 3];
  std::string code(static_cast<std::size_t>(digits), '0');
  for (auto digit = code.rbegin(); digit != code.rend(); ++digit) {
    *digit = static_cast<char>('0' + number % 10);
    number /= 10;
  }
  return code;
}

std::optional<std::uint64_t> check_totp(std::string_view secret, std::string_view code, Instant at,
                                        std::uint64_t taken) {
  const auto bytes = from_base32(secret);
  if (!bytes || bytes->empty()) return std::nullopt;
  const std::uint64_t now = totp_step(at);
  for (const std::uint64_t step : {now, now - 1, now + 1}) {
    if (step > taken && same_secret(totp_code(*bytes, step), code)) return step;
  }
  return std::nullopt;
}

std::string totp_uri(std::string_view secret, std::string_view person, std::string_view authority) {
  return "otpauth://totp/" + percent_encoded(authority) + ":" + percent_encoded(person) +
         "?secret=" + std::string(secret) + "&issuer=" + percent_encoded(authority);
}

}  // namespace scrip::identity
