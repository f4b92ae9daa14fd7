// Operators: comparison, arithmetic, concatenation.

#include <cmath>
#include <vector>

#include "cel/body.h"
#include "cel/texts.h"
#include "cel/time_text.h"

namespace scrip::cel {
namespace {

using Pick = bool (*)(std::partial_ordering);

Value compare_with(Call& call, Pick pick) {
  if (call.size() != 2) return no_overload(call);
  const Value& a = call[0];
  const Value& b = call[1];
  if (a.is(Kind::string) && b.is(Kind::string) && !spend_text(call, a.as_string().size())) return too_costly();
  if (a.is(Kind::bytes) && b.is(Kind::bytes) && !spend_text(call, a.as_bytes().size())) return too_costly();
  const auto order = compare(a, b);
  if (order == std::partial_ordering::unordered) {
    const bool not_a_number =
        (a.is(Kind::floating) && std::isnan(a.as_floating())) || (b.is(Kind::floating) && std::isnan(b.as_floating()));
    return not_a_number ? boolean(false) : no_overload(call);
  }
  return boolean(pick(order));
}

Value integer_or_overflow(const Call& call, bool overflows, std::int64_t value) {
  return overflows ? overflow(call) : Value::integer(value);
}
Value unsigned_or_overflow(const Call& call, bool overflows, std::uint64_t value) {
  return overflows ? overflow(call) : Value::unsigned_integer(value);
}
Value decimal_or_overflow(const Call& call, std::optional<Decimal> value) {
  return value ? Value::decimal(*value) : overflow(call);
}
Value money_or_overflow(const Call& call, Currency currency, std::optional<Decimal> value) {
  return value ? Value::money(currency, *value) : overflow(call);
}
Value timestamp_or_overflow(const Call& call, std::optional<Timestamp> value) {
  return value ? Value::timestamp(*value) : overflow(call);
}
Value duration_or_overflow(const Call& call, std::optional<Duration> value) {
  return value ? Value::duration(*value) : overflow(call);
}

Value two_currencies(const Value& a, const Value& b) {
  return failed(say("two currencies: {0} and {1}", a.currency().code(), b.currency().code()));
}

bool both_numbers(const Call& call) {
  return call.size() == 2 && number_as_decimal(call[0]) && number_as_decimal(call[1]);
}

// Sum or difference of what has a decimal in it.
Value decimal_sum(Call& call, Decimal second) {
  return decimal_or_overflow(call, checked_add(*number_as_decimal(call[0]), second));
}

std::optional<Timestamp> moved(Timestamp timestamp, Duration duration, std::int64_t sign) {
  std::int64_t seconds = 0;
  if (__builtin_add_overflow(timestamp.seconds, sign * duration.seconds, &seconds)) return std::nullopt;
  return make_timestamp(seconds, timestamp.nanoseconds + sign * duration.nanoseconds);
}

template <class Text>
Value concatenated(Call& call, std::string_view a, std::string_view b, Text make) {
  if (!spend_text(call, a.size() + b.size())) return too_costly();
  std::string text;
  text.reserve(a.size() + b.size());
  text.append(a).append(b);
  return make(text);
}

Value concatenated_lists(Call& call) {
  const auto a = call[0].as_list();
  const auto b = call[1].as_list();
  if (!call.cost.spend(static_cast<std::int64_t>(a.size() + b.size()))) return too_costly();
  std::vector<Value> all(a.begin(), a.end());
  all.insert(all.end(), b.begin(), b.end());
  return Value::list(std::move(all));
}

Value divided_integers(const Call& call) {
  const std::int64_t a = call[0].as_int();
  const std::int64_t b = call[1].as_int();
  if (b == 0) return failed(say("division by zero"));
  const bool overflows = a == INT64_MIN && b == -1;
  return integer_or_overflow(call, overflows, overflows ? 0 : a / b);
}

}  // namespace

namespace body {

Value logical_and(Call& call) { return no_overload(call); }  // these three are not functions: program.cpp
Value logical_or(Call& call) { return no_overload(call); }
Value conditional(Call& call) { return no_overload(call); }

Value logical_not(Call& call) { return call.takes(Kind::boolean) ? boolean(!call[0].as_bool()) : no_overload(call); }

Value equals(Call& call) {
  if (call.size() != 2) return no_overload(call);
  const bool same = equal(call[0], call[1], call.cost);
  return call.cost.left < 0 ? too_costly() : boolean(same);
}

Value not_equals(Call& call) {
  if (call.size() != 2) return no_overload(call);
  const bool same = equal(call[0], call[1], call.cost);
  return call.cost.left < 0 ? too_costly() : boolean(!same);
}

Value less(Call& call) {
  return compare_with(call, [](std::partial_ordering o) { return o < 0; });
}
Value less_equals(Call& call) {
  return compare_with(call, [](std::partial_ordering o) { return o <= 0; });
}
Value greater(Call& call) {
  return compare_with(call, [](std::partial_ordering o) { return o > 0; });
}
Value greater_equals(Call& call) {
  return compare_with(call, [](std::partial_ordering o) { return o >= 0; });
}

Value add(Call& call) {
  if (call.takes(Kind::int64, Kind::int64)) {
    std::int64_t sum = 0;
    const bool overflows = __builtin_add_overflow(call[0].as_int(), call[1].as_int(), &sum);
    return integer_or_overflow(call, overflows, sum);
  }
  if (call.takes(Kind::uint64, Kind::uint64)) {
    std::uint64_t sum = 0;
    const bool overflows = __builtin_add_overflow(call[0].as_uint(), call[1].as_uint(), &sum);
    return unsigned_or_overflow(call, overflows, sum);
  }
  if (call.takes(Kind::floating, Kind::floating)) return Value::floating(call[0].as_floating() + call[1].as_floating());
  if (both_numbers(call)) return decimal_sum(call, *number_as_decimal(call[1]));
  if (call.takes(Kind::money, Kind::money)) {
    if (call[0].currency() != call[1].currency()) return two_currencies(call[0], call[1]);
    return money_or_overflow(call, call[0].currency(), checked_add(call[0].as_decimal(), call[1].as_decimal()));
  }
  if (call.takes(Kind::string, Kind::string)) {
    return concatenated(call, call[0].as_string(), call[1].as_string(), Value::string);
  }
  if (call.takes(Kind::bytes, Kind::bytes)) {
    return concatenated(call, call[0].as_bytes(), call[1].as_bytes(), Value::bytes);
  }
  if (call.takes(Kind::list, Kind::list)) return concatenated_lists(call);
  if (call.takes(Kind::timestamp, Kind::duration)) {
    return timestamp_or_overflow(call, moved(call[0].as_timestamp(), call[1].as_duration(), 1));
  }
  if (call.takes(Kind::duration, Kind::timestamp)) {
    return timestamp_or_overflow(call, moved(call[1].as_timestamp(), call[0].as_duration(), 1));
  }
  if (call.takes(Kind::duration, Kind::duration)) {
    const Duration a = call[0].as_duration();
    const Duration b = call[1].as_duration();
    return duration_or_overflow(call, make_duration(a.seconds + b.seconds, a.nanoseconds + b.nanoseconds));
  }
  return no_overload(call);
}

Value subtract(Call& call) {
  if (call.takes(Kind::int64, Kind::int64)) {
    std::int64_t difference = 0;
    const bool overflows = __builtin_sub_overflow(call[0].as_int(), call[1].as_int(), &difference);
    return integer_or_overflow(call, overflows, difference);
  }
  if (call.takes(Kind::uint64, Kind::uint64)) {
    std::uint64_t difference = 0;
    const bool overflows = __builtin_sub_overflow(call[0].as_uint(), call[1].as_uint(), &difference);
    return unsigned_or_overflow(call, overflows, difference);
  }
  if (call.takes(Kind::floating, Kind::floating)) return Value::floating(call[0].as_floating() - call[1].as_floating());
  if (both_numbers(call)) return decimal_sum(call, -*number_as_decimal(call[1]));
  if (call.takes(Kind::money, Kind::money)) {
    if (call[0].currency() != call[1].currency()) return two_currencies(call[0], call[1]);
    return money_or_overflow(call, call[0].currency(), checked_subtract(call[0].as_decimal(), call[1].as_decimal()));
  }
  if (call.takes(Kind::timestamp, Kind::timestamp)) {
    const Timestamp a = call[0].as_timestamp();
    const Timestamp b = call[1].as_timestamp();
    return duration_or_overflow(call, make_duration(a.seconds - b.seconds, a.nanoseconds - b.nanoseconds));
  }
  if (call.takes(Kind::timestamp, Kind::duration)) {
    return timestamp_or_overflow(call, moved(call[0].as_timestamp(), call[1].as_duration(), -1));
  }
  if (call.takes(Kind::duration, Kind::duration)) {
    const Duration a = call[0].as_duration();
    const Duration b = call[1].as_duration();
    return duration_or_overflow(call, make_duration(a.seconds - b.seconds, a.nanoseconds - b.nanoseconds));
  }
  return no_overload(call);
}

Value multiply(Call& call) {
  if (call.takes(Kind::int64, Kind::int64)) {
    std::int64_t product = 0;
    const bool overflows = __builtin_mul_overflow(call[0].as_int(), call[1].as_int(), &product);
    return integer_or_overflow(call, overflows, product);
  }
  if (call.takes(Kind::uint64, Kind::uint64)) {
    std::uint64_t product = 0;
    const bool overflows = __builtin_mul_overflow(call[0].as_uint(), call[1].as_uint(), &product);
    return unsigned_or_overflow(call, overflows, product);
  }
  if (call.takes(Kind::floating, Kind::floating)) return Value::floating(call[0].as_floating() * call[1].as_floating());
  if (call.size() != 2) return no_overload(call);
  const auto a = number_as_decimal(call[0]);
  const auto b = number_as_decimal(call[1]);
  if (a && b) return decimal_or_overflow(call, checked_multiply(*a, *b));
  if (call[0].is(Kind::money) && b) {
    return money_or_overflow(call, call[0].currency(), checked_multiply(call[0].as_decimal(), *b));
  }
  if (a && call[1].is(Kind::money)) {
    return money_or_overflow(call, call[1].currency(), checked_multiply(*a, call[1].as_decimal()));
  }
  return no_overload(call);
}

Value divide(Call& call) {
  if (call.takes(Kind::int64, Kind::int64)) return divided_integers(call);
  if (call.takes(Kind::uint64, Kind::uint64)) {
    if (call[1].as_uint() == 0) return failed(say("division by zero"));
    return Value::unsigned_integer(call[0].as_uint() / call[1].as_uint());
  }
  if (call.takes(Kind::floating, Kind::floating)) return Value::floating(call[0].as_floating() / call[1].as_floating());
  if (call.takes(Kind::money, Kind::money)) {
    if (call[0].currency() != call[1].currency()) return two_currencies(call[0], call[1]);
    if (call[1].as_decimal().is_zero()) return failed(say("division by zero"));
    return decimal_or_overflow(call, checked_divide(call[0].as_decimal(), call[1].as_decimal()));
  }
  if (call.size() != 2) return no_overload(call);
  const auto divisor = number_as_decimal(call[1]);
  if (!divisor) return no_overload(call);
  if (divisor->is_zero()) return failed(say("division by zero"));
  if (call[0].is(Kind::money)) {
    return money_or_overflow(call, call[0].currency(), checked_divide(call[0].as_decimal(), *divisor));
  }
  const auto dividend = number_as_decimal(call[0]);
  return dividend ? decimal_or_overflow(call, checked_divide(*dividend, *divisor)) : no_overload(call);
}

Value modulo(Call& call) {
  if (call.takes(Kind::int64, Kind::int64)) {
    const std::int64_t b = call[1].as_int();
    if (b == 0) return failed(say("division by zero"));
    // The least integer % -1 has a value, but CEL calls it an overflow, as it does the division.
    return integer_or_overflow(call, call[0].as_int() == INT64_MIN && b == -1, b == -1 ? 0 : call[0].as_int() % b);
  }
  if (call.takes(Kind::uint64, Kind::uint64)) {
    if (call[1].as_uint() == 0) return failed(say("division by zero"));
    return Value::unsigned_integer(call[0].as_uint() % call[1].as_uint());
  }
  return no_overload(call);
}

Value negate(Call& call) {
  if (call.takes(Kind::int64)) {
    return call[0].as_int() == INT64_MIN ? overflow(call) : Value::integer(-call[0].as_int());
  }
  if (call.takes(Kind::floating)) return Value::floating(-call[0].as_floating());
  if (call.takes(Kind::decimal)) return Value::decimal(-call[0].as_decimal());
  if (call.takes(Kind::money)) return Value::money(call[0].currency(), -call[0].as_decimal());
  return no_overload(call);
}

}  // namespace body
}  // namespace scrip::cel
