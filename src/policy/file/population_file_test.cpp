#include "policy/file/population_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "base/test_support.h"
#include "policy/file/load.h"
#include "policy/simulation_charts.h"

namespace scrip::policy {
namespace {

class PopulationFile : public ::testing::Test {
 protected:
  PopulationFile() {
    std::ifstream in(SCRIP_SOURCE_DIR "/bench/ten_rules.yaml");
    auto loaded = load_policy(std::string(std::istreambuf_iterator<char>(in), {}));
    EXPECT_TRUE(loaded.problems.empty());
    auto compiled = compile(std::move(loaded.policy));
    EXPECT_TRUE(compiled);
    compiled_.emplace(std::move(*compiled));
    only_[0] = &compiled_->policy;
    auto made = Population::for_policies(only_, texts_);
    EXPECT_TRUE(made);
    population_.emplace(std::move(*made));
  }

  Error error_of(std::string_view csv) {
    const auto problems = read_population(csv, only_, *population_);
    for (const Error& problem : problems) testing::expect_chinese(problem.said);
    return problems.empty() ? Error{} : problems.front();
  }
  Error error_of_recipe(const std::string& facts) {
    const auto read = read_recipe("scrip: population 1\napplied_on: {constant: 2026-02-01}\nfacts:\n  " + facts, only_);
    const auto made = read ? Generator::make(*read, *population_) : std::unexpected(read.error());
    if (made) return {};
    testing::expect_chinese(made.error().said);
    return made.error();
  }

  std::optional<CompiledPolicy> compiled_;
  const Policy* only_[1] = {};
  cel::Dictionary texts_;
  std::optional<Population> population_;
};

constexpr const char* table =
    "applied_on,applicant,registered,applicant_class,contract_amount,staff\r\n"
    "2026-05-01,\"Acme, Inc \"\"A\"\"\",yes,startup,\"1,200,000 CNY\",12\r\n"
    "\n"
    "2026-05-02,Beta,,,0.0000001 CNY\n";

TEST_F(PopulationFile, a_table_fills_the_columns_it_names) {
  ASSERT_EQ(error_of(table), Error{});
  ASSERT_EQ(population_->rows(), 2u);
  const auto value = [&](const char* fact, std::size_t row) {
    return format(population_->value(*population_->fact(fact), row));
  };
  EXPECT_EQ(population_->text(population_->applicant, 0), "Acme, Inc \"A\"");
  EXPECT_EQ(value("contract_amount", 0), "1,200,000.00 CNY");
  EXPECT_EQ(value("applicant_class", 0), "startup");
  EXPECT_EQ(value("staff", 0), "12");
  EXPECT_TRUE(population_->value(*population_->fact("registered"), 1).is(cel::Kind::missing));
  EXPECT_EQ(value("contract_amount", 1), "0.0000001 CNY") << "finer than a column holds";
}

TEST_F(PopulationFile, a_mistake_in_a_table_names_line_and_column) {
  EXPECT_EQ(error_of("").code, ErrorCode::missing_field);
  EXPECT_EQ(error_of("registered\nyes\n").field, "applied_on");
  EXPECT_EQ(error_of("applied_on,staff,staff\n").code, ErrorCode::duplicate_key);
  EXPECT_EQ(error_of("applied_on,stuff\n").field, "stuff");
  const Error date = error_of("applied_on,staff\n2026-01-01,1\n2026-02-30,2\n");
  EXPECT_EQ(date.line, 3u);
  EXPECT_EQ(date.field, "applied_on");
  const Error number = error_of("applied_on,staff\n\"2026-01-01\",many\n");
  EXPECT_EQ(number.line, 2u);
  EXPECT_EQ(number.field, "staff");
  EXPECT_EQ(error_of("applied_on\n\"2026-01-01\n").code, ErrorCode::syntax_error);
  EXPECT_EQ(error_of("applied_on\n\"2026-01-01\"x\n").code, ErrorCode::syntax_error);
  EXPECT_EQ(error_of("applied_on\n2026-01-01,2\n").line, 2u);
  EXPECT_EQ(error_of("applied_on,stff\n").code, ErrorCode::unknown_field);
  EXPECT_THAT(error_of("applied_on,stff\n").detail, ::testing::HasSubstr("did you mean 'staff'?"));
}

TEST_F(PopulationFile, everything_that_is_wrong_with_a_table_is_told_at_once) {
  const auto problems =
      read_population("applied_on,staff,registered\n2026-02-30,1,yes\n2026-02-01,many,perhaps\n", only_, *population_);
  std::vector<std::string> places;
  for (const auto& problem : problems) places.push_back(std::to_string(problem.line) + " " + problem.field);
  EXPECT_EQ(places, (std::vector<std::string>{"2 applied_on", "3 staff", "3 registered"}));
  EXPECT_EQ(read_population("applied_on,stuff,staf\n", only_, *population_).size(), 2u);
  std::string many = "applied_on\n";
  for (int i = 0; i < 1'000; ++i) many += "never\n";
  EXPECT_EQ(read_population(many, only_, *population_).size(), 100u);
}

TEST_F(PopulationFile, a_recipe_draws_the_same_rows_in_whatever_batches) {
  const auto recipe = read_recipe(
      "scrip: population 1\nseed: 7\nrows: 5000\napplicants: 900\n"
      "applied_on: {uniform: [2026-01-01, 2026-12-31]}\n"
      "facts:\n"
      "  registered: {weights: {yes: 95, no: 5}}\n"
      "  applicant_class: {weights: {startup: 3, company: 6}, missing: 10%}\n"
      "  contract_amount: {log_uniform: [\"20,000 CNY\", \"20,000,000 CNY\"], step: 0.01 CNY}\n"
      "  gpu_hours: {normal: [0 h, \"100,000 h\"], middle: \"5,000 h\", spread: \"2,500 h\", step: 1 h}\n"
      "  staff: {constant: 12}\n",
      only_);
  ASSERT_TRUE(recipe) << recipe.error().detail;
  const auto generator = Generator::make(*recipe, *population_);
  ASSERT_TRUE(generator) << generator.error().detail;
  Population whole = *population_;
  generator->fill(0, 5'000, whole);
  Population part = *population_;
  std::size_t yes = 0;
  for (std::size_t first = 0; first < 5'000; first += 700) {
    const std::size_t rows = std::min<std::size_t>(700, 5'000 - first);
    generator->fill(first, rows, part);
    for (std::size_t i = 0; i < rows; ++i) {
      ASSERT_EQ(part.applied_on[i], whole.applied_on[first + i]);
      ASSERT_EQ(part.applicant[i], whole.applicant[first + i]);
      for (std::size_t f = 0; f < part.facts.size(); ++f) {
        const auto value = part.value(f, i);
        const auto again = whole.value(f, first + i);
        ASSERT_EQ(value.kind(), again.kind());
        ASSERT_TRUE(value.is(cel::Kind::missing) || equal(value, again));
      }
      yes += part.facts[*part.fact("registered")].booleans[i];
      const std::int64_t amount = part.facts[*part.fact("contract_amount")].numbers[i];
      ASSERT_GE(amount, 20'000 * micro);
      ASSERT_LE(amount, 20'000'000 * micro);
    }
  }
  EXPECT_NEAR(static_cast<int>(yes), 4'750, 100);
}

TEST_F(PopulationFile, a_distribution_that_makes_no_sense_is_refused) {
  EXPECT_EQ(error_of_recipe("staff: {uniform: [1, 10]}"), Error{});
  EXPECT_EQ(error_of_recipe("staff: {uniform: [10, 1]}").field, "staff");
  EXPECT_EQ(error_of_recipe("staff: {log_uniform: [0, 1]}").field, "staff");
  EXPECT_EQ(error_of_recipe("staff: {uniform: [1, 10], step: 0}").field, "staff");
  EXPECT_EQ(error_of_recipe("staff: {uniform: [1]}").line, 4u);
  EXPECT_EQ(error_of_recipe("registered: {uniform: [yes, no]}").field, "registered");
  EXPECT_EQ(error_of_recipe("applicant_class: {weights: {nobody: 1}}").field, "applicant_class");
  EXPECT_EQ(error_of_recipe("applicant_class: {weights: {startup: 0}}").field, "applicant_class");
  EXPECT_EQ(error_of_recipe("nothing: {constant: 1}").field, "nothing");
  EXPECT_EQ(read_recipe("applied_on: {constant: 2026-02-01}\n", only_).error().field, "scrip");
  EXPECT_EQ(read_recipe("scrip: population 2\n", only_).error().code, ErrorCode::value_invalid);
  EXPECT_EQ(error_of_recipe("staff: {}").field, "staff");
}

TEST_F(PopulationFile, totals_do_not_depend_on_how_the_work_was_cut) {
  const auto recipe = read_recipe(
      "scrip: population 1\nrows: 6000\napplied_on: {uniform: [2026-01-01, 2026-12-31]}\nfacts:\n"
      "  registered: {weights: {yes: 95, no: 5}}\n  clean_record: {constant: yes}\n  provider_listed: {constant: yes}\n"
      "  applicant_class: {weights: {startup: 3, company: 6}}\n  staff: {uniform: [1, 100]}\n"
      "  contract_amount: {log_uniform: [\"20,000 CNY\", \"20,000,000 CNY\"]}\n  other_services: {constant: 10 CNY}\n"
      "  gpu_hours: {constant: 500 h}\n  contract_signed_on: {constant: 2026-01-01}\n"
      "  service_begins_on: {constant: 2026-01-15}\n",
      only_);
  ASSERT_TRUE(recipe) << recipe.error().detail;
  const auto generator = Generator::make(*recipe, *population_);
  ASSERT_TRUE(generator) << generator.error().detail;
  generator->fill(0, 6'000, *population_);
  const auto simulator = Simulator::make(*compiled_, *population_);
  ASSERT_TRUE(simulator);
  Results results = simulator->results(6'000);
  Workspace workspace;
  EXPECT_EQ(simulator->decide(*population_, 0, 6'000, results, workspace), 0u);
  Totals whole = Totals::of(*simulator);
  whole.add(*simulator, *population_, results, 0, 6'000);
  Totals first = Totals::of(*simulator);
  Totals second = Totals::of(*simulator);
  second.add(*simulator, *population_, results, 1'234, 6'000);
  first.add(*simulator, *population_, results, 0, 1'234);
  second.merge(first);
  EXPECT_EQ(whole.decisions, second.decisions);
  EXPECT_EQ(whole.amount, second.amount);
  EXPECT_EQ(whole.refused_alone, second.refused_alone);
  EXPECT_EQ(whole.by_day, second.by_day);
  EXPECT_EQ(whole.spread.quantile(1, 2), second.spread.quantile(1, 2));
  EXPECT_EQ(whole.spread.quantile(1, 1), cel::to_decimal(2'000'000)) << "the cap";
  // The pool is larger than all that is asked for: everyone is paid.
  Sum paid;
  for (const auto amount : first_come(*compiled_, *population_, results)) paid.add(amount);
  EXPECT_EQ(paid, whole.amount);
  const auto pools = pools_over_time(*compiled_, whole);
  ASSERT_EQ(pools.size(), 1u);
  EXPECT_EQ(pools[0].months.size(), 12u);
  EXPECT_FALSE(pools[0].exhausted);
  Comparison comparison;
  comparison.add(*population_, results, results, 0, 6'000);
  EXPECT_EQ(comparison.all.same, 6'000u);
  EXPECT_EQ(comparison.by_fact.at("applicant_class").size(), 2u);
  for (const Language language : {Language::english, Language::chinese}) {
    for (const std::string& svg :
         {decisions_chart(compiled_->policy, whole, "as it is", language),
          refusals_chart(*simulator, whole, "as it is", language),
          awards_chart(compiled_->policy, whole, "as it is", language),
          pool_chart(compiled_->policy, pools[0], "", language),
          comparison_chart(compiled_->policy, comparison, "applicant_class", {"before", "after"}, language),
          side_by_side_chart(compiled_->policy, whole, compiled_->policy, second, {"before", "after"}, language)}) {
      EXPECT_TRUE(svg.starts_with("<svg ") && svg.ends_with("</svg>\n"));
      EXPECT_EQ(svg.find("<script"), std::string::npos);
    }
  }
}

TEST_F(PopulationFile, facts_depend_on_each_other_and_rows_stay_what_they_are) {
  const std::string text =
      "scrip: population 1\nrows: 4000\napplied_on: {constant: 2026-02-01}\nfacts:\n"
      "  applicant_class: {weights: {startup: 1, company: 1}, missing: 10%}\n"
      "  staff: {by: applicant_class, when: {startup: {uniform: [1, 20]}, company: {uniform: [100, 200]}}}\n"
      "  contract_amount: {uniform: [\"1 CNY\", \"1000 CNY\"], factor: {size: 100%}}\n"
      "  gpu_hours: {uniform: [1 h, 1000 h], factor: {size: -100%}}\n"
      "score: {by: applicant_class, when: {startup: {constant: 90}}, otherwise: {uniform: [0, 50]}}\n";
  const auto recipe = read_recipe(text, only_);
  ASSERT_TRUE(recipe) << recipe.error().detail;
  const auto generator = Generator::make(*recipe, *population_);
  ASSERT_TRUE(generator) << generator.error().detail;
  generator->fill(0, 4'000, *population_);
  const auto value = [&](const char* fact, std::size_t row) {
    return population_->value(*population_->fact(fact), row);
  };
  std::size_t startups = 0;
  for (std::size_t row = 0; row < 4'000; ++row) {
    const auto which = value("applicant_class", row);
    const auto staff = value("staff", row);
    if (which.is(cel::Kind::missing)) {
      EXPECT_TRUE(staff.is(cel::Kind::missing)) << "no branch fits, and nothing says otherwise";
      EXPECT_LE(population_->score[row], 50'000);
      continue;
    }
    const bool startup = which.as_string() == "startup";
    startups += startup ? 1 : 0;
    EXPECT_EQ(staff.as_int() <= 20, startup);
    EXPECT_EQ(population_->score[row] == 90'000, startup);
    // The higher the one, the lower the other.
    const auto amount = *millionths_of(value("contract_amount", row));
    const auto hours = *millionths_of(value("gpu_hours", row));
    EXPECT_NEAR(static_cast<double>(amount + hours) / 1e6, 1'001.0, 0.05);
  }
  EXPECT_GT(startups, 1'500u);
  // The same row, drawn with others or alone.
  const auto last = value("staff", 3'999);
  generator->fill(3'999, 1, *population_);
  EXPECT_EQ(cel::format(value("staff", 0)), cel::format(last));
}

TEST_F(PopulationFile, says_what_is_wrong_with_facts_that_depend_on_each_other) {
  const auto detail = [&](const std::string& facts) { return error_of_recipe(facts).detail; };
  using ::testing::HasSubstr;
  EXPECT_THAT(detail("staff: {by: applicant_class, when: {startup: {constant: 1}}}"), HasSubstr("drawn before"));
  EXPECT_THAT(detail("staff: {constant: 3}\n  gpu_hours: {by: staff, when: {3: {constant: 1 h}}}"),
              HasSubstr("neither a choice"));
  EXPECT_THAT(detail("staff: {by: nothing, when: {3: {constant: 1}}}"), HasSubstr("no programme asks"));
  EXPECT_THAT(detail("staff: {by: registered}"), HasSubstr("a distribution for each value"));
  EXPECT_THAT(detail("staff: {uniform: [1, 2], factor: {size: 50%}}"), HasSubstr("nothing else follows"));
  EXPECT_THAT(detail("staff: {normal: [1, 9], middle: 3, spread: 1, factor: {size: 50%}}"), HasSubstr("no other"));
  EXPECT_THAT(detail("staff: {uniform: [1, 2], factor: size}"), HasSubstr("{size: 80%}"));
  EXPECT_THAT(detail("staff: {by: registered, when: {yes: {constant: 1}}, else: {constant: 2}}"),
              HasSubstr("no such field"));
}

TEST_F(PopulationFile, a_table_may_have_scores) {
  EXPECT_TRUE(read_population("applied_on,score\n2026-01-01,72.5\n2026-01-02,\n", only_, *population_).empty());
  EXPECT_EQ(population_->score, (std::vector<std::int32_t>{72'500, -1}));
  EXPECT_EQ(error_of("applied_on,score\n2026-01-01,101\n").code, ErrorCode::out_of_range);
  EXPECT_EQ(error_of("applied_on,score\n2026-01-01,much\n").field, "score");
}

TEST(PoolOverTime, the_first_that_does_not_fit_is_cut_skipped_or_ends_it) {
  Policy policy;
  policy.from = *parse_day("2026-01-01");
  policy.pools.push_back({.id = "pool", .amount = cel::to_decimal(100), .per = PoolPeriod::calendar_year});
  cel::Dictionary texts;
  const Policy* const only[] = {&policy};
  Population population = *Population::for_policies(only, texts);
  population.resize(4);
  const char* const days[] = {"2026-03-02", "2026-03-01", "2026-04-01", "2027-01-05"};
  Results results;
  results.resize(4);
  const int amounts[] = {60, 70, 20, 90};
  for (std::size_t i = 0; i < 4; ++i) {
    population.applied_on[i] = count(*parse_day(days[i]));
    results.decision[i] = Decision::award;
    results.amount[i] = cel::to_decimal(amounts[i]);
    results.pool[i] = 0;
  }
  const auto paid = [&](allocation::LastAward last) {
    CompiledPolicy compiled{.policy = policy};
    compiled.policy.selection.last_award = last;
    std::vector<std::string> made;
    for (const auto amount : first_come(compiled, population, results)) made.push_back(cel::format(amount));
    return made;
  };
  using Amounts = std::vector<std::string>;
  EXPECT_EQ(paid(allocation::LastAward::cut), (Amounts{"30", "70", "0", "90"}));
  EXPECT_EQ(paid(allocation::LastAward::skip), (Amounts{"0", "70", "20", "90"}));
  EXPECT_EQ(paid(allocation::LastAward::stop), (Amounts{"0", "70", "0", "0"})) << "until someone opens it again";
}

TEST(Sums, are_exact_beyond_what_128_bits_hold) {
  Sum sum;
  const cel::Decimal most{cel::decimal_units_max};
  for (int i = 0; i < 1'000; ++i) sum.add(most);
  EXPECT_FALSE(sum.fits());
  for (int i = 0; i < 999; ++i) sum.add(-most);
  EXPECT_TRUE(sum.fits());
  EXPECT_TRUE(sum.value() == cel::decimal_units_max);
  sum.add(-most);
  sum.add(cel::Decimal{-5});
  EXPECT_TRUE(sum.fits());
  EXPECT_TRUE(sum.value() == -5);
}

}  // namespace
}  // namespace scrip::policy
