// string.format(list): the clauses %s %d %f %e %b %o %x %X and %%.

#include <algorithm>
#include <charconv>
#include <cmath>
#include <vector>

#include "base/bytes.h"
#include "cel/body.h"
#include "cel/texts.h"
#include "cel/time_text.h"

namespace scrip::cel {
namespace {

constexpr int precision_max = 100;

std::string upper(std::string text) {
  std::ranges::transform(text, text.begin(),
                         [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
  return text;
}

std::string in_base(std::uint64_t magnitude, bool negative, int base) {
  char digits[72];
  const auto end = std::to_chars(digits, digits + sizeof(digits), magnitude, base).ptr;
  return (negative ? "-" : "") + std::string(digits, end);
}

std::optional<std::string> not_finite(double value) {
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return value > 0 ? "Infinity" : "-Infinity";
  return std::nullopt;
}

std::string shortest(double value) {
  if (auto text = not_finite(value)) return *text;
  char digits[64];
  return {digits, std::to_chars(digits, digits + sizeof(digits), value).ptr};
}

// Formats one call; an error sticks.
class Formatter {
 public:
  explicit Formatter(Call& call) : call_(call) {}
  std::string text;
  Value error;  // kind error once something failed

  [[nodiscard]] bool ok() const { return !error.is(Kind::error); }

  void run(std::string_view pattern, std::span<const Value> arguments) {
    std::size_t next = 0;
    for (std::size_t i = 0; i < pattern.size() && ok(); ++i) {
      if (pattern[i] != '%') {
        text += pattern[i];
      } else if (i + 1 < pattern.size() && pattern[i + 1] == '%') {
        text += '%';
        ++i;
      } else {
        clause(pattern, i, arguments, next);
      }
    }
  }

 private:
  void fail_with(const Message& why) {
    if (ok()) error = failed(say("format: {0}", why));
  }
  void put(std::string_view more) {
    if (!spend_text(call_, more.size())) error = too_costly();
    text += more;
  }

  // Reads the clause that starts at pattern[i] == '%', and leaves i at its last character.
  void clause(std::string_view pattern, std::size_t& i, std::span<const Value> arguments, std::size_t& next) {
    int precision = 6;
    if (++i < pattern.size() && pattern[i] == '.') {
      precision = 0;
      std::size_t digits = 0;
      for (++i; i < pattern.size() && pattern[i] >= '0' && pattern[i] <= '9' && digits < 4; ++i, ++digits) {
        precision = precision * 10 + (pattern[i] - '0');
      }
      if (digits == 0 || precision > precision_max) return fail_with(say("the precision is no number up to 100"));
    }
    if (i >= pattern.size()) return fail_with(say("the text ends after '%'"));
    if (next >= arguments.size()) return fail_with(say("there is no value for clause {0}", next + 1));
    const Value& value = arguments[next++];
    switch (pattern[i]) {
      case 's':
        return string(value);
      case 'd':
        return decimal(value);
      case 'f':
        return floating(value, std::chars_format::fixed, precision);
      case 'e':
        return floating(value, std::chars_format::scientific, precision);
      case 'b':
        return value.is(Kind::boolean) ? put(value.as_bool() ? "1" : "0") : whole(value, 2, say("integers and bools"));
      case 'o':
        return whole(value, 8, say("integers"));
      case 'x':
      case 'X':
        return hexadecimal(value, pattern[i] == 'X');
      default:
        return fail_with(say("unknown clause '%{0}'", pattern.substr(i, 1)));
    }
  }

  void wrong(const Message& wanted, const Value& value) {
    fail_with(say("this clause takes {0}, not {1}", wanted, described(Type(value.kind()))));
  }

  void whole(const Value& value, int base, const Message& wanted) {
    if (value.is(Kind::uint64)) return put(in_base(value.as_uint(), false, base));
    if (!value.is(Kind::int64)) return wrong(wanted, value);
    const auto bits = static_cast<std::uint64_t>(value.as_int());
    put(in_base(value.as_int() < 0 ? 0 - bits : bits, value.as_int() < 0, base));
  }

  void decimal(const Value& value) {
    if (value.is(Kind::floating)) {
      const auto special = not_finite(value.as_floating());
      return special ? put(*special) : wrong(say("integers"), value);
    }
    whole(value, 10, say("integers"));
  }

  void floating(const Value& value, std::chars_format how, int precision) {
    if (!value.is(Kind::floating)) return wrong(say("doubles"), value);
    if (const auto special = not_finite(value.as_floating())) return put(*special);
    char digits[512];
    const auto [end, failed_to] = std::to_chars(digits, digits + sizeof(digits), value.as_floating(), how, precision);
    if (failed_to != std::errc()) return fail_with(say("the number is too long"));
    put({digits, static_cast<std::size_t>(end - digits)});
  }

  void hexadecimal(const Value& value, bool capitals) {
    std::string digits;
    if (value.is(Kind::string)) {
      digits = to_hex(as_bytes(value.as_string()));
    } else if (value.is(Kind::bytes)) {
      digits = to_hex(as_bytes(value.as_bytes()));
    } else {
      const std::size_t before = text.size();
      whole(value, 16, say("integers, bytes and strings"));
      digits = text.substr(before);
      text.resize(before);
    }
    put(capitals ? upper(digits) : digits);
  }

  void string(const Value& value) {
    if (!ok()) return;
    switch (value.kind()) {
      case Kind::string:
        return put(value.as_string());
      case Kind::bytes:
        return put(value.as_bytes());
      case Kind::floating:
        return put(shortest(value.as_floating()));
      case Kind::list:
        return list(value.as_list());
      case Kind::map:
        return map(value.as_map());
      case Kind::null:
      case Kind::boolean:
      case Kind::int64:
      case Kind::uint64:
      case Kind::type:
      case Kind::timestamp:
      case Kind::duration:
        return put(format(value));
      default:
        return wrong(say("simple values, lists and maps"), value);
    }
  }

  void list(std::span<const Value> elements) {
    put("[");
    for (std::size_t i = 0; i < elements.size() && ok(); ++i) {
      if (i > 0) put(", ");
      string(elements[i]);
    }
    put("]");
  }

  // Entries in the order of their keys as text.
  void map(std::span<const MapEntry> entries) {
    std::vector<std::pair<std::string, const Value*>> sorted;
    const std::size_t before = text.size();
    for (const MapEntry& entry : entries) {
      string(entry.key);
      sorted.emplace_back(text.substr(before), &entry.value);
      text.resize(before);
    }
    std::ranges::sort(sorted, {}, &std::pair<std::string, const Value*>::first);
    put("{");
    for (std::size_t i = 0; i < sorted.size() && ok(); ++i) {
      put((i > 0 ? ", " : "") + sorted[i].first + ": ");
      string(*sorted[i].second);
    }
    put("}");
  }

  Call& call_;
};

}  // namespace

Value body::format(Call& call) {
  if (!call.takes(Kind::string, Kind::list)) return no_overload(call);
  if (!spend_text(call, call[0].as_string().size())) return too_costly();
  Formatter formatter(call);
  formatter.run(call[0].as_string(), call[1].as_list());
  return formatter.ok() ? Value::string(formatter.text) : formatter.error;
}

}  // namespace scrip::cel
