#include "service/long_lists.h"

#include <algorithm>

#include "reports/cells.h"
#include "service/list.h"

namespace scrip::service {
namespace {

using engine::State;
using lists::Ask;
using lists::Condition;

Condition equals(std::string_view column, std::string value) {
  return {.column = column, .takes = [value](std::string_view cell) { return cell == value; }, .equals = value};
}

// One of ";P1;P2;".
Condition names(std::string_view column, std::string_view key) {
  return {.column = column,
          .takes = [part = ";" + std::string(key) + ";"](std::string_view cell) { return cell.contains(part); },
          .equals = {}};
}

Condition seen(const State& state, const engine::Sight& sight, std::string_view column, std::string_view meant) {
  return {.column = column,
          .takes = [&state, &sight, meant](std::string_view cell) { return sees_cell(state, sight, meant, cell); },
          .equals = {}};
}

// Whether one of ";P1;P2;" is in sight.
Condition sees_one(const State& state, const engine::Sight& sight, std::string_view column) {
  return {.column = column,
          .takes =
              [&state, &sight](std::string_view cell) {
                while (cell.size() > 1) {
                  cell.remove_prefix(1);
                  const auto end = cell.find(';');
                  if (sees_cell(state, sight, "programme", cell.substr(0, end))) return true;
                  cell.remove_prefix(end);
                }
                return false;
              },
          .equals = {}};
}

// What the parameters of the address ask for, beside filters.
void add_scope(const reports::Filter& filter, std::string_view table, Ask& ask) {
  const bool of_charges = table == "charges";
  if (!filter.organisation.empty()) ask.all.push_back(equals("organisation", std::string(filter.organisation)));
  if (!filter.site.empty()) ask.all.push_back(equals("site", std::string(filter.site)));
  if (!filter.voucher.empty()) ask.all.push_back(names("voucher_keys", filter.voucher));
  if (filter.month) ask.all.push_back(equals("month", reports::cell(*filter.month)));
  if (!filter.programme.empty()) {
    ask.all.push_back(of_charges ? names("programmes", filter.programme)
                                 : equals("programme", std::string(filter.programme)));
  }
}

// What the caller may see, as keep_visible() judges it.
void add_sight(const State& state, const engine::Sight& sight, std::string_view table, Ask& ask) {
  if (sight.everything) return;
  auto& any = ask.any.emplace_back();
  any.push_back(seen(state, sight, "organisation", "organisation"));
  if (table == "applications") any.push_back(seen(state, sight, "programme", "programme"));
  if (table != "applications") any.push_back(seen(state, sight, "site", "site"));
  if (table == "charges") any.push_back(sees_one(state, sight, "programmes"));
}

template <class Rows>
Result<http::Response> page_from(const Service& service, const Call& call, std::string_view name,
                                 lists::LongList<Rows>& list, Ask ask) {
  const auto all = list.rows().columns().first(list.rows().shown());
  reports::Table table{.name = name, .columns = reports::columns_of(all), .rows = {}};
  for (ListFilter& filter : SCRIP_TRY(filters_of(call, table.columns))) {
    const std::string_view column = table.columns[filter.column].name;
    ask.all.push_back({.column = column,
                       .takes = [filter](std::string_view cell) { return filter.takes(cell); },
                       .equals = filter.whole ? std::optional{filter.value} : std::nullopt});
  }
  if (const auto order = SCRIP_TRY(order_of(call, table.columns))) {
    ask.order_by = table.columns[order->column].name;
    ask.descending = order->descending;
  }
  const Window window = SCRIP_TRY(window_of(call));
  ask.from = window.from;
  ask.limit = window.limit;
  auto page = list.page(service.state(), ask);
  table.rows = std::move(page.rows);
  return page_answer(service, table, window, page.total, {});
}

}  // namespace

bool is_long_list(const Call& call, std::string_view table) {
  if (table != "applications" && table != "jobs" && table != "charges") return false;
  const auto accept = call.request.header("accept");
  // One job has few rows, and is found by its key.
  return !asks_for_file(accept) && call.parameter("job").empty();
}

Result<http::Response> long_list_answer(Service& service, const Call& call, std::string_view table,
                                        const reports::Filter& filter) {
  const State& state = service.state();
  SCRIP_TRY(reports::scope_of(state, table, filter));
  const auto sight = call.sight(state);
  Ask ask;
  add_scope(filter, table, ask);
  add_sight(state, sight, table, ask);
  if (table == "applications") return page_from(service, call, table, service.lists().applications(), std::move(ask));
  if (table == "jobs") return page_from(service, call, table, service.lists().jobs(), std::move(ask));
  return page_from(service, call, table, service.lists().charges(), std::move(ask));
}

}  // namespace scrip::service
