#include "network_simulation/compare.h"

#include <algorithm>
#include <atomic>
#include <thread>

namespace scrip::network_simulation {

std::vector<Compared> compare(const Network& network, const std::vector<Job>& jobs, std::span<const Rule> rules,
                              unsigned threads, const EachRun& each) {
  std::vector<Compared> made(rules.size());
  std::vector<Run> kept(each ? rules.size() : 0);
  std::atomic<std::size_t> next = 0;
  const auto work = [&] {
    for (std::size_t i = next++; i < rules.size(); i = next++) {
      Run run = simulate(network, jobs, rules[i]);
      made[i] = {.rule = rules[i], .measures = measure(network, jobs, run), .sites = run.sites};
      if (each) kept[i] = std::move(run);
    }
  };
  {
    std::vector<std::jthread> workers;
    const std::size_t others = std::min<std::size_t>(threads, rules.size());
    for (std::size_t i = 1; i < others; ++i) workers.emplace_back(work);
    work();
  }
  for (std::size_t i = 0; i < kept.size(); ++i) each(rules[i], kept[i]);
  return made;
}

}  // namespace scrip::network_simulation
