// Rules are compared in threads: with any number of them the same.

#include <gtest/gtest.h>

#include <string>

#include "base/random.h"
#include "network_simulation/compare.h"

namespace scrip::network_simulation {
namespace {

TEST(Compare, any_number_of_threads_gives_the_same) {
  Random random(5);
  Network network{.classes = {"a"},
                  .sites = {},
                  .needs = {1},
                  .closures = {{.site = 1, .from_s = 50, .until_s = 90}},
                  .organisations = 3,
                  .vouchers = {.each = Amount{micro}, .covers = Share{500'000}}};
  for (int i = 0; i < 4; ++i) {
    network.sites.push_back(
        {.id = std::to_string(i), .chip = "x", .servers = 2, .cards = 4, .price = Amount{i * micro}});
  }
  std::vector<Job> jobs;
  for (std::uint32_t i = 0; i < 400; ++i) {
    jobs.push_back({.submitted_s = i / 4,
                    .duration_s = static_cast<std::uint32_t>(random.between(1, 50)),
                    .devices = static_cast<std::uint32_t>(random.between(1, 8)),
                    .organisation = i % 3,
                    .home = static_cast<std::uint16_t>(i % 4)});
  }
  ASSERT_TRUE(check(network, jobs).has_value());
  std::vector<Rule> rules;
  for (const char* words :
       {"alone+strict", "alone+backfill", "cheapest", "least-loaded+fair-share", "lottery+backfill"}) {
    rules.push_back(*parse_rule(words));
  }
  const auto one = compare(network, jobs, rules, 1);
  for (const unsigned threads : {2u, 3u, 9u}) {
    std::vector<Rule> order;
    const auto many = compare(network, jobs, rules, threads,
                              [&](const Rule& rule, const network_simulation::Run&) { order.push_back(rule); });
    EXPECT_EQ(order, rules);
    for (std::size_t i = 0; i < rules.size(); ++i) {
      EXPECT_EQ(many[i].rule, rules[i]);
      EXPECT_EQ(many[i].sites, one[i].sites);
      EXPECT_EQ(many[i].measures.waits, one[i].measures.waits);
    }
  }
}

}  // namespace
}  // namespace scrip::network_simulation
