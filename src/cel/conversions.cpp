// Conversions between kinds.

#include <algorithm>
#include <charconv>
#include <cmath>

#include "base/utf8.h"
#include "cel/body.h"
#include "cel/texts.h"
#include "cel/time_text.h"

namespace scrip::cel {
namespace {

constexpr double two_to_63 = 9223372036854775808.0;
constexpr double two_to_64 = 18446744073709551616.0;

template <class Number>
std::optional<Number> read(std::string_view text) {
  if (text.starts_with('+') && text.size() > 1 && text[1] != '-') text.remove_prefix(1);
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

Value not_readable(const Value& text, const Message& as) { return failed(say("{0} is no {1}", shown(text), as)); }

std::optional<double> read_floating(std::string_view text) {
  if (text == "NaN") return std::numeric_limits<double>::quiet_NaN();
  if (text == "Infinity" || text == "+Infinity") return std::numeric_limits<double>::infinity();
  if (text == "-Infinity") return -std::numeric_limits<double>::infinity();
  return read<double>(text);
}

std::optional<bool> read_bool(std::string_view text) {
  for (const std::string_view word : {"1", "t", "T", "true", "TRUE", "True"}) {
    if (text == word) return true;
  }
  for (const std::string_view word : {"0", "f", "F", "false", "FALSE", "False"}) {
    if (text == word) return false;
  }
  return std::nullopt;
}

Value decimal_to_int(const Call& call) {
  const auto whole = to_integer(call[0].as_decimal());
  if (whole) return Value::integer(*whole);
  if (call[0].as_decimal().units % decimal_one != 0) {
    return failed(say("{0} is no whole number; round it first, as in int(round_down(x, 1))", format(call[0])));
  }
  return overflow(call);
}

}  // namespace

namespace body {

Value type_of(Call& call) { return call.size() == 1 ? Value::type(type_name(call[0].kind())) : no_overload(call); }
Value to_dyn(Call& call) { return call.size() == 1 ? call[0] : no_overload(call); }

Value to_bool(Call& call) {
  if (call.takes(Kind::boolean)) return call[0];
  if (!call.takes(Kind::string)) return no_overload(call);
  const auto value = read_bool(call[0].as_string());
  return value ? boolean(*value) : not_readable(call[0], say("bool"));
}

Value to_int(Call& call) {
  if (call.takes(Kind::int64)) return call[0];
  if (call.takes(Kind::uint64)) {
    return call[0].as_uint() > INT64_MAX ? overflow(call)
                                         : Value::integer(static_cast<std::int64_t>(call[0].as_uint()));
  }
  if (call.takes(Kind::floating)) {
    const double value = call[0].as_floating();
    // The least integer itself is left out, as its neighbours round to it.
    return value > -two_to_63 && value < two_to_63 ? Value::integer(static_cast<std::int64_t>(value)) : overflow(call);
  }
  if (call.takes(Kind::timestamp)) return Value::integer(call[0].as_timestamp().seconds);
  if (call.takes(Kind::decimal)) return decimal_to_int(call);
  if (!call.takes(Kind::string)) return no_overload(call);
  const auto value = read<std::int64_t>(call[0].as_string());
  return value ? Value::integer(*value) : not_readable(call[0], say("whole number"));
}

Value to_uint(Call& call) {
  if (call.takes(Kind::uint64)) return call[0];
  if (call.takes(Kind::int64)) {
    return call[0].as_int() < 0 ? overflow(call)
                                : Value::unsigned_integer(static_cast<std::uint64_t>(call[0].as_int()));
  }
  if (call.takes(Kind::floating)) {
    const double value = call[0].as_floating();
    return value > -1 && value < two_to_64 ? Value::unsigned_integer(static_cast<std::uint64_t>(value))
                                           : overflow(call);
  }
  if (!call.takes(Kind::string)) return no_overload(call);
  const auto value = read<std::uint64_t>(call[0].as_string());
  return value ? Value::unsigned_integer(*value) : not_readable(call[0], say("unsigned number"));
}

Value to_floating(Call& call) {
  if (call.takes(Kind::floating)) return call[0];
  if (call.takes(Kind::int64)) return Value::floating(static_cast<double>(call[0].as_int()));
  if (call.takes(Kind::uint64)) return Value::floating(static_cast<double>(call[0].as_uint()));
  if (!call.takes(Kind::string)) return no_overload(call);
  const auto value = read_floating(call[0].as_string());
  return value ? Value::floating(*value) : not_readable(call[0], say("double"));
}

Value to_string(Call& call) {
  if (call.size() != 1) return no_overload(call);
  switch (call[0].kind()) {
    case Kind::string:
      return call[0];
    case Kind::bytes:
      if (!spend_text(call, call[0].as_bytes().size())) return too_costly();
      return is_utf8(call[0].as_bytes()) ? Value::string(call[0].as_bytes())
                                         : failed(say("the bytes are not valid UTF-8"));
    case Kind::boolean:
    case Kind::int64:
    case Kind::uint64:
    case Kind::floating:
    case Kind::timestamp:
    case Kind::duration:
    case Kind::decimal:
    case Kind::money:
    case Kind::date:
      return Value::string(scrip::cel::format(call[0]));
    default:
      return no_overload(call);
  }
}

Value to_bytes(Call& call) {
  if (call.takes(Kind::bytes)) return call[0];
  if (!call.takes(Kind::string)) return no_overload(call);
  if (!spend_text(call, call[0].as_string().size())) return too_costly();
  return Value::bytes(call[0].as_string());
}

Value to_timestamp(Call& call) {
  if (call.takes(Kind::timestamp)) return call[0];
  if (call.takes(Kind::int64)) {
    const auto value = make_timestamp(call[0].as_int(), 0);
    return value ? Value::timestamp(*value) : overflow(call);
  }
  if (!call.takes(Kind::string)) return no_overload(call);
  const auto value = parse_timestamp(call[0].as_string());
  return value ? Value::timestamp(*value) : not_readable(call[0], say("time such as 2025-07-28T10:00:00Z"));
}

Value to_duration(Call& call) {
  if (call.takes(Kind::duration)) return call[0];
  if (call.takes(Kind::int64)) {
    const auto value = make_duration(call[0].as_int(), 0);
    return value ? Value::duration(*value) : overflow(call);
  }
  if (!call.takes(Kind::string)) return no_overload(call);
  const auto value = parse_duration(call[0].as_string());
  return value ? Value::duration(*value) : not_readable(call[0], say("duration such as 1h30m"));
}

Value to_decimal(Call& call) {
  if (call.takes(Kind::decimal)) return call[0];
  if (call.takes(Kind::int64)) return Value::decimal(scrip::cel::to_decimal(call[0].as_int()));
  if (!call.takes(Kind::string)) return no_overload(call);
  const auto value = parse_decimal(call[0].as_string());
  return value ? Value::decimal(*value) : failed(value.error().sentence());
}

}  // namespace body
}  // namespace scrip::cel
