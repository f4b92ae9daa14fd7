#include "cli/text.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace scrip::cli {
namespace {

struct Pair {
  std::string_view english;
  std::string_view chinese;
};

constexpr std::array catalogue{
#define SCRIP_TEXT(english_, chinese_) Pair{english_, chinese_},
#include "cli/catalogue.def"
#undef SCRIP_TEXT
};

constexpr auto sorted_catalogue = [] {
  auto sorted = catalogue;
  std::sort(sorted.begin(), sorted.end(), [](const Pair& a, const Pair& b) { return a.english < b.english; });
  return sorted;
}();

const Pair* find(std::string_view english) {
  const auto found = std::lower_bound(sorted_catalogue.begin(), sorted_catalogue.end(), english,
                                      [](const Pair& pair, std::string_view text) { return pair.english < text; });
  return found != sorted_catalogue.end() && found->english == english ? &*found : nullptr;
}

// The code point at `at`, which moves behind it. Bytes that are not UTF-8 count one each.
std::uint32_t next_code_point(std::string_view text, std::size_t& at) {
  const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
  const std::uint8_t first = byte(at++);
  const std::size_t more = first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : first >= 0xc0 ? 1 : 0;
  if (more == 0 || at + more > text.size()) return first;
  std::uint32_t code = first & (0x3fU >> more);
  for (std::size_t i = 0; i < more; ++i) code = code << 6 | (byte(at++) & 0x3fU);
  return code;
}

// The blocks of Unicode's East Asian Width W and F that text in our languages uses.
bool is_wide(std::uint32_t code) {
  return (code >= 0x1100 && code <= 0x115f) || (code >= 0x2e80 && code <= 0xa4cf) ||
         (code >= 0xac00 && code <= 0xd7a3) || (code >= 0xf900 && code <= 0xfaff) ||
         (code >= 0xfe30 && code <= 0xfe6f) || (code >= 0xff00 && code <= 0xff60) ||
         (code >= 0xffe0 && code <= 0xffe6) || (code >= 0x20000 && code <= 0x3fffd);
}

}  // namespace

std::string_view tr(Language language, std::string_view english) {
  if (language == Language::english) return english;
  const Pair* pair = find(english);
  return pair != nullptr ? pair->chinese : english;
}

bool has_chinese(std::string_view english) { return english.empty() || find(english) != nullptr; }

Language language_of_locale(std::string_view locale) {
  return locale.starts_with("zh") ? Language::chinese : Language::english;
}

std::size_t display_width(std::string_view text) {
  std::size_t width = 0;
  for (std::size_t at = 0; at < text.size();) width += is_wide(next_code_point(text, at)) ? 2 : 1;
  return width;
}

}  // namespace scrip::cli
