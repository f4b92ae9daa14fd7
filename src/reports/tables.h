#pragma once
// The tables by name, for table(). Each gives its rows in the order of the journal.

#include "engine/state.h"
#include "reports/scope.h"
#include "reports/table.h"

namespace scrip::reports {

using TableFunction = Table (*)(const engine::State&, const Scope&);

[[nodiscard]] Table authority_table(const engine::State& state, const Scope& scope);
[[nodiscard]] Table organisations_table(const engine::State& state, const Scope& scope);
[[nodiscard]] Table resources_table(const engine::State& state, const Scope& scope);
[[nodiscard]] Table sites_table(const engine::State& state, const Scope& scope);
[[nodiscard]] Table payers_table(const engine::State& state, const Scope& scope);
[[nodiscard]] Table programmes_table(const engine::State& state, const Scope& scope);
[[nodiscard]] Table budget_lines_table(const engine::State& state, const Scope& scope);
[[nodiscard]] Table rate_cards_table(const engine::State& state, const Scope& scope);
[[nodiscard]] Table policies_table(const engine::State& state, const Scope& scope);
[[nodiscard]] Table calls_table(const engine::State& state, const Scope& scope);
[[nodiscard]] Table applications_table(const engine::State& state, const Scope& scope);
[[nodiscard]] Table assessments_table(const engine::State& state, const Scope& scope);
[[nodiscard]] Table awards_table(const engine::State& state, const Scope& scope);
[[nodiscard]] Table vouchers_table(const engine::State& state, const Scope& scope);
[[nodiscard]] Table holds_table(const engine::State& state, const Scope& scope);
[[nodiscard]] Table jobs_table(const engine::State& state, const Scope& scope);
[[nodiscard]] Table charges_table(const engine::State& state, const Scope& scope);
[[nodiscard]] Table suspense_table(const engine::State& state, const Scope& scope);
[[nodiscard]] Table adjustments_table(const engine::State& state, const Scope& scope);
[[nodiscard]] Table statements_table(const engine::State& state, const Scope& scope);
[[nodiscard]] Table roles_table(const engine::State& state, const Scope& scope);
[[nodiscard]] Table accounts_table(const engine::State& state, const Scope& scope);
[[nodiscard]] Table rate_card_proposals_table(const engine::State& state, const Scope& scope);
[[nodiscard]] Table capacity_table(const engine::State& state, const Scope& scope);
[[nodiscard]] Table accreditations_table(const engine::State& state, const Scope& scope);
[[nodiscard]] Table claims_table(const engine::State& state, const Scope& scope);
[[nodiscard]] Table claim_findings_table(const engine::State& state, const Scope& scope);
[[nodiscard]] Table devices_table(const engine::State& state, const Scope& scope);
[[nodiscard]] Table device_events_table(const engine::State& state, const Scope& scope);
[[nodiscard]] Table dues_table(const engine::State& state, const Scope& scope);
[[nodiscard]] Table payments_table(const engine::State& state, const Scope& scope);
[[nodiscard]] Table instalments_table(const engine::State& state, const Scope& scope);
[[nodiscard]] Table clawbacks_table(const engine::State& state, const Scope& scope);
[[nodiscard]] Table chips_table(const engine::State& state, const Scope& scope);
[[nodiscard]] Table chip_figures_table(const engine::State& state, const Scope& scope);
[[nodiscard]] Table origins_table(const engine::State& state, const Scope& scope);
[[nodiscard]] Table domestic_targets_table(const engine::State& state, const Scope& scope);
[[nodiscard]] Table control_tests_table(const engine::State& state, const Scope& scope);
[[nodiscard]] Table site_keys_table(const engine::State& state, const Scope& scope);
[[nodiscard]] Table quotes_table(const engine::State& state, const Scope& scope);
[[nodiscard]] Table quote_offers_table(const engine::State& state, const Scope& scope);
[[nodiscard]] Table quote_refusals_table(const engine::State& state, const Scope& scope);
[[nodiscard]] Table reservations_table(const engine::State& state, const Scope& scope);
[[nodiscard]] Table site_records_table(const engine::State& state, const Scope& scope);
[[nodiscard]] Table backing_table(const engine::State& state, const Scope& scope);
[[nodiscard]] Table waiting_line_table(const engine::State& state, const Scope& scope);
[[nodiscard]] Table waiting_records_table(const engine::State& state, const Scope& scope);
[[nodiscard]] Table allocation_rules_table(const engine::State& state, const Scope& scope);
[[nodiscard]] Table allocation_proposals_table(const engine::State& state, const Scope& scope);
[[nodiscard]] Table backing_proposals_table(const engine::State& state, const Scope& scope);

}  // namespace scrip::reports
