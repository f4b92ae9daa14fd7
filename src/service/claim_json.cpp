#include "service/claim_json.h"

#include "codec/json.h"
#include "reports/cells.h"
#include "service/call.h"
#include "subsidy/sums.h"

namespace scrip::service {
namespace {

using codec::json_array;
using codec::json_text;
using codec::JsonObject;
using engine::ClaimState;
using engine::State;

template <class Items, class One>
std::string array_of(const Items& items, const One& one) {
  std::vector<std::string> all;
  for (const auto& item : items) all.push_back(one(item));
  return json_array(all);
}

std::string supplier_json(const subsidy::Contract& contract) {
  if (!contract.supplier.empty()) return json_text(contract.supplier);
  return JsonObject()
      .add("name", contract.supplier_name)
      .add("scheme", contract.supplier_scheme)
      .add("identifier", contract.supplier_identifier)
      .text();
}

std::string invoice_json(const subsidy::Invoice& invoice) {
  return JsonObject()
      .add("issuer", invoice.issuer)
      .add("number", invoice.number)
      .add("date", invoice.date)
      .raw("lines", array_of(invoice.lines, [](const subsidy::InvoiceLine& line) { return codec::json(line); }))
      .add("document", invoice.document)
      .text();
}

std::string delivery_json(const subsidy::Delivery& delivery) {
  return JsonObject()
      .add("date", delivery.date)
      .add("site", delivery.site)
      .raw("servers", array_of(delivery.servers, [](const subsidy::Server& server) { return codec::json(server); }))
      .add("document", delivery.document)
      .text();
}

std::string finding_json(const ClaimState& claim, std::size_t i) {
  const auto& finding = claim.check->findings[i];
  const auto& settled = claim.settled[i];
  return JsonObject()
      .add("finding", i + 1)
      .add("code", name(finding.code))
      .add("severity", name(severity(finding.code)))
      .add("subject", name(finding.subject.kind))
      .add("path", subsidy::path(finding.subject))
      .raw("text", json_text_pair(sentence(finding, Language::english), sentence(finding, Language::chinese)))
      .add("values", finding.values)
      .add("evidence", finding.evidence)
      .add("can_be_excluded", subsidy::can_be_excluded(finding.subject.kind))
      .add("settlement", name(settled.settlement))
      .add("settled_by", settled.by)
      .add("reason", settled.reason)
      .text();
}

std::string check_json(const ClaimState& claim) {
  if (!claim.check) return "null";
  const auto& check = *claim.check;
  std::vector<std::string> findings;
  for (std::size_t i = 0; i < check.findings.size(); ++i) findings.push_back(finding_json(claim, i));
  return JsonObject()
      .add("on", check.on)
      .add("by", claim.checked_by)
      .add("policy", check.policy)
      .add("compared", check.compared)
      .add("terms", check.terms)
      .raw("findings", json_array(findings))
      .text();
}

std::string sums_json(const ClaimState& claim) {
  const auto& content = claim.content;
  const Amount paid = subsidy::paid(content);
  const Amount invoiced = subsidy::invoiced(content);
  const auto counts = engine::counted(claim);
  const auto chips = subsidy::chip_sums(content, counts.devices, counts.lines);
  return JsonObject()
      .add("contract", content.contract.amount)
      .add("invoiced", invoiced)
      .add("paid", paid)
      .raw("chips", array_of(chips,
                             [&](const subsidy::ChipSum& chip) {
                               return JsonObject()
                                   .add("chip", chip.resource)
                                   .add("invoiced", chip.invoiced)
                                   .add("delivered", chip.delivered)
                                   .add("amount", chip.amount)
                                   .add("spent", subsidy::spent_on(chip, paid, invoiced))
                                   .text();
                             }))
      .text();
}

}  // namespace

std::string claim_content_json(const subsidy::Claim& claim) {
  const auto& contract = claim.contract;
  JsonObject object;
  object.raw("contract", JsonObject()
                             .add("number", contract.number)
                             .raw("supplier", supplier_json(contract))
                             .add("signed", contract.signed_on)
                             .add("amount", contract.amount)
                             .add("document", contract.document)
                             .text());
  object.raw("invoices", array_of(claim.invoices, invoice_json))
      .raw("payments", array_of(claim.payments, [](const subsidy::Payment& payment) { return codec::json(payment); }))
      .raw("deliveries", array_of(claim.deliveries, delivery_json))
      .add("acceptance", claim.acceptance)
      .add("listing", claim.listing);
  return object.text();
}

std::string claim_json(const State& state, const ClaimState& claim) {
  const auto& application = state.applications[index(claim.application)].terms;
  return JsonObject()
      .add("claim", claim.key)
      .add("application", application.key)
      .add("organisation", reports::key_of(state, application.organisation))
      .add("programme", reports::key_of(state, state.calls[index(application.call)].terms.programme))
      .add("status", name(claim.status))
      .raw("content", claim_content_json(claim.content))
      .raw("sums", sums_json(claim))
      .raw("check", check_json(claim))
      .add("submitted_by", claim.submitted_by)
      .add("submitted_at", claim.submitted_at)
      .add("decided_at", claim.decided_at)
      .add("reason", claim.reason)
      .raw("revisions", array_of(claim.revisions,
                                 [](const engine::ClaimRevision& revision) {
                                   return JsonObject()
                                       .add("submitted_by", revision.submitted_by)
                                       .add("submitted_at", revision.submitted_at)
                                       .add("returned_for", revision.returned_for)
                                       .raw("content", claim_content_json(revision.content))
                                       .text();
                                 }))
      .text();
}

std::string device_json(const State& state, const registry::Device& device) {
  std::vector<std::string> steps;
  for (const std::uint32_t place : state.devices.steps_of[index(device.id)]) {
    const auto& step = state.devices.steps[place];
    steps.push_back(JsonObject()
                        .add("step", name(step.kind))
                        .add("day", step.day)
                        .add("site", reports::key_of(state, step.site))
                        .add("entry", step.entry)
                        .text());
  }
  std::vector<std::string> days;
  for (const auto& day : state.devices.days[index(device.id)]) {
    days.push_back(JsonObject()
                       .add("day", day.day)
                       .add("site", reports::key_of(state, day.site))
                       .add("present_s", day.present_s)
                       .add("busy_s", day.busy_s)
                       .text());
  }
  const bool claimed = device.claim != no_id<ClaimId>;
  return JsonObject()
      .add("vendor", device.vendor)
      .add("serial", device.serial)
      .add("resource", reports::key_of(state, device.resource))
      .add("status", name(device.status))
      .add("owner", reports::key_of(state, device.owner))
      .add("site", reports::key_of(state, device.site))
      .add("claim", claimed ? state.claims.claims[index(device.claim)].key : std::string{})
      .raw("history", json_array(steps))
      .raw("days", json_array(days))
      .text();
}

std::string claim_tables_json(const subsidy::ClaimTables& tables) {
  JsonObject object;
  object.add("key", tables.file.key).add("application", tables.file.application);
  object.raw("claim", tables.good() ? claim_content_json(tables.file.content) : "null");
  object.raw("problems", array_of(tables.problems, [](const subsidy::TableProblem& problem) {
               const auto& error = problem.error;
               const auto said = [&](Language language) {
                 const std::string title(text(error.code, language));
                 return error.detail.empty() ? title : title + ": " + error.detail_in(language);
               };
               return JsonObject()
                   .add("sheet", problem.sheet)
                   .add("row", problem.row)
                   .add("column", problem.column)
                   .add("code", name(error.code))
                   .raw("text", json_text_pair(said(Language::english), said(Language::chinese)))
                   .text();
             }));
  return object.text();
}

}  // namespace scrip::service
