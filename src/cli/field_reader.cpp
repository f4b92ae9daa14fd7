#include "cli/field_reader.h"

#include <algorithm>
#include <charconv>

#include "cli/texts.h"

namespace scrip::cli {
namespace {

std::vector<std::string> split_list(std::string_view text) {
  std::vector<std::string> parts;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find_first_of(",;", at), text.size());
    std::string_view part = text.substr(at, end - at);
    while (part.starts_with(' ')) part.remove_prefix(1);
    while (part.ends_with(' ')) part.remove_suffix(1);
    if (!part.empty()) parts.emplace_back(part);
    at = end + 1;
  }
  return parts;
}

}  // namespace

Error FieldReader::locate(std::string_view name, Error error) const {
  error.field = std::string(name);
  const Node* item = find(name);
  if (error.line == 0) error.line = item != nullptr ? item->line : node_.line;
  return error;
}

Result<std::string> FieldReader::text(std::string_view name) const {
  const Node* item = find(name);
  if (item == nullptr) return fail(ErrorCode::missing_field, std::string(name), std::string(name), node_.line);
  if (item->kind == Node::Kind::scalar) return item->text;
  return fail(ErrorCode::value_invalid, say("one text is expected here"), std::string(name), item->line);
}

Result<std::string> FieldReader::text_or_none(std::string_view name) const {
  if (find(name) == nullptr) return std::string{};
  return text(name);
}

Result<std::vector<std::string>> FieldReader::texts(std::string_view name) const {
  const Node* item = find(name);
  if (item == nullptr) return std::vector<std::string>{};
  if (item->kind == Node::Kind::scalar) return split_list(item->text);
  std::vector<std::string> parts;
  if (item->kind != Node::Kind::list) {
    return fail(ErrorCode::value_invalid, say("a list of texts is expected here"), std::string(name), item->line);
  }
  for (const Node& part : item->items) {
    if (part.kind != Node::Kind::scalar) {
      return fail(ErrorCode::value_invalid, say("a list of texts is expected here"), std::string(name), part.line);
    }
    parts.push_back(part.text);
  }
  return parts;
}

Result<Instant> FieldReader::instant(std::string_view name, const ZoneOffsets& zone) const {
  return parsed(name, [&](const std::string& text) -> Result<Instant> {
    if (const auto day = parse_day(text)) return zone.start_of(*day);
    return parse_instant(text, zone);
  });
}

Result<std::uint16_t> FieldReader::small_number(std::string_view name, std::uint16_t otherwise,
                                                std::uint16_t max) const {
  return parsed_or(name, otherwise, [&](const std::string& text) -> Result<std::uint16_t> {
    std::uint16_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error == std::errc{} && end == text.data() + text.size() && value <= max) return value;
    return fail(ErrorCode::value_invalid, say("'{0}' is no whole number up to {1}", text, max));
  });
}

}  // namespace scrip::cli
