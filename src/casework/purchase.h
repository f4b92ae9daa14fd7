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

// A file of digests: "scrip-digests 1", "authority: NAME", then one digest of 64 hexadecimal digits a line, ascending.
// Of every claim that stands: its devices and invoices.
[[nodiscard]] std::string export_digests(const engine::State& state, const subsidy::DigestKey& key);
// `authority` as who imports it calls it. Errors: syntax_error and encoding_invalid with the line, missing_field,
// too_large.
[[nodiscard]] Result<engine::ImportDigests> read_digests(std::string_view text, std::string authority);

}  // namespace scrip::casework
