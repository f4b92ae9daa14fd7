#include "policy/analysis.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "policy/condition.h"
#include "tests/support/policy.h"

namespace scrip::policy {
namespace {

using testing::describe;
using ::testing::HasSubstr;
using testing::problems_of;
using testing::ProgrammeText;

ProgrammeText applicants() {
  return ProgrammeText()
      .fact("kind", "choice", "choices: {startup: {en: a, zh: b}, university: {en: a, zh: b}, other: {en: a, zh: b}}")
      .fact("months", "count")
      .fact("local", "yes_no")
      .fact("listed", "yes_no")
      .fact("limit", "money")
      .fact("signed_on", "date")
      .fact("ends_on", "date")
      // so that each test may leave some of them out
      .cap("uses",
           "at_most: \"kind == 'other' || months > 0 && (local || listed) && signed_on < ends_on ? limit : limit\"");
}

std::string wrong(const ProgrammeText& programme) { return describe(problems_of(programme.text())); }

TEST(Overlap, OfTwoRowsIsFoundWithAnExample) {
  const std::string found = wrong(applicants()
                                      .row("young", "when: months < 12, rate: 50%")
                                      .row("startup", "when: kind == \"startup\", rate: 40%")
                                      .row("others", "otherwise: yes, rate: 30%"));
  EXPECT_THAT(found, HasSubstr("rules_conflict award.rate[startup]: it applies together with 'young' when applied_on = "
                               "2020-01-01, kind = startup, months = 11"));
}

TEST(Overlap, IsSettledByPrecedence) {
  for (const char* which : {"first", "highest", "lowest"}) {
    EXPECT_EQ(wrong(applicants()
                        .precedence(which)
                        .row("young", "when: months < 12, rate: 50%")
                        .row("startup", "when: kind == \"startup\", rate: 40%")
                        .row("others", "otherwise: yes, rate: 30%")),
              "");
  }
}

TEST(Overlap, OfOneSharedValueIsFound) {
  EXPECT_THAT(
      wrong(applicants().row("few", "when: months <= 12, rate: 50%").row("many", "when: months >= 12, rate: 40%")),
      HasSubstr("it applies together with 'few' when"));
}

TEST(Overlap, IsRuledOutByEligibility) {
  EXPECT_EQ(wrong(applicants()
                      .rule("either", "require: \"!(local && listed)\"")
                      .row("local", "when: local, rate: 50%")
                      .row("listed", "when: listed, rate: 40%")
                      .row("others", "otherwise: yes, rate: 30%")),
            "");
}

TEST(Coverage, OfComplementaryConditionsIsSeen) {
  for (const auto& [one, other] : std::vector<std::pair<std::string, std::string>>{
           {"months < 12", "months >= 12"},
           {"months <= 11", "months > 11"},
           {"12 > months", "12 <= months"},
           {"local", "'!local'"},
           {"local == true", "local != true"},
           {"local && listed", "'!local || !listed'"},
           {"kind == \"startup\"", "kind != \"startup\""},
           {"'kind in [\"startup\"]'", "'kind in [\"university\", \"other\"]'"},
           {"signed_on < date(\"2026-07-01\")", "signed_on >= date(\"2026-07-01\")"},
           {"spend <= cny(5)", "spend > cny(5)"},
           {"signed_on < ends_on", "signed_on >= ends_on"},
           {"spend <= limit", "limit < spend"},
           {"spend == limit", "spend != limit"},
           {"limit == spend", "spend != limit"},
           {"spend * 2 < limit", "'!(spend * 2 < limit)'"},
           {"'local ? listed : months > 3'", "'local ? !listed : months <= 3'"}}) {
    EXPECT_EQ(
        wrong(applicants().row("one", "when: " + one + ", rate: 50%").row("other", "when: " + other + ", rate: 40%")),
        "")
        << one << " | " << other;
  }
}

TEST(Coverage, OfThreeConditionsJoinedByAndIsSeen) {
  EXPECT_EQ(wrong(applicants()
                      .row("all", "when: local && listed && months < 12, rate: 50%")
                      .row("not", "when: '!(local && listed && months < 12)', rate: 40%")),
            "");
  EXPECT_EQ(wrong(applicants()
                      .row("all", "when: local && listed && months < 12, rate: 50%")
                      .row("not", "when: '!local || !listed || months >= 12', rate: 40%")),
            "");
}

TEST(Coverage, OfEveryChoiceNeedsNoOtherwise) {
  const auto rows = [](const std::string& last) {
    return applicants()
        .row("a", "when: kind == \"startup\", rate: 50%")
        .row("b", "when: kind == \"university\", rate: 40%")
        .row("c", "when: " + last + ", rate: 30%");
  };
  EXPECT_EQ(wrong(rows("kind == \"other\"")), "");
  EXPECT_THAT(wrong(rows("kind == \"other\" && local")),
              HasSubstr("no row applies when applied_on = 2020-01-01, kind = other, local = no"));
}

TEST(Coverage, OfThreeWaysToCompareTwoFactsIsSeen) {
  EXPECT_EQ(wrong(applicants()
                      .row("less", "when: spend < limit, rate: 50%")
                      .row("same", "when: spend == limit, rate: 40%")
                      .row("more", "when: spend > limit, rate: 30%")),
            "");
  EXPECT_THAT(
      wrong(applicants().row("less", "when: spend < limit, rate: 50%").row("more", "when: spend > limit, rate: 30%")),
      HasSubstr("no row applies when"));
}

TEST(Coverage, IsAssuredByEligibility) {
  EXPECT_EQ(wrong(applicants()
                      .rule("short", "require: months <= 24")
                      .row("few", "when: months < 12, rate: 50%")
                      .row("many", "when: months >= 12 && months <= 24, rate: 40%")),
            "");
}

TEST(Coverage, OfAParameterThatChangesIsSeen) {
  const std::string dated = "values: [{from: 2020-01-01, value: 12}, {from: 2026-07-01, value: 24}]";
  EXPECT_EQ(wrong(applicants()
                      .parameter("most", dated)
                      .row("few", "when: months < most, rate: 50%")
                      .row("many", "when: months >= most, rate: 40%")),
            "");
  EXPECT_THAT(wrong(applicants()
                        .parameter("most", dated)
                        .row("few", "when: months < most, rate: 50%")
                        .row("many", "when: months > most, rate: 40%")),
              HasSubstr("no row applies when applied_on = 2020-01-01, months - most = 0"));
}

TEST(Coverage, KnowsThePeriodOfTheProgramme) {
  EXPECT_EQ(wrong(applicants()
                      .period("{from: 2026-01-01, until: 2027-01-01}")
                      .row("early", "when: applied_on < date(\"2026-07-01\"), rate: 50%")
                      .row("late",
                           "when: applied_on >= date(\"2026-07-01\") && applied_on < date(\"2027-01-01\"), rate: 40%")),
            "");
}

TEST(Unreachable, RowContradictsItself) {
  EXPECT_THAT(wrong(applicants()
                        .row("never", "when: months < 3 && months > 3, rate: 50%")
                        .row("others", "otherwise: yes, rate: 30%")),
              HasSubstr("award.rate[never]: this row can never apply"));
}

TEST(Unreachable, RowContradictsARule) {
  EXPECT_THAT(wrong(applicants()
                        .rule("company", "require: kind != \"university\"")
                        .row("never", "when: kind == \"university\", rate: 50%")
                        .row("others", "otherwise: yes, rate: 30%")),
              HasSubstr("award.rate[never]: this row can never apply"));
}

TEST(Unreachable, RowAfterThoseThatTakeItsApplications) {
  EXPECT_THAT(wrong(applicants()
                        .precedence("first")
                        .row("wide", "when: months < 24, rate: 50%")
                        .row("narrow", "when: months < 12, rate: 60%")
                        .row("others", "otherwise: yes, rate: 30%")),
              HasSubstr("award.rate[narrow]: the rows before it take every application it could apply to"));
}

TEST(Unreachable, OtherwiseThatIsNeverLeft) {
  EXPECT_THAT(wrong(applicants()
                        .row("yes", "when: local, rate: 50%")
                        .row("no", "when: '!local', rate: 40%")
                        .row("others", "otherwise: yes, rate: 30%")),
              HasSubstr("award.rate[others]: the rows before it take every application"));
}

TEST(Unreachable, RuleThatNobodyMeets) {
  EXPECT_THAT(wrong(applicants().rule("none", "require: months < 3 && months > 5")),
              HasSubstr("eligibility[none]: no application can ever meet this rule"));
}

TEST(Unreachable, RuleThatEverybodyMeets) {
  EXPECT_THAT(wrong(applicants().rule("all", "require: local || !local")),
              HasSubstr("eligibility[all]: every application meets this rule"));
  EXPECT_THAT(wrong(applicants().rule("all", "when: local, require: local")),
              HasSubstr("eligibility[all]: every application meets this rule"));
}

TEST(Unreachable, PoolAndLaneForWhichNothingIsLeft) {
  EXPECT_THAT(wrong(applicants().also("budget: [{id: all, source: notice}, {id: left, source: notice}]")),
              HasSubstr("budget[left]: nothing is left for it"));
  EXPECT_THAT(
      wrong(applicants().also("selection: {lanes: [{id: all, when: months > 0, decided_by: {en: a, zh: b}, source: "
                              "notice}, {id: left, when: months > 3, decided_by: {en: a, zh: b}, source: notice}]}")),
      HasSubstr("selection.lanes[left]: nothing is left for it"));
}

// --- the conditions themselves ---

Condition number_atom(Atom::Is is, cel::Decimal number, bool negative = false) {
  return {.kind = Condition::Kind::atom,
          .atom = {.term = "x",
                   .is = is,
                   .negative = negative,
                   .number = number,
                   .texts = {},
                   .choices = {},
                   .kind = cel::Kind::decimal},
          .parts = {}};
}

TEST(Example, AtTheEndOfTheRangeIsGivenUpAndNotLookedForForEver) {
  const cel::Decimal largest{cel::decimal_units_max};
  const auto example =
      find_example(both(number_atom(Atom::Is::less, largest, true), number_atom(Atom::Is::equal, largest, true)));
  EXPECT_FALSE(example.has_value());
}

TEST(Example, AvoidsValuesThatAreRuledOut) {
  const auto example = find_example(both(number_atom(Atom::Is::less, cel::to_decimal(3), true),
                                         number_atom(Atom::Is::equal, cel::to_decimal(3), true)));
  ASSERT_TRUE(example.has_value());
  EXPECT_EQ(example->front().second, "3.000000000001");
}

}  // namespace
}  // namespace scrip::policy
