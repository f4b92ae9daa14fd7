#include "engine/refund.h"

#include <gtest/gtest.h>

#include "runtime/journal.h"
#include "storage/memory/memory_store.h"

namespace scrip::engine {
namespace {

// One job of 10.00 at a site where companies owe nothing themselves: three vouchers pay all of it, 3.33 and 3.33 and
// the rest.
class RefundOfASharedLine : public ::testing::Test {
 protected:
  void SetUp() override {
    journal_ = runtime::Journal::open(store_, {.clock = [this] { return now_; }, .threaded = false}).value();
    execute(CreateAuthority{{.name = "City", .currency = "CNY", .zone_name = "UTC"}});
    execute(AddOrganisation{.key = "company", .name = "Company"});
    execute(AddSite{.key = "site", .name = "Site", .operator_key = "company"});
    execute(AddResource{.key = "npu", .name = "NPU"});
    execute(MapPayer{.site = "site", .account = "*", .organisation = "company"});
    execute(PublishRateCard{.key = "card",
                            .site = "site",
                            .period = {.from = instant_min, .until = instant_max},
                            .prices = {{"npu", {{.price = Amount{10 * micro}}}}}});
    execute(AddProgramme{.key = "programme", .name = "Programme"});
    execute(AddBudgetLine{.key = "line", .programme = "programme", .appropriation = Amount{100 * micro}});
    for (const std::int64_t face : {3'330'000, 3'330'000, 50'000'000}) {
      execute(IssueVoucher{.key = "voucher-" + std::to_string(vouchers_++),
                           .budget_line = "line",
                           .organisation = "company",
                           .face = Amount{face},
                           .valid_from = Day{20'000},
                           .valid_until = Day{21'000}});
    }
    metering::UsageBatch batch;
    batch.jobs.push_back({.key = "job"});
    batch.resources.push_back("npu");
    batch.add(0, 0, 1, count(now_) - 3'600'000, count(now_), 1'000);
    ASSERT_TRUE(journal_->record("site", batch, {}));
  }

  void execute(const Command& command) {
    const auto reply = journal_->execute(command, {});
    ASSERT_TRUE(reply) << describe(reply.error(), Language::english);
  }
  void refund(Amount amount) {
    execute(RefundCharge{.key = "refund-" + std::to_string(refunds_++),
                         .site = "site",
                         .job = "job",
                         .gross = amount,
                         .reason = "test"});
  }
  [[nodiscard]] const Line& line() const { return journal_->state().jobs.at(0).lines.at(0); }

  storage::MemoryDisk disk_;
  storage::MemoryStore store_{disk_};
  Instant now_{std::chrono::sys_days{std::chrono::year{2026} / 3 / 2}};
  std::unique_ptr<runtime::Journal> journal_;
  int vouchers_ = 0;
  int refunds_ = 0;
};

TEST_F(RefundOfASharedLine, GivesTheCompanyNothingBackThatItDidNotPay) {
  ASSERT_EQ(line().allocations.size(), 3U);
  ASSERT_TRUE(line().own_share().is_zero());
  for (int i = 0; i < 50; ++i) {
    refund(Amount{1 + i % 3});
    Amount returned;
    for (const auto& allocation : line().allocations) returned += allocation.returned_money;
    ASSERT_EQ(returned, line().refunded);
  }
}

TEST_F(RefundOfASharedLine, InFullGivesEveryVoucherAllThatItPaid) {
  refund(Amount{7'654'321});
  refund(Amount{10 * micro - 7'654'321});
  for (const auto& allocation : line().allocations) EXPECT_EQ(allocation.returned, allocation.covered);
}

}  // namespace
}  // namespace scrip::engine
