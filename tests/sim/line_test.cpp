// Random joins, quotes, bookings, cancellations, breaks, draws and restarts. After every entry the journal is replayed
// and judged, and verify::check_line, which finds the order, the free devices and the starts by going through
// everything, must agree with who is served (checked_journal.h). Here every hour of every card is counted.

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <string>
#include <tuple>
#include <vector>

#include "allocation/draw.h"
#include "engine/line_plan.h"
#include "tests/sim/chips.h"
#include "tests/sim/town.h"
#include "verify/books.h"

namespace scrip::sim {
namespace {

using namespace engine;

constexpr std::int64_t cards[] = {6, 4};  // of east and west
constexpr const char* site_keys[] = {"east", "west"};
constexpr const char* card = "b200";
constexpr const char* companies[] = {"alpha", "beta"};

std::string seed_number(std::uint64_t number) {
  std::string digits = std::to_string(number);
  return std::string(64 - digits.size(), '0') + digits;
}
Hash256 commitment_to(std::uint64_t number) {
  return allocation::commitment_of(allocation::parse_seed(seed_number(number)).value());
}

class Scarcity {
 public:
  explicit Scarcity(std::uint64_t seed) : random_(seed), town_("seed " + std::to_string(seed)) {
    town_.check_every(16);
    price_by_hour();
    for (std::size_t site = 0; site < 2; ++site) {
      town_.must(DeclareCapacity{.key = "cards-" + std::to_string(site),
                                 .site = site_keys[site],
                                 .resource = card,
                                 .devices = static_cast<std::uint32_t>(cards[site]),
                                 .from = day("2026-03-01"),
                                 .until = day("2026-05-01"),
                                 .use = registry::CapacityUse::programmes});
    }
    for (const char* programme : {"deduct", "reimburse"}) {
      for (const char* company : companies) {
        auto voucher = voucher_called(std::string(programme) + "-" + company);
        voucher.budget_line = programme;
        voucher.organisation = company;
        voucher.face = amount("6000");
        voucher.share = Share{static_cast<std::uint32_t>(500'000 + below(2) * 500'000)};
        town_.must(voucher);
      }
      set_rule(programme);
    }
  }

  void step() {
    switch (below(15)) {
      case 0:
      case 1:
      case 2:
        return join();
      case 3:
        return ask();
      case 4:
      case 5:
      case 6:
        return take();
      case 7:
        return cancel();
      case 8:
        return use();
      case 9:
      case 10:
      case 11:
        return wait();
      case 12:
        return change_rule_or_draw();
      case 13:
        return rearrange();
      default:
        return below(3) == 0 ? town_.restart() : leave();
    }
  }

  void check() {
    count_cards();
    EXPECT_TRUE(verify::check_books(town_.state()));
  }
  void finish() {
    town_.check_all();
    check();
  }
  [[nodiscard]] std::size_t with_status(WaitStatus status) const {
    return static_cast<std::size_t>(std::ranges::count(town_.state().line.entries, status, &WaitState::status));
  }
  [[nodiscard]] std::size_t refused() const { return refused_; }
  [[nodiscard]] std::size_t repairs() const { return repairs_; }
  [[nodiscard]] std::size_t given_as_reason(Unfit reason) const {
    const auto found = reasons_.find(reason);
    return found == reasons_.end() ? 0 : found->second;
  }

 private:
  std::uint64_t below(std::uint64_t n) { return random_() % n; }
  const char* company() { return companies[below(2)]; }

  // A chip of known speed and memory that costs less by night, at each site from another minute on.
  void price_by_hour() {
    town_.must(AddResource{card, "B200", "NVIDIA", registry::ResourceKind::accelerator, {}});
    town_.must(figures_of(card, {{registry::ChipQuantity::fp16_dense, 300}, {registry::ChipQuantity::memory, 80}}));
    for (const char* site : site_keys) {
      const auto morning = static_cast<std::uint16_t>(300 + below(180));
      const auto evening = static_cast<std::uint16_t>(1'200 + below(180));
      town_.must(PublishRateCard{std::string("by-hour-") + site,
                                 site,
                                 {at("2020-01-01T00:00:00Z"), at("2040-01-01T00:00:00Z")},
                                 {{card,
                                   {rating::Band{.until_minute = morning, .price = amount("1")},
                                    rating::Band{.from_minute = morning, .until_minute = evening, .price = amount("4")},
                                    rating::Band{.from_minute = evening, .price = amount("2")}}}}});
    }
  }

  void rearrange() {
    if (below(2) == 0) return repair();
    const registry::Topology topology{.devices_per_server = static_cast<std::uint32_t>(1 + below(4)),
                                      .servers_per_island = static_cast<std::uint32_t>(below(4))};
    town_.must(SetTopology{site_keys[below(2)], card, topology});
    town_.tick();
  }

  // Puts some cards out of service for days, or back earlier.
  void repair() {
    const Day today = town_.state().authority->zone.day_of(town_.now());
    const auto& last = town_.state().network.capacity.back().terms;
    if (last.use == registry::CapacityUse::maintenance && last.until > next(today) && below(2) == 0) {
      EXPECT_EQ(town_.try_to(EndCapacity{last.key, std::max(today, last.from), "done"}), "");
    } else {
      const Day from{count(today) + static_cast<std::int32_t>(below(3))};
      const auto refused =
          town_.try_to(DeclareCapacity{.key = "works-" + std::to_string(next_++),
                                       .site = site_keys[below(2)],
                                       .resource = card,
                                       .devices = static_cast<std::uint32_t>(1 + below(3)),
                                       .from = from,
                                       .until = Day{count(from) + 1 + static_cast<std::int32_t>(below(3))},
                                       .use = registry::CapacityUse::maintenance});
      EXPECT_TRUE(refused.empty() || refused == "capacity_reserved") << refused;
      if (refused.empty()) ++repairs_;
    }
    town_.tick();
  }

  void join() {
    JoinLine command;
    command.key = "w" + std::to_string(next_++);
    command.organisation = company();
    command.programme = below(3) == 0 ? "reimburse" : "deduct";
    command.workload = {.devices = static_cast<std::uint32_t>(1 + below(6)),
                        .duration_s = static_cast<std::int64_t>(1 + below(60)) * 1'800};
    if (below(3) == 0) {
      command.workload = {.kind = network::WorkloadKind::train,
                          .duration_s = static_cast<std::int64_t>(1 + below(8)) * 3'600,
                          .parameters = 100'000'000,
                          .tokens = static_cast<std::int64_t>(1 + below(16)) * 1'000'000'000};
    }
    command.resources = {card};
    if (below(4) == 0) command.sites = {site_keys[below(2)]};
    if (below(5) == 0) command.own_share_max = Amount{static_cast<std::int64_t>(below(40)) * micro};
    command.latest = town_.now() + Milliseconds{static_cast<std::int64_t>(6 + below(120)) * hour_ms};
    if (below(4) == 0) command.earliest = town_.now() + Milliseconds{static_cast<std::int64_t>(below(48)) * hour_ms};
    const auto refused = town_.try_to(command);
    EXPECT_TRUE(refused.empty() || refused == "limit_reached" || refused == "time_invalid") << refused;
    town_.tick();
  }

  void ask() {
    AskQuote command;
    command.key = "q" + std::to_string(next_++);
    command.organisation = company();
    command.workload = {.devices = static_cast<std::uint32_t>(1 + below(6)),
                        .duration_s = static_cast<std::int64_t>(1 + below(60)) * 1'800};
    command.ranking = below(2) == 0 ? Ranking::cheapest : Ranking::soonest;
    command.latest = town_.now() + Milliseconds{120 * hour_ms};
    town_.must(command);
  }

  void take() {
    const auto& quotes = town_.state().reservations.quotes;
    if (quotes.empty()) return;
    const auto& quote = quotes[quotes.size() - 1 - below(std::min<std::size_t>(quotes.size(), 6))];
    if (quote.offers.empty()) return;
    const auto place = static_cast<std::uint32_t>(below(quote.offers.size())) + 1;
    const bool held = town_.state().line.held.contains(quote.id);
    const auto key = quote.key;
    const auto refused = town_.try_to(MakeReservation{"r" + std::to_string(next_++), key, place});
    const bool kept = refused.empty() || refused == "insufficient_balance";
    EXPECT_TRUE(!held || kept) << "what is held is there: " << refused;
    if (refused == "capacity_taken") ++refused_;
  }

  const ReservationState* any() {
    const auto& all = town_.state().reservations.reservations;
    if (all.empty()) return nullptr;
    const auto& one = all[all.size() - 1 - below(std::min<std::size_t>(all.size(), 8))];
    return one.stands() ? &one : nullptr;
  }

  void cancel() {
    const auto* one = any();
    if (one == nullptr) return;
    const auto by = below(2) == 0 ? CancelledBy::site : CancelledBy::organisation;
    const auto refused = town_.try_to(CancelReservation{.reservation = one->terms.key, .by = by, .reason = "so"});
    EXPECT_TRUE(refused.empty() || refused == "reservation_state") << refused;
    town_.tick();
  }

  // One or two jobs, of which one ends.
  void use() {
    const auto* one = any();
    if (one == nullptr || one->terms.window.from > town_.now()) return;
    const auto terms = one->terms;
    const std::string job = "j" + std::to_string(next_++);
    if (!town_.try_to(UseReservation{.reservation = terms.key, .job = job, .devices = 1}).empty()) return;
    if (below(2) == 0) return;
    const std::int64_t from = count(terms.window.from);
    const std::int64_t until = std::min(count(town_.now()), count(terms.window.until));
    if (until <= from) return;
    town_.use({Usage{.job = job, .part = 1, .start_ms = from, .end_ms = until, .units = 1'000, .ended = true}},
              town_.state().registry.sites()[index(terms.site)].key);
  }

  void wait() {
    town_.advance(Milliseconds{static_cast<std::int64_t>(1 + below(8)) * 20 * minute_ms});
    town_.tick();
    // When the line was looked at last: a minute later a night may be a minute shorter.
    const Instant now = std::max(town_.now(), town_.state().last_time + Milliseconds{1});
    EXPECT_FALSE(next_offered(town_.state(), now)) << "somebody could be served and is not";
    run_line(town_.state(), waiting_in(town_.state()), now, [&](const LinePlace& place) {
      EXPECT_EQ(place.offer.has_value(), place.refusals.empty()) << "a plan, or the reasons why there is none";
      for (const auto& refusal : place.refusals) ++reasons_[refusal.reason];
      return true;
    });
  }

  void leave() {
    const auto& entries = town_.state().line.entries;
    if (entries.empty()) return;
    const auto& entry = entries[entries.size() - 1 - below(std::min<std::size_t>(entries.size(), 6))];
    EXPECT_EQ(town_.try_to(LeaveLine{entry.terms.key, "so"}),
              entry.in_line() || entry.status == WaitStatus::left ? "" : "wait_state");
  }

  void set_rule(const std::string& programme) {
    ProposeAllocationRule rule{
        .key = "rule" + std::to_string(next_++), .programme = programme, .standings = {}, .commitment = {}};
    rule.order = static_cast<LineOrder>(below(5));
    rule.ahead_s = static_cast<std::int64_t>(2 + below(40)) * 3'600;
    if (rule.order == LineOrder::priority || rule.order == LineOrder::fair_share) {
      rule.standings = {{"alpha", static_cast<std::uint32_t>(1 + below(3))}};
      rule.days = static_cast<std::uint32_t>(1 + below(4));
    }
    if (rule.order == LineOrder::lottery) rule.commitment = commitment_to(seed_);
    ASSERT_TRUE(town_.execute(rule, {.actor = "wang"}));
    ASSERT_TRUE(town_.execute(ApproveAllocationRule{rule.key}, {.actor = "zhou"}));
  }

  void change_rule_or_draw() {
    if (below(4) == 0) return set_rule(below(2) == 0 ? "deduct" : "reimburse");
    for (const char* programme : {"deduct", "reimburse"}) {
      const auto id = town_.state().find_programme(programme)->id;
      const auto committed = town_.state().line.commitment_of.find(id);
      if (committed == town_.state().line.commitment_of.end() || committed->second != commitment_to(seed_)) continue;
      town_.must(DrawLine{programme, seed_number(seed_), commitment_to(seed_ + 1)});
      ++seed_;
      return;
    }
  }

  // At no instant is more taken or held than there is.
  void count_cards() {
    const auto& state = town_.state();
    // Every instant at which something begins is looked at.
    std::vector<std::pair<SiteId, Instant>> instants;
    std::vector<std::tuple<SiteId, Period, std::int64_t>> all;
    for (const auto& each : state.reservations.reservations) {
      all.emplace_back(each.terms.site, each.taken(), each.terms.devices);
    }
    for (const auto& [quote, wait] : state.line.held) {
      const auto& offer = state.reservations.quotes[index(quote)].offers.front();
      all.emplace_back(offer.site, offer.window, offer.devices);
    }
    for (const auto& [site, window, devices] : all) instants.emplace_back(site, window.from);
    for (const auto& [site, at] : instants) {
      std::int64_t sum = 0;
      for (const auto& [other, window, devices] : all) {
        if (other == site && window.from <= at && at < window.until) sum += devices;
      }
      EXPECT_LE(sum, cards[index(site)]) << "at " << format_instant(at);
    }
  }

  std::mt19937_64 random_;
  Town town_;
  std::size_t next_ = 0;
  std::uint64_t seed_ = 1;
  std::size_t refused_ = 0;
  std::size_t repairs_ = 0;
  std::map<Unfit, std::size_t> reasons_;
};

TEST(LineHistories, NobodyIsPassedAndNothingIsPromisedTwice) {
  std::map<WaitStatus, std::size_t> ended;
  std::map<Unfit, std::size_t> reasons;
  std::size_t refused = 0, repairs = 0;
  for (std::uint64_t seed = 1; seed <= 24 && !::testing::Test::HasFailure(); ++seed) {
    Scarcity world(seed);
    for (int i = 0; i < 160 && !::testing::Test::HasFailure(); ++i) {
      world.step();
      if (i % 4 == 0) world.check();
    }
    world.finish();
    for (const auto status : {WaitStatus::reserved, WaitStatus::left, WaitStatus::lapsed, WaitStatus::expired}) {
      ended[status] += world.with_status(status);
    }
    for (const auto reason : {Unfit::own_share_too_high, Unfit::island_too_small, Unfit::all_reserved}) {
      reasons[reason] += world.given_as_reason(reason);
    }
    refused += world.refused();
    repairs += world.repairs();
    EXPECT_FALSE(::testing::Test::HasFailure()) << "seed " << seed;
  }
  // Rare paths are taken.
  for (const auto& [status, times] : ended) EXPECT_GT(times, 10U) << name(status);
  for (const auto& [reason, times] : reasons) EXPECT_GT(times, 10U) << name(reason);
  EXPECT_GT(refused, 20U);
  EXPECT_GT(repairs, 20U);
}

}  // namespace
}  // namespace scrip::sim
