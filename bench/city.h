#pragma once
// The workload of the benchmarks: one site, some chip models, and as many companies as wanted, each with a voucher, a
// hold and a running job that reports its devices every few seconds.

#include <cstdint>
#include <string>
#include <vector>

#include "base/random.h"
#include "metering/usage.h"
#include "runtime/journal.h"

namespace scrip::bench {

struct City {
  std::uint32_t vouchers = 1'000;
  std::uint32_t models = 4;
  std::int64_t start_ms = 1'767'225'600'000;  // 2026-01-01T00:00:00Z
  std::int64_t interval_ms = 10'000;

  [[nodiscard]] std::string job_key(std::uint32_t job) const { return "cluster-a/" + std::to_string(1'000'000 + job); }
  [[nodiscard]] std::string account(std::uint32_t job) const { return "account-" + std::to_string(job); }
  [[nodiscard]] Instant now() const { return instant_at(start_ms + std::int64_t{20} * 86'400'000); }
};

// Creates the authority, the site, rate cards, companies, vouchers and holds. Returns false and prints on an error.
[[nodiscard]] bool set_up(runtime::Journal& journal, const City& city);

// Fills the batch with records [first, first + size) of the stream: job after job, interval after interval.
void fill(const City& city, std::uint64_t first, std::size_t size, metering::UsageBatch& batch);

}  // namespace scrip::bench
