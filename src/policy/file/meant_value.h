#pragma once
// Values as people write them elsewhere, in the spelling of programme files: for "did you mean '50,000,000 CNY'?".

#include <optional>
#include <string>
#include <string_view>

namespace scrip::policy {

// "5000万元" and "RMB 50,000,000" are 50,000,000 CNY, "30％" is 30%, "2026年1月1日" and "2026/1/1" are 2026-01-01,
// "2000卡时" is 2,000 h. Nothing where it is none of these, or what it reads is no plain value either.
[[nodiscard]] std::optional<std::string> meant_value(std::string_view text);

}  // namespace scrip::policy
