#include "casework/purchase.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <span>

#include "base/limits.h"
#include "casework/texts.h"
#include "engine/claim.h"
#include "engine/texts.h"
#include "engine/vendor_names.h"

namespace scrip::casework {
namespace {

constexpr std::string_view first_line = "scrip-digests 1";

Share share_of(const policy::Ratio& ratio) {
  return Share{static_cast<std::uint32_t>(ratio.numerator * micro / ratio.denominator)};
}

// Names of makers, each looked up once.
class Makers {
 public:
  explicit Makers(const engine::State& state) : state_(state) {}
  const std::vector<std::string>& names(std::string_view maker) {
    const auto [found, is_new] = names_.try_emplace(std::string(maker));
    if (is_new) found->second = engine::names_of_maker(state_, maker);
    return found->second;
  }

 private:
  const engine::State& state_;
  std::map<std::string, std::vector<std::string>> names_;
};

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

std::vector<subsidy::Match> matches_of(const engine::State& state, const engine::ClaimState& claim,
                                       const subsidy::DigestKey& key) {
  using subsidy::SubjectKind;
  std::vector<subsidy::Match> matches;
  const auto known_of = [&](std::span<const Hash256> digests) {
    const auto found =
        std::ranges::find_if(digests, [&](const Hash256& each) { return !state.claims.authority_of(each).empty(); });
    return found == digests.end() ? std::nullopt : std::optional(*found);
  };
  const auto compare = [&](std::span<const Hash256> exact, std::span<const Hash256> alike, SubjectKind kind,
                           std::size_t item) {
    const auto same = known_of(exact);
    const auto found = same ? same : known_of(alike);
    if (!found) return;
    matches.push_back(
        {.subject = {.kind = kind, .item = static_cast<std::uint32_t>(item)}, .digest = *found, .alike = !same});
  };
  const auto devices = subsidy::devices_of(claim.content);
  Makers makers(state);
  for (std::size_t i = 0; i < devices.size(); ++i) {
    std::vector<Hash256> exact, alike;
    for (const auto& maker : makers.names(devices[i].vendor)) {
      exact.push_back(key.of_device(maker, devices[i].serial));
      alike.push_back(key.of_device_alike(maker, devices[i].serial));
    }
    compare(exact, alike, SubjectKind::device, i);
  }
  for (std::size_t i = 0; i < claim.content.invoices.size(); ++i) {
    const auto& invoice = claim.content.invoices[i];
    const std::array exact{key.of_invoice(invoice)}, alike{key.of_invoice_alike(invoice)};
    compare(exact, alike, SubjectKind::invoice, i);
  }
  return matches;
}

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

Result<std::vector<subsidy::Finding>> review_of(const engine::State& state, const engine::ClaimState& claim,
                                                const subsidy::DigestKey* key, Day today) {
  if (claim.status != engine::ClaimStatus::accepted) {
    return fail(ErrorCode::claim_state, say("it is {0}, not accepted", engine::described(name(claim.status))), "claim");
  }
  subsidy::Check again = *claim.check;
  again.on = today;
  if (key != nullptr) {
    again.compared = true;
    again.matches = matches_of(state, claim, *key);
  }
  auto findings = engine::find_out(state, claim, again);
  std::erase_if(findings, [&](const subsidy::Finding& finding) {
    const bool known = std::ranges::any_of(claim.check->findings, [&](const subsidy::Finding& each) {
      return each.code == finding.code && each.subject == finding.subject;
    });
    return known || severity(finding.code) == subsidy::Severity::note;
  });
  return findings;
}

std::string export_digests(const engine::State& state, const subsidy::DigestKey& key) {
  std::set<Hash256> digests;
  Makers makers(state);
  for (const auto& claim : state.claims.claims) {
    if (!engine::stands(claim.status)) continue;
    for (const auto& device : subsidy::devices_of(claim.content)) {
      for (const auto& maker : makers.names(device.vendor)) {
        digests.insert(key.of_device(maker, device.serial));
        digests.insert(key.of_device_alike(maker, device.serial));
      }
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
