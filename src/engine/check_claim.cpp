// What events of devices and purchase claims must satisfy before they are applied.

#include <algorithm>

#include "base/limits.h"
#include "engine/check.h"
#include "engine/claim.h"
#include "engine/device.h"

namespace scrip::engine {
namespace {

using registry::DeviceStepKind;

Result<void> check_added(const State& state, const std::vector<NewDevice>& added) {
  SCRIP_TRY_VOID(
      require(state.devices.devices.size() + added.size() <= limits::devices_max, "there are too many devices"));
  FlatSet<std::string> names;
  for (const auto& each : added) {
    SCRIP_TRY_VOID(require(exists(state.registry.resources(), each.resource), "no such resource"));
    SCRIP_TRY_VOID(
        require(registry::vendor_key(each.vendor) == each.vendor && registry::serial_key(each.serial) == each.serial,
                "a device's name is not as names are compared"));
    const bool is_new = state.devices.find(each.vendor, each.serial) == nullptr &&
                        names.insert(subsidy::device_key(each.vendor, each.serial)).second;
    SCRIP_TRY_VOID(require(is_new, "the device is known already"));
  }
  return {};
}

Result<void> check_known(const State& state, const std::vector<NewDevice>& added, DeviceId id) {
  return require(index(id) < state.devices.devices.size() + added.size(), "no such device");
}

Result<const ClaimState*> known(const State& state, ClaimId id) {
  SCRIP_TRY_VOID(require(exists(state.claims.claims, id), "no such claim"));
  return &state.claims.claims[index(id)];
}

Result<void> check_content(const State& state, const subsidy::Claim& content) {
  const auto formed = subsidy::well_formed(content);
  SCRIP_TRY_VOID(require(formed.has_value() && *formed == content, "the claim is not well formed"));
  for (const auto& invoice : content.invoices) {
    for (const auto& line : invoice.lines) {
      SCRIP_TRY_VOID(
          require(line.resource.empty() || state.registry.find_resource(line.resource) != nullptr, "no such resource"));
    }
  }
  for (const auto& delivery : content.deliveries) {
    SCRIP_TRY_VOID(require(state.registry.find_site(delivery.site) != nullptr, "no such site"));
    for (const auto& server : delivery.servers) {
      SCRIP_TRY_VOID(require(state.registry.find_resource(server.resource) != nullptr, "no such resource"));
    }
  }
  for (const auto& key : content.listing) {
    SCRIP_TRY_VOID(require(state.network.find_capacity(key) != nullptr, "no such declaration of capacity"));
  }
  const auto& supplier = content.contract.supplier;
  return require(supplier.empty() || state.registry.find_organisation(supplier) != nullptr, "no such organisation");
}

// Each subject is a part of the claim.
bool fits(const subsidy::Claim& claim, std::size_t devices, const subsidy::Subject& subject) {
  using subsidy::SubjectKind;
  switch (subject.kind) {
    case SubjectKind::claim:
    case SubjectKind::contract:
    case SubjectKind::acceptance:
      return true;
    case SubjectKind::invoice:
      return subject.item < claim.invoices.size();
    case SubjectKind::line:
      return subject.item < claim.invoices.size() && subject.part < claim.invoices[subject.item].lines.size();
    case SubjectKind::payment:
      return subject.item < claim.payments.size();
    case SubjectKind::delivery:
      return subject.item < claim.deliveries.size();
    case SubjectKind::server:
      return subject.item < claim.deliveries.size() && subject.part < claim.deliveries[subject.item].servers.size();
    case SubjectKind::device:
      return subject.item < devices;
  }
  return false;
}

}  // namespace

Result<void> check_lifecycle(const State& state, const DevicesRecorded& event) {
  SCRIP_TRY_VOID(check_added(state, event.added));
  const bool placed = event.kind == DeviceStepKind::installed || event.kind == DeviceStepKind::moved;
  const bool ends = event.kind == DeviceStepKind::resold || event.kind == DeviceStepKind::retired;
  SCRIP_TRY_VOID(require(placed || ends, "no such step"));
  SCRIP_TRY_VOID(require(placed ? exists(state.registry.sites(), event.site) : event.site == no_id<SiteId>,
                         "the step's site does not fit"));
  SCRIP_TRY_VOID(require(sane(event.day), "the day is out of range"));
  for (const DeviceId id : event.devices) SCRIP_TRY_VOID(check_known(state, event.added, id));
  return {};
}

Result<void> check_lifecycle(const State& state, const DeviceDaysReported& event) {
  SCRIP_TRY_VOID(check_added(state, event.added));
  SCRIP_TRY_VOID(require(exists(state.registry.sites(), event.site), "no such site"));
  SCRIP_TRY_VOID(require(state.devices.day_count + event.rows.size() <= limits::device_days_max, "too many days"));
  for (const auto& row : event.rows) {
    SCRIP_TRY_VOID(check_known(state, event.added, row.device));
    SCRIP_TRY_VOID(require(sane(row.day), "the day is out of range"));
    SCRIP_TRY_VOID(require(row.present_s <= 86'400 && row.busy_s <= row.present_s, "more seconds than there are"));
  }
  return {};
}

Result<void> check_lifecycle(const State& state, const ClaimDrafted& event) {
  SCRIP_TRY_VOID(require(exists(state.applications, event.application), "no such application"));
  const auto* existing = state.claims.find(event.key);
  if (existing == nullptr) {
    SCRIP_TRY_VOID(require(is_next(state.claims.claims, event.claim), "the claim's id is not the next"));
  } else {
    SCRIP_TRY_VOID(
        require(existing->id == event.claim && existing->application == event.application, "the claim's key is taken"));
    SCRIP_TRY_VOID(require(existing->status == ClaimStatus::drafted || existing->status == ClaimStatus::returned,
                           "the claim may not be changed now"));
  }
  return check_content(state, event.content);
}

Result<void> check_lifecycle(const State& state, const ClaimSubmitted& event) {
  const auto* claim = SCRIP_TRY(known(state, event.claim));
  return require(claim->status == ClaimStatus::drafted || claim->status == ClaimStatus::returned,
                 "the claim cannot be submitted now");
}

Result<void> check_lifecycle(const State& state, const ClaimChecked& event) {
  const auto* claim = SCRIP_TRY(known(state, event.claim));
  SCRIP_TRY_VOID(require(claim->status == ClaimStatus::submitted || claim->status == ClaimStatus::checked,
                         "the claim cannot be checked now"));
  SCRIP_TRY_VOID(require(event.check.findings.size() <= limits::claim_findings_max, "there are too many findings"));
  for (const auto test : event.check.terms.domestic) {
    SCRIP_TRY_VOID(require(static_cast<std::size_t>(test) < registry::origin_test_count, "no such test"));
  }
  const std::size_t devices = subsidy::devices_of(claim->content).size();
  for (const auto& finding : event.check.findings) {
    SCRIP_TRY_VOID(require(subsidy::is_known(finding.code), "no such finding"));
    SCRIP_TRY_VOID(require(fits(claim->content, devices, finding.subject), "a finding is about nothing"));
  }
  return {};
}

Result<void> check_lifecycle(const State& state, const FindingSettled& event) {
  const auto* claim = SCRIP_TRY(known(state, event.claim));
  SCRIP_TRY_VOID(require(claim->status == ClaimStatus::checked, "the claim is not checked"));
  SCRIP_TRY_VOID(require(event.finding >= 1 && event.finding <= claim->settled.size(), "no such finding"));
  using subsidy::Settlement;
  return require(event.settlement == Settlement::waived || event.settlement == Settlement::excluded,
                 "no such settlement");
}

Result<void> check_lifecycle(const State& state, const ClaimReturned& event) {
  const auto* claim = SCRIP_TRY(known(state, event.claim));
  return require(claim->status == ClaimStatus::submitted || claim->status == ClaimStatus::checked,
                 "the claim cannot be returned now");
}

Result<void> check_lifecycle(const State& state, const ClaimWithdrawn& event) {
  const auto* claim = SCRIP_TRY(known(state, event.claim));
  return require(claim->status != ClaimStatus::accepted && claim->status != ClaimStatus::refused &&
                     claim->status != ClaimStatus::withdrawn,
                 "the claim is decided");
}

Result<void> check_lifecycle(const State& state, const DigestsImported& event) {
  SCRIP_TRY_VOID(require(!event.digests.empty() && event.digests.size() <= limits::claim_digests_batch_max,
                         "the number of digests is out of range"));
  const bool ascending = std::ranges::adjacent_find(event.digests, std::greater_equal<>{}) == event.digests.end();
  SCRIP_TRY_VOID(require(ascending, "the digests are not in order"));
  return require(std::ranges::none_of(event.digests,
                                      [&](const Hash256& digest) { return state.claims.batch_of.contains(digest); }),
                 "a digest is known already");
}

}  // namespace scrip::engine
