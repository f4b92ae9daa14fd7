#pragma once
// Keys of sites, and the signatures of the usage they send.

#include <cstdint>
#include <optional>

#include "engine/commands.h"
#include "engine/request.h"
#include "proof/message_signature.h"

namespace scrip::engine {

// Errors: missing_field, too_large, value_invalid, key_invalid, site_not_found, key_reused (also: the public key is
// registered under another name), limit_reached.
[[nodiscard]] Result<Events> judge(const State& state, const AddSiteKey& command, const EntryContext& context);
// Errors: missing_field, site_not_found, site_key_not_found, time_invalid (before now: what was taken stays taken),
// site_key_revoked (it ends no later already).
[[nodiscard]] Result<Events> judge(const State& state, const RevokeSiteKey& command, const EntryContext& context);
// Errors: site_not_found, time_invalid (out of range).
[[nodiscard]] Result<Events> judge(const State& state, const SetSigningRule& command, const EntryContext& context);

void apply_lifecycle(State& state, const SiteKeyAdded& event);
void apply_lifecycle(State& state, const SiteKeyRevoked& event);
void apply_lifecycle(State& state, const SigningRuleSet& event);

// What the site sends: the address that is signed says which, so that neither is taken for the other.
enum class SignedAs : std::uint8_t { usage = 0, alerts = 1 };

// Judges what a batch of the site, or what it says of its alerts, came with, all but whether the body is the one with
// that digest. None for a batch that need not be signed and is not. Errors: signature_missing; signature_malformed (the
// base does not say what it must); site_key_not_found, site_key_of_other_site, site_key_early, site_key_revoked;
// signature_stale (made longer than limits::signature_age_s_max ago, in the future, or past the end it names);
// signature_replayed; signature_wrong. Cost: one verification, some 85 microseconds, and only where there is a
// signature.
[[nodiscard]] Result<std::optional<BatchSignature>> judge_signature(const State& state, SiteId site,
                                                                    const std::optional<proof::MessageSignature>& sent,
                                                                    Instant now, SignedAs as = SignedAs::usage);
// The same of a signature that the journal has. Errors: the same, and signature_malformed for one that is no base 64.
[[nodiscard]] Result<std::optional<BatchSignature>> judge_signature(const State& state, SiteId site,
                                                                    const BatchSignature& kept, Instant now);
// Remembers what was signed, so that it is not taken twice.
void take_signature(State& state, const BatchSignature& signature);

}  // namespace scrip::engine
