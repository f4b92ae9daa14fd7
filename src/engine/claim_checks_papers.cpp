// What a claim names that stands in another claim, here or at another authority.

#include <map>
#include <set>

#include "engine/claim_checks.h"

namespace scrip::engine::claim_checks {
namespace {

using subsidy::ClaimedDevice;

void alike_device(Look& look, std::size_t i, std::string serial, const std::string& claim) {
  look.add(FindingCode::serial_alike, subject_of(SubjectKind::device, i),
           {std::string(look.devices[i].serial), std::string(look.devices[i].vendor), std::move(serial), claim},
           {"claim:" + claim});
}

void alike_invoice(Look& look, std::size_t i) {
  const auto& each = look.content.invoices[i];
  const auto key = subsidy::invoice_key_alike(each);
  const auto* other = look.state.claims.other_with_invoice_alike(look.claim, key);
  if (other == nullptr || look.state.claims.other_with_invoice(look.claim, subsidy::invoice_key(each)) != nullptr)
    return;
  const auto found = std::ranges::find(other->content.invoices, key, subsidy::invoice_key_alike);
  if (found == other->content.invoices.end()) return;
  look.add(FindingCode::invoice_alike, subject_of(SubjectKind::invoice, i),
           {each.number, each.issuer, found->number, other->key}, {"claim:" + other->key});
}

}  // namespace

void claimed_here(Look& look) {
  for (std::size_t i = 0; i < look.devices.size(); ++i) {
    const auto key = subsidy::device_key(look.devices[i].vendor, look.devices[i].serial);
    const auto* other = look.state.claims.other_with_device(look.claim, key);
    if (other == nullptr) continue;
    look.add(FindingCode::serial_claimed, subject_of(SubjectKind::device, i),
             {std::string(look.devices[i].serial), std::string(look.devices[i].vendor), other->key,
              look.organisation_key(claimant_of(look.state, *other))},
             {"claim:" + other->key});
  }
  for (std::size_t i = 0; i < look.content.invoices.size(); ++i) {
    const auto& each = look.content.invoices[i];
    const auto* other = look.state.claims.other_with_invoice(look.claim, subsidy::invoice_key(each));
    if (other == nullptr) continue;
    look.add(FindingCode::invoice_claimed, subject_of(SubjectKind::invoice, i),
             {each.number, each.issuer, other->key, look.organisation_key(claimant_of(look.state, *other))},
             {"claim:" + other->key});
  }
}

// What another claim that stands names almost so, and in this claim cards whose numbers differ by their marks only.
void written_alike(Look& look) {
  std::map<std::string, std::size_t> first;  // by the key: the first card
  for (std::size_t i = 0; i < look.devices.size(); ++i) {
    const auto& [delivery, server, vendor, serial, resource, site, delivered] = look.devices[i];
    const auto key = subsidy::device_key_alike(vendor, serial);
    const auto [same, is_new] = first.try_emplace(key, i);
    if (!is_new && look.devices[same->second].serial.size() != serial.size()) {
      alike_device(look, i, std::string(look.devices[same->second].serial), look.claim.key);
      continue;
    }
    const auto* other = look.state.claims.other_with_device_alike(look.claim, key);
    if (other == nullptr ||
        look.state.claims.other_with_device(look.claim, subsidy::device_key(vendor, serial)) != nullptr) {
      continue;
    }
    const auto others = subsidy::devices_of(other->content);
    const auto found = std::ranges::find(
        others, key, [](const ClaimedDevice& each) { return subsidy::device_key_alike(each.vendor, each.serial); });
    if (found != others.end()) alike_device(look, i, std::string(found->serial), other->key);
  }
  for (std::size_t i = 0; i < look.content.invoices.size(); ++i) alike_invoice(look, i);
}

// A payment that another claim names, or this one before.
void paid_twice(Look& look) {
  std::set<std::string> keys;
  for (std::size_t i = 0; i < look.content.payments.size(); ++i) {
    const auto& each = look.content.payments[i];
    const auto key = subsidy::payment_key(each);
    const auto* other = look.state.claims.other_with_payment(look.claim, key);
    if (!keys.insert(key).second) other = &look.claim;
    if (other == nullptr) continue;
    look.add(FindingCode::payment_claimed, {.kind = SubjectKind::payment, .item = static_cast<std::uint32_t>(i)},
             {format_amount(each.amount), format_day(each.date), each.reference, other->key,
              look.organisation_key(claimant_of(look.state, *other))},
             {"claim:" + other->key});
  }
}

void claimed_elsewhere(Look& look) {
  if (!look.asked.compared) {
    if (!look.state.claims.foreign.empty()) look.add(FindingCode::elsewhere_not_compared, {}, {});
    return;
  }
  for (const auto& match : look.asked.matches) {
    const std::string authority(look.state.claims.authority_of(match.digest));
    const std::vector<std::string> evidence{"digest:" + to_hex(match.digest)};
    const auto item = match.subject.item;
    if (match.subject.kind == SubjectKind::device && item < look.devices.size()) {
      look.add(match.alike ? FindingCode::serial_alike_elsewhere : FindingCode::serial_elsewhere, match.subject,
               {std::string(look.devices[item].serial), std::string(look.devices[item].vendor), authority}, evidence);
    }
    if (match.subject.kind == SubjectKind::invoice && item < look.content.invoices.size()) {
      const auto& each = look.content.invoices[item];
      look.add(match.alike ? FindingCode::invoice_alike_elsewhere : FindingCode::invoice_elsewhere, match.subject,
               {each.number, each.issuer, authority}, evidence);
    }
  }
}

}  // namespace scrip::engine::claim_checks
