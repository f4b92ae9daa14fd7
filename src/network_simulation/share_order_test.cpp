#include "network_simulation/share_order.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <tuple>
#include <utility>
#include <vector>

#include "base/random.h"

namespace scrip::network_simulation {
namespace {

using Firsts = std::vector<std::pair<std::uint32_t, std::uint64_t>>;  // organisation, lanes

Firsts firsts_of(ShareOrder& order, std::uint64_t lanes) {
  Firsts firsts;
  order.firsts(lanes,
               [&](std::uint32_t organisation, std::uint64_t heads) { firsts.emplace_back(organisation, heads); });
  return firsts;
}

TEST(ShareOrder, nobody_waits_at_first) {
  ShareOrder order(5);
  EXPECT_EQ(firsts_of(order, ~std::uint64_t{0}), Firsts{});
  EXPECT_EQ(order.lanes(4), 0u);
}

TEST(ShareOrder, who_has_had_least_is_first_where_it_waits) {
  ShareOrder order(3);
  order.put(0, 30, 0b11);
  order.put(1, 10, 0b01);
  order.put(2, 20, 0b10);
  EXPECT_EQ(firsts_of(order, 0b01), (Firsts{{1, 0b01}}));
  EXPECT_EQ(firsts_of(order, 0b111), (Firsts{{1, 0b01}, {2, 0b10}}));
  order.put(1, 40, 0b01);
  EXPECT_EQ(firsts_of(order, 0b11), (Firsts{{2, 0b10}, {0, 0b01}}));
}

TEST(ShareOrder, of_equal_ones_the_first_comes_first) {
  ShareOrder order(4);
  for (const std::uint32_t organisation : {3u, 1u, 2u}) order.put(organisation, 7, 1);
  EXPECT_EQ(firsts_of(order, 1), (Firsts{{1, 1}}));
}

TEST(ShareOrder, who_waits_nowhere_any_more_is_passed_over) {
  ShareOrder order(2);
  order.put(0, 7, 1);
  order.put(1, 8, 3);
  order.put(0, 9, 0);
  EXPECT_EQ(firsts_of(order, 1), (Firsts{{1, 1}}));
  order.put(1, 8, 2);
  EXPECT_EQ(firsts_of(order, 1), Firsts{});
  EXPECT_EQ(firsts_of(order, 2), (Firsts{{1, 2}}));
}

struct Standing {
  std::uint64_t had = 0;
  std::uint64_t lanes = 0;
};

Firsts plain_firsts(const std::vector<Standing>& standings, std::uint64_t lanes) {
  std::vector<std::tuple<std::uint64_t, std::uint32_t, std::uint64_t>> order;
  for (std::uint32_t i = 0; i < standings.size(); ++i) order.emplace_back(standings[i].had, i, standings[i].lanes);
  std::ranges::sort(order);
  Firsts firsts;
  for (const auto& [had, organisation, waits] : order) {
    if ((waits & lanes) != 0) firsts.emplace_back(organisation, waits & lanes);
    lanes &= ~waits;
  }
  return firsts;
}

// Enough organisations for a list of many parts, and times at which all of them leave.
TEST(ShareOrder, agrees_with_a_sorted_list) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    Random random(seed);
    const auto organisations = static_cast<std::uint32_t>(random.between(1, 400));
    ShareOrder order(organisations);
    std::vector<Standing> plain(organisations);
    for (int i = 0; i < 4'000; ++i) {
      const auto at = static_cast<std::uint32_t>(random.below(organisations));
      const bool leaves = random.chance(i / 1'000 % 2 == 0 ? 1 : 9, 10);
      plain[at] = {.had = random.chance(1, 20) ? ~std::uint64_t{0} : random.below(30),
                   .lanes = leaves ? 0 : random.next() & random.next() & random.next()};
      order.put(at, plain[at].had, plain[at].lanes);
      ASSERT_EQ(order.lanes(at), plain[at].lanes) << "seed " << seed;
      const std::uint64_t lanes = std::uint64_t{1} << random.below(64) | std::uint64_t{1} << random.below(4);
      ASSERT_EQ(firsts_of(order, lanes), plain_firsts(plain, lanes)) << "seed " << seed;
    }
  }
}

}  // namespace
}  // namespace scrip::network_simulation
