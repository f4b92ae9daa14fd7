// Programme files made to hurt: each ends quickly in a clear error, or does no harm.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/limits.h"
#include "tests/support/policy.h"
#include "tests/support/sanitized.h"

namespace scrip::policy {
namespace {

using testing::compiled;
using testing::decide;
using testing::describe;
using ::testing::HasSubstr;
using testing::problems_of;
using testing::ProgrammeText;

std::string repeated(std::string_view text, std::size_t times) {
  std::string all;
  for (std::size_t i = 0; i < times; ++i) all += text;
  return all;
}

ErrorCode first_code(const std::string& text) {
  const auto problems = problems_of(text);
  EXPECT_FALSE(problems.empty());
  return problems.empty() ? ErrorCode{} : problems.front().code;
}

TEST(Hostile, NestingOfHundredsOfThousandsOfLevelsIsTooLarge) {
  for (const char* level : {"[", "{a: ", "- ", "? "}) {
    EXPECT_EQ(first_code(repeated(level, 100'000)), ErrorCode::too_large) << level;
  }
}

TEST(Hostile, NestingBeyondTheLimitIsTooLarge) {
  EXPECT_EQ(first_code("a: " + repeated("[", 100) + repeated("]", 100)), ErrorCode::too_large);
}

TEST(Hostile, AnAliasIsNotFollowed) {
  const std::string bomb = "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: [*c, *c]\n";
  const auto problems = problems_of(bomb);
  ASSERT_EQ(problems.size(), 1u);
  EXPECT_EQ(problems.front().code, ErrorCode::syntax_error);
  EXPECT_EQ(problems.front().place.line, 2u);
}

TEST(Hostile, AFileBeyondTheLimitIsTooLarge) {
  const std::string programme = ProgrammeText().text();
  const std::size_t room = limits::policy_file_bytes_max - programme.size();
  EXPECT_EQ(describe(problems_of(programme + "#" + std::string(room - 1, 'x'))), "");
  EXPECT_EQ(first_code(programme + "#" + std::string(room, 'x')), ErrorCode::too_large);
}

TEST(Hostile, AFileOfFieldsThatAreNotKnownNamesAHundred) {
  std::string text;
  for (int i = 0; i < 20'000; ++i) text += "f" + std::to_string(i) + ": 1\n";
  EXPECT_EQ(problems_of(text).size(), 100u);
}

TEST(Hostile, TenThousandRulesAreTooMany) {
  ProgrammeText text;
  text.fact("local", "yes_no");
  for (int i = 0; i < 10'000; ++i) text.rule("r" + std::to_string(i), "require: local");
  EXPECT_THAT(describe(problems_of(text.text())), HasSubstr("eligibility: more than 512 items"));
}

TEST(Hostile, AsManyRowsAsAreAllowedAreAnalysedInTime) {
  ProgrammeText text;
  text.fact("months", "count");
  for (std::size_t i = 0; i < limits::policy_rules_max - 1; ++i) {
    text.row("r" + std::to_string(i), "when: months == " + std::to_string(i) + ", rate: 50%");
  }
  text.row("others", "otherwise: yes, rate: 30%");
  EXPECT_EQ(describe(problems_of(text.text())), "");
}

TEST(Hostile, AsManyEntangledRulesAsAreAllowedAreGivenUpInTime) {
  ProgrammeText text;
  text.fact("months", "count").fact("days", "count");
  for (std::size_t i = 0; i < testing::part_of(limits::policy_rules_max); ++i) {
    const std::string n = std::to_string(i);
    text.rule("e" + n, "require: months != " + n + " || days != " + n + " || spend > cny(" + n + ")");
    text.row("r" + n,
             "when: (months > " + n + " || days < " + n + ") && (spend < cny(" + n + ") || days > 7), rate: 50%");
  }
  static_cast<void>(problems_of(text.text()));
}

TEST(Hostile, ConditionsComparedWithEachOtherDoNotDoubleAtEveryLevel) {
  EXPECT_EQ(describe(problems_of(ProgrammeText()
                                     .fact("local", "yes_no")
                                     .fact("months", "count")
                                     .rule("equal", "require: '" + repeated("local == ", 60) + "(months > 3)'")
                                     .text())),
            "");
  std::string nested = "months > 3";
  for (int i = 0; i < 30; ++i) nested = "((" + nested + ") ? months > " + std::to_string(i) + " : local)";
  static_cast<void>(problems_of(ProgrammeText()
                                    .fact("local", "yes_no")
                                    .fact("months", "count")
                                    .rule("nested", "require: '" + nested + "'")
                                    .text()));
}

TEST(Hostile, APatternTakesNoLongerThanItsTextIsLong) {
  const auto programme =
      compiled(ProgrammeText().fact("title", "text").rule("pattern", "require: 'title.matches(\"^(a+)+$\")'"));
  EXPECT_EQ(decide(programme, "facts: {spend: 1 CNY, title: " + std::string(4'000, 'a') + "!}"), "refuse pattern");
}

TEST(Hostile, APatternThatGrowsBeyondMeasureIsAProblemOrInvalid) {
  const std::string text = ProgrammeText()
                               .fact("title", "text")
                               .rule("pattern", "require: 'title.matches(\"((a{1,900}){1,900}){1,900}\")'")
                               .text();
  if (!problems_of(text).empty()) return;
  EXPECT_EQ(decide(compiled(text), "facts: {spend: 1 CNY, title: aaa}"), "invalid");
}

TEST(Hostile, AnExpressionThatTakesTooMuchWorkIsInvalid) {
  const std::string list = "[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30]";
  const auto programme =
      compiled(ProgrammeText()
                   .fact("n", "count")
                   .rule("work", "require: '" + list + ".all(a, " + list + ".all(b, " + list + ".all(c, " + list +
                                     ".all(d, " + list + ".all(e, a + b + c + d + e > n)))))'"));
  EXPECT_EQ(decide(programme, "facts: {spend: 1 CNY, n: 0}"), "invalid");
}

TEST(Hostile, AConstantDivisionByZeroIsNoCrash) {
  const std::string text = ProgrammeText().fact("n", "count").rule("zero", "require: n > 1 / 0").text();
  if (!problems_of(text).empty()) return;
  EXPECT_EQ(decide(compiled(text), "facts: {spend: 1 CNY, n: 1}"), "invalid");
}

TEST(Hostile, AConstantOverflowIsNoCrash) {
  const std::string text =
      ProgrammeText().fact("n", "count").rule("large", "require: n > 9223372036854775807 * 9223372036854775807").text();
  if (!problems_of(text).empty()) return;
  EXPECT_EQ(decide(compiled(text), "facts: {spend: 1 CNY, n: 1}"), "invalid");
}

TEST(Hostile, NumbersBeyondEveryRangeAreProblems) {
  for (const char* number :
       {"99999999999999999999999999999999999999999999 CNY", "1/99999999999999999999", "999999999999999999999999999%"}) {
    EXPECT_FALSE(problems_of(ProgrammeText().cap("most", "at_most: \"" + std::string(number) + "\"").text()).empty())
        << number;
  }
}

}  // namespace
}  // namespace scrip::policy
