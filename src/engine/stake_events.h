#pragma once
// What happened to stakes.

#include <vector>

#include "control/stakes.h"

namespace scrip::engine {

struct StakesRecorded {
  std::vector<control::Party> parties;  // new ones
  std::vector<control::Stake> stakes;   // new ones
  friend bool operator==(const StakesRecorded&, const StakesRecorded&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("parties", self.parties);
    visit("stakes", self.stakes);
  }
};
struct StakeEnded {
  StakeId stake = no_id<StakeId>;
  Day until{};
  Hash256 document;  // zero: none beside that of the stake
  friend bool operator==(const StakeEnded&, const StakeEnded&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("stake", self.stake);
    visit("until", self.until);
    visit("document", self.document);
  }
};

}  // namespace scrip::engine
