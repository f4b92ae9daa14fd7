#include "yaml/yaml.h"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

#include <optional>
#include <set>
#include <sstream>
#include <string>
#include <vector>

namespace scrip::yaml {
namespace {

std::uint64_t line_of(const YAML::Mark& mark) { return mark.line < 0 ? 0 : static_cast<std::uint64_t>(mark.line) + 1; }

std::uint64_t column_of(const YAML::Mark& mark) {
  return mark.column < 0 ? 0 : static_cast<std::uint64_t>(mark.column) + 1;
}

class Converter {
 public:
  explicit Converter(const Limits& limits) : limits_(limits) {}

  Result<Node> convert(const YAML::Node& from, std::size_t depth = 0) {
    const std::uint64_t line = line_of(from.Mark());
    if (++nodes_ > limits_.nodes) {
      return fail(ErrorCode::too_large, "more than " + std::to_string(limits_.nodes) + " values", {}, line);
    }
    if (depth > limits_.depth) {
      return fail(ErrorCode::too_large, "nested more than " + std::to_string(limits_.depth) + " levels deep", {}, line);
    }
    Node node = SCRIP_TRY(convert_kind(from, line, depth));
    node.column = column_of(from.Mark());
    return node;
  }

 private:
  Result<Node> convert_kind(const YAML::Node& from, std::uint64_t line, std::size_t depth) {
    switch (from.Type()) {
      case YAML::NodeType::Undefined:
      case YAML::NodeType::Null:
        return Node{.line = line, .text = {}, .names = {}, .items = {}};
      case YAML::NodeType::Scalar:
        return Node::scalar(from.Scalar(), line);
      case YAML::NodeType::Sequence:
        return convert_list(from, line, depth);
      case YAML::NodeType::Map:
        return convert_map(from, line, depth);
    }
    return Node{};
  }

  Result<Node> convert_list(const YAML::Node& from, std::uint64_t line, std::size_t depth) {
    Node list{.kind = Node::Kind::list, .line = line, .text = {}, .names = {}, .items = {}};
    for (const auto& item : from) list.items.push_back(SCRIP_TRY(convert(item, depth + 1)));
    return list;
  }

  Result<Node> convert_map(const YAML::Node& from, std::uint64_t line, std::size_t depth) {
    Node map = Node::map(line);
    std::set<std::string> names;
    for (const auto& item : from) {
      const std::uint64_t at = line_of(item.first.Mark());
      if (!item.first.IsScalar()) return fail(ErrorCode::syntax_error, "the name of a field is a plain text", {}, at);
      const std::string& name = item.first.Scalar();
      if (!names.insert(name).second) {
        return fail(ErrorCode::duplicate_key, "'" + name + "' is there already", name, at);
      }
      Node value = SCRIP_TRY(convert(item.second, depth + 1));
      if (value.kind == Node::Kind::null) value.line = at;
      map.set(name, std::move(value));
    }
    return map;
  }

  const Limits& limits_;
  std::size_t nodes_ = 0;
};

// Looks for aliases before anything is built from them.
class AliasFinder : public YAML::EventHandler {
 public:
  [[nodiscard]] const std::optional<std::uint64_t>& line() const { return line_; }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
    if (!line_) line_ = line_of(mark);
  }
  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark&, YAML::anchor_t) override {}
  void OnScalar(const YAML::Mark&, const std::string&, YAML::anchor_t, const std::string&) override {}
  void OnSequenceStart(const YAML::Mark&, const std::string&, YAML::anchor_t, YAML::EmitterStyle::value) override {}
  void OnSequenceEnd() override {}
  void OnMapStart(const YAML::Mark&, const std::string&, YAML::anchor_t, YAML::EmitterStyle::value) override {}
  void OnMapEnd() override {}

 private:
  std::optional<std::uint64_t> line_;
};

Result<void> check_aliases(const std::string& text) {
  std::istringstream stream(text);
  YAML::Parser parser(stream);
  AliasFinder finder;
  while (parser.HandleNextDocument(finder)) {
  }
  if (!finder.line()) return {};
  return fail(ErrorCode::syntax_error, "write the value out: an alias (*name) is not allowed here", {}, *finder.line());
}

}  // namespace

Result<Node> parse(const std::string& text, const Limits& limits) {
  if (text.size() > limits.bytes) {
    return fail(ErrorCode::too_large, "larger than " + std::to_string(limits.bytes) + " bytes");
  }
  try {
    if (!limits.aliases) SCRIP_TRY_VOID(check_aliases(text));
    const std::vector<YAML::Node> documents = YAML::LoadAll(text);
    if (documents.size() > 1) {
      return fail(ErrorCode::syntax_error, "more than one document ('---')", {}, line_of(documents[1].Mark()));
    }
    if (documents.empty()) return Node{};
    return Converter(limits).convert(documents.front());
  } catch (const YAML::Exception& error) {
    return fail(ErrorCode::syntax_error, error.msg, {}, line_of(error.mark));
  }
}

}  // namespace scrip::yaml
