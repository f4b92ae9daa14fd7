#include "cel/time_text.h"

#include <chrono>
#include <limits>

#include "base/wide.h"

namespace scrip::cel {
namespace {

using std::chrono::days;
using std::chrono::sys_days;
constexpr std::int64_t seconds_per_day = 86'400;

std::int64_t floor_divide(std::int64_t a, std::int64_t b) { return a / b - (a % b < 0 ? 1 : 0); }

std::string padded(std::int64_t number, std::size_t width) {
  std::string text = std::to_string(number);
  return text.size() < width ? std::string(width - text.size(), '0') + text : text;
}

std::string fraction(std::int32_t nanoseconds) {
  if (nanoseconds == 0) return {};
  std::string text = padded(nanoseconds, 9);
  while (text.ends_with('0')) text.pop_back();
  return "." + text;
}

// Reads a text from the front.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}
  [[nodiscard]] bool empty() const { return text_.empty(); }
  bool take(std::string_view what) {
    if (!text_.starts_with(what)) return false;
    text_.remove_prefix(what.size());
    return true;
  }
  [[nodiscard]] char next() const { return text_.empty() ? '\0' : text_[0]; }
  std::optional<int> number(std::size_t width) {
    int value = 0;
    for (std::size_t i = 0; i < width; ++i) {
      if (i >= text_.size() || text_[i] < '0' || text_[i] > '9') return std::nullopt;
      value = value * 10 + (text_[i] - '0');
    }
    text_.remove_prefix(width);
    return value;
  }
  // As many digits as there are.
  std::string_view digits() {
    std::size_t end = 0;
    while (end < text_.size() && text_[end] >= '0' && text_[end] <= '9') ++end;
    const std::string_view found = text_.substr(0, end);
    text_.remove_prefix(end);
    return found;
  }

 private:
  std::string_view text_;
};

std::optional<std::int64_t> parse_offset(Scanner& scan) {
  if (scan.take("Z") || scan.take("z")) return 0;
  const int sign = scan.take("-") ? -1 : scan.take("+") ? 1 : 0;
  const auto hours = scan.number(2);
  if (sign == 0 || !hours || !scan.take(":")) return std::nullopt;
  const auto minutes = scan.number(2);
  if (!minutes || *hours > 23 || *minutes > 59) return std::nullopt;
  return sign * (*hours * 3600 + *minutes * 60);
}

// The nanoseconds of one unit of a duration.
std::int64_t unit_of_duration(Scanner& scan) {
  if (scan.take("ns")) return 1;
  if (scan.take("us") || scan.take("\u00b5s") || scan.take("\u03bcs")) return 1'000;
  if (scan.take("ms")) return 1'000'000;
  if (scan.take("s")) return nanoseconds_per_second;
  if (scan.take("m")) return 60 * nanoseconds_per_second;
  if (scan.take("h")) return 3600 * nanoseconds_per_second;
  return 0;
}

// "1.5" times a unit, in nanoseconds; digits below one nanosecond are cut off.
std::optional<Int128> quantity(Scanner& scan) {
  const std::string_view whole = scan.digits();
  const std::string_view decimals = scan.take(".") ? scan.digits() : std::string_view();
  if ((whole.empty() && decimals.empty()) || whole.size() > 18) return std::nullopt;
  const std::int64_t unit = unit_of_duration(scan);
  if (unit == 0) return std::nullopt;
  Int128 value = 0;
  for (const char c : whole) value = value * 10 + (c - '0');
  value *= unit;
  Int128 part = unit;
  Int128 below = 0;
  Int128 scale = 1;
  for (const char c : decimals.substr(0, 18)) {
    below = below * 10 + (c - '0');
    scale *= 10;
  }
  return value + below * part / scale;
}

std::optional<Duration> duration_of(Int128 nanoseconds) {
  const auto narrowed = narrow(nanoseconds);
  if (!narrowed) return std::nullopt;
  const std::int64_t seconds = floor_divide(*narrowed, nanoseconds_per_second);
  return Duration{seconds, static_cast<std::int32_t>(*narrowed - seconds * nanoseconds_per_second)};
}

}  // namespace

std::optional<Timestamp> make_timestamp(std::int64_t seconds, std::int64_t nanoseconds) {
  const std::int64_t carry = floor_divide(nanoseconds, nanoseconds_per_second);
  std::int64_t sum = 0;
  if (__builtin_add_overflow(seconds, carry, &sum)) return std::nullopt;
  if (sum < timestamp_seconds_min || sum > timestamp_seconds_max) return std::nullopt;
  return Timestamp{sum, static_cast<std::int32_t>(nanoseconds - carry * nanoseconds_per_second)};
}

std::optional<Duration> make_duration(std::int64_t seconds, std::int64_t nanoseconds) {
  return duration_of(Int128{seconds} * nanoseconds_per_second + nanoseconds);
}

std::string format_timestamp(Timestamp timestamp) {
  const CivilTime t = civil_time(timestamp);
  return padded(t.year, 4) + "-" + padded(t.month, 2) + "-" + padded(t.day, 2) + "T" + padded(t.hour, 2) + ":" +
         padded(t.minute, 2) + ":" + padded(t.second, 2) + fraction(timestamp.nanoseconds) + "Z";
}

std::string format_duration(Duration duration) {
  if (duration.seconds >= 0) return std::to_string(duration.seconds) + fraction(duration.nanoseconds) + "s";
  const bool part = duration.nanoseconds != 0;
  return "-" + std::to_string(-(duration.seconds + (part ? 1 : 0))) +
         fraction(part ? static_cast<std::int32_t>(nanoseconds_per_second - duration.nanoseconds) : 0) + "s";
}

std::optional<Timestamp> parse_timestamp(std::string_view text) {
  Scanner scan(text);
  const auto year = scan.number(4);
  if (!year || !scan.take("-")) return std::nullopt;
  const auto month = scan.number(2);
  if (!month || !scan.take("-")) return std::nullopt;
  const auto day = scan.number(2);
  if (!day || !(scan.take("T") || scan.take("t") || scan.take(" "))) return std::nullopt;
  const auto hour = scan.number(2);
  if (!hour || !scan.take(":")) return std::nullopt;
  const auto minute = scan.number(2);
  if (!minute || !scan.take(":")) return std::nullopt;
  const auto second = scan.number(2);
  if (!second) return std::nullopt;
  std::int32_t nanoseconds = 0;
  if (scan.take(".")) {
    const std::string_view digits = scan.digits();
    if (digits.empty() || digits.size() > 9) return std::nullopt;
    for (std::size_t i = 0; i < 9; ++i) nanoseconds = nanoseconds * 10 + (i < digits.size() ? digits[i] - '0' : 0);
  }
  const auto offset = parse_offset(scan);
  const std::chrono::year_month_day date{std::chrono::year{*year}, std::chrono::month{static_cast<unsigned>(*month)},
                                         std::chrono::day{static_cast<unsigned>(*day)}};
  if (!offset || !scan.empty() || !date.ok() || *hour > 23 || *minute > 59 || *second > 59) return std::nullopt;
  const std::int64_t day_number = sys_days{date}.time_since_epoch().count();
  return make_timestamp(day_number * seconds_per_day + *hour * 3600 + *minute * 60 + *second - *offset, nanoseconds);
}

std::optional<Duration> parse_duration(std::string_view text) {
  if (text.size() > 200) return std::nullopt;
  Scanner scan(text);
  const bool negative = scan.take("-");
  if (!negative) scan.take("+");
  if (scan.empty()) return std::nullopt;
  Scanner zero = scan;
  if (zero.take("0") && zero.empty()) return Duration{};
  Int128 sum = 0;  // at most 100 parts below 10^18 * 3.6 * 10^12 each
  while (!scan.empty()) {
    const auto part = quantity(scan);
    if (!part) return std::nullopt;
    sum += *part;
  }
  return duration_of(negative ? -sum : sum);
}

CivilTime civil_time(Timestamp timestamp) {
  const std::int64_t day = floor_divide(timestamp.seconds, seconds_per_day);
  const auto second = static_cast<int>(timestamp.seconds - day * seconds_per_day);
  const sys_days date{days{static_cast<int>(day)}};
  const std::chrono::year_month_day ymd{date};
  return {.year = static_cast<int>(ymd.year()),
          .month = static_cast<int>(static_cast<unsigned>(ymd.month())),
          .day = static_cast<int>(static_cast<unsigned>(ymd.day())),
          .hour = second / 3600,
          .minute = second / 60 % 60,
          .second = second % 60,
          .weekday = static_cast<int>(std::chrono::weekday{date}.c_encoding()),
          .day_of_year = static_cast<int>((date - sys_days{ymd.year() / 1 / 1}).count())};
}

std::optional<std::int32_t> fixed_offset_s(std::string_view zone) {
  if (zone == "UTC" || zone == "Z") return 0;
  const bool negative = zone.starts_with('-');
  Scanner scan(negative || zone.starts_with('+') ? zone.substr(1) : zone);
  const auto hours = scan.number(2);
  if (!hours || !scan.take(":")) return std::nullopt;
  const auto minutes = scan.number(2);
  if (!minutes || !scan.empty() || *hours > 23 || *minutes > 59) return std::nullopt;
  const std::int32_t offset = *hours * 3600 + *minutes * 60;
  return negative ? -offset : offset;
}

}  // namespace scrip::cel
