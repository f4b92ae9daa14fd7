#include "site/lender.h"

#include <algorithm>

#include "base/time.h"
#include "base/wide.h"
#include "codec/json.h"
#include "site/payment.h"
#include "site/random_name.h"

namespace scrip::site {
namespace {

constexpr std::int64_t ask_again_s = 60;
constexpr std::int64_t units_per_device_hour = 3'600'000;  // thousandths times seconds

}  // namespace

std::optional<std::int64_t> price_of(Amount per_hour, std::int64_t units, std::int64_t seconds) {
  const Int128 product = Int128{per_hour.micro_units} * units * seconds;
  const Int128 price = (product + units_per_device_hour - 1) / units_per_device_hour;
  if (price > amount_max.micro_units) return std::nullopt;
  return static_cast<std::int64_t>(price);
}

Result<std::int64_t> Lender::lend(JobRow& job, std::int64_t seconds, std::int64_t now_s) {
  auto slice = SCRIP_TRY(spool_.lent(key_of(job.organisation, job.resource)));
  const auto price = prices_.find(job.resource);
  if (!slice || slice->amount == 0 || price == prices_.end() || job.units == 0) return 0;
  if (SCRIP_TRY(spool_.has_request(slice->hold))) return 0;  // it may be given up already
  const std::int64_t ahead_s = job.covered() / job.units - job.used_s;
  for (; seconds > config_.margin_s; seconds /= 2) {
    const auto cost = price_of(price->second, job.units, seconds);
    if (!cost || *cost > slice->amount - slice->used || now_s + ahead_s + seconds > slice->expires_s) continue;
    auto transaction = SCRIP_TRY(spool_.begin());
    slice->used += *cost;
    job.lent += seconds * job.units;
    job.lent_money += *cost;
    SCRIP_TRY_VOID(spool_.put(*slice));
    SCRIP_TRY_VOID(spool_.put(job));
    SCRIP_TRY_VOID(transaction.commit());
    return seconds;
  }
  return 0;
}

Result<void> Lender::give_back(JobRow& job) {
  auto slice = SCRIP_TRY(spool_.lent(key_of(job.organisation, job.resource)));
  auto transaction = SCRIP_TRY(spool_.begin());
  if (slice) {
    slice->used = std::max<std::int64_t>(0, slice->used - job.lent_money);
    SCRIP_TRY_VOID(spool_.put(*slice));
  }
  job.lent = 0;
  job.lent_money = 0;
  SCRIP_TRY_VOID(spool_.put(job));
  return transaction.commit();
}

Result<void> Lender::ask(std::int64_t now_s) {
  for (const LentSlice& wanted : config_.lent) {
    const std::string key = key_of(wanted.organisation, wanted.resource);
    auto row = SCRIP_TRY(spool_.lent(key)).value_or(LentRow{.key = key});
    if (!row.hold.empty() && SCRIP_TRY(spool_.has_request(row.hold))) continue;
    if (const auto asked = asked_s_.find(key); asked != asked_s_.end() && now_s - asked->second < ask_again_s) continue;
    const std::int64_t expires_s = now_s + config_.hold_s;
    codec::JsonObject body;
    RequestRow request{.kind = RequestRow::Kind::lend, .adds = expires_s};
    if (row.amount != 0) {
      if (row.expires_s - now_s > config_.hold_s / 2) continue;
      request.path = hold_path(row.hold, "extend");
    } else {
      if (row.used != 0) continue;  // jobs that were paid from the last one have no holds of their own yet
      ++row.turn;
      // Drawn, for the turns of a spool that is an older copy were taken already.
      const std::string name = "lent/" + key + "/" + random_name().substr(0, 12) + "-" + std::to_string(row.turn);
      row.hold = config_.site + "/" + name;
      request.path = "/holds";
      body.raw("hold", codec::json_text(row.hold)).raw("organisation", codec::json_text(wanted.organisation));
      body.raw("site", codec::json_text(config_.site)).raw("job", codec::json_text(name));
      body.raw("resource", codec::json_text(wanted.resource))
          .raw("bill", codec::json_text(format_amount(wanted.amount)));
    }
    body.raw("expires_at", codec::json_text(format_instant(instant_at(expires_s * 1000))));
    request.subject = row.hold;
    request.body = body.text();
    auto transaction = SCRIP_TRY(spool_.begin());
    SCRIP_TRY_VOID(spool_.put(row));
    SCRIP_TRY_VOID(spool_.add(std::move(request)));
    SCRIP_TRY_VOID(transaction.commit());
  }
  return {};
}

Result<bool> Lender::take_back(const JobRow& job) {
  auto row = SCRIP_TRY(spool_.lent(key_of(job.organisation, job.resource)));
  if (!row || row->amount == 0) return false;
  if (SCRIP_TRY(spool_.has_request(row->hold))) return true;
  SCRIP_TRY_VOID(spool_.add({.kind = RequestRow::Kind::take_back,
                             .subject = row->hold,
                             .path = hold_path(row->hold, "release"),
                             .body = "{}",
                             .key = {}}));
  return true;
}

Result<void> Lender::succeeded(const RequestRow& request) {
  for (LentRow& row : SCRIP_TRY(spool_.all_lent())) {
    if (row.hold != request.subject) continue;
    if (request.kind == RequestRow::Kind::take_back) {
      row.amount = 0;
    } else {
      const auto wanted = std::ranges::find_if(
          config_.lent, [&](const LentSlice& slice) { return key_of(slice.organisation, slice.resource) == row.key; });
      if (row.amount == 0 && wanted != config_.lent.end()) row.amount = wanted->amount.micro_units;
      row.expires_s = request.adds;
    }
    SCRIP_TRY_VOID(spool_.put(row));
  }
  return {};
}

// A slice that cannot be had is no slice; one that ended at Scrip is none any more.
Result<void> Lender::refused(const RequestRow& request, std::int64_t now_s) {
  for (LentRow& row : SCRIP_TRY(spool_.all_lent())) {
    if (row.hold != request.subject) continue;
    asked_s_[row.key] = now_s;
    row.amount = 0;
    SCRIP_TRY_VOID(spool_.put(row));
  }
  return {};
}

}  // namespace scrip::site
