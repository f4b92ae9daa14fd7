#include "site/slurm_text.h"

#include <algorithm>
#include <array>

#include "connectors/values.h"
#include "site/limits.h"
#include "site/texts.h"

namespace scrip::site {
namespace {

using connectors::SlurmState;

// What each column of squeue is called there. The administrator's comment is the last: it may hold the separator.
constexpr std::array<std::string_view, 16> queue_columns{
    "JobID",           "JobArrayID",   "State",      "SubmitTime",    "StartTime",    "TimeUsed",
    "TimeLimit",       "PriorityLong", "tres-alloc", "tres-per-node", "tres-per-job", "tres-per-task",
    "tres-per-socket", "Account",      "NodeList",   "admin_comment"};
constexpr std::array<std::string_view, 10> accounting_columns{
    "JobIDRaw", "Submit", "Start", "End", "ElapsedRaw", "Suspended", "State", "ReqTRES", "AllocTRES", "Account"};

template <std::size_t n>
using Fields = std::array<std::string_view, n>;

// Cuts a row into fields; the last has the rest. Errors: syntax_error.
template <std::size_t n>
Result<Fields<n>> fields_of(std::string_view row, std::uint64_t line) {
  Fields<n> fields;
  for (std::size_t i = 0; i + 1 < n; ++i) {
    const auto end = row.find('|');
    if (end == row.npos) {
      return fail(ErrorCode::syntax_error, say("a row has {0} fields, not {1}", i + 1, n), "slurm", line);
    }
    fields[i] = row.substr(0, end);
    row.remove_prefix(end + 1);
  }
  if (row.ends_with('|')) row.remove_suffix(1);
  fields[n - 1] = row;
  return fields;
}

template <class Row>
Result<std::vector<Row>> read_rows(std::string_view text, auto&& read) {
  std::vector<Row> rows;
  std::uint64_t line = 0;
  while (!text.empty()) {
    const auto end = text.find('\n');
    const std::string_view row = text.substr(0, end);
    text.remove_prefix(end == text.npos ? text.size() : end + 1);
    ++line;
    if (!row.empty()) rows.push_back(SCRIP_TRY(read(row, line)));
  }
  return rows;
}

bool is_nothing(std::string_view text) {
  return text.empty() || text == "N/A" || text == "(null)" || text == "Unknown" || text == "None" || text == "NONE";
}

Result<std::int64_t> count_or_zero(std::string_view text, std::string_view field) {
  if (is_nothing(text)) return 0;
  return connectors::parse_count(text, field);
}

std::optional<std::int64_t> time_of(std::string_view text) {
  const auto seconds = is_nothing(text) ? Result<std::int64_t>(0) : connectors::parse_count(text, "time");
  return seconds && *seconds > 0 ? std::optional(*seconds) : std::nullopt;
}

Result<std::int64_t> duration_or_zero(std::string_view text, std::string_view field) {
  if (is_nothing(text) || text == "UNLIMITED" || text == "INVALID" || text == "NOT_SET" || text == "Partition_Limit")
    return 0;
  return connectors::parse_duration_s(text, field);
}

Result<bool> asks(std::string_view text, std::span<const std::string> device_gres) {
  connectors::Tres tres;
  if (is_nothing(text)) return false;
  SCRIP_TRY_VOID(connectors::add_gres(text, "tres", device_gres, tres));
  return !tres.devices.empty();
}

std::string joined(std::span<const std::string_view> names, std::string_view behind) {
  std::string all;
  for (const std::string_view name : names) all += (all.empty() ? "" : ",") + std::string(name) + std::string(behind);
  return all;
}

bool is_name(std::string_view text) {
  return !text.empty() && text.size() <= 128 && std::ranges::all_of(text, [](char c) {
    return c > 0x20 && c < 0x7f && c != '/' && c != '|' && c != '"' && c != '\'';
  });
}

bool is_signal(std::string_view text) {
  return !text.empty() && text.size() <= 8 &&
         std::ranges::all_of(text, [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); });
}

// As keys at Scrip are, without a blank.
bool is_key(std::string_view text) {
  return !text.empty() && text.size() <= 128 &&
         std::ranges::all_of(text, [](char c) { return c > 0x20 && c < 0x7f && c != '|' && c != '"' && c != '\''; });
}

// Each option at most once, one blank between two. Errors: false.
bool read_options(std::string_view text, Named& named) {
  constexpr std::string_view warn = "warn=";
  constexpr std::string_view reservation = "reservation=";
  while (true) {
    const auto space = text.find(' ');
    const std::string_view option = text.substr(0, space);
    if (option.starts_with(warn) && named.signal.empty() && is_signal(option.substr(warn.size()))) {
      named.signal = option.substr(warn.size());
    } else if (option.starts_with(reservation) && named.reservation.empty() &&
               is_key(option.substr(reservation.size()))) {
      named.reservation = option.substr(reservation.size());
    } else {
      return false;
    }
    if (space == text.npos) return true;
    text.remove_prefix(space + 1);
  }
}

}  // namespace

std::string queue_fields() { return joined(queue_columns, ":|"); }

Result<std::vector<QueuedJob>> read_queue(std::string_view text, std::span<const std::string> device_gres) {
  return read_rows<QueuedJob>(text, [&](std::string_view row, std::uint64_t line) -> Result<QueuedJob> {
    const auto fields = SCRIP_TRY(fields_of<queue_columns.size()>(row, line));
    QueuedJob job{.id = std::string(fields[0]), .array_id = std::string(fields[1]), .state = std::string(fields[2])};
    job.submit_s = SCRIP_TRY(count_or_zero(fields[3], "SubmitTime"));
    job.start_s = time_of(fields[4]).value_or(0);
    job.used_s = SCRIP_TRY(duration_or_zero(fields[5], "TimeUsed"));
    job.limit_s = SCRIP_TRY(duration_or_zero(fields[6], "TimeLimit"));
    job.held = fields[7] == "0";
    job.tres = fields[8];
    for (std::size_t i = 9; i < 13; ++i) {
      job.asks_for_devices = SCRIP_TRY(asks(fields[i], device_gres)) || job.asks_for_devices;
    }
    job.account = fields[13];
    job.nodes = is_nothing(fields[14]) ? std::string_view{} : fields[14];
    job.admin_comment = is_nothing(fields[15]) ? std::string_view{} : fields[15];
    return job;
  });
}

std::string comment_among(std::string_view text, std::string_view id) {
  while (!text.empty()) {
    const auto end = text.find('\n');
    std::string_view row = text.substr(0, end);
    text.remove_prefix(end == text.npos ? text.size() : end + 1);
    if (!row.starts_with(id) || !row.substr(id.size()).starts_with(' ')) continue;
    row.remove_prefix(id.size() + 1);
    return row == "(null)" ? std::string{} : std::string(row);
  }
  return {};
}

bool AccountedRun::over() const {
  const SlurmState known = connectors::slurm_state(state);
  if (known == SlurmState::not_finished) return false;
  return known != SlurmState::resizing || end_s.has_value();
}

std::string accounting_fields() { return joined(accounting_columns, {}); }

Result<std::vector<AccountedRun>> read_accounting(std::string_view text) {
  return read_rows<AccountedRun>(text, [&](std::string_view row, std::uint64_t line) -> Result<AccountedRun> {
    const auto fields = SCRIP_TRY(fields_of<accounting_columns.size()>(row, line));
    AccountedRun run{.id = std::string(fields[0])};
    run.submit_s = SCRIP_TRY(count_or_zero(fields[1], "Submit"));
    run.start_s = time_of(fields[2]);
    run.end_s = time_of(fields[3]);
    run.elapsed_s = SCRIP_TRY(count_or_zero(fields[4], "ElapsedRaw"));
    run.suspended_s = SCRIP_TRY(duration_or_zero(fields[5], "Suspended"));
    run.state = fields[6];
    run.requested = fields[7];
    run.allocated = fields[8];
    run.account = fields[9];
    return run;
  });
}

Result<Devices> devices_of(std::string_view tres, std::span<const std::string> device_gres) {
  connectors::Tres read;
  if (!is_nothing(tres)) SCRIP_TRY_VOID(connectors::add_tres(tres, "tres", device_gres, read));
  Devices devices;
  std::int64_t total = 0;
  std::int64_t typed = 0;
  for (const auto& gres : read.devices) {
    if (gres.type.empty()) {
      total += gres.units;
      continue;
    }
    typed += gres.units;
    devices.several = devices.several || (!devices.type.empty() && devices.type != gres.type);
    devices.type = gres.type;
  }
  devices.units = std::max(total, typed);
  if (devices.several || (typed != 0 && typed < total)) {
    devices.several = true;
    devices.type.clear();
  }
  return devices;
}

Result<std::optional<Named>> read_comment(std::string_view comment) {
  constexpr std::string_view prefix = "scrip:";
  while (comment.ends_with('\n') || comment.ends_with(' ')) comment.remove_suffix(1);
  if (!comment.starts_with(prefix)) return std::nullopt;
  comment.remove_prefix(prefix.size());
  Named named;
  if (const auto space = comment.find(' '); space != comment.npos) {
    if (!read_options(comment.substr(space + 1), named)) {
      return fail(ErrorCode::value_invalid,
                  say("behind the name of who pays only warn=SIGNAL, such as warn=USR1, and reservation=NAME may "
                      "stand, each once"),
                  "comment");
    }
    comment = comment.substr(0, space);
  }
  const auto slash = comment.find('/');
  named.organisation = comment.substr(0, slash);
  if (slash != comment.npos) named.project = comment.substr(slash + 1);
  if (!is_name(named.organisation) || (slash != comment.npos && !is_name(named.project))) {
    return fail(ErrorCode::value_invalid,
                say("who pays is written --comment scrip:ORGANISATION or scrip:ORGANISATION/PROJECT"), "comment");
  }
  return named;
}

}  // namespace scrip::site
