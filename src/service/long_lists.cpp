#include "service/long_lists.h"

#include <algorithm>
#include <memory>
#include <variant>

#include "base/limits.h"
#include "reports/cells.h"
#include "service/list.h"
#include "service/slow_work.h"

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

// What the caller sees, for as long as a file is read for them.
using SharedSight = std::shared_ptr<const engine::Sight>;

Condition seen(const State& state, const SharedSight& sight, std::string_view column, std::string_view meant) {
  return {.column = column,
          .takes = [&state, sight, meant](std::string_view cell) { return sees_cell(state, *sight, meant, cell); },
          .equals = {}};
}

// Whether one of ";P1;P2;" is in sight.
Condition sees_one(const State& state, const SharedSight& sight, std::string_view column) {
  return {.column = column,
          .takes =
              [&state, sight](std::string_view cell) {
                while (cell.size() > 1) {
                  cell.remove_prefix(1);
                  const auto end = cell.find(';');
                  if (sees_cell(state, *sight, "programme", cell.substr(0, end))) return true;
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
void add_sight(const State& state, const SharedSight& sight, std::string_view table, Ask& ask) {
  if (sight->everything) return;
  auto& any = ask.any.emplace_back();
  any.push_back(seen(state, sight, "organisation", "organisation"));
  if (table == "applications") any.push_back(seen(state, sight, "programme", "programme"));
  if (table != "applications") any.push_back(seen(state, sight, "site", "site"));
  if (table == "charges") any.push_back(sees_one(state, sight, "programmes"));
}

// What a slice reads at once: it keeps the I/O thread for some milliseconds.
constexpr std::size_t slice_rows = 8 * limits::http_page_rows_max;

// A file that is being read, slice by slice, with other requests between the slices.
template <class Rows>
struct LongFile {
  const Service& service;
  const Call call;
  lists::LongList<Rows>& list;
  Ask ask;
  reports::Table table;
  std::size_t rows;
  std::shared_ptr<FileRoom> room;
};

template <class Rows>
http::Response read_on(const std::shared_ptr<LongFile<Rows>>& file) {
  auto page = file->list.page(file->service.state(), file->ask);
  for (auto& row : page.rows) file->table.rows.push_back(std::move(row));
  file->ask.from += file->ask.limit;
  if (file->ask.from >= file->rows) {
    return file_answer(file->call, std::move(file->table), std::nullopt, std::move(file->room));
  }
  file->ask.limit = std::min(slice_rows, file->rows - file->ask.from);
  return slowly<std::monostate>(
      file->call, [] { return std::monostate{}; },
      [file](std::monostate&) -> Result<http::Response> { return read_on(file); });
}

// The rows that there are when it is asked for; what changes meanwhile is read as it was or as it is.
template <class Rows>
Result<http::Response> file_from(const Service& service, const Call& call, lists::LongList<Rows>& list,
                                 reports::Table table, Ask ask) {
  ask.limit = 1;
  const std::size_t rows = list.page(service.state(), ask).total;
  auto room = SCRIP_TRY(FileRoom::take(service, rows));
  ask.limit = std::min(slice_rows, rows);
  return read_on(std::make_shared<LongFile<Rows>>(
      LongFile<Rows>{service, call, list, std::move(ask), std::move(table), rows, std::move(room)}));
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
  if (asks_for_file(call.request.header("accept")))
    return file_from(service, call, list, std::move(table), std::move(ask));
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
  return call.parameter("job").empty();  // one job has few rows, and is found by its key
}

Result<http::Response> long_list_answer(Service& service, const Call& call, std::string_view table,
                                        const reports::Filter& filter) {
  const State& state = service.state();
  SCRIP_TRY(reports::scope_of(state, table, filter));
  const auto sight = std::make_shared<const engine::Sight>(call.sight(state));
  Ask ask;
  add_scope(filter, table, ask);
  add_sight(state, sight, table, ask);
  auto& lists = service.lists();
  if (table == "applications") return page_from(service, call, "applications", lists.applications(), std::move(ask));
  if (table == "jobs") return page_from(service, call, "jobs", lists.jobs(), std::move(ask));
  return page_from(service, call, "charges", lists.charges(), std::move(ask));
}

}  // namespace scrip::service
