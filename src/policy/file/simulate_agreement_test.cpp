// What simulations say is what assess() says: on random populations of every programme in the tree, row for row and
// field for field.

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "policy/simulate.h"
#include "tests/support/crowd.h"
#include "tests/support/sanitized.h"

namespace scrip::policy {
namespace {

using testing::Crowd;
using testing::decided_one_by_one;

std::vector<std::string> names(const Simulator& simulator, const Results& results,
                               const std::vector<std::uint64_t>& bits, std::size_t row) {
  std::vector<std::string> found;
  for (std::size_t i = 0; i < simulator.reasons().size(); ++i) {
    if ((bits[row * results.words + i / 64] >> i % 64 & 1) != 0) found.push_back(simulator.reasons()[i]);
  }
  std::ranges::sort(found);
  return found;
}

std::vector<std::string> sorted(std::vector<std::string> ids) {
  std::ranges::sort(ids);
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  return ids;
}

template <class Items>
std::string id_at(const Items& items, std::int16_t which) {
  return which < 0 ? std::string() : items[static_cast<std::size_t>(which)].id;
}

void expect_same(const Simulator& simulator, const Results& results, std::size_t row, const Assessment& assessment) {
  const Policy& policy = simulator.policy().policy;
  const std::string where = policy.id + " row " + std::to_string(row) + " " + assessment.invalid.text();
  EXPECT_EQ(name(results.decision[row]), name(assessment.decision)) << where;
  EXPECT_EQ(cel::format(results.amount[row]), cel::format(assessment.amount)) << where;
  EXPECT_EQ(names(simulator, results, results.refused_by, row), sorted(assessment.refused_by)) << where;
  EXPECT_EQ(names(simulator, results, results.limited_by, row), sorted(assessment.limited_by)) << where;
  for (std::size_t p = 0; p < policy.parts.size(); ++p) {
    const std::string found = p < assessment.parts.size() ? assessment.parts[p].row : std::string();
    EXPECT_EQ(id_at(policy.parts[p].rates, results.row[row * results.parts + p]), found) << where;
  }
  EXPECT_EQ(id_at(policy.pools, results.pool[row]), assessment.pool) << where;
  EXPECT_EQ(id_at(policy.selection.lanes, results.lane[row]), assessment.lane) << where;
}

TEST(Simulation, agrees_with_one_by_one_decisions_on_every_row_of_every_programme) {
  constexpr std::size_t rows = 2'500;  // more than a batch
  auto files = testing::programme_files();
  std::ranges::shuffle(files, std::mt19937_64(20261123));
  files.resize(testing::part_of(files.size()));
  std::size_t programmes_seen = 0;
  std::size_t awards = 0;
  for (const auto& path : files) {
    const auto policy = testing::compiled_file(path);
    ASSERT_TRUE(policy) << path;
    ++programmes_seen;
    cel::Dictionary texts;
    const Policy* const only[] = {&policy->policy};
    auto population = Population::for_policies(only, texts);
    ASSERT_TRUE(population);
    Crowd(*policy, programmes_seen).fill(*population, rows);
    const auto simulator = Simulator::make(*policy, *population);
    ASSERT_TRUE(simulator) << simulator.error().detail;
    for (const auto& slow : simulator->slow()) ADD_FAILURE() << path << " " << slow.field << ": " << slow.why;
    const Claims claims = Claims::of(*population);
    for (const bool in_order : {false, true}) {
      Results results = simulator->results(rows);
      Workspace first;
      Workspace second;
      std::uint64_t one_by_one = simulator->decide(*population, 0, 700, results, first, in_order ? &claims : nullptr);
      one_by_one += simulator->decide(*population, 700, rows, results, second, in_order ? &claims : nullptr);
      EXPECT_LT(one_by_one, rows) << path;
      const auto expected = decided_one_by_one(*simulator, *population, in_order);
      for (std::size_t i = 0; i < rows && !HasFailure(); ++i) expect_same(*simulator, results, i, expected[i]);
      awards += static_cast<std::size_t>(std::ranges::count(results.decision, Decision::award));
    }
  }
  EXPECT_GE(programmes_seen, testing::part_of(30u));
  EXPECT_GT(awards, programmes_seen * 100) << "too few awards to say much";
}

}  // namespace
}  // namespace scrip::policy
