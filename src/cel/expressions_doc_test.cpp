// docs/formats/expressions.md says only what is so.

#include <gtest/gtest.h>

#include <fstream>
#include <regex>
#include <sstream>
#include <string>

#include "cel/test_support.h"

namespace scrip::cel {
namespace {

std::string document() {
  std::ifstream file(SCRIP_SOURCE_DIR "/docs/formats/expressions.md");
  std::ostringstream text;
  text << file.rdbuf();
  return std::regex_replace(text.str(), std::regex(R"(\\\|)"), "|");
}

std::string section(const std::string& title) {
  const std::string text = document();
  const std::size_t start = text.find("\n## " + title);
  return text.substr(start, text.find("\n## ", start + 1) - start);
}

TEST(ExpressionsDocument, gives_what_it_says) {
  const std::string text = document().substr(document().find("\n## "));  // after the list of facts
  const std::regex example("`([^`\n]+)` = ([^|;:\n]+?)( \\||;|:|\n)");
  int examples = 0;
  for (std::sregex_iterator match(text.begin(), text.end(), example), end; match != end; ++match, ++examples) {
    std::string wanted = (*match)[2];
    if (wanted.starts_with('"')) wanted = wanted.substr(1, wanted.size() - 2);
    EXPECT_EQ(test::outcome((*match)[1].str()), wanted) << (*match)[1];
  }
  EXPECT_GT(examples, 30);
}

TEST(ExpressionsDocument, conditions_hold_or_not_as_they_stand_in_their_columns) {
  const std::string text = section("Conditions");
  const std::regex row("\n\\| [^\n]*? \\| `([^`\n]+)` \\| `([^`\n]+)` \\|");
  int rows = 0;
  for (std::sregex_iterator match(text.begin(), text.end(), row), end; match != end; ++match, ++rows) {
    EXPECT_EQ(test::outcome((*match)[1].str()), "true") << (*match)[1];
    EXPECT_EQ(test::outcome((*match)[2].str()), "false") << (*match)[2];
  }
  EXPECT_EQ(rows, 7);
}

TEST(ExpressionsDocument, what_it_calls_refused_is_refused) {
  const std::string text = section("Numbers and money");
  const std::regex row("\n\\| [^\n]*? \\| [^\n]*? \\| `([^`\n]+)`");
  int rows = 0;
  for (std::sregex_iterator match(text.begin(), text.end(), row), end; match != end; ++match, ++rows) {
    EXPECT_EQ(test::outcome((*match)[1].str()).substr(0, 11), "expression_") << (*match)[1];
  }
  EXPECT_GE(rows, 8);
}

}  // namespace
}  // namespace scrip::cel
