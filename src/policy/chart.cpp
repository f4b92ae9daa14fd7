#include "policy/chart.h"

#include <algorithm>
#include <array>

namespace scrip::policy {
namespace {

using cel::Decimal;

constexpr int width = 720;
constexpr int margin = 16;
constexpr int left = 250;   // labels of bars
constexpr int right = 110;  // figures at their ends
constexpr int bar_height = 16;
constexpr int row_height = 26;
constexpr int tall_row_height = 40;  // with labels of two lines
constexpr int line_height = 15;
constexpr int plot_height = 240;
constexpr int plot_left = 84;
constexpr std::size_t colours = 4;
constexpr std::int64_t exact_below = 10'000;  // numbers that need no rounding
constexpr std::int64_t points_max = 36;  // more would run into each other
// Places for characters, of which one of Chinese takes two.
constexpr int label_places = 34;
constexpr int title_places = 66;
constexpr int subtitle_places = 84;

bool is_chinese(Language language) { return language == Language::chinese; }

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

// The character at the front of a text in UTF-8: its bytes, and the places it takes.
struct Character {
  std::size_t bytes = 1;
  int places = 1;
};
Character character_at(std::string_view text, std::size_t at) {
  const auto lead = static_cast<unsigned char>(text[at]);
  const std::size_t bytes = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  return {std::min(bytes, text.size() - at), bytes >= 3 ? 2 : 1};
}

int places_of(std::string_view text) {
  int places = 0;
  for (std::size_t at = 0; at < text.size();) {
    const Character next = character_at(text, at);
    places += next.places;
    at += next.bytes;
  }
  return places;
}

// As much of the text as fits, with an ellipsis where something is left out.
std::string fitted(std::string_view text, int room) {
  if (places_of(text) <= room) return std::string(text);
  std::size_t end = 0;
  int taken = 1;
  while (end < text.size()) {
    const Character next = character_at(text, end);
    if ((taken += next.places) > room) break;
    end += next.bytes;
  }
  return std::string(text.substr(0, end)) + "…";
}

// One line, or two: broken at a space, or between two characters of Chinese.
std::vector<std::string> lines_of(std::string_view text, int room) {
  if (places_of(text) <= room) return {std::string(text)};
  std::size_t end = 0;
  std::size_t cut = 0;
  for (int taken = 0; end < text.size();) {
    const Character next = character_at(text, end);
    if ((taken += next.places) > room) break;
    if (text[end] == ' ') cut = end;
    end += next.bytes;
    if (next.places == 2) cut = end;
  }
  if (cut == 0) cut = end;
  std::string_view rest = text.substr(cut);
  if (rest.starts_with(' ')) rest.remove_prefix(1);
  return {std::string(text.substr(0, cut)), fitted(rest, room)};
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

// Colours that stay apart for every kind of colour vision (after Okabe and Ito, "Color Universal Design", 2008), and
// hatches and dashes that stay apart without them.
constexpr const char* style =
    "<style>.b{fill:#fff}.t{fill:#1b1f24}.q{fill:#57606a}.g{stroke:#d0d7de}"
    ".c0{fill:#0072b2}.c1{fill:#d55e00}.c2{fill:#c3cad1}.c3{fill:#009e73}.h{stroke:#fff}"
    ".l0{stroke:#0072b2}.l1{stroke:#d55e00}.l2{stroke:#009e73}.l3{stroke:#57606a}"
    ".l1{stroke-dasharray:8 4}.l2{stroke-dasharray:2 3}.l3{stroke-dasharray:8 3 2 3}"
    "@media screen and (prefers-color-scheme:dark){.b{fill:#0d1117}.t{fill:#e6edf3}.q{fill:#9aa4af}.g{stroke:#3d444d}"
    ".c0{fill:#56b4e9}.c1{fill:#e8833a}.c2{fill:#59626c}.c3{fill:#2fbf92}.h{stroke:#0d1117}"
    ".l0{stroke:#56b4e9}.l1{stroke:#e8833a}.l2{stroke:#2fbf92}.l3{stroke:#9aa4af}}</style>\n"
    "<defs><pattern id=\"hatch\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\" "
    "patternTransform=\"rotate(45)\"><line x1=\"0\" y1=\"0\" x2=\"0\" y2=\"6\" class=\"h\" "
    "stroke-width=\"2\"/></pattern></defs>\n";

class Svg {
 public:
  Svg(int height, const ChartText& text, Language language) {
    const std::string size = std::to_string(width) + "\" height=\"" + std::to_string(height) + "\"";
    svg_ =
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"" + size + " viewBox=\"0 0 " + std::to_string(width) + " " +
        std::to_string(height) + "\" role=\"img\" xml:lang=\"" + (is_chinese(language) ? "zh-Hans" : "en") +
        "\" font-family=\"system-ui, 'Noto Sans CJK SC', 'Microsoft YaHei', sans-serif\" font-size=\"13\">\n<title>" +
        escaped(text.title) + "</title>\n" + style + "<rect width=\"" + size + " class=\"b\"/>\n";
    label(margin, 26, fitted(text.title, title_places), "t", "start", " font-size=\"16\" font-weight=\"600\"");
    if (!text.subtitle.empty()) label(margin, 46, fitted(text.subtitle, subtitle_places), "q");
  }

  void label(int x, int y, std::string_view text, const char* style_class, const char* anchor = "start",
             const char* more = "") {
    svg_ += "<text x=\"" + std::to_string(x) + "\" y=\"" + std::to_string(y) + "\" class=\"" + style_class +
            "\" text-anchor=\"" + anchor + "\"" + more + ">" + escaped(text) + "</text>\n";
  }
  void bar(std::int64_t x_tenths, int y, std::int64_t width_tenths, std::size_t colour) {
    const std::string place = "<rect x=\"" + pixels(x_tenths) + "\" y=\"" + std::to_string(y) + "\" width=\"" +
                              pixels(width_tenths) + "\" height=\"" + std::to_string(bar_height) + "\" ";
    svg_ += place + "class=\"c" + std::to_string(colour % colours) + "\"/>\n";
    if (colour % colours == 1) svg_ += place + "fill=\"url(#hatch)\"/>\n";
  }
  void grid(int x1, int y1, int x2, int y2) {
    svg_ += "<line x1=\"" + std::to_string(x1) + "\" y1=\"" + std::to_string(y1) + "\" x2=\"" + std::to_string(x2) +
            "\" y2=\"" + std::to_string(y2) + "\" class=\"g\"/>\n";
  }
  void line(const std::string& points, std::size_t colour) {
    svg_ += "<polyline fill=\"none\" stroke-width=\"2\" class=\"l" + std::to_string(colour % colours) + "\" points=\"" +
            points + "\"/>\n";
  }
  void point(std::int64_t x_tenths, std::int64_t y_tenths, std::size_t colour) {
    svg_ += "<circle cx=\"" + pixels(x_tenths) + "\" cy=\"" + pixels(y_tenths) +
            "\" r=\"2\" fill=\"none\" stroke-width=\"2\" style=\"stroke-dasharray:none\" class=\"l" +
            std::to_string(colour % colours) + "\"/>\n";
  }
  // Names with the mark that stands for each, side by side.
  template <class Mark>
  void legend(std::span<const std::string> names, int y, const Mark& mark) {
    int x = margin;
    for (std::size_t i = 0; i < names.size(); ++i) {
      const std::string name = fitted(names[i], label_places);
      mark(x, y, i);
      label(x + 30, y + 1, name, "q");
      x += 54 + 7 * places_of(name);
    }
  }
  std::string finish() { return svg_ + "</svg>\n"; }

 private:
  std::string svg_;
};

int top_of(const ChartText& text, bool legend) { return 44 + (text.subtitle.empty() ? 0 : 18) + (legend ? 26 : 0); }

}  // namespace

std::int64_t tenths_of(Decimal value, Decimal whole, std::int64_t pixels) {
  if (whole.units <= 0 || value.units <= 0) return 0;
  Int128 a = std::min(value, whole).units;
  Int128 b = whole.units;
  while (b > Int128{1} << 100) {  // room for the product
    a >>= 8;
    b >>= 8;
  }
  return static_cast<std::int64_t>(a * (pixels * 10) / b);
}

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
    return cel::format_grouped(Decimal{hundredths * (cel::decimal_one / 100)});
  };
  for (const Scale& scale : scales) {
    const Int128 one = Int128{scale.one} * cel::decimal_one;
    if (value < cel::to_decimal(exact_below) || value.units < one) continue;
    const Int128 hundredths = value.units / (one / 100);
    // Three figures say enough.
    const Int128 kept = hundredths >= 10'000  ? hundredths / 100 * 100
                        : hundredths >= 1'000 ? hundredths / 10 * 10
                                              : hundredths;
    return with_decimals(kept) + scale.name;
  }
  return with_decimals(value.units / (cel::decimal_one / 100));
}

namespace {

// One bar from `left` on, and its figure behind it.
void draw_bar(Svg& svg, const Bar& bar, int y, Decimal longest, Language language) {
  std::int64_t x = left * 10;
  for (std::size_t part = 0; part < bar.parts.size(); ++part) {
    const std::int64_t length = tenths_of(bar.parts[part], longest, width - left - right);
    if (length > 0) svg.bar(x, y, length, part);
    x += length;
  }
  const std::string figure = bar.figure.empty() ? round_number(sum_of(bar.parts), language) : bar.figure;
  svg.label(static_cast<int>(x / 10) + 6, y + 13, figure, "q");
}

}  // namespace

std::string bar_chart(const ChartText& text, std::span<const Bar> bars, std::span<const std::string> names,
                      Language language) {
  const std::size_t shown = std::min(bars.size(), bars_max);
  const bool more = bars.size() > shown;
  const int top = top_of(text, names.size() > 1);
  Decimal longest;
  int step = row_height;
  for (std::size_t i = 0; i < shown; ++i) {
    longest = std::max(longest, sum_of(bars[i].parts));
    if (places_of(bars[i].label) > label_places) step = tall_row_height;
  }
  Svg svg(top + step * static_cast<int>(shown) + (more ? row_height : 0) + margin, text, language);
  if (names.size() > 1) {
    svg.legend(names, top - 14, [&](int x, int y, std::size_t i) { svg.bar(x * 10, y - 12, 240, i); });
  }
  for (std::size_t i = 0; i < shown; ++i) {
    const int y = top + step * static_cast<int>(i) + (step - row_height) / 2;
    const auto lines = lines_of(bars[i].label, label_places);
    const int first = y + 13 - (static_cast<int>(lines.size()) - 1) * line_height / 2;
    for (std::size_t n = 0; n < lines.size(); ++n) {
      svg.label(left - 8, first + static_cast<int>(n) * line_height, lines[n], "t", "end");
    }
    draw_bar(svg, bars[i], y, longest, language);
  }
  if (more) {
    const std::string rest = std::to_string(bars.size() - shown);
    svg.label(left - 8, top + step * static_cast<int>(shown) + 13,
              is_chinese(language) ? "另有 " + rest + " 项" : rest + " more", "q", "end");
  }
  return svg.finish();
}

namespace {

// The frame of a line chart, and where its points lie.
struct Plot {
  int bottom = 0;
  std::int64_t count = 0;  // steps
  Decimal highest;
  static constexpr std::int64_t room = width - plot_left - 2 * margin;

  [[nodiscard]] std::int64_t x(std::int64_t step) const {
    return plot_left * 10 + (count < 2 ? room * 5 : room * 10 * step / (count - 1));
  }
  [[nodiscard]] std::int64_t y(Decimal value) const { return bottom * 10 - tenths_of(value, highest, plot_height); }
};

void draw_axes(Svg& svg, const Plot& plot, std::span<const std::string> steps, Language language) {
  for (int i = 0; i <= 4; ++i) {
    const int y = plot.bottom - plot_height * i / 4;
    svg.grid(plot_left, y, width - margin, y);
    svg.label(plot_left - 8, y + 4, round_number(Decimal{plot.highest.units / 4 * i}, language), "q", "end");
  }
  const std::int64_t every = std::max<std::int64_t>(1, (plot.count + 7) / 8);  // labels do not overlap
  for (std::int64_t i = 0; i < plot.count; i += every) {
    svg.label(static_cast<int>(plot.x(i) / 10), plot.bottom + 20, steps[static_cast<std::size_t>(i)], "q", "middle");
  }
}

void draw_line(Svg& svg, const Plot& plot, const Line& line, std::size_t colour) {
  std::string points;
  const std::int64_t count = std::min(plot.count, static_cast<std::int64_t>(line.values.size()));
  for (std::int64_t i = 0; i < count; ++i) {
    const std::int64_t y = plot.y(line.values[static_cast<std::size_t>(i)]);
    points += pixels(plot.x(i)) + "," + pixels(y) + " ";
    if (count <= points_max) svg.point(plot.x(i), y, colour);
  }
  svg.line(points, colour);
}

}  // namespace

std::string line_chart(const ChartText& text, std::span<const std::string> steps, std::span<const Line> lines,
                       Language language) {
  const int top = top_of(text, lines.size() > 1) + line_height / 2;  // the highest label stands on its line
  Svg svg(top + plot_height + 40, text, language);
  std::vector<std::string> names;
  Decimal highest{1};
  for (const Line& line : lines) {
    names.push_back(line.name);
    for (const Decimal value : line.values) highest = std::max(highest, value);
  }
  if (lines.size() > 1) {
    svg.legend(names, top - 21, [&](int x, int y, std::size_t i) {
      svg.line(pixels(x * 10) + "," + pixels((y - 4) * 10) + " " + pixels((x + 24) * 10) + "," + pixels((y - 4) * 10),
               i);
    });
  }
  const Plot plot{top + plot_height, static_cast<std::int64_t>(steps.size()), round_above(highest)};
  draw_axes(svg, plot, steps, language);
  for (std::size_t n = 0; n < lines.size(); ++n) draw_line(svg, plot, lines[n], n);
  return svg.finish();
}

}  // namespace scrip::policy
