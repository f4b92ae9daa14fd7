#include "verify/usage_body.h"

#include <algorithm>
#include <string>
#include <tuple>
#include <vector>

#include "base/limits.h"
#include "base/texts.h"
#include "codec/usage_frame.h"
#include "connectors/byte_source.h"
#include "connectors/ndjson.h"
#include "verify/mismatch.h"

namespace scrip::verify {
namespace {

// A record with what it is for, in the words of the registry where it knows them.
using Row = std::tuple<JobId, std::uint64_t, std::int64_t, std::int64_t, std::int64_t, std::string>;

Result<std::vector<Row>> sent_rows(const engine::State& state, SiteId site, const metering::UsageBatch& batch) {
  std::vector<std::string> resources;
  for (const auto& text : batch.resources) {
    const auto* known = state.registry.find_resource(text);
    resources.emplace_back(known != nullptr ? known->key : std::string(text));
  }
  std::vector<JobId> jobs;
  for (const auto& job : batch.jobs) {
    const auto known = state.job_by_key.find(engine::job_key(site, job.key));
    jobs.push_back(known == state.job_by_key.end() ? no_id<JobId> : known->second);
  }
  std::vector<Row> rows;
  for (std::size_t i = 0; i < batch.size(); ++i) {
    const JobId job = jobs[batch.job[i]];
    if (job == no_id<JobId> || !state.jobs[index(job)].parts.contains(batch.part[i])) {
      return mismatch("part " + std::to_string(batch.part[i]) + " of job '" +
                      std::string(batch.jobs[batch.job[i]].key) + "' was signed and sent, and is not in the journal");
    }
    rows.emplace_back(job, batch.part[i], batch.start_ms[i], batch.end_ms[i], batch.units[i],
                      resources[batch.resource[i]]);
  }
  std::ranges::sort(rows);
  return rows;
}

std::vector<Row> taken_rows(const engine::State& state, const engine::UsageBlock& block) {
  std::vector<Row> rows;
  std::size_t at = 0;
  std::size_t conflict = 0;
  for (const auto& job : block.jobs) {
    for (std::uint32_t i = 0; i < job.records; ++i, ++at) {
      const auto& slot = block.slots[block.slot[at]];
      const bool derived = conflict < block.conflicts.size() && block.conflicts[conflict].record == at;
      const bool known = slot.resource != no_id<ResourceId>;
      rows.emplace_back(job.job, derived ? block.conflicts[conflict].part : block.part[at], block.start_ms[at],
                        block.end_ms[at], block.units[at],
                        known ? state.registry.resources()[index(slot.resource)].key : slot.resource_text);
      if (derived) ++conflict;
    }
  }
  return rows;
}

}  // namespace

bool is_usage_frame(std::string_view body) { return body.starts_with("SUF"); }

Result<UsageBody> read_usage_body(std::string_view body, bool is_frame) {
  UsageBody read;
  if (is_frame) {
    SCRIP_TRY_VOID(codec::decode_frame(as_bytes(body), read.batch));
    read.report.records = read.batch.size();
    return read;
  }
  const auto reader = connectors::open_ndjson(connectors::ByteSource::from_memory(std::string(body)), {});
  metering::UsageBatch rest;
  if (SCRIP_TRY(reader->next(read.batch, limits::batch_records_max)) && SCRIP_TRY(reader->next(rest, 1))) {
    return fail(ErrorCode::too_large, say("at most 65,536 records in one request"), "body");
  }
  read.report = reader->report();
  return read;
}

Result<void> check_body(const engine::State& state, const engine::UsageBlock& block, std::string_view body) {
  const auto read = SCRIP_TRY(read_usage_body(body, is_usage_frame(body)));
  const auto sent = SCRIP_TRY(sent_rows(state, block.site, read.batch));
  for (const auto& row : taken_rows(state, block)) {
    if (std::ranges::binary_search(sent, row)) continue;
    return mismatch("job " + std::to_string(index(std::get<0>(row))) + ": its record " +
                    std::to_string(std::get<1>(row)) + " is not one that the site signed");
  }
  return {};
}

}  // namespace scrip::verify
