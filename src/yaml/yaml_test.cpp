#include "yaml/yaml.h"
#include "base/test_support.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace scrip::yaml {
namespace {

Error error_of(const std::string& text) {
  const auto result = parse(text);
  if (result) return {};
  testing::expect_chinese(result.error().said);
  return result.error();
}

TEST(Yaml, EveryScalarStaysTheTextThatWasWritten) {
  const auto root = parse("share: 0.60\nkey: 007\nanswer: no\nnothing: ~\nlist: [a, 'b c']\n");
  ASSERT_TRUE(root.has_value());
  EXPECT_EQ(root->find("share")->text, "0.60");
  EXPECT_EQ(root->find("key")->text, "007");
  EXPECT_EQ(root->find("answer")->text, "no");
  EXPECT_EQ(root->find("nothing"), nullptr);
  ASSERT_EQ(root->find("list")->items.size(), 2U);
  EXPECT_EQ(root->find("list")->items[1].text, "b c");
}

TEST(Yaml, ValuesKnowTheirLines) {
  const auto root = parse("# a comment\nvouchers:\n  - key: V-1\n    face: 100 CNY\n");
  ASSERT_TRUE(root.has_value());
  const Node& voucher = root->find("vouchers")->items.front();
  EXPECT_EQ(voucher.line, 3U);
  EXPECT_EQ(voucher.find("face")->line, 4U);
}

TEST(Yaml, BrokenYamlSaysWhere) {
  const Error error = error_of("sites:\n  - key: [a\n  - key: b\n");
  EXPECT_EQ(error.code, ErrorCode::syntax_error);
  EXPECT_GE(error.line, 2U);
  EXPECT_FALSE(error.detail.empty());
}

TEST(Yaml, AFieldThatIsNamedTwiceIsAnError) {
  const Error error = error_of("key: a\nname: b\nkey: c\n");
  EXPECT_EQ(error.code, ErrorCode::duplicate_key);
  EXPECT_EQ(error.field, "key");
  EXPECT_EQ(error.line, 3U);
}

TEST(Yaml, OneFileIsOneDocument) {
  EXPECT_EQ(error_of("a: 1\n---\nb: 2\n").code, ErrorCode::syntax_error);
  EXPECT_EQ(parse("")->kind, Node::Kind::null);
}

TEST(Yaml, AliasesThatMultiplyAreBounded) {
  std::string text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i <= 9; ++i) {
    const std::string before = "*a" + std::to_string(i - 1);
    text += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [";
    for (int j = 0; j < 10; ++j) text += (j == 0 ? "" : ", ") + before;
    text += "]\n";
  }
  EXPECT_EQ(error_of(text).code, ErrorCode::too_large);
}

TEST(Yaml, DeepNestingIsAnErrorAndNotACrash) {
  EXPECT_EQ(error_of(std::string(100'000, '[')).code, ErrorCode::too_large);
}

TEST(Yaml, BytesThatAreNoTextAreNotReadOver) {
  const Error latin = error_of("a: 1\nb: caf\xe9\n");
  EXPECT_EQ(latin.code, ErrorCode::encoding_invalid);
  EXPECT_EQ(latin.line, 2U);
  EXPECT_EQ(error_of(std::string("\xff\xfe") + "a").code, ErrorCode::encoding_invalid) << "UTF-16";
  EXPECT_EQ(error_of(std::string("a: b\0c", 6)).code, ErrorCode::syntax_error);
  EXPECT_TRUE(parse("\xef\xbb\xbf"
                    "a: 1\n")
                  .has_value())
      << "a byte order mark of UTF-8 is no mistake";
}

TEST(Yaml, AnEscapeStandsForNoControlCharacter) {
  for (const std::string text : {"a: \"x\\e[2J\"", "a: [\"x\\0\"]", "\"a\\x07\": 1", "a: \"\\x7f\""}) {
    const Error error = error_of("b: 1\n" + text + "\n");
    EXPECT_EQ(error.code, ErrorCode::syntax_error) << text;
    EXPECT_EQ(error.line, 2U) << text;
  }
  EXPECT_EQ(parse("a: \"x\\ty\\n\\u7b97\"\n")->items.front().text, "x\ty\n算");
}

TEST(Yaml, UsualMistakesAreExplained) {
  const struct {
    const char* text;
    const char* remedy;
  } cases[] = {{"when: a ? b : c\n", "put quotes around a value that has ': ' in it"},
               {"a: {b: 1\nc: 2\n", "a '}' is missing"},
               {"a: [1, 2\nc: 2\n", "a ']' is missing"},
               {"a: \"b\n", "a quote is not closed"},
               {"a:\n  b: 1\n c: 2\n", "indented"},
               {"a: @b\n", "put quotes around a value that begins with"}};
  for (const auto& each : cases)
    EXPECT_THAT(error_of(each.text).detail, ::testing::HasSubstr(each.remedy)) << each.text;
}

TEST(Yaml, AnAliasIsAnErrorWhereNoneIsAllowed) {
  const auto result = parse("a: &x 1\nb: *x\n", {.aliases = false});
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().code, ErrorCode::syntax_error);
  EXPECT_EQ(result.error().line, 2U);
  EXPECT_TRUE(parse("a: &x 1\nb: *x\n").has_value());
}

// The library finds documents without end in these: it never passes what cannot begin one.
TEST(Yaml, WhatCannotBeginADocumentIsAnError) {
  for (const char* text : {",", "]", "}", ", a: b", "# a comment\n, x\n", "a\n---\n, x", "[a]\n,"}) {
    EXPECT_EQ(error_of(text).code, ErrorCode::syntax_error) << text;
  }
}

TEST(Yaml, AnEmptyFileIsNothing) {
  for (const char* text : {"", "\n", "# a comment\n", "---\n"}) {
    const auto nothing = parse(text);
    ASSERT_TRUE(nothing.has_value()) << text;
    EXPECT_EQ(nothing->kind, Node::Kind::null) << text;
  }
}

TEST(Yaml, SizeAndDepthAreBounded) {
  EXPECT_EQ(parse("[[[[1]]]]", {.depth = 3}).error().code, ErrorCode::too_large);
  EXPECT_TRUE(parse("[[[1]]]", {.depth = 3}).has_value());
  EXPECT_EQ(parse("abcd", {.bytes = 3}).error().code, ErrorCode::too_large);
}

}  // namespace
}  // namespace scrip::yaml
