#include "connectors/csv_usage.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "connectors/collector.h"
#include "connectors/csv_source.h"
#include "connectors/slurm_job.h"
#include "connectors/texts.h"
#include "connectors/values.h"
#include "registry/use.h"

namespace scrip::connectors {
namespace {

using metering::SuspenseReason;

enum Column : std::uint8_t {
  job,
  account,
  resource,
  requested,
  use,
  devices,
  milli_devices,
  cores,
  milli_cores,
  tokens,
  start,
  end,
  duration,
  part,
  id,
  state,
  columns
};
constexpr std::array<std::string_view, columns> column_names = {
    "job",    "account", "resource", "requested", "use",  "devices", "milli_devices", "cores", "milli_cores",
    "tokens", "start",   "end",      "duration",  "part", "id",      "state"};
constexpr std::size_t nowhere = ~std::size_t{0};

enum class Kind : std::uint8_t { generic, itp, openb };
using Mapping = std::vector<std::pair<std::string, std::string>>;

Mapping preset(Kind kind, const ReadOptions& options) {
  switch (kind) {
    case Kind::generic:
      return options.columns;
    case Kind::itp:
      return {{"job", "job_id"}, {"start", "submission_time"}, {"duration", "duration"}, {"devices", "num_gpu"}};
    case Kind::openb:
      return {{"job", "name"},
              {"milli_cores", "cpu_milli"},
              {"devices", "num_gpu"},
              {"milli_devices", "gpu_milli"},
              {"requested", "gpu_spec"},
              {"state", "pod_phase"},
              {"start", "scheduled_time"},
              {"end", "deletion_time"}};
  }
  return {};
}

Result<Column> column_of(std::string_view name) {
  if (name == "attempt") return part;
  for (std::size_t i = 0; i < columns; ++i) {
    if (column_names[i] == name) return static_cast<Column>(i);
  }
  return fail(ErrorCode::unknown_field,
              say("'{0}' is not one of {1}", name, fmt::format("{}", fmt::join(column_names, ", "))), "columns");
}

bool all_numbers(const Mapping& mapping) {
  return !mapping.empty() && std::all_of(mapping.begin(), mapping.end(), [](const auto& pair) {
    return !pair.second.empty() && pair.second.find_first_not_of("0123456789") == std::string::npos;
  });
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

// Where each column lies in a row.
struct Layout {
  std::array<std::size_t, columns> at{};
  std::array<std::string, columns> names;  // as the file calls them, for messages
  std::size_t fields = 0;

  [[nodiscard]] bool has(Column column) const { return at[column] != nowhere; }
};

Result<std::size_t> find_in_header(std::span<const std::string_view> header, std::string_view name) {
  std::size_t found = nowhere;
  for (std::size_t i = 0; i < header.size(); ++i) {
    if (trimmed(header[i]) != name) continue;
    if (found != nowhere)
      return fail(ErrorCode::duplicate_key, say("the header names the column twice"), std::string(name), 1);
    found = i;
  }
  return found;
}

Result<Layout> layout_of(std::span<const std::string_view> first_row, const Mapping& mapping, bool numbered) {
  Layout layout;
  layout.at.fill(nowhere);
  layout.fields = first_row.size();
  for (std::size_t i = 0; i < columns; ++i) {
    layout.names[i] = column_names[i];
    if (mapping.empty()) layout.at[i] = SCRIP_TRY(find_in_header(first_row, column_names[i]));
  }
  for (const auto& [ours, theirs] : mapping) {
    const Column column = SCRIP_TRY(column_of(ours));
    if (layout.has(column)) return fail(ErrorCode::duplicate_key, say("the mapping names it twice"), ours);
    if (numbered) {
      layout.at[column] = static_cast<std::size_t>(SCRIP_TRY(parse_count(theirs, ours, 1, 10'000))) - 1;
      if (layout.at[column] >= layout.fields)
        return fail(ErrorCode::missing_field, say("the row has no column {0}", theirs), ours, 1);
    } else {
      layout.at[column] = SCRIP_TRY(find_in_header(first_row, theirs));
      if (!layout.has(column)) return fail(ErrorCode::missing_field, say("the header has no such column"), theirs, 1);
    }
    layout.names[column] = numbered ? ours : theirs;
  }
  return layout;
}

Result<void> check_layout(const Layout& layout) {
  const auto missing = [](std::string column, const Message& why) {
    return fail(ErrorCode::missing_field, say("{0} (--column NAME=HEADER)", why), std::move(column), 1);
  };
  if (!layout.has(job)) return missing("job", say("no column for the job"));
  if (!layout.has(tokens)) {
    if (!layout.has(start)) return missing("start", say("no column for the start"));
    if (!layout.has(end) && !layout.has(duration))
      return missing("duration", say("no column for the end or the duration"));
    if (!layout.has(devices) && !layout.has(milli_devices) && !layout.has(cores) && !layout.has(milli_cores)) {
      return missing("devices", say("no column for devices, cores or tokens"));
    }
  } else if (!layout.has(start) && !layout.has(end)) {
    return missing("start", say("no column for the time"));
  }
  return {};
}

std::unexpected<Error> no_time_zero(std::string_view format) {
  return fail(ErrorCode::missing_field,
              say("the times of {0} files count seconds from a zero that the file does not state: give it with "
                  "--time-zero, e.g. 2021-03-04T00:00:00Z",
                  format),
              "time_zero");
}

// What the words of other schedulers say in Slurm's.
SlurmState state_of(std::string_view text) {
  std::string upper{text};
  std::transform(upper.begin(), upper.end(), upper.begin(), [](unsigned char c) { return std::toupper(c); });
  for (const char* word :
       {"SUCCEEDED", "SUCCESS", "PASS", "PASSED", "DONE", "FINISHED", "KILLED", "TERMINATED", "ERROR"}) {
    if (upper == word) return SlurmState::ended;
  }
  for (const char* word : {"QUEUED", "WAITING", "STARTING", "STOPPING"}) {
    if (upper == word) return SlurmState::not_finished;
  }
  return slurm_state(upper);
}

class CsvRows {
 public:
  static Result<CsvRows> open(ByteSource source, const ReadOptions& options, Kind kind) {
    CsvRows rows{std::move(source), options, kind};
    const Mapping mapping = preset(kind, options);
    const bool numbered = all_numbers(mapping);
    const bool any = SCRIP_TRY(rows.csv_.next());
    rows.pending_ = any && numbered;
    rows.layout_ = SCRIP_TRY(layout_of(rows.csv_.fields(), mapping, numbered));
    SCRIP_TRY_VOID(check_layout(rows.layout_));
    if (kind == Kind::itp && !options.time_zero) return no_time_zero("itp");
    if (kind == Kind::openb && !options.time_zero) return no_time_zero("openb");
    return rows;
  }

  Result<bool> step(Collector& out) {
    if (!pending_) {
      const auto more = csv_.next();
      if (!more) return broken_row(more.error(), out);
      if (!*more) return false;
    }
    pending_ = false;
    out.row();
    const std::uint64_t line = csv_.line_number();
    if (const auto taken = take(line, out); !taken) out.reject(taken.error(), line);
    if (times_.assumed_utc() && !assumed_utc_) {
      assumed_utc_ = true;
      out.warn("utc_assumed", line, "times have no zone and none was given");
    }
    return true;
  }

  [[nodiscard]] std::uint64_t bytes_read() const { return csv_.bytes_read(); }

 private:
  CsvRows(ByteSource source, const ReadOptions& options, Kind kind)
      : options_(std::make_unique<ReadOptions>(options)),
        kind_(kind),
        csv_(std::move(source)),
        times_(options_->zone) {}

  static Result<bool> broken_row(const Error& error, Collector& out) {
    if (!is_row_error(error)) return std::unexpected(error);
    out.row();
    out.reject(error, error.line);
    return true;
  }

  [[nodiscard]] std::string_view operator[](Column column) const {
    if (!layout_.has(column)) return {};
    const std::string_view text = trimmed(csv_.fields()[layout_.at[column]]);
    return is_nothing(text) ? std::string_view{} : text;
  }
  [[nodiscard]] const std::string& name(Column column) const { return layout_.names[column]; }

  std::unexpected<Error> missing(Column column) const {
    return fail(ErrorCode::missing_field, say("the row has no value for it"), name(column));
  }

  Result<void> take(std::uint64_t line, Collector& out) {
    if (csv_.fields().size() != layout_.fields) {
      return fail(ErrorCode::syntax_error,
                  say("the row has {0} fields, the first row {1}", csv_.fields().size(), layout_.fields));
    }
    const std::string_view job_name = (*this)[job];
    if (job_name.empty()) return missing(job);
    if (const char* kind = left_out_kind()) {
      out.leave_out(kind, line, job_name);
      return {};
    }
    const std::string key =
        options_->cluster.empty() ? std::string(job_name) : options_->cluster + "/" + std::string(job_name);
    Usage usage;
    usage.job = key;
    usage.account = (*this)[account].empty() ? std::string_view{options_->account} : (*this)[account];
    usage.requested = requested_model();
    usage.use = (*this)[use].empty() ? options_->use : SCRIP_TRY(registry::parse_use((*this)[use]));
    usage.part = SCRIP_TRY(part_number());
    usage.ended = kind_ != Kind::generic;
    SCRIP_TRY_VOID(apply_state(usage));
    SCRIP_TRY_VOID(period(usage));
    const Quantities what = SCRIP_TRY(quantities(line, out));
    if (what.empty()) return {};
    if (what[0].units == 0 || (usage.start_ms == usage.end_ms && (*this)[tokens].empty())) {
      out.leave_out("nothing_used", line, job_name);
      return {};
    }
    if (kind_ == Kind::itp)
      out.warn_once("start_is_submission", line, "the start is not published: submission stands for it");
    return out.add(usage, what);
  }

  [[nodiscard]] const char* left_out_kind() const {
    if (kind_ != Kind::openb) {
      const SlurmState meaning = (*this)[state].empty() ? SlurmState::ended : state_of((*this)[state]);
      return meaning == SlurmState::not_finished || meaning == SlurmState::resizing ? "not_finished" : nullptr;
    }
    if ((*this)[start].empty() || (*this)[state] == "Pending") return "never_scheduled";
    return (*this)[end].empty() ? "not_finished" : nullptr;
  }

  // openb lists the chips that would do, by "|"; only one alone is a model that was asked for.
  [[nodiscard]] std::string_view requested_model() const {
    const std::string_view text = (*this)[requested];
    return text.find('|') == text.npos ? text : std::string_view{};
  }

  Result<void> apply_state(Usage& usage) {
    const std::string_view text = (*this)[state];
    if (text.empty()) return {};
    if (kind_ == Kind::openb && text == "Running") return {};  // the last phase seen; the pod was deleted all the same
    const SlurmState meaning = state_of(text);
    usage.ended = meaning == SlurmState::ended;
    if (meaning == SlurmState::unknown) usage.problem = SuspenseReason::unknown_state;
    return {};
  }

  Result<std::uint64_t> part_number() const {
    if (!(*this)[id].empty()) return metering::part_of_text_id((*this)[id]);
    if (layout_.has(id)) return missing(id);
    if (!layout_.has(part)) return std::uint64_t{0};
    if ((*this)[part].empty()) return missing(part);
    return static_cast<std::uint64_t>(SCRIP_TRY(parse_count((*this)[part], name(part), 0, 999'999'999'999'999'999)));
  }

  // The period of the row; for tokens the one instant at which they count.
  Result<void> period(Usage& usage) {
    if (!(*this)[tokens].empty()) {
      usage.start_ms = usage.end_ms = SCRIP_TRY(time((*this)[end].empty() ? start : end));
      return {};
    }
    usage.start_ms = SCRIP_TRY(time(start));
    if ((*this)[end].empty()) {
      usage.end_ms = usage.start_ms + SCRIP_TRY(duration_ms());
      return {};
    }
    usage.end_ms = SCRIP_TRY(time(end));
    if ((*this)[duration].empty()) return {};
    if (usage.start_ms + SCRIP_TRY(duration_ms()) != usage.end_ms) usage.problem = SuspenseReason::inconsistent_time;
    return {};
  }

  Result<std::int64_t> duration_ms() const {
    const std::string_view text = (*this)[duration];
    if (text.empty()) return missing(layout_.has(duration) ? duration : end);
    if (text.find(':') != text.npos) return SCRIP_TRY(parse_duration_s(text, name(duration))) * 1000;
    if (options_->time_unit == TimeUnit::milliseconds) return parse_count(text, name(duration));
    return parse_thousandths(text, name(duration));
  }

  Result<std::int64_t> time(Column column) {
    const std::string_view text = (*this)[column];
    if (text.empty()) return missing(column);
    if (text.find_first_not_of("-0123456789.") != text.npos || text.find('-', 1) != text.npos) {
      return times_.local(text, name(column));
    }
    const bool milliseconds = is_milliseconds(text);
    const std::int64_t number = milliseconds ? SCRIP_TRY(parse_count(text, name(column), 0, 10'000'000'000'000'000))
                                             : SCRIP_TRY(parse_thousandths(text, name(column)));  // of a second
    if (options_->time_zero) return since_zero(number, column);
    if (milliseconds) return epoch_ms(number, name(column));
    if (number < scrip::count(instant_min)) {
      return fail(ErrorCode::time_invalid,
                  say("'{0}' is before 1990 in seconds since 1970: if the file counts from another zero, give it with "
                      "--time-zero; if it counts in other units, with --time-unit",
                      text),
                  name(column));
    }
    SCRIP_TRY_VOID(epoch_s(number / 1000, name(column)));
    return number;
  }

  // Without a word on it, a number of thirteen digits can only be milliseconds since 1970.
  [[nodiscard]] bool is_milliseconds(std::string_view text) const {
    if (options_->time_unit != TimeUnit::automatic) return options_->time_unit == TimeUnit::milliseconds;
    return !options_->time_zero && text.find('.') == text.npos && text.size() >= 12;
  }

  Result<std::int64_t> since_zero(std::int64_t offset_ms, Column column) const {
    const std::int64_t ms = scrip::count(*options_->time_zero) + offset_ms;
    if (ms < scrip::count(instant_max)) return ms;
    return fail(ErrorCode::time_invalid, say("is beyond 2200, counted from --time-zero"), name(column));
  }

  using Quantities = InlineVector<Quantity, 2>;

  // What the row is charged for; empty, and counted as left out, where the charge option excludes it.
  Result<Quantities> quantities(std::uint64_t line, Collector& out) const {
    Quantities what;
    if (const std::string_view text = (*this)[tokens]; !text.empty()) {
      if ((*this)[resource].empty()) return missing(resource);
      what.push_back({.resource = (*this)[resource], .units = SCRIP_TRY(parse_count(text, name(tokens)))});
      return what;
    }
    const std::int64_t device_units = SCRIP_TRY(device_thousandths());
    const std::int64_t core_units = SCRIP_TRY(thousandths(cores, milli_cores));
    const bool with_devices = options_->charge != Charge::cores && device_units != 0;
    const bool with_cores = options_->charge == Charge::cores || options_->charge == Charge::both ||
                            (options_->charge == Charge::devices_else_cores && device_units == 0);
    if (with_devices) what.push_back({.resource = device_resource(), .units = device_units});
    if (with_cores && core_units != 0) what.push_back({.resource = core_resource(with_devices), .units = core_units});
    if (!what.empty()) return what;
    const bool given = device_units != 0 || core_units != 0;
    out.leave_out(!given ? "nothing_used" : core_units != 0 ? "no_devices" : "no_cores", line, (*this)[job]);
    return what;
  }

  Result<std::int64_t> device_thousandths() const {
    if (kind_ != Kind::openb) return thousandths(devices, milli_devices);
    // A pod has whole devices, or a share of one: gpu_milli is of each of the num_gpu.
    const std::int64_t number = SCRIP_TRY(parse_count((*this)[devices], name(devices), 0, 100'000));
    if (number == 0) return std::int64_t{0};
    return number * SCRIP_TRY(parse_count((*this)[milli_devices], name(milli_devices), 0, 1'000'000));
  }

  Result<std::int64_t> thousandths(Column whole, Column milli) const {
    if (!(*this)[milli].empty()) return parse_count((*this)[milli], name(milli));
    if (!(*this)[whole].empty()) return parse_thousandths((*this)[whole], name(whole));
    return std::int64_t{0};
  }

  [[nodiscard]] std::string_view device_resource() const {
    if (!(*this)[resource].empty()) return (*this)[resource];
    return options_->resource.empty() ? std::string_view{"gpu"} : std::string_view{options_->resource};
  }
  [[nodiscard]] std::string_view core_resource(bool with_devices) const {
    const bool own = with_devices || (*this)[resource].empty() || layout_.has(devices) || layout_.has(milli_devices);
    return own ? std::string_view{options_->core_resource} : (*this)[resource];
  }

  std::unique_ptr<const ReadOptions> options_;  // stays where it is when the reader moves
  Kind kind_;
  Layout layout_;
  CsvSource csv_;
  TimeReader times_;
  bool pending_ = false;
  bool assumed_utc_ = false;
};

Result<std::unique_ptr<UsageReader>> open_rows(ByteSource source, const ReadOptions& options, Kind kind) {
  auto rows = SCRIP_TRY(CsvRows::open(std::move(source), options, kind));
  return std::make_unique<ReaderOf<CsvRows>>(std::move(rows));
}

}  // namespace

Result<std::unique_ptr<UsageReader>> open_csv(ByteSource source, const ReadOptions& options) {
  return open_rows(std::move(source), options, Kind::generic);
}
Result<std::unique_ptr<UsageReader>> open_itp(ByteSource source, const ReadOptions& options) {
  return open_rows(std::move(source), options, Kind::itp);
}
Result<std::unique_ptr<UsageReader>> open_openb(ByteSource source, const ReadOptions& options) {
  return open_rows(std::move(source), options, Kind::openb);
}

}  // namespace scrip::connectors
