// Control of a whole economy's holdings: ultimate controllers of a random graph, against reading the same stakes once
// and against the fix point that looks at every stake again until nothing changes.
//
//   build/bench/control_bench [STAKES]

#include <fmt/core.h>

#include <cstdlib>
#include <vector>

#include "base/containers.h"
#include "base/random.h"
#include "bench/measure.h"
#include "control/ultimate.h"

namespace {

using scrip::Random;
using scrip::control::Portion;
using scrip::control::VoteStake;

constexpr std::uint32_t whole = scrip::control::whole_portion.units;

struct Economy {
  std::uint32_t parties = 0;
  std::vector<VoteStake> stakes;
};

// About three holders to an organisation, a third of which have a majority alone; now and then a holder further down,
// so that there are circles; and the stakes in no order, as files have them.
Economy economy_of(std::size_t stakes, std::uint64_t seed) {
  Random random(seed);
  Economy economy{.parties = static_cast<std::uint32_t>(stakes / 3 + 1), .stakes = {}};
  economy.stakes.reserve(stakes);
  for (std::uint32_t held = 1; held < economy.parties; ++held) {
    std::uint32_t left = whole;
    const bool has_majority = random.chance(1, 3);
    for (int i = 0; i < 3; ++i) {
      const bool is_majority = i == 0 && has_majority;
      const auto votes = static_cast<std::uint32_t>(random.below(left / 2 + 1) + (is_majority ? left / 2 : 0));
      const auto holder = static_cast<std::uint32_t>(random.below(random.chance(1, 50) ? economy.parties : held));
      economy.stakes.push_back({holder, held, Portion{votes}});
      left -= votes;
    }
  }
  for (std::size_t i = economy.stakes.size(); i > 1; --i)
    std::swap(economy.stakes[i - 1], economy.stakes[random.below(i)]);
  return economy;
}

// The straightforward way, for the scale: sums of votes by head in a hash table, all anew in each round.
std::size_t fix_point_rounds(const Economy& economy) {
  std::vector<std::uint32_t> head(economy.parties);
  for (std::uint32_t party = 0; party < economy.parties; ++party) head[party] = party;
  std::vector<std::uint32_t> own(economy.parties);
  for (const VoteStake& stake : economy.stakes) {
    if (stake.holder == stake.held) own[stake.held] += stake.votes.units;
  }
  std::size_t rounds = 0;
  for (bool changed = true; changed; ++rounds) {
    changed = false;
    scrip::FlatMap<std::uint64_t, std::uint64_t> votes;
    for (const VoteStake& stake : economy.stakes) {
      if (stake.holder == stake.held) continue;
      const std::uint64_t sum = votes[std::uint64_t{stake.held} << 32 | head[stake.holder]] += stake.votes.units;
      const bool is_controlled = 2 * sum > whole - own[stake.held];
      if (!is_controlled || head[stake.held] != stake.held || head[stake.holder] == stake.held) continue;
      head[stake.held] = head[stake.holder];
      changed = true;
    }
    for (auto& each : head) each = head[each];
  }
  return rounds;
}

struct Time {
  double wall = 0;
  double computing = 0;  // what counts where other work runs on the same processors
};

template <class Work>
Time timed(const Work& work) {
  const auto start = scrip::bench::Clock::now();
  const double before = scrip::bench::thread_seconds();
  work();
  return {.wall = scrip::bench::seconds_since(start), .computing = scrip::bench::thread_seconds() - before};
}

std::uint64_t checksum(const std::vector<std::uint32_t>& heads) {
  std::uint64_t sum = 0;
  for (const std::uint32_t head : heads) sum = sum * 31 + head;
  return sum;
}

}  // namespace

int main(int count, char** arguments) {
  const std::size_t stakes = count > 1 ? std::strtoull(arguments[1], nullptr, 10) : 10'000'000;
  const Economy economy = economy_of(stakes, 2026);
  std::uint64_t read_sum = 0;
  const auto reading = timed([&] {
    for (const VoteStake& stake : economy.stakes) read_sum += stake.votes.units ^ stake.holder ^ stake.held;
  });
  std::vector<std::uint32_t> heads;
  const auto solving = timed([&] {
    heads = scrip::control::ultimate_controllers(economy.parties, economy.stakes, scrip::control::half_portion);
  });
  std::size_t rounds = 0;
  const auto again_and_again = timed([&] { rounds = fix_point_rounds(economy); });
  std::size_t controlled = 0;
  for (std::uint32_t party = 0; party < economy.parties; ++party) controlled += heads[party] != party ? 1u : 0u;
  fmt::print("{} stakes, {} parties, {} of them controlled, checksum {:x}\n", economy.stakes.size(), economy.parties,
             controlled, checksum(heads) ^ (read_sum & 1));
  fmt::print("                          wall      computing\n");
  fmt::print("reading the stakes once {:8.3f} s {:8.3f} s\n", reading.wall, reading.computing);
  fmt::print("ultimate controllers    {:8.3f} s {:8.3f} s, {:.0f} times that\n", solving.wall, solving.computing,
             solving.computing / reading.computing);
  fmt::print("a plain fix point       {:8.3f} s {:8.3f} s, {} rounds over all stakes\n", again_and_again.wall,
             again_and_again.computing, rounds);
  return 0;
}
