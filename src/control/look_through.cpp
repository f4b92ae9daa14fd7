#include "control/look_through.h"

#include <algorithm>
#include <optional>

#include "base/limits.h"
#include "control/components.h"
#include "control/texts.h"

namespace scrip::control {
namespace {

using Matrix = std::vector<std::vector<Integer>>;

Fraction fraction_of(Portion portion) { return {Integer(portion.units), Integer(whole_portion.units)}; }

const Fraction& smaller(const Fraction& a, const Fraction& b) { return a < b ? a : b; }

// How often a unit that comes to one of a cycle's members is with each of them, on all its rounds together.
struct Rounds {
  Matrix adjugate;  // behind the first half of each row: [where it came in][whom it visits]
  Integer determinant;

  [[nodiscard]] Fraction visits(std::size_t from, std::size_t at) const {
    return {adjugate[from][adjugate.size() + at] * Integer(whole_portion.units), determinant};
  }
};

// (whole - A) of a cycle in units of Portion, where A[held][holder] is the portion; beside it the identity matrix.
Matrix equations_of(const Graph& graph, std::span<const Node> cycle, Portion Range::* bound) {
  const std::size_t n = cycle.size();
  Matrix rows(n, std::vector<Integer>(2 * n));
  for (std::size_t i = 0; i < n; ++i) {
    std::vector<std::int64_t> held(n);
    held[i] = (graph.own_capital(cycle[i]).*bound).units;
    for (const Edge& edge : graph.into(cycle[i])) {
      const auto at = std::ranges::lower_bound(cycle, edge.holder);
      if (at != cycle.end() && *at == edge.holder)
        held[static_cast<std::size_t>(at - cycle.begin())] += (edge.capital.*bound).units;
    }
    for (std::size_t j = 0; j < n; ++j) rows[i][j] = Integer((i == j ? whole_portion.units : 0) - held[j]);
    rows[i][n + i] = Integer(1);
  }
  return rows;
}

// One step of Bareiss' elimination: divisions come out whole. Source: Bareiss, Sylvester's identity and multistep
// integer-preserving Gaussian elimination, Mathematics of Computation 22 (1968).
void eliminate(Matrix& rows, std::size_t pivot, const Integer& before) {
  const Integer& top = rows[pivot][pivot];
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (i == pivot) continue;
    const Integer factor = rows[i][pivot];
    for (std::size_t j = 0; j < rows[i].size(); ++j) {
      rows[i][j] = divide(top * rows[i][j] - factor * rows[pivot][j], before).first;
    }
  }
}

// Nothing where the unit never leaves the cycle, or where upper bounds together are more than the whole: it shows in a
// pivot that is not above zero, for a matrix of this kind has an inverse without negative elements exactly where all
// its leading minors are above zero (Berman, Plemmons: Nonnegative Matrices in the Mathematical Sciences, 6.2.3).
std::optional<Rounds> solve(const Graph& graph, std::span<const Node> cycle, Portion Range::* bound) {
  const std::size_t n = cycle.size();
  Matrix rows = equations_of(graph, cycle, bound);
  Integer before(1);
  for (std::size_t pivot = 0; pivot < n; ++pivot) {
    if (rows[pivot][pivot].sign() <= 0) return std::nullopt;
    eliminate(rows, pivot, before);
    before = rows[pivot][pivot];
  }
  return Rounds{.adjugate = std::move(rows), .determinant = std::move(before)};
}

// One walk of a unit of the organisation up to all that stand above it, by one bound of every range.
class Walk {
 public:
  Walk(const Graph& graph, Node start, Portion Range::* bound)
      : graph_(&graph), start_(start), bound_(bound), arriving_(graph.size()), parts_(graph.size()) {
    arriving_[start] = Fraction(1);
  }

  Result<void> run() {
    for (const auto& component : components_from_below(*graph_, bound_)) {
      SCRIP_TRY_VOID(pass(component));
    }
    return {};
  }

  // The part of the unit that ever comes to the node; for where it starts, the part that comes back.
  [[nodiscard]] const Fraction& part(Node node) const { return parts_[node]; }

 private:
  Result<void> pass(std::span<const Node> component) {
    Fraction came;
    for (const Node node : component) came = came + arriving_[node];
    if (came.is_zero()) return {};
    if (came.bits() > limits::fraction_bits_max) {
      return fail(ErrorCode::limit_reached, say("the holdings above it make fractions that are too long"),
                  "organisation");
    }
    const bool stands_alone = component.size() == 1 && (graph_->own_capital(component.front()).*bound_).units == 0;
    if (stands_alone) {
      const Node node = component.front();
      if (node != start_) parts_[node] = came;
      hand_on(node, came);
      return {};
    }
    if (component.size() > limits::cycle_parties_max) {
      return fail(
          ErrorCode::limit_reached,
          say("{0} parties hold each other in one cycle, of at most {1}", component.size(), limits::cycle_parties_max),
          "organisation");
    }
    if (const auto rounds = solve(*graph_, component, bound_)) {
      pass_round(component, *rounds);
    } else {
      pass_bound(component, smaller(came, Fraction(1)));
    }
    return {};
  }

  void pass_round(std::span<const Node> cycle, const Rounds& rounds) {
    for (std::size_t j = 0; j < cycle.size(); ++j) {
      Fraction visits;
      for (std::size_t i = 0; i < cycle.size(); ++i) {
        if (!arriving_[cycle[i]].is_zero()) visits = visits + arriving_[cycle[i]] * rounds.visits(i, j);
      }
      const Fraction of_one = rounds.visits(j, j);
      parts_[cycle[j]] = cycle[j] == start_ ? Fraction(1) - Fraction(1) / of_one : visits / of_one;
      hand_on_outside(cycle, cycle[j], visits);
    }
  }

  // What comes into a cycle that cannot be solved for comes to each member, and to each that holds one, at most whole.
  // Where no part ever leaves the cycle that is no bound but the answer, and nobody outside holds any of it.
  void pass_bound(std::span<const Node> cycle, const Fraction& came) {
    std::vector<Node> outside;
    for (const Node node : cycle) {
      parts_[node] = came;
      for (const Edge& edge : graph_->into(node)) {
        if (!std::ranges::binary_search(cycle, edge.holder) && (edge.capital.*bound_).units > 0)
          outside.push_back(edge.holder);
      }
    }
    std::ranges::sort(outside);
    outside.erase(std::ranges::unique(outside).begin(), outside.end());
    for (const Node holder : outside) arriving_[holder] = arriving_[holder] + came;
  }

  void hand_on(Node node, const Fraction& what) { hand_on_outside({}, node, what); }
  void hand_on_outside(std::span<const Node> cycle, Node node, const Fraction& what) {
    for (const Edge& edge : graph_->into(node)) {
      if ((edge.capital.*bound_).units == 0 || std::ranges::binary_search(cycle, edge.holder)) continue;
      arriving_[edge.holder] = arriving_[edge.holder] + what * fraction_of(edge.capital.*bound_);
    }
  }

  const Graph* graph_;
  Node start_;
  Portion Range::* bound_;
  std::vector<Fraction> arriving_;  // from below, by node
  std::vector<Fraction> parts_;
};

bool is_exact(const Graph& graph) {
  for (Node node = 0; node < graph.size(); ++node) {
    if (graph.own_capital(node).min != graph.own_capital(node).max) return false;
  }
  return std::ranges::all_of(graph.edges(), [](const Edge& edge) { return edge.capital.min == edge.capital.max; });
}

bool has_no_holder(const Graph& graph, Node node) {
  return std::ranges::none_of(graph.into(node), [](const Edge& edge) { return edge.capital.max.units > 0; });
}

// What the others have at least, a final holder cannot have.
void tighten(LookThrough& result) {
  for (auto& line : result.lines) {
    line.high = smaller(line.high, Fraction(1));
    if (line.is_final) line.high = smaller(line.high, result.unknown + line.low);
  }
}

}  // namespace

Result<LookThrough> look_through(const Stakes& stakes, PartyId organisation, Day day) {
  const Graph graph = Graph::above(stakes, {&organisation, 1}, day);
  if (graph.size() > limits::look_through_parties_max) {
    return fail(ErrorCode::limit_reached,
                say("{0} parties stand above it, of at most {1}", graph.size(), limits::look_through_parties_max),
                "organisation");
  }
  const Node start = *graph.find(organisation);
  Walk low(graph, start, &Range::min);
  SCRIP_TRY_VOID(low.run());
  Walk high = low;  // where all is known exactly
  if (!is_exact(graph)) {
    high = Walk(graph, start, &Range::max);
    SCRIP_TRY_VOID(high.run());
  }
  LookThrough result{.lines = {}, .own = low.part(start), .unknown = Fraction(1)};
  for (Node node = 0; node < graph.size(); ++node) {
    if (node == start || high.part(node).is_zero()) continue;
    result.lines.push_back({.holder = graph.party(node),
                            .low = low.part(node),
                            .high = high.part(node),
                            .is_final = has_no_holder(graph, node)});
    if (result.lines.back().is_final) result.unknown = result.unknown - low.part(node);
  }
  tighten(result);
  std::ranges::stable_sort(result.lines, [](const LookThroughLine& a, const LookThroughLine& b) {
    if (a.is_final != b.is_final) return a.is_final;
    return a.low != b.low ? a.low > b.low : a.high > b.high;
  });
  return result;
}

}  // namespace scrip::control
