// The follower behind long lists against the tables of the reports, which are made from the state each time: after
// random histories of applications and of usage, every page has the rows, the order and the total that the table has.

#include "lists/lists.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "codec/entry.h"
#include "reports/reports.h"
#include "tests/sim/bureau.h"
#include "tests/sim/city.h"
#include "tests/sim/town.h"

namespace scrip::sim {
namespace {

using Rows = std::vector<std::vector<std::string>>;
using lists::Ask;
using lists::Condition;

// Tells the lists of what the journal got since.
class Follower {
 public:
  explicit Follower(CheckedJournal& journal) : journal_(journal) {}

  lists::Lists& follow() {
    storage::MemoryStore store(journal_.disk());
    const auto read = store.read(seen_ + 1, ports::to_the_end, [&](std::uint64_t sequence, ByteView bytes) {
      lists_.note(journal_.state(), *codec::decode_entry(bytes));
      seen_ = sequence;
      return true;
    });
    EXPECT_TRUE(read.has_value());
    return lists_;
  }

 private:
  CheckedJournal& journal_;
  lists::Lists lists_;
  std::uint64_t seen_ = 0;
};

Condition equal_to(std::string_view column, const std::string& value) {
  return {.column = column, .takes = [value](std::string_view cell) { return cell == value; }, .equals = value};
}

Rows sorted(Rows rows) {
  std::ranges::sort(rows);
  return rows;
}

// `extra`: columns of the list that the table has not.
template <class L>
void expect_as_table(Random& random, const engine::State& state, L& list, std::string_view name, std::size_t extra) {
  const auto table = reports::table(state, name).value();
  const auto cut_off = [&](Rows rows) {
    for (auto& row : rows) row.resize(row.size() - extra);
    return rows;
  };
  const auto whole = list.page(state, {.limit = table.rows.size() + 1});
  ASSERT_EQ(whole.total, table.rows.size());
  ASSERT_EQ(sorted(cut_off(whole.rows)), sorted(table.rows));
  if (table.rows.empty()) return;
  const std::size_t column = random.below(table.columns.size());
  const std::string& value = table.rows[random.below(table.rows.size())][column];
  const std::string_view called = table.columns[column].name;
  Rows expected = table.rows;
  std::erase_if(expected, [&](const auto& row) { return row[column] != value; });
  const auto found = list.page(state, {.all = {equal_to(called, value)}, .limit = table.rows.size()});
  ASSERT_EQ(found.total, expected.size()) << called << " = " << value;
  ASSERT_EQ(sorted(cut_off(found.rows)), sorted(expected)) << called << " = " << value;
  // In order, page by page, without a gap or a row twice.
  Rows paged;
  const std::size_t limit = 1 + random.below(5);
  const bool descending = random.chance(1, 2);
  for (std::size_t from = 0; from < whole.total; from += limit) {
    const auto page = list.page(state, {.order_by = called, .descending = descending, .from = from, .limit = limit});
    paged.insert(paged.end(), page.rows.begin(), page.rows.end());
  }
  ASSERT_EQ(sorted(cut_off(paged)), sorted(table.rows)) << called;
  if (table.columns[column].kind != reports::ColumnKind::text) return;  // numbers are not ordered by their digits
  ASSERT_TRUE(std::ranges::is_sorted(paged, [&](const auto& a, const auto& b) {
    return descending ? b[column] < a[column] : a[column] < b[column];
  })) << called;
}

TEST(Lists, OfApplicationsShowWhatTheTableShows) {
  for (std::uint64_t seed = 0; seed < seeds_to_try(4) && !::testing::Test::HasFailure(); ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Random random(seed);
    Town town("seed " + std::to_string(seed));
    town.check_every(1'000);
    Follower follower(town);
    for (const auto& order : bureau_set_up()) town.must(order.command);
    for (int i = 0; i < 300; ++i) {
      town.advance(Milliseconds{random.between(1, 3 * hour_ms)});
      const Order order = random_order(random, town.state());
      (void)town.execute(order.command, {.actor = order.actor, .idempotency_key = {}});
      if (i % 20 != 0) continue;
      ASSERT_NO_FATAL_FAILURE(
          expect_as_table(random, town.state(), follower.follow().applications(), "applications", 1));
    }
  }
}

TEST(Lists, OfJobsAndChargesShowWhatTheTablesShow) {
  for (std::uint64_t seed = 0; seed < seeds_to_try(6) && !::testing::Test::HasFailure(); ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Random random(seed);
    const City city = random_city(random, 12);
    CheckedJournal journal(at("2026-03-17T00:00:00Z"), "seed " + std::to_string(seed));
    journal.check_every(1'000);
    for (const auto& command : city.commands) ASSERT_TRUE(journal.execute(command).has_value());
    Follower follower(journal);
    const auto look = [&] {
      auto& lists = follower.follow();
      ASSERT_NO_FATAL_FAILURE(expect_as_table(random, journal.state(), lists.jobs(), "jobs", 0));
      ASSERT_NO_FATAL_FAILURE(expect_as_table(random, journal.state(), lists.charges(), "charges", 0));
    };
    auto records = cut(random, city.work);
    shuffle(random, records);
    for (const auto& batch : batches(random, std::move(records), 8)) {
      ASSERT_TRUE(journal.record(batch.site, batch_of(batch.records)).has_value());
      if (!random.chance(1, 4)) continue;
      ASSERT_NO_FATAL_FAILURE(look());
    }
    for (const char* closed : {"2026-01", "2026-02"}) {
      ASSERT_TRUE(journal.close(month(closed)).has_value());
      ASSERT_NO_FATAL_FAILURE(look());
    }
    for (const auto& work : city.work) {
      const engine::RefundCharge refund{
          .key = "refund-" + work.site + work.job, .site = work.site, .job = work.job, .reason = "test"};
      (void)journal.execute(refund);
    }
    ASSERT_NO_FATAL_FAILURE(look());
  }
}

}  // namespace
}  // namespace scrip::sim
