#include "connectors/json_line.h"

#include <simdjson.h>

#include <cstring>
#include <string>

#include "connectors/json_mistake.h"
#include "connectors/line_source.h"
#include "connectors/texts.h"

namespace scrip::connectors {
namespace {

namespace ondemand = simdjson::ondemand;
static_assert(LineSource::padding >= simdjson::SIMDJSON_PADDING);

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

// A cursor over the line. Reads stop at `end`; every function gives up by returning false.
struct Scanner {
  const char* at;
  const char* end;
  unsigned char seen = 0;  // all bytes of texts or-ed together: below 0x80 means ASCII

  void skip_space() {
    while (at < end && is_space(*at)) ++at;
  }

  bool take(char expected) {
    skip_space();
    if (at == end || *at != expected) return false;
    ++at;
    return true;
  }

  // After the opening quote.
  bool rest_of_text(std::string_view& out) {
    const char* begin = at;
    for (; at < end; ++at) {
      const auto byte = static_cast<unsigned char>(*at);
      if (byte == '"') {
        out = {begin, static_cast<std::size_t>(at - begin)};
        ++at;
        return true;
      }
      if (byte < 0x20 || byte == '\\') return false;
      seen = static_cast<unsigned char>(seen | byte);
    }
    return false;
  }

  bool digits() {
    const char* begin = at;
    while (at < end && is_digit(*at)) ++at;
    return at != begin;
  }

  // RFC 8259, section 6.
  bool number(std::string_view& out) {
    const char* begin = at;
    if (*at == '-') ++at;
    const char* first = at;
    if (!digits() || (*first == '0' && at - first > 1)) return false;
    if (at < end && *at == '.') {
      ++at;
      if (!digits()) return false;
    }
    if (at < end && (*at == 'e' || *at == 'E')) return false;  // rare: left to the parser
    out = {begin, static_cast<std::size_t>(at - begin)};
    return true;
  }

  bool word(std::string_view expected, std::string_view& out) {
    if (static_cast<std::size_t>(end - at) < expected.size() ||
        std::memcmp(at, expected.data(), expected.size()) != 0) {
      return false;
    }
    out = {at, expected.size()};
    at += expected.size();
    return true;
  }

  bool value(JsonField& field) {
    skip_space();
    if (at == end) return false;
    switch (*at) {
      case '"':
        ++at;
        field.kind = JsonKind::text;
        return rest_of_text(field.text);
      case 't':
        field.kind = JsonKind::boolean;
        return word("true", field.text);
      case 'f':
        field.kind = JsonKind::boolean;
        return word("false", field.text);
      case 'n':
        field.kind = JsonKind::null;
        return word("null", field.text);
      default:
        field.kind = JsonKind::number;
        return (*at == '-' || is_digit(*at)) && number(field.text);
    }
  }
};

std::unexpected<Error> json_error(simdjson::error_code code) {
  if (code == simdjson::UTF8_ERROR) return fail(ErrorCode::encoding_invalid, say("the line is not UTF-8"));
  return fail(ErrorCode::syntax_error, say("the line is not a JSON object: {0}", json_mistake(code)));
}

// JSON numbers as RFC 8259 writes them; the parser's own check comes only with the conversion, which would round.
bool is_json_number(std::string_view token) {
  const std::string_view mantissa = token.substr(0, token.find_first_of("eE"));
  Scanner scanner{.at = mantissa.data(), .end = mantissa.data() + mantissa.size()};
  std::string_view number;
  if (mantissa.empty() || !scanner.number(number) || scanner.at != scanner.end) return false;
  if (mantissa.size() == token.size()) return true;
  std::string_view exponent = token.substr(mantissa.size() + 1);
  if (!exponent.empty() && (exponent[0] == '-' || exponent[0] == '+')) exponent.remove_prefix(1);
  return !exponent.empty() && exponent.find_first_not_of("0123456789") == std::string_view::npos;
}

std::string_view trimmed(std::string_view token) {
  while (!token.empty() && is_space(token.back())) token.remove_suffix(1);
  return token;
}

// Reads the value of a field with the parser; on-demand parsing checks a value only where it is asked for.
simdjson::error_code read_value(ondemand::value value, JsonField& field) {
  ondemand::json_type type{};
  if (const auto error = value.type().get(type)) return error;
  switch (type) {
    case ondemand::json_type::string:
      field.kind = JsonKind::text;
      return value.get_string().get(field.text);
    case ondemand::json_type::number:
      field.kind = JsonKind::number;
      field.text = trimmed(value.raw_json_token());
      return is_json_number(field.text) ? simdjson::SUCCESS : simdjson::NUMBER_ERROR;
    case ondemand::json_type::boolean: {
      field.kind = JsonKind::boolean;
      bool flag = false;
      const auto error = value.get_bool().get(flag);
      field.text = flag ? "true" : "false";
      return error;
    }
    case ondemand::json_type::null: {
      field.kind = JsonKind::null;
      field.text = "null";
      bool null = false;
      const auto error = value.is_null().get(null);
      return error == simdjson::SUCCESS && !null ? simdjson::N_ATOM_ERROR : error;
    }
    case ondemand::json_type::array:
    case ondemand::json_type::object:
      field.kind = JsonKind::nested;
      field.text = value.raw_json_token();  // only the opening bracket: no usage field is nested
      return simdjson::SUCCESS;
  }
  return simdjson::TAPE_ERROR;
}

}  // namespace

struct JsonLine::Parser {
  ondemand::parser parser;
};

JsonLine::JsonLine() : parser_(std::make_unique<Parser>()) {}
JsonLine::~JsonLine() = default;
JsonLine::JsonLine(JsonLine&&) noexcept = default;
JsonLine& JsonLine::operator=(JsonLine&&) noexcept = default;

// False if the name was there before or there is no room.
bool JsonLine::add(const JsonField& field) {
  if (size_ == fields_max) return false;
  for (const JsonField& other : fields()) {
    if (other.name == field.name) return false;
  }
  fields_[size_++] = field;
  return true;
}

bool JsonLine::scan(std::string_view line) {
  size_ = 0;
  Scanner scanner{.at = line.data(), .end = line.data() + line.size()};
  if (!scanner.take('{')) return false;
  if (!scanner.take('}')) {
    do {
      JsonField field;
      if (!scanner.take('"') || !scanner.rest_of_text(field.name) || !scanner.take(':') || !scanner.value(field)) {
        return false;
      }
      if (!add(field)) return false;
    } while (scanner.take(','));
    if (!scanner.take('}')) return false;
  }
  scanner.skip_space();
  if (scanner.at != scanner.end) return false;
  return scanner.seen < 0x80 || simdjson::validate_utf8(line);
}

Result<void> JsonLine::parse(std::string_view line) {
  size_ = 0;
  const simdjson::padded_string_view padded{line.data(), line.size(), line.size() + LineSource::padding};
  ondemand::document document;
  if (const auto error = parser_->parser.iterate(padded).get(document)) return json_error(error);
  ondemand::object object;
  if (const auto error = document.get_object().get(object)) return json_error(error);
  for (auto member : object) {
    ondemand::field pair;
    if (const auto error = std::move(member).get(pair)) return json_error(error);
    JsonField field;
    if (const auto error = pair.unescaped_key().get(field.name)) return json_error(error);
    if (const auto error = read_value(pair.value(), field)) return json_error(error);
    if (size_ == fields_max) return fail(ErrorCode::too_large, say("the object has too many fields"));
    if (!add(field)) return fail(ErrorCode::duplicate_key, say("the field is there twice"), std::string(field.name));
  }
  const char* behind = nullptr;
  if (document.current_location().get(behind) == simdjson::SUCCESS) {
    return fail(ErrorCode::syntax_error, say("something follows the JSON object"));
  }
  return {};
}

Result<void> JsonLine::read(std::string_view line) {
  if (scan(line)) return {};
  return parse(line);
}

}  // namespace scrip::connectors
