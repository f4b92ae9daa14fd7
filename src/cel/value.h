#pragma once
// Values of the expression language.

#include <compare>
#include <cstdint>
#include <cstring>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/check.h"
#include "base/result.h"
#include "base/time.h"
#include "cel/decimal.h"
#include "cel/type.h"

namespace scrip::cel {

// Seconds since 1970 and 0 .. 999,999,999 nanoseconds after them.
struct Timestamp {
  std::int64_t seconds = 0;
  std::int32_t nanoseconds = 0;
  friend auto operator<=>(const Timestamp&, const Timestamp&) = default;
};
// The same for a length of time; the nanoseconds count forwards for negative durations, too.
struct Duration {
  std::int64_t seconds = 0;
  std::int32_t nanoseconds = 0;
  friend auto operator<=>(const Duration&, const Duration&) = default;
};

struct MapEntry;

// 24 bytes, immutable, cheap to copy. Strings of up to 16 bytes lie inside; longer ones, lists and maps are
// shared. The accessors end the process when the kind is another.
class Value {
 public:
  Value() {}  // null
  Value(const Value& other) noexcept { copy(other); }
  Value(Value&& other) noexcept { move(other); }
  Value& operator=(const Value& other) noexcept {
    if (this != &other) {
      release();
      copy(other);
    }
    return *this;
  }
  Value& operator=(Value&& other) noexcept {
    if (this != &other) {
      release();
      move(other);
    }
    return *this;
  }
  ~Value() { release(); }

  [[nodiscard]] static Value boolean(bool value) { return {Kind::boolean, value ? 1u : 0u}; }
  [[nodiscard]] static Value integer(std::int64_t value) { return {Kind::int64, static_cast<std::uint64_t>(value)}; }
  [[nodiscard]] static Value unsigned_integer(std::uint64_t value) { return {Kind::uint64, value}; }
  [[nodiscard]] static Value floating(double value);
  [[nodiscard]] static Value string(std::string_view value);  // UTF-8
  [[nodiscard]] static Value bytes(std::string_view value);
  [[nodiscard]] static Value list(std::vector<Value> elements);
  // Keys are bool, int, uint or string. Errors: value_invalid (another kind of key, or the same key twice).
  [[nodiscard]] static Result<Value> map(std::vector<MapEntry> entries);
  [[nodiscard]] static Value timestamp(Timestamp value);
  [[nodiscard]] static Value duration(Duration value);
  [[nodiscard]] static Value type(std::string_view name);
  [[nodiscard]] static Value optional_of(Value value);
  [[nodiscard]] static Value optional_none();
  [[nodiscard]] static Value decimal(Decimal value);
  [[nodiscard]] static Value money(Currency currency, Decimal amount);
  [[nodiscard]] static Value date(Day day);
  // A fact that was not given: an expression that needs it ends with fact_missing.
  [[nodiscard]] static Value missing();
  // Only inside evaluation: errors travel as values, because && and || absorb them.
  [[nodiscard]] static Value error(Error error);

  [[nodiscard]] Kind kind() const { return kind_; }
  [[nodiscard]] bool is(Kind kind) const { return kind_ == kind; }
  [[nodiscard]] bool as_bool() const {
    check(Kind::boolean);
    return bits_[0] != 0;
  }
  [[nodiscard]] std::int64_t as_int() const {
    check(Kind::int64);
    return static_cast<std::int64_t>(bits_[0]);
  }
  [[nodiscard]] std::uint64_t as_uint() const {
    check(Kind::uint64);
    return bits_[0];
  }
  [[nodiscard]] double as_floating() const;
  [[nodiscard]] std::string_view as_string() const;  // valid as long as this Value
  [[nodiscard]] std::string_view as_bytes() const;
  [[nodiscard]] std::span<const Value> as_list() const;
  [[nodiscard]] std::span<const MapEntry> as_map() const;  // ascending by key
  [[nodiscard]] Timestamp as_timestamp() const;
  [[nodiscard]] Duration as_duration() const;
  [[nodiscard]] std::string_view as_type() const;
  [[nodiscard]] const Value* as_optional() const;  // nothing where it is none
  [[nodiscard]] Decimal as_decimal() const {  // also the amount of money
    SCRIP_CHECK(kind_ == Kind::decimal || kind_ == Kind::money);
    return Decimal{static_cast<Int128>(UInt128{bits_[1]} << 64 | bits_[0])};
  }
  [[nodiscard]] Currency currency() const { return Currency{currency_}; }  // of money
  [[nodiscard]] Day as_date() const {
    check(Kind::date);
    return Day{static_cast<std::int32_t>(bits_[0])};
  }
  [[nodiscard]] const Error& as_error() const;

  // The value at a key of a map, or nothing. Numeric keys match across int, uint and double.
  [[nodiscard]] const Value* find(const Value& key) const;

 private:
  Value(Kind kind, std::uint64_t low, std::uint64_t high = 0) : kind_(kind), bits_{low, high} {}
  // Shared, because values are immutable and copied wherever an expression passes them on.
  Value(Kind kind, std::shared_ptr<const void> shared) : kind_(kind), on_heap_(true), shared_(std::move(shared)) {}
  void check(Kind kind) const { SCRIP_CHECK(kind_ == kind); }
  void copy_head(const Value& other) {
    kind_ = other.kind_;
    on_heap_ = other.on_heap_;
    size_ = other.size_;
    currency_ = other.currency_;
  }
  void copy(const Value& other) {
    copy_head(other);
    if (on_heap_) {
      std::construct_at(&shared_, other.shared_);
    } else {
      std::memcpy(bits_, other.bits_, sizeof(bits_));
    }
  }
  void move(Value& other) {
    copy_head(other);
    if (on_heap_) {
      std::construct_at(&shared_, std::move(other.shared_));
    } else {
      std::memcpy(bits_, other.bits_, sizeof(bits_));
    }
  }
  void release() {
    if (on_heap_) std::destroy_at(&shared_);
  }
  [[nodiscard]] static Value text(Kind kind, std::string_view bytes);
  [[nodiscard]] std::string_view text() const;
  template <class T>
  [[nodiscard]] const T& on_heap(Kind kind) const;

  Kind kind_ = Kind::null;
  bool on_heap_ = false;
  std::uint8_t size_ = 0;  // of a string that lies inside
  std::uint32_t currency_ = 0;
  union {
    std::uint64_t bits_[2] = {0, 0};
    char text_[16];
    std::shared_ptr<const void> shared_;
  };
};
static_assert(sizeof(Value) == 24);

struct MapEntry {
  Value key;
  Value value;
};

// How much comparing may cost: one for every element and every 16 bytes of text. A value can hold the same list many
// times over, so that comparing could take longer than building it.
struct Cost {
  std::int64_t left = 0;
  [[nodiscard]] bool spend(std::int64_t cost) { return (left -= cost) >= 0; }
};

// CEL's equality: numbers by value across kinds (policy dialect: decimals too), NaN equals nothing, other kinds differ.
[[nodiscard]] bool equal(const Value& a, const Value& b);
// The same within a cost; once it is spent, the answer is false and cost.left < 0.
[[nodiscard]] bool equal(const Value& a, const Value& b, Cost& cost);
// CEL's order of two values; unordered where CEL has none (other kinds, NaN, money of two currencies).
[[nodiscard]] std::partial_ordering compare(const Value& a, const Value& b);

// The type as far as a value shows it: list(dyn), money(CNY).
[[nodiscard]] Type type_of(const Value& value);

// For people: "1,200,000.00 CNY", "2025-07-28", "true", "[1, 2]". Strings come without quotes at the top only.
[[nodiscard]] std::string format(const Value& value);

}  // namespace scrip::cel
