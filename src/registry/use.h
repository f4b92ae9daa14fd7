#pragma once
// What a job is for.

#include <cstdint>
#include <string_view>

#include "base/result.h"

namespace scrip::registry {

// A voucher may be limited to some uses. Numbers are stored: never reused.
enum class Use : std::uint8_t { unspecified = 0, training = 1, inference = 2 };

[[nodiscard]] std::string_view name(Use use);
[[nodiscard]] Result<Use> parse_use(std::string_view text);  // Errors: value_invalid

}  // namespace scrip::registry
