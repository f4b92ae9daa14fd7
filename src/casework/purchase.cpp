#include "casework/purchase.h"

#include <algorithm>
#include <set>

#include "base/limits.h"
#include "casework/texts.h"
#include "engine/claim.h"

namespace scrip::casework {
namespace {

constexpr std::string_view first_line = "scrip-digests 1";

Share share_of(const policy::Ratio& ratio) {
  return Share{static_cast<std::uint32_t>(ratio.numerator * micro / ratio.denominator)};
}

std::vector<subsidy::Match> matches_of(const engine::State& state, const engine::ClaimState& claim,
                                       const subsidy::DigestKey& key) {
  using subsidy::SubjectKind;
  std::vector<subsidy::Match> matches;
  const auto is_known = [&](const Hash256& digest) { return !state.claims.authority_of(digest).empty(); };
  const auto compare = [&](const Hash256& exact, const Hash256& alike, SubjectKind kind, std::size_t item) {
    const bool same = is_known(exact);
    if (!same && !is_known(alike)) return;
    matches.push_back({.subject = {.kind = kind, .item = static_cast<std::uint32_t>(item)},
                       .digest = same ? exact : alike,
                       .alike = !same});
  };
  const auto devices = subsidy::devices_of(claim.content);
  for (std::size_t i = 0; i < devices.size(); ++i) {
    const auto& [delivery, server, vendor, serial, resource, site, delivered] = devices[i];
    compare(key.of_device(vendor, serial), key.of_device_alike(vendor, serial), SubjectKind::device, i);
  }
  for (std::size_t i = 0; i < claim.content.invoices.size(); ++i) {
    const auto& invoice = claim.content.invoices[i];
    compare(key.of_invoice(invoice), key.of_invoice_alike(invoice), SubjectKind::invoice, i);
  }
  return matches;
}

// The next line of a text, without its end.
std::string_view take_line(std::string_view& rest) {
  const auto end = rest.find('\n');
  std::string_view line = rest.substr(0, end);
  rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

struct Published {
  const policy::Policy* policy;
  Hash256 document;
};

Result<Published> policy_of(const engine::State& state, Policies& policies, const engine::ClaimState& claim) {
  const auto& application = state.applications[index(claim.application)].terms;
  const auto& call = state.calls[index(application.call)].terms;
  const Hash256 document = state.policies[index(call.policy)].document;
  const auto* compiled = SCRIP_TRY(policies.find(document));
  if (!compiled->policy.purchase) {
    return fail(ErrorCode::purchase_not_asked, "'" + state.programmes[index(call.programme)].key + "'", "claim");
  }
  return Published{.policy = &compiled->policy, .document = document};
}

Result<subsidy::PurchaseTerms> terms_of(const policy::Policy& policy) {
  const auto& asked = *policy.purchase;
  subsidy::PurchaseTerms terms;
  for (const auto& test : asked.domestic) terms.domestic.push_back(SCRIP_TRY(registry::parse_origin_test(test)));
  terms.price_tolerance = share_of(asked.price_tolerance);
  terms.price_window_days = static_cast<std::uint32_t>(asked.price_window_days);
  terms.price_claims_min = static_cast<std::uint32_t>(asked.price_claims_min);
  terms.cards_per_server = static_cast<std::uint32_t>(asked.cards_per_server);
  terms.acceptance = asked.acceptance;
  terms.listing = asked.listing;
  terms.runs_within_days = static_cast<std::uint32_t>(asked.runs_within_days);
  terms.from = policy.from;
  terms.until = policy.until;
  return terms;
}

}  // namespace

Result<subsidy::PurchaseTerms> purchase_terms(const engine::State& state, Policies& policies, std::string_view claim) {
  const auto* found = SCRIP_TRY(engine::claim_called(state, claim));
  return terms_of(*SCRIP_TRY(policy_of(state, policies, *found)).policy);
}

Result<engine::CheckClaim> check_of(const engine::State& state, Policies& policies, std::string_view claim,
                                    const subsidy::DigestKey* key) {
  const auto* found = SCRIP_TRY(engine::claim_called(state, claim));
  const auto published = SCRIP_TRY(policy_of(state, policies, *found));
  engine::CheckClaim command;
  command.claim = found->key;
  command.terms = SCRIP_TRY(terms_of(*published.policy));
  command.policy = published.document;
  command.compared = key != nullptr;
  if (key != nullptr) command.matches = matches_of(state, *found, *key);
  return command;
}

std::string export_digests(const engine::State& state, const subsidy::DigestKey& key) {
  std::set<Hash256> digests;
  for (const auto& claim : state.claims.claims) {
    if (!engine::stands(claim.status)) continue;
    for (const auto& device : subsidy::devices_of(claim.content)) {
      digests.insert(key.of_device(device.vendor, device.serial));
      digests.insert(key.of_device_alike(device.vendor, device.serial));
    }
    for (const auto& invoice : claim.content.invoices) {
      digests.insert(key.of_invoice(invoice));
      digests.insert(key.of_invoice_alike(invoice));
    }
  }
  std::string out = std::string(first_line) + "\nauthority: " + state.authority->name + "\n";
  for (const auto& digest : digests) out += to_hex(digest) + "\n";
  return out;
}

Result<engine::ImportDigests> read_digests(std::string_view text, std::string authority) {
  engine::ImportDigests command{.authority = std::move(authority), .digests = {}};
  if (take_line(text) != first_line) {
    return fail(ErrorCode::syntax_error, say("the first line is '{0}'", first_line), "digests", 1);
  }
  constexpr std::string_view named = "authority: ";
  const auto line = take_line(text);
  if (!line.starts_with(named)) return fail(ErrorCode::missing_field, say("whose digests they are"), "authority", 2);
  if (command.authority.empty()) command.authority = line.substr(named.size());
  for (std::uint64_t number = 3; !text.empty(); ++number) {
    const auto digest = take_line(text);
    if (digest.empty()) continue;
    const auto hash = hash_from_hex(digest);
    if (!hash) return fail(ErrorCode::encoding_invalid, say("a digest has 64 hexadecimal digits"), "digests", number);
    if (command.digests.size() >= limits::claim_digests_batch_max) {
      return fail(ErrorCode::too_large, say("at most 100,000 in one file"), "digests", number);
    }
    command.digests.push_back(*hash);
  }
  return command;
}

}  // namespace scrip::casework
