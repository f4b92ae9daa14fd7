#include "policy/chart.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace scrip::policy {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

cel::Decimal number(std::int64_t value) { return cel::to_decimal(value); }

TEST(Chart, numbers_are_exact_while_they_are_short_and_have_three_figures_beyond) {
  EXPECT_EQ(round_number(number(0), Language::english), "0");
  EXPECT_EQ(round_number(number(9'999), Language::english), "9,999");
  EXPECT_EQ(round_number(number(10'000), Language::english), "10 k");
  EXPECT_EQ(round_number(number(123'456'789), Language::english), "123 m");
  EXPECT_EQ(round_number(number(9'999), Language::chinese), "9,999");
  EXPECT_EQ(round_number(number(123'456'789), Language::chinese), "1.23 亿");
}

TEST(Chart, a_long_label_takes_two_lines_and_no_more) {
  const auto chart_of = [](const std::string& label) {
    return bar_chart({"t", ""}, std::vector<Bar>{{label, {number(1)}}});
  };
  EXPECT_THAT(chart_of("Only companies of this city can apply."), HasSubstr(">Only companies of this city can<"));
  EXPECT_THAT(chart_of("Only companies of this city can apply."), HasSubstr(">apply.<"));
  EXPECT_THAT(chart_of("仅限在示例市注册并按期纳入统计的企业申请本年度算力券"),
              HasSubstr(">仅限在示例市注册并按期纳入统计的企<"));
  EXPECT_THAT(chart_of(std::string(100, 'x')), HasSubstr(">" + std::string(33, 'x') + "…<"));
}

TEST(Chart, a_title_stays_within_the_picture_and_text_within_its_tags) {
  const std::string chart = bar_chart({std::string(90, 'x') + "<&", ""}, {});
  EXPECT_THAT(chart, HasSubstr(">" + std::string(65, 'x') + "…<"));
  EXPECT_THAT(bar_chart({"a <b> & \"c\"", ""}, {}), HasSubstr("a &lt;b&gt; &amp; &quot;c&quot;"));
}

TEST(Chart, parts_differ_without_colours) {
  const std::vector<std::string> names{"gain", "lose"};
  EXPECT_THAT(bar_chart({"t", ""}, std::vector<Bar>{{"one", {number(1), number(2)}}}, names), HasSubstr("url(#hatch)"));
  EXPECT_THAT(bar_chart({"t", ""}, std::vector<Bar>{{"one", {number(1)}}}), Not(HasSubstr("url(#hatch)")));
}

TEST(Chart, more_bars_than_there_is_room_for_are_counted) {
  const std::vector<Bar> bars(bars_max + 3, Bar{"one", {number(1)}});
  EXPECT_THAT(bar_chart({"t", ""}, bars), HasSubstr(">3 more<"));
  EXPECT_THAT(bar_chart({"t", ""}, bars, {}, Language::chinese), HasSubstr(">另有 3 项<"));
}

TEST(Chart, one_month_is_a_point) {
  const std::vector<std::string> month{"2026-03"};
  const std::vector<Line> lines{{"awarded", {number(5)}}};
  EXPECT_THAT(line_chart({"t", ""}, month, lines), HasSubstr("<circle"));
}

TEST(Chart, lengths_are_whole_numbers_of_tenths_and_never_too_long) {
  EXPECT_EQ(tenths_of(number(1), number(3), 360), 1'200);
  EXPECT_EQ(tenths_of(number(5), number(3), 360), 3'600);
  EXPECT_EQ(tenths_of(number(5), number(0), 360), 0);
  EXPECT_EQ(tenths_of(cel::Decimal{cel::decimal_units_max}, cel::Decimal{cel::decimal_units_max}, 360), 3'600);
}

}  // namespace
}  // namespace scrip::policy
