#include "engine/hold.h"

#include <gtest/gtest.h>

#include "base/limits.h"
#include "tests/sim/town.h"

namespace scrip::engine {
namespace {

using namespace scrip::sim;
using registry::Use;

PlaceHold hold_called(std::string_view key, std::string_view job, std::string_view bill) {
  return {.key = std::string(key),
          .organisation = "alpha",
          .site = "east",
          .job = std::string(job),
          .resource = "a100",
          .bill = amount(bill),
          .expires_at = at("2026-03-20T00:00:00Z")};
}

IssueVoucher hours_called(std::string_view key, std::string_view face) {
  auto voucher = voucher_called(key);
  voucher.budget_line = "hours";
  voucher.face = amount(face);
  return voucher;
}

TEST(Hold, SetsMoneyAsideUntilItIsCapturedReleasedOrExpired) {
  Town town;
  town.must(voucher_called("v"));
  town.must(hold_called("h", "job", "100"));
  EXPECT_EQ(town.balance("v").committed, amount("100"));
  EXPECT_EQ(town.balance("v").available, amount("900"));
  town.use({hour_of("job", 1)});
  EXPECT_EQ(town.balance("v").committed, amount("96.4"));
  EXPECT_EQ(town.balance("v").in_flight, amount("3.6"));
  town.must(ReleaseHold{"h"});
  EXPECT_EQ(town.balance("v").committed, Amount{});
  EXPECT_EQ(town.balance("v").available, amount("996.4"));
  town.must(ReleaseHold{"h"});  // already so
  EXPECT_EQ(town.try_to(ExtendHold{"h", amount("1"), {}}), "hold_ended");
  EXPECT_EQ(town.try_to(ReleaseHold{"none"}), "hold_not_found");
}

TEST(Hold, EndsOnceWhenItExpires) {
  Town town;
  town.must(voucher_called("v"));
  town.must(hold_called("h", "job", "100"));
  town.set_now(at("2026-03-19T23:59:59Z"));
  town.tick();
  EXPECT_EQ(town.balance("v").committed, amount("100"));
  town.set_now(at("2026-03-20T00:00:00Z"));
  town.tick();
  EXPECT_EQ(town.balance("v").committed, Amount{});
  EXPECT_EQ(town.state().find_hold("h")->status, HoldStatus::expired);
  EXPECT_EQ(town.try_to(ReleaseHold{"h"}), "hold_ended");
}

TEST(Hold, EndsWithItsJob) {
  Town town;
  town.must(voucher_called("v"));
  town.must(hold_called("h", "job", "100"));
  auto last = hour_of("job", 1);
  last.ended = true;
  town.use({last});
  EXPECT_EQ(town.balance("v").committed, Amount{});
  EXPECT_EQ(town.state().find_hold("h")->status, HoldStatus::released);
  EXPECT_EQ(town.balance("v").in_flight, amount("3.6"));
}

TEST(Hold, IsNotPlacedBeyondWhatIsFree) {
  Town town;
  town.must(voucher_called("v"));
  for (int i = 0; i < 10; ++i) town.must(hold_called("h" + std::to_string(i), "job-" + std::to_string(i), "100"));
  EXPECT_EQ(town.try_to(hold_called("h10", "job-10", "0.000001")), "insufficient_balance");
  EXPECT_EQ(town.balance("v").available, Amount{});
}

TEST(Hold, IsOvertakenByUsageBeyondIt) {
  Town town;
  town.must(voucher_called("v"));
  town.must(hold_called("h", "job", "1"));
  town.use({hour_of("job", 1)});
  EXPECT_EQ(town.balance("v").committed, Amount{});
  EXPECT_EQ(town.balance("v").in_flight, amount("3.6"));
}

TEST(Hold, UnderAKeyThatStandsForAnotherIsRefused) {
  Town town;
  town.must(voucher_called("v"));
  town.must(hold_called("h", "job", "10"));
  town.must(hold_called("h", "job", "10"));
  EXPECT_EQ(town.balance("v").committed, amount("10"));
  EXPECT_EQ(town.try_to(hold_called("h", "other", "10")), "key_reused");
  EXPECT_EQ(town.try_to(hold_called("h", "job", "20")), "key_reused");
}

TEST(Hold, IsNotPlacedOnAnotherCompanysJob) {
  Town town;
  town.must(voucher_called("v"));
  auto of_beta = hour_of("job", 1);
  of_beta.account = "beta";
  town.use({of_beta});
  EXPECT_NE(town.try_to(hold_called("h", "job", "10")), "");
}

TEST(Hold, ForAUsePaysForAJobThatDoesNotSayWhatItIsFor) {
  Town town;
  auto training = voucher_called("v");
  training.uses = {Use::training};
  town.must(training);
  auto hold = hold_called("h", "job", "10");
  hold.use = Use::training;
  town.must(hold);
  town.must(ExtendHold{"h", amount("5"), {}});
  EXPECT_EQ(town.balance("v").committed, amount("15"));
  town.use({hour_of("job", 1)});
  EXPECT_EQ(town.balance("v").in_flight, amount("3.6"));
}

TEST(Hold, OfABillWithoutAQuantityTakesNoDeviceHoursForNothing) {
  Town town;
  auto hours = hours_called("hours", "7200");
  hours.valid_until = day("2026-12-01");  // burnt first
  town.must(hours);
  town.must(voucher_called("money"));
  town.must(hold_called("h", "job", "10"));
  EXPECT_EQ(town.balance("money").committed, amount("10"));
  town.must(ExtendHold{"h", amount("5"), {}});
  EXPECT_EQ(town.balance("money").committed, amount("15"));
}

TEST(Hold, ForLongerThanAnyJobRunsIsRefusedAtOnce) {
  Town town;
  town.must(voucher_called("v"));
  auto hold = hold_called("h", "job", "0");
  hold.units = 1;
  hold.walltime_s = 1'000'000'000'000;
  EXPECT_EQ(town.try_to(hold), "out_of_range");
}

}  // namespace
}  // namespace scrip::engine
