#pragma once
// A claim from the sheets of a spreadsheet, or from CSV files of the same columns: contract, invoices, payments,
// devices. docs/formats/claim.md lists the columns. Every mistake is reported with its sheet, row and column.

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "subsidy/file/load_claim.h"

namespace scrip::subsidy {

// What is the matter with a cell whose text says nothing of it.
enum class CellFault : std::uint8_t {
  formula_failed,  // "#REF!"
  no_value,        // a formula whose result was not saved
  digits_lost,     // a number of more digits than a spreadsheet keeps: where it is meant as text, it is another now
};
struct Row {
  std::uint64_t number = 0;  // as a spreadsheet counts, from 1
  std::vector<std::string> cells;
  std::vector<std::pair<std::size_t, CellFault>> faults;  // by column, from 0
};
// Cells that are shown as one: only the first of them can have a value.
struct MergedCells {
  std::uint64_t first_row = 0, last_row = 0;  // as rows are numbered
  std::size_t first_column = 0, last_column = 0;
  std::string area;  // "A2:A5"
};
struct Sheet {
  std::string name;
  bool from_1904 = false;  // its days are counted from 1904-01-01
  std::vector<Row> rows;   // the first one names the columns
  std::vector<MergedCells> merged;
};

// Of all sheets of a workbook together, or of one CSV file. A cell's text may be repeated by a few bytes of the file.
inline constexpr std::size_t sheet_cells_max = 2'000'000;
inline constexpr std::size_t sheet_texts_bytes_max = 64u << 20;
inline constexpr std::size_t cell_bytes_max = 4 * 32'767;  // ISO/IEC 29500 programs take 32,767 characters

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

// Whether a claim has a sheet of this name.
[[nodiscard]] bool is_claim_sheet(std::string_view name);

[[nodiscard]] ClaimTables claim_from_sheets(const std::vector<Sheet>& sheets, const FindDocument& find_document);

// A sheet from CSV (RFC 4180; by comma, semicolon or tab). Errors: encoding_invalid, syntax_error with its line,
// too_large.
[[nodiscard]] Result<Sheet> read_csv_sheet(std::string name, std::string text);

// The sheets of an Office Open XML workbook (ISO/IEC 29500), values only: texts as they stand, numbers as plain
// decimals, dates of day-formatted cells as days are read by the columns that hold days. Rows of sheets that no claim
// has are not read. Bounded by limits::sheet_* and the bounds above.
// Errors: syntax_error (no such file, or a damaged one), too_large, value_invalid (an encrypted or macro-only file),
// format_unknown (a file of the format before, or with a password).
[[nodiscard]] Result<std::vector<Sheet>> read_xlsx(std::string_view bytes);

// The first bytes of a Compound File ([MS-CFB] 2.2): an .xls file, or a workbook with a password.
inline constexpr std::string_view compound_file_mark = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";
// Whether it begins as a workbook, of this format or the one before.
[[nodiscard]] bool is_workbook(std::string_view bytes);

}  // namespace scrip::subsidy
