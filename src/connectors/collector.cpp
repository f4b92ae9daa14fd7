#include "connectors/collector.h"

#include <algorithm>

#include <fmt/format.h>
#include <simdjson.h>

#include "base/limits.h"
#include "base/wide.h"
#include "connectors/texts.h"

namespace scrip::connectors {
namespace {

using metering::SuspenseReason;

Result<void> check_text(std::string_view text, const char* field) {
  if (text.size() > limits::text_max) {
    return fail(ErrorCode::too_large, say("has {0} bytes, more than {1}", text.size(), limits::text_max), field);
  }
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7f) return fail(ErrorCode::value_invalid, say("holds a control character"), field);
  }
  if (!simdjson::validate_utf8(text)) return fail(ErrorCode::encoding_invalid, say("is not UTF-8"), field);
  return {};
}

// A record that no real job can have made: it is kept, but nobody pays it unseen.
SuspenseReason problem_of(const Usage& usage, std::int64_t units) {
  if (usage.problem != SuspenseReason::none) return usage.problem;
  if (usage.end_ms < usage.start_ms) return SuspenseReason::inconsistent_time;
  const std::int64_t duration = usage.end_ms - usage.start_ms;
  if (duration > limits::record_duration_ms_max) return SuspenseReason::out_of_range;
  if (Int128{duration} * units > limits::record_quantity_max) return SuspenseReason::out_of_range;
  return SuspenseReason::none;
}

}  // namespace

void Collector::begin(metering::UsageBatch& batch) {
  batch.clear();
  batch_ = &batch;
  jobs_.clear();
  resources_.clear();
  texts_.clear();
  latest_resource_ = 0;
  latest_job_ = 0;
}

Result<std::string_view> Collector::intern(std::string_view text, const char* field) {
  if (text.empty()) return std::string_view{};
  if (const auto known = texts_.find(text); known != texts_.end()) return *known;
  SCRIP_TRY_VOID(check_text(text, field));
  return *texts_.insert(batch_->keep(text)).first;
}

Result<std::uint32_t> Collector::resource_index(std::string_view resource) {
  auto& resources = batch_->resources;
  if (latest_resource_ < resources.size() && resources[latest_resource_] == resource) return latest_resource_;
  if (const auto known = resources_.find(resource); known != resources_.end()) return latest_resource_ = known->second;
  SCRIP_TRY_VOID(check_text(resource, "resource"));
  latest_resource_ = static_cast<std::uint32_t>(resources.size());
  resources.push_back(batch_->keep(resource));
  resources_.emplace(resources.back(), latest_resource_);
  return latest_resource_;
}

std::uint32_t Collector::new_job(const Usage& usage, std::string_view key, std::string_view account,
                                 std::string_view requested) {
  batch_->jobs.push_back(
      {.key = key, .account = account, .requested = requested, .use = usage.use, .ended = usage.ended});
  return static_cast<std::uint32_t>(batch_->jobs.size() - 1);
}

// The job in the batch. Where a later record of the same key names other terms it becomes a job of its own, so that the
// engine sees the difference.
Result<std::uint32_t> Collector::job_index(const Usage& usage) {
  auto& jobs = batch_->jobs;
  auto index = latest_job_;
  bool found = index < jobs.size() && jobs[index].key == usage.job;
  if (!found) {
    if (const auto known = jobs_.find(usage.job); known != jobs_.end()) {
      index = known->second;
      found = true;
    }
  }
  if (found) {
    auto& job = jobs[index];
    if (job.account == usage.account && job.requested == usage.requested && job.use == usage.use) {
      job.ended = job.ended || usage.ended;
      return latest_job_ = index;
    }
  } else {
    if (usage.job.empty()) return fail(ErrorCode::value_invalid, say("is empty"), "job");
    SCRIP_TRY_VOID(check_text(usage.job, "job"));
  }
  const std::string_view account = SCRIP_TRY(intern(usage.account, "account"));
  const std::string_view requested = SCRIP_TRY(intern(usage.requested, "requested"));
  const std::string_view key = found ? jobs[index].key : batch_->keep(usage.job);
  latest_job_ = new_job(usage, key, account, requested);
  jobs_.insert_or_assign(key, latest_job_);
  return latest_job_;
}

Result<void> Collector::add(const Usage& usage, Quantity quantity) {
  const std::uint32_t resource = SCRIP_TRY(resource_index(quantity.resource));
  const std::uint32_t job = SCRIP_TRY(job_index(usage));
  batch_->add(job, resource, usage.part, usage.start_ms, std::max(usage.start_ms, usage.end_ms), quantity.units,
              problem_of(usage, quantity.units));
  ++report_.records;
  return {};
}

Result<void> Collector::add(const Usage& usage, std::span<const Quantity> quantities) {
  for (const Quantity& quantity : quantities) SCRIP_TRY_VOID(resource_index(quantity.resource));  // all or nothing
  Usage one = usage;
  for (const Quantity& quantity : quantities) {
    SCRIP_TRY_VOID(add(one, quantity));
    if (&quantity == &quantities.back()) break;
    one.part = metering::part_of_text_id(fmt::format("{}/{}", usage.part, (&quantity + 1)->resource));
  }
  return {};
}

void Collector::leave_out(const char* kind, std::uint64_t line, std::string_view detail) {
  if (++report_.left_out[kind] > ReadReport::samples_max) return;
  report_.samples.push_back({.kind = kind, .line = line, .detail = std::string(detail)});
}

void Collector::warn(const char* kind, std::uint64_t line, std::string_view detail) {
  if (++report_.warnings[kind] > ReadReport::samples_max) return;
  report_.samples.push_back({.kind = kind, .line = line, .detail = std::string(detail)});
}

void Collector::warn_once(const char* kind, std::uint64_t line, std::string_view detail) {
  if (++report_.warnings[kind] > 1) return;
  report_.samples.push_back({.kind = kind, .line = line, .detail = std::string(detail)});
}

void Collector::reject(Error error, std::uint64_t line) {
  ++report_.rejected_rows;
  if (report_.rejected.size() >= ReadReport::samples_max) return;
  if (error.line == 0) error.line = line;
  report_.rejected.push_back(std::move(error));
}

}  // namespace scrip::connectors
