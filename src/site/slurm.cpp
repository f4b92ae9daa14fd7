#include "site/slurm.h"

#include <algorithm>
#include <ctime>

namespace scrip::site {
namespace {

std::string first_line(std::string_view text) { return std::string(text.substr(0, text.find('\n'))); }

std::string joined(const std::vector<std::string>& words) {
  std::string all;
  for (const std::string& word : words) all += (all.empty() ? "" : ",") + word;
  return all;
}

// On the clock of this machine, as Slurm's programs read it: 2026-11-22T10:00:00.
std::string local_time(std::int64_t at_s) {
  const std::time_t at = at_s;
  std::tm local{};
  ::localtime_r(&at, &local);
  char text[32];
  return {text, std::strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%S", &local)};
}

// One line of visible text: what Slurm keeps of it is read again as one row.
std::string on_one_line(std::string text) {
  std::ranges::replace_if(text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == '"'; }, ' ');
  return text;
}

}  // namespace

Result<std::string> Slurm::run(std::vector<std::string> words) const {
  if (!config_.slurm_bin.empty()) words[0] = config_.slurm_bin + "/" + words[0];
  Program program{.words = std::move(words), .environment = {{"SLURM_TIME_FORMAT", "%s"}, {"LC_ALL", "C"}}};
  if (!config_.slurm_conf.empty()) program.environment.emplace_back("SLURM_CONF", config_.slurm_conf);
  auto finished = SCRIP_TRY(run_program(program));
  if (finished.status == 0) return std::move(finished.output);
  const std::string said = first_line(finished.errors.empty() ? finished.output : finished.errors);
  return fail(ErrorCode::server_unreachable, program.words[0] + ": " + said, "slurm");
}

Result<std::vector<QueuedJob>> Slurm::queue() const {
  const auto text = SCRIP_TRY(run({"squeue", "--all", "--array", "--noheader", "-O", queue_fields()}));
  return read_queue(text, config_.device_gres);
}

Result<std::vector<AccountedRun>> Slurm::accounted(const std::vector<std::string>& ids) const {
  std::string list;
  for (const std::string& id : ids) list += (list.empty() ? "" : ",") + id;
  return read_accounting(
      SCRIP_TRY(run({"sacct", "--allusers", "--duplicates", "--allocations", "--parsable2", "--noheader", "--clusters",
                     config_.cluster, "--starttime", "1970-01-02", "--jobs", list, "-o", accounting_fields()})));
}

Result<std::vector<AccountedRun>> Slurm::accounted_since(std::int64_t since_s) const {
  return read_accounting(
      SCRIP_TRY(run({"sacct", "--allusers", "--duplicates", "--allocations", "--parsable2", "--noheader", "--clusters",
                     config_.cluster, "--starttime", "uts" + std::to_string(since_s), "-o", accounting_fields()})));
}

Result<std::string> Slurm::comment_of(const std::string& id) const {
  // The id of one task means its whole array here.
  return comment_among(SCRIP_TRY(run({"squeue", "--all", "--noheader", "--jobs", id, "-o", "%A %k"})), id);
}

Result<std::vector<DevicePlace>> Slurm::places_of(const std::string& id) const {
  return read_places(SCRIP_TRY(run({"scontrol", "show", "job", "--details", id})));
}

Result<void> Slurm::release(const std::string& id) const {
  SCRIP_TRY(run({"scontrol", "release", id}));
  return {};
}

Result<void> Slurm::hold(const std::string& id) const {
  SCRIP_TRY(run({"scontrol", "hold", id}));
  return {};
}

Result<void> Slurm::cancel(const std::string& id) const {
  SCRIP_TRY(run({"scancel", id}));
  return {};
}

Result<void> Slurm::signal(const std::string& id, const std::string& signal) const {
  SCRIP_TRY(run({"scancel", "--signal=" + signal, "--batch", id}));
  return {};
}

Result<void> Slurm::notify(const std::string& id, const std::string& message) const {
  SCRIP_TRY(run({"scontrol", "notify", id, on_one_line(message)}));
  return {};
}

Result<void> Slurm::annotate(const std::string& id, const std::string& comment) const {
  SCRIP_TRY(run({"scontrol", "update", "JobId=" + id, "AdminComment=" + on_one_line(comment)}));
  return {};
}

Result<std::vector<Node>> Slurm::nodes() const {
  return read_nodes(SCRIP_TRY(run({"scontrol", "show", "node", "--oneliner"})), config_.device_gres);
}

Result<std::vector<KeptNodes>> Slurm::kept() const {
  return read_kept(SCRIP_TRY(run({"scontrol", "show", "reservation", "--oneliner"})));
}

Result<void> Slurm::keep(const KeptNodes& kept, const std::vector<std::string>& accounts, std::int64_t now_s) const {
  // Jobs that run there now do not matter: their limits are what is paid. Those under the reservation may start when
  // scrip-site lets them, and are ended by it (FLEX).
  SCRIP_TRY(run({"scontrol", "create", "reservation", "ReservationName=" + kept.name,
                 "StartTime=" + (kept.from_s <= now_s ? std::string("now") : local_time(kept.from_s)),
                 "EndTime=" + local_time(kept.until_s), "Accounts=" + joined(accounts), "Nodes=" + joined(kept.nodes),
                 "Flags=IGNORE_JOBS,FLEX"}));
  return {};
}

Result<void> Slurm::remove_kept(const std::string& name) const {
  SCRIP_TRY(run({"scontrol", "delete", "ReservationName=" + name}));
  return {};
}

Result<void> Slurm::put_under(const std::string& id, const std::string& kept) const {
  SCRIP_TRY(run({"scontrol", "update", "JobId=" + id, "ReservationName=" + kept}));
  return {};
}

Result<std::vector<std::string>> Slurm::accounts() const {
  const std::string text = SCRIP_TRY(run({"sacctmgr", "--noheader", "--parsable2", "show", "associations",
                                          "cluster=" + config_.cluster, "format=Account"}));
  std::vector<std::string> all;
  for (std::string_view rest = text; !rest.empty();) {
    const auto end = rest.find('\n');
    all.emplace_back(rest.substr(0, end));
    rest.remove_prefix(end == rest.npos ? rest.size() : end + 1);
  }
  return all;
}

Result<void> Slurm::set_limit(const std::string& id, std::int64_t minutes) const {
  SCRIP_TRY(run({"scontrol", "update", "JobId=" + id,
                 "TimeLimit=" + (minutes == 0 ? std::string("UNLIMITED") : std::to_string(minutes))}));
  return {};
}

Result<std::string> Slurm::version() const { return first_line(SCRIP_TRY(run({"sinfo", "--version"}))); }

Result<std::string> Slurm::setting(std::string_view name) const {
  const std::string text = SCRIP_TRY(run({"scontrol", "show", "config"}));
  for (std::string_view rest = text; !rest.empty();) {
    const auto end = rest.find('\n');
    const std::string_view line = rest.substr(0, end);
    rest.remove_prefix(end == rest.npos ? rest.size() : end + 1);
    const auto equals = line.find(" = ");
    if (equals == line.npos || !line.starts_with(name)) continue;
    if (line.substr(name.size(), equals - name.size()).find_first_not_of(' ') != line.npos) continue;
    return std::string(line.substr(equals + 3));
  }
  return std::string{};
}

Result<std::string> Slurm::clusters() const {
  return run({"sacctmgr", "--noheader", "--parsable2", "show", "cluster", "format=Cluster"});
}

}  // namespace scrip::site
