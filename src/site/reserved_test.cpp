#include "site/reserved.h"

#include <gtest/gtest.h>

namespace scrip::site {
namespace {

const Reserved reserved{.key = "R-1",
                        .organisation = "acme",
                        .resource = "a",
                        .status = "reserved",
                        .reason = {},
                        .devices = 2,
                        .from_s = 100,
                        .until_s = 200};

std::string why_not(const Reserved& reservation, const UnderReservation& job, std::int64_t now_s) {
  const auto may = judge(reservation, job, now_s);
  return may ? std::string{} : may.error().sentence().text(Language::english);
}

TEST(Reserved, AJobOfItsOrganisationChipAndSizeMayRunUnderIt) {
  EXPECT_EQ(why_not(reserved, {.organisation = "acme", .resource = "a", .units = 2'000}, 150), "");
  EXPECT_EQ(why_not(reserved, {.organisation = "acme", .resource = "a", .units = 500}, 0), "");  // it waits
}

TEST(Reserved, WhyAJobMayNotIsSaid) {
  EXPECT_EQ(why_not(reserved, {.organisation = "poor", .resource = "a"}, 150),
            "the reservation 'R-1' is not that of 'poor'");
  EXPECT_EQ(why_not(reserved, {.organisation = "acme", .resource = "b"}, 150),
            "the reservation 'R-1' is of 'a', not of 'b'");
  EXPECT_EQ(why_not(reserved, {.organisation = "acme", .resource = "a", .units = 2'001}, 150),
            "the reservation 'R-1' is of 2 devices, not of 2.001");
  EXPECT_EQ(why_not(reserved, {.organisation = "acme", .resource = "a"}, 200),
            "the reservation 'R-1' ended at 1970-01-01T00:03:20Z");
  auto ended = reserved;
  for (const std::string status : {"used", "cancelled", "broken", "reclaimed"}) {
    ended.status = status;
    EXPECT_NE(why_not(ended, {.organisation = "acme", .resource = {}}, 150), "") << status;
  }
}

TEST(Reserved, WhatIsWrittenIsReadAgainAndDamageIsPassedOver) {
  auto other = reserved;
  other.key = "R 2";
  other.reason = "no power";
  const Reservations all{{"R-1", reserved}, {"R 2", other}};
  EXPECT_EQ(read_written(written(all)), all);
  EXPECT_EQ(read_written("x\n" + written(all) + "a\tb"), all);
  EXPECT_TRUE(read_written("").empty());
}

}  // namespace
}  // namespace scrip::site
