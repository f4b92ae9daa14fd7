#include "cli/simulate_tables.h"

#include <algorithm>
#include <array>
#include <span>

#include "cli/text.h"
#include "policy/explain.h"

namespace scrip::cli {
namespace {

using policy::Change;
using policy::Decision;
using policy::Policy;
using policy::RowTotals;
using reports::Column;
using reports::ColumnKind;
using reports::Table;

std::string number(std::uint64_t count) { return std::to_string(count); }
std::string number(cel::Decimal value) { return cel::format(value, 2); }
std::string number(const policy::Sum& sum) { return sum.fits() ? number(cel::Decimal{sum.value()}) : std::string{}; }

// after - before; empty where either is.
std::string difference(std::uint64_t before, std::uint64_t after) {
  return std::to_string(static_cast<std::int64_t>(after) - static_cast<std::int64_t>(before));
}
std::string difference(const policy::Sum& before, const policy::Sum& after) {
  const auto made = cel::checked_subtract(cel::Decimal{after.value()}, cel::Decimal{before.value()});
  return before.fits() && after.fits() && made ? number(*made) : std::string{};
}

// "12.3%", half up; empty of nothing.
std::string share_of(std::uint64_t part, std::uint64_t whole) {
  if (whole == 0) return {};
  const auto tenths = static_cast<std::uint64_t>((UInt128{part} * 2'000 + whole) / (UInt128{whole} * 2));
  return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + "%";
}

class Tables {
 public:
  Tables(const SimulationSides& sides, Language language, bool for_people)
      : sides_(sides), before_(sides.before), after_(sides.after), language_(language), for_people_(for_people) {}

  std::vector<SimulationSection> run() {
    if (after_) changes();
    decisions();
    money();
    refusals();
    limits();
    rates();
    pools();
    months();
    lanes();
    if (after_) changes_by_fact();
    return std::move(sections_);
  }

 private:
  std::string word(std::string_view id, std::string_view english) const {
    return for_people_ ? std::string(tr(language_, english)) : std::string(id);
  }

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
    row.push_back(number(before));
    if (!after_) return;
    row.push_back(number(after));
    row.push_back(difference(before, after));
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
      std::vector<std::string> row{word(name(static_cast<Decision>(i)), words[i])};
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
    std::vector<std::string> sum{word("sum", "sum")};
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
      std::vector<std::string> row{word(measure.id, measure.english)};
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
      if (!after_) row.push_back(number(count_of(before_, &policy::Totals::refused_alone, reason)));
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
      row.push_back(number(entry.before.awards));
      if (two) row.push_back(number(entry.after.awards));
      row.push_back(number(entry.before.amount));
      if (two) row.push_back(number(entry.after.amount));
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

  static bool is_first_come(const SimulatedSide& side) {
    return side.policy().selection.when_short == allocation::Method::first_come;
  }
  std::vector<std::pair<std::string, SimulatedSide>> named_sides() const {
    std::vector<std::pair<std::string, SimulatedSide>> sides{{word("before", "before"), before_}};
    if (after_) sides.emplace_back(word("after", "after"), *after_);
    return sides;
  }

  void pools() {
    Table made{.name = "pools", .columns = {{"pool", "Pool", "资金池"}}, .rows = {}};
    if (after_) made.columns.push_back({"side", "Rules", "规则"});
    made.columns.push_back({"amount", "There is", "资金规模", ColumnKind::amount});
    made.columns.push_back({"awards", "Awards", "支持数", ColumnKind::integer});
    made.columns.push_back({"asked", "Awarded", "应支持额", ColumnKind::amount});
    made.columns.push_back({"short", "Short", "缺口", ColumnKind::amount});
    made.columns.push_back({"exhausted_on", "Exhausted on", "用尽日期", ColumnKind::day});
    for (const auto& [label, side] : named_sides()) {
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
        if (after_) row.push_back(label);
        row.push_back(pool.amount ? number(*pool.amount) : std::string{});
        row.push_back(number(asked.awards));
        row.push_back(number(asked.amount));
        row.push_back(pool.amount ? number(unpaid) : std::string{});
        row.push_back(pool.exhausted && is_first_come(side) ? format_day(*pool.exhausted) : std::string{});
        made.rows.push_back(std::move(row));
      }
      RowTotals without;
      for (const RowTotals& day : side.totals.by_day.back()) {
        without.awards += day.awards;
        without.amount.add(day.amount);
      }
      if (without.awards == 0 || side.policy().pools.empty()) continue;
      std::vector<std::string> row{word("none", "(none fits)")};
      if (after_) row.push_back(label);
      row.insert(row.end(), {{}, number(without.awards), number(without.amount), {}, {}});
      made.rows.push_back(std::move(row));
    }
    add("How far the money goes", std::move(made));
  }

  // Only where the first come are served first: in a round nothing is paid before it is shared out.
  void months() {
    Table made{.name = "pool_months", .columns = {{"pool", "Pool", "资金池"}}, .rows = {}};
    if (after_) made.columns.push_back({"side", "Rules", "规则"});
    made.columns.push_back({"month", "Month", "月份", ColumnKind::month});
    made.columns.push_back({"awards", "Awards", "支持数", ColumnKind::integer});
    made.columns.push_back({"asked", "Awarded", "应支持额", ColumnKind::amount});
    made.columns.push_back({"paid", "Paid", "可支付额", ColumnKind::amount});
    made.columns.push_back({"left", "Left", "余额", ColumnKind::amount});
    for (const auto& [label, side] : named_sides()) {
      if (!is_first_come(side)) continue;
      for (const auto& pool : policy::pools_over_time(side.simulator.policy(), side.totals)) {
        for (const auto& month : pool.months) {
          std::vector<std::string> row{pool.pool};
          if (after_) row.push_back(label);
          row.push_back(format_month(month.month));
          row.push_back(number(month.asked.awards));
          row.push_back(number(month.asked.amount));
          row.push_back(number(month.paid));
          row.push_back(pool.amount ? number(month.left) : std::string{});
          made.rows.push_back(std::move(row));
        }
      }
    }
    add("Month by month, first come, first served", std::move(made));
  }

  void changes() {
    const Change& all = sides_.comparison.all;
    Table made{.name = "changes",
               .columns = {{"change", "Change", "变化"},
                           {"applications", "Applications", "申请数", ColumnKind::integer},
                           {"amount", "Amount", "金额", ColumnKind::amount}},
               .rows = {{word("gain", "gain"), number(all.gain), number(all.gained)},
                        {word("newly_awarded", "of them newly awarded"), number(all.newly_awarded), {}},
                        {word("lose", "lose"), number(all.lose), number(all.lost)},
                        {word("newly_refused", "of them not awarded any more"), number(all.newly_refused), {}},
                        {word("same", "same"), number(all.same), {}},
                        {word("net", "altogether"), number(all.gain + all.lose + all.same),
                         difference(all.lost, all.gained)}}};
    add("Who gains and who loses", std::move(made));
  }

  // A value of a fact as its programme calls it.
  std::string value_text(std::string_view fact, const std::string& value) const {
    if (!for_people_) return value;
    if (value.empty()) return std::string(tr(language_, "(not stated)"));
    for (const SimulatedSide* side : {&before_, after_ ? &*after_ : &before_}) {
      const auto& facts = side->policy().facts;
      const auto declared = std::ranges::find(facts, fact, &policy::Fact::id);
      if (declared == facts.end()) continue;
      const auto choice = std::ranges::find(declared->choices, value, &policy::Choice::id);
      if (choice != declared->choices.end()) {
        return language_ == Language::english ? choice->label.en : choice->label.zh;
      }
    }
    return value == "yes" || value == "no" ? std::string(tr(language_, value)) : value;
  }

  void changes_by_fact() {
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
    for (const auto& [fact, values] : sides_.comparison.by_fact) {
      for (const auto& [value, change] : values) {
        made.rows.push_back({fact, value_text(fact, value), number(change.gain), number(change.newly_awarded),
                             number(change.lose), number(change.newly_refused), number(change.same),
                             number(change.gained), number(change.lost)});
      }
    }
    add("Who gains and who loses, by what they stated", std::move(made));
  }

  const SimulationSides& sides_;
  const SimulatedSide& before_;
  const std::optional<SimulatedSide>& after_;
  Language language_;
  bool for_people_;
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
