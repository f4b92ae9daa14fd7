#pragma once
// What is asked for about stakes.

#include <optional>
#include <string>
#include <vector>

#include "control/stakes.h"

namespace scrip::engine {

// Stakes, and those who hold them and are held. All or none.
//
// A holder or held organisation that is neither described here nor known is added: a person by the id, a registered
// organisation by its key. To describe what is known already is no error where it is the same; an empty name or
// jurisdiction says nothing. A stake that is there already changes nothing.
struct RecordStakes {
  struct StatedParty {
    control::PartyKind kind = control::PartyKind::organisation;
    std::string key;           // of a person: the id
    std::string name;          // empty: the registered organisation's, or else the key; of a person: empty
    std::string jurisdiction;  // empty: not known
  };
  struct StatedStake {
    control::PartyKind holder_kind = control::PartyKind::organisation;  // asked is only whether it is a person
    std::string holder;
    std::string held;   // no person
    std::string label;  // where one has several stakes in another; else empty
    control::Range capital, votes;
    Day from{};
    std::optional<Day> until;
    Hash256 document;
  };
  std::vector<StatedParty> parties;
  std::vector<StatedStake> stakes;
};

// Says from when a stake is held no longer. From its first day: it never was.
struct EndStake {
  StakeId stake = no_id<StakeId>;
  Day until{};
  Hash256 document;  // zero: none beside that of the stake
};

}  // namespace scrip::engine
