#pragma once
// Claims of a small purchase, for tests: 2 cards of "a100" in one server, delivered, paid and accepted.

#include <string>
#include <vector>

#include "tests/sim/office.h"

namespace scrip::sim {

[[nodiscard]] inline subsidy::Claim purchase_of(std::vector<std::string> serials, std::string invoice = "0001") {
  subsidy::Claim claim;
  claim.contract.number = "HT-" + invoice + "-" + serials.front();
  claim.contract.supplier = "operator";
  claim.contract.signed_on = day("2026-01-10");
  const auto cards = static_cast<std::int64_t>(serials.size());
  const Amount net{cards * 100'000 * micro};
  const Amount tax{cards * 13'000 * micro};
  claim.contract.amount = net + tax;
  claim.payments.push_back(
      {.date = day("2026-02-10"), .amount = net + tax, .reference = "B-" + invoice + "-" + serials.front()});
  subsidy::InvoiceLine line;
  line.resource = "a100";
  line.quantity = static_cast<std::uint32_t>(serials.size());
  line.unit_price = amount("100000");
  line.amount = net;
  line.tax = tax;
  claim.invoices.push_back(
      {.issuer = "91110000600007519T", .number = std::move(invoice), .date = day("2026-02-05"), .lines = {line}});
  subsidy::Server server{.name = "S-1", .resource = "a100", .vendor = "nvidia", .serials = std::move(serials)};
  claim.deliveries.push_back({.date = day("2026-02-01"), .site = "east", .servers = {server}});
  claim.acceptance = subsidy::Acceptance{.date = day("2026-02-03"), .passed = true};
  return claim;
}

[[nodiscard]] inline subsidy::PurchaseTerms usual_terms() {
  subsidy::PurchaseTerms terms;
  terms.price_tolerance = Share{300'000};
  terms.price_window_days = 365;
  terms.price_claims_min = 3;
  terms.cards_per_server = 8;
  terms.acceptance = true;
  terms.from = day("2026-01-01");
  return terms;
}

// Presents claims for the complete applications that it makes.
class Purchases : public Office {
 public:
  using Office::Office;

  void draft_claim(const std::string& key, const subsidy::Claim& claim, const std::string& organisation = "alpha") {
    if (state().find_application(key) == nullptr) complete(key, organisation);
    must_as("applicant", engine::DraftClaim{key, key, claim});
  }
  void submit_claim(const std::string& key, const subsidy::Claim& claim, const std::string& organisation = "alpha") {
    draft_claim(key, claim, organisation);
    must_as("applicant", engine::SubmitClaim{key});
  }
  [[nodiscard]] engine::CheckClaim check_of(const std::string& key,
                                            subsidy::PurchaseTerms terms = usual_terms()) const {
    engine::CheckClaim command;
    command.claim = key;
    command.terms = std::move(terms);
    return command;
  }
  void check_claim(const std::string& key, const subsidy::PurchaseTerms& terms = usual_terms()) {
    must_as("clerk", check_of(key, terms));
  }
  // Presented, checked, every finding waived, awarded.
  void accept(const std::string& key, const subsidy::Claim& claim, const std::string& organisation = "alpha") {
    submit_claim(key, claim, organisation);
    check_claim(key);
    for (std::uint32_t i = 1; i <= claim_called(key).settled.size(); ++i) {
      must_as("clerk", engine::SettleFinding{key, i, subsidy::Settlement::waived, "looked at"});
    }
    assess(key, "1000");
    propose(key, "1000");
    approve(key);
  }

  [[nodiscard]] const engine::ClaimState& claim_called(const std::string& key) const {
    return *state().claims.find(key);
  }
  // The names of the findings above a note, in order, with a space between.
  [[nodiscard]] std::string accusations(const std::string& key) const {
    std::string out;
    for (const auto& finding : claim_called(key).check->findings) {
      if (severity(finding.code) == subsidy::Severity::note) continue;
      out += (out.empty() ? "" : " ") + std::string(name(finding.code));
    }
    return out;
  }
  // The same after presenting and checking it.
  [[nodiscard]] std::string found(const std::string& key, const subsidy::Claim& claim,
                                  const subsidy::PurchaseTerms& terms = usual_terms()) {
    submit_claim(key, claim);
    check_claim(key, terms);
    return accusations(key);
  }
  void report(const std::string& serial, std::string_view on, std::uint32_t present_s, std::uint32_t busy_s,
              const std::string& site = "east") {
    must_as("chen", engine::ReportDeviceDays{site, {{{"nvidia", serial, "a100"}, day(on), present_s, busy_s}}});
  }
};

}  // namespace scrip::sim
