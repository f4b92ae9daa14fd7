#include "subsidy/digest.h"

#include <array>

#include "proof/hash.h"
#include "subsidy/texts.h"

namespace scrip::subsidy {
namespace {

constexpr std::size_t block_bytes = 64;  // of SHA-256

}  // namespace

Result<DigestKey> DigestKey::parse(std::string_view hex) {
  const auto secret = hash_from_hex(hex);
  if (!secret) return fail(ErrorCode::key_invalid, say("the shared key is 64 hexadecimal digits"), "key");
  if (*secret == Hash256{}) return fail(ErrorCode::key_invalid, say("a key of zeros is no secret"), "key");
  return DigestKey(*secret);
}

Hash256 DigestKey::mac(std::string_view text) const {
  std::array<std::uint8_t, block_bytes> inner{}, outer{};
  for (std::size_t i = 0; i < block_bytes; ++i) {
    const std::uint8_t byte = i < secret_.bytes.size() ? secret_.bytes[i] : std::uint8_t{0};
    inner[i] = static_cast<std::uint8_t>(byte ^ 0x36);
    outer[i] = static_cast<std::uint8_t>(byte ^ 0x5c);
  }
  const Hash256 hashed = proof::Sha256().update(inner).update(as_bytes(text)).finish();
  return proof::Sha256().update(outer).update(hashed.bytes).finish();
}

Hash256 DigestKey::of_device(std::string_view vendor, std::string_view serial) const {
  return mac("scrip claim 1\ndevice\n" + device_key(vendor, serial) + "\n");
}

Hash256 DigestKey::of_invoice(const Invoice& invoice) const {
  return mac("scrip claim 1\ninvoice\n" + invoice_key(invoice) + "\n");
}

Hash256 DigestKey::of_device_alike(std::string_view vendor, std::string_view serial) const {
  return mac("scrip claim 1\ndevice alike\n" + device_key_alike(vendor, serial) + "\n");
}

Hash256 DigestKey::of_invoice_alike(const Invoice& invoice) const {
  return mac("scrip claim 1\ninvoice alike\n" + invoice_key_alike(invoice) + "\n");
}

}  // namespace scrip::subsidy
