#pragma once
// Who controls whom, with the proof.
//
// X controls Y on a day if X, together with the organisations that X controls, holds more than the threshold of the
// votes in Y: the least relation for which that is so. So control runs through chains, jointly through several
// controlled organisations, and through cross-holdings. Votes that Y has in itself are not cast: they count neither
// for anybody nor in the whole.
//
// Source: Ceri, Gottlob, Tanca: Logic Programming and Databases (1990), the company control problem. With a threshold
// of half or more, of two that control Y one controls the other (docs/control.md has the proof): so those who control Y
// stand in a row, and at its end is one, or several who control each other.

#include <optional>
#include <string>
#include <vector>

#include "control/graph.h"

namespace scrip::control {

struct Rule {
  Portion threshold = half_portion;  // of the votes that can be cast: more than this is control
};

// Where portions are known within bounds only: for all of their values, or for some that are together the whole at
// most.
enum class Certainty : std::uint8_t { certain = 0, possible = 1 };

struct Contribution {
  StakeId stake = no_id<StakeId>;
  PartyId holder = no_id<PartyId>;
  Portion votes;
  friend bool operator==(const Contribution&, const Contribution&) = default;
};

// How one organisation comes to be controlled: by votes of the controller itself and of organisations of earlier steps.
struct Step {
  PartyId company = no_id<PartyId>;
  std::vector<Contribution> counted;
  std::uint64_t sum = 0;  // of the votes counted, in units of Portion
  Portion own;  // votes of the company in itself, which are not cast
  friend bool operator==(const Step&, const Step&) = default;
};

struct Control {
  PartyId controller = no_id<PartyId>;
  PartyId company = no_id<PartyId>;
  Certainty certainty = Certainty::certain;
  bool ultimate = false;  // nobody controls the controller, but for those whom it controls itself
  std::vector<Step> proof;  // the last step is the company's
  friend bool operator==(const Control&, const Control&) = default;
};

// All that control it: the certain before the possible, the ultimate first. Cost: those above it times their stakes.
[[nodiscard]] std::vector<Control> controllers_of(const Stakes& stakes, PartyId company, Day day, const Rule& rule);

// Whether, and how, the one controls the other.
[[nodiscard]] std::optional<Control> control_between(const Stakes& stakes, PartyId controller, PartyId company, Day day,
                                                     const Rule& rule);

enum class Relation : std::uint8_t {
  controls = 0,  // the first controls the second
  controlled_by = 1,  // the second controls the first
  common_controller = 2,  // a third controls both
};

struct Affiliation {
  Relation relation{};
  PartyId first = no_id<PartyId>, second = no_id<PartyId>;
  Certainty certainty = Certainty::certain;
  std::vector<Control> proofs;  // one, or for a common controller one for each
};

// Why two parties are affiliated, if they are: the certain before the possible, then in the order of Relation. What a
// state body controls is not affiliated for that alone (Company Law of the PRC, 2023, Article 265(4); IAS 24.25).
[[nodiscard]] std::optional<Affiliation> affiliation_between(const Stakes& stakes, PartyId first, PartyId second,
                                                             Day day, const Rule& rule);

// Everyone affiliated with a party, each once, by id. Cost: all stakes of the day for each that controls the party.
[[nodiscard]] std::vector<Affiliation> affiliates_of(const Stakes& stakes, PartyId party, Day day, const Rule& rule);

[[nodiscard]] std::string_view name(Certainty certainty);
[[nodiscard]] std::string_view name(Relation relation);

// "'li' controls 'beta' ('li' 60% of 'alpha'; 'li' 20% + 'alpha' 31% = 51% of 'beta')".
[[nodiscard]] std::string in_words(const Stakes& stakes, const Control& control);
[[nodiscard]] std::string in_words(const Stakes& stakes, const Affiliation& affiliation);
// The part in brackets.
[[nodiscard]] std::string proof_in_words(const Stakes& stakes, const Control& control);

}  // namespace scrip::control
