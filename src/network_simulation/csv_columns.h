#pragma once
// The columns of a CSV file by the names in its first line, in any order and among any others. For the readers of
// traces. Spaces around names and cells mean nothing.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/csv_source.h"
#include "network_simulation/cells.h"

namespace scrip::network_simulation {

class CsvColumns {
 public:
  // Reads the header. Errors: missing_field where the file is empty or a column that must be there is not;
  // duplicate_key where one that is read stands there twice; value_invalid for a text that is not UTF-8; those of
  // CsvSource.
  [[nodiscard]] static Result<CsvColumns> open(connectors::ByteSource source, std::span<const std::string_view> must,
                                               std::span<const std::string_view> may = {});

  // The next row; false at the end. Errors: value_invalid (a row with another number of cells), those of CsvSource.
  [[nodiscard]] Result<bool> next();

  // By their places in `must`, then `may`; "" where the file has no such column.
  [[nodiscard]] std::string_view text(std::size_t column) const {
    return places_[column] ? trimmed(rows_.fields()[*places_[column]]) : std::string_view{};
  }
  [[nodiscard]] bool has(std::size_t column) const { return places_[column].has_value(); }
  // The error that the header lacks a column which must be there.
  [[nodiscard]] std::unexpected<Error> no_column(std::size_t column) const;
  [[nodiscard]] std::uint64_t line() const { return rows_.line_number(); }

  // A whole number; "700.0" is one. Errors of all three: value_invalid, out_of_range, with the column and the line.
  [[nodiscard]] Result<std::uint32_t> number(std::size_t column, std::uint32_t least, std::uint32_t most) const;
  // To the next whole number; `part`: whether it was none.
  [[nodiscard]] Result<std::uint32_t> rounded_up(std::size_t column, std::uint32_t most, bool* part = nullptr) const;
  // Nanoseconds of a number of seconds, from 0 on; what is smaller is cut.
  [[nodiscard]] Result<std::int64_t> nanoseconds(std::size_t column, std::uint32_t most_s) const;

  // Puts the column and the line into an error.
  template <class T>
  [[nodiscard]] Result<T> located(std::size_t column, Result<T> result) const {
    if (result) return result;
    result.error().field = names_[column];
    result.error().line = line();
    return std::unexpected(std::move(result).error());
  }

 private:
  explicit CsvColumns(connectors::ByteSource source) : rows_(std::move(source)) {}

  [[nodiscard]] Result<Scaled> scaled(std::size_t column, unsigned decimals, std::uint32_t least,
                                      std::uint32_t most) const;

  connectors::CsvSource rows_;
  std::vector<std::string> names_;
  std::vector<std::optional<std::size_t>> places_;
  std::vector<std::string> header_;
};

}  // namespace scrip::network_simulation
