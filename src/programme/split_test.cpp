#include "programme/split.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <numeric>

#include "base/wide.h"

namespace scrip::programme {
namespace {

std::vector<std::int64_t> shared(std::int64_t whole, const std::vector<std::int64_t>& weights) {
  std::vector<std::int64_t> out;
  for (const Amount part : share_out(Amount{whole}, weights)) out.push_back(part.micro_units);
  return out;
}

using Parts = std::vector<std::int64_t>;

TEST(ShareOut, GoesByTheLargestRemainderAndTiesToTheEarlier) {
  EXPECT_EQ(shared(100, {60, 40}), (Parts{60, 40}));
  EXPECT_EQ(shared(1, {1, 1}), (Parts{1, 0}));
  EXPECT_EQ(shared(2, {1, 1, 1}), (Parts{1, 1, 0}));
  EXPECT_EQ(shared(10, {1, 1, 1}), (Parts{4, 3, 3}));
  EXPECT_EQ(shared(7, {1, 2, 3}), (Parts{1, 2, 4}));  // 1.1667, 2.3333, 3.5
  EXPECT_EQ(shared(5, {0, 3, 0}), (Parts{0, 5, 0}));
  EXPECT_EQ(shared(0, {0, 0}), (Parts{0, 0}));
  EXPECT_EQ(shared(0, {}), (Parts{}));
  EXPECT_EQ(shared(amount_max.micro_units, {1, 1}), (Parts{amount_max.micro_units / 2, amount_max.micro_units / 2}));
}

RC_GTEST_PROP(ShareOut, SumsToTheWholeAndIsWithinOneOfTheExactPart, ()) {
  const auto weights = *rc::gen::nonEmpty(
      rc::gen::container<std::vector<std::int64_t>>(rc::gen::inRange<std::int64_t>(0, 1'000'000'000'000)));
  const auto sum = std::accumulate(weights.begin(), weights.end(), std::int64_t{0});
  RC_PRE(sum > 0);
  const auto whole = *rc::gen::inRange<std::int64_t>(0, 1'000'000'000'000);
  const auto parts = shared(whole, weights);
  RC_ASSERT(std::accumulate(parts.begin(), parts.end(), std::int64_t{0}) == whole);
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const Int128 exact = static_cast<Int128>(whole) * weights[i];
    const Int128 given = static_cast<Int128>(parts[i]) * sum;
    RC_ASSERT(given > exact - sum && given < exact + sum);
  }
}

// What is taken from purses in proportion to what is left in them never overdraws one, and empties all together.
RC_GTEST_PROP(ShareOut, EmptiesPursesInAnyNumberOfSteps, ()) {
  auto left =
      *rc::gen::nonEmpty(rc::gen::container<std::vector<std::int64_t>>(rc::gen::inRange<std::int64_t>(0, 1'000'000)));
  auto rest = std::accumulate(left.begin(), left.end(), std::int64_t{0});
  while (rest > 0) {
    const auto step = *rc::gen::inRange<std::int64_t>(1, rest + 1);
    const auto parts = shared(step, left);
    for (std::size_t i = 0; i < left.size(); ++i) {
      RC_ASSERT(parts[i] >= 0 && parts[i] <= left[i]);
      left[i] -= parts[i];
    }
    rest -= step;
    RC_ASSERT(std::accumulate(left.begin(), left.end(), std::int64_t{0}) == rest);
  }
}

}  // namespace
}  // namespace scrip::programme
