// Who gains and who loses, as tables.

#include "cli/simulate_table_parts.h"

#include <algorithm>

namespace scrip::cli {

using policy::Change;
using reports::ColumnKind;
using reports::Table;

std::string table_number(std::uint64_t count) { return std::to_string(count); }
std::string table_number(cel::Decimal value) { return cel::format(value, 2); }
std::string table_number(const policy::Sum& sum) {
  return sum.fits() ? table_number(cel::Decimal{sum.value()}) : std::string{};
}

std::string table_difference(std::uint64_t before, std::uint64_t after) {
  return std::to_string(static_cast<std::int64_t>(after) - static_cast<std::int64_t>(before));
}
std::string table_difference(const policy::Sum& before, const policy::Sum& after) {
  const auto made = cel::checked_subtract(cel::Decimal{after.value()}, cel::Decimal{before.value()});
  return before.fits() && after.fits() && made ? table_number(*made) : std::string{};
}

Table changes_table(const SimulationSides& sides, const TableWords& word) {
  const Change& all = sides.comparison.all;
  return {.name = "changes",
          .columns = {{"change", "Change", "变化"},
                      {"applications", "Applications", "申请数", ColumnKind::integer},
                      {"amount", "Amount", "金额", ColumnKind::amount}},
          .rows = {{word("gain", "gain"), table_number(all.gain), table_number(all.gained)},
                   {word("newly_awarded", "of them newly awarded"), table_number(all.newly_awarded), {}},
                   {word("lose", "lose"), table_number(all.lose), table_number(all.lost)},
                   {word("newly_refused", "of them not awarded any more"), table_number(all.newly_refused), {}},
                   {word("same", "same"), table_number(all.same), {}},
                   {word("net", "altogether"), table_number(all.gain + all.lose + all.same),
                    table_difference(all.lost, all.gained)}}};
}

namespace {

// A value of a fact as its programme calls it.
std::string value_text(const SimulationSides& sides, const TableWords& word, std::string_view fact,
                       const std::string& value) {
  if (!word.for_people) return value;
  if (value.empty()) return std::string(tr(word.language, "(not stated)"));
  for (const SimulatedSide* side : {&sides.before, sides.after ? &*sides.after : &sides.before}) {
    const auto& facts = side->policy().facts;
    const auto declared = std::ranges::find(facts, fact, &policy::Fact::id);
    if (declared == facts.end()) continue;
    const auto choice = std::ranges::find(declared->choices, value, &policy::Choice::id);
    if (choice != declared->choices.end()) {
      return word.language == Language::english ? choice->label.en : choice->label.zh;
    }
  }
  return value == "yes" || value == "no" ? std::string(tr(word.language, value)) : value;
}

}  // namespace

Table changes_by_fact_table(const SimulationSides& sides, const TableWords& word) {
  Table made{.name = "changes_by_fact",
             .columns = {{"fact", "Fact", "事实"},
                         {"value", "Value", "取值"},
                         {"gain", "Gain", "增加", ColumnKind::integer},
                         {"newly_awarded", "Newly awarded", "新获支持", ColumnKind::integer},
                         {"lose", "Lose", "减少", ColumnKind::integer},
                         {"newly_refused", "No more", "不再支持", ColumnKind::integer},
                         {"same", "Same", "不变", ColumnKind::integer},
                         {"gained", "Gained", "增加额", ColumnKind::amount},
                         {"lost", "Lost", "减少额", ColumnKind::amount}},
             .rows = {}};
  for (const auto& [fact, values] : sides.comparison.by_fact) {
    for (const auto& [value, change] : values) {
      made.rows.push_back({fact, value_text(sides, word, fact, value), table_number(change.gain),
                           table_number(change.newly_awarded), table_number(change.lose),
                           table_number(change.newly_refused), table_number(change.same), table_number(change.gained),
                           table_number(change.lost)});
    }
  }
  return made;
}

}  // namespace scrip::cli
