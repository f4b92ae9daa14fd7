#pragma once
// What people read, in English and Chinese. Texts are written in English where they are used; catalogue.def has the
// Chinese of each. A text that the catalogue lacks is shown in English, and a test fails.

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <utility>

#include "base/result.h"

namespace scrip::cli {

[[nodiscard]] std::string_view tr(Language language, std::string_view english);
[[nodiscard]] bool has_chinese(std::string_view english);

// A text with {} in it. Both languages have the same places to fill, in the same order (a test compares them).
template <class... Values>
[[nodiscard]] std::string say(Language language, std::string_view english, const Values&... values) {
  const std::string_view text = tr(language, english);
  return fmt::vformat(fmt::string_view{text.data(), text.size()}, fmt::make_format_args(values...));
}

// "en" or "zh", also as a locale ("zh_CN.UTF-8"). Anything else, "C" included, is English.
[[nodiscard]] Language language_of_locale(std::string_view locale);

}  // namespace scrip::cli
