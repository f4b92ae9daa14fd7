#include "reports/table.h"

#include <algorithm>
#include <array>

#include "base/check.h"
#include "reports/display.h"

namespace scrip::reports {
namespace {

constexpr std::string_view integer_max_json = "9007199254740992";  // 2^53

bool needs_quotes(std::string_view cell) { return cell.find_first_of(",\"\r\n") != std::string_view::npos; }

// What a spreadsheet program may take for a formula by its first character, also in full width: portal/src/lib/sheet.ts
// has the same rule. A negative number is none, nor is a dash alone.
bool reads_as_formula(std::string_view cell) {
  constexpr std::array<std::string_view, 10> starts{"=", "+", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"};
  if (cell.starts_with('-')) return cell.find_first_not_of("0123456789.,", 1) != std::string_view::npos;
  return std::ranges::any_of(starts, [&](std::string_view start) { return cell.starts_with(start); });
}

void append_quoted(std::string& out, std::string_view cell) {
  out += '"';
  for (const char c : cell) {
    if (c == '"') out += '"';
    out += c;
  }
  out += '"';
}

void append_json_string(std::string& out, std::string_view cell) {
  constexpr std::string_view digits = "0123456789abcdef";
  out += '"';
  while (!cell.empty()) {
    const Decoded next = decode_utf8(cell);
    const char c = cell.front();
    if (!next.valid) {
      out += "\xef\xbf\xbd";
    } else if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (c == '\n') {
      out += "\\n";
    } else if (next.code_point < 0x20 || next.code_point == 0x7f) {
      out += "\\u00";
      out += digits[next.code_point >> 4];
      out += digits[next.code_point & 0xf];
    } else {
      out += cell.substr(0, next.bytes);
    }
    cell.remove_prefix(next.bytes);
  }
  out += '"';
}

// Whether a canonical integer is one that every JSON reader keeps exactly.
bool is_exact_in_json(std::string_view integer) {
  const auto digits = integer.starts_with('-') ? integer.substr(1) : integer;
  return digits.size() < integer_max_json.size() ||
         (digits.size() == integer_max_json.size() && digits <= integer_max_json);
}

void append_json_value(std::string& out, const Column& column, std::string_view cell) {
  if (cell.empty() && column.kind != ColumnKind::text) {
    out += "null";
  } else if (column.kind == ColumnKind::boolean || (column.kind == ColumnKind::integer && is_exact_in_json(cell))) {
    out += cell;
  } else {
    append_json_string(out, cell);
  }
}

}  // namespace

void append_csv_text(std::string& out, std::string_view cell) {
  const std::string safe = reads_as_formula(cell) ? "'" + std::string(cell) : std::string(cell);
  if (needs_quotes(safe)) {
    append_quoted(out, safe);
  } else {
    out += safe;
  }
}

std::string to_csv(const Table& table) {
  std::string out;
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    if (i != 0) out += ',';
    out += table.columns[i].name;
  }
  out += '\n';
  for (const auto& row : table.rows) {
    SCRIP_CHECK(row.size() == table.columns.size());
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (i != 0) out += ',';
      if (table.columns[i].kind == ColumnKind::text) {
        append_csv_text(out, row[i]);
      } else {
        out += row[i];
      }
    }
    out += '\n';
  }
  return out;
}

std::string to_json(const Table& table) {
  std::string out = "[";
  for (const auto& row : table.rows) {
    SCRIP_CHECK(row.size() == table.columns.size());
    out += &row == &table.rows.front() ? "\n{" : ",\n{";
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (i != 0) out += ',';
      append_json_string(out, table.columns[i].name);
      out += ':';
      append_json_value(out, table.columns[i], row[i]);
    }
    out += '}';
  }
  out += table.rows.empty() ? "]\n" : "\n]\n";
  return out;
}

}  // namespace scrip::reports
