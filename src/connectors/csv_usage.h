#pragma once
// Usage from CSV files: any, with a mapping of columns, and two published traces.
//
// Columns of the mapping (ReadOptions::columns, each {our name, name in the header or 1-based number}; a file whose
// header uses our names needs none; if all are numbers the file has no header):
//
//   job        required; account, resource, requested, use: otherwise the import's own
//   devices | milli_devices   how many at a time, up to three decimals, or in thousandths
//   cores      the same for cores; with devices in the row the charge option decides
//   tokens     instead of devices and cores; counted at `end`, or at `start`
//   start, end, duration   start and one of the others, but for tokens. Times: RFC 3339, local, or numbers
//              (ReadOptions::time_unit, time_zero). duration: seconds with up to three decimals (or milliseconds, as
//              time_unit says), or [D-]HH:MM:SS
//   part (or attempt) | id    what tells the job's records apart; without either every job has one record, part 0
//   state      rows that are not finished are left out; a state that is not known is suspended
//
// itp    job_id, submission_time, duration, num_gpu, as seconds from time_zero. The start is not published: submission
//        stands for it ("start_is_submission").
// openb  name, cpu_milli, num_gpu, gpu_milli, gpu_spec, pod_phase, scheduled_time, deletion_time, as seconds from
//        time_zero. Pods never scheduled are left out ("never_scheduled"), whatever deletion time they show.
//
// An empty value is the same as none. Job keys begin with "<cluster>/" if the import names one.

#include <memory>

#include "connectors/byte_source.h"
#include "connectors/read_options.h"
#include "connectors/usage_reader.h"

namespace scrip::connectors {

// Errors: missing_field (a column, or time_zero), unknown_field (in the mapping), duplicate_key, those of CsvSource.
[[nodiscard]] Result<std::unique_ptr<UsageReader>> open_csv(ByteSource source, const ReadOptions& options);
[[nodiscard]] Result<std::unique_ptr<UsageReader>> open_itp(ByteSource source, const ReadOptions& options);
[[nodiscard]] Result<std::unique_ptr<UsageReader>> open_openb(ByteSource source, const ReadOptions& options);

}  // namespace scrip::connectors
