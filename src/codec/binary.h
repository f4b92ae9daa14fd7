#pragma once
// The binary encoding of records: what a type lists in fields(), in that order. Unsigned numbers are base-128 varints,
// signed ones zigzag varints, text and lists carry their length first. There is one encoding of a value, and a reader
// takes no other (over-long varints are refused), so equal bytes and equal values are the same thing.

#include <concepts>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/amount.h"
#include "base/bytes.h"
#include "base/containers.h"
#include "base/fields.h"
#include "base/one_of.h"
#include "base/time.h"
#include "base/wide.h"

namespace scrip::codec {

class Writer {
 public:
  explicit Writer(Bytes& out) : out_(out) {}

  void byte(std::uint8_t value) { out_.push_back(value); }
  void raw(ByteView bytes) { out_.insert(out_.end(), bytes.begin(), bytes.end()); }

  void unsigned_number(UInt128 value) {
    while (value >= 0x80) {
      byte(static_cast<std::uint8_t>(value | 0x80));
      value >>= 7;
    }
    byte(static_cast<std::uint8_t>(value));
  }
  void signed_number(Int128 value) {
    unsigned_number((static_cast<UInt128>(value) << 1) ^ static_cast<UInt128>(value >> 127));
  }

  template <class T>
  void value(const T& value);

 private:
  Bytes& out_;
};

// Reads what a Writer wrote. After the first thing that does not fit, ok() is false and everything reads as zero or
// empty, so callers check once, at the end. Sizes are bounded by the bytes that are left: no input makes it allocate
// more than a fixed multiple of its length.
class Reader {
 public:
  explicit Reader(ByteView bytes) : rest_(bytes) {}

  [[nodiscard]] bool ok() const { return ok_; }
  [[nodiscard]] bool at_end() const { return ok_ && rest_.empty(); }
  [[nodiscard]] std::size_t left() const { return rest_.size(); }
  void refuse() {
    ok_ = false;
    rest_ = {};
  }

  [[nodiscard]] std::uint8_t byte() {
    if (rest_.empty()) {
      refuse();
      return 0;
    }
    const std::uint8_t value = rest_.front();
    rest_ = rest_.subspan(1);
    return value;
  }
  [[nodiscard]] ByteView raw(std::size_t size) {
    if (size > rest_.size()) {
      refuse();
      return {};
    }
    const ByteView bytes = rest_.first(size);
    rest_ = rest_.subspan(size);
    return bytes;
  }

  [[nodiscard]] UInt128 unsigned_number() {
    UInt128 value = 0;
    for (unsigned shift = 0; shift < 133; shift += 7) {
      const std::uint8_t next = byte();
      const bool too_wide = shift == 126 && next > 3;
      const bool too_long = shift > 0 && next == 0;
      if (too_wide || too_long) break;
      value |= UInt128{static_cast<std::uint8_t>(next & 0x7f)} << shift;
      if ((next & 0x80) == 0) return value;
    }
    refuse();
    return 0;
  }
  [[nodiscard]] Int128 signed_number() {
    const UInt128 value = unsigned_number();
    return static_cast<Int128>(value >> 1) ^ -static_cast<Int128>(value & 1);
  }
  // A number that must fit the type.
  template <std::integral T>
  [[nodiscard]] T number() {
    if constexpr (std::is_signed_v<T>) {
      const Int128 value = signed_number();
      if (value < std::numeric_limits<T>::min() || value > std::numeric_limits<T>::max()) refuse();
      return ok_ ? static_cast<T>(value) : T{};
    } else {
      const UInt128 value = unsigned_number();
      if (value > std::numeric_limits<T>::max()) refuse();
      return ok_ ? static_cast<T>(value) : T{};
    }
  }
  // The length of a list whose elements take at least one byte each.
  [[nodiscard]] std::size_t length() {
    const auto size = number<std::uint64_t>();
    if (size > rest_.size()) refuse();
    return ok_ ? static_cast<std::size_t>(size) : 0;
  }

  template <class T>
  void value(T& value);

 private:
  ByteView rest_;
  bool ok_ = true;
};

namespace detail {

template <class T>
inline constexpr bool is_list = false;
template <class T, class A>
inline constexpr bool is_list<std::vector<T, A>> = true;
template <class T, class A>
inline constexpr bool is_list<std::deque<T, A>> = true;
template <class T, std::size_t N, class A>
inline constexpr bool is_list<absl::InlinedVector<T, N, A>> = true;

template <class T>
inline constexpr bool is_map = false;
template <class K, class V>
inline constexpr bool is_map<std::map<K, V>> = true;

template <class T>
inline constexpr bool is_pair = false;
template <class A, class B>
inline constexpr bool is_pair<std::pair<A, B>> = true;

template <class T>
inline constexpr bool is_optional = false;
template <class T>
inline constexpr bool is_optional<std::optional<T>> = true;

}  // namespace detail

template <class T>
void Writer::value(const T& value) {
  if constexpr (std::is_same_v<T, bool>) {
    byte(value ? 1 : 0);
  } else if constexpr (std::is_enum_v<T>) {
    this->value(static_cast<std::underlying_type_t<T>>(value));
  } else if constexpr (std::is_same_v<T, Int128>) {
    signed_number(value);
  } else if constexpr (std::signed_integral<T>) {
    signed_number(value);
  } else if constexpr (std::unsigned_integral<T>) {
    unsigned_number(value);
  } else if constexpr (std::is_same_v<T, Amount>) {
    signed_number(value.micro_units);
  } else if constexpr (std::is_same_v<T, Share>) {
    unsigned_number(value.ppm);
  } else if constexpr (std::is_same_v<T, Instant>) {
    signed_number(count(value));
  } else if constexpr (std::is_same_v<T, Hash256>) {
    raw(value.bytes);
  } else if constexpr (std::is_same_v<T, std::string>) {
    unsigned_number(value.size());
    raw(as_bytes(value));
  } else if constexpr (std::is_same_v<T, ZoneOffsets::Step>) {
    signed_number(value.from_ms);
    signed_number(value.offset_s);
  } else if constexpr (std::is_same_v<T, ZoneOffsets>) {
    this->value(value.steps);
  } else if constexpr (detail::is_optional<T>) {
    byte(value.has_value() ? 1 : 0);
    if (value) this->value(*value);
  } else if constexpr (detail::is_pair<T>) {
    this->value(value.first);
    this->value(value.second);
  } else if constexpr (detail::is_map<T> || detail::is_list<T>) {
    unsigned_number(value.size());
    for (const auto& element : value) this->value(element);
  } else if constexpr (is_one_of<T>) {
    unsigned_number(value.index());
    value.visit([this](const auto& held) { this->value(held); });
  } else {
    T::fields(value, [this](const char*, const auto& field) { this->value(field); });
  }
}

template <class T>
void Reader::value(T& value) {
  if constexpr (std::is_same_v<T, bool>) {
    const std::uint8_t read = byte();
    if (read > 1) refuse();
    value = read == 1;
  } else if constexpr (std::is_enum_v<T>) {
    value = static_cast<T>(number<std::underlying_type_t<T>>());
  } else if constexpr (std::is_same_v<T, Int128>) {
    value = signed_number();
  } else if constexpr (std::integral<T>) {
    value = number<T>();
  } else if constexpr (std::is_same_v<T, Amount>) {
    value.micro_units = number<std::int64_t>();
    if (value > amount_max || value < -amount_max) refuse();
  } else if constexpr (std::is_same_v<T, Share>) {
    value.ppm = number<std::uint32_t>();
  } else if constexpr (std::is_same_v<T, Instant>) {
    value = instant_at(number<std::int64_t>());
  } else if constexpr (std::is_same_v<T, Hash256>) {
    const ByteView bytes = raw(32);
    if (ok_) std::copy(bytes.begin(), bytes.end(), value.bytes.begin());
  } else if constexpr (std::is_same_v<T, std::string>) {
    value = as_text(raw(length()));
  } else if constexpr (std::is_same_v<T, ZoneOffsets::Step>) {
    value.from_ms = number<std::int64_t>();
    value.offset_s = number<std::int32_t>();
  } else if constexpr (std::is_same_v<T, ZoneOffsets>) {
    this->value(value.steps);
  } else if constexpr (detail::is_optional<T>) {
    bool present = false;
    this->value(present);
    value.reset();
    if (present) this->value(value.emplace());
  } else if constexpr (detail::is_pair<T>) {
    this->value(value.first);
    this->value(value.second);
  } else if constexpr (detail::is_map<T>) {
    value.clear();
    for (std::size_t i = length(); i > 0 && ok_; --i) {
      std::pair<typename T::key_type, typename T::mapped_type> element;
      this->value(element);
      value.insert(value.end(), std::move(element));
    }
  } else if constexpr (detail::is_list<T>) {
    value.clear();
    for (std::size_t i = length(); i > 0 && ok_; --i) this->value(value.emplace_back());
  } else if constexpr (is_one_of<T>) {
    const auto position = number<std::uint32_t>();
    if (position >= T::count) refuse();
    if (!ok_) return;
    value = T::at(position);
    value.visit([this](auto& held) { this->value(held); });
  } else {
    T::fields(value, [this](const char*, auto& field) { this->value(field); });
  }
}

}  // namespace scrip::codec
