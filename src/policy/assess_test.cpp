#include "policy/assess.h"

#include <gtest/gtest.h>

#include "tests/support/policy.h"

namespace scrip::policy {
namespace {

using testing::application;
using testing::compiled;
using testing::decide;
using testing::ProgrammeText;

std::string spending(std::string_view amount, std::string_view more = {}) {
  return "facts: {spend: \"" + std::string(amount) + " CNY\"}" + (more.empty() ? "" : ", " + std::string(more));
}

std::string award(std::string_view on, std::string_view amount, std::string_view more = {}) {
  return "{on: " + std::string(on) + ", amount: \"" + std::string(amount) + " CNY\"" + std::string(more) + "}";
}

std::string history(std::initializer_list<std::string> awards) {
  std::string text;
  for (const auto& each : awards) text += (text.empty() ? "" : ", ") + each;
  return "history: [" + text + "]";
}

// --- caps over earlier awards ---

TEST(Cap, OfOneClaimCutsThatClaim) {
  const auto programme = compiled(ProgrammeText().cap("most", "at_most: 100 CNY"));
  EXPECT_EQ(decide(programme, spending("99.99")), "award 99.99");
  EXPECT_EQ(decide(programme, spending("100")), "award 100");
  EXPECT_EQ(decide(programme, spending("100.01")), "award 100 limited by most");
}

TEST(Cap, PerContractCountsAwardsForThatContractOnly) {
  const auto programme =
      compiled(ProgrammeText().cap("contract", "at_most: 100 CNY, per: contract, within: programme"));
  const std::string earlier =
      history({award("2026-01-01", "30", ", contract: A"), award("2026-02-01", "50", ", contract: B")});
  EXPECT_EQ(decide(programme, spending("100", "contract: A, " + earlier)), "award 70 limited by contract");
  EXPECT_EQ(decide(programme, spending("100", "contract: C, " + earlier)), "award 100");
  EXPECT_EQ(decide(programme, spending("100", earlier)), "award 100");
}

TEST(Cap, PerProjectCountsAwardsForThatProjectOnly) {
  const auto programme = compiled(ProgrammeText().cap("project", "at_most: 100 CNY, per: project, within: programme"));
  const std::string earlier =
      history({award("2026-01-01", "30", ", project: A"), award("2026-02-01", "50", ", contract: A")});
  EXPECT_EQ(decide(programme, spending("100", "project: A, " + earlier)), "award 70 limited by project");
}

TEST(Cap, PerApplicantCountsAllTheirAwards) {
  const auto programme = compiled(ProgrammeText().cap("all", "at_most: 100 CNY, per: applicant, within: programme"));
  const std::string earlier = history({award("2021-01-01", "30", ", contract: A"), award("2026-02-01", "50")});
  EXPECT_EQ(decide(programme, spending("100", earlier)), "award 20 limited by all");
}

TEST(Cap, OfACalendarYearBeginsAnewOnNewYearsDay) {
  const auto programme =
      compiled(ProgrammeText().cap("year", "at_most: 100 CNY, per: applicant, within: calendar_year"));
  const auto on = [&](std::string_view day, std::string_view earlier) {
    return decide(programme,
                  spending("100", "applied_on: " + std::string(day) + ", " + history({award(earlier, "80")})));
  };
  EXPECT_EQ(on("2026-12-31", "2026-01-01"), "award 20 limited by year");
  EXPECT_EQ(on("2027-01-01", "2026-12-31"), "award 100");
  EXPECT_EQ(on("2026-01-01", "2025-12-31"), "award 100");
}

TEST(Cap, OfRollingYearsForgetsOnTheSameDay) {
  const auto programme =
      compiled(ProgrammeText().cap("three", "at_most: 100 CNY, per: applicant, within: {rolling_years: 3}"));
  const auto on = [&](std::string_view day, std::string_view earlier) {
    return decide(programme,
                  spending("100", "applied_on: " + std::string(day) + ", " + history({award(earlier, "80")})));
  };
  EXPECT_EQ(on("2026-06-15", "2023-06-15"), "award 100");
  EXPECT_EQ(on("2026-06-15", "2023-06-16"), "award 20 limited by three");
}

TEST(Cap, OfRollingYearsFromALeapDayForgetsOnTheLastOfFebruary) {
  const auto programme =
      compiled(ProgrammeText().cap("one", "at_most: 100 CNY, per: applicant, within: {rolling_years: 1}"));
  const auto on = [&](std::string_view day, std::string_view earlier) {
    return decide(programme,
                  spending("100", "applied_on: " + std::string(day) + ", " + history({award(earlier, "80")})));
  };
  EXPECT_EQ(on("2024-02-29", "2023-02-28"), "award 100");
  EXPECT_EQ(on("2024-02-29", "2023-03-01"), "award 20 limited by one");
  EXPECT_EQ(on("2025-02-28", "2024-02-29"), "award 20 limited by one");
  EXPECT_EQ(on("2025-03-01", "2024-02-29"), "award 100");
}

TEST(Cap, UsedUpRefuses) {
  const auto programme = compiled(ProgrammeText().cap("all", "at_most: 100 CNY, per: applicant, within: programme"));
  EXPECT_EQ(decide(programme, spending("1", history({award("2026-01-01", "100")}))), "refuse all");
  EXPECT_EQ(decide(programme, spending("1", history({award("2026-01-01", "300")}))), "refuse all");
}

TEST(Cap, ThatRefusesCutsNothing) {
  const auto programme = compiled(ProgrammeText().cap("most", "at_most: 100 CNY, over: refuse"));
  EXPECT_EQ(decide(programme, spending("100")), "award 100");
  EXPECT_EQ(decide(programme, spending("100.01")), "refuse most");
}

TEST(Cap, OnTheNumberOfAwardsCountsThisOne) {
  const auto programme = compiled(ProgrammeText().cap("two", "awards_at_most: 2, per: applicant, within: programme"));
  EXPECT_EQ(decide(programme, spending("1", history({award("2026-01-01", "1")}))), "award 1");
  EXPECT_EQ(decide(programme, spending("1", history({award("2026-01-01", "1"), award("2026-01-01", "1")}))),
            "refuse two");
}

TEST(Cap, OnTheNumberOfYearsCountsCalendarYearsAndThisOne) {
  const auto programme = compiled(ProgrammeText().cap("two", "years_at_most: 2, per: applicant, within: programme"));
  EXPECT_EQ(decide(programme, spending("1", history({award("2025-01-01", "1"), award("2025-12-31", "1")}))), "award 1");
  EXPECT_EQ(decide(programme, spending("1", history({award("2026-01-01", "1"), award("2025-12-31", "1")}))), "award 1");
  EXPECT_EQ(decide(programme, spending("1", history({award("2024-12-31", "1"), award("2025-01-01", "1")}))),
            "refuse two");
}

TEST(Cap, DoesNotApplyWhereItsExceptionHolds) {
  const auto programme = compiled(ProgrammeText()
                                      .fact("university", "yes_no")
                                      .cap("soft", "at_most: 100 CNY, except_when: university")
                                      .cap("hard", "at_most: 300 CNY"));
  EXPECT_EQ(decide(programme, "facts: {spend: 500 CNY, university: no}"), "award 100 limited by soft");
  EXPECT_EQ(decide(programme, "facts: {spend: 500 CNY, university: yes}"), "award 300 limited by hard");
}

TEST(Cap, EachThatCutsIsNamed) {
  const auto programme = compiled(ProgrammeText()
                                      .cap("claim", "at_most: 100 CNY")
                                      .cap("year", "at_most: 150 CNY, per: applicant, within: calendar_year"));
  EXPECT_EQ(decide(programme, spending("200", history({award("2026-01-01", "80")}))), "award 70 limited by claim year");
  EXPECT_EQ(decide(programme, spending("200", history({award("2026-01-01", "50")}))), "award 100 limited by claim");
}

TEST(Cap, CanDependOnTheBaseAndTheAmountSoFar) {
  const auto programme = compiled(
      ProgrammeText().row("half", "rate: 50%").cap("floor", "at_most: \"amount > cny(40) ? cny(40) : base * 0.1\""));
  EXPECT_EQ(decide(programme, spending("100")), "award 40 limited by floor");
  EXPECT_EQ(decide(programme, spending("60")), "award 6 limited by floor");
}

// --- money from elsewhere ---

ProgrammeText with_district(const std::string& what) {
  return ProgrammeText().stacking("district", "with: other.level == \"district\", on: contract, " + what);
}
std::string other(std::string_view level, std::string_view amount, std::string_view contract = "A") {
  return "contract: A, other_support: [{level: " + std::string(level) + ", amount: \"" + std::string(amount) +
         " CNY\", contract: " + std::string(contract) + "}]";
}

TEST(Stacking, BanRefusesWhatItNamesOnly) {
  const auto programme = compiled(with_district("allow: none"));
  EXPECT_EQ(decide(programme, spending("100", other("district", "1"))), "refuse district");
  EXPECT_EQ(decide(programme, spending("100", other("city", "1"))), "award 100");
  EXPECT_EQ(decide(programme, spending("100", other("district", "1", "B"))), "award 100");
}

TEST(Stacking, CeilingIsAShareOfTheBase) {
  const auto programme = compiled(with_district("together_at_most: 2/3"));
  EXPECT_EQ(decide(programme, spending("300", other("district", "50"))), "award 150 limited by district");
  EXPECT_EQ(decide(programme, spending("300", other("district", "200"))), "refuse district");
  EXPECT_EQ(decide(programme, spending("300", other("city", "200"))), "award 300");
}

TEST(Stacking, CeilingIsAnAmount) {
  const auto programme = compiled(with_district("together_at_most: 120 CNY"));
  EXPECT_EQ(decide(programme, spending("100", other("district", "20"))), "award 100");
  EXPECT_EQ(decide(programme, spending("100", other("district", "20.01"))), "award 99.99 limited by district");
}

TEST(Stacking, CeilingIsAParameterWithAShare) {
  const auto programme = compiled(with_district("together_at_most: ceiling").parameter("ceiling", "value: 60%"));
  EXPECT_EQ(decide(programme, spending("100", other("district", "20"))), "award 40 limited by district");
}

// --- base and size ---

TEST(Size, ClipsWhatIsTooLargeAndRefusesWhatIsTooSmall) {
  const auto programme = compiled(ProgrammeText().size("at_least: 10 CNY, at_most: 100 CNY"));
  EXPECT_EQ(decide(programme, spending("9.99")), "refuse size");
  EXPECT_EQ(decide(programme, spending("10")), "award 10");
  EXPECT_EQ(decide(programme, spending("100")), "award 100");
  EXPECT_EQ(decide(programme, spending("100.01")), "award 100");
}

TEST(Size, RefusesWhatIsTooLargeWhereItSaysSo) {
  const auto programme = compiled(ProgrammeText().size("at_most: 100 CNY, above: refuse"));
  EXPECT_EQ(decide(programme, spending("100")), "award 100");
  EXPECT_EQ(decide(programme, spending("100.01")), "refuse size");
}

TEST(Base, BelowZeroIsRefused) { EXPECT_EQ(decide(compiled(ProgrammeText()), spending("-1")), "refuse base"); }

TEST(Base, OfNothingIsRefused) { EXPECT_EQ(decide(compiled(ProgrammeText()), spending("0")), "refuse amount"); }

// --- rates ---

ProgrammeText two_rows() {
  return ProgrammeText()
      .fact("young", "yes_no")
      .fact("small", "yes_no")
      .row("young", "when: young, rate: 50%")
      .row("small", "when: small, rate: 40%")
      .row("others", "otherwise: yes, rate: 30%");
}
std::string of_both(const CompiledPolicy& programme, const std::string& facts) {
  const Assessment made = assess(programme, application(programme, "facts: {spend: 100 CNY, " + facts + "}"));
  return made.parts.front().row + " " + made.parts.front().rate + " " + cel::format(made.amount);
}

TEST(Rate, FirstRowThatAppliesCountsWithPrecedenceFirst) {
  const auto programme = compiled(two_rows().precedence("first"));
  EXPECT_EQ(of_both(programme, "young: yes, small: yes"), "young 50% 50");
  EXPECT_EQ(of_both(programme, "young: no, small: yes"), "small 40% 40");
  EXPECT_EQ(of_both(programme, "young: no, small: no"), "others 30% 30");
}

TEST(Rate, HighestAndLowestOfTheRowsThatApply) {
  EXPECT_EQ(of_both(compiled(two_rows().precedence("highest")), "young: yes, small: yes"), "young 50% 50");
  EXPECT_EQ(of_both(compiled(two_rows().precedence("lowest")), "young: yes, small: yes"), "small 40% 40");
  EXPECT_EQ(of_both(compiled(two_rows().precedence("lowest")), "young: yes, small: no"), "young 50% 50");
}

TEST(Rate, OfAThirdIsExact) {
  const auto programme = compiled(ProgrammeText().rounding("{to: 0.01, mode: half_up}").row("part", "rate: 2/3"));
  EXPECT_EQ(decide(programme, spending("300")), "award 200");
  EXPECT_EQ(decide(programme, spending("100")), "award 66.67");
}

TEST(Rate, OfADatedParameterFollowsTheDayOfApplication) {
  const auto programme =
      compiled(ProgrammeText()
                   .parameter("share", "values: [{from: 2020-01-01, value: 50%}, {from: 2026-07-01, value: 1/3}]")
                   .row("all", "rate: share"));
  EXPECT_EQ(decide(programme, spending("90", "applied_on: 2026-06-30")), "award 45");
  EXPECT_EQ(decide(programme, spending("90", "applied_on: 2026-07-01")), "award 30");
}

TEST(Rate, OfAParameterByAFactFollowsThatDay) {
  const auto programme = compiled(
      ProgrammeText()
          .fact("signed_on", "date")
          .parameter("share", "by: signed_on, values: [{from: 2026-01-01, value: 50%}, {from: 2026-07-01, value: 20%}]")
          .row("all", "rate: share"));
  EXPECT_EQ(decide(programme, "facts: {spend: 100 CNY, signed_on: 2026-06-30}"), "award 50");
  EXPECT_EQ(decide(programme, "facts: {spend: 100 CNY, signed_on: 2026-07-01}"), "award 20");
  EXPECT_EQ(decide(programme, "facts: {spend: 100 CNY}"), "incomplete signed_on");
}

TEST(Rate, OutsideItsBandIsInvalid) {
  const auto programme =
      compiled(ProgrammeText().fact("set", "share", "from: committee").row("set", "rate: set, between: [70%, 90%]"));
  EXPECT_EQ(decide(programme, "facts: {spend: 100 CNY, set: 70%}"), "award 70");
  EXPECT_EQ(decide(programme, "facts: {spend: 100 CNY, set: 90%}"), "award 90");
  EXPECT_EQ(decide(programme, "facts: {spend: 100 CNY, set: 69%}"), "invalid");
  EXPECT_EQ(decide(programme, "facts: {spend: 100 CNY, set: 90.01%}"), "invalid");
}

TEST(Rate, TriedInACaseTakesThePlaceOfTheParameter) {
  const auto programme = compiled(ProgrammeText().parameter("share", "value: 50%").row("all", "rate: share"));
  EXPECT_EQ(decide(programme, spending("90", "parameters: {share: 1/3}")), "award 30");
}

// --- rounding ---

TEST(Rounding, FollowsItsMode) {
  const auto rounded = [](const std::string& mode, std::string_view amount) {
    return decide(compiled(ProgrammeText().rounding("{to: 10, mode: " + mode + "}")), spending(amount));
  };
  EXPECT_EQ(rounded("down", "19.99"), "award 10");
  EXPECT_EQ(rounded("up", "10.01"), "award 20");
  EXPECT_EQ(rounded("half_up", "25"), "award 30");
  EXPECT_EQ(rounded("half_even", "25"), "award 20");
  EXPECT_EQ(rounded("half_even", "35"), "award 40");
}

TEST(Rounding, ToNothingIsRefused) {
  EXPECT_EQ(decide(compiled(ProgrammeText().rounding("{to: 10, mode: down}")), spending("9.99")), "refuse amount");
}

TEST(Rounding, NeverPassesALimitThatCut) {
  const auto programme = compiled(ProgrammeText().rounding("{to: 10, mode: up}").cap("most", "at_most: 25 CNY"));
  EXPECT_EQ(decide(programme, spending("40")), "award 20 limited by most");
}

TEST(Rounding, NeverPassesALimitThatWasJustKept) {
  const auto programme = compiled(ProgrammeText().rounding("{to: 10, mode: up}").cap("most", "at_most: 25 CNY"));
  EXPECT_EQ(decide(programme, spending("25")), "award 20");
  EXPECT_EQ(decide(programme, spending("21")), "award 20");
  EXPECT_EQ(decide(programme, spending("11")), "award 20");
}

TEST(Rounding, NeverPassesACeilingOnAllSupport) {
  const auto programme =
      compiled(with_district("together_at_most: 100%").rounding("{to: 10, mode: up}").row("part", "rate: 45%"));
  EXPECT_EQ(decide(programme, spending("100", other("district", "54"))), "award 40");
  EXPECT_EQ(decide(programme, spending("100", other("district", "50"))), "award 50");
}

// --- facts ---

TEST(Facts, ThatAreMissingAreAllNamed) {
  const auto programme = compiled(ProgrammeText().fact("local", "yes_no").rule("local", "require: local"));
  EXPECT_EQ(decide(programme, "facts: {}"), "incomplete spend local");
  EXPECT_EQ(decide(programme, "facts: {local: no}"), "incomplete spend");
}

TEST(Facts, AreNeededOnlyUnderTheirCondition) {
  const auto programme = compiled(ProgrammeText()
                                      .fact("young", "yes_no")
                                      .fact("number", "text", "needed_when: young")
                                      .rule("filed", "when: young, require: number != \"\""));
  EXPECT_EQ(decide(programme, "facts: {spend: 1 CNY, young: no}"), "award 1");
  EXPECT_EQ(decide(programme, "facts: {spend: 1 CNY, young: no, number: \"\"}"), "award 1");
  EXPECT_EQ(decide(programme, "facts: {spend: 1 CNY, young: yes}"), "incomplete number");
  EXPECT_EQ(decide(programme, "facts: {spend: 1 CNY, young: yes, number: \"\"}"), "refuse filed");
}

TEST(Facts, ThatAreOptionalMayBeAskedForWithHas) {
  const auto programme = compiled(ProgrammeText()
                                      .fact("set", "share", "optional: yes")
                                      .row("set", "when: has(set), rate: set")
                                      .row("others", "otherwise: yes, rate: 10%"));
  EXPECT_EQ(decide(programme, "facts: {spend: 100 CNY}"), "award 10");
  EXPECT_EQ(decide(programme, "facts: {spend: 100 CNY, set: 20%}"), "award 20");
}

TEST(Facts, ThatAreOnlyAskedLaterDoNotHoldUpAnAward) {
  const auto programme = compiled(ProgrammeText()
                                      .fact("accepted", "yes_no", "from: officer")
                                      .also("gives: grant\ninstalments: [{id: last, share: 100%, when: accepted, " +
                                            std::string(testing::why) + "}]"));
  EXPECT_EQ(decide(programme, spending("1")), "award 1");
}

TEST(Rules, AreAllJudgedSoThatARefusalNamesEveryReason) {
  const auto programme = compiled(ProgrammeText()
                                      .fact("local", "yes_no")
                                      .fact("honest", "yes_no")
                                      .rule("local", "require: local")
                                      .rule("honest", "require: honest"));
  EXPECT_EQ(decide(programme, "facts: {spend: 1 CNY, local: no, honest: no}"), "refuse local honest");
  EXPECT_EQ(decide(programme, "facts: {spend: 1 CNY, local: yes, honest: no}"), "refuse honest");
  EXPECT_EQ(decide(programme, "facts: {spend: 1 CNY, local: yes, honest: yes}"), "award 1");
}

// --- when ---

TEST(Period, CountsItsFirstDayAndNotItsLast) {
  const auto programme = compiled(ProgrammeText().period("{from: 2026-01-01, until: 2027-01-01}"));
  EXPECT_EQ(decide(programme, spending("1", "applied_on: 2025-12-31")), "refuse period");
  EXPECT_EQ(decide(programme, spending("1", "applied_on: 2026-01-01")), "award 1");
  EXPECT_EQ(decide(programme, spending("1", "applied_on: 2026-12-31")), "award 1");
  EXPECT_EQ(decide(programme, spending("1", "applied_on: 2027-01-01")), "refuse period");
}

TEST(Intake, ByWindowsTakesApplicationsInsideThem) {
  const auto programme =
      compiled(ProgrammeText().also("selection: {intake: windows, windows: [{opens: 2026-03-01, closes: 2026-04-01}, "
                                    "{opens: 2026-09-01, closes: 2026-10-01}]}"));
  EXPECT_EQ(decide(programme, spending("1", "applied_on: 2026-02-28")), "refuse period");
  EXPECT_EQ(decide(programme, spending("1", "applied_on: 2026-03-01")), "award 1");
  EXPECT_EQ(decide(programme, spending("1", "applied_on: 2026-03-31")), "award 1");
  EXPECT_EQ(decide(programme, spending("1", "applied_on: 2026-04-01")), "refuse period");
  EXPECT_EQ(decide(programme, spending("1", "applied_on: 2026-09-30")), "award 1");
}

TEST(Intake, ByMonthTakesApplicationsOnItsDays) {
  const auto programme =
      compiled(ProgrammeText().also("selection: {intake: monthly, monthly: {from_day: 5, until_day: 28}}"));
  EXPECT_EQ(decide(programme, spending("1", "applied_on: 2026-02-04")), "refuse period");
  EXPECT_EQ(decide(programme, spending("1", "applied_on: 2026-02-05")), "award 1");
  EXPECT_EQ(decide(programme, spending("1", "applied_on: 2026-02-28")), "award 1");
  EXPECT_EQ(decide(programme, spending("1", "applied_on: 2026-03-29")), "refuse period");
}

// --- awards in parts ---

constexpr const char* two_parts = R"(  parts:
    - id: device
      base: {is: device, source: notice}
      rate: [{id: device_rate, rate: 50%, source: notice, reason: {en: r, zh: r}}]
      caps: [{id: device_cap, at_most: 100 CNY, source: notice, reason: {en: r, zh: r}}]
    - id: service
      when: served
      base: {is: spend, source: notice}
      rate: [{id: service_rate, rate: 10%, source: notice, reason: {en: r, zh: r}}]
  caps: [{id: sum, at_most: 120 CNY, source: notice, reason: {en: r, zh: r}}]
)";

TEST(Parts, AreSummedAndCappedEachAndTogether) {
  const auto programme = compiled(ProgrammeText().fact("device", "money").fact("served", "yes_no").award(two_parts));
  EXPECT_EQ(decide(programme, "facts: {spend: 100 CNY, device: 100 CNY, served: yes}"), "award 60");
  EXPECT_EQ(decide(programme, "facts: {spend: 100 CNY, device: 100 CNY, served: no}"), "award 50");
  EXPECT_EQ(decide(programme, "facts: {spend: 100 CNY, device: 300 CNY, served: yes}"),
            "award 110 limited by device_cap");
  EXPECT_EQ(decide(programme, "facts: {spend: 900 CNY, device: 300 CNY, served: yes}"),
            "award 120 limited by device_cap sum");
}

TEST(Parts, RoundingDoesNotPassTheCapOfOne) {
  const auto programme = compiled(
      ProgrammeText().fact("device", "money").fact("served", "yes_no").rounding("{to: 30, mode: up}").award(two_parts));
  EXPECT_EQ(decide(programme, "facts: {spend: 0 CNY, device: 200 CNY, served: no}"), "award 90");
}

// --- pools and lanes ---

TEST(Pools, TheFirstThatFitsPays) {
  const auto programme = compiled(ProgrammeText()
                                      .fact("young", "yes_no")
                                      .also("budget:\n"
                                            "  - {id: office, pays: running_costs, amount: 1 CNY, source: notice}\n"
                                            "  - {id: young, when: young, source: notice}\n"
                                            "  - {id: rest, source: notice}\n"
                                            "selection: {lanes: [{id: fast, when: young, decided_by: {en: a, zh: b}, "
                                            "source: notice}, {id: full, otherwise: yes, "
                                            "decided_by: {en: a, zh: b}, source: notice}]}"));
  const auto of = [&](const std::string& young) {
    const Assessment made = assess(programme, application(programme, "facts: {spend: 1 CNY, young: " + young + "}"));
    return made.pool + " " + made.lane;
  };
  EXPECT_EQ(of("yes"), "young fast");
  EXPECT_EQ(of("no"), "rest full");
}

// --- the ends of the range ---

constexpr const char* largest = "1000000000000000000000000";

TEST(Range, TheLargestAmountIsAnAward) {
  EXPECT_EQ(decide(compiled(ProgrammeText()), spending(largest)), std::string("award ") + largest);
}

TEST(Range, ASumBeyondItIsInvalid) {
  const auto programme = compiled(ProgrammeText().fact("device", "money").fact("served", "yes_no").award(R"(  parts:
    - {id: a, base: {is: device, source: notice}}
    - {id: b, when: served, base: {is: spend, source: notice}}
)"));
  const std::string facts = std::string("spend: \"") + largest + " CNY\", device: \"" + largest + " CNY\"";
  EXPECT_EQ(decide(programme, "facts: {" + facts + ", served: no}"), std::string("award ") + largest);
  EXPECT_EQ(decide(programme, "facts: {" + facts + ", served: yes}"), "invalid");
}

TEST(Range, AProductBeyondItIsInvalid) {
  EXPECT_EQ(decide(compiled(ProgrammeText().row("double", "rate: 200%")), spending(largest)), "invalid");
  EXPECT_EQ(decide(compiled(ProgrammeText().base("spend * 2")), spending(largest)), "invalid");
}

TEST(Range, EarlierAwardsBeyondItAreInvalid) {
  const auto programme = compiled(ProgrammeText().cap("all", "at_most: 100 CNY, per: applicant, within: programme"));
  EXPECT_EQ(decide(programme, spending("1", history({award("2026-01-01", largest), award("2026-01-01", largest)}))),
            "invalid");
}

TEST(Range, OtherSupportBeyondItIsInvalid) {
  const auto programme = compiled(with_district("together_at_most: 200%"));
  EXPECT_EQ(decide(programme, spending(largest, other("district", "1"))), "invalid");
}

TEST(Range, RoundingBeyondItIsRefusedAndNotAwarded) {
  const auto programme = compiled(ProgrammeText().rounding("{to: 7, mode: up}"));
  EXPECT_EQ(decide(programme, spending(largest)).substr(0, 6), "award ");
}

// --- what an expression cannot do ---

TEST(Expressions, DivisionByZeroIsInvalid) {
  const auto programme = compiled(ProgrammeText().fact("months", "count").base("spend / months"));
  EXPECT_EQ(decide(programme, "facts: {spend: 12 CNY, months: 4}"), "award 3");
  EXPECT_EQ(decide(programme, "facts: {spend: 12 CNY, months: 0}"), "invalid");
}

TEST(Expressions, OverflowIsInvalid) {
  const auto programme =
      compiled(ProgrammeText().fact("months", "count").rule("few", "require: months * 1000000000 > 0"));
  EXPECT_EQ(decide(programme, "facts: {spend: 1 CNY, months: 1}"), "award 1");
  EXPECT_EQ(decide(programme, "facts: {spend: 1 CNY, months: 9223372036854775807}"), "invalid");
}

TEST(Expressions, AFailureNamesTheRule) {
  const auto programme = compiled(ProgrammeText().fact("months", "count").rule("few", "require: 12.0 / months > 0.0"));
  const Assessment made = assess(programme, application(programme, "facts: {spend: 1 CNY, months: 0}"));
  EXPECT_EQ(made.decision, Decision::invalid);
  EXPECT_TRUE(made.invalid.text().starts_with("few: ")) << made.invalid.text();
}

}  // namespace
}  // namespace scrip::policy
