#pragma once
// Where claims of purchases meet the rules: what the programme asks of them, and the digests exchanged with other
// authorities.

#include <string>
#include <string_view>

#include "casework/casework.h"
#include "subsidy/digest.h"

namespace scrip::casework {

// What the programme of the claim's application asks, by the policy of its call.
// Errors: claim_not_found, purchase_not_asked (the policy has no section `purchase`), those of the documents.
[[nodiscard]] Result<subsidy::PurchaseTerms> purchase_terms(const engine::State& state, Policies& policies,
                                                            std::string_view claim);

// The command that checks a claim. With the key that authorities share, the claim is compared with what others sent;
// without it (null), it is not. Errors: those above.
[[nodiscard]] Result<engine::CheckClaim> check_of(const engine::State& state, Policies& policies,
                                                  std::string_view claim, const subsidy::DigestKey* key);

// Which devices and invoices of a claim another authority has sent the digest of. A device is looked for under every
// name that its maker has here, and exported so, so that authorities find it who write the maker differently, as long
// as they have one name in common.
[[nodiscard]] std::vector<subsidy::Match> matches_of(const engine::State& state, const engine::ClaimState& claim,
                                                     const subsidy::DigestKey& key);

// What the checks would find of an accepted claim today and did not when it was last checked, above a note: that a card
// was claimed at another authority meanwhile, seen elsewhere, is foreign after all, or that its seller turned out to be
// the buyer's affiliate. By the terms that it was checked by. Compared with other authorities where the key is given.
// Changes nothing. Errors: claim_state (it is not accepted).
[[nodiscard]] Result<std::vector<subsidy::Finding>> review_of(const engine::State& state,
                                                              const engine::ClaimState& claim,
                                                              const subsidy::DigestKey* key, Day today);

// A file of digests: "scrip-digests 1", "authority: NAME", then one digest of 64 hexadecimal digits a line, ascending.
// Of every claim that stands: its devices and invoices.
[[nodiscard]] std::string export_digests(const engine::State& state, const subsidy::DigestKey& key);
// `authority` as who imports it calls it. Errors: syntax_error and encoding_invalid with the line, missing_field,
// too_large.
[[nodiscard]] Result<engine::ImportDigests> read_digests(std::string_view text, std::string authority);

}  // namespace scrip::casework
