#include "control/graph.h"

#include <algorithm>

namespace scrip::control {
namespace {

// No sum of portions of one organisation is let run over what the type holds; beyond the whole it makes no difference.
void add_to(Portion& sum, Portion more) { sum.units = std::min(sum.units + more.units, 2 * whole_portion.units); }

}  // namespace

Graph Graph::above(const Stakes& stakes, std::span<const PartyId> parties, Day day) {
  std::vector<PartyId> found(parties.begin(), parties.end());
  std::ranges::sort(found);
  found.erase(std::ranges::unique(found).begin(), found.end());
  FlatSet<PartyId> seen(found.begin(), found.end());
  for (std::size_t i = 0; i < found.size(); ++i) {
    for (const StakeId id : stakes.held_in(found[i])) {
      const Stake& stake = stakes.stake(id);
      if (stake.is_held_on(day) && seen.insert(stake.holder).second) found.push_back(stake.holder);
    }
  }
  std::ranges::sort(found);
  return {stakes, std::move(found), day};
}

Graph Graph::whole(const Stakes& stakes, Day day) {
  std::vector<PartyId> all(stakes.parties().size());
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = id_at<PartyId>(i);
  return {stakes, std::move(all), day};
}

// Every holder of a stake in one of the parties is one of them, too.
Graph::Graph(const Stakes& stakes, std::vector<PartyId> parties, Day day)
    : parties_(std::move(parties)),
      own_votes_(parties_.size()),
      own_capital_(parties_.size()),
      least_votes_(parties_.size()) {
  into_.assign(parties_.size() + 1, 0);
  out_of_.assign(parties_.size() + 1, 0);
  for (Node node = 0; node < parties_.size(); ++node) {
    for (const StakeId id : stakes.held_in(parties_[node])) {
      const Stake& stake = stakes.stake(id);
      if (!stake.is_held_on(day)) continue;
      if (stake.holder == stake.held) {
        add_to(own_votes_[node].min, stake.votes.min);
        add_to(own_votes_[node].max, stake.votes.max);
        add_to(own_capital_[node].min, stake.capital.min);
        add_to(own_capital_[node].max, stake.capital.max);
        continue;
      }
      const Node holder = *find(stake.holder);
      edges_.push_back({.holder = holder, .held = node, .stake = id, .capital = stake.capital, .votes = stake.votes});
      ++out_of_[holder + 1];
      least_votes_[node] += stake.votes.min.units;
    }
    into_[node + 1] = static_cast<std::uint32_t>(edges_.size());
  }
  for (std::size_t node = 0; node < parties_.size(); ++node) out_of_[node + 1] += out_of_[node];
  out_edges_.resize(edges_.size());
  auto next = out_of_;
  for (std::uint32_t i = 0; i < edges_.size(); ++i) out_edges_[next[edges_[i].holder]++] = i;
}

std::optional<Node> Graph::find(PartyId party) const {
  const auto found = std::ranges::lower_bound(parties_, party);
  if (found == parties_.end() || *found != party) return std::nullopt;
  return static_cast<Node>(found - parties_.begin());
}

}  // namespace scrip::control
