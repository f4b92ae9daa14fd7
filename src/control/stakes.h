#pragma once
// Who holds what part of whom, from when to when, and by which document that is known.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/containers.h"
#include "base/ids.h"
#include "base/result.h"
#include "base/time.h"
#include "control/portion.h"

namespace scrip::control {

// Numbers are stored: never reused.
enum class PartyKind : std::uint8_t {
  organisation = 0,
  person = 1,
  state_body = 2,   // a state, a ministry, a state's asset administration
  arrangement = 3,  // a trust, a fund, a nominee: holds without being a legal entity
  unknown = 4,      // somebody holds this, and nobody has said who
};

// One that holds stakes or in which stakes are held. Persons stand under the pseudonymous id that roles and entries
// name them by, and without a name (ports/register.h has it). All others have keys of their own; one that has the key
// of a registered organisation is that organisation.
struct Party {
  PartyId id = no_id<PartyId>;
  std::string key;
  PartyKind kind = PartyKind::organisation;
  std::string name;          // empty for a person
  std::string jurisdiction;  // ISO 3166-1 alpha-2 or ISO 3166-2 ("CN", "GB-SCT"); empty: not known

  friend bool operator==(const Party&, const Party&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("id", self.id);
    visit("key", self.key);
    visit("kind", self.kind);
    visit("name", self.name);
    visit("jurisdiction", self.jurisdiction);
  }
};

// One holding. A holder may have several in one organisation: they are told apart by label and first day.
struct Stake {
  StakeId id = no_id<StakeId>;
  PartyId holder = no_id<PartyId>;
  PartyId held = no_id<PartyId>;
  std::string label;  // such as a class of shares; empty for the only one
  Range capital;      // of all shares
  Range votes;        // of all votes
  Day from{};
  std::optional<Day> until;  // the first day on which it is held no longer; none: held still. `from`: it never was
  Hash256 document;          // SHA-256 of the source; zero if none

  [[nodiscard]] bool is_held_on(Day day) const { return from <= day && (!until || day < *until); }
  friend bool operator==(const Stake&, const Stake&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("id", self.id);
    visit("holder", self.holder);
    visit("held", self.held);
    visit("label", self.label);
    visit("capital", self.capital);
    visit("votes", self.votes);
    visit("from", self.from);
    visit("until", self.until);
    visit("document", self.document);
  }
};

// Tables with their indexes. Parties are never removed, stakes only ended.
class Stakes {
 public:
  [[nodiscard]] const std::vector<Party>& parties() const { return parties_; }
  [[nodiscard]] const std::vector<Stake>& stakes() const { return stakes_; }
  [[nodiscard]] const Party& party(PartyId id) const { return parties_[index(id)]; }
  [[nodiscard]] const Stake& stake(StakeId id) const { return stakes_[index(id)]; }

  // Persons' ids and the keys of all others are two sets of names.
  [[nodiscard]] const Party* find_person(std::string_view id) const;
  [[nodiscard]] const Party* find_entity(std::string_view key) const;
  [[nodiscard]] const Party* find(PartyKind kind, std::string_view key) const {
    return kind == PartyKind::person ? find_person(key) : find_entity(key);
  }
  [[nodiscard]] const Stake* find_stake(PartyId holder, PartyId held, std::string_view label, Day from) const;
  [[nodiscard]] std::span<const StakeId> held_in(PartyId held) const { return into_[index(held)]; }
  [[nodiscard]] std::span<const StakeId> held_by(PartyId holder) const { return out_of_[index(holder)]; }

  // For apply() only: the caller has decided that the record fits.
  void add(Party party);
  void add(Stake stake);
  void end(StakeId stake, Day until, const Hash256& document);  // a zero document leaves the one that is there

  static void fields(auto& self, auto&& visit) {
    visit("parties", self.parties_);
    visit("stakes", self.stakes_);
  }
  void rebuild_indexes();  // after loading a snapshot

 private:
  void add_to_indexes(const Party& party);
  void add_to_indexes(const Stake& stake);

  std::vector<Party> parties_;
  std::vector<Stake> stakes_;
  TextMap<PartyId> person_by_id_, entity_by_key_;
  std::vector<std::vector<StakeId>> into_, out_of_;  // by party, in the order of their ids
};

// That on no day more than all of an organisation's shares, or votes, are held, with `more` beside what is there. Of
// what is known within bounds the smaller bound counts. Each of `more` is held in `held`; `parties` are to be added
// behind those that are there.
// Errors: shares_over_whole, with who and when.
[[nodiscard]] Result<void> check_whole(const Stakes& stakes, PartyId held, std::span<const Stake> more,
                                       std::span<const Party> parties = {});

[[nodiscard]] std::string_view name(PartyKind kind);
[[nodiscard]] Result<PartyKind> parse_party_kind(std::string_view text);            // Errors: value_invalid
[[nodiscard]] Result<void> check_jurisdiction(std::string_view jurisdiction);  // Errors: value_invalid

}  // namespace scrip::control
