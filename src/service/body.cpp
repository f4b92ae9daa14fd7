#include "service/body.h"

#include <simdjson.h>

#include <algorithm>

#include "base/limits.h"
#include "connectors/json_mistake.h"
#include "service/texts.h"

namespace scrip::service {

namespace dom = simdjson::dom;

struct Body::Parser {
  dom::parser parser;
};

struct Body::Document {
  std::shared_ptr<Parser> parser;  // shared: it owns what the elements of all objects point into
  dom::object object;
};

namespace {

constexpr std::size_t common_bytes_max = 4'096;

using Expected = Wording<catalogue>;

std::unexpected<Error> wrong(std::string_view name, Expected expected) {
  return fail(ErrorCode::value_invalid, say("expected: {0}", Message(expected.sentence())), std::string(name));
}

// The element, where it is present and not null.
std::optional<dom::element> find(const dom::object& object, std::string_view name) {
  dom::element found;
  if (object.at_key(name).get(found) != simdjson::SUCCESS || found.is_null()) return std::nullopt;
  return found;
}

template <class T>
Result<T> as(const dom::element& element, std::string_view name, Expected expected) {
  T value{};
  if (element.get(value) != simdjson::SUCCESS) return wrong(name, expected);
  return value;
}

// A character that no reader of a journal, a table or a terminal sees; line breaks and tabs are none.
bool is_unseen(char c) { return (c >= 0 && c < ' ' && c != '\n' && c != '\r' && c != '\t') || c == 0x7f; }

Result<std::string> seen_text(const dom::element& element, std::string_view name, Expected expected) {
  std::string text(SCRIP_TRY(as<std::string_view>(element, name, expected)));
  if (std::ranges::none_of(text, is_unseen)) return text;
  return fail(ErrorCode::value_invalid, say("a control character"), std::string(name));
}

}  // namespace

Body::Body(std::shared_ptr<const Document> document) : document_(std::move(document)) {}
Body::~Body() = default;
Body::Body(Body&&) noexcept = default;

Result<Body> BodyReader::read(std::string_view text) {
  const bool is_common = text.size() <= common_bytes_max;
  std::shared_ptr<Body::Parser> parser = is_common && kept_.use_count() == 1 ? kept_ : nullptr;
  if (parser == nullptr) {
    parser = std::make_shared<Body::Parser>();
    const auto room = std::max(text.size(), common_bytes_max);
    if (parser->parser.allocate(room, limits::http_json_depth_max) != simdjson::SUCCESS) {
      return fail(ErrorCode::too_large, say("the body"), "body");
    }
    if (is_common) kept_ = parser;
  }
  dom::element root;
  const auto status = parser->parser.parse(text.empty() ? "{}" : text).get(root);
  dom::object object;
  if (status != simdjson::SUCCESS)
    return fail(ErrorCode::syntax_error, say("the body is not JSON: {0}", connectors::json_mistake(status)), "body");
  if (root.get(object) != simdjson::SUCCESS)
    return fail(ErrorCode::syntax_error, say("a JSON object is expected"), "body");
  return Body(std::make_shared<const Body::Document>(Body::Document{std::move(parser), object}));
}

Result<void> Body::only(std::initializer_list<std::string_view> names) const {
  std::vector<std::string_view> seen;
  for (const auto& field : document_->object) {
    if (std::ranges::find(names, field.key) == names.end()) {
      return fail(ErrorCode::unknown_field, say("it is not a field of this request"), std::string(field.key));
    }
    if (std::ranges::find(seen, field.key) != seen.end()) {
      return fail(ErrorCode::duplicate_key, say("it stands there twice"), std::string(field.key));
    }
    seen.push_back(field.key);
  }
  return {};
}

bool Body::has(std::string_view name) const { return find(document_->object, name).has_value(); }

Result<std::string> Body::text(std::string_view name) const {
  const auto found = find(document_->object, name);
  if (!found) return fail(ErrorCode::missing_field, say("a text is needed"), std::string(name));
  return seen_text(*found, name, "a text");
}

Result<std::string> Body::text_or(std::string_view name, std::string_view otherwise) const {
  if (!has(name)) return std::string(otherwise);
  return text(name);
}

Result<std::int64_t> Body::integer_or(std::string_view name, std::int64_t otherwise) const {
  const auto found = find(document_->object, name);
  return found ? as<std::int64_t>(*found, name, "a whole number") : otherwise;
}

Result<bool> Body::truth_or(std::string_view name, bool otherwise) const {
  const auto found = find(document_->object, name);
  return found ? as<bool>(*found, name, "true or false") : otherwise;
}

Result<std::vector<std::string>> Body::texts(std::string_view name) const {
  std::vector<std::string> all;
  const auto found = find(document_->object, name);
  if (!found) return all;
  for (const auto item : SCRIP_TRY(as<dom::array>(*found, name, "a list of texts"))) {
    all.push_back(SCRIP_TRY(seen_text(item, name, "a list of texts")));
  }
  return all;
}

Result<std::vector<std::uint64_t>> Body::integers(std::string_view name) const {
  std::vector<std::uint64_t> all;
  const auto found = find(document_->object, name);
  if (!found) return all;
  for (const auto item : SCRIP_TRY(as<dom::array>(*found, name, "a list of whole numbers"))) {
    all.push_back(SCRIP_TRY(as<std::uint64_t>(item, name, "a list of whole numbers")));
  }
  return all;
}

Result<Body> Body::object(std::string_view name) const {
  const auto found = find(document_->object, name);
  if (!found) return fail(ErrorCode::missing_field, say("an object is needed"), std::string(name));
  const auto object = SCRIP_TRY(as<dom::object>(*found, name, "an object"));
  return Body(std::make_shared<const Document>(Document{document_->parser, object}));
}

Result<std::vector<Body>> Body::objects(std::string_view name) const {
  std::vector<Body> all;
  const auto found = find(document_->object, name);
  if (!found) return all;
  for (const auto item : SCRIP_TRY(as<dom::array>(*found, name, "a list of objects"))) {
    const auto object = SCRIP_TRY(as<dom::object>(item, name, "a list of objects"));
    all.push_back(Body(std::make_shared<const Document>(Document{document_->parser, object})));
  }
  return all;
}

Result<Amount> Body::amount(std::string_view name) const {
  return for_field(name, parse_amount(SCRIP_TRY(text(name))));
}

Result<Day> Body::day(std::string_view name) const { return for_field(name, parse_day(SCRIP_TRY(text(name)))); }

Result<Instant> Body::instant(std::string_view name, const ZoneOffsets& zone) const {
  const std::string written = SCRIP_TRY(text(name));
  if (const auto day = parse_day(written)) return zone.start_of(*day);
  return for_field(name, parse_instant(written, zone));
}

Result<std::string> Body::raw(std::string_view name) const {
  const auto found = find(document_->object, name);
  if (!found) return fail(ErrorCode::missing_field, say("it is needed"), std::string(name));
  return simdjson::minify(*found);
}

}  // namespace scrip::service
