// Tables of devices and purchase claims.

#include "engine/claim.h"
#include "reports/catalogue.h"
#include "reports/cells.h"
#include "reports/claim_review.h"
#include "reports/tables.h"

namespace scrip::reports {

using engine::State;

namespace {

std::string key_of_claim(const State& state, ClaimId id) {
  return id == no_id<ClaimId> ? std::string{} : state.claims.claims[index(id)].key;
}

ProgrammeId programme_of(const State& state, const engine::ClaimState& claim) {
  const auto& application = state.applications[index(claim.application)].terms;
  return state.calls[index(application.call)].terms.programme;
}

std::string joined(const std::vector<std::string>& evidence) {
  std::string text;
  for (const auto& each : evidence) text += (text.empty() ? "" : "; ") + each;
  return text;
}

bool holds(const State& state, const Scope& scope, const engine::ClaimState& claim) {
  return scope.holds(engine::claimant_of(state, claim)) && scope.holds(programme_of(state, claim));
}

}  // namespace

Table claims_table(const State& state, const Scope& scope) {
  Table table{.name = {},
              .columns = {column::claim, column::application, column::organisation, column::programme, column::status,
                          column::contract, column::signed_on, column::contract_amount, column::invoiced,
                          column::paid_to_supplier, column::devices, column::findings, column::findings_open,
                          column::submitted_at, column::reason},
              .rows = {}};
  for (const auto& claim : state.claims.claims) {
    if (!holds(state, scope, claim)) continue;
    std::uint64_t findings = 0, open = 0;
    for (std::size_t i = 0; i < claim.settled.size(); ++i) {
      if (severity(claim.check->findings[i].code) == subsidy::Severity::note) continue;
      ++findings;
      open += claim.settled[i].settlement == subsidy::Settlement::open ? 1u : 0u;
    }
    const auto& content = claim.content;
    const bool submitted = claim.submitted_at != Instant{};
    table.rows.push_back({claim.key, key_of(state, claim.application), key_of(state, engine::claimant_of(state, claim)),
                          key_of(state, programme_of(state, claim)), cell(name(claim.status)), content.contract.number,
                          cell(content.contract.signed_on), cell(content.contract.amount),
                          cell(subsidy::invoiced(content)), cell(subsidy::paid(content)),
                          cell(std::uint64_t{subsidy::devices_of(content).size()}), cell(findings), cell(open),
                          submitted ? cell(claim.submitted_at) : std::string{}, claim.reason});
  }
  return table;
}

Table claim_findings_table(const State& state, const Scope& scope) {
  Table table{.name = {},
              .columns = {column::claim, column::organisation, column::programme, column::finding, column::code,
                          column::severity, column::subject, column::english, column::chinese, column::evidence_text,
                          column::settlement, column::settled_by, column::reason},
              .rows = {}};
  for (const auto& claim : state.claims.claims) {
    if (!claim.check || !holds(state, scope, claim)) continue;
    for (std::size_t i = 0; i < claim.settled.size(); ++i) {
      const auto& finding = claim.check->findings[i];
      const auto& settled = claim.settled[i];
      table.rows.push_back(
          {claim.key, key_of(state, engine::claimant_of(state, claim)), key_of(state, programme_of(state, claim)),
           cell(std::uint64_t{i + 1}), cell(name(finding.code)), cell(name(severity(finding.code))),
           subsidy::path(finding.subject), sentence(finding, Language::english), sentence(finding, Language::chinese),
           joined(finding.evidence), cell(name(settled.settlement)), settled.by, settled.reason});
    }
  }
  return table;
}

Table claim_review_table() {
  return {.name = "claim_review",
          .columns = {column::claim, column::code, column::severity, column::subject, column::english, column::chinese,
                      column::evidence_text},
          .rows = {}};
}

void append_review(const engine::ClaimState& claim, const std::vector<subsidy::Finding>& findings, Table& table) {
  for (const auto& finding : findings) {
    table.rows.push_back({claim.key, cell(name(finding.code)), cell(name(severity(finding.code))),
                          subsidy::path(finding.subject), sentence(finding, Language::english),
                          sentence(finding, Language::chinese), joined(finding.evidence)});
  }
}

Table devices_table(const State& state, const Scope& scope) {
  Table table{.name = {},
              .columns = {column::vendor, column::serial, column::resource, column::status, column::organisation,
                          column::site, column::claim, column::days_seen, column::last_seen},
              .rows = {}};
  for (const auto& device : state.devices.devices) {
    if (!scope.holds(device.owner) || !scope.holds(device.site)) continue;
    const auto& days = state.devices.days[index(device.id)];
    table.rows.push_back({device.vendor, device.serial, key_of(state, device.resource), cell(name(device.status)),
                          key_of(state, device.owner), key_of(state, device.site), key_of_claim(state, device.claim),
                          cell(std::uint64_t{days.size()}), days.empty() ? std::string{} : cell(days.back().day)});
  }
  return table;
}

Table device_events_table(const State& state, const Scope& scope) {
  Table table{.name = {},
              .columns = {column::vendor, column::serial, column::step, column::day, column::site, column::organisation,
                          column::claim, column::entry},
              .rows = {}};
  for (const auto& step : state.devices.steps) {
    const auto& device = state.devices.devices[index(step.device)];
    if (!scope.holds(device.owner) || !scope.holds(step.site)) continue;
    table.rows.push_back({device.vendor, device.serial, cell(name(step.kind)), cell(step.day), key_of(state, step.site),
                          key_of(state, device.owner), key_of_claim(state, step.claim), cell(step.entry)});
  }
  return table;
}

}  // namespace scrip::reports
