// Anything that a person, a site or the calendar can do, in any order. There is no expected outcome but that everything
// holds after every entry: replay, the books, every voucher, hold and line (CheckedJournal).

#include <gtest/gtest.h>

#include <map>

#include "tests/sim/city.h"
#include "tests/support/sanitized.h"

namespace scrip::sim {
namespace {

using namespace engine;
using programme::VoucherStatus;

// What the seeds together must have reached: a test that never gets there proves nothing about it.
struct Reached {
  std::map<std::string, std::uint64_t> times;

  void look_at(const State& state) {
    for (const auto& job : state.jobs) {
      for (const auto& line : job.lines) {
        if (line.allocations.size() > 1) ++times["a line that several vouchers paid"];
        if (line.posting != month_of(line.day)) ++times["a line of late usage"];
        if (line.status == LineStatus::fixed) ++times["a line that was refunded while open"];
        if (line.status == LineStatus::closed && !line.refunded.is_zero()) ++times["a refund of a closed line"];
        if (!line.refunded.is_zero() && line.refunded < line.gross) ++times["a refund in part"];
        for (const auto& allocation : line.allocations) look_at(state.vouchers[index(allocation.voucher)], allocation);
      }
    }
    for (const auto& hold : state.holds) {
      ++times[hold.status == HoldStatus::active     ? "an active hold"
              : hold.status == HoldStatus::released ? "a released hold"
                                                    : "an expired hold"];
    }
    if (state.first_open_month) ++times["a closed month"];
    if (state.totals.mismatched_jobs > 0) ++times["a job on another resource than it asked for"];
  }
  void look_at(const VoucherState& voucher, const Allocation& allocation) {
    if (allocation.from_hold) ++times["usage paid from a hold"];
    if (voucher.terms.unit != Unit::money) ++times["usage paid in kind"];
    if (voucher.status == VoucherStatus::expired) ++times["an expired voucher that paid"];
    if (voucher.status == VoucherStatus::revoked) ++times["a revoked voucher that paid"];
    if (voucher.status == VoucherStatus::suspended) ++times["a suspended voucher that paid"];
  }
};

class Chaos {
 public:
  Chaos(std::uint64_t seed, Reached& reached)
      : reached_(reached),
        random_(seed),
        city_(random_city(random_, 8)),
        journal_(at("2026-02-01T00:00:00Z"), "seed " + std::to_string(seed)) {
    for (auto& command : city_.commands) {
      if (auto* voucher = command.as<IssueVoucher>()) end_soon(*voucher);
      must(command);
    }
    records_ = cut(random_, city_.work);
    shuffle(random_, records_);
  }

  void run(int steps) {
    for (int i = 0; i < steps && !::testing::Test::HasFailure(); ++i) step();
    reached_.look_at(journal_.state());
    if (!::testing::Test::HasFailure()) refund_everything();
  }

 private:
  void must(const Command& command) {
    const auto reply = journal_.execute(command);
    ASSERT_TRUE(reply.has_value()) << describe(reply.error(), Language::english);
  }
  // The city's vouchers outlive its usage; here some do not.
  void end_soon(IssueVoucher& voucher) {
    if (random_.chance(1, 2))
      voucher.valid_until = Day{count(day("2026-02-10")) + static_cast<std::int32_t>(random_.below(30))};
    if (voucher.valid_until <= voucher.valid_from) voucher.valid_from = Day{count(voucher.valid_until) - 20};
    voucher.grace_days = static_cast<std::uint16_t>(random_.below(12));
  }
  void attempt(const Command& command) { static_cast<void>(journal_.execute(command)); }

  void step() {
    switch (random_.below(16)) {
      case 0:
      case 1:
      case 2:
      case 3:
        return send_some();
      case 4:
        return issue_voucher();
      case 5:
        return change_status();
      case 6:
      case 7:
        return place_hold();
      case 8:
        return extend_hold();
      case 9:
        if (holds_ > 0) attempt(ReleaseHold{some_hold()});
        return;
      case 10:
        return refund();
      case 11:
        return resolve_suspense();
      case 12:
        return close_a_month();
      case 13:
        journal_.advance(Milliseconds{random_.between(0, 6 * 24) * hour_ms});
        return journal_.tick();
      case 14:
        if (random_.chance(1, 4)) journal_.restart();
        return;
      default:
        return spoil_and_send();
    }
  }

  void issue_voucher() {
    city_.vouchers.push_back("w" + std::to_string(city_.vouchers.size()));
    auto voucher = random_voucher(random_, city_, city_.vouchers.back());
    end_soon(voucher);
    attempt(voucher);
  }
  std::string some_hold() { return "h" + std::to_string(random_.below(holds_)); }
  std::string some_job() { return pick(random_, city_.jobs); }

  void send_some() {
    std::vector<SiteUsage> some;
    for (std::uint64_t i = 1 + random_.below(6); i > 0; --i) some.push_back(pick(random_, records_));
    for (auto& batch : batches(random_, std::move(some), 6)) send(batch);
  }

  void send(SiteBatch& batch) {
    if (random_.chance(1, 10)) {
      for (auto& record : batch.records) record.requested = pick(random_, city_.resources);
    }
    if (random_.chance(1, 10)) {
      for (auto& record : batch.records) record.ended = true;
    }
    const auto reply = journal_.record(batch.site, batch_of(batch.records));
    ASSERT_TRUE(reply.has_value());
    ASSERT_EQ(reply->charged + reply->duplicates + reply->suspended, batch.records.size());
    for (const auto& outcome : reply->records) ++reached_.times["suspense: " + std::string(name(outcome.reason))];
  }

  // The same id with other content, an unknown resource, nobody's account, a time that cannot be.
  void spoil_and_send() {
    auto usage = pick(random_, records_);
    switch (random_.below(6)) {
      case 0:
        usage.record.units += 1;
        break;
      case 1:
        usage.record.resource = "unheard-of";
        break;
      case 2:
        usage.record.account = "nobody";
        break;
      case 3:
        usage.record.end_ms = usage.record.start_ms - 1;
        break;
      case 4:
        usage.record.use = registry::Use::inference;
        break;
      default:
        usage.record.start_ms += 400 * 24 * hour_ms;
        usage.record.end_ms += 400 * 24 * hour_ms;
        break;
    }
    if (random_.chance(1, 2)) usage.record.part += 1000;
    SiteBatch batch{.site = usage.site, .records = {usage.record, pick(random_, records_).record}};
    send(batch);
    if (random_.chance(1, 4)) attempt(MapPayer{usage.site, "nobody", "beta"});
    if (random_.chance(1, 4))
      attempt(AddResource{"unheard-of", "new", "maker", registry::ResourceKind::accelerator, {}});
  }

  void change_status() {
    if (city_.vouchers.empty()) return;
    const auto chosen = random_.below(5);
    attempt(ChangeVoucherStatus{pick(random_, city_.vouchers),
                                chosen == 0   ? VoucherStatus::revoked
                                : chosen <= 2 ? VoucherStatus::suspended
                                              : VoucherStatus::active,
                                "because"});
  }

  void place_hold() {
    PlaceHold hold{.key = "h" + std::to_string(holds_),
                   .organisation = pick(random_, city_.organisations),
                   .site = pick(random_, city_.sites),
                   .job = some_job(),
                   .resource = pick(random_, city_.resources),
                   .units = random_.between(0, 8000),
                   .walltime_s = random_.between(0, 100'000),
                   .bill = random_.chance(1, 2) ? Amount{random_.between(0, 500'000'000)} : Amount{},
                   .expires_at = journal_.now() + Milliseconds{random_.between(1, 10 * 24) * hour_ms},
                   .partial = random_.chance(1, 2)};
    if (random_.chance(1, 4)) hold.resource.clear();
    if (journal_.execute(hold)) ++holds_;
  }

  void extend_hold() {
    if (holds_ == 0) return;
    attempt(ExtendHold{
        some_hold(), Amount{random_.between(0, 100'000'000)},
        random_.chance(1, 2) ? Instant{} : journal_.now() + Milliseconds{random_.between(1, 10 * 24) * hour_ms}});
  }

  void refund() {
    RefundCharge refund{
        "r" + std::to_string(refunds_++), pick(random_, city_.sites), some_job(), Amount{}, "node failure", {}};
    if (random_.chance(3, 4)) refund.gross = Amount{random_.between(1, random_.chance(1, 2) ? 20 : 50'000'000)};
    attempt(refund);
  }

  void resolve_suspense() {
    std::map<SiteId, std::vector<SuspenseId>> by_site;
    for (const auto& [id, suspended] : journal_.state().suspense) by_site[suspended.site].push_back(id);
    for (const auto& [site, ids] : by_site) {
      if (random_.chance(1, 4)) {
        attempt(WriteOffSuspense{{pick(random_, ids)}, "because"});
      } else {
        ASSERT_TRUE(journal_.retry(ids, random_.chance(1, 3)).has_value());
      }
    }
  }

  void close_a_month() {
    const Month first = journal_.state().first_open_month.value_or(month("2026-01"));
    static_cast<void>(journal_.close(Month{count(first) + static_cast<std::int32_t>(random_.below(2))}));
  }

  void refund_everything() {
    for (const auto& site : city_.sites) {
      for (const auto& job : city_.jobs) {
        attempt(RefundCharge{"all-" + site + job, site, job, Amount{}, "the end", {}});
      }
    }
    for (const auto& voucher : journal_.state().vouchers) {
      EXPECT_EQ(voucher.in_flight, Amount{});
      EXPECT_EQ(voucher.settled, Amount{});
    }
  }

  Reached& reached_;
  Random random_;
  City city_;
  CheckedJournal journal_;
  std::vector<SiteUsage> records_;
  std::uint64_t holds_ = 0;
  std::uint64_t refunds_ = 0;
};

TEST(Chaos, BreaksNoInvariantInAnyOrderOfEvents) {
  const std::uint64_t seeds = seeds_to_try(200);
  Reached reached;
  for (std::uint64_t seed = 0; seed < seeds && !::testing::Test::HasFailure(); ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Chaos(seed, reached).run(80);
  }
  if (testing::is_sanitized) return;  // a part of the seeds does not reach every rare path
  for (const char* path : {"a line that several vouchers paid",
                           "a line of late usage",
                           "a line that was refunded while open",
                           "a refund of a closed line",
                           "a refund in part",
                           "an active hold",
                           "a released hold",
                           "an expired hold",
                           "a closed month",
                           "usage paid from a hold",
                           "usage paid in kind",
                           "an expired voucher that paid",
                           "a revoked voucher that paid",
                           "a suspended voucher that paid",
                           "a job on another resource than it asked for",
                           "suspense: conflict",
                           "suspense: no_payer",
                           "suspense: unknown_resource",
                           "suspense: inconsistent_time",
                           "suspense: in_future"}) {
    EXPECT_GT(reached.times[path], 0u) << "never reached: " << path;
  }
}

}  // namespace
}  // namespace scrip::sim
