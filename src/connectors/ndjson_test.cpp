#include "connectors/ndjson.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/random.h"
#include "connectors/json_line.h"
#include "connectors/line_source.h"
#include "connectors/test_support.h"

namespace scrip::connectors {
namespace {

using test::Read;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;
using ::testing::SizeIs;

Read read_line(const std::string& line, const ReadOptions& options = {}) {
  return test::read_text(line, Format::ndjson, options);
}

// A record with some of its fields replaced, or left out where the replacement is empty.
std::string record(std::map<std::string, std::string> change = {}) {
  std::map<std::string, std::string> fields = {{"job", R"("j")"},
                                               {"account", R"("a")"},
                                               {"resource", R"("h100")"},
                                               {"devices", "8"},
                                               {"start", R"("2020-09-13T12:26:40Z")"},
                                               {"end", R"("2020-09-13T20:26:50+08:00")"},
                                               {"part", "0"}};
  for (auto& [name, value] : change) fields[name] = value;
  std::string out;
  for (const auto& [name, value] : fields) {
    if (!value.empty()) out += (out.empty() ? "{\"" : ",\"") + name + "\":" + value;
  }
  return out + "}";
}

Error rejected(std::map<std::string, std::string> change) {
  const Read result = read_line("\n" + record(std::move(change)));
  EXPECT_THAT(result.records, SizeIs(0));
  if (result.report.rejected.empty()) return {};
  EXPECT_EQ(result.report.rejected[0].line, 2U);
  return result.report.rejected[0];
}

TEST(Ndjson, ReadsARecord) {
  EXPECT_THAT(read_line(record()).records, ElementsAre("j|a|h100|0|1600000000000|1600000010000|8000"));
  EXPECT_THAT(read_line(record({{"use", R"("training")"}, {"requested", R"("a100")"}, {"ended", "true"}})).records,
              ElementsAre("j|a|h100|0|1600000000000|1600000010000|8000|requested=a100|use=training|ended"));
}

TEST(Ndjson, TimesAreTextsWithAnOffsetOrMilliseconds) {
  EXPECT_EQ(read_line(record({{"start", "1600000000000"}, {"end", "1600000010000"}})).records,
            read_line(record()).records);
  EXPECT_THAT(read_line(record({{"start", R"("2020-09-13T12:26:40.125Z")"}})).records,
              ElementsAre(HasSubstr("|1600000000125|")));
  EXPECT_EQ(rejected({{"start", R"("2020-09-13T12:26:40")"}}).code, ErrorCode::time_invalid);
  EXPECT_EQ(rejected({{"start", R"("2020-02-30T12:26:40Z")"}}).field, "start");
  EXPECT_EQ(rejected({{"end", "1600000010.5"}}).field, "end");
  EXPECT_THAT(rejected({{"end", "1600000010"}}).detail, HasSubstr("milliseconds are expected"));
}

TEST(Ndjson, QuantitiesAreExact) {
  EXPECT_THAT(read_line(record({{"devices", "0.125"}})).records, ElementsAre(HasSubstr("|125")));
  EXPECT_THAT(read_line(record({{"devices", R"("0.5")"}})).records, ElementsAre(HasSubstr("|500")));
  EXPECT_THAT(read_line(record({{"devices", ""}, {"cores", "2.5"}, {"resource", ""}})).records,
              ElementsAre("j|a|cpu-core|0|1600000000000|1600000010000|2500"));
  EXPECT_EQ(rejected({{"devices", "0.0005"}}).code, ErrorCode::value_invalid);
  EXPECT_EQ(rejected({{"devices", "1e3"}}).code, ErrorCode::value_invalid);
  EXPECT_EQ(rejected({{"devices", "-1"}}).code, ErrorCode::out_of_range);
  EXPECT_EQ(rejected({{"devices", "99999999999999999999"}}).code, ErrorCode::out_of_range);
  EXPECT_EQ(rejected({{"devices", "true"}}).field, "devices");
}

TEST(Ndjson, TokensCountAtOneInstant) {
  EXPECT_THAT(read_line(record({{"devices", ""}, {"tokens", "17"}})).records,
              ElementsAre("j|a|h100|0|1600000010000|1600000010000|17"));
  EXPECT_THAT(read_line(record({{"devices", ""}, {"tokens", "17"}, {"end", ""}})).records,
              ElementsAre("j|a|h100|0|1600000000000|1600000000000|17"));
  EXPECT_EQ(rejected({{"devices", ""}, {"tokens", "1.5"}}).code, ErrorCode::value_invalid);
  EXPECT_EQ(rejected({{"devices", ""}, {"tokens", "1"}, {"resource", ""}}).code, ErrorCode::missing_field);
}

TEST(Ndjson, NeedsOnePartOrId) {
  EXPECT_THAT(read_line(record({{"part", "9223372036854775807"}})).records,
              ElementsAre(HasSubstr("|9223372036854775807|")));
  const auto by_id = read_line(record({{"part", ""}, {"id", R"("r-1")"}})).records;
  EXPECT_THAT(by_id, ElementsAre(HasSubstr(fmt::format("|{}|", metering::part_of_text_id("r-1")))));
  EXPECT_EQ(rejected({{"part", "9223372036854775808"}}).code, ErrorCode::out_of_range);
  EXPECT_EQ(rejected({{"part", "18446744073709551616"}}).code, ErrorCode::out_of_range);
  EXPECT_EQ(rejected({{"part", "-1"}}).code, ErrorCode::out_of_range);
  EXPECT_EQ(rejected({{"part", "1.0"}}).code, ErrorCode::value_invalid);
  EXPECT_EQ(rejected({{"part", ""}}).code, ErrorCode::missing_field);
  EXPECT_EQ(rejected({{"id", R"("r")"}}).code, ErrorCode::value_invalid);
  EXPECT_EQ(rejected({{"part", ""}, {"id", R"("")"}}).code, ErrorCode::value_invalid);
}

TEST(Ndjson, NamesWhatIsWrong) {
  EXPECT_EQ(rejected({{"colour", "1"}}).code, ErrorCode::unknown_field);
  EXPECT_EQ(rejected({{"colour", "1"}}).field, "colour");
  for (const char* field : {"job", "account", "resource", "devices", "start", "end"}) {
    EXPECT_EQ(rejected({{field, ""}}).code, ErrorCode::missing_field) << field;
    EXPECT_EQ(rejected({{field, ""}}).field, field);
    EXPECT_EQ(rejected({{field, "null"}}).field, field);
    EXPECT_EQ(rejected({{field, "[1]"}}).field, field);
  }
  EXPECT_EQ(rejected({{"job", "7"}}).code, ErrorCode::value_invalid);
  EXPECT_EQ(rejected({{"use", R"("fun")"}}).code, ErrorCode::value_invalid);
  EXPECT_EQ(rejected({{"ended", "1"}}).code, ErrorCode::value_invalid);
  EXPECT_EQ(rejected({{"tokens", "1"}}).code, ErrorCode::value_invalid);
  EXPECT_EQ(rejected({{"job", "\"" + std::string(513, 'x') + "\""}}).code, ErrorCode::too_large);
  EXPECT_EQ(rejected({{"job", R"("a\u0000b")"}}).code, ErrorCode::value_invalid);
  EXPECT_EQ(rejected({{"job", "\"\xFF\""}}).code, ErrorCode::encoding_invalid);
}

TEST(Ndjson, ReadsOnBehindABadLine) {
  const std::string good = record() + "\n";
  const auto result = read_line(good + "{\"job\":\n" + good + std::string(2'000'000, 'x') + "\n[]\n{} x\n" + good);
  EXPECT_THAT(result.records, SizeIs(3));
  EXPECT_EQ(result.report.rows, 7U);
  ASSERT_EQ(result.report.rejected_rows, 4U);
  EXPECT_EQ(result.report.rejected[0].code, ErrorCode::syntax_error);
  EXPECT_EQ(result.report.rejected[0].line, 2U);
  EXPECT_EQ(result.report.rejected[1].code, ErrorCode::too_large);
  EXPECT_EQ(result.report.rejected[1].line, 4U);
  EXPECT_EQ(result.report.rejected[3].line, 6U);
}

TEST(Ndjson, RefusesHalfWordsAndWhatFollowsTheObject) {
  for (const char* line : {R"({"job":n})", R"({"job":"a","ended":truth})", R"({"part":1} {"part":2})", R"({"part":1},)",
                           R"({"part":01})", R"({"part":1,})", R"({"part" 1})", "{", "\"job\"", "7"}) {
    const auto result = read_line(line);
    ASSERT_EQ(result.report.rejected_rows, 1U) << line;
    EXPECT_EQ(result.report.rejected[0].code, ErrorCode::syntax_error) << line;
  }
}

TEST(Ndjson, RefusesAFieldThatIsThereTwice) {
  EXPECT_EQ(read_line(R"({"job":"a","job":"b"})").report.rejected.at(0).code, ErrorCode::duplicate_key);
}

TEST(Ndjson, LeavesOutWhatUsedNothingAndSuspendsWhatCannotBe) {
  EXPECT_THAT(read_line(record({{"devices", "0"}})).report.left_out, ElementsAre(Pair("nothing_used", 1)));
  EXPECT_THAT(read_line(record({{"end", "1600000000000"}})).report.left_out, ElementsAre(Pair("nothing_used", 1)));
  EXPECT_THAT(read_line(record({{"end", "1500000000000"}})).records, ElementsAre(HasSubstr("|inconsistent_time")));
  EXPECT_THAT(read_line(record({{"end", "7000000000000"}})).records, ElementsAre(HasSubstr("|out_of_range")));
}

TEST(Ndjson, KeepsEachJobOncePerBatchUnlessItsTermsDiffer) {
  auto reader = open_ndjson(ByteSource::from_memory(record() + "\n" + record({{"part", "1"}, {"ended", "true"}}) +
                                                    "\n" + record({{"part", "2"}, {"account", R"("b")"}})),
                            {});
  metering::UsageBatch batch;
  ASSERT_TRUE(*reader->next(batch, 10));
  ASSERT_THAT(batch.jobs, SizeIs(2));
  EXPECT_TRUE(batch.jobs[0].ended);
  EXPECT_EQ(batch.jobs[1].account, "b");
  EXPECT_THAT(batch.resources, SizeIs(1));
  EXPECT_FALSE(*reader->next(batch, 10));
  EXPECT_TRUE(batch.empty());
}

TEST(Ndjson, HandsOutNoMoreThanWasAskedFor) {
  std::string text;
  for (int i = 0; i < 25; ++i) text += record({{"part", std::to_string(i)}}) + "\n";
  auto reader = open_ndjson(ByteSource::from_memory(text), {});
  metering::UsageBatch batch;
  for (const std::size_t size : {10U, 10U, 5U}) {
    ASSERT_TRUE(*reader->next(batch, 10));
    EXPECT_EQ(batch.size(), size);
  }
  EXPECT_FALSE(*reader->next(batch, 10));
  EXPECT_EQ(reader->report().records, 25U);
  EXPECT_EQ(reader->bytes_read(), text.size());
}

// Lines made of pieces that are easily confused; the scanner must read what the parser reads, or give up.
TEST(JsonLine, TheScannerReadsNothingThatTheParserReadsOtherwise) {
  constexpr std::array<std::string_view, 26> pieces = {"{",
                                                       "}",
                                                       "\"a\"",
                                                       "\"b\"",
                                                       ":",
                                                       ",",
                                                       "1",
                                                       "-",
                                                       "0",
                                                       "0.5",
                                                       "1.",
                                                       "\"x\\n\"",
                                                       "true",
                                                       "false",
                                                       "null",
                                                       "nul",
                                                       " ",
                                                       "\t",
                                                       "[",
                                                       "]",
                                                       "\"\xC3\xA4\"",
                                                       "\"\xC3\"",
                                                       "e5",
                                                       "\"",
                                                       "{\"a\":1",
                                                       "{\"a\":\"t\",\"b\":2}"};
  Random random{20'260'301};
  JsonLine scanner;
  JsonLine parser;
  int both = 0;
  for (int round = 0; round < 200'000; ++round) {
    std::string line = random.chance(1, 2) ? "{" : "";
    for (std::uint64_t i = random.below(8); i > 0; --i) line += pieces[random.below(pieces.size())];
    if (random.chance(1, 2)) line += "}";
    const std::size_t size = line.size();
    line.append(LineSource::padding, ' ');
    const std::string_view text = std::string_view{line}.substr(0, size);
    if (!scanner.scan(text)) continue;
    ++both;
    ASSERT_TRUE(parser.parse(text).has_value()) << text;
    ASSERT_EQ(scanner.fields().size(), parser.fields().size()) << text;
    for (std::size_t i = 0; i < scanner.fields().size(); ++i) {
      ASSERT_EQ(scanner.fields()[i].name, parser.fields()[i].name) << text;
      ASSERT_EQ(scanner.fields()[i].kind, parser.fields()[i].kind) << text;
      ASSERT_EQ(scanner.fields()[i].text, parser.fields()[i].text) << text;
    }
  }
  EXPECT_GT(both, 1000);
}

}  // namespace
}  // namespace scrip::connectors
