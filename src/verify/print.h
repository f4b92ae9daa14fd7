#pragma once
// What an audit found, for people (English, Chinese) and for programs (JSON, one line).

#include <string>
#include <string_view>

#include "base/result.h"
#include "verify/verify.h"

namespace scrip::verify {

[[nodiscard]] std::string text_of(const VerifyReport& report, std::string_view file, double seconds, Language language);
[[nodiscard]] std::string json_of(const VerifyReport& report, double seconds);

// `could_not_look`: the journal was not even read.
[[nodiscard]] std::string text_of(const Error& error, bool could_not_look, Language language);
[[nodiscard]] std::string json_of(const Error& error);

[[nodiscard]] std::string_view help_text(Language language);

}  // namespace scrip::verify
