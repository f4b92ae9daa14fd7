#include "connectors/values.h"

#include <array>
#include <charconv>
#include <cstring>
#include <string>

#include "base/wide.h"
#include "connectors/texts.h"

namespace scrip::connectors {
namespace {

constexpr std::size_t shown_max = 64;  // bytes of a wrong value that a message repeats

std::unexpected<Error> bad(ErrorCode code, std::string_view text, std::string_view field, const Message& what) {
  return fail(code, say("'{0}' {1}", text.substr(0, shown_max), what), std::string(field));
}

bool all_digits(std::string_view text) {
  for (const char c : text) {
    if (c < '0' || c > '9') return false;
  }
  return !text.empty();
}

// The value of a run of digits, or nothing if there is none or it is beyond 18 digits.
std::optional<std::int64_t> digits_value(std::string_view text) {
  if (!all_digits(text)) return std::nullopt;
  while (text.size() > 1 && text.front() == '0') text.remove_prefix(1);
  if (text.size() > 18) return std::nullopt;
  std::int64_t value = 0;
  for (const char c : text) value = value * 10 + (c - '0');
  return value;
}

bool is_negative_number(std::string_view text) {
  return text.size() > 1 && text[0] == '-' && text[1] >= '0' && text[1] <= '9';
}

std::int64_t take_suffix(std::string_view& text) {
  std::int64_t factor = 1;
  switch (text.empty() ? '\0' : text.back()) {
    case 'G':
    case 'g':
      factor *= 1024;
      [[fallthrough]];
    case 'M':
    case 'm':
      factor *= 1024;
      [[fallthrough]];
    case 'K':
    case 'k':
      factor *= 1024;
      text.remove_suffix(1);
      break;
    default:
      break;
  }
  return factor;
}

// Two digits as a number, or 100 and more if they are not digits.
int two_digits(const char* text) {
  const auto tens = static_cast<unsigned>(text[0] - '0');
  const auto ones = static_cast<unsigned>(text[1] - '0');
  return tens > 9 || ones > 9 ? 100 : static_cast<int>(tens * 10 + ones);
}

}  // namespace

Result<std::int64_t> parse_count(std::string_view text, std::string_view field, std::int64_t min, std::int64_t max) {
  const bool negative = is_negative_number(text);
  const std::string_view size = negative ? text.substr(1) : text;
  if (!all_digits(size)) return bad(ErrorCode::value_invalid, text, field, say("is not a whole number"));
  const auto value = digits_value(size);
  const std::int64_t signed_value = value ? (negative ? -*value : *value) : 0;
  if (!value || signed_value < min || signed_value > max) {
    return bad(ErrorCode::out_of_range, text, field, say("is not within {0} to {1}", min, max));
  }
  return signed_value;
}

Result<std::int64_t> parse_thousandths(std::string_view text, std::string_view field, bool suffixes) {
  std::string_view rest = text;
  const bool negative = is_negative_number(rest);
  if (negative) rest.remove_prefix(1);
  const std::int64_t factor = suffixes ? take_suffix(rest) : 1;
  const std::size_t dot = rest.find('.');
  const std::string_view whole = rest.substr(0, dot);
  std::string_view decimals = dot == std::string_view::npos ? std::string_view{"0"} : rest.substr(dot + 1);
  if (!all_digits(whole) || !all_digits(decimals))
    return bad(ErrorCode::value_invalid, text, field, say("is not a number"));
  while (decimals.size() > 3 && decimals.back() == '0') decimals.remove_suffix(1);
  if (decimals.size() > 3) return bad(ErrorCode::value_invalid, text, field, say("has more than three decimals"));
  std::int64_t thousandths = 0;
  for (std::size_t i = 0; i < 3; ++i) thousandths = thousandths * 10 + (i < decimals.size() ? decimals[i] - '0' : 0);
  const auto units = digits_value(whole);
  const Int128 value = (Int128{units.value_or(0)} * 1000 + thousandths) * factor;
  if (!units || value > units_max || (negative && value != 0)) {
    return bad(ErrorCode::out_of_range, text, field, say("is not within 0 to {0}", units_max / 1000));
  }
  return static_cast<std::int64_t>(value);
}

Result<std::int64_t> parse_duration_s(std::string_view text, std::string_view field) {
  const auto wrong = [&] {
    return bad(ErrorCode::value_invalid, text, field, say("is not a duration such as 1-02:03:04"));
  };
  if (is_negative_number(text)) return bad(ErrorCode::out_of_range, text, field, say("is negative"));
  std::string_view rest = text;
  std::int64_t days = 0;
  if (const std::size_t dash = rest.find('-'); dash != std::string_view::npos) {
    const auto value = digits_value(rest.substr(0, dash));
    if (!value || *value > 100'000) return wrong();
    days = *value;
    rest.remove_prefix(dash + 1);
  }
  if (const std::size_t dot = rest.find('.'); dot != std::string_view::npos) {
    if (!all_digits(rest.substr(dot + 1))) return wrong();
    rest = rest.substr(0, dot);
  }
  std::int64_t seconds = 0;
  int parts = 0;
  for (;;) {
    const std::size_t colon = rest.find(':');
    const auto value = digits_value(rest.substr(0, colon));
    if (!value || *value > 1'000'000'000 || (parts > 0 && *value > 59)) {
      return wrong();
    }
    seconds = seconds * 60 + *value;
    ++parts;
    if (colon == std::string_view::npos) break;
    rest.remove_prefix(colon + 1);
    if (parts == 3) return wrong();
  }
  if (parts < 2) return wrong();
  return days * 86'400 + seconds;
}

bool is_nothing(std::string_view text) {
  for (const std::string_view word : {"", "Unknown", "None", "N/A", "NULL", "null", "Partition_Limit", "(null)"}) {
    if (text == word) return true;
  }
  return false;
}

Result<std::int64_t> epoch_s(std::int64_t seconds, std::string_view field) {
  if (seconds >= count(instant_min) / 1000 && seconds < count(instant_max) / 1000) return seconds * 1000;
  const bool milliseconds = seconds >= count(instant_min) && seconds < count(instant_max);
  return bad(ErrorCode::time_invalid, std::to_string(seconds), field,
             milliseconds ? say("counts milliseconds since 1970: seconds are expected")
                          : say("is not a time between 1990 and 2200 in seconds since 1970"));
}

Result<std::int64_t> epoch_ms(std::int64_t milliseconds, std::string_view field) {
  if (milliseconds >= count(instant_min) && milliseconds < count(instant_max)) return milliseconds;
  const bool seconds = milliseconds >= count(instant_min) / 1000 && milliseconds < count(instant_max) / 1000;
  return bad(ErrorCode::time_invalid, std::to_string(milliseconds), field,
             seconds ? say("counts seconds since 1970: milliseconds are expected")
                     : say("is not a time between 1990 and 2200 in milliseconds since 1970"));
}

// "2026-03-01T08:00:00" (19 characters exactly) as if it were UTC; nothing for any other form.
std::optional<std::int64_t> TimeReader::wall_clock_ms(std::string_view text) {
  const char* c = text.data();
  if (text.size() != 19 || (c[10] != 'T' && c[10] != ' ') || c[13] != ':' || c[16] != ':') return std::nullopt;
  if (std::memcmp(c, day_, sizeof day_) != 0) {
    const auto day = parse_day(text.substr(0, 10));
    if (!day) return std::nullopt;
    std::memcpy(day_, c, sizeof day_);
    day_ms_ = count(*day) * std::int64_t{86'400'000};
  }
  const int hour = two_digits(c + 11);
  const int minute = two_digits(c + 14);
  const int second = two_digits(c + 17);
  if (hour > 23 || minute > 59 || second > 59) return std::nullopt;
  return day_ms_ + (hour * 3600 + minute * 60 + second) * std::int64_t{1000};
}

Result<std::int64_t> TimeReader::with_offset(std::string_view text, std::string_view field) {
  if (text.size() == 20 && text.back() == 'Z') {
    const auto ms = wall_clock_ms(text.substr(0, 19));
    if (ms && *ms >= count(instant_min) && *ms < count(instant_max)) return *ms;
  }
  const std::size_t clock = text.find_first_of("T ");
  const bool has_offset =
      clock != std::string_view::npos && text.find_first_of("Zz+-", clock) != std::string_view::npos;
  const auto instant = parse_instant(text, {});
  if (!instant) return fail(instant.error().code, instant.error().sentence(), std::string(field));
  if (!has_offset) {
    return bad(ErrorCode::time_invalid, text, field,
               say("has no offset from UTC: write 2026-03-01T08:00:00+08:00 or ...Z"));
  }
  return count(*instant);
}

Result<std::int64_t> TimeReader::local(std::string_view text, std::string_view field) {
  if (text.size() == 19 && zone_.steps.size() <= 1) {
    if (const auto wall = wall_clock_ms(text)) {
      assumed_utc_ = assumed_utc_ || zone_.steps.empty();
      const std::int64_t ms = *wall - (zone_.steps.empty() ? 0 : zone_.steps[0].offset_s * std::int64_t{1000});
      if (ms >= count(instant_min) && ms < count(instant_max)) return ms;
    }
  }
  const auto instant = parse_instant(text, zone_);
  if (!instant) return fail(instant.error().code, instant.error().sentence(), std::string(field));
  const std::size_t clock = text.find_first_of("T ");
  assumed_utc_ = assumed_utc_ || (zone_.steps.empty() && text.find_first_of("Zz+-", clock) == std::string_view::npos);
  return count(*instant);
}

}  // namespace scrip::connectors
