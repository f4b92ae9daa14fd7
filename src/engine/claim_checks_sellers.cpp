// Who sells to whom.

#include <algorithm>
#include <deque>
#include <map>
#include <set>

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

// The supplier, where it is registered.
const registry::Organisation* supplier_of(const State& state, const subsidy::Contract& contract) {
  return contract.supplier.empty() ? identified(state, contract.supplier_scheme, contract.supplier_identifier)
                                   : state.registry.find_organisation(contract.supplier);
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

bool is_credit_code(std::string_view scheme, std::string_view identifier) {
  return (scheme.empty() || registry::folded(scheme) == "USCC") && registry::check_identifier("uscc", identifier);
}

// The supplier's unified social credit code, folded; empty: it has none that we know.
std::string supplier_code(const subsidy::Contract& contract, const registry::Organisation* supplier) {
  const auto scheme = supplier != nullptr ? supplier->identifier_scheme : contract.supplier_scheme;
  auto code = registry::folded(supplier != nullptr ? supplier->identifier : contract.supplier_identifier);
  return is_credit_code(scheme, code) ? code : std::string{};
}

bool are_affiliates(const State& state, const registry::Organisation* one, const registry::Organisation* other,
                    Day day) {
  if (one == nullptr || other == nullptr) return false;
  const auto* first = state.stakes.find_entity(one->key);
  const auto* second = state.stakes.find_entity(other->key);
  if (first == nullptr || second == nullptr) return false;
  const auto found = control::affiliation_between(state.stakes, first->id, second->id, day, {});
  return found && found->certainty == control::Certainty::certain;
}

// --- goods that go round ---

std::set<std::string> chips_of(const subsidy::Claim& claim) {
  std::set<std::string> chips;
  for (const auto& invoice : claim.invoices) {
    for (const auto& line : invoice.lines) {
      if (!line.resource.empty()) chips.insert(line.resource);
    }
  }
  return chips;
}

// What each company bought of a chip model, by claims that stand: from whom, in which claim.
struct Bought {
  const registry::Organisation* seller;
  const ClaimState* claim;
};
using Trades = std::map<std::string, std::vector<Bought>>;

Trades trades_in(const Look& look, const std::string& chip) {
  Trades trades;
  for (const auto& other : look.state.claims.claims) {
    if (!stands(other.status) || other.id == look.claim.id || !chips_of(other.content).contains(chip)) continue;
    const auto* seller = supplier_of(look.state, other.content.contract);
    if (seller != nullptr) trades[look.organisation_key(claimant_of(look.state, other))].push_back({seller, &other});
  }
  return trades;
}

// The claims by which what `from` bought comes from `to`, the last first; fewest of all. Empty: it does not.
std::vector<const ClaimState*> way_back(const Trades& trades, const std::string& from, const std::string& to) {
  std::map<std::string, const ClaimState*> by;  // whom it was bought from, and in which claim
  std::map<std::string, std::string> buyer_of;
  std::deque<std::string> next{from};
  while (!next.empty() && !by.contains(to)) {
    const auto buyer = std::move(next.front());
    next.pop_front();
    const auto found = trades.find(buyer);
    if (found == trades.end()) continue;
    for (const auto& [seller, claim] : found->second) {
      if (seller->key == from || !by.try_emplace(seller->key, claim).second) continue;
      buyer_of[seller->key] = buyer;
      next.push_back(seller->key);
    }
  }
  std::vector<const ClaimState*> way;
  if (!by.contains(to)) return way;
  for (std::string each = to; each != from; each = buyer_of[each]) way.push_back(by[each]);
  return way;
}

}  // namespace

void sellers_affiliated(Look& look) {
  const auto* supplier = supplier_of(look.state, look.content.contract);
  if (supplier != nullptr) affiliated(look, *supplier, {.kind = SubjectKind::contract});
  for (std::size_t i = 0; i < look.content.invoices.size(); ++i) {
    const auto* issuer = identified(look.state, {}, look.content.invoices[i].issuer);
    if (issuer != nullptr && issuer != supplier) affiliated(look, *issuer, subject_of(SubjectKind::invoice, i));
  }
}

// Judged only where both have a unified social credit code, so that a name, or a number of another kind, accuses
// nobody.
void issued_by_another(Look& look) {
  const auto* supplier = supplier_of(look.state, look.content.contract);
  const auto code = supplier_code(look.content.contract, supplier);
  if (code.empty()) return;
  for (std::size_t i = 0; i < look.content.invoices.size(); ++i) {
    const auto& invoice = look.content.invoices[i];
    const auto issuer = registry::folded(invoice.issuer);
    if (issuer == code || !is_credit_code({}, issuer)) continue;
    if (are_affiliates(look.state, supplier, identified(look.state, {}, issuer), invoice.date)) continue;
    look.add(FindingCode::issuer_not_supplier, subject_of(SubjectKind::invoice, i),
             {invoice.number, issuer, code, format_day(invoice.date)});
  }
}

// The supplier bought the same chip model, it or its own supplier and so on, from this very buyer.
void goods_go_round(Look& look) {
  const auto* supplier = supplier_of(look.state, look.content.contract);
  const std::string& buyer = look.organisation_key(claimant_of(look.state, look.claim));
  if (supplier == nullptr || supplier->key == buyer) return;
  const bool has_bought = std::ranges::any_of(look.state.claims.claims, [&](const ClaimState& claim) {
    return stands(claim.status) && claimant_of(look.state, claim) == supplier->id;
  });
  if (!has_bought) return;
  for (const auto& chip : chips_of(look.content)) {
    const auto way = way_back(trades_in(look, chip), supplier->key, buyer);
    if (way.empty()) continue;
    std::string round = buyer;
    std::vector<std::string> evidence;
    for (const auto* claim : way) {
      round += " > " + look.organisation_key(claimant_of(look.state, *claim));
      evidence.push_back("claim:" + claim->key);
    }
    look.add(FindingCode::goods_go_round, {.kind = SubjectKind::contract}, {chip, round + " > " + buyer},
             std::move(evidence));
  }
}

}  // namespace scrip::engine::claim_checks
