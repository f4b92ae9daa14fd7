// The math extension: doubles, bits, the largest and the least of several values.

#include <cmath>

#include "cel/body.h"
#include "cel/texts.h"

namespace scrip::cel {
namespace {

constexpr std::int64_t bits = 64;

using OfDouble = double (*)(double);
using OfBits = std::uint64_t (*)(std::uint64_t, std::uint64_t);

Value of_double(Call& call, OfDouble function) {
  return call.takes(Kind::floating) ? Value::floating(function(call[0].as_floating())) : no_overload(call);
}

std::uint64_t as_bits(const Value& value) {
  return value.is(Kind::uint64) ? value.as_uint() : static_cast<std::uint64_t>(value.as_int());
}
Value from_bits(Kind kind, std::uint64_t value) {
  return kind == Kind::uint64 ? Value::unsigned_integer(value) : Value::integer(static_cast<std::int64_t>(value));
}

Value of_bits(Call& call, OfBits function) {
  if (!call.takes(Kind::int64, Kind::int64) && !call.takes(Kind::uint64, Kind::uint64)) return no_overload(call);
  return from_bits(call[0].kind(), function(as_bits(call[0]), as_bits(call[1])));
}

Value shifted(Call& call, bool left) {
  if (!call.takes(Kind::int64, Kind::int64) && !call.takes(Kind::uint64, Kind::int64)) return no_overload(call);
  const std::int64_t by = call[1].as_int();
  if (by < 0) return failed(say("a shift cannot be negative"));
  const std::uint64_t value = as_bits(call[0]);
  return from_bits(call[0].kind(), by >= bits ? 0 : left ? value << by : value >> by);
}

// The arguments, or the elements of the one list.
std::span<const Value> candidates(const Call& call) {
  return call.size() == 1 && call[0].is(Kind::list) ? call[0].as_list() : call.arguments;
}

Value extreme(Call& call, bool greatest) {
  const auto values = candidates(call);
  if (values.empty()) return failed(say("'{0}' needs at least one value", name(call.function)));
  const Value* best = &values[0];
  for (const Value& value : values) {
    if (!call.cost.spend(1)) return too_costly();
    const auto order = compare(value, *best);
    if (order == std::partial_ordering::unordered) {
      const bool not_a_number = value.is(Kind::floating) || best->is(Kind::floating);
      return not_a_number ? failed(say("NaN cannot be compared")) : no_overload(call);
    }
    if (greatest ? order > 0 : order < 0) best = &value;
  }
  if (call.type.is(Kind::decimal) && best->is(Kind::int64)) return Value::decimal(to_decimal(best->as_int()));
  return *best;
}

// Only numbers: what is compared here has an order, but not every ordered kind is a number.
Value extreme_number(Call& call, bool greatest) {
  for (const Value& value : candidates(call)) {
    if (!value.is(Kind::int64) && !value.is(Kind::uint64) && !value.is(Kind::floating)) return no_overload(call);
  }
  return extreme(call, greatest);
}

}  // namespace

namespace body {

Value math_greatest(Call& call) { return extreme_number(call, true); }
Value math_least(Call& call) { return extreme_number(call, false); }
Value max(Call& call) { return extreme(call, true); }
Value min(Call& call) { return extreme(call, false); }

Value math_ceil(Call& call) { return of_double(call, std::ceil); }
Value math_floor(Call& call) { return of_double(call, std::floor); }
Value math_round(Call& call) { return of_double(call, std::round); }
Value math_trunc(Call& call) { return of_double(call, std::trunc); }

Value math_sqrt(Call& call) {
  if (call.takes(Kind::int64)) return Value::floating(std::sqrt(static_cast<double>(call[0].as_int())));
  if (call.takes(Kind::uint64)) return Value::floating(std::sqrt(static_cast<double>(call[0].as_uint())));
  return of_double(call, std::sqrt);
}

Value math_abs(Call& call) {
  if (call.takes(Kind::uint64)) return call[0];
  if (call.takes(Kind::int64)) {
    return call[0].as_int() == INT64_MIN ? overflow(call) : Value::integer(std::abs(call[0].as_int()));
  }
  return of_double(call, std::fabs);
}

Value math_sign(Call& call) {
  if (call.takes(Kind::uint64)) return Value::unsigned_integer(call[0].as_uint() > 0 ? 1 : 0);
  if (call.takes(Kind::int64)) return Value::integer((call[0].as_int() > 0) - (call[0].as_int() < 0));
  return of_double(call, [](double x) { return std::isnan(x) || x == 0 ? x : std::copysign(1.0, x); });
}

Value math_is_nan(Call& call) {
  return call.takes(Kind::floating) ? boolean(std::isnan(call[0].as_floating())) : no_overload(call);
}
Value math_is_inf(Call& call) {
  return call.takes(Kind::floating) ? boolean(std::isinf(call[0].as_floating())) : no_overload(call);
}
Value math_is_finite(Call& call) {
  return call.takes(Kind::floating) ? boolean(std::isfinite(call[0].as_floating())) : no_overload(call);
}

Value math_bit_and(Call& call) {
  return of_bits(call, [](std::uint64_t a, std::uint64_t b) { return a & b; });
}
Value math_bit_or(Call& call) {
  return of_bits(call, [](std::uint64_t a, std::uint64_t b) { return a | b; });
}
Value math_bit_xor(Call& call) {
  return of_bits(call, [](std::uint64_t a, std::uint64_t b) { return a ^ b; });
}
Value math_bit_not(Call& call) {
  if (!call.takes(Kind::int64) && !call.takes(Kind::uint64)) return no_overload(call);
  return from_bits(call[0].kind(), ~as_bits(call[0]));
}
Value math_bit_shift_left(Call& call) { return shifted(call, true); }
Value math_bit_shift_right(Call& call) { return shifted(call, false); }

}  // namespace body
}  // namespace scrip::cel
