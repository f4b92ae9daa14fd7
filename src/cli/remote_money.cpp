// Suspense, refunds and statements of an authority elsewhere.

#include <algorithm>
#include <map>

#include "base/limits.h"
#include "cli/case_commands.h"
#include "cli/files.h"
#include "cli/json.h"
#include "cli/refund_key.h"
#include "cli/remote_commands.h"
#include "cli/suspense.h"
#include "cli/texts.h"
#include "cli/values.h"
#include "metering/usage.h"

namespace scrip::cli::remote {
namespace {

struct Chosen {
  std::string id, site;
};

// The records that the options choose: by number, or all those of a site and a reason.
Result<std::vector<Chosen>> choose(Remote& remote, const Given& given) {
  const auto ids = given.texts("ids");
  if (ids.empty() && !given.has("all") && !given.has("site") && !given.has("reason")) {
    return fail(ErrorCode::missing_field, say("numbers of records, --site, --reason or --all"), "ids");
  }
  if (given.has("reason")) (void)SCRIP_TRY(metering::parse_suspense_reason(given.text("reason")));
  std::string query = query_of({{"site", given.text("site")}});
  if (given.has("reason")) {
    query += (query.empty() ? "?" : "&") + query_of({{"filter", "reason=" + given.text("reason")}}).substr(1);
  }
  std::map<std::string, std::string> site_of;
  std::vector<Chosen> chosen;
  const auto table = SCRIP_TRY(remote.list("suspense", ids.empty() ? "/suspense" + query : "/suspense"));
  const auto site_column = static_cast<std::size_t>(
      std::ranges::find(table.columns, std::string_view("site"), &reports::Column::name) - table.columns.begin());
  for (const auto& row : table.rows) {
    site_of[row.front()] = row.at(site_column);
    if (ids.empty()) chosen.push_back({.id = row.front(), .site = row.at(site_column)});
  }
  for (const auto& id : ids) {
    const auto found = site_of.find(id);
    if (found == site_of.end()) return fail(ErrorCode::suspense_not_found, id, "ids");
    chosen.push_back({.id = id, .site = found->second});
  }
  return chosen;
}

std::string statement_query(const reports::Table& statement) {
  const auto cell = [&](std::string_view name) {
    for (std::size_t i = 0; i < statement.columns.size(); ++i) {
      if (statement.columns[i].name == name) return statement.rows.front()[i];
    }
    return std::string{};
  };
  return query_of({{"site", cell("site")}, {"programme", cell("programme")}, {"month", cell("month")}});
}

}  // namespace

Result<void> retry_suspense(Remote& remote, const Given& given) {
  std::map<std::string, std::vector<std::string>> by_site;
  for (auto& each : SCRIP_TRY(choose(remote, given))) by_site[each.site].push_back(std::move(each.id));
  Retried sum;
  for (const auto& [site, ids] : by_site) {
    for (std::size_t at = 0; at < ids.size(); at += limits::batch_records_default) {
      const auto first = ids.begin() + static_cast<std::ptrdiff_t>(at);
      const auto count = std::min(limits::batch_records_default, ids.size() - at);
      const auto body = JsonObject()
                            .add("site", site)
                            .raw("records", json_array({first, first + static_cast<std::ptrdiff_t>(count)}));
      const auto reply =
          SCRIP_TRY(remote.write("POST", "/suspense/retry", body.text(), "/" + site + "/" + std::to_string(at)));
      sum.tried += reply.number("tried");
      sum.charged += reply.number("charged");
    }
  }
  return print_retried(remote.context(), sum);
}

Result<void> write_off(Remote& remote, const Given& given) {
  std::vector<std::string> ids;
  for (auto& each : SCRIP_TRY(choose(remote, given))) ids.push_back(std::move(each.id));
  const auto body = JsonObject().raw("records", json_array(ids)).add("reason", given.text("because"));
  return print_written(remote.context(), SCRIP_TRY(remote.write("POST", "/suspense/write-off", body.text())));
}

Result<void> accept_conflict(Remote& remote, const Given& given) {
  Retried sum;
  for (const auto& each : SCRIP_TRY(choose(remote, given))) {
    const auto body = JsonObject().raw("record", each.id).add("reason", given.text("because"));
    const auto reply = SCRIP_TRY(remote.write("POST", "/suspense/accept", body.text(), "/" + each.id));
    sum.tried += reply.number("tried");
    sum.charged += reply.number("charged");
  }
  return print_retried(remote.context(), sum);
}

Result<void> refund(Remote& remote, const Given& given) {
  JsonObject body;
  body.add("site", given.text("site")).add("job", given.text("job")).add("reason", given.text("reason"));
  if (given.has("amount")) {
    const Amount amount = SCRIP_TRY(
        for_option("--amount", parse_in_unit(given.text("amount"), Unit::money, SCRIP_TRY(remote.currency()))));
    if (amount.is_zero()) return fail(ErrorCode::out_of_range, say("a refund is above zero"), "--amount");
    body.add("gross", amount);
  }
  Hash256 evidence;
  if (given.has("evidence")) {
    evidence = SCRIP_TRY(hash_from_hex(SCRIP_TRY(remote.upload(given.text("evidence")))));
    body.add("evidence", evidence);
  }
  const std::string key = given.has("key") ? given.text("key")
                                           : refund_key({.site = given.text("site"),
                                                         .job = given.text("job"),
                                                         .amount = given.text("amount"),
                                                         .reason = given.text("reason")},
                                                        evidence);
  body.add("refund", key);
  return print_written(remote.context(), SCRIP_TRY(remote.write("POST", "/refunds", body.text())));
}

Result<void> show_statement(Remote& remote, const Given& given) {
  Context& context = remote.context();
  const std::string number = given.text("statement");
  const auto statement =
      SCRIP_TRY(remote.list("statements", "/statements" + query_of({{"filter", "statement=" + number}})));
  if (statement.rows.empty()) return fail(ErrorCode::statement_not_found, "'" + number + "'", "statement");
  const auto lines = SCRIP_TRY(remote.list("charges", "/charges" + statement_query(statement)));
  if (context.json()) {
    JsonObject answer;
    answer.raw("statement", reports::to_json(statement)).raw("charges", reports::to_json(lines));
    context.print(answer.text() + "\n");
    return {};
  }
  SCRIP_TRY_VOID(context.show(statement));
  context.print("\n");
  return context.show(lines, reports::TotalRow::shown);
}

Result<void> print_statement(Remote& remote, const Given& given) {
  const std::string number = given.text("statement");
  const auto answer =
      SCRIP_TRY(remote.send({.path = path_of({"statements", number, "document"}), .accept = "application/pdf"}));
  const std::string path = given.has("out") ? given.text("out") : "statement-" + number + ".pdf";
  SCRIP_TRY_VOID(write_file(path, answer.body));
  remote.context().tell("{}: {} bytes", path, answer.body.size());
  return {};
}

}  // namespace scrip::cli::remote
