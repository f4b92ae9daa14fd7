// Wallets, holds, usage and what is charged for it, corrections, the close of a month.

#include <algorithm>

#include "base/limits.h"
#include "engine/usage.h"
#include "metering/usage.h"
#include "reports/cells.h"
#include "reports/reports.h"
#include "reports/scope.h"
#include "service/handlers.h"
#include "service/list.h"
#include "service/routes.h"
#include "service/sent_by_site.h"
#include "service/texts.h"
#include "verify/usage_body.h"

namespace scrip::service {
namespace {

using codec::json_array;
using codec::JsonObject;
using engine::RecordStatus;

constexpr std::int64_t thousandth = micro / 1'000;

std::string_view name(RecordStatus status) {
  switch (status) {
    case RecordStatus::charged:
      return "charged";
    case RecordStatus::duplicate:
      return "duplicate";
    case RecordStatus::suspended:
      return "suspended";
  }
  return "charged";
}

Result<const registry::Site*> site_of(const Service& service, const std::string& key) {
  const auto* found = service.state().registry.find_site(key);
  if (found == nullptr) return fail(ErrorCode::site_not_found, "'" + key + "'", "site");
  return found;
}

std::string outcomes_json(const runtime::UsageReply& reply, bool exceptions_only, Language language) {
  std::vector<std::string> outcomes;
  for (std::size_t i = 0; i < reply.records.size(); ++i) {
    const auto& record = reply.records[i];
    if (exceptions_only && record.status == RecordStatus::charged) continue;
    JsonObject outcome;
    outcome.add("record", i).add("outcome", name(record.status));
    if (record.status == RecordStatus::suspended) {
      outcome.add("reason", metering::name(record.reason))
          .add("advice", metering::advice(record.reason, language, metering::Door::api));
    }
    outcomes.push_back(outcome.text());
  }
  return json_array(outcomes);
}

std::string rejected_json(const connectors::ReadReport& report, Language language) {
  std::vector<std::string> rows;
  for (const auto& error : report.rejected) {
    rows.push_back(JsonObject()
                       .add("line", error.line)
                       .add("code", scrip::name(error.code))
                       .add("field", error.field)
                       .add("detail", error.detail_in(language))
                       .text());
  }
  return json_array(rows);
}

std::string left_out_json(const connectors::ReadReport& report) {
  JsonObject kinds;
  for (const auto& [kind, number] : report.left_out) kinds.add(kind, number);
  return kinds.text();
}

// A batch as NDJSON or as a usage frame. What cannot be read to its end, or does not fit one entry, is refused as a
// whole.
Result<verify::UsageBody> read_usage(const http::Request& request) {
  return verify::read_usage_body(request.body, http::is_media_type(request.header("content-type"), usage_frame_type));
}

http::Response durable(http::Response response) {
  response.after_commit = true;
  return response;
}

std::string totals_of(const reports::Table& wallet) { return json_rows(wallet); }

// What the site calls a job. The state keeps a job's hash only: the entry that brought the job has its key.
// Errors: job_not_found (that entry does not name it), the store's.
Result<std::string> key_at_site(Service& service, const engine::Job& job) {
  std::string found;
  SCRIP_TRY_VOID(service.store().read(job.first_entry, job.first_entry, [&](std::uint64_t, ByteView bytes) {
    const auto entry = codec::decode_entry(bytes);
    const auto* block = entry ? std::get_if<engine::UsageBlock>(&entry->body) : nullptr;
    if (block == nullptr) return false;
    for (const auto& each : block->jobs) {
      if (engine::job_key(job.site, each.key) == job.key) found = each.key;
    }
    return false;
  }));
  if (found.empty()) return fail(ErrorCode::job_not_found, "'" + reports::job_id(job.key) + "'", "job");
  return found;
}

// The same for a job as someone names it, by its key or by the id that lists show. What is not known stays as it is.
Result<std::string> key_at_site(Service& service, const std::string& site, const std::string& key_or_id) {
  const auto* found = service.state().registry.find_site(site);
  if (found == nullptr || service.state().find_job(found->id, key_or_id) != nullptr) return key_or_id;
  const auto* job = reports::find_job(service.state(), found->id, key_or_id);
  return job == nullptr ? key_or_id : key_at_site(service, *job);
}

}  // namespace

Result<http::Response> get_wallet(Service& service, Call& call) {
  const auto& state = service.state();
  const auto& key = call.name("organisation");
  const auto* found = state.registry.find_organisation(key);
  if (found == nullptr || !call.sight(state).sees(found->id)) {
    return fail(ErrorCode::organisation_not_found, "'" + key + "'", "organisation");
  }
  auto vouchers = SCRIP_TRY(reports::table(state, "vouchers", {.organisation = key}));
  const auto& order = state.wallets[index(found->id)];  // as they are burnt; those that ended follow
  const auto place = [&](const std::vector<std::string>& row) {
    return std::ranges::find(order, state.find_voucher(row.front())->terms.id) - order.begin();
  };
  std::ranges::stable_sort(vouchers.rows, {}, place);
  return json_answer(JsonObject()
                         .add("organisation", key)
                         .add("name", found->name)
                         .add("currency", service.currency())
                         .add("as_of", state.last_time)
                         .raw("totals", totals_of(SCRIP_TRY(reports::balances(state, {.organisation = key}, true))))
                         .raw("vouchers", json_rows(vouchers))
                         .raw("holds", json_rows(SCRIP_TRY(reports::table(state, "holds", {.organisation = key}))))
                         .text());
}

Result<http::Response> explain_job(Service& service, Call& call) {
  const auto& state = service.state();
  const auto& site_key = call.name("site");
  const auto& job_key = call.name("job");
  const auto* site = SCRIP_TRY(site_of(service, site_key));
  const auto* job = reports::find_job(state, site->id, job_key);
  const auto sight = call.sight(state);
  if (job == nullptr || (!sight.sees(job->payer) && !sight.sees(site->id))) {
    return fail(ErrorCode::job_not_found, "'" + job_key + "'", "job");
  }
  const std::string text = SCRIP_TRY(reports::explain_job(state, site_key, job_key, call.language));
  std::vector<std::string> lines;
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find('\n', at), text.size());
    lines.push_back(codec::json_text(std::string_view(text).substr(at, end - at)));
    at = end + 1;
  }
  const auto charges = SCRIP_TRY(reports::table(state, "charges", {.site = site_key, .job = job_key}));
  return json_answer(JsonObject()
                         .add("site", site_key)
                         .add("job", SCRIP_TRY(key_at_site(service, site_key, job_key)))
                         .add("job_id", reports::job_id(job->key))
                         .add("text", text)
                         .raw("lines", json_array(lines))
                         .raw("charges", json_rows(charges))
                         .text());
}

Result<http::Response> place_hold(Service& service, Call& call) {
  const Body body = SCRIP_TRY(call.body());
  SCRIP_TRY_VOID(body.only({"hold", "organisation", "site", "job", "resource", "units", "walltime_s", "bill", "use",
                            "expires_at", "partial"}));
  engine::PlaceHold command{.key = SCRIP_TRY(body.text("hold")),
                            .organisation = SCRIP_TRY(body.text("organisation")),
                            .site = SCRIP_TRY(body.text("site")),
                            .job = SCRIP_TRY(body.text("job")),
                            .resource = SCRIP_TRY(body.text_or("resource", {})),
                            .walltime_s = SCRIP_TRY(body.integer_or("walltime_s", 0)),
                            .expires_at = SCRIP_TRY(body.instant("expires_at", service.state().authority->zone)),
                            .partial = SCRIP_TRY(body.truth_or("partial", false))};
  if (body.has("units")) {
    const Amount units = SCRIP_TRY(body.amount("units"));
    if (units.micro_units % thousandth != 0)
      return fail(ErrorCode::value_invalid, say("at most three decimals"), "units");
    command.units = units.micro_units / thousandth;
  }
  if (body.has("bill")) command.bill = SCRIP_TRY(body.amount("bill"));
  if (body.has("use")) command.use = SCRIP_TRY(for_field("use", registry::parse_use(SCRIP_TRY(body.text("use")))));
  return service.write(call, command);
}

// What so many units of the hold's resource cost from now on, for a site that extends a hold by time.
Result<Amount> price_of_time(const Service& service, const engine::Hold& hold, const Body& body) {
  const auto* resource =
      hold.resource == no_id<ResourceId> ? nullptr : &service.state().registry.resources()[index(hold.resource)];
  if (resource == nullptr || resource->kind == registry::ResourceKind::token) {
    return fail(ErrorCode::value_invalid, say("the hold is for no device: say a bill"), "walltime_s");
  }
  const std::int64_t seconds = SCRIP_TRY(body.integer_or("walltime_s", 0));
  const Amount units = SCRIP_TRY(body.amount("units"));
  if (units.micro_units % thousandth != 0)
    return fail(ErrorCode::value_invalid, say("at most three decimals"), "units");
  const std::int64_t start_ms = count(runtime::system_time());
  if (seconds <= 0 || units <= Amount{} || seconds > limits::record_duration_ms_max / 1000 ||
      Int128{units.micro_units / thousandth} * seconds * 1000 > limits::record_quantity_max) {
    return fail(ErrorCode::out_of_range, say("more than nothing, and no larger than any real job"), "walltime_s");
  }
  return engine::price_of(
      service.state(), hold.site, hold.resource,
      {.start_ms = start_ms, .end_ms = start_ms + seconds * 1000, .units = units.micro_units / thousandth});
}

Result<http::Response> extend_hold(Service& service, Call& call) {
  const Body body = SCRIP_TRY(call.body());
  SCRIP_TRY_VOID(body.only({"bill", "units", "walltime_s", "expires_at"}));
  engine::ExtendHold command{.hold = call.name("hold")};
  if (body.has("bill")) command.bill = SCRIP_TRY(body.amount("bill"));
  if (body.has("walltime_s") || body.has("units")) {
    if (body.has("bill")) return fail(ErrorCode::value_invalid, say("a bill or a time, not both"), "walltime_s");
    const auto* hold = service.state().find_hold(command.hold);
    if (hold == nullptr) return fail(ErrorCode::hold_not_found, "'" + command.hold + "'", "hold");
    // Before the price is found: what is wrong with it tells about the hold.
    SCRIP_TRY_VOID(engine::check_right(service.state(), call.caller.person, command, call.counting()));
    command.bill = SCRIP_TRY(price_of_time(service, *hold, body));
  }
  if (body.has("expires_at")) {
    command.expires_at = SCRIP_TRY(body.instant("expires_at", service.state().authority->zone));
  }
  return service.write(call, command);
}

Result<http::Response> release_hold(Service& service, Call& call) {
  SCRIP_TRY_VOID(SCRIP_TRY(call.body()).only({}));
  return service.write(call, engine::ReleaseHold{.hold = call.name("hold")});
}

Result<http::Response> post_usage(Service& service, Call& call) {
  const auto* site = SCRIP_TRY(site_of(service, call.name("site")));
  SCRIP_TRY_VOID(check_site_right(service, call, site->id));
  const auto sent = SCRIP_TRY(read_usage(call.request));
  // Also where no record could be read: who sent it is judged before anything is said about it.
  const auto signature = SCRIP_TRY(signature_of(call.request));
  const auto reply = SCRIP_TRY(service.journal().record(site->key, sent.batch, service.request_of(call), signature));
  return durable(
      json_answer(JsonObject()
                      .add("records", sent.report.records)
                      .add("charged", reply.charged)
                      .add("duplicates", reply.duplicates)
                      .add("suspended", reply.suspended)
                      .add("rejected", sent.report.rejected_rows)
                      .add("mismatched_jobs", reply.mismatched_jobs)
                      .add("sequence", reply.sequence)
                      .add("repeated", reply.repeated)
                      .raw("outcomes", outcomes_json(reply, call.parameter("outcomes") == "exceptions", call.language))
                      .raw("rejected_rows", rejected_json(sent.report, call.language))
                      .raw("left_out", left_out_json(sent.report))
                      .text()));
}

Result<http::Response> retry_suspense(Service& service, Call& call) {
  const Body body = SCRIP_TRY(call.body());
  SCRIP_TRY_VOID(body.only({"site", "reason", "records"}));
  const auto* site = SCRIP_TRY(site_of(service, SCRIP_TRY(body.text("site"))));
  SCRIP_TRY_VOID(check_site_right(service, call, site->id));
  if (const auto repeated = SCRIP_TRY(service.journal().find_request(service.request_of(call)))) {
    return durable(json_answer(JsonObject().add("tried", 0).add("charged", 0).add("sequence", *repeated).text()));
  }
  std::vector<SuspenseId> ids;
  if (body.has("records")) {
    for (const auto number : SCRIP_TRY(body.integers("records"))) ids.push_back(SuspenseId{number});
  } else {
    std::optional<metering::SuspenseReason> reason;
    if (body.has("reason")) {
      reason = SCRIP_TRY(for_field("reason", metering::parse_suspense_reason(SCRIP_TRY(body.text("reason")))));
    }
    for (const auto& [id, suspended] : service.state().suspense) {
      if (ids.size() == limits::batch_records_max) break;
      if (suspended.site == site->id && (!reason || suspended.reason == *reason)) ids.push_back(id);
    }
  }
  for (const SuspenseId id : ids) {
    const auto found = service.state().suspense.find(id);
    if (found == service.state().suspense.end() || found->second.site != site->id) {
      return fail(ErrorCode::suspense_not_found, std::to_string(index(id)), "records");
    }
  }
  const auto reply = SCRIP_TRY(service.journal().retry_suspense(ids, false, service.request_of(call)));
  return durable(json_answer(
      JsonObject().add("tried", ids.size()).add("charged", reply.charged).add("sequence", reply.sequence).text()));
}

Result<http::Response> write_off_suspense(Service& service, Call& call) {
  const Body body = SCRIP_TRY(call.body());
  SCRIP_TRY_VOID(body.only({"records", "reason"}));
  engine::WriteOffSuspense command{.ids = {}, .reason = SCRIP_TRY(body.text("reason"))};
  for (const auto number : SCRIP_TRY(body.integers("records"))) command.ids.push_back(SuspenseId{number});
  return service.write(call, command);
}

Result<http::Response> refund_charge(Service& service, Call& call) {
  const Body body = SCRIP_TRY(call.body());
  SCRIP_TRY_VOID(body.only({"refund", "site", "job", "gross", "reason", "evidence"}));
  engine::RefundCharge command{.key = SCRIP_TRY(body.text("refund")),
                               .site = SCRIP_TRY(body.text("site")),
                               .job = {},
                               .reason = SCRIP_TRY(body.text("reason"))};
  command.job = SCRIP_TRY(key_at_site(service, command.site, SCRIP_TRY(body.text("job"))));
  if (body.has("gross")) command.gross = SCRIP_TRY(body.amount("gross"));
  if (body.has("evidence")) {
    command.evidence = SCRIP_TRY(for_field("evidence", hash_from_hex(SCRIP_TRY(body.text("evidence")))));
  }
  return service.write(call, command);
}

Result<http::Response> close_period(Service& service, Call& call) {
  SCRIP_TRY_VOID(SCRIP_TRY(call.body()).only({}));
  const Month month = SCRIP_TRY(for_field("month", parse_month(call.name("month"))));
  // A month is closed for the whole authority.
  if (!engine::holds(service.state(), call.caller.person, call.counting(), {})) {
    return fail(ErrorCode::forbidden, say("this takes the role officer for the whole authority"));
  }
  const auto reply = SCRIP_TRY(service.journal().close_period(month, service.request_of(call)));
  return durable(json_answer(SCRIP_TRY(service.written(reply))));
}

}  // namespace scrip::service
