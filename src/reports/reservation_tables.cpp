// Tables of quotes and reservations: what was offered and why not, what was taken, how sites kept to it, and what
// stands behind the vouchers of a programme.

#include <map>

#include "engine/reservation.h"
#include "reports/catalogue.h"
#include "reports/cells.h"
#include "reports/cells_of_workloads.h"
#include "reports/reservations.h"
#include "reports/tables.h"
#include "reports/texts.h"

namespace scrip::reports {

using engine::State;

std::string workload_text(const network::Workload& workload) {
  std::string text(name(workload.kind));
  switch (workload.kind) {
    case network::WorkloadKind::devices:
      return text + " " + std::to_string(workload.devices) + " x " + hours(Int128{workload.duration_s} * micro, 2) +
             " h";
    case network::WorkloadKind::train:
      return text + " " + std::to_string(workload.parameters) + " x " + std::to_string(workload.tokens);
    case network::WorkloadKind::serve:
      return text + " " + std::to_string(workload.parameters) + " x " + std::to_string(workload.requests_per_day) +
             "/d";
  }
  return text;
}

namespace {

std::string device_hours(std::uint32_t devices, const Period& window) {
  return hours(Int128{devices} * (count(window.until) - count(window.from)) * 1'000, 2);
}

std::string paid_by(const State& state, const engine::Offer& offer) {
  std::string out;
  for (const auto& part : offer.parts) {
    out += (out.empty() ? "" : ";") + key_of(state, part.voucher) + ":" + cell(part.covered_money);
  }
  return out;
}

std::string percent(std::uint32_t ppm) { return ppm == 0 ? std::string{} : cell(Share{ppm}); }

std::string quote_key(const State& state, QuoteId id) { return state.reservations.quotes[index(id)].key; }

}  // namespace

Table quotes_table(const State& state, const Scope& scope) {
  Table table{.name = {},
              .columns = {column::quote, column::organisation, column::workload, column::ranking, column::earliest,
                          column::latest, column::offers, column::given_at, column::holds_until, column::replaces},
              .rows = {}};
  for (const auto& quote : state.reservations.quotes) {
    if (!scope.holds(quote.organisation)) continue;
    const auto& request = quote.request;
    const auto replaced = request.after == no_id<ReservationId>
                              ? std::string{}
                              : state.reservations.reservations[index(request.after)].terms.key;
    table.rows.push_back({quote.key, key_of(state, quote.organisation), workload_text(request.workload),
                          cell(name(request.ranking)), cell(request.earliest), cell(request.latest),
                          cell(std::uint64_t{quote.offers.size()}), cell(quote.given_at), cell(quote.valid_until),
                          replaced});
  }
  return table;
}

Table quote_offers_table(const State& state, const Scope& scope) {
  Table table{
      .name = {},
      .columns = {column::quote, column::rank, column::organisation, column::site, column::resource, column::devices,
                  column::start, column::end, column::device_hours, column::quoted, column::covered_money,
                  column::own_share, column::paid_by_vouchers, column::is_domestic, column::utilisation},
      .rows = {}};
  for (const auto& quote : state.reservations.quotes) {
    if (!scope.holds(quote.organisation)) continue;
    std::uint64_t rank = 0;
    for (const auto& offer : quote.offers) {
      ++rank;
      if (!scope.holds(offer.site)) continue;
      table.rows.push_back({quote.key, cell(rank), key_of(state, quote.organisation), key_of(state, offer.site),
                            key_of(state, offer.resource), cell(std::uint64_t{offer.devices}), cell(offer.window.from),
                            cell(offer.window.until), device_hours(offer.devices, offer.window), cell(offer.price),
                            cell(offer.price - offer.own_share), cell(offer.own_share), paid_by(state, offer),
                            cell(name(offer.domestic)), percent(offer.utilisation_ppm)});
    }
  }
  return table;
}

Table quote_refusals_table(const State& state, const Scope& scope) {
  Table table{.name = {},
              .columns = {column::quote, column::organisation, column::site, column::resource, column::reason},
              .rows = {}};
  for (const auto& quote : state.reservations.quotes) {
    if (!scope.holds(quote.organisation)) continue;
    for (const auto& refusal : quote.refusals) {
      if (!scope.holds(refusal.site)) continue;
      table.rows.push_back({quote.key, key_of(state, quote.organisation), key_of(state, refusal.site),
                            key_of(state, refusal.resource), cell(name(refusal.reason))});
    }
  }
  return table;
}

Table reservations_table(const State& state, const Scope& scope) {
  Table table{.name = {},
              .columns = {column::reservation, column::quote, column::organisation, column::site, column::resource,
                          column::devices, column::start, column::end, column::quoted, column::status, column::job,
                          column::idle_at, column::made_at, column::ended_at, column::reason},
              .rows = {}};
  for (const auto& reservation : state.reservations.reservations) {
    const auto& terms = reservation.terms;
    if (!scope.holds(terms.organisation) || !scope.holds(terms.site)) continue;
    table.rows.push_back({terms.key, quote_key(state, terms.quote), key_of(state, terms.organisation),
                          key_of(state, terms.site), key_of(state, terms.resource), cell(std::uint64_t{terms.devices}),
                          cell(terms.window.from), cell(terms.window.until), cell(terms.price),
                          cell(name(reservation.status)), reservation.job, cell(terms.idle_at),
                          cell(reservation.made_at), reservation.stands() ? std::string{} : cell(reservation.ended_at),
                          reservation.reason});
  }
  return table;
}

Table site_records_table(const State& state, const Scope& scope) {
  Table table{.name = {},
              .columns = {column::site, column::reservations, column::standing, column::used, column::cancelled,
                          column::broken, column::reclaimed},
              .rows = {}};
  using engine::ReservationStatus;
  std::map<SiteId, std::map<ReservationStatus, std::uint64_t>> counts;
  for (const auto& reservation : state.reservations.reservations) ++counts[reservation.terms.site][reservation.status];
  for (const auto& site : state.registry.sites()) {
    if (!scope.holds(site.id)) continue;
    auto& of = counts[site.id];
    const auto standing = of[ReservationStatus::reserved] + of[ReservationStatus::in_use];
    const auto ended = of[ReservationStatus::used] + of[ReservationStatus::cancelled] + of[ReservationStatus::broken] +
                       of[ReservationStatus::reclaimed];
    table.rows.push_back({site.key, cell(std::uint64_t{standing + ended}), cell(std::uint64_t{standing}),
                          cell(of[ReservationStatus::used]), cell(of[ReservationStatus::cancelled]),
                          cell(of[ReservationStatus::broken]), cell(of[ReservationStatus::reclaimed])});
  }
  return table;
}

Table backing_table(const State& state, const Scope& scope) {
  Table table{.name = {},
              .columns = {column::programme, column::outstanding_bills, column::promised_value, column::backed,
                          column::owed_hours, column::promised_hours, column::asked_backing, column::counted_until},
              .rows = {}};
  for (const auto& programme : state.programmes) {
    if (!scope.holds(programme.id)) continue;
    const auto backing = engine::backing_of(state, programme.id, state.last_time);
    const auto rule = state.reservations.backing.find(programme.id);
    std::string backed;
    if (!backing.bills.is_zero()) {
      const Int128 ppm =
          divide(Int128{backing.promised.micro_units} * whole_share.ppm, backing.bills.micro_units, Rounding::down);
      backed = format_amount(Amount{static_cast<std::int64_t>(ppm * 100)}, 1) + "%";
    }
    table.rows.push_back({programme.key, cell(backing.bills), cell(backing.promised), backed,
                          hours(backing.hours_owed.micro_units, 2), hours(backing.hours_promised.micro_units, 2),
                          rule == state.reservations.backing.end() ? std::string{} : cell(rule->second),
                          cell(backing.until)});
  }
  return table;
}

Table backing_proposals_table(const State& state, const Scope& scope) {
  Table table{.name = {},
              .columns = {column::programme, column::asked_backing, column::proposed_backing, column::proposer,
                          column::proposed_at},
              .rows = {}};
  const auto share_cell = [](const std::optional<Share>& share) { return share ? cell(*share) : std::string{}; };
  for (const auto& [programme, proposal] : state.reservations.backing_proposals) {
    if (!scope.holds(programme)) continue;
    const auto rule = state.reservations.backing.find(programme);
    table.rows.push_back({key_of(state, programme),
                          rule == state.reservations.backing.end() ? std::string{} : cell(rule->second),
                          share_cell(proposal.share), proposal.proposer, cell(proposal.proposed_at)});
  }
  return table;
}

Estimate estimate(const State& state, const network::Workload& workload, Language language) {
  Estimate made{.plans = {.name = "plans",
                          .columns = {column::resource, column::devices, column::duration_hours, column::device_hours,
                                      column::tensor, column::pipeline, column::copies, column::memory_each,
                                      column::memory, column::utilisation, column::utilisation_from, column::reason},
                          .rows = {}},
                .assumptions = {.name = "assumptions",
                                .columns = {column::assumption, column::assumed, column::chip_unit, column::source},
                                .rows = {}}};
  for (const auto& [resource, model] : state.chips.models) {
    const auto known = engine::known_chip(state, resource);
    const auto& key = state.registry.resources()[index(resource)].key;
    const auto plan = network::plan(workload, known.facts);
    const std::string memory = registry::format_chip_value(known.facts.memory_thousandths);
    if (!plan) {
      made.plans.rows.push_back({key, "", "", "", "", "", "", "", memory, "", "", plan.error().detail_in(language)});
      continue;
    }
    const auto stated = network::stated_utilisation(key);
    const std::string from = plan->utilisation_ppm == 0 ? std::string{}
                             : known.learned            ? say("metered: {0} jobs", known.jobs).text(language)
                                                        : stated.source.text(language);
    made.plans.rows.push_back({key, cell(std::uint64_t{plan->devices}), hours(Int128{plan->duration_s} * micro, 2),
                               hours(Int128{plan->duration_s} * plan->devices * micro, 2),
                               cell(std::uint64_t{plan->tensor}), cell(std::uint64_t{plan->pipeline}),
                               cell(std::uint64_t{plan->copies}),
                               registry::format_chip_value(plan->memory_bytes / 1'000'000), memory,
                               percent(plan->utilisation_ppm), from, ""});
  }
  for (const auto& each : network::assumptions(workload.kind)) {
    made.assumptions.rows.push_back(
        {std::string(each.name), cell(each.value), std::string(each.unit),
         each.source.empty() ? say("our assumption").text(language) : std::string(each.source)});
  }
  return made;
}

}  // namespace scrip::reports
