#include "engine/close.h"

#include <gtest/gtest.h>

#include "tests/sim/town.h"

namespace scrip::engine {
namespace {

using namespace scrip::sim;

Usage in_month(std::string_view job, std::uint64_t part, std::string_view day_text) {
  auto usage = hour_of(job, part);
  usage.start_ms = count(at(std::string(day_text) + "T02:00:00Z"));
  usage.end_ms = usage.start_ms + hour_ms;
  return usage;
}

TEST(Close, TakesMonthsInOrderAndOnce) {
  Town town;
  town.use({in_month("a", 1, "2026-02-10"), in_month("a", 2, "2026-03-01")});
  EXPECT_EQ(town.try_close("2026-03"), "period_open");  // not over
  town.set_now(at("2026-04-02T00:00:00Z"));
  EXPECT_EQ(town.try_close("2026-03"), "period_open");  // February first
  town.must_close("2026-02");
  EXPECT_EQ(town.try_close("2026-02"), "period_closed");
  town.must_close("2026-03");
  EXPECT_EQ(town.state().statements.size(), 2u);
}

TEST(Close, PutsLateUsageIntoTheFirstOpenMonth) {
  Town town;
  town.must(voucher_called("v"));
  town.use({in_month("a", 1, "2026-02-10")});
  town.must_close("2026-02");
  const auto closed = town.state().statements;
  town.use({in_month("a", 2, "2026-02-10"), in_month("b", 1, "2026-01-31")});
  EXPECT_EQ(town.job("a").lines.back().posting, month("2026-03"));
  EXPECT_EQ(town.job("b").lines.back().posting, month("2026-03"));
  EXPECT_EQ(town.job("b").lines.back().day, day("2026-01-31"));
  town.set_now(at("2026-04-02T00:00:00Z"));
  town.must_close("2026-03");
  EXPECT_EQ(town.state().statements.front(), closed.front());
  EXPECT_EQ(town.state().statements.back().charged, amount("7.2"));
}

TEST(Close, DoesNotSkipAMonthThatHasOnlyRefunds) {
  Town town;
  town.must(voucher_called("v"));
  town.use({in_month("a", 1, "2026-01-10")});
  town.must_close("2026-01");
  town.must(RefundCharge{"r", "east", "a", Amount{}, "node failure", {}});
  town.set_now(at("2026-04-02T00:00:00Z"));
  EXPECT_EQ(town.try_close("2026-03"), "period_open");
  town.must_close("2026-02");
  town.must_close("2026-03");
  ASSERT_EQ(town.state().statements.size(), 2u);
  EXPECT_EQ(town.state().statements.back().refunded, amount("3.6"));
  EXPECT_EQ(town.state().statements.back().total, amount("-3.6"));
}

// The jobs' ids, their order of use and the order in which a close opens accounts for them all differ.
TEST(Close, OpensAccountsInTheSameOrderWhenItIsReplayed) {
  Town town;
  town.must(AddProgramme{"second", "Second", programme::RedemptionMode::deduct});
  town.must(AddBudgetLine{"second", "second", "city", Unit::money, amount("1000")});
  auto later = in_month("later", 1, "2026-02-20");
  auto sooner = in_month("sooner", 1, "2026-02-10");
  town.use({later}, "east");
  town.use({sooner}, "west");
  auto voucher = voucher_called("v");
  voucher.budget_line = "second";
  town.must(voucher);
  town.must_close("2026-02");
  EXPECT_EQ(town.balance("v").settled, amount("7.2"));
  town.restart();
}

}  // namespace
}  // namespace scrip::engine
