#include "engine/line.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "allocation/draw.h"
#include "base/limits.h"
#include "engine/line_plan.h"
#include "tests/sim/town.h"
#include "verify/books.h"

namespace scrip::engine {
namespace {

using namespace scrip::sim;

constexpr std::int64_t minute_ms = 60'000;

// East has eight cards for programmes from 1 March to 1 August; alpha and beta have plenty of vouchers.
class TheLine : public ::testing::Test {
 protected:
  TheLine() {
    town_.must(DeclareCapacity{.key = "cards",
                               .site = "east",
                               .resource = "a100",
                               .devices = 8,
                               .from = day("2026-03-01"),
                               .until = day("2026-08-01"),
                               .use = registry::CapacityUse::programmes});
    for (const char* company : {"alpha", "beta"}) {
      auto voucher = voucher_called(std::string("v-") + company);
      voucher.organisation = company;
      voucher.face = amount("200000");
      town_.must(voucher);
    }
  }

  static JoinLine join(std::string_view key, std::string_view organisation, std::uint32_t devices, std::int64_t hours) {
    JoinLine command;
    command.key = std::string(key);
    command.organisation = std::string(organisation);
    command.programme = "deduct";
    command.workload = {.devices = devices, .duration_s = hours * 3'600};
    command.resources = {"a100"};
    command.latest = at("2026-07-01T00:00:00Z");
    return command;
  }
  static AskQuote ask(std::string_view key, std::string_view organisation, std::uint32_t devices, std::int64_t hours) {
    AskQuote command;
    command.key = std::string(key);
    command.organisation = std::string(organisation);
    command.workload = {.devices = devices, .duration_s = hours * 3'600};
    command.ranking = Ranking::soonest;
    return command;
  }
  // Reserves all cards for so many days, as "R".
  void fill(std::int64_t days, std::string_view key = "R", std::uint32_t devices = 8) {
    const std::string quote = "Q-" + std::string(key);
    town_.must(ask(quote, "alpha", devices, days * 24));
    town_.must(MakeReservation{std::string(key), quote, 1});
  }
  void set_rule(ProposeAllocationRule rule, std::string_view key = "rule") {
    rule.key = std::string(key);
    rule.programme = "deduct";
    ASSERT_TRUE(town_.execute(rule, {.actor = "wang"}));
    ASSERT_TRUE(town_.execute(ApproveAllocationRule{rule.key}, {.actor = "zhou"}));
  }
  const WaitState& wait(std::string_view key) { return *town_.state().line.find(key); }
  const Quote& held(std::string_view key) { return town_.state().reservations.quotes[index(wait(key).quote)]; }
  std::vector<Unfit> why(std::string_view key) {
    std::vector<Unfit> reasons;
    for (const auto& refusal : refusals_for(town_.state(), wait(key).terms, town_.now())) {
      reasons.push_back(refusal.reason);
    }
    return reasons;
  }
  Instant start(std::string_view key) { return held(key).offers.front().window.from; }
  std::vector<std::string> order() {
    std::vector<std::string> keys;
    for (const auto& rank : line_order(town_.state(), town_.now())) {
      keys.push_back(town_.state().line.entries[index(rank.wait)].terms.key);
    }
    return keys;
  }
  void pass(std::int64_t minutes) {
    town_.advance(Milliseconds{minutes * minute_ms});
    town_.tick();
  }
  void cancel(std::string_view key) {
    town_.must(CancelReservation{.reservation = std::string(key), .by = CancelledBy::organisation, .reason = "so"});
    town_.tick();
  }

  Town town_;
};

TEST_F(TheLine, WhoeverJoinedFirstIsServedWhenDevicesAreFreed) {
  fill(20);
  const Instant end = town_.state().reservations.find("R")->terms.window.until;
  town_.must(join("W-1", "beta", 6, 10));
  town_.must(join("W-2", "alpha", 6, 10));
  EXPECT_EQ(wait("W-1").terms.estimate, end);
  EXPECT_EQ(wait("W-2").terms.estimate, end + Milliseconds{10 * hour_ms});
  town_.tick();
  EXPECT_EQ(wait("W-1").status, WaitStatus::waiting) << "it could start in 20 days, a quote is given a week ahead";
  cancel("R");
  ASSERT_EQ(wait("W-1").status, WaitStatus::offered);
  EXPECT_EQ(wait("W-1").place, 1U);
  EXPECT_EQ(held("W-1").key, "W-1~1");
  ASSERT_EQ(wait("W-2").status, WaitStatus::offered) << "after it there is room within a week";
  EXPECT_EQ(start("W-2"), start("W-1") + Milliseconds{10 * hour_ms});
  town_.must(MakeReservation{"R-1", "W-1~1", 1});
  EXPECT_EQ(wait("W-1").status, WaitStatus::reserved);
  pass(31);
  EXPECT_EQ(wait("W-2").status, WaitStatus::lapsed);
  EXPECT_EQ(town_.try_to(MakeReservation{"R-2", "W-2~1", 1}), "quote_expired");
  EXPECT_TRUE(verify::check_books(town_.state()));
}

TEST_F(TheLine, NobodyTakesWhatIsHeldOrPlannedForThoseWhoWait) {
  town_.must(ask("before", "alpha", 8, 10));  // holds nothing, but is not put behind who joins later
  fill(20);
  cancel("R");
  town_.must(join("W-1", "beta", 8, 10));
  town_.tick();
  ASSERT_EQ(wait("W-1").status, WaitStatus::offered);
  EXPECT_EQ(town_.try_to(MakeReservation{"R-x", "before", 1}), "capacity_taken");
  town_.must(ask("after", "alpha", 8, 10));
  const auto& offer = town_.state().reservations.find_quote("after")->offers.front();
  EXPECT_EQ(offer.window.from, held("W-1").offers.front().window.until);
  town_.must(join("W-2", "beta", 8, 24 * 30));  // it would begin at once after W-1, past the quote "after"
  town_.tick();
  ASSERT_EQ(wait("W-2").status, WaitStatus::offered);
  EXPECT_EQ(town_.try_to(MakeReservation{"R-y", "after", 1}), "capacity_taken") << "it is held by now";
  town_.must(LeaveLine{"W-2", "found another"});
  town_.must(MakeReservation{"R-y", "after", 1});
}

TEST_F(TheLine, ASmallJobPassesALargeOneOnlyIfItDoesNotPutItOff) {
  fill(10, "R", 4);                           // four cards are free
  town_.must(join("large", "alpha", 8, 10));  // it has to wait for all eight
  town_.must(join("fits", "beta", 4, 24 * 9));
  town_.must(join("long", "beta", 4, 24 * 11));  // would run into the large one's start
  town_.tick();
  EXPECT_EQ(wait("large").status, WaitStatus::waiting);
  EXPECT_EQ(wait("fits").status, WaitStatus::offered);
  EXPECT_EQ(wait("fits").place, 2U);
  EXPECT_EQ(wait("long").status, WaitStatus::waiting);
  const auto places = run_line(town_.state(), town_.now());
  ASSERT_EQ(places.size(), 2U);
  EXPECT_EQ(places[0].offer->window.from, wait("large").terms.estimate);
  EXPECT_EQ(places[1].offer->window.from, places[0].offer->window.until);
}

TEST_F(TheLine, ARuleTakesTwoPersons) {
  ProposeAllocationRule rule{.key = "P", .programme = "deduct", .order = LineOrder::priority, .commitment = {}};
  rule.standings = {{"beta", 1}, {"beta", 2}};
  const auto code = [&](const ProposeAllocationRule& command) { return town_.try_to(command); };
  EXPECT_EQ(code(rule), "value_invalid") << "twice the same organisation";
  rule.standings = {{"nobody", 1}};
  EXPECT_EQ(code(rule), "organisation_not_found");
  rule.standings = {{"beta", 0}};
  EXPECT_EQ(code(rule), "out_of_range");
  rule.standings = {{"beta", 1}};
  rule.usual = 2;
  ASSERT_TRUE(town_.execute(rule, {.actor = "wang"}));
  EXPECT_TRUE(town_.execute(rule, {.actor = "wang"})->events.empty()) << "already so";
  EXPECT_EQ(town_.execute(ApproveAllocationRule{"P"}, {.actor = "wang"}).error().code, ErrorCode::four_eyes);
  EXPECT_EQ(town_.try_to(ApproveAllocationRule{"none"}), "allocation_rule_not_found");
  ASSERT_TRUE(town_.execute(ApproveAllocationRule{"P"}, {.actor = "zhou"}));
  EXPECT_EQ(town_.execute(ApproveAllocationRule{"P"}, {.actor = "zhou"}).error().code,
            ErrorCode::allocation_rule_state);
  EXPECT_EQ(town_.try_to(RejectAllocationRule{"P", "no"}), "allocation_rule_state");
  rule.key = "Q";
  rule.order = LineOrder::deadline;
  EXPECT_EQ(code(rule), "value_invalid") << "classes belong to priority";
}

TEST_F(TheLine, TheOrderIsThatOfTheRule) {
  fill(30);
  auto late = join("a-1", "alpha", 8, 10);
  late.latest = at("2026-06-30T00:00:00Z");
  auto early = join("b-1", "beta", 8, 10);
  early.latest = at("2026-06-01T00:00:00Z");
  auto later = join("a-2", "alpha", 8, 10);
  later.latest = at("2026-05-30T00:00:00Z");
  for (const auto& command : {late, early, later}) town_.must(command);
  EXPECT_EQ(order(), (std::vector<std::string>{"a-1", "b-1", "a-2"}));
  set_rule({.order = LineOrder::deadline, .standings = {}, .commitment = {}}, "by-deadline");
  EXPECT_EQ(order(), (std::vector<std::string>{"a-2", "b-1", "a-1"}));
  set_rule({.order = LineOrder::priority, .usual = 2, .standings = {{"beta", 1}}, .commitment = {}}, "by-class");
  EXPECT_EQ(order(), (std::vector<std::string>{"b-1", "a-1", "a-2"}));
  // Alpha has 30 days of eight cards reserved; beta nothing.
  set_rule({.order = LineOrder::fair_share, .standings = {}, .commitment = {}}, "by-share");
  EXPECT_EQ(order(), (std::vector<std::string>{"b-1", "a-1", "a-2"}));
  EXPECT_EQ(used_by(town_.state(), town_.state().registry.find_organisation("alpha")->id, 30, town_.now()),
            Amount{std::int64_t{30} * 86'400 * 8 * micro});
}

TEST_F(TheLine, UseOfTheLastDaysCountsForTheWeightOfAShare) {
  town_.use({hour_of("job-b", 1)}, "east");  // alpha's account, one card for an hour
  auto of_beta = hour_of("job-c", 1);
  of_beta.account = "beta";
  of_beta.units = 3'000;
  town_.use({of_beta}, "east");
  fill(30, "R", 8);
  cancel("R");
  auto join_alpha = join("a", "alpha", 8, 24 * 140);  // longer than there are cards: they wait
  auto join_beta = join("b", "beta", 8, 24 * 140);
  for (auto* each : {&join_beta, &join_alpha}) {
    each->latest = at("2026-07-20T00:00:00Z");
    each->earliest = at("2026-06-01T00:00:00Z");
    town_.must(*each);
  }
  set_rule({.order = LineOrder::fair_share, .standings = {}, .commitment = {}}, "even");
  EXPECT_EQ(order(), (std::vector<std::string>{"a", "b"}));
  set_rule({.order = LineOrder::fair_share, .standings = {{"beta", 4}}, .commitment = {}}, "weighted");
  EXPECT_EQ(order(), (std::vector<std::string>{"b", "a"})) << "3 hours for a weight of 4 are less than 1 hour";
  set_rule({.order = LineOrder::fair_share, .standings = {{"beta", 3}}, .commitment = {}}, "equal");
  EXPECT_EQ(order(), (std::vector<std::string>{"b", "a"})) << "as much: who joined first";
  set_rule({.order = LineOrder::fair_share, .standings = {}, .days = 1, .commitment = {}}, "today");
  EXPECT_EQ(order(), (std::vector<std::string>{"b", "a"})) << "yesterday does not count";
  town_.restart();
  EXPECT_EQ(order(), (std::vector<std::string>{"b", "a"}));
}

TEST_F(TheLine, LotsAreDrawnFromASeedThatNobodyCouldKnow) {
  const std::string seed(64, 'a');
  const std::string next(64, 'b');
  const auto commitment = [](const std::string& text) {
    return allocation::commitment_of(allocation::parse_seed(text).value());
  };
  EXPECT_EQ(town_.try_to(DrawLine{"deduct", seed, commitment(next)}), "allocation_rule_state");
  ProposeAllocationRule rule{.key = "L", .programme = "deduct", .order = LineOrder::lottery, .commitment = {}};
  EXPECT_EQ(town_.try_to(rule), "missing_field");
  set_rule({.order = LineOrder::lottery, .standings = {}, .commitment = commitment(seed)});
  fill(30);
  for (const char* key : {"w-1", "w-2", "w-3"}) town_.must(join(key, "beta", 8, 10));
  EXPECT_EQ(town_.try_to(DrawLine{"deduct", next, commitment(next)}), "seed_mismatch");
  EXPECT_EQ(town_.try_to(DrawLine{"deduct", "x", commitment(next)}), "value_invalid");
  EXPECT_EQ(town_.try_to(DrawLine{"deduct", seed, commitment(seed)}), "value_invalid") << "the same seed again";
  town_.must(DrawLine{"deduct", seed, commitment(next)});
  const allocation::Drawing drawing(allocation::parse_seed(seed).value(), allocation::Purpose::lottery, "deduct");
  std::vector<std::string> expected{"w-1", "w-2", "w-3"};
  std::ranges::sort(expected, {}, [&](const std::string& key) { return drawing.ticket(key); });
  EXPECT_EQ(order(), expected);
  town_.must(join("w-4", "beta", 8, 10));  // behind all tickets until the next draw
  expected.push_back("w-4");
  EXPECT_EQ(order(), expected);
  EXPECT_EQ(town_.try_to(DrawLine{"deduct", seed, commitment(next)}), "seed_mismatch") << "it was used";
  town_.must(DrawLine{"deduct", next, commitment(std::string(64, 'c'))});
  EXPECT_TRUE(wait("w-4").ticket);
}

TEST_F(TheLine, SaysWhereItsProgrammePaysNothing) {
  auto other = voucher_called("v-other");  // pays half of anything, for another programme
  other.organisation = "operator";
  other.budget_line = "reimburse";
  other.share = Share{500'000};
  town_.must(other);
  auto for_training = voucher_called("v-training");
  for_training.organisation = "operator";
  for_training.uses = {registry::Use::training};
  town_.must(for_training);
  auto command = join("for-anything", "operator", 8, 10);
  town_.must(command);
  town_.tick();
  EXPECT_EQ(wait("for-anything").status, WaitStatus::waiting);
  EXPECT_EQ(why("for-anything"), std::vector{Unfit::not_covered});
  command.key = "for-training";
  command.use = registry::Use::training;
  town_.must(command);
  town_.tick();
  EXPECT_EQ(wait("for-training").status, WaitStatus::offered);
}

TEST_F(TheLine, WaitsForTheNightIfTheDayIsTooDear) {
  town_.must(AddResource{"b200", "B200", "NVIDIA", registry::ResourceKind::accelerator, {}});
  town_.must(DeclareCapacity{.key = "night-cards",
                             .site = "east",
                             .resource = "b200",
                             .devices = 8,
                             .from = day("2026-03-01"),
                             .until = day("2026-08-01"),
                             .use = registry::CapacityUse::programmes});
  const rating::Band by_day{.from_minute = 360, .until_minute = 1320, .price = amount("4")};
  const rating::Band early{.until_minute = 360, .price = amount("1")};
  const rating::Band late{.from_minute = 1320, .price = amount("1")};
  town_.must(PublishRateCard{
      "by-hour", "east", {at("2026-01-01T00:00:00Z"), at("2027-01-01T00:00:00Z")}, {{"b200", {by_day, early, late}}}});
  auto half = voucher_called("v-half");
  half.organisation = "operator";
  half.share = Share{500'000};
  town_.must(half);
  const auto own_share = [](std::string_view key, std::string_view at_most) {
    auto command = join(key, "operator", 8, 4);
    command.resources = {"b200"};
    command.own_share_max = amount(at_most);
    return command;
  };
  town_.must(own_share("by-night", "16"));  // half of 8 x 4 h x 1
  town_.must(own_share("never", "15.99"));
  town_.tick();
  ASSERT_EQ(wait("by-night").status, WaitStatus::offered);
  EXPECT_EQ(held("by-night").offers.front().own_share, amount("16"));
  EXPECT_EQ(wait("by-night").terms.estimate, start("by-night"));
  EXPECT_EQ(wait("never").status, WaitStatus::waiting);
  EXPECT_EQ(why("never"), std::vector{Unfit::own_share_too_high});
  EXPECT_TRUE(verify::check_books(town_.state()));
}

TEST_F(TheLine, WhatIsAskedForIsKeptTo) {
  auto dear = join("dear", "alpha", 8, 10);
  dear.own_share_max = amount("0");
  auto half = voucher_called("v-half");
  half.organisation = "operator";
  half.share = Share{500'000};
  town_.must(half);
  dear.organisation = "operator";  // whose voucher pays half
  town_.must(dear);
  town_.tick();
  EXPECT_EQ(wait("dear").status, WaitStatus::waiting);
  EXPECT_FALSE(wait("dear").terms.estimate);
  EXPECT_EQ(why("dear"), std::vector{Unfit::own_share_too_high});
  dear.key = "less-dear";
  dear.own_share_max = amount("144");  // half of 8 x 10 h x 3.60
  town_.must(dear);
  town_.tick();
  EXPECT_EQ(wait("less-dear").status, WaitStatus::offered);
  auto domestic = join("domestic", "alpha", 8, 10);
  domestic.domestic_only = true;  // nothing is known of these chips
  town_.must(domestic);
  town_.tick();
  EXPECT_EQ(wait("domestic").status, WaitStatus::waiting);
  EXPECT_EQ(why("domestic"), std::vector{Unfit::not_domestic});
  town_.must(LeaveLine{"domestic", "no use"});
  EXPECT_EQ(wait("domestic").status, WaitStatus::left);
  town_.must(LeaveLine{"domestic", "no use"});
  EXPECT_EQ(town_.try_to(LeaveLine{"none", "no use"}), "wait_not_found");
}

TEST_F(TheLine, WhoMayJoin) {
  auto command = join("w", "operator", 1, 1);
  EXPECT_EQ(town_.try_to(command), "voucher_not_found") << "its wallet is empty";
  command.organisation = "alpha";
  command.programme = "reimburse";
  EXPECT_EQ(town_.try_to(command), "voucher_not_found");
  command.programme = "none";
  EXPECT_EQ(town_.try_to(command), "programme_not_found");
  command.programme = "deduct";
  command.own_share_max = Amount{-1};
  EXPECT_EQ(town_.try_to(command), "out_of_range");
  command.own_share_max.reset();
  fill(30);
  town_.must(command);
  EXPECT_TRUE(town_.execute(command)->events.empty());
  command.workload.devices = 2;
  EXPECT_EQ(town_.try_to(command), "key_reused");
  for (std::size_t i = 1; i < limits::line_waiting_max_of_one; ++i) {
    town_.must(join("w" + std::to_string(i), "alpha", 8, 1));
  }
  EXPECT_EQ(town_.try_to(join("one-more", "alpha", 8, 1)), "limit_reached");
  town_.must(join("beta", "beta", 8, 1));
}

TEST_F(TheLine, ADeadlineThatPassesEndsTheWait) {
  fill(30);
  auto command = join("w", "beta", 8, 10);
  command.latest = town_.now() + Milliseconds{24 * hour_ms};
  town_.must(command);
  EXPECT_FALSE(wait("w").terms.estimate);
  pass(23 * 60);
  EXPECT_EQ(wait("w").status, WaitStatus::waiting);
  pass(60);
  EXPECT_EQ(wait("w").status, WaitStatus::expired);
}

// --- several jobs of one reservation ---

TEST_F(TheLine, SeveralJobsShareAReservation) {
  fill(1, "R", 8);
  town_.set_now(town_.state().reservations.find("R")->terms.window.from);
  town_.must(UseReservation{.reservation = "R", .job = "one", .devices = 4});
  EXPECT_EQ(town_.try_to(UseReservation{.reservation = "R", .job = "two", .devices = 5}), "out_of_range");
  town_.must(UseReservation{.reservation = "R", .job = "two", .devices = 3});
  town_.must(UseReservation{.reservation = "R", .job = "two", .devices = 3});
  EXPECT_EQ(town_.try_to(UseReservation{.reservation = "R", .job = "two", .devices = 2}), "key_reused");
  town_.must(UseReservation{.reservation = "R", .job = "three"});
  EXPECT_EQ(town_.state().reservations.find("R")->devices_left(), 0U);
  EXPECT_EQ(town_.try_to(UseReservation{.reservation = "R", .job = "four"}), "reservation_state");
  const auto used = [&](const char* job, std::int64_t devices, bool ended) {
    const std::int64_t from = count(town_.state().reservations.find("R")->terms.window.from);
    Usage usage{.job = job, .part = 1, .start_ms = from, .end_ms = from + hour_ms, .units = devices * 1'000};
    usage.ended = ended;
    return usage;
  };
  const Amount all = town_.balance("v-alpha").available + town_.balance("v-alpha").committed;
  town_.use({used("one", 4, true), used("two", 3, false)});
  EXPECT_EQ(town_.state().reservations.find("R")->status, ReservationStatus::in_use) << "others still run";
  EXPECT_EQ(town_.state().reservations.find("R")->devices_left(), 4U);
  town_.must(UseReservation{.reservation = "R", .job = "four", .devices = 4});
  town_.restart();
  town_.use({used("two", 3, true), used("three", 1, true), used("four", 4, true)});
  EXPECT_EQ(town_.state().reservations.find("R")->status, ReservationStatus::used);
  const auto balance = town_.balance("v-alpha");
  EXPECT_EQ(balance.committed, Amount{}) << "what is left is back";
  EXPECT_EQ(balance.available, all - amount("43.20")) << "12 card-hours";
  EXPECT_TRUE(verify::check_books(town_.state()));
}

// --- jobs without a reservation ---

TEST_F(TheLine, RunningJobsAreNotOfferedToOthers) {
  const Instant expires = town_.now() + Milliseconds{5 * hour_ms};
  PlaceHold hold{.key = "h",
                 .organisation = "beta",
                 .site = "east",
                 .job = "j",
                 .resource = "a100",
                 .units = 2'500,
                 .walltime_s = 3'600,
                 .expires_at = expires};
  town_.must(hold);
  EXPECT_EQ(town_.state().line.running.at(town_.state().find_hold("h")->id), 3U) << "of whole cards";
  town_.must(ask("q", "alpha", 6, 1));
  EXPECT_EQ(town_.state().reservations.find_quote("q")->offers.front().window.from, expires);
  town_.must(ask("q5", "alpha", 5, 1));
  EXPECT_LT(town_.state().reservations.find_quote("q5")->offers.front().window.from, expires);
  fill(5, "R", 5);
  hold.key = "h-2";
  hold.job = "j-2";
  town_.must(hold);  // the site's scheduler has started it: it is not refused
  town_.must(ReleaseHold{"h"});
  town_.must(ReleaseHold{"h-2"});
  EXPECT_TRUE(town_.state().line.running.empty());
  hold.key = "h-3";
  hold.job = "j-3";
  hold.resource = "h20";  // not promised to programmes
  town_.must(hold);
  EXPECT_TRUE(town_.state().line.running.empty());
}

}  // namespace
}  // namespace scrip::engine
