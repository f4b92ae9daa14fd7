#include "allocation/allocation.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "tests/support/random_round.h"

namespace scrip::allocation {
namespace {

constexpr std::int64_t cent = 10'000;
const Seed seed{.bytes = {20, 26}};

Amount whole(std::int64_t units) { return Amount{units * micro}; }
Instant second(std::int64_t number) { return instant_at(1'775'000'000'000 + number * 1'000); }

struct Row {
  std::string_view key;
  std::int64_t at_s = 0;
  std::int64_t asked = 0;
  std::optional<int> score = {};
};

Round round_of(Method method, std::int64_t pool, std::initializer_list<Row> rows) {
  Round round{.id = "example", .unit = "CNY", .method = method};
  round.pools.push_back({"main", whole(pool)});
  for (const Row& row : rows) {
    Entry entry{.key = std::string(row.key), .submitted = second(row.at_s), .asked = whole(row.asked)};
    if (row.score) entry.score = Score{*row.score * 1'000};
    round.entries.push_back(entry);
  }
  return round;
}

// "A funded 10.00, B cut 5.00, ..." in the order of the entries.
std::string outcome_text(const Round& round) {
  const auto allocation = allocate(round, seed);
  if (!allocation) return describe(allocation.error(), Language::english);
  std::string out;
  for (std::size_t i = 0; i < round.entries.size(); ++i) {
    const Outcome& outcome = allocation->outcomes[i];
    out += (i == 0 ? "" : ", ") + round.entries[i].key + " " + std::string(name(outcome.code));
    if (is_award(outcome.code)) out += " " + format_amount(outcome.amount, 0);
  }
  return out;
}

ErrorCode error_of(const Round& round) {
  const auto allocation = allocate(round, seed);
  EXPECT_FALSE(allocation.has_value());
  return allocation ? ErrorCode{} : allocation.error().code;
}

// --- each method ---

TEST(Allocation, FirstComeGoesByTheInstantThenTheKey) {
  Round round = round_of(Method::first_come, 25, {{"C", 2, 10}, {"B", 1, 10}, {"A", 2, 10}, {"D", 3, 1}});
  EXPECT_EQ(outcome_text(round), "C cut 5, B funded 10, A funded 10, D pool_empty");
  const auto allocation = allocate(round, std::nullopt).value();
  EXPECT_EQ(allocation.outcomes[0].rank, 3);
  EXPECT_EQ(allocation.outcomes[3].rank, 4);
  EXPECT_FALSE(allocation.outcomes[0].ticket.has_value());
  EXPECT_EQ(allocation.pools[0], (PoolResult{.given = whole(25), .left = {}, .awards = 3}));
}

TEST(Allocation, TheLastAwardIsCutSkippedOrStopsTheRound) {
  Round round = round_of(Method::first_come, 25, {{"A", 1, 20}, {"B", 2, 10}, {"C", 3, 5}, {"D", 4, 1}});
  EXPECT_EQ(outcome_text(round), "A funded 20, B cut 5, C pool_empty, D pool_empty");
  round.last_award = LastAward::skip;
  EXPECT_EQ(outcome_text(round), "A funded 20, B does_not_fit, C funded 5, D pool_empty");
  round.last_award = LastAward::stop;
  EXPECT_EQ(outcome_text(round), "A funded 20, B does_not_fit, C pool_empty, D pool_empty");
}

TEST(Allocation, AnExactFitIsNoShortage) {
  for (const LastAward last_award : {LastAward::cut, LastAward::skip, LastAward::stop}) {
    Round round = round_of(Method::first_come, 30, {{"A", 1, 20}, {"B", 2, 10}});
    round.last_award = last_award;
    EXPECT_EQ(outcome_text(round), "A funded 20, B funded 10");
  }
}

TEST(Allocation, WhatIsLeftIsNoAwardBelowTheMinimum) {
  Round round = round_of(Method::first_come, 24, {{"A", 1, 20}, {"B", 2, 10}, {"C", 3, 5}, {"D", 4, 4}});
  round.minimum_award = whole(5);
  EXPECT_EQ(outcome_text(round), "A funded 20, B below_minimum, C pool_empty, D below_minimum");
  round.pools[0].amount = whole(25);
  EXPECT_EQ(outcome_text(round), "A funded 20, B cut 5, C pool_empty, D below_minimum");
}

TEST(Allocation, ByScoreGoesByTheScoreThenTheInstant) {
  Round round =
      round_of(Method::by_score, 30, {{"A", 1, 10, 70}, {"B", 3, 10, 90}, {"C", 2, 10, 90}, {"D", 4, 10, 80}});
  EXPECT_EQ(outcome_text(round), "A pool_empty, B funded 10, C funded 10, D funded 10");
  round.pools[0].amount = whole(10);
  EXPECT_EQ(outcome_text(round), "A pool_empty, B pool_empty, C funded 10, D pool_empty");
}

TEST(Allocation, ThePassMarkCountsUnderEveryMethod) {
  for (const Method method : {Method::first_come, Method::by_score, Method::pro_rata}) {
    Round round = round_of(method, 100, {{"A", 1, 10, 60}, {"B", 2, 10, 59}});
    round.pass = Score{60'000};
    EXPECT_EQ(outcome_text(round), "A funded 10, B below_pass");
    round.entries[1].score = Score{59'999};
    EXPECT_EQ(outcome_text(round), "A funded 10, B below_pass");
  }
}

TEST(Allocation, ProRataSharesToTheCent) {
  Round round = round_of(Method::pro_rata, 100, {{"A", 1, 80}, {"B", 2, 40}});
  EXPECT_EQ(outcome_text(round), "A shared 66.67, B shared 33.33");
  round.pools[0].amount = whole(120);
  EXPECT_EQ(outcome_text(round), "A funded 80, B funded 40");
  round.pools[0].amount = {};
  EXPECT_EQ(outcome_text(round), "A pool_empty, B pool_empty");
  round.pools[0].amount = whole(60);
  round.minimum_award = whole(21);
  EXPECT_EQ(outcome_text(round), "A shared 60, B below_minimum");
}

TEST(Allocation, ALotteryGoesByTicketAndCanBeRepeatedByHand) {
  Round round = round_of(Method::lottery, 20, {{"A", 1, 10}, {"B", 2, 10}, {"C", 3, 10}, {"D", 4, 10}});
  const auto allocation = allocate(round, seed).value();
  const Drawing drawing(seed, Purpose::lottery, "example");
  std::map<Hash256, std::size_t> by_ticket;
  for (std::size_t i = 0; i < round.entries.size(); ++i) {
    EXPECT_EQ(allocation.outcomes[i].ticket, drawing.ticket(round.entries[i].key));
    by_ticket[*allocation.outcomes[i].ticket] = i;
  }
  std::uint32_t rank = 0;
  for (const auto& [ticket, index] : by_ticket) {
    const Outcome& outcome = allocation.outcomes[index];
    EXPECT_EQ(outcome.rank, ++rank);
    EXPECT_EQ(outcome.code, rank <= 2 ? OutcomeCode::drawn : OutcomeCode::not_drawn);
  }
}

TEST(Allocation, TiesByLotterySettleEqualScoresAndEqualInstantsOnly) {
  Round round =
      round_of(Method::by_score, 20, {{"A", 9, 10, 90}, {"B", 1, 10, 80}, {"C", 2, 10, 80}, {"D", 3, 10, 80}});
  round.ties = Ties::lottery;
  std::set<std::string> outcomes;
  for (std::uint8_t number = 0; number < 40; ++number) {
    const auto allocation = allocate(round, Seed{.bytes = {number}}).value();
    EXPECT_EQ(allocation.outcomes[0].code, OutcomeCode::funded) << "the higher score needs no luck";
    for (std::size_t i = 1; i < 4; ++i) {
      if (is_award(allocation.outcomes[i].code)) outcomes.insert(round.entries[i].key);
    }
  }
  EXPECT_EQ(outcomes, (std::set<std::string>{"B", "C", "D"}));
  round = round_of(Method::first_come, 10, {{"A", 1, 10}, {"B", 2, 10}});
  round.ties = Ties::lottery;
  for (std::uint8_t number = 0; number < 20; ++number) {
    EXPECT_EQ(allocate(round, Seed{.bytes = {number}}).value().outcomes[0].code, OutcomeCode::funded);
  }
}

TEST(Allocation, TiesByLotterySettleTheSameInstantAndProRataHasNone) {
  Round round = round_of(Method::first_come, 10, {{"A", 1, 10}, {"B", 1, 10}});
  round.ties = Ties::lottery;
  int first = 0;
  for (std::uint8_t number = 0; number < 40; ++number) {
    first += is_award(allocate(round, Seed{.bytes = {number}}).value().outcomes[0].code) ? 1 : 0;
  }
  EXPECT_GT(first, 5);
  EXPECT_LT(first, 35);
  round.method = Method::pro_rata;
  EXPECT_FALSE(draws(round));
  EXPECT_TRUE(allocate(round, std::nullopt).has_value());
}

TEST(Allocation, InATierThoseWithoutAScoreComeLast) {
  Round round = round_of(Method::tiers, 10, {{"A", 1, 10}, {"B", 2, 10, 1}});
  round.tiers = {{"all", Take::all, {}}};
  EXPECT_EQ(outcome_text(round), "A pool_empty, B funded 10");
  round.pass = Score{500};
  EXPECT_EQ(error_of(round), ErrorCode::missing_field) << "a pass mark needs a score";
}

TEST(Allocation, WhoIsOutIsOutForTheFirstReasonThatHolds) {
  Round round = round_of(Method::by_score, 100, {{"A", 1, 1, 10}, {"B", 2, 1, 10}, {"C", 3, 1, 10}, {"D", 4, 1, 90}});
  round.pass = Score{60'000};
  round.minimum_award = whole(5);
  round.entries[0].standing = Standing::withdrawn;
  round.entries[1].standing = Standing::review_late;
  round.entries[1].score.reset();  // perhaps nobody reviewed it: it is out anyway
  EXPECT_EQ(outcome_text(round), "A withdrawn, B review_late, C below_pass, D below_minimum");
}

// --- pools and quotas ---

TEST(Allocation, PoolsAreSharedOutEachByItself) {
  Round round = round_of(Method::first_come, 10, {{"A", 1, 8}, {"B", 2, 8}, {"C", 3, 8}, {"D", 4, 8}});
  round.pools.push_back({"second", whole(100)});
  round.entries[1].pool = 1;
  round.entries[3].pool = 1;
  EXPECT_EQ(outcome_text(round), "A funded 8, B funded 8, C cut 2, D funded 8");
  const auto allocation = allocate(round, std::nullopt).value();
  EXPECT_EQ(allocation.pools[1], (PoolResult{.given = whole(16), .left = whole(84), .awards = 2}));
  EXPECT_EQ(allocation.outcomes[3].rank, 2);
}

TEST(Allocation, APoolMayHoldSoManyAwards) {
  Round round = round_of(Method::by_score, 100, {{"A", 1, 8, 70}, {"B", 2, 8, 80}, {"C", 3, 8, 90}});
  round.pools[0].awards_max = 2;
  EXPECT_EQ(outcome_text(round), "A pool_empty, B funded 8, C funded 8");
}

TEST(Allocation, AQuotaLimitsItsOwnAndLeavesTheRestToOthers) {
  Round round = round_of(Method::first_come, 100, {{"A", 1, 8}, {"B", 2, 8}, {"C", 3, 8}, {"D", 4, 8}});
  round.quotas.push_back({"east", 0, whole(12), 0});
  round.quotas.push_back({"west", 0, std::nullopt, 1});
  round.entries[0].quota = 0;
  round.entries[1].quota = 0;
  round.entries[2].quota = 0;
  EXPECT_EQ(outcome_text(round), "A funded 8, B cut 4, C quota_full, D funded 8");
  round.last_award = LastAward::stop;
  EXPECT_EQ(outcome_text(round), "A funded 8, B does_not_fit, C quota_full, D funded 8");
  for (Entry& entry : round.entries) entry.quota = 1;
  EXPECT_EQ(outcome_text(round), "A funded 8, B quota_full, C quota_full, D quota_full");
}

TEST(Allocation, AQuotaBelowTheMinimumClosesTheQuotaOnly) {
  Round round = round_of(Method::first_come, 58, {{"A", 1, 8}, {"B", 2, 60}, {"C", 3, 60}});
  round.minimum_award = whole(5);
  round.quotas.push_back({"east", 0, whole(9), 0});
  round.entries[0].quota = 0;
  round.entries[1].quota = 0;
  EXPECT_EQ(outcome_text(round), "A funded 8, B below_minimum, C cut 50");
}

// --- real cases ---

// UK AI Research Resource, Open Access: peer review into three tiers; the top is funded, the middle draws lots until
// the pool is used up, the rest is declined; each size of allocation has its pool. GPU-hours.
TEST(AllocationCases, UkAirrFundsTheTopTierAndDrawsLotsInTheMiddle) {
  Round round{.id = "airr-open-1", .unit = "gpu_hours", .method = Method::tiers, .last_award = LastAward::skip};
  round.tiers = {
      {"fund", Take::all, Score{80'000}}, {"draw", Take::lottery, Score{60'000}}, {"decline", Take::none, Score{0}}};
  round.pools = {{"medium", whole(600'000)}, {"large", whole(1'400'000)}, {"small", whole(50'000)}};
  round.commitment = commitment_of(seed);
  const auto add = [&](std::string key, std::uint32_t pool, std::int64_t hours, int score) {
    Entry entry{.key = std::move(key), .submitted = second(0), .asked = whole(hours), .score = Score{score * 1'000}};
    entry.pool = pool;
    entry.tier = tier_of(round.tiers, *entry.score).value();
    round.entries.push_back(std::move(entry));
  };
  add("M1", 0, 150'000, 92);
  add("M2", 0, 150'000, 80);
  for (int i = 3; i <= 6; ++i) add("M" + std::to_string(i), 0, 150'000, 70);  // four for the two places that are left
  add("M7", 0, 150'000, 59);
  add("L1", 1, 1'400'000, 85);
  add("L2", 1, 1'400'000, 79);  // nothing is left to draw for
  add("S1", 2, 50'000, 95);
  round.entries.back().standing = Standing::review_late;  // owed a review: rejected whatever its score
  add("S2", 2, 50'000, 60);
  const auto allocation = allocate(round, seed).value();
  std::map<OutcomeCode, int> middle;
  for (std::size_t i = 2; i < 6; ++i) ++middle[allocation.outcomes[i].code];
  EXPECT_EQ(middle, (std::map<OutcomeCode, int>{{OutcomeCode::drawn, 2}, {OutcomeCode::not_drawn, 2}}));
  const std::vector<std::pair<std::size_t, OutcomeCode>> expected{
      {0, OutcomeCode::funded}, {1, OutcomeCode::funded},     {6, OutcomeCode::tier_declined},
      {7, OutcomeCode::funded}, {8, OutcomeCode::pool_empty}, {9, OutcomeCode::review_late},
      {10, OutcomeCode::drawn},
  };
  for (const auto& [index, code] : expected)
    EXPECT_EQ(allocation.outcomes[index].code, code) << round.entries[index].key;
  EXPECT_EQ(allocation.pools[0].left, Amount{});
}

// IndiaAI: requests of a month together; up to 5,000 GPU-hours the verifiers decide (the fast lane, in the order of
// requests), above it the committee by score. Lanes are tiers without a threshold; a quota keeps the fast lane's part.
TEST(AllocationCases, IndiaAiServesTheFastLaneFirstWithinItsQuota) {
  Round round{.id = "indiaai-2026-03", .unit = "gpu_hours", .method = Method::tiers};
  round.tiers = {{"fast", Take::all, {}}, {"full", Take::all, {}}};
  round.pools = {{"march", whole(50'000)}};
  round.quotas = {{"fast", 0, whole(10'000), 0}};
  const auto add = [&](std::string key, std::int64_t at_s, std::int64_t hours, std::optional<int> score) {
    Entry entry{.key = std::move(key), .submitted = second(at_s), .asked = whole(hours)};
    if (score) entry.score = Score{*score * 1'000};
    entry.tier = hours <= 5'000 ? 0 : 1;
    entry.quota = hours <= 5'000 ? 0 : no_quota;
    round.entries.push_back(std::move(entry));
  };
  add("F3", 30, 4'000, std::nullopt);
  add("F1", 10, 5'000, std::nullopt);
  add("F2", 20, 3'000, std::nullopt);
  add("G1", 5, 30'000, 70);
  add("G2", 6, 20'000, 90);
  add("F4", 40, 100, std::nullopt);
  EXPECT_EQ(outcome_text(round),
            "F3 cut 2000, F1 funded 5000, F2 funded 3000, G1 cut 20000, G2 funded 20000, F4 quota_full");
}

// Hong Kong: fit 25 %, reasonableness of the compute asked 20 %, the others (here one criterion) 55 %; by score.
TEST(AllocationCases, HongKongOrdersByTheWeightedScore) {
  const Scoring scoring{
      .criteria = {{"fit", Weight{1, 4}, 100}, {"reasonable", Weight{1, 5}, 100}, {"others", Weight{11, 20}, 100}}};
  const auto score = [&](std::int64_t fit, std::int64_t reasonable, std::int64_t others) {
    return combined_score(scoring, std::vector<std::int64_t>{fit * 1'000, reasonable * 1'000, others * 1'000}).value();
  };
  Round round =
      round_of(Method::by_score, 9'000'000, {{"HK1", 1, 5'000'000}, {"HK2", 2, 5'000'000}, {"HK3", 3, 5'000'000}});
  round.pass = Score{60'000};
  round.entries[0].score = score(90, 40, 60);  // 22.5 + 8 + 33 = 63.5
  round.entries[1].score = score(40, 90, 60);  // 10 + 18 + 33 = 61
  round.entries[2].score = score(40, 80, 61);  // 10 + 16 + 33.55 = 59.55
  EXPECT_EQ(format_score(*round.entries[2].score), "59.550");
  EXPECT_EQ(outcome_text(round), "HK1 funded 5000000, HK2 cut 4000000, HK3 below_pass");
}

// --- what is refused ---

TEST(Allocation, ADrawNeedsItsSeedAndTheOneThatWasCommittedTo) {
  Round round = round_of(Method::lottery, 20, {{"A", 1, 10}});
  EXPECT_EQ(allocate(round, std::nullopt).error().code, ErrorCode::missing_field);
  round.commitment = commitment_of(seed);
  EXPECT_TRUE(allocate(round, seed).has_value());
  EXPECT_EQ(allocate(round, Seed{}).error().code, ErrorCode::proof_invalid);
}

TEST(Allocation, InputsThatMakeNoSenseAreRefused) {
  const Round good = round_of(Method::by_score, 20, {{"A", 1, 10, 50}, {"B", 1, 10, 50}});
  ASSERT_TRUE(allocate(good, std::nullopt).has_value());
  const auto code = [&](auto change) {
    Round round = good;
    change(round);
    return error_of(round);
  };
  EXPECT_EQ(code([](Round& r) { r.entries[1].key = "A"; }), ErrorCode::duplicate_key);
  EXPECT_EQ(code([](Round& r) { r.entries[1].key = "A B"; }), ErrorCode::value_invalid);
  EXPECT_EQ(code([](Round& r) { r.entries[1].score.reset(); }), ErrorCode::missing_field);
  EXPECT_EQ(code([](Round& r) { r.entries[1].score = Score{100'001}; }), ErrorCode::out_of_range);
  EXPECT_EQ(code([](Round& r) { r.entries[1].asked = Amount{}; }), ErrorCode::out_of_range);
  EXPECT_EQ(code([](Round& r) { r.entries[1].asked = Amount{-cent}; }), ErrorCode::out_of_range);
  EXPECT_EQ(code([](Round& r) { r.entries[1].asked = Amount{cent + 1}; }), ErrorCode::value_invalid);
  EXPECT_EQ(code([](Round& r) { r.entries[1].asked = amount_max; }), ErrorCode::amount_overflow);
  EXPECT_EQ(code([](Round& r) { r.entries[1].asked = Amount{INT64_MAX}; }), ErrorCode::out_of_range);
  EXPECT_EQ(code([](Round& r) { r.entries[1].pool = 1; }), ErrorCode::out_of_range);
  EXPECT_EQ(code([](Round& r) { r.entries[1].quota = 0; }), ErrorCode::out_of_range);
  EXPECT_EQ(code([](Round& r) { r.entries[1].tier = 1; }), ErrorCode::out_of_range);
  EXPECT_EQ(code([](Round& r) { r.entries[1].submitted = instant_at(0); }), ErrorCode::out_of_range);
  EXPECT_EQ(code([](Round& r) { r.entries[1].submitted = instant_max; }), ErrorCode::out_of_range);
  const auto quota_elsewhere = [](Round& r) {
    r.pools.push_back({"second", whole(5)});
    r.quotas.push_back({"east", 1, {}, 0});
    r.entries[1].quota = 0;
  };
  EXPECT_EQ(code(quota_elsewhere), ErrorCode::out_of_range);
  EXPECT_EQ(code([](Round& r) { r.pools.clear(); }), ErrorCode::missing_field);
  EXPECT_EQ(code([](Round& r) { r.pools.push_back(r.pools[0]); }), ErrorCode::duplicate_key);
  EXPECT_EQ(code([](Round& r) { r.pools[0].amount = Amount{-cent}; }), ErrorCode::out_of_range);
  EXPECT_EQ(code([](Round& r) { r.smallest_unit = Amount{}; }), ErrorCode::out_of_range);
  EXPECT_EQ(code([](Round& r) { r.minimum_award = Amount{1}; }), ErrorCode::value_invalid);
  EXPECT_EQ(code([](Round& r) { r.pass = Score{-1}; }), ErrorCode::out_of_range);
  EXPECT_EQ(code([](Round& r) { r.id = ""; }), ErrorCode::value_invalid);
  EXPECT_EQ(code([](Round& r) { r.tiers.push_back({"all", Take::all, {}}); }), ErrorCode::missing_field);
  EXPECT_EQ(code([](Round& r) { r.method = Method::tiers; }), ErrorCode::missing_field);
  EXPECT_EQ(code([](Round& r) { r.quotas.push_back({"east", 1, {}, 0}); }), ErrorCode::out_of_range);
}

TEST(Allocation, TiersStandHighestFirstAndHoldTheirScores) {
  Round round = round_of(Method::tiers, 20, {{"A", 1, 10, 85}, {"B", 1, 10, 50}});
  round.tiers = {{"fund", Take::all, Score{80'000}}, {"decline", Take::none, Score{0}}};
  EXPECT_EQ(error_of(round), ErrorCode::value_invalid) << "B is not of the top tier";
  round.entries[1].tier = 1;
  EXPECT_EQ(outcome_text(round), "A funded 10, B tier_declined");
  std::swap(round.tiers[0], round.tiers[1]);
  EXPECT_EQ(error_of(round), ErrorCode::value_invalid);
  round.tiers[1].from = round.tiers[0].from;
  round.entries = {};
  EXPECT_EQ(error_of(round), ErrorCode::value_invalid) << "the second would be empty";
  round.tiers[0].from.reset();
  EXPECT_EQ(error_of(round), ErrorCode::value_invalid);
}

TEST(Allocation, ProRataHasNeitherQuotasNorNumbersOfAwards) {
  Round round = round_of(Method::pro_rata, 20, {{"A", 1, 10}});
  round.pools[0].awards_max = 1;
  EXPECT_EQ(error_of(round), ErrorCode::value_invalid);
  round.pools[0].awards_max = 0;
  round.quotas.push_back({"east", 0, whole(5), 0});
  EXPECT_EQ(error_of(round), ErrorCode::value_invalid);
}

TEST(Allocation, EveryCodeHasANameAndTextInBothLanguages) {
  std::set<std::string_view> names;
  for (std::size_t i = 0; i < outcome_codes; ++i) {
    const auto code = static_cast<OutcomeCode>(i);
    names.insert(name(code));
    EXPECT_TRUE(text(code, Language::english).ends_with(".")) << name(code);
    EXPECT_TRUE(text(code, Language::chinese).ends_with("。")) << name(code);
  }
  EXPECT_EQ(names.size(), outcome_codes);
  EXPECT_EQ(name(static_cast<OutcomeCode>(outcome_codes)), "unknown") << "count the new one in outcome_codes";
}

// --- properties ---

using testing::random_round;
using testing::shuffle;

std::map<std::string, Outcome> by_key(const Round& round, const Allocation& allocation) {
  std::map<std::string, Outcome> outcomes;
  for (std::size_t i = 0; i < round.entries.size(); ++i) outcomes[round.entries[i].key] = allocation.outcomes[i];
  return outcomes;
}

RC_GTEST_PROP(Allocation, TheOrderOfTheListIsOfNoConsequence, (std::uint64_t number)) {
  Random random(number);
  Round round = random_round(random);
  const auto before = allocate(round, seed).value();
  const auto outcomes = by_key(round, before);
  shuffle(round.entries, random);
  const auto after = allocate(round, seed).value();
  RC_ASSERT(by_key(round, after) == outcomes);
  RC_ASSERT(after.pools == before.pools);
}

RC_GTEST_PROP(Allocation, StaysWithinEveryBound, (std::uint64_t number)) {
  Random random(number);
  const Round round = random_round(random);
  const auto allocation = allocate(round, seed).value();
  std::vector<Amount> of_quota(round.quotas.size());
  std::vector<std::uint32_t> awards(round.quotas.size());
  std::set<std::pair<std::uint32_t, std::uint32_t>> ranks;
  for (std::size_t i = 0; i < round.entries.size(); ++i) {
    const Entry& entry = round.entries[i];
    const Outcome& outcome = allocation.outcomes[i];
    RC_ASSERT(outcome.amount <= entry.asked);
    RC_ASSERT(outcome.amount.is_zero() || outcome.amount >= round.minimum_award);
    const bool whole_amount = outcome.code == OutcomeCode::funded || outcome.code == OutcomeCode::drawn;
    RC_ASSERT(whole_amount == (outcome.amount == entry.asked));
    RC_ASSERT(outcome.rank == 0 || ranks.emplace(entry.pool, outcome.rank).second);
    if (entry.standing != Standing::in_round) RC_ASSERT(!is_award(outcome.code));
    if (round.pass && entry.score && *entry.score < *round.pass) RC_ASSERT(!is_award(outcome.code));
    if (entry.quota == no_quota) continue;
    of_quota[entry.quota] += outcome.amount;
    awards[entry.quota] += is_award(outcome.code) ? 1u : 0u;
  }
  for (std::size_t i = 0; i < round.quotas.size(); ++i) {
    RC_ASSERT(of_quota[i] <= round.quotas[i].amount.value_or(amount_max));
    RC_ASSERT(round.quotas[i].awards_max == 0 || awards[i] <= round.quotas[i].awards_max);
  }
  for (std::size_t i = 0; i < round.pools.size(); ++i) {
    RC_ASSERT(allocation.pools[i].given + allocation.pools[i].left == round.pools[i].amount);
    RC_ASSERT(allocation.pools[i].left >= Amount{});
  }
}

// Money stays in a pool only for a reason that the outcome names.
RC_GTEST_PROP(Allocation, NothingIsLeftThatSomeoneShouldHaveHad, (std::uint64_t number)) {
  Random random(number);
  const Round round = random_round(random);
  const auto allocation = allocate(round, seed).value();
  for (std::size_t i = 0; i < round.entries.size(); ++i) {
    const Entry& entry = round.entries[i];
    const PoolResult& pool = allocation.pools[entry.pool];
    const bool full = round.pools[entry.pool].awards_max != 0 && pool.awards == round.pools[entry.pool].awards_max;
    const OutcomeCode code = allocation.outcomes[i].code;
    if (round.method == Method::pro_rata || full) continue;
    if (code == OutcomeCode::pool_empty || code == OutcomeCode::not_drawn) {
      RC_ASSERT(pool.left.is_zero() || round.last_award == LastAward::stop || pool.left < round.minimum_award);
    }
    if (code == OutcomeCode::does_not_fit && entry.quota == no_quota) RC_ASSERT(entry.asked > pool.left);
    if (code == OutcomeCode::cut && entry.quota == no_quota) RC_ASSERT(pool.left.is_zero());
  }
}

RC_GTEST_PROP(Allocation, AHigherScoreNeverLosesToALowerOne, (std::uint64_t number)) {
  Random random(number);
  Round round = random_round(random);
  RC_PRE(round.method == Method::by_score);
  for (Entry& entry : round.entries) entry.quota = no_quota;
  const auto allocation = allocate(round, seed).value();
  for (std::size_t a = 0; a < round.entries.size(); ++a) {
    for (std::size_t b = 0; b < round.entries.size(); ++b) {
      const Entry& better = round.entries[a];
      const Entry& worse = round.entries[b];
      if (better.pool != worse.pool || *better.score <= *worse.score) continue;
      if (better.standing != Standing::in_round || better.asked < round.minimum_award) continue;
      // Under `skip` a larger ask may be passed over for a smaller one: there it is promised for equal asks only.
      if (round.last_award == LastAward::skip && better.asked > worse.asked) continue;
      RC_ASSERT(is_award(allocation.outcomes[a].code) || !is_award(allocation.outcomes[b].code));
    }
  }
}

// Raising one's own score never costs one's award, all else the same.
RC_GTEST_PROP(Allocation, ABetterScoreNeverHurts, (std::uint64_t number)) {
  Random random(number);
  Round round = random_round(random);
  RC_PRE(round.method == Method::by_score && !round.entries.empty());
  const std::size_t index = random.below(round.entries.size());
  const auto before = allocate(round, seed).value().outcomes[index];
  Score& score = *round.entries[index].score;
  score = Score{static_cast<std::int32_t>(random.between(score.thousandths, score_max.thousandths))};
  RC_ASSERT(allocate(round, seed).value().outcomes[index].amount >= before.amount);
}

RC_GTEST_PROP(Allocation, ALargerPoolCostsNobodyMoreThanOneUnitOfProRata, (std::uint64_t number, std::uint8_t more)) {
  Random random(number);
  Round round = random_round(random);
  round.method = Method::pro_rata;
  round.tiers.clear();
  round.quotas.clear();
  round.minimum_award = {};
  for (Pool& pool : round.pools) pool.awards_max = 0;
  for (Entry& entry : round.entries) {
    entry.tier = 0;
    entry.quota = no_quota;
  }
  const auto before = allocate(round, seed).value();
  for (Pool& pool : round.pools) pool.amount += Amount{round.smallest_unit.micro_units * more};
  const auto after = allocate(round, seed).value();
  for (std::size_t i = 0; i < round.entries.size(); ++i) {
    RC_ASSERT(after.outcomes[i].amount + round.smallest_unit >= before.outcomes[i].amount);
  }
}

}  // namespace
}  // namespace scrip::allocation
