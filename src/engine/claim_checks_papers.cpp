// What a claim names that stands in another claim, here or at another authority.

#include <map>
#include <set>

#include "engine/claim_checks.h"
#include "engine/vendor_names.h"
#include "registry/device.h"

namespace scrip::engine::claim_checks {
namespace {

using subsidy::ClaimedDevice;

// Another claim that names the card, under whichever of its maker's names: that one may have been drafted before the
// maker was registered.
const ClaimState* other_with_card(const Look& look, const ClaimedDevice& card) {
  for (const auto& maker : names_of_maker(look.state, card.vendor)) {
    const auto* other = look.state.claims.other_with_device(look.claim, subsidy::device_key(maker, card.serial));
    if (other != nullptr) return other;
  }
  return nullptr;
}

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

SubjectKind subject_kind(subsidy::DocumentKind kind) {
  switch (kind) {
    case subsidy::DocumentKind::contract:
      return SubjectKind::contract;
    case subsidy::DocumentKind::invoice:
      return SubjectKind::invoice;
    case subsidy::DocumentKind::payment:
      return SubjectKind::payment;
    case subsidy::DocumentKind::delivery:
      return SubjectKind::delivery;
    case subsidy::DocumentKind::acceptance:
      return SubjectKind::acceptance;
  }
  return SubjectKind::claim;
}

// As a sentence has it: enough to tell documents apart.
std::string short_name(const Hash256& document) { return to_hex(document).substr(0, 16); }

std::vector<std::string> evidence_of(const Hash256& document, const ClaimState& other) {
  return {"document:" + to_hex(document), "claim:" + other.key};
}

// Another invoice of this or another claim of the same company that the invoice's document is given for.
void same_paper(Look& look, std::size_t i) {
  const auto& invoice = look.content.invoices[i];
  const auto key = subsidy::invoice_key(invoice);
  const auto report = [&](const ClaimState& claim, std::size_t end) {
    for (std::size_t j = 0; j < end; ++j) {
      const auto& other = claim.content.invoices[j];
      if (other.document != invoice.document || subsidy::invoice_key(other) == key) continue;
      look.add(FindingCode::document_twice, subject_of(SubjectKind::invoice, i),
               {short_name(invoice.document), invoice.number, other.number, claim.key},
               evidence_of(invoice.document, claim));
      return true;
    }
    return false;
  };
  if (report(look.claim, i)) return;
  for (const ClaimId id : look.state.claims.with_document(invoice.document)) {
    const auto& other = look.state.claims.claims[index(id)];
    const bool same_company = claimant_of(look.state, other) == claimant_of(look.state, look.claim);
    if (id != look.claim.id && same_company && report(other, other.content.invoices.size())) return;
  }
}

// As far as claims tell: who writes another day or sum has another contract.
bool same_contract(const subsidy::Contract& a, const subsidy::Contract& b) {
  return registry::folded(a.number) == registry::folded(b.number) && a.signed_on == b.signed_on &&
         a.amount == b.amount && a.supplier == b.supplier && a.supplier_identifier == b.supplier_identifier;
}

}  // namespace

void claimed_here(Look& look) {
  for (std::size_t i = 0; i < look.devices.size(); ++i) {
    const auto* other = other_with_card(look, look.devices[i]);
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

// Lots of one contract may be claimed one by one, but not more of it than there is.
void contract_used_up(Look& look) {
  const auto& contract = look.content.contract;
  Amount billed = subsidy::invoiced(look.content);
  if (billed > contract.amount) return;  // the claim says so by itself
  std::vector<std::string> evidence;
  for (const auto& other : look.state.claims.claims) {
    if (other.id == look.claim.id || !stands(other.status) || !same_contract(other.content.contract, contract) ||
        claimant_of(look.state, other) != claimant_of(look.state, look.claim)) {
      continue;
    }
    billed += subsidy::invoiced(other.content);
    evidence.push_back("claim:" + other.key);
    if (billed <= contract.amount) continue;
    look.add(FindingCode::invoiced_too_much, {.kind = SubjectKind::contract},
             {format_amount(billed), format_amount(contract.amount)}, std::move(evidence));
    return;
  }
}

// A document that another company gives as evidence; and one document that is two invoices.
void documents_given_again(Look& look) {
  const auto buyer = claimant_of(look.state, look.claim);
  for (const auto& [hash, kind, item] : subsidy::documents_of(look.content)) {
    for (const ClaimId id : look.state.claims.with_document(hash)) {
      const auto& other = look.state.claims.claims[index(id)];
      if (claimant_of(look.state, other) == buyer) continue;
      look.add(FindingCode::document_claimed, subject_of(subject_kind(kind), item),
               {short_name(hash), other.key, look.organisation_key(claimant_of(look.state, other))},
               evidence_of(hash, other));
      break;
    }
  }
  for (std::size_t i = 0; i < look.content.invoices.size(); ++i) {
    if (look.content.invoices[i].document != Hash256{}) same_paper(look, i);
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
