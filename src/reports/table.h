#pragma once
// A table for people and machines: the one form behind terminal output, CSV, JSON and exports.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace scrip::reports {

enum class ColumnKind : std::uint8_t { text, integer, amount, quantity, share, instant, day, month, hash, boolean };

struct Column {
  std::string_view name;     // stable snake_case: the CSV heading and the JSON key
  std::string_view english;  // headings for people
  std::string_view chinese;
  ColumnKind kind = ColumnKind::text;
  bool adds_up = false;  // a total over rows of one unit means something: true of balances, false of prices and caps
};

// Every cell is in its canonical text: amounts and quantities as exact decimals, shares as "60%", times as RFC 3339,
// days as 2026-03-01, months as 2026-03, booleans as true and false, "" for nothing. Every row has one cell for each
// column; the names of a table's columns differ.
struct Table {
  std::string_view name;
  std::vector<Column> columns;
  std::vector<std::vector<std::string>> rows;
};

// RFC 4180 with a heading line and \n line ends. Numbers, times and hashes are as they are and never quoted; text is
// quoted where it has to be. Text that a spreadsheet program would take for a formula has an apostrophe before it,
// which such a program reads as "text" (CWE-1236; OWASP, "CSV Injection": quotes do not help): JSON has every text
// unaltered.
[[nodiscard]] std::string to_csv(const Table& table);
// One cell of text in that form.
void append_csv_text(std::string& out, std::string_view cell);

// An array of objects, one a line. Integers are JSON numbers up to 2^53 and strings above; amounts, quantities, shares
// and hashes are strings, so that no reader rounds them; "" in a column that is not text is null. Bytes that are not
// UTF-8 become U+FFFD, so the result always is.
[[nodiscard]] std::string to_json(const Table& table);

enum class TotalRow : std::uint8_t { none, shown };

// Aligned columns for a terminal, with headings in the language asked for and numbers at the right edge. A character of
// East Asian width takes two places. Nothing in a cell can steer the terminal: control characters, bidirectional
// overrides and broken UTF-8 are shown as U+FFFD.
//
// width   places on a line; 0 for no limit. The widest columns of text are cut, with an ellipsis, until the table fits;
//         numbers and times never are, so a table can stay wider.
// total   adds a last row with the sums of the columns that add up; not of those whose rows are in several units (they
//         differ in the column `unit`, or `quantity_unit` for quantities). Tables in which nothing adds up get none.
[[nodiscard]] std::string render_text(const Table& table, Language language, std::size_t width = 0,
                                      TotalRow total = TotalRow::none);

}  // namespace scrip::reports
