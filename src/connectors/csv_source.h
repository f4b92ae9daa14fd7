#pragma once
// The rows of a CSV file (RFC 4180): fields by comma, or by the semicolon or tab where the first line holds more of
// those; quotes around a field, doubled within; a quoted field may run over several lines.

#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "connectors/line_source.h"

namespace scrip::connectors {

class CsvSource {
 public:
  explicit CsvSource(ByteSource source);

  // Sets the fields to those of the next row that is not blank and returns true, or false at the end of the file. They
  // hold until the next call. Errors: syntax_error (a quote is not closed, or stands where none may) and too_large, of
  // this row only: the next call goes on behind it; those of LineSource that end the reading.
  [[nodiscard]] Result<bool> next();

  [[nodiscard]] std::span<const std::string_view> fields() const { return fields_; }
  [[nodiscard]] std::uint64_t line_number() const { return line_number_; }  // where the row begins
  [[nodiscard]] std::uint64_t bytes_read() const { return lines_.bytes_read(); }

 private:
  Result<std::string_view> row_text(std::string_view first_line);
  Result<void> split(std::string_view row);
  Result<std::string_view> take_quoted(std::string_view& rest);

  LineSource lines_;
  char separator_ = '\0';
  std::vector<std::string_view> fields_;
  std::string joined_;  // a row of several lines
  std::deque<std::string> unquoted_;  // fields that held doubled quotes
  std::uint64_t line_number_ = 0;
};

// Whether an error concerns one row only, so that reading may go on.
[[nodiscard]] inline bool is_row_error(const Error& error) {
  return error.code == ErrorCode::syntax_error || error.code == ErrorCode::too_large;
}

}  // namespace scrip::connectors
