#include "engine/charging.h"

#include <gtest/gtest.h>

#include "tests/sim/town.h"

namespace scrip::engine {
namespace {

using namespace scrip::sim;

TEST(Charging, BurnsTheSoonestExpiryThenTheHighestShareThenTheOldest) {
  Town town;
  auto late = voucher_called("late");
  auto half = voucher_called("half");
  half.valid_until = day("2026-12-01");
  half.share = Share{500'000};
  auto whole = voucher_called("whole");
  whole.valid_until = day("2026-12-01");
  for (auto* voucher : {&late, &half, &whole}) {
    voucher->face = amount("1");
    town.must(*voucher);
  }
  town.use({hour_of("job", 1)});  // 3.60
  EXPECT_EQ(town.balance("whole").in_flight, amount("1"));   // the first 1.00 of the bill
  EXPECT_EQ(town.balance("half").in_flight, amount("1"));    // half of the next 2.00
  EXPECT_EQ(town.balance("late").in_flight, amount("0.6"));
}

// A bill of 3.60 for an hour: 1.80 is paid in money, and the device-hours voucher owes the other half hour only.
TEST(Charging, TakesFromADeviceHoursVoucherOnlyWhatAMoneyVoucherLeft) {
  Town town;
  auto money = voucher_called("money");
  money.face = amount("1.8");
  money.valid_until = day("2026-12-01");
  town.must(money);
  auto hours = voucher_called("hours");
  hours.budget_line = "hours";
  hours.face = amount("7200");
  town.must(hours);
  town.use({hour_of("job", 1)});
  EXPECT_EQ(town.balance("money").in_flight, amount("1.8"));
  EXPECT_EQ(town.balance("hours").in_flight, amount("1800"));
  EXPECT_EQ(town.job("job").lines.front().own_share(), Amount{});
}

TEST(Charging, TakesFromAMoneyVoucherOnlyWhatADeviceHoursVoucherLeft) {
  Town town;
  auto hours = voucher_called("hours");
  hours.budget_line = "hours";
  hours.face = amount("1800");
  hours.valid_until = day("2026-12-01");
  town.must(hours);
  town.must(voucher_called("money"));
  town.use({hour_of("job", 1)});
  EXPECT_EQ(town.balance("hours").in_flight, amount("1800"));
  EXPECT_EQ(town.balance("money").in_flight, amount("1.8"));
}

}  // namespace
}  // namespace scrip::engine
