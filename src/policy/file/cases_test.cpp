#include "policy/file/cases.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/policy.h"

namespace scrip::policy {
namespace {

using testing::compiled;
using testing::describe;
using ::testing::HasSubstr;
using testing::ProgrammeText;

const CompiledPolicy& programme() {
  static const CompiledPolicy made = compiled(
      ProgrammeText()
          .fact("kind", "choice", "choices: {startup: {en: a, zh: b}, other: {en: a, zh: b}}")
          .fact("fields", "choices", "choices: {health: {en: a, zh: b}, energy: {en: a, zh: b}}")
          .fact("months", "count")
          .fact("hours", "hours")
          .fact("factor", "number")
          .fact("part", "share")
          .fact("name", "text")
          .fact("signed_on", "date")
          .fact("local", "yes_no")
          .parameter("most", "value: 100 CNY")
          .parameter("share", "value: 50%")
          .rule("local",
                "require: local && kind == \"startup\" && (months > 1 || hours > 1.0 || factor > 1.0 || part > "
                "0.1 || name == \"x\" || signed_on > date(\"2020-01-01\") || \"health\" in fields)")
          .row("all", "rate: share")
          .cap("most", "at_most: most"));
  return made;
}

std::string wrong(const std::string& text) { return describe(load_cases(text, programme().policy).problems); }
std::string wrong_in(const std::string& fields) {
  return wrong("cases:\n  - {case: one, expect: {decision: award},\n     " + fields + "}\n");
}

constexpr std::string_view whole =
    "facts: {spend: \"1,000 CNY\", kind: startup, fields: [health, energy], months: 3, hours: 5 h, factor: 0.5, part: "
    "1/3, name: "
    "x, signed_on: 2026-01-01, local: yes}";

TEST(Cases, OfEveryKindOfFactAreRead) {
  const auto loaded =
      load_cases("cases:\n  - {case: one, applied_on: 2026-05-01, contract: C, project: P, " + std::string(whole) +
                     ", history: [{on: 2026-01-01, amount: 5 CNY}], other_support: [{level: city, amount: 1 CNY}], "
                     "parameters: {share: 40%}, "
                     "expect: {decision: award, amount: 95 CNY, rate: 40%, row: all, limited_by: [most]}}\n",
                 programme().policy);
  ASSERT_EQ(describe(loaded.problems), "");
  const Case& one = loaded.cases.front();
  EXPECT_EQ(one.name, "one");
  EXPECT_EQ(one.place.line, 2u);
  EXPECT_EQ(one.application.history.size(), 1u);
  EXPECT_EQ(one.application.other_support.front().level, "city");
  EXPECT_EQ(one.application.parameters.size(), 1u);
  for (const auto& fact : one.application.facts) EXPECT_FALSE(fact.is(cel::Kind::missing));
  EXPECT_EQ(one.expected.row, "all");
}

TEST(Cases, SayWhatAMeasureWouldBe) {
  const CompiledPolicy measured = compiled(ProgrammeText()
                                               .fact("listed", "yes_no", "from: register, measure: capacity_listed")
                                               .fact("used", "hours", "from: meter, measure: metered_hours_of_others")
                                               .rule("listed", "require: listed && used > 0.0"));
  const auto decided = [&](const std::string& facts) {
    const auto loaded = load_cases("cases: [{case: one, applied_on: 2026-05-01, facts: {spend: \"1,000 CNY\", " +
                                       facts + "}, expect: {decision: award}}]",
                                   measured.policy);
    EXPECT_EQ(describe(loaded.problems), "");
    return name(assess(measured, loaded.cases.front().application).decision);
  };
  EXPECT_EQ(decided("listed: yes, used: 0.5 h"), "award");
  EXPECT_EQ(decided("listed: yes, used: 0 h"), "refuse");
  EXPECT_EQ(decided("listed: no, used: 1 h"), "refuse");
  EXPECT_EQ(decided("listed: yes"), "incomplete");  // the meter has said nothing
}

TEST(Cases, ThatDecideAsTheySayHaveNoDifference) {
  const auto differ = [](const std::string& expected) {
    const auto loaded =
        load_cases("cases: [{case: one, " + std::string(whole) + ", expect: " + expected + "}]", programme().policy);
    EXPECT_EQ(describe(loaded.problems), "");
    const Case& one = loaded.cases.front();
    std::string all;
    for (const Message& each : differences(programme().policy, one.expected, assess(programme(), one.application))) {
      testing::expect_chinese(each);
      all += (all.empty() ? "" : "\n") + each.text();
    }
    return all;
  };
  EXPECT_EQ(differ("{decision: award, amount: 100 CNY, limited_by: [most], rate: 50%, row: all}"), "");
  EXPECT_EQ(differ("{decision: award, amount: 99 CNY}"), "amount: expected 99.00 CNY, decided 100.00 CNY");
  EXPECT_EQ(differ("{decision: award, limited_by: []}"), "limited_by: expected none, decided most");
  EXPECT_EQ(differ("{decision: award, pool: a}"), "pool: expected a, decided none");
  EXPECT_EQ(differ("{decision: refuse, refused_by: [local]}"),
            "decision: expected refuse, decided award of 100.00 CNY");
}

TEST(Cases, AFactThatIsNotDeclaredIsNamedWithTheOneThatWasMeant) {
  EXPECT_EQ(wrong_in("facts: {loacl: yes}"),
            "3 unknown_field cases[1].facts.loacl: 'loacl' is not known here -> did you mean 'local'?");
}

TEST(Cases, AValueThatDoesNotFitItsFactIsSaidWithAnExample) {
  EXPECT_THAT(wrong_in("facts: {months: 2.5}"),
              HasSubstr("3 value_invalid cases[1].facts.months: '2.5' does not fit; write it as in: 36"));
  EXPECT_THAT(wrong_in("facts: {months: 9223372036854775808}"), HasSubstr("3 value_invalid cases[1].facts.months"));
  EXPECT_THAT(wrong_in("facts: {local: maybe}"), HasSubstr("write it as in: yes"));
  EXPECT_THAT(wrong_in("facts: {signed_on: 2026-02-30}"), HasSubstr("write it as in: 2026-01-31"));
  EXPECT_THAT(wrong_in("facts: {spend: 5}"), HasSubstr("write it as in: 2,000,000 CNY"));
  EXPECT_THAT(wrong_in("facts: {part: much}"), HasSubstr("write it as in: 30%"));
  EXPECT_THAT(wrong_in("facts: {hours: 5 CNY}"), HasSubstr("write it as in: 5,000 h"));
  EXPECT_THAT(wrong_in("facts: {factor: x}"), HasSubstr("write it as in: 0.75"));
}

TEST(Cases, AChoiceIsOneOfItsChoices) {
  EXPECT_THAT(wrong_in("facts: {kind: startupp}"), HasSubstr("'startupp' cannot be chosen; did you mean 'startup'?"));
  EXPECT_THAT(wrong_in("facts: {kind: zzzzzz}"), HasSubstr("one of: startup, other"));
  EXPECT_THAT(wrong_in("facts: {fields: [health, wealth]}"), HasSubstr("'wealth' cannot be chosen"));
  EXPECT_THAT(wrong_in("facts: {kind: [startup]}"), HasSubstr("one value is expected, not a list"));
  EXPECT_EQ(wrong_in("facts: {fields: health}"), "");
}

TEST(Cases, AFactIsNoMapping) {
  EXPECT_EQ(wrong_in("facts: {name: {a: b}}"),
            "3 value_invalid cases[1].facts.name: one value is expected here, not fields of its own");
}

TEST(Cases, AmountsAreInTheProgrammesCurrencyAndNotBelowZero) {
  EXPECT_THAT(wrong_in("facts: {spend: 5 EUR}"), HasSubstr("wrong_currency cases[1].facts.spend"));
  EXPECT_THAT(wrong_in("history: [{on: 2026-01-01, amount: 5 EUR}]"),
              HasSubstr("wrong_currency cases[1].history[1].amount"));
  EXPECT_THAT(wrong_in("history: [{on: 2026-01-01, amount: -5 CNY}]"),
              HasSubstr("out_of_range cases[1].history[1].amount"));
  EXPECT_THAT(wrong_in("other_support: [{amount: -5 CNY}]"),
              HasSubstr("out_of_range cases[1].other_support[1].amount"));
  EXPECT_THAT(wrong_in("parameters: {most: 5 EUR}"), HasSubstr("wrong_currency cases[1].parameters.most"));
}

TEST(Cases, AnEarlierAwardHasItsDay) {
  EXPECT_THAT(wrong_in("history: [{amount: 5 CNY}]"), HasSubstr("missing_field cases[1].history[1].on"));
}

TEST(Cases, AParameterIsTriedWithAValueOfItsKind) {
  EXPECT_THAT(wrong_in("parameters: {share: 5}"), HasSubstr("value_invalid cases[1].parameters.share"));
  EXPECT_THAT(wrong_in("parameters: {shaer: 5%}"),
              HasSubstr("unknown_field cases[1].parameters.shaer: 'shaer' is not known here -> did you mean 'share'?"));
}

TEST(Cases, SayWhatIsExpected) {
  EXPECT_THAT(wrong("cases: [{case: one}]"),
              HasSubstr("missing_field cases[1].expect: what the rules must decide is missing"));
  EXPECT_THAT(wrong("cases: [{case: one, expect: {amount: 5 CNY}}]"),
              HasSubstr("missing_field cases[1].expect.decision"));
  EXPECT_THAT(wrong("cases: [{case: one, expect: {decision: yes}}]"), HasSubstr("'yes' is no decision"));
  EXPECT_THAT(wrong("cases: [{case: one, expect: {decision: award, amonut: 5 CNY}}]"),
              HasSubstr("did you mean 'amount'?"));
}

TEST(Cases, HaveNamesOfTheirOwn) {
  EXPECT_THAT(wrong("cases:\n  - {case: one, expect: {decision: award}}\n  - {case: one, expect: {decision: award}}\n"),
              HasSubstr("3 duplicate_key cases[2].case: another case has this name"));
  EXPECT_THAT(wrong("cases: [{expect: {decision: award}}]"), HasSubstr("missing_field cases[1].case"));
}

TEST(Cases, ATextThatHasNoneIsAProblemAndNoCrash) {
  for (const std::string text : {"", "a", "[1]", "cases: 5", "cases: [5]", "case: []", "cases: {a: b}", "cases: [",
                                 "cases: [{case: a, facts: 5, expect: 7}]"}) {
    EXPECT_FALSE(wrong(text).empty()) << text;
  }
}

TEST(Facts, OfAnApplicationAreRead) {
  const auto loaded =
      load_facts(std::string(whole).substr(7).insert(0, "facts: ") + "\ncontract: C\nsalt: abc\n", programme().policy);
  EXPECT_EQ(describe(loaded.problems), "");
  EXPECT_EQ(loaded.application.contract, "C");
}

TEST(Facts, OfAnApplicationHaveNoHistoryOfTheirOwn) {
  const auto loaded = load_facts("facts: {local: yes}\nhistory: []\n", programme().policy);
  EXPECT_THAT(describe(loaded.problems), HasSubstr("2 unknown_field history"));
}

TEST(Facts, ThatOneFieldHoldsAreReadAsInAFile) {
  Fact text{.id = "name", .type = FactType::text};
  EXPECT_EQ(parse_fact(text, "2,000")->as_string(), "2,000");
  EXPECT_EQ(parse_fact(text, std::string(5'000, 'x')).error().code, ErrorCode::too_large);
  Fact count{.id = "months", .type = FactType::count};
  EXPECT_EQ(parse_fact(count, "36")->as_int(), 36);
  EXPECT_EQ(parse_fact(count, "9223372036854775808").error().code, ErrorCode::value_invalid);
}

}  // namespace
}  // namespace scrip::policy
