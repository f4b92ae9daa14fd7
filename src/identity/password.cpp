#include "identity/password.h"

#include <argon2.h>

#include <array>

#include "base/check.h"
#include "base/limits.h"
#include "identity/secret.h"
#include "identity/texts.h"

namespace scrip::identity {
namespace {

constexpr std::uint32_t passes = 2;
constexpr std::uint32_t memory_kib = 19'456;
constexpr std::uint32_t lanes = 1;
constexpr std::size_t salt_bytes = 16;
constexpr std::size_t hash_bytes = 32;

std::string encoded_hash(std::string_view password) {
  const Bytes salt = random_bytes(salt_bytes);
  std::array<char, 128> encoded{};
  const int status = argon2id_hash_encoded(passes, memory_kib, lanes, password.data(), password.size(), salt.data(),
                                           salt.size(), hash_bytes, encoded.data(), encoded.size());
  SCRIP_CHECK(status == ARGON2_OK);
  return encoded.data();
}

}  // namespace

Result<std::string> hash_password(std::string_view password, std::string_view person) {
  if (password.size() < limits::password_bytes_min || password.size() > limits::password_bytes_max ||
      password == person) {
    return fail(ErrorCode::password_weak, say("{0} bytes", password.size()), "password");
  }
  return encoded_hash(password);
}

bool check_password(std::string_view password, const std::string& hash) {
  if (password.size() > limits::password_bytes_max) return false;
  if (hash.empty()) {
    return encoded_hash(password).empty();  // the work of a real check, and never right
  }
  return argon2id_verify(hash.c_str(), password.data(), password.size()) == ARGON2_OK;
}

}  // namespace scrip::identity
