#include "cli/simulate_tables.h"

#include <algorithm>
#include <array>
#include <span>

#include "cli/simulate_table_parts.h"
#include "policy/explain.h"

namespace scrip::cli {
namespace {

using policy::Decision;
using policy::Policy;
using policy::RowTotals;
using reports::Column;
using reports::ColumnKind;
using reports::Table;

// "12.3%", half up; empty of nothing.
std::string share_of(std::uint64_t part, std::uint64_t whole) {
  if (whole == 0) return {};
  const auto tenths = static_cast<std::uint64_t>((UInt128{part} * 2'000 + whole) / (UInt128{whole} * 2));
  return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + "%";
}

class Tables {
 public:
  Tables(const SimulationSides& sides, Language language, bool for_people)
      : sides_(sides), before_(sides.before), after_(sides.after), language_(language), word_{language, for_people} {}

  std::vector<SimulationSection> run() {
    if (after_) add("Who gains and who loses", changes_table(sides_, word_));
    decisions();
    money();
    refusals();
    limits();
    rates();
    add("How far the money goes", pools_table(sides_, word_));
    add("Month by month, first come, first served", pool_months_table(sides_, word_));
    lanes();
    if (after_) add("Who gains and who loses, by what they stated", changes_by_fact_table(sides_, word_));
    return std::move(sections_);
  }

 private:
  // `keys`, then the value: alone, or before, after and the change between them.
  Table table(std::string_view name, std::vector<Column> keys, Column value) const {
    if (!after_) {
      keys.push_back(value);
    } else {
      keys.push_back({"before", "Before", "之前", value.kind});
      keys.push_back({"after", "After", "之后", value.kind});
      keys.push_back({"change", "Change", "变化", value.kind});
    }
    return {.name = name, .columns = std::move(keys), .rows = {}};
  }
  // The values that table() has columns for.
  template <class Value>
  void add_values(std::vector<std::string>& row, const Value& before, const Value& after) const {
    row.push_back(table_number(before));
    if (!after_) return;
    row.push_back(table_number(after));
    row.push_back(table_difference(before, after));
  }
  void add(std::string_view title, Table table) {
    if (!table.rows.empty()) sections_.push_back({title, std::move(table)});
  }
  template <class Get>
  auto of_after(const Get& get) const {
    return after_ ? get(*after_) : decltype(get(before_)){};
  }

  void decisions() {
    static constexpr std::array words{"awarded", "refused", "incomplete", "invalid"};
    Table made = table("decisions", {{"decision", "Decision", "结论"}},
                       {"applications", "Applications", "申请数", ColumnKind::integer});
    made.columns.push_back(
        {"share", after_ ? "Share after" : "Share", after_ ? "之后占比" : "占比", ColumnKind::share});
    for (std::size_t i = 0; i < words.size(); ++i) {
      const auto count = [i](const SimulatedSide& side) { return side.totals.decisions[i]; };
      std::vector<std::string> row{word_(name(static_cast<Decision>(i)), words[i])};
      add_values(row, count(before_), of_after(count));
      row.push_back(share_of(count(after_ ? *after_ : before_), before_.totals.rows));
      made.rows.push_back(std::move(row));
    }
    add("Who is awarded", std::move(made));
  }

  static std::uint64_t awards_of(const SimulatedSide& side) { return side.totals.spread.count(); }

  void money() {
    if (awards_of(before_) + of_after(awards_of) == 0) return;
    Table made = table("money", {{"measure", "Award", "支持金额"}}, {"amount", "Amount", "金额", ColumnKind::amount});
    std::vector<std::string> sum{word_("sum", "sum")};
    add_values(sum, before_.totals.amount, of_after([](const SimulatedSide& side) { return side.totals.amount; }));
    made.rows.push_back(std::move(sum));
    struct Measure {
      std::string_view id;
      std::string_view english;
      std::uint64_t quarters;
    };
    for (const Measure& measure : {Measure{"lowest", "smallest", 0}, Measure{"lower_quartile", "lower quartile", 1},
                                   Measure{"median", "median", 2}, Measure{"upper_quartile", "upper quartile", 3},
                                   Measure{"highest", "largest", 4}}) {
      const auto amount = [&](const SimulatedSide& side) {
        const auto& spread = side.totals.spread;
        policy::Sum made_sum;
        if (const auto found = measure.quarters == 0 ? spread.lowest() : spread.quantile(measure.quarters, 4)) {
          made_sum.add(*found);
        }
        return made_sum;
      };
      std::vector<std::string> row{word_(measure.id, measure.english)};
      add_values(row, amount(before_), of_after(amount));
      made.rows.push_back(std::move(row));
    }
    add("How much they receive", std::move(made));
  }

  using Counts = std::vector<std::uint64_t> policy::Totals::*;

  static std::uint64_t count_of(const SimulatedSide& side, Counts counts, const std::string& reason) {
    const auto reasons = side.simulator.reasons();
    const auto found = std::ranges::find(reasons, reason);
    return found == reasons.end() ? 0 : (side.totals.*counts)[static_cast<std::size_t>(found - reasons.begin())];
  }

  // Reasons of either policy that count anything, the most frequent first.
  std::vector<std::string> reasons(Counts counts) const {
    std::vector<std::string> found(before_.simulator.reasons().begin(), before_.simulator.reasons().end());
    if (after_) {
      for (const auto& reason : after_->simulator.reasons()) {
        if (std::ranges::find(found, reason) == found.end()) found.push_back(reason);
      }
    }
    const auto most = [&](const std::string& reason) {
      const auto count = [&](const SimulatedSide& side) { return count_of(side, counts, reason); };
      return std::max(count(before_), of_after(count));
    };
    std::erase_if(found, [&](const std::string& reason) { return most(reason) == 0; });
    std::ranges::stable_sort(found, [&](const auto& a, const auto& b) { return most(a) > most(b); });
    return found;
  }

  // The policy that knows a reason: the first one, if it does.
  const Policy& policy_of(const std::string& reason) const {
    const auto known = before_.simulator.reasons();
    return !after_ || std::ranges::find(known, reason) != known.end() ? before_.policy() : after_->policy();
  }

  void refusals() {
    Table made = table("refusals", {{"rule", "Rule", "条款"}, {"source", "Source", "依据"}},
                       {"refused", "Refuses", "不予支持", ColumnKind::integer});
    if (!after_) made.columns.push_back({"alone", "Alone", "仅因此条", ColumnKind::integer});
    made.columns.push_back({"reason", "Reason", "原因"});
    for (const auto& reason : reasons(&policy::Totals::refused)) {
      const Policy& policy = policy_of(reason);
      const auto count = [&](const SimulatedSide& side) { return count_of(side, &policy::Totals::refused, reason); };
      std::vector<std::string> row{reason, reason_source(policy, reason, language_)};
      add_values(row, count(before_), of_after(count));
      if (!after_) row.push_back(table_number(count_of(before_, &policy::Totals::refused_alone, reason)));
      row.push_back(reason_text(policy, reason, language_));
      made.rows.push_back(std::move(row));
    }
    add("Which rules refuse", std::move(made));
  }

  void limits() {
    Table made = table("limits", {{"limit", "Limit", "限额"}, {"source", "Source", "依据"}},
                       {"cut", "Awards cut", "受限支持数", ColumnKind::integer});
    made.columns.push_back({"share", "Of the awards", "占支持数", ColumnKind::share});
    made.columns.push_back({"reason", "Reason", "原因"});
    for (const auto& reason : reasons(&policy::Totals::limited)) {
      const Policy& policy = policy_of(reason);
      const auto count = [&](const SimulatedSide& side) { return count_of(side, &policy::Totals::limited, reason); };
      std::vector<std::string> row{reason, reason_source(policy, reason, language_)};
      add_values(row, count(before_), of_after(count));
      const SimulatedSide& last = after_ ? *after_ : before_;
      row.push_back(share_of(count(last), awards_of(last)));
      row.push_back(reason_text(policy, reason, language_));
      made.rows.push_back(std::move(row));
    }
    add("Which limits cut awards", std::move(made));
  }

  // What a rate row, pool or lane came to on each side; rows of either policy by id.
  struct Entry {
    std::vector<std::string> keys;
    RowTotals before;
    RowTotals after;
  };

  void add_entries(std::string_view title, std::string_view name, std::vector<Column> keys,
                   const std::vector<Entry>& entries) {
    Table made{.name = name, .columns = std::move(keys), .rows = {}};
    const bool two = after_.has_value();
    made.columns.push_back({two ? "awards_before" : "awards", two ? "Awards before" : "Awards",
                            two ? "之前支持数" : "支持数", ColumnKind::integer});
    if (two) made.columns.push_back({"awards_after", "Awards after", "之后支持数", ColumnKind::integer});
    made.columns.push_back({two ? "amount_before" : "amount", two ? "Amount before" : "Amount",
                            two ? "之前金额" : "金额", ColumnKind::amount});
    if (two) made.columns.push_back({"amount_after", "Amount after", "之后金额", ColumnKind::amount});
    for (const Entry& entry : entries) {
      std::vector<std::string> row = entry.keys;
      row.push_back(table_number(entry.before.awards));
      if (two) row.push_back(table_number(entry.after.awards));
      row.push_back(table_number(entry.before.amount));
      if (two) row.push_back(table_number(entry.after.amount));
      made.rows.push_back(std::move(row));
    }
    add(title, std::move(made));
  }

  // The entry whose first keys are these; a new one where there is none.
  static Entry& entry(std::vector<Entry>& entries, const std::vector<std::string>& keys, std::size_t same) {
    const auto is_same = [&](const Entry& each) {
      return std::ranges::equal(std::span(keys).first(same), std::span(each.keys).first(same));
    };
    const auto found = std::ranges::find_if(entries, is_same);
    if (found != entries.end()) return *found;
    entries.push_back({keys, {}, {}});
    return entries.back();
  }

  void rates() {
    std::vector<Entry> entries;
    const auto add_side = [&](const SimulatedSide& side, RowTotals Entry::* which) {
      for (std::size_t p = 0; p < side.policy().parts.size(); ++p) {
        const policy::Part& part = side.policy().parts[p];
        for (std::size_t i = 0; i < part.rates.size(); ++i) {
          const policy::RateRow& rate = part.rates[i];
          const std::vector<std::string> keys{part.id, rate.id,
                                              describe_in_short(side.policy(), rate.origin, language_)};
          entry(entries, keys, 2).*which = side.totals.rates[p][i];
        }
      }
    };
    add_side(before_, &Entry::before);
    if (after_) add_side(*after_, &Entry::after);
    std::vector<Column> keys{{"part", "Part", "部分"}, {"rate", "Rate", "比例"}, {"source", "Source", "依据"}};
    if (std::ranges::all_of(entries, [](const Entry& each) { return each.keys.front().empty(); })) {
      keys.erase(keys.begin());
      for (Entry& each : entries) each.keys.erase(each.keys.begin());
    }
    add_entries("Which rates apply", "rates", std::move(keys), entries);
  }

  void lanes() {
    std::vector<Entry> entries;
    const auto add_side = [&](const SimulatedSide& side, RowTotals Entry::* which) {
      const auto& lanes = side.policy().selection.lanes;
      for (std::size_t i = 0; i < lanes.size(); ++i) {
        const auto& by = lanes[i].decided_by;
        entry(entries, {lanes[i].id, language_ == Language::english ? by.en : by.zh}, 1).*which = side.totals.lanes[i];
      }
    };
    add_side(before_, &Entry::before);
    if (after_) add_side(*after_, &Entry::after);
    add_entries("Which lanes they take", "lanes", {{"lane", "Lane", "通道"}, {"decided_by", "Decided by", "决定方式"}},
                entries);
  }

  const SimulationSides& sides_;
  const SimulatedSide& before_;
  const std::optional<SimulatedSide>& after_;
  Language language_;
  TableWords word_;
  std::vector<SimulationSection> sections_;
};

}  // namespace

std::vector<SimulationSection> simulation_tables(const SimulationSides& sides, Language language, bool for_people) {
  return Tables(sides, language, for_people).run();
}

std::string long_csv(const std::vector<SimulationSection>& sections) {
  Table made{.name = "simulation",
             .columns = {{"table", "Table", "表"},
                         {"row", "Row", "行", ColumnKind::integer},
                         {"column", "Column", "列"},
                         {"value", "Value", "值"}},
             .rows = {}};
  for (const auto& section : sections) {
    for (std::size_t row = 0; row < section.table.rows.size(); ++row) {
      for (std::size_t i = 0; i < section.table.columns.size(); ++i) {
        made.rows.push_back({std::string(section.table.name), std::to_string(row + 1),
                             std::string(section.table.columns[i].name), section.table.rows[row][i]});
      }
    }
  }
  return reports::to_csv(made);
}

}  // namespace scrip::cli
