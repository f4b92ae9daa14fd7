#pragma once
// Passwords as argon2id hashes (RFC 9106), in the encoded form that carries its own settings and salt.

#include <string>
#include <string_view>

#include "base/result.h"

namespace scrip::identity {

// Cost: about 20 ms and 19 MiB (OWASP's first choice: m = 19456 KiB, t = 2, p = 1).
// Errors: password_weak (too short, too long, or the person's id).
[[nodiscard]] Result<std::string> hash_password(std::string_view password, std::string_view person);

// Whether the password is the one that was hashed; false for an empty or damaged hash, after the same work: how long it
// takes does not tell whether there is such a person.
[[nodiscard]] bool check_password(std::string_view password, const std::string& hash);

}  // namespace scrip::identity
