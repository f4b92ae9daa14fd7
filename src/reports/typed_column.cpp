#include "reports/typed_column.h"

#include <charconv>

#include "reports/cells.h"

namespace scrip::reports {
namespace {

template <class T>
std::optional<std::int64_t> micro_units_of(const Result<T>& amount) {
  return amount ? std::optional{amount->micro_units} : std::nullopt;
}

template <class T>
std::optional<std::int64_t> count_of(const T& parsed) {
  return parsed ? std::optional{std::int64_t{count(*parsed)}} : std::nullopt;
}

std::optional<std::int64_t> integer_of(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc{} && end == text.data() + text.size() ? std::optional{number} : std::nullopt;
}

std::optional<std::int64_t> parse(ColumnKind kind, std::string_view text) {
  switch (kind) {
    case ColumnKind::amount:
    case ColumnKind::quantity:
      return micro_units_of(parse_amount(text));
    case ColumnKind::integer:
      return integer_of(text);
    case ColumnKind::instant:
      return count_of(parse_instant(text, {}));
    case ColumnKind::day:
      return count_of(parse_day(text));
    case ColumnKind::month:
      return count_of(parse_month(text));
    case ColumnKind::boolean:
      return text == "true"    ? std::optional<std::int64_t>{1}
             : text == "false" ? std::optional<std::int64_t>{0}
                               : std::nullopt;
    case ColumnKind::text:
    case ColumnKind::share:
    case ColumnKind::hash:
      break;
  }
  return std::nullopt;
}

}  // namespace

std::string show_number(ColumnKind kind, std::int64_t number) {
  if (number == no_number) return {};
  switch (kind) {
    case ColumnKind::amount:
      return cell(Amount{number});
    case ColumnKind::quantity:
      return quantity(Amount{number});
    case ColumnKind::instant:
      return cell(instant_at(number));
    case ColumnKind::day:
      return cell(Day{static_cast<std::int32_t>(number)});
    case ColumnKind::month:
      return cell(Month{static_cast<std::int32_t>(number)});
    case ColumnKind::boolean:
      return cell(number != 0);
    case ColumnKind::integer:
    case ColumnKind::text:
    case ColumnKind::share:
    case ColumnKind::hash:
      break;
  }
  return cell(number);
}

// Only the canonical text is a cell's text: "1.50" is one amount's, "1.5" is none's.
std::optional<std::int64_t> read_number(ColumnKind kind, std::string_view text) {
  if (text.empty()) return no_number;
  const auto number = parse(kind, text);
  return number && show_number(kind, *number) == text ? number : std::nullopt;
}

}  // namespace scrip::reports
