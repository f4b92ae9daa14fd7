#include "base/amount.h"

#include "base/texts.h"
#include "base/wide.h"

namespace scrip {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Digits of a decimal as an integer scaled by 10^decimals, or nothing. Beyond 10^30 it stays there: out of any range.
std::optional<Int128> scaled_decimal(std::string_view text, int decimals) {
  const bool negative = !text.empty() && text.front() == '-';
  if (negative) text.remove_prefix(1);
  constexpr Int128 largest = Int128{1'000'000'000'000'000} * 1'000'000'000'000'000;
  Int128 value = 0;
  int fraction_digits = -1;
  bool any = false;
  for (const char c : text) {
    if (c == '.' && fraction_digits < 0 && any) {
      fraction_digits = 0;
    } else if (is_digit(c)) {
      any = true;
      if (fraction_digits >= 0 && ++fraction_digits > decimals) {
        if (c != '0') return std::nullopt;  // trailing zeros are harmless, other digits would be lost
        continue;
      }
      value = value * 10 + (c - '0');
      if (value > largest) value = largest;
    } else {
      return std::nullopt;
    }
  }
  if (!any || fraction_digits == 0) return std::nullopt;
  for (int i = fraction_digits < 0 ? 0 : fraction_digits; i < decimals; ++i) value *= 10;
  return negative ? -value : value;
}

}  // namespace

Result<Amount> parse_amount(std::string_view text) {
  const auto scaled = scaled_decimal(text, 6);
  if (!scaled) {
    return fail(ErrorCode::value_invalid, say("'{0}' is not a decimal number with at most six decimals", text));
  }
  const auto narrow_value = narrow(*scaled);
  if (!narrow_value || *narrow_value > amount_max.micro_units || *narrow_value < -amount_max.micro_units) {
    return fail(ErrorCode::out_of_range, say("'{0}' is beyond 4,000,000,000,000", text));
  }
  return Amount{*narrow_value};
}

std::string format_amount(Amount amount, int decimals_min) {
  const bool negative = amount.micro_units < 0;
  const auto magnitude = negative ? std::uint64_t{0} - static_cast<std::uint64_t>(amount.micro_units)
                                  : static_cast<std::uint64_t>(amount.micro_units);
  std::string fraction = std::to_string(magnitude % micro);
  fraction.insert(0, 6 - fraction.size(), '0');
  while (fraction.size() > static_cast<std::size_t>(decimals_min) && fraction.back() == '0') fraction.pop_back();
  std::string out = (negative ? "-" : "") + std::to_string(magnitude / micro);
  if (!fraction.empty()) out += "." + fraction;
  return out;
}

Result<Share> parse_share(std::string_view text) {
  const bool percent = text.ends_with('%');
  const auto number = percent ? text.substr(0, text.size() - 1) : text;
  const auto ppm = scaled_decimal(number, percent ? 4 : 6);
  if (!ppm) return fail(ErrorCode::value_invalid, say("'{0}' is not a share such as 60% or 0.6", text));
  if (*ppm < 1 || *ppm > whole_share.ppm) {
    return fail(ErrorCode::out_of_range, say("'{0}' is not above 0 % and at most 100 %", text));
  }
  return Share{static_cast<std::uint32_t>(*ppm)};
}

std::string format_share(Share share) {
  return format_amount(Amount{static_cast<std::int64_t>(share.ppm) * 100}, 0) + "%";
}

std::string_view name(Unit unit) {
  switch (unit) {
    case Unit::money:
      return "money";
    case Unit::device_time:
      return "device_time";
    case Unit::tokens:
      return "tokens";
  }
  return "unknown";
}

}  // namespace scrip
