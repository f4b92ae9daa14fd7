// The agent's side of reservations: devices and money that were set aside beforehand (docs/site.md, "Reservations").

#include <algorithm>

#include "base/time.h"
#include "site/agent.h"
#include "site/log.h"
#include "site/texts.h"

namespace scrip::site {
namespace {

constexpr std::int64_t ended_kept_s = 86'400;  // so that who comes late is told why

constexpr std::string_view not_kept = "not_kept";

}  // namespace

Result<void> Agent::refresh_reservations() {
  if (!scrip_answers_) return {};
  reservations_s_ = now_s_;
  const Reservations before = known_.reservations();
  auto now = scrip_.reservations(before);
  if (!now) {
    scrip_answers_ = now.error().code != ErrorCode::server_unreachable;
    log(Level::warning, "reservations_not_read", {{"why", now.error().detail}});
    return {};
  }
  for (const auto& [key, row] : before) {
    if (!row.stands() && now_s_ < row.until_s + ended_kept_s) now->emplace(key, row);
  }
  if (*now != before) SCRIP_TRY_VOID(spool_.put_fact("reservations", written(*now)));
  known_.set_reservations(std::move(*now));
  return {};
}

// A job that waits for its reservation: until that begins, and until its other jobs leave it enough devices.
Result<void> Agent::follow_reserved(JobRow& job, const QueuedJob& row) {
  auto reserved = known_.reservation(job.reservation);
  if (!reserved) {
    SCRIP_TRY_VOID(refresh_reservations());
    reserved = known_.reservation(job.reservation);
  }
  if (!reserved) {
    if (!scrip_answers_) return spool_.put(job);
    const Message why = say("there is no reservation '{0}' at this site", job.reservation);
    job.state = JobState::refused;
    return refuse(job, why);
  }
  const auto may =
      judge(*reserved, {.organisation = job.organisation, .resource = job.resource, .units = job.units}, now_s_);
  if (!may) {
    job.state = JobState::refused;
    return refuse(job, may.error().sentence());
  }
  if (now_s_ < reserved->from_s) {
    return wait_for(job, say("waits for the reservation '{0}', which begins at {1}", reserved->key,
                             format_instant(instant_at(reserved->from_s * 1000))));
  }
  if (SCRIP_TRY(spool_.has_request(job.key))) return {};
  if (!SCRIP_TRY(has_room(job, *reserved))) {
    return wait_for(job, say("waits until other jobs leave the devices of the reservation '{0}'", reserved->key));
  }
  job.hold = job.reservation;
  job.until_s = reserved->until_s;
  job.used_s = row.used_s;
  auto transaction = SCRIP_TRY(spool_.begin());
  SCRIP_TRY_VOID(spool_.put(job));
  SCRIP_TRY_VOID(spool_.add(use_request(job, reserved->devices)));
  return transaction.commit();
}

Result<bool> Agent::has_room(const JobRow& job, const Reserved& reserved) {
  std::int64_t units = job.units;
  for (const JobRow& other : SCRIP_TRY(spool_.jobs_not_closed())) {
    // Until Scrip was told that it is over, a job is counted as running there.
    if (other.key != job.key && other.hold == reserved.key) units += other.units;
  }
  return units <= reserved.devices * 1000;
}

Result<void> Agent::wait_for(JobRow& job, const Message& what) {
  const std::string reason = reason_of(what);
  if (job.reason == reason) return {};
  job.reason = reason;
  SCRIP_TRY_VOID(spool_.put(job));
  log(Level::info, "job_waits", {{"job", job.key}, {"why", what.text(Language::english)}});
  if (const auto* row = row_of(job)) done(slurm_.annotate(row->name(), "scrip: " + reason), "annotate", job);
  return {};
}

// A job under a reservation runs until that ends; where the site breaks it, for another grace.
Result<void> Agent::watch_reserved(JobRow job, const QueuedJob& row) {
  const JobRow before = job;
  const auto devices = devices_of(row.tres, config_.device_gres);
  if (devices && devices->units != 0) job.units = devices->units;
  const std::string resource = devices && !devices->type.empty() ? resource_of(*devices) : job.resource;
  job.used_s = row.used_s;
  const auto reserved = known_.reservation(job.reservation);
  const auto may =
      reserved ? judge(*reserved, {.organisation = job.organisation, .resource = resource, .units = job.units}, now_s_)
               : Result<void>{};
  if (!may) job.until_s = std::min(job.until_s, now_s_ + config_.grace_s + config_.margin_s);
  job.paid = std::max<std::int64_t>(1, job.until_s - row.start_s) * job.units;
  if (job.units != before.units || job.until_s != before.until_s) SCRIP_TRY_VOID(spool_.put(job));
  if (job.stopped) {
    done(slurm_.cancel(row.name()), "cancel", job);
    return {};
  }
  keep_limit(job, row);
  const Message why =
      may ? say("the reservation '{0}' ended at {1}", job.reservation, format_instant(instant_at(job.until_s * 1000)))
          : may.error().sentence();
  const std::int64_t left_s = job.until_s - now_s_;
  if (left_s <= config_.margin_s) return stop(job, why);
  if ((left_s > config_.grace_s && may) || job.warned) return {};
  return warn(job, say("Scrip: {0}; the job is ended in {1} s",
                       may ? say("the reservation '{0}' ends at {1}", job.reservation,
                                 format_instant(instant_at(job.until_s * 1000)))
                           : why,
                       left_s - config_.margin_s));
}

// What Scrip reserved is kept free by Slurm, too: found anew each time from what both have, so nothing is remembered
// that could be lost.
Result<void> Agent::keep_nodes() {
  if (!config_.keeps_nodes) return {};
  const auto nodes = slurm_.nodes();
  auto kept = slurm_.kept();
  if (!nodes || !kept) return {};
  const auto plan = plan_kept(
      known_.reservations(),
      {.nodes = *nodes, .reservations = *kept, .resources = config_.resources, .untyped = config_.untyped}, now_s_);
  for (const std::string& name : plan.remove) {
    if (const auto gone = slurm_.remove_kept(name); !gone)
      log(Level::warning, "slurm_refused", {{"step", "remove"}, {"reservation", name}, {"why", gone.error().detail}});
  }
  std::erase_if(*kept, [&](const KeptNodes& each) {
    return !is_ours(each) || std::ranges::find(plan.remove, each.name) != plan.remove.end();
  });
  kept_ = std::move(*kept);
  for (const auto& wanted : plan.create) create_kept(wanted);
  for (const std::string& key : SCRIP_TRY(spool_.alerts_of(not_kept))) {
    if (std::ranges::find(plan.impossible, key) == plan.impossible.end())
      SCRIP_TRY_VOID(spool_.clear_alert(not_kept, key));
  }
  for (const std::string& key : plan.impossible) {
    SCRIP_TRY_VOID(
        alert(std::string(not_kept), key,
              say("Slurm has not enough whole nodes to keep free for this reservation: its job takes its turn "
                  "in the queue")));
  }
  return {};
}

void Agent::create_kept(const KeepPlan::Create& wanted) {
  const auto known = slurm_.accounts();
  if (!known) return;
  std::vector<std::string> accounts;
  const auto payers = known_.payers();
  if (!payers) return;
  for (const auto& [account, organisation] : *payers) {
    if (organisation == wanted.reservation.organisation && std::ranges::find(*known, account) != known->end())
      accounts.push_back(account);
  }
  KeptNodes kept{.name = kept_name(wanted.reservation.key),
                 .nodes = wanted.nodes,
                 .from_s = wanted.reservation.from_s,
                 .until_s = wanted.reservation.until_s};
  if (const auto made = slurm_.keep(kept, accounts, now_s_); !made) {
    log(Level::warning, "slurm_refused", {{"step", "keep"}, {"reservation", kept.name}, {"why", made.error().detail}});
    return;
  }
  log(Level::info, "nodes_kept", {{"reservation", kept.name}, {"nodes", std::to_string(kept.nodes.size())}});
  kept_.push_back(std::move(kept));
}

// When a job without a reservation has to leave its nodes to one that begins before long; none: it has not to.
std::optional<std::int64_t> Agent::gives_way_s(const QueuedJob& row) const {
  std::optional<std::int64_t> first;
  for (const KeptNodes& kept : kept_) {
    if (kept.from_s - now_s_ > config_.grace_s + config_.margin_s || kept.until_s <= now_s_) continue;
    const auto nodes = nodes_of(row.nodes);
    const bool there = nodes && std::ranges::any_of(*nodes, [&](const std::string& node) {
                         return std::ranges::find(kept.nodes, node) != kept.nodes.end();
                       });
    if (there) first = std::min(first.value_or(kept.from_s), kept.from_s);
  }
  return first;
}

// Whether the job was told to leave, or is ended. One that is over by then by its own limit has not to.
Result<bool> Agent::give_way(JobRow& job, const QueuedJob& row) {
  const auto way_s = gives_way_s(row);
  if (!way_s || !job.reservation.empty()) return false;
  if (job.limit_s != 0 && now_s_ + job.limit_s - row.used_s <= *way_s - config_.margin_s) return false;
  const Message why = say("its devices are reserved from {0} on", format_instant(instant_at(*way_s * 1000)));
  const std::int64_t left_s = *way_s - now_s_ - config_.margin_s;
  if (left_s <= 0)
    SCRIP_TRY_VOID(stop(job, why));
  else if (!job.warned)
    SCRIP_TRY_VOID(warn(job, say("Scrip: {0}; the job is ended in {1} s", why, left_s)));
  return true;
}

// Whether the reservation that a job was let go for is there still. Errors: those of judge().
Result<void> Agent::may_still_start(const JobRow& job) const {
  if (job.reservation.empty() || job.units == 0) return {};
  if (const auto reserved = known_.reservation(job.reservation)) {
    return judge(*reserved, {.organisation = job.organisation, .resource = job.resource, .units = job.units}, now_s_);
  }
  if (now_s_ < job.until_s) return {};
  return fail(
      ErrorCode::reservation_state,
      say("the reservation '{0}' ended at {1}", job.reservation, format_instant(instant_at(job.until_s * 1000))),
      "reservation");
}

Result<void> Agent::refused_use(const RequestRow& request, JobRow job, const Error& error) {
  SCRIP_TRY_VOID(spool_.drop_request(request.number));
  job.hold.clear();
  SCRIP_TRY_VOID(refresh_reservations());
  const auto reserved = known_.reservation(job.reservation);
  const auto may =
      reserved
          ? judge(*reserved, {.organisation = job.organisation, .resource = job.resource, .units = job.units}, now_s_)
          : Result<void>{};
  return refuse(std::move(job), may ? said_by_scrip(error) : may.error().sentence());
}

}  // namespace scrip::site
