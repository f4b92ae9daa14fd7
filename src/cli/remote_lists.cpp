// Lists and reports of an authority elsewhere, and their export.

#include <algorithm>
#include <map>

#include "cli/export.h"
#include "cli/remote_commands.h"
#include "metering/usage.h"
#include "reports/reports.h"

namespace scrip::cli {
namespace {

struct List {
  std::string_view command;
  std::string_view path;
  std::string_view name;  // of the table
  reports::TotalRow total = reports::TotalRow::none;
};

constexpr List lists[] = {
    {"organisation list", "/organisations", "organisations"},
    {"resource list", "/resources", "resources"},
    {"site list", "/sites", "sites"},
    {"payer list", "/payers", "payers"},
    {"programme list", "/programmes", "programmes"},
    {"budget list", "/budget-lines", "budget_lines"},
    {"rate list", "/rate-cards", "rate_cards"},
    {"voucher list", "/vouchers", "vouchers"},
    {"call list", "/calls", "calls"},
    {"application list", "/applications", "applications"},
    {"award list", "/awards", "awards"},
    {"hold list", "/holds", "holds"},
    {"statement list", "/statements", "statements"},
    {"rate proposals", "/rate-card-proposals", "rate_card_proposals"},
    {"capacity list", "/capacity", "capacity"},
    {"capacity days", "/capacity/days", "capacity_days"},
    {"accreditation list", "/accreditations", "accreditations"},
    {"claim list", "/claims", "claims"},
    {"device list", "/devices", "devices"},
    {"device events", "/device-events", "device_events"},
    {"stake list", "/stakes", "stakes"},
    {"payment dues", "/dues", "dues"},
    {"payment list", "/payments", "payments"},
    {"instalment list", "/instalments", "instalments"},
    {"clawback list", "/clawbacks", "clawbacks"},
    {"chip list", "/chips", "chips"},
    {"chip origins", "/origins", "origins"},
    {"chip control-tests", "/control-tests", "control_tests"},
    {"target list", "/domestic-targets", "domestic_targets"},
    {"site key list", "/site-keys", "site_keys"},
    {"site alerts", "/site-alerts", "site_alerts"},
    {"quote list", "/quotes", "quotes"},
    {"reservation list", "/reservations", "reservations"},
    {"reservation records", "/site-records", "site_records"},
    {"backing list", "/backing", "backing"},
    {"backing proposals", "/backing-proposals", "backing_proposals"},
    {"line list", "/waiting-line", "waiting_line"},
    {"line records", "/waiting-records", "waiting_records"},
    {"line rule list", "/allocation-rules", "allocation_rules"},
    {"line rule proposals", "/allocation-proposals", "allocation_proposals"},
    {"balance", "/balances", "balances", reports::TotalRow::shown},
    {"charges", "/charges/summary", "charges", reports::TotalRow::shown},
    {"owed", "/owed", "owed", reports::TotalRow::shown},
};

std::string narrowed(const Given& given) {
  return query_of({{"organisation", given.text("organisation")},
                   {"programme", given.text("programme")},
                   {"voucher", given.text("voucher")},
                   {"site", given.text("site")},
                   {"job", given.text("job")},
                   {"month", given.text("month")},
                   {"resource", given.text("resource")},
                   {"from", given.text("from")},
                   {"until", given.text("until")},
                   {"of", given.text("of")},
                   {"wallets", given.has("wallets") ? "true" : ""}});
}

std::string with(std::string query, std::string_view parameter) {
  return query + (query.empty() ? "?" : "&") + std::string(parameter);
}

void drop_column(reports::Table& table, std::string_view name) {
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    if (table.columns[i].name != name) continue;
    table.columns.erase(table.columns.begin() + static_cast<std::ptrdiff_t>(i));
    for (auto& row : table.rows) row.erase(row.begin() + static_cast<std::ptrdiff_t>(i));
    return;
  }
}

// The columns of a table of the reports, for what the API gives in another form.
Result<reports::Table> empty_table(std::string_view name) { return reports::table(engine::State{}, name); }

Result<reports::Table> authority_table(Remote& remote) {
  auto table = SCRIP_TRY(empty_table("authority"));
  const auto status = SCRIP_TRY(remote.get("/journal/status"));
  const auto authority = status.object("authority");
  table.rows.push_back({authority.text("name"), authority.text("currency"), authority.text("zone_name"),
                        authority.text("late_days"), status.text("first_open_month"), status.text("entries"),
                        status.text("last_time"), authority.text("public_key")});
  return table;
}

Result<reports::Table> roles_table(Remote& remote) {
  auto table = SCRIP_TRY(empty_table("roles"));
  std::string cursor;
  do {
    const auto page = SCRIP_TRY(remote.get("/roles" + query_of({{"limit", "1000"}, {"cursor", cursor}})));
    for (const auto& grant : page.items("items")) {
      const auto scope = grant.object("scope");
      table.rows.push_back({grant.text("person"), grant.text("role"), scope.text("kind"), scope.text("key")});
    }
    cursor = page.text("next");
  } while (!cursor.empty());
  return table;
}

}  // namespace

Result<reports::Table> remote_table(Remote& remote, std::string_view name, const std::string& query) {
  if (name == "authority") return authority_table(remote);
  if (name == "roles") return roles_table(remote);
  std::string path = "/" + std::string(name) + query;
  std::ranges::replace(path.begin(), path.begin() + static_cast<std::ptrdiff_t>(name.size() + 1), '_', '-');
  auto table = SCRIP_TRY(remote.list(name, path));
  if (name == "applications") drop_column(table, "programme");  // that the API adds
  return table;
}

Result<Unit> unit_of(Remote& remote, std::string_view list, std::string_view column, const std::string& key) {
  const auto page = SCRIP_TRY(
      remote.get(std::string(list) + query_of({{"limit", "1"}, {"filter", std::string(column) + "=" + key}})));
  for (const auto& row : page.items("items")) return programme::parse_unit(row.text("unit"));
  return Unit::money;
}

std::optional<Result<void>> run_list(Remote& remote, std::string_view command, const Given& given) {
  for (const List& list : lists) {
    if (list.command != command) continue;
    std::string query = narrowed(given);
    if (command == "charges") query = with(query, "by=" + (given.has("by") ? given.text("by") : "job"));
    return [&]() -> Result<void> {
      auto table = SCRIP_TRY(remote.list(list.name, std::string(list.path) + query));
      if (command == "application list") drop_column(table, "programme");
      return remote.context().show(table, list.total);
    }();
  }
  return std::nullopt;
}

namespace remote {

Result<void> explain(Remote& remote, const Given& given) {
  Context& context = remote.context();
  if (context.json()) {
    context.print(reports::to_json(SCRIP_TRY(remote_table(remote, "charges", narrowed(given)))) + "\n");
    return {};
  }
  const auto told =
      SCRIP_TRY(remote.get(path_of({"sites", given.text("site"), "jobs", given.text("job"), "explanation"})));
  context.print(told.text("text"));
  return {};
}

Result<void> export_tables(Remote& remote, const Given& given) {
  const Export wanted{.table = given.text("table"),
                      .format = given.has("format") ? given.text("format") : "csv",
                      .out = given.text("out")};
  return export_tables_to(remote.context(), wanted, [&](std::string_view name) {
    return remote_table(remote, name, wanted.table == "all" ? "" : narrowed(given));
  });
}

Result<void> list_suspense(Remote& remote, const Given& given) {
  Context& context = remote.context();
  const auto table = SCRIP_TRY(remote.list("suspense", "/suspense" + narrowed(given)));
  SCRIP_TRY_VOID(context.show(table));
  std::map<metering::SuspenseReason, std::uint64_t> reasons;
  for (const auto& item : table.rows) ++reasons[SCRIP_TRY(metering::parse_suspense_reason(item[1]))];
  for (const auto& [reason, count] : reasons) {
    context.tell("{} {}: {}", count, name(reason), advice(reason, context.language()));
  }
  return {};
}

}  // namespace remote
}  // namespace scrip::cli
