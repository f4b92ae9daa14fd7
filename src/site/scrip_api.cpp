#include "site/scrip_api.h"

#include <simdjson.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <limits>
#include <optional>

#include "connectors/values.h"
#include "proof/message_signature.h"
#include "site/limits.h"
#include "site/texts.h"

namespace scrip::site {
namespace {

using simdjson::dom::element;

constexpr std::string_view api_root = "/api/v1";

std::optional<ErrorCode> code_called(std::string_view wanted) {
#define SCRIP_ERROR(number_, name_, remedy_, http_, english_, chinese_) \
  if (wanted == #name_) return ErrorCode::name_;
#include "base/error_codes.def"
#undef SCRIP_ERROR
  return std::nullopt;
}

std::string text_of(const element& object, std::string_view name) {
  std::string_view text;
  if (object[name].get(text) != simdjson::SUCCESS) return {};
  return std::string(text);
}

std::uint64_t number_of(const element& object, std::string_view name) {
  std::uint64_t number = 0;
  if (object[name].get(number) != simdjson::SUCCESS) return 0;
  return number;
}

// What the server refused, as it said it. Whatever is no problem document comes from something on the way.
Error error_of(const client::Answer& answer) {
  simdjson::dom::parser parser;
  element problem;
  const bool is_json = parser.parse(answer.body).get(problem) == simdjson::SUCCESS && problem.is_object();
  const auto code = is_json ? code_called(text_of(problem, "code")) : std::nullopt;
  if (!code || remedy(*code) == Remedy::retry) {
    return Error::at(ErrorCode::server_unreachable, "scrip.url",
                     code ? say("status {0}, {1}", answer.status, name(*code)) : say("status {0}", answer.status));
  }
  return Error::at(*code, text_of(problem, "field"), text_of(problem, "detail"));
}

Result<std::string> first_line_of(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::string line;
  if (!in.is_open() || !std::getline(in, line)) return fail(ErrorCode::file_unreadable, path, "scrip");
  while (line.ends_with('\r') || line.ends_with(' ')) line.pop_back();
  return line;
}

// Of "<cluster>/<id>@<submit>". None: it is no job of the cluster.
std::optional<std::int64_t> submitted_s(std::string_view job, std::string_view cluster) {
  const auto at = job.rfind('@');
  if (!job.starts_with(std::string(cluster) + "/") || at == job.npos) return std::nullopt;
  const auto seconds = connectors::parse_count(job.substr(at + 1), "job", 0, std::numeric_limits<std::int64_t>::max());
  return seconds ? std::optional(*seconds) : std::nullopt;
}

std::int64_t now_s() {
  return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()).time_since_epoch().count();
}

}  // namespace

Result<ScripApi> ScripApi::open(const Config& config) {
  ScripApi api(config);
  api.token_ = SCRIP_TRY(first_line_of(config.token_file));
  if (!config.key_file.empty()) {
    api.private_key_ = SCRIP_TRY(first_line_of(config.key_file));
    api.key_name_ = SCRIP_TRY(proof::parse_private_key(api.private_key_)).name;
  }
  return api;
}

Result<std::string> ScripApi::send(client::Ask ask) {
  ask.url = config_.url + std::string(api_root) + ask.url;
  ask.headers.emplace_back("Authorization", "Bearer " + token_);
  ask.headers.emplace_back("Accept-Language", config_.language == Language::chinese ? "zh-CN" : "en");
  ask.timeout_s = limits::scrip_wait_s;
  auto answer = client_.send(ask);
  if (!answer) return fail(ErrorCode::server_unreachable, answer.error().sentence(), "scrip.url");
  if (answer->status < 200 || answer->status > 299) return std::unexpected(error_of(*answer));
  return std::move(answer->body);
}

Result<std::string> ScripApi::get(const std::string& path) { return send({.url = path, .headers = {}, .body = {}}); }

Result<void> ScripApi::write(const std::string& path, const std::string& body, const std::string& key) {
  SCRIP_TRY(send({.method = "POST",
                  .url = path,
                  .headers = {{"Content-Type", "application/json"}, {"Idempotency-Key", key}},
                  .body = body}));
  return {};
}

Result<void> ScripApi::sign(client::Ask& ask, const std::string& path) const {
  if (private_key_.empty()) return {};
  const auto signer = SCRIP_TRY(proof::parse_private_key(private_key_));
  const std::string signed_path = std::string(api_root) + path;
  auto fields = proof::sign_body(signer, {.path = signed_path, .body = as_bytes(ask.body), .created_s = now_s()});
  ask.headers.emplace_back("Content-Digest", std::move(fields.content_digest));
  ask.headers.emplace_back("Signature-Input", std::move(fields.signature_input));
  ask.headers.emplace_back("Signature", std::move(fields.signature));
  return {};
}

Result<void> ScripApi::tell_alerts(const std::string& body) {
  const std::string path = "/sites/" + client::percent_encoded(config_.site) + "/alerts";
  client::Ask ask{.method = "POST", .url = path, .headers = {{"Content-Type", "application/json"}}, .body = body};
  SCRIP_TRY_VOID(sign(ask, path));
  SCRIP_TRY(send(std::move(ask)));
  return {};
}

Result<UsageAnswer> ScripApi::send_usage(ByteView frame, const std::string& key) {
  const std::string path = "/sites/" + client::percent_encoded(config_.site) + "/usage";
  client::Ask ask{.method = "POST",
                  .url = path + "?outcomes=exceptions",
                  .headers = {{"Content-Type", "application/vnd.scrip.usage"}, {"Idempotency-Key", key}},
                  .body = std::string(reinterpret_cast<const char*>(frame.data()), frame.size())};
  SCRIP_TRY_VOID(sign(ask, path));
  const std::string text = SCRIP_TRY(send(std::move(ask)));
  simdjson::dom::parser parser;
  element answer;
  if (parser.parse(text).get(answer) != simdjson::SUCCESS) {
    return fail(ErrorCode::server_unreachable, say("the answer is no JSON"), "scrip.url");
  }
  return UsageAnswer{.charged = number_of(answer, "charged"),
                     .duplicates = number_of(answer, "duplicates"),
                     .suspended = number_of(answer, "suspended")};
}

Result<std::string> ScripApi::page(const std::string& path, auto&& take) {
  const std::string text = SCRIP_TRY(get(path));
  simdjson::dom::parser parser;
  element answer;
  simdjson::dom::array items;
  if (parser.parse(text).get(answer) != simdjson::SUCCESS || answer["items"].get(items) != simdjson::SUCCESS) {
    return fail(ErrorCode::server_unreachable, say("the answer is no list"), "scrip.url");
  }
  for (const element& item : items) take(item);
  return text_of(answer, "next");
}

Result<void> ScripApi::each(const std::string& path, auto&& take) {
  std::string cursor;
  do {
    cursor = SCRIP_TRY(page(path + (path.contains('?') ? "&" : "?") + "limit=1000" +
                                (cursor.empty() ? "" : "&cursor=" + client::percent_encoded(cursor)),
                            take));
  } while (!cursor.empty());
  return {};
}

Result<std::map<std::string, std::string>> ScripApi::payers() {
  std::map<std::string, std::string> all;
  SCRIP_TRY_VOID(each("/payers?filter=" + client::percent_encoded("site=" + config_.site), [&](const element& row) {
    if (text_of(row, "site") == config_.site)
      all.insert_or_assign(text_of(row, "account"), text_of(row, "organisation"));
  }));
  return all;
}

Result<std::map<std::string, Amount>> ScripApi::prices(Instant now) {
  std::map<std::string, Amount> highest;
  SCRIP_TRY_VOID(each("/rate-cards?filter=" + client::percent_encoded("site=" + config_.site), [&](const element& row) {
    const auto from = parse_instant(text_of(row, "card_from"), {});
    const auto until = parse_instant(text_of(row, "card_until"), {});
    const auto price = parse_amount(text_of(row, "price"));
    if (text_of(row, "site") != config_.site || !price) return;
    if ((from && now < *from) || (until && now >= *until)) return;
    Amount& known = highest[text_of(row, "resource")];
    known = std::max(known, *price);
  }));
  return highest;
}

Result<std::string> ScripApi::hold_of(std::string_view job) {
  std::string found;
  SCRIP_TRY_VOID(each("/holds?site=" + client::percent_encoded(config_.site) +
                          "&filter=" + client::percent_encoded("job=" + std::string(job)),
                      [&](const element& row) {
                        if (text_of(row, "status") == "active" && text_of(row, "job") == job)
                          found = text_of(row, "hold");
                      }));
  return found;
}

// A list is in the order of the journal, and the keys of jobs say when they were submitted.
Result<std::optional<std::int64_t>> ScripApi::first_submitted_s(const std::string& cluster) {
  std::optional<std::int64_t> first;
  SCRIP_TRY(page("/holds?limit=1000&site=" + client::percent_encoded(config_.site) +
                     "&filter=" + client::percent_encoded("job~" + cluster + "/"),
                 [&](const element& row) {
                   const auto at = submitted_s(text_of(row, "job"), cluster);
                   if (at) first = std::min(first.value_or(*at), *at);
                 }));
  return first;
}

Result<std::set<std::string>> ScripApi::held_jobs() {
  std::set<std::string> jobs;
  SCRIP_TRY_VOID(each(
      "/holds?site=" + client::percent_encoded(config_.site) + "&filter=" + client::percent_encoded("status=active"),
      [&](const element& row) {
        if (text_of(row, "status") == "active") jobs.insert(text_of(row, "job"));
      }));
  return jobs;
}

Result<Reservations> ScripApi::reservations(const Reservations& known) {
  Reservations all;
  const auto take = [&](const element& row) {
    const auto from = parse_instant(text_of(row, "start"), {});
    const auto until = parse_instant(text_of(row, "end"), {});
    if (text_of(row, "site") != config_.site || !from || !until) return;
    all.insert_or_assign(text_of(row, "reservation"),
                         Reserved{.key = text_of(row, "reservation"),
                                  .organisation = text_of(row, "organisation"),
                                  .resource = text_of(row, "resource"),
                                  .status = text_of(row, "status"),
                                  .reason = text_of(row, "reason"),
                                  .devices = static_cast<std::int64_t>(number_of(row, "devices")),
                                  .from_s = count(*from) / 1000,
                                  .until_s = count(*until) / 1000});
  };
  const auto ask = [&](std::string_view condition) {
    return each("/reservations?filter=" + client::percent_encoded("site=" + config_.site) +
                    "&filter=" + client::percent_encoded(condition),
                take);
  };
  SCRIP_TRY_VOID(ask("status=reserved"));
  SCRIP_TRY_VOID(ask("status=in_use"));
  for (const auto& [key, row] : known) {
    if (row.stands() && !all.contains(key)) SCRIP_TRY_VOID(ask("reservation=" + key));
  }
  return all;
}

Result<std::vector<KnownDevice>> ScripApi::devices() {
  std::vector<KnownDevice> rows;
  SCRIP_TRY_VOID(each("/devices?filter=" + client::percent_encoded("site=" + config_.site), [&](const element& row) {
    if (text_of(row, "site") != config_.site) return;
    rows.push_back(
        {.vendor = text_of(row, "vendor"), .serial = text_of(row, "serial"), .resource = text_of(row, "resource")});
  }));
  return rows;
}

Result<std::vector<SiteKeyRow>> ScripApi::keys() {
  std::vector<SiteKeyRow> rows;
  SCRIP_TRY_VOID(each("/sites/" + client::percent_encoded(config_.site) + "/keys", [&](const element& row) {
    rows.push_back({.name = text_of(row, "site_key"), .revoked = !text_of(row, "revoked_from").empty()});
  }));
  return rows;
}

}  // namespace scrip::site
