#include "rating/tariff.h"

#include <algorithm>
#include <array>
#include <bitset>
#include <charconv>
#include <optional>

#include "rating/texts.h"

namespace scrip::rating {
namespace {

constexpr std::array<std::string_view, 7> day_names{"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
constexpr std::uint16_t minutes_a_day = 1440;
using Week = std::bitset<7 * minutes_a_day>;

std::unexpected<Error> bad(std::string_view text, const Message& rule) {
  return fail(ErrorCode::value_invalid, say("'{0}': {1}", text, rule));
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find(separator, at), text.size());
    if (end != at || separator != ' ') parts.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return parts;
}

std::optional<std::size_t> parse_day_name(std::string_view text) {
  const auto* found = std::find(day_names.begin(), day_names.end(), text);
  if (found == day_names.end()) return std::nullopt;
  return static_cast<std::size_t>(found - day_names.begin());
}

// "mon-fri", "sat,sun", "fri-mon"; nothing if it is no list of days.
std::optional<std::uint8_t> parse_days(std::string_view text) {
  unsigned days = 0;
  for (const std::string_view part : split(text, ',')) {
    const std::size_t dash = part.find('-');
    const auto from = parse_day_name(part.substr(0, dash));
    const auto until = dash == std::string_view::npos ? from : parse_day_name(part.substr(dash + 1));
    if (!from || !until) return std::nullopt;
    for (std::size_t day = *from;; day = (day + 1) % 7) {
      days |= 1U << day;
      if (day == *until) break;
    }
  }
  return static_cast<std::uint8_t>(days);
}

std::optional<std::uint16_t> parse_minute(std::string_view text) {
  unsigned hour = 0;
  unsigned minute = 0;
  if (text.size() != 5 || text[2] != ':') return std::nullopt;
  const auto number = [](std::string_view digits, unsigned& value) {
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + 2, value);
    return error == std::errc{} && end == digits.data() + 2;
  };
  if (!number(text.substr(0, 2), hour) || !number(text.substr(3), minute) || minute > 59) return std::nullopt;
  const unsigned total = hour * 60 + minute;
  if (total > minutes_a_day) return std::nullopt;
  return static_cast<std::uint16_t>(total);
}

struct Hours {
  std::uint16_t from = 0;
  std::uint16_t until = minutes_a_day;
};

std::optional<Hours> parse_hours(std::string_view text) {
  const std::size_t dash = text.find('-');
  if (dash == std::string_view::npos) return std::nullopt;
  const auto from = parse_minute(text.substr(0, dash));
  const auto until = parse_minute(text.substr(dash + 1));
  if (!from || !until || *from == *until) return std::nullopt;
  return Hours{.from = *from, .until = *until};
}

std::string_view trimmed(std::string_view text) {
  const std::size_t from = text.find_first_not_of(" \t");
  if (from == std::string_view::npos) return {};
  return text.substr(from, text.find_last_not_of(" \t") - from + 1);
}

// "8.00", "8.00 CNY".
Result<Amount> parse_money(std::string_view text, std::string_view currency) {
  text = trimmed(text);
  const std::size_t end = std::min(text.find_first_not_of("+-.,0123456789"), text.size());
  const std::string_view unit = trimmed(text.substr(end));
  const Amount amount = SCRIP_TRY(parse_amount(text.substr(0, end)));
  if (unit.empty() || unit == currency) return amount;
  const bool other_currency =
      unit.size() == 3 && std::ranges::all_of(unit, [](char c) { return c >= 'A' && c <= 'Z'; });
  return fail(other_currency ? ErrorCode::wrong_currency : ErrorCode::wrong_unit,
              say("'{0}'; this authority's currency is {1}", unit, currency));
}

// "8.00", "8.00 CNY", "8.00 CNY/h", "4.00 CNY/M tokens".
Result<Amount> parse_price(std::string_view text, registry::ResourceKind kind, std::string_view currency) {
  const std::size_t slash = text.find('/');
  const Amount price = SCRIP_TRY(parse_money(text.substr(0, slash), currency));
  if (slash == std::string_view::npos) return price;
  std::string_view per = text.substr(slash + 1);
  while (per.starts_with(' ')) per.remove_prefix(1);
  const bool tokens = kind == registry::ResourceKind::token;
  const bool fits = tokens ? per == "M tokens" || per == "Mtokens" || per == "1M tokens"
                           : per == "h" || per == "hour" || per == "device-h" || per == "core-h";
  if (fits) return price;
  return fail(ErrorCode::wrong_unit, tokens ? say("'/{0}'; a price is per million tokens (/M tokens)", per)
                                            : say("'/{0}'; a price is per hour (/h)", per));
}

// Every minute of the week that no band holds, as bands.
std::vector<Band> rest_of_week(const std::vector<Band>& bands, Amount price) {
  Week taken;
  for (const Band& band : bands) {
    for (std::size_t day = 0; day < 7; ++day) {
      if ((band.days >> day & 1) == 0) continue;
      for (std::size_t m = band.from_minute; m < band.until_minute; ++m) taken.set(day * minutes_a_day + m);
    }
  }
  std::vector<Band> rest;
  for (std::size_t day = 0; day < 7; ++day) {
    for (std::uint16_t m = 0; m < minutes_a_day;) {
      if (taken[day * minutes_a_day + m]) {
        ++m;
        continue;
      }
      Band band{.days = static_cast<std::uint8_t>(1U << day), .from_minute = m, .until_minute = m, .price = price};
      while (m < minutes_a_day && !taken[day * minutes_a_day + m]) band.until_minute = ++m;
      const auto same = std::find_if(rest.begin(), rest.end(), [&](const Band& other) {
        return other.from_minute == band.from_minute && other.until_minute == band.until_minute;
      });
      if (same == rest.end()) {
        rest.push_back(band);
      } else {
        same->days = static_cast<std::uint8_t>(same->days | band.days);
      }
    }
  }
  return rest;
}

void add_hours(std::vector<Band>& bands, std::uint8_t days, Hours hours, Amount price) {
  if (hours.from < hours.until) {
    bands.push_back({.days = days, .from_minute = hours.from, .until_minute = hours.until, .price = price});
    return;
  }
  bands.push_back({.days = days, .from_minute = hours.from, .until_minute = minutes_a_day, .price = price});
  if (hours.until != 0) bands.push_back({.days = days, .from_minute = 0, .until_minute = hours.until, .price = price});
}

}  // namespace

Result<std::vector<Band>> parse_tariff(const std::vector<std::string>& texts, registry::ResourceKind kind,
                                       std::string_view currency) {
  std::vector<Band> bands;
  bool complete = false;
  for (const std::string& text : texts) {
    if (complete) return bad(text, say("nothing follows 'otherwise'"));
    const auto words = split(text, ' ');
    std::size_t at = 0;
    std::optional<std::uint8_t> days;
    std::optional<Hours> hours;
    if (at < words.size() && words[at] == "otherwise") {
      complete = true;
      ++at;
    } else {
      if (at < words.size() && (days = parse_days(words[at]))) ++at;
      if (at < words.size() && (hours = parse_hours(words[at]))) ++at;
    }
    if (at == words.size()) return bad(text, say("write [mon-fri] [08:00-22:00] 8.00, or otherwise 5.00"));
    const auto rest = std::string_view(text).substr(static_cast<std::size_t>(words[at].data() - text.data()));
    const Amount price = SCRIP_TRY(parse_price(rest, kind, currency));
    if (complete) {
      const auto others = rest_of_week(bands, price);
      bands.insert(bands.end(), others.begin(), others.end());
    } else {
      add_hours(bands, days.value_or(0x7f), hours.value_or(Hours{}), price);
    }
  }
  return bands;
}

Result<std::vector<Band>> parse_tariff_text(std::string_view text, registry::ResourceKind kind,
                                            std::string_view currency) {
  std::vector<std::string> texts;
  for (const std::string_view part : split(text, ';')) texts.emplace_back(part);
  return parse_tariff(texts, kind, currency);
}

}  // namespace scrip::rating
