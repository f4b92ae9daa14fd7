#pragma once
// What happened to purchase claims. The actor of each is in its entry's header.

#include <string>
#include <vector>

#include "base/ids.h"
#include "subsidy/finding.h"

namespace scrip::engine {

struct ClaimDrafted {  // also: changed
  ClaimId claim = no_id<ClaimId>;
  std::string key;
  ApplicationId application = no_id<ApplicationId>;
  subsidy::Claim content;
  friend bool operator==(const ClaimDrafted&, const ClaimDrafted&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("claim", self.claim);
    visit("key", self.key);
    visit("application", self.application);
    visit("content", self.content);
  }
};
struct ClaimSubmitted {
  ClaimId claim = no_id<ClaimId>;
  friend bool operator==(const ClaimSubmitted&, const ClaimSubmitted&) = default;
  static void fields(auto& self, auto&& visit) { visit("claim", self.claim); }
};
struct ClaimChecked {
  ClaimId claim = no_id<ClaimId>;
  subsidy::Check check;
  friend bool operator==(const ClaimChecked&, const ClaimChecked&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("claim", self.claim);
    visit("check", self.check);
  }
};
struct FindingSettled {
  ClaimId claim = no_id<ClaimId>;
  std::uint32_t finding = 0;  // from 1
  subsidy::Settlement settlement{};
  std::string reason;
  friend bool operator==(const FindingSettled&, const FindingSettled&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("claim", self.claim);
    visit("finding", self.finding);
    visit("settlement", self.settlement);
    visit("reason", self.reason);
  }
};
struct ClaimReturned {
  ClaimId claim = no_id<ClaimId>;
  std::string reason;
  friend bool operator==(const ClaimReturned&, const ClaimReturned&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("claim", self.claim);
    visit("reason", self.reason);
  }
};
struct ClaimWithdrawn {
  ClaimId claim = no_id<ClaimId>;
  std::string reason;
  friend bool operator==(const ClaimWithdrawn&, const ClaimWithdrawn&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("claim", self.claim);
    visit("reason", self.reason);
  }
};
struct DigestsImported {
  std::string authority;
  std::vector<Hash256> digests;  // new ones only, ascending
  friend bool operator==(const DigestsImported&, const DigestsImported&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("authority", self.authority);
    visit("digests", self.digests);
  }
};

}  // namespace scrip::engine
