#include "reports/statement_lines.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <vector>

#include "engine/close.h"
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

struct Entry {
  const Job* job = nullptr;
  const Line* line = nullptr;
  StatementPart part;

  [[nodiscard]] auto order() const { return std::tuple{count(line->day), job->key, line->resource, part.voucher}; }
};

bool is_in(const Statement& statement, const StatementPart& part) {
  return part.programme == statement.programme && part.unit == statement.unit;
}

std::vector<Entry> entries_of(const State& state, const Statement& statement) {
  std::vector<Entry> entries;
  for (const Job& job : state.jobs) {
    if (job.site != statement.site) continue;
    for (const Line& line : job.lines) {
      if (line.posting != statement.month) continue;
      for (const StatementPart& part : engine::statement_parts(state, line)) {
        if (is_in(statement, part)) entries.push_back({&job, &line, part});
      }
    }
  }
  std::ranges::sort(entries, {}, &Entry::order);
  return entries;
}

struct Sums {
  std::set<engine::JobKey> jobs;
  std::uint64_t lines = 0;
  Int128 amount = 0;
};

}  // namespace

Table statement_lines(const State& state, const Statement& statement) {
  Table table{.name = "statement_lines",
              .columns = {column::day, column::organisation, column::job_id, column::resource, column::device_hours,
                          column::tokens, column::gross, column::voucher, column::amount},
              .rows = {}};
  for (const Entry& entry : entries_of(state, statement)) {
    const Line& line = *entry.line;
    const bool tokens = state.registry.resources()[index(line.resource)].kind == registry::ResourceKind::token;
    table.rows.push_back({cell(line.day), key_of(state, entry.job->payer), job_id(entry.job->key),
                          key_of(state, line.resource), tokens ? "" : hours(line.quantity.micro_units),
                          tokens ? quantity(line.quantity) : "", cell(line.gross), key_of(state, entry.part.voucher),
                          cell(entry.part.amount)});
  }
  return table;
}

Table statement_by_organisation(const State& state, const Statement& statement) {
  std::map<OrganisationId, Sums> sums;
  for (const Entry& entry : entries_of(state, statement)) {
    Sums& sum = sums[entry.job->payer];
    sum.jobs.insert(entry.job->key);
    ++sum.lines;
    sum.amount += entry.part.amount.micro_units;
  }
  Table table{.name = "statement_by_organisation",
              .columns = {column::organisation, column::name, column::jobs, column::lines, column::amount},
              .rows = {}};
  for (const auto& [payer, sum] : sums) {
    table.rows.push_back({key_of(state, payer), state.registry.organisations()[index(payer)].name,
                          cell(std::uint64_t{sum.jobs.size()}), cell(sum.lines), decimal(sum.amount)});
  }
  return table;
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
