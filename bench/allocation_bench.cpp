// Sharing out a round: every method over the same applications, then writing, reading and verifying its published
// files. Prints seconds, applications a second and a checksum of the outcome.
//
//   allocation_bench [APPLICATIONS]     1,000,000 unless told

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "allocation/round_file.h"
#include "base/random.h"

namespace {

using namespace scrip;
using namespace scrip::allocation;
using Clock = std::chrono::steady_clock;

Round make_round(std::size_t applications) {
  Random random(1);
  Round round{.id = "bench", .unit = "CNY"};
  for (const char* id : {"small", "medium", "large"}) round.pools.push_back({id, Amount{}});
  for (std::size_t i = 0; i < applications; ++i) {
    Entry entry{.key = "2026-" + std::to_string(1'000'000 + i)};
    entry.submitted = instant_at(1'775'000'000'000 + random.between(0, 30LL * 86'400'000));
    entry.asked = Amount{random.between(100'000, 200'000'000) * 10'000};
    entry.score = Score{static_cast<std::int32_t>(random.between(30'000, 100'000))};
    entry.pool = static_cast<std::uint32_t>(i % 3);
    round.pools[entry.pool].amount += entry.asked;
    round.entries.push_back(std::move(entry));
  }
  for (Pool& pool : round.pools)
    pool.amount = Amount{pool.amount.micro_units / 30'000 * 10'000};  // a third of what is asked
  return round;
}

void choose_method(Round& round, Method method) {
  round.method = method;
  round.tiers.clear();
  if (method == Method::tiers) {
    round.tiers = {
        {"fund", Take::all, Score{85'000}}, {"draw", Take::lottery, Score{60'000}}, {"no", Take::none, Score{0}}};
  }
  for (Entry& entry : round.entries) entry.tier = tier_of(round.tiers, *entry.score).value_or(0);
}

template <class Work>
auto timed(const char* what, std::size_t applications, const Work& work) {
  const auto start = Clock::now();
  auto result = work();
  const double seconds = std::chrono::duration<double>(Clock::now() - start).count();
  if (!result) {
    std::fprintf(stderr, "%s: %s\n", what, describe(result.error(), Language::english).c_str());
    std::exit(1);
  }
  std::printf("%-12s %7.3f s %12.0f applications/s", what, seconds, static_cast<double>(applications) / seconds);
  return result;
}

}  // namespace

int main(int count, char** arguments) {
  const std::size_t applications = count > 1 ? std::strtoull(arguments[1], nullptr, 10) : 1'000'000;
  Round round = make_round(applications);
  const Seed seed{.bytes = {7}};
  round.commitment = commitment_of(seed);
  for (const Method method : {Method::first_come, Method::by_score, Method::pro_rata, Method::lottery, Method::tiers}) {
    choose_method(round, method);
    const auto allocation = timed(name(method).data(), applications, [&] { return allocate(round, seed); });
    std::int64_t checksum = 0;
    for (const Outcome& outcome : allocation->outcomes)
      checksum = (checksum * 31 + outcome.amount.micro_units) % 1'000'003;
    std::printf("  checksum %06lld\n", static_cast<long long>(checksum));
  }
  const auto inputs = timed("write", applications, [&] { return format_round(round); });
  std::printf("  %zu MiB\n", inputs->size() >> 20);
  const auto read = timed("read", applications, [&] { return parse_round(*inputs); });
  std::printf("  %zu applications\n", read->entries.size());
  const std::string outcome = format_outcome(*read, digest_of(*inputs), seed, allocate(*read, seed).value());
  (void)timed("verify", applications, [&] { return verify_round(*inputs, seed, outcome); });
  std::printf("  sha256 %s\n", to_hex(digest_of(outcome)).c_str());
}
