#include "codec/json.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/utf8.h"

namespace scrip::codec {
namespace {

// ASCII that stands for itself.
bool is_plain(char c) { return c >= ' ' && c < 0x7f && c != '"' && c != '\\'; }

}  // namespace

void append_json_text(std::string& out, std::string_view text) {
  out += '"';
  for (std::size_t at = 0; at < text.size();) {
    const auto plain = static_cast<std::size_t>(std::ranges::find_if_not(text.substr(at), is_plain) - text.begin());
    out += text.substr(at, plain - at);
    at = plain;
    if (at == text.size()) break;
    const char c = text[at];
    const std::size_t size = utf8_length(text, at);
    if (size == 0) {
      out += "\xef\xbf\xbd";
    } else if (size > 1) {
      out += text.substr(at, size);
    } else if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (c == '\n') {
      out += "\\n";
    } else {
      out += fmt::format("\\u{:04x}", static_cast<unsigned char>(c));
    }
    at += std::max<std::size_t>(size, 1);
  }
  out += '"';
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
  event.visit([&](const auto& happened) {
    happened.fields(happened, [&](const char* field, const auto& value) { object.add(field, value); });
  });
  return object.text();
}

}  // namespace scrip::codec
