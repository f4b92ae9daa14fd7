// Who sells to whom.

#include "control/control.h"
#include "engine/claim_checks.h"
#include "registry/device.h"

namespace scrip::engine::claim_checks {
namespace {

// The registered organisation with this identifier; none: not registered.
const registry::Organisation* identified(const State& state, std::string_view scheme, std::string_view identifier) {
  const auto wanted = registry::folded(identifier);
  for (const auto& each : state.registry.organisations()) {
    if (each.identifier.empty() || registry::folded(each.identifier) != wanted) continue;
    if (scheme.empty() || registry::folded(each.identifier_scheme) == registry::folded(scheme)) return &each;
  }
  return nullptr;
}

void affiliated(Look& look, const registry::Organisation& seller, Subject subject) {
  const Day day = look.content.contract.signed_on;
  const std::string& buyer = look.organisation_key(claimant_of(look.state, look.claim));
  if (seller.key == buyer) {
    look.add(FindingCode::supplier_affiliated, subject, {seller.key, buyer, format_day(day), "="});
    return;
  }
  const auto* first = look.state.stakes.find_entity(seller.key);
  const auto* second = look.state.stakes.find_entity(buyer);
  if (first == nullptr || second == nullptr) return;
  const auto found = control::affiliation_between(look.state.stakes, first->id, second->id, day, {});
  if (!found) return;
  look.add(FindingCode::supplier_affiliated, subject,
           {seller.key, buyer, format_day(day), in_words(look.state.stakes, *found)});
}

}  // namespace

void sellers_affiliated(Look& look) {
  const auto& contract = look.content.contract;
  const auto* supplier = contract.supplier.empty()
                             ? identified(look.state, contract.supplier_scheme, contract.supplier_identifier)
                             : look.state.registry.find_organisation(contract.supplier);
  if (supplier != nullptr) affiliated(look, *supplier, {.kind = SubjectKind::contract});
  for (std::size_t i = 0; i < look.content.invoices.size(); ++i) {
    const auto* issuer = identified(look.state, {}, look.content.invoices[i].issuer);
    if (issuer != nullptr && issuer != supplier) affiliated(look, *issuer, subject_of(SubjectKind::invoice, i));
  }
}

}  // namespace scrip::engine::claim_checks
