#pragma once
// Small charts as SVG: no scripts, readable on screen in light and dark, in print and without colours, labels in either
// language. A chart is a picture of a table that is given beside it, so it carries labels and round numbers, not every
// figure.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "cel/decimal.h"

namespace scrip::policy {

struct ChartText {
  std::string title;
  std::string subtitle;  // may be empty
};

// One bar, with its parts from left to right; a plain bar has one.
struct Bar {
  std::string label;
  std::vector<cel::Decimal> parts;  // not below zero
  std::string figure = {};  // at its end; empty: the whole as a round number
};
// Bars lie; labels stand to their left, on two lines where they are long. `names` of the parts make the legend where
// there are several. At most bars_max are drawn: the last says how many more there are.
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

// "1.2 m", "350 k"; "120 万", "1.2 亿" in Chinese; below 10,000 to the hundredth. Towards zero.
[[nodiscard]] std::string round_number(cel::Decimal value, Language language);

// value / whole of so many pixels, in tenths of one: whole numbers only, so that every machine draws the same chart.
[[nodiscard]] std::int64_t tenths_of(cel::Decimal value, cel::Decimal whole, std::int64_t pixels);

}  // namespace scrip::policy
