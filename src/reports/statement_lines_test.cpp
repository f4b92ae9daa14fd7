#include "reports/statement_lines.h"

#include <gtest/gtest.h>

#include "reports/test_support.h"
#include "storage/memory/memory_store.h"
#include "tests/support/random_city.h"

namespace scrip::reports {
namespace {

TEST(StatementLines, add_up_to_their_statement_whatever_happened_in_the_city) {
  std::size_t with_adjustments = 0;
  for (std::uint64_t seed = 1; seed <= 2; ++seed) {
    storage::MemoryDisk disk;
    storage::MemoryStore store(disk);
    (void)testing::build_random_journal(store, seed, 700);
    const auto journal = runtime::Journal::open(store, {.threaded = false});
    ASSERT_TRUE(journal.has_value());
    const engine::State& state = (*journal)->state();
    ASSERT_FALSE(state.statements.empty());
    for (const auto& statement : state.statements) {
      const Table lines = statement_lines(state, statement);
      EXPECT_EQ(lines.rows.size(), statement.lines);
      EXPECT_EQ(sum(lines, "amount"), statement.charged.micro_units);
      EXPECT_EQ(sum(statement_by_organisation(state, statement), "amount"), statement.charged.micro_units);
      const Table adjustments = statement_adjustments(state, statement);
      EXPECT_EQ(adjustments.rows.size(), statement.adjustments);
      EXPECT_EQ(sum(adjustments, "amount"), statement.refunded.micro_units);
      with_adjustments += statement.adjustments;
    }
  }
  EXPECT_GT(with_adjustments, 0U);
}

}  // namespace
}  // namespace scrip::reports
