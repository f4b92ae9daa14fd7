#pragma once
// Whether a site counts as a provider under a programme: applied for by its operator, decided by two persons, for some
// days. docs/decisions/0021 has the reasons.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/ids.h"
#include "base/result.h"
#include "base/time.h"
#include "programme/application.h"

namespace scrip::programme {

// Numbers are stored: never reused.
enum class AccreditationStatus : std::uint8_t {
  applied = 0,
  proposed = 1,    // a decision waits for a second person
  accredited = 2,  // on the days of its validity
  refused = 3,
  suspended = 4,   // does not count until it is resumed
  withdrawn = 5,   // for good
};

enum class AccreditationOutcome : std::uint8_t { accredit = 0, refuse = 1 };

// What is applied for. The facts' file and the documents are in the document store under their hashes.
struct Accreditation {
  AccreditationId id = no_id<AccreditationId>;
  std::string key;
  SiteId site = no_id<SiteId>;
  ProgrammeId programme = no_id<ProgrammeId>;
  Hash256 facts;  // SHA-256 of what the operator states, as JSON
  std::vector<Document> documents;

  friend bool operator==(const Accreditation&, const Accreditation&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("id", self.id);
    visit("key", self.key);
    visit("site", self.site);
    visit("programme", self.programme);
    visit("facts", self.facts);
    visit("documents", self.documents);
  }
};

struct AccreditationDecision {
  AccreditationOutcome outcome = AccreditationOutcome::accredit;
  Day valid_from{};  // days of use in the authority's zone, [valid_from, valid_until); both zero for a refusal
  Day valid_until{};
  std::string reason;

  friend bool operator==(const AccreditationDecision&, const AccreditationDecision&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("outcome", self.outcome);
    visit("valid_from", self.valid_from);
    visit("valid_until", self.valid_until);
    visit("reason", self.reason);
  }
};

[[nodiscard]] std::string_view name(AccreditationStatus status);
[[nodiscard]] std::string_view name(AccreditationOutcome outcome);
[[nodiscard]] Result<AccreditationOutcome> parse_accreditation_outcome(std::string_view text);  // Errors: value_invalid

}  // namespace scrip::programme
