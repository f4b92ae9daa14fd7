#include "engine/award.h"

#include <gtest/gtest.h>

#include "engine/award_history.h"
#include "tests/sim/office.h"

namespace scrip::engine {
namespace {

using namespace scrip::sim;
using programme::ApplicationStatus;
using programme::AwardStatus;
using programme::VoucherStatus;

TEST(Award, BecomesVouchersUpToItsAmount) {
  Office office;
  office.award("a", "1000");
  office.must_as("officer", voucher_of("a", "v1", "600"));
  office.must_as("officer", voucher_of("a", "v1", "600"));  // already so
  EXPECT_EQ(office.commitment("a"), amount("400"));
  EXPECT_EQ(office.balance("v1").available, amount("600"));
  EXPECT_EQ(office.as("officer", voucher_of("a", "v2", "400.000001")), "insufficient_budget");
  office.must_as("officer", voucher_of("a", "v2", "400"));
  EXPECT_EQ(office.commitment("a"), Amount{});
  const auto& parts = office.voucher("v1").parts;
  ASSERT_EQ(parts.size(), 2u);
  EXPECT_EQ(parts[0].paid, amount("360"));
  EXPECT_EQ(parts[1].paid, amount("240"));
  office.use({hour_of("job", 1)});
  EXPECT_EQ(office.balance("v1").in_flight + office.balance("v2").in_flight, amount("3.6"));
}

TEST(Award, GivesVouchersOnItsOwnTermsOnly) {
  Office office;
  office.award("a", "1000");
  auto voucher = voucher_of("a", "v", "600");
  voucher.voucher.budget_line = "deduct";
  EXPECT_EQ(office.as("officer", voucher), "value_invalid");
  voucher = voucher_of("a", "v", "600");
  voucher.voucher.organisation = "beta";
  EXPECT_EQ(office.as("officer", voucher), "value_invalid");
  EXPECT_EQ(office.as("officer", voucher_of("none", "v", "1")), "award_not_found");
  EXPECT_EQ(office.as("officer", voucher_of("a", "v", "0")), "out_of_range");
  voucher = voucher_of("a", "v", "600");
  voucher.voucher.sites = {"none"};
  EXPECT_EQ(office.as("officer", voucher), "site_not_found");
  voucher = voucher_of("a", "v", "600");
  voucher.voucher.valid_until = day("2026-02-01");
  voucher.voucher.grace_days = 0;
  EXPECT_EQ(office.as("officer", voucher), "voucher_expired");
  office.must(sim::voucher_called("plain"));
  EXPECT_EQ(office.as("officer", voucher_of("a", "plain", "600")), "key_reused");
  office.must_as("officer", voucher_of("a", "v", "600"));
  EXPECT_EQ(office.as("officer", voucher_of("a", "v", "500")), "key_reused");
  auto same_key = sim::voucher_called("v");
  EXPECT_EQ(office.try_to(same_key), "key_reused");
}

// The rest comes back in many small steps; no micro-unit is lost and no line gets more than it paid.
TEST(Award, GetsTheRestOfAVoucherBackOnItsLinesExactly) {
  Office office;
  office.award("a", "10.000003");
  auto voucher = voucher_of("a", "v", "10.000003");
  voucher.voucher.share = Share{333'333};
  office.must_as("officer", voucher);
  for (std::uint64_t part = 1; part <= 3; ++part) {
    auto record = hour_of("job-" + std::to_string(part), part);
    record.units = 777 * static_cast<std::int64_t>(part);
    office.use({record});
  }
  office.must_close("2026-01");
  office.must_close("2026-02");
  office.must_as("officer", ChangeVoucherStatus{"v", VoucherStatus::revoked, "misused"});
  for (int i = 1; i <= 3; ++i) {
    for (const char* gross : {"0.1", "0.333333", "0.000001"}) {
      office.must_as("officer", RefundCharge{.key = "r" + std::to_string(i) + gross,
                                             .site = "east",
                                             .job = "job-" + std::to_string(i),
                                             .gross = amount(gross),
                                             .reason = "node failure",
                                             .evidence = {}});
    }
    office.must_as("officer", RefundCharge{.key = "r" + std::to_string(i),
                                           .site = "east",
                                           .job = "job-" + std::to_string(i),
                                           .gross = {},
                                           .reason = "node failure",
                                           .evidence = {}});
  }
  const auto& state = office.voucher("v");
  EXPECT_EQ(state.returned, amount("10.000003"));
  for (const auto& part : state.parts) EXPECT_EQ(part.returned, part.paid);
  EXPECT_EQ(office.left_on("deduct"), amount("1000000"));
  EXPECT_EQ(office.left_on("state"), amount("500000"));
}

TEST(Award, IsReducedDownToWhatIsIssued) {
  Office office;
  office.award("a", "1000");
  office.must_as("officer", voucher_of("a", "v", "300"));
  EXPECT_EQ(office.as("officer", ReduceAward{"a", amount("299"), "why"}), "out_of_range");
  EXPECT_EQ(office.as("officer", ReduceAward{"a", amount("1001"), "why"}), "out_of_range");
  EXPECT_EQ(office.as("officer", ReduceAward{"a", {}, "why"}), "out_of_range");
  EXPECT_EQ(office.as("officer", ReduceAward{"a", amount("400"), ""}), "missing_field");
  EXPECT_EQ(office.as("officer", ReduceAward{"none", amount("400"), "why"}), "award_not_found");
  office.must_as("officer", ReduceAward{"a", amount("400"), "a smaller contract"});
  office.must_as("officer", ReduceAward{"a", amount("400"), "a smaller contract"});  // already so
  EXPECT_EQ(office.commitment("a"), amount("100"));
  EXPECT_EQ(office.left_on("deduct"), amount("1000000") - amount("240"));
  office.must_as("officer", ReduceAward{"a", amount("300"), "no more"});
  EXPECT_EQ(office.commitment("a"), Amount{});
}

TEST(Award, TakesItsVouchersWithItWhenItIsSuspended) {
  Office office;
  office.award("a", "1000");
  for (const char* key : {"v1", "v2", "v3"}) office.must_as("officer", voucher_of("a", key, "100"));
  office.must_as("officer", ChangeVoucherStatus{"v2", VoucherStatus::suspended, "a question"});
  EXPECT_EQ(office.as("officer", ChangeAwardStatus{"a", AwardStatus::suspended, ""}), "missing_field");
  office.must_as("officer", ChangeAwardStatus{"a", AwardStatus::suspended, "an audit"});
  office.must_as("officer", ChangeAwardStatus{"a", AwardStatus::suspended, "an audit"});  // already so
  EXPECT_EQ(office.voucher("v1").status, VoucherStatus::suspended);
  EXPECT_EQ(office.try_to(ChangeVoucherStatus{"v1", VoucherStatus::active, "no"}), "award_state");
  EXPECT_EQ(office.as("officer", voucher_of("a", "v4", "100")), "award_state");
  office.must_as("officer", ChangeVoucherStatus{"v3", VoucherStatus::revoked, "misused"});
  EXPECT_EQ(office.as("officer", ChangeAwardStatus{"a", AwardStatus::closed, "why"}), "award_state");
  office.must_as("officer", ChangeAwardStatus{"a", AwardStatus::active, "all is well"});
  EXPECT_EQ(office.voucher("v1").status, VoucherStatus::active);
  EXPECT_EQ(office.voucher("v2").status, VoucherStatus::suspended);  // that was another reason
  EXPECT_EQ(office.voucher("v3").status, VoucherStatus::revoked);
}

TEST(Award, GivesEverythingBackWhenItIsRevoked) {
  Office office;
  office.award("a", "1000");
  office.must_as("officer", voucher_of("a", "v", "300"));
  office.use({hour_of("job", 1)});
  office.must_as("officer", ChangeAwardStatus{"a", AwardStatus::revoked, "false statements"});
  EXPECT_EQ(office.voucher("v").status, VoucherStatus::revoked);
  EXPECT_EQ(office.commitment("a"), Amount{});
  EXPECT_EQ(office.left_on("deduct") + office.left_on("state"), amount("1500000") - amount("3.6"));
  for (const auto status : {AwardStatus::active, AwardStatus::suspended, AwardStatus::closed}) {
    EXPECT_EQ(office.as("officer", ChangeAwardStatus{"a", status, "why"}), "award_state");
  }
  EXPECT_EQ(office.as("officer", ReduceAward{"a", amount("1"), "why"}), "award_state");
  EXPECT_EQ(office.as("officer", proposal_of("a", "900")), "award_state");
  EXPECT_EQ(office.application("a").status, ApplicationStatus::awarded);
}

TEST(Award, GivesTheUnissuedRestBackWhenItIsClosed) {
  Office office;
  office.award("a", "1000");
  office.must_as("officer", voucher_of("a", "v", "300"));
  office.must_as("officer", ChangeAwardStatus{"a", AwardStatus::closed, "the project has ended"});
  EXPECT_EQ(office.commitment("a"), Amount{});
  EXPECT_EQ(office.voucher("v").status, VoucherStatus::active);
  EXPECT_EQ(office.as("officer", voucher_of("a", "v2", "1")), "award_state");
  EXPECT_EQ(office.as("officer", ChangeAwardStatus{"a", AwardStatus::suspended, "why"}), "award_state");
  office.must_as("officer", ChangeAwardStatus{"a", AwardStatus::revoked, "found out later"});
  EXPECT_EQ(office.voucher("v").status, VoucherStatus::revoked);
  EXPECT_EQ(office.left_on("deduct"), amount("1000000"));
  EXPECT_EQ(office.left_on("state"), amount("500000"));
}

TEST(Award, ReturnsWhatItsVoucherDidNotUseWhenItExpires) {
  Office office;
  office.award("a", "1000");
  auto voucher = voucher_of("a", "v", "300");
  voucher.voucher.valid_until = day("2026-04-01");
  voucher.voucher.grace_days = 0;
  office.must_as("officer", voucher);
  office.use({hour_of("job", 1)});
  office.set_now(at("2026-04-02T00:00:00Z"));
  office.tick();
  EXPECT_EQ(office.voucher("v").status, VoucherStatus::expired);
  EXPECT_EQ(office.voucher("v").returned, amount("296.4"));
  EXPECT_EQ(office.voucher("v").parts[0].returned, amount("177.84"));
  EXPECT_EQ(office.voucher("v").parts[1].returned, amount("118.56"));
  const auto history = award_history(office.state(), office.award_called("a").terms.organisation);
  ASSERT_EQ(history.size(), 1u);
  EXPECT_EQ(history[0].used, amount("3.6"));
  EXPECT_EQ(history[0].returned, amount("296.4"));
}

TEST(AwardHistory, SaysWhatAnOrganisationWasGivenEverywhere) {
  Office office;
  office.must_as("officer", PublishPolicy{.programme = "reimburse",
                                          .version = "1",
                                          .document = some_hash("reimburse"),
                                          .effective_from = day("2026-01-01"),
                                          .valid_from = day("2026-01-01"),
                                          .valid_until = day("2027-01-01")});
  auto call = a_call("paid-back");
  call.programme = "reimburse";
  call.policy = "reimburse@1";
  call.lines = {{"reimburse", whole_share}};
  office.must_as("officer", call);
  office.complete("r", "alpha", "paid-back");
  office.assess("r", "70");
  office.propose("r", "70");
  office.approve("r");
  office.award("a", "1000");
  office.award("b", "500", "beta");
  const auto alpha = office.state().registry.find_organisation("alpha")->id;
  const auto history = award_history(office.state(), alpha);
  ASSERT_EQ(history.size(), 2u);
  EXPECT_EQ(history[0].programme, "reimburse");
  EXPECT_EQ(history[1], (AwardRecord{.award = "a",
                                     .application = "a",
                                     .programme = "deduct",
                                     .decided_on = day("2026-03-10"),
                                     .contract = "contract of a",
                                     .project = {},
                                     .unit = Unit::money,
                                     .amount = amount("1000"),
                                     .used = {},
                                     .returned = {},
                                     .status = AwardStatus::active}));
  EXPECT_EQ(award_history(office.state(), alpha, office.application("a").terms.id).size(), 1u);
}

TEST(AwardHistory, HasADigestThatAnyoneCanWorkOut) {
  Office office;
  const auto alpha = office.state().registry.find_organisation("alpha")->id;
  EXPECT_EQ(history_digest(office.state(), alpha), some_hash("21:scrip award history 1,5:alpha,"));
  office.award("a", "1000");
  EXPECT_EQ(history_digest(office.state(), alpha),
            some_hash("21:scrip award history 1,5:alpha,1:a,1:a,6:deduct,10:2026-03-10,13:contract of a,0:,5:money,"
                      "10:1000000000,1:0,1:0,6:active,"));
  EXPECT_EQ(grants_digest(office.state(), alpha),
            some_hash("20:scrip award grants 1,5:alpha,1:a,1:a,6:deduct,10:2026-03-10,13:contract of a,0:,5:money,"
                      "10:1000000000,6:active,"));
}

}  // namespace
}  // namespace scrip::engine
