#include "policy/file/load.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/policy.h"

namespace scrip::policy {
namespace {

using testing::describe;
using ::testing::HasSubstr;
using testing::problems_of;

// Every section once, so that each mistake is one change to it.
constexpr std::string_view voucher = R"yaml(scrip: programme 1
id: test-2026
version: "1"
name: {en: Test, zh: 测试}
issuer: {en: City, zh: 市}
sources:
  notice: {title: {en: Notice, zh: 通知}, url: example.org, grade: S1}
period: {from: 2026-01-01, until: 2027-01-01}
gives: voucher
unit: CNY
redemption: deduct
rounding: {to: 0.01, mode: down}
budget:
  - id: vouchers
    amount: 50,000,000 CNY
    per: calendar_year
    funders:
      - {id: province, share: 1/3, name: {en: Province, zh: 省}}
      - {id: city, share: 2/3, name: {en: City, zh: 市}}
    when: kind != "university"
    source: notice
parameters:
  share: {value: 30%, source: notice}
  most:
    values:
      - {from: 2026-01-01, value: "2,000,000 CNY"}
      - {from: 2026-07-01, value: "1,000,000 CNY"}
    source: notice
facts:
  registered: {type: yes_no, ask: {en: ask, zh: 问}}
  spend: {type: money, ask: {en: ask, zh: 问}}
  kind:
    type: choice
    choices: {startup: {en: a, zh: b}, university: {en: a, zh: b}}
    ask: {en: ask, zh: 问}
eligibility:
  - id: registered
    require: registered
    source: notice
    reason: {en: why, zh: 因}
award:
  base: {is: spend, meaning: contract_value, source: notice}
  size: {at_least: "1,000 CNY", at_most: "5,000,000 CNY", source: notice}
  rate:
    - {id: startup, when: kind == "startup", rate: share, source: notice}
    - {id: others, otherwise: yes, rate: 20%, source: notice}
  caps:
    - id: year
      at_most: most
      per: applicant
      within: calendar_year
      source: notice
      reason: {en: why, zh: 因}
stacking:
  - {id: city_money, with: other.level == "city", allow: none, source: notice, reason: {en: why, zh: 因}}
selection:
  intake: monthly
  monthly: {from_day: 1, until_day: 25}
  lanes:
    - {id: fast, when: "spend < cny(5)", decided_by: {en: a, zh: b}, source: notice}
    - {id: full, otherwise: yes, decided_by: {en: a, zh: b}, source: notice}
  score:
    criteria:
      - {id: fit, weight: 1/4, out_of: 100, label: {en: a, zh: b}, source: notice}
      - {id: cost, weight: 3/4, out_of: 100, label: {en: a, zh: b}, source: notice}
    assessors: {at_least: 3, combine: trimmed_mean}
    pass: 60
    source: notice
  tiers:
    - {id: fund, from: 80, take: all, source: notice}
    - {id: draw, from: 60, take: lottery, source: notice}
  when_short: {method: tiers, source: notice}
voucher:
  covers: 30%
  valid: {months: 12}
  source: notice
reclaim:
  - {id: idle, when: registered, takes: unused, source: notice, reason: {en: why, zh: 因}}
obligations:
  - {id: listed, text: {en: a, zh: b}, source: notice}
)yaml";

std::string changed(std::string_view from, std::string_view to) {
  std::string text(voucher);
  const std::size_t at = text.find(from);
  SCRIP_CHECK(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

// Changes the first `from` to `to`: then this and nothing else is wrong, on the line of the change or `lines` further.
void expect_problem(std::string_view from, std::string_view to, std::string_view problem, int lines = 0) {
  const std::string text = changed(from, to);
  const auto before = text.substr(0, std::string_view(voucher).find(from));
  const auto line = std::count(before.begin(), before.end(), '\n') + 1 + lines;
  const std::string found = describe(problems_of(text));
  EXPECT_EQ(found.substr(0, found.find('\n')), std::to_string(line) + " " + std::string(problem)) << to;
}

TEST(Load, AWholeProgrammeHasNoProblem) { EXPECT_EQ(describe(problems_of(std::string(voucher))), ""); }

TEST(Load, AFieldThatIsNotKnownIsNamedWithTheOneThatWasMeant) {
  expect_problem("redemption: deduct", "redemtion: deduct",
                 "unknown_field redemtion: 'redemtion' is not known here -> did you mean 'redemption'?");
  expect_problem("    require: registered\n", "    require: registered\n    abuot: applicant\n",
                 "unknown_field eligibility[registered].abuot: 'abuot' is not known here -> did you mean 'about'?", 1);
  expect_problem("{to: 0.01, mode: down}", "{to: 0.01, mode: down, step: 3}",
                 "unknown_field rounding.step: 'step' is not known here -> known here: to, mode");
}

TEST(Load, AFieldThatIsMissingIsNamed) {
  expect_problem("version: \"1\"\n", "", "missing_field version: 'version' is missing", -2);
  expect_problem("rounding: {to: 0.01, mode: down}\n", "",
                 "missing_field rounding: how the award is rounded is not said -> rounding: {to: 0.01, mode: down}",
                 -11);
  expect_problem("period: {from: 2026-01-01, until", "period: {until",
                 "missing_field period.from: the first day is missing");
  expect_problem("    require: registered\n", "", "missing_field eligibility[registered].require: 'require' is missing",
                 -1);
}

TEST(Load, ARuleWithoutAReasonInBothLanguagesIsAProblem) {
  expect_problem("    reason: {en: why, zh: 因}\naward", "    reason: {en: why}\naward",
                 "missing_field eligibility[registered].reason.zh: 'zh' is missing");
  expect_problem("    reason: {en: why, zh: 因}\naward", "award",
                 "missing_field eligibility[registered].reason: 'reason' is missing -> {en: ..., zh: ...}", -3);
}

TEST(Load, ARuleComesFromASourceOrAnAssumptionAndNotBoth) {
  expect_problem("    require: registered\n    source: notice\n", "    require: registered\n",
                 "missing_field eligibility[registered]: nothing says where this comes from -> add 'source: <id>', or "
                 "'assumption: {en: ..., zh: ...}' if the published text does not say it",
                 -1);
  expect_problem(
      "share: {value: 30%, source: notice}", "share: {value: 30%, source: notice, assumption: {en: a, zh: b}}",
      "value_invalid parameters[share].assumption: it is either published or assumed, not both -> keep 'source' "
      "or 'assumption'");
  EXPECT_EQ(describe(problems_of(
                changed("share: {value: 30%, source: notice}", "share: {value: 30%, assumption: {en: a, zh: b}}"))),
            "");
}

TEST(Load, ASourceThatIsNotDeclaredIsFoundEverywhere) {
  for (const auto& [from, to, field] : std::vector<std::array<std::string, 3>>{
           {"share: {value: 30%, source: notice", "share: {value: 30%, source: notise", "parameters[share]"},
           {"meaning: contract_value, source: notice", "meaning: contract_value, source: notise", "award.base"},
           {"weight: 1/4, out_of: 100, label: {en: a, zh: b}, source: notice",
            "weight: 1/4, out_of: 100, label: {en: a, zh: b}, source: notise", "selection.score.criteria[fit]"},
           {"take: lottery, source: notice", "take: lottery, source: notise", "selection.tiers[draw]"},
           {"method: tiers, source: notice", "method: tiers, source: notise", "selection.when_short"},
           {"text: {en: a, zh: b}, source: notice", "text: {en: a, zh: b}, source: notise", "obligations[listed]"}}) {
    expect_problem(from, to,
                   "value_invalid " + field + ".source: 'notise' is not one of the sources -> did you mean 'notice'?");
  }
}

TEST(Load, SharesSumToAHundredPerCent) {
  expect_problem("      - {id: province, share: 1/3", "      - {id: province, share: 33%",
                 "value_invalid budget[vouchers].funders: the funders' shares sum to 299/300, not to 100%");
  expect_problem("      - {id: fit, weight: 1/4", "      - {id: fit, weight: 50%",
                 "value_invalid selection.score.criteria: the weights sum to 125%, not to 100%");
  expect_problem("share: 1/3, name", "share: 133%, name",
                 "out_of_range budget[vouchers].funders[province].share: a share lies between 0% and 100%");
}

TEST(Load, InstalmentsOfAGrantSumToAHundredPerCentAndAVoucherHasNone) {
  const std::string grant =
      testing::ProgrammeText()
          .also("gives: grant\ninstalments: [{id: a, share: 70%, when: \"true\", " + std::string(testing::why) + "}]")
          .text();
  EXPECT_THAT(describe(problems_of(grant)),
              HasSubstr("value_invalid instalments: the instalments sum to 70%, not to 100%"));
  expect_problem(
      "reclaim:\n",
      "instalments:\n  - {id: a, share: 100%, when: registered, source: notice, reason: {en: a, zh: b}}\nreclaim:\n",
      "value_invalid instalments: a voucher has no instalments -> gives: grant", 1);
  expect_problem("gives: voucher", "gives: grant", "value_invalid voucher: a grant has no voucher -> gives: voucher",
                 65);
}

TEST(Load, AnAmountIsInTheProgrammesCurrency) {
  expect_problem("amount: 50,000,000 CNY", "amount: 50,000,000 EUR",
                 "wrong_currency budget[vouchers].amount: the programme gives CNY, this is EUR");
  expect_problem("amount: 50,000,000 CNY", "amount: 50,000,000",
                 "value_invalid budget[vouchers].amount: '50,000,000' is not what is expected here -> write it as in: "
                 "2,000,000 CNY");
  expect_problem("amount: 50,000,000 CNY", "amount: -1 CNY",
                 "out_of_range budget[vouchers].amount: an amount is not below zero");
  expect_problem("unit: CNY", "unit: CNX",
                 "value_invalid unit: 'CNX' is no unit -> a currency's code such as CNY, device_hours or tokens");
}

TEST(Load, TwoThingsWithOneIdAreAProblem) {
  expect_problem("    - id: year\n", "    - id: registered\n",
                 "duplicate_key award.caps: 'registered' is the id of something else already");
  expect_problem("  - {id: city_money,", "  - {id: year,",
                 "duplicate_key award.caps: 'year' is the id of something else already", -7);
  expect_problem("    - {id: others,", "    - {id: startup,",
                 "duplicate_key rate: 'startup' is the id of something else already");
  expect_problem("    - {id: full,", "    - {id: fast,",
                 "duplicate_key selection.lanes: 'fast' is the id of something else already");
  expect_problem("  share: {value", "  spend: {value",
                 "duplicate_key parameters: 'spend' is the id of something else already");
}

TEST(Load, AnIdThatAnswersUseThemselvesIsTaken) {
  for (const char* taken : {"period", "base", "size", "rate", "amount"}) {
    expect_problem("  - id: registered", "  - id: " + std::string(taken),
                   "duplicate_key eligibility: '" + std::string(taken) + "' is the id of something else already");
  }
  for (const char* taken : {"applied_on", "base", "amount", "other"}) {
    expect_problem("  registered: {type", "  " + std::string(taken) + ": {type",
                   "duplicate_key facts: '" + std::string(taken) + "' is the id of something else already");
  }
}

TEST(Load, AFieldNamedTwiceIsAProblem) {
  expect_problem("gives: voucher\n", "gives: voucher\ngives: grant\n", "duplicate_key gives: 'gives' is there already",
                 1);
}

TEST(Load, AnIdIsMadeOfSmallLettersAndDigits) {
  expect_problem("id: test-2026", "id: Test 2026",
                 "value_invalid id: 'Test 2026' is no id -> up to 64 lower-case letters, digits and -");
  expect_problem(
      "    - id: year", "    - id: the-year",
      "value_invalid award.caps[the-year].id: 'the-year' is no id -> up to 64 lower-case letters, digits and _");
}

TEST(Load, AWordThatIsNotKnownIsNamedWithTheOneThatWasMeant) {
  expect_problem("mode: down", "mode: donw",
                 "value_invalid rounding.mode: 'donw' is not known here -> did you mean 'down'?");
  expect_problem(
      "per: applicant", "per: company",
      "value_invalid award.caps[year].per: 'company' is not known here -> one of: claim, contract, project, applicant");
  expect_problem(
      "{type: yes_no", "{type: bool",
      "value_invalid facts[registered].type: 'bool' is not known here -> one of: yes_no, choice, choices, text, texts, "
      "count, number, share, money, hours, date");
}

TEST(Load, AnotherVersionOfTheFormatIsNotRead) {
  expect_problem("scrip: programme 1", "scrip: programme 2",
                 "version_unsupported scrip: 'programme 2' is not a format this release knows -> scrip: programme 1");
}

TEST(Load, TheStepOfRoundingIsAboveZeroAndHasSixDecimals) {
  for (const char* step : {"0", "-1", "0.0000001"}) {
    expect_problem(
        "{to: 0.01", "{to: " + std::string(step),
        "out_of_range rounding.to: the step of rounding is above zero and has at most six decimals -> to: 0.01");
  }
}

TEST(Load, TimesAreInOrder) {
  expect_problem(
      "until: 2027-01-01", "until: 2026-01-01",
      "time_invalid period.until: the period ends before it begins -> 'until' is the first day that no longer counts");
  expect_problem("{from: 2026-07-01, value: \"1,000,000 CNY\"}", "{from: 2025-07-01, value: \"1,000,000 CNY\"}",
                 "time_invalid parameters[most].values[2].from: values by date are in ascending order");
  expect_problem("{from_day: 1, until_day: 25}", "{from_day: 26, until_day: 25}",
                 "time_invalid selection.monthly.until_day: it ends before it begins");
  expect_problem("period: {from: 2026-01-01", "period: {from: 2026-02-30",
                 "value_invalid period.from: '2026-02-30' is not what is expected here -> write it as in: 2026-01-31");
}

TEST(Load, ValuesByDateCoverThePeriodAndAreOfOneKind) {
  expect_problem(
      "      - {from: 2026-01-01, value: \"2,000,000 CNY\"}", "      - {from: 2026-01-02, value: \"2,000,000 CNY\"}",
      "time_invalid parameters[most].values: there is no value for the first days of the programme's period");
  expect_problem(
      "value: \"1,000,000 CNY\"", "value: \"1,00,000 CNY\"",
      "value_invalid parameters[most].values[2].value: '1,00,000 CNY' is no number that can be kept exactly -> "
      "30%, 2/3, 0.75, 36, 2,000,000 CNY, 5,000 h or 2025-07-28; at most 10^24 and twelve decimals");
  expect_problem("value: \"1,000,000 CNY\"", "value: 12",
                 "value_invalid parameters[most].values[2].value: all values of a parameter are of one kind -> the "
                 "first is an amount of money");
  expect_problem("value: \"1,000,000 CNY\"", "value: 5 EUR",
                 "value_invalid parameters[most].values[2].value: all values of a parameter are of one kind -> the "
                 "first is an amount of money");
  expect_problem("share: {value: 30%, ", "share: {values: [], ",
                 "missing_field parameters[share].values: there is no value");
}

TEST(Load, ACapHasOneLimitAndSaysWhatItCounts) {
  expect_problem(
      "      at_most: most\n", "      at_most: most\n      awards_at_most: 1\n",
      "value_invalid award.caps[year].at_most: a cap has exactly one limit -> at_most: an amount, awards_at_most: a "
      "number, or years_at_most: a number");
  expect_problem("      within: calendar_year\n", "",
                 "missing_field award.caps[year].within: over which time earlier awards count is not said -> within: "
                 "calendar_year, programme, or {rolling_years: 3}",
                 -3);
  expect_problem(
      "      per: applicant\n", "",
      "value_invalid award.caps[year].per: a cap on one claim has no earlier awards to count -> per: contract, "
      "project or applicant",
      -2);
  expect_problem("within: calendar_year", "within: {}",
                 "missing_field award.caps[year].within.rolling_years: over how many years is not said");
  expect_problem("within: calendar_year", "within: {rolling_years: 0}",
                 "out_of_range award.caps[year].within.rolling_years: '0' is no whole number from 1 to 100");
}

TEST(Load, AStackingRuleBansOrHasACeiling) {
  expect_problem("allow: none, ", "",
                 "value_invalid stacking[city_money].together_at_most: a stacking rule bans or has a "
                 "ceiling -> allow: none, or together_at_most: 60%");
  expect_problem(
      "allow: none", "allow: none, together_at_most: 60%",
      "value_invalid stacking[city_money].together_at_most: a stacking rule bans or has a ceiling -> allow: none, or "
      "together_at_most: 60%");
}

TEST(Load, RowsOfARateAreConditionedAndOtherwiseIsLast) {
  expect_problem("{id: startup, when: kind == \"startup\"", "{id: startup, otherwise: yes",
                 "value_invalid award.rate[startup]: 'otherwise' is the last row");
  expect_problem(
      "{id: startup, when: kind == \"startup\", ", "{id: startup, ",
      "missing_field award.rate[startup].when: when the row applies is not said -> when: ..., or otherwise: yes in "
      "the last row");
  expect_problem("{id: others, otherwise: yes", "{id: others, otherwise: yes, when: registered",
                 "value_invalid award.rate[others].otherwise: a row applies 'when' something holds, or 'otherwise'");
  expect_problem("rate: 20%", "rate: 20%, between: [10%]",
                 "value_invalid award.rate[others].between: a band has two ends -> between: [70%, 90%]");
}

TEST(Load, AnAwardHasAtLeastOnePart) {
  const std::string text = testing::ProgrammeText().award("  parts: []\n").text();
  EXPECT_THAT(describe(problems_of(text)), HasSubstr("missing_field award.parts: an award has at least one part"));
}

TEST(Load, SelectionHangsTogether) {
  expect_problem("intake: monthly", "intake: windows",
                 "value_invalid selection.windows: an intake by windows has windows, and no other has");
  expect_problem(
      "{at_least: 3, combine", "{at_least: 2, combine",
      "out_of_range selection.score.assessors.at_least: without the highest and the lowest, three scores are needed");
  expect_problem("{id: draw, from: 60", "{id: draw, from: 80",
                 "value_invalid selection.tiers[draw].from: the highest tier comes first");
}

TEST(Load, AChoiceHasChoicesAndNothingElseHas) {
  expect_problem("  registered: {type: yes_no,", "  registered: {type: choice,",
                 "value_invalid facts[registered].choices: what can be chosen is missing");
  expect_problem("    type: choice\n", "    type: text\n",
                 "value_invalid facts[kind].choices: only a choice has choices", 1);
}

TEST(Load, WhatIsMeasuredIsNamedOfItsTypeAndComesFromTheRegisterOrTheMeter) {
  const std::string_view registered = "  registered: {type: yes_no,";
  EXPECT_EQ(describe(problems_of(
                changed(registered, "  registered: {type: yes_no, from: register, measure: capacity_listed,"))),
            "");
  EXPECT_THAT(describe(problems_of(
                  changed(registered, "  registered: {type: yes_no, from: register, measure: capacity_listet,"))),
              HasSubstr("value_invalid facts[registered].measure: there is no measure 'capacity_listet' -> one of: "
                        "capacity_listed, "));
  expect_problem(registered, "  registered: {type: yes_no, from: meter, measure: metered_hours,",
                 "value_invalid facts[registered].measure: 'metered_hours' is of another type -> type: hours");
  for (const std::string from : {"", "from: officer, ", "from: applicant, "}) {
    expect_problem(registered, "  registered: {type: yes_no, " + from + "measure: capacity_listed,",
                   "value_invalid facts[registered].measure: only what comes from the register or the meter is "
                   "measured -> from: meter");
  }
}

TEST(Load, OfAUnitThatIsNoMoneyAmountsSayTheirCurrency) {
  const std::string text = testing::ProgrammeText().unit("device_hours").fact("cost", "money").text();
  EXPECT_THAT(describe(problems_of(text)),
              HasSubstr("wrong_currency facts[cost].type: the programme's unit is no money"));
}

// --- what compiling finds ---

TEST(Compile, AFactThatIsNotDeclaredIsNamedWithTheOneThatWasMeant) {
  const std::string text = changed("    require: registered\n", "    require: registerd\n");
  const auto problems = problems_of(text);
  ASSERT_FALSE(problems.empty());
  EXPECT_EQ(problems.front().place.line, 38u);
  EXPECT_EQ(problems.front().code, ErrorCode::expression_invalid);
  EXPECT_EQ(problems.front().field, "eligibility[registered].require");
  EXPECT_THAT(problems.front().hint.text(), HasSubstr("registered"));
}

TEST(Compile, AFactOrParameterThatNoRuleUsesIsAProblem) {
  expect_problem(
      "  registered: {type", "  founded: {type: date, ask: {en: a, zh: b}}\n  registered: {type",
      "value_invalid facts[founded]: this is asked, but no rule uses it -> use it in a rule, or do not ask it");
  expect_problem("  share: {value: 30%", "  spare: {value: 5, source: notice}\n  share: {value: 30%",
                 "value_invalid parameters[spare]: no rule uses this -> use it in a rule, or leave it out");
}

TEST(Compile, MoneyOfTwoCurrenciesIsNotAdded) {
  const auto problems = problems_of(changed("base: {is: spend,", "base: {is: spend + eur(5),"));
  ASSERT_FALSE(problems.empty());
  EXPECT_EQ(problems.front().code, ErrorCode::expression_invalid);
  EXPECT_EQ(problems.front().field, "award.base.is");
}

TEST(Compile, AnExpressionOfAnotherTypeIsAProblem) {
  expect_problem(
      "    require: registered\n", "    require: spend\n",
      "value_invalid eligibility[registered].require: this is of type money(CNY), but a condition (yes or no) is "
      "wanted here");
  expect_problem(
      "base: {is: spend,", "base: {is: 5 EUR,",
      "value_invalid award.base.is: this is of type money(EUR), but an amount of money in the programme's currency is "
      "wanted here");
}

TEST(Compile, AParameterIsChosenByADate) {
  expect_problem("  most:\n", "  most:\n    by: registered\n",
                 "value_invalid parameters[most].by: 'registered' is no fact of type date", 1);
}

// --- texts that are no programme ---

TEST(Load, ATextThatIsNoProgrammeIsOneProblemOrMoreAndNoCrash) {
  for (const std::string text :
       {"", "a", "[1, 2]", "~", "a: [", "\t", "{", "scrip", "- a\n- b", "a: b: c", "\xff\xfe", "%YAML 9", "? [a]\n: b",
        "award: 5", "facts: [1]", "budget: {}", "selection: []", "award: []"}) {
    EXPECT_FALSE(problems_of(text).empty()) << text;
  }
}

TEST(Load, AllMistakesAreSaidAtOnceInTheOrderOfTheFile) {
  std::string text = changed("mode: down", "mode: donw");
  text.replace(text.find("per: applicant"), 14, "per: aplicant");
  const auto problems = problems_of(text);
  ASSERT_GE(problems.size(), 2u) << describe(problems);
  EXPECT_EQ(problems[0].field, "rounding.mode");
  EXPECT_EQ(problems[1].field, "award.caps[year].per");
}

}  // namespace
}  // namespace scrip::policy
