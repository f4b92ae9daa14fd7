// Tables of jobs and what they cost: holds, jobs, charges, suspense, adjustments.

#include <algorithm>
#include <map>

#include "reports/catalogue.h"
#include "reports/cells.h"
#include "reports/tables.h"
#include "reports/typed_column.h"

namespace scrip::reports {

using engine::Job;
using engine::Line;
using engine::State;

namespace {

Amount covered_of(const Job& job) {
  Amount sum;
  for (const Line& line : job.lines) sum += line.covered_money();
  return sum;
}

Amount refunded_of(const Job& job) {
  Amount sum;
  for (const Line& line : job.lines) sum += line.refunded;
  return sum;
}

// The programmes whose vouchers cover some of it, in the order in which they first do.
std::string programmes_of(const State& state, const Job& job) {
  std::vector<ProgrammeId> all;
  for (const Line& line : job.lines) {
    for (const auto& allocation : line.allocations) {
      const ProgrammeId id = state.vouchers[index(allocation.voucher)].terms.programme;
      if (std::ranges::find(all, id) == all.end()) all.push_back(id);
    }
  }
  return keys_of(state, all);
}

// closed: all that was charged stands in closed statements. ended: no more usage is to come, as its site said.
std::string status_of(const Job& job) {
  const auto is_closed = [](const Line& line) { return line.status == engine::LineStatus::closed; };
  if (!job.lines.empty() && std::ranges::all_of(job.lines, is_closed)) return "closed";
  return job.ended ? "ended" : "open";
}

// What its site calls it, where that was said beforehand: the state has no more of it than a hash otherwise. The hold
// of a reservation pays for several jobs, and names the first.
std::string name_of(const State& state, const Job& job) {
  if (job.hold == no_id<HoldId>) return {};
  const auto& reservations = state.reservations;
  const auto reserved = reservations.by_hold.find(job.hold);
  if (reserved == reservations.by_hold.end()) return state.holds[index(job.hold)].job;
  const auto& jobs = reservations.reservations[index(reserved->second)].jobs;
  const auto named = std::ranges::find_if(
      jobs, [&](const engine::ReservationJob& each) { return engine::job_key(job.site, each.job) == job.key; });
  return named == jobs.end() ? std::string{} : named->job;
}

constexpr TypedColumn<Job> job_typed[] = {
    {column::job_id, nullptr, [](const State&, const Job& job) { return job_id(job.key); }},
    {column::site, nullptr, [](const State& state, const Job& job) { return key_of(state, job.site); }},
    {column::organisation, nullptr, [](const State& state, const Job& job) { return key_of(state, job.payer); }},
    {column::use, nullptr, [](const State&, const Job& job) { return cell(name(job.use)); }},
    {column::ended, [](const State&, const Job& job) { return std::int64_t{job.ended}; }},
    {column::first_start,
     [](const State&, const Job& job) { return job.first_start != instant_max ? count(job.first_start) : no_number; }},
    {column::hold, nullptr, [](const State& state, const Job& job) { return key_of(state, job.hold); }},
    {column::lines, [](const State&, const Job& job) { return static_cast<std::int64_t>(job.lines.size()); }},
    {column::gross, [](const State&, const Job& job) { return job.gross.micro_units; }},
    {column::covered_money, [](const State&, const Job& job) { return covered_of(job).micro_units; }},
    {column::own_share, [](const State&, const Job& job) { return (job.gross - covered_of(job)).micro_units; }},
    {column::refunded, [](const State&, const Job& job) { return refunded_of(job).micro_units; }},
    {column::first_entry, [](const State&, const Job& job) { return static_cast<std::int64_t>(job.first_entry); }},
    {column::last_entry, [](const State&, const Job& job) { return static_cast<std::int64_t>(job.last_entry); }},
    {column::job, nullptr, [](const State& state, const Job& job) { return name_of(state, job); }},
    {column::paid_by, nullptr, [](const State& state, const Job& job) { return programmes_of(state, job); }},
    {column::status, nullptr, [](const State&, const Job& job) { return status_of(job); }},
};

registry::ResourceKind kind_of(const State& state, const Line& line) {
  return state.registry.resources()[index(line.resource)].kind;
}

std::string device_hours_of(const State& state, const Line& line) {
  const bool is_device = kind_of(state, line) == registry::ResourceKind::accelerator;
  return is_device ? hours(line.quantity.micro_units) : std::string{};
}

// Hours have no number of their own: they are ordered as the seconds are.
std::int64_t device_seconds_of(const State& state, const Line& line) {
  return kind_of(state, line) == registry::ResourceKind::accelerator ? line.quantity.micro_units : no_number;
}

using C = ChargeRow;

constexpr TypedColumn<ChargeRow> charge_typed[] = {
    {column::month, [](const State&, const C& c) { return std::int64_t{count(c.line->posting)}; }},
    {column::day, [](const State&, const C& c) { return std::int64_t{count(c.line->day)}; }},
    {column::site, nullptr, [](const State& state, const C& c) { return key_of(state, c.job->site); }},
    {column::job_id, nullptr, [](const State&, const C& c) { return job_id(c.job->key); }},
    {column::organisation, nullptr, [](const State& state, const C& c) { return key_of(state, c.job->payer); }},
    {column::resource, nullptr, [](const State& state, const C& c) { return key_of(state, c.line->resource); }},
    {column::quantity, [](const State&, const C& c) { return c.line->quantity.micro_units; }},
    {column::quantity_unit, nullptr,
     [](const State& state, const C& c) { return cell(quantity_unit(kind_of(state, *c.line))); }},
    {column::device_hours, [](const State& state, const C& c) { return device_seconds_of(state, *c.line); },
     [](const State& state, const C& c) { return device_hours_of(state, *c.line); }},
    {column::gross, [](const State&, const C& c) { return c.line->gross.micro_units; }},
    {column::covered_money, [](const State&, const C& c) { return c.line->covered_money().micro_units; }},
    {column::own_share, [](const State&, const C& c) { return c.line->own_share().micro_units; }},
    {column::refunded, [](const State&, const C& c) { return c.line->refunded.micro_units; }},
    {column::refunded_covered, [](const State&, const C& c) { return returned_money(*c.line).micro_units; }},
    {column::status, nullptr, [](const State&, const C& c) { return cell(name(c.line->status)); }},
    {column::vouchers, nullptr, [](const State& state, const C& c) { return covered_by(state, c.line->allocations); }},
};

// What each voucher got back, in money; ascending by voucher.
std::map<VoucherId, Amount> returned_to(const State& state, const engine::Adjustment& adjustment) {
  std::map<VoucherId, Amount> returned;
  const Job& job = state.jobs[index(adjustment.job)];
  for (const auto& refunded : adjustment.lines) {
    for (const auto& part : refunded.parts) {
      returned[job.lines[refunded.line].allocations[part.allocation].voucher] += part.covered_money;
    }
  }
  return returned;
}

bool concerns(const State& state, const std::map<VoucherId, Amount>& returned, const Scope& scope) {
  if (!scope.asks_for_vouchers()) return true;
  return std::any_of(returned.begin(), returned.end(),
                     [&](const auto& part) { return scope.holds(state.vouchers[index(part.first)].terms); });
}

}  // namespace

Table holds_table(const State& state, const Scope& scope) {
  Table table{.name = {},
              .columns = {column::hold, column::organisation, column::site, column::job, column::job_id,
                          column::resource, column::bill, column::expires_at, column::status, column::voucher,
                          column::unit, column::placed, column::remaining},
              .rows = {}};
  for (const auto& hold : state.holds) {
    const auto key = engine::job_key(hold.site, hold.job);
    if (!scope.holds(hold.organisation) || !scope.holds(hold.site) || !scope.holds(key)) continue;
    for (const auto& part : hold.parts) {
      const auto& terms = state.vouchers[index(part.voucher)].terms;
      if (!scope.holds(terms)) continue;
      table.rows.push_back({hold.key, key_of(state, hold.organisation), key_of(state, hold.site), hold.job, job_id(key),
                            key_of(state, hold.resource), cell(hold.bill), cell(hold.expires_at),
                            cell(name(hold.status)), terms.key, cell(name(terms.unit)), cell(part.placed),
                            cell(part.remaining)});
    }
  }
  return table;
}

std::span<const TypedColumn<Job>> job_columns() { return job_typed; }

Table jobs_table(const State& state, const Scope& scope) {
  Table table{.name = {}, .columns = columns_of(job_columns()), .rows = {}};
  for (const Job& job : jobs_in(state, scope)) {
    if (scope.holds(job)) table.rows.push_back(cells_of(job_columns(), state, job));
  }
  return table;
}

std::span<const TypedColumn<ChargeRow>> charge_columns() { return charge_typed; }

Table charges_table(const State& state, const Scope& scope) {
  Table table{.name = {}, .columns = columns_of(charge_columns()), .rows = {}};
  for (const Job& job : jobs_in(state, scope)) {
    if (!scope.holds(job)) continue;
    for (const Line& line : job.lines) {
      if (scope.holds(state, line)) table.rows.push_back(cells_of(charge_columns(), state, ChargeRow{&job, &line}));
    }
  }
  return table;
}

Table suspense_table(const State& state, const Scope& scope) {
  Table table{.name = {},
              .columns = {column::suspense, column::reason, column::site, column::job, column::job_id, column::account,
                          column::resource, column::use, column::part, column::start, column::end, column::units,
                          column::entry},
              .rows = {}};
  for (const auto& [id, suspended] : state.suspense) {
    const auto key = state.jobs[index(suspended.job)].key;
    if (!scope.holds(suspended.site) || !scope.holds(key)) continue;
    const auto& record = suspended.record;
    table.rows.push_back({cell(std::uint64_t{index(id)}), cell(name(suspended.reason)), key_of(state, suspended.site),
                          suspended.job_text, job_id(key), suspended.account, suspended.resource,
                          cell(name(suspended.use)), cell(record.part), written_time(record.start_ms),
                          written_time(record.end_ms), cell(record.units), cell(suspended.entry)});
  }
  return table;
}

Table adjustments_table(const State& state, const Scope& scope) {
  Table table{.name = {},
              .columns = {column::adjustment, column::month, column::site, column::job, column::job_id,
                          column::organisation, column::gross, column::covered_money, column::own_share, column::reason,
                          column::evidence, column::vouchers},
              .rows = {}};
  for (const auto& adjustment : state.adjustments) {
    const Job& job = state.jobs[index(adjustment.job)];
    const auto returned = returned_to(state, adjustment);
    if (!scope.holds(job) || !scope.holds(adjustment.posting) || !concerns(state, returned, scope)) continue;
    std::string vouchers;
    for (const auto& [voucher, amount] : returned) {
      if (!vouchers.empty()) vouchers += ';';
      vouchers += key_of(state, voucher) + ":" + cell(amount);
    }
    table.rows.push_back({adjustment.key, cell(adjustment.posting), key_of(state, adjustment.site), adjustment.job_text,
                          job_id(job.key), key_of(state, job.payer), cell(adjustment.gross),
                          cell(adjustment.covered_money), cell(adjustment.gross - adjustment.covered_money),
                          adjustment.reason, document(adjustment.evidence), vouchers});
  }
  return table;
}

}  // namespace scrip::reports
