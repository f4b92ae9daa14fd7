// A simulated round is the round that real applications would have had: the same inputs through make_round(), one by
// one, with marks instead of scores.

#include "policy/simulate_round.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "base/random.h"
#include "policy/round.h"
#include "tests/support/policy.h"

namespace scrip::policy {
namespace {

using testing::ProgrammeText;

constexpr const char* score_section =
    "  score:\n    criteria:\n"
    "      - {id: fit, weight: 100%, out_of: 100, label: {en: a, zh: b}, source: notice}\n"
    "    assessors: {at_least: 1}\n    pass: 40\n    source: notice\n";

std::string budget(const std::string& amount, const std::string& per) {
  return "budget:\n  - {id: pool, amount: \"" + amount + "\", per: " + per + ", source: notice}";
}

CompiledPolicy programme(const std::string& per, const std::string& selection) {
  return testing::compiled(
      ProgrammeText().period("{from: 2026-01-01, until: 2027-01-01}").also(budget("5,000 CNY", per)).also(selection));
}

// Awards spread over the first days of the year, in an order of their own.
std::vector<Claimed> claims_of(std::uint64_t seed, std::size_t count, int days) {
  Random random(seed);
  std::vector<Claimed> claims;
  for (std::size_t i = 0; i < count; ++i) {
    claims.push_back({.row = i,
                      .asked = static_cast<std::int64_t>(1 + random.next() % 60'000) * 10'000,  // to 600.00
                      .score = static_cast<std::int32_t>(random.next() % 100'001),
                      .day = static_cast<std::int16_t>(random.next() % static_cast<std::uint64_t>(days)),
                      .pool = 0});
  }
  return claims;
}

std::string key_of(std::uint64_t row) {
  const std::string digits = std::to_string(row + 1);
  return std::string(10 - digits.size(), '0') + digits;
}

using Given = std::map<std::string, std::string>;  // by key: outcome and amount

Given simulated(const Policy& policy, std::vector<Claimed> claims, std::vector<SimulatedRound>* rounds = nullptr) {
  Given given;
  const auto shared = share_out_claims(policy, std::move(claims), simulated_seed(7), [&](const SharedRows& rows) {
    for (std::size_t i = 0; i < rows.inputs.entries.size(); ++i) {
      const auto& outcome = rows.allocation.outcomes[i];
      given[rows.inputs.entries[i].key] =
          std::string(allocation::name(outcome.code)) + " " + format_amount(outcome.amount);
    }
    return Result<void>{};
  });
  EXPECT_TRUE(shared) << shared.error().detail;
  if (shared && rounds != nullptr) *rounds = shared->rounds;
  return given;
}

// The same applications in one round, as an officer shares it out.
Given one_round(const Policy& policy, const std::vector<Claimed>& claims, Day opens) {
  std::vector<Candidate> candidates;
  for (const Claimed& claim : claims) {
    candidates.push_back({.key = key_of(claim.row),
                          .submitted = ZoneOffsets{}.start_of(Day{count(policy.from) + claim.day}),
                          .asked = Amount{claim.asked},
                          .marks = {}});
    if (!policy.selection.score.criteria.empty()) candidates.back().marks = {{claim.score}};
  }
  const auto money = cel::to_amount(*policy.pools.front().amount, Rounding::down);
  const auto round = make_round(policy, policy.id + "/" + format_day(opens), money->amount, Amount{10'000}, candidates);
  EXPECT_TRUE(round) << round.error().detail;
  const auto shared = allocation::allocate(*round, simulated_seed(7));
  EXPECT_TRUE(shared) << shared.error().detail;
  Given given;
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    given[candidates[i].key] =
        std::string(allocation::name(shared->outcomes[i].code)) + " " + format_amount(shared->outcomes[i].amount);
  }
  return given;
}

TEST(SimulatedRound, gives_what_the_one_by_one_round_gives_under_every_method) {
  const std::string when = "  when_short: {source: notice, method: ";
  const std::string tiers =
      "  tiers:\n    - {id: top, from: 80, take: all, source: notice}\n"
      "    - {id: draw, from: 50, take: lottery, source: notice}\n    - {id: low, from: 0, take: none, source: "
      "notice}\n";
  const std::string selections[] = {
      when + "pro_rata}",
      when + "lottery}",
      when + "first_come, last_award: stop}",
      when + "first_come, last_award: skip}",
      score_section + when + "by_score, ties: lottery}",
      score_section + when + "by_score, last_award: skip}",
      score_section + tiers + when + "tiers, last_award: cut}",
  };
  const std::string window = "  intake: windows\n  windows: [{opens: 2026-01-01, closes: 2026-03-01}]\n";
  for (const std::string& selection : selections) {
    const auto compiled = programme("call", "selection:\n" + window + selection);
    for (const std::uint64_t seed : {1u, 2u, 3u}) {
      const auto claims = claims_of(seed, 60, 40);
      std::vector<SimulatedRound> rounds;
      const Given given = simulated(compiled.policy, claims, &rounds);
      EXPECT_EQ(given, one_round(compiled.policy, claims, compiled.policy.from)) << selection;
      auto shuffled = claims;
      std::ranges::reverse(shuffled);
      EXPECT_EQ(simulated(compiled.policy, shuffled), given) << "the order of claims is of no consequence";
      ASSERT_EQ(rounds.size(), 1u);
      EXPECT_EQ(rounds[0].applications, 60u);
      EXPECT_LE(rounds[0].left, *rounds[0].money);
      EXPECT_EQ(cel::to_decimal(*rounds[0].money - rounds[0].left).units, rounds[0].given.value());
    }
  }
}

TEST(SimulatedRound, first_come_all_year_is_served_day_by_day_from_one_purse) {
  for (const char* last : {"cut", "skip", "stop"}) {
    const std::string how = "  when_short: {method: first_come, last_award: " + std::string(last) + ", source: notice}";
    const auto all_year = programme("programme", "selection:\n" + how);
    const auto claims = claims_of(4, 80, 300);
    std::vector<SimulatedRound> rounds;
    Given given = simulated(all_year.policy, claims, &rounds);
    Given expected = one_round(all_year.policy, claims, all_year.policy.from);
    // Day by day the first that finds nothing may be told so in other words; what each gets is the same.
    const auto amount = [](std::string& text) { text = text.substr(text.find(' ')); };
    for (auto& [key, text] : given) amount(text);
    for (auto& [key, text] : expected) amount(text);
    EXPECT_EQ(given, expected) << last;
    ASSERT_EQ(rounds.size(), 1u) << "one round, however many days";
    EXPECT_EQ(rounds[0].applications, 80u);
  }
}

TEST(SimulatedRound, monthly_batches_share_the_years_money_until_it_is_gone) {
  const auto compiled = programme("calendar_year",
                                  "selection:\n  intake: monthly\n  monthly: {from_day: 1, until_day: 20}\n"
                                  "  when_short: {method: pro_rata, source: notice}");
  // 31 January is outside; 3,000 and then 4,000 of 5,000.
  const auto claim = [](std::uint64_t row, std::int64_t yuan, std::int16_t day) {
    return Claimed{.row = row, .asked = yuan * micro, .day = day, .pool = 0};
  };
  const auto shared = share_out_claims(compiled.policy,
                                       {claim(0, 3'000, 0), claim(1, 1'000, 30), claim(2, 4'000, 40), claim(3, 10, 70)},
                                       simulated_seed(1));
  ASSERT_TRUE(shared) << shared.error().detail;
  EXPECT_EQ(shared->outside, 1u);
  ASSERT_EQ(shared->rounds.size(), 3u);
  EXPECT_EQ(format_day(shared->rounds[0].opens), "2026-01-01");
  EXPECT_EQ(shared->rounds[0].left, Amount{2'000 * micro});
  EXPECT_EQ(shared->rounds[1].given.value(), cel::to_decimal(2'000).units);
  EXPECT_EQ(shared->rounds[1].outcomes[static_cast<std::size_t>(allocation::OutcomeCode::shared)], 1u);
  EXPECT_EQ(shared->rounds[2].awards, 0u);
}

TEST(SimulatedRound, says_which_applicant_has_no_score_where_scores_decide) {
  const auto compiled = programme("call",
                                  "selection:\n  intake: windows\n"
                                  "  windows: [{opens: 2026-01-01, closes: 2026-03-01}]\n" +
                                      std::string(score_section) + "  when_short: {method: by_score, source: notice}");
  const auto shared =
      share_out_claims(compiled.policy, {{.row = 4, .asked = micro, .day = 0, .pool = 0}}, simulated_seed(1));
  ASSERT_FALSE(shared);
  EXPECT_EQ(shared.error().code, ErrorCode::missing_field);
  EXPECT_NE(testing::detail_of(shared.error()).find("applicant 5"), std::string::npos);
}

}  // namespace
}  // namespace scrip::policy
