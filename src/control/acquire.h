#pragma once
// The least fixpoint of control for one controller, again and again on one graph.

#include <vector>

#include "control/control.h"

namespace scrip::control {

class Acquirer {
 public:
  Acquirer(const Graph& graph, const Rule& rule);

  // Finds all that the controller controls. Cost: its stakes and theirs.
  void run(Node controller, Certainty certainty);

  // Of the last run:
  [[nodiscard]] Node controller() const { return group_.front(); }
  [[nodiscard]] bool has(Node node) const { return rank_[node] > 0; }
  [[nodiscard]] std::span<const Node> acquired() const { return std::span(group_).subspan(1); }  // in order
  // Precondition: has(company).
  [[nodiscard]] Control proof_of(Node company) const;

 private:
  [[nodiscard]] bool is_enough(Node node) const;
  [[nodiscard]] bool may_be_enough(Node node) const;
  [[nodiscard]] Portion known(const Range& range) const {
    return certainty_ == Certainty::certain ? range.min : range.max;
  }
  [[nodiscard]] Step step_of(Node company) const;

  const Graph& graph_;
  Rule rule_;
  Certainty certainty_ = Certainty::certain;
  std::vector<Node> group_;           // the controller, then what it acquires
  std::vector<std::uint64_t> votes_;  // by node, of the group
  std::vector<std::uint64_t> least_;  // by node, of the group: by the smaller bounds
  std::vector<std::uint32_t> rank_;   // by node: its place in group_, 0 for what is not acquired and the controller
  std::vector<Node> touched_;
};

}  // namespace scrip::control
