#pragma once
// Reads one mapping of a programme file. Every mistake becomes a Problem and reading goes on with a harmless value, so
// that a file's author sees all of them at once.

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "policy/policy.h"
#include "policy/texts.h"
#include "yaml/node.h"

namespace scrip::policy {

inline constexpr std::size_t problems_max = 100;  // reported of one file

class Problems {
 public:
  void add(ErrorCode code, Place place, std::string field, Message message, Message hint = {});
  [[nodiscard]] bool empty() const { return problems_.empty(); }
  [[nodiscard]] bool full() const { return problems_.size() >= problems_max; }
  // What an origin may name.
  void know_sources(std::vector<std::string> ids) { sources_ = std::move(ids); }
  [[nodiscard]] const std::vector<std::string>& sources() const { return sources_; }
  // In the order of the file.
  [[nodiscard]] std::vector<Problem> take();

 private:
  std::vector<Problem> problems_;
  std::vector<std::string> sources_;
};

[[nodiscard]] Place place_of(const yaml::Node& node);

class Reader {
 public:
  // `path` names the mapping in messages: "eligibility[registered]". A node that is no mapping is a problem.
  Reader(const yaml::Node& node, std::string path, Problems& problems);

  [[nodiscard]] const yaml::Node* find(std::string_view name);
  [[nodiscard]] Place place() const { return place_of(node_); }
  [[nodiscard]] Place place_of_field(std::string_view name) const;
  [[nodiscard]] std::string path_of(std::string_view name) const;
  [[nodiscard]] Problems& problems() { return problems_; }
  void problem(ErrorCode code, std::string_view field, Message message, Message hint = {});

  [[nodiscard]] std::string text(std::string_view name);           // "" where it is absent
  [[nodiscard]] std::string required_text(std::string_view name);
  // Lower-case letters, digits and the joiners given; at most 64 of them.
  [[nodiscard]] std::string id(std::string_view name, std::string_view joiners = "_");
  [[nodiscard]] Text both(std::string_view name);                  // {en, zh}; both or none
  [[nodiscard]] Text required_both(std::string_view name);
  [[nodiscard]] bool yes(std::string_view name, bool otherwise);
  [[nodiscard]] std::int64_t whole(std::string_view name, std::int64_t otherwise, std::int64_t least,
                                   std::int64_t most);
  [[nodiscard]] std::optional<Day> day(std::string_view name);
  [[nodiscard]] std::optional<Literal> literal(std::string_view name, std::vector<LiteralKind> kinds);
  [[nodiscard]] Ratio share(std::string_view name, Ratio otherwise);
  [[nodiscard]] Expression expression(std::string_view name);
  [[nodiscard]] Expression required_expression(std::string_view name);
  [[nodiscard]] std::vector<std::string> texts(std::string_view name);
  // `source` with `article`, or `assumption`; one of the two is required.
  [[nodiscard]] Origin origin();

  // One of the named values; `values.front()` is what an absent field means.
  template <class Enum, std::size_t n>
  [[nodiscard]] Enum one_of(std::string_view name, const std::array<std::pair<std::string_view, Enum>, n>& values) {
    const yaml::Node* node = find(name);
    if (node == nullptr) return values.front().second;
    for (const auto& [written, meant] : values) {
      if (node->kind == yaml::Node::Kind::scalar && node->text == written) return meant;
    }
    std::vector<std::string_view> names;
    for (const auto& value : values) names.push_back(value.first);
    not_one_of(name, *node, names);
    return values.front().second;
  }

  // Calls visit(Reader&) for every item of a list; the item's path carries its id where it has one.
  template <class Visit>
  void each(std::string_view name, std::size_t most, const Visit& visit) {
    for (const yaml::Node* item : items(name, most)) {
      Reader reader(*item, path_of_item(name, *item), problems_);
      visit(reader);
      reader.finish();
    }
  }

  // Calls visit(Reader&, id) for every item of a mapping from ids.
  template <class Visit>
  void each_named(std::string_view name, std::size_t most, const Visit& visit) {
    const yaml::Node* node = find(name);
    if (node == nullptr) return;
    if (node->kind != yaml::Node::Kind::map || node->items.size() > most) {
      problem(ErrorCode::value_invalid, name, say("up to {0} named items are expected here", most),
              say("'id: {...}' lines"));
      return;
    }
    for (std::size_t i = 0; i < node->items.size(); ++i) {
      Reader reader(node->items[i], path_of(name) + "[" + node->names[i] + "]", problems_);
      visit(reader, node->names[i]);
      reader.finish();
    }
  }

  // The nodes of a list; a single one where no list was written.
  [[nodiscard]] std::vector<const yaml::Node*> items(std::string_view name, std::size_t most);
  [[nodiscard]] std::string path_of_item(std::string_view name, const yaml::Node& item) const;

  // Every field that nobody asked for is a problem.
  void finish();

 private:
  void not_one_of(std::string_view name, const yaml::Node& node, const std::vector<std::string_view>& names);
  [[nodiscard]] const yaml::Node* scalar(std::string_view name);

  const yaml::Node& node_;
  std::string path_;
  Problems& problems_;
  std::vector<std::string_view> asked_;
};

// The YAML of a file within the limits of programme files; a text that cannot be read is one problem.
[[nodiscard]] std::optional<yaml::Node> parse_file(const std::string& text, std::vector<Problem>& problems);

// The value that was probably meant, in the spelling of programme files; else the other hint.
[[nodiscard]] Message hint_for(std::string_view written, const Message& otherwise);

// An expression of a scalar: a plain value as CEL, anything else as it stands.
[[nodiscard]] Expression expression_of(const yaml::Node& node);

}  // namespace scrip::policy
