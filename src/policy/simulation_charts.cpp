#include "policy/simulation_charts.h"

#include <algorithm>
#include <array>
#include <functional>

#include "policy/chart.h"
#include "policy/explain.h"

namespace scrip::policy {
namespace {

using cel::Decimal;

std::string say(Language language, const char* english, const char* chinese) {
  return language == Language::chinese ? chinese : english;
}
const std::string& say(Language language, const Text& text) {
  return language == Language::chinese ? text.zh : text.en;
}

Decimal number(std::uint64_t count) { return cel::to_decimal(static_cast<std::int64_t>(count)); }
Decimal number(const Sum& sum) {
  const bool fits = sum.fits() && sum.value() <= cel::decimal_units_max;
  return fits ? Decimal{sum.value()} : Decimal{cel::decimal_units_max};
}

std::string rows_text(std::uint64_t rows, Language language) {
  return cel::format_grouped(number(rows)) + say(language, " applications", " 份申请");
}

std::string with_note(std::string text, std::string_view note, Language language) {
  if (!note.empty()) text += say(language, "; ", "；") + std::string(note);
  return text;
}

std::string unit_text(const Policy& policy, Language language) {
  switch (policy.unit) {
    case UnitKind::money:
      return policy.currency.code();
    case UnitKind::device_hours:
      return say(language, "device-hours", "卡时");
    case UnitKind::tokens:
      return say(language, "tokens", "词元");
  }
  return {};
}

}  // namespace

std::string decisions_chart(const Policy& policy, const Totals& totals, std::string_view note, Language language) {
  const std::array names{say(language, "award", "支持"), say(language, "refuse", "不予支持"),
                         say(language, "incomplete", "材料不全"), say(language, "invalid", "无法评定")};
  std::vector<Bar> bars;
  for (std::size_t i = 0; i < names.size(); ++i) bars.push_back({names[i], {number(totals.decisions[i])}});
  return bar_chart({say(language, policy.name) + say(language, ": decisions", "：评定结果"),
                    with_note(rows_text(totals.rows, language), note, language)},
                   bars, {}, language);
}

std::string refusals_chart(const Simulator& simulator, const Totals& totals, std::string_view note, Language language) {
  const Policy& policy = simulator.policy().policy;
  std::vector<std::size_t> reasons;
  for (std::size_t i = 0; i < totals.refused.size(); ++i) {
    if (totals.refused[i] > 0) reasons.push_back(i);
  }
  std::ranges::stable_sort(reasons, std::greater<>{}, [&](std::size_t i) { return totals.refused[i]; });
  std::vector<Bar> bars;
  for (const std::size_t i : reasons) {
    bars.push_back({reason_text(policy, simulator.reasons()[i], language),
                    {number(totals.refused_alone[i]), number(totals.refused[i] - totals.refused_alone[i])}});
  }
  const std::vector<std::string> names{say(language, "this rule alone", "仅因此条"),
                                       say(language, "with other rules", "与其他条款同时")};
  return bar_chart({say(language, policy.name) + say(language, ": refusals by rule", "：各条款不予支持数"),
                    with_note(rows_text(totals.rows, language), note, language)},
                   bars, names, language);
}

namespace {

// The first bound of the sizes: 1, 2 or 5 times a power of ten, at or above the lowest award.
Decimal first_bound(Decimal lowest) {
  Decimal power = cel::to_decimal(1);
  while (power < lowest && power.units < cel::decimal_units_max / 10) power = Decimal{power.units * 10};
  for (const int part : {5, 2}) {
    const Decimal bound{power.units / part};
    if (power > cel::to_decimal(1) && lowest <= bound) return bound;
  }
  return power;
}

}  // namespace

std::string awards_chart(const Policy& policy, const Totals& totals, std::string_view note, Language language) {
  std::vector<Bar> bars;
  const auto lowest = totals.spread.lowest();
  const auto highest = totals.spread.quantile(1, 1);
  if (lowest && highest) {
    Decimal bound = first_bound(*lowest);
    std::string from;
    std::uint64_t before = 0;
    for (std::size_t i = 0; i < bars_max; ++i) {
      const bool last = *highest <= bound || i + 1 == bars_max || bound.units > cel::decimal_units_max / 4;
      const std::uint64_t seen = last ? totals.spread.count() : totals.spread.at_most(bound);
      const std::string until = round_number(last ? std::max(*highest, bound) : bound, language);
      bars.push_back(
          {from.empty() ? say(language, "up to ", "不超过 ") + until : from + say(language, " to ", " 至 ") + until,
           {number(seen - before)}});
      if (last) break;
      before = seen;
      from = until;
      bound = Decimal{bound.units * 2};
    }
  }
  const std::string count = cel::format_grouped(number(totals.spread.count()));
  return bar_chart(
      {say(language, policy.name) + say(language, ": awards by size", "：支持金额分布"),
       with_note(count + say(language, " awards, ", " 项支持，") + unit_text(policy, language), note, language)},
      bars, {}, language);
}

std::string pool_chart(const Policy& policy, const PoolHistory& pool, std::string_view note, Language language) {
  std::vector<std::string> steps;
  Line asked{say(language, "awarded", "应支持额"), {}};
  Line paid{say(language, "paid", "可支付额"), {}};
  Line left{say(language, "left", "余额"), {}};
  Line there_is{say(language, "there is", "资金规模"), {}};
  const auto add = [](Line& line, Decimal more) {
    const Decimal so_far = line.values.empty() ? Decimal{} : line.values.back();
    line.values.push_back(cel::checked_add(so_far, more).value_or(so_far));
  };
  for (const PoolMonth& month : pool.months) {
    steps.push_back(format_month(month.month));
    add(asked, number(month.asked.amount));
    add(paid, month.paid);
    left.values.push_back(month.left);
    there_is.values.push_back(pool.amount.value_or(Decimal{}));
  }
  // In a round nothing is paid before it is shared out: only how far the money goes can be seen.
  const bool first_come = policy.selection.when_short == allocation::Method::first_come;
  std::vector<Line> lines{std::move(asked)};
  if (first_come) lines.push_back(std::move(paid));
  if (pool.amount) lines.push_back(std::move(first_come ? left : there_is));
  std::string subtitle = unit_text(policy, language) + say(language, ", since the first award", "，自首项支持起累计");
  if (pool.exhausted && first_come) {
    subtitle += say(language, "; exhausted on ", "；用尽日期 ") + format_day(*pool.exhausted);
  }
  return line_chart({say(language, policy.name) + say(language, ": pool ", "：资金池 ") + pool.pool,
                     with_note(std::move(subtitle), note, language)},
                    steps, lines, language);
}

namespace {

std::string value_label(const Policy& policy, std::string_view fact, const std::string& value, Language language) {
  if (value.empty()) return say(language, "not stated", "未填写");
  const auto declared = std::ranges::find(policy.facts, fact, &Fact::id);
  if (declared != policy.facts.end()) {
    const auto choice = std::ranges::find(declared->choices, value, &Choice::id);
    if (choice != declared->choices.end()) return say(language, choice->label);
  }
  if (value == "yes") return say(language, "yes", "是");
  if (value == "no") return say(language, "no", "否");
  return value;
}

}  // namespace

std::string comparison_chart(const Policy& policy, const Comparison& comparison, std::string_view fact,
                             const SideNames& names, Language language) {
  std::vector<Bar> bars;
  const auto found = comparison.by_fact.find(std::string(fact));
  if (found != comparison.by_fact.end()) {
    for (const auto& [value, change] : found->second) {
      bars.push_back({.label = value_label(policy, fact, value, language),
                      .parts = {number(change.gain), number(change.lose), number(change.same)},
                      .figure = "+" + round_number(number(change.gain), language) + " −" +
                                round_number(number(change.lose), language)});
    }
  }
  const std::vector<std::string> parts{say(language, "gain", "增加"), say(language, "lose", "减少"),
                                       say(language, "same", "不变")};
  const auto declared = std::ranges::find(policy.facts, fact, &Fact::id);
  const std::string by = declared == policy.facts.end() ? std::string(fact) : say(language, declared->ask);
  return bar_chart({say(language, policy.name) + say(language, ": who gains, who loses", "：谁增谁减"),
                    with_note(by, names.before + " → " + names.after, language)},
                   bars, parts, language);
}

std::string side_by_side_chart(const Policy& before, const Totals& totals_before, const Policy& after,
                               const Totals& totals_after, const SideNames& names, Language language) {
  std::vector<Bar> bars;
  const auto pair = [&](const char* english, const char* chinese, Decimal first, Decimal second,
                        const std::string& unit) {
    const Decimal larger = std::max({first, second, Decimal{1}});
    constexpr std::int64_t steps = 1'000;
    for (const Decimal value : {first, second}) {
      const Decimal share = cel::to_decimal(tenths_of(value, larger, steps));
      const bool is_first = bars.size() % 2 == 0;
      bars.push_back({.label = say(language, english, chinese),
                      .parts = is_first ? std::vector{share} : std::vector{Decimal{}, share},
                      .figure = round_number(value, language) + unit});
    }
  };
  pair("awards", "支持", number(totals_before.decisions[0]), number(totals_after.decisions[0]), "");
  pair("refusals", "不予支持", number(totals_before.decisions[1]), number(totals_after.decisions[1]), "");
  const std::string unit = before.unit == after.unit && before.currency == after.currency
                               ? " " + unit_text(before, language)
                               : std::string();
  pair("money", "金额", number(totals_before.amount), number(totals_after.amount), unit);
  const std::vector<std::string> sides{names.before, names.after};
  return bar_chart({say(language, before.name) + say(language, ": side by side", "：两套规则对照"),
                    rows_text(totals_after.rows, language)},
                   bars, sides, language);
}

}  // namespace scrip::policy
