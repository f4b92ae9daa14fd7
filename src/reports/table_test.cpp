#include "reports/table.h"

#include <gtest/gtest.h>
#include <simdjson.h>

#include "reports/display.h"

namespace scrip::reports {
namespace {

constexpr Column key{"key", "Key", "键", ColumnKind::text};
constexpr Column number{"number", "Number", "数", ColumnKind::integer};
constexpr Column money{"money", "Money", "金额", ColumnKind::amount, true};
constexpr Column when{"when", "When", "时间", ColumnKind::instant};
constexpr Column truth{"truth", "Truth", "真", ColumnKind::boolean};
constexpr Column unit{"unit", "Unit", "单位", ColumnKind::text};

Table one_cell(const Column& column, std::string cell) {
  return {.name = "t", .columns = {column}, .rows = {{std::move(cell)}}};
}

std::string csv_cell(const Column& column, std::string cell) {
  const std::string csv = to_csv(one_cell(column, std::move(cell)));
  const auto heading = csv.find('\n') + 1;
  return csv.substr(heading, csv.size() - heading - 1);
}

// --- CSV ---

TEST(Csv, HasAHeadingLineEvenWithoutRows) {
  EXPECT_EQ(to_csv({.name = "t", .columns = {key, money}, .rows = {}}), "key,money\n");
}

TEST(Csv, QuotesWhatRfc4180AsksFor) {
  EXPECT_EQ(csv_cell(key, "plain"), "plain");
  EXPECT_EQ(csv_cell(key, "a,b"), "\"a,b\"");
  EXPECT_EQ(csv_cell(key, "say \"hi\""), "\"say \"\"hi\"\"\"");
  EXPECT_EQ(csv_cell(key, "two\nlines"), "\"two\nlines\"");
  EXPECT_EQ(csv_cell(key, "two\r\nlines"), "\"two\r\nlines\"");
  EXPECT_EQ(csv_cell(key, ""), "");
  EXPECT_EQ(csv_cell(key, "算力券"), "算力券");
}

TEST(Csv, LetsNoTextBeTakenForAFormula) {
  for (const std::string text : {"=1+1", "+1", "@x", "-1+cmd|' /C calc'!A0", "--", "\tx", "＝1", "＋1", "－1", "＠x"}) {
    EXPECT_EQ(csv_cell(key, text), "'" + text);
  }
  EXPECT_EQ(csv_cell(key, "=HYPERLINK(\"http://x\",1)"), "\"'=HYPERLINK(\"\"http://x\"\",1)\"");
  EXPECT_EQ(csv_cell(key, "\r=1"), "\"'\r=1\"");
  for (const std::string text : {"a=1", "-", "-1", "-12.50", "'=1"}) EXPECT_EQ(csv_cell(key, text), text);
  EXPECT_EQ(csv_cell(key, "-1,200.00"), "\"-1,200.00\"");
}

TEST(Csv, LeavesNegativeAmountsAsTheyAre) { EXPECT_EQ(csv_cell(money, "-12.50"), "-12.50"); }

// --- JSON ---

TEST(Json, GivesAnArrayOfObjectsWithTheColumnNamesAsKeys) {
  const Table table{.name = "t", .columns = {key, money}, .rows = {{"a", "1.00"}, {"b", "2.00"}}};
  EXPECT_EQ(to_json(table), "[\n{\"key\":\"a\",\"money\":\"1.00\"},\n{\"key\":\"b\",\"money\":\"2.00\"}\n]\n");
  EXPECT_EQ(to_json({.name = "t", .columns = {key}, .rows = {}}), "[]\n");
}

TEST(Json, GivesIntegersAsNumbersOnlyWhereEveryReaderKeepsThem) {
  EXPECT_EQ(to_json(one_cell(number, "9007199254740992")), "[\n{\"number\":9007199254740992}\n]\n");
  EXPECT_EQ(to_json(one_cell(number, "9007199254740993")), "[\n{\"number\":\"9007199254740993\"}\n]\n");
  EXPECT_EQ(to_json(one_cell(number, "18446744073709551615")), "[\n{\"number\":\"18446744073709551615\"}\n]\n");
  EXPECT_EQ(to_json(one_cell(number, "-5")), "[\n{\"number\":-5}\n]\n");
}

TEST(Json, GivesNothingAsNullExceptInText) {
  EXPECT_EQ(to_json(one_cell(money, "")), "[\n{\"money\":null}\n]\n");
  EXPECT_EQ(to_json(one_cell(when, "")), "[\n{\"when\":null}\n]\n");
  EXPECT_EQ(to_json(one_cell(key, "")), "[\n{\"key\":\"\"}\n]\n");
  EXPECT_EQ(to_json(one_cell(truth, "true")), "[\n{\"truth\":true}\n]\n");
}

TEST(Json, EscapesControlsAndRepairsBrokenUtf8) {
  EXPECT_EQ(to_json(one_cell(key, "a\"b\\c\n\x01\x7f")), "[\n{\"key\":\"a\\\"b\\\\c\\n\\u0001\\u007f\"}\n]\n");
  EXPECT_EQ(to_json(one_cell(key, "券\xff\xc0\xaf")), "[\n{\"key\":\"券\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\"}\n]\n");
}

TEST(Json, IsReadBackByAParserWhateverTheBytes) {
  for (unsigned first = 0; first < 256; ++first) {
    for (const unsigned second : {0x00U, 0x22U, 0x41U, 0x80U, 0xbfU, 0xffU}) {
      const std::string cell{static_cast<char>(first), static_cast<char>(second), 'x'};
      const simdjson::padded_string json(to_json(one_cell(key, cell)));
      simdjson::dom::parser parser;
      simdjson::dom::array rows;
      ASSERT_EQ(parser.parse(json).get(rows), simdjson::SUCCESS) << first << " " << second;
    }
  }
}

// --- for terminals ---

TEST(Display, CountsTwoPlacesForEastAsianWidth) {
  EXPECT_EQ(display_width("abc"), 3U);
  EXPECT_EQ(display_width("算力券"), 6U);
  EXPECT_EQ(display_width("（a）"), 5U);
  EXPECT_EQ(display_width("e\xcc\x81"), 1U);  // e and a combining acute
  EXPECT_EQ(display_width("é…"), 2U);
}

TEST(Display, CutsBetweenCharactersAndNeverBeyondTheWidth) {
  EXPECT_EQ(cut_to("abcdef", 6), "abcdef");
  EXPECT_EQ(cut_to("abcdef", 5), "abcd…");
  EXPECT_EQ(cut_to("算力券", 5), "算力…");
  EXPECT_EQ(cut_to("算力券", 4), "算…");
  EXPECT_EQ(cut_to("算力券", 1), "…");
}

TEST(Display, LetsNothingSteerTheTerminal) {
  EXPECT_EQ(printable("a\x1b[2Jb"), "a\xef\xbf\xbd[2Jb");
  EXPECT_EQ(printable("a\nb\x7f\xc2\x9b"),
            "a\xef\xbf\xbd"
            "b\xef\xbf\xbd\xef\xbf\xbd");
  EXPECT_EQ(printable("\xe2\x80\xae"
                      "evil"),
            "\xef\xbf\xbd"
            "evil");  // right-to-left override
  EXPECT_EQ(printable("\xed\xa0\x80"), "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd");  // a surrogate
  EXPECT_EQ(printable("算力 é"), "算力 é");
}

TEST(TextTable, AlignsNumbersAtTheRightAndWideCharactersByTheirPlaces) {
  const Table table{
      .name = "t", .columns = {key, money, truth}, .rows = {{"a", "10.00", "true"}, {"算力券", "-2.50", ""}}};
  EXPECT_EQ(render_text(table, Language::english),
            "Key     Money  Truth\n"
            "------  -----  -----\n"
            "a       10.00  true\n"
            "算力券  -2.50\n");
  EXPECT_EQ(render_text(table, Language::chinese),
            "键       金额  真\n"
            "------  -----  ----\n"
            "a       10.00  true\n"
            "算力券  -2.50\n");
}

TEST(TextTable, CutsTheWidestTextAndNeverANumber) {
  const Table table{.name = "t", .columns = {key, unit, money}, .rows = {{"abcdefghijkl", "money", "123456789012.00"}}};
  EXPECT_EQ(render_text(table, Language::english, 32),
            "Key       Unit             Money\n"
            "--------  -----  ---------------\n"
            "abcdefg…  money  123456789012.00\n");
  EXPECT_EQ(render_text(table, Language::english, 10),  // as narrow as it gets
            "Key     Unit             Money\n"
            "------  -----  ---------------\n"
            "abcde…  money  123456789012.00\n");
  EXPECT_EQ(render_text(table, Language::english, 36), render_text(table, Language::english));
}

TEST(TextTable, AddsUpOnlyWhatIsInOneUnit) {
  Table table{
      .name = "t", .columns = {key, unit, money}, .rows = {{"a", "money", "1.000001"}, {"b", "money", "-3.00"}}};
  EXPECT_EQ(render_text(table, Language::english, 0, TotalRow::shown),
            "Key    Unit       Money\n"
            "-----  -----  ---------\n"
            "a      money   1.000001\n"
            "b      money      -3.00\n"
            "-----  -----  ---------\n"
            "Total         -1.999999\n");
  table.rows[1][1] = "tokens";
  EXPECT_TRUE(render_text(table, Language::chinese, 0, TotalRow::shown).ends_with("\n合计\n"));
  table.columns[2].adds_up = false;
  EXPECT_EQ(render_text(table, Language::english, 0, TotalRow::shown), render_text(table, Language::english));
}

}  // namespace
}  // namespace scrip::reports
