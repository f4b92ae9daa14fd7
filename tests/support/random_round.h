#pragma once
// Random rounds for the tests of this part: small numbers, so that ties, exact fits and empty pools are common.

#include <string>
#include <utility>
#include <vector>

#include "allocation/allocation.h"
#include "base/random.h"

namespace scrip::allocation::testing {

inline Seed random_seed(Random& random) {
  Seed seed;
  for (auto& byte : seed.bytes) byte = static_cast<std::uint8_t>(random.below(256));
  return seed;
}

inline void shuffle(std::vector<Entry>& entries, Random& random) {
  for (std::size_t i = entries.size(); i > 1; --i) std::swap(entries[i - 1], entries[random.below(i)]);
}

inline void add_random_entry(Random& random, Round& round) {
  const bool thresholds = !round.tiers.empty() && round.tiers.front().from;
  Entry entry{.key = "A-" + std::to_string(round.entries.size())};
  entry.submitted = instant_at(1'775'000'000'000 + random.between(0, 5) * 500);
  entry.asked = Amount{random.between(1, 30) * round.smallest_unit.micro_units};
  entry.score = Score{static_cast<std::int32_t>(random.between(0, 20)) * 5'000};
  entry.pool = static_cast<std::uint32_t>(random.below(round.pools.size()));
  for (std::uint32_t i = 0; i < round.quotas.size(); ++i) {
    if (round.quotas[i].pool == entry.pool && random.chance(1, 3)) entry.quota = i;
  }
  if (thresholds) entry.tier = tier_of(round.tiers, *entry.score).value_or(0);
  if (!round.tiers.empty() && !thresholds) entry.tier = static_cast<std::uint32_t>(random.below(round.tiers.size()));
  if (!thresholds && !round.pass && round.method != Method::by_score && random.chance(1, 3)) entry.score.reset();
  if (random.chance(1, 15)) entry.standing = Standing::withdrawn;
  if (random.chance(1, 15)) entry.standing = Standing::review_late;
  round.entries.push_back(std::move(entry));
}

inline Round random_round(Random& random) {
  Round round{.id = "r-" + std::to_string(random.below(1'000)), .unit = "CNY"};
  round.method = static_cast<Method>(random.below(5));
  round.ties = static_cast<Ties>(random.below(2));
  round.last_award = static_cast<LastAward>(random.below(3));
  round.smallest_unit = Amount{random.chance(1, 2) ? 10'000 : 3};
  if (random.chance(1, 3)) round.minimum_award = Amount{random.between(0, 12) * round.smallest_unit.micro_units};
  if (random.chance(1, 3)) round.pass = Score{30'000};
  if (round.method == Method::tiers) {
    const bool thresholds = random.chance(2, 3);
    const std::vector<std::pair<Take, std::int32_t>> kinds{
        {Take::all, 80'000}, {Take::lottery, 60'000}, {Take::lottery, 40'000}, {Take::none, 0}};
    for (std::size_t i = 0; i < kinds.size(); ++i) {
      round.tiers.push_back({"t" + std::to_string(i), kinds[i].first, std::nullopt});
      if (thresholds) round.tiers.back().from = Score{kinds[i].second};
    }
  }
  const bool pro_rata = round.method == Method::pro_rata;
  const auto count = [&] { return pro_rata || random.chance(2, 3) ? 0 : static_cast<std::uint32_t>(random.below(6)); };
  const auto amount = [&] { return Amount{random.between(0, 150) * round.smallest_unit.micro_units}; };
  for (std::uint64_t i = 0; i <= random.below(3); ++i)
    round.pools.push_back({"p" + std::to_string(i), amount(), count()});
  for (std::uint64_t i = 0; i < (pro_rata ? 0 : random.below(3)); ++i) {
    const auto pool = static_cast<std::uint32_t>(random.below(round.pools.size()));
    round.quotas.push_back({"q" + std::to_string(i), pool, amount(), count()});
    if (random.chance(1, 3)) round.quotas.back().amount.reset();
  }
  for (std::uint64_t i = random.below(40); i > 0; --i) add_random_entry(random, round);
  return round;
}

}  // namespace scrip::allocation::testing
