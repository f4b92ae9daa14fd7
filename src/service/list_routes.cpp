// Lists that are tables of the reports.

#include <algorithm>
#include <memory>
#include <string>
#include <variant>

#include "metering/usage.h"
#include "print/pdf.h"
#include "print/statement.h"
#include "reports/catalogue.h"
#include "reports/cells.h"
#include "reports/reports.h"
#include "service/handlers.h"
#include "service/list.h"
#include "service/long_lists.h"
#include "service/names.h"
#include "service/slow_work.h"
#include "service/texts.h"

namespace scrip::service {
namespace {

using reports::Table;

// "/api/v1/budget-lines" is the table budget_lines.
std::string table_name(const Call& call) {
  const std::string& path = call.request.path;
  std::string name = path.substr(path.rfind('/') + 1);
  std::ranges::replace(name, '-', '_');
  return name;
}

Result<reports::Filter> filter_of(const Call& call) {
  SCRIP_TRY_VOID(call.only(
      {"limit", "cursor", "sort", "filter", "organisation", "programme", "site", "voucher", "month", "job", "by"}));
  reports::Filter filter{.organisation = call.parameter("organisation"),
                         .programme = call.parameter("programme"),
                         .voucher = call.parameter("voucher"),
                         .site = call.parameter("site"),
                         .job = call.parameter("job"),
                         .month = {}};
  if (const auto month = call.parameter("month"); !month.empty()) {
    filter.month = SCRIP_TRY(for_field("month", parse_month(month)));
  }
  return filter;
}

// What a row is about in a list whose table names it by another key only.
void add_programme(const engine::State& state, Table& table) {
  table.columns.push_back(reports::column::programme);
  for (auto& row : table.rows) {
    const auto* application = state.find_application(row.front());
    row.push_back(reports::key_of(state, state.calls[index(application->terms.call)].terms.programme));
  }
}

// Which organisations there are is no secret among those who run programmes.
bool sees_all_rows(const Service& service, const Call& call, std::string_view table) {
  if (call.route_roles.empty()) return true;
  if (table != "organisations") return false;
  engine::Roles office;
  for (const auto role : {registry::Role::officer, registry::Role::approver, registry::Role::auditor}) {
    if (call.allowed.has(role)) office = office.with(role);
  }
  return engine::holds_any(service.state(), call.caller.person, office);
}

// The organisations behind the sites in sight.
std::vector<std::string> operators_of(const engine::State& state, const engine::Sight& sight) {
  std::vector<std::string> operators;
  for (const SiteId site : sight.sites) {
    operators.push_back(reports::key_of(state, state.registry.sites()[index(site)].operator_id));
  }
  return operators;
}

// An operator sees the organisation behind its sites.
void keep_operators(const engine::State& state, const engine::Sight& sight, Table& table) {
  const auto operators = operators_of(state, sight);
  std::erase_if(table.rows, [&](const auto& row) {
    const auto* organisation = state.registry.find_organisation(row.front());
    return !sight.sees(organisation->id) && std::ranges::find(operators, row.front()) == operators.end();
  });
}

// A payment, or what is due, is seen by whoever sees its payee or its programme, and by who operates a site for the
// payee: not by who operates the site where a company was charged that is paid back.
void keep_payments(const engine::State& state, const engine::Sight& sight, Table& table) {
  if (sight.everything) return;
  const auto operators = operators_of(state, sight);
  std::erase_if(table.rows, [&](const auto& row) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      const auto& column = table.columns[i].name;
      if (column != "site" && sees_cell(state, sight, column, row[i])) return false;
      if (column == "organisation" && std::ranges::find(operators, row[i]) != operators.end()) return false;
    }
    return true;
  });
}

// Whoever acts for one organisation only is shown its rows: the others need not be made first.
void narrow(const engine::State& state, const engine::Sight& sight, std::string_view table, reports::Filter& filter) {
  const bool only_one = sight.organisations.size() == 1 && sight.programmes.empty() && sight.sites.empty();
  if (sight.everything || !only_one || !filter.organisation.empty() || !reports::is_by_organisation(table)) return;
  filter.organisation = state.registry.organisations()[index(sight.organisations.front())].key;
}

}  // namespace

Result<http::Response> list_table(Service& service, Call& call) {
  const std::string name = table_name(call);
  auto filter = SCRIP_TRY(filter_of(call));
  if (is_long_list(call, name)) return long_list_answer(service, call, name, filter);
  const bool all = sees_all_rows(service, call, name);
  if (!all) narrow(service.state(), call.sight(service.state()), name, filter);
  auto table = SCRIP_TRY(reports::table(service.state(), name, filter));
  if (!all && name == "organisations") {
    keep_operators(service.state(), call.sight(service.state()), table);
    return list_answer(service, call, std::move(table), {.to_all = true});
  }
  const bool is_kept = !all && name == "dues";
  if (is_kept) keep_payments(service.state(), call.sight(service.state()), table);
  const auto options = with_names(service, table, {.to_all = all || is_kept});
  return list_answer(service, call, std::move(table), options);
}

Result<http::Response> list_payments(Service& service, Call& call) {
  auto table = SCRIP_TRY(reports::table(service.state(), "payments", SCRIP_TRY(filter_of(call))));
  keep_payments(service.state(), call.sight(service.state()), table);
  const auto options = with_names(service, table, {.to_all = true});
  return list_answer(service, call, std::move(table), options);
}

Result<http::Response> list_applications(Service& service, Call& call) {
  const auto filter = SCRIP_TRY(filter_of(call));
  if (is_long_list(call, "applications")) return long_list_answer(service, call, "applications", filter);
  auto table = SCRIP_TRY(reports::table(service.state(), "applications", filter));
  add_programme(service.state(), table);
  const auto options = with_names(service, table, {});
  return list_answer(service, call, std::move(table), options);
}

Result<http::Response> list_suspense(Service& service, Call& call) {
  auto table = SCRIP_TRY(reports::table(service.state(), "suspense", SCRIP_TRY(filter_of(call))));
  const auto add_advice = [](const std::vector<std::string>& row, codec::JsonObject& item) {
    const auto reason = metering::parse_suspense_reason(row[1]);
    if (!reason) return;
    item.raw("advice", json_text_pair(metering::advice(*reason, Language::english, metering::Door::api),
                                      metering::advice(*reason, Language::chinese, metering::Door::api)))
        .add("action", metering::action(*reason));
  };
  return list_answer(service, call, std::move(table), {.add_fields = add_advice});
}

namespace {

// What is read of the state at once: some milliseconds.
constexpr std::size_t paper_jobs = 100'000;

struct Paper {
  const Service& service;
  const Call call;
  StatementId id;
  print::StatementPaper paper;
};

http::Response read_on(const std::shared_ptr<Paper>& paper) {
  const auto& state = paper->service.state();
  if (paper->paper.read_on(state, paper_jobs)) {
    return slowly<std::monostate>(
        paper->call, [] { return std::monostate{}; },
        [paper](std::monostate&) -> Result<http::Response> { return read_on(paper); });
  }
  return slowly(
      paper->call, [paper, today = state.authority->zone.day_of(paper->call.now)]() -> Result<http::Response> {
        http::Response response;
        response.content_type = "application/pdf";
        const auto pdf = SCRIP_TRY(print::to_pdf(paper->paper.document(), today, paper->call.language));
        response.body = std::string(as_text(pdf));
        response.headers.push_back(
            {"content-disposition", "attachment; filename=\"statement-" + std::to_string(index(paper->id)) + ".pdf\""});
        return response;
      });
}

}  // namespace

// A statement on paper, for whoever sees it in the list.
Result<http::Response> print_statement(Service& service, Call& call) {
  const auto& state = service.state();
  auto table = SCRIP_TRY(reports::table(state, "statements", {}));
  keep_visible(state, call.sight(state), table);
  const std::string& number = call.name("statement");
  const auto found = std::ranges::find_if(table.rows, [&](const auto& row) { return row.front() == number; });
  if (found == table.rows.end()) return fail(ErrorCode::statement_not_found, "'" + number + "'", "statement");
  const auto id = id_at<StatementId>(std::stoull(number));  // the table's own number
  SCRIP_TRY_VOID(print::check_printable(state.statements[index(id)].lines));
  // Shared by the steps, which are copied.
  return read_on(std::make_shared<Paper>(
      Paper{service, call, id, SCRIP_TRY(print::StatementPaper::begin(state, id, call.language))}));
}

// What is summed up is what the caller sees: who does not see everything names an organisation, programme or site.
Result<http::Response> sum_charges(Service& service, Call& call) {
  const auto filter = SCRIP_TRY(filter_of(call));
  const auto& state = service.state();
  const auto sight = call.sight(state);
  const auto* organisation = state.registry.find_organisation(filter.organisation);
  const auto* programme = state.find_programme(filter.programme);
  const auto* site = state.registry.find_site(filter.site);
  const bool own = (organisation != nullptr && sight.sees(organisation->id)) ||
                   (programme != nullptr && sight.sees(programme->id)) || (site != nullptr && sight.sees(site->id));
  if (!sight.everything && !own) {
    return fail(ErrorCode::forbidden, say("name an organisation, programme or site of yours"), "organisation");
  }
  const auto by = call.parameter("by");
  auto table = SCRIP_TRY(reports::charges_by(state, by.empty() ? "month" : by, filter));
  return list_answer(service, call, std::move(table), {.to_all = true});
}

Result<http::Response> list_owed(Service& service, Call& call) {
  auto table = SCRIP_TRY(reports::owed(service.state(), SCRIP_TRY(filter_of(call))));
  return list_answer(service, call, std::move(table), {});
}

}  // namespace scrip::service
