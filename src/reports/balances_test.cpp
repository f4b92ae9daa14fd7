// What must hold of the reports of any history: the parts of every voucher add up, and every table agrees with the
// ledger.

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <array>
#include <map>
#include <vector>

#include "base/random.h"
#include "reports/cells.h"
#include "reports/reports.h"
#include "reports/test_support.h"
#include "tests/support/city.h"

namespace scrip::reports {
namespace {

using engine::State;
using test::City;

constexpr std::int64_t day_ms = 86'400'000;

// One thing that happens in the city; which, and to whom, follows from its seed.
class Life {
 public:
  void step(std::uint64_t seed) {
    Random random(seed);
    switch (random.below(12)) {
      case 0:
        return pass_days(random);
      case 1:
        return hold(random);
      case 2:
        return release(random);
      case 3:
        return refund(random);
      case 4:
        return change_voucher(random);
      case 5:
        static_cast<void>(
            city_.close(month_of(city_.state().authority->zone.day_of(city_.now() - Milliseconds{20 * day_ms}))));
        return;
      default:
        return use(random);
    }
  }
  [[nodiscard]] const State& state() const { return city_.state(); }

 private:
  static std::string job(Random& random) { return "job-" + std::to_string(random.below(6)); }
  static std::string site(Random& random) { return random.chance(1, 2) ? "east" : "west"; }

  void pass_days(Random& random) { city_.pass_time(city_.now() + Milliseconds{random.between(1, 15 * day_ms)}); }

  void use(Random& random) {
    static constexpr std::array accounts{"alpha", "alpha", "beta", "beta", "gamma", "nobody"};
    static constexpr std::array resources{"ascend", "ascend", "ascend", "core", "qwen-out", "h20"};
    city_.use({.site = site(random),
               .job = job(random),
               .account = accounts[random.below(accounts.size())],
               .resource = resources[random.below(resources.size())],
               .start = city_.now() - Milliseconds{random.between(0, 25 * day_ms)},
               .minutes = random.between(0, 2'000),
               .units = random.between(1, 20'000),
               .part = random.below(20),
               .use = random.chance(1, 2) ? registry::Use::training : registry::Use::unspecified,
               .ended = random.chance(1, 5)});
  }

  void hold(Random& random) {
    const std::string number = std::to_string(city_.state().holds.size());
    static_cast<void>(city_.run(engine::PlaceHold{.key = "H-" + number,
                                                  .organisation = random.chance(1, 2) ? "alpha" : "beta",
                                                  .site = site(random),
                                                  .job = job(random),
                                                  .resource = {},
                                                  .bill = Amount{random.between(1, 400'000'000)},
                                                  .use = registry::Use::training,
                                                  .expires_at = city_.now() + Milliseconds{10 * day_ms},
                                                  .partial = true}));
  }

  void release(Random& random) {
    static_cast<void>(city_.run(engine::ReleaseHold{"H-" + std::to_string(random.below(4))}));
  }

  void refund(Random& random) {
    const std::string number = std::to_string(city_.state().adjustments.size());
    static_cast<void>(city_.run(engine::RefundCharge{.key = "R-" + number,
                                                     .site = site(random),
                                                     .job = job(random),
                                                     .gross = Amount{random.between(0, 100'000'000)},
                                                     .reason = "test",
                                                     .evidence = {}}));
  }

  void change_voucher(Random& random) {
    using programme::VoucherStatus;
    static constexpr std::array vouchers{"V-OLD", "V-TRAIN", "V-KIND", "V-REPAY", "V-PLACED"};
    static constexpr std::array statuses{VoucherStatus::active, VoucherStatus::suspended, VoucherStatus::revoked};
    static_cast<void>(city_.run(engine::ChangeVoucherStatus{.voucher = vouchers[random.below(vouchers.size())],
                                                            .status = statuses[random.below(statuses.size())],
                                                            .reason = "test"}));
  }

  City city_;
};

void check_parts_add_up(const State& state) {
  for (const bool by_wallet : {false, true}) {
    const Table table = *balances(state, {}, by_wallet);
    for (const auto& row : table.rows) {
      Int128 parts = 0;
      for (const auto* part : {"available", "committed", "in_flight", "settled", "returned"}) {
        const Int128 amount = micro_units_of(row[position(table, part)]);
        RC_ASSERT(amount >= 0);
        parts += amount;
      }
      RC_ASSERT(parts == micro_units_of(row[position(table, "face")]));
    }
  }
}

void check_vouchers_agree_with_charges(const State& state) {
  const Table covered = *charges_by(state, "voucher", {});
  const Table balance = *balances(state, {}, false);
  for (const auto& row : balance.rows) {
    const Int128 used =
        micro_units_of(row[position(balance, "in_flight")]) + micro_units_of(row[position(balance, "settled")]);
    const std::string& voucher = row.front();
    RC_ASSERT(sum(covered, "covered", "voucher", voucher) - sum(covered, "returned", "voucher", voucher) == used);
  }
}

void check_groups_agree(const State& state) {
  const Table charges = *table(state, "charges");
  for (const auto* group : {"job", "site", "organisation", "month", "resource"}) {
    const Table grouped = *charges_by(state, group, {});
    for (const auto* column : {"gross", "covered_money", "own_share", "refunded", "refunded_covered"}) {
      RC_ASSERT(sum(grouped, column) == sum(charges, column));
    }
  }
  for (const auto* group : {"voucher", "programme"}) {
    const Table grouped = *charges_by(state, group, {});
    RC_ASSERT(sum(grouped, "covered_money") == sum(charges, "covered_money"));
    RC_ASSERT(sum(grouped, "returned_money") == sum(charges, "refunded_covered"));
  }
}

// What is owed under a programme is what its vouchers were charged; what companies owe is the other side of their
// shares.
void check_owed(const State& state) {
  const Table table = *owed(state, {});
  const Table balance = *balances(state, {}, false);
  for (const auto& programme : state.programmes) {
    RC_ASSERT(sum(table, "open", "programme", programme.key) == sum(balance, "in_flight", "programme", programme.key));
    RC_ASSERT(sum(table, "closed", "programme", programme.key) + sum(table, "prepaid", "programme", programme.key) ==
              sum(balance, "settled", "programme", programme.key));
  }
  Int128 open = 0;
  Int128 closed = 0;
  for (const auto& job : state.jobs) {
    for (const auto& line : job.lines) {
      const Amount own = owed_by_company(state, line) - refunded_to_company(state, line);
      (line.status == engine::LineStatus::closed ? closed : open) += own.micro_units;
    }
  }
  RC_ASSERT(sum(table, "open", "programme", "") == open);
  RC_ASSERT(sum(table, "closed", "programme", "") == closed);
}

void check_every_job_is_explained(const State& state) {
  for (const auto& job : state.jobs) {
    const auto& site = state.registry.sites()[index(job.site)].key;
    RC_ASSERT(explain_job(state, site, job_id(job.key), Language::english).has_value());
    RC_ASSERT(explain_job(state, site, job_id(job.key), Language::chinese).has_value());
  }
}

RC_GTEST_PROP(Reports, OfAnyHistoryAddUpAndAgreeWithTheLedger, (const std::vector<std::uint64_t>& seeds)) {
  Life life;
  for (const std::uint64_t seed : seeds) {
    life.step(seed);
    check_parts_add_up(life.state());
  }
  check_vouchers_agree_with_charges(life.state());
  check_groups_agree(life.state());
  check_owed(life.state());
  check_every_job_is_explained(life.state());
  for (const auto name : table_names()) RC_ASSERT(table(life.state(), name).has_value());
}

// The same over one long history, which reaches what a short one cannot: several closed months, caps, expiry.
TEST(Reports, OfALongHistoryAddUpAndAgreeWithTheLedger) {
  Random random(20260105);
  Life life;
  for (int i = 0; i < 3'000; ++i) {
    life.step(random.next());
    if (i % 100 != 0) continue;
    check_parts_add_up(life.state());
    check_vouchers_agree_with_charges(life.state());
    check_groups_agree(life.state());
    check_owed(life.state());
    check_every_job_is_explained(life.state());
  }
  EXPECT_GE(life.state().statements.size(), 4U);
}

}  // namespace
}  // namespace scrip::reports
