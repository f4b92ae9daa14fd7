#include "cli/values.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "base/wide.h"
#include "cli/texts.h"
#include "reports/people.h"

namespace scrip::cli {
namespace {

constexpr std::int64_t seconds_an_hour = 3600;

std::string_view trimmed(std::string_view text) {
  const std::size_t from = text.find_first_not_of(" \t");
  if (from == std::string_view::npos) return {};
  return text.substr(from, text.find_last_not_of(" \t") - from + 1);
}

struct NumberAndUnit {
  std::string_view number;
  std::string unit;  // in small letters, but for a currency
};

NumberAndUnit split_unit(std::string_view text) {
  text = trimmed(text);
  const std::size_t end = std::min(text.find_first_not_of("+-.,0123456789"), text.size());
  return {.number = text.substr(0, end), .unit = std::string(trimmed(text.substr(end)))};
}

bool is_currency(std::string_view unit) {
  return unit.size() == 3 && std::all_of(unit.begin(), unit.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

bool is_hours(std::string_view unit) {
  return unit == "h" || unit == "hour" || unit == "hours" || unit == "device-h" || unit == "device-hours" ||
         unit == "core-h" || unit == "core-hours";
}

Result<Amount> times(Amount amount, std::int64_t factor) {
  const Int128 product = Int128{amount.micro_units} * factor;
  if (product > amount_max.micro_units || product < -Int128{amount_max.micro_units}) {
    return fail(ErrorCode::out_of_range, say("larger than any amount"));
  }
  return Amount{static_cast<std::int64_t>(product)};
}

// The factor of "k tokens", "M tokens", "tokens"; nothing for another unit.
std::optional<std::int64_t> token_factor(std::string_view unit) {
  std::int64_t factor = 1;
  if (unit.starts_with('k') || unit.starts_with('K')) factor = 1'000;
  if (unit.starts_with('M')) factor = 1'000'000;
  if (unit.starts_with('B') || unit.starts_with('G')) factor = 1'000'000'000;
  if (factor != 1) unit = trimmed(unit.substr(1));
  if (unit == "tokens" || unit == "token") return factor;
  return std::nullopt;
}

std::unexpected<Error> wrong_currency(std::string_view found, std::string_view currency) {
  return fail(ErrorCode::wrong_currency, say("'{0}'; this authority's is {1}", found, currency));
}

Message example(Unit unit) {
  switch (unit) {
    case Unit::money:
      return say("an amount of money, such as 1500000.00");
    case Unit::device_time:
      return say("device-hours, such as 10000 h");
    case Unit::tokens:
      return say("tokens, such as 5M tokens");
  }
  return {};
}

}  // namespace

Result<Measured> parse_measured(std::string_view text, std::string_view currency) {
  const auto [number, unit] = split_unit(text);
  const Amount amount = SCRIP_TRY(parse_amount(number));
  if (unit.empty() || unit == currency) return Measured{.amount = amount, .unit = Unit::money};
  if (is_hours(unit)) return Measured{.amount = SCRIP_TRY(times(amount, seconds_an_hour)), .unit = Unit::device_time};
  if (const auto factor = token_factor(unit)) {
    return Measured{.amount = SCRIP_TRY(times(amount, *factor)), .unit = Unit::tokens};
  }
  if (is_currency(unit)) return wrong_currency(unit, currency);
  return fail(ErrorCode::wrong_unit, say("'{0}'; write {1}, h (device-hours) or tokens", unit, currency));
}

Result<Amount> parse_in_unit(std::string_view text, Unit unit, std::string_view currency) {
  const Measured measured = SCRIP_TRY(parse_measured(text, currency));
  if (measured.unit == unit) return measured.amount;
  return fail(ErrorCode::wrong_unit, say("'{0}'; write {1}", text, example(unit)));
}

std::string format_measured(Amount amount, Unit unit, std::string_view currency) {
  switch (unit) {
    case Unit::money:
      return reports::grouped(format_amount(amount)) + " " + std::string(currency);
    case Unit::device_time: {
      const Int128 hours = divide(Int128{amount.micro_units}, seconds_an_hour, Rounding::half_up);
      return reports::grouped(format_amount(Amount{static_cast<std::int64_t>(hours)}, 0)) + " h";
    }
    case Unit::tokens:
      return reports::grouped(format_amount(amount, 0)) + " tokens";
  }
  return {};
}

Result<std::int64_t> parse_devices(std::string_view text) {
  const Amount amount = SCRIP_TRY(parse_amount(trimmed(text)));
  if (amount <= Amount{}) return fail(ErrorCode::out_of_range, say("above zero"));
  if (amount.micro_units % 1000 != 0) return fail(ErrorCode::value_invalid, say("at most three decimals"));
  return amount.micro_units / 1000;
}

Result<std::int64_t> parse_duration_s(std::string_view text) {
  text = trimmed(text);
  std::int64_t days = 0;
  const auto bad = [&] { return fail(ErrorCode::value_invalid, say("'{0}'; write 90m, 2h, 3d or 1-12:00:00", text)); };
  const auto number = [](std::string_view digits, std::int64_t& value) {
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    return error == std::errc{} && end == digits.data() + digits.size() && value >= 0 && value <= 1'000'000'000;
  };
  std::int64_t seconds = 0;
  if (text.find(':') == std::string_view::npos) {
    if (text.size() < 2) return bad();
    const std::size_t unit = std::string_view{"smhd"}.find(text.back());
    if (unit == std::string_view::npos || !number(text.substr(0, text.size() - 1), seconds)) return bad();
    constexpr std::int64_t factors[] = {1, 60, seconds_an_hour, 86'400};
    seconds *= factors[unit];
  } else {
    if (const std::size_t dash = text.find('-'); dash != std::string_view::npos) {
      if (!number(text.substr(0, dash), days)) return bad();
      text.remove_prefix(dash + 1);
    }
    std::int64_t hours = 0;
    std::int64_t minutes = 0;
    if (text.size() != 8 || text[2] != ':' || text[5] != ':' || !number(text.substr(0, 2), hours) ||
        !number(text.substr(3, 2), minutes) || !number(text.substr(6, 2), seconds)) {
      return bad();
    }
    seconds += days * 86'400 + hours * seconds_an_hour + minutes * 60;
  }
  if (seconds <= 0 || seconds > 10LL * 366 * 86'400)
    return fail(ErrorCode::out_of_range, say("above zero, below ten years"));
  return seconds;
}

}  // namespace scrip::cli
