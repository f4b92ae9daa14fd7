#include "network_simulation/fit_bounds.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <vector>

#include "base/random.h"

namespace scrip::network_simulation {
namespace {

TEST(FitBounds, know_nothing_of_any_place_at_first) {
  EXPECT_TRUE(FitBounds().empty());
  const FitBounds bounds(5);
  EXPECT_FALSE(bounds.empty());
  EXPECT_EQ(bounds.least(), 0u);
  EXPECT_EQ(bounds.first(), 0u);
}

TEST(FitBounds, of_equal_bounds_the_first_place_comes_first) {
  FitBounds bounds(5);
  for (std::uint32_t place = 0; place < 5; ++place) bounds.put(place, 30);
  bounds.put(3, 20);
  bounds.put(1, 20);
  EXPECT_EQ(bounds.least(), 20u);
  EXPECT_EQ(bounds.first(), 1u);
}

TEST(FitBounds, a_bound_may_be_lowered_again) {
  FitBounds bounds(3);
  for (std::uint32_t place = 0; place < 3; ++place) bounds.put(place, 30);
  bounds.put(2, 0);
  EXPECT_EQ(bounds.least(), 0u);
  EXPECT_EQ(bounds.first(), 2u);
}

TEST(FitBounds, one_place_is_its_own_least) {
  FitBounds bounds(1);
  bounds.put(0, 7);
  EXPECT_EQ(bounds.least(), 7u);
  EXPECT_EQ(bounds.first(), 0u);
}

TEST(FitBounds, agree_with_a_search_from_the_front) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    Random random(seed);
    const auto places = static_cast<std::uint32_t>(random.between(1, 70));
    FitBounds bounds(places);
    std::vector<std::uint32_t> plain(places, 0);
    for (int i = 0; i < 500; ++i) {
      const auto place = static_cast<std::uint32_t>(random.below(places));
      plain[place] = random.chance(1, 10) ? ~0u : static_cast<std::uint32_t>(random.below(20));
      bounds.put(place, plain[place]);
      const auto least = std::ranges::min_element(plain);
      ASSERT_EQ(bounds.least(), *least) << "seed " << seed;
      if (*least == ~0u) continue;  // where nothing fits anywhere, nobody asks for the first
      ASSERT_EQ(bounds.first(), least - plain.begin()) << "seed " << seed;
    }
  }
}

}  // namespace
}  // namespace scrip::network_simulation
