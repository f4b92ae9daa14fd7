#pragma once
// Byte strings and 256-bit hashes.

#include <array>
#include <compare>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace scrip {

using Bytes = std::vector<std::uint8_t>;
using ByteView = std::span<const std::uint8_t>;

struct Hash256 {
  std::array<std::uint8_t, 32> bytes{};
  friend auto operator<=>(const Hash256&, const Hash256&) = default;
  template <class H>
  friend H AbslHashValue(H h, const Hash256& hash) {
    return H::combine(std::move(h), hash.bytes);
  }
};

[[nodiscard]] inline ByteView as_bytes(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}
[[nodiscard]] inline std::string_view as_text(ByteView bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

[[nodiscard]] std::string to_hex(ByteView bytes);
[[nodiscard]] inline std::string to_hex(const Hash256& hash) { return to_hex(ByteView{hash.bytes}); }
[[nodiscard]] Result<Bytes> from_hex(std::string_view text);  // Errors: encoding_invalid
[[nodiscard]] Result<Hash256> hash_from_hex(std::string_view text);  // Errors: encoding_invalid

// Base 64 of RFC 4648 section 4, with padding. Reading is strict: bytes have one text form only, so no two texts stand
// for the same bytes (no missing padding, no line breaks, no stray bits before the padding).
[[nodiscard]] std::string to_base64(ByteView bytes);
[[nodiscard]] Result<Bytes> from_base64(std::string_view text);  // Errors: encoding_invalid

}  // namespace scrip
