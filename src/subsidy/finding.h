#pragma once
// What a check of a claim found: a code, where, the values that a person reads, and what else it rests on.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/message.h"
#include "base/result.h"
#include "subsidy/claim.h"
#include "subsidy/terms.h"

namespace scrip::subsidy {

enum class FindingCode : std::uint8_t {
#define SCRIP_FINDING(number_, name_, severity_, english_, chinese_) name_ = number_,
#include "subsidy/findings.def"
#undef SCRIP_FINDING
};

// A note informs; the other two have to be settled by an officer before the claim counts.
enum class Severity : std::uint8_t { note = 0, warning = 1, severe = 2 };

enum class SubjectKind : std::uint8_t {
  claim = 0,
  contract = 1,
  invoice = 2,
  line = 3,
  payment = 4,
  delivery = 5,
  server = 6,
  device = 7,
  acceptance = 8,
};

// Which part of the claim, counted from 0: an invoice; a line of an invoice; a server of a delivery; a device by its
// place among all devices of the claim.
struct Subject {
  SubjectKind kind = SubjectKind::claim;
  std::uint32_t item = 0;
  std::uint32_t part = 0;  // of a line or a server

  friend auto operator<=>(const Subject&, const Subject&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("kind", self.kind);
    visit("item", self.item);
    visit("part", self.part);
  }
};

struct Finding {
  FindingCode code{};
  Subject subject;
  std::vector<std::string> values;    // for the places of the sentence
  std::vector<std::string> evidence;  // "claim:KEY", "entry:12", "digest:HEX"

  friend bool operator==(const Finding&, const Finding&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("code", self.code);
    visit("subject", self.subject);
    visit("values", self.values);
    visit("evidence", self.evidence);
  }
};

// A device or invoice whose keyed digest another authority has sent.
struct Match {
  Subject subject;
  Hash256 digest;
  bool alike = false;  // of what is written almost alike (device_key_alike, invoice_key_alike)

  friend bool operator==(const Match&, const Match&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("subject", self.subject);
    visit("digest", self.digest);
    visit("alike", self.alike);
  }
};

// One run of the checks.
struct Check {
  PurchaseTerms terms;
  Hash256 policy;  // the document that the terms are from
  Day on{};
  bool compared = false;  // with the digests of other authorities
  std::vector<Match> matches;
  std::vector<Finding> findings;  // by code and subject

  friend bool operator==(const Check&, const Check&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("terms", self.terms);
    visit("policy", self.policy);
    visit("on", self.on);
    visit("compared", self.compared);
    visit("matches", self.matches);
    visit("findings", self.findings);
  }
};

// What an officer makes of a finding.
enum class Settlement : std::uint8_t {
  open = 0,
  waived = 1,    // it stands, and does not matter, for a reason
  excluded = 2,  // what it is about does not count
};

[[nodiscard]] bool is_known(FindingCode code);
[[nodiscard]] Severity severity(FindingCode code);
// The finding as a sentence with its numbers.
[[nodiscard]] std::string sentence(const Finding& finding, Language language);
// Where it is, as a path into the claim's file: "invoices[2].lines[1]", "deliveries[1].servers[3]", "devices[17]".
[[nodiscard]] std::string path(const Subject& subject);
// Whether what a finding is about can be left out: an invoice, a line, a delivery, a server or a device.
[[nodiscard]] bool can_be_excluded(SubjectKind kind);

[[nodiscard]] std::string_view name(FindingCode code);
[[nodiscard]] std::string_view name(Severity severity);
[[nodiscard]] std::string_view name(SubjectKind kind);
[[nodiscard]] std::string_view name(Settlement settlement);
[[nodiscard]] Result<Settlement> parse_settlement(std::string_view text);  // waive or exclude; Errors: value_invalid

// The checks that need nothing but the claim, what the programme asks and the day. The claim is well formed.
void check_claim_itself(const Claim& claim, const PurchaseTerms& terms, Day today, std::vector<Finding>& findings);

}  // namespace scrip::subsidy
