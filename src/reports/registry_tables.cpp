// Tables of who and what exists, and what it costs.

#include "reports/catalogue.h"
#include "reports/cells.h"
#include "reports/tables.h"

namespace scrip::reports {

using engine::State;

namespace {

std::string joined(const std::vector<std::string>& texts) {
  std::string out;
  for (const auto& text : texts) {
    if (!out.empty()) out += ';';
    out += text;
  }
  return out;
}

}  // namespace

Table authority_table(const State& state, const Scope&) {
  Table table{.name = {},
              .columns = {column::name, column::currency, column::zone, column::late_days, column::first_open_month,
                          column::last_sequence, column::last_time, column::public_key},
              .rows = {}};
  if (!state.authority) return table;
  const engine::Authority& authority = *state.authority;
  table.rows.push_back({authority.name, authority.currency, authority.zone_name,
                        cell(std::uint64_t{authority.late_days}),
                        state.first_open_month ? cell(*state.first_open_month) : std::string{},
                        cell(state.last_sequence), cell(state.last_time), authority.public_key});
  return table;
}

Table organisations_table(const State& state, const Scope& scope) {
  Table table{.name = {},
              .columns = {column::organisation, column::name, column::identifier_scheme, column::identifier},
              .rows = {}};
  for (const auto& organisation : state.registry.organisations()) {
    if (!scope.holds(organisation.id)) continue;
    table.rows.push_back(
        {organisation.key, organisation.name, organisation.identifier_scheme, organisation.identifier});
  }
  return table;
}

Table resources_table(const State& state, const Scope&) {
  Table table{.name = {},
              .columns = {column::resource, column::name, column::vendor, column::kind, column::aliases},
              .rows = {}};
  for (const auto& resource : state.registry.resources()) {
    table.rows.push_back(
        {resource.key, resource.name, resource.vendor, cell(name(resource.kind)), joined(resource.aliases)});
  }
  return table;
}

Table sites_table(const State& state, const Scope& scope) {
  Table table{.name = {},
              .columns = {column::site, column::name, column::operator_key, column::zone, column::latitude,
                          column::longitude, column::city},
              .rows = {}};
  for (const auto& site : state.registry.sites()) {
    if (!scope.holds(site.id) || !scope.holds(site.operator_id)) continue;
    const auto* place = state.places.find(site.id);
    table.rows.push_back({site.key, site.name, key_of(state, site.operator_id), site.zone_name,
                          place == nullptr ? std::string{} : engine::format_degrees(place->latitude),
                          place == nullptr ? std::string{} : engine::format_degrees(place->longitude),
                          std::string(state.places.city_of(site.id))});
  }
  return table;
}

Table payers_table(const State& state, const Scope& scope) {
  Table table{.name = {}, .columns = {column::site, column::account, column::organisation, column::use}, .rows = {}};
  for (const auto& payer : state.registry.payers()) {
    if (!scope.holds(payer.site) || !scope.holds(payer.organisation)) continue;
    table.rows.push_back(
        {key_of(state, payer.site), payer.account, key_of(state, payer.organisation), cell(name(payer.use))});
  }
  return table;
}

Table roles_table(const State& state, const Scope&) {
  Table table{.name = {}, .columns = {column::person, column::role, column::kind, column::scope}, .rows = {}};
  for (const auto& grant : state.roles) {
    table.rows.push_back(
        {grant.person, cell(name(grant.role)), cell(name(grant.scope.kind)), key_of(state, grant.scope)});
  }
  return table;
}

Table rate_cards_table(const State& state, const Scope& scope) {
  Table table{.name = {},
              .columns = {column::rate_card, column::site, column::card_from, column::card_until, column::resource,
                          column::days, column::from_time, column::until_time, column::price, column::per},
              .rows = {}};
  for (const auto& card : state.rate_cards.cards()) {
    if (!scope.holds(card.site)) continue;
    for (const auto& price : card.prices) {
      const auto kind = state.registry.resources()[index(price.resource)].kind;
      for (const auto& band : price.bands) {
        table.rows.push_back({card.key, key_of(state, card.site), cell(card.period.from), cell(card.period.until),
                              key_of(state, price.resource), weekdays(band.days), time_of_day(band.from_minute),
                              time_of_day(band.until_minute), cell(band.price), cell(price_unit(kind))});
      }
    }
  }
  return table;
}

}  // namespace scrip::reports
