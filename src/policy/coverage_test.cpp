#include "policy/coverage.h"

#include <gtest/gtest.h>

#include "tests/support/policy.h"

namespace scrip::policy {
namespace {

using testing::application;
using testing::compiled;
using testing::ProgrammeText;

std::string open(const ProgrammeText& text, const std::vector<std::string>& cases) {
  const auto programme = compiled(text);
  std::vector<ApplicationFacts> applications;
  for (const auto& each : cases) applications.push_back(application(programme, each));
  std::string gaps;
  for (const auto& gap : find_gaps(programme, applications)) {
    gaps += (gaps.empty() ? "" : "\n") + gap.field + ": " + gap.message.text();
  }
  return gaps;
}

TEST(Gaps, ARuleThatNoCaseBreaksOrMeetsIsOpen) {
  const auto programme = ProgrammeText().fact("local", "yes_no").rule("local", "require: local");
  const std::string met = "facts: {spend: 1 CNY, local: yes}";
  const std::string broken = "facts: {spend: 1 CNY, local: no}";
  EXPECT_EQ(open(programme, {met}), "eligibility[local]: no case breaks this rule");
  EXPECT_EQ(open(programme, {broken}), "eligibility[local]: no case meets this rule");
  EXPECT_EQ(open(programme, {met, broken}), "");
}

TEST(Gaps, ARowThatNoCaseTakesIsOpen) {
  const auto programme = ProgrammeText()
                             .fact("young", "yes_no")
                             .row("young", "when: young, rate: 50%")
                             .row("others", "otherwise: yes, rate: 30%");
  const std::string young = "facts: {spend: 100 CNY, young: yes}";
  const std::string old = "facts: {spend: 100 CNY, young: no}";
  EXPECT_EQ(open(programme, {young, old}), "");
  EXPECT_TRUE(open(programme, {young}).starts_with("award.rate[others]: no case takes this row"));
}

TEST(Gaps, ACapIsPinnedFromBothSides) {
  const auto programme = ProgrammeText().cap("most", "at_most: 100 CNY");
  EXPECT_EQ(open(programme, {"facts: {spend: 50 CNY}"}),
            "most: no case reaches this limit\n"
            "award.caps[most].at_most: 100.00 CNY could be 99.99 CNY without any case noticing\n"
            "award.caps[most].at_most: 100.00 CNY could be 100.01 CNY without any case noticing");
  EXPECT_EQ(open(programme, {"facts: {spend: 200 CNY}"}), "");
}

TEST(Gaps, ANumberInsideAnExpressionIsPinnedFromBothSides) {
  const auto programme = ProgrammeText().fact("months", "count").rule("long", "require: months >= 6");
  const auto months = [](int count) { return "facts: {spend: 1 CNY, months: " + std::to_string(count) + "}"; };
  EXPECT_EQ(open(programme, {months(5), months(6)}), "");
  EXPECT_EQ(open(programme, {months(4), months(6)}),
            "eligibility[long].require: 6 could be 5 without any case noticing");
  EXPECT_EQ(open(programme, {months(5), months(7)}),
            "eligibility[long].require: 6 could be 7 without any case noticing");
}

TEST(Gaps, MoneyInAnExpressionCountsInItsSmallestCoin) {
  const auto programme = ProgrammeText().rule("large", "require: spend >= cny(100)");
  EXPECT_EQ(open(programme, {"facts: {spend: 99.99 CNY}", "facts: {spend: 100 CNY}"}), "");
  EXPECT_EQ(open(programme, {"facts: {spend: 99 CNY}", "facts: {spend: 100 CNY}"}),
            "eligibility[large].require: 100 could be 99.99 without any case noticing");
}

TEST(Gaps, ADayIsPinnedFromBothSides) {
  const auto programme = ProgrammeText().fact("signed", "date").rule("late", "require: signed >= date(\"2026-03-01\")");
  EXPECT_EQ(open(programme, {"facts: {spend: 1 CNY, signed: 2026-02-28}", "facts: {spend: 1 CNY, signed: 2026-03-01}"}),
            "");
  EXPECT_EQ(open(programme, {"facts: {spend: 1 CNY, signed: 2026-02-27}", "facts: {spend: 1 CNY, signed: 2026-03-01}"}),
            "eligibility[late].require: \"2026-03-01\" could be \"2026-02-28\" without any case noticing");
}

TEST(Gaps, EveryValueOfAParameterIsPinned) {
  const auto programme =
      ProgrammeText()
          .parameter("share", "values: [{from: 2020-01-01, value: 50%}, {from: 2026-07-01, value: 40%}]")
          .row("all", "rate: share");
  const std::string before = "applied_on: 2026-06-30, facts: {spend: 100 CNY}";
  const std::string after = "applied_on: 2026-07-01, facts: {spend: 100 CNY}";
  EXPECT_EQ(open(programme, {before, after}), "");
  EXPECT_EQ(open(programme, {before}),
            "parameters[share]: 40% could be 39% without any case noticing\n"
            "parameters[share]: 40% could be 41% without any case noticing");
}

TEST(Gaps, NothingOfWhatIsNoNumberIsOpen) {
  EXPECT_EQ(open(ProgrammeText(), {"facts: {spend: 1 CNY}"}), "");
  EXPECT_EQ(open(ProgrammeText(), {}), "");
}

}  // namespace
}  // namespace scrip::policy
