#pragma once
// What sites and the authority ask for about the keys that usage is signed with.

#include <optional>
#include <string>

#include "base/time.h"

namespace scrip::engine {

struct AddSiteKey {
  std::string key, site;
  std::string public_key;             // 32 bytes in base 64
  std::optional<Instant> holds_from;  // none: now
};
struct RevokeSiteKey {
  std::string key, site;
  std::optional<Instant> from;  // now at the soonest; none: now
  std::string reason;
};
struct SetSigningRule {
  std::string site;
  std::optional<Day> required_from;  // none: not required
  bool keep_bodies = false;
};

}  // namespace scrip::engine
