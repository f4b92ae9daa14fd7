#include "control/ultimate.h"

#include <gtest/gtest.h>

namespace scrip::control {
namespace {

constexpr Portion percent(std::uint32_t value) { return {value * 1'000'000}; }

TEST(Ultimate, AStaircaseOfJointControlIsClimbed) {
  // Each step takes the two before it together, and the first two are the top's.
  constexpr std::uint32_t steps = 100'000;
  std::vector<VoteStake> stakes{{0, 1, percent(51)}, {0, 2, percent(51)}};
  for (std::uint32_t i = 3; i < steps; ++i) {
    stakes.push_back({i - 1, i, percent(30)});
    stakes.push_back({i - 2, i, percent(30)});
  }
  const auto heads = ultimate_controllers(steps, stakes, half_portion);
  for (std::uint32_t i = 0; i < steps; ++i) ASSERT_EQ(heads[i], 0u) << i;
}

TEST(Ultimate, OwnVotesAreNotCast) {
  const auto heads = ultimate_controllers(
      3, std::vector<VoteStake>{{0, 0, percent(20)}, {1, 0, percent(41)}, {2, 0, percent(39)}}, half_portion);
  EXPECT_EQ(heads, (std::vector<std::uint32_t>{1, 1, 2}));
}

TEST(Ultimate, TheThresholdIsAParameter) {
  const std::vector<VoteStake> stakes{{0, 1, percent(66)}, {0, 2, percent(67)}};
  EXPECT_EQ(ultimate_controllers(3, stakes, Portion{66'666'667}), (std::vector<std::uint32_t>{0, 1, 0}));
}

TEST(Ultimate, NobodyControlsAnEmptyGraph) {
  EXPECT_TRUE(ultimate_controllers(0, {}, half_portion).empty());
  EXPECT_EQ(ultimate_controllers(2, {}, half_portion), (std::vector<std::uint32_t>{0, 1}));
}

}  // namespace
}  // namespace scrip::control
