#pragma once
// Time-based one-time passwords, RFC 6238: HMAC-SHA-1, six digits, steps of 30 seconds, as authenticator apps have
// them.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/time.h"

namespace scrip::identity {

[[nodiscard]] std::string new_totp_secret();  // 160 random bits in base 32

[[nodiscard]] std::uint64_t totp_step(Instant at);
// `digits` is 6 .. 8.
[[nodiscard]] std::string totp_code(ByteView secret, std::uint64_t step, int digits = 6);

// The step whose code this is: the present one or the one before or after it, and later than `taken`, so that no code
// is taken twice. None: the code is not right, or the secret does not decode.
[[nodiscard]] std::optional<std::uint64_t> check_totp(std::string_view secret, std::string_view code, Instant at,
                                                      std::uint64_t taken);

// otpauth://totp/..., what an authenticator app reads from a picture.
[[nodiscard]] std::string totp_uri(std::string_view secret, std::string_view person, std::string_view authority);

}  // namespace scrip::identity
