#include "reports/statement_lines.h"

#include <algorithm>

#include "reports/catalogue.h"
#include "reports/cells.h"
#include "reports/decimal.h"

namespace scrip::reports {
namespace {

using engine::Job;
using engine::Line;
using engine::State;
using engine::Statement;
using engine::StatementPart;

bool is_in(const Statement& statement, const StatementPart& part) {
  return part.programme == statement.programme && part.unit == statement.unit;
}

}  // namespace

bool StatementLines::read_on(const State& state, std::size_t jobs) {
  const std::size_t until = next_ + std::min(jobs, state.jobs.size() - next_);
  for (; next_ < until; ++next_) {
    const Job& job = state.jobs[next_];
    if (job.site != statement_.site) continue;
    for (const Line& line : job.lines) {
      if (line.posting != statement_.month) continue;
      for (const StatementPart& part : engine::statement_parts(state, line)) {
        if (is_in(statement_, part)) add(state, job, line, part);
      }
    }
  }
  return next_ < state.jobs.size();
}

void StatementLines::add(const State& state, const Job& job, const Line& line, const StatementPart& part) {
  const bool tokens = state.registry.resources()[index(line.resource)].kind == registry::ResourceKind::token;
  rows_.push_back({.order = {count(line.day), job.key, line.resource, part.voucher},
                   .cells = {cell(line.day), key_of(state, job.payer), job_id(job.key), key_of(state, line.resource),
                             tokens ? "" : hours(line.quantity.micro_units), tokens ? quantity(line.quantity) : "",
                             cell(line.gross), key_of(state, part.voucher), cell(part.amount)}});
  Sums& sums = sums_[job.payer];
  if (sums.lines == 0) {
    const auto& payer = state.registry.organisations()[index(job.payer)];
    sums.key = payer.key;
    sums.name = payer.name;
  }
  sums.jobs.insert(job.key);
  ++sums.lines;
  sums.amount += part.amount.micro_units;
}

Table StatementLines::lines() {
  Table table{.name = "statement_lines",
              .columns = {column::day, column::organisation, column::job_id, column::resource, column::device_hours,
                          column::tokens, column::gross, column::voucher, column::amount},
              .rows = {}};
  std::ranges::sort(rows_, {}, &Row::order);
  for (Row& row : rows_) table.rows.push_back(std::move(row.cells));
  rows_.clear();
  return table;
}

Table StatementLines::by_organisation() const {
  Table table{.name = "statement_by_organisation",
              .columns = {column::organisation, column::name, column::jobs, column::lines, column::amount},
              .rows = {}};
  for (const auto& [payer, sum] : sums_) {
    table.rows.push_back(
        {sum.key, sum.name, cell(std::uint64_t{sum.jobs.size()}), cell(sum.lines), decimal(sum.amount)});
  }
  return table;
}

Table statement_lines(const State& state, const Statement& statement) {
  StatementLines all(statement);
  all.read_on(state, state.jobs.size());
  return all.lines();
}

Table statement_by_organisation(const State& state, const Statement& statement) {
  StatementLines all(statement);
  all.read_on(state, state.jobs.size());
  return all.by_organisation();
}

Table statement_adjustments(const State& state, const Statement& statement) {
  Table table{.name = "statement_adjustments",
              .columns = {column::adjustment, column::job, column::job_id, column::reason, column::amount},
              .rows = {}};
  for (const auto& adjustment : state.adjustments) {
    if (adjustment.site != statement.site || adjustment.posting != statement.month) continue;
    for (const StatementPart& part : engine::statement_refunds(state, adjustment)) {
      if (!is_in(statement, part)) continue;
      table.rows.push_back({adjustment.key, adjustment.job_text, job_id(state.jobs[index(adjustment.job)].key),
                            adjustment.reason, cell(part.amount)});
    }
  }
  return table;
}

}  // namespace scrip::reports
