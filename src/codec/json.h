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

// All of these write behind what `out` holds, so that an object of many members is one text that grows, and not many
// texts that are joined.

// With its quotes. Bytes that are not UTF-8 become U+FFFD.
void append_json_text(std::string& out, std::string_view text);
template <class T>
void append_json(std::string& out, const T& value);

[[nodiscard]] inline std::string json_text(std::string_view text) {
  std::string out;
  append_json_text(out, text);
  return out;
}
template <class T>
[[nodiscard]] std::string json(const T& value) {
  std::string out;
  append_json(out, value);
  return out;
}

// An object, member by member in the order given.
class JsonObject {
 public:
  template <class T>
  JsonObject& add(std::string_view name, const T& value) {
    begin(name);
    append_json(text_, value);
    return *this;
  }
  // A value that is JSON already.
  JsonObject& raw(std::string_view name, std::string_view value) {
    begin(name);
    text_ += value;
    return *this;
  }
  [[nodiscard]] std::string text() const { return text_.empty() ? "{}" : text_ + "}"; }

 private:
  void begin(std::string_view name) {
    text_ += text_.empty() ? '{' : ',';
    append_json_text(text_, name);
    text_ += ':';
  }

  std::string text_;
};

// An array of values that are JSON already.
[[nodiscard]] std::string json_array(const std::vector<std::string>& items);

namespace detail {

template <class T>
concept Named = std::is_enum_v<T> && requires(T value) { name(value); };

template <class T>
void append_number(std::string& out, T value) {
  constexpr auto exact_max = std::int64_t{1} << 53;  // beyond, some readers round
  bool exact = true;
  if constexpr (std::is_signed_v<T>) {
    exact = value <= exact_max && value >= -exact_max;
  } else {
    exact = value <= static_cast<std::uint64_t>(exact_max);
  }
  if (!exact) out += '"';
  out += std::to_string(value);
  if (!exact) out += '"';
}

std::string decimal(Int128 value);

inline void append_quoted(std::string& out, std::string_view plain) { (((out += '"') += plain) += '"'); }

template <class T>
void append_record(std::string& out, const T& record) {
  char before = '{';
  T::fields(record, [&](const char* name, const auto& value) {
    out += before;
    append_json_text(out, name);
    out += ':';
    append_json(out, value);
    before = ',';
  });
  out += before == '{' ? "{}" : "}";
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
void append_list(std::string& out, const T& list) {
  out += '[';
  bool first = true;
  for (const auto& item : list) {
    if (!first) out += ',';
    first = false;
    append_json(out, item);
  }
  out += ']';
}

}  // namespace detail

template <class T>
void append_json(std::string& out, const T& value) {
  if constexpr (std::is_same_v<T, bool>) {
    out += value ? "true" : "false";
  } else if constexpr (std::is_integral_v<T>) {
    detail::append_number(out, value);
  } else if constexpr (std::is_same_v<T, Int128>) {
    detail::append_quoted(out, detail::decimal(value));
  } else if constexpr (std::is_same_v<T, Amount>) {
    detail::append_quoted(out, format_amount(value));
  } else if constexpr (std::is_same_v<T, Share>) {
    detail::append_quoted(out, format_share(value));
  } else if constexpr (std::is_same_v<T, Instant>) {
    value == Instant{} ? void(out += "null") : detail::append_quoted(out, format_instant(value));
  } else if constexpr (std::is_same_v<T, Day>) {
    detail::append_quoted(out, format_day(value));
  } else if constexpr (std::is_same_v<T, Month>) {
    detail::append_quoted(out, format_month(value));
  } else if constexpr (std::is_same_v<T, Hash256>) {
    value == Hash256{} ? void(out += "null") : detail::append_quoted(out, to_hex(value));
  } else if constexpr (std::is_same_v<T, ZoneOffsets>) {
    detail::append_number(out, value.steps.size());  // how many changes of offset; the zone's name says which
  } else if constexpr (Id<T>) {
    value == no_id<T> ? void(out += "null") : detail::append_number(out, static_cast<std::underlying_type_t<T>>(value));
  } else if constexpr (detail::Named<T>) {
    append_json_text(out, name(value));
  } else if constexpr (std::is_enum_v<T>) {
    out += std::to_string(static_cast<int>(value));
  } else if constexpr (detail::IsOptional<T>::value) {
    value ? append_json(out, *value) : void(out += "null");
  } else if constexpr (std::is_convertible_v<const T&, std::string_view>) {
    append_json_text(out, value);
  } else if constexpr (Record<const T>) {
    detail::append_record(out, value);
  } else if constexpr (detail::List<T>) {
    detail::append_list(out, value);
  } else {
    append_json(out += '[', value.first);
    append_json(out += ',', value.second);
    out += ']';
  }
}

// {"event": "voucher_issued", ...the event's fields}.
[[nodiscard]] std::string json_event(const engine::Event& event);

}  // namespace scrip::codec
