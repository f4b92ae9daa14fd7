#pragma once
// Numbers as people read them.

#include <string>
#include <string_view>

namespace scrip {

// "-1234567.80" as "-1,234,567.80"; what is no plain decimal number stays as it is.
[[nodiscard]] std::string grouped(std::string_view number);

}  // namespace scrip
