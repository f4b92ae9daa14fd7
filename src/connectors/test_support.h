#pragma once
// For this folder's tests: reads texts and files as the importer would, and shows the records as lines of text.

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "connectors/open_usage.h"

namespace scrip::connectors::test {

struct Read {
  std::vector<std::string> records;  // "job|account|resource|part|start|end|units[|requested=..][|ended][|problem]"
  ReadReport report;
  std::optional<Error> error;  // where the file could not be opened or read to its end
};

inline std::string show(const metering::UsageBatch& batch, std::size_t i) {
  const metering::JobInfo& job = batch.jobs[batch.job[i]];
  std::string out = fmt::format("{}|{}|{}|{}|{}|{}|{}", job.key, job.account, batch.resources[batch.resource[i]],
                                batch.part[i], batch.start_ms[i], batch.end_ms[i], batch.units[i]);
  if (!job.requested.empty()) out += fmt::format("|requested={}", job.requested);
  if (job.use != metering::Use::unspecified) out += fmt::format("|use={}", registry::name(job.use));
  if (job.ended) out += "|ended";
  if (batch.problem[i] != metering::SuspenseReason::none) out += fmt::format("|{}", metering::name(batch.problem[i]));
  return out;
}

inline Read read(Result<std::unique_ptr<UsageReader>> reader, std::size_t batch_records = 1000) {
  Read out;
  if (!reader) {
    out.error = reader.error();
    return out;
  }
  metering::UsageBatch batch;
  for (;;) {
    const auto more = (*reader)->next(batch, batch_records);
    if (!more) out.error = more.error();
    if (!more || !*more) break;
    for (std::size_t i = 0; i < batch.size(); ++i) out.records.push_back(show(batch, i));
  }
  out.report = (*reader)->report();
  return out;
}

inline Read read_text(std::string text, std::optional<Format> format = {}, const ReadOptions& options = {}) {
  return read(open_usage(ByteSource::from_memory(std::move(text)), format, options));
}

inline Read read_file(const std::string& path, std::optional<Format> format = {}, const ReadOptions& options = {}) {
  return read(open_usage(path, format, options));
}

// A file committed with the tests.
inline std::string sample(const std::string& name) { return SCRIP_SOURCE_DIR "/tests/data/" + name; }

// The real files, which lie beside the checkout on machines that have them.
inline std::filesystem::path shared_folder() {
  if (const char* folder = std::getenv("SCRIP_SHARED")) return folder;
  return (std::filesystem::path(SCRIP_SOURCE_DIR) / "../shared").lexically_normal();
}

inline std::string content(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

inline std::string first_error(const Read& result) {
  if (result.error) return describe(*result.error, Language::english);
  return result.report.rejected.empty() ? "" : describe(result.report.rejected[0], Language::english);
}

}  // namespace scrip::connectors::test
