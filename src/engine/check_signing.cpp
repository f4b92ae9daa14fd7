// What events of sites' keys must satisfy before they are applied.

#include "base/limits.h"
#include "engine/check.h"
#include "proof/message_signature.h"

namespace scrip::engine {

Result<void> check_lifecycle(const State& state, const SiteKeyAdded& event) {
  const auto& key = event.site_key;
  SCRIP_TRY_VOID(require(is_next(state.signing.keys, key.id), "the key's id is not the next"));
  SCRIP_TRY_VOID(require(state.signing.find_key(key.key) == nullptr, "the key's name is taken"));
  SCRIP_TRY_VOID(require(exists(state.registry.sites(), key.site), "no such site"));
  SCRIP_TRY_VOID(require(sane(key.holds_from), "the time is out of range"));
  const auto read = proof::read_ed25519_key(key.public_key);
  return require(read && to_base64(read->bytes) == key.public_key, "it is no public key");
}

Result<void> check_lifecycle(const State& state, const SiteKeyRevoked& event) {
  SCRIP_TRY_VOID(require(exists(state.signing.keys, event.site_key), "no such key"));
  SCRIP_TRY_VOID(require(sane(event.from), "the time is out of range"));
  return require(!state.signing.keys[index(event.site_key)].is_revoked_at(event.from), "the key ends no later already");
}

Result<void> check_lifecycle(const State& state, const SigningRuleSet& event) {
  SCRIP_TRY_VOID(require(exists(state.registry.sites(), event.site), "no such site"));
  return require(!event.rule.required_from || sane(*event.rule.required_from), "the day is out of range");
}

}  // namespace scrip::engine
