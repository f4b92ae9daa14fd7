#include "lists/lists.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "base/random.h"
#include "lists/select.h"

namespace scrip::lists {
namespace {

using Rows = std::vector<RowNumber>;

TEST(Select, KeepsRowsThatFulfilAllConditions) {
  Kept kept(4, 1);
  keep_equal(kept, std::vector<std::int64_t>{7, 7, 8, 7}, 7);
  keep_taken(kept, std::vector<std::uint32_t>{0, 1, 1, 1}, {0, 1});
  EXPECT_EQ(kept, (Kept{0, 1, 0, 1}));
  EXPECT_EQ(count_kept(kept), 2u);
}

TEST(Select, APageInOrderCountsOnlyWhatIsKept) {
  Kept kept(10'000, 0);
  for (std::size_t i = 0; i < kept.size(); i += 3) kept[i] = 1;
  EXPECT_EQ(page_of(kept, 0, 2), (Rows{0, 3}));
  EXPECT_EQ(page_of(kept, 3'000, 3), (Rows{9'000, 9'003, 9'006}));
  EXPECT_EQ(page_of(kept, 3'333, 5), (Rows{9'999}));
  EXPECT_EQ(page_of(kept, 9'000, 5), Rows{});
}

// The slow and obvious way.
Rows sorted_page(const Kept& kept, const Order& order, std::size_t from, std::size_t limit) {
  Rows all;
  for (std::size_t i = 0; i < kept.size(); ++i) {
    if (kept[i] != 0) all.push_back(static_cast<RowNumber>(i));
  }
  const auto value = [&](RowNumber row) { return order.values[row]; };
  std::ranges::stable_sort(
      all, [&](RowNumber a, RowNumber b) { return order.descending ? value(b) < value(a) : value(a) < value(b); });
  from = std::min(from, all.size());
  return {all.begin() + static_cast<std::ptrdiff_t>(from),
          all.begin() + static_cast<std::ptrdiff_t>(std::min(all.size(), from + limit))};
}

TEST(Select, ASortedPageIsThatOfAStableSort) {
  Random random(11);
  for (const std::size_t size : {0u, 1u, 50u, 30'000u}) {
    std::vector<std::int64_t> values(size);
    Kept kept(size);
    for (std::size_t i = 0; i < size; ++i) {
      values[i] = static_cast<std::int64_t>(random.below(40)) - 20;
      kept[i] = random.below(10) == 0 ? 0 : 1;
    }
    if (size > 1) values[1] = reports::no_number;
    for (const bool descending : {false, true}) {
      const Order order{.values = values, .numbers = {}, .ranks = {}, .descending = descending};
      for (const std::size_t from : {0u, 7u, 49u, 9'990u, 12'000u, 26'990u}) {
        EXPECT_EQ(page_of(kept, order, from, 20), sorted_page(kept, order, from, 20)) << size << " " << from;
      }
    }
  }
}

TEST(Dictionary, RanksFollowTheTextsWhenMoreCome) {
  Dictionary dictionary;
  for (const char* text : {"m", "b", "z"}) (void)dictionary.number_of(text);
  EXPECT_EQ(dictionary.number_of("b"), 1u);
  EXPECT_EQ(dictionary.ranks(), (std::vector<std::uint32_t>{1, 0, 2}));
  EXPECT_EQ(dictionary.number_of("a"), 3u);
  EXPECT_EQ(dictionary.number_of("n"), 4u);
  EXPECT_EQ(dictionary.ranks(), (std::vector<std::uint32_t>{2, 1, 4, 0, 3}));
}

}  // namespace
}  // namespace scrip::lists
