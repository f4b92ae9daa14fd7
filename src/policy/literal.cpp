#include "policy/literal.h"

#include <algorithm>
#include <charconv>
#include <cstddef>

#include "base/wide.h"

namespace scrip::policy {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// A number whose commas, where it has any, group thousands: "1,200,000.50".
std::optional<cel::Decimal> parse_number(std::string_view text) {
  std::string plain;
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  const std::size_t point = std::min(text.find('.'), text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == ',') {
      const bool in_place = i > 0 && i < point && (point - i) % 4 == 0;
      if (!in_place) return std::nullopt;
      continue;
    }
    if (!is_digit(text[i]) && i != point) return std::nullopt;
    plain += text[i];
  }
  const std::size_t comma = text.find(',');
  if (comma != std::string_view::npos) {  // where one comma is, all have to be
    for (std::size_t i = comma; i < point; i += 4) {
      if (text[i] != ',') return std::nullopt;
    }
    if (comma > 3) return std::nullopt;
  }
  auto number = cel::parse_decimal(plain);
  if (!number) return std::nullopt;
  return negative ? -*number : *number;
}

std::optional<std::int64_t> parse_whole(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<Ratio> reduced(Int128 numerator, Int128 denominator) {
  Int128 a = numerator < 0 ? -numerator : numerator;
  Int128 b = denominator;
  while (b != 0) {
    const Int128 rest = a % b;
    a = b;
    b = rest;
  }
  if (a != 0) {
    numerator /= a;
    denominator /= a;
  }
  constexpr Int128 most = 1'000'000'000'000'000'000;
  if (numerator > most || numerator < -most || denominator > most) return std::nullopt;
  return Ratio{static_cast<std::int64_t>(numerator), static_cast<std::int64_t>(denominator)};
}

std::optional<Literal> parse_share(std::string_view text) {
  if (text.ends_with('%')) {
    const auto percent = parse_number(text.substr(0, text.size() - 1));
    if (!percent) return std::nullopt;
    const auto ratio = reduced(percent->units, cel::decimal_one * 100);
    if (!ratio) return std::nullopt;
    return Literal{.kind = LiteralKind::share, .ratio = *ratio, .number = *to_decimal(*ratio), .text = {}, .texts = {}};
  }
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  const auto numerator = parse_whole(text.substr(0, slash));
  const auto denominator = parse_whole(text.substr(slash + 1));
  if (!numerator || !denominator || *denominator <= 0) return std::nullopt;
  const auto ratio = reduced(*numerator, *denominator);
  if (!ratio) return std::nullopt;
  return Literal{.kind = LiteralKind::share, .ratio = *ratio, .number = *to_decimal(*ratio), .text = {}, .texts = {}};
}

bool looks_like_date(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
  return std::all_of(text.begin(), text.end(), [](char c) { return is_digit(c) || c == '-'; });
}

}  // namespace

std::optional<Ratio> checked_add(const Ratio& a, const Ratio& b) {
  return reduced(Int128{a.numerator} * b.denominator + Int128{b.numerator} * a.denominator,
                 Int128{a.denominator} * b.denominator);
}

bool less(const Ratio& a, const Ratio& b) {
  return Int128{a.numerator} * b.denominator < Int128{b.numerator} * a.denominator;
}

std::optional<cel::Decimal> checked_multiply(cel::Decimal value, const Ratio& ratio) {
  const auto product = cel::checked_multiply(value, cel::to_decimal(ratio.numerator));
  if (!product) return std::nullopt;
  return cel::checked_divide(*product, cel::to_decimal(ratio.denominator));
}

std::optional<cel::Decimal> to_decimal(const Ratio& ratio) {
  return cel::checked_divide(cel::to_decimal(ratio.numerator), cel::to_decimal(ratio.denominator));
}

std::optional<Ratio> to_ratio(cel::Decimal value) { return reduced(value.units, cel::decimal_one); }

std::string format(const Ratio& ratio) {
  const Int128 percent = Int128{ratio.numerator} * 100 * 1'000'000;
  if (percent % ratio.denominator == 0) {
    return cel::format(cel::Decimal{percent / ratio.denominator * 1'000'000}) + "%";
  }
  return std::to_string(ratio.numerator) + "/" + std::to_string(ratio.denominator);
}

std::optional<Literal> parse_literal(std::string_view text) {
  if (text == "yes" || text == "true")
    return Literal{.kind = LiteralKind::yes_no, .yes = true, .text = {}, .texts = {}};
  if (text == "no" || text == "false") return Literal{.kind = LiteralKind::yes_no, .text = {}, .texts = {}};
  if (text.empty() || (!is_digit(text.front()) && text.front() != '-')) return std::nullopt;
  if (looks_like_date(text)) {
    const auto day = parse_day(text);
    if (!day) return std::nullopt;
    return Literal{.kind = LiteralKind::date, .day = *day, .text = {}, .texts = {}};
  }
  if (auto share = parse_share(text)) return share;
  const std::size_t space = text.find(' ');
  const auto number = parse_number(text.substr(0, space));
  if (!number) return std::nullopt;
  if (space == std::string_view::npos) {
    // A whole number that an expression cannot count with is a decimal, so that a value has the type of its kind.
    const bool whole = text.find('.') == std::string_view::npos && cel::to_integer(*number);
    return Literal{
        .kind = whole ? LiteralKind::count : LiteralKind::number, .number = *number, .text = {}, .texts = {}};
  }
  const std::string_view unit = text.substr(space + 1);
  if (unit == "h") return Literal{.kind = LiteralKind::hours, .number = *number, .text = {}, .texts = {}};
  const auto currency = cel::find_currency(unit);
  if (!currency) return std::nullopt;
  return Literal{.kind = LiteralKind::money, .number = *number, .currency = *currency, .text = {}, .texts = {}};
}

cel::Value Literal::value() const {
  switch (kind) {
    case LiteralKind::yes_no:
      return cel::Value::boolean(yes);
    case LiteralKind::date:
      return cel::Value::date(day);
    case LiteralKind::money:
      return cel::Value::money(currency, number);
    case LiteralKind::count:
      return cel::Value::integer(cel::to_integer(number).value_or(0));
    case LiteralKind::share:
    case LiteralKind::hours:
    case LiteralKind::number:
      return cel::Value::decimal(number);
    case LiteralKind::text:
      return cel::Value::string(text);
    case LiteralKind::texts: {
      std::vector<cel::Value> elements;
      for (const auto& element : texts) elements.push_back(cel::Value::string(element));
      return cel::Value::list(std::move(elements));
    }
  }
  return {};
}

std::string Literal::source() const {
  switch (kind) {
    case LiteralKind::yes_no:
      return yes ? "true" : "false";
    case LiteralKind::date:
      return "date(\"" + format_day(day) + "\")";
    case LiteralKind::money: {
      std::string code = currency.code();
      for (char& c : code) c = static_cast<char>(c - 'A' + 'a');
      return code + "(" + cel::format(number) + ")";
    }
    case LiteralKind::count:
      return cel::format(number);
    case LiteralKind::share:
    case LiteralKind::hours:
    case LiteralKind::number:
      return cel::format(number, 1);
    case LiteralKind::text:
    case LiteralKind::texts:
      return text;
  }
  return {};
}

std::string format(const Literal& literal) {
  if (literal.kind == LiteralKind::share) return format(literal.ratio);
  if (literal.kind == LiteralKind::hours) return cel::format_grouped(literal.number) + " h";
  return cel::format(literal.value());
}

std::string_view name(LiteralKind kind) {
  switch (kind) {
    case LiteralKind::yes_no:
      return "yes_no";
    case LiteralKind::date:
      return "date";
    case LiteralKind::share:
      return "share";
    case LiteralKind::money:
      return "money";
    case LiteralKind::hours:
      return "hours";
    case LiteralKind::count:
      return "count";
    case LiteralKind::number:
      return "number";
    case LiteralKind::text:
      return "text";
    case LiteralKind::texts:
      return "texts";
  }
  return {};
}

}  // namespace scrip::policy
