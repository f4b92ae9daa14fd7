#pragma once
// Random secrets, and what is kept of them.

#include <cstddef>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"

namespace scrip::identity {

// From the system's own generator; ends the process where there is none, for nothing could be kept secret then.
[[nodiscard]] Bytes random_bytes(std::size_t count);

// 256 random bits as 43 characters of base 64 for URLs (RFC 4648 section 5, no padding).
[[nodiscard]] std::string new_token();
// 48 random bits in hexadecimal: a name that nobody else has, and no secret.
[[nodiscard]] std::string new_id();

// What the register keeps of a token. A token has 256 random bits, so a plain hash cannot be searched for.
[[nodiscard]] Hash256 token_hash(std::string_view token);

// Takes as long whether the first or the last character differs.
[[nodiscard]] bool same_secret(std::string_view a, std::string_view b);

// Base 32 of RFC 4648 section 6, without padding.
[[nodiscard]] std::string to_base32(ByteView bytes);
[[nodiscard]] Result<Bytes> from_base32(std::string_view text);  // Errors: encoding_invalid

}  // namespace scrip::identity
