#pragma once
// A site's Slurm, through its own programs.
//
// Errors, of every function: server_unreachable (Slurm does not answer, or refuses: its own words are the detail),
// file_unreadable (the program is missing), syntax_error (it prints something else than it did).

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "site/config.h"
#include "site/idle.h"
#include "site/kept_nodes.h"
#include "site/process.h"
#include "site/slurm_text.h"

namespace scrip::site {

class Slurm {
 public:
  explicit Slurm(const Config& config) : config_(config) {}

  // Every job that is not over, each task of an array on its own row.
  [[nodiscard]] Result<std::vector<QueuedJob>> queue() const;
  // Every run of these jobs (JobIDRaw), of whichever time.
  [[nodiscard]] Result<std::vector<AccountedRun>> accounted(const std::vector<std::string>& ids) const;
  // Every run of the cluster that was eligible, running or ended since then.
  [[nodiscard]] Result<std::vector<AccountedRun>> accounted_since(std::int64_t since_s) const;
  [[nodiscard]] Result<std::string> comment_of(const std::string& id) const;  // JobIDRaw

  // From here on a job is meant by its QueuedJob::name().
  // Which devices a running job has.
  [[nodiscard]] Result<std::vector<DevicePlace>> places_of(const std::string& id) const;

  [[nodiscard]] Result<void> release(const std::string& id) const;
  [[nodiscard]] Result<void> hold(const std::string& id) const;
  [[nodiscard]] Result<void> cancel(const std::string& id) const;
  [[nodiscard]] Result<void> signal(const std::string& id, const std::string& signal) const;  // the batch script
  [[nodiscard]] Result<void> notify(const std::string& id, const std::string& message) const;
  // The administrator's comment, which users can read and not write. Of an array's task, it makes it a job of its own.
  [[nodiscard]] Result<void> annotate(const std::string& id, const std::string& comment) const;
  // Slurm's own reservations.
  [[nodiscard]] Result<std::vector<Node>> nodes() const;
  [[nodiscard]] Result<std::vector<KeptNodes>> kept() const;
  // For jobs of these accounts; from now on where it began before.
  [[nodiscard]] Result<void> keep(const KeptNodes& kept, const std::vector<std::string>& accounts,
                                  std::int64_t now_s) const;
  [[nodiscard]] Result<void> remove_kept(const std::string& name) const;
  [[nodiscard]] Result<void> put_under(const std::string& id, const std::string& kept) const;
  [[nodiscard]] Result<std::vector<std::string>> accounts() const;  // that the accounting has on this cluster

  [[nodiscard]] Result<void> set_limit(const std::string& id, std::int64_t minutes) const;

  [[nodiscard]] Result<std::string> version() const;
  // A line of `scontrol show config`; empty where there is none.
  [[nodiscard]] Result<std::string> setting(std::string_view name) const;
  [[nodiscard]] Result<std::string> clusters() const;  // that the accounting daemon knows

 private:
  [[nodiscard]] Result<std::string> run(std::vector<std::string> words) const;
  const Config& config_;
};

}  // namespace scrip::site
