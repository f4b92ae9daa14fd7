#pragma once
// What a Slurm job record means, whichever way it was exported: the text and the JSON of the same jobs give the same
// records, so that importing both charges nothing twice.
//
// Identity   job key "<cluster>/<id>@<submit time>" (ids start again at 1 one day), part = start time, both in seconds
//            since 1970: every run of a requeued job is a record of its own. A job with several models, or charged for
//            devices and cores, has one record for each: by model's name, cores last.
// Time       [start, start + elapsed): elapsed is what Slurm itself accounts, without suspended time.
// Quantity   what was allocated, not what was asked for. Counts by model are right; what the total has beyond them is
//            of the site's default model.
// Left out   "not_finished" (comes again when it is), "nothing_used" (elapsed 0), "no_devices" and "no_cores" (as the
//            charge option says), "nothing_allocated".
// Warnings   "elapsed_differs" from end - start - suspended; "differs_from_request"; "unknown_state" of a job that used
//            nothing.
// Problems   unknown_state; inconsistent_time (no start or end, end before start, or elapsed over an hour longer than
//            end - start: a change of the clocks explains less); device_count_missing (devices were asked for, but the
//            site does not account for them: see AccountingStorageTRES in slurm.conf).

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/containers.h"
#include "base/result.h"
#include "connectors/collector.h"
#include "connectors/read_options.h"

namespace scrip::connectors {

enum class SlurmState : std::uint8_t {
  ended,  // the job will use nothing more
  run_ended,  // this run is over, another may follow
  resizing,  // as run_ended if the record has an end
  not_finished,
  unknown,
};
// A state as sacct writes it, e.g. "COMPLETED", "CANCELLED by 1001".
[[nodiscard]] SlurmState slurm_state(std::string_view text);

// Devices of one generic resource; without a type it is the total over all types.
struct Gres {
  std::string_view family;  // "gpu"
  std::string_view type;  // "ascend910b", or empty
  std::int64_t units = 0;  // thousandths
};

// Trackable resources of a job: only what can be charged.
struct Tres {
  bool given = false;  // whether the source said anything at all
  std::int64_t cores = 0;  // thousandths
  InlineVector<Gres, 4> devices;
};

// Adds "cpu=4,gres/gpu:h100=2,gres/gpu=2". Errors: value_invalid, out_of_range.
[[nodiscard]] Result<void> add_tres(std::string_view text, std::string_view field,
                                    std::span<const std::string> device_gres, Tres& tres);
// Adds "gpu:h100:2(IDX:0-1),gpu:h100:1", "gres/gpu:4" or "gres:gpu:h100:5"; a missing count is 1. Same types add up.
[[nodiscard]] Result<void> add_gres(std::string_view text, std::string_view field,
                                    std::span<const std::string> device_gres, Tres& tres);
// The family and type of "gpu:h100" or "gpu" if it is one of the device families, else an empty family.
[[nodiscard]] Gres gres_named(std::string_view name, std::span<const std::string> device_gres);
// Whether a command line such as "sbatch --gpus=4 job.sh" asks for devices.
[[nodiscard]] bool asks_for_devices(std::string_view submit_line, std::span<const std::string> device_gres);

struct SlurmJob {
  std::string_view id;
  std::string_view cluster;
  std::string_view account;
  SlurmState state = SlurmState::unknown;
  std::string_view state_text;
  std::optional<std::int64_t> submit_ms;
  std::optional<std::int64_t> start_ms;
  std::optional<std::int64_t> end_ms;
  bool end_given = true;  // false: the export has no column for it
  std::optional<std::int64_t> elapsed_s;  // none: end - start - suspended
  std::int64_t suspended_s = 0;
  Tres allocated;
  Tres requested;
  bool devices_asked = false;  // something else than `requested` says so
};

// Adds the job's records, or leaves it out. `line` is the row or record number. Errors: of the row, which took nothing:
// missing_field (submit time, cluster), out_of_range (negative elapsed), those of Collector::add.
[[nodiscard]] Result<void> add_slurm_job(const SlurmJob& job, const ReadOptions& options, std::uint64_t line,
                                         Collector& out);

}  // namespace scrip::connectors
