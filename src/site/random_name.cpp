#include "site/random_name.h"

#include <sys/random.h>

#include <array>
#include <cstdint>

#include "base/bytes.h"
#include "base/check.h"

namespace scrip::site {

std::string random_name() {
  std::array<std::uint8_t, 16> bytes{};
  SCRIP_CHECK(::getrandom(bytes.data(), bytes.size(), 0) == static_cast<ssize_t>(bytes.size()));
  return to_hex(bytes);
}

}  // namespace scrip::site
