#include "network_simulation/csv_columns.h"

#include <algorithm>

#include "base/utf8.h"
#include "network_simulation/texts.h"

namespace scrip::network_simulation {
namespace {

constexpr std::int64_t nano = 1'000'000'000;

Result<std::optional<std::size_t>> place_of(const std::vector<std::string>& header, std::string_view name) {
  const auto found = std::ranges::find(header, name);
  if (found == header.end()) return std::nullopt;
  if (std::ranges::count(header, name) > 1) {
    return fail(ErrorCode::duplicate_key, say("the header has this column twice"), std::string(name), 1);
  }
  return static_cast<std::size_t>(found - header.begin());
}

}  // namespace

std::unexpected<Error> CsvColumns::no_column(std::size_t column) const {
  return fail(
      ErrorCode::missing_field,
      joined(say("the header has no such column"), suggestion_or_all(names_[column], {header_.begin(), header_.end()})),
      names_[column], 1);
}

Result<CsvColumns> CsvColumns::open(connectors::ByteSource source, std::span<const std::string_view> must,
                                    std::span<const std::string_view> may) {
  CsvColumns made(std::move(source));
  if (!SCRIP_TRY(made.rows_.next())) return fail(ErrorCode::missing_field, say("the file is empty"));
  std::vector<std::string>& header = made.header_;
  for (const std::string_view name : made.rows_.fields()) {
    if (!is_utf8(name) || name.find('\0') != std::string_view::npos) {
      return fail(ErrorCode::value_invalid, say("the file is no text in UTF-8"), {}, 1);
    }
    header.emplace_back(trimmed(name));
  }
  for (const std::string_view name : must) {
    made.names_.emplace_back(name);
    made.places_.push_back(SCRIP_TRY(place_of(header, name)));
    if (!made.places_.back()) return made.no_column(made.places_.size() - 1);
  }
  for (const std::string_view name : may) {
    made.names_.emplace_back(name);
    made.places_.push_back(SCRIP_TRY(place_of(header, name)));
  }
  return made;
}

Result<bool> CsvColumns::next() {
  if (!SCRIP_TRY(rows_.next())) return false;
  if (rows_.fields().size() == header_.size()) return true;
  return fail(ErrorCode::value_invalid,
              say("the row has {0} cells, the header {1}", rows_.fields().size(), header_.size()), {}, line());
}

Result<Scaled> CsvColumns::scaled(std::size_t column, unsigned decimals, std::uint32_t least,
                                  std::uint32_t most) const {
  if (text(column).empty()) {
    return located<Scaled>(column, fail(ErrorCode::value_invalid, say("the cell is empty; a number is expected")));
  }
  const Scaled value = SCRIP_TRY(located(column, parse_scaled(text(column), decimals)));
  Int128 unit = 1;
  for (unsigned i = 0; i < decimals; ++i) unit *= 10;
  const bool above = value.units > most * unit || (value.units == most * unit && value.more);
  if (above || value.units < least * unit || (value.units == 0 && value.more && text(column).starts_with('-'))) {
    return located<Scaled>(
        column, fail(ErrorCode::out_of_range, say("'{0}' is not within {1} to {2}", text(column), least, most)));
  }
  return value;
}

Result<std::uint32_t> CsvColumns::number(std::size_t column, std::uint32_t least, std::uint32_t most) const {
  const Scaled value = SCRIP_TRY(scaled(column, 0, least, most));
  if (!value.more) return static_cast<std::uint32_t>(value.units);
  return located<std::uint32_t>(column,
                                fail(ErrorCode::value_invalid, say("'{0}' is not a whole number", text(column))));
}

Result<std::uint32_t> CsvColumns::rounded_up(std::size_t column, std::uint32_t most, bool* part) const {
  const Scaled value = SCRIP_TRY(scaled(column, 0, 0, most));
  if (part != nullptr) *part = value.more;
  return static_cast<std::uint32_t>(value.units) + (value.more ? 1u : 0u);
}

Result<std::int64_t> CsvColumns::nanoseconds(std::size_t column, std::uint32_t most_s) const {
  static_assert(nano == 1'000'000'000 && decimals_max == 9);
  return static_cast<std::int64_t>(SCRIP_TRY(scaled(column, decimals_max, 0, most_s)).units);
}

}  // namespace scrip::network_simulation
