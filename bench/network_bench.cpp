// Jobs a second of the network simulator: the trace of a network that is drawn, under one rule after another, and the
// plain simulator on the front of the same trace.
//
//   network_bench [--jobs N] [--sites N] [--servers N] [--plain N] [--load PERCENT] [--own N]
//                 [--rule WORDS | --rule all]
//
// --own: so many organisations at each site, whose jobs have that home, as the copies of a source have. Without it 500
// organisations have jobs at every site, the hardest case for fair shares.
// Without --rule the rules of docs/network-simulation.md; `all` is every one of the 120, and the slowest last. Every
// speed also as a part of that of alone+first-fit, the simplest, measured first: machines differ, and how busy they
// are.

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

#include "base/random.h"
#include "bench/measure.h"
#include "network_simulation/plain_simulation.h"
#include "network_simulation/rule.h"
#include "network_simulation/simulate.h"

namespace {

using namespace scrip;                      // NOLINT: a program, not a header
using namespace scrip::network_simulation;  // NOLINT

struct Sizes {
  std::uint64_t jobs = 2'000'000;
  std::uint64_t sites = 300;
  std::uint64_t servers = 416;  // of one site on average; with 8 cards each: a million accelerators
  std::uint64_t load = 80;      // percent of the devices that the jobs ask for on average
  std::uint64_t plain = 20'000;
  std::uint64_t own = 0;  // organisations of each site; 0: all have jobs at every site
};

Network draw_network(Random& random, const Sizes& sizes) {
  Network network{.classes = {"a", "b"},
                  .sites = {},
                  .needs = {1, 2, 3},
                  .closures = {},
                  .organisations = static_cast<std::uint32_t>(sizes.own == 0 ? 500 : sizes.own * sizes.sites),
                  .vouchers = {.each = Amount{1'000'000 * micro}, .covers = Share{500'000}}};
  for (std::uint64_t i = 0; i < sizes.sites; ++i) {
    network.sites.push_back({.id = "site-" + std::to_string(i),
                             .chip = "chip",
                             .chip_class = static_cast<std::uint32_t>(i % 2),
                             .servers = static_cast<std::uint32_t>(sizes.servers / 2 + random.below(sizes.servers) + 1),
                             .cards = 8,
                             .price = Amount{random.between(5, 30) * micro},
                             .domestic = random.chance(1, 2),
                             .vouchers = random.chance(2, 3)});
  }
  return network;
}

// Sizes and durations in the proportions of the ElasticFlow clusters: mostly one device, hours long.
std::vector<Job> draw_jobs(Random& random, const Network& network, const Sizes& sizes) {
  static constexpr std::uint32_t devices[] = {1, 1, 1, 1, 1, 2, 4, 8, 8, 16, 32, 64};
  std::vector<Job> jobs(sizes.jobs);
  std::uint64_t work = 0;
  for (Job& job : jobs) {
    job.devices = devices[random.below(std::size(devices))];
    job.duration_s = static_cast<std::uint32_t>(600 + random.below(1u << (8 + random.below(9))));
    job.organisation = static_cast<std::uint32_t>(random.below(network.organisations));
    job.home = static_cast<std::uint16_t>(random.below(network.sites.size()));
    if (sizes.own > 0)
      job.organisation = static_cast<std::uint32_t>(job.home * sizes.own + job.organisation % sizes.own);
    job.need = static_cast<std::uint8_t>(random.chance(1, 10) ? 2 : network.sites[job.home].chip_class);
    job.priority = static_cast<std::uint8_t>(random.below(3));
    work += std::uint64_t{job.devices} * job.duration_s;
  }
  std::uint64_t all = 0;
  for (const Site& site : network.sites) all += site.devices();
  const std::uint64_t span_s = std::max<std::uint64_t>(1, work * 100 / (all * sizes.load));
  for (Job& job : jobs) job.submitted_s = static_cast<std::uint32_t>(random.below(span_s));
  std::ranges::sort(jobs, {}, &Job::submitted_s);
  for (Job& job : jobs) job.due_s = job.submitted_s + 2 * job.duration_s;
  return jobs;
}

template <class Work>
double seconds_of(const Work& work) {
  const double before = bench::cpu_seconds();
  work();
  return bench::cpu_seconds() - before;
}

std::uint64_t checksum(const std::vector<JobRun>& jobs) {
  std::uint64_t sum = 0;
  for (const JobRun& job : jobs) sum = sum * 31 + job.start_s + job.site;
  return sum;
}

// Jobs a second. `yardstick` is that of the simplest rule, 0 while it is not known.
double measure(const Network& network, const std::vector<Job>& jobs, const std::string& words, double yardstick) {
  const Rule rule = bench::must(parse_rule(words));
  std::vector<JobRun> made;
  const double seconds = seconds_of([&] { made = simulate(network, jobs, rule).jobs; });
  std::uint64_t waited = 0;
  for (const JobRun& job : made) waited += job.end_s != never && job.start_s != never ? 1 : 0;
  const double speed = static_cast<double>(jobs.size()) / seconds;
  std::printf("%-40s %12.0f jobs/s  %5.2f  started %llu  checksum %016llx\n", words.c_str(), speed,
              yardstick > 0 ? speed / yardstick : 1.0, static_cast<unsigned long long>(waited),
              static_cast<unsigned long long>(checksum(made)));
  return speed;
}

std::vector<std::string> all_rules() {
  std::vector<std::string> rules;
  for (int order = 0; order <= static_cast<int>(Order::lottery); ++order) {
    for (int queue = 0; queue <= static_cast<int>(Queue::backfill); ++queue) {
      Rule rule{.scope = Scope::alone, .order = static_cast<Order>(order), .queue = static_cast<Queue>(queue)};
      rules.push_back(format(rule));
      rule.scope = Scope::network;
      for (int placement = 0; placement <= static_cast<int>(Placement::least_loaded); ++placement) {
        rule.placement = static_cast<Placement>(placement);
        rules.push_back(format(rule));
      }
    }
  }
  return rules;
}

void measure_each(const Network& network, const std::vector<Job>& jobs, const std::vector<std::string>& rules) {
  const double yardstick = measure(network, jobs, "alone+first-fit", 0);
  double slowest = 0;
  std::string of;
  for (const std::string& words : rules) {
    const double speed = measure(network, jobs, words, yardstick);
    if (of.empty() || speed < slowest) {
      slowest = speed;
      of = words;
    }
  }
  std::printf("slowest of %zu rules: %s, %.0f jobs/s\n", rules.size(), of.c_str(), slowest);
}

void measure_plain(const Network& network, std::vector<Job> jobs, std::uint64_t count, const std::string& words) {
  jobs.resize(std::min<std::size_t>(jobs.size(), count));
  const Rule rule = bench::must(parse_rule(words));
  std::vector<JobRun> plain;
  std::vector<JobRun> made;
  const double slow = seconds_of([&] { plain = PlainSimulation(network, jobs, rule).run(); });
  const double fast = seconds_of([&] { made = simulate(network, jobs, rule).jobs; });
  std::printf("plain, %zu jobs, %-27s %8.0f jobs/s; ours %.0f, ratio %.0f, %s\n", jobs.size(), words.c_str(),
              static_cast<double>(jobs.size()) / slow, static_cast<double>(jobs.size()) / fast, slow / fast,
              plain == made ? "the same to the job" : "DIFFERENT");
}

}  // namespace

int main(int argc, char** argv) {
  Sizes sizes;
  std::vector<std::string> rules{
      "alone+strict",      "alone+backfill",    "listed",           "home-first",   "cheapest",
      "cheapest+strict",   "cheapest+backfill", "domestic-first",   "least-loaded", "cheapest+fair-share",
      "cheapest+deadline", "cheapest+lottery",  "cheapest+priority"};
  for (int i = 1; i + 1 < argc; i += 2) {
    const std::uint64_t value = std::strtoull(argv[i + 1], nullptr, 10);
    if (std::strcmp(argv[i], "--jobs") == 0) sizes.jobs = value;
    if (std::strcmp(argv[i], "--sites") == 0) sizes.sites = value;
    if (std::strcmp(argv[i], "--servers") == 0) sizes.servers = value;
    if (std::strcmp(argv[i], "--load") == 0) sizes.load = value;
    if (std::strcmp(argv[i], "--plain") == 0) sizes.plain = value;
    if (std::strcmp(argv[i], "--own") == 0) sizes.own = value;
    if (std::strcmp(argv[i], "--rule") == 0) {
      rules = std::strcmp(argv[i + 1], "all") == 0 ? all_rules() : std::vector<std::string>{argv[i + 1]};
    }
  }
  Random random(1);
  const Network network = draw_network(random, sizes);
  const std::vector<Job> jobs = draw_jobs(random, network, sizes);
  bench::must(check(network, jobs));
  std::uint64_t devices = 0;
  for (const Site& site : network.sites) devices += site.devices();
  std::printf("%zu jobs over %zu sites with %llu accelerators, load %llu %%\n", jobs.size(), network.sites.size(),
              static_cast<unsigned long long>(devices), static_cast<unsigned long long>(sizes.load));
  measure_each(network, jobs, rules);
  measure_plain(network, jobs, sizes.plain, "alone+strict");
  measure_plain(network, jobs, sizes.plain, "cheapest");
  return 0;
}
