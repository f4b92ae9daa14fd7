// The waiting line at its limit: how long it takes to join, to ask for a quote behind it, and to look who is next, with
// so many waiting at a network that is full.
//
//   build/bench/line_bench [WAITING] [SITES]

#include <fmt/core.h>

#include <algorithm>
#include <cstdlib>
#include <string>

#include "base/random.h"
#include "bench/measure.h"
#include "engine/commands.h"
#include "engine/line_plan.h"

namespace {

using namespace scrip;
using namespace scrip::engine;

constexpr std::int64_t second = 1'000;
constexpr std::uint32_t devices_per_site = 256;
constexpr std::uint32_t places_each = 16;  // that one organisation may have

class Network {
 public:
  explicit Network(std::uint32_t sites) {
    must(CreateAuthority{{.name = "Bench", .currency = "CNY", .zone_name = "UTC", .zone = {}, .public_key = {}}});
    must(AddOrganisation{"operator", "operator", "local", "operator"});
    must(AddResource{"chip", "Chip", "Maker", registry::ResourceKind::accelerator, {}});
    must(AddProgramme{"p", "P", programme::RedemptionMode::deduct});
    must(AddBudgetLine{"b", "p", "City", Unit::money, Amount{std::int64_t{1'000'000'000} * 1'000'000}});
    for (std::uint32_t i = 0; i < sites; ++i) {
      const std::string site = "site-" + std::to_string(i);
      must(AddSite{site, site, "operator", {}, {}});
      must(PublishRateCard{.key = "card-" + site,
                           .site = site,
                           .period = {instant_at(0), instant_at(std::int64_t{4'000'000'000} * second)},
                           .prices = {{"chip", {rating::Band{.price = Amount{3'600'000 + i * 1'000}}}}}});
      must(DeclareCapacity{.key = "cap-" + site,
                           .site = site,
                           .resource = "chip",
                           .devices = devices_per_site,
                           .from = Day{count(today()) + 60},
                           .until = Day{count(today()) + 200},
                           .use = registry::CapacityUse::programmes});
    }
  }

  [[nodiscard]] Day today() const { return ZoneOffsets{}.day_of(now_); }
  [[nodiscard]] const State& state() const { return state_; }
  [[nodiscard]] Instant now() const { return now_; }
  void sleep(std::int64_t seconds) { now_ += Milliseconds{seconds * second}; }

  void must(const Command& command) {
    const EntryContext context{.sequence = ++sequence_, .now = now_, .actor = "bench"};
    now_ += Milliseconds{1};
    const auto events = decide(state_, command, context);
    if (!events) {
      fmt::print(stderr, "{}: {}\n", name(events.error().code), events.error().detail);
      std::exit(1);
    }
    begin_entry(state_, context, std::nullopt);
    for (const Event& event : *events) apply(state_, event);
  }

  // What the journal does before each command.
  std::size_t serve() {
    std::size_t events = 0;
    for (auto due = due_events(state_, now_); !due.empty(); due = due_events(state_, now_)) {
      begin_entry(state_, {.sequence = ++sequence_, .now = now_, .actor = {}}, std::nullopt);
      for (const Event& event : due) apply(state_, event);
      events += due.size();
      now_ += Milliseconds{1};
    }
    note_line_looked(state_, now_);
    return events;
  }

 private:
  State state_;
  std::uint64_t sequence_ = 0;
  Instant now_ = instant_at(std::int64_t{1'767'225'600} * second);  // 2026-01-01T00:00:00Z
};

network::Workload devices_for(std::uint32_t devices, std::int64_t hours) {
  network::Workload workload;
  workload.kind = network::WorkloadKind::devices;
  workload.devices = devices;
  workload.duration_s = hours * 3'600;
  return workload;
}

}  // namespace

int main(int count, char** words) {
  const auto waiting = static_cast<std::uint32_t>(count > 1 ? std::atoi(words[1]) : 1'000);
  const auto sites = static_cast<std::uint32_t>(count > 2 ? std::atoi(words[2]) : 20);
  Network network(sites);
  Random random(1);
  double join_s = 0, longest_s = 0;
  for (std::uint32_t i = 0; i < waiting; ++i) {
    const std::string company = "company-" + std::to_string(i / places_each);
    if (i % places_each == 0) {
      network.must(AddOrganisation{company, company, "local", company});
      IssueVoucher voucher{.key = "v-" + company, .budget_line = "b", .organisation = company};
      voucher.face = Amount{std::int64_t{1'000'000} * 1'000'000};
      voucher.share = whole_share;
      voucher.valid_from = network.today();
      voucher.valid_until = Day{scrip::count(network.today()) + 300};
      network.must(voucher);
    }
    JoinLine join{.key = "w-" + std::to_string(i), .organisation = company, .programme = "p"};
    join.workload = devices_for(static_cast<std::uint32_t>(8 + 8 * random.below(16)),
                                static_cast<std::int64_t>(4 + random.below(68)));
    const double began = bench::thread_seconds();
    network.serve();
    network.must(join);
    const double taken_s = bench::thread_seconds() - began;
    join_s += taken_s;
    longest_s = std::max(longest_s, taken_s);
  }
  const double look = bench::thread_seconds();
  const auto places = run_line(network.state(), network.now());
  const double run_s = bench::thread_seconds() - look;
  std::uint64_t planned = 0;
  std::int64_t checksum = 0;
  for (const auto& place : places) {
    if (!place.offer) continue;
    ++planned;
    checksum ^= scrip::count(place.offer->window.from) + place.offer->devices;
  }
  const double asked = bench::thread_seconds();
  AskQuote quote{.key = "q", .organisation = "company-0"};
  quote.workload = devices_for(8, 10);
  network.must(quote);
  const double ask_s = bench::thread_seconds() - asked;
  fmt::print("{} wait at {} sites; {} of them have a planned start\n", places.size(), sites, planned);
  fmt::print("join    {:8.2f} ms on average, {:8.2f} ms the longest\n", 1'000 * join_s / waiting, 1'000 * longest_s);
  fmt::print("look    {:8.2f} ms for who is next, at most once a minute and after each change\n", 1'000 * run_s);
  fmt::print("quote   {:8.2f} ms behind the line\n", 1'000 * ask_s);
  fmt::print("checksum {}\n", checksum);
  return 0;
}
