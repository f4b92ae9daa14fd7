#pragma once
// What the state keeps of purchase claims.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/containers.h"
#include "base/ids.h"
#include "subsidy/finding.h"

namespace scrip::engine {

// Where a claim stands. Numbers are stored: never reused.
enum class ClaimStatus : std::uint8_t {
  drafted = 0,
  submitted = 1,
  checked = 2,
  returned = 3,
  accepted = 4,  // with the award of its application
  refused = 5,   // with its application
  withdrawn = 6,
};

struct SettledFinding {
  subsidy::Settlement settlement = subsidy::Settlement::open;
  std::string by;
  std::string reason;
  static void fields(auto& self, auto&& visit) {
    visit("settlement", self.settlement);
    visit("by", self.by);
    visit("reason", self.reason);
  }
};

// What was submitted before the present content.
struct ClaimRevision {
  subsidy::Claim content;
  std::string submitted_by;
  Instant submitted_at{};
  std::string returned_for;
  static void fields(auto& self, auto&& visit) {
    visit("content", self.content);
    visit("submitted_by", self.submitted_by);
    visit("submitted_at", self.submitted_at);
    visit("returned_for", self.returned_for);
  }
};

struct ClaimState {
  ClaimId id = no_id<ClaimId>;
  std::string key;
  ApplicationId application = no_id<ApplicationId>;
  subsidy::Claim content;
  ClaimStatus status = ClaimStatus::drafted;
  std::vector<std::string> claimants;  // persons who drafted or submitted it
  std::string submitted_by;
  Instant submitted_at{};
  std::string checked_by;
  std::optional<subsidy::Check> check;  // the last one, of this content
  std::vector<SettledFinding> settled;  // by finding of the check
  std::string reason;                   // of the last return or withdrawal
  std::vector<ClaimRevision> revisions;
  Instant decided_at{};

  static void fields(auto& self, auto&& visit) {
    visit("id", self.id);
    visit("key", self.key);
    visit("application", self.application);
    visit("content", self.content);
    visit("status", self.status);
    visit("claimants", self.claimants);
    visit("submitted_by", self.submitted_by);
    visit("submitted_at", self.submitted_at);
    visit("checked_by", self.checked_by);
    visit("check", self.check);
    visit("settled", self.settled);
    visit("reason", self.reason);
    visit("revisions", self.revisions);
    visit("decided_at", self.decided_at);
  }
};

// Digests of another authority, as they came.
struct DigestBatch {
  std::string authority;
  std::string imported_by;
  Instant imported_at{};
  std::vector<Hash256> digests;
  static void fields(auto& self, auto&& visit) {
    visit("authority", self.authority);
    visit("imported_by", self.imported_by);
    visit("imported_at", self.imported_at);
    visit("digests", self.digests);
  }
};

struct ClaimsState {
  std::vector<ClaimState> claims;
  std::vector<DigestBatch> foreign;

  static void fields(auto& self, auto&& visit) {
    visit("claims", self.claims);
    visit("foreign", self.foreign);
  }

  [[nodiscard]] const ClaimState* find(std::string_view key) const;
  // Of the application, in the order of their drafts.
  [[nodiscard]] const std::vector<ClaimId>& of(ApplicationId application) const;
  // Another claim that stands (submitted, checked, accepted) and names the device or invoice; accepted before others.
  [[nodiscard]] const ClaimState* other_with_device(const ClaimState& claim, const std::string& device_key) const;
  [[nodiscard]] const ClaimState* other_with_invoice(const ClaimState& claim, const std::string& invoice_key) const;
  // The same by what is written almost alike (subsidy::device_key_alike, invoice_key_alike), and by a payment.
  [[nodiscard]] const ClaimState* other_with_device_alike(const ClaimState& claim, const std::string& key) const;
  [[nodiscard]] const ClaimState* other_with_invoice_alike(const ClaimState& claim, const std::string& key) const;
  [[nodiscard]] const ClaimState* other_with_payment(const ClaimState& claim, const std::string& payment_key) const;
  // All claims that stand and name the document, by id. A hash of zeros is no document.
  [[nodiscard]] const std::vector<ClaimId>& with_document(const Hash256& document) const;
  // Which authority sent the digest; empty: none.
  [[nodiscard]] std::string_view authority_of(const Hash256& digest) const;

  void rebuild_indexes();  // after loading a snapshot

  // --- indexes, rebuilt from the above ---
  TextMap<ClaimId> by_key;
  std::map<ApplicationId, std::vector<ClaimId>> by_application;
  TextMap<std::vector<ClaimId>> by_device, by_invoice, by_payment;  // of claims that stand
  TextMap<std::vector<ClaimId>> by_device_alike, by_invoice_alike;
  FlatMap<Hash256, std::vector<ClaimId>> by_document;
  FlatMap<Hash256, std::uint32_t> batch_of;
  // For apply() only: a claim begins to stand, or stands no longer.
  void stand(const ClaimState& claim);
  void fall(const ClaimState& claim);
  void know(const DigestBatch& batch, std::uint32_t number);

 private:
  template <class Each>
  void each_name(const ClaimState& claim, Each each);  // each index with each key of the claim
};

[[nodiscard]] bool stands(ClaimStatus status);
[[nodiscard]] std::string_view name(ClaimStatus status);

}  // namespace scrip::engine
