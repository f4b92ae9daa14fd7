#include "simulation/simulation.h"

#include <gtest/gtest.h>

namespace scrip::simulation {
namespace {

using policy::Policy;
using policy::Simulator;

// A grant of a third of what was spent, at most 1,000, to those who are registered.
Policy third_of_spending() {
  const auto plain = [](const char* source) {
    return policy::Expression{.source = source, .place = {}, .literal = policy::parse_literal(source)};
  };
  Policy made;
  made.id = "third";
  made.version = "1";
  made.from = Day{20'454};  // 2026-01-01
  made.currency = *cel::find_currency("CNY");
  made.rounding_to = *cel::parse_decimal("0.01");
  made.facts = {{.id = "registered", .type = policy::FactType::yes_no},
                {.id = "spent", .type = policy::FactType::money, .currency = made.currency}};
  made.eligibility = {{.id = "registered", .require = plain("registered")}};
  policy::Part part;
  part.base = plain("spent");
  part.rates = {{.id = "third", .rate = plain("1/3")}};
  made.parts = {part};
  made.caps = {{.id = "most", .at_most = plain("cny(1000)")}};
  return made;
}

policy::Recipe recipe() {
  policy::Recipe made{.seed = 9, .rows = 100'000};
  made.applied_on = {.shape = policy::Shape::uniform, .low = 20'454, .high = 20'800};
  policy::Distribution registered{.shape = policy::Shape::weights};
  registered.choices = {{cel::Value::boolean(true), 9}, {cel::Value::boolean(false), 1}};
  made.facts = {{"registered", registered},
                {"spent", {.shape = policy::Shape::log_uniform, .low = 10 * micro, .high = 10'000 * micro, .step = 1}}};
  return made;
}

class Simulation : public ::testing::Test {
 protected:
  Simulation() {
    auto compiled = policy::compile(third_of_spending());
    EXPECT_TRUE(compiled);
    compiled_.emplace(std::move(*compiled));
    const Policy* const only[] = {&compiled_->policy};
    auto population = policy::Population::for_policies(only, texts_);
    EXPECT_TRUE(population);
    population_.emplace(std::move(*population));
    auto generator = policy::Generator::make(recipe(), *population_);
    EXPECT_TRUE(generator);
    generator_.emplace(std::move(*generator));
    auto simulator = Simulator::make(*compiled_, *population_);
    EXPECT_TRUE(simulator);
    simulator_.emplace(std::move(*simulator));
  }

  // What is written, drawn block by block or as a whole.
  std::string written(unsigned threads, bool whole, Simulated* sums) {
    if (whole) generator_->fill(0, recipe().rows, *population_);
    const Input input{.population = *population_,
                      .generator = whole ? nullptr : &*generator_,
                      .rows = recipe().rows,
                      .before = *simulator_,
                      .after = &*simulator_,
                      .threads = threads};
    std::string text;
    std::uint64_t last = 0;
    const Sink sink{.describe =
                        [](const DecidedRows& rows, std::string& out) {
                          for (std::size_t i = rows.from; i < rows.until; ++i) {
                            out += std::to_string(rows.first + i - rows.from) + " " +
                                   cel::format(rows.before.amount[i]) + " " + cel::format(rows.after->amount[i]) + "\n";
                          }
                        },
                    .write =
                        [&](std::string_view some) {
                          text += some;
                          return Result<void>();
                        },
                    .done =
                        [&](std::uint64_t rows) {
                          EXPECT_GT(rows, last);
                          last = rows;
                        }};
    auto made = run(input, sink);
    EXPECT_TRUE(made);
    EXPECT_EQ(last, recipe().rows);
    *sums = std::move(*made);
    return text;
  }

  cel::Dictionary texts_;
  std::optional<policy::CompiledPolicy> compiled_;
  std::optional<policy::Population> population_;
  std::optional<policy::Generator> generator_;
  std::optional<Simulator> simulator_;
};

TEST_F(Simulation, IsTheSameWithAnyNumberOfThreadsDrawnOrWhole) {
  Simulated first;
  const std::string text = written(1, false, &first);
  EXPECT_EQ(first.before.rows, recipe().rows);
  EXPECT_GT(first.before.spread.count(), 80'000u);
  EXPECT_EQ(first.comparison.all.same, recipe().rows);
  for (const bool whole : {false, true}) {
    for (const unsigned threads : {1u, 2u, 5u}) {
      Simulated sums;
      EXPECT_TRUE(written(threads, whole, &sums) == text) << threads;
      EXPECT_EQ(sums.before.decisions, first.before.decisions);
      EXPECT_EQ(sums.before.amount, first.before.amount);
      EXPECT_EQ(sums.before.limited, first.before.limited);
      EXPECT_EQ(sums.before.by_day, first.before.by_day);
      EXPECT_EQ(sums.after->amount, first.before.amount);
      EXPECT_EQ(sums.comparison.by_fact, first.comparison.by_fact);
    }
  }
}

TEST_F(Simulation, EndsWhereItsRowsCannotBeWritten) {
  const Input input{.population = *population_,
                    .generator = &*generator_,
                    .rows = recipe().rows,
                    .before = *simulator_,
                    .after = nullptr,
                    .threads = 3};
  int writes = 0;
  const Sink sink{.describe = {},
                  .write = [&](std::string_view) -> Result<void> {
                    if (++writes == 2) return fail(ErrorCode::store_full, "no room");
                    return {};
                  },
                  .done = {}};
  const auto made = run(input, sink);
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().code, ErrorCode::store_full);
  EXPECT_EQ(writes, 2);
}

}  // namespace
}  // namespace scrip::simulation
