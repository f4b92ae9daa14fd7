#pragma once
// What an approved decision gives: an amount, set aside on the call's budget lines.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/amount.h"
#include "base/ids.h"
#include "programme/split.h"

namespace scrip::programme {

// Numbers are stored: never reused.
enum class AwardStatus : std::uint8_t {
  active = 0,
  suspended = 1,  // its vouchers with it
  revoked = 2,    // its vouchers with it; what was left went back
  closed = 3,     // what was not issued went back; its vouchers live on
};

struct Award {
  AwardId id = no_id<AwardId>;
  std::string key;
  ApplicationId application = no_id<ApplicationId>;
  ProgrammeId programme = no_id<ProgrammeId>;
  OrganisationId organisation = no_id<OrganisationId>;
  Unit unit = Unit::money;
  Amount amount;
  std::vector<LinePart> parts;  // of the amount, one for each of the call's lines, in its order

  friend bool operator==(const Award&, const Award&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("id", self.id);
    visit("key", self.key);
    visit("application", self.application);
    visit("programme", self.programme);
    visit("organisation", self.organisation);
    visit("unit", self.unit);
    visit("amount", self.amount);
    visit("parts", self.parts);
  }
};

[[nodiscard]] std::string_view name(AwardStatus status);

}  // namespace scrip::programme
