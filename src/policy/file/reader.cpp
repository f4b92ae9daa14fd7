#include "policy/file/reader.h"

#include <algorithm>

#include "base/limits.h"
#include "policy/file/meant_value.h"
#include "policy/texts.h"
#include "yaml/yaml.h"

namespace scrip::policy {
namespace {

using Kind = yaml::Node::Kind;

// "30% or 2/3, or 36"
Message examples_of(const std::vector<LiteralKind>& kinds) {
  static const std::array<std::pair<LiteralKind, Message>, 8> examples{{
      {LiteralKind::yes_no, verbatim("yes")},
      {LiteralKind::date, verbatim("2026-01-31")},
      {LiteralKind::share, say("30% or 2/3")},
      {LiteralKind::money, verbatim("2,000,000 CNY")},
      {LiteralKind::hours, verbatim("5,000 h")},
      {LiteralKind::count, verbatim("36")},
      {LiteralKind::number, verbatim("0.75")},
      {LiteralKind::text, say("a text")},
  }};
  Message all;
  for (const auto& [kind, example] : examples) {
    if (std::find(kinds.begin(), kinds.end(), kind) == kinds.end()) continue;
    all = all.empty() ? example : say("{0}, or {1}", all, example);
  }
  return all;
}

// "did you mean '30%'?" of a number that only makes sense as one.
Message percent_hint(const Literal& value) {
  const bool is_percent = value.kind == LiteralKind::count && value.number <= cel::to_decimal(100);
  return is_percent && value.number.units > 0 ? say("did you mean '{0}'?", cel::format(value.number) + "%") : Message{};
}

}  // namespace

void Problems::add(ErrorCode code, Place place, std::string field, Message message, Message hint) {
  if (full()) return;
  problems_.push_back({code, place, std::move(field), std::move(message), std::move(hint)});
}

std::vector<Problem> Problems::take() {
  std::stable_sort(problems_.begin(), problems_.end(),
                   [](const Problem& a, const Problem& b) { return a.place.line < b.place.line; });
  return std::move(problems_);
}

Place place_of(const yaml::Node& node) { return {.line = node.line, .column = node.column}; }

Message hint_for(std::string_view written, const Message& otherwise) {
  const auto meant = meant_value(written);
  return meant ? say("did you mean '{0}'?", *meant) : otherwise;
}

std::optional<yaml::Node> parse_file(const std::string& text, std::vector<Problem>& problems) {
  auto root = yaml::parse(text, {.bytes = limits::policy_file_bytes_max,
                                 .nodes = limits::policy_nodes_max,
                                 .depth = limits::policy_depth_max,
                                 .aliases = false});
  if (root) return std::move(*root);
  const Error& error = root.error();
  problems.push_back({error.code, {.line = error.line}, error.field, error.sentence(), {}});
  return std::nullopt;
}

Expression expression_of(const yaml::Node& node) {
  Expression expression{.source = node.text, .place = place_of(node), .literal = parse_literal(node.text)};
  if (expression.literal) expression.source = expression.literal->source();
  return expression;
}

Reader::Reader(const yaml::Node& node, std::string path, Problems& problems)
    : node_(node), path_(std::move(path)), problems_(problems) {
  if (node.kind != Kind::map) {
    problems_.add(ErrorCode::value_invalid, place_of(node), path_, say("named fields are expected here"),
                  say("write 'name: value' lines"));
  }
}

const yaml::Node* Reader::find(std::string_view name) {
  if (std::find(asked_.begin(), asked_.end(), name) == asked_.end()) asked_.push_back(name);
  return node_.find(name);
}

Place Reader::place_of_field(std::string_view name) const {
  const yaml::Node* node = node_.find(name);
  return place_of(node != nullptr ? *node : node_);
}

std::string Reader::path_of(std::string_view name) const {
  return path_.empty() ? std::string(name) : path_ + "." + std::string(name);
}

void Reader::problem(ErrorCode code, std::string_view field, Message message, Message hint) {
  problems_.add(code, place_of_field(field), path_of(field), std::move(message), std::move(hint));
}

const yaml::Node* Reader::scalar(std::string_view name) {
  const yaml::Node* node = find(name);
  if (node == nullptr || node->kind == Kind::scalar) return node;
  problem(ErrorCode::value_invalid, name, say("one value is expected here, not a list or fields of its own"));
  return nullptr;
}

std::string Reader::text(std::string_view name) {
  const yaml::Node* node = scalar(name);
  if (node == nullptr) return {};
  if (node->text.size() > limits::policy_text_bytes_max) {
    problem(ErrorCode::too_large, name, say("a text has at most 4,096 bytes"));
    return {};
  }
  return node->text;
}

std::string Reader::required_text(std::string_view name) {
  const bool absent = node_.find(name) == nullptr;
  std::string value = text(name);
  if (absent || value.empty()) {
    problem(ErrorCode::missing_field, name, say("'{0}' is missing", name));
  }
  return value;
}

std::string Reader::id(std::string_view name, std::string_view joiners) {
  std::string value = required_text(name);
  const auto fits = [&](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || joiners.find(c) != std::string_view::npos;
  };
  if (!value.empty() && (value.size() > 64 || !std::all_of(value.begin(), value.end(), fits))) {
    problem(ErrorCode::value_invalid, name, say("'{0}' is no id", value),
            say("up to 64 lower-case letters, digits and {0}", joiners));
  }
  return value;
}

Text Reader::both(std::string_view name) {
  const yaml::Node* node = find(name);
  if (node == nullptr) return {};
  if (node->kind != Kind::map) {
    problem(ErrorCode::value_invalid, name, say("a text in both languages is expected here"),
            verbatim("{en: ..., zh: ...}"));
    return {};
  }
  Reader reader(*node, path_of(name), problems_);
  Text text{.en = reader.required_text("en"), .zh = reader.required_text("zh")};
  reader.finish();
  return text;
}

Text Reader::required_both(std::string_view name) {
  if (node_.find(name) == nullptr) {
    problem(ErrorCode::missing_field, name, say("'{0}' is missing", name), verbatim("{en: ..., zh: ...}"));
    asked_.push_back(name);
    return {};
  }
  return both(name);
}

bool Reader::yes(std::string_view name, bool otherwise) {
  const yaml::Node* node = scalar(name);
  if (node == nullptr) return otherwise;
  const auto value = parse_literal(node->text);
  if (!value || value->kind != LiteralKind::yes_no) {
    problem(ErrorCode::value_invalid, name, say("'{0}' is neither yes nor no", node->text));
    return otherwise;
  }
  return value->yes;
}

std::int64_t Reader::whole(std::string_view name, std::int64_t otherwise, std::int64_t least, std::int64_t most) {
  const yaml::Node* node = scalar(name);
  if (node == nullptr) return otherwise;
  const auto value = parse_literal(node->text);
  const auto number = value && value->kind == LiteralKind::count ? cel::to_integer(value->number) : std::nullopt;
  if (!number || *number < least || *number > most) {
    problem(ErrorCode::out_of_range, name, say("'{0}' is no whole number from {1} to {2}", node->text, least, most));
    return otherwise;
  }
  return *number;
}

std::optional<Day> Reader::day(std::string_view name) {
  const auto value = literal(name, {LiteralKind::date});
  if (!value) return std::nullopt;
  return value->day;
}

std::optional<Literal> Reader::literal(std::string_view name, std::vector<LiteralKind> kinds) {
  const yaml::Node* node = scalar(name);
  if (node == nullptr) return std::nullopt;
  auto value = parse_literal(node->text);
  if (value && std::find(kinds.begin(), kinds.end(), value->kind) != kinds.end()) return value;
  problem(ErrorCode::value_invalid, name, say("'{0}' is not what is expected here", node->text),
          hint_for(node->text, say("write it as in: {0}", examples_of(kinds))));
  return std::nullopt;
}

Ratio Reader::share(std::string_view name, Ratio otherwise) {
  const auto value = literal(name, {LiteralKind::share, LiteralKind::count});
  if (!value) return otherwise;
  const auto ratio = value->kind == LiteralKind::share ? value->ratio : to_ratio(value->number).value_or(Ratio{-1, 1});
  if (ratio.numerator < 0 || less({1, 1}, ratio)) {
    problem(ErrorCode::out_of_range, name, say("a share lies between 0% and 100%"), percent_hint(*value));
    return otherwise;
  }
  return ratio;
}

Expression Reader::expression(std::string_view name) {
  const yaml::Node* node = scalar(name);
  return node == nullptr ? Expression{.source = {}, .place = place(), .literal = {}} : expression_of(*node);
}

Expression Reader::required_expression(std::string_view name) {
  Expression value = expression(name);
  if (value.empty()) problem(ErrorCode::missing_field, name, say("'{0}' is missing", name));
  return value;
}

std::vector<std::string> Reader::texts(std::string_view name) {
  std::vector<std::string> values;
  for (const yaml::Node* item : items(name, limits::policy_list_max)) {
    if (item->kind != Kind::scalar) {
      problems_.add(ErrorCode::value_invalid, place_of(*item), path_of(name), say("a list of texts is expected here"));
      continue;
    }
    values.push_back(item->text);
  }
  return values;
}

Origin Reader::origin() {
  Origin origin{.source = text("source"), .article = text("article"), .assumption = both("assumption")};
  if (origin.source.empty() && origin.assumption.empty()) {
    problems_.add(ErrorCode::missing_field, place(), path_, say("nothing says where this comes from"),
                  say("add 'source: <id>', or 'assumption: {en: ..., zh: ...}' if the published text does not say it"));
  } else if (!origin.source.empty() && !origin.assumption.empty()) {
    problem(ErrorCode::value_invalid, "assumption", say("it is either published or assumed, not both"),
            say("keep 'source' or 'assumption'"));
  }
  const auto& sources = problems_.sources();
  if (!origin.source.empty() && std::find(sources.begin(), sources.end(), origin.source) == sources.end()) {
    problem(ErrorCode::value_invalid, "source", say("'{0}' is not one of the sources", origin.source),
            suggestion_or_all(origin.source, {sources.begin(), sources.end()}));
  }
  return origin;
}

std::vector<const yaml::Node*> Reader::items(std::string_view name, std::size_t most) {
  const yaml::Node* node = find(name);
  if (node == nullptr) return {};
  if (node->kind != Kind::list) return {node};
  std::vector<const yaml::Node*> found;
  for (const auto& item : node->items) {
    if (found.size() == most) {
      problem(ErrorCode::too_large, name, say("more than {0} items", most));
      break;
    }
    found.push_back(&item);
  }
  return found;
}

std::string Reader::path_of_item(std::string_view name, const yaml::Node& item) const {
  const yaml::Node* id = item.find("id");
  const yaml::Node* list = node_.find(name);
  std::string which;
  if (id != nullptr && id->kind == Kind::scalar) {
    which = id->text;
  } else if (list != nullptr && list->kind == Kind::list && !list->items.empty()) {
    which = std::to_string(&item - list->items.data() + 1);
  }
  return path_of(name) + "[" + which + "]";
}

void Reader::not_one_of(std::string_view name, const yaml::Node& node, const std::vector<std::string_view>& names) {
  Message hint = suggestion(node.text, names);
  if (hint.empty()) hint = say("one of: {0}", listed(names));
  problem(ErrorCode::value_invalid, name, say("'{0}' is not known here", node.text), std::move(hint));
}

void Reader::finish() {
  for (std::size_t i = 0; i < node_.names.size(); ++i) {
    const std::string& name = node_.names[i];
    if (std::find(asked_.begin(), asked_.end(), name) != asked_.end()) continue;
    if (problems_.full()) return;
    Message hint = suggestion(name, asked_);
    if (hint.empty() && node_.items[i].kind == Kind::null) hint = say("a text with a comma in it needs quotes");
    if (hint.empty()) hint = say("known here: {0}", listed(asked_));
    problems_.add(ErrorCode::unknown_field, place_of(node_.items[i]), path_of(name),
                  say("'{0}' is not known here", name), std::move(hint));
  }
}

}  // namespace scrip::policy
