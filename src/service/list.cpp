#include "service/list.h"

#include <algorithm>
#include <atomic>
#include <charconv>
#include <numeric>
#include <span>

#include "base/limits.h"
#include "print/xlsx.h"
#include "reports/reports.h"
#include "service/slow_work.h"
#include "service/texts.h"

namespace scrip::service {
namespace {

using engine::Sight;
using engine::State;
using reports::Column;
using reports::ColumnKind;
using reports::Table;

Result<std::size_t> known_column(const std::vector<Column>& columns, std::string_view name, const char* field) {
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (columns[i].name == name) return i;
  }
  return fail(ErrorCode::unknown_field, say("'{0}' is no column of this list", name), field);
}

template <class Record, class I>
bool sees_key(const Sight& sight, const Record* found, I Record::* id) {
  return found != nullptr && sight.sees(found->*id);
}

// "V-1:12.50;V-2:3.00": whether one of the vouchers is of a programme in sight.
bool sees_a_voucher(const State& state, const Sight& sight, std::string_view cell) {
  while (!cell.empty()) {
    const auto end = std::min(cell.find(';'), cell.size());
    const auto* voucher = state.find_voucher(cell.substr(0, cell.find(':')));
    if (voucher != nullptr && sight.sees(voucher->terms.programme)) return true;
    cell.remove_prefix(std::min(end + 1, cell.size()));
  }
  return false;
}

bool is_number(ColumnKind kind) {
  return kind == ColumnKind::integer || kind == ColumnKind::amount || kind == ColumnKind::quantity ||
         kind == ColumnKind::share;
}

// Decimals of any length, without reading them into numbers: by sign, then length of the whole part, then digits.
bool decimal_before(std::string_view a, std::string_view b) {
  const bool negative_a = a.starts_with('-');
  const bool negative_b = b.starts_with('-');
  if (negative_a != negative_b) return negative_a;
  if (negative_a) return decimal_before(b.substr(1), a.substr(1));
  const auto whole_a = std::min(a.find_first_of(".%"), a.size());
  const auto whole_b = std::min(b.find_first_of(".%"), b.size());
  return whole_a != whole_b ? whole_a < whole_b : a < b;
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

bool contains(std::string_view text, std::string_view part) {
  return !std::ranges::search(text, part, {}, lower, lower).empty() || part.empty();
}

std::string_view name(ColumnKind kind) {
  switch (kind) {
    case ColumnKind::text:
      return "text";
    case ColumnKind::integer:
      return "integer";
    case ColumnKind::amount:
      return "amount";
    case ColumnKind::quantity:
      return "quantity";
    case ColumnKind::share:
      return "share";
    case ColumnKind::instant:
      return "instant";
    case ColumnKind::day:
      return "day";
    case ColumnKind::month:
      return "month";
    case ColumnKind::hash:
      return "hash";
    case ColumnKind::boolean:
      return "boolean";
  }
  return "text";
}

std::string json_cell(ColumnKind kind, const std::string& cell) {
  constexpr std::size_t digits_exact_max = 15;  // beyond, some readers round
  if (kind == ColumnKind::text) return codec::json_text(cell);
  if (cell.empty()) return "null";
  const bool plain = kind == ColumnKind::boolean || (kind == ColumnKind::integer && cell.size() <= digits_exact_max);
  return plain ? cell : codec::json_text(cell);
}

std::string json_columns(const Table& table) {
  std::vector<std::string> columns;
  for (const Column& column : table.columns) {
    columns.push_back(codec::JsonObject()
                          .add("name", column.name)
                          .raw("title", json_text_pair(column.english, column.chinese))
                          .add("kind", name(column.kind))
                          .add("adds_up", column.adds_up)
                          .text());
  }
  return codec::json_array(columns);
}

Result<std::size_t> number_of(std::string_view text, const char* field) {
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error == std::errc{} && end == text.data() + text.size()) return number;
  return fail(ErrorCode::value_invalid, say("'{0}' is no number that was given here", text), field);
}

http::Response csv_answer(const Table& table) {
  http::Response response;
  response.content_type = "text/csv; charset=utf-8; header=present";
  response.body = reports::to_csv(table);
  response.headers.push_back({"content-disposition", "attachment; filename=\"" + std::string(table.name) + ".csv\""});
  return response;
}

constexpr std::string_view xlsx_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

Result<http::Response> xlsx_answer(const Table& table, Language language) {
  http::Response response;
  response.content_type = xlsx_type;
  response.body = std::string(as_text(SCRIP_TRY(print::to_xlsx(std::span(&table, 1), language))));
  response.headers.push_back({"content-disposition", "attachment; filename=\"" + std::string(table.name) + ".xlsx\""});
  return response;
}

}  // namespace

bool sees_cell(const State& state, const Sight& sight, std::string_view column, std::string_view cell) {
  if (cell.empty()) return false;
  if (column == "organisation" || column == "creditor" || column == "operator_key") {
    return sees_key(sight, state.registry.find_organisation(cell), &registry::Organisation::id);
  }
  if (column == "programme") return sees_key(sight, state.find_programme(cell), &programme::Programme::id);
  if (column == "policy") return sees_key(sight, state.find_policy(cell), &programme::Policy::programme);
  if (column == "site") return sees_key(sight, state.registry.find_site(cell), &registry::Site::id);
  return column == "vouchers" && sees_a_voucher(state, sight, cell);
}

bool ListFilter::takes(std::string_view cell) const { return whole ? cell == value : contains(cell, value); }

Result<std::vector<ListFilter>> filters_of(const Call& call, const std::vector<Column>& columns) {
  std::vector<ListFilter> filters;
  for (const auto& [key, text] : call.parameters) {
    if (key != "filter") continue;
    const auto at = text.find_first_of("=~");
    if (at == std::string::npos) {
      return fail(ErrorCode::value_invalid, say("write COLUMN=VALUE or COLUMN~TEXT"), "filter");
    }
    filters.push_back({.column = SCRIP_TRY(known_column(columns, std::string_view(text).substr(0, at), "filter")),
                       .whole = text[at] == '=',
                       .value = text.substr(at + 1)});
  }
  return filters;
}

Result<std::optional<ListOrder>> order_of(const Call& call, const std::vector<Column>& columns) {
  std::string_view by = call.parameter("sort");
  if (by.empty()) return std::nullopt;
  const bool descending = by.starts_with('-');
  if (descending) by.remove_prefix(1);
  return ListOrder{.column = SCRIP_TRY(known_column(columns, by, "sort")), .descending = descending};
}

bool cell_before(ColumnKind kind, std::string_view a, std::string_view b) {
  if (!is_number(kind) || a.empty() || b.empty()) return a < b;
  return decimal_before(a, b);
}

std::string json_rows(const Table& table, const ListOptions& options) {
  std::vector<std::string> items;
  items.reserve(table.rows.size());
  for (const auto& row : table.rows) {
    codec::JsonObject item;
    for (std::size_t i = 0; i < row.size(); ++i)
      item.raw(table.columns[i].name, json_cell(table.columns[i].kind, row[i]));
    if (options.add_fields != nullptr) options.add_fields(row, item);
    items.push_back(item.text());
  }
  return codec::json_array(items);
}

void keep_visible(const State& state, const Sight& sight, Table& table) {
  if (sight.everything) return;
  std::erase_if(table.rows, [&](const std::vector<std::string>& row) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (sees_cell(state, sight, table.columns[i].name, row[i])) return false;
    }
    return true;
  });
}

bool asks_for_file(std::string_view accept) {
  return http::names_media_type(accept, "text/csv") || http::names_media_type(accept, xlsx_type);
}

Result<Window> window_of(const Call& call) {
  Window window{.limit = limits::http_page_rows_default};
  if (const auto text = call.parameter("limit"); !text.empty()) window.limit = SCRIP_TRY(number_of(text, "limit"));
  if (window.limit == 0 || window.limit > limits::http_page_rows_max) {
    return fail(ErrorCode::out_of_range, say("1 to {0}", limits::http_page_rows_max), "limit");
  }
  if (const auto text = call.parameter("cursor"); !text.empty()) window.from = SCRIP_TRY(number_of(text, "cursor"));
  return window;
}

Page page_of(const Window& window, std::size_t rows) {
  Page page{.from = std::min(window.from, rows), .until = rows, .next = "null"};
  if (rows - page.from <= window.limit) return page;
  page.until = page.from + window.limit;
  page.next = codec::json_text(std::to_string(page.until));
  return page;
}

Result<Page> page_of(const Call& call, std::size_t rows) { return page_of(SCRIP_TRY(window_of(call)), rows); }

Result<http::Response> items_answer(const Call& call, const std::vector<std::string>& items) {
  const Page page = SCRIP_TRY(page_of(call, items.size()));
  const std::vector<std::string> some(items.begin() + static_cast<std::ptrdiff_t>(page.from),
                                      items.begin() + static_cast<std::ptrdiff_t>(page.until));
  return json_answer(codec::JsonObject()
                         .raw("items", codec::json_array(some))
                         .raw("next", page.next)
                         .add("total", items.size())
                         .text());
}

http::Response page_answer(const Service& service, const Table& rows, const Window& window, std::size_t total,
                           const ListOptions& options) {
  return json_answer(codec::JsonObject()
                         .raw("items", json_rows(rows, options))
                         .raw("next", page_of(window, total).next)
                         .add("total", total)
                         .add("currency", service.currency())
                         .raw("columns", json_columns(rows))
                         .text());
}

namespace {

void sort_rows(Table& table, const std::optional<ListOrder>& order) {
  if (!order) return;
  const auto kind = table.columns[order->column].kind;
  std::ranges::stable_sort(table.rows, [&](const auto& a, const auto& b) {
    return order->descending ? cell_before(kind, b[order->column], a[order->column])
                             : cell_before(kind, a[order->column], b[order->column]);
  });
}

}  // namespace

Result<std::shared_ptr<FileRoom>> FileRoom::take(const Service& service, std::size_t rows) {
  if (rows > limits::http_csv_rows_max) {
    return fail(ErrorCode::too_large, say("more than 1,000,000 rows: filter the list"), "filter");
  }
  const std::atomic_ref in_work(service.rows_in_work());
  if (in_work > limits::http_csv_rows_max - rows) return fail(ErrorCode::overloaded, say("other files are being made"));
  in_work += rows;
  return std::shared_ptr<FileRoom>(new FileRoom(service.rows_in_work(), rows));  // shared: work is copied
}

FileRoom::~FileRoom() { std::atomic_ref(in_work_) -= rows_; }

http::Response file_answer(const Call& call, Table table, std::optional<ListOrder> order,
                           std::shared_ptr<FileRoom> room) {
  const bool csv = http::names_media_type(call.request.header("accept"), "text/csv");
  const auto shared = std::make_shared<Table>(std::move(table));  // the work is copied, its rows are not
  return slowly(call,
                [shared, order = std::move(order), csv, language = call.language,
                 room = std::move(room)]() -> Result<http::Response> {
                  sort_rows(*shared, order);
                  return csv ? csv_answer(*shared) : xlsx_answer(*shared, language);
                });
}

Result<http::Response> list_answer(const Service& service, const Call& call, Table table, const ListOptions& options) {
  if (!options.to_all) keep_visible(service.state(), call.sight(service.state()), table);
  for (const ListFilter& filter : SCRIP_TRY(filters_of(call, table.columns))) {
    std::erase_if(table.rows, [&](const auto& row) { return !filter.takes(row[filter.column]); });
  }
  const auto order = SCRIP_TRY(order_of(call, table.columns));
  if (asks_for_file(call.request.header("accept"))) {
    auto room = SCRIP_TRY(FileRoom::take(service, table.rows.size()));
    return file_answer(call, std::move(table), order, std::move(room));
  }
  sort_rows(table, order);
  const Window window = SCRIP_TRY(window_of(call));
  const std::size_t total = table.rows.size();
  const Page page = page_of(window, total);
  table.rows.erase(table.rows.begin() + static_cast<std::ptrdiff_t>(page.until), table.rows.end());
  table.rows.erase(table.rows.begin(), table.rows.begin() + static_cast<std::ptrdiff_t>(page.from));
  return page_answer(service, table, window, total, options);
}

}  // namespace scrip::service
