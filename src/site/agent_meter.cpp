// The agent's side of Slurm's accounting.

#include <algorithm>

#include "base/time.h"
#include "site/agent.h"
#include "site/limits.h"
#include "site/log.h"
#include "site/meter.h"
#include "site/texts.h"

namespace scrip::site {

namespace {

constexpr std::int64_t prune_every_s = 3'600;
constexpr std::int64_t sweep_overlap_s = 600;  // the accounting may learn of a job later than the controller

}  // namespace

// How far back a new spool looks, asked before the first request under it is sent. A new spool may stand for one that
// was lost; then jobs ended unseen, and their records have the names that they would have had. Jobs older than the
// first that Scrip paid for here are none of its business.
Result<void> Agent::look_back() {
  if (!SCRIP_TRY(spool_.fact("swept")).empty()) return {};
  if (SCRIP_TRY(spool_.fact("made")).empty()) SCRIP_TRY_VOID(spool_.put_fact("made", std::to_string(now_s_)));
  const auto first_s = scrip_.first_submitted_s(config_.cluster);
  if (!first_s) {
    scrip_answers_ = first_s.error().code != ErrorCode::server_unreachable;
    log(Level::warning, "first_job_not_known", {{"why", first_s.error().detail}});
    return {};
  }
  const std::int64_t since_s = *first_s ? std::max(**first_s, now_s_ - config_.catch_up_s) : now_s_;
  log(Level::info, "spool_is_new", {{"accounting_since", format_instant(instant_at(since_s * 1000))}});
  SCRIP_TRY_VOID(spool_.put_fact("accounting_since", std::to_string(since_s)));
  return spool_.put_fact("swept", std::to_string(since_s));
}

// Jobs that came and went unseen: the hook was not there, or somebody let them go by hand, or the spool that knew them
// was lost. What they used is used. Where only named jobs are governed, those that Scrip has money set aside for are:
// who else named somebody, nobody says in the accounting.
Result<void> Agent::sweep() {
  const std::string last = SCRIP_TRY(spool_.fact("swept"));
  if (last.empty()) return {};  // it is not known yet from when on
  const std::string since = SCRIP_TRY(spool_.fact("accounting_since"));
  const std::int64_t since_s =
      std::max(std::stoll(last) - sweep_overlap_s, since.empty() ? std::int64_t{0} : std::stoll(since));
  if (config_.governed == Governed::all) {
    SCRIP_TRY(sweep_since(since_s, std::nullopt));
    return {};
  }
  if (!SCRIP_TRY(spool_.fact("caught_up")).empty()) return {};
  auto held = scrip_.held_jobs();
  if (!held || !SCRIP_TRY(sweep_since(since_s, std::move(*held)))) return {};
  return spool_.put_fact("caught_up", std::to_string(now_s_));
}

// `only`  these jobs; none: all. Whether the accounting answered: otherwise the next time goes on from there.
Result<bool> Agent::sweep_since(std::int64_t since_s, const std::optional<std::set<std::string>>& only) {
  const auto runs = slurm_.accounted_since(since_s);
  if (!runs) return false;
  for (const AccountedRun& run : *runs) {
    const std::string key = config_.cluster + "/" + run.id + "@" + std::to_string(run.submit_s);
    if (only && !only->contains(key)) continue;
    const auto devices = devices_of(run.allocated, config_.device_gres);
    if (!run.over() || run.elapsed_s == 0 || !devices || devices->units == 0 || SCRIP_TRY(spool_.job(key))) continue;
    SCRIP_TRY_VOID(spool_.put(
        {.key = key, .id = run.id, .account = run.account, .state = JobState::unpaid, .units = devices->units}));
    SCRIP_TRY_VOID(take_unseen(run, key));
  }
  SCRIP_TRY_VOID(spool_.put_fact("swept", std::to_string(now_s_)));
  return true;
}

// Of a job that began before this spool was made nobody can say whether it was paid for: the spool that knew is lost.
Result<void> Agent::take_unseen(const AccountedRun& run, const std::string& key) {
  const std::string made = SCRIP_TRY(spool_.fact("made"));
  if (!made.empty() && run.start_s && *run.start_s < std::stoll(made)) {
    log(Level::info, "job_caught_up", {{"job", key}});
    return {};
  }
  return alert("not_authorised", key,
               say("it ran without being paid for; what it used is reported for its account '{0}'", run.account));
}

Result<void> Agent::meter() {
  if (now_s_ - metered_s_ >= config_.meter_s) SCRIP_TRY_VOID(sweep());
  if (now_s_ - pruned_s_ >= prune_every_s) {
    pruned_s_ = now_s_;
    SCRIP_TRY_VOID(spool_.prune(now_s_ - limits::closed_kept_s));
  }
  auto jobs = SCRIP_TRY(spool_.jobs_not_closed());
  std::erase_if(jobs, [](const JobRow& job) { return job.state == JobState::over; });
  // A job that left the queue is read at once, the others from time to time.
  const bool all = now_s_ - metered_s_ >= config_.meter_s;
  if (!all && !queue_known_) return {};
  if (!all) std::erase_if(jobs, [&](const JobRow& job) { return rows_.contains(job.key); });
  if (all) metered_s_ = now_s_;
  for (std::size_t at = 0; at < jobs.size(); at += limits::jobs_asked_max) {
    std::vector<std::string> ids;
    std::map<std::string, const JobRow*> by_key;
    for (std::size_t i = at; i < std::min(jobs.size(), at + limits::jobs_asked_max); ++i) {
      ids.push_back(jobs[i].id);
      by_key.emplace(jobs[i].key, &jobs[i]);
    }
    const auto runs = slurm_.accounted(ids);
    if (!runs) {
      log(Level::warning, "accounting_is_away", {{"why", runs.error().detail}});
      return {};
    }
    for (const AccountedRun& run : *runs) {
      const auto job = by_key.find(config_.cluster + "/" + run.id + "@" + std::to_string(run.submit_s));
      if (job == by_key.end()) continue;
      auto fresh = SCRIP_TRY(spool_.job(job->first));
      if (fresh) SCRIP_TRY_VOID(take(run, std::move(*fresh)));
    }
  }
  return {};
}

Result<void> Agent::take(const AccountedRun& run, JobRow job) {
  const auto reading = read_run(run, job, config_, [&](std::int64_t start_s, std::string_view resource) {
    return spool_.metered_s(job.key, start_s, resource);
  });
  if (!reading) {
    return alert("unreadable", job.key, say("its accounting cannot be read: {0}", reading.error().sentence()));
  }
  if (reading->devices_missing) {
    SCRIP_TRY_VOID(alert("devices_missing", job.key,
                         say("it asked for devices and the accounting has none: its usage waits in suspense")));
  }
  if (reading->too_far_s > 0) {
    SCRIP_TRY_VOID(
        alert("recorded_too_far", job.key,
              say("{0} s more were reported than Slurm says in the end: they are to be refunded", reading->too_far_s)));
  }
  if (reading->pieces.empty() && !reading->over) return {};
  auto transaction = SCRIP_TRY(spool_.begin());
  for (const Piece& piece : reading->pieces) {
    SCRIP_TRY_VOID(spool_.add_record(piece.record, piece.start_s, piece.metered_s));
  }
  if (reading->over) {
    job.state = JobState::over;
    job.used_s = std::max(job.used_s, run.elapsed_s);
    SCRIP_TRY_VOID(spool_.put(job));
  }
  SCRIP_TRY_VOID(transaction.commit());
  if (!reading->over) return {};
  places_.erase(job.key);
  SCRIP_TRY_VOID(is_busy(job.key));
  log(Level::info, "job_over", {{"job", job.key}, {"state", run.state}, {"seconds", std::to_string(run.elapsed_s)}});
  return {};
}

}  // namespace scrip::site
