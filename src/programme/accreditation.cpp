#include "programme/accreditation.h"

#include <array>

#include "base/texts.h"

namespace scrip::programme {
namespace {

constexpr std::array<std::string_view, 6> status_names{"applied", "proposed",  "accredited",
                                                       "refused", "suspended", "withdrawn"};

}  // namespace

std::string_view name(AccreditationStatus status) { return status_names[static_cast<std::size_t>(status)]; }

std::string_view name(AccreditationOutcome outcome) {
  return outcome == AccreditationOutcome::accredit ? "accredit" : "refuse";
}

Result<AccreditationOutcome> parse_accreditation_outcome(std::string_view text) {
  if (text == "accredit") return AccreditationOutcome::accredit;
  if (text == "refuse") return AccreditationOutcome::refuse;
  return fail(ErrorCode::value_invalid, say("'{0}' is not one of {1}", text, "accredit, refuse"));
}

}  // namespace scrip::programme
