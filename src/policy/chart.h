#pragma once
// Small charts as SVG: no scripts, readable on light and dark ground, labels in either language. A chart is a picture
// of a table that is given beside it, so it carries labels and round numbers, not every figure.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "policy/totals.h"

namespace scrip::policy {

struct ChartText {
  std::string title;
  std::string subtitle;  // may be empty
};

// One bar, with its parts from left to right; a plain bar has one.
struct Bar {
  std::string label;
  std::vector<cel::Decimal> parts;  // not below zero
};
// Bars lie; labels stand to their left, and the whole at their end. `names` of the parts make the legend where there
// are several. At most bars_max are drawn: the last says how many more there are.
inline constexpr std::size_t bars_max = 24;
[[nodiscard]] std::string bar_chart(const ChartText& text, std::span<const Bar> bars,
                                    std::span<const std::string> names = {}, Language language = Language::english);

// Lines over the same steps of time.
struct Line {
  std::string name;
  std::vector<cel::Decimal> values;  // one for each step; not below zero
};
[[nodiscard]] std::string line_chart(const ChartText& text, std::span<const std::string> steps,
                                     std::span<const Line> lines, Language language = Language::english);

// "1.2 m", "350 k"; "120 万", "1.2 亿" in Chinese. Towards zero.
[[nodiscard]] std::string round_number(cel::Decimal value, Language language);

// --- of a simulation ---

[[nodiscard]] std::string decisions_chart(const Policy& policy, const Totals& totals, Language language);
// Rules by how many applications each refuses: alone, and with others.
[[nodiscard]] std::string refusals_chart(const Simulator& simulator, const Totals& totals, Language language);
// How many awards there are of each size, by steps that double.
[[nodiscard]] std::string awards_chart(const Policy& policy, const Totals& totals, Language language);
[[nodiscard]] std::string pool_chart(const Policy& policy, const PoolHistory& pool, Language language);
// Who gains and who loses by a fact; `fact` is one that the comparison has.
[[nodiscard]] std::string comparison_chart(const Policy& policy, const Comparison& comparison, std::string_view fact,
                                           Language language);
// Two policies side by side: awards, refusals and money.
[[nodiscard]] std::string side_by_side_chart(const Policy& before, const Totals& totals_before, const Policy& after,
                                             const Totals& totals_after, Language language);

}  // namespace scrip::policy
