// What `scrip programme simulate --out` writes is what assess() decides: every row of every programme in the tree, with
// one thread and with several.

#include "cli/simulate_rows.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

#include "simulation/simulation.h"
#include "tests/support/crowd.h"

namespace scrip::cli {
namespace {

using policy::Simulator;

std::vector<std::string> split(const std::string& text, char at) {
  std::vector<std::string> parts;
  std::istringstream in(text);
  for (std::string part; std::getline(in, part, at);) parts.push_back(part);
  return parts;
}

std::string sorted(std::vector<std::string> ids) {
  std::ranges::sort(ids);
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  std::string text;
  for (const auto& id : ids) text += (text.empty() ? "" : ";") + id;
  return text;
}

// The file as --out writes it.
std::string written(const policy::Population& population, const Simulator& before, const Simulator* after,
                    unsigned threads) {
  const RowFormat format{population, before, after};
  std::string text = rows_heading(format);
  const simulation::Input input{
      .population = population, .rows = population.rows(), .before = before, .after = after, .threads = threads};
  const simulation::Sink sink{
      .describe = [&](const simulation::DecidedRows& rows, std::string& out) { append_rows(format, rows, out); },
      .write =
          [&](std::string_view some) {
            text += some;
            return Result<void>();
          },
      .done = {}};
  EXPECT_TRUE(simulation::run(input, sink));
  return text;
}

std::vector<std::string> expected_cells(const policy::Assessment& assessment) {
  return {std::string(name(assessment.decision)), cel::format(assessment.amount, 2), assessment.pool, assessment.lane,
          sorted(assessment.limited_by),          sorted(assessment.refused_by)};
}

TEST(SimulatedRows, AgreeWithOneByOneDecisionsOnEveryRowOfEveryProgramme) {
  std::size_t awards = 0;
  for (const auto& path : testing::programme_files()) {
    const auto policy = testing::compiled_file(path);
    ASSERT_TRUE(policy) << path;
    cel::Dictionary texts;
    const policy::Policy* const only[] = {&policy->policy};
    auto population = policy::Population::for_policies(only, texts);
    ASSERT_TRUE(population);
    testing::Crowd(*policy, 17).fill(*population, 700);
    const auto simulator = Simulator::make(*policy, *population);
    ASSERT_TRUE(simulator);
    const std::string text = written(*population, *simulator, nullptr, 1);
    EXPECT_EQ(text, written(*population, *simulator, nullptr, 2)) << path;
    const auto lines = split(text, '\n');
    ASSERT_EQ(lines.size(), population->rows() + 1) << path;
    EXPECT_EQ(lines[0], "row,applicant,applied_on,decision,amount,rate,pool,lane,limited_by,refused_by");
    const auto assessments = testing::decided_one_by_one(*simulator, *population, true);
    for (std::size_t row = 0; row < assessments.size() && !HasFailure(); ++row) {
      auto cells = split(lines[row + 1] + ",", ',');
      ASSERT_EQ(cells.size(), 10u) << lines[row + 1];
      EXPECT_EQ(cells[0], std::to_string(row + 1));
      const std::vector<std::string> found{
          cells[3], cells[4], cells[6], cells[7], sorted(split(cells[8], ';')), sorted(split(cells[9], ';'))};
      EXPECT_EQ(found, expected_cells(assessments[row])) << path << " " << lines[row + 1];
      if (assessments[row].decision == policy::Decision::award) ++awards;
    }
  }
  EXPECT_GT(awards, 1'000u) << "too few awards to say much";
}

// The same programme with another value of each of its parameters: before, after and the difference.
TEST(SimulatedRows, OfTwoPoliciesSayBothAndTheDifference) {
  const auto policy = testing::compiled_file(SCRIP_SOURCE_DIR "/programmes/henan-2023/programme.yaml");
  ASSERT_TRUE(policy);
  cel::Dictionary texts;
  const policy::Policy* const only[] = {&policy->policy};
  auto population = policy::Population::for_policies(only, texts);
  ASSERT_TRUE(population);
  testing::Crowd(*policy, 5).fill(*population, 2'500);
  const auto before = Simulator::make(*policy, *population);
  const auto share = std::ranges::find(policy->policy.parameters, "share", &policy::Parameter::id);
  const auto after = Simulator::make(
      *policy, *population,
      {{static_cast<std::uint32_t>(share - policy->policy.parameters.begin()), *policy::parse_literal("40%")}});
  ASSERT_TRUE(before && after);
  const std::string text = written(*population, *before, &*after, 1);
  EXPECT_EQ(text, written(*population, *before, &*after, 2));
  const auto lines = split(text, '\n');
  const auto first = testing::decided_one_by_one(*before, *population, true);
  const auto second = testing::decided_one_by_one(*after, *population, true);
  std::size_t changed = 0;
  for (std::size_t row = 0; row < first.size(); ++row) {
    const auto cells = split(lines[row + 1], ',');
    ASSERT_EQ(cells.size(), 18u) << lines[row + 1];
    EXPECT_EQ(cells[4], cel::format(first[row].amount, 2));
    EXPECT_EQ(cells[11], cel::format(second[row].amount, 2));
    EXPECT_EQ(cells[17], cel::format(cel::Decimal{second[row].amount.units - first[row].amount.units}, 2));
    if (cells[17] != "0.00") ++changed;
  }
  EXPECT_GT(changed, 100u);
}

TEST(SimulatedRows, AFileThatIsNotFinishedLeavesNothing) {
  const auto folder = std::filesystem::path(::testing::TempDir()) / "simulated_rows";
  std::filesystem::create_directories(folder);
  const std::string path = (folder / "rows.csv").string();
  {
    auto file = RowFile::create(path);
    ASSERT_TRUE(file && file->write("row\n"));
  }
  EXPECT_TRUE(std::filesystem::is_empty(folder));
  auto file = RowFile::create(path);
  ASSERT_TRUE(file && file->write("row\n") && file->finish());
  EXPECT_EQ(std::filesystem::file_size(path), 4u);
  std::filesystem::remove_all(folder);
  const auto none = RowFile::create(path);
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().field, "--out");
}

}  // namespace
}  // namespace scrip::cli
