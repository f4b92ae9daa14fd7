#include "reports/tables.h"

#include <array>

#include "base/check.h"
#include "reports/reports.h"
#include "reports/texts.h"

namespace scrip::reports {
namespace {

struct KnownTable {
  std::string_view name;
  TableFunction rows;
  FilterFields filter;  // what it can be restricted by
};

constexpr FilterFields by_charge = by_organisation | by_programme | by_voucher | by_site | by_job | by_month;

constexpr auto tables = std::to_array<KnownTable>({
    {"authority", authority_table, 0},
    {"organisations", organisations_table, by_organisation},
    {"resources", resources_table, 0},
    {"sites", sites_table, by_organisation | by_site},
    {"payers", payers_table, by_organisation | by_site},
    {"programmes", programmes_table, by_programme},
    {"budget_lines", budget_lines_table, by_programme},
    {"rate_cards", rate_cards_table, by_site},
    {"policies", policies_table, by_programme},
    {"calls", calls_table, by_programme},
    {"applications", applications_table, by_organisation | by_programme},
    {"assessments", assessments_table, by_organisation | by_programme},
    {"awards", awards_table, by_organisation | by_programme},
    {"vouchers", vouchers_table, by_organisation | by_programme | by_voucher},
    {"holds", holds_table, by_organisation | by_programme | by_voucher | by_site | by_job},
    {"jobs", jobs_table, by_organisation | by_site | by_job},
    {"charges", charges_table, by_charge},
    {"suspense", suspense_table, by_site | by_job},
    {"adjustments", adjustments_table, by_charge},
    {"statements", statements_table, by_programme | by_site | by_month},
    {"roles", roles_table, 0},
    {"accounts", accounts_table, by_organisation | by_programme | by_voucher | by_site},
    {"rate_card_proposals", rate_card_proposals_table, by_site},
    {"capacity", capacity_table, by_site},
    {"accreditations", accreditations_table, by_programme | by_site},
    {"claims", claims_table, by_organisation | by_programme},
    {"claim_findings", claim_findings_table, by_organisation | by_programme},
    {"devices", devices_table, by_organisation | by_site},
    {"device_events", device_events_table, by_organisation | by_site},
    {"dues", dues_table, by_organisation | by_programme | by_site},
    {"payments", payments_table, by_organisation},
    {"instalments", instalments_table, by_organisation | by_programme},
    {"clawbacks", clawbacks_table, by_organisation | by_programme},
    {"chips", chips_table, 0},
    {"chip_figures", chip_figures_table, 0},
    {"origins", origins_table, 0},
    {"domestic_targets", domestic_targets_table, 0},
    {"site_keys", site_keys_table, by_site},
    {"control_tests", control_tests_table, 0},
    {"quotes", quotes_table, by_organisation},
    {"quote_offers", quote_offers_table, by_organisation | by_site},
    {"quote_refusals", quote_refusals_table, by_organisation | by_site},
    {"reservations", reservations_table, by_organisation | by_site},
    {"site_records", site_records_table, by_site},
    {"backing", backing_table, by_programme},
    {"waiting_line", waiting_line_table, by_organisation | by_programme},
    {"waiting_records", waiting_records_table, 0},
    {"allocation_rules", allocation_rules_table, by_programme},
    {"allocation_proposals", allocation_proposals_table, by_programme},
    {"backing_proposals", backing_proposals_table, by_programme},
});

Result<const KnownTable*> known_table(std::string_view name) {
  for (const auto& known : tables) {
    if (known.name == name) return &known;
  }
  return fail(ErrorCode::value_invalid, say("no table '{0}'", name), "table");
}

}  // namespace

const std::vector<std::string_view>& table_names() {
  static const std::vector<std::string_view> names = [] {
    std::vector<std::string_view> all;
    for (const auto& known : tables) all.push_back(known.name);
    return all;
  }();
  return names;
}

bool is_by_organisation(std::string_view table) {
  const auto known = known_table(table);
  return known && ((*known)->filter & by_organisation) != 0;
}

Result<Scope> scope_of(const engine::State& state, std::string_view table, const Filter& filter) {
  return resolve(state, filter, SCRIP_TRY(known_table(table))->filter, table);
}

Result<Table> table(const engine::State& state, std::string_view name, const Filter& filter) {
  const KnownTable& known = *SCRIP_TRY(known_table(name));
  Table table = known.rows(state, SCRIP_TRY(resolve(state, filter, known.filter, name)));
  table.name = known.name;
  for (const auto& row : table.rows) SCRIP_CHECK(row.size() == table.columns.size());
  return table;
}

}  // namespace scrip::reports
