#pragma once
// Jobs from the traces that clusters have published, and from plain tables: docs/formats/network.md says what is read.
//
// All of a file is taken, or none: an error names the line and the column. Rows that held no device are left out and
// counted. Times count from the trace's own zero, in whole seconds; of a trace in calendar time, or in seconds since
// 1970, from its first job.

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "connectors/byte_source.h"

namespace scrip::network_simulation {

struct TraceJob {
  std::uint32_t submitted_s = 0;
  std::uint32_t duration_s = 0;
  std::uint32_t devices = 0;
  std::uint32_t organisation = 0;  // index in Trace::organisations, where the trace names them
  std::uint32_t due_s = 0;         // 0: no deadline
  std::uint8_t priority = 0;
  friend bool operator==(const TraceJob&, const TraceJob&) = default;
};

struct Trace {
  std::vector<TraceJob> jobs;  // by submission; equal ones in the order of the file
  std::vector<std::string> organisations;  // empty: the trace does not say whose jobs they are
  std::uint64_t rows = 0;
  std::map<std::string, std::uint64_t>
      left_out;  // rows, by reason: nothing_used, never_scheduled, never_ended, no_devices
  std::map<std::string, std::uint64_t> remarks;   // rows that were taken: "part_of_a_device"
};

// Errors of all: those of CsvSource and LineSource, missing_field (a column), value_invalid, out_of_range, too_large.

// ElasticFlow: job_id, submission_time, duration, num_gpu. Equal rows with other ids are jobs of their own.
[[nodiscard]] Result<Trace> read_elasticflow(connectors::ByteSource source);

// openb: pods with creation_time, scheduled_time, deletion_time, num_gpu, gpu_milli. What was never scheduled used
// nothing, whatever its deletion says. A pod that asks for a part of a GPU holds a whole one here.
[[nodiscard]] Result<Trace> read_openb(connectors::ByteSource source);

// Philly: jobs with attempts. A job lasts as long as its attempts together: `runtime` also counts the gaps between
// them.
[[nodiscard]] Result<Trace> read_philly(connectors::ByteSource source);

// The columns of a table, by their names in its header; an empty name: there is no such column. Where the file has no
// duration, the distance of started and ended is it.
struct TableColumns {
  std::string_view submitted = "submitted";
  std::string_view duration = "duration";  // seconds, up to the next whole one; or "1-02:03:04"
  std::string_view devices = "devices";    // up to the next whole one
  std::string_view started = "started";
  std::string_view ended = "ended";
  std::string_view organisation = "";
  std::string_view priority = "";  // 0 to 255
  std::string_view due = "";       // a time
};
inline constexpr TableColumns own_table{.organisation = "organisation", .priority = "priority", .due = "due"};

// A table in CSV with one row for each job.
[[nodiscard]] Result<Trace> read_job_table(connectors::ByteSource source, const TableColumns& columns = own_table);

// Sorts what was read by submission, stably.
void sort_by_submission(Trace& trace);

}  // namespace scrip::network_simulation
