#pragma once
// For this folder's fuzz targets: reads any bytes as a file and checks what must hold of every batch and report.

#include <cstdint>
#include <optional>
#include <string>

#include "base/check.h"
#include "base/limits.h"
#include "connectors/open_usage.h"

namespace scrip::connectors::fuzz {

inline ReadOptions all_options() {
  ReadOptions options;
  options.time_zero = instant_at(1'600'000'000'000);
  options.cluster = "c";
  options.account = "a";
  options.model = "m";
  options.charge = Charge::both;
  options.billed = Billed::computed;
  return options;
}

inline void check_batch(const metering::UsageBatch& batch) {
  for (std::size_t i = 0; i < batch.size(); ++i) {
    SCRIP_CHECK(batch.job[i] < batch.jobs.size());
    SCRIP_CHECK(batch.resource[i] < batch.resources.size());
    SCRIP_CHECK(batch.start_ms[i] <= batch.end_ms[i]);
    SCRIP_CHECK(batch.start_ms[i] >= count(instant_min));
    SCRIP_CHECK(batch.units[i] >= 0);
  }
  for (const auto& job : batch.jobs) {
    SCRIP_CHECK(!job.key.empty());
    SCRIP_CHECK(job.key.size() <= limits::text_max);
  }
}

// Reads the bytes to their end, in batches of an odd size.
inline void read(const std::uint8_t* data, std::size_t size, std::optional<Format> format, const ReadOptions& options) {
  std::string bytes{reinterpret_cast<const char*>(data), size};
  auto reader = open_usage(ByteSource::from_memory(std::move(bytes)), format, options);
  if (!reader) return;
  metering::UsageBatch batch;
  std::uint64_t records = 0;
  for (;;) {
    const auto more = (*reader)->next(batch, 3);
    if (!more || !*more) break;
    check_batch(batch);
    records += batch.size();
  }
  const ReadReport& report = (*reader)->report();
  SCRIP_CHECK(records == report.records);
  SCRIP_CHECK(report.rejected_rows <= report.rows);
  SCRIP_CHECK(report.rejected.size() <= ReadReport::samples_max);
  for (const Error& error : report.rejected) SCRIP_CHECK(error.line != 0);
}

}  // namespace scrip::connectors::fuzz
