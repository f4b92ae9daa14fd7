#include "control/control.h"

#include <algorithm>
#include <array>
#include <map>
#include <tuple>

#include "control/acquire.h"
#include "control/texts.h"

namespace scrip::control {
namespace {

constexpr std::array certainties{Certainty::certain, Certainty::possible};

// Whom each of these certainly controls, itself among them.
using Reach = std::map<PartyId, std::vector<PartyId>>;

bool reaches(const Reach& reach, PartyId from, PartyId to) {
  const auto found = reach.find(from);
  return found != reach.end() && std::ranges::binary_search(found->second, to);
}

// A controller is an ultimate one where each other that certainly controls it is controlled by it.
void mark_ultimate(std::vector<Control>& controls, const Reach& reach) {
  for (auto& control : controls) {
    control.ultimate = std::ranges::all_of(reach, [&](const auto& other) {
      return other.first == control.controller || !std::ranges::binary_search(other.second, control.controller) ||
             reaches(reach, control.controller, other.first);
    });
  }
}

void remember_reach(Reach& reach, const Graph& graph, const Acquirer& acquirer) {
  auto& parties = reach[graph.party(acquirer.controller())];
  for (const Node node : acquirer.acquired()) parties.push_back(graph.party(node));
  std::ranges::sort(parties);
}

bool may_join(const Party& controller) { return controller.kind != PartyKind::state_body; }

std::optional<Affiliation> common_controller(const Stakes& stakes, const Graph& graph, Acquirer& acquirer, Node first,
                                             Node second, Certainty certainty) {
  for (Node node = 0; node < graph.size(); ++node) {
    if (node == first || node == second || !may_join(stakes.party(graph.party(node)))) continue;
    acquirer.run(node, certainty);
    if (!acquirer.has(first) || !acquirer.has(second)) continue;
    return Affiliation{.relation = Relation::common_controller,
                       .first = graph.party(first),
                       .second = graph.party(second),
                       .certainty = certainty,
                       .proofs = {acquirer.proof_of(first), acquirer.proof_of(second)}};
  }
  return std::nullopt;
}

// One who controls the other.
std::optional<Affiliation> one_over_other(const Graph& graph, Acquirer& acquirer, Node first, Node second,
                                          Relation relation, Certainty certainty) {
  const bool is_first = relation == Relation::controls;
  const Node company = is_first ? second : first;
  acquirer.run(is_first ? first : second, certainty);
  if (!acquirer.has(company)) return std::nullopt;
  return Affiliation{.relation = relation,
                     .first = graph.party(first),
                     .second = graph.party(second),
                     .certainty = certainty,
                     .proofs = {acquirer.proof_of(company)}};
}

// The affiliates that are found from one controller of the party, or from the party itself.
class Circle {
 public:
  Circle(const Stakes& stakes, PartyId party, Day day, const Rule& rule)
      : graph_(Graph::whole(stakes, day)), acquirer_(graph_, rule), party_(*graph_.find(party)) {}

  void add_controlled(Certainty certainty) {
    acquirer_.run(party_, certainty);
    for (const Node node : acquirer_.acquired()) add(Relation::controls, node, certainty, {acquirer_.proof_of(node)});
  }
  void add_controllers(std::span<const Control> controllers, Certainty certainty) {
    for (const Control& control : controllers) {
      if (control.certainty == certainty)
        add(Relation::controlled_by, *graph_.find(control.controller), certainty, {control});
    }
  }
  void add_siblings(const Control& control, Certainty certainty) {
    acquirer_.run(*graph_.find(control.controller), certainty);
    if (!acquirer_.has(party_)) return;
    const Control to_party = acquirer_.proof_of(party_);
    for (const Node node : acquirer_.acquired()) {
      if (node != party_) add(Relation::common_controller, node, certainty, {to_party, acquirer_.proof_of(node)});
    }
  }
  [[nodiscard]] std::vector<Affiliation> found() const {
    std::vector<Affiliation> all;
    for (const auto& [party, affiliation] : found_) all.push_back(affiliation);
    return all;
  }

 private:
  void add(Relation relation, Node node, Certainty certainty, std::vector<Control> proofs) {
    const PartyId other = graph_.party(node);
    found_.try_emplace(other, Affiliation{.relation = relation,
                                          .first = graph_.party(party_),
                                          .second = other,
                                          .certainty = certainty,
                                          .proofs = std::move(proofs)});
  }

  Graph graph_;
  Acquirer acquirer_;
  Node party_;
  std::map<PartyId, Affiliation> found_;
};

}  // namespace

std::vector<Control> controllers_of(const Stakes& stakes, PartyId company, Day day, const Rule& rule) {
  const Graph graph = Graph::above(stakes, {&company, 1}, day);
  const Node target = *graph.find(company);
  Acquirer acquirer(graph, rule);
  std::vector<Control> controls;
  Reach reach;
  for (Node node = 0; node < graph.size(); ++node) {
    if (node == target) continue;
    acquirer.run(node, Certainty::certain);
    remember_reach(reach, graph, acquirer);
    if (!acquirer.has(target)) acquirer.run(node, Certainty::possible);
    if (acquirer.has(target)) controls.push_back(acquirer.proof_of(target));
  }
  acquirer.run(target, Certainty::certain);
  remember_reach(reach, graph, acquirer);
  mark_ultimate(controls, reach);
  std::ranges::stable_sort(controls, {}, [](const Control& control) {
    return std::tuple(control.certainty, !control.ultimate, control.controller);
  });
  return controls;
}

std::optional<Control> control_between(const Stakes& stakes, PartyId controller, PartyId company, Day day,
                                       const Rule& rule) {
  const Graph graph = Graph::above(stakes, {&company, 1}, day);
  const auto from = graph.find(controller);
  if (!from || controller == company) return std::nullopt;
  const Node to = *graph.find(company);
  Acquirer acquirer(graph, rule);
  for (const Certainty certainty : certainties) {
    acquirer.run(*from, certainty);
    if (acquirer.has(to)) return acquirer.proof_of(to);
  }
  return std::nullopt;
}

std::optional<Affiliation> affiliation_between(const Stakes& stakes, PartyId first, PartyId second, Day day,
                                               const Rule& rule) {
  if (first == second) return std::nullopt;
  const Graph graph = Graph::above(stakes, std::array{first, second}, day);
  const Node a = *graph.find(first);
  const Node b = *graph.find(second);
  Acquirer acquirer(graph, rule);
  for (const Certainty certainty : certainties) {
    for (const Relation relation : {Relation::controls, Relation::controlled_by}) {
      if (auto found = one_over_other(graph, acquirer, a, b, relation, certainty)) return found;
    }
    if (auto found = common_controller(stakes, graph, acquirer, a, b, certainty)) return found;
  }
  return std::nullopt;
}

std::vector<Affiliation> affiliates_of(const Stakes& stakes, PartyId party, Day day, const Rule& rule) {
  const auto controllers = controllers_of(stakes, party, day, rule);
  Circle circle(stakes, party, day, rule);
  for (const Certainty certainty : certainties) {
    circle.add_controlled(certainty);
    circle.add_controllers(controllers, certainty);
    for (const Control& control : controllers) {
      if (may_join(stakes.party(control.controller))) circle.add_siblings(control, certainty);
    }
  }
  return circle.found();
}

std::string_view name(Certainty certainty) { return certainty == Certainty::certain ? "certain" : "possible"; }

std::string_view name(Relation relation) {
  switch (relation) {
    case Relation::controls:
      return "controls";
    case Relation::controlled_by:
      return "controlled_by";
    case Relation::common_controller:
      return "common_controller";
  }
  return "unknown";
}

namespace {

Message said(const Stakes& stakes, const Step& step) {
  Message votes;
  for (const auto& counted : step.counted) {
    const Message one = say("'{0}' {1}", stakes.party(counted.holder).key, format_portion(counted.votes));
    votes = votes.empty() ? one : say("{0} + {1}", votes, one);
  }
  if (step.counted.size() > 1) votes = say("{0} = {1}", votes, format_units(step.sum));
  Message held = say("{0} of '{1}'", votes, stakes.party(step.company).key);
  return step.own.units > 0 ? say("{0}, which has {1} itself", held, format_portion(step.own)) : held;
}

Message proof_said(const Stakes& stakes, const Control& control) {
  Message all;
  for (const Step& step : control.proof) all = joined(all, said(stakes, step));
  return all;
}

}  // namespace

Message said(const Stakes& stakes, const Control& control) {
  const auto& controller = stakes.party(control.controller).key;
  const auto& company = stakes.party(control.company).key;
  const Message proof = proof_said(stakes, control);
  return control.certainty == Certainty::certain ? say("'{0}' controls '{1}' ({2})", controller, company, proof)
                                                 : say("'{0}' may control '{1}' ({2})", controller, company, proof);
}

Message said(const Stakes& stakes, const Affiliation& affiliation) {
  Message all;
  for (const Control& control : affiliation.proofs) {
    const Message one = said(stakes, control);
    all = all.empty() ? one : say("{0} and {1}", all, one);
  }
  return all;
}

std::string proof_in_words(const Stakes& stakes, const Control& control) { return proof_said(stakes, control).text(); }
std::string in_words(const Stakes& stakes, const Control& control) { return said(stakes, control).text(); }
std::string in_words(const Stakes& stakes, const Affiliation& affiliation) { return said(stakes, affiliation).text(); }

}  // namespace scrip::control
