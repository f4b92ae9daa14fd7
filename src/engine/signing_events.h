#pragma once
// What happened about the keys that usage is signed with. The actor of each is in its entry's header.

#include <string>

#include "engine/signing_state.h"

namespace scrip::engine {

struct SiteKeyAdded {
  SiteKey site_key;
  friend bool operator==(const SiteKeyAdded&, const SiteKeyAdded&) = default;
  static void fields(auto& self, auto&& visit) { visit("site_key", self.site_key); }
};
struct SiteKeyRevoked {  // also: earlier than it was to be
  SiteKeyId site_key = no_id<SiteKeyId>;
  Instant from{};  // what arrives from then on is not taken
  std::string reason;
  friend bool operator==(const SiteKeyRevoked&, const SiteKeyRevoked&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("site_key", self.site_key);
    visit("from", self.from);
    visit("reason", self.reason);
  }
};
struct SigningRuleSet {
  SiteId site = no_id<SiteId>;
  SigningRule rule;
  friend bool operator==(const SigningRuleSet&, const SigningRuleSet&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("site", self.site);
    visit("rule", self.rule);
  }
};

}  // namespace scrip::engine
