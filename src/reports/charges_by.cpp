// The charges summed up by group.

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "base/wide.h"
#include "reports/catalogue.h"
#include "reports/cells.h"
#include "reports/decimal.h"
#include "reports/reports.h"
#include "reports/scope.h"
#include "reports/texts.h"

namespace scrip::reports {

using engine::Allocation;
using engine::Job;
using engine::Line;
using engine::State;
using registry::ResourceKind;

namespace {

// How many jobs and lines fell into a group. Jobs come one after the other, so a new one shows.
struct Counts {
  std::uint64_t jobs = 0;
  std::uint64_t lines = 0;
  const Job* last_job = nullptr;

  void add(const Job& job) {
    if (&job != last_job) ++jobs;
    last_job = &job;
    ++lines;
  }
};

// --- groups of whole lines ---

struct LineSums {
  Counts counts;
  Int128 device_seconds = 0;
  Int128 core_seconds = 0;
  Int128 tokens = 0;
  Int128 gross = 0;
  Int128 covered_money = 0;
  Int128 refunded = 0;
  Int128 refunded_covered = 0;

  Int128& quantity_in(ResourceKind kind) {
    switch (kind) {
      case ResourceKind::accelerator:
        return device_seconds;
      case ResourceKind::cpu_core:
        return core_seconds;
      case ResourceKind::token:
        return tokens;
    }
    return device_seconds;
  }

  void add(const State& state, const Job& job, const Line& line) {
    counts.add(job);
    quantity_in(state.registry.resources()[index(line.resource)].kind) += line.quantity.micro_units;
    gross += line.gross.micro_units;
    covered_money += line.covered_money().micro_units;
    refunded += line.refunded.micro_units;
    refunded_covered += returned_money(line).micro_units;
  }

  void append_to(std::vector<std::string>& row) const {
    row.insert(row.end(),
               {cell(counts.lines), hours(device_seconds), hours(core_seconds), decimal(tokens, 6), decimal(gross),
                decimal(covered_money), decimal(gross - covered_money), decimal(refunded), decimal(refunded_covered)});
  }
};

void append_sum_columns(std::vector<Column>& columns) {
  columns.insert(columns.end(), {column::lines, column::device_hours, column::core_hours, column::tokens, column::gross,
                                 column::covered_money, column::own_share, column::refunded, column::refunded_covered});
}

// What a line falls under, as a number that orders the groups, and how the number is shown.
struct Grouping {
  std::string_view name;
  Column column;
  std::int64_t (*group_of)(const Job&, const Line&);
  std::string (*show)(const State&, std::int64_t);
};

template <Id T>
std::string show_id(const State& state, std::int64_t group) {
  return key_of(state, id_at<T>(static_cast<std::size_t>(group)));
}

const Grouping groupings[] = {
    {"site", column::site,
     [](const Job& job, const Line&) { return std::int64_t{static_cast<std::uint32_t>(job.site)}; }, show_id<SiteId>},
    {"organisation", column::organisation,
     [](const Job& job, const Line&) { return std::int64_t{static_cast<std::uint32_t>(job.payer)}; },
     show_id<OrganisationId>},
    {"month", column::month, [](const Job&, const Line& line) { return std::int64_t{count(line.posting)}; },
     [](const State&, std::int64_t group) { return cell(Month{static_cast<std::int32_t>(group)}); }},
    {"resource", column::resource,
     [](const Job&, const Line& line) { return std::int64_t{static_cast<std::uint32_t>(line.resource)}; },
     show_id<ResourceId>},
};

Table by_group(const State& state, const Scope& scope, const Grouping& grouping) {
  std::map<std::int64_t, LineSums> groups;
  for (const Job& job : state.jobs) {
    if (!scope.holds(job)) continue;
    for (const Line& line : job.lines) {
      if (scope.holds(state, line)) groups[grouping.group_of(job, line)].add(state, job, line);
    }
  }
  Table table{.name = "charges_by", .columns = {grouping.column, column::jobs}, .rows = {}};
  append_sum_columns(table.columns);
  for (const auto& [group, sums] : groups) {
    auto& row = table.rows.emplace_back();
    row = {grouping.show(state, group), cell(sums.counts.jobs)};
    sums.append_to(row);
  }
  return table;
}

Table by_job_table(const State& state, const Scope& scope) {
  Table table{.name = "charges_by", .columns = {column::job_id, column::site, column::organisation}, .rows = {}};
  append_sum_columns(table.columns);
  table.columns.push_back(column::vouchers);
  for (const Job& job : state.jobs) {
    if (!scope.holds(job)) continue;
    LineSums sums;
    std::map<VoucherId, Int128> covered;
    for (const Line& line : job.lines) {
      if (!scope.holds(state, line)) continue;
      sums.add(state, job, line);
      for (const Allocation& part : line.allocations) covered[part.voucher] += part.covered_money.micro_units;
    }
    if (sums.counts.lines == 0) continue;
    auto& row = table.rows.emplace_back();
    row = {job_id(job.key), key_of(state, job.site), key_of(state, job.payer)};
    sums.append_to(row);
    std::string& vouchers = row.emplace_back();
    for (const auto& [voucher, amount] : covered) {
      if (!vouchers.empty()) vouchers += ';';
      vouchers += key_of(state, voucher) + ":" + decimal(amount);
    }
  }
  return table;
}

// --- groups of what vouchers cover ---

struct CoverSums {
  Counts counts;
  Int128 absorbed = 0;
  Int128 covered = 0;
  Int128 covered_money = 0;
  Int128 returned = 0;
  Int128 returned_money = 0;

  void add(const Job& job, const Allocation& part) {
    counts.add(job);
    absorbed += part.absorbed.micro_units;
    covered += part.covered.micro_units;
    covered_money += part.covered_money.micro_units;
    returned += part.returned.micro_units;
    returned_money += part.returned_money.micro_units;
  }
};

// The group's position and unit. A voucher has one unit; a programme may have several.
using CoverGroup = std::pair<std::uint32_t, Unit>;

template <class GroupOf>
std::map<CoverGroup, CoverSums> cover_sums(const State& state, const Scope& scope, GroupOf group_of) {
  std::map<CoverGroup, CoverSums> groups;
  for (const Job& job : state.jobs) {
    if (!scope.holds(job)) continue;
    for (const Line& line : job.lines) {
      if (!scope.holds(line.posting)) continue;
      for (const Allocation& part : line.allocations) {
        const auto& terms = state.vouchers[index(part.voucher)].terms;
        if (scope.holds(terms)) groups[{group_of(terms), terms.unit}].add(job, part);
      }
    }
  }
  return groups;
}

void append_cover_columns(std::vector<Column>& columns) {
  columns.insert(columns.end(), {column::unit, column::jobs, column::lines, column::absorbed, column::covered,
                                 column::returned, column::covered_money, column::returned_money});
}

void append_cover(std::vector<std::string>& row, Unit unit, const CoverSums& sums) {
  row.insert(row.end(), {cell(name(unit)), cell(sums.counts.jobs), cell(sums.counts.lines), decimal(sums.absorbed),
                         decimal(sums.covered), decimal(sums.returned), decimal(sums.covered_money),
                         decimal(sums.returned_money)});
}

Table by_voucher_table(const State& state, const Scope& scope) {
  Table table{.name = "charges_by", .columns = {column::voucher, column::organisation, column::programme}, .rows = {}};
  append_cover_columns(table.columns);
  const auto groups = cover_sums(state, scope, [](const auto& terms) { return static_cast<std::uint32_t>(terms.id); });
  for (const auto& [group, sums] : groups) {
    const auto& terms = state.vouchers[group.first].terms;
    auto& row = table.rows.emplace_back();
    row = {terms.key, key_of(state, terms.organisation), key_of(state, terms.programme)};
    append_cover(row, group.second, sums);
  }
  return table;
}

Table by_programme_table(const State& state, const Scope& scope) {
  Table table{.name = "charges_by", .columns = {column::programme}, .rows = {}};
  append_cover_columns(table.columns);
  const auto groups =
      cover_sums(state, scope, [](const auto& terms) { return static_cast<std::uint32_t>(terms.programme); });
  for (const auto& [group, sums] : groups) {
    auto& row = table.rows.emplace_back();
    row = {state.programmes[group.first].key};
    append_cover(row, group.second, sums);
  }
  return table;
}

}  // namespace

Result<Table> charges_by(const State& state, std::string_view group, const Filter& filter) {
  const Scope scope = SCRIP_TRY(
      resolve(state, filter, by_organisation | by_programme | by_voucher | by_site | by_job | by_month, "charges_by"));
  if (group == "job") return by_job_table(state, scope);
  if (group == "voucher") return by_voucher_table(state, scope);
  if (group == "programme") return by_programme_table(state, scope);
  for (const Grouping& grouping : groupings) {
    if (grouping.name == group) return by_group(state, scope, grouping);
  }
  return fail(ErrorCode::value_invalid,
              say("'{0}' is not one of {1}", group, "job, voucher, site, organisation, programme, month, resource"),
              "by");
}

}  // namespace scrip::reports
