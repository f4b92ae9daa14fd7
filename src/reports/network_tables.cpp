// Tables of what sites offer: proposed rate cards, declared capacity, accreditations.

#include "reports/catalogue.h"
#include "reports/cells.h"
#include "reports/tables.h"

namespace scrip::reports {

using engine::State;

namespace {

// "ascend-910b=mon-fri 08:00-22:00 8.00; mon-fri 22:00-24:00 5.00"; one band for all the week is its price alone.
std::string price_text(const State& state, const rating::ResourcePrice& price) {
  std::string bands;
  for (const auto& band : price.bands) {
    if (!bands.empty()) bands += "; ";
    const bool always = band.days == 0x7f && band.from_minute == 0 && band.until_minute == 24 * 60;
    if (!always) {
      bands += weekdays(band.days) + " " + time_of_day(band.from_minute) + "-" + time_of_day(band.until_minute) + " ";
    }
    bands += cell(band.price);
  }
  return key_of(state, price.resource) + "=" + bands;
}

}  // namespace

Table rate_card_proposals_table(const State& state, const Scope& scope) {
  Table table{.name = {},
              .columns = {column::rate_card, column::site, column::card_from, column::card_until, column::prices,
                          column::status, column::proposed_by, column::proposed_at, column::decided_by, column::reason},
              .rows = {}};
  for (const auto& proposal : state.network.rate_proposals) {
    const auto& card = proposal.card;
    if (!scope.holds(card.site)) continue;
    std::string prices;
    for (const auto& price : card.prices) prices += (prices.empty() ? "" : " | ") + price_text(state, price);
    table.rows.push_back({card.key, key_of(state, card.site), cell(card.period.from), cell(card.period.until), prices,
                          cell(name(proposal.status)), proposal.proposer, cell(proposal.proposed_at),
                          proposal.decided_by, proposal.reason});
  }
  return table;
}

Table capacity_table(const State& state, const Scope& scope) {
  Table table{.name = {},
              .columns = {column::capacity, column::site, column::resource, column::devices, column::from,
                          column::until, column::use, column::declared_by},
              .rows = {}};
  for (const auto& declared : state.network.capacity) {
    const auto& terms = declared.terms;
    if (!scope.holds(terms.site)) continue;
    table.rows.push_back({terms.key, key_of(state, terms.site), key_of(state, terms.resource),
                          cell(std::uint64_t{terms.devices}), cell(terms.from), cell(terms.until),
                          cell(name(terms.use)), declared.declared_by});
  }
  return table;
}

Table accreditations_table(const State& state, const Scope& scope) {
  Table table{.name = {},
              .columns = {column::accreditation, column::site, column::programme, column::status, column::valid_from,
                          column::valid_until, column::applicant, column::applied_at, column::proposed_by,
                          column::decided_by, column::reason},
              .rows = {}};
  for (const auto& accreditation : state.network.accreditations) {
    const auto& terms = accreditation.terms;
    if (!scope.holds(terms.site) || !scope.holds(terms.programme)) continue;
    const auto& decision = accreditation.decision;
    const bool dated = decision && decision->outcome == programme::AccreditationOutcome::accredit;
    table.rows.push_back({terms.key, key_of(state, terms.site), key_of(state, terms.programme),
                          cell(name(accreditation.status)), dated ? cell(decision->valid_from) : std::string{},
                          dated ? cell(decision->valid_until) : std::string{}, accreditation.applicant,
                          cell(accreditation.applied_at), accreditation.proposer, accreditation.decided_by,
                          accreditation.reason});
  }
  return table;
}

Table site_keys_table(const State& state, const Scope& scope) {
  Table table{.name = {},
              .columns = {column::site_key, column::site, column::public_key, column::holds_from, column::revoked_from,
                          column::added_by, column::added_at, column::revoked_by, column::reason},
              .rows = {}};
  for (const auto& key : state.signing.keys) {
    const auto& terms = key.terms;
    if (!scope.holds(terms.site)) continue;
    table.rows.push_back({terms.key, key_of(state, terms.site), terms.public_key, cell(terms.holds_from),
                          key.revoked_from ? cell(*key.revoked_from) : std::string{}, key.added_by, cell(key.added_at),
                          key.revoked_by, key.reason});
  }
  return table;
}

}  // namespace scrip::reports
