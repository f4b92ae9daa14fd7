#pragma once
// Values as JSON text: records by their own list of fields (base/fields.h), amounts, shares, hashes and
// large numbers as strings so that no reader rounds them, times in RFC 3339.

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/amount.h"
#include "base/bytes.h"
#include "base/fields.h"
#include "base/ids.h"
#include "base/time.h"
#include "base/wide.h"
#include "engine/events.h"

namespace scrip::codec {

// With its quotes. Bytes that are not UTF-8 become U+FFFD.
[[nodiscard]] std::string json_text(std::string_view text);

template <class T>
[[nodiscard]] std::string json(const T& value);

// An object, member by member in the order given.
class JsonObject {
 public:
  template <class T>
  JsonObject& add(std::string_view name, const T& value) {
    return raw(name, json(value));
  }
  // A value that is JSON already.
  JsonObject& raw(std::string_view name, std::string_view value) {
    text_ += text_.empty() ? "{" : ",";
    text_ += json_text(name);
    text_ += ':';
    text_ += value;
    return *this;
  }
  [[nodiscard]] std::string text() const { return text_.empty() ? "{}" : text_ + "}"; }

 private:
  std::string text_;
};

// An array of values that are JSON already.
[[nodiscard]] std::string json_array(const std::vector<std::string>& items);

namespace detail {

template <class T>
concept Named = std::is_enum_v<T> && requires(T value) { name(value); };

template <class T>
std::string json_number(T value) {
  constexpr auto exact_max = std::int64_t{1} << 53;  // beyond, some readers round
  if constexpr (std::is_signed_v<T>) {
    if (value > exact_max || value < -exact_max) return '"' + std::to_string(value) + '"';
  } else {
    if (value > static_cast<std::uint64_t>(exact_max)) return '"' + std::to_string(value) + '"';
  }
  return std::to_string(value);
}

std::string decimal(Int128 value);

template <class T>
std::string json_record(const T& record) {
  JsonObject object;
  T::fields(record, [&](const char* name, const auto& value) { object.add(name, value); });
  return object.text();
}

template <class T>
struct IsOptional : std::false_type {};
template <class T>
struct IsOptional<std::optional<T>> : std::true_type {};

template <class T>
concept List = requires(const T& list) {
  list.begin();
  list.end();
  list.size();
};

template <class T>
std::string json_list(const T& list) {
  std::vector<std::string> items;
  items.reserve(list.size());
  for (const auto& item : list) items.push_back(json(item));
  return json_array(items);
}

}  // namespace detail

template <class T>
std::string json(const T& value) {
  if constexpr (std::is_same_v<T, bool>) {
    return value ? "true" : "false";
  } else if constexpr (std::is_integral_v<T>) {
    return detail::json_number(value);
  } else if constexpr (std::is_same_v<T, Int128>) {
    return '"' + detail::decimal(value) + '"';
  } else if constexpr (std::is_same_v<T, Amount>) {
    return '"' + format_amount(value) + '"';
  } else if constexpr (std::is_same_v<T, Share>) {
    return '"' + format_share(value) + '"';
  } else if constexpr (std::is_same_v<T, Instant>) {
    return value == Instant{} ? "null" : '"' + format_instant(value) + '"';
  } else if constexpr (std::is_same_v<T, Day>) {
    return '"' + format_day(value) + '"';
  } else if constexpr (std::is_same_v<T, Month>) {
    return '"' + format_month(value) + '"';
  } else if constexpr (std::is_same_v<T, Hash256>) {
    return value == Hash256{} ? "null" : '"' + to_hex(value) + '"';
  } else if constexpr (std::is_same_v<T, ZoneOffsets>) {
    return detail::json_number(value.steps.size());  // how many changes of offset; the zone's name says which
  } else if constexpr (Id<T>) {
    return value == no_id<T> ? "null" : detail::json_number(static_cast<std::underlying_type_t<T>>(value));
  } else if constexpr (detail::Named<T>) {
    return json_text(name(value));
  } else if constexpr (std::is_enum_v<T>) {
    return std::to_string(static_cast<int>(value));
  } else if constexpr (detail::IsOptional<T>::value) {
    return value ? json(*value) : "null";
  } else if constexpr (std::is_convertible_v<const T&, std::string_view>) {
    return json_text(value);
  } else if constexpr (Record<const T>) {
    return detail::json_record(value);
  } else if constexpr (detail::List<T>) {
    return detail::json_list(value);
  } else {
    return json_array({json(value.first), json(value.second)});
  }
}

// {"event": "voucher_issued", ...the event's fields}.
[[nodiscard]] std::string json_event(const engine::Event& event);

}  // namespace scrip::codec
