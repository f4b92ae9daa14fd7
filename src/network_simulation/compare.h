#pragma once
// The same jobs under several rules, in threads: each rule is a run of its own, so their number changes nothing.

#include <functional>
#include <span>
#include <vector>

#include "network_simulation/measures.h"
#include "network_simulation/rule.h"

namespace scrip::network_simulation {

struct Compared {
  Rule rule;
  Measures measures;
  std::vector<SiteTotals> sites;
};

// What is done with each whole run when all have ended: in the order of the rules.
using EachRun = std::function<void(const Rule& rule, const Run& run)>;

// Memory: 16 bytes for each job and thread; with `each`, for each rule.
[[nodiscard]] std::vector<Compared> compare(const Network& network, const std::vector<Job>& jobs,
                                            std::span<const Rule> rules, unsigned threads, const EachRun& each = {});

}  // namespace scrip::network_simulation
