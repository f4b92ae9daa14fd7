#pragma once
// A table for people and machines: the one form behind terminal output, CSV, JSON and exports.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace scrip::reports {

enum class ColumnKind : std::uint8_t { text, integer, amount, quantity, share, instant, day, month, hash, boolean };

struct Column {
  std::string_view name;     // stable snake_case: the CSV heading and the JSON key
  std::string_view english;  // headings for people
  std::string_view chinese;
  ColumnKind kind = ColumnKind::text;
};

// Every cell is in its canonical text: amounts and quantities as exact decimals, times as RFC 3339, "" for nothing.
struct Table {
  std::string_view name;
  std::vector<Column> columns;
  std::vector<std::vector<std::string>> rows;
};

// RFC 4180 with a heading line and \n line ends; amounts unquoted; text that starts with = + - @ is quoted as it is
// (the reader's spreadsheet settings are the reader's business).
[[nodiscard]] std::string to_csv(const Table& table);
// An array of objects. Integers are JSON numbers up to 2^53; amounts, quantities and hashes are strings, so that no
// reader rounds them; "" in a column that is not text is null.
[[nodiscard]] std::string to_json(const Table& table);

}  // namespace scrip::reports
