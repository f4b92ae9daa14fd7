#include "connectors/philly.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "connectors/test_support.h"

namespace scrip::connectors {
namespace {

using test::read_text;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::SizeIs;

std::string job(const std::string& attempts, const std::string& devices = "8") {
  return R"([{"id":"j","num_gpus":)" + devices + R"(,"runtime":99999.5,"attempts":[)" + attempts +
         R"(],"submitted_time":"x"}])";
}

TEST(Philly, EveryAttemptIsARecordAndTheRuntimeIsNotUsed) {
  const auto result = read_text(job(R"({"start_time":"2017-10-07 01:12:09","end_time":"2017-10-07 01:13:23"},)"
                                    R"({"start_time":"2017-10-07 01:13:23","end_time":"2017-10-07 01:13:30"})"),
                                {}, {.cluster = "philly"});
  EXPECT_THAT(result.records, ElementsAre("philly/j||gpu|0|1507338729000|1507338803000|8000|ended",
                                          "philly/j||gpu|1|1507338803000|1507338810000|8000|ended"));
  EXPECT_EQ(result.report.rows, 1U);
}

TEST(Philly, LeavesOutAttemptsOfNoLengthButKeepsTheirNumber) {
  const auto result = read_text(job(R"({"start_time":"2017-10-07 01:12:09","end_time":"2017-10-07 01:12:09"},)"
                                    R"({"start_time":"2017-10-07 01:13:23","end_time":"2017-10-07 01:13:30"},)"
                                    R"({"start_time":"2017-10-07 01:13:23","end_time":"None"})"));
  EXPECT_THAT(result.records, ElementsAre("j||gpu|1|1507338803000|1507338810000|8000"));
  EXPECT_THAT(result.report.left_out, ElementsAre(Pair("not_finished", 1), Pair("nothing_used", 1)));
}

TEST(Philly, SuspendsAnAttemptThatEndsBeforeItStarts) {
  EXPECT_THAT(read_text(job(R"({"start_time":"2017-10-07 01:12:09","end_time":"2017-10-07 01:12:08"})")).records,
              ElementsAre(HasSubstr("|inconsistent_time")));
}

TEST(Philly, RejectsAJobAsAWhole) {
  const auto result = read_text(job(R"({"start_time":"2017-10-07 01:12:09","end_time":"2017-10-07 01:13:23"},)"
                                    R"({"start_time":"2017-13-07 01:12:09","end_time":"2017-10-07 01:13:23"})"));
  EXPECT_THAT(result.records, IsEmpty());
  EXPECT_EQ(result.report.rejected.at(0).field, "start_time");
  EXPECT_EQ(result.report.rejected.at(0).line, 1U);
  for (const char* devices : {"0", "-1", "1.5", "\"8\"", "null"}) {
    EXPECT_THAT(read_text(job("", devices)).report.rejected, SizeIs(1)) << devices;
  }
}

}  // namespace
}  // namespace scrip::connectors
