#pragma once
// A random authority with everything in it, and random usage; all of it follows from one seed.

#include <string>
#include <vector>

#include "base/random.h"
#include "engine/commands.h"
#include "tests/sim/town.h"

namespace scrip::sim {

// A stretch of work of one job, before any site cuts it into records.
struct Work {
  std::string site;
  std::string job;
  std::string account;
  registry::Use use = registry::Use::unspecified;
  std::string resource;
  bool is_token = false;
  std::int64_t start_ms = 0;
  std::int64_t end_ms = 0;
  std::int64_t units = 0;
};

struct SiteUsage {
  std::string site;
  Usage record;
};

struct City {
  std::vector<engine::Command> commands;  // in an order that works
  std::vector<std::string> sites, resources, organisations, vouchers, jobs;
  std::vector<Work> work;
};

// The usage of 2026-01-20 .. 2026-03-08, for vouchers that outlive it. `jobs_max` jobs at most.
[[nodiscard]] City random_city(Random& random, std::size_t jobs_max);
[[nodiscard]] engine::IssueVoucher random_voucher(Random& random, const City& city, const std::string& key);

// Cuts work into records with parts of their own, at random instants. However it is cut, the bill is the same.
[[nodiscard]] std::vector<SiteUsage> cut(Random& random, const std::vector<Work>& work);

// Records of one site after another, in batches of at most `batch_max`, some of them repeated; order as it comes.
struct SiteBatch {
  std::string site;
  std::vector<Usage> records;
};
[[nodiscard]] std::vector<SiteBatch> batches(Random& random, std::vector<SiteUsage> records, std::size_t batch_max);

template <class T>
const T& pick(Random& random, const std::vector<T>& list) {
  return list[random.below(list.size())];
}

template <class T>
void shuffle(Random& random, std::vector<T>& list) {
  for (std::size_t i = list.size(); i > 1; --i) std::swap(list[i - 1], list[random.below(i)]);
}

// How many seeds a test of this many by default should try: the environment's SCRIP_SIM_SEEDS, or the default.
[[nodiscard]] std::uint64_t seeds_to_try(std::uint64_t by_default);

}  // namespace scrip::sim
