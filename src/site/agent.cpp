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
  std::map<std::string, std::size_t> left;  // tasks that are one job of Slurm's still
  for (const QueuedJob& row : *queue) ++left[row.id];
  for (const QueuedJob& row : *queue) {
    if (left[row.id] > 1) {
      // A task of an array becomes a job of its own, with an id that its usage goes by.
      --left[row.id];
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
      if (row.pending() || row.running()) done(slurm_.cancel(row.id), "cancel", *job);
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
  if (!(*named)->project.empty()) job.account = (*named)->project;
  job.signal = (*named)->signal;
  job.reservation = (*named)->reservation;
  if (row.heterogeneous()) return refuse(std::move(job), say("jobs of several components cannot be paid for here yet"));
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
    job.state = JobState::authorised;  // nothing of it is charged
    return spool_.put(job);
  }
  const auto resource = config_.resources.find(devices->type);
  job.resource = devices->type.empty()                 ? config_.untyped
                 : resource != config_.resources.end() ? resource->second
                                                       : devices->type;
  if (job.resource.empty())
    return refuse(std::move(job), say("say which type of device, such as --gres=gpu:TYPE:COUNT"));
  log(Level::info, "job_seen",
      {{"job", key},
       {"organisation", job.organisation},
       {"resource", job.resource},
       {"devices", units_text(job.units)}});
  return ask_for(std::move(job));
}

Result<void> Agent::ask_for(JobRow job) {
  job.state = JobState::asked;
  if (!job.reservation.empty()) {
    const auto row = rows_.find(job.key);
    return row == rows_.end() ? spool_.put(job) : follow_reserved(job, row->second);
  }
  job.hold = config_.site + "/" + job.key +
             (job.halved != 0 || job.paid != 0
                  ? "/" + spool_.id().substr(0, 8) + std::to_string(job.halved) + "-" + std::to_string(now_s_)
                  : "");
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
  done(slurm_.annotate(job.id, "scrip: " + job.reason), "annotate", job);
  done(slurm_.cancel(job.id), "cancel", job);
  return {};
}

// A job that may not run yet. One that runs all the same (it was queued again, or let go by hand) is paid for from a
// lent slice, or ended once the grace is over.
Result<void> Agent::follow_asked(JobRow job, const QueuedJob& row) {
  if (row.pending() && !row.held) done(slurm_.hold(row.id), "hold", job);
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
  if (job.state == JobState::asked && row.used_s >= config_.grace_s && job.covered() <= row.used_s * job.units) {
    return stop(job, say("nobody could be asked to pay for it in time"));
  }
  return {};
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
    done(slurm_.put_under(row.id, kept), "reservation", job);
  }
  done(slurm_.annotate(row.id, std::string(paid_mark) + job.organisation), "annotate", job);
  if (row.held && !done(slurm_.release(row.id), "release", job)) return {};
  job.released = true;
  log(Level::info, "job_released", {{"job", job.key}});
  return spool_.put(job);
}

Result<void> Agent::follow_authorised(JobRow job, const QueuedJob& row) {
  if (row.pending()) {
    if (!job.released) return let_start(job, row);
    return {};
  }
  if (row.running() && job.units != 0) {
    SCRIP_TRY_VOID(look_for_idle(job, row));
    return job.reservation.empty() ? watch(std::move(job), row) : watch_reserved(std::move(job), row);
  }
  return {};
}

// Slurm itself ends a job whose paid time is over, should this program be away by then.
void Agent::keep_limit(const JobRow& job, const QueuedJob& row) {
  if (job.units == 0) return;
  std::int64_t wanted_s = (job.covered() / job.units + 59) / 60 * 60;
  if (job.limit_s != 0) wanted_s = std::min(wanted_s, job.limit_s);
  if (wanted_s == 0 || row.limit_s == wanted_s) return;
  done(slurm_.set_limit(row.id, (wanted_s + 59) / 60), "limit", job);
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
    done(slurm_.cancel(row.id), "cancel", job);
    return {};
  }
  const auto left_s = [&] { return job.covered() / job.units - job.used_s; };
  const std::int64_t soon_s = config_.grace_s + config_.margin_s;
  if (left_s() <= soon_s) SCRIP_TRY_VOID(renew(job));
  if (left_s() <= soon_s && !scrip_answers_) SCRIP_TRY_VOID(borrow(job));
  keep_limit(job, row);
  if (job.limit_s != 0 && job.covered() / job.units >= job.limit_s) return {};  // Slurm's own limit ends it
  if (left_s() <= config_.margin_s) return stop(job, say("the money that was set aside for it is spent"));
  if (const auto way_s = gives_way_s(row)) {
    const Message why = say("its devices are reserved from {0} on", format_instant(instant_at(*way_s * 1000)));
    if (*way_s - now_s_ <= config_.margin_s) return stop(job, why);
    if (!job.warned)
      return warn(job, say("Scrip: {0}; the job is ended in {1} s", why, *way_s - now_s_ - config_.margin_s));
    return {};
  }
  if (left_s() > config_.grace_s || job.warned) return {};
  return warn(job, say("Scrip: the money for this job ends; unless there is more, it is ended in {0} s",
                       std::max<std::int64_t>(0, left_s() - config_.margin_s)));
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
  done(slurm_.notify(job.id, text.text(config_.language)), "notify", job);
  if (!job.signal.empty()) done(slurm_.signal(job.id, job.signal), "signal", job);
  return {};
}

Result<void> Agent::stop(JobRow& job, const Message& why) {
  job.stopped = true;
  job.reason = reason_of(why);
  SCRIP_TRY_VOID(spool_.put(job));
  log(Level::info, "job_stopped", {{"job", job.key}, {"why", why.text(Language::english)}});
  done(slurm_.annotate(job.id, "scrip: " + job.reason), "annotate", job);
  done(slurm_.cancel(job.id), "cancel", job);
  return {};
}

}  // namespace scrip::site
