#include "cli/text.h"

#include <algorithm>
#include <array>

namespace scrip::cli {
namespace {

struct Pair {
  std::string_view english;
  std::string_view chinese;
};

constexpr Pair pairs[] = {
#define SCRIP_TEXT(english_, chinese_) {english_, chinese_},
#include "cli/catalogue.def"
#undef SCRIP_TEXT
};

constexpr auto sorted_pairs = [] {
  auto sorted = std::to_array(pairs);
  std::sort(sorted.begin(), sorted.end(), [](const Pair& a, const Pair& b) { return a.english < b.english; });
  return sorted;
}();

const Pair* find(std::string_view english) {
  const auto found = std::lower_bound(sorted_pairs.begin(), sorted_pairs.end(), english,
                                      [](const Pair& pair, std::string_view text) { return pair.english < text; });
  return found != sorted_pairs.end() && found->english == english ? &*found : nullptr;
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

}  // namespace scrip::cli
