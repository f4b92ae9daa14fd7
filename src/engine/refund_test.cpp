#include "engine/refund.h"

#include <gtest/gtest.h>

#include "tests/sim/town.h"

namespace scrip::engine {
namespace {

using namespace scrip::sim;

// Two vouchers that each pay half of a bill of 0.000010.
Town town_with_two_halves() {
  Town town;
  for (const char* key : {"v1", "v2"}) {
    auto voucher = voucher_called(key);
    voucher.face = Amount{5};
    town.must(voucher);
  }
  auto usage = hour_of("job", 1);
  usage.end_ms = usage.start_ms + 10;  // 10 ms of a device: 10 micro-units
  town.use({usage});
  return town;
}

TEST(Refund, OfACrumbThatTwoVouchersPaidComesFromOneOfThem) {
  Town town = town_with_two_halves();
  for (int i = 1; i <= 10; ++i) {
    town.must(RefundCharge{"r" + std::to_string(i), "east", "job", Amount{1}, "node failure", {}});
    const auto& line = town.job("job").lines.front();
    EXPECT_EQ(line.allocations[0].returned + line.allocations[1].returned, Amount{i});
  }
  EXPECT_EQ(town.balance("v1").available, Amount{5});
  EXPECT_EQ(town.balance("v2").available, Amount{5});
}

}  // namespace
}  // namespace scrip::engine
