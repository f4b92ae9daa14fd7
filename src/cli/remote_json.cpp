#include "cli/remote_json.h"

#include <simdjson.h>

#include <optional>
#include <utility>

#include "cli/texts.h"

namespace scrip::cli {

using simdjson::dom::element;

struct Json::Value {
  std::shared_ptr<simdjson::dom::parser> parser;  // shared by all values of one answer: their text lies in it
  std::optional<element> at;  // none: what was asked for is absent
};

namespace {

bool find(const std::optional<element>& at, std::string_view name, element& found) {
  simdjson::dom::object object;
  return at && at->get(object) == simdjson::SUCCESS && object[name].get(found) == simdjson::SUCCESS && !found.is_null();
}

std::string text_of(const element& at) {
  std::string_view text;
  if (at.get(text) == simdjson::SUCCESS) return std::string(text);
  return simdjson::minify(at);
}

}  // namespace

Result<Json> Json::parse(std::string_view text) {
  auto parser = std::make_shared<simdjson::dom::parser>();  // shared: see Value
  element root;
  if (parser->parse(text.data(), text.size()).get(root) != simdjson::SUCCESS) {
    return fail(ErrorCode::syntax_error, say("the answer is no JSON: is this a Scrip server?"), "--url");
  }
  return Json(std::make_shared<const Value>(Value{.parser = std::move(parser), .at = root}));
}

std::string Json::text(std::string_view name) const {
  element found;
  return find(value_->at, name, found) ? text_of(found) : std::string{};
}

std::uint64_t Json::number(std::string_view name) const {
  element found;
  std::uint64_t number = 0;
  if (find(value_->at, name, found) && found.get(number) != simdjson::SUCCESS) return 0;
  return number;
}

bool Json::truth(std::string_view name) const {
  element found;
  bool truth = false;
  return find(value_->at, name, found) && found.get(truth) == simdjson::SUCCESS && truth;
}

std::string Json::raw(std::string_view name) const {
  element found;
  return find(value_->at, name, found) ? std::string(simdjson::minify(found)) : "null";
}

Json Json::object(std::string_view name) const {
  element found;
  Value value{.parser = value_->parser, .at = {}};
  if (find(value_->at, name, found)) value.at = found;
  return Json(std::make_shared<const Value>(std::move(value)));
}

std::vector<Json> Json::items(std::string_view name) const {
  std::vector<Json> all;
  element found;
  simdjson::dom::array array;
  if (!find(value_->at, name, found) || found.get(array) != simdjson::SUCCESS) return all;
  for (const element item : array) {
    all.push_back(Json(std::make_shared<const Value>(Value{.parser = value_->parser, .at = item})));
  }
  return all;
}

std::vector<std::string> Json::texts(std::string_view name) const {
  std::vector<std::string> all;
  element found;
  simdjson::dom::array array;
  if (!find(value_->at, name, found) || found.get(array) != simdjson::SUCCESS) return all;
  for (const element item : array) all.push_back(text_of(item));
  return all;
}

std::vector<std::string> Json::names() const {
  std::vector<std::string> all;
  simdjson::dom::object object;
  if (!value_->at || value_->at->get(object) != simdjson::SUCCESS) return all;
  for (const auto& member : object) all.emplace_back(member.key);
  return all;
}

}  // namespace scrip::cli
