#include "site/meter.h"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "connectors/collector.h"
#include "connectors/slurm_job.h"

namespace scrip::site {
namespace {

using connectors::SlurmState;
using metering::SuspenseReason;

constexpr std::string_view cores = "cpu";  // as resources are called in the configuration

connectors::ReadOptions options_of(const Config& config) {
  connectors::ReadOptions options;
  options.cluster = config.cluster;
  options.resource = config.untyped;
  options.device_gres = config.device_gres;
  const auto core = config.resources.find(std::string(cores));
  if (core != config.resources.end()) options.core_resource = core->second;
  options.charge =
      core != config.resources.end() ? connectors::Charge::devices_else_cores : connectors::Charge::devices;
  return options;
}

std::optional<std::int64_t> ms_of(std::optional<std::int64_t> seconds) {
  return seconds ? std::optional(*seconds * 1000) : std::nullopt;
}

// The run as the connectors understand it: what ran so far of a job that still runs is like a run that is over.
Result<connectors::SlurmJob> job_of(const AccountedRun& run, const JobRow& job, const Config& config) {
  connectors::SlurmJob out{.id = run.id,
                           .cluster = config.cluster,
                           .account = job.account,
                           .state = connectors::slurm_state(run.state),
                           .state_text = run.state,
                           .submit_ms = run.submit_s * 1000,
                           .start_ms = ms_of(run.start_s),
                           .end_ms = ms_of(run.end_s),
                           .end_given = run.over(),
                           .elapsed_s = run.elapsed_s,
                           .suspended_s = run.suspended_s,
                           .devices_asked = job.asks_for_devices};
  if (!run.over()) out.state = SlurmState::run_ended;
  SCRIP_TRY_VOID(connectors::add_tres(run.allocated, "AllocTRES", config.device_gres, out.allocated));
  SCRIP_TRY_VOID(connectors::add_tres(run.requested, "ReqTRES", config.device_gres, out.requested));
  return out;
}

std::string resource_of(std::string_view type, const Config& config) {
  const auto known = config.resources.find(std::string(type));
  return known != config.resources.end() ? known->second : std::string(type);
}

class Cutter {
 public:
  Cutter(const metering::UsageBatch& batch, const AccountedRun& run, const JobRow& job, const Config& config,
         Reading& out)
      : batch_(batch), run_(run), job_(job), config_(config), out_(out) {}

  Result<void> cut(std::size_t row, const MeteredUntil& until) {
    const std::string resource = resource_of(batch_.resources[batch_.resource[row]], config_);
    const std::int64_t start_s = batch_.start_ms[row] / 1000;
    const std::int64_t whole_s = (batch_.end_ms[row] - batch_.start_ms[row]) / 1000;
    std::int64_t done_s = SCRIP_TRY(until(start_s, resource));
    if (batch_.problem[row] != SuspenseReason::none) {
      if (run_.over() && done_s == 0) add(row, resource, start_s, 0, std::max<std::int64_t>(whole_s, 1), whole_s);
      return {};
    }
    if (run_.over()) out_.too_far_s = std::max(out_.too_far_s, done_s - whole_s);
    if (run_.over() && done_s >= whole_s && done_s > 0) {
      // Nothing is new but that it is over: its last piece says so again, which Scrip knows for repeated.
      add(row, resource, start_s, (done_s - 1) / config_.meter_s * config_.meter_s, done_s, done_s);
    }
    while (done_s < whole_s) {
      std::int64_t next_s = done_s - done_s % config_.meter_s + config_.meter_s;
      if (run_.over()) next_s = std::min(next_s, whole_s);
      if (!run_.over() && next_s > whole_s - config_.meter_lag_s) break;
      add(row, resource, start_s, done_s, next_s, next_s);
      done_s = next_s;
    }
    return {};
  }

 private:
  // The first piece has the part that the connectors give the run, the others that of the second they start at.
  [[nodiscard]] std::uint64_t part_of(std::size_t row, const std::string& resource, std::int64_t at_s,
                                      bool first) const {
    if (first) return batch_.part[row];
    if (row == 0) return static_cast<std::uint64_t>(at_s);
    return metering::part_of_text_id(fmt::format("{}/{}", at_s, resource));
  }

  void add(std::size_t row, const std::string& resource, std::int64_t start_s, std::int64_t from_s,
           std::int64_t metered_s, std::int64_t until_s) {
    const auto& info = batch_.jobs[batch_.job[row]];
    out_.pieces.push_back(
        {.record = {.job = job_.key,
                    .account = job_.account,
                    .resource = resource,
                    .requested = info.requested.empty() ? std::string{} : resource_of(info.requested, config_),
                    .part = part_of(row, resource, start_s + from_s, from_s == 0),
                    .start_ms = (start_s + from_s) * 1000,
                    .end_ms = (start_s + until_s) * 1000,
                    .units = batch_.units[row],
                    .problem = batch_.problem[row]},
         .start_s = start_s,
         .metered_s = metered_s});
  }

  const metering::UsageBatch& batch_;
  const AccountedRun& run_;
  const JobRow& job_;
  const Config& config_;
  Reading& out_;
};

}  // namespace

Result<Reading> read_run(const AccountedRun& run, const JobRow& job, const Config& config, const MeteredUntil& until) {
  Reading reading;
  reading.over = run.over() && connectors::slurm_state(run.state) != SlurmState::resizing;
  if (!run.start_s || run.elapsed_s == 0) return reading;
  connectors::Collector collector;
  metering::UsageBatch batch;
  collector.begin(batch);
  const auto slurm_job = SCRIP_TRY(job_of(run, job, config));
  SCRIP_TRY_VOID(connectors::add_slurm_job(slurm_job, options_of(config), 0, collector));
  // The accounting learns of what is allocated a moment after the start.
  const bool told = run.over() || run.elapsed_s >= config.meter_s + config.meter_lag_s;
  Cutter cutter(batch, run, job, config, reading);
  for (std::size_t row = 0; row < batch.size(); ++row) {
    reading.devices_missing =
        reading.devices_missing || (told && batch.problem[row] == SuspenseReason::device_count_missing);
    SCRIP_TRY_VOID(cutter.cut(row, until));
  }
  if (reading.over && !reading.pieces.empty()) reading.pieces.back().record.ended = true;
  return reading;
}

}  // namespace scrip::site
