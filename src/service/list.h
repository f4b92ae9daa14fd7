#pragma once
// A table of the reports as a page of a list: rows that the caller may see, filtered, sorted, cut to a page; as JSON
// or, where the request accepts text/csv, all of it as CSV.

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "reports/table.h"
#include "service/service.h"

namespace scrip::service {

struct ListOptions {
  bool to_all = false;  // whoever may use the route sees every row
  // Fields that an item has in JSON beside the columns; none if empty.
  std::function<void(const std::vector<std::string>& row, codec::JsonObject& item)> add_fields = nullptr;
};

// Parameters: limit, cursor, sort, filter (repeated). Errors: value_invalid, out_of_range, unknown_field (no such
// column).
[[nodiscard]] Result<http::Response> list_answer(const Service& service, const Call& call, reports::Table table,
                                                 const ListOptions& options);

// Takes rows away that the caller may not see: kept are those of an organisation, programme, site or voucher in sight.
void keep_visible(const engine::State& state, const engine::Sight& sight, reports::Table& table);

// COLUMN=VALUE or COLUMN~TEXT.
struct ListFilter {
  std::size_t column = 0;
  bool whole = true;
  std::string value;
  [[nodiscard]] bool takes(std::string_view cell) const;
};
[[nodiscard]] Result<std::vector<ListFilter>> filters_of(const Call& call, const std::vector<reports::Column>& columns);

struct ListOrder {
  std::size_t column = 0;
  bool descending = false;
};
// None: as the list stands.
[[nodiscard]] Result<std::optional<ListOrder>> order_of(const Call& call, const std::vector<reports::Column>& columns);

// Whether the caller may see a row for what stands in this cell.
[[nodiscard]] bool sees_cell(const engine::State& state, const engine::Sight& sight, std::string_view column,
                             std::string_view cell);

// Which rows are asked for. Errors: value_invalid, out_of_range.
struct Window {
  std::size_t from = 0;
  std::size_t limit = 0;
};
[[nodiscard]] Result<Window> window_of(const Call& call);
// The same of so many rows: [from, until), and the cursor of the next page.
struct Page {
  std::size_t from = 0;
  std::size_t until = 0;
  std::string next;  // JSON: a text or null
};
[[nodiscard]] Page page_of(const Window& window, std::size_t rows);
[[nodiscard]] Result<Page> page_of(const Call& call, std::size_t rows);
// Whether all rows are asked for, as CSV or a spreadsheet.
[[nodiscard]] bool asks_for_file(std::string_view accept);
// The rows of one file among those that are being made: together as many as one may have. They are given back when the
// last copy of it is gone, on whatever thread that is: the file is done, or was refused while it waited.
class FileRoom {
 public:
  // Errors: too_large, overloaded.
  [[nodiscard]] static Result<std::shared_ptr<FileRoom>> take(const Service& service, std::size_t rows);
  ~FileRoom();
  FileRoom(const FileRoom&) = delete;
  FileRoom& operator=(const FileRoom&) = delete;

 private:
  FileRoom(std::size_t& in_work, std::size_t rows) : in_work_(in_work), rows_(rows) {}
  std::size_t& in_work_;
  std::size_t rows_;
};
// A table as a CSV file or spreadsheet, sorted and written beside the I/O thread.
[[nodiscard]] http::Response file_answer(const Call& call, reports::Table table, std::optional<ListOrder> order,
                                         std::shared_ptr<FileRoom> room);
// A page: `rows` has its rows only.
[[nodiscard]] http::Response page_answer(const Service& service, const reports::Table& rows, const Window& window,
                                         std::size_t total, const ListOptions& options);

// {"items":[..],"next":..,"total":..} of items that are JSON already.
[[nodiscard]] Result<http::Response> items_answer(const Call& call, const std::vector<std::string>& items);

// Whether a comes before b by the column's kind: numbers by their value.
[[nodiscard]] bool cell_before(reports::ColumnKind kind, std::string_view a, std::string_view b);

// Rows as a JSON array: integers up to 2^53 and truths as such, nothing as null unless the column is text, all else as
// texts.
[[nodiscard]] std::string json_rows(const reports::Table& table, const ListOptions& options = {});

}  // namespace scrip::service
