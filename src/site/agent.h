#pragma once
// The agent: looks at Slurm's queue, has Scrip pay for jobs before they start and while they run, ends those whose
// money is spent, and reports what was used (docs/site.md).
//
// What it decides is written to the spool before it is done, so that it may be ended at any moment and goes on where
// it was. Everything it does to Slurm may be done twice without harm; everything it asks of Scrip has a key of its own.

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/result.h"
#include "site/config.h"
#include "site/device_meter.h"
#include "site/judge.h"
#include "site/lender.h"
#include "site/payment.h"
#include "site/scrip_api.h"
#include "site/slurm.h"
#include "site/spool.h"

namespace scrip::site {

// What Scrip refused, for the one whose job it is.
[[nodiscard]] Message said_by_scrip(const Error& error);

class Agent {
 public:
  Agent(const Config& config, Spool& spool, ScripApi& scrip, Known& known)
      : config_(config),
        spool_(spool),
        scrip_(scrip),
        known_(known),
        slurm_(config),
        lender_(config, spool),
        devices_(config, spool) {}

  // Recalls what was known before the last end. Errors: those of the spool.
  [[nodiscard]] Result<void> start() { return recall(); }
  // One round. That Slurm or Scrip is away is no error. Errors: those of the spool, without which nothing is safe.
  [[nodiscard]] Result<void> step(std::int64_t now_s);

 private:
  // The queue.
  [[nodiscard]] Result<void> look_at_queue();
  [[nodiscard]] Result<void> look_at(const QueuedJob& row);
  [[nodiscard]] Result<void> consider(const QueuedJob& row, const std::string& key);
  [[nodiscard]] Result<void> ask_for(JobRow job);
  [[nodiscard]] Result<void> refuse(JobRow job, const Message& why);
  [[nodiscard]] Result<void> follow_asked(JobRow job, const QueuedJob& row);
  [[nodiscard]] Result<void> wait_for_payers(JobRow job, const QueuedJob& row);
  [[nodiscard]] Result<void> follow_authorised(JobRow job, const QueuedJob& row);
  [[nodiscard]] Result<void> follow_waiting(JobRow job, const QueuedJob& row);
  [[nodiscard]] Result<bool> keep_hold(JobRow& job, const QueuedJob& row);
  [[nodiscard]] Result<void> follow_free(JobRow job, const QueuedJob& row);
  [[nodiscard]] Result<void> pay_for(JobRow job, const Devices& devices);
  [[nodiscard]] Result<void> watch(JobRow job, const QueuedJob& row);
  [[nodiscard]] Result<void> renew(JobRow& job);
  [[nodiscard]] Result<void> borrow(JobRow& job);
  [[nodiscard]] Result<void> let_start(JobRow& job, const QueuedJob& row);
  [[nodiscard]] Result<void> warn(JobRow& job, const Message& text);
  [[nodiscard]] Result<void> stop(JobRow& job, const Message& why);
  [[nodiscard]] Result<void> end(JobRow& job);  // for the reason that it has
  [[nodiscard]] Result<void> end_unpaid(JobRow job, const Message& why);
  [[nodiscard]] std::int64_t grace_left_s(const JobRow& job, const QueuedJob& row) const;
  [[nodiscard]] Message why_spent(const JobRow& job) const;
  void keep_limit(const JobRow& job, const QueuedJob& row);

  // Jobs under reservations.
  [[nodiscard]] Result<void> refresh_reservations();
  [[nodiscard]] Result<void> follow_reserved(JobRow& job, const QueuedJob& row);
  [[nodiscard]] Result<void> watch_reserved(JobRow job, const QueuedJob& row);
  [[nodiscard]] Result<void> wait_for(JobRow& job, const Message& what);
  [[nodiscard]] Result<bool> has_room(const JobRow& job, const Reserved& reserved);
  [[nodiscard]] Result<void> keep_nodes();
  void create_kept(const KeepPlan::Create& wanted);
  [[nodiscard]] std::optional<std::int64_t> gives_way_s(const QueuedJob& row) const;
  [[nodiscard]] Result<bool> give_way(JobRow& job, const QueuedJob& row);
  [[nodiscard]] Result<void> may_still_start(const JobRow& job) const;
  [[nodiscard]] Result<void> refused_use(const RequestRow& request, JobRow job, const Error& error);

  // Devices.
  [[nodiscard]] Result<void> look_for_idle(const JobRow& job, const QueuedJob& row);
  [[nodiscard]] Result<void> is_busy(const std::string& job);
  [[nodiscard]] Result<void> compare_devices();

  // Scrip.
  [[nodiscard]] Result<void> refresh();
  [[nodiscard]] Result<void> remember(const std::map<std::string, std::string>& payers,
                                      const std::map<std::string, Amount>& prices);
  [[nodiscard]] Result<void> recall();
  [[nodiscard]] Result<void> send_requests();
  [[nodiscard]] Result<void> succeeded(const RequestRow& request);
  [[nodiscard]] Result<void> refused(const RequestRow& request, const Error& error);
  [[nodiscard]] Result<void> find_hold(const RequestRow& request, JobRow job);
  [[nodiscard]] Result<void> refused_place(const RequestRow& request, JobRow job, const Error& error);
  [[nodiscard]] Result<void> refused_extend(const RequestRow& request, JobRow job, const Error& error);
  [[nodiscard]] Result<void> settle_lent();
  [[nodiscard]] Result<void> send_usage();
  [[nodiscard]] Result<void> close_jobs();
  [[nodiscard]] Result<void> tell_alerts();

  // Accounting.
  [[nodiscard]] Result<void> meter();
  [[nodiscard]] Result<void> take(const AccountedRun& run, JobRow job);
  [[nodiscard]] Result<void> look_back();
  [[nodiscard]] Result<void> sweep();
  [[nodiscard]] Result<bool> sweep_since(std::int64_t since_s, const std::optional<std::set<std::string>>& only);
  [[nodiscard]] Result<void> take_unseen(const AccountedRun& run, const std::string& key);
  [[nodiscard]] Result<void> alert(std::string kind, std::string subject, const Message& text);

  // What a call of Slurm's said, where nothing depends on it: it is tried again in the next round.
  bool done(const Result<void>& result, std::string_view what, const JobRow& job);
  [[nodiscard]] std::string reason_of(const Message& why) const;
  // The job's row of this round; none: it is not in the queue.
  [[nodiscard]] const QueuedJob* row_of(const JobRow& job) const;
  // What devices of Slurm's are called at Scrip; those without a type as is configured.
  [[nodiscard]] std::string resource_of(const Devices& devices) const;

  const Config& config_;
  Spool& spool_;
  ScripApi& scrip_;
  Known& known_;
  Slurm slurm_;
  Lender lender_;
  DeviceMeter devices_;

  std::int64_t now_s_ = 0;
  std::int64_t refreshed_s_ = 0;
  std::int64_t reservations_s_ = 0;  // when they were asked for
  std::int64_t metered_s_ = 0;
  std::int64_t pruned_s_ = 0;
  std::size_t splits_ = 0;
  bool slurm_answers_ = true;
  bool scrip_answers_ = true;
  bool access_ = true;  // Scrip took the last request, or refused it for what it asked
  bool queue_known_ = false;  // in this round
  std::map<std::string, QueuedJob> rows_;  // by the job's key, of this round
  std::map<std::string, std::int64_t>
      unjudged_;  // jobs that run while nobody knows who pays: when they were first seen
  std::map<std::string, std::vector<DevicePlace>> places_;  // of running jobs, by their key
  std::vector<KeptNodes> kept_;  // Slurm's own reservations that are ours
  std::set<std::string> idle_jobs_;  // of which an alert says so
  std::int64_t compared_s_ = 0;  // when devices were held against the register
  std::optional<std::string> alerts_told_;  // what Scrip took last
  std::int64_t alerts_told_s_ = 0;
  std::int64_t alerts_retry_s_ = 0;
};

}  // namespace scrip::site
