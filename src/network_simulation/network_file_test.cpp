// Networks' files: what they become, and what is said of those that are wrong.

#include "network_simulation/network_file.h"

#include <gtest/gtest.h>

#include "network_simulation/compare.h"
#include "network_simulation/measures.h"

namespace scrip::network_simulation {
namespace {

constexpr std::string_view head = "scrip: network 1\nseed: 3\n";
constexpr std::string_view sites =
    "sites:\n"
    "  - {id: a, chip: x, class: gpu, servers: 2, cards: 4, price: 3.60, domestic: yes, vouchers: yes}\n"
    "  - {id: b, chip: y, servers: 1, cards: 8, price: 7.20, speed: 2, copies: 2}\n";
constexpr std::string_view jobs =
    "jobs:\n  - {from: table, file: jobs.csv, home: a, runs_on: [gpu, y], deadline: 1.5}\n";

// Every file there is.
Result<connectors::ByteSource> open_file(const std::string& name) {
  if (name == "jobs.csv") {
    return connectors::ByteSource::from_memory("submitted,duration,devices\n0,100,8\n10,100,8\n20,7,1\n");
  }
  if (name == "pai.csv") return connectors::ByteSource::from_memory("m1,T4,1,1,2\nm2,V100,1,1,8\nm3,V100,1,1,8\n");
  return fail(ErrorCode::file_unreadable, name);
}

Result<Loaded> load(const std::string& text, std::optional<std::uint64_t> seed = {}) {
  return load_network(text, open_file, seed);
}
std::string all(std::string_view more = "") {
  return std::string(head) + std::string(sites) + std::string(jobs) + std::string(more);
}

TEST(NetworkFile, sites_jobs_and_rules_are_as_written) {
  const auto loaded =
      load(all("vouchers: {each: 50, covers: 40%}\nclosures:\n  - {site: b-2, from: 1 min, until: 1 h}\n"
               "rules: [alone+strict, cheapest]\nuntil: 2 d\n"));
  ASSERT_TRUE(loaded.has_value()) << loaded.error().detail;
  const Network& network = loaded->network;
  ASSERT_EQ(network.sites.size(), 3u);
  EXPECT_EQ(network.sites[2].id, "b-2");
  EXPECT_EQ(network.sites[2].speed, 2'000u);
  EXPECT_EQ(network.classes, (std::vector<std::string>{"gpu", "y"}));
  EXPECT_EQ(network.needs, (std::vector<std::uint64_t>{3}));
  ASSERT_EQ(loaded->jobs.size(), 3u);
  EXPECT_EQ(loaded->jobs[2].due_s, 31u);  // 20 + 7 x 1.5, to the next second
  EXPECT_EQ(network.closures[0].site, 2u);
  EXPECT_EQ(network.closures[0].from_s, 60u);
  EXPECT_EQ(network.until_s, 172'800u);
  EXPECT_EQ(loaded->rules.size(), 2u);
  EXPECT_EQ(network.vouchers.each.micro_units, 50 * micro);
}

TEST(NetworkFile, a_site_sized_by_its_load_keeps_it) {
  const auto loaded = load(std::string(head) +
                           "sites:\n  - {id: a, chip: x, load: 25%, cards: 1}\n"
                           "jobs:\n  - {from: table, file: jobs.csv, home: a}\n");
  ASSERT_TRUE(loaded.has_value()) << loaded.error().detail;
  // 100 x 8 + 100 x 8 + 7 device-seconds in 20 seconds, at a quarter of the time.
  EXPECT_EQ(loaded->network.sites[0].servers, (1'607u * 4 + 19) / 20);
}

TEST(NetworkFile, copies_of_a_site_have_their_jobs_each_turned_by_the_seed) {
  const std::string text = std::string(head) +
                           "sites:\n  - {id: a, chip: x, servers: 2, copies: 4}\n"
                           "jobs:\n  - {from: table, file: jobs.csv, home: a, organisations: 2}\n";
  const auto loaded = load(text);
  ASSERT_TRUE(loaded.has_value());
  EXPECT_EQ(loaded->jobs.size(), 12u);
  EXPECT_EQ(loaded->network.organisations, 8u);
  std::vector<int> at_home(4);
  for (const Job& job : loaded->jobs) {
    ++at_home[job.home];
    EXPECT_LE(job.submitted_s, 20u);
  }
  EXPECT_EQ(at_home, (std::vector<int>{3, 3, 3, 3}));
  const auto again = load(text);
  const auto other = load(text, 4);
  const auto times = [](const Loaded& each) {
    std::vector<std::uint32_t> made;
    for (const Job& job : each.jobs) made.push_back(job.submitted_s);
    return made;
  };
  EXPECT_EQ(times(*loaded), times(*again));
  EXPECT_NE(times(*loaded), times(*other));
}

TEST(NetworkFile, an_inventory_becomes_sites_and_jobs_are_dealt_to_those_that_can_hold_them) {
  const auto loaded = load(
      std::string(head) +
      "sites:\n  - {id: pai, from: pai-machines, file: pai.csv, price: {T4: 2, default: 9}, class: {default: gpu}}\n"
      "jobs:\n  - {from: table, file: jobs.csv, home: pai}\n");
  ASSERT_TRUE(loaded.has_value()) << loaded.error().detail;
  ASSERT_EQ(loaded->network.sites.size(), 2u);
  EXPECT_EQ(loaded->network.sites[0].id, "pai/T4-2");
  EXPECT_EQ(loaded->network.sites[0].price.micro_units, 2 * micro);
  EXPECT_EQ(loaded->network.sites[1].servers, 2u);
  for (const Job& job : loaded->jobs) EXPECT_TRUE(job.devices < 8 || job.home == 1);
  const auto by_class = load(std::string(head) +
                             "sites:\n  - {id: pai, from: pai-machines, file: pai.csv}\n"
                             "jobs:\n  - {from: table, file: jobs.csv, home: pai, runs_on: V100}\n");
  ASSERT_TRUE(by_class.has_value()) << by_class.error().detail;
  for (const Job& job : by_class->jobs) EXPECT_EQ(job.home, 1u);
}

TEST(NetworkFile, says_what_is_wrong_and_where) {
  struct Case {
    std::string text;
    ErrorCode code;
    std::string field;
  };
  const std::string good = all();
  const auto with = [&](const std::string& from, const std::string& to) {
    std::string made = good;
    made.replace(made.find(from), from.size(), to);
    return made;
  };
  for (const Case& each : std::vector<Case>{
           {with("network 1", "network 2"), ErrorCode::value_invalid, "scrip"},
           {with("servers: 2", "serverz: 2"), ErrorCode::unknown_field, "serverz"},
           {with("servers: 2", "servers: 0"), ErrorCode::out_of_range, "servers"},
           {with("servers: 2", "servers: 2, load: 50%"), ErrorCode::missing_field, "servers"},
           {with("cards: 4", "cards: 65"), ErrorCode::out_of_range, "cards"},
           {with("price: 3.60", "price: -1"), ErrorCode::out_of_range, "site a.price"},
           {with("id: b", "id: a"), ErrorCode::duplicate_key, "id"},
           {with("domestic: yes", "domestic: maybe"), ErrorCode::value_invalid, "domestic"},
           {with("home: a", "home: z"), ErrorCode::value_invalid, "home"},
           {with("[gpu, y]", "[gpu, z]"), ErrorCode::value_invalid, "runs_on"},
           {with("from: table", "from: tabel"), ErrorCode::value_invalid, "from"},
           {with("file: jobs.csv", "file: none.csv"), ErrorCode::file_unreadable, ""},
           {good + "rules: [alone+fast]\n", ErrorCode::value_invalid, "rules"},
           {good + "rules: [alone+network]\n", ErrorCode::duplicate_key, "rules"},
           {good + "rules: [alone+cheapest]\n", ErrorCode::value_invalid, "rules"},
           {good + "until: 3 weeks\n", ErrorCode::value_invalid, "until"},
           {good + "vouchers: {each: 5, covers: 140%}\n", ErrorCode::out_of_range, "covers"},
           {good + "closures: [{site: a, from: 2 h, until: 1 h}]\n", ErrorCode::value_invalid, "until"},
           {good + "cancellations: {times: 3, shortest: 2 h, longest: 1 h}\n", ErrorCode::out_of_range, "longest"},
           {std::string(head) + std::string(sites), ErrorCode::missing_field, "jobs"},
       }) {
    const auto loaded = load(each.text);
    ASSERT_FALSE(loaded.has_value()) << each.text;
    EXPECT_EQ(loaded.error().code, each.code) << loaded.error().detail << "\n" << each.text;
    EXPECT_EQ(loaded.error().field, each.field) << loaded.error().detail;
  }
}

// --- what a run comes to ---

TEST(Measures, waits_are_the_nearest_ranks) {
  EXPECT_EQ(waits_of({}), Waits{});
  std::vector<std::uint32_t> waits;
  for (std::uint32_t i = 100; i > 0; --i) waits.push_back(i);
  EXPECT_EQ(
      waits_of(waits),
      (Waits{.jobs = 100, .sum_s = 5'050, .mean_s = 51, .p50_s = 50, .p90_s = 90, .p99_s = 99, .longest_s = 100}));
  EXPECT_EQ(waits_of({7}),
            (Waits{.jobs = 1, .sum_s = 7, .mean_s = 7, .p50_s = 7, .p90_s = 7, .p99_s = 7, .longest_s = 7}));
}

TEST(Measures, two_clusters_alone_and_as_a_network_by_hand) {
  // a: 2 x 4 devices at 3.60; b-1, b-2: 8 devices twice as fast at 7.20. Two jobs of 8 devices for 100 s, one of 1 for
  // 7 s.
  const auto loaded = load(all("vouchers: {each: 1, covers: 50%}\nrules: [alone+strict, network+soonest]\n"));
  ASSERT_TRUE(loaded.has_value());
  const auto compared = compare(loaded->network, loaded->jobs, loaded->rules, 2);
  const Measures& alone = compared[0].measures;
  EXPECT_EQ(alone.waits.sum_s, 90u + 180u);  // each after the other
  EXPECT_EQ(alone.end_s, 207u);
  EXPECT_EQ(alone.late, 2u);
  EXPECT_EQ(alone.away, 0u);
  EXPECT_TRUE(alone.all.charged == 1'607'000);  // 1,607 device-seconds at 0.001 a second
  EXPECT_TRUE(alone.all.by_vouchers == 803'500);  // half, within the one voucher of 1
  EXPECT_EQ(alone.used_domestic, 1'607u);
  const Measures& network = compared[1].measures;
  EXPECT_EQ(network.waits.sum_s, 0u);
  EXPECT_EQ(network.end_s, 60u);
  EXPECT_EQ(network.away, 2u);
  EXPECT_EQ(network.all.used, 8u * 50 * 2 + 7);  // the third finds its home free
  EXPECT_TRUE(network.all.charged == 800 * 2'000 + 7 * 1'000);
  EXPECT_TRUE(network.all.by_vouchers == 3'500);  // b takes none
  std::uint64_t spread = 0;
  for (const std::uint64_t each : alone.over_time) spread += each;
  EXPECT_EQ(spread, alone.all.held_in_window);
}

TEST(Rules, are_read_as_they_are_written) {
  for (const char* words :
       {"alone+first-come+strict", "network+lottery+backfill+least-loaded", "network+deadline+first-fit+soonest"}) {
    EXPECT_EQ(format(*parse_rule(words)), words);
  }
  EXPECT_EQ(*parse_rule("cheapest"), (Rule{.placement = Placement::cheapest}));
  EXPECT_FALSE(parse_rule("").has_value());
  EXPECT_EQ(ticket(0, 0), 0xe220a8397b1dcdafULL);  // the first output of SplitMix64 for 0, as published
}

}  // namespace
}  // namespace scrip::network_simulation
