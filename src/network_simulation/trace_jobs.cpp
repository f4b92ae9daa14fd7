#include "network_simulation/trace_jobs.h"

#include <algorithm>
#include <array>
#include <limits>

#include "base/containers.h"
#include "network_simulation/arrivals.h"
#include "network_simulation/csv_columns.h"
#include "network_simulation/limits.h"
#include "network_simulation/texts.h"

namespace scrip::network_simulation {
namespace {

using connectors::ByteSource;

constexpr std::uint32_t any_number = std::numeric_limits<std::uint32_t>::max();

Result<void> add(Trace& trace, const TraceJob& job, std::uint64_t line) {
  if (trace.jobs.size() == limits::jobs_max) {
    return fail(ErrorCode::too_large, say("more than {0} jobs", limits::jobs_max), {}, line);
  }
  trace.jobs.push_back(job);
  return {};
}

// "700", "700.4" or "1-02:03:04": to the next whole second.
Result<std::uint32_t> duration_of(const CsvColumns& rows, std::size_t column) {
  if (rows.text(column).find(':') == std::string_view::npos) return rows.rounded_up(column, limits::duration_s_max);
  const auto read_s = SCRIP_TRY(rows.located(column, connectors::parse_duration_s(rows.text(column), {})));
  if (read_s >= 0 && read_s <= limits::duration_s_max) return static_cast<std::uint32_t>(read_s);
  return rows.located<std::uint32_t>(
      column, fail(ErrorCode::out_of_range,
                   say("'{0}' is not within {1} to {2}", rows.text(column), 0, limits::duration_s_max)));
}

// Devices and seconds of a row. What held nothing is left out: then the answer is false.
struct Held {
  std::uint32_t devices = 0;
  std::uint32_t duration_s = 0;
};
bool holds(Trace& trace, const Held& held, bool part) {
  if (held.devices == 0) {
    ++trace.left_out["no_devices"];
    return false;
  }
  if (held.duration_s == 0) {
    ++trace.left_out["nothing_used"];
    return false;
  }
  if (part) ++trace.remarks["part_of_a_device"];
  return true;
}

}  // namespace

void sort_by_submission(Trace& trace) { std::ranges::stable_sort(trace.jobs, {}, &TraceJob::submitted_s); }

Result<Trace> read_elasticflow(ByteSource source) {
  static constexpr TableColumns columns{
      .submitted = "submission_time", .duration = "duration", .devices = "num_gpu", .started = {}, .ended = {}};
  return read_job_table(std::move(source), columns);
}

Result<Trace> read_openb(ByteSource source) {
  static constexpr std::array<std::string_view, 4> must{"creation_time", "deletion_time", "num_gpu", "scheduled_time"};
  static constexpr std::array<std::string_view, 1> may{"gpu_milli"};
  constexpr std::int64_t nano = 1'000'000'000;
  auto rows = SCRIP_TRY(CsvColumns::open(std::move(source), must, may));
  Trace made;
  while (SCRIP_TRY(rows.next())) {
    ++made.rows;
    const std::uint32_t devices = SCRIP_TRY(rows.number(2, 0, limits::job_devices_max));
    if (devices > 0 && rows.text(3).empty()) {
      ++made.left_out["never_scheduled"];
      continue;
    }
    if (devices > 0 && rows.text(1).empty()) {
      ++made.left_out["never_ended"];
      continue;
    }
    if (!holds(made, {.devices = devices, .duration_s = 1}, false)) continue;
    const std::int64_t created_ns = SCRIP_TRY(rows.nanoseconds(0, limits::time_s_max));
    const std::int64_t scheduled_ns = SCRIP_TRY(rows.nanoseconds(3, limits::time_s_max));
    const std::int64_t deleted_ns = SCRIP_TRY(rows.nanoseconds(1, any_number));
    if (scheduled_ns < created_ns || deleted_ns < scheduled_ns) {
      return fail(ErrorCode::value_invalid, say("a pod is created, then scheduled, then deleted"), "deletion_time",
                  rows.line());
    }
    const std::int64_t duration_s = (deleted_ns - scheduled_ns + nano - 1) / nano;
    if (duration_s > limits::duration_s_max) {
      return fail(ErrorCode::out_of_range, say("the job is longer than ten years"), "deletion_time", rows.line());
    }
    const bool part = rows.has(4) && SCRIP_TRY(rows.number(4, 0, 1'000)) < 1'000;
    const Held held{.devices = devices, .duration_s = static_cast<std::uint32_t>(duration_s)};
    if (!holds(made, held, part)) continue;
    SCRIP_TRY_VOID(add(made,
                       {.submitted_s = static_cast<std::uint32_t>(created_ns / nano),
                        .duration_s = held.duration_s,
                        .devices = devices},
                       rows.line()));
  }
  sort_by_submission(made);
  return made;
}

namespace {

// The columns of a table, by their place.
enum Column : std::size_t { submitted, devices, duration, started, ended, organisation, priority, due };

class TableJobs {
 public:
  explicit TableJobs(CsvColumns rows, const TableColumns& names) : rows_(std::move(rows)), names_(names) {}

  Result<Trace> read() && {
    while (SCRIP_TRY(rows_.next())) {
      ++made_.rows;
      SCRIP_TRY_VOID(take());
    }
    if (made_.organisations.size() == 1 && made_.organisations.front().empty()) made_.organisations.clear();
    SCRIP_TRY_VOID(arrivals_.finish(made_));
    return std::move(made_);
  }

 private:
  Result<void> take() {
    bool part = false;
    Held held{.devices = SCRIP_TRY(rows_.rounded_up(devices, limits::job_devices_max, &part))};
    const std::int64_t submitted_s = SCRIP_TRY(time(submitted, names_.submitted));
    if (!rows_.has(duration)) {
      if (held.devices > 0 && (rows_.text(started).empty() || rows_.text(ended).empty())) {
        ++made_.left_out[rows_.text(started).empty() ? "never_scheduled" : "never_ended"];
        return {};
      }
      if (held.devices > 0) held.duration_s = SCRIP_TRY(between());
    } else {
      held.duration_s = SCRIP_TRY(duration_of(rows_, duration));
    }
    if (!holds(made_, held, part)) return {};
    TraceJob job{.duration_s = held.duration_s, .devices = held.devices};
    if (!rows_.text(priority).empty())
      job.priority = static_cast<std::uint8_t>(SCRIP_TRY(rows_.number(priority, 0, 255)));
    const std::int64_t due_s = rows_.text(due).empty() ? 0 : SCRIP_TRY(time(due, names_.due));
    if (!rows_.text(due).empty() && (due_s == 0 || due_s < submitted_s)) {
      return rows_.located<void>(due, fail(ErrorCode::value_invalid, say("a job is due before it is submitted")));
    }
    const auto [found, is_new] = organisations_.try_emplace(rows_.text(organisation), organisations_.size());
    if (is_new) made_.organisations.emplace_back(rows_.text(organisation));
    job.organisation = found->second;
    SCRIP_TRY_VOID(add(made_, job, rows_.line()));
    arrivals_.add(submitted_s, due_s);
    return {};
  }

  Result<std::int64_t> time(std::size_t column, std::string_view name) {
    return rows_.located(column, arrivals_.read(rows_.text(column), name));
  }

  Result<std::uint32_t> between() {
    const std::int64_t length_s = SCRIP_TRY(time(ended, names_.ended)) - SCRIP_TRY(time(started, names_.started));
    if (length_s >= 0 && length_s <= limits::duration_s_max) return static_cast<std::uint32_t>(length_s);
    return rows_.located<std::uint32_t>(
        ended, length_s < 0 ? fail(ErrorCode::value_invalid, say("the job ends before it starts"))
                            : fail(ErrorCode::out_of_range, say("the job is longer than ten years")));
  }

  CsvColumns rows_;
  const TableColumns& names_;
  Arrivals arrivals_;
  TextMap<std::uint32_t> organisations_;
  Trace made_;
};

}  // namespace

Result<Trace> read_job_table(ByteSource source, const TableColumns& names) {
  // A column without a name is one that no file has: names in files are not empty where they are looked for.
  static constexpr std::string_view nowhere = "\n";
  const auto named = [](std::string_view name) { return name.empty() ? nowhere : name; };
  const std::array<std::string_view, 2> must{names.submitted, names.devices};
  const std::array<std::string_view, 6> may{named(names.duration),     named(names.started),  named(names.ended),
                                            named(names.organisation), named(names.priority), named(names.due)};
  auto rows = SCRIP_TRY(CsvColumns::open(std::move(source), must, may));
  if (!rows.has(duration) && !(rows.has(started) && rows.has(ended))) {
    const Column lacking = !names.duration.empty() ? duration : rows.has(started) ? ended : started;
    return rows.no_column(lacking);
  }
  return TableJobs(std::move(rows), names).read();
}

}  // namespace scrip::network_simulation
