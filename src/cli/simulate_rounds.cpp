#include "cli/simulate_rounds.h"

#include <utility>

#include "cli/simulate_table_parts.h"
#include "reports/table.h"

namespace scrip::cli {
namespace {

using allocation::OutcomeCode;
using policy::SharedOut;
using policy::SharedRows;
using policy::SimulatedRound;
using reports::ColumnKind;
using reports::Table;

// Hundredths of a percent, rounded down: "66.66%". Nothing where nothing was asked for.
std::string share_paid(const SimulatedRound& round) {
  if (!round.asked.fits() || !round.given.fits() || round.asked.value() <= 0) return {};
  const Int128 unit = round.asked.value() / 10'000;
  const Int128 hundredths = unit > 0 ? round.given.value() / unit : Int128{10'000};
  const auto capped = static_cast<std::int64_t>(std::min(hundredths, Int128{10'000}));
  const std::string rest = std::to_string(capped % 100);
  return std::to_string(capped / 100) + "." + (rest.size() < 2 ? "0" : "") + rest + "%";
}

std::string awards_line(std::string_view side, const SharedRows& rows, std::size_t i) {
  const auto& entry = rows.inputs.entries[i];
  const auto& outcome = rows.allocation.outcomes[i];
  std::string line(side);
  for (const std::string& cell :
       {rows.round.id, rows.round.pool, std::to_string(std::stoull(entry.key)), format_amount(entry.asked, 2),
        entry.score ? allocation::format_score(*entry.score) : std::string(), std::string(name(outcome.code)),
        format_amount(outcome.amount, 2), outcome.rank == 0 ? std::string() : std::to_string(outcome.rank)}) {
    line += ',';
    reports::append_csv_text(line, cell);
  }
  return line + "\n";
}

Result<SharedOut> share_side(std::string_view side, const policy::Simulator& simulator,
                             std::vector<policy::Claimed> claims, std::uint64_t draw, RowFile* file) {
  const auto write = [&](const SharedRows& rows) -> Result<void> {
    std::string text;
    for (std::size_t i = 0; i < rows.inputs.entries.size(); ++i) text += awards_line(side, rows, i);
    return file->write(text);
  };
  return policy::share_out_claims(simulator.policy().policy, std::move(claims), policy::simulated_seed(draw),
                                  file == nullptr ? std::function<Result<void>(const SharedRows&)>{} : write);
}

std::vector<std::pair<std::string, const SharedOut*>> named_sides(const SharedSides& shared, const TableWords& word) {
  std::vector<std::pair<std::string, const SharedOut*>> named;
  if (shared.before) named.emplace_back(word("before", "before"), &*shared.before);
  if (shared.after) named.emplace_back(word("after", "after"), &*shared.after);
  return named;
}

Table rounds_table(const SharedSides& shared, const TableWords& word) {
  Table made{.name = "rounds", .columns = {{"pool", "Pool", "资金池"}}, .rows = {}};
  if (shared.after) made.columns.push_back({"side", "Rules", "规则"});
  made.columns.push_back({"opens", "Opens", "开始受理", ColumnKind::day});
  made.columns.push_back({"money", "There is", "可用资金", ColumnKind::amount});
  made.columns.push_back({"applications", "Applications", "参与申请", ColumnKind::integer});
  made.columns.push_back({"asked", "Asked", "应支持额", ColumnKind::amount});
  made.columns.push_back({"awards", "Awards", "获支持数", ColumnKind::integer});
  made.columns.push_back({"given", "Given", "实际支持额", ColumnKind::amount});
  made.columns.push_back({"share_paid", "Share paid", "兑付比例"});
  made.columns.push_back({"cut_off", "Cut-off score", "入围分数线"});
  made.columns.push_back({"left_out", "Left out", "未获支持", ColumnKind::integer});
  made.columns.push_back({"left", "Left", "余额", ColumnKind::amount});
  for (const auto& [label, side] : named_sides(shared, word)) {
    for (const SimulatedRound& round : side->rounds) {
      std::vector<std::string> row{round.pool};
      if (shared.after) row.push_back(label);
      row.push_back(format_day(round.opens));
      row.push_back(round.money ? table_number(cel::to_decimal(*round.money)) : std::string{});
      row.push_back(table_number(round.applications));
      row.push_back(table_number(round.asked));
      row.push_back(table_number(round.awards));
      row.push_back(table_number(round.given));
      row.push_back(share_paid(round));
      row.push_back(round.cut_off ? allocation::format_score(*round.cut_off) : std::string{});
      row.push_back(table_number(round.applications - round.awards));
      row.push_back(round.money ? table_number(cel::to_decimal(round.left)) : std::string{});
      made.rows.push_back(std::move(row));
    }
  }
  return made;
}

Table outcomes_table(const SharedSides& shared, const TableWords& word) {
  Table made{.name = "outcomes", .columns = {{"outcome", "Outcome", "结果"}}, .rows = {}};
  if (shared.after) made.columns.push_back({"side", "Rules", "规则"});
  made.columns.push_back({"applications", "Applications", "参与申请", ColumnKind::integer});
  const auto add = [&](const std::string& what, const std::string& label, std::uint64_t count) {
    if (count == 0) return;
    std::vector<std::string> row{what};
    if (shared.after) row.push_back(label);
    row.push_back(table_number(count));
    made.rows.push_back(std::move(row));
  };
  for (const auto& [label, side] : named_sides(shared, word)) {
    for (std::size_t code = 0; code < allocation::outcome_codes; ++code) {
      std::uint64_t count = 0;
      for (const SimulatedRound& round : side->rounds) count += round.outcomes[code];
      const auto outcome = static_cast<OutcomeCode>(code);
      add(word.for_people ? std::string(text(outcome, word.language)) : std::string(name(outcome)), label, count);
    }
    add(word("outside", "handed in on a day on which nothing is taken in"), label, side->outside);
    add(word("no_pool", "no budget line pays it"), label, side->without_pool);
  }
  return made;
}

}  // namespace

Result<SharedSides> share_out_simulated(simulation::Simulated& simulated, const policy::Simulator& before,
                                        const policy::Simulator* after, std::uint64_t draw, const std::string& awards) {
  SharedSides made;
  if (simulated.no_claims) {
    made.refused = simulated.no_claims;
    return made;
  }
  std::optional<RowFile> file;
  if (!awards.empty()) {
    file.emplace(SCRIP_TRY(RowFile::create(awards)));
    SCRIP_TRY_VOID(file->write("rules,round,pool,row,asked,score,outcome,amount,rank\n"));
  }
  RowFile* const out = file ? &*file : nullptr;
  auto first = share_side("before", before, std::move(simulated.claims_before), draw, out);
  auto second = first && after != nullptr ? share_side("after", *after, std::move(simulated.claims_after), draw, out)
                                          : Result<SharedOut>{};
  if (!first || !second) {
    made.refused = first ? second.error() : first.error();
    return made;
  }
  if (file) SCRIP_TRY_VOID(file->finish());
  made.before = std::move(*first);
  if (after != nullptr) made.after = std::move(*second);
  return made;
}

std::vector<SimulationSection> round_tables(const SharedSides& shared, Language language, bool for_people) {
  const TableWords word{language, for_people};
  std::vector<SimulationSection> made;
  Table rounds = rounds_table(shared, word);
  if (rounds.rows.empty()) return made;
  made.push_back({"How the money is shared out", std::move(rounds)});
  made.push_back({"What becomes of those who qualify", outcomes_table(shared, word)});
  return made;
}

}  // namespace scrip::cli
