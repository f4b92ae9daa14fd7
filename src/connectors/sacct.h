#pragma once
// Slurm's accounting as text: `sacct --parsable2 --duplicates --allusers --format=...`.
//
// With a header the columns may come in any order and any number. Needed: JobIDRaw or JobID, State, Submit, Start, one
// of ElapsedRaw, Elapsed and End, and AllocTRES (or, to charge for cores only, AllocCPUS or NCPUS); Cluster unless the
// import names it. Also used: Account, ReqTRES, Suspended, SubmitLine. Without a header the 26 columns of Open XDMoD's
// shredder are expected. Times are local, with an offset, or seconds since 1970 (SLURM_TIME_FORMAT=%s).
//
// The job's id is JobIDRaw; the remainder of an array, "1_[1-3]", shares that with its tasks and goes by its JobID.
// Steps are left out ("step"): the job contains them. A "|" within a job name or comment makes more fields than
// columns: the row is taken if only one reading of it makes sense, else rejected.
// What the fields mean for the record: slurm_job.h.

#include <memory>

#include "connectors/byte_source.h"
#include "connectors/read_options.h"
#include "connectors/usage_reader.h"

namespace scrip::connectors {

// Errors: missing_field naming the column; those of LineSource.
[[nodiscard]] Result<std::unique_ptr<UsageReader>> open_sacct(ByteSource source, const ReadOptions& options);

}  // namespace scrip::connectors
