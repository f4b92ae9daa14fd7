// Tables of jobs and what they cost: holds, jobs, charges, suspense, adjustments.

#include <algorithm>
#include <map>

#include "reports/catalogue.h"
#include "reports/cells.h"
#include "reports/tables.h"

namespace scrip::reports {

using engine::Job;
using engine::Line;
using engine::State;

namespace {

struct JobSums {
  Amount covered_money;
  Amount refunded;
};

JobSums sums_of(const Job& job) {
  JobSums sums;
  for (const Line& line : job.lines) {
    sums.covered_money += line.covered_money();
    sums.refunded += line.refunded;
  }
  return sums;
}

std::vector<std::string> charge_row(const State& state, const Job& job, const Line& line) {
  const auto kind = state.registry.resources()[index(line.resource)].kind;
  const bool is_device = kind == registry::ResourceKind::accelerator;
  return {cell(line.posting),
          cell(line.day),
          key_of(state, job.site),
          job_id(job.key),
          key_of(state, job.payer),
          key_of(state, line.resource),
          quantity(line.quantity),
          cell(quantity_unit(kind)),
          is_device ? hours(line.quantity.micro_units) : std::string{},
          cell(line.gross),
          cell(line.covered_money()),
          cell(line.own_share()),
          cell(line.refunded),
          cell(returned_money(line)),
          cell(name(line.status)),
          covered_by(state, line.allocations)};
}

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

Table jobs_table(const State& state, const Scope& scope) {
  Table table{.name = {},
              .columns = {column::job_id, column::site, column::organisation, column::use, column::ended,
                          column::first_start, column::hold, column::lines, column::gross, column::covered_money,
                          column::own_share, column::refunded, column::first_entry, column::last_entry},
              .rows = {}};
  for (const Job& job : state.jobs) {
    if (!scope.holds(job)) continue;
    const JobSums sums = sums_of(job);
    const bool started = job.first_start != instant_max;
    table.rows.push_back({job_id(job.key), key_of(state, job.site), key_of(state, job.payer), cell(name(job.use)),
                          cell(job.ended), started ? cell(job.first_start) : std::string{}, key_of(state, job.hold),
                          cell(std::uint64_t{job.lines.size()}), cell(job.gross), cell(sums.covered_money),
                          cell(job.gross - sums.covered_money), cell(sums.refunded), cell(job.first_entry),
                          cell(job.last_entry)});
  }
  return table;
}

Table charges_table(const State& state, const Scope& scope) {
  Table table{
      .name = {},
      .columns = {column::month, column::day, column::site, column::job_id, column::organisation, column::resource,
                  column::quantity, column::quantity_unit, column::device_hours, column::gross, column::covered_money,
                  column::own_share, column::refunded, column::refunded_covered, column::status, column::vouchers},
      .rows = {}};
  for (const Job& job : state.jobs) {
    if (!scope.holds(job)) continue;
    for (const Line& line : job.lines) {
      if (scope.holds(state, line)) table.rows.push_back(charge_row(state, job, line));
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
