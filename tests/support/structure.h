#pragma once
// Structures of holdings written in a line each, for tests of control.

#include <string>
#include <string_view>

#include "control/stakes.h"

namespace scrip::testing {

inline constexpr Day some_day{20'000};

// Parties are made when they are first named: "person:li" is a person, "state:cn" a state body, others organisations.
class Structure {
 public:
  PartyId party(std::string_view named) {
    control::PartyKind kind = control::PartyKind::organisation;
    std::string key(named);
    if (named.starts_with("person:")) kind = control::PartyKind::person;
    if (named.starts_with("state:")) kind = control::PartyKind::state_body;
    if (const auto colon = key.find(':'); colon != std::string::npos) key = key.substr(colon + 1);
    if (const auto* known = book_.find(kind, key); known != nullptr) return known->id;
    const auto id = id_at<PartyId>(book_.parties().size());
    book_.add(control::Party{.id = id,
                             .key = key,
                             .kind = kind,
                             .name = kind == control::PartyKind::person ? std::string{} : key,
                             .jurisdiction = {}});
    return id;
  }

  // Votes as the capital unless they are said; portions as "60%" or "25%-50%".
  StakeId holds(std::string_view holder, std::string_view held, std::string_view capital, std::string_view votes = {},
                Day from = Day{0}, std::optional<Day> until = {}) {
    const PartyId by = party(holder);
    const PartyId in = party(held);
    const auto id = id_at<StakeId>(book_.stakes().size());
    const auto range = control::parse_range(capital).value();
    book_.add(control::Stake{.id = id,
                             .holder = by,
                             .held = in,
                             .label = std::to_string(index(id)),
                             .capital = range,
                             .votes = votes.empty() ? range : control::parse_range(votes).value(),
                             .from = from,
                             .until = until,
                             .document = {}});
    return id;
  }

  [[nodiscard]] const control::Stakes& book() const { return book_; }
  [[nodiscard]] const std::string& key(PartyId id) const { return book_.party(id).key; }

 private:
  control::Stakes book_;
};

}  // namespace scrip::testing
