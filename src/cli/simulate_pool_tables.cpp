// How far the money goes, as tables.

#include <utility>

#include "cli/simulate_table_parts.h"

namespace scrip::cli {
namespace {

using policy::RowTotals;
using reports::ColumnKind;
using reports::Table;

bool is_first_come(const SimulatedSide& side) {
  return side.policy().selection.when_short == allocation::Method::first_come;
}
std::vector<std::pair<std::string, SimulatedSide>> named_sides(const SimulationSides& sides, const TableWords& word) {
  std::vector<std::pair<std::string, SimulatedSide>> named{{word("before", "before"), sides.before}};
  if (sides.after) named.emplace_back(word("after", "after"), *sides.after);
  return named;
}

}  // namespace

Table pools_table(const SimulationSides& sides, const TableWords& word) {
  Table made{.name = "pools", .columns = {{"pool", "Pool", "资金池"}}, .rows = {}};
  if (sides.after) made.columns.push_back({"side", "Rules", "规则"});
  made.columns.push_back({"amount", "There is", "资金规模", ColumnKind::amount});
  made.columns.push_back({"awards", "Awards", "支持数", ColumnKind::integer});
  made.columns.push_back({"asked", "Awarded", "应支持额", ColumnKind::amount});
  made.columns.push_back({"short", "Short", "缺口", ColumnKind::amount});
  const bool dated = is_first_come(sides.before) || (sides.after && is_first_come(*sides.after));
  if (dated) made.columns.push_back({"exhausted_on", "Exhausted on", "用尽日期", ColumnKind::day});
  for (const auto& [label, side] : named_sides(sides, word)) {
    for (const auto& pool : policy::pools_over_time(side.simulator.policy(), side.totals)) {
      RowTotals asked;
      policy::Sum unpaid;
      for (const auto& month : pool.months) {
        asked.awards += month.asked.awards;
        asked.amount.add(month.asked.amount);
        unpaid.add(month.asked.amount);
        unpaid.add(cel::Decimal{-month.paid.units});
      }
      std::vector<std::string> row{pool.pool};
      if (sides.after) row.push_back(label);
      row.push_back(pool.amount ? table_number(*pool.amount) : std::string{});
      row.push_back(table_number(asked.awards));
      row.push_back(table_number(asked.amount));
      row.push_back(pool.amount ? table_number(unpaid) : std::string{});
      if (dated) row.push_back(pool.exhausted && is_first_come(side) ? format_day(*pool.exhausted) : std::string{});
      made.rows.push_back(std::move(row));
    }
    RowTotals without;
    for (const RowTotals& day : side.totals.by_day.back()) {
      without.awards += day.awards;
      without.amount.add(day.amount);
    }
    if (without.awards == 0 || side.policy().pools.empty()) continue;
    std::vector<std::string> row{word("none", "(none fits)")};
    if (sides.after) row.push_back(label);
    row.insert(row.end(), {{}, table_number(without.awards), table_number(without.amount), {}});
    if (dated) row.emplace_back();
    made.rows.push_back(std::move(row));
  }
  return made;
}

Table pool_months_table(const SimulationSides& sides, const TableWords& word) {
  Table made{.name = "pool_months", .columns = {{"pool", "Pool", "资金池"}}, .rows = {}};
  if (sides.after) made.columns.push_back({"side", "Rules", "规则"});
  made.columns.push_back({"month", "Month", "月份", ColumnKind::month});
  made.columns.push_back({"awards", "Awards", "支持数", ColumnKind::integer});
  made.columns.push_back({"asked", "Awarded", "应支持额", ColumnKind::amount});
  made.columns.push_back({"paid", "Paid", "可支付额", ColumnKind::amount});
  made.columns.push_back({"left", "Left", "余额", ColumnKind::amount});
  for (const auto& [label, side] : named_sides(sides, word)) {
    if (!is_first_come(side)) continue;
    for (const auto& pool : policy::pools_over_time(side.simulator.policy(), side.totals)) {
      for (const auto& month : pool.months) {
        std::vector<std::string> row{pool.pool};
        if (sides.after) row.push_back(label);
        row.push_back(format_month(month.month));
        row.push_back(table_number(month.asked.awards));
        row.push_back(table_number(month.asked.amount));
        row.push_back(table_number(month.paid));
        row.push_back(pool.amount ? table_number(month.left) : std::string{});
        made.rows.push_back(std::move(row));
      }
    }
  }
  return made;
}

}  // namespace scrip::cli
