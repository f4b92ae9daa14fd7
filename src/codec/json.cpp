#include "codec/json.h"

#include <fmt/format.h>

#include <algorithm>

namespace scrip::codec {

namespace {

// How many bytes at `at` are one character of UTF-8 (RFC 3629, section 4); 0 if they are none.
std::size_t character_bytes(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u; };
  const unsigned first = byte(at);
  if (first < 0x80) return 1;
  const std::size_t size = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if (first < 0xc2 || first > 0xf4) return 0;
  for (std::size_t i = 1; i < size; ++i) {
    if ((byte(at + i) & 0xc0) != 0x80) return 0;
  }
  const unsigned second = byte(at + 1);
  const bool out_of_range = (first == 0xe0 && second < 0xa0) || (first == 0xed && second > 0x9f) ||
                            (first == 0xf0 && second < 0x90) || (first == 0xf4 && second > 0x8f);
  return out_of_range ? 0 : size;
}

}  // namespace

std::string json_text(std::string_view text) {
  std::string out = "\"";
  for (std::size_t at = 0; at < text.size();) {
    const char c = text[at];
    const auto byte = static_cast<unsigned char>(c);
    const std::size_t size = character_bytes(text, at);
    if (size == 0) {
      out += "\xef\xbf\xbd";
    } else if (size > 1) {
      out += text.substr(at, size);
    } else if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (c == '\n') {
      out += "\\n";
    } else if (byte < 0x20 || byte == 0x7f) {
      out += fmt::format("\\u{:04x}", byte);
    } else {
      out += c;
    }
    at += std::max<std::size_t>(size, 1);
  }
  return out + '"';
}

std::string json_array(const std::vector<std::string>& items) {
  std::string out = "[";
  for (const auto& item : items) {
    if (out.size() > 1) out += ',';
    out += item;
  }
  return out + ']';
}

std::string detail::decimal(Int128 value) {
  const bool negative = value < 0;
  UInt128 rest = negative ? -static_cast<UInt128>(value) : static_cast<UInt128>(value);
  std::string digits;
  do {
    digits += static_cast<char>('0' + static_cast<int>(rest % 10));
    rest /= 10;
  } while (rest != 0);
  if (negative) digits += '-';
  std::reverse(digits.begin(), digits.end());
  return digits;
}

std::string json_event(const engine::Event& event) {
  JsonObject object;
  object.add("event", name(event));
  std::visit(
      [&](const auto& happened) {
        happened.fields(happened, [&](const char* field, const auto& value) { object.add(field, value); });
      },
      event);
  return object.text();
}

}  // namespace scrip::codec
