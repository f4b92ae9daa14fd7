#include "cli/node_json.h"

#include "cli/json.h"

namespace scrip::cli {

using yaml::Node;

std::string json_of_node(const Node& node) {
  switch (node.kind) {
    case Node::Kind::null:
      return "null";
    case Node::Kind::scalar:
      return json_text(node.text);
    case Node::Kind::list: {
      std::vector<std::string> items;
      for (const Node& item : node.items) items.push_back(json_of_node(item));
      return json_array(items);
    }
    case Node::Kind::map: {
      JsonObject object;
      for (std::size_t i = 0; i < node.items.size(); ++i) object.raw(node.names[i], json_of_node(node.items[i]));
      return object.text();
    }
  }
  return "null";
}

}  // namespace scrip::cli
