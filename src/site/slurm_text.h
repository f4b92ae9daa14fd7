#pragma once
// What Slurm's programs print, read. Only fields that no user can fill are asked for in bulk, so that no job's name or
// comment can pass for another job's row; a comment is read alone.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "connectors/slurm_job.h"

namespace scrip::site {

// A job of the controller's queue (squeue).
struct QueuedJob {
  std::string id;        // JobIDRaw of the accounting
  std::string array_id;  // "17", "17_3" of an array, "17+1" of a heterogeneous job
  std::string state;     // "PENDING", "RUNNING", ...
  std::int64_t submit_s = 0;  // since 1970; a requeued job has a new one
  std::int64_t start_s = 0;   // since 1970; 0: not started
  std::int64_t used_s = 0;    // run time without suspended time
  std::int64_t limit_s = 0;   // 0: none
  bool held = false;
  std::string tres;      // what is allocated, of a pending job what is asked for
  bool asks_for_devices = false;
  std::string account;
  std::string nodes;     // as Slurm writes a list of them; empty: none yet
  std::string admin_comment;

  [[nodiscard]] bool pending() const { return state == "PENDING"; }
  // It has nodes: its time counts, or may at any moment.
  [[nodiscard]] bool running() const { return state == "RUNNING" || state == "SUSPENDED" || state == "CONFIGURING"; }
  [[nodiscard]] bool heterogeneous() const { return array_id.contains('+'); }
  // As scontrol and scancel are told which job is meant: a task by its number in its array, for the id of one of them
  // means the whole array there.
  [[nodiscard]] const std::string& name() const { return array_id.contains('_') ? array_id : id; }
  friend bool operator==(const QueuedJob&, const QueuedJob&) = default;
};

// What squeue -O is asked for, in the order that read_queue() expects.
[[nodiscard]] std::string queue_fields();
// Errors: syntax_error, with its line: a row of another form.
[[nodiscard]] Result<std::vector<QueuedJob>> read_queue(std::string_view text,
                                                        std::span<const std::string> device_gres);

// The comment of the job with this id among the rows "ID COMMENT" of squeue, which has one for each task of an array.
// Of several lines the first: nobody's name has an end of a line.
[[nodiscard]] std::string comment_among(std::string_view text, std::string_view id);

// A run of a job as the accounting has it (sacct -X -D -P -n).
struct AccountedRun {
  std::string id;
  std::int64_t submit_s = 0;
  std::optional<std::int64_t> start_s;
  std::optional<std::int64_t> end_s;
  std::int64_t elapsed_s = 0;
  std::int64_t suspended_s = 0;
  std::string state;
  std::string requested;  // TRES
  std::string allocated;  // TRES
  std::string account;

  // Nothing more will be used under this row.
  [[nodiscard]] bool over() const;
  friend bool operator==(const AccountedRun&, const AccountedRun&) = default;
};

[[nodiscard]] std::string accounting_fields();
[[nodiscard]] Result<std::vector<AccountedRun>> read_accounting(std::string_view text);

// Devices by TRES: thousandths of each type, and of none.
struct Devices {
  std::int64_t units = 0;  // of all types together
  std::string type;  // where there is exactly one; else empty
  bool several = false;  // types
  friend bool operator==(const Devices&, const Devices&) = default;
};
// Errors: value_invalid, out_of_range.
[[nodiscard]] Result<Devices> devices_of(std::string_view tres, std::span<const std::string> device_gres);

// Who pays, as a job's comment says it: "scrip:ORGANISATION[/PROJECT] [reservation=NAME] [warn=SIGNAL]".
struct Named {
  std::string organisation;
  std::string project;  // empty: none
  std::string signal;  // that the batch script wants before the end; empty: none
  std::string reservation;  // under which it runs; empty: none
  friend bool operator==(const Named&, const Named&) = default;
};
// None: the comment does not speak to Scrip. Errors: value_invalid.
[[nodiscard]] Result<std::optional<Named>> read_comment(std::string_view comment);

}  // namespace scrip::site
