#include "programme/accreditation.h"

#include <array>

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
  return fail(ErrorCode::value_invalid, "'" + std::string(text) + "'; an outcome is accredit or refuse");
}

}  // namespace scrip::programme
