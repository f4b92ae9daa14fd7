#pragma once
// One flat JSON object on one line, as its fields in order. Plain lines (ASCII or UTF-8 without escapes, no nesting)
// are read by a scanner of our own, which is several times faster on lines this short; it gives up on anything it does
// not know, and a full JSON parser then decides. The two never differ: json_line_test and the fuzz target compare them.

#include <array>
#include <cstddef>
#include <memory>
#include <span>
#include <string_view>

#include "base/result.h"

namespace scrip::connectors {

enum class JsonKind : std::uint8_t { text, number, boolean, null, nested };

struct JsonField {
  std::string_view name;
  JsonKind kind = JsonKind::null;
  std::string_view text;  // a text without quotes and escapes; otherwise the token as it is written
};

class JsonLine {
 public:
  static constexpr std::size_t fields_max = 32;

  JsonLine();
  ~JsonLine();
  JsonLine(JsonLine&&) noexcept;
  JsonLine& operator=(JsonLine&&) noexcept;

  // Reads the line, after which LineSource::padding bytes must be readable. Fields hold until the next call and as long
  // as the line. Errors: syntax_error, encoding_invalid, duplicate_key, too_large with more than fields_max fields.
  [[nodiscard]] Result<void> read(std::string_view line);

  [[nodiscard]] std::span<const JsonField> fields() const { return {fields_.data(), size_}; }

  // The scanner alone: false where it gives up. For tests that compare it with the parser.
  [[nodiscard]] bool scan(std::string_view line);
  // The parser alone.
  [[nodiscard]] Result<void> parse(std::string_view line);

 private:
  struct Parser;
  bool add(const JsonField& field);

  std::array<JsonField, fields_max> fields_;
  std::size_t size_ = 0;
  std::unique_ptr<Parser> parser_;
};

}  // namespace scrip::connectors
