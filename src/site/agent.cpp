#include "site/agent.h"

#include <algorithm>

#include "base/time.h"
#include "base/utf8.h"
#include "site/limits.h"
#include "site/log.h"
#include "site/texts.h"

namespace scrip::site {
namespace {

constexpr std::string_view held_mark = "scrip:held";  // what the submit hook writes; see site/slurm/job_submit.lua
constexpr std::string_view paid_mark = "scrip: paid by ";

constexpr std::int64_t reservations_polls = 5;  // between two looks at the reservations
constexpr std::int64_t keep_every_s = 10;  // of run time: a write for each job in each round would be too many

bool is_ours(const QueuedJob& row, const Config& config) {
  return config.governed == Governed::all || row.admin_comment.starts_with("scrip:");
}

}  // namespace

std::string Agent::reason_of(const Message& why) const {
  return std::string(utf8_cut(why.text(config_.language), limits::reason_bytes_max));
}

bool Agent::done(const Result<void>& result, std::string_view what, const JobRow& job) {
  if (result) return true;
  log(Level::warning, "slurm_refused", {{"step", std::string(what)}, {"job", job.key}, {"why", result.error().detail}});
  return false;
}

const QueuedJob* Agent::row_of(const JobRow& job) const {
  const auto row = rows_.find(job.key);
  return row == rows_.end() ? nullptr : &row->second;
}

std::string Agent::resource_of(const Devices& devices) const {
  if (devices.type.empty()) return config_.untyped;
  const auto known = config_.resources.find(devices.type);
  return known != config_.resources.end() ? known->second : devices.type;
}

Result<void> Agent::alert(std::string kind, std::string subject, const Message& text) {
  const bool is_new = SCRIP_TRY(spool_.alert({.at_s = now_s_,
                                              .kind = kind,
                                              .subject = subject,
                                              .english = text.text(Language::english),
                                              .chinese = text.text(Language::chinese)}));
  if (is_new)
    log(Level::error, "alert", {{"kind", kind}, {"subject", subject}, {"text", text.text(Language::english)}});
  return {};
}

Result<void> Agent::step(std::int64_t now_s) {
  now_s_ = now_s;
  SCRIP_TRY_VOID(refresh());
  if (now_s_ - reservations_s_ >= reservations_polls * config_.poll_s) {
    SCRIP_TRY_VOID(refresh_reservations());
    SCRIP_TRY_VOID(keep_nodes());
  }
  SCRIP_TRY_VOID(look_at_queue());
  SCRIP_TRY_VOID(send_requests());
  SCRIP_TRY_VOID(meter());
  SCRIP_TRY_VOID(devices_.step(now_s_));
  SCRIP_TRY_VOID(compare_devices());
  SCRIP_TRY_VOID(settle_lent());
  SCRIP_TRY_VOID(send_usage());
  SCRIP_TRY_VOID(close_jobs());
  SCRIP_TRY_VOID(tell_alerts());
  if (scrip_answers_) SCRIP_TRY_VOID(lender_.ask(now_s_));
  SCRIP_TRY_VOID(spool_.put_fact("round", std::to_string(now_s_)));
  if (scrip_answers_) SCRIP_TRY_VOID(spool_.put_fact("scrip_answered", std::to_string(now_s_)));
  if (slurm_answers_) SCRIP_TRY_VOID(spool_.put_fact("slurm_answered", std::to_string(now_s_)));
  return {};
}

Result<void> Agent::look_at_queue() {
  const auto queue = slurm_.queue();
  queue_known_ = queue.has_value();
  if (slurm_answers_ != queue_known_) {
    slurm_answers_ = queue_known_;
    if (queue_known_)
      log(Level::info, "slurm_answers");
    else
      log(Level::warning, "slurm_is_away", {{"why", queue.error().detail}});
  }
  rows_.clear();
  splits_ = 0;
  if (!queue) return {};
  std::map<std::string, std::size_t> tasks;  // that are one job of Slurm's still
  for (const QueuedJob& row : *queue) ++tasks[row.id];
  std::map<std::string, std::size_t> left = tasks;
  for (const QueuedJob& row : *queue) {
    if (tasks[row.id] > 1) {
      // A task of an array becomes a job of its own, with an id that its usage goes by. The last keeps the array's, and
      // is looked at once it is alone under it.
      if (left[row.id]-- == 1) continue;
      if (!is_ours(row, config_) || splits_ == limits::splits_max) continue;
      ++splits_;
      const auto split = slurm_.annotate(row.array_id, std::string(held_mark));
      if (!split)
        log(Level::warning, "slurm_refused", {{"step", "split"}, {"job", row.array_id}, {"why", split.error().detail}});
      continue;
    }
    if (is_ours(row, config_))
      rows_.insert_or_assign(config_.cluster + "/" + row.id + "@" + std::to_string(row.submit_s), row);
  }
  for (const auto& [key, row] : rows_) SCRIP_TRY_VOID(look_at(row));
  return {};
}

Result<void> Agent::look_at(const QueuedJob& row) {
  const std::string key = config_.cluster + "/" + row.id + "@" + std::to_string(row.submit_s);
  auto job = SCRIP_TRY(spool_.job(key));
  if (!job) {
    if (row.pending() || row.running()) return consider(row, key);
    return {};
  }
  switch (job->state) {
    case JobState::asked:
      return follow_asked(std::move(*job), row);
    case JobState::authorised:
      return follow_authorised(std::move(*job), row);
    case JobState::refused:
      if (!row.pending() && !row.running()) return {};
      if (!row.admin_comment.starts_with("scrip: ") || row.admin_comment.starts_with(paid_mark))
        done(slurm_.annotate(row.name(), "scrip: " + job->reason), "annotate", *job);
      done(slurm_.cancel(row.name()), "cancel", *job);
      return {};
    case JobState::over:
    case JobState::closed:
    case JobState::unpaid:
      return {};
  }
  return {};
}

Result<void> Agent::consider(const QueuedJob& row, const std::string& key) {
  JobRow job{.key = key,
             .id = row.id,
             .account = row.account,
             .limit_s = row.limit_s,
             .used_s = row.used_s,
             .asks_for_devices = row.asks_for_devices};
  if (row.heterogeneous()) return refuse(std::move(job), say("jobs of several components cannot be paid for here yet"));
  if (!known_.payers()) return wait_for_payers(std::move(job), row);
  unjudged_.clear();
  const auto comment = slurm_.comment_of(row.id);
  if (!comment) {
    done(std::unexpected(comment.error()), "comment", job);
    return {};
  }
  // A job that was paid for and is queued again has the limit that this program gave it, not the user's own.
  if (row.admin_comment.starts_with(paid_mark)) job.limit_s = SCRIP_TRY(spool_.limit_of(row.id));
  const auto named =
      judge({.account = row.account, .comment = *comment, .asks_for_devices = row.asks_for_devices}, config_, known_);
  if (!named) return refuse(std::move(job), named.error().sentence());
  if (!*named) return {};
  job.organisation = (*named)->organisation;
  job.account = account_of(**named, row.account, known_);
  job.signal = (*named)->signal;
  job.reservation = (*named)->reservation;
  const auto devices = devices_of(row.tres, config_.device_gres);
  if (!devices || devices->several) return refuse(std::move(job), say("one job can ask for one type of device only"));
  if (devices->units == 0 && row.asks_for_devices) {
    SCRIP_TRY_VOID(
        alert("devices_not_counted", config_.cluster,
              say("Slurm does not count this site's devices: add their types to AccountingStorageTRES in slurm.conf")));
    known_.set_counts_devices(false);
    return refuse(std::move(job),
                  say("this site's accounting does not count devices at the moment, so no job with devices can start"));
  }
  job.units = devices->units;
  if (job.units == 0) {
    job.state = JobState::authorised;  // nothing of it is charged, unless it is given devices all the same
    return spool_.put(job);
  }
  job.resource = resource_of(*devices);
  if (job.resource.empty())
    return refuse(std::move(job), say("say which type of device, such as --gres=gpu:TYPE:COUNT"));
  log(Level::info, "job_seen",
      {{"job", key},
       {"organisation", job.organisation},
       {"resource", job.resource},
       {"devices", units_text(job.units)}});
  return ask_for(std::move(job));
}

// Who pays here is not known: the spool is new, and Scrip was not reached since. Nothing is authorised meanwhile, for
// anybody could name anybody; what runs already has a grace from when it was first seen.
Result<void> Agent::wait_for_payers(JobRow job, const QueuedJob& row) {
  if (row.pending()) {
    if (!row.held) done(slurm_.hold(row.name()), "hold", job);
    return {};
  }
  const auto devices = devices_of(row.tres, config_.device_gres);
  if (!devices || devices->units == 0) return {};
  const auto [seen, is_new] = unjudged_.try_emplace(job.key, now_s_);
  if (is_new) {
    const Message text = say("Scrip: {0}; the job is ended in {1} s",
                             say("who pays for the accounts of this site is not known yet"), config_.grace_s);
    done(slurm_.notify(row.name(), text.text(config_.language)), "notify", job);
  }
  if (now_s_ - seen->second < config_.grace_s) return {};
  job.state = JobState::authorised;  // so that it is ended again until it is gone
  job.units = devices->units;
  return stop(job, say("nobody could be asked to pay for it in time"));
}

Result<void> Agent::ask_for(JobRow job) {
  // A name that no hold of the job had, for one that ended cannot be placed again.
  const bool again = job.halved != 0 || job.paid != 0 || !job.hold.empty();
  job.state = JobState::asked;
  job.retry_s = 0;
  job.released = false;
  if (!job.reservation.empty()) {
    const auto row = rows_.find(job.key);
    return row == rows_.end() ? spool_.put(job) : follow_reserved(job, row->second);
  }
  job.hold = config_.site + "/" + job.key +
             (again ? "/" + spool_.id().substr(0, 8) + std::to_string(job.halved) + "-" + std::to_string(now_s_) : "");
  // One that runs already, for want of the hook or of the spool, is paid for from its start.
  const std::int64_t unpaid_s = std::max<std::int64_t>(0, job.used_s - job.paid / job.units);
  const std::int64_t slice_s = unpaid_s + std::max<std::int64_t>(1, slice_of(job, config_));
  auto transaction = SCRIP_TRY(spool_.begin());
  SCRIP_TRY_VOID(spool_.put(job));
  SCRIP_TRY_VOID(spool_.add(place_request(job, config_, slice_s, now_s_)));
  return transaction.commit();
}

Result<void> Agent::refuse(JobRow job, const Message& why) {
  job.state = JobState::refused;
  job.reason = reason_of(why);
  SCRIP_TRY_VOID(spool_.put(job));
  log(Level::info, "job_refused", {{"job", job.key}, {"why", why.text(Language::english)}});
  const auto* row = row_of(job);
  if (row == nullptr) return {};
  done(slurm_.annotate(row->name(), "scrip: " + job.reason), "annotate", job);
  done(slurm_.cancel(row->name()), "cancel", job);
  return {};
}

// A job that may not run yet. One that runs all the same (it was queued again, or let go by hand) is paid for from a
// lent slice, or ended once the grace is over.
Result<void> Agent::follow_asked(JobRow job, const QueuedJob& row) {
  if (row.pending() && !row.held) done(slurm_.hold(row.name()), "hold", job);
  if (!job.reservation.empty()) {
    SCRIP_TRY_VOID(follow_reserved(job, row));
    if (job.state != JobState::asked) return {};
  }
  if (row.pending()) {
    if (!scrip_answers_ && job.reservation.empty()) return borrow(job);
    return {};
  }
  job.used_s = row.used_s;
  SCRIP_TRY_VOID(spool_.put(job));
  if (!scrip_answers_ && job.reservation.empty()) SCRIP_TRY_VOID(borrow(job));
  if (job.state != JobState::asked) return {};
  if (job.stopped) {
    done(slurm_.cancel(row.name()), "cancel", job);
    return {};
  }
  const bool was_refused = job.retry_s != 0;
  const bool is_asked = SCRIP_TRY(spool_.has_request(job.key));
  const std::int64_t left_s = grace_left_s(job, row);
  // While Scrip answers, what it says is known in the next round.
  if (is_asked && scrip_answers_ && access_ && left_s > -config_.margin_s) return {};
  if (left_s <= 0) {
    return was_refused ? end(job) : stop(job, say("nobody could be asked to pay for it in time"));
  }
  const auto devices = devices_of(row.tres, config_.device_gres);
  const bool may_ask = was_refused && !is_asked && devices && !devices->several;  // for there may be more money
  if (may_ask && now_s_ >= job.retry_s) return ask_for(std::move(job));
  if (was_refused || job.warned || !job.reservation.empty()) return {};
  return warn(job,
              say("Scrip: {0}; the job is ended in {1} s", say("nobody could be asked yet to pay for it"), left_s));
}

Result<void> Agent::borrow(JobRow& job) {
  const std::int64_t slice_s = slice_of(job, config_);
  if (slice_s == 0 || SCRIP_TRY(lender_.lend(job, slice_s, now_s_)) == 0) return {};
  job.state = JobState::authorised;
  job.warned = false;
  log(Level::info, "job_lent", {{"job", job.key}, {"seconds", std::to_string(job.lent / job.units)}});
  return spool_.put(job);
}

Result<void> Agent::let_start(JobRow& job, const QueuedJob& row) {
  keep_limit(job, row);
  const std::string kept = kept_name(job.reservation);
  if (!job.reservation.empty() && std::ranges::find(kept_, kept, &KeptNodes::name) != kept_.end()) {
    done(slurm_.put_under(row.name(), kept), "reservation", job);
  }
  done(slurm_.annotate(row.name(), std::string(paid_mark) + job.organisation), "annotate", job);
  if (row.held && !done(slurm_.release(row.name()), "release", job)) return {};
  job.released = true;
  log(Level::info, "job_released", {{"job", job.key}});
  return spool_.put(job);
}

Result<void> Agent::follow_authorised(JobRow job, const QueuedJob& row) {
  if (row.pending()) return follow_waiting(std::move(job), row);
  if (!row.running()) return {};
  if (job.units == 0) return follow_free(std::move(job), row);
  SCRIP_TRY_VOID(look_for_idle(job, row));
  return job.reservation.empty() ? watch(std::move(job), row) : watch_reserved(std::move(job), row);
}

// A job that may start and waits in Slurm's queue: what it was authorised by may end before its turn comes.
Result<void> Agent::follow_waiting(JobRow job, const QueuedJob& row) {
  if (const auto may = may_still_start(job); !may) return refuse(std::move(job), may.error().sentence());
  if (!SCRIP_TRY(keep_hold(job, row)) || job.released) return {};
  return let_start(job, row);
}

// Whether the job has its hold still. It ends some time after what it pays for would have run, had the job started at
// once: it is given more time by then. The job of one that ended is held, and another hold is asked for.
Result<bool> Agent::keep_hold(JobRow& job, const QueuedJob& row) {
  if (job.units == 0 || job.paid == 0 || job.hold.empty() || !job.reservation.empty()) return true;
  const bool asked = SCRIP_TRY(spool_.has_request(job.key));
  const bool ended = job.until_s != 0 && now_s_ >= job.until_s;
  if (!ended) {
    if (!asked && job.until_s - now_s_ <= config_.hold_s / 2)
      SCRIP_TRY_VOID(spool_.add(prolong_request(job, config_, now_s_)));
    return true;
  }
  if (!row.held) done(slurm_.hold(row.name()), "hold", job);
  job.released = false;
  if (asked) {
    SCRIP_TRY_VOID(spool_.put(job));
    return false;
  }
  job.paid = 0;
  SCRIP_TRY_VOID(ask_for(job));
  return false;
}

// A job that asked for no devices costs nothing, unless it is given some: it wants whole nodes, or its partition does.
Result<void> Agent::follow_free(JobRow job, const QueuedJob& row) {
  if (job.stopped) {
    done(slurm_.cancel(row.name()), "cancel", job);
    return {};
  }
  const auto devices = devices_of(row.tres, config_.device_gres);
  if (devices && devices->units != 0) {
    job.used_s = row.used_s;
    return pay_for(std::move(job), *devices);
  }
  SCRIP_TRY(give_way(job, row));
  return {};
}

// The job runs on devices that its hold is not for: it needs one for them, from its start, in place of what it has.
Result<void> Agent::pay_for(JobRow job, const Devices& devices) {
  if (job.lent != 0) SCRIP_TRY_VOID(lender_.give_back(job));
  if (!job.hold.empty() && job.paid != 0) SCRIP_TRY_VOID(spool_.add(give_up_request(job)));
  job.units = devices.units;
  job.resource = resource_of(devices);
  job.paid = 0;
  job.halved = 0;
  job.retry_s = 0;
  log(Level::info, "job_has_others",
      {{"job", job.key}, {"resource", job.resource}, {"devices", units_text(job.units)}});
  if (devices.several) return end_unpaid(std::move(job), say("one job can ask for one type of device only"));
  return ask_for(std::move(job));
}

// Nobody pays for the job. One that runs, for want of the hook or because it was given other devices than it asked for,
// is told so, and may be paid for until it ran unpaid for a grace.
Result<void> Agent::end_unpaid(JobRow job, const Message& why) {
  const auto* row = row_of(job);
  if (row == nullptr || !row->running() || grace_left_s(job, *row) <= 0) return refuse(std::move(job), why);
  job.state = JobState::asked;
  job.reason = reason_of(why);
  job.retry_s = now_s_ + limits::ask_again_s;
  if (job.warned) return spool_.put(job);
  return warn(job, say("Scrip: {0}; the job is ended in {1} s", why, grace_left_s(job, *row)));
}

// How long a job that runs may go on unpaid.
std::int64_t Agent::grace_left_s(const JobRow& job, const QueuedJob& row) const {
  return config_.grace_s - std::max<std::int64_t>(0, row.used_s - job.covered() / job.units);
}

// Slurm itself ends a job whose paid time is over, should this program be away by then.
void Agent::keep_limit(const JobRow& job, const QueuedJob& row) {
  if (job.units == 0) return;
  std::int64_t wanted_s = (job.covered() / job.units + 59) / 60 * 60;
  if (job.limit_s != 0) wanted_s = std::min(wanted_s, job.limit_s);
  if (wanted_s == 0 || row.limit_s == wanted_s) return;
  done(slurm_.set_limit(row.name(), (wanted_s + 59) / 60), "limit", job);
}

Result<void> Agent::watch(JobRow job, const QueuedJob& row) {
  // What was allocated counts, not what was asked for: a whole node, say.
  const auto devices = devices_of(row.tres, config_.device_gres);
  const std::int64_t units = devices && devices->units != 0 ? devices->units : job.units;
  const bool worth_keeping = units != job.units || row.used_s - job.used_s >= keep_every_s;
  job.used_s = row.used_s;
  job.units = units;
  if (worth_keeping) SCRIP_TRY_VOID(spool_.put(job));
  if (job.stopped) {
    done(slurm_.cancel(row.name()), "cancel", job);
    return {};
  }
  const bool others =
      devices && (devices->several || (!devices->type.empty() && resource_of(*devices) != job.resource));
  if (others && !SCRIP_TRY(spool_.has_request(job.key))) return pay_for(std::move(job), *devices);
  const auto left_s = [&] { return job.covered() / job.units - job.used_s; };
  const std::int64_t soon_s = config_.grace_s + config_.margin_s;
  if (left_s() <= soon_s) SCRIP_TRY_VOID(renew(job));
  if (left_s() <= soon_s && !scrip_answers_) SCRIP_TRY_VOID(borrow(job));
  keep_limit(job, row);
  // What is paid to the job's own limit is ended by Slurm. While more is on its way, nothing is spent: Scrip is asked
  // in this round, and its answer is known in the next.
  const bool is_paid = job.limit_s != 0 && job.covered() / job.units >= job.limit_s;
  const bool is_asked =
      scrip_answers_ && access_ && left_s() > -config_.grace_s && SCRIP_TRY(spool_.has_request(job.key));
  if (!is_paid && !is_asked && left_s() <= config_.margin_s) return stop(job, why_spent(job));
  if (SCRIP_TRY(give_way(job, row))) return {};
  if (is_paid || is_asked || left_s() > config_.grace_s || job.warned) return {};
  return warn(job, say("Scrip: the money for this job ends; unless there is more, it is ended in {0} s",
                       std::max<std::int64_t>(0, left_s() - config_.margin_s)));
}

Message Agent::why_spent(const JobRow& job) const {
  if (!scrip_answers_ || !access_)
    return say("the money that was set aside for it is spent, and Scrip could not be asked for more");
  if (job.retry_s != 0) return say("the money that was set aside for it is spent; {0}", job.reason);
  return say("the money that was set aside for it is spent");
}

Result<void> Agent::renew(JobRow& job) {
  const std::int64_t slice_s = slice_of(job, config_);
  if (slice_s == 0 || now_s_ < job.retry_s || SCRIP_TRY(spool_.has_request(job.key))) return {};
  if (job.hold.empty() || job.paid == 0) return {};
  return spool_.add(extend_request(job, config_, slice_s, now_s_));
}

Result<void> Agent::warn(JobRow& job, const Message& text) {
  job.warned = true;
  SCRIP_TRY_VOID(spool_.put(job));
  log(Level::info, "job_warned", {{"job", job.key}, {"text", text.text(Language::english)}});
  const auto* row = row_of(job);
  if (row == nullptr) return {};
  done(slurm_.notify(row->name(), text.text(config_.language)), "notify", job);
  if (!job.signal.empty()) done(slurm_.signal(row->name(), job.signal), "signal", job);
  return {};
}

Result<void> Agent::stop(JobRow& job, const Message& why) {
  job.reason = reason_of(why);
  return end(job);
}

Result<void> Agent::end(JobRow& job) {
  job.stopped = true;
  SCRIP_TRY_VOID(spool_.put(job));
  log(Level::info, "job_stopped", {{"job", job.key}, {"why", job.reason}});
  const auto* row = row_of(job);
  if (row == nullptr) return {};
  done(slurm_.annotate(row->name(), "scrip: " + job.reason), "annotate", job);
  done(slurm_.cancel(row->name()), "cancel", job);
  return {};
}

}  // namespace scrip::site
