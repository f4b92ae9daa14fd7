#include "cel/value.h"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>

#include "base/bytes.h"
#include "cel/texts.h"
#include "cel/time_text.h"

namespace scrip::cel {
namespace {

constexpr std::size_t formatted_bytes_max = 64u << 10;  // a value may hold one list very many times
constexpr std::uint64_t none = 1;                       // in the second word of an optional that lies inside

std::uint32_t bits(std::int32_t number) { return static_cast<std::uint32_t>(number); }

// A double and a whole number as CEL has it: as two doubles, so that integers beyond 2^53 lose their last digits.
std::partial_ordering compare_floating(double a, double b) { return a <=> b; }

// The whole number that a double is, for looking up keys; nothing if it is none.
std::optional<Value> exact_key(double number) {
  if (std::trunc(number) != number) return std::nullopt;
  if (number >= -9223372036854775808.0 && number < 9223372036854775808.0) {
    return Value::integer(static_cast<std::int64_t>(number));
  }
  if (number >= 0 && number < 18446744073709551616.0)
    return Value::unsigned_integer(static_cast<std::uint64_t>(number));
  return std::nullopt;
}

bool is_number(Kind kind) {
  return kind == Kind::int64 || kind == Kind::uint64 || kind == Kind::floating || kind == Kind::decimal;
}

std::partial_ordering flip(std::partial_ordering order) { return 0 <=> order; }

std::partial_ordering compare_numbers(const Value& a, const Value& b) {
  if (a.kind() > b.kind()) return flip(compare_numbers(b, a));
  if (a.is(Kind::int64)) {
    if (b.is(Kind::int64)) return a.as_int() <=> b.as_int();
    if (b.is(Kind::uint64)) {
      if (a.as_int() < 0) return std::partial_ordering::less;
      return static_cast<std::uint64_t>(a.as_int()) <=> b.as_uint();
    }
    if (b.is(Kind::floating)) {
      return compare_floating(static_cast<double>(a.as_int()), b.as_floating());
    }
    return to_decimal(a.as_int()) <=> b.as_decimal();
  }
  if (a.is(Kind::uint64)) {
    if (b.is(Kind::uint64)) return a.as_uint() <=> b.as_uint();
    if (b.is(Kind::floating)) return compare_floating(static_cast<double>(a.as_uint()), b.as_floating());
    return std::partial_ordering::unordered;
  }
  if (a.is(Kind::floating)) {
    if (b.is(Kind::floating)) return a.as_floating() <=> b.as_floating();
    return std::partial_ordering::unordered;  // doubles and decimals are of two dialects
  }
  return a.as_decimal() <=> b.as_decimal();
}

// The order of keys in a map: bool, numbers, strings.
int rank(const Value& key) { return key.is(Kind::boolean) ? 0 : key.is(Kind::string) ? 2 : 1; }

std::strong_ordering compare_keys(const Value& a, const Value& b) {
  if (rank(a) != rank(b)) return rank(a) <=> rank(b);
  if (a.is(Kind::boolean)) return a.as_bool() <=> b.as_bool();
  if (a.is(Kind::string)) return a.as_string() <=> b.as_string();
  const auto order = compare_numbers(a, b);
  return order < 0   ? std::strong_ordering::less
         : order > 0 ? std::strong_ordering::greater
                     : std::strong_ordering::equal;
}

std::int64_t text_cost(std::string_view text) { return static_cast<std::int64_t>(text.size() / 16); }

bool equal_lists(std::span<const Value> a, std::span<const Value> b, Cost& cost) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (!equal(a[i], b[i], cost)) return false;
  }
  return true;
}

bool equal_maps(std::span<const MapEntry> a, std::span<const MapEntry> b, Cost& cost) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (!equal(a[i].key, b[i].key, cost) || !equal(a[i].value, b[i].value, cost)) return false;
  }
  return true;
}

bool equal_optionals(const Value* a, const Value* b, Cost& cost) {
  if (a == nullptr || b == nullptr) return a == b;
  return equal(*a, *b, cost);
}

}  // namespace

Value Value::text(Kind kind, std::string_view bytes) {
  if (bytes.size() > sizeof(text_)) return {kind, std::make_shared<const std::string>(bytes)};
  Value value(kind, 0, 0);
  value.size_ = static_cast<std::uint8_t>(bytes.size());
  if (!bytes.empty()) std::memcpy(value.text_, bytes.data(), bytes.size());
  return value;
}

std::string_view Value::text() const {
  return on_heap_ ? std::string_view(*static_cast<const std::string*>(shared_.get())) : std::string_view(text_, size_);
}

template <class T>
const T& Value::on_heap(Kind kind) const {
  check(kind);
  SCRIP_CHECK(on_heap_);
  return *static_cast<const T*>(shared_.get());
}

Value Value::floating(double value) { return {Kind::floating, std::bit_cast<std::uint64_t>(value)}; }
Value Value::string(std::string_view value) { return text(Kind::string, value); }
Value Value::bytes(std::string_view value) { return text(Kind::bytes, value); }
Value Value::type(std::string_view name) { return text(Kind::type, name); }

Value Value::list(std::vector<Value> elements) {
  return {Kind::list, std::make_shared<const std::vector<Value>>(std::move(elements))};
}

Result<Value> Value::map(std::vector<MapEntry> entries) {
  for (const MapEntry& entry : entries) {
    const Kind kind = entry.key.kind();
    if (kind != Kind::boolean && kind != Kind::int64 && kind != Kind::uint64 && kind != Kind::string) {
      return fail(ErrorCode::value_invalid, say("a map cannot have a {0} as key", described(Type(kind))));
    }
  }
  std::ranges::sort(entries, [](const MapEntry& a, const MapEntry& b) { return compare_keys(a.key, b.key) < 0; });
  for (std::size_t i = 1; i < entries.size(); ++i) {
    if (compare_keys(entries[i - 1].key, entries[i].key) == 0) {
      return fail(ErrorCode::value_invalid, say("the key {0} appears twice in a map", format(entries[i].key)));
    }
  }
  return Value(Kind::map, std::make_shared<const std::vector<MapEntry>>(std::move(entries)));
}

Value Value::timestamp(Timestamp value) {
  return {Kind::timestamp, static_cast<std::uint64_t>(value.seconds), bits(value.nanoseconds)};
}
Value Value::duration(Duration value) {
  return {Kind::duration, static_cast<std::uint64_t>(value.seconds), bits(value.nanoseconds)};
}
Value Value::optional_of(Value value) { return {Kind::optional, std::make_shared<const Value>(std::move(value))}; }
Value Value::optional_none() { return {Kind::optional, 0, none}; }

Value Value::decimal(Decimal value) {
  const auto units = static_cast<UInt128>(value.units);
  return {Kind::decimal, static_cast<std::uint64_t>(units), static_cast<std::uint64_t>(units >> 64)};
}

Value Value::money(Currency currency, Decimal amount) {
  Value value = decimal(amount);
  value.kind_ = Kind::money;
  value.currency_ = currency.packed;
  return value;
}

Value Value::date(Day day) { return {Kind::date, bits(count(day))}; }
Value Value::missing() { return {Kind::missing, 0, 0}; }
Value Value::error(Error error) { return {Kind::error, std::make_shared<const Error>(std::move(error))}; }

double Value::as_floating() const {
  check(Kind::floating);
  return std::bit_cast<double>(bits_[0]);
}

std::string_view Value::as_string() const {
  check(Kind::string);
  return text();
}
std::string_view Value::as_bytes() const {
  check(Kind::bytes);
  return text();
}
std::string_view Value::as_type() const {
  check(Kind::type);
  return text();
}
std::span<const Value> Value::as_list() const { return on_heap<std::vector<Value>>(Kind::list); }
std::span<const MapEntry> Value::as_map() const { return on_heap<std::vector<MapEntry>>(Kind::map); }
const Error& Value::as_error() const { return on_heap<Error>(Kind::error); }

Timestamp Value::as_timestamp() const {
  check(Kind::timestamp);
  return {static_cast<std::int64_t>(bits_[0]), static_cast<std::int32_t>(bits_[1])};
}
Duration Value::as_duration() const {
  check(Kind::duration);
  return {static_cast<std::int64_t>(bits_[0]), static_cast<std::int32_t>(bits_[1])};
}

const Value* Value::as_optional() const {
  check(Kind::optional);
  return on_heap_ ? static_cast<const Value*>(shared_.get()) : nullptr;
}

const Value* Value::find(const Value& key) const {
  const auto entries = as_map();
  if (!key.is(Kind::boolean) && !key.is(Kind::string) && !is_number(key.kind())) return nullptr;
  if (key.is(Kind::floating)) {
    const auto exact = exact_key(key.as_floating());
    return exact ? find(*exact) : nullptr;
  }
  const auto found = std::ranges::lower_bound(
      entries, key, [](const Value& a, const Value& b) { return compare_keys(a, b) < 0; }, &MapEntry::key);
  return found != entries.end() && compare_keys(found->key, key) == 0 ? &found->value : nullptr;
}

bool equal(const Value& a, const Value& b, Cost& cost) {
  if (!cost.spend(1)) return false;
  if (is_number(a.kind()) && is_number(b.kind())) return compare_numbers(a, b) == 0;
  if (a.kind() != b.kind()) return false;
  switch (a.kind()) {
    case Kind::null:
      return true;
    case Kind::boolean:
      return a.as_bool() == b.as_bool();
    case Kind::string:
      return cost.spend(text_cost(a.as_string())) && a.as_string() == b.as_string();
    case Kind::bytes:
      return cost.spend(text_cost(a.as_bytes())) && a.as_bytes() == b.as_bytes();
    case Kind::type:
      return a.as_type() == b.as_type();
    case Kind::list:
      return equal_lists(a.as_list(), b.as_list(), cost);
    case Kind::map:
      return equal_maps(a.as_map(), b.as_map(), cost);
    case Kind::optional:
      return equal_optionals(a.as_optional(), b.as_optional(), cost);
    default:
      return compare(a, b) == 0;
  }
}

bool equal(const Value& a, const Value& b) {
  Cost cost{INT64_MAX};
  return equal(a, b, cost);
}

std::partial_ordering compare(const Value& a, const Value& b) {
  if (is_number(a.kind()) && is_number(b.kind())) return compare_numbers(a, b);
  if (a.kind() != b.kind()) return std::partial_ordering::unordered;
  switch (a.kind()) {
    case Kind::boolean:
      return a.as_bool() <=> b.as_bool();
    case Kind::string:
      return a.as_string() <=> b.as_string();
    case Kind::bytes:
      return a.as_bytes() <=> b.as_bytes();
    case Kind::timestamp:
      return a.as_timestamp() <=> b.as_timestamp();
    case Kind::duration:
      return a.as_duration() <=> b.as_duration();
    case Kind::money:
      if (a.currency() != b.currency()) return std::partial_ordering::unordered;
      return a.as_decimal() <=> b.as_decimal();
    case Kind::date:
      return a.as_date() <=> b.as_date();
    default:
      return std::partial_ordering::unordered;
  }
}

Type type_of(const Value& value) { return value.is(Kind::money) ? Type::money(value.currency()) : Type(value.kind()); }

namespace {

// Writes values for people, and stops once there is too much.
class Writer {
 public:
  std::string text;

  void value(const Value& value, bool quoted) {
    if (text.size() > formatted_bytes_max) return;
    switch (value.kind()) {
      case Kind::string:
        return quoted ? quote(value.as_string()) : put(value.as_string());
      case Kind::list:
        return list(value.as_list());
      case Kind::map:
        return map(value.as_map());
      case Kind::optional:
        put(value.as_optional() != nullptr ? "optional(" : "none");
        if (value.as_optional() == nullptr) return;
        this->value(*value.as_optional(), true);
        return put(")");
      default:
        return put(plain(value));
    }
  }

 private:
  void put(std::string_view more) { text += more; }
  void quote(std::string_view what) {
    text += '"';
    for (const char c : what.substr(0, formatted_bytes_max)) {
      if (c == '"' || c == '\\') text += '\\';
      text += c;
    }
    text += '"';
  }
  void list(std::span<const Value> elements) {
    put("[");
    for (std::size_t i = 0; i < elements.size() && text.size() <= formatted_bytes_max; ++i) {
      if (i > 0) put(", ");
      value(elements[i], true);
    }
    put("]");
  }
  void map(std::span<const MapEntry> entries) {
    put("{");
    for (std::size_t i = 0; i < entries.size() && text.size() <= formatted_bytes_max; ++i) {
      if (i > 0) put(", ");
      value(entries[i].key, true);
      put(": ");
      value(entries[i].value, true);
    }
    put("}");
  }

  static std::string floating(double value) {
    char digits[64];
    const auto end = std::to_chars(digits, digits + sizeof(digits), value).ptr;
    return {digits, end};
  }

  static std::string plain(const Value& value) {
    switch (value.kind()) {
      case Kind::null:
        return "null";
      case Kind::boolean:
        return value.as_bool() ? "true" : "false";
      case Kind::int64:
        return std::to_string(value.as_int());
      case Kind::uint64:
        return std::to_string(value.as_uint());
      case Kind::floating:
        return floating(value.as_floating());
      case Kind::bytes:
        return "bytes:" +
               to_hex({reinterpret_cast<const std::uint8_t*>(value.as_bytes().data()), value.as_bytes().size()});
      case Kind::type:
        return std::string(value.as_type());
      case Kind::timestamp:
        return format_timestamp(value.as_timestamp());
      case Kind::duration:
        return format_duration(value.as_duration());
      case Kind::decimal:
        return cel::format(value.as_decimal());
      case Kind::money:
        return format_grouped(value.as_decimal(), minor_digits(value.currency())) + " " + value.currency().code();
      case Kind::date:
        return format_day(value.as_date());
      case Kind::missing:
        return "missing";
      case Kind::error:
        return "error: " + value.as_error().detail;
      default:
        return std::string(type_name(value.kind()));
    }
  }
};

}  // namespace

std::string format(const Value& value) {
  Writer writer;
  writer.value(value, false);
  return std::move(writer.text);
}

}  // namespace scrip::cel
