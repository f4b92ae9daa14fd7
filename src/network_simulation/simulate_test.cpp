// The simulator against the plain one, and against what must hold whatever happens.

#include "network_simulation/simulate.h"

#include <gtest/gtest.h>

#include <map>

#include "base/random.h"
#include "network_simulation/plain_simulation.h"
#include "tests/support/sanitized.h"

namespace scrip::network_simulation {
namespace {

Site site(std::uint32_t servers, std::uint32_t cards, std::uint32_t chip_class = 0) {
  return {.id = "s", .chip = "c", .chip_class = chip_class, .servers = servers, .cards = cards, .price = Amount{micro}};
}

Network network_of(std::vector<Site> sites) {
  return {.classes = {"a", "b"},
          .sites = std::move(sites),
          .needs = {1, 2, 3},
          .closures = {},
          .organisations = 4,
          .vouchers = {}};
}

struct Drawn {
  Network network;
  std::vector<Job> jobs;
};

Drawn draw(std::uint64_t seed) {
  Random random(seed);
  Drawn made{.network = network_of({}), .jobs = {}};
  const std::uint64_t sites = 1 + random.below(6);
  for (std::uint64_t i = 0; i < sites; ++i) {
    Site each = site(static_cast<std::uint32_t>(random.between(1, 5)), static_cast<std::uint32_t>(random.between(1, 8)),
                     static_cast<std::uint32_t>(random.below(2)));
    each.price = Amount{random.between(0, 5) * 1'234'567};
    each.domestic = random.chance(1, 2);
    each.vouchers = random.chance(1, 2);
    each.speed = random.chance(2, 3) ? 1'000 : static_cast<std::uint32_t>(random.between(500, 2'000));
    made.network.sites.push_back(each);
  }
  made.network.vouchers = {.each = Amount{random.between(0, 100) * micro}, .covers = Share{400'000}};
  const std::uint32_t jobs = static_cast<std::uint32_t>(random.between(1, 120));
  const std::int64_t gap = random.between(0, 40);
  const std::int64_t longest = random.chance(1, 4) ? 5'000 : 60;
  std::uint32_t at_s = static_cast<std::uint32_t>(random.between(0, 3'000));
  for (std::uint32_t i = 0; i < jobs; ++i) {
    at_s += static_cast<std::uint32_t>(random.between(0, gap));
    made.jobs.push_back({.submitted_s = at_s,
                         .duration_s = static_cast<std::uint32_t>(random.between(1, longest)),
                         .devices = static_cast<std::uint32_t>(
                             random.chance(1, 5) ? random.between(1, 20) : std::int64_t{1} << random.below(4)),
                         .organisation = static_cast<std::uint32_t>(random.below(4)),
                         .due_s = random.chance(1, 3) ? 0 : at_s + static_cast<std::uint32_t>(random.below(200)),
                         .home = static_cast<std::uint16_t>(random.below(sites)),
                         .need = static_cast<std::uint8_t>(random.below(3)),
                         .priority = static_cast<std::uint8_t>(random.below(3))});
  }
  const std::uint64_t closures = random.chance(1, 2) ? 0 : random.below(6);
  for (std::uint64_t i = 0; i < closures; ++i) {
    const auto from_s = static_cast<std::uint32_t>(random.below(at_s + 50));
    made.network.closures.push_back({.site = static_cast<std::uint32_t>(random.below(sites)),
                                     .from_s = from_s,
                                     .until_s = from_s + static_cast<std::uint32_t>(random.between(1, 150))});
  }
  if (random.chance(1, 4)) made.network.until_s = at_s + static_cast<std::uint32_t>(random.between(1, 100));
  return made;
}

// Few sites and sizes, and far more jobs than a pass of backfill looks at: most of them wait.
Drawn draw_crowd(std::uint64_t seed) {
  Random random(seed);
  Drawn made{.network = network_of({}), .jobs = {}};
  const std::uint64_t sites = 1 + random.below(5);
  for (std::uint64_t i = 0; i < sites; ++i) {
    made.network.sites.push_back(
        site(static_cast<std::uint32_t>(random.between(1, 2)), 4, random.chance(1, 4) ? 1 : 0));
    made.network.sites.back().speed = random.chance(2, 3) ? 1'000 : 700;
  }
  made.network.organisations = random.chance(1, 2) ? 4 : 40;
  const std::uint32_t organisations = made.network.organisations;
  const bool at_once = random.chance(1, 3);
  for (std::uint32_t i = 0; i < 160; ++i) {
    const std::uint32_t at_s = at_once ? 0 : i / 4;
    made.jobs.push_back(
        {.submitted_s = at_s,
         .duration_s = static_cast<std::uint32_t>(random.chance(1, 6) ? random.between(1, 5) : random.between(20, 300)),
         .devices = random.chance(1, 8)   ? 8u
                    : random.chance(1, 3) ? 4u
                                          : 1u,
         .organisation = static_cast<std::uint32_t>(random.below(organisations)),
         .due_s = at_s + static_cast<std::uint32_t>(random.below(900)),
         .home = static_cast<std::uint16_t>(random.below(sites)),
         .need = static_cast<std::uint8_t>(random.chance(1, 4) ? 2 : 0),
         .priority = static_cast<std::uint8_t>(random.below(3))});
  }
  const std::uint64_t closures = random.chance(1, 3) ? 0 : random.below(5);
  for (std::uint64_t i = 0; i < closures; ++i) {
    const auto from_s = static_cast<std::uint32_t>(random.below(600));
    made.network.closures.push_back({.site = static_cast<std::uint32_t>(random.below(sites)),
                                     .from_s = from_s,
                                     .until_s = from_s + static_cast<std::uint32_t>(random.between(1, 200))});
  }
  return made;
}

std::vector<Rule> all_rules() {
  std::vector<Rule> rules;
  for (int order = 0; order <= static_cast<int>(Order::lottery); ++order) {
    for (int queue = 0; queue <= static_cast<int>(Queue::backfill); ++queue) {
      for (int placement = 0; placement <= static_cast<int>(Placement::least_loaded); ++placement) {
        Rule rule{.scope = Scope::network,
                  .order = static_cast<Order>(order),
                  .queue = static_cast<Queue>(queue),
                  .placement = static_cast<Placement>(placement),
                  .seed = 99};
        rules.push_back(rule);
        rule.scope = Scope::alone;
        if (placement == 0) rules.push_back(rule);
      }
    }
  }
  return rules;
}

// At every instant the devices held at a site are at most its own.
void expect_within_capacity(const Network& network, const std::vector<Job>& jobs, const Run& run) {
  std::vector<std::map<std::uint32_t, std::int64_t>> changes(network.sites.size());
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    const JobRun& job = run.jobs[i];
    if (job.start_s == never) continue;
    const std::int64_t held = devices_held(jobs[i].devices, network.sites[job.site].cards);
    changes[job.site][job.start_s] += held;
    changes[job.site][job.end_s] -= held;
  }
  for (std::size_t number = 0; number < changes.size(); ++number) {
    std::int64_t used = 0;
    for (const auto& [at_s, change] : changes[number]) {
      used += change;
      ASSERT_LE(used, network.sites[number].devices());
      ASSERT_GE(used, 0);
    }
  }
}

// The sums, made again from what is said of each job. Where jobs were cut, earlier starts are not seen any more.
void expect_sums(const Network& network, const std::vector<Job>& jobs, const Run& run) {
  std::vector<SiteTotals> sites(network.sites.size());
  std::vector<Int128> spent(network.organisations, 0);
  bool any_cut = false;
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    const JobRun& job = run.jobs[i];
    any_cut = any_cut || job.cuts > 0;
    ASSERT_EQ(job.outcome == Outcome::rejected && job.start_s != never, false);
    ASSERT_EQ(job.start_s == never, job.site == no_site);
    if (job.outcome != Outcome::finished && job.outcome != Outcome::running) continue;
    ASSERT_GE(job.start_s, jobs[i].submitted_s);
    ASSERT_TRUE(network.serves(jobs[i].need, job.site));
    const std::uint64_t seconds = job.end_s - job.start_s;
    const std::uint64_t whole =
        duration_at(jobs[i].duration_s, network.sites[jobs[i].home].speed, network.sites[job.site].speed);
    ASSERT_TRUE(job.outcome == Outcome::finished ? seconds == whole : seconds < whole && job.end_s == network.until_s);
    SiteTotals& totals = sites[job.site];
    const std::uint64_t held = devices_held(jobs[i].devices, network.sites[job.site].cards);
    totals.used += jobs[i].devices * seconds;
    totals.beside += (held - jobs[i].devices) * seconds;
    totals.charged += divide(Int128{network.sites[job.site].price.micro_units} * static_cast<Int128>(held * seconds),
                             3'600, Rounding::half_up);
  }
  Int128 by_vouchers = 0;
  for (std::size_t number = 0; number < sites.size(); ++number) {
    const SiteTotals& said = run.sites[number];
    EXPECT_EQ(said.used, sites[number].used);
    EXPECT_EQ(said.beside, sites[number].beside);
    EXPECT_EQ(said.held, said.used + said.beside + said.lost);
    EXPECT_TRUE(said.charged == sites[number].charged);
    EXPECT_TRUE(said.by_vouchers >= 0 && said.by_vouchers <= said.charged);
    EXPECT_TRUE(any_cut || said.lost + said.cuts == 0);
    by_vouchers += said.by_vouchers;
  }
  Int128 left = 0;
  for (const Amount each : run.voucher_left) {
    EXPECT_GE(each.micro_units, 0);
    left += each.micro_units;
  }
  EXPECT_TRUE(left + by_vouchers == Int128{network.vouchers.each.micro_units} * network.organisations);
}

TEST(NetworkSimulation, agrees_with_the_plain_one_to_the_job_under_every_rule) {
  const auto rules = all_rules();
  for (std::uint64_t seed = 1; seed <= testing::part_of(24U); ++seed) {
    const Drawn drawn = draw(seed);
    ASSERT_TRUE(check(drawn.network, drawn.jobs).has_value());
    for (const Rule& rule : rules) {
      const auto run = simulate(drawn.network, drawn.jobs, rule);
      const auto plain = PlainSimulation(drawn.network, drawn.jobs, rule).run();
      for (std::size_t i = 0; i < plain.size(); ++i) {
        const JobRun& a = run.jobs[i];
        const JobRun& b = plain[i];
        ASSERT_EQ(a, b) << "seed " << seed << ", " << format(rule) << ", job " << i << ": started " << a.start_s
                        << " at " << a.site << ", plain " << b.start_s << " at " << b.site;
      }
      expect_within_capacity(drawn.network, drawn.jobs, run);
      expect_sums(drawn.network, drawn.jobs, run);
      if (HasFatalFailure()) FAIL() << "seed " << seed << ", " << format(rule);
      ASSERT_EQ(run, simulate(drawn.network, drawn.jobs, rule));
    }
  }
}

TEST(NetworkSimulation, agrees_with_the_plain_one_where_more_jobs_wait_than_backfill_looks_at) {
  for (std::uint64_t seed = 1; seed <= testing::part_of(4U); ++seed) {
    const Drawn drawn = draw_crowd(seed);
    ASSERT_TRUE(check(drawn.network, drawn.jobs).has_value());
    for (const Rule& rule : all_rules()) {
      if (rule.queue != Queue::backfill && rule.order != Order::fair_share) continue;
      const auto run = simulate(drawn.network, drawn.jobs, rule);
      const auto plain = PlainSimulation(drawn.network, drawn.jobs, rule).run();
      for (std::size_t i = 0; i < plain.size(); ++i) {
        ASSERT_EQ(run.jobs[i], plain[i]) << "seed " << seed << ", " << format(rule) << ", job " << i;
      }
    }
  }
}

}  // namespace
}  // namespace scrip::network_simulation
