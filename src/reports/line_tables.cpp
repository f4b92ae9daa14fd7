// Tables of the waiting line: who waits and what decides, how estimates turned out, and the rules.

#include <algorithm>
#include <map>

#include "engine/line.h"
#include "engine/line_plan.h"
#include "reports/catalogue.h"
#include "reports/cells.h"
#include "reports/cells_of_workloads.h"
#include "reports/reservations.h"
#include "reports/tables.h"

namespace scrip::reports {

using engine::LineOrder;
using engine::State;
using engine::WaitState;
using engine::WaitStatus;

namespace {

constexpr std::int64_t ms_per_s = 1'000;

std::string hours_of(Milliseconds length) { return hours(Int128{length.count()} * ms_per_s, 2); }

// Who is before one who waits, and why.
struct Ahead {
  std::uint64_t by_rule = 0;
  std::uint64_t by_joining = 0;
  std::uint64_t elsewhere = 0;
};

Ahead ahead_of(const State& state, const std::vector<engine::LinePlace>& places, std::size_t position) {
  Ahead ahead;
  const auto& rank = places[position].rank;
  const auto programme = [&](WaitId id) { return state.line.entries[index(id)].terms.programme; };
  for (std::size_t i = 0; i < position; ++i) {
    const auto& other = places[i].rank;
    if (programme(other.wait) != programme(rank.wait)) {
      ++ahead.elsewhere;
    } else {
      ++(engine::ranks_before(other, rank) ? ahead.by_rule : ahead.by_joining);
    }
  }
  return ahead;
}

struct Shown {
  engine::LinePlace place;
  std::uint64_t number = 0;  // from 1; 0: it does not wait
  Ahead ahead;
};

std::string share_used(const engine::LineRank& rank) {
  return rank.order == LineOrder::fair_share ? hours(rank.used.micro_units, 2) : std::string{};
}

std::string standing(const engine::LineRank& rank) {
  const bool counts = rank.order == LineOrder::priority || rank.order == LineOrder::fair_share;
  return counts ? cell(std::uint64_t{rank.standing}) : std::string{};
}

LineOrder order_of(const State& state, ProgrammeId programme) {
  const auto* rule = state.line.rule_for(programme);
  return rule == nullptr ? LineOrder::first_come : rule->order;
}

// "planned": it has a place among what is known to become free; "no_place": nothing before its deadline.
std::string outlook(const WaitState& entry, const Shown* shown) {
  if (shown == nullptr) return std::string(name(entry.status));
  return shown->place.offer ? "planned" : "no_place";
}

std::vector<std::string> row_of(const State& state, const WaitState& entry, const Shown* shown) {
  const auto& terms = entry.terms;
  const engine::Quote* quote = entry.quote == no_id<QuoteId> ? nullptr : &state.reservations.quotes[index(entry.quote)];
  const engine::Offer* offer = quote != nullptr                         ? &quote->offers.front()
                               : shown != nullptr && shown->place.offer ? &*shown->place.offer
                                                                        : nullptr;
  const auto number = [&](std::uint64_t value) { return shown == nullptr ? std::string{} : cell(value); };
  return {terms.key,
          key_of(state, terms.organisation),
          key_of(state, terms.programme),
          workload_text(terms.request.workload),
          cell(name(entry.status)),
          outlook(entry, shown),
          number(shown == nullptr ? 0 : shown->number),
          cell(name(order_of(state, terms.programme))),
          shown == nullptr ? std::string{} : standing(shown->place.rank),
          shown == nullptr ? std::string{} : share_used(shown->place.rank),
          entry.ticket ? to_hex(*entry.ticket) : std::string{},
          number(shown == nullptr ? 0 : shown->ahead.by_rule),
          number(shown == nullptr ? 0 : shown->ahead.by_joining),
          number(shown == nullptr ? 0 : shown->ahead.elsewhere),
          offer == nullptr ? std::string{} : cell(offer->window.from),
          terms.estimate ? cell(*terms.estimate) : std::string{},
          offer == nullptr ? std::string{} : key_of(state, offer->site),
          offer == nullptr ? std::string{} : key_of(state, offer->resource),
          offer == nullptr ? std::string{} : cell(std::uint64_t{offer->devices}),
          offer == nullptr ? std::string{} : cell(offer->own_share),
          cell(terms.domestic_only),
          terms.own_share_max ? cell(*terms.own_share_max) : std::string{},
          cell(terms.request.earliest),
          cell(terms.request.latest),
          quote == nullptr ? std::string{} : quote->key,
          quote == nullptr ? std::string{} : cell(quote->valid_until),
          cell(entry.joined_at),
          entry.in_line() ? std::string{} : cell(entry.ended_at),
          entry.reason};
}

// What became of those who waited for one chip model.
struct Record {
  std::uint64_t waiting = 0;
  std::uint64_t offered = 0;
  std::uint64_t served = 0;
  std::uint64_t gave_up = 0;
  std::uint64_t not_served = 0;
  std::vector<Milliseconds> waits;
  std::vector<Milliseconds> errors;  // without sign
  std::uint64_t later = 0;
};

// The middle one; of an even number the lower of the two.
std::string median_hours(std::vector<Milliseconds>& lengths) {
  if (lengths.empty()) return {};
  const auto middle = lengths.begin() + static_cast<std::ptrdiff_t>((lengths.size() - 1) / 2);
  std::ranges::nth_element(lengths, middle);
  return hours_of(*middle);
}

void add_start(const State& state, const WaitState& entry, Record& record) {
  const Instant start = state.reservations.quotes[index(entry.quote)].offers.front().window.from;
  record.waits.push_back(start - std::max(entry.joined_at, std::min(entry.terms.request.earliest, start)));
  if (!entry.terms.estimate) return;
  const auto late = start - *entry.terms.estimate;
  record.errors.push_back(late < Milliseconds{0} ? -late : late);
  if (late > Milliseconds{0}) ++record.later;
}

void add_entry(const State& state, const WaitState& entry, Record& record) {
  switch (entry.status) {
    case WaitStatus::waiting:
      ++record.waiting;
      return;
    case WaitStatus::offered:
      ++record.offered;
      return;
    case WaitStatus::reserved:
      ++record.served;
      return add_start(state, entry, record);
    case WaitStatus::left:
    case WaitStatus::lapsed:
      ++record.gave_up;
      return;
    case WaitStatus::expired:
      ++record.not_served;
      return;
  }
}

// Of the chip model that it was offered; else of the one it asked for; "" for one that takes any of several.
std::string model_of(const State& state, const WaitState& entry) {
  if (entry.quote != no_id<QuoteId>) {
    return key_of(state, state.reservations.quotes[index(entry.quote)].offers.front().resource);
  }
  const auto& resources = entry.terms.request.resources;
  return resources.size() == 1 ? key_of(state, resources.front()) : std::string{};
}

std::string listed(const State& state, const engine::AllocationRule& rule) {
  std::string out;
  for (const auto& each : rule.standings) {
    out += (out.empty() ? "" : ";") + key_of(state, each.organisation) + ":" + std::to_string(each.value);
  }
  return out;
}

std::string commitment_to_next(const State& state, const engine::AllocationRule& rule) {
  const auto* serving = state.line.rule_for(rule.programme);
  if (serving != nullptr && serving->id == rule.id) {
    const auto found = state.line.commitment_of.find(rule.programme);
    return found == state.line.commitment_of.end() ? std::string{} : to_hex(found->second);
  }
  return rule.commitment == Hash256{} ? std::string{} : to_hex(rule.commitment);
}

}  // namespace

Table waiting_line_table(const State& state, const Scope& scope) {
  Table table{.name = {},
              .columns = {column::wait,
                          column::organisation,
                          column::programme,
                          column::workload,
                          column::status,
                          column::outlook,
                          column::line_place,
                          column::line_order,
                          column::line_standing,
                          column::share_used,
                          column::ticket,
                          column::ahead_by_rule,
                          column::ahead_by_joining,
                          column::ahead_elsewhere,
                          column::estimated_start,
                          column::estimated_first,
                          column::site,
                          column::resource,
                          column::devices,
                          column::own_share,
                          column::domestic_only,
                          column::own_share_max,
                          column::earliest,
                          column::latest,
                          column::quote,
                          column::holds_until,
                          column::joined_at,
                          column::ended_at,
                          column::reason},
              .rows = {}};
  if (state.line.entries.empty()) return table;
  const auto places = engine::run_line(state, state.last_time);
  std::map<WaitId, Shown> shown;
  for (std::size_t i = 0; i < places.size(); ++i) {
    const auto& terms = state.line.entries[index(places[i].rank.wait)].terms;
    if (!scope.holds(terms.organisation) || !scope.holds(terms.programme)) continue;
    shown.emplace(terms.id, Shown{.place = places[i], .number = i + 1, .ahead = ahead_of(state, places, i)});
  }
  for (const auto& entry : state.line.entries) {
    if (!scope.holds(entry.terms.organisation) || !scope.holds(entry.terms.programme)) continue;
    const auto found = shown.find(entry.terms.id);
    table.rows.push_back(row_of(state, entry, found == shown.end() ? nullptr : &found->second));
  }
  return table;
}

Table waiting_records_table(const State& state, const Scope&) {
  Table table{.name = {},
              .columns = {column::resource, column::in_line, column::offered, column::served, column::gave_up,
                          column::not_served, column::median_wait_hours, column::estimates, column::median_error_hours,
                          column::later_than_estimated},
              .rows = {}};
  std::map<std::string, Record> records;
  for (const auto& entry : state.line.entries) add_entry(state, entry, records[model_of(state, entry)]);
  for (auto& [model, record] : records) {
    const std::uint64_t estimates = record.errors.size();
    table.rows.push_back({model, cell(record.waiting), cell(record.offered), cell(record.served), cell(record.gave_up),
                          cell(record.not_served), median_hours(record.waits), cell(estimates),
                          median_hours(record.errors), cell(record.later)});
  }
  return table;
}

Table allocation_rules_table(const State& state, const Scope& scope) {
  Table table{.name = {},
              .columns = {column::allocation_rule, column::programme, column::line_order, column::usual_standing,
                          column::listed_standings, column::counted_days, column::ahead_hours, column::commitment,
                          column::status},
              .rows = {}};
  for (const auto& rule : state.line.rules) {
    const auto& terms = rule.terms;
    if (!scope.holds(terms.programme)) continue;
    table.rows.push_back({terms.key, key_of(state, terms.programme), cell(name(terms.order)),
                          cell(std::uint64_t{terms.usual}), cell(std::uint64_t{terms.standings.size()}),
                          cell(std::uint64_t{terms.days}), hours(Int128{terms.ahead_s} * micro, 2),
                          commitment_to_next(state, terms), cell(name(rule.status))});
  }
  return table;
}

Table allocation_proposals_table(const State& state, const Scope& scope) {
  Table table{.name = {},
              .columns = {column::allocation_rule, column::programme, column::line_order, column::standings,
                          column::status, column::proposer, column::proposed_at, column::decided_by, column::reason},
              .rows = {}};
  for (const auto& rule : state.line.rules) {
    const auto& terms = rule.terms;
    if (!scope.holds(terms.programme)) continue;
    table.rows.push_back({terms.key, key_of(state, terms.programme), cell(name(terms.order)), listed(state, terms),
                          cell(name(rule.status)), rule.proposer, cell(rule.proposed_at), rule.decided_by,
                          rule.reason});
  }
  return table;
}

Table wait_refusals() {
  return {.name = "refusals",
          .columns = {column::quote, column::organisation, column::site, column::resource, column::reason},
          .rows = {}};
}

Table wait_refusals(const State& state, const WaitState& entry) {
  Table table = wait_refusals();
  const auto organisation = key_of(state, entry.terms.organisation);
  for (const auto& refusal : engine::refusals_for(state, entry.terms, state.last_time)) {
    table.rows.push_back({entry.terms.key, organisation, key_of(state, refusal.site), key_of(state, refusal.resource),
                          cell(name(refusal.reason))});
  }
  return table;
}

}  // namespace scrip::reports
