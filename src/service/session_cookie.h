#pragma once
// The cookie that holds a session.

#include <cstdint>
#include <string>
#include <string_view>

#include "base/limits.h"
#include "service/service.h"

namespace scrip::service {

// Strict: a link from elsewhere opens the portal as nobody, and the portal's own first request has it.
[[nodiscard]] inline std::string session_cookie_header(const Service& service, std::string_view token,
                                                       std::int64_t age_s) {
  return "scrip_session=" + std::string(token) +
         "; Path=/; HttpOnly; SameSite=Strict; Max-Age=" + std::to_string(age_s) +
         (service.surroundings().secure_cookie ? "; Secure" : "");
}

}  // namespace scrip::service
