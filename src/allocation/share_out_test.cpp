#include "allocation/share_out.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <optional>
#include <string>

#include "base/random.h"
#include "base/wide.h"

namespace scrip::allocation {
namespace {

constexpr Amount cent{10'000};

Amount cents(std::int64_t number) { return Amount{number * cent.micro_units}; }

// Claims "A", "B", ... for so many cents, a second apart.
std::vector<Claim> claims_of(std::initializer_list<std::int64_t> asked) {
  static constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  std::vector<Claim> claims;
  for (const std::int64_t number : asked) {
    const auto i = claims.size();
    claims.push_back(
        {cents(number), instant_at(1'775'000'000'000 + static_cast<std::int64_t>(i) * 1'000), letters.substr(i, 1)});
  }
  return claims;
}

std::vector<std::int64_t> in_cents(const std::vector<Amount>& amounts) {
  std::vector<std::int64_t> numbers;
  for (const Amount amount : amounts) numbers.push_back(amount.micro_units / cent.micro_units);
  return numbers;
}

std::vector<std::int64_t> shared(std::int64_t pool, std::initializer_list<std::int64_t> asked,
                                 std::int64_t minimum = 0) {
  return in_cents(share_out(cents(pool), cent, cents(minimum), claims_of(asked)));
}

using Cents = std::vector<std::int64_t>;

TEST(ShareOut, GivesTheSamePartToEveryoneAndKeepsTheSum) {
  EXPECT_EQ(shared(100'00, {80'00, 40'00}), (Cents{66'67, 33'33}));
  EXPECT_EQ(shared(100, {100, 100, 100}), (Cents{34, 33, 33})) << "the earliest gets the odd cent";
  EXPECT_EQ(shared(1, {5, 7, 5}), (Cents{0, 1, 0})) << "the largest remainder";
}

TEST(ShareOut, GivesWhatWasAskedWhereThereIsEnough) {
  EXPECT_EQ(shared(120'00, {80'00, 40'00}), (Cents{80'00, 40'00}));
  EXPECT_EQ(shared(500'00, {80'00, 40'00}), (Cents{80'00, 40'00}));
  EXPECT_EQ(shared(119'99, {80'00, 40'00}), (Cents{79'99, 40'00}));
  EXPECT_EQ(shared(0, {80'00, 40'00}), (Cents{0, 0}));
  EXPECT_EQ(shared(5, {}), Cents{});
}

TEST(ShareOut, OfTheSameInstantTheLesserKeyGetsTheOddUnit) {
  const Instant instant = instant_at(1'775'000'000'000);
  const std::vector<Claim> claims{{cents(10), instant, "C"}, {cents(10), instant, "A"}, {cents(10), instant, "B"}};
  EXPECT_EQ(in_cents(share_out(cents(10), cent, {}, claims)), (Cents{3, 4, 3}));
}

// All but one would be below the minimum at first; one after the other drops out until the rest reaches it.
TEST(ShareOut, DropsTheSmallestUntilEveryShareReachesTheMinimum) {
  EXPECT_EQ(shared(100, {100, 100, 100, 100}, 30), (Cents{34, 33, 33, 0})) << "the last submitted drops out";
  EXPECT_EQ(shared(100, {80, 12, 60}, 10), (Cents{57, 0, 43}));
  EXPECT_EQ(shared(100, {80, 20, 60}, 10), (Cents{50, 13, 37})) << "12.5 and 37.5: the odd one to the earlier";
  EXPECT_EQ(shared(100, {80, 60, 40}, 34), (Cents{57, 43, 0}));
  EXPECT_EQ(shared(9, {80, 60, 40}, 10), (Cents{0, 0, 0})) << "no award is possible";
  EXPECT_EQ(shared(10, {80, 60, 40}, 10), (Cents{10, 0, 0}));
  EXPECT_EQ(shared(500, {80, 9, 40}, 10), (Cents{80, 0, 40})) << "what asks for less never gets an award";
}

TEST(ShareOut, AShareOfExactlyTheMinimumStays) {
  EXPECT_EQ(shared(100, {80, 20}, 20), (Cents{80, 20}));
  EXPECT_EQ(shared(50, {80, 20}, 10), (Cents{40, 10}));
  EXPECT_EQ(shared(49, {80, 20}, 10), (Cents{49, 0}));
}

// Largest remainders cannot promise that a larger pool costs nobody a unit: this is the smallest such case known.
TEST(ShareOut, ALargerPoolCanCostOneUnitAndNoMore) {
  EXPECT_EQ(shared(10, {6, 6, 2}), (Cents{4, 4, 2}));
  EXPECT_EQ(shared(11, {6, 6, 2}), (Cents{5, 5, 1}));
}

TEST(ShareOut, TheLargestAmountsDoNotOverflow) {
  const Instant instant = instant_at(1'775'000'000'000);
  const Amount half{amount_max.micro_units / 2};
  const std::vector<Claim> claims{{half, instant, "A"}, {half, instant, "B"}};
  const auto shares = share_out(amount_max - Amount{3}, Amount{1}, half - Amount{2}, claims);
  EXPECT_EQ(shares, (std::vector<Amount>{half - Amount{1}, half - Amount{2}}));
}

// --- against a slow, obvious reference ---

bool before(const Claim& a, const Claim& b) {
  return a.submitted < b.submitted || (a.submitted == b.submitted && a.key < b.key);
}

// The definition word by word: who is in, one drop at a time; then one unit at a time.
std::vector<Amount> slow_share_out(Amount pool, Amount unit, Amount minimum, const std::vector<Claim>& claims) {
  std::vector<bool> in(claims.size(), true);
  for (;;) {
    Int128 total = 0;
    std::optional<std::size_t> least;
    for (std::size_t i = 0; i < claims.size(); ++i) {
      if (!in[i]) continue;
      total += claims[i].asked.micro_units;
      const bool smaller = !least || claims[i].asked < claims[*least].asked ||
                           (claims[i].asked == claims[*least].asked && before(claims[*least], claims[i]));
      if (smaller) least = i;
    }
    if (!least) return std::vector<Amount>(claims.size());
    const Int128 paid = std::min<Int128>(pool.micro_units, total);
    if (paid * claims[*least].asked.micro_units < total * minimum.micro_units) {
      in[*least] = false;
      continue;
    }
    std::vector<Amount> shares(claims.size());
    std::vector<Int128> owed(claims.size());  // what the share rounded down leaves, times the total
    Int128 rest = paid;
    for (std::size_t i = 0; i < claims.size(); ++i) {
      if (!in[i]) continue;
      while ((Int128{shares[i].micro_units} + unit.micro_units) * total <= paid * claims[i].asked.micro_units) {
        shares[i] += unit;
      }
      owed[i] = paid * claims[i].asked.micro_units - shares[i].micro_units * total;
      rest -= shares[i].micro_units;
    }
    for (; rest > 0; rest -= unit.micro_units) {
      std::size_t next = claims.size();
      for (std::size_t i = 0; i < claims.size(); ++i) {
        if (owed[i] <= 0) continue;
        if (next == claims.size() || owed[i] > owed[next] ||
            (owed[i] == owed[next] && before(claims[i], claims[next]))) {
          next = i;
        }
      }
      shares[next] += unit;
      owed[next] = 0;
    }
    return shares;
  }
}

struct Case {
  Amount pool;
  Amount unit;
  Amount minimum;
  std::vector<std::string> keys;
  std::vector<Claim> claims;
  Amount total;
};

// Small numbers, so that ties, equal remainders and shares just at the minimum are common.
Case random_case(std::uint64_t number) {
  Random random(number);
  Case made;
  made.unit = Amount{random.chance(1, 2) ? 1 : 10'000};
  const auto units = [&](std::int64_t low, std::int64_t high) {
    return Amount{random.between(low, high) * made.unit.micro_units};
  };
  const std::size_t count = random.below(12);
  const std::int64_t most = random.chance(1, 2) ? 12 : 900;
  for (std::size_t i = 0; i < count; ++i)
    made.keys.push_back("A" + std::to_string(random.below(3)) + std::to_string(i));
  for (const std::string& key : made.keys) {
    made.claims.push_back({units(1, most), instant_at(1'775'000'000'000 + random.between(0, 2)), key});
    made.total += made.claims.back().asked;
  }
  made.pool = units(0, most * 8);
  if (random.chance(1, 2)) made.minimum = units(0, most);
  return made;
}

RC_GTEST_PROP(ShareOut, AgreesWithTheDefinition, (std::uint64_t number)) {
  const Case c = random_case(number);
  RC_ASSERT(share_out(c.pool, c.unit, c.minimum, c.claims) == slow_share_out(c.pool, c.unit, c.minimum, c.claims));
}

RC_GTEST_PROP(ShareOut, KeepsTheSumAndTheBounds, (std::uint64_t number)) {
  const Case c = random_case(number);
  const auto shares = share_out(c.pool, c.unit, c.minimum, c.claims);
  Amount given;
  Amount asked_in;
  for (std::size_t i = 0; i < shares.size(); ++i) {
    RC_ASSERT(shares[i] <= c.claims[i].asked);
    RC_ASSERT(shares[i].is_zero() || shares[i] >= c.minimum);
    given += shares[i];
    if (c.minimum.is_zero() || !shares[i].is_zero()) asked_in += c.claims[i].asked;
    for (std::size_t k = 0; k < shares.size(); ++k) {
      RC_ASSERT(c.claims[i].asked <= c.claims[k].asked || shares[i] >= shares[k]);
    }
  }
  RC_ASSERT(given == std::min(c.pool, asked_in));
}

RC_GTEST_PROP(ShareOut, ALargerPoolMakesNobodyWorseByMoreThanOneUnit, (std::uint64_t number, std::uint8_t more)) {
  const Case c = random_case(number);
  const auto small = share_out(c.pool, c.unit, {}, c.claims);
  const auto large = share_out(c.pool + Amount{c.unit.micro_units * more}, c.unit, {}, c.claims);
  for (std::size_t i = 0; i < small.size(); ++i) RC_ASSERT(large[i] + c.unit >= small[i]);
}

}  // namespace
}  // namespace scrip::allocation
