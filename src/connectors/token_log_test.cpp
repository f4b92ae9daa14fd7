#include "connectors/token_log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "connectors/test_support.h"

namespace scrip::connectors {
namespace {

using test::read_text;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;
using ::testing::SizeIs;
using ::testing::StartsWith;

const ReadOptions options{.time_zero = instant_at(1'600'000'000'000), .account = "a", .model = "m"};
const std::string header = "TIMESTAMP,ContextTokens,GeneratedTokens\n";

TEST(AzureLog, EachRequestIsARecordOfInputAndOneOfOutput) {
  const auto result = read_text(header + "2023-11-16 18:17:03.9799600,4808,10", {}, options);
  ASSERT_THAT(result.records, SizeIs(2));
  EXPECT_THAT(result.records[0], StartsWith("azure-llm/2023-11-16|a|m/input|"));
  EXPECT_THAT(result.records[0], HasSubstr("|1700158623979|1700158623979|4808|use=inference"));
  EXPECT_THAT(result.records[1], HasSubstr("|m/output|"));
  EXPECT_THAT(result.report.warnings, ElementsAre(Pair("utc_assumed", 1)));
}

TEST(AzureLog, ARequestKeepsItsIdentityInEveryExport) {
  const std::string a = "2023-11-16 18:17:03.9799600,10,1\n";
  const std::string b = "2023-11-16 18:17:04.0000000,20,2\n";
  const std::string c = "2023-11-16T18:17:05Z,30,3\n";
  const auto whole = read_text(header + a + b + b + c, {}, options).records;
  const auto tail = read_text(header + b + b + c, {}, options).records;
  EXPECT_EQ(std::vector(whole.begin() + 2, whole.end()), tail);
  EXPECT_THAT(std::set(whole.begin(), whole.end()), SizeIs(8)) << "equal requests are told apart";
  EXPECT_EQ(read_text(header + "2023-11-16 18:17:04,20,2\n", {}, options).records,
            std::vector(tail.begin(), tail.begin() + 2));
}

TEST(AzureLog, TimesThatDifferBelowAMillisecondAreOtherRequests) {
  const auto result =
      read_text(header + "2023-11-16 18:17:03.9799600,10,1\n2023-11-16 18:17:03.9799601,10,1\n", {}, options);
  EXPECT_THAT(std::set(result.records.begin(), result.records.end()), SizeIs(4));
}

TEST(AzureLog, EqualRequestsInAnyOrderAreToldApart) {
  const std::string a = "2023-11-16 18:17:03,10,1\n";
  const std::string b = "2023-11-16 18:17:02,10,1\n";
  const auto result = read_text(header + a + b + a + b, {}, options);
  EXPECT_THAT(std::set(result.records.begin(), result.records.end()), SizeIs(8));
}

TEST(AzureLog, RejectsBadRowsAndLeavesOutEmptyRequests) {
  const auto result =
      read_text(header +
                    "2023-11-16 18:17:03,-1,1\nyesterday,1,1\n2023-11-16 18:17:03,1\n2023-11-16 18:17:03,0,0\n"
                    "2023-11-16 18:17:03,1.5,1\n",
                {}, options);
  EXPECT_THAT(result.records, SizeIs(0));
  ASSERT_THAT(result.report.rejected, SizeIs(4));
  EXPECT_EQ(result.report.rejected[0].code, ErrorCode::out_of_range);
  EXPECT_EQ(result.report.rejected[0].field, "ContextTokens");
  EXPECT_EQ(result.report.rejected[1].code, ErrorCode::time_invalid);
  EXPECT_EQ(result.report.rejected[2].line, 4U);
  EXPECT_THAT(result.report.left_out, ElementsAre(Pair("nothing_used", 1)));
}

TEST(TokenLogs, NeedAModel) {
  EXPECT_EQ(read_text(header, {}, {}).error->field, "model");
  EXPECT_EQ(
      read_text(R"({"timestamp":0,"input_length":1,"output_length":1,"hash_ids":[]})", {}, {.model = "m"}).error->field,
      "time_zero");
}

const std::string three_requests =
    R"({"timestamp": 0, "input_length": 1100, "output_length": 5, "hash_ids": [0, 1, 2]})"
    "\n"
    R"({"timestamp": 0, "input_length": 1300, "output_length": 6, "hash_ids": [0, 1, 3]})"
    "\n"
    R"({"timestamp": 3000, "input_length": 1300, "output_length": 7, "hash_ids": [9, 1, 3]})"
    "\n";

TEST(MooncakeLog, CountsWhatWasSent) {
  const auto result = read_text(three_requests, {}, options);
  ASSERT_THAT(result.records, SizeIs(6));
  EXPECT_THAT(result.records[0], StartsWith("mooncake/2020-09-13|a|m/input|"));
  EXPECT_THAT(result.records[2], HasSubstr("|1600000000000|1600000000000|1300|"));
  EXPECT_THAT(result.records[4], HasSubstr("|1600000003000|1600000003000|1300|"));
}

TEST(MooncakeLog, CountsOnlyTheTokensBehindAKnownPrefixIfAsked) {
  auto computed = options;
  computed.billed = Billed::computed;
  const auto result = read_text(three_requests, {}, computed);
  ASSERT_THAT(result.records, SizeIs(6));
  EXPECT_THAT(result.records[0], HasSubstr("|1100|"));
  EXPECT_THAT(result.records[2], HasSubstr("|276|"));
  EXPECT_THAT(result.records[4], HasSubstr("|1300|")) << "a known block behind an unknown one must be computed again";
  const std::string twice = three_requests.substr(0, three_requests.find('\n') + 1);
  EXPECT_THAT(read_text(twice + twice, {}, computed).records, SizeIs(3)) << "nothing of the second prompt was computed";
}

TEST(MooncakeLog, NamesTheBadField) {
  const auto result = read_text(R"({"timestamp": 0, "input_length": "x", "output_length": 5, "hash_ids": []})"
                                "\n"
                                R"({"timestamp": -1, "input_length": 5, "output_length": 5, "hash_ids": []})"
                                "\nnonsense\n",
                                Format::mooncake, options);
  ASSERT_THAT(result.report.rejected, SizeIs(3));
  EXPECT_EQ(result.report.rejected[0].field, "input_length");
  EXPECT_EQ(result.report.rejected[1].code, ErrorCode::out_of_range);
  EXPECT_EQ(result.report.rejected[2].code, ErrorCode::syntax_error);
  EXPECT_EQ(result.report.rejected[2].line, 3U);
}

}  // namespace
}  // namespace scrip::connectors
