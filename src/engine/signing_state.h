#pragma once
// What the state keeps of how sites sign their usage: their keys, whether they have to, and what was signed.
// docs/formats/usage-signature.md has the format, docs/decisions/0026 the reasons.

#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/containers.h"
#include "base/ids.h"
#include "base/time.h"

namespace scrip::engine {

// A site's public key. What is signed with it names it by its key.
struct SiteKey {
  SiteKeyId id = no_id<SiteKeyId>;
  SiteId site = no_id<SiteId>;
  std::string key;         // unique in the authority
  std::string public_key;  // Ed25519, 32 bytes in base 64
  Instant holds_from{};

  friend bool operator==(const SiteKey&, const SiteKey&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("id", self.id);
    visit("site", self.site);
    visit("key", self.key);
    visit("public_key", self.public_key);
    visit("holds_from", self.holds_from);
  }
};

struct SiteKeyState {
  SiteKey terms;
  std::string added_by;
  Instant added_at{};
  std::optional<Instant> revoked_from;  // none: it holds
  std::string revoked_by;
  std::string reason;

  [[nodiscard]] bool is_revoked_at(Instant at) const { return revoked_from && at >= *revoked_from; }

  static void fields(auto& self, auto&& visit) {
    visit("terms", self.terms);
    visit("added_by", self.added_by);
    visit("added_at", self.added_at);
    visit("revoked_from", self.revoked_from);
    visit("revoked_by", self.revoked_by);
    visit("reason", self.reason);
  }
};

// What a site's batches have to be. A site without one may sign and need not.
struct SigningRule {
  std::optional<Day> required_from;  // day of arrival, the authority's; none: not required
  bool keep_bodies = false;          // what was signed is kept as a document under its hash

  friend bool operator==(const SigningRule&, const SigningRule&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("required_from", self.required_from);
    visit("keep_bodies", self.keep_bodies);
  }
};

// The signature of one batch as the journal keeps it: enough to check it again with nothing but the journal.
struct BatchSignature {
  SiteKeyId key = no_id<SiteKeyId>;
  std::string base;  // what was signed: the signature base of RFC 9421, section 2.5, with the body's digest in it
  std::string signature;  // Ed25519, 64 bytes in base 64
  bool body_kept = false;

  friend bool operator==(const BatchSignature&, const BatchSignature&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("key", self.key);
    visit("base", self.base);
    visit("signature", self.signature);
    visit("body_kept", self.body_kept);
  }
};

struct SigningState {
  std::vector<SiteKeyState> keys;
  std::map<SiteId, SigningRule> rules;
  std::deque<Hash256> taken;  // SHA-256 of the newest limits::signatures_remembered_max bases

  FlatSet<Hash256> is_taken;  // an index: rebuilt from `taken`

  // None if there is no such.
  [[nodiscard]] const SiteKeyState* find_key(std::string_view key) const;
  [[nodiscard]] SigningRule rule_of(SiteId site) const;

  static void fields(auto& self, auto&& visit) {
    visit("keys", self.keys);
    visit("rules", self.rules);
    visit("taken", self.taken);
  }
};

}  // namespace scrip::engine
