#pragma once
// Names that nobody else has.

#include <string>

namespace scrip::site {

// 128 bits of the operating system's entropy as 32 hexadecimal digits.
[[nodiscard]] std::string random_name();

}  // namespace scrip::site
