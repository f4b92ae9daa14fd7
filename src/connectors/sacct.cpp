#include "connectors/sacct.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "connectors/collector.h"
#include "connectors/line_source.h"
#include "connectors/slurm_job.h"
#include "connectors/texts.h"
#include "connectors/values.h"

namespace scrip::connectors {
namespace {

enum Column : std::uint8_t {
  job_id,
  job_id_raw,
  cluster,
  account,
  submit,
  start,
  end,
  elapsed,
  elapsed_raw,
  state,
  alloc_tres,
  req_tres,
  alloc_cpus,
  ncpus,
  suspended,
  submit_line,
  columns
};
constexpr std::array<std::string_view, columns> column_names = {
    "jobid",      "jobidraw", "cluster",   "account", "submit",    "start", "end",       "elapsed",
    "elapsedraw", "state",    "alloctres", "reqtres", "alloccpus", "ncpus", "suspended", "submitline"};
// Columns whose content users choose freely, so that it may hold the separator.
constexpr std::array<std::string_view, 8> free_texts = {"jobname", "comment",    "admincomment", "systemcomment",
                                                        "workdir", "submitline", "wckey",        "extra"};
constexpr std::string_view xdmod_header =
    "jobid|jobidraw|cluster|partition|qos|account|group|gid|user|uid|submit|eligible|start|end|elapsed|exitcode|state|"
    "nnodes|ncpus|reqcpus|reqmem|reqtres|alloctres|timelimit|nodelist|jobname";
constexpr std::size_t nowhere = ~std::size_t{0};

void split(std::string_view line, std::vector<std::string_view>& fields) {
  fields.clear();
  for (;;) {
    const std::size_t bar = line.find('|');
    fields.push_back(line.substr(0, bar));
    if (bar == std::string_view::npos) return;
    line.remove_prefix(bar + 1);
  }
}

std::string lower(std::string_view text) {
  std::string out{text};
  std::transform(out.begin(), out.end(), out.begin(), [](unsigned char c) { return std::tolower(c); });
  return out;
}

// Where each column lies in a row.
struct Layout {
  std::array<std::size_t, columns> at{};
  std::vector<std::size_t> free_text_at;
  std::size_t fields = 0;

  [[nodiscard]] bool has(Column column) const { return at[column] != nowhere; }
};

Layout layout_of(std::string_view header) {
  std::vector<std::string_view> names;
  split(header, names);
  Layout layout;
  layout.at.fill(nowhere);
  // --parsable (without 2) ends every line with the separator: a column without a name.
  layout.fields = names.size();
  for (std::size_t i = 0; i < names.size(); ++i) {
    const std::string name = lower(names[i]);
    for (std::size_t column = 0; column < columns; ++column) {
      if (name == column_names[column] && layout.at[column] == nowhere) layout.at[column] = i;
    }
    if (std::find(free_texts.begin(), free_texts.end(), name) != free_texts.end()) layout.free_text_at.push_back(i);
  }
  return layout;
}

Result<void> check_layout(const Layout& layout, const ReadOptions& options) {
  const auto missing = [](std::string column, const Message& why) {
    return fail(ErrorCode::missing_field,
                say("the header has no {0}: {1}; export it with sacct --parsable2 --duplicates "
                    "--format=JobID,JobIDRaw,Cluster,Account,State,Submit,Start,End,ElapsedRaw,Suspended,AllocCPUS,"
                    "ReqTRES,AllocTRES",
                    column, why),
                column, 1);
  };
  if (!layout.has(job_id) && !layout.has(job_id_raw)) return missing("JobIDRaw", say("it names the job"));
  if (!layout.has(state)) return missing("State", say("only finished jobs are charged"));
  if (!layout.has(submit)) return missing("Submit", say("job ids are used again, so it is part of the job's key"));
  if (!layout.has(start)) return missing("Start", say("it says when the job ran"));
  if (!layout.has(elapsed) && !layout.has(elapsed_raw) && !layout.has(end))
    return missing("ElapsedRaw", say("it is charged"));
  if (!layout.has(cluster) && options.cluster.empty())
    return missing("Cluster", say("it is part of the job's key (or give --cluster)"));
  if (!layout.has(alloc_tres)) {
    if (options.charge != Charge::cores) return missing("AllocTRES", say("without it devices would be free of charge"));
    if (!layout.has(alloc_cpus) && !layout.has(ncpus)) return missing("AllocCPUS", say("cores are to be charged"));
  }
  return {};
}

// One row's fields by column.
class Row {
 public:
  explicit Row(const Layout& layout) : layout_(&layout) {}

  std::vector<std::string_view>& fields() { return fields_; }

  // The row as it would be if the column `free_text` held `extra` separators.
  void shift(std::size_t free_text, std::size_t extra) {
    shift_from_ = free_text;
    shift_ = extra;
  }

  [[nodiscard]] std::string_view operator[](Column column) const {
    const std::size_t at = layout_->at[column];
    if (at == nowhere) return {};
    return fields_[at > shift_from_ ? at + shift_ : at];
  }

  [[nodiscard]] bool makes_sense() const {
    const std::string_view id = layout_->has(job_id_raw) ? (*this)[job_id_raw] : (*this)[job_id];
    const auto time = [](std::string_view text) {
      return is_nothing(text) ||
             (text[0] >= '0' && text[0] <= '9' && text.find_first_not_of("0123456789-T:+Z") == text.npos);
    };
    return !id.empty() && id[0] >= '0' && id[0] <= '9' && slurm_state((*this)[state]) != SlurmState::unknown &&
           time((*this)[submit]) && time((*this)[start]) && time((*this)[end]);
  }

  [[nodiscard]] bool same_values(const Row& other) const {
    for (std::size_t column = 0; column < columns; ++column) {
      if (column == submit_line) continue;
      if ((*this)[static_cast<Column>(column)] != other[static_cast<Column>(column)]) return false;
    }
    return true;
  }

 private:
  const Layout* layout_;
  std::vector<std::string_view> fields_;
  std::size_t shift_from_ = nowhere;
  std::size_t shift_ = 0;
};

class SacctRows {
 public:
  static Result<SacctRows> open(ByteSource source, const ReadOptions& options) {
    SacctRows rows{std::move(source), options};
    std::string_view first;
    const bool any = SCRIP_TRY(rows.lines_.next(first));
    const std::string names = lower(first);
    const bool header = names.starts_with("jobid") || names.find("|jobid") != names.npos;
    rows.header_ = header ? std::string(first) : std::string();
    *rows.layout_ = layout_of(header ? first : xdmod_header);
    rows.pending_ = any && !header;
    rows.first_ = first;
    SCRIP_TRY_VOID(check_layout(*rows.layout_, options));
    return rows;
  }

  Result<bool> step(Collector& out) {
    std::string_view line = first_;
    if (!pending_) {
      const auto more = lines_.next(line);
      if (!more) return over_long(more.error(), out);
      if (!*more) return false;
    }
    pending_ = false;
    if (line.empty() || line == header_) return true;  // exports joined together repeat the header
    out.row();
    const std::uint64_t number = lines_.line_number();
    if (const auto taken = take(line, number, out); !taken) out.reject(taken.error(), number);
    if (times_.assumed_utc() && !assumed_utc_) {
      assumed_utc_ = true;
      out.warn("utc_assumed", number, "times have no zone and none was given");
    }
    return true;
  }

  [[nodiscard]] std::uint64_t bytes_read() const { return lines_.bytes_read(); }

 private:
  SacctRows(ByteSource source, const ReadOptions& options)
      : options_(std::make_unique<ReadOptions>(options)),
        layout_(std::make_unique<Layout>()),
        lines_(std::move(source)),
        times_(options_->zone),
        row_(*layout_) {}

  static Result<bool> over_long(const Error& error, Collector& out) {
    if (error.code != ErrorCode::too_large) return std::unexpected(error);
    out.row();
    out.reject(error, error.line);
    return true;
  }

  Result<void> take(std::string_view line, std::uint64_t number, Collector& out) {
    SCRIP_TRY_VOID(split_row(line));
    const std::string_view text_id = row_[job_id];
    const std::string_view raw_id = layout_->has(job_id_raw) ? row_[job_id_raw] : text_id;
    if (raw_id.find('.') != raw_id.npos || text_id.find('.') != text_id.npos) {
      out.leave_out("step", number, text_id);
      return {};
    }
    SlurmJob job;
    job.id = text_id.find('[') != text_id.npos ? text_id : raw_id;
    if (job.id.empty()) return fail(ErrorCode::missing_field, say("the row names no job"), "JobIDRaw");
    job.state_text = row_[state];
    job.state = slurm_state(job.state_text);
    if (job.state != SlurmState::not_finished) SCRIP_TRY_VOID(read_job(job));
    return add_slurm_job(job, *options_, number, out);
  }

  Result<void> read_job(SlurmJob& job) {
    job.cluster = row_[cluster];
    job.account = row_[account];
    job.submit_ms = SCRIP_TRY(time(submit, "Submit"));
    job.start_ms = SCRIP_TRY(time(start, "Start"));
    job.end_ms = SCRIP_TRY(time(end, "End"));
    job.end_given = layout_->has(end);
    job.elapsed_s = SCRIP_TRY(elapsed_time());
    const std::string_view pause = row_[suspended];
    if (!is_nothing(pause)) job.suspended_s = SCRIP_TRY(parse_duration_s(pause, "Suspended"));
    SCRIP_TRY_VOID(add_tres(row_[alloc_tres], "AllocTRES", options_->device_gres, job.allocated));
    SCRIP_TRY_VOID(add_tres(row_[req_tres], "ReqTRES", options_->device_gres, job.requested));
    if (job.allocated.cores == 0) job.allocated.cores = SCRIP_TRY(cores());
    job.devices_asked = asks_for_devices(row_[submit_line], options_->device_gres);
    return {};
  }

  // Fields by column. With more fields than columns, some free text holds the separator; which one, its neighbours
  // tell.
  Result<void> split_row(std::string_view line) {
    auto& fields = row_.fields();
    split(line, fields);
    row_.shift(nowhere, 0);
    const std::size_t wanted = layout_->fields;
    if (fields.size() == wanted) return {};
    const auto wrong = [&](const Message& why) {
      return fail(ErrorCode::syntax_error,
                  say("the row has {0} fields, the header {1}{2}", fields.size(), wanted, why));
    };
    if (fields.size() < wanted) return wrong(Message{});
    const std::size_t extra = fields.size() - wanted;
    std::optional<Row> found;
    for (const std::size_t column : layout_->free_text_at) {
      row_.shift(column, extra);
      if (!row_.makes_sense()) continue;
      if (found && !found->same_values(row_)) {
        return wrong(say(": a name or comment holds '|', and the row can be read in two ways; export it as JSON"));
      }
      if (!found) found = row_;
    }
    if (!found) return wrong(say(": no reading of it gives a job"));
    row_ = *found;
    return {};
  }

  Result<std::optional<std::int64_t>> time(Column column, std::string_view name) {
    const std::string_view text = row_[column];
    if (is_nothing(text) || text == "0") return std::optional<std::int64_t>{};
    if (text.find_first_not_of("0123456789") == text.npos) {
      const std::int64_t seconds = SCRIP_TRY(parse_count(text, name));
      return std::optional{SCRIP_TRY(epoch_s(seconds, name))};
    }
    return std::optional{SCRIP_TRY(times_.local(text, name))};
  }

  Result<std::optional<std::int64_t>> elapsed_time() const {
    constexpr std::int64_t longest = 1'000'000'000'000;
    if (const auto text = row_[elapsed_raw]; !is_nothing(text)) {
      return std::optional{SCRIP_TRY(parse_count(text, "ElapsedRaw", 0, longest))};
    }
    const auto text = row_[elapsed];
    if (text == "INVALID") return fail(ErrorCode::out_of_range, say("sacct found it negative (INVALID)"), "Elapsed");
    if (is_nothing(text)) return std::optional<std::int64_t>{};
    return std::optional{SCRIP_TRY(parse_duration_s(text, "Elapsed"))};
  }

  Result<std::int64_t> cores() const {
    const std::string_view allocated = row_[alloc_cpus];
    const std::string_view text = is_nothing(allocated) ? row_[ncpus] : allocated;
    if (is_nothing(text)) return std::int64_t{0};
    return parse_thousandths(text, is_nothing(allocated) ? "NCPUS" : "AllocCPUS", true);
  }

  std::unique_ptr<const ReadOptions> options_;  // these two stay where they are when the reader moves
  std::unique_ptr<Layout> layout_;
  LineSource lines_;
  TimeReader times_;
  Row row_;
  std::string header_;
  std::string_view first_;  // the first line of a file without header, until it is taken
  bool pending_ = false;
  bool assumed_utc_ = false;
};

}  // namespace

Result<std::unique_ptr<UsageReader>> open_sacct(ByteSource source, const ReadOptions& options) {
  auto rows = SCRIP_TRY(SacctRows::open(std::move(source), options));
  return std::make_unique<ReaderOf<SacctRows>>(std::move(rows));
}

}  // namespace scrip::connectors
