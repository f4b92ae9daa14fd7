#include "policy/chart.h"

#include <algorithm>
#include <array>

namespace scrip::policy {
namespace {

using cel::Decimal;

constexpr int width = 720;
constexpr int left = 220;   // labels of bars
constexpr int right = 90;   // figures at their ends
constexpr int margin = 16;
constexpr int row_height = 26;
constexpr int plot_height = 240;
constexpr int plot_left = 84;
constexpr std::size_t colours = 4;

bool is_chinese(Language language) { return language == Language::chinese; }
std::string say(Language language, const char* english, const char* chinese) {
  return is_chinese(language) ? chinese : english;
}
const std::string& say(Language language, const Text& text) { return is_chinese(language) ? text.zh : text.en; }

std::string escaped(std::string_view text) {
  std::string made;
  for (const char c : text) {
    switch (c) {
      case '&':
        made += "&amp;";
        break;
      case '<':
        made += "&lt;";
        break;
      case '>':
        made += "&gt;";
        break;
      case '"':
        made += "&quot;";
        break;
      default:
        if (static_cast<unsigned char>(c) >= 0x20) made += c;
    }
  }
  return made;
}

// A label that fits its place: a character of Chinese takes the room of two others.
std::string fitted(std::string_view text, int room) {
  std::size_t end = 0;
  int taken = 0;
  while (end < text.size()) {
    const auto lead = static_cast<unsigned char>(text[end]);
    const std::size_t bytes = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    taken += bytes >= 3 ? 2 : 1;
    if (taken > room) return std::string(text.substr(0, end)) + "…";
    end = std::min(end + bytes, text.size());
  }
  return std::string(text);
}

// value / whole of so many pixels, in tenths of one: whole numbers only, so that every machine draws the same chart.
std::int64_t tenths(Decimal value, Decimal whole, std::int64_t pixels) {
  if (whole.units <= 0 || value.units <= 0) return 0;
  Int128 a = std::min(value, whole).units;
  Int128 b = whole.units;
  while (b > Int128{1} << 100) {  // room for the product
    a >>= 8;
    b >>= 8;
  }
  return static_cast<std::int64_t>(a * (pixels * 10) / b);
}
std::string pixels(std::int64_t in_tenths) {
  return std::to_string(in_tenths / 10) + "." + std::to_string(in_tenths % 10);
}

Decimal sum_of(const std::vector<Decimal>& parts) {
  Decimal sum;
  for (const Decimal part : parts) sum = cel::checked_add(sum, part).value_or(Decimal{cel::decimal_units_max});
  return sum;
}

// The next round number: 1, 2 or 5 times a power of ten.
Decimal round_above(Decimal value) {
  Int128 step = 1;
  while (step < value.units && step < cel::decimal_units_max / 10) step *= 10;
  for (const Int128 part : {step / 5, step / 2, step}) {
    if (part >= value.units && part > 0) return Decimal{part};
  }
  return value;
}

Decimal number(std::uint64_t count) { return cel::to_decimal(static_cast<std::int64_t>(count)); }
Decimal number(const Sum& sum) {
  const bool fits = sum.fits() && sum.value() <= cel::decimal_units_max;
  return fits ? Decimal{sum.value()} : Decimal{cel::decimal_units_max};
}

class Svg {
 public:
  Svg(int height, const ChartText& text) {
    svg_ = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " + std::to_string(width) + " " +
           std::to_string(height) + "\" role=\"img\" font-family=\"system-ui, 'Noto Sans CJK SC', sans-serif\"" +
           " font-size=\"13\">\n<title>" + escaped(text.title) + "</title>\n<style>" +
           ".t{fill:#1b1f24}.q{fill:#57606a}.g{stroke:#d0d7de}" +
           ".c0{fill:#2f6fde}.c1{fill:#e0823d}.c2{fill:#3b9c6a}.c3{fill:#8a63c9}" +
           ".l0{stroke:#2f6fde}.l1{stroke:#e0823d}.l2{stroke:#3b9c6a}.l3{stroke:#8a63c9}" +
           "@media(prefers-color-scheme:dark){.t{fill:#e6edf3}.q{fill:#9aa4af}.g{stroke:#3d444d}" +
           ".c0{fill:#6ea3ff}.c1{fill:#f0a36b}.c2{fill:#63c596}.c3{fill:#b596f0}" +
           ".l0{stroke:#6ea3ff}.l1{stroke:#f0a36b}.l2{stroke:#63c596}.l3{stroke:#b596f0}}</style>\n";
    label(margin, 26, text.title, "t", "start", " font-size=\"16\" font-weight=\"600\"");
    if (!text.subtitle.empty()) label(margin, 46, text.subtitle, "q");
  }

  void label(int x, int y, std::string_view text, const char* style, const char* anchor = "start",
             const char* more = "") {
    svg_ += "<text x=\"" + std::to_string(x) + "\" y=\"" + std::to_string(y) + "\" class=\"" + style +
            "\" text-anchor=\"" + anchor + "\"" + more + ">" + escaped(text) + "</text>\n";
  }
  void bar(std::int64_t x_tenths, int y, std::int64_t width_tenths, std::size_t colour) {
    svg_ += "<rect x=\"" + pixels(x_tenths) + "\" y=\"" + std::to_string(y) + "\" width=\"" + pixels(width_tenths) +
            "\" height=\"16\" class=\"c" + std::to_string(colour % colours) + "\"/>\n";
  }
  void grid(int x1, int y1, int x2, int y2) {
    svg_ += "<line x1=\"" + std::to_string(x1) + "\" y1=\"" + std::to_string(y1) + "\" x2=\"" + std::to_string(x2) +
            "\" y2=\"" + std::to_string(y2) + "\" class=\"g\"/>\n";
  }
  void line(const std::string& points, std::size_t colour) {
    svg_ += "<polyline fill=\"none\" stroke-width=\"2\" class=\"l" + std::to_string(colour % colours) + "\" points=\"" +
            points + "\"/>\n";
  }
  // Names with their colours, side by side.
  void legend(std::span<const std::string> names, int y) {
    int x = margin;
    for (std::size_t i = 0; i < names.size(); ++i) {
      bar(x * 10, y - 12, 160, i);
      label(x + 22, y + 1, names[i], "q");
      x += 40 + 9 * static_cast<int>(std::min<std::size_t>(names[i].size(), 30));
    }
  }
  std::string finish() { return svg_ + "</svg>\n"; }

 private:
  std::string svg_;
};

int top_of(const ChartText& text, bool legend) { return 44 + (text.subtitle.empty() ? 0 : 18) + (legend ? 24 : 0); }

}  // namespace

std::string round_number(Decimal value, Language language) {
  struct Scale {
    std::int64_t one;
    const char* name;
  };
  constexpr std::array english{Scale{1'000'000'000'000, " tn"}, Scale{1'000'000'000, " bn"}, Scale{1'000'000, " m"},
                               Scale{1'000, " k"}};
  constexpr std::array chinese{Scale{1'000'000'000'000, " 万亿"}, Scale{100'000'000, " 亿"}, Scale{10'000, " 万"}};
  const std::span<const Scale> scales =
      is_chinese(language) ? std::span<const Scale>(chinese) : std::span<const Scale>(english);
  const auto with_decimals = [](Int128 hundredths) {
    return cel::format(Decimal{hundredths * (cel::decimal_one / 100)});
  };
  for (const Scale& scale : scales) {
    const Int128 one = Int128{scale.one} * cel::decimal_one;
    if (value.units < one) continue;
    const Int128 hundredths = value.units / (one / 100);
    // Three figures say enough.
    const Int128 kept = hundredths >= 10'000  ? hundredths / 100 * 100
                        : hundredths >= 1'000 ? hundredths / 10 * 10
                                              : hundredths;
    return with_decimals(kept) + scale.name;
  }
  return with_decimals(value.units / (cel::decimal_one / 100));
}

std::string bar_chart(const ChartText& text, std::span<const Bar> bars, std::span<const std::string> names,
                      Language language) {
  const std::size_t shown = std::min(bars.size(), bars_max);
  const bool more = bars.size() > shown;
  const int top = top_of(text, names.size() > 1);
  Svg svg(top + row_height * static_cast<int>(shown + (more ? 1 : 0)) + margin, text);
  if (names.size() > 1) svg.legend(names, top - 12);
  Decimal longest;
  for (std::size_t i = 0; i < shown; ++i) longest = std::max(longest, sum_of(bars[i].parts));
  constexpr int room = width - left - right;
  for (std::size_t i = 0; i < shown; ++i) {
    const int y = top + row_height * static_cast<int>(i);
    svg.label(left - 8, y + 13, fitted(bars[i].label, 28), "t", "end");
    std::int64_t x = left * 10;
    for (std::size_t part = 0; part < bars[i].parts.size(); ++part) {
      const std::int64_t length = tenths(bars[i].parts[part], longest, room);
      if (length > 0) svg.bar(x, y, length, part);
      x += length;
    }
    svg.label(static_cast<int>(x / 10) + 6, y + 13, round_number(sum_of(bars[i].parts), language), "q");
  }
  if (more) {
    const std::string rest = std::to_string(bars.size() - shown);
    svg.label(left - 8, top + row_height * static_cast<int>(shown) + 13,
              is_chinese(language) ? "另有 " + rest + " 项" : rest + " more", "q", "end");
  }
  return svg.finish();
}

std::string line_chart(const ChartText& text, std::span<const std::string> steps, std::span<const Line> lines,
                       Language language) {
  const int top = top_of(text, lines.size() > 1);
  Svg svg(top + plot_height + 40, text);
  std::vector<std::string> names;
  Decimal highest{1};
  for (const Line& line : lines) {
    names.push_back(line.name);
    for (const Decimal value : line.values) highest = std::max(highest, value);
  }
  if (lines.size() > 1) svg.legend(names, top - 12);
  highest = round_above(highest);
  constexpr int room = width - plot_left - margin;
  const int bottom = top + plot_height;
  for (int i = 0; i <= 4; ++i) {
    const int y = bottom - plot_height * i / 4;
    svg.grid(plot_left, y, width - margin, y);
    svg.label(plot_left - 8, y + 4, round_number(Decimal{highest.units / 4 * i}, language), "q", "end");
  }
  const auto count = static_cast<std::int64_t>(steps.size());
  const auto x_of = [&](std::int64_t i) { return plot_left * 10 + (count < 2 ? 0 : room * 10 * i / (count - 1)); };
  const std::int64_t every = std::max<std::int64_t>(1, (count + 7) / 8);  // labels do not overlap
  for (std::int64_t i = 0; i < count; i += every) {
    svg.label(static_cast<int>(x_of(i) / 10), bottom + 20, steps[static_cast<std::size_t>(i)], "q",
              i == 0 ? "start" : "middle");
  }
  for (std::size_t n = 0; n < lines.size(); ++n) {
    std::string points;
    for (std::int64_t i = 0; i < count && i < static_cast<std::int64_t>(lines[n].values.size()); ++i) {
      const std::int64_t y = bottom * 10 - tenths(lines[n].values[static_cast<std::size_t>(i)], highest, plot_height);
      points += pixels(x_of(i)) + "," + pixels(y) + " ";
    }
    svg.line(points, n);
  }
  return svg.finish();
}

// --- of a simulation ---

namespace {

std::string rows_text(std::uint64_t rows, Language language) {
  const std::string count = cel::format_grouped(number(rows));
  return is_chinese(language) ? count + " 份申请" : count + " applications";
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

// What a reason is called: a rule's own text where it has one.
std::string reason_text(const Policy& policy, const std::string& id, Language language) {
  const auto of_caps = [&](const std::vector<Cap>& caps) -> std::string {
    const auto found = std::ranges::find(caps, id, &Cap::id);
    return found == caps.end() ? std::string() : say(language, found->reason);
  };
  if (const auto found = std::ranges::find(policy.eligibility, id, &EligibilityRule::id);
      found != policy.eligibility.end()) {
    return say(language, found->reason);
  }
  for (const auto& part : policy.parts) {
    if (const auto text = of_caps(part.caps); !text.empty()) return text;
  }
  if (const auto text = of_caps(policy.caps); !text.empty()) return text;
  if (id == "period") return say(language, "outside the period", "不在申请期内");
  if (id == "base") return say(language, "a negative base", "基数为负");
  if (id == "size") return say(language, "too small or too large", "规模不符");
  if (id == "rate") return say(language, "no rate applies", "无适用比例");
  if (id == "amount") return say(language, "nothing to give", "金额为零");
  return id;
}

}  // namespace

std::string decisions_chart(const Policy& policy, const Totals& totals, Language language) {
  const std::array names{say(language, "award", "支持"), say(language, "refuse", "不予支持"),
                         say(language, "incomplete", "材料不全"), say(language, "invalid", "无法评定")};
  std::vector<Bar> bars;
  for (std::size_t i = 0; i < names.size(); ++i) bars.push_back({names[i], {number(totals.decisions[i])}});
  return bar_chart(
      {say(language, policy.name) + say(language, ": decisions", "：评定结果"), rows_text(totals.rows, language)}, bars,
      {}, language);
}

std::string refusals_chart(const Simulator& simulator, const Totals& totals, Language language) {
  const Policy& policy = simulator.policy().policy;
  std::vector<Bar> bars;
  for (std::size_t i = 0; i < totals.refused.size(); ++i) {
    if (totals.refused[i] == 0) continue;
    bars.push_back({reason_text(policy, simulator.reasons()[i], language),
                    {number(totals.refused_alone[i]), number(totals.refused[i] - totals.refused_alone[i])}});
  }
  std::ranges::stable_sort(bars, [](const Bar& a, const Bar& b) { return sum_of(b.parts) < sum_of(a.parts); });
  const std::vector<std::string> names{say(language, "this rule alone", "仅因此条"),
                                       say(language, "with other rules", "与其他条款同时")};
  return bar_chart({say(language, policy.name) + say(language, ": refusals by rule", "：各条款不予支持数"),
                    rows_text(totals.rows, language)},
                   bars, names, language);
}

std::string awards_chart(const Policy& policy, const Totals& totals, Language language) {
  std::vector<Bar> bars;
  const auto lowest = totals.spread.lowest();
  const auto highest = totals.spread.quantile(1, 1);
  if (lowest && highest) {
    Decimal step = cel::to_decimal(1);
    while (step < *lowest && step.units < cel::decimal_units_max / 2) step = Decimal{step.units * 2};
    // From 1, 2 or 5 times a power of ten on, so that the labels are round.
    step = round_above(step);
    std::uint64_t before = 0;
    for (std::size_t i = 0; i < bars_max; ++i) {
      const bool last = *highest <= step || i + 1 == bars_max;
      const std::uint64_t seen = last ? totals.spread.count() : totals.spread.at_most(step);
      const std::string bound =
          last && step < *highest ? round_number(*highest, language) : round_number(step, language);
      bars.push_back({say(language, "up to ", "不超过 ") + bound, {number(seen - before)}});
      before = seen;
      if (last || step.units > cel::decimal_units_max / 4) break;
      step = Decimal{step.units * 2};
    }
  }
  const std::string count = cel::format_grouped(number(totals.spread.count()));
  return bar_chart({say(language, policy.name) + say(language, ": awards by size", "：支持金额分布"),
                    (is_chinese(language) ? count + " 项支持，" : count + " awards, ") + unit_text(policy, language)},
                   bars, {}, language);
}

std::string pool_chart(const Policy& policy, const PoolHistory& pool, Language language) {
  std::vector<std::string> steps;
  std::vector<Line> lines{{say(language, "asked for", "申请额"), {}}, {say(language, "paid", "拨付额"), {}}};
  if (pool.amount) lines.push_back({say(language, "left", "余额"), {}});
  Decimal asked;
  Decimal paid;
  for (const PoolMonth& month : pool.months) {
    steps.push_back(format_month(month.month));
    asked = cel::checked_add(asked, number(month.asked.amount)).value_or(asked);
    paid = cel::checked_add(paid, month.paid).value_or(paid);
    lines[0].values.push_back(asked);
    lines[1].values.push_back(paid);
    if (pool.amount) lines[2].values.push_back(month.left);
  }
  std::string subtitle = unit_text(policy, language);
  if (pool.exhausted) {
    subtitle += say(language, "; exhausted on ", "；用尽日期 ") + format_day(*pool.exhausted);
  }
  return line_chart({say(language, policy.name) + say(language, ": pool ", "：资金池 ") + pool.pool, subtitle}, steps,
                    lines, language);
}

std::string comparison_chart(const Policy& policy, const Comparison& comparison, std::string_view fact,
                             Language language) {
  std::vector<Bar> bars;
  const auto declared = std::ranges::find(policy.facts, fact, &Fact::id);
  const auto found = comparison.by_fact.find(std::string(fact));
  if (found != comparison.by_fact.end()) {
    for (const auto& [value, change] : found->second) {
      std::string label = value.empty() ? say(language, "not given", "未填写") : value;
      if (value == "yes") label = say(language, "yes", "是");
      if (value == "no") label = say(language, "no", "否");
      if (declared != policy.facts.end()) {
        const auto choice = std::ranges::find(declared->choices, value, &Choice::id);
        if (choice != declared->choices.end()) label = say(language, choice->label);
      }
      bars.push_back({label, {number(change.gain), number(change.lose), number(change.same)}});
    }
  }
  const std::vector<std::string> names{say(language, "gain", "增加"), say(language, "lose", "减少"),
                                       say(language, "same", "不变")};
  const std::string by = declared == policy.facts.end() ? std::string(fact) : say(language, declared->ask);
  return bar_chart({say(language, "Who gains and who loses", "谁增谁减"), by}, bars, names, language);
}

std::string side_by_side_chart(const Policy& before, const Totals& totals_before, const Policy& after,
                               const Totals& totals_after, Language language) {
  // Counts and money have no common measure: each pair is drawn against its own larger half.
  std::vector<Bar> bars;
  const std::string names[] = {before.version == after.version ? say(language, "before", "之前") : before.version,
                               before.version == after.version ? say(language, "after", "之后") : after.version};
  const auto pair = [&](const char* english, const char* chinese, Decimal first, Decimal second) {
    const Decimal larger = std::max({first, second, Decimal{1}});
    const Decimal values[] = {first, second};
    for (std::size_t i = 0; i < 2; ++i) {
      const Decimal share{tenths(values[i], larger, 1'000) * (cel::decimal_one / 100)};  // of 100
      bars.push_back({say(language, english, chinese) + " · " + names[i] + " " + round_number(values[i], language),
                      i == 0 ? std::vector{share} : std::vector{Decimal{}, share}});
    }
  };
  pair("awards", "支持", number(totals_before.decisions[0]), number(totals_after.decisions[0]));
  pair("refusals", "不予支持", number(totals_before.decisions[1]), number(totals_after.decisions[1]));
  pair("money", "金额", number(totals_before.amount), number(totals_after.amount));
  return bar_chart(
      {say(language, before.name) + say(language, ": two versions (larger = 100)", "：两个版本（较大者 = 100）"),
       rows_text(totals_after.rows, language)},
      bars, {}, language);
}

}  // namespace scrip::policy
