#include "connectors/csv_usage.h"

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

const Instant zero = instant_at(1'600'000'000'000);

TEST(Csv, ReadsAFileWhoseHeaderUsesOurNames) {
  const auto result = read_text(
      "job,account,resource,devices,start,end,part,use\n"
      "j1,acme,h100,0.5,2020-09-13T12:26:40Z,2020-09-13T12:26:50Z,3,training\n");
  EXPECT_THAT(result.records, ElementsAre("j1|acme|h100|3|1600000000000|1600000010000|500|use=training"));
}

TEST(Csv, MapsColumnsByNameOrNumber) {
  const ReadOptions by_name{
      .columns = {{"job", "Job, name"}, {"start", "s"}, {"duration", "d"}, {"milli_devices", "m"}}};
  const std::string row = "\"a \"\"b\"\"\",1600000000,1.5,250\r\n";
  EXPECT_THAT(read_text("\"Job, name\",s,d,m\r\n" + row, Format::csv, by_name).records,
              ElementsAre("a \"b\"||gpu|0|1600000000000|1600000001500|250"));
  const ReadOptions by_number{.columns = {{"job", "1"}, {"start", "2"}, {"duration", "3"}, {"milli_devices", "4"}}};
  EXPECT_THAT(read_text(row, Format::csv, by_number).records, SizeIs(1));
}

TEST(Csv, RefusesAMappingThatDoesNotFit) {
  const std::string text = "a,b,b\n1,2,3\n";
  const auto error = [&](std::vector<std::pair<std::string, std::string>> columns) {
    return read_text(text, Format::csv, {.columns = std::move(columns)}).error->code;
  };
  EXPECT_EQ(error({{"jab", "a"}}), ErrorCode::unknown_field);
  EXPECT_EQ(error({{"job", "c"}}), ErrorCode::missing_field);
  EXPECT_EQ(error({{"job", "b"}}), ErrorCode::duplicate_key);
  EXPECT_EQ(error({{"job", "a"}, {"job", "b"}}), ErrorCode::duplicate_key);
  EXPECT_EQ(error({{"job", "a"}}), ErrorCode::missing_field);
  EXPECT_EQ(error({{"job", "9"}}), ErrorCode::missing_field);
}

TEST(Csv, QuotedFieldsMayRunOverLines) {
  const auto result =
      read_text("job,start,duration,devices\n\"a;\nb\",1600000000,1,1\nc,1600000000,1\n\"d,1600000000,1,1\n");
  EXPECT_THAT(result.records, IsEmpty());
  ASSERT_THAT(result.report.rejected, SizeIs(3));
  EXPECT_EQ(result.report.rejected[0].code, ErrorCode::value_invalid);  // a key with a line break
  EXPECT_EQ(result.report.rejected[0].line, 2U);
  EXPECT_EQ(result.report.rejected[1].code, ErrorCode::syntax_error);  // a field is missing
  EXPECT_EQ(result.report.rejected[1].line, 4U);
  EXPECT_EQ(result.report.rejected[2].line, 5U);
}

TEST(Csv, TakesSemicolonsAndTabsAsSeparators) {
  EXPECT_THAT(read_text("job;start;duration;devices\na;1600000000;1;1\n", Format::csv).records, SizeIs(1));
  EXPECT_THAT(read_text("job\tstart\tduration\tdevices\na\t1600000000\t1\t1\n", Format::csv).records, SizeIs(1));
}

TEST(Csv, ReadsTimesInEveryWriting) {
  for (const char* time :
       {"2020-09-13T12:26:40Z", "2020-09-13 20:26:40+08:00", "1600000000", "1600000000000", "1600000000.000"}) {
    const auto result = read_text(std::string("job,start,duration,devices\na,") + time + ",00:01:00,1\n");
    EXPECT_THAT(result.records, ElementsAre("a||gpu|0|1600000000000|1600000060000|1000")) << time;
  }
}

TEST(Csv, HintsWhereATimeCannotBeMeant) {
  const auto early = read_text("job,start,duration,devices\na,86400,1,1\n");
  EXPECT_EQ(early.report.rejected.at(0).code, ErrorCode::time_invalid);
  EXPECT_THAT(early.report.rejected.at(0).detail, HasSubstr("--time-zero"));
  const auto seconds =
      read_text("job,start,duration,devices\na,1600000000,1,1\n", {}, {.time_unit = TimeUnit::milliseconds});
  EXPECT_THAT(seconds.report.rejected.at(0).detail, HasSubstr("milliseconds are expected"));
}

TEST(Csv, JudgesEveryRow) {
  const std::string header = "job,start,end,duration,devices,state\n";
  const auto one = [&](const std::string& row) { return read_text(header + row + "\n"); };
  EXPECT_EQ(one("a,1600000000,,-5,1,").report.rejected.at(0).code, ErrorCode::out_of_range);
  EXPECT_EQ(one("a,1600000000,,5,-1,").report.rejected.at(0).code, ErrorCode::out_of_range);
  EXPECT_EQ(one("a,1600000000,,,1,").report.rejected.at(0).code, ErrorCode::missing_field);
  EXPECT_EQ(one(",1600000000,,5,1,").report.rejected.at(0).field, "job");
  EXPECT_THAT(one("a,1600000000,1500000000,,1,").records, ElementsAre(HasSubstr("|inconsistent_time")));
  EXPECT_THAT(one("a,1600000000,1600000009,5,1,").records, ElementsAre(HasSubstr("|inconsistent_time")));
  EXPECT_THAT(one("a,1600000000,,5,1,WHAT").records, ElementsAre(HasSubstr("|unknown_state")));
  EXPECT_THAT(one("a,1600000000,,5,1,Succeeded").records, ElementsAre(HasSubstr("|ended")));
  EXPECT_THAT(one("a,1600000000,,5,1,running").report.left_out, ElementsAre(Pair("not_finished", 1)));
  EXPECT_THAT(one("a,1600000000,,0,1,").report.left_out, ElementsAre(Pair("nothing_used", 1)));
  EXPECT_THAT(one("a,1600000000,,5,0,").report.left_out, ElementsAre(Pair("nothing_used", 1)));
  EXPECT_THAT(one("a,1600000000,,5,9999999999999999,").report.rejected, SizeIs(1));
  EXPECT_THAT(one("a,1600000000,,5,99999999,").records, SizeIs(1));
  EXPECT_THAT(one("a,1600000000,,999999999,1,").records, ElementsAre(HasSubstr("|out_of_range")));
}

const std::string itp = "job_id,submission_time,duration,num_gpu\n";

TEST(Itp, CountsFromTheZeroThatTheOptionsGive) {
  const auto without = read_text(itp + "x,0,600,1\n");
  EXPECT_EQ(without.error->code, ErrorCode::missing_field);
  EXPECT_EQ(without.error->field, "time_zero");
  const auto result = read_text(itp + "x,100,600,8\n", {}, {.time_zero = zero, .cluster = "c01", .resource = "v100"});
  EXPECT_THAT(result.records, ElementsAre("c01/x||v100|0|1600000100000|1600000700000|8000|ended"));
  EXPECT_THAT(result.report.warnings, ElementsAre(Pair("start_is_submission", 1)));
}

TEST(Itp, EqualRowsOfOtherJobsAreOtherJobs) {
  const auto result = read_text(itp + "x,100,600,8\ny,100,600,8\n", {}, {.time_zero = zero});
  EXPECT_THAT(result.records, SizeIs(2));
  EXPECT_THAT(result.report.samples, SizeIs(1)) << "the same remark is shown once";
}

const std::string openb =
    "name,cpu_milli,memory_mib,num_gpu,gpu_milli,gpu_spec,qos,pod_phase,creation_time,deletion_time,scheduled_time\n";

TEST(Openb, ChargesSharesOfADeviceAndCoresOfPodsWithout) {
  const auto result =
      read_text(openb +
                    "p0,12000,1,1,460,,LS,Running,0,100,0\np1,20000,1,0,0,,LS,Succeeded,5,100,10\n"
                    "p2,1000,1,4,1000,V100M16|V100M32,BE,Failed,5,100,10\np3,1000,1,1,1000,T4,BE,Failed,5,100,10\n",
                {}, {.time_zero = zero});
  EXPECT_THAT(result.records, ElementsAre("p0||gpu|0|1600000000000|1600000100000|460|ended",
                                          "p1||cpu-core|0|1600000010000|1600000100000|20000|ended",
                                          "p2||gpu|0|1600000010000|1600000100000|4000|ended",
                                          "p3||gpu|0|1600000010000|1600000100000|1000|requested=T4|ended"));
}

TEST(Openb, LeavesOutPodsThatWereNeverScheduled) {
  const auto result = read_text(openb + "p0,1000,1,1,1000,,LS,Pending,0,100,\np1,1000,1,1,1000,,LS,Running,0,,5\n", {},
                                {.time_zero = zero});
  EXPECT_THAT(result.records, IsEmpty());
  EXPECT_THAT(result.report.left_out, ElementsAre(Pair("never_scheduled", 1), Pair("not_finished", 1)));
}

TEST(Openb, ChargesDevicesAndCoresIfAsked) {
  const std::string pod = openb + "p0,12000,1,1,460,,LS,Running,0,100,0\n";
  EXPECT_THAT(read_text(pod, {}, {.time_zero = zero, .charge = Charge::both}).records,
              ElementsAre(HasSubstr("|gpu|0|"), HasSubstr("|cpu-core|")));
  EXPECT_THAT(read_text(pod, {}, {.time_zero = zero, .charge = Charge::cores}).records,
              ElementsAre(HasSubstr("|cpu-core|0|")));
  const auto none =
      read_text(openb + "p0,12000,1,0,0,,LS,Running,0,100,0\n", {}, {.time_zero = zero, .charge = Charge::devices});
  EXPECT_THAT(none.report.left_out, ElementsAre(Pair("no_devices", 1)));
}

}  // namespace
}  // namespace scrip::connectors
