#pragma once
// The stakes of one day as flat arrays: what is asked of control is answered on these.

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "control/stakes.h"

namespace scrip::control {

using Node = std::uint32_t;  // a party's place in one graph, in the order of the parties' ids

struct Edge {
  Node holder = 0;
  Node held = 0;
  StakeId stake = no_id<StakeId>;
  Range capital, votes;
};

class Graph {
 public:
  // These parties and everybody above them: who holds a stake in one of them, directly or through others. Whether X
  // controls one of them depends on nothing else. Cost: what there is above them.
  [[nodiscard]] static Graph above(const Stakes& stakes, std::span<const PartyId> parties, Day day);
  [[nodiscard]] static Graph whole(const Stakes& stakes, Day day);

  [[nodiscard]] std::size_t size() const { return parties_.size(); }
  [[nodiscard]] PartyId party(Node node) const { return parties_[node]; }
  [[nodiscard]] std::optional<Node> find(PartyId party) const;
  // The stakes in a party, by others than itself, in the order of their ids.
  [[nodiscard]] std::span<const Edge> into(Node node) const {
    return std::span(edges_).subspan(into_[node], into_[node + 1] - into_[node]);
  }
  // The stakes that a party holds in others, as places in edges().
  [[nodiscard]] std::span<const std::uint32_t> out_of(Node node) const {
    return std::span(out_edges_).subspan(out_of_[node], out_of_[node + 1] - out_of_[node]);
  }
  [[nodiscard]] std::span<const Edge> edges() const { return edges_; }
  // What an organisation holds of itself.
  [[nodiscard]] const Range& own_votes(Node node) const { return own_votes_[node]; }
  [[nodiscard]] const Range& own_capital(Node node) const { return own_capital_[node]; }
  // What others hold of its votes at least, in units of Portion: the whole at most.
  [[nodiscard]] std::uint64_t least_votes(Node node) const { return least_votes_[node]; }

 private:
  Graph(const Stakes& stakes, std::vector<PartyId> parties, Day day);

  std::vector<PartyId> parties_;  // ascending
  std::vector<Edge> edges_;       // by held party, then by stake
  std::vector<std::uint32_t> into_, out_of_, out_edges_;
  std::vector<Range> own_votes_, own_capital_;
  std::vector<std::uint64_t> least_votes_;  // by node, of the edges into it
};

}  // namespace scrip::control
