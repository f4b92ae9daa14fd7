#pragma once
// Purchase claims: presented by a company for its application, checked and settled by officers, accepted or refused
// with the decision on the application. docs/claims.md has the life of a claim.

#include "engine/commands.h"
#include "engine/request.h"

namespace scrip::engine {

// Errors common to all: claim_not_found; claim_state, saying what it is and what it would have to be; missing_field.

// Errors: application_not_found, application_state (withdrawn or refused), key_reused (of another application),
// site_not_found, resource_not_found, organisation_not_found, capacity_not_found, limit_reached, and those of
// subsidy::well_formed.
[[nodiscard]] Result<Events> judge(const State& state, const DraftClaim& command, const EntryContext& context);
// Errors: claim_incomplete (no invoice), limit_reached (too many revisions).
[[nodiscard]] Result<Events> judge(const State& state, const SubmitClaim& command, const EntryContext& context);
// Errors: conflict_of_interest (who presented it), value_invalid (a digest that nobody sent, terms out of range).
[[nodiscard]] Result<Events> judge(const State& state, const CheckClaim& command, const EntryContext& context);
// Errors: finding_not_found, conflict_of_interest, value_invalid (what it is about cannot be left out).
[[nodiscard]] Result<Events> judge(const State& state, const SettleFinding& command, const EntryContext& context);
[[nodiscard]] Result<Events> judge(const State& state, const ReturnClaim& command, const EntryContext& context);
[[nodiscard]] Result<Events> judge(const State& state, const WithdrawClaim& command, const EntryContext& context);
// Errors: too_large, limit_reached.
[[nodiscard]] Result<Events> judge(const State& state, const ImportDigests& command, const EntryContext& context);

void apply_lifecycle(State& state, const ClaimDrafted& event);
void apply_lifecycle(State& state, const ClaimSubmitted& event);
void apply_lifecycle(State& state, const ClaimChecked& event);
void apply_lifecycle(State& state, const FindingSettled& event);
void apply_lifecycle(State& state, const ClaimReturned& event);
void apply_lifecycle(State& state, const ClaimWithdrawn& event);
void apply_lifecycle(State& state, const DigestsImported& event);

// --- with the decision on an application ---

// Whether an award may rest on the application's claims: each that was submitted is checked, every finding above a note
// is settled, and the checks would still find the same. Errors: claim_state, finding_open, stale_check, serial_claimed
// (a card that counts is another accepted claim's), limit_reached.
[[nodiscard]] Result<void> check_claims(const State& state, ApplicationId application, Day today);
// Who settled a finding does not approve the award that rests on it. Errors: four_eyes.
[[nodiscard]] Result<void> check_claims_approver(const State& state, ApplicationId application,
                                                 const std::string& approver);
// For apply() only. Accepted: its cards that count become devices of the register.
void accept_claims(State& state, ApplicationId application);
void refuse_claims(State& state, ApplicationId application);
void withdraw_claims(State& state, ApplicationId application);

// --- the checks ---

// All findings of a claim as things stand, by code and subject. Pure; cost: the claim's cards and lines, the accepted
// claims, and the stakes around buyer and supplier.
[[nodiscard]] std::vector<subsidy::Finding> find_out(const State& state, const ClaimState& claim,
                                                     const subsidy::Check& asked);
// Which parts of a claim an officer has left out: by device, and by invoice line.
struct Counted {
  std::vector<bool> devices;  // in the order of subsidy::devices_of
  std::vector<std::vector<bool>> lines;  // by invoice
};
[[nodiscard]] Counted counted(const ClaimState& claim);

[[nodiscard]] Result<const ClaimState*> claim_called(const State& state, std::string_view key);
// Every document that the claim names, or a revision before it did.
[[nodiscard]] std::vector<programme::Document> documents_of(const ClaimState& claim);
[[nodiscard]] OrganisationId claimant_of(const State& state, const ClaimState& claim);

}  // namespace scrip::engine
