#pragma once
// A filter with its keys looked up.

#include <optional>
#include <span>
#include <string_view>

#include "engine/state.h"
#include "reports/reports.h"

namespace scrip::reports {

struct Scope {
  OrganisationId organisation = no_id<OrganisationId>;
  ProgrammeId programme = no_id<ProgrammeId>;
  VoucherId voucher = no_id<VoucherId>;
  SiteId site = no_id<SiteId>;
  engine::JobKey job_key;  // where `job_asked`
  bool job_asked = false;
  std::optional<Month> month;

  // Whether a row with this value may be shown.
  [[nodiscard]] bool holds(OrganisationId id) const {
    return organisation == no_id<OrganisationId> || id == organisation;
  }
  [[nodiscard]] bool holds(ProgrammeId id) const { return programme == no_id<ProgrammeId> || id == programme; }
  [[nodiscard]] bool holds(VoucherId id) const { return voucher == no_id<VoucherId> || id == voucher; }
  [[nodiscard]] bool holds(SiteId id) const { return site == no_id<SiteId> || id == site; }
  [[nodiscard]] bool holds(const engine::JobKey& key) const { return !job_asked || key == job_key; }
  [[nodiscard]] bool holds(Month value) const { return !month || value == *month; }

  // Whether a voucher is one of those asked for, by its own key and its programme.
  [[nodiscard]] bool holds(const programme::Voucher& terms) const { return holds(terms.id) && holds(terms.programme); }
  // Whether a line is: by its month, and by the vouchers that cover it where vouchers or programmes are asked for.
  [[nodiscard]] bool holds(const engine::State& state, const engine::Line& line) const;
  // Whether a job is: by its payer, site and key.
  [[nodiscard]] bool holds(const engine::Job& of) const { return holds(of.payer) && holds(of.site) && holds(of.key); }
  [[nodiscard]] bool asks_for_vouchers() const {
    return voucher != no_id<VoucherId> || programme != no_id<ProgrammeId>;
  }
};

// The fields of a filter, as bits.
using FilterFields = unsigned;
inline constexpr FilterFields by_organisation = 1;
inline constexpr FilterFields by_programme = 2;
inline constexpr FilterFields by_voucher = 4;
inline constexpr FilterFields by_site = 8;
inline constexpr FilterFields by_job = 16;
inline constexpr FilterFields by_month = 32;

// Errors: value_invalid for a field that is set but not `allowed` (`table` cannot be restricted by it: showing all of
// it instead would mislead), missing_field (a job without its site), and the not-found codes of the keys.
[[nodiscard]] Result<Scope> resolve(const engine::State& state, const Filter& filter, FilterFields allowed,
                                    std::string_view table);

// The same by what the table of that name can be restricted by. Errors: also value_invalid for a table that is not
// known.
[[nodiscard]] Result<Scope> scope_of(const engine::State& state, std::string_view table, const Filter& filter);

// Whether the table of that name can be restricted to an organisation.
[[nodiscard]] bool is_by_organisation(std::string_view table);

// The jobs that may fall under a scope.
[[nodiscard]] std::span<const engine::Job> jobs_in(const engine::State& state, const Scope& scope);

// A job by its key at the site, or by the job_id that tables show; nothing if it is not known.
[[nodiscard]] const engine::Job* find_job(const engine::State& state, SiteId site, std::string_view key_or_id);

}  // namespace scrip::reports
