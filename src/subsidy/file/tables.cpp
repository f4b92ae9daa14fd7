#include "subsidy/file/tables.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "base/limits.h"
#include "base/utf8.h"
#include "connectors/byte_source.h"
#include "connectors/csv_source.h"
#include "subsidy/file/cells.h"
#include "subsidy/texts.h"

namespace scrip::subsidy {
namespace {

using yaml::Node;

struct SheetKind {
  std::string_view name;
  std::vector<std::string_view> columns;
};

const std::array<SheetKind, 4>& kinds() {
  static const std::array<SheetKind, 4> all{
      {{"contract",
        {"claim", "application", "number", "supplier", "supplier_name", "supplier_scheme", "supplier_identifier",
         "signed", "amount", "document", "accepted_on", "accepted", "acceptance_document", "listing"}},
       {"invoices",
        {"issuer", "number", "date", "chip", "goods", "quantity", "unit_price", "amount", "tax", "document"}},
       {"payments", {"date", "amount", "reference", "document"}},
       {"devices", {"delivered", "site", "server", "chip", "vendor", "serial", "document"}}}};
  return all;
}

bool holds_day(std::string_view column) {
  return column == "signed" || column == "date" || column == "delivered" || column == "accepted_on";
}

bool holds_number(std::string_view column) {
  return column == "quantity" || column == "unit_price" || column == "amount" || column == "tax";
}

bool holds_truth(std::string_view column) { return column == "accepted"; }

// A cell as the file of a claim has it in this column.
std::string written_as(std::string_view column, const std::string& cell, bool from_1904) {
  if (holds_day(column)) return day_of_cell(cell, from_1904);
  if (holds_number(column)) return number_of_cell(cell);
  return holds_truth(column) ? column_name(cell) : cell;
}

// A column whose content tells things apart by every digit.
bool holds_text(std::string_view column) { return !holds_day(column) && !holds_number(column) && !holds_truth(column); }

std::string listed(const std::vector<std::string_view>& names) {
  std::string text;
  for (const auto name : names) text += (text.empty() ? "" : ", ") + std::string(name);
  return text;
}

struct TableRow {
  std::uint64_t number = 0;
  std::map<std::string, std::string, std::less<>> cells;  // not empty ones
  [[nodiscard]] std::string get(std::string_view column) const {
    const auto found = cells.find(column);
    return found == cells.end() ? std::string{} : found->second;
  }
};

Node scalar(const std::string& text, std::uint64_t line) { return Node::scalar(text, line); }

void copy(Node& to, const TableRow& row, std::string_view column, std::string_view name = {}) {
  const auto text = row.get(column);
  if (!text.empty()) to.set(std::string(name.empty() ? column : name), scalar(text, row.number));
}

Node list() {
  Node node;
  node.kind = Node::Kind::list;
  return node;
}

class Assembly {
 public:
  explicit Assembly(ClaimTables& out) : out_(out) {}

  void run(const std::vector<Sheet>& sheets, const FindDocument& find_document) {
    for (const auto& sheet : sheets) take(sheet);
    if (!rows_.contains("contract"))
      problem("contract", 0, {}, ErrorCode::missing_field, say("there is no such sheet"));
    root_ = Node::map(0);
    contract();
    invoices();
    payments();
    devices();
    out_.file = load_claim(root_, find_document);
    for (auto& each : out_.file.problems) place(std::move(each));
    out_.file.problems.clear();
  }

 private:
  void problem(std::string_view sheet, std::uint64_t row, std::string_view column, ErrorCode code, Message said) {
    problem(sheet, row, column, Error::at(code, {}, std::move(said)));
  }
  void problem(std::string_view sheet, std::uint64_t row, std::string_view column, ErrorCode code) {
    problem(sheet, row, column, Error::at(code, {}, std::string{}));
  }
  void problem(std::string_view sheet, std::uint64_t row, std::string_view column, Error error) {
    if (out_.problems.size() >= claim_problems_max) return;
    error.field = std::string(column);
    error.line = row;
    out_.problems.push_back(
        {.sheet = std::string(sheet), .row = row, .column = std::string(column), .error = std::move(error)});
  }

  void take(const Sheet& sheet) {
    const auto kind = std::ranges::find(kinds(), sheet.name, &SheetKind::name);
    if (kind == kinds().end()) {
      problem(sheet.name, 0, {}, ErrorCode::unknown_field, say("the sheets are contract, invoices, payments, devices"));
      return;
    }
    if (rows_.contains(sheet.name)) {
      problem(sheet.name, 0, {}, ErrorCode::duplicate_key, say("the sheet is there twice"));
      return;
    }
    auto& rows = rows_[sheet.name];
    if (sheet.rows.empty()) {
      problem(sheet.name, 0, {}, ErrorCode::missing_field, say("the first row names the columns"));
      return;
    }
    const auto header = header_of(sheet, *kind);
    for (const auto& merged : sheet.merged) say_merged(sheet, merged, header);
    for (std::size_t i = 1; i < sheet.rows.size(); ++i) take_row(sheet, sheet.rows[i], header, rows);
  }

  // The first cell, in a column of the claim, that has no value of its own because another has one for it.
  void say_merged(const Sheet& sheet, const MergedCells& merged, const std::vector<std::string>& header) {
    const auto row = std::ranges::find(sheet.rows, merged.first_row, &Row::number);
    const bool has_value = row != sheet.rows.end() && merged.first_column < row->cells.size() &&
                           !trimmed(row->cells[merged.first_column]).empty();
    if (!has_value) return;
    const bool is_header = row == sheet.rows.begin() && merged.last_column > merged.first_column;
    for (std::size_t column = merged.first_column; column <= merged.last_column && column < header.size(); ++column) {
      if (header[column].empty()) continue;
      const bool is_first = column == merged.first_column && !is_header;
      if (is_first && merged.first_row == merged.last_row) continue;
      return problem(sheet.name, merged.first_row + (is_first ? 1 : 0), header[column], ErrorCode::value_invalid,
                     say("the cells {0} are merged, so only the first of them has a value: separate them and fill in "
                         "each",
                         merged.area));
    }
  }

  std::vector<std::string> header_of(const Sheet& sheet, const SheetKind& kind) {
    std::vector<std::string> header = sheet.rows.front().cells;
    std::set<std::string> seen;
    for (auto& column : header) {
      column = column_name(column);
      if (column.empty()) continue;
      const bool known = std::ranges::find(kind.columns, column) != kind.columns.end();
      const auto row = sheet.rows.front().number;
      if (!known)
        problem(sheet.name, row, column, ErrorCode::unknown_field,
                say("no such column here; there are {0}", listed(kind.columns)));
      if (!seen.insert(column).second)
        problem(sheet.name, row, column, ErrorCode::duplicate_key, say("the column is there twice"));
      if (!known) column.clear();
    }
    return header;
  }

  void take_row(const Sheet& sheet, const Row& row, const std::vector<std::string>& header,
                std::vector<TableRow>& rows) {
    TableRow taken{.number = row.number, .cells = {}};
    for (std::size_t i = 0; i < row.cells.size(); ++i) {
      const auto cell = trimmed(row.cells[i]);
      if (cell.empty()) continue;
      if (i >= header.size()) {
        problem(sheet.name, row.number, {}, ErrorCode::value_invalid, say("more cells than columns"));
        return;
      }
      if (header[i].empty()) continue;
      if (holds_text(header[i]) && has_lost_digits(cell, false)) say_lost(sheet, row, header[i], cell);
      taken.cells[header[i]] = written_as(header[i], cell, sheet.from_1904);
    }
    for (const auto& [column, fault] : row.faults) {
      if (column >= header.size() || header[column].empty()) continue;
      take_fault(sheet, row, header[column], column < row.cells.size() ? row.cells[column] : std::string{}, fault);
    }
    if (!taken.cells.empty()) rows.push_back(std::move(taken));
  }

  void take_fault(const Sheet& sheet, const Row& row, std::string_view column, const std::string& cell,
                  CellFault fault) {
    switch (fault) {
      case CellFault::formula_failed:
        return problem(sheet.name, row.number, column, ErrorCode::value_invalid,
                       say("the formula in this cell failed: {0}", cell));
      case CellFault::no_value:
        return problem(
            sheet.name, row.number, column, ErrorCode::value_invalid,
            say("the formula in this cell has no saved value: open the workbook in a spreadsheet program and "
                "save it again"));
      case CellFault::digits_lost:
        if (holds_text(column)) say_lost(sheet, row, column, cell);
    }
  }

  void say_lost(const Sheet& sheet, const Row& row, std::string_view column, const std::string& cell) {
    problem(sheet.name, row.number, column, ErrorCode::value_invalid,
            say("'{0}' has lost digits, for a spreadsheet keeps 15 of a number: format the column as text and enter it "
                "again",
                cell));
  }

  const std::vector<TableRow>& rows(std::string_view sheet) {
    static const std::vector<TableRow> none;
    const auto found = rows_.find(sheet);
    return found == rows_.end() ? none : found->second;
  }

  void contract() {
    const auto& all = rows("contract");
    if (all.empty()) {
      if (rows_.contains("contract")) problem("contract", 0, {}, ErrorCode::missing_field, say("one row is expected"));
      return;
    }
    if (all.size() > 1) problem("contract", all[1].number, {}, ErrorCode::value_invalid, say("one row is expected"));
    const TableRow& row = all.front();
    copy(root_, row, "claim");
    copy(root_, row, "application");
    Node contract = Node::map(row.number);
    for (const char* column : {"number", "supplier", "signed", "amount", "document"}) copy(contract, row, column);
    if (row.cells.contains("supplier_name") || row.cells.contains("supplier_identifier")) {
      Node supplier = Node::map(row.number);
      copy(supplier, row, "supplier_name", "name");
      copy(supplier, row, "supplier_scheme", "scheme");
      copy(supplier, row, "supplier_identifier", "identifier");
      if (row.cells.contains("supplier")) {
        problem("contract", row.number, "supplier", ErrorCode::value_invalid,
                say("a key, or name and identifier, not both"));
      } else {
        contract.set("supplier", std::move(supplier));
      }
    }
    root_.set("contract", std::move(contract));
    acceptance(row);
  }

  void acceptance(const TableRow& row) {
    if (row.cells.contains("accepted_on") || row.cells.contains("accepted")) {
      Node acceptance = Node::map(row.number);
      copy(acceptance, row, "accepted_on", "date");
      copy(acceptance, row, "accepted", "passed");
      copy(acceptance, row, "acceptance_document", "document");
      root_.set("acceptance", std::move(acceptance));
    }
    const auto listed = row.get("listing");
    if (listed.empty()) return;
    Node keys = list();
    for (std::size_t from = 0; from <= listed.size();) {
      const auto end = std::min(listed.find(';', from), listed.size());
      keys.items.push_back(scalar(trimmed(std::string_view(listed).substr(from, end - from)), row.number));
      from = end + 1;
    }
    root_.set("listing", std::move(keys));
  }

  // Rows of one issuer and number are lines of one invoice.
  void invoices() {
    std::vector<Node> made;
    std::map<std::pair<std::string, std::string>, std::size_t> known;
    std::vector<std::string> days;
    for (const auto& row : rows("invoices")) {
      const auto [found, is_new] = known.try_emplace({row.get("issuer"), row.get("number")}, made.size());
      if (is_new) {
        Node invoice = Node::map(row.number);
        for (const char* column : {"issuer", "number", "date", "document"}) copy(invoice, row, column);
        invoice.set("lines", list());
        made.push_back(std::move(invoice));
        days.push_back(row.get("date"));
      } else if (days[found->second] != row.get("date")) {
        problem("invoices", row.number, "date", ErrorCode::value_invalid,
                say("another day than in the invoice's first row"));
      }
      Node line = Node::map(row.number);
      for (const char* column : {"chip", "goods", "quantity", "unit_price", "amount", "tax"}) copy(line, row, column);
      made[found->second].items.back().items.push_back(std::move(line));
    }
    Node all = list();
    all.items = std::move(made);
    if (!all.items.empty()) root_.set("invoices", std::move(all));
  }

  void payments() {
    Node all = list();
    for (const auto& row : rows("payments")) {
      Node payment = Node::map(row.number);
      for (const char* column : {"date", "amount", "reference", "document"}) copy(payment, row, column);
      all.items.push_back(std::move(payment));
    }
    if (!all.items.empty()) root_.set("payments", std::move(all));
  }

  // Rows of one day and site are one delivery, of one server, chip and vendor in it one server.
  void devices() {
    Node all = list();
    std::map<std::pair<std::string, std::string>, std::size_t> deliveries;
    std::map<std::array<std::string, 5>, std::size_t> servers;
    for (const auto& row : rows("devices")) {
      const auto day = row.get("delivered"), site = row.get("site");
      const auto [delivery, is_new] = deliveries.try_emplace({day, site}, all.items.size());
      if (is_new) {
        Node node = Node::map(row.number);
        copy(node, row, "delivered", "date");
        copy(node, row, "site");
        copy(node, row, "document");
        node.set("servers", list());
        all.items.push_back(std::move(node));
      }
      auto& held = all.items[delivery->second].items.back().items;
      const std::array<std::string, 5> name{day, site, row.get("server"), row.get("chip"), row.get("vendor")};
      const auto [server, is_new_server] = servers.try_emplace(name, held.size());
      if (is_new_server) {
        Node node = Node::map(row.number);
        for (const char* column : {"server", "chip", "vendor"}) copy(node, row, column);
        node.set("serials", list());
        held.push_back(std::move(node));
      }
      const auto serial = row.get("serial");
      if (serial.empty()) problem("devices", row.number, "serial", ErrorCode::missing_field);
      held[server->second].items.back().items.push_back(scalar(serial, row.number));
    }
    if (!all.items.empty()) root_.set("deliveries", std::move(all));
  }

  // The problem of the assembled claim, at the row and column that it came from.
  void place(Error error) {
    struct Part {
      std::string_view prefix, sheet;
    };
    constexpr Part parts[] = {{"contract", "contract"}, {"acceptance", "contract"}, {"listing", "contract"},
                              {"invoices", "invoices"}, {"payments", "payments"},   {"deliveries", "devices"}};
    std::string_view sheet = "contract";
    for (const auto& part : parts) {
      if (error.field.starts_with(part.prefix)) sheet = part.sheet;
    }
    std::string column = error.field.substr(error.field.rfind('.') + 1);
    if (sheet == "devices" && column == "date") column = "delivered";
    if (error.field == "acceptance.date") column = "accepted_on";
    if (error.field == "acceptance.passed") column = "accepted";
    if (error.field.starts_with("contract.supplier.")) column = "supplier_" + column;
    const auto row = error.line;
    problem(sheet, row, column, std::move(error));
  }

  ClaimTables& out_;
  std::map<std::string, std::vector<TableRow>, std::less<>> rows_;
  Node root_;
};

}  // namespace

bool is_claim_sheet(std::string_view name) {
  return std::ranges::find(kinds(), name, &SheetKind::name) != kinds().end();
}

ClaimTables claim_from_sheets(const std::vector<Sheet>& sheets, const FindDocument& find_document) {
  ClaimTables out;
  Assembly(out).run(sheets, find_document);
  std::ranges::stable_sort(out.problems, [](const TableProblem& a, const TableProblem& b) {
    return std::tie(a.sheet, a.row) < std::tie(b.sheet, b.row);
  });
  return out;
}

Result<Sheet> read_csv_sheet(std::string name, std::string text) {
  Sheet sheet{.name = std::move(name), .rows = {}, .merged = {}};
  if (!is_utf8(text)) {
    return fail(ErrorCode::encoding_invalid, say("the file is not UTF-8: save it as \"CSV UTF-8\""), sheet.name);
  }
  std::size_t cells = 0;
  connectors::CsvSource source(connectors::ByteSource::from_memory(std::move(text)));
  while (SCRIP_TRY(source.next())) {
    if (sheet.rows.size() >= limits::sheet_rows_max) {
      return fail(ErrorCode::too_large, say("at most 100,000 rows"), sheet.name, source.line_number());
    }
    Row row{.number = source.line_number(), .cells = {}, .faults = {}};
    for (const std::string_view cell : source.fields()) row.cells.emplace_back(cell);
    if (row.cells.size() > limits::sheet_columns_max) {
      return fail(ErrorCode::too_large, say("at most 64 columns"), sheet.name, source.line_number());
    }
    cells += row.cells.size();
    if (cells > sheet_cells_max) {
      return fail(ErrorCode::too_large, say("at most 2,000,000 cells, empty ones between them included"), sheet.name,
                  source.line_number());
    }
    sheet.rows.push_back(std::move(row));
  }
  return sheet;
}

}  // namespace scrip::subsidy
