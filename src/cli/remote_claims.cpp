// Claims and devices of an authority elsewhere.

#include <algorithm>

#include "base/limits.h"
#include "cli/case_commands.h"
#include "cli/claim_files.h"
#include "cli/device_rows.h"
#include "cli/files.h"
#include "cli/json.h"
#include "cli/remote_commands.h"
#include "cli/texts.h"
#include "reports/claim_review.h"
#include "runtime/journal.h"
#include "service/claim_json.h"

namespace scrip::cli::remote {
namespace {

Result<void> show_findings(Remote& remote, const std::string& key) {
  auto table = SCRIP_TRY(remote.list("claim_findings", "/claim-findings" + query_of({{"filter", "claim=" + key}})));
  return remote.context().show(findings_of(std::move(table), key, remote.context().language()));
}

Result<void> record(Remote& remote, const Given& given, std::string_view kind) {
  std::vector<std::string> devices;
  for (const auto& serial : given.texts("serials")) {
    JsonObject device;
    device.add("vendor", given.text("vendor")).add("serial", serial);
    if (given.has("resource")) device.add("resource", given.text("resource"));
    devices.push_back(device.text());
  }
  JsonObject body;
  body.add("kind", kind).raw("devices", json_array(devices));
  for (const char* field : {"site", "reason"}) {
    if (given.has(field)) body.add(field, given.text(field));
  }
  // Today is the authority's day, which the server knows.
  if (given.has("day")) body.add("day", given.text("day"));
  return print_written(remote.context(), SCRIP_TRY(remote.write("POST", "/device-events", body.text())));
}

}  // namespace

Result<void> draft_claim(Remote& remote, const Given& given) {
  const std::string path = given.text("file");
  const auto upload = [&](const std::string& name) -> Result<Hash256> {
    return hash_from_hex(SCRIP_TRY(remote.upload(beside_file(path, name))));
  };
  const auto file = SCRIP_TRY(read_claim_file(remote.context(), path, upload));
  const std::string content = service::claim_content_json(file.content);
  JsonObject named;
  named.add("claim", given.has("key") ? given.text("key") : file.key)
      .add("application", given.has("application") ? given.text("application") : file.application);
  const std::string body = named.text().substr(0, named.text().size() - 1) + "," + content.substr(1);
  return print_written(remote.context(), SCRIP_TRY(remote.write("POST", "/claims", body)));
}

Result<void> check_claim(Remote& remote, const Given& given) {
  const std::string key = given.text("key");
  if (given.has("claims-key")) {
    return fail(ErrorCode::only_at_the_journal, say("the server has the shared key: see 'serve --claims-key'"),
                "--claims-key");
  }
  const auto written = SCRIP_TRY(remote.write("POST", path_of({"claims", key, "check"}), "{}"));
  SCRIP_TRY_VOID(print_written(remote.context(), written));
  return remote.context().json() ? Result<void>{} : show_findings(remote, key);
}

Result<void> review_claims(Remote& remote, const Given& given) {
  if (given.has("claims-key")) {
    return fail(ErrorCode::only_at_the_journal, say("the server has the shared key: see 'serve --claims-key'"),
                "--claims-key");
  }
  auto keys = given.texts("keys");
  if (keys.empty()) {
    const auto accepted = SCRIP_TRY(remote.list("claims", "/claims" + query_of({{"filter", "status=accepted"}})));
    for (const auto& row : accepted.rows) keys.push_back(row.front());
  }
  auto table = reports::claim_review_table();
  for (const auto& key : keys) {
    auto found = SCRIP_TRY(remote.list("claim_review", path_of({"claims", key, "review"})));
    std::ranges::move(found.rows, std::back_inserter(table.rows));
  }
  const auto& context = remote.context();
  return remote.context().show(context.json() ? std::move(table)
                                              : in_one_language(std::move(table), context.language()));
}

Result<void> show_claim(Remote& remote, const Given& given) {
  const std::string key = given.text("key");
  const auto answer = SCRIP_TRY(remote.send({.path = path_of({"claims", key})}));
  if (remote.context().json()) {
    remote.context().print(answer.body + "\n");
    return {};
  }
  const auto claim = SCRIP_TRY(Json::parse(answer.body));
  const auto file = subsidy::load_claim(claim.raw("content"), nullptr);
  if (!file.problems.empty()) return std::unexpected(file.problems.front());
  remote.context().print(subsidy::write_claim(key, claim.text("application"), file.content));
  remote.context().print("\n");
  return show_findings(remote, key);
}

Result<void> export_digests(Remote& remote, const Given& given) {
  const auto answer = SCRIP_TRY(remote.send({.path = "/claim-digests", .accept = "text/plain"}));
  if (given.has("out")) return write_file(given.text("out"), answer.body);
  remote.context().print(answer.body);
  return {};
}

Result<void> import_digests(Remote& remote, const Given& given) {
  JsonObject body;
  body.add("digests", SCRIP_TRY(read_file(given.text("file"), limits::claim_file_bytes_max)));
  if (given.has("authority")) body.add("authority", given.text("authority"));
  return print_written(remote.context(), SCRIP_TRY(remote.write("POST", "/claim-digests", body.text())));
}

Result<void> show_device(Remote& remote, const Given& given) {
  const auto answer =
      SCRIP_TRY(remote.send({.path = path_of({"devices", given.text("vendor"), given.text("serial")})}));
  if (remote.context().json()) {
    remote.context().print(answer.body + "\n");
    return {};
  }
  const auto device = SCRIP_TRY(Json::parse(answer.body));
  auto table = SCRIP_TRY(
      remote.list("device_events", "/device-events" + query_of({{"filter", "serial=" + device.text("serial")}})));
  std::erase_if(table.rows, [&](const auto& row) { return row[0] != device.text("vendor"); });
  return remote.context().show(table);
}

Result<void> install_devices(Remote& remote, const Given& given) { return record(remote, given, "installed"); }
Result<void> move_devices(Remote& remote, const Given& given) { return record(remote, given, "moved"); }
Result<void> retire_devices(Remote& remote, const Given& given) { return record(remote, given, "retired"); }
Result<void> resell_devices(Remote& remote, const Given& given) { return record(remote, given, "resold"); }

Result<void> report_device_days(Remote& remote, const Given& given) {
  const auto rows = SCRIP_TRY(read_device_days(given.text("file")));
  for (std::size_t from = 0; from < rows.size(); from += limits::device_rows_max) {
    const auto until = std::min(rows.size(), from + limits::device_rows_max);
    std::vector<std::string> sent;
    for (std::size_t i = from; i < until; ++i) {
      const auto& row = rows[i];
      JsonObject object;
      object.add("vendor", row.device.vendor).add("serial", row.device.serial);
      if (!row.device.resource.empty()) object.add("resource", row.device.resource);
      sent.push_back(object.add("day", row.day).add("present_s", row.present_s).add("busy_s", row.busy_s).text());
    }
    const std::string body = JsonObject().add("site", given.text("site")).raw("rows", json_array(sent)).text();
    SCRIP_TRY_VOID(print_written(remote.context(),
                                 SCRIP_TRY(remote.write("POST", "/device-days", body, "/" + std::to_string(from)))));
  }
  return {};
}

}  // namespace scrip::cli::remote
