#include "site/payment.h"

#include <algorithm>

#include "base/time.h"
#include "client/http_client.h"
#include "codec/json.h"
#include "site/limits.h"

namespace scrip::site {
namespace {

std::string expiry(const JobRow& job, const Config& config, std::int64_t slice_s, std::int64_t now_s) {
  const std::int64_t ahead_s = std::max<std::int64_t>(0, job.paid / job.units - job.used_s);
  return codec::json_text(format_instant(instant_at((now_s + ahead_s + slice_s + config.hold_s) * 1000)));
}

}  // namespace

std::int64_t slice_of(const JobRow& job, const Config& config) {
  std::int64_t slice_s = std::max<std::int64_t>(1, config.slice_s >> job.halved);
  if (job.limit_s != 0) slice_s = std::min(slice_s, job.limit_s - job.paid / job.units);
  return std::max<std::int64_t>(0, slice_s);
}

bool can_halve(const JobRow& job, const Config& config) {
  const std::int64_t least_s = config.margin_s + (job.paid == 0 ? config.grace_s : 1);
  return job.halved < limits::halvings_max && (config.slice_s >> (job.halved + 1)) >= least_s;
}

std::string units_text(std::int64_t units) {
  std::string text = std::to_string(units / 1000);
  if (units % 1000 == 0) return text;
  std::string decimals = std::to_string(1000 + units % 1000).substr(1);
  while (decimals.ends_with('0')) decimals.pop_back();
  return text + "." + decimals;
}

std::string hold_path(const std::string& hold, std::string_view step) {
  return "/holds/" + client::percent_encoded(hold) + "/" + std::string(step);
}

RequestRow place_request(const JobRow& job, const Config& config, std::int64_t slice_s, std::int64_t now_s) {
  codec::JsonObject body;
  body.raw("hold", codec::json_text(job.hold)).raw("organisation", codec::json_text(job.organisation));
  body.raw("site", codec::json_text(config.site)).raw("job", codec::json_text(job.key));
  body.raw("resource", codec::json_text(job.resource)).raw("units", codec::json_text(units_text(job.units)));
  body.raw("walltime_s", std::to_string(slice_s)).raw("expires_at", expiry(job, config, slice_s, now_s));
  return {.kind = RequestRow::Kind::place,
          .subject = job.key,
          .path = "/holds",
          .body = body.text(),
          .key = {},
          .adds = slice_s * job.units};
}

RequestRow extend_request(const JobRow& job, const Config& config, std::int64_t slice_s, std::int64_t now_s) {
  codec::JsonObject body;
  body.raw("units", codec::json_text(units_text(job.units))).raw("walltime_s", std::to_string(slice_s));
  body.raw("expires_at", expiry(job, config, slice_s, now_s));
  return {.kind = RequestRow::Kind::extend,
          .subject = job.key,
          .path = hold_path(job.hold, "extend"),
          .body = body.text(),
          .key = {},
          .adds = slice_s * job.units};
}

RequestRow prolong_request(const JobRow& job, const Config& config, std::int64_t now_s) {
  return {.kind = RequestRow::Kind::extend,
          .subject = job.key,
          .path = hold_path(job.hold, "extend"),
          .body = codec::JsonObject().raw("expires_at", expiry(job, config, 0, now_s)).text(),
          .key = {}};
}

std::int64_t expires_s(const RequestRow& request) {
  constexpr std::string_view name = "\"expires_at\":\"";  // as the functions above write it
  const auto at = request.body.find(name);
  if (at == std::string::npos) return 0;
  const std::string_view rest = std::string_view(request.body).substr(at + name.size());
  const auto instant = parse_instant(rest.substr(0, rest.find('"')), {});
  return instant ? count(*instant) / 1000 : 0;
}

RequestRow give_up_request(const JobRow& job) {
  RequestRow request = release_request(job);
  request.subject = job.hold;
  return request;
}

RequestRow release_request(const JobRow& job) {
  return {.kind = RequestRow::Kind::release,
          .subject = job.key,
          .path = hold_path(job.hold, "release"),
          .body = "{}",
          .key = {}};
}

RequestRow use_request(const JobRow& job, std::int64_t devices) {
  codec::JsonObject body;
  body.raw("job", codec::json_text(job.key));
  const std::int64_t taken = (job.units + 999) / 1000;
  if (taken < devices) body.add("devices", taken);
  return {.kind = RequestRow::Kind::use,
          .subject = job.key,
          .path = "/reservations/" + client::percent_encoded(job.reservation) + "/use",
          .body = body.text(),
          .key = {}};
}

RequestRow leave_request(const JobRow& job) {
  return {.kind = RequestRow::Kind::release,
          .subject = job.key,
          .path = "/reservations/" + client::percent_encoded(job.reservation) + "/leave",
          .body = codec::JsonObject().raw("job", codec::json_text(job.key)).text(),
          .key = {}};
}

}  // namespace scrip::site
