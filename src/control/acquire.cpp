#include "control/acquire.h"

#include <algorithm>

namespace scrip::control {

Acquirer::Acquirer(const Graph& graph, const Rule& rule)
    : graph_(graph), rule_(rule), votes_(graph.size()), least_(graph.size()), rank_(graph.size()) {}

// More than the threshold of what can be cast, whatever the values of the ranges are.
bool Acquirer::is_enough(Node node) const {
  if (certainty_ == Certainty::possible) return may_be_enough(node);
  const std::uint64_t own = std::min(graph_.own_votes(node).min, whole_portion).units;
  return UInt128{votes_[node]} * whole_portion.units > UInt128{rule_.threshold.units} * (whole_portion.units - own);
}

// For some values of the ranges, which are together the whole at most: what others have for certain nobody else can
// have. The more own votes the better, until they take from the group's.
bool Acquirer::may_be_enough(Node node) const {
  constexpr std::int64_t whole = whole_portion.units;
  const auto rest = static_cast<std::int64_t>(graph_.least_votes(node) - least_[node]);
  const auto most = static_cast<std::int64_t>(votes_[node]);
  const Range& stated = graph_.own_votes(node);
  const auto own_least = std::min<std::int64_t>(stated.min.units, whole);
  const auto own_most = std::min<std::int64_t>(stated.max.units, whole);
  const auto own = std::clamp(whole - rest - most, own_least, own_most);
  const auto votes = std::min(most, whole - rest - own);
  return Int128{votes} * whole > Int128{rule_.threshold.units} * (whole - own);
}

void Acquirer::run(Node controller, Certainty certainty) {
  for (const Node node : touched_) {
    votes_[node] = 0;
    least_[node] = 0;
    rank_[node] = 0;
  }
  touched_.clear();
  certainty_ = certainty;
  group_.assign(1, controller);
  for (std::size_t i = 0; i < group_.size(); ++i) {
    for (const std::uint32_t place : graph_.out_of(group_[i])) {
      const Edge& edge = graph_.edges()[place];
      const Node held = edge.held;
      if (votes_[held] == 0) touched_.push_back(held);
      votes_[held] += known(edge.votes).units;
      least_[held] += edge.votes.min.units;
      if (held == controller || rank_[held] > 0 || !is_enough(held)) continue;
      rank_[held] = static_cast<std::uint32_t>(group_.size());
      group_.push_back(held);
    }
  }
}

// What the group had when it acquired the company: votes of those of a lower rank.
Step Acquirer::step_of(Node company) const {
  Step step{.company = graph_.party(company), .counted = {}, .sum = 0, .own = known(graph_.own_votes(company))};
  for (const Edge& edge : graph_.into(company)) {
    const bool is_before = edge.holder == controller() || (has(edge.holder) && rank_[edge.holder] < rank_[company]);
    const Portion votes = known(edge.votes);
    if (!is_before || votes.units == 0) continue;
    step.counted.push_back({.stake = edge.stake, .holder = graph_.party(edge.holder), .votes = votes});
    step.sum += votes.units;
  }
  return step;
}

Control Acquirer::proof_of(Node company) const {
  std::vector<bool> needed(rank_[company] + 1);
  needed.back() = true;
  Control control{.controller = graph_.party(controller()), .company = graph_.party(company), .certainty = certainty_};
  for (std::uint32_t rank = rank_[company]; rank > 0; --rank) {
    if (!needed[rank]) continue;
    control.proof.push_back(step_of(group_[rank]));
    for (const Edge& edge : graph_.into(group_[rank])) {
      if (has(edge.holder) && rank_[edge.holder] < rank && known(edge.votes).units > 0)
        needed[rank_[edge.holder]] = true;
    }
  }
  std::ranges::reverse(control.proof);
  return control;
}

}  // namespace scrip::control
