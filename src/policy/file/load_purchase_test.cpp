// The section `purchase` of a programme file, and facts that Scrip measures itself.

#include "policy/file/load_purchase.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "policy/measures.h"
#include "registry/origin.h"
#include "tests/support/policy.h"

namespace scrip::policy {
namespace {

using testing::describe;
using testing::problems_of;
using testing::ProgrammeText;

constexpr std::string_view whole = R"yaml(purchase:
  domestic: [origin_of_goods, quota]
  price: {tolerance: 30%, window_days: 365, claims_min: 3}
  cards_per_server: 16
  acceptance: true
  listing: yes
  runs_within_days: 90
  source: notice
)yaml";

std::string with(const std::string& purchase) { return ProgrammeText().also("gives: grant\n" + purchase).text(); }

std::string replaced(std::string_view from, std::string_view to) {
  std::string text(whole);
  const std::size_t at = text.find(from);
  SCRIP_CHECK(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

std::string line_of(const std::string& text, std::string_view word) {
  const auto until = text.begin() + static_cast<std::ptrdiff_t>(text.find(word));
  return std::to_string(std::count(text.begin(), until, '\n') + 1);
}

// Changes the section in one place: then this and nothing else is wrong, on the line of `word`.
void expect_problem(std::string_view from, std::string_view to, std::string_view word, const std::string& problem) {
  const std::string text = with(replaced(from, to));
  EXPECT_EQ(describe(problems_of(text)), line_of(text, word) + " " + problem) << to;
}

Purchase purchase_of(const std::string& section) {
  auto loaded = load_policy(with(section));
  EXPECT_EQ(describe(loaded.problems), "") << section;
  SCRIP_CHECK(loaded.policy.purchase.has_value());
  return std::move(*loaded.policy.purchase);
}

TEST(Purchase, EveryFieldIsReadAsItStands) {
  const Purchase purchase = purchase_of(std::string(whole));
  EXPECT_EQ(purchase.domestic, (std::vector<std::string>{"origin_of_goods", "quota"}));
  EXPECT_EQ(format(purchase.price_tolerance), "30%");
  EXPECT_EQ(purchase.price_window_days, 365);
  EXPECT_EQ(purchase.price_claims_min, 3);
  EXPECT_EQ(purchase.cards_per_server, 16);
  EXPECT_TRUE(purchase.acceptance);
  EXPECT_TRUE(purchase.listing);
  EXPECT_EQ(purchase.runs_within_days, 90);
}

TEST(Purchase, WhatIsNotSaidIsNotAsked) {
  const Purchase purchase = purchase_of("purchase: {source: notice}");
  EXPECT_TRUE(purchase.domestic.empty());
  EXPECT_EQ(purchase.price_tolerance.numerator, 0);
  EXPECT_EQ(purchase.cards_per_server, 0);
  EXPECT_EQ(purchase.runs_within_days, 0);
  EXPECT_FALSE(purchase.acceptance);
  EXPECT_FALSE(purchase.listing);
  EXPECT_FALSE(load_policy(ProgrammeText().text()).policy.purchase.has_value());
}

TEST(Purchase, APriceSaysItsToleranceAndTheUsualWindowIsAYearOfThreeClaims) {
  const Purchase purchase = purchase_of("purchase: {price: {tolerance: 1/2}, source: notice}");
  EXPECT_EQ(format(purchase.price_tolerance), "50%");
  EXPECT_EQ(purchase.price_window_days, 365);
  EXPECT_EQ(purchase.price_claims_min, 3);
  expect_problem("tolerance: 30%, ", "", "price:",
                 "missing_field purchase.price.tolerance: how far above the median a price may be is missing");
}

TEST(Purchase, ATestOfOriginThatIsNotKnownOrStandsTwiceIsNamed) {
  expect_problem("quota]", "made_here]", "domestic:",
                 "value_invalid purchase.domestic: 'made_here' is not known here -> one of: origin_of_goods, "
                 "security_evaluation, procurement_list, ownership_control, quota");
  expect_problem("quota]", "origin_of_goods]",
                 "domestic:", "duplicate_key purchase.domestic: 'origin_of_goods' is the id of something else already");
}

TEST(Purchase, NumbersOutOfRangeAreNamedWithTheirLine) {
  expect_problem("cards_per_server: 16", "cards_per_server: 0", "cards_per_server",
                 "out_of_range purchase.cards_per_server: '0' is no whole number from 1 to 1024");
  expect_problem("cards_per_server: 16", "cards_per_server: 1025", "cards_per_server",
                 "out_of_range purchase.cards_per_server: '1025' is no whole number from 1 to 1024");
  expect_problem("cards_per_server: 16", "cards_per_server: 1.5", "cards_per_server",
                 "out_of_range purchase.cards_per_server: '1.5' is no whole number from 1 to 1024");
  expect_problem("runs_within_days: 90", "runs_within_days: 3661", "runs_within_days",
                 "out_of_range purchase.runs_within_days: '3661' is no whole number from 1 to 3660");
  expect_problem("window_days: 365", "window_days: 0",
                 "price:", "out_of_range purchase.price.window_days: '0' is no whole number from 1 to 3660");
  expect_problem("claims_min: 3", "claims_min: many",
                 "price:", "out_of_range purchase.price.claims_min: 'many' is no whole number from 1 to 1000");
  expect_problem("tolerance: 30%", "tolerance: 130%",
                 "price:", "out_of_range purchase.price.tolerance: a share lies between 0% and 100%");
  expect_problem("acceptance: true", "acceptance: perhaps", "acceptance",
                 "value_invalid purchase.acceptance: 'perhaps' is neither yes nor no");
}

TEST(Purchase, AFieldThatIsNotKnownAndASourceThatIsMissingAreNamed) {
  expect_problem("  listing: yes\n", "  listin: yes\n",
                 "  listin:", "unknown_field purchase.listin: 'listin' is not known here -> did you mean 'listing'?");
  EXPECT_NE(describe(problems_of(with(replaced("  source: notice\n", "")))), "");
  EXPECT_NE(describe(problems_of(with("purchase: [origin_of_goods]"))), "");
}

// The loader names the tests itself, for the parts below it do not know the registry.
TEST(Purchase, EveryTestOfOriginOfTheRegistryCanBeAsked) {
  for (std::size_t i = 0; i < registry::origin_test_count; ++i) {
    const std::string test(registry::name(static_cast<registry::OriginTest>(i)));
    EXPECT_EQ(purchase_of("purchase: {domestic: [" + test + "], source: notice}").domestic.front(), test);
  }
}

std::string with_fact(const std::string& type, const std::string& more) {
  return ProgrammeText().fact("known", type, more).rule("known", "require: known == known").text();
}

std::string problem_of_fact(const std::string& type, const std::string& more) {
  auto loaded = load_policy(with_fact(type, more));
  return describe(loaded.problems);
}

TEST(Measures, EachIsReadWithItsTypeFromTheRegisterOrTheMeter) {
  for (const auto measure : measure_names()) {
    const auto type = type_of_measure(measure);
    ASSERT_TRUE(type.has_value()) << measure;
    for (const char* from : {"register", "meter"}) {
      EXPECT_EQ(problem_of_fact(std::string(name(*type)),
                                "from: " + std::string(from) + ", measure: " + std::string(measure)),
                "")
          << measure;
    }
    const std::string other = *type == FactType::text ? "date" : "text";
    const auto found = problem_of_fact(other, "from: meter, measure: " + std::string(measure));
    EXPECT_NE(found.find("value_invalid facts[known].measure: '" + std::string(measure) + "' is of another type"),
              std::string::npos)
        << found;
  }
}

TEST(Measures, ClaimsHaveThirteen) {
  EXPECT_EQ(std::ranges::count_if(measure_names(), [](std::string_view each) { return each.starts_with("claim_"); }),
            13);
}

TEST(Measures, WhatIsNoMeasureOrIsAskedOfAPersonIsNamed) {
  const std::string text = with_fact("money", "from: register, measure: claim_spent");
  const std::string found = problem_of_fact("money", "from: register, measure: claim_spent");
  EXPECT_TRUE(found.starts_with(line_of(text, "known:") +
                                " value_invalid facts[known].measure: there is no measure 'claim_spent' -> one of: "))
      << found;
  EXPECT_EQ(problem_of_fact("money", "from: applicant, measure: claim_spend"),
            line_of(text, "known:") +
                " value_invalid facts[known].measure: only what comes from the register or the meter is measured -> "
                "from: meter");
}

}  // namespace
}  // namespace scrip::policy
