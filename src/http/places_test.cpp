#include "http/places.h"

#include <gtest/gtest.h>

#include <vector>

namespace scrip::http {
namespace {

TEST(HttpPlaces, OnePersonTakesNoMoreThanAShare) {
  Places places(4, 2);
  auto first = places.take("li");
  const auto second = places.take("li");
  ASSERT_TRUE(first && second);
  EXPECT_FALSE(places.take("li"));
  const auto other = places.take("ren");
  EXPECT_TRUE(other);
  first.reset();
  EXPECT_TRUE(places.take("li"));
}

TEST(HttpPlaces, NobodyInParticularIsNotOnePerson) {
  Places places(4, 2);
  std::vector<std::optional<Places::Place>> taken;
  for (int i = 0; i < 4; ++i) taken.push_back(places.take(""));
  for (const auto& each : taken) EXPECT_TRUE(each);
  EXPECT_FALSE(places.take(""));
  EXPECT_FALSE(places.take("li"));
  taken.clear();
  EXPECT_TRUE(places.take("li"));
}

TEST(HttpPlaces, APlaceThatIsMovedIsGivenBackOnce) {
  Places places(1, 1);
  {
    auto taken = places.take("li");
    ASSERT_TRUE(taken);
    const Places::Place moved = std::move(*taken);
    EXPECT_FALSE(places.take("li"));
  }
  EXPECT_TRUE(places.take("li"));
  const auto again = places.take("li");
  EXPECT_TRUE(again);
  EXPECT_FALSE(places.take("ren"));
}

}  // namespace
}  // namespace scrip::http
