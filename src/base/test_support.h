#pragma once
// What people read in Chinese has no English sentences left in it.

#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <string>
#include <string_view>

#include "base/message.h"
#include "base/result.h"

namespace scrip::testing {

// The first run of three English words that stands outside of quotes, or nothing. What a file or an expression writes
// (names, code) comes in quotes or is shorter.
inline std::string english_in(std::string_view text) {
  std::string plain;
  for (std::size_t at = 0; at < text.size();) {
    const bool opens = text.substr(at).starts_with("“");
    const std::size_t end = opens ? text.find("”", at) : std::string_view::npos;
    if (end != std::string_view::npos) {
      at = end + std::string_view("”").size();
      plain += "“”";
    } else {
      plain += text[at++];
    }
  }
  std::string run;
  int words = 0;
  std::string word;
  for (const char c : plain + " .") {
    if (std::isalpha(static_cast<unsigned char>(c)) != 0) {
      word += c;
    } else if (c == ' ' && word.size() > 1) {
      run += word + " ";
      word.clear();
      if (++words == 3) return run;
    } else {
      run.clear();
      word.clear();
      words = 0;
    }
  }
  return {};
}

inline bool has_chinese_characters(std::string_view text) {
  return std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) >= 0xe4; });
}

inline void expect_chinese(const Message& message) {
  const std::string chinese = message.text(Language::chinese);
  EXPECT_EQ(english_in(chinese), "") << chinese;
  EXPECT_TRUE(has_chinese_characters(chinese)) << chinese;
}
// Of a hint, which may be nothing but what to write.
inline void expect_no_english(const Message& message) {
  const std::string chinese = message.text(Language::chinese);
  EXPECT_EQ(english_in(chinese), "") << chinese;
}

// The detail, of which there is Chinese, too.
inline std::string detail_of(const Error& error) {
  EXPECT_FALSE(error.said.empty()) << error.detail;
  expect_chinese(error.said);
  return error.detail;
}

}  // namespace scrip::testing
