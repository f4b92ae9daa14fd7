// Lists, maps and optional values.

#include <cmath>
#include <vector>

#include "base/utf8.h"
#include "cel/body.h"
#include "cel/texts.h"

namespace scrip::cel {
namespace {

// The subscript that a number stands for: ints, and uints and doubles without a fraction.
std::optional<std::int64_t> as_subscript(const Value& value) {
  if (value.is(Kind::int64)) return value.as_int();
  if (value.is(Kind::uint64) && value.as_uint() <= INT64_MAX) return static_cast<std::int64_t>(value.as_uint());
  if (value.is(Kind::floating)) {
    const double number = value.as_floating();
    if (std::trunc(number) == number && std::fabs(number) < 9007199254740992.0)
      return static_cast<std::int64_t>(number);
  }
  return std::nullopt;
}

// The element at a key, or an error; `absent` says that only the key is not there.
Value element(const Value& from, const Value& key, bool& absent) {
  absent = false;
  if (from.is(Kind::list)) {
    const auto subscript = as_subscript(key);
    const auto elements = from.as_list();
    if (!subscript) return failed(say("a list is indexed with a whole number, not {0}", shown(key)));
    absent = *subscript < 0 || static_cast<std::uint64_t>(*subscript) >= elements.size();
    if (!absent) return elements[static_cast<std::size_t>(*subscript)];
    return failed(say("there is no element {0}: the list has {1}, counted from 0", *subscript, elements.size()));
  }
  if (from.is(Kind::map)) {
    const Value* const found = from.find(key);
    absent = found == nullptr;
    return absent ? failed(say("no such key: {0}", shown(key))) : *found;
  }
  return failed(say("a value of type {0} has no elements", described(type_of(from))));
}

bool is_zero(const Value& value) {
  switch (value.kind()) {
    case Kind::null:
      return true;
    case Kind::boolean:
      return !value.as_bool();
    case Kind::int64:
      return value.as_int() == 0;
    case Kind::uint64:
      return value.as_uint() == 0;
    case Kind::floating:
      return value.as_floating() == 0;
    case Kind::string:
      return value.as_string().empty();
    case Kind::bytes:
      return value.as_bytes().empty();
    case Kind::list:
      return value.as_list().empty();
    case Kind::map:
      return value.as_map().empty();
    case Kind::timestamp:
      return value.as_timestamp() == Timestamp{};
    case Kind::duration:
      return value.as_duration() == Duration{};
    case Kind::optional:
      return value.as_optional() == nullptr;
    case Kind::decimal:
    case Kind::money:
      return value.as_decimal().is_zero();
    default:
      return false;
  }
}

}  // namespace

namespace body {

Value in(Call& call) {
  if (call.size() != 2) return no_overload(call);
  if (call[1].is(Kind::map)) return boolean(call[1].find(call[0]) != nullptr);
  if (!call[1].is(Kind::list)) return no_overload(call);
  for (const Value& element : call[1].as_list()) {
    const bool same = equal(element, call[0], call.cost);
    if (call.cost.left < 0) return too_costly();
    if (same) return boolean(true);
  }
  return boolean(false);
}

Value index(Call& call) {
  if (call.size() != 2) return no_overload(call);
  bool absent = false;
  if (!call[0].is(Kind::optional)) return element(call[0], call[1], absent);
  const Value* const inside = call[0].as_optional();
  if (inside == nullptr) return call[0];
  Value found = element(*inside, call[1], absent);
  if (absent) return Value::optional_none();
  return found.is(Kind::error) ? found : Value::optional_of(std::move(found));
}

Value optional_index(Call& call) {
  if (call.size() != 2) return no_overload(call);
  const Value* const from = call[0].is(Kind::optional) ? call[0].as_optional() : &call[0];
  if (from == nullptr) return call[0];
  bool absent = false;
  Value found = element(*from, call[1], absent);
  if (absent) return Value::optional_none();
  return found.is(Kind::error) ? found : Value::optional_of(std::move(found));
}

Value size(Call& call) {
  std::size_t count = 0;
  if (call.takes(Kind::string)) {
    if (!spend_text(call, call[0].as_string().size())) return too_costly();
    count = utf8_count(call[0].as_string());
  } else if (call.takes(Kind::bytes)) {
    count = call[0].as_bytes().size();
  } else if (call.takes(Kind::list)) {
    count = call[0].as_list().size();
  } else if (call.takes(Kind::map)) {
    count = call[0].as_map().size();
  } else {
    return no_overload(call);
  }
  return Value::integer(static_cast<std::int64_t>(count));
}

Value optional_of(Call& call) { return call.size() == 1 ? Value::optional_of(call[0]) : no_overload(call); }
Value optional_none(Call& call) { return call.size() == 0 ? Value::optional_none() : no_overload(call); }

Value optional_of_non_zero_value(Call& call) {
  if (call.size() != 1) return no_overload(call);
  return is_zero(call[0]) ? Value::optional_none() : Value::optional_of(call[0]);
}

Value has_value(Call& call) {
  return call.takes(Kind::optional) ? boolean(call[0].as_optional() != nullptr) : no_overload(call);
}

Value value(Call& call) {
  if (!call.takes(Kind::optional)) return no_overload(call);
  return call[0].as_optional() != nullptr ? *call[0].as_optional() : failed(say("the optional value is none"));
}

Value or_optional(Call& call) {
  if (!call.takes(Kind::optional, Kind::optional)) return no_overload(call);
  return call[0].as_optional() != nullptr ? call[0] : call[1];
}

Value or_value(Call& call) {
  if (call.size() != 2 || !call[0].is(Kind::optional)) return no_overload(call);
  return call[0].as_optional() != nullptr ? *call[0].as_optional() : call[1];
}

}  // namespace body
}  // namespace scrip::cel
