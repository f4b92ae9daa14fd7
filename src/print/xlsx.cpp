#include "print/xlsx.h"

#include <sys/mman.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <optional>
#include <string>

#include "base/time.h"
#include "print/texts.h"
#include "reports/display.h"

namespace scrip::print {
namespace {

using reports::Column;
using reports::ColumnKind;
using reports::Table;

constexpr std::size_t digits_max = 15;  // of a number in a spreadsheet, without loss
constexpr std::size_t width_min = 6;
constexpr std::size_t width_max = 48;
constexpr std::size_t rows_measured = 1'000;  // for the columns' widths
constexpr std::size_t sheet_name_max = 31;

// A file in memory that the library can open by name.
class MemoryFile {
 public:
  MemoryFile() : descriptor_(::memfd_create("scrip.xlsx", MFD_CLOEXEC)) {}
  ~MemoryFile() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;

  [[nodiscard]] bool is_open() const { return descriptor_ >= 0; }
  [[nodiscard]] std::string path() const { return "/proc/self/fd/" + std::to_string(descriptor_); }
  [[nodiscard]] std::optional<Bytes> bytes() const {
    const off_t size = ::lseek(descriptor_, 0, SEEK_END);
    if (size <= 0) return std::nullopt;
    Bytes all(static_cast<std::size_t>(size));
    std::size_t done = 0;
    while (done < all.size()) {
      const ssize_t count = ::pread(descriptor_, all.data() + done, all.size() - done, static_cast<off_t>(done));
      if (count <= 0) return std::nullopt;
      done += static_cast<std::size_t>(count);
    }
    return all;
  }

 private:
  int descriptor_;
};

// A decimal as the number a spreadsheet holds; nothing where it would lose digits.
std::optional<double> exact_number(std::string_view text) {
  const auto digits = std::ranges::count_if(text, [](unsigned char c) { return std::isdigit(c) != 0; });
  if (static_cast<std::size_t>(digits) > digits_max) return std::nullopt;
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

std::optional<double> exact_share(std::string_view text) {
  if (!text.ends_with('%')) return std::nullopt;
  const auto number = exact_number(text.substr(0, text.size() - 1));
  return number ? std::optional(*number / 100) : std::nullopt;
}

class Workbook {
 public:
  Workbook(const std::string& path, Language language) : book_(::workbook_new(path.c_str())), language_(language) {
    lxw_doc_properties properties{};
    properties.created = 1;  // else the time of day would go into the file
    ::workbook_set_properties(book_, &properties);
    heading_ = ::workbook_add_format(book_);
    ::format_set_bold(heading_);
    ::format_set_text_wrap(heading_);
    ::format_set_align(heading_, LXW_ALIGN_VERTICAL_TOP);
    ::format_set_bottom(heading_, LXW_BORDER_THIN);
    number_ = format("#,##0.00");
    quantity_ = format("#,##0.######");
    integer_ = format("#,##0");
    share_ = format("0.####%");
    instant_ = format("yyyy-mm-dd hh:mm:ss");
    day_ = format("yyyy-mm-dd");
  }

  void add(const Table& table) {
    std::string name = std::string(table.name).substr(0, sheet_name_max);
    std::ranges::replace(name, '_', ' ');
    lxw_worksheet* const sheet = ::workbook_add_worksheet(book_, name.c_str());
    const auto columns = static_cast<lxw_col_t>(table.columns.size());
    for (lxw_col_t i = 0; i < columns; ++i) {
      const Column& column = table.columns[i];
      const std::string title(language_ == Language::english ? column.english : column.chinese);
      ::worksheet_write_string(sheet, 0, i, title.c_str(), heading_);
      ::worksheet_set_column(sheet, i, i, static_cast<double>(width(table, i)) + 2, nullptr);
    }
    lxw_row_t row = 0;
    for (const auto& cells : table.rows) {
      ++row;
      for (lxw_col_t i = 0; i < columns; ++i) write(sheet, row, i, table.columns[i].kind, cells[i]);
    }
    ::worksheet_freeze_panes(sheet, 1, 0);
    if (columns > 0)
      ::worksheet_autofilter(sheet, 0, 0, std::max<lxw_row_t>(row, 1), static_cast<lxw_col_t>(columns - 1));
  }

  [[nodiscard]] lxw_error close() { return ::workbook_close(book_); }

 private:
  lxw_format* format(const char* pattern) {
    lxw_format* const made = ::workbook_add_format(book_);
    ::format_set_num_format(made, pattern);
    return made;
  }

  std::size_t width(const Table& table, std::size_t column) const {
    const auto& heading = table.columns[column];
    std::size_t widest = reports::display_width(language_ == Language::english ? heading.english : heading.chinese);
    for (std::size_t row = 0; row < std::min(table.rows.size(), rows_measured); ++row) {
      widest = std::max(widest, reports::display_width(table.rows[row][column]));
    }
    return std::clamp(widest, width_min, width_max);
  }

  void write(lxw_worksheet* sheet, lxw_row_t row, lxw_col_t column, ColumnKind kind, const std::string& cell) const {
    if (cell.empty()) return;
    const auto number = [&](std::optional<double> value, lxw_format* pattern) {
      if (!value) return false;
      ::worksheet_write_number(sheet, row, column, *value, pattern);
      return true;
    };
    const auto time = [&](std::int64_t seconds, lxw_format* pattern) {
      ::worksheet_write_unixtime(sheet, row, column, seconds, pattern);
      return true;
    };
    bool written = false;
    switch (kind) {
      case ColumnKind::integer:
        written = number(exact_number(cell), integer_);
        break;
      case ColumnKind::amount:
        written = number(exact_number(cell), number_);
        break;
      case ColumnKind::quantity:
        written = number(exact_number(cell), quantity_);
        break;
      case ColumnKind::share:
        written = number(exact_share(cell), share_);
        break;
      case ColumnKind::day:
        if (const auto day = parse_day(cell)) written = time(std::int64_t{count(*day)} * 86'400, day_);
        break;
      case ColumnKind::instant:
        if (const auto instant = parse_instant(cell, ZoneOffsets{})) written = time(count(*instant) / 1000, instant_);
        break;
      case ColumnKind::boolean:
        ::worksheet_write_boolean(sheet, row, column, cell == "true" ? 1 : 0, nullptr);
        written = true;
        break;
      case ColumnKind::text:
      case ColumnKind::month:
      case ColumnKind::hash:
        break;
    }
    if (!written) ::worksheet_write_string(sheet, row, column, reports::printable(cell).c_str(), nullptr);
  }

  lxw_workbook* book_;  // freed by close()
  Language language_;
  lxw_format* heading_;
  lxw_format* number_;
  lxw_format* quantity_;
  lxw_format* integer_;
  lxw_format* share_;
  lxw_format* instant_;
  lxw_format* day_;
};

}  // namespace

Result<Bytes> to_xlsx(std::span<const Table> tables, Language language) {
  for (const Table& table : tables) {
    if (table.rows.size() > xlsx_rows_max) {
      return fail(ErrorCode::too_large, say("{0} has {1} rows, a sheet holds {2}; narrow it down, or take CSV",
                                            table.name, table.rows.size(), xlsx_rows_max));
    }
  }
  const MemoryFile file;
  if (!file.is_open()) return fail(ErrorCode::store_unavailable, say("no file in memory could be made"));
  Workbook book(file.path(), language);
  for (const Table& table : tables) book.add(table);
  if (const lxw_error error = book.close(); error != LXW_NO_ERROR) {
    return fail(ErrorCode::store_unavailable, ::lxw_strerror(error));
  }
  auto bytes = file.bytes();
  return bytes ? Result<Bytes>(*std::move(bytes))
               : fail(ErrorCode::store_unavailable, say("the workbook could not be read"));
}

}  // namespace scrip::print
