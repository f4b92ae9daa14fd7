#pragma once
// Programmes, budget lines and vouchers: what an authority gives, and on which terms.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/amount.h"
#include "base/ids.h"
#include "base/result.h"
#include "base/time.h"
#include "registry/use.h"

namespace scrip::programme {

// Who is paid, and when, for what a voucher covers. Numbers are stored: never reused.
enum class RedemptionMode : std::uint8_t {
  deduct = 0,     // the voucher's share is taken off the bill; the operator is paid
  reimburse = 1,  // the company pays the operator in full and is paid back
  reserve = 2,    // the money is placed with the operator when the voucher is issued
  in_kind = 3,    // the operator delivers device-hours; no money moves
};

struct Programme {
  ProgrammeId id = no_id<ProgrammeId>;
  std::string key;
  std::string name;
  RedemptionMode mode = RedemptionMode::deduct;

  friend bool operator==(const Programme&, const Programme&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("id", self.id);
    visit("key", self.key);
    visit("name", self.name);
    visit("mode", self.mode);
  }
};

// Money (or device-hours, or tokens) appropriated for one programme.
struct BudgetLine {
  BudgetLineId id = no_id<BudgetLineId>;
  std::string key;
  ProgrammeId programme = no_id<ProgrammeId>;
  std::string funder;
  Unit unit = Unit::money;
  Amount appropriation;

  friend bool operator==(const BudgetLine&, const BudgetLine&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("id", self.id);
    visit("key", self.key);
    visit("programme", self.programme);
    visit("funder", self.funder);
    visit("unit", self.unit);
    visit("appropriation", self.appropriation);
  }
};

enum class VoucherStatus : std::uint8_t { active = 0, suspended = 1, expired = 2, revoked = 3 };

// A voucher's terms, fixed at issue.
//
// A bill is a line from 0 to its amount. A voucher absorbs a stretch [a, b) of it and pays round(share x b) -
// round(share x a), half up; so what it pays for a whole job is round(share x bill) however the job is cut.
struct Voucher {
  VoucherId id = no_id<VoucherId>;
  std::string key;
  ProgrammeId programme = no_id<ProgrammeId>;
  BudgetLineId budget_line = no_id<BudgetLineId>;
  OrganisationId organisation = no_id<OrganisationId>;
  Unit unit = Unit::money;
  Amount face;
  Share share = whole_share;
  Amount cap_job;    // zero: no cap
  Amount cap_month;  // by the day of use, in the authority's zone
  Amount cap_year;
  std::uint8_t uses = 0;  // bit 1 << Use; zero: any
  std::vector<SiteId> sites;          // empty: any
  std::vector<ResourceId> resources;  // empty: any
  Day valid_from{};                   // days of use in the authority's zone, [valid_from, valid_until)
  Day valid_until{};
  std::uint16_t grace_days = 0;  // how long after valid_until usage may still arrive before the rest is returned

  friend bool operator==(const Voucher&, const Voucher&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("id", self.id);
    visit("key", self.key);
    visit("programme", self.programme);
    visit("budget_line", self.budget_line);
    visit("organisation", self.organisation);
    visit("unit", self.unit);
    visit("face", self.face);
    visit("share", self.share);
    visit("cap_job", self.cap_job);
    visit("cap_month", self.cap_month);
    visit("cap_year", self.cap_year);
    visit("uses", self.uses);
    visit("sites", self.sites);
    visit("resources", self.resources);
    visit("valid_from", self.valid_from);
    visit("valid_until", self.valid_until);
    visit("grace_days", self.grace_days);
  }
};

// The order in which a wallet's vouchers are burnt: soonest expiry first, then highest coverage, then oldest.
[[nodiscard]] bool burns_before(const Voucher& a, const Voucher& b);

// What a voucher of this share pays for the stretch [from, until) of a bill; half up on the running total.
[[nodiscard]] Amount covered(Share share, Amount from, Amount until);

// The furthest `until` such that covered(share, from, until) <= room. from, room >= 0.
[[nodiscard]] Amount absorbable_until(Share share, Amount from, Amount room);

[[nodiscard]] std::string_view name(RedemptionMode mode);
[[nodiscard]] Result<RedemptionMode> parse_redemption_mode(std::string_view text);  // Errors: value_invalid
[[nodiscard]] std::string_view name(VoucherStatus status);
[[nodiscard]] Result<Unit> parse_unit(std::string_view text);  // Errors: value_invalid

}  // namespace scrip::programme
