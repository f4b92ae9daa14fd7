#include "control/components.h"

#include <algorithm>

namespace scrip::control {
namespace {

// Tarjan's algorithm along "is held by", with a stack of its own: chains of holdings may be longer than the machine's.
class Search {
 public:
  Search(const Graph& graph, Portion Range::* bound)
      : graph_(graph), bound_(bound), number_(graph.size()), lowest_(graph.size()) {}

  void from(Node start) {
    if (number_[start] != 0) return;
    enter(start);
    while (!path_.empty()) {
      const Node node = path_.back().node;
      if (path_.back().next == graph_.into(node).size()) {
        leave(node);
        continue;
      }
      const Edge& edge = graph_.into(node)[path_.back().next++];
      const Node holder = edge.holder;
      if ((edge.capital.*bound_).units == 0) continue;
      if (number_[holder] == 0) {
        enter(holder);
      } else if (lowest_[holder] != done) {
        lowest_[node] = std::min(lowest_[node], number_[holder]);
      }
    }
  }

  std::vector<std::vector<Node>> components;  // holders first

 private:
  static constexpr std::uint32_t done = 0xffff'ffff;
  struct Place {
    Node node = 0;
    std::size_t next = 0;
  };

  void enter(Node node) {
    number_[node] = lowest_[node] = ++count_;
    open_.push_back(node);
    path_.push_back({.node = node});
  }
  void leave(Node node) {
    path_.pop_back();
    if (!path_.empty()) lowest_[path_.back().node] = std::min(lowest_[path_.back().node], lowest_[node]);
    if (lowest_[node] != number_[node]) return;
    auto& component = components.emplace_back();
    do {
      component.push_back(open_.back());
      lowest_[open_.back()] = done;
      open_.pop_back();
    } while (component.back() != node);
    std::ranges::sort(component);
  }

  const Graph& graph_;
  Portion Range::* bound_;
  std::vector<std::uint32_t> number_, lowest_;  // 0: not seen yet
  std::vector<Node> open_;
  std::vector<Place> path_;
  std::uint32_t count_ = 0;
};

}  // namespace

std::vector<std::vector<Node>> components_from_below(const Graph& graph, Portion Range::* bound) {
  Search search(graph, bound);
  for (Node node = 0; node < graph.size(); ++node) search.from(node);
  std::ranges::reverse(search.components);
  return std::move(search.components);
}

}  // namespace scrip::control
