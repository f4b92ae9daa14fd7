#pragma once
// A claim from the sheets of a spreadsheet, or from CSV files of the same columns: contract, invoices, payments,
// devices. docs/formats/claim.md lists the columns. Every mistake is reported with its sheet, row and column.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "subsidy/file/load_claim.h"

namespace scrip::subsidy {

struct Row {
  std::uint64_t number = 0;  // as a spreadsheet counts, from 1
  std::vector<std::string> cells;
};
struct Sheet {
  std::string name;
  std::vector<Row> rows;  // the first one names the columns
};

struct TableProblem {
  std::string sheet;
  std::uint64_t row = 0;   // 0: the sheet as a whole
  std::string column;      // empty: the row as a whole
  Error error;
};
struct ClaimTables {
  ClaimFile file;  // without problems of its own
  std::vector<TableProblem> problems;
  [[nodiscard]] bool good() const { return problems.empty(); }
};

[[nodiscard]] ClaimTables claim_from_sheets(const std::vector<Sheet>& sheets, const FindDocument& find_document);

// A sheet from CSV (RFC 4180; by comma, semicolon or tab). Errors: syntax_error with its line, too_large.
[[nodiscard]] Result<Sheet> read_csv_sheet(std::string name, std::string text);

// The sheets of an Office Open XML workbook (ISO/IEC 29500), values only: texts as they stand, numbers as plain
// decimals, dates of day-formatted cells as days are read by the columns that hold days. Bounded by limits::sheet_*.
// Errors: syntax_error (no such file, or a damaged one), too_large, value_invalid (an encrypted or macro-only file).
[[nodiscard]] Result<std::vector<Sheet>> read_xlsx(std::string_view bytes);

}  // namespace scrip::subsidy
