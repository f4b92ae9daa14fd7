// Functions of strings.

#include <algorithm>
#include <vector>

#include "base/bytes.h"
#include "base/utf8.h"
#include "cel/body.h"
#include "cel/texts.h"

namespace scrip::cel {
namespace {

Value no_index(std::int64_t index) { return failed(say("index out of range: {0}", index)); }

// The byte where the character with a subscript starts; nothing outside 0 .. size.
std::optional<std::size_t> offset_of(std::string_view text, std::int64_t index) {
  return index < 0 ? std::nullopt : utf8_offset(text, static_cast<std::size_t>(index));
}

Value position_of(std::string_view text, std::size_t found) {
  if (found == std::string_view::npos) return Value::integer(-1);
  return Value::integer(static_cast<std::int64_t>(utf8_count(text.substr(0, found))));
}

bool strings(const Call& call, std::size_t count) {
  if (call.size() < count) return false;
  for (std::size_t i = 0; i < count; ++i) {
    if (!call[i].is(Kind::string)) return false;
  }
  return true;
}

using Test = bool (*)(std::string_view, std::string_view);

Value tested(Call& call, Test test) {
  if (!call.takes(Kind::string, Kind::string)) return no_overload(call);
  if (!spend_text(call, call[0].as_string().size())) return too_costly();
  return boolean(test(call[0].as_string(), call[1].as_string()));
}

using Change = char (*)(char);

Value changed(Call& call, Change change) {
  if (!call.takes(Kind::string)) return no_overload(call);
  if (!spend_text(call, call[0].as_string().size())) return too_costly();
  std::string text(call[0].as_string());
  std::ranges::transform(text, text.begin(), change);
  return Value::string(text);
}

// Unicode's White_Space.
bool is_space(std::string_view text, std::size_t at, std::size_t length) {
  constexpr std::string_view one = " \t\n\v\f\r";
  constexpr std::string_view others[] = {"\u0085", "\u00a0", "\u1680", "\u2000", "\u2001", "\u2002", "\u2003",
                                         "\u2004", "\u2005", "\u2006", "\u2007", "\u2008", "\u2009", "\u200a",
                                         "\u2028", "\u2029", "\u202f", "\u205f", "\u3000"};
  if (length == 1) return one.find(text[at]) != std::string_view::npos;
  return std::ranges::find(others, text.substr(at, length)) != std::end(others);
}

std::string_view trimmed(std::string_view text) {
  std::size_t first = std::string_view::npos;
  std::size_t end = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = std::max<std::size_t>(1, utf8_length(text, at));
    if (!is_space(text, at, length)) {
      first = std::min(first, at);
      end = at + length;
    }
    at += length;
  }
  return end == 0 ? std::string_view() : text.substr(first, end - first);
}

// The parts between separators; an empty separator gives the characters. At most `limit` parts.
Value split_parts(Call& call, std::string_view text, std::string_view separator, std::size_t limit) {
  std::vector<Value> parts;
  while (parts.size() + 1 < limit) {
    const std::size_t found = separator.empty() ? utf8_length(text, 0) : text.find(separator);
    if (found == std::string_view::npos || (separator.empty() && found >= text.size())) break;
    if (!spend_text(call, found)) return too_costly();
    parts.push_back(Value::string(text.substr(0, found)));
    text.remove_prefix(found + separator.size());
  }
  if (!spend_text(call, text.size())) return too_costly();
  parts.push_back(Value::string(text));
  return Value::list(std::move(parts));
}

char escape_letter(char c) {
  constexpr std::string_view from = "\a\b\f\n\r\t\v\\\"";
  constexpr std::string_view to = "abfnrtv\\\"";
  const std::size_t at = from.find(c);
  return at == std::string_view::npos ? '\0' : to[at];
}

}  // namespace

namespace body {

Value contains(Call& call) {
  return tested(call, [](std::string_view a, std::string_view b) { return a.find(b) != std::string_view::npos; });
}
Value starts_with(Call& call) {
  return tested(call, [](std::string_view a, std::string_view b) { return a.starts_with(b); });
}
Value ends_with(Call& call) {
  return tested(call, [](std::string_view a, std::string_view b) { return a.ends_with(b); });
}

Value matches(Call& call) {
  constexpr std::int64_t compile_cost = 1'000;
  if (!call.takes(Kind::string, Kind::string)) return no_overload(call);
  if (!spend_text(call, call[0].as_string().size())) return too_costly();
  if (call.pattern != nullptr) return boolean(call.pattern->matches(call[0].as_string()));
  if (!call.cost.spend(compile_cost)) return too_costly();
  const auto pattern = Regex::compile(call[1].as_string());
  return pattern ? boolean(pattern->matches(call[0].as_string())) : Value::error(pattern.error());
}

Value char_at(Call& call) {
  if (!call.takes(Kind::string, Kind::int64)) return no_overload(call);
  const std::string_view text = call[0].as_string();
  if (!spend_text(call, text.size())) return too_costly();
  const auto at = offset_of(text, call[1].as_int());
  return at ? Value::string(text.substr(*at, utf8_length(text, *at))) : no_index(call[1].as_int());
}

Value index_of(Call& call) {
  if (!call.takes(Kind::string, Kind::string) && !call.takes(Kind::string, Kind::string, Kind::int64))
    return no_overload(call);
  const std::string_view text = call[0].as_string();
  if (!spend_text(call, text.size())) return too_costly();
  const std::int64_t from = call.size() == 3 ? call[2].as_int() : 0;
  const auto start = offset_of(text, from);
  return start ? position_of(text, text.find(call[1].as_string(), *start)) : no_index(from);
}

Value last_index_of(Call& call) {
  if (!call.takes(Kind::string, Kind::string) && !call.takes(Kind::string, Kind::string, Kind::int64))
    return no_overload(call);
  const std::string_view text = call[0].as_string();
  if (!spend_text(call, text.size())) return too_costly();
  if (call.size() == 2) return position_of(text, text.rfind(call[1].as_string()));
  const auto start = offset_of(text, call[2].as_int());
  return start ? position_of(text, text.rfind(call[1].as_string(), *start)) : no_index(call[2].as_int());
}

Value lower_ascii(Call& call) {
  return changed(call, [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
}
Value upper_ascii(Call& call) {
  return changed(call, [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
}

Value replace(Call& call) {
  const bool limited = call.size() == 4 && call[3].is(Kind::int64);
  if (!strings(call, 3) || (call.size() != 3 && !limited)) return no_overload(call);
  const std::string_view text = call[0].as_string();
  const std::string_view old = call[1].as_string();
  const std::string_view with = call[2].as_string();
  std::int64_t left = limited ? call[3].as_int() : -1;
  std::string result;
  std::size_t at = 0;
  if (!spend_text(call, text.size())) return too_costly();
  for (; left != 0; --left) {
    const std::size_t found = text.find(old, at);
    if (found == std::string_view::npos) break;
    if (!spend_text(call, with.size())) return too_costly();
    result.append(text.substr(at, found - at)).append(with);
    at = found + old.size();
    if (!old.empty()) continue;
    const std::size_t length = utf8_length(text, at);  // nothing is found before every character, and at the end
    result.append(text.substr(at, length));
    if (length == 0) break;
    at += length;
  }
  return Value::string(result.append(text.substr(std::min(at, text.size()))));
}

Value split(Call& call) {
  const bool limited = call.size() == 3 && call[2].is(Kind::int64);
  if (!strings(call, 2) || (call.size() != 2 && !limited)) return no_overload(call);
  const std::int64_t limit = limited ? call[2].as_int() : -1;
  if (limit == 0) return Value::list({});
  return split_parts(call, call[0].as_string(), call[1].as_string(),
                     limit < 0 ? SIZE_MAX : static_cast<std::size_t>(limit));
}

Value substring(Call& call) {
  if (!call.takes(Kind::string, Kind::int64) && !call.takes(Kind::string, Kind::int64, Kind::int64))
    return no_overload(call);
  const std::string_view text = call[0].as_string();
  if (!spend_text(call, text.size())) return too_costly();
  const auto start = offset_of(text, call[1].as_int());
  if (!start) return no_index(call[1].as_int());
  if (call.size() == 2) return Value::string(text.substr(*start));
  const auto end = offset_of(text, call[2].as_int());
  if (!end) return no_index(call[2].as_int());
  if (*end < *start) return failed(say("the substring would end before it starts"));
  return Value::string(text.substr(*start, *end - *start));
}

Value trim(Call& call) {
  if (!call.takes(Kind::string)) return no_overload(call);
  if (!spend_text(call, call[0].as_string().size())) return too_costly();
  return Value::string(trimmed(call[0].as_string()));
}

Value join(Call& call) {
  const bool separated = call.takes(Kind::list, Kind::string);
  if (!separated && !call.takes(Kind::list)) return no_overload(call);
  const std::string_view separator = separated ? call[1].as_string() : std::string_view();
  std::string text;
  bool first = true;
  for (const Value& element : call[0].as_list()) {
    if (!element.is(Kind::string)) return no_overload(call);
    if (!spend_text(call, element.as_string().size() + separator.size())) return too_costly();
    if (!first) text += separator;
    text += element.as_string();
    first = false;
  }
  return Value::string(text);
}

Value reverse(Call& call) {
  if (!call.takes(Kind::string)) return no_overload(call);
  const std::string_view text = call[0].as_string();
  if (!spend_text(call, text.size())) return too_costly();
  std::string result(text.size(), '\0');
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = std::max<std::size_t>(1, utf8_length(text, at));
    std::ranges::copy(text.substr(at, length), result.end() - static_cast<std::ptrdiff_t>(at + length));
    at += length;
  }
  return Value::string(result);
}

Value quote(Call& call) {
  if (!call.takes(Kind::string)) return no_overload(call);
  if (!spend_text(call, call[0].as_string().size())) return too_costly();
  std::string text = "\"";
  for (const char c : call[0].as_string()) {
    const char letter = escape_letter(c);
    if (letter != '\0') text += '\\';
    text += letter != '\0' ? letter : c;
  }
  return Value::string(text + '"');
}

Value base64_encode(Call& call) {
  if (!call.takes(Kind::bytes)) return no_overload(call);
  if (!spend_text(call, call[0].as_bytes().size())) return too_costly();
  return Value::string(to_base64(scrip::as_bytes(call[0].as_bytes())));
}

Value base64_decode(Call& call) {
  if (!call.takes(Kind::string)) return no_overload(call);
  if (!spend_text(call, call[0].as_string().size())) return too_costly();
  std::string text(call[0].as_string());
  while (text.size() % 4 != 0 && !text.ends_with("==")) text += '=';  // CEL allows it to be left out
  const auto bytes = from_base64(text);
  return bytes ? Value::bytes(as_text(*bytes)) : failed(say("the text is not valid base 64"));
}

}  // namespace body
}  // namespace scrip::cel
