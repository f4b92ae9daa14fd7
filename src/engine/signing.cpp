// Keys of sites, and the signatures of the usage they send.

#include "engine/signing.h"

#include <algorithm>
#include <utility>

#include "base/limits.h"
#include "engine/check.h"
#include "engine/texts.h"
#include "proof/hash.h"

namespace scrip::engine {
namespace {

Result<proof::PublicKey> public_key_of(const SiteKey& key) {
  auto read = SCRIP_TRY(proof::read_ed25519_key(key.public_key));
  read.name = key.key;
  return read;
}

// The site whose usage or alerts an address of the API takes: what stands before the last "/usage" or "/alerts". Empty:
// no such address.
std::string site_in(std::string_view path, SignedAs as) {
  constexpr std::string_view before = "/sites/";
  const std::string_view behind = as == SignedAs::usage ? "/usage" : "/alerts";
  if (!path.ends_with(behind)) return {};
  path.remove_suffix(behind.size());
  const auto at = path.rfind(before);
  if (at == path.npos) return {};
  const auto digit = [](char c) {
    if (c >= '0' && c <= '9') return c - '0';
    const char lower = static_cast<char>(c | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
  };
  std::string site;
  for (std::size_t i = at + before.size(); i < path.size(); ++i) {
    if (path[i] != '%') {
      site += path[i];
      continue;
    }
    const int high = i + 1 < path.size() ? digit(path[i + 1]) : -1;
    const int low = i + 2 < path.size() ? digit(path[i + 2]) : -1;
    if (high < 0 || low < 0) return {};
    site += static_cast<char>(high * 16 + low);
    i += 2;
  }
  return site;
}

// Whether the base says everything that what a site sends must say.
Result<void> check_says(const proof::SignatureBase& said, const registry::Site& site, SignedAs as) {
  const auto malformed = [](Message why) {
    return fail(ErrorCode::signature_malformed, std::move(why), "Signature-Input");
  };
  if (said.method != "POST") return malformed(say("it covers '@method', which is POST"));
  if (said.path.empty()) return malformed(say("it covers '@path' or '@target-uri'"));
  if (site_in(said.path, as) != site.key) return malformed(say("it was made for another address: {0}", said.path));
  if (!said.body) return malformed(say("it covers 'content-digest'"));
  if (!said.created_s) return malformed(say("it has 'created'"));
  if (said.key_id.empty()) return malformed(say("it has 'keyid'"));
  if (!said.algorithm.empty() && said.algorithm != "ed25519") return malformed(say("'alg' is ed25519"));
  return {};
}

Result<void> check_times(const proof::SignatureBase& said, Instant now) {
  const std::int64_t now_s = count(now) / 1'000;
  const auto stale = [](Message why) { return fail(ErrorCode::signature_stale, std::move(why), "Signature-Input"); };
  if (*said.created_s > now_s + limits::signature_skew_s_max) return stale(say("it was made in the future"));
  if (*said.created_s < now_s - limits::signature_age_s_max) {
    return stale(
        say("it was made {0} s ago, at most {1} are taken", now_s - *said.created_s, limits::signature_age_s_max));
  }
  if (said.expires_s && *said.expires_s < now_s) return stale(say("it ended at the time that it names itself"));
  return {};
}

// The key that signed, which holds now and held when it signed.
Result<const SiteKeyState*> key_in_force(const State& state, SiteId site, const proof::SignatureBase& said,
                                         Instant now) {
  const auto* key = state.signing.find_key(said.key_id);
  const std::string named = "'" + said.key_id + "'";
  if (key == nullptr) return fail(ErrorCode::site_key_not_found, named, "keyid");
  if (key->terms.site != site) return fail(ErrorCode::site_key_of_other_site, named, "keyid");
  const Instant made = instant_at(*said.created_s * 1'000);
  // A site's clock may run behind by as much as ahead.
  const Instant first = key->terms.holds_from - Milliseconds{limits::signature_skew_s_max * 1'000};
  if (now < key->terms.holds_from || made < first) return fail(ErrorCode::site_key_early, named, "keyid");
  if (key->is_revoked_at(now) || key->is_revoked_at(made)) return fail(ErrorCode::site_key_revoked, named, "keyid");
  return key;
}

Hash256 trace_of(std::string_view base) { return proof::sha256(as_bytes(base)); }

}  // namespace

const SiteKeyState* SigningState::find_key(std::string_view key) const {
  const auto found =
      std::ranges::find(keys, key, [](const SiteKeyState& each) -> std::string_view { return each.terms.key; });
  return found == keys.end() ? nullptr : &*found;
}

SigningRule SigningState::rule_of(SiteId site) const {
  const auto found = rules.find(site);
  return found == rules.end() ? SigningRule{} : found->second;
}

Result<Events> judge(const State& state, const AddSiteKey& command, const EntryContext& context) {
  SCRIP_TRY_VOID(check_key(command.key, "key"));
  const auto* site = SCRIP_TRY(site_called(state, command.site));
  auto read = SCRIP_TRY(proof::read_ed25519_key(command.public_key));
  const Instant holds_from = command.holds_from.value_or(context.now);
  if (!sane(holds_from)) return fail(ErrorCode::time_invalid, say("out of range"), "holds_from");
  const auto& keys = state.signing.keys;
  SiteKey terms{.id = id_at<SiteKeyId>(keys.size()),
                .site = site->id,
                .key = command.key,
                .public_key = to_base64(read.bytes),
                .holds_from = holds_from};
  if (const auto* existing = state.signing.find_key(command.key)) {
    terms.id = existing->terms.id;
    if (!command.holds_from) terms.holds_from = existing->terms.holds_from;
    return existing->terms == terms ? Result<Events>(Events{}) : reused(command.key);
  }
  for (const auto& other : keys) {
    if (other.terms.public_key != terms.public_key) continue;
    return fail(ErrorCode::key_reused, say("the public key is registered as '{0}'", other.terms.key), "public_key");
  }
  if (keys.size() >= limits::site_keys_max) {
    return fail(ErrorCode::limit_reached, say("{0} keys of sites", limits::site_keys_max), "key");
  }
  return Events{SiteKeyAdded{std::move(terms)}};
}

Result<Events> judge(const State& state, const RevokeSiteKey& command, const EntryContext& context) {
  SCRIP_TRY_VOID(check_text(command.reason, "reason"));
  const auto* site = SCRIP_TRY(site_called(state, command.site));
  const auto* key = state.signing.find_key(command.key);
  if (key == nullptr || key->terms.site != site->id) {
    return fail(ErrorCode::site_key_not_found, "'" + command.key + "'", "key");
  }
  const Instant from = command.from.value_or(context.now);
  if (from < context.now || !sane(from)) {
    return fail(ErrorCode::time_invalid, say("now at the soonest: what was taken stays taken"), "from");
  }
  if (key->is_revoked_at(from)) {
    const bool again = key->revoked_from == command.from && key->reason == command.reason;
    if (again) return Events{};
    return fail(ErrorCode::site_key_revoked, say("'{0}' ends no later already", command.key), "key");
  }
  return Events{SiteKeyRevoked{.site_key = key->terms.id, .from = from, .reason = command.reason}};
}

Result<Events> judge(const State& state, const SetSigningRule& command, const EntryContext&) {
  const auto* site = SCRIP_TRY(site_called(state, command.site));
  if (command.required_from && !sane(*command.required_from)) {
    return fail(ErrorCode::time_invalid, say("out of range"), "required_from");
  }
  const SigningRule rule{.required_from = command.required_from, .keep_bodies = command.keep_bodies};
  if (state.signing.rule_of(site->id) == rule) return Events{};
  return Events{SigningRuleSet{.site = site->id, .rule = rule}};
}

void apply_lifecycle(State& state, const SiteKeyAdded& event) {
  state.signing.keys.push_back({.terms = event.site_key,
                                .added_by = state.last_actor,
                                .added_at = state.last_time,
                                .revoked_from = {},
                                .revoked_by = {},
                                .reason = {}});
}

void apply_lifecycle(State& state, const SiteKeyRevoked& event) {
  auto& key = state.signing.keys[index(event.site_key)];
  key.revoked_from = event.from;
  key.revoked_by = state.last_actor;
  key.reason = event.reason;
}

void apply_lifecycle(State& state, const SigningRuleSet& event) {
  if (event.rule == SigningRule{}) {
    state.signing.rules.erase(event.site);
  } else {
    state.signing.rules[event.site] = event.rule;
  }
}

Result<std::optional<BatchSignature>> judge_signature(const State& state, SiteId site,
                                                      const std::optional<proof::MessageSignature>& sent, Instant now,
                                                      SignedAs as) {
  const SigningRule rule = state.signing.rule_of(site);
  if (!sent) {
    if (!rule.required_from || state.authority->zone.day_of(now) < *rule.required_from) return std::nullopt;
    return fail(ErrorCode::signature_missing, say("what the site sends is signed"), "Signature");
  }
  const auto said = SCRIP_TRY(proof::read_signature_base(sent->base));
  SCRIP_TRY_VOID(check_says(said, state.registry.sites()[index(site)], as));
  SCRIP_TRY_VOID(check_times(said, now));
  const auto* key = SCRIP_TRY(key_in_force(state, site, said, now));
  if (!proof::verify(SCRIP_TRY(public_key_of(key->terms)), as_bytes(sent->base), sent->signature)) {
    return fail(ErrorCode::signature_wrong, say("not signed, as it stands, by the key '{0}'", said.key_id),
                "Signature");
  }
  if (state.signing.is_taken.contains(trace_of(sent->base))) {
    return fail(ErrorCode::signature_replayed, say("sign it again to send it again"), "Signature");
  }
  return BatchSignature{
      .key = key->terms.id, .base = sent->base, .signature = to_base64(sent->signature), .body_kept = rule.keep_bodies};
}

Result<std::optional<BatchSignature>> judge_signature(const State& state, SiteId site, const BatchSignature& kept,
                                                      Instant now) {
  proof::MessageSignature sent{.base = kept.base, .signature = {}};
  const auto bytes = from_base64(kept.signature);
  if (!bytes || bytes->size() != sent.signature.size()) {
    return fail(ErrorCode::signature_malformed, say("an Ed25519 signature has 64 bytes"), "Signature");
  }
  std::ranges::copy(*bytes, sent.signature.begin());
  return judge_signature(state, site, std::optional(std::move(sent)), now);
}

void take_signature(State& state, const BatchSignature& signature) {
  auto& signing = state.signing;
  const Hash256 trace = trace_of(signature.base);
  if (!signing.is_taken.insert(trace).second) return;
  signing.taken.push_back(trace);
  if (signing.taken.size() <= limits::signatures_remembered_max) return;
  signing.is_taken.erase(signing.taken.front());
  signing.taken.pop_front();
}

}  // namespace scrip::engine
