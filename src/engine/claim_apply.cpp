// What becomes of purchase claims in the state.

#include <algorithm>
#include <array>

#include "engine/claim.h"

namespace scrip::engine {

using registry::Device;
using registry::DeviceStatus;
using registry::DeviceStepKind;

namespace {

constexpr std::array<std::string_view, 7> status_names{"drafted",  "submitted", "checked",  "returned",
                                                       "accepted", "refused",   "withdrawn"};

ClaimState& claim_of(State& state, ClaimId id) { return state.claims.claims[index(id)]; }

void add_claimant(ClaimState& claim, const std::string& person) {
  if (std::ranges::find(claim.claimants, person) == claim.claimants.end()) claim.claimants.push_back(person);
}

void forget_check(ClaimState& claim) {
  claim.check.reset();
  claim.settled.clear();
  claim.checked_by.clear();
}

// What was settled stays settled where the same was found again.
std::vector<SettledFinding> carried_over(const ClaimState& claim, const subsidy::Check& check) {
  std::vector<SettledFinding> settled(check.findings.size());
  if (!claim.check) return settled;
  const auto& before = claim.check->findings;
  std::size_t j = 0;
  for (std::size_t i = 0; i < check.findings.size(); ++i) {
    const auto& finding = check.findings[i];
    while (j < before.size() &&
           std::pair(before[j].code, before[j].subject) < std::pair(finding.code, finding.subject)) {
      ++j;
    }
    for (std::size_t k = j; k < before.size() && before[k].code == finding.code; ++k) {
      if (before[k].subject != finding.subject) break;
      if (before[k] == finding) settled[i] = claim.settled[k];
    }
  }
  return settled;
}

}  // namespace

bool stands(ClaimStatus status) {
  return status == ClaimStatus::submitted || status == ClaimStatus::checked || status == ClaimStatus::accepted;
}

std::string_view name(ClaimStatus status) { return status_names[static_cast<std::size_t>(status)]; }

void apply_lifecycle(State& state, const ClaimDrafted& event) {
  if (index(event.claim) == state.claims.claims.size()) {
    ClaimState claim;
    claim.id = event.claim;
    claim.key = event.key;
    claim.application = event.application;
    state.claims.by_key.emplace(event.key, event.claim);
    state.claims.by_application[event.application].push_back(event.claim);
    state.claims.claims.push_back(std::move(claim));
  }
  ClaimState& claim = claim_of(state, event.claim);
  claim.content = event.content;
  add_claimant(claim, state.last_actor);
}

void apply_lifecycle(State& state, const ClaimSubmitted& event) {
  ClaimState& claim = claim_of(state, event.claim);
  forget_check(claim);
  claim.status = ClaimStatus::submitted;
  claim.submitted_by = state.last_actor;
  claim.submitted_at = state.last_time;
  add_claimant(claim, state.last_actor);
  state.claims.stand(claim);
}

void apply_lifecycle(State& state, const ClaimChecked& event) {
  ClaimState& claim = claim_of(state, event.claim);
  claim.settled = carried_over(claim, event.check);
  claim.check = event.check;
  claim.status = ClaimStatus::checked;
  claim.checked_by = state.last_actor;
}

void apply_lifecycle(State& state, const FindingSettled& event) {
  claim_of(state, event.claim).settled[event.finding - 1] = {
      .settlement = event.settlement, .by = state.last_actor, .reason = event.reason};
}

void apply_lifecycle(State& state, const ClaimReturned& event) {
  ClaimState& claim = claim_of(state, event.claim);
  state.claims.fall(claim);
  claim.revisions.push_back({.content = claim.content,
                             .submitted_by = claim.submitted_by,
                             .submitted_at = claim.submitted_at,
                             .returned_for = event.reason});
  claim.status = ClaimStatus::returned;
  claim.reason = event.reason;
}

void apply_lifecycle(State& state, const ClaimWithdrawn& event) {
  ClaimState& claim = claim_of(state, event.claim);
  state.claims.fall(claim);
  claim.status = ClaimStatus::withdrawn;
  claim.reason = event.reason;
}

void apply_lifecycle(State& state, const DigestsImported& event) {
  auto& foreign = state.claims.foreign;
  foreign.push_back({.authority = event.authority,
                     .imported_by = state.last_actor,
                     .imported_at = state.last_time,
                     .digests = event.digests});
  state.claims.know(foreign.back(), static_cast<std::uint32_t>(foreign.size() - 1));
}

// --- with the decision on an application ---

namespace {

void note_step(State& state, const Device& device, DeviceStepKind kind, Day day, SiteId site) {
  state.devices.add(registry::DeviceStep{.device = device.id,
                                         .kind = kind,
                                         .day = day,
                                         .site = site,
                                         .claim = device.claim,
                                         .entry = state.last_sequence});
}

void take_up(State& state, const ClaimState& claim, const subsidy::ClaimedDevice& claimed) {
  const auto* known = state.devices.find(claimed.vendor, claimed.serial);
  if (known == nullptr) {
    Device device;
    device.vendor = claimed.vendor;
    device.serial = claimed.serial;
    device.resource = state.registry.find_resource(claimed.resource)->id;
    known = &state.devices.devices[index(state.devices.add(std::move(device)))];
  }
  Device& device = state.devices.devices[index(known->id)];
  device.claim = claim.id;
  device.owner = claimant_of(state, claim);
  note_step(state, device, DeviceStepKind::bought, claim.content.contract.signed_on, no_id<SiteId>);
  const bool ended = device.status == DeviceStatus::retired || device.status == DeviceStatus::resold;
  if (device.site == no_id<SiteId> && !ended) {
    device.site = state.registry.find_site(claimed.site)->id;
    device.status = DeviceStatus::installed;
    note_step(state, device, DeviceStepKind::installed, claimed.delivered, device.site);
  }
  const auto& acceptance = claim.content.acceptance;
  if (acceptance && acceptance->passed) {
    note_step(state, device, DeviceStepKind::accepted, acceptance->date, device.site);
  }
}

}  // namespace

void accept_claims(State& state, ApplicationId application) {
  for (const ClaimId id : state.claims.of(application)) {
    if (state.claims.claims[index(id)].status != ClaimStatus::checked) continue;
    ClaimState& claim = claim_of(state, id);
    claim.status = ClaimStatus::accepted;
    claim.decided_at = state.last_time;
    const auto devices = subsidy::devices_of(claim.content);
    const auto counts = counted(claim);
    for (std::size_t i = 0; i < devices.size(); ++i) {
      if (counts.devices[i]) take_up(state, claim, devices[i]);
    }
  }
}

void refuse_claims(State& state, ApplicationId application) {
  for (const ClaimId id : state.claims.of(application)) {
    ClaimState& claim = claim_of(state, id);
    if (claim.status == ClaimStatus::accepted || claim.status == ClaimStatus::withdrawn) continue;
    state.claims.fall(claim);
    claim.status = ClaimStatus::refused;
    claim.decided_at = state.last_time;
  }
}

void withdraw_claims(State& state, ApplicationId application) {
  for (const ClaimId id : state.claims.of(application)) {
    ClaimState& claim = claim_of(state, id);
    if (claim.status == ClaimStatus::accepted || claim.status == ClaimStatus::refused) continue;
    state.claims.fall(claim);
    claim.status = ClaimStatus::withdrawn;
  }
}

// --- look-ups ---

const ClaimState* ClaimsState::find(std::string_view key) const {
  const auto found = by_key.find(key);
  return found == by_key.end() ? nullptr : &claims[index(found->second)];
}

const std::vector<ClaimId>& ClaimsState::of(ApplicationId application) const {
  static const std::vector<ClaimId> none;
  const auto found = by_application.find(application);
  return found == by_application.end() ? none : found->second;
}

namespace {

const ClaimState* other_in(const TextMap<std::vector<ClaimId>>& index_by, const std::vector<ClaimState>& claims,
                           const ClaimState& claim, const std::string& key) {
  const auto found = index_by.find(key);
  if (found == index_by.end()) return nullptr;
  const ClaimState* other = nullptr;
  for (const ClaimId id : found->second) {
    const auto& each = claims[index(id)];
    if (each.id == claim.id) continue;
    if (other == nullptr || (each.status == ClaimStatus::accepted && other->status != ClaimStatus::accepted)) {
      other = &each;
    }
  }
  return other;
}

template <class Index, class Key>
void forget(Index& index_by, const Key& key, ClaimId id) {
  const auto found = index_by.find(key);
  if (found == index_by.end()) return;
  std::erase(found->second, id);
  if (found->second.empty()) index_by.erase(found);
}

template <class Index, class Key>
void remember(Index& index_by, const Key& key, ClaimId id) {
  auto& ids = index_by[key];
  const auto place = std::ranges::lower_bound(ids, id, {}, [](ClaimId each) { return each; });
  if (place == ids.end() || *place != id) ids.insert(place, id);
}

}  // namespace

const ClaimState* ClaimsState::other_with_device(const ClaimState& claim, const std::string& device_key) const {
  return other_in(by_device, claims, claim, device_key);
}
const ClaimState* ClaimsState::other_with_invoice(const ClaimState& claim, const std::string& invoice_key) const {
  return other_in(by_invoice, claims, claim, invoice_key);
}
const ClaimState* ClaimsState::other_with_device_alike(const ClaimState& claim, const std::string& key) const {
  return other_in(by_device_alike, claims, claim, key);
}
const ClaimState* ClaimsState::other_with_invoice_alike(const ClaimState& claim, const std::string& key) const {
  return other_in(by_invoice_alike, claims, claim, key);
}
const ClaimState* ClaimsState::other_with_payment(const ClaimState& claim, const std::string& payment_key) const {
  return other_in(by_payment, claims, claim, payment_key);
}

const std::vector<ClaimId>& ClaimsState::with_document(const Hash256& document) const {
  static const std::vector<ClaimId> none;
  const auto found = by_document.find(document);
  return found == by_document.end() ? none : found->second;
}

std::string_view ClaimsState::authority_of(const Hash256& digest) const {
  const auto found = batch_of.find(digest);
  return found == batch_of.end() ? std::string_view{} : std::string_view(foreign[found->second].authority);
}

template <class Each>
void ClaimsState::each_name(const ClaimState& claim, Each each) {
  for (const auto& device : subsidy::devices_of(claim.content)) {
    each(by_device, subsidy::device_key(device.vendor, device.serial));
    each(by_device_alike, subsidy::device_key_alike(device.vendor, device.serial));
  }
  for (const auto& invoice : claim.content.invoices) {
    each(by_invoice, subsidy::invoice_key(invoice));
    each(by_invoice_alike, subsidy::invoice_key_alike(invoice));
  }
  for (const auto& payment : claim.content.payments) each(by_payment, subsidy::payment_key(payment));
  for (const auto& document : subsidy::documents_of(claim.content)) each(by_document, document.hash);
}

void ClaimsState::stand(const ClaimState& claim) {
  each_name(claim, [&](auto& index_by, const auto& key) { remember(index_by, key, claim.id); });
}

void ClaimsState::fall(const ClaimState& claim) {
  each_name(claim, [&](auto& index_by, const auto& key) { forget(index_by, key, claim.id); });
}

void ClaimsState::know(const DigestBatch& batch, std::uint32_t number) {
  for (const auto& digest : batch.digests) batch_of.try_emplace(digest, number);
}

void ClaimsState::rebuild_indexes() {
  by_key.clear();
  by_application.clear();
  by_device.clear();
  by_invoice.clear();
  by_device_alike.clear();
  by_invoice_alike.clear();
  by_payment.clear();
  by_document.clear();
  batch_of.clear();
  for (const auto& claim : claims) {
    by_key.emplace(claim.key, claim.id);
    by_application[claim.application].push_back(claim.id);
    if (stands(claim.status)) stand(claim);
  }
  for (std::uint32_t i = 0; i < foreign.size(); ++i) know(foreign[i], i);
}

}  // namespace scrip::engine
