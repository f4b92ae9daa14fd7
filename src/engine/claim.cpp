#include "engine/claim.h"

#include <algorithm>
#include <set>

#include "base/limits.h"
#include "engine/texts.h"
#include "engine/vendor_names.h"
#include "subsidy/texts.h"

namespace scrip::engine {

using programme::ApplicationStatus;
using subsidy::Finding;
using subsidy::Settlement;
using subsidy::Severity;
using subsidy::SubjectKind;

namespace {

Day today(const State& state, const EntryContext& context) { return state.authority->zone.day_of(context.now); }

std::unexpected<Error> wrong_state(const ClaimState& claim, const Message& needed) {
  return fail(ErrorCode::claim_state, say("it is {0}, not {1}", described(name(claim.status)), needed), "claim");
}

bool may_change(const ClaimState& claim) {
  return claim.status == ClaimStatus::drafted || claim.status == ClaimStatus::returned;
}

Result<void> check_impartial(const ClaimState& claim, const std::string& person) {
  SCRIP_TRY_VOID(check_key(person, "actor"));
  if (std::ranges::find(claim.claimants, person) == claim.claimants.end()) return {};
  return fail(ErrorCode::conflict_of_interest, say("'{0}' presented the claim", person), "actor");
}

template <class T>
Result<void> at_field(Result<T> found, std::string field) {
  if (found) return {};
  return fail(found.error().code, found.error().sentence(), std::move(field));
}

std::string at(std::string_view list, std::size_t index) {
  return std::string(list) + "[" + std::to_string(index + 1) + "]";
}

Result<void> check_chip(const State& state, const std::string& key, const std::string& field) {
  const auto* resource = state.registry.find_resource(key);
  if (resource == nullptr) return fail(ErrorCode::resource_not_found, "'" + key + "'", field);
  if (resource->kind == registry::ResourceKind::accelerator) return {};
  return fail(ErrorCode::value_invalid, say("'{0}' is no chip model", key), field);
}

// Everything that the claim names by a key is there.
Result<void> check_names(const State& state, const subsidy::Claim& content) {
  if (!content.contract.supplier.empty()) {
    SCRIP_TRY_VOID(at_field(organisation_called(state, content.contract.supplier), "contract.supplier"));
  }
  for (std::size_t i = 0; i < content.invoices.size(); ++i) {
    const auto& lines = content.invoices[i].lines;
    for (std::size_t j = 0; j < lines.size(); ++j) {
      if (lines[j].resource.empty()) continue;
      SCRIP_TRY_VOID(check_chip(state, lines[j].resource, at("invoices", i) + "." + at("lines", j) + ".chip"));
    }
  }
  for (std::size_t i = 0; i < content.deliveries.size(); ++i) {
    const auto& delivery = content.deliveries[i];
    SCRIP_TRY_VOID(at_field(site_called(state, delivery.site), at("deliveries", i) + ".site"));
    for (std::size_t j = 0; j < delivery.servers.size(); ++j) {
      const auto field = at("deliveries", i) + "." + at("servers", j) + ".chip";
      SCRIP_TRY_VOID(check_chip(state, delivery.servers[j].resource, field));
    }
  }
  for (std::size_t i = 0; i < content.listing.size(); ++i) {
    if (state.network.find_capacity(content.listing[i]) != nullptr) continue;
    return fail(ErrorCode::capacity_not_found, "'" + content.listing[i] + "'", at("listing", i));
  }
  return {};
}

// Keys of chip models instead of their aliases, so that one model has one name, and the model's maker, so that one card
// has one name, too.
void name_chips(const State& state, subsidy::Claim& content) {
  for (auto& invoice : content.invoices) {
    for (auto& line : invoice.lines) {
      if (const auto* chip = state.registry.find_resource(line.resource)) line.resource = chip->key;
    }
  }
  for (auto& delivery : content.deliveries) {
    for (auto& server : delivery.servers) {
      const auto* chip = state.registry.find_resource(server.resource);
      if (chip == nullptr) continue;
      server.resource = chip->key;
      if (!chip->vendor.empty() || !server.vendor.empty()) {
        if (auto maker = maker_key(state, chip, server.vendor)) server.vendor = std::move(*maker);
      }
    }
  }
}

Result<void> check_terms(const subsidy::PurchaseTerms& terms) {
  const bool fits =
      std::ranges::all_of(terms.domestic,
                          [](auto test) { return static_cast<std::size_t>(test) < registry::origin_test_count; }) &&
      terms.domestic.size() <= registry::origin_test_count && terms.price_tolerance.ppm <= 10'000'000;
  if (!fits) return fail(ErrorCode::value_invalid, say("no such terms"), "terms");
  return {};
}

}  // namespace

Result<const ClaimState*> claim_called(const State& state, std::string_view key) {
  const auto* found = state.claims.find(key);
  if (found == nullptr) return fail(ErrorCode::claim_not_found, "'" + std::string(key) + "'", "claim");
  return found;
}

OrganisationId claimant_of(const State& state, const ClaimState& claim) {
  return state.applications[index(claim.application)].terms.organisation;
}

std::vector<programme::Document> documents_of(const ClaimState& claim) {
  std::vector<programme::Document> documents;
  const auto add = [&](const subsidy::Claim& content) {
    for (const auto& each : subsidy::documents_of(content)) {
      documents.push_back({.hash = each.hash, .kind = std::string(name(each.kind))});
    }
  };
  add(claim.content);
  for (const auto& revision : claim.revisions) add(revision.content);
  return documents;
}

Result<Events> judge(const State& state, const DraftClaim& command, const EntryContext& context) {
  SCRIP_TRY_VOID(check_key(context.actor, "actor"));
  SCRIP_TRY_VOID(check_key(command.key, "claim"));
  const auto* application = SCRIP_TRY(application_called(state, command.application));
  const auto* existing = state.claims.find(command.key);
  if (existing != nullptr && existing->application != application->terms.id) return reused(command.key);
  subsidy::Claim content = command.content;
  name_chips(state, content);
  content = SCRIP_TRY(subsidy::well_formed(std::move(content)));
  SCRIP_TRY_VOID(check_names(state, content));
  if (existing != nullptr) {
    if (existing->content == content) return Events{};
    if (!may_change(*existing)) return wrong_state(*existing, say("a draft or returned"));
  } else if (state.claims.claims.size() >= limits::claims_max) {
    return fail(ErrorCode::limit_reached, say("{0} claims", limits::claims_max), "claim");
  }
  if (application->status == ApplicationStatus::withdrawn || application->status == ApplicationStatus::refused) {
    return fail(ErrorCode::application_state, say("it is {0}", described(name(application->status))), "application");
  }
  return Events{ClaimDrafted{.claim = existing != nullptr ? existing->id : id_at<ClaimId>(state.claims.claims.size()),
                             .key = command.key,
                             .application = application->terms.id,
                             .content = std::move(content)}};
}

Result<Events> judge(const State& state, const SubmitClaim& command, const EntryContext& context) {
  SCRIP_TRY_VOID(check_key(context.actor, "actor"));
  const auto* claim = SCRIP_TRY(claim_called(state, command.claim));
  if (claim->status == ClaimStatus::submitted) return Events{};
  if (!may_change(*claim)) return wrong_state(*claim, say("a draft or returned"));
  if (claim->content.invoices.empty()) return fail(ErrorCode::claim_incomplete, say("it has no invoice"), "invoices");
  if (claim->revisions.size() >= limits::claim_revisions_max) {
    return fail(ErrorCode::limit_reached, say("it was presented 32 times"), "claim");
  }
  return Events{ClaimSubmitted{claim->id}};
}

Result<Events> judge(const State& state, const CheckClaim& command, const EntryContext& context) {
  const auto* claim = SCRIP_TRY(claim_called(state, command.claim));
  SCRIP_TRY_VOID(check_impartial(*claim, context.actor));
  if (claim->status != ClaimStatus::submitted && claim->status != ClaimStatus::checked) {
    return wrong_state(*claim, say("submitted or checked"));
  }
  SCRIP_TRY_VOID(check_terms(command.terms));
  for (const auto& match : command.matches) {
    if (!state.claims.authority_of(match.digest).empty()) continue;
    return fail(ErrorCode::value_invalid, say("nobody sent the digest {0}", to_hex(match.digest)), "matches");
  }
  subsidy::Check check{.terms = command.terms,
                       .policy = command.policy,
                       .on = today(state, context),
                       .compared = command.compared,
                       .matches = command.matches,
                       .findings = {}};
  check.findings = find_out(state, *claim, check);
  if (claim->check == check && claim->status == ClaimStatus::checked) return Events{};
  return Events{ClaimChecked{.claim = claim->id, .check = std::move(check)}};
}

Result<Events> judge(const State& state, const SettleFinding& command, const EntryContext& context) {
  SCRIP_TRY_VOID(check_text(command.reason, "reason"));
  const auto* claim = SCRIP_TRY(claim_called(state, command.claim));
  SCRIP_TRY_VOID(check_impartial(*claim, context.actor));
  if (claim->status != ClaimStatus::checked) return wrong_state(*claim, say("checked"));
  if (command.settlement != Settlement::waived && command.settlement != Settlement::excluded) {
    return fail(ErrorCode::value_invalid, say("waive or exclude"), "settlement");
  }
  if (command.finding == 0 || command.finding > claim->check->findings.size()) {
    return fail(ErrorCode::finding_not_found, std::to_string(command.finding), "finding");
  }
  const auto& finding = claim->check->findings[command.finding - 1];
  if (command.settlement == Settlement::excluded && !subsidy::can_be_excluded(finding.subject.kind)) {
    return fail(ErrorCode::value_invalid,
                say("a finding about the {0} is waived, or the claim returned", described(name(finding.subject.kind))),
                "settlement");
  }
  const auto& settled = claim->settled[command.finding - 1];
  if (settled.settlement == command.settlement && settled.reason == command.reason && settled.by == context.actor) {
    return Events{};
  }
  return Events{FindingSettled{
      .claim = claim->id, .finding = command.finding, .settlement = command.settlement, .reason = command.reason}};
}

Result<Events> judge(const State& state, const ReturnClaim& command, const EntryContext& context) {
  SCRIP_TRY_VOID(check_text(command.reason, "reason"));
  const auto* claim = SCRIP_TRY(claim_called(state, command.claim));
  SCRIP_TRY_VOID(check_impartial(*claim, context.actor));
  if (claim->status != ClaimStatus::submitted && claim->status != ClaimStatus::checked) {
    return wrong_state(*claim, say("submitted or checked"));
  }
  return Events{ClaimReturned{.claim = claim->id, .reason = command.reason}};
}

Result<Events> judge(const State& state, const WithdrawClaim& command, const EntryContext& context) {
  SCRIP_TRY_VOID(check_key(context.actor, "actor"));
  SCRIP_TRY_VOID(check_text(command.reason, "reason"));
  const auto* claim = SCRIP_TRY(claim_called(state, command.claim));
  if (claim->status == ClaimStatus::withdrawn) return Events{};
  if (claim->status == ClaimStatus::accepted || claim->status == ClaimStatus::refused) {
    return wrong_state(*claim, say("undecided"));
  }
  return Events{ClaimWithdrawn{.claim = claim->id, .reason = command.reason}};
}

Result<Events> judge(const State& state, const ImportDigests& command, const EntryContext&) {
  SCRIP_TRY_VOID(check_text(command.authority, "authority"));
  if (command.digests.empty()) return fail(ErrorCode::missing_field, say("which digests"), "digests");
  if (command.digests.size() > limits::claim_digests_batch_max) {
    return fail(ErrorCode::too_large, say("at most 100,000 at once"), "digests");
  }
  auto digests = command.digests;
  std::ranges::sort(digests);
  const auto doubles = std::ranges::unique(digests);
  digests.erase(doubles.begin(), doubles.end());
  std::erase_if(digests, [&](const Hash256& digest) { return state.claims.batch_of.contains(digest); });
  if (digests.empty()) return Events{};
  if (state.claims.batch_of.size() + digests.size() > limits::claim_digests_max) {
    return fail(ErrorCode::limit_reached, say("{0} digests", limits::claim_digests_max), "digests");
  }
  return Events{DigestsImported{.authority = command.authority, .digests = std::move(digests)}};
}

// --- with the decision on an application ---

Counted counted(const ClaimState& claim) {
  const auto devices = subsidy::devices_of(claim.content);
  Counted counts{.devices = std::vector<bool>(devices.size(), true), .lines = {}};
  for (const auto& invoice : claim.content.invoices) counts.lines.emplace_back(invoice.lines.size(), true);
  for (std::size_t i = 0; i < claim.settled.size(); ++i) {
    if (claim.settled[i].settlement != Settlement::excluded) continue;
    const auto& subject = claim.check->findings[i].subject;
    switch (subject.kind) {
      case SubjectKind::device:
        counts.devices[subject.item] = false;
        break;
      case SubjectKind::line:
        counts.lines[subject.item][subject.part] = false;
        break;
      case SubjectKind::invoice:
        counts.lines[subject.item].assign(counts.lines[subject.item].size(), false);
        break;
      case SubjectKind::delivery:
      case SubjectKind::server:
        for (std::size_t d = 0; d < devices.size(); ++d) {
          const bool same = devices[d].delivery == subject.item &&
                            (subject.kind == SubjectKind::delivery || devices[d].server == subject.part);
          if (same) counts.devices[d] = false;
        }
        break;
      case SubjectKind::claim:
      case SubjectKind::contract:
      case SubjectKind::payment:
      case SubjectKind::acceptance:
        break;
    }
  }
  return counts;
}

namespace {

Result<void> check_settled(const State& state, const ClaimState& claim, Day on) {
  for (std::size_t i = 0; i < claim.settled.size(); ++i) {
    const auto& finding = claim.check->findings[i];
    if (severity(finding.code) == Severity::note || claim.settled[i].settlement != Settlement::open) continue;
    return fail(ErrorCode::finding_open, say("'{0}', finding {1}: {2}", claim.key, i + 1, said(finding)), "claim");
  }
  subsidy::Check again = *claim.check;
  again.on = on;
  for (const auto& finding : find_out(state, claim, again)) {
    if (severity(finding.code) == Severity::note) continue;
    const bool known = std::ranges::any_of(claim.check->findings, [&](const Finding& each) {
      return each.code == finding.code && each.subject == finding.subject;
    });
    if (known) continue;
    return fail(ErrorCode::stale_check, say("'{0}': {1}", claim.key, said(finding)), "claim");
  }
  return {};
}

}  // namespace

Result<void> check_claims(const State& state, ApplicationId application, Day on) {
  std::set<std::string> taken;
  std::size_t more = 0;
  for (const ClaimId id : state.claims.of(application)) {
    const auto& claim = state.claims.claims[index(id)];
    if (claim.status == ClaimStatus::submitted || claim.status == ClaimStatus::returned) {
      return fail(ErrorCode::claim_state, say("'{0}' is {1}, not checked", claim.key, described(name(claim.status))),
                  "claim");
    }
    if (claim.status != ClaimStatus::checked) continue;
    SCRIP_TRY_VOID(check_settled(state, claim, on));
    const auto devices = subsidy::devices_of(claim.content);
    const auto counts = counted(claim);
    for (std::size_t i = 0; i < devices.size(); ++i) {
      if (!counts.devices[i]) continue;
      const auto* known = state.devices.find(devices[i].vendor, devices[i].serial);
      const bool is_taken = known != nullptr && known->claim != no_id<ClaimId>;
      if (is_taken || !taken.insert(subsidy::device_key(devices[i].vendor, devices[i].serial)).second) {
        return fail(ErrorCode::serial_claimed, say("'{0}': exclude it", devices[i].serial), "claim");
      }
      more += known == nullptr ? 1u : 0u;
    }
  }
  if (state.devices.devices.size() + more <= limits::devices_max) return {};
  return fail(ErrorCode::limit_reached, say("{0} devices", limits::devices_max), "claim");
}

Result<void> check_claims_approver(const State& state, ApplicationId application, const std::string& approver) {
  for (const ClaimId id : state.claims.of(application)) {
    const auto& claim = state.claims.claims[index(id)];
    if (claim.status != ClaimStatus::checked) continue;
    for (const auto& each : claim.settled) {
      if (each.settlement == Settlement::open || each.by != approver) continue;
      return fail(ErrorCode::four_eyes, say("'{0}' settled a finding of claim '{1}'", approver, claim.key), "actor");
    }
  }
  return {};
}

}  // namespace scrip::engine
