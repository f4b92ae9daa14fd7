// The agent's side of Scrip: requests and what becomes of them, usage, and what is lent.

#include <algorithm>
#include <array>

#include "base/time.h"
#include "base/utf8.h"
#include "codec/json.h"
#include "site/agent.h"
#include "site/limits.h"
#include "site/log.h"
#include "site/random_name.h"
#include "site/texts.h"

namespace scrip::site {
namespace {

constexpr std::int64_t refresh_s = 60;
constexpr std::int64_t tell_every_s = 3'600;
constexpr std::size_t hold_name_digits = 12;  // of a random name: no other hold of the job has them

// What is wrong with the site's access, not with the request: it is sent again once that is mended.
bool is_of_access(ErrorCode code) {
  constexpr std::array codes{ErrorCode::not_signed_in, ErrorCode::forbidden, ErrorCode::file_unreadable,
                             ErrorCode::key_invalid};
  return std::ranges::find(codes, code) != codes.end();
}

// The idempotency key stands for another request: an older copy of the spool was put back, of a release that counted
// its keys. That says nothing of what is asked.
bool is_of_idempotency(const Error& error) {
  return error.code == ErrorCode::key_reused && error.field == "Idempotency-Key";
}

}  // namespace

Message said_by_scrip(const Error& error) {
  if (error.code == ErrorCode::insufficient_balance) return say("the vouchers do not cover it: {0}", error.detail);
  return say("Scrip does not pay: {0}: {1}", name(error.code), error.detail);
}

Result<void> Agent::refresh() {
  if (refreshed_s_ != 0 && now_s_ - refreshed_s_ < refresh_s && scrip_answers_) return {};
  auto payers = scrip_.payers();
  const bool answers = payers.has_value() || payers.error().code != ErrorCode::server_unreachable;
  if (answers != scrip_answers_ || refreshed_s_ == 0) {
    log(answers ? Level::info : Level::warning, answers ? "scrip_answers" : "scrip_is_away",
        {{"why", payers ? std::string{} : payers.error().detail}});
  }
  scrip_answers_ = answers;
  refreshed_s_ = now_s_;
  if (const auto tracked = slurm_.setting("AccountingStorageTRES")) {
    const bool counts = std::ranges::any_of(config_.device_gres,
                                            [&](const std::string& gres) { return tracked->contains("gres/" + gres); });
    known_.set_counts_devices(counts);
    if (counts) SCRIP_TRY_VOID(spool_.clear_alert("devices_not_counted", config_.cluster));
  }
  if (!payers) {
    if (answers) return alert("access", config_.site, said_by_scrip(payers.error()));
    return {};
  }
  SCRIP_TRY_VOID(look_back());
  // A request that was refused for want of access is sent again: until it is taken, nothing is mended.
  if (SCRIP_TRY(spool_.requests(1)).empty()) SCRIP_TRY_VOID(spool_.clear_alert("access", config_.site));
  known_.set_payers(*payers);
  auto prices = scrip_.prices(instant_at(now_s_ * 1000));
  if (!prices) return {};
  SCRIP_TRY_VOID(remember(*payers, *prices));
  lender_.set_prices(std::move(*prices));
  return {};
}

// What is known of Scrip is known after a start without it, too.
Result<void> Agent::remember(const std::map<std::string, std::string>& payers,
                             const std::map<std::string, Amount>& prices) {
  std::string text;
  for (const auto& [account, organisation] : payers) text += account + "\t" + organisation + "\n";
  SCRIP_TRY_VOID(spool_.put_fact("payers", text));
  text.clear();
  for (const auto& [resource, price] : prices) text += resource + "\t" + format_amount(price) + "\n";
  return spool_.put_fact("prices", text);
}

Result<void> Agent::recall() {
  const auto pairs = [](std::string_view text) {
    std::map<std::string, std::string> all;
    while (!text.empty()) {
      const auto end = text.find('\n');
      const std::string_view line = text.substr(0, end);
      text.remove_prefix(end == text.npos ? text.size() : end + 1);
      const auto tab = line.find('\t');
      if (tab != line.npos) all.emplace(line.substr(0, tab), line.substr(tab + 1));
    }
    return all;
  };
  // A site that has heard of none has to ask again: nothing tells it from one that never heard.
  if (auto payers = pairs(SCRIP_TRY(spool_.fact("payers"))); !payers.empty()) known_.set_payers(std::move(payers));
  for (std::string& job : SCRIP_TRY(spool_.alerts_of("job_idle"))) idle_jobs_.insert(std::move(job));
  known_.set_reservations(read_written(SCRIP_TRY(spool_.fact("reservations"))));
  std::map<std::string, Amount> prices;
  for (const auto& [resource, text] : pairs(SCRIP_TRY(spool_.fact("prices")))) {
    if (const auto price = parse_amount(text)) prices.emplace(resource, *price);
  }
  lender_.set_prices(std::move(prices));
  return {};
}

Result<void> Agent::send_requests() {
  // While it is away it is tried once a round, by refresh(): the queue is not to wait for more.
  for (std::size_t sent = 0; scrip_answers_ && sent < limits::requests_max; ++sent) {
    const auto requests = SCRIP_TRY(spool_.requests(1));
    if (requests.empty()) return {};
    const RequestRow& request = requests.front();
    const auto answer = scrip_.write(request.path, request.body, request.key);
    if (answer) {
      access_ = true;
      SCRIP_TRY_VOID(succeeded(request));
      continue;
    }
    if (answer.error().code == ErrorCode::server_unreachable) {
      log(Level::warning, "scrip_is_away", {{"why", answer.error().detail}});
      scrip_answers_ = false;
      return {};
    }
    access_ = !is_of_access(answer.error().code);
    if (!access_) return alert("access", config_.site, said_by_scrip(answer.error()));
    if (is_of_idempotency(answer.error())) {
      log(Level::warning, "key_renewed", {{"subject", request.subject}, {"why", answer.error().detail}});
      SCRIP_TRY_VOID(spool_.renew_request_key(request.number));
      continue;
    }
    log(Level::info, "request_refused",
        {{"subject", request.subject}, {"path", request.path}, {"why", describe(answer.error(), Language::english)}});
    SCRIP_TRY_VOID(refused(request, answer.error()));
  }
  return {};
}

Result<void> Agent::succeeded(const RequestRow& request) {
  using Kind = RequestRow::Kind;
  auto transaction = SCRIP_TRY(spool_.begin());
  if (!SCRIP_TRY(spool_.take_request(request.number))) return {};  // it was counted already
  if (request.kind == Kind::lend || request.kind == Kind::take_back) {
    SCRIP_TRY_VOID(lender_.succeeded(request));
    return transaction.commit();
  }
  if (request.kind == Kind::device_days) {
    SCRIP_TRY_VOID(spool_.clear_alert("devices_refused", config_.site));
    return transaction.commit();
  }
  auto job = SCRIP_TRY(spool_.job(request.subject));
  if (!job) return transaction.commit();
  if (request.kind == Kind::release) {
    job->state = JobState::closed;
  } else if (request.kind == Kind::use) {
    job->paid = std::max<std::int64_t>(1, job->until_s - now_s_) * job->units;
    job->reason.clear();
    job->state = JobState::authorised;
  } else {
    job->paid += request.adds;
    job->until_s = expires_s(request);
    job->warned = false;
    job->retry_s = 0;
    if (job->state == JobState::asked) job->state = JobState::authorised;
  }
  SCRIP_TRY_VOID(spool_.put(*job));
  SCRIP_TRY_VOID(transaction.commit());
  if (request.kind != Kind::place && request.kind != Kind::use) return {};
  log(Level::info, "job_authorised",
      {{"job", job->key}, {"hold", job->hold}, {"seconds", std::to_string(job->paid / job->units)}});
  const auto row = rows_.find(job->key);
  if (row != rows_.end() && row->second.pending() && job->state == JobState::authorised && !job->released) {
    return let_start(*job, row->second);
  }
  return {};
}

Result<void> Agent::refused(const RequestRow& request, const Error& error) {
  using Kind = RequestRow::Kind;
  if (request.kind == Kind::lend || request.kind == Kind::take_back) {
    auto transaction = SCRIP_TRY(spool_.begin());
    SCRIP_TRY_VOID(lender_.refused(request, now_s_));
    SCRIP_TRY_VOID(spool_.drop_request(request.number));
    return transaction.commit();
  }
  if (request.kind == Kind::device_days) {
    SCRIP_TRY_VOID(alert("devices_refused", config_.site,
                         say("what its devices did cannot be reported: {0}: {1}", name(error.code), error.detail)));
    return spool_.drop_request(request.number);
  }
  auto job = SCRIP_TRY(spool_.job(request.subject));
  if (!job) return spool_.drop_request(request.number);
  if (request.kind == Kind::use) return refused_use(request, std::move(*job), error);
  if (request.kind == Kind::place) return refused_place(request, std::move(*job), error);
  if (request.kind == Kind::extend) return refused_extend(request, std::move(*job), error);
  job->state = JobState::closed;  // the hold has ended by itself: nothing is left of it
  auto transaction = SCRIP_TRY(spool_.begin());
  SCRIP_TRY_VOID(spool_.put(*job));
  SCRIP_TRY_VOID(spool_.drop_request(request.number));
  return transaction.commit();
}

// The job had a hold that the spool does not know of: it was lost, or is an older copy. The hold is taken over while it
// is active; one that has ended leaves its name behind, and the job gets a hold of another name.
Result<void> Agent::find_hold(const RequestRow& request, JobRow job) {
  const auto hold = scrip_.hold_of(job.key);
  if (!hold) {  // nobody knows: the request waits, and is asked again
    log(Level::warning, "scrip_is_away", {{"why", hold.error().detail}});
    scrip_answers_ = false;
    return {};
  }
  const std::int64_t slice_s = std::max<std::int64_t>(1, slice_of(job, config_));
  auto transaction = SCRIP_TRY(spool_.begin());
  SCRIP_TRY_VOID(spool_.drop_request(request.number));
  if (hold->empty()) {
    const std::int64_t unpaid_s = std::max<std::int64_t>(0, job.used_s - job.paid / job.units);
    job.hold = config_.site + "/" + job.key + "/" + random_name().substr(0, hold_name_digits);
    SCRIP_TRY_VOID(spool_.add(place_request(job, config_, unpaid_s + slice_s, now_s_)));
  } else {
    job.hold = *hold;
    job.paid = job.used_s * job.units;  // it ran so far on that hold
    SCRIP_TRY_VOID(spool_.add(extend_request(job, config_, slice_s, now_s_)));
  }
  SCRIP_TRY_VOID(spool_.put(job));
  return transaction.commit();
}

Result<void> Agent::refused_place(const RequestRow& request, JobRow job, const Error& error) {
  if (error.code == ErrorCode::key_reused) return find_hold(request, std::move(job));
  SCRIP_TRY_VOID(spool_.drop_request(request.number));
  if (error.code == ErrorCode::insufficient_balance && job.lent != 0 && SCRIP_TRY(lender_.take_back(job)))
    return ask_for(std::move(job));
  if (error.code == ErrorCode::insufficient_balance && can_halve(job, config_)) {
    ++job.halved;
    return ask_for(std::move(job));
  }
  const Message why = said_by_scrip(error);
  if (job.lent == 0) return end_unpaid(std::move(job), why);
  job.hold.clear();
  SCRIP_TRY_VOID(lender_.give_back(job));
  SCRIP_TRY_VOID(alert("overdrawn", job.key, say("it ran on lent money, and now {0}", why)));
  return stop(job, why);
}

Result<void> Agent::refused_extend(const RequestRow& request, JobRow job, const Error& error) {
  SCRIP_TRY_VOID(spool_.drop_request(request.number));
  if (error.code == ErrorCode::hold_ended || error.code == ErrorCode::hold_not_found) {
    job.paid = std::min(job.paid, job.used_s * job.units);  // what was left of it went back
    return ask_for(std::move(job));
  }
  if (error.code == ErrorCode::insufficient_balance && job.lent != 0 && SCRIP_TRY(lender_.take_back(job))) {
    return spool_.add(extend_request(job, config_, std::max<std::int64_t>(1, slice_of(job, config_)), now_s_));
  }
  if (error.code == ErrorCode::insufficient_balance && can_halve(job, config_) && slice_of(job, config_) != 0) {
    ++job.halved;
    SCRIP_TRY_VOID(spool_.put(job));
    return spool_.add(extend_request(job, config_, slice_of(job, config_), now_s_));
  }
  const Message why = said_by_scrip(error);
  job.retry_s = now_s_ + limits::ask_again_s;
  job.reason = reason_of(why);
  if (job.state == JobState::asked) return end_unpaid(std::move(job), why);
  SCRIP_TRY_VOID(spool_.put(job));
  if (job.lent == 0) return {};
  SCRIP_TRY_VOID(lender_.give_back(job));
  return alert("overdrawn", job.key, say("it ran on lent money, and now {0}", why));
}

// Jobs that ran on lent money get holds of their own, for what they used and what they were given; then the slice is
// whole again.
Result<void> Agent::settle_lent() {
  if (!scrip_answers_) return {};
  for (JobRow& job : SCRIP_TRY(spool_.jobs_not_closed())) {
    if (job.lent == 0 || SCRIP_TRY(spool_.has_request(job.key))) continue;
    const std::int64_t used = job.used_s * job.units;
    if (job.paid >= used + (job.state == JobState::over ? 0 : config_.margin_s * job.units)) {
      SCRIP_TRY_VOID(lender_.give_back(job));
      continue;
    }
    const std::int64_t missing_s = std::max<std::int64_t>(1, (job.covered() - job.paid + job.units - 1) / job.units);
    SCRIP_TRY_VOID(spool_.add(job.paid == 0 ? place_request(job, config_, missing_s, now_s_)
                                            : extend_request(job, config_, missing_s, now_s_)));
  }
  return send_requests();
}

Result<void> Agent::send_usage() {
  if (!scrip_answers_) return {};
  for (JobRow& job : SCRIP_TRY(spool_.jobs_not_closed())) {
    if (job.lent != 0 && SCRIP_TRY(spool_.has_request(job.key))) return {};  // its hold first
  }
  while (const auto batch = SCRIP_TRY(spool_.next_batch())) {
    const auto answer = scrip_.send_usage(batch->frame, batch->key);
    if (!answer) {
      scrip_answers_ = answer.error().code != ErrorCode::server_unreachable;
      log(Level::warning, "usage_not_taken",
          {{"batch", batch->key}, {"why", describe(answer.error(), Language::english)}});
      if (is_of_idempotency(answer.error())) {  // the next round sends it under its new key
        SCRIP_TRY_VOID(spool_.clear_alert("usage_refused", batch->key));
        return spool_.renew_batch_key(batch->number);
      }
      if (scrip_answers_) return alert("usage_refused", batch->key, said_by_scrip(answer.error()));
      return {};
    }
    log(Level::info, "usage_sent",
        {{"batch", batch->key},
         {"charged", std::to_string(answer->charged)},
         {"duplicates", std::to_string(answer->duplicates)},
         {"suspended", std::to_string(answer->suspended)}});
    SCRIP_TRY_VOID(spool_.clear_alert("usage_refused", batch->key));
    SCRIP_TRY_VOID(spool_.acknowledge(batch->number));
  }
  return {};
}

Result<void> Agent::close_jobs() {
  for (JobRow& job : SCRIP_TRY(spool_.jobs_not_closed())) {
    if (job.state != JobState::over || job.lent != 0 || SCRIP_TRY(spool_.has_records(job.key)) ||
        SCRIP_TRY(spool_.has_request(job.key)))
      continue;
    if (job.hold.empty() || job.paid == 0) {
      job.state = JobState::closed;
      SCRIP_TRY_VOID(spool_.put(job));
    } else {
      SCRIP_TRY_VOID(spool_.add(job.reservation.empty() ? release_request(job) : leave_request(job)));
    }
  }
  return send_requests();
}

// All that stands, whenever it changed, and from time to time should Scrip have lost it.
Result<void> Agent::tell_alerts() {
  if (!scrip_answers_) return {};
  std::vector<std::string> alerts;
  for (const AlertRow& row : SCRIP_TRY(spool_.alerts(limits::alerts_told_max))) {
    const auto text = codec::JsonObject()
                          .raw("en", codec::json_text(utf8_cut(row.english, limits::alert_bytes_max)))
                          .raw("zh", codec::json_text(utf8_cut(row.chinese, limits::alert_bytes_max)))
                          .text();
    alerts.push_back(codec::JsonObject()
                         .raw("kind", codec::json_text(row.kind))
                         .raw("subject", codec::json_text(row.subject))
                         .raw("since", codec::json_text(format_instant(instant_at(row.at_s * 1000))))
                         .raw("text", text)
                         .text());
  }
  std::string body = codec::JsonObject().raw("alerts", codec::json_array(alerts)).text();
  if (alerts_told_ == body && now_s_ - alerts_told_s_ < tell_every_s) return {};
  if (now_s_ < alerts_retry_s_) return {};
  const auto told = scrip_.tell_alerts(body);
  if (told) {
    alerts_told_ = std::move(body);
    alerts_told_s_ = now_s_;
    return {};
  }
  scrip_answers_ = told.error().code != ErrorCode::server_unreachable;
  alerts_retry_s_ = now_s_ + limits::ask_again_s;
  log(Level::warning, "alerts_not_taken", {{"why", describe(told.error(), Language::english)}});
  return {};
}

}  // namespace scrip::site
