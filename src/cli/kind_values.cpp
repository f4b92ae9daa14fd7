#include "cli/kind_values.h"

#include <algorithm>

#include "cli/texts.h"

namespace scrip::cli {

std::string option_name(std::string_view field) {
  std::string name = "--" + std::string(field);
  std::replace(name.begin() + 2, name.end(), '_', '-');
  return name;
}

Result<Node> node_of(const Kind& kind, const KindValues& values) {
  Node node = Node::map(0);
  for (std::size_t i = 0; i < kind.fields.size(); ++i) {
    const FieldSpec& field = kind.fields[i];
    if (values[i].empty()) continue;
    Node item = Node::scalar(values[i].front(), 0);
    if (field.form == FieldForm::prices) {
      item = Node::map(0);
      for (const std::string& price : values[i]) {
        const std::size_t equals = price.find('=');
        if (equals == std::string::npos) {
          return fail(ErrorCode::value_invalid, say("'{0}': write RESOURCE=PRICE", price), option_name(field.name));
        }
        item.set(price.substr(0, equals), Node::scalar(price.substr(equals + 1), 0));
      }
    } else if (field.form == FieldForm::list && values[i].size() > 1) {
      item = Node{.kind = Node::Kind::list, .text = {}, .names = {}, .items = {}};
      for (const std::string& text : values[i]) item.items.push_back(Node::scalar(text, 0));
    }
    node.set(std::string(field.name), std::move(item));
  }
  return node;
}

}  // namespace scrip::cli
