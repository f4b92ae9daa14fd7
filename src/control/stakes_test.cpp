#include "control/stakes.h"

#include <gtest/gtest.h>

#include "tests/support/structure.h"

namespace scrip::control {
namespace {

using scrip::testing::Structure;

std::string refused(const Structure& s, const Stake& more) {
  const auto checked = check_whole(s.book(), more.held, {&more, 1});
  return checked ? "" : checked.error().detail;
}

class Whole : public ::testing::Test {
 protected:
  Whole() { s_.holds("li", "a", "60%", "60%", Day{0}, Day{100}); }
  Stake more(const char* capital, const char* votes, std::int32_t from, std::optional<Day> until = {}) {
    return {.id = StakeId{99},
            .holder = s_.party("wu"),
            .held = s_.party("a"),
            .label = {},
            .capital = parse_range(capital).value(),
            .votes = parse_range(votes).value(),
            .from = Day{from},
            .until = until,
            .document = {}};
  }
  Structure s_;
};

TEST_F(Whole, CanBeHeldAndNoMore) {
  EXPECT_EQ(refused(s_, more("40%", "40%", 0)), "");
  EXPECT_EQ(refused(s_, more("50%", "40%", 0)),
            "on 1970-01-01 more than 100% of the capital of 'a' would be held: 'li' 60% + 'wu' 50%");
  EXPECT_EQ(refused(s_, more("0%", "40.000001%", 50)),
            "on 1970-02-20 more than 100% of the votes of 'a' would be held: 'li' 60% + 'wu' 40.000001%");
}

TEST_F(Whole, IsThatOfADay) {
  EXPECT_EQ(refused(s_, more("100%", "100%", 100)), "") << "from the day on which the other is held no longer";
  EXPECT_NE(refused(s_, more("100%", "100%", 99)), "");
  EXPECT_EQ(refused(s_, more("100%", "100%", -5, Day{0})), "");
}

TEST_F(Whole, IsNotPassedByWhatMayBe) { EXPECT_EQ(refused(s_, more("0%-100%", "25%-50%", 0)), ""); }

TEST(Portion, IsReadExactly) {
  EXPECT_EQ(parse_portion("33.333333%", Rounding::half_even)->units, 33'333'333u);
  EXPECT_EQ(parse_portion("100", Rounding::half_even), whole_portion);
  EXPECT_EQ(parse_portion("0.000001 %", Rounding::half_even)->units, 1u);
  EXPECT_EQ(parse_portion("1.5000000000%", Rounding::half_even)->units, 1'500'000u);
  for (const char* bad : {"", "%", "1.", ".5", "-1%", "1e2", "1,5%", "0.0000001%", "abc", "1.2.3"}) {
    EXPECT_EQ(parse_portion(bad, Rounding::half_even).error().code, ErrorCode::value_invalid) << bad;
  }
  for (const char* bad : {"101%", "100.000001%", "99999999999999999999999%"}) {
    EXPECT_EQ(parse_portion(bad, Rounding::half_even).error().code, ErrorCode::out_of_range) << bad;
  }
  EXPECT_EQ(parse_portion("33.3333333333", Rounding::down)->units, 33'333'333u);
  EXPECT_EQ(parse_portion("33.3333333333", Rounding::up)->units, 33'333'334u);
  EXPECT_EQ(parse_portion("33.3333335", Rounding::half_up)->units, 33'333'334u);
  EXPECT_EQ(parse_range("25%-50%")->max, half_portion);
  EXPECT_EQ(parse_range("50%-25%").error().code, ErrorCode::value_invalid);
  EXPECT_EQ(parse_range(" -1%").error().detail, "' -1%' is no percentage such as 60% or 33.333333%");
  EXPECT_EQ(format_range(*parse_range("25% - 50%")), "25%-50%");
}

TEST(Jurisdiction, IsAnIsoCode) {
  for (const char* good : {"", "CN", "GB-SCT", "CN-11", "US-CA"}) EXPECT_TRUE(check_jurisdiction(good)) << good;
  for (const char* bad : {"C", "cn", "CHN", "CN-", "CN-1234", "CN11", "中国"})
    EXPECT_FALSE(check_jurisdiction(bad)) << bad;
}

}  // namespace
}  // namespace scrip::control
