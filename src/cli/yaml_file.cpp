#include "cli/yaml_file.h"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <vector>

namespace scrip::cli {
namespace {

std::uint64_t line_of(const YAML::Mark& mark) { return mark.line < 0 ? 0 : static_cast<std::uint64_t>(mark.line) + 1; }

class Converter {
 public:
  Result<Node> convert(const YAML::Node& from) {
    const std::uint64_t line = line_of(from.Mark());
    if (++nodes_ > yaml_nodes_max) return fail(ErrorCode::too_large, "more than 2,000,000 values", {}, line);
    switch (from.Type()) {
      case YAML::NodeType::Undefined:
      case YAML::NodeType::Null:
        return Node{.line = line, .text = {}, .names = {}, .items = {}};
      case YAML::NodeType::Scalar:
        return Node::scalar(from.Scalar(), line);
      case YAML::NodeType::Sequence:
        return convert_list(from, line);
      case YAML::NodeType::Map:
        return convert_map(from, line);
    }
    return Node{};
  }

 private:
  Result<Node> convert_list(const YAML::Node& from, std::uint64_t line) {
    Node list{.kind = Node::Kind::list, .line = line, .text = {}, .names = {}, .items = {}};
    for (const auto& item : from) list.items.push_back(SCRIP_TRY(convert(item)));
    return list;
  }

  Result<Node> convert_map(const YAML::Node& from, std::uint64_t line) {
    Node map = Node::map(line);
    for (const auto& item : from) {
      const std::uint64_t at = line_of(item.first.Mark());
      if (!item.first.IsScalar()) return fail(ErrorCode::syntax_error, "the name of a field is a plain text", {}, at);
      const std::string& name = item.first.Scalar();
      if (std::find(map.names.begin(), map.names.end(), name) != map.names.end()) {
        return fail(ErrorCode::duplicate_key, "'" + name + "' is there already", name, at);
      }
      Node value = SCRIP_TRY(convert(item.second));
      if (value.kind == Node::Kind::null) value.line = at;
      map.set(name, std::move(value));
    }
    return map;
  }

  std::size_t nodes_ = 0;
};

}  // namespace

Result<Node> parse_yaml(const std::string& text) {
  try {
    const std::vector<YAML::Node> documents = YAML::LoadAll(text);
    if (documents.size() > 1) {
      return fail(ErrorCode::syntax_error, "more than one document ('---')", {}, line_of(documents[1].Mark()));
    }
    if (documents.empty()) return Node{};
    return Converter().convert(documents.front());
  } catch (const YAML::Exception& error) {
    return fail(ErrorCode::syntax_error, error.msg, {}, line_of(error.mark));
  }
}

}  // namespace scrip::cli
