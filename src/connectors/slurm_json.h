#pragma once
// Slurm's jobs as JSON, releases 21.08 to 25.05, from the accounting database (sacct --json, slurmrestd /slurmdb/) or
// from the controller (squeue --json, slurmrestd /slurm/); which of the two, each job's own fields tell.
//
// Numbers are plain or {"set", "infinite", "number"}; a state is a text or a list; times are seconds since 1970, 0 for
// none. Allocated devices are the list tres.allocated, or the text tres_alloc_str; where those name none, gres_detail
// or used_gres. Steps are passed over: the job contains them. What the fields mean for the record: slurm_job.h.
//
// The document is read job by job, however long it is. A document with an "errors" list that is not empty may lack
// jobs: the report warns ("source_errors").

#include <memory>

#include "connectors/byte_source.h"
#include "connectors/read_options.h"
#include "connectors/usage_reader.h"

namespace scrip::connectors {

[[nodiscard]] std::unique_ptr<UsageReader> open_slurm_json(ByteSource source, const ReadOptions& options);

}  // namespace scrip::connectors
