#pragma once
// Plain values as programme files write them: "2,000,000 CNY", "30%", "2/3", "5,000 h", "2025-07-28", "yes".

#include <cstdint>
#include <numeric>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "cel/currency.h"
#include "cel/decimal.h"
#include "cel/value.h"

namespace scrip::policy {

// An exact fraction in lowest terms; denominator above zero.
struct Ratio {
  std::int64_t numerator = 0;
  std::int64_t denominator = 1;

  friend bool operator==(const Ratio&, const Ratio&) = default;
};

// a + b, or nothing if it does not fit.
[[nodiscard]] std::optional<Ratio> checked_add(const Ratio& a, const Ratio& b);
// a < b.
[[nodiscard]] bool less(const Ratio& a, const Ratio& b);
// value x ratio, rounded once at the twelfth decimal; nothing if it leaves the range.
[[nodiscard]] std::optional<cel::Decimal> checked_multiply(cel::Decimal value, const Ratio& ratio);
[[nodiscard]] std::optional<cel::Decimal> to_decimal(const Ratio& ratio);
// "30%", "2/3", "12.5%".
[[nodiscard]] std::string format(const Ratio& ratio);
// Of a decimal with up to nine decimals; nothing beyond.
[[nodiscard]] std::optional<Ratio> to_ratio(cel::Decimal value);

enum class LiteralKind : std::uint8_t { yes_no, date, share, money, hours, count, number, text, texts };

struct Literal {
  LiteralKind kind = LiteralKind::text;
  bool yes = false;
  Day day{};
  Ratio ratio;          // share: exact
  cel::Decimal number;  // share (rounded), money, hours, count, number
  cel::Currency currency;
  std::string text;  // of a text
  std::vector<std::string> texts;

  [[nodiscard]] cel::Value value() const;    // as an expression sees it
  [[nodiscard]] std::string source() const;  // as an expression writes it
};

// The plain value that the text is, or nothing: then it is an expression or a text.
[[nodiscard]] std::optional<Literal> parse_literal(std::string_view text);

// As a file writes it: "40%", "2,000,000.00 CNY", "5,000 h".
[[nodiscard]] std::string format(const Literal& literal);

// "yes_no", "money", ...
[[nodiscard]] std::string_view name(LiteralKind kind);

}  // namespace scrip::policy
