#pragma once
// What someone wrote, wherever: a YAML file, a row of CSV or the command line. Texts with their places; what they mean
// is decided later, by one set of rules for all.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace scrip::yaml {

struct Node {
  enum class Kind : std::uint8_t { null, scalar, list, map };

  Kind kind = Kind::null;
  std::uint64_t line = 0;          // 1-based; 0 on the command line
  std::uint64_t column = 0;        // 1-based; 0 where it is not known
  std::string text;                // of a scalar
  std::vector<std::string> names;  // of a map: the name of each item
  std::vector<Node> items;         // of a list or a map

  [[nodiscard]] static Node scalar(std::string text, std::uint64_t line) {
    return Node{.kind = Kind::scalar, .line = line, .column = 0, .text = std::move(text), .names = {}, .items = {}};
  }
  [[nodiscard]] static Node map(std::uint64_t line) {
    return Node{.kind = Kind::map, .line = line, .column = 0, .text = {}, .names = {}, .items = {}};
  }
  // The item of a map; none where it is absent or null.
  [[nodiscard]] const Node* find(std::string_view name) const {
    for (std::size_t i = 0; i < names.size(); ++i) {
      if (names[i] == name) return items[i].kind == Kind::null ? nullptr : &items[i];
    }
    return nullptr;
  }
  void set(std::string name, Node item) {
    names.push_back(std::move(name));
    items.push_back(std::move(item));
  }
};

}  // namespace scrip::yaml
