// Random quotes, reservations, uses, cancellations and restarts against a model that counts every hour and every cent.

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "engine/reservation.h"
#include "tests/sim/town.h"
#include "tests/support/sanitized.h"
#include "verify/books.h"

namespace scrip::sim {
namespace {

using namespace engine;

constexpr std::int64_t cards[] = {6, 4};  // of east and west, promised to programmes from 1 March to 1 May
constexpr const char* site_keys[] = {"east", "west"};

// A reservation as the model sees it: numbers only.
struct Taken {
  std::string key;
  std::size_t site = 0;
  std::int64_t devices = 0;
  std::int64_t from = 0;   // minutes
  std::int64_t until = 0;  // as it was taken, or the minute it ended in, rounded up
  Amount price;
  ReservationStatus status = ReservationStatus::reserved;
};

class World {
 public:
  explicit World(std::uint64_t seed) : random_(seed), town_("seed " + std::to_string(seed)) {
    town_.check_every(8);
    for (std::size_t site = 0; site < 2; ++site) {
      town_.must(DeclareCapacity{.key = "cards-" + std::to_string(site),
                                 .site = site_keys[site],
                                 .resource = "a100",
                                 .devices = static_cast<std::uint32_t>(cards[site]),
                                 .from = day("2026-03-01"),
                                 .until = day("2026-05-01"),
                                 .use = registry::CapacityUse::programmes});
    }
    auto voucher = voucher_called("v");
    voucher.face = left_ = amount("2500");
    town_.must(voucher);
  }

  void step() {
    switch (below(12)) {
      case 0:
      case 1:
        return ask();
      case 2:
      case 3:
      case 4:
        return reserve();
      case 5:
        return cancel();
      case 6:
      case 7:
      case 8:
        return use();
      case 9:
      case 10:
        return wait();
      default:
        if (below(4) == 0) town_.restart();
    }
  }

  void check() {
    for (const auto& taken : taken_) {
      const auto& real = *town_.state().reservations.find(taken.key);
      EXPECT_EQ(real.status, taken.status) << taken.key;
    }
    EXPECT_EQ(town_.balance("v").available, left_);
    EXPECT_TRUE(verify::check_books(town_.state()));
  }
  [[nodiscard]] std::size_t reserved() const { return taken_.size(); }
  [[nodiscard]] std::size_t refused() const { return refused_; }
  [[nodiscard]] std::size_t run() const { return run_; }
  [[nodiscard]] std::size_t unused() const { return unused_; }
  void finish() {
    town_.check_all();
    check();
  }

 private:
  std::uint64_t below(std::uint64_t n) { return random_() % n; }
  std::int64_t minute() const { return count(town_.now()) / minute_ms; }

  // What is free of a site in every minute of a stretch, by counting.
  [[nodiscard]] std::int64_t free_at(std::size_t site, std::int64_t from, std::int64_t until) const {
    std::int64_t least = cards[site];
    for (std::int64_t at = from; at < until; at += 1) {
      std::int64_t used = 0;
      for (const auto& each : taken_) {
        if (each.site == site && each.from <= at && at < each.until) used += each.devices;
      }
      least = std::min(least, cards[site] - used);
    }
    return least;
  }

  void ask() {
    AskQuote command;
    command.key = "q" + std::to_string(quotes_++);
    command.organisation = "alpha";
    command.workload = {.devices = static_cast<std::uint32_t>(1 + below(6)),
                        .duration_s = static_cast<std::int64_t>(1 + below(20)) * 1'800};
    command.ranking = below(2) == 0 ? Ranking::cheapest : Ranking::soonest;
    command.earliest = town_.now() + Milliseconds{static_cast<std::int64_t>(below(48)) * hour_ms / 2};
    command.latest = *command.earliest + Milliseconds{36 * hour_ms};
    town_.must(command);
  }

  void reserve() {
    if (quotes_ == 0) return;
    const auto& state = town_.state();
    const auto& quote = state.reservations.quotes[below(state.reservations.quotes.size())];
    if (quote.offers.empty()) return;
    const auto place = static_cast<std::uint32_t>(below(quote.offers.size()));
    const Offer offer = quote.offers[place];
    Taken taken{.key = "r" + std::to_string(next_++),
                .site = index(offer.site),
                .devices = offer.devices,
                .from = count(offer.window.from) / minute_ms,
                .until = count(offer.window.until) / minute_ms,
                .price = offer.price};
    EXPECT_EQ(offer.price.micro_units, offer.devices * (taken.until - taken.from) * minute_ms);  // 1,000 a second
    std::string expected;
    if (town_.now() >= quote.valid_until) {
      expected = "quote_expired";
    } else if (free_at(taken.site, taken.from, taken.until) < taken.devices) {
      expected = "capacity_taken";
    } else if (std::max(Amount{}, offer.price - left_) > offer.own_share || left_.is_zero()) {
      expected = "insufficient_balance";
    }
    EXPECT_EQ(town_.try_to(MakeReservation{taken.key, quote.key, place + 1}), expected);
    if (!expected.empty()) {
      ++refused_;
      return;
    }
    taken.price = std::min(offer.price, left_);  // what of it is set aside
    left_ -= taken.price;
    taken_.push_back(taken);
  }

  void end(Taken& taken, ReservationStatus status) {
    taken.status = status;
    // Devices are free again from the instant it ended.
    taken.until = std::min(taken.until, std::max(taken.from, minute() + (count(town_.now()) % minute_ms != 0 ? 1 : 0)));
    left_ += taken.price;
  }

  Taken* any(ReservationStatus status) {
    std::vector<Taken*> found;
    for (auto& each : taken_) {
      if (each.status == status) found.push_back(&each);
    }
    return found.empty() ? nullptr : found[below(found.size())];
  }

  void cancel() {
    const bool by_site = below(2) == 0;
    Taken* taken = any(by_site && below(2) == 0 ? ReservationStatus::in_use : ReservationStatus::reserved);
    if (taken == nullptr) return;
    const CancelReservation command{
        .reservation = taken->key, .by = by_site ? CancelledBy::site : CancelledBy::organisation, .reason = "so"};
    const bool over = minute() >= taken->until;
    EXPECT_EQ(town_.try_to(command), over ? "reservation_state" : "");
    if (over) return;
    end(*taken, by_site ? ReservationStatus::broken : ReservationStatus::cancelled);
    if (by_site) ++quotes_;
  }

  void use() {
    Taken* taken = any(ReservationStatus::in_use);
    if (taken == nullptr || below(3) == 0) taken = any(ReservationStatus::reserved);
    if (taken == nullptr) return;
    if (taken->status == ReservationStatus::in_use) return below(4) == 0 ? leave(*taken) : run_on(*taken);
    const bool early = minute() < taken->from - 60;
    EXPECT_EQ(town_.try_to(UseReservation{taken->key, "job-" + taken->key}), early ? "time_invalid" : "");
    if (!early) taken->status = ReservationStatus::in_use;
  }

  // Some of the reserved hours are used and the job ends: the rest comes back, and the bill stays under the quote.
  void run_on(Taken& taken) {
    const std::int64_t passed = std::min(taken.until, minute()) - taken.from;
    if (passed <= 0) return;
    const std::int64_t used_minutes = static_cast<std::int64_t>(below(static_cast<std::uint64_t>(passed))) + 1;
    const std::int64_t start = taken.from * minute_ms;
    town_.use({Usage{.job = "job-" + taken.key,
                     .part = 1,
                     .start_ms = start,
                     .end_ms = start + used_minutes * minute_ms,
                     .units = taken.devices * 1'000,
                     .ended = true}},
              site_keys[taken.site]);
    const Amount bill{taken.devices * used_minutes * minute_ms};
    const auto& terms = town_.state().reservations.find(taken.key)->terms;
    EXPECT_LE(bill, terms.price);
    EXPECT_EQ(town_.job("job-" + taken.key, site_keys[taken.site]).gross, bill);
    const Amount from_hold = std::min(bill, taken.price);
    end(taken, ReservationStatus::used);
    left_ -= from_hold;
    left_ -= std::min(bill - from_hold, left_);  // what the hold did not cover, the wallet does where it has something
    ++run_;
  }

  // Its job used nothing: all of its money comes back.
  void leave(Taken& taken) {
    EXPECT_EQ(town_.try_to(LeaveReservation{taken.key, "job-" + taken.key}), "");
    end(taken, ReservationStatus::used);
    EXPECT_EQ(town_.try_to(LeaveReservation{taken.key, "job-" + taken.key}), "") << "again";
    ++unused_;
  }

  void wait() {
    town_.advance(Milliseconds{static_cast<std::int64_t>(below(6)) * 20 * minute_ms});
    town_.tick();
    const auto& rule = town_.state().reservations.rule;
    for (auto& each : taken_) {
      const std::int64_t idle_at = std::min(each.from + rule.idle_s / 60, each.until);
      if (each.status == ReservationStatus::reserved && minute() >= idle_at) end(each, ReservationStatus::reclaimed);
      const std::int64_t expires = each.until + rule.grace_s / 60;
      if (each.status == ReservationStatus::in_use && minute() >= expires) end(each, ReservationStatus::used);
    }
  }

  std::mt19937_64 random_;
  Town town_;
  Amount left_;
  std::vector<Taken> taken_;
  std::size_t quotes_ = 0;
  std::size_t next_ = 0;
  std::size_t refused_ = 0;
  std::size_t run_ = 0;
  std::size_t unused_ = 0;
};

TEST(ReservationHistories, NothingIsPromisedTwiceInAnyOrder) {
  std::size_t reserved = 0;
  std::size_t refused = 0;
  std::size_t run = 0;
  std::size_t unused = 0;
  for (std::uint64_t seed = 1; seed <= testing::part_of(80U) && !::testing::Test::HasFailure(); ++seed) {
    World world(seed);
    for (int i = 0; i < 250 && !::testing::Test::HasFailure(); ++i) {
      world.step();
      world.check();
    }
    world.finish();
    reserved += world.reserved();
    refused += world.refused();
    run += world.run();
    unused += world.unused();
    EXPECT_FALSE(::testing::Test::HasFailure()) << "seed " << seed;
  }
  EXPECT_GT(reserved, testing::part_of(200U));
  EXPECT_GT(refused, testing::part_of(100U));
  EXPECT_GT(run, testing::part_of(30U));
  EXPECT_GT(unused, testing::part_of(10U));
}

}  // namespace
}  // namespace scrip::sim
