#include "connectors/sacct.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "connectors/test_support.h"

namespace scrip::connectors {
namespace {

using test::first_error;
using test::Read;
using test::read_text;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::SizeIs;

const std::string header =
    "JobID|JobIDRaw|Cluster|Account|State|Submit|Start|End|ElapsedRaw|Suspended|AllocCPUS|ReqTRES|AllocTRES\n";

// A job that ran on two of one model for ten seconds, with some of its fields replaced.
std::string row(std::map<std::string, std::string> change) {
  std::map<std::string, std::string> values = {{"JobID", "7"},
                                               {"JobIDRaw", "7"},
                                               {"Cluster", "c"},
                                               {"Account", "acme"},
                                               {"State", "COMPLETED"},
                                               {"Submit", "1600000000"},
                                               {"Start", "1600000100"},
                                               {"End", "1600000110"},
                                               {"ElapsedRaw", "10"},
                                               {"Suspended", "00:00:00"},
                                               {"AllocCPUS", "4"},
                                               {"ReqTRES", "cpu=4,gres/gpu:h100=2,gres/gpu=2"},
                                               {"AllocTRES", "cpu=4,gres/gpu:h100=2,gres/gpu=2"}};
  for (const auto& [name, value] : change) values.at(name) = value;
  std::string out;
  for (const char* name : {"JobID", "JobIDRaw", "Cluster", "Account", "State", "Submit", "Start", "End", "ElapsedRaw",
                           "Suspended", "AllocCPUS", "ReqTRES", "AllocTRES"}) {
    out += (out.empty() ? "" : "|") + values.at(name);
  }
  return out + "\n";
}

Read read_row(std::map<std::string, std::string> change, const ReadOptions& options = {}) {
  return read_text(header + row(std::move(change)), {}, options);
}

TEST(Sacct, ChargesWhatWasAllocatedForTheElapsedTime) {
  EXPECT_THAT(read_row({}).records,
              ElementsAre("c/7@1600000000|acme|h100|1600000100|1600000100000|1600000110000|2000|requested=h100|ended"));
}

TEST(Sacct, FindsColumnsByNameInAnyOrder) {
  const auto result = read_text(
      "AllocTRES|State|Start|ElapsedRaw|Submit|JobIDRaw|Cluster\n"
      "gres/gpu:h100=2,gres/gpu=2|COMPLETED|1600000100|10|1600000000|7|c\n");
  EXPECT_THAT(result.records, ElementsAre("c/7@1600000000||h100|1600000100|1600000100000|1600000110000|2000|ended"));
}

TEST(Sacct, NamesTheMissingColumn) {
  const auto result = read_text("JobIDRaw|Cluster|State|Submit|Start|ElapsedRaw\n");
  ASSERT_TRUE(result.error.has_value());
  EXPECT_EQ(result.error->code, ErrorCode::missing_field);
  EXPECT_EQ(result.error->field, "AllocTRES");
}

TEST(Sacct, NeedsAClusterFromTheFileOrTheOptions) {
  const std::string text = "JobIDRaw|State|Submit|Start|ElapsedRaw|AllocTRES\n7|FAILED|1600000000|1600000000|1|cpu=1\n";
  EXPECT_EQ(read_text(text).error->field, "Cluster");
  EXPECT_THAT(read_text(text, {}, {.cluster = "c"}).records, SizeIs(1));
}

TEST(Sacct, LeavesOutJobsThatAreNotFinished) {
  for (const char* state : {"RUNNING", "PENDING", "SUSPENDED", "COMPLETING", "CONFIGURING"}) {
    const auto result = read_row({{"State", state}, {"Start", "Unknown"}, {"End", "Unknown"}});
    EXPECT_THAT(result.records, IsEmpty());
    EXPECT_THAT(result.report.left_out, ElementsAre(Pair("not_finished", 1))) << state;
  }
}

TEST(Sacct, TakesFailedAndCancelledJobsBecauseTheyDidUseTime) {
  for (const char* state : {"FAILED", "CANCELLED", "CANCELLED by 1001", "TIMEOUT", "OUT_OF_MEMORY", "NODE_FAIL"}) {
    EXPECT_THAT(read_row({{"State", state}}).records, ElementsAre(HasSubstr("|ended"))) << state;
  }
}

TEST(Sacct, KeepsAJobOpenThatMayRunAgain) {
  for (const char* state : {"REQUEUED", "PREEMPTED"}) {
    EXPECT_THAT(read_row({{"State", state}}).records, ElementsAre(::testing::Not(HasSubstr("|ended")))) << state;
  }
}

TEST(Sacct, PutsUnknownStatesInSuspense) {
  EXPECT_THAT(read_row({{"State", "FOO"}}).records, ElementsAre(HasSubstr("|unknown_state")));
  EXPECT_THAT(read_row({{"State", "CANCELLED+"}}).records, ElementsAre(HasSubstr("|unknown_state")));
}

TEST(Sacct, LeavesOutJobsThatUsedNothing) {
  const auto result = read_row({{"ElapsedRaw", "0"}, {"State", "CANCELLED by 5"}, {"Start", "Unknown"}});
  EXPECT_THAT(result.records, IsEmpty());
  EXPECT_THAT(result.report.left_out, ElementsAre(Pair("nothing_used", 1)));
}

TEST(Sacct, RejectsNegativeElapsedTime) {
  const auto result = read_row({{"ElapsedRaw", "-3"}});
  ASSERT_THAT(result.report.rejected, SizeIs(1));
  EXPECT_EQ(result.report.rejected[0].code, ErrorCode::out_of_range);
  EXPECT_EQ(result.report.rejected[0].field, "ElapsedRaw");
  EXPECT_EQ(result.report.rejected[0].line, 2U);
}

TEST(Sacct, PutsAnEndBeforeTheStartInSuspense) {
  EXPECT_THAT(read_row({{"End", "1600000000"}}).records, ElementsAre(HasSubstr("|inconsistent_time")));
}

TEST(Sacct, WarnsWhereElapsedDiffersAndChargesElapsed) {
  const auto result = read_row({{"End", "1600009000"}});
  EXPECT_THAT(result.records, ElementsAre(HasSubstr("|1600000110000|2000|requested=h100|ended")));
  EXPECT_THAT(result.report.warnings, ElementsAre(Pair("elapsed_differs", 1)));
  EXPECT_THAT(read_row({{"End", "1600000130"}, {"Suspended", "00:00:20"}}).report.warnings, IsEmpty());
}

TEST(Sacct, PutsElapsedFarBeyondTheEndInSuspense) {
  EXPECT_THAT(read_row({{"ElapsedRaw", "90000000"}}).records, ElementsAre(HasSubstr("|inconsistent_time")));
}

TEST(Sacct, ChargesTheUntypedRemainderAsTheDefaultModel) {
  const std::map<std::string, std::string> mixed = {{"AllocTRES", "cpu=4,gres/gpu:h100=2,gres/gpu=5"}, {"ReqTRES", ""}};
  EXPECT_THAT(read_row(mixed, {.resource = "a100"}).records,
              ElementsAre(HasSubstr("|a100|1600000100|1600000100000|1600000110000|3000"), HasSubstr("|h100|")));
  EXPECT_THAT(read_row(mixed).records, ElementsAre(HasSubstr("|gpu|1600000100|"), HasSubstr("|h100|")));
}

TEST(Sacct, TypedCountsAreRightEvenIfTheTotalIsLower) {
  EXPECT_THAT(read_row({{"AllocTRES", "gres/gpu=1,gres/gpu:h100=2"}}).records, ElementsAre(HasSubstr("|h100|")));
}

TEST(Sacct, ReadsFractionsAndSuffixesOfCounts) {
  EXPECT_THAT(read_row({{"AllocTRES", "gres/gpu:h100=0.25"}}).records, ElementsAre(HasSubstr("|250|")));
  EXPECT_THAT(read_row({{"AllocTRES", "cpu=2K"}, {"ReqTRES", ""}}).records,
              ElementsAre(HasSubstr("cpu-core|1600000100|1600000100000|1600000110000|2048000")));
  const auto bad = read_row({{"AllocTRES", "gres/gpu:h100=zwei"}});
  EXPECT_EQ(bad.report.rejected.at(0).field, "AllocTRES");
}

TEST(Sacct, ChargesOtherDeviceFamiliesButNotOtherGres) {
  EXPECT_THAT(read_row({{"AllocTRES", "cpu=4,gres/npu:910b=8,gres/npu=8,gres/gpumem=5G,gres/shard=3,license/x=1"},
                        {"ReqTRES", ""}})
                  .records,
              ElementsAre(HasSubstr("|910b|")));
}

TEST(Sacct, ChargesDevicesOfAJobWithoutCores) {
  EXPECT_THAT(read_row({{"AllocTRES", "gres/gpu=2"}, {"AllocCPUS", "0"}, {"ReqTRES", ""}}).records,
              ElementsAre(HasSubstr("|gpu|1600000100|1600000100000|1600000110000|2000")));
}

TEST(Sacct, ChargesCoresWhereThereAreNoDevices) {
  EXPECT_THAT(read_row({{"AllocTRES", ""}, {"ReqTRES", ""}}).records,
              ElementsAre("c/7@1600000000|acme|cpu-core|1600000100|1600000100000|1600000110000|4000|ended"));
}

TEST(Sacct, ChargesAsTheOptionSays) {
  EXPECT_THAT(read_row({}, {.charge = Charge::cores}).records, ElementsAre(HasSubstr("|cpu-core|1600000100|")));
  EXPECT_THAT(read_row({}, {.charge = Charge::both}).records,
              ElementsAre(HasSubstr("|h100|1600000100|"), HasSubstr("|cpu-core|")));
  const auto none = read_row({{"AllocTRES", "cpu=4"}, {"ReqTRES", ""}}, {.charge = Charge::devices});
  EXPECT_THAT(none.report.left_out, ElementsAre(Pair("no_devices", 1)));
}

TEST(Sacct, SuspendsAJobWhoseDevicesWereNotAccountedFor) {
  EXPECT_THAT(read_row({{"AllocTRES", "cpu=4"}}).records,
              ElementsAre("c/7@1600000000|acme|h100|1600000100|1600000100000|1600000110000|0|requested=h100|ended|"
                          "device_count_missing"));
}

TEST(Sacct, WarnsWhereAnotherModelOrCountWasGiven) {
  const auto model = read_row({{"AllocTRES", "cpu=4,gres/gpu:a100=2,gres/gpu=2"}});
  EXPECT_THAT(model.records, ElementsAre(HasSubstr("|a100|")));
  EXPECT_THAT(model.records, ElementsAre(HasSubstr("|requested=h100")));
  EXPECT_THAT(model.report.warnings, ElementsAre(Pair("differs_from_request", 1)));
  const auto size = read_row({{"AllocTRES", "cpu=4,gres/gpu:h100=8,gres/gpu=8"}});
  EXPECT_THAT(size.report.warnings, ElementsAre(Pair("differs_from_request", 1)));
  const auto untyped = read_row({{"ReqTRES", "cpu=4,gres/gpu=2"}});
  EXPECT_THAT(untyped.report.warnings, IsEmpty());
}

TEST(Sacct, LeavesOutSteps) {
  const auto result = read_text(header + row({}) + row({{"JobID", "7.batch"}, {"JobIDRaw", "7.batch"}}) +
                                row({{"JobID", "7.0"}, {"JobIDRaw", "7.0"}}));
  EXPECT_THAT(result.records, SizeIs(1));
  EXPECT_THAT(result.report.left_out, ElementsAre(Pair("step", 2)));
}

TEST(Sacct, EveryRunOfARequeuedJobIsARecord) {
  const auto result =
      read_text(header + row({{"State", "REQUEUED"}}) + row({{"Start", "1600000200"}, {"End", "1600000210"}}));
  EXPECT_THAT(result.records, ElementsAre(HasSubstr("|1600000100|"), HasSubstr("|1600000200|")));
}

TEST(Sacct, TheRemainderOfAnArrayGoesByItsWrittenId) {
  const auto result =
      read_text(header + row({{"JobID", "7_4"}}) + row({{"JobID", "7_[1-3]"}}) + row({{"JobID", "7_[9-11,20]"}}));
  EXPECT_THAT(result.records, ElementsAre(HasSubstr("c/7@"), HasSubstr("c/7_[1-3]@"), HasSubstr("c/7_[9-11,20]@")));
}

TEST(Sacct, ReadsLocalTimesWithTheZoneGiven) {
  const ReadOptions shanghai{.zone = {.steps = {{.from_ms = 0, .offset_s = 8 * 3600}}}};
  const std::map<std::string, std::string> local = {
      {"Submit", "2020-09-13T20:26:40"}, {"Start", "2020-09-13T20:28:20"}, {"End", "2020-09-13T20:28:30"}};
  EXPECT_EQ(read_row(local, shanghai).records, read_row({}).records);
  EXPECT_THAT(read_row(local, shanghai).report.warnings, IsEmpty());
  EXPECT_THAT(read_row(local).report.warnings, ElementsAre(Pair("utc_assumed", 1)));
}

TEST(Sacct, HintsAtMillisecondsWhereSecondsAreExpected) {
  const auto result = read_row({{"Start", "1600000100000"}});
  EXPECT_EQ(result.report.rejected.at(0).code, ErrorCode::time_invalid);
  EXPECT_THAT(result.report.rejected.at(0).detail, HasSubstr("milliseconds"));
}

TEST(Sacct, RejectsRowsWithTooFewFieldsAndReadsOn) {
  const auto result = read_text(header + "7|7|c\n" + row({}));
  EXPECT_THAT(result.records, SizeIs(1));
  EXPECT_EQ(result.report.rejected_rows, 1U);
  EXPECT_EQ(result.report.rejected.at(0).line, 2U);
  EXPECT_EQ(result.report.rejected.at(0).code, ErrorCode::syntax_error);
}

TEST(Sacct, ASeparatorInAJobNameNeitherHidesNorForgesAJob) {
  const std::string named = "JobIDRaw|JobName|Cluster|State|Submit|Start|ElapsedRaw|AllocTRES|Comment\n";
  const std::string rest = "|c|COMPLETED|1600000000|1600000100|10|gres/gpu:h100=2,gres/gpu=2|";
  EXPECT_THAT(read_text(named + "7|a|b" + rest + "\n").records, ElementsAre(HasSubstr("c/7@1600000000||h100|")));
  EXPECT_THAT(read_text(named + "7|a" + rest + "x|y\n").records, ElementsAre(HasSubstr("c/7@1600000000||h100|")));
  const auto forged = read_text(named + "7|a|c|CANCELLED|1600000000|1600000100|0||" + rest + "\n");
  for (const auto& record : forged.records) EXPECT_THAT(record, HasSubstr("|2000"));
  EXPECT_EQ(forged.records.size() + forged.report.rejected_rows, 1U);
}

TEST(Sacct, ReadsTheHeaderlessLayoutOfXdmod) {
  const auto result = read_text(
      "5692623|5692623|ub-hpc||qos|ccr|na|0|xms|987654321|2016-08-01T06:01:08|Unknown|2016-08-01T07:04:09|"
      "2016-08-01T07:05:09|00:01:00|0:0|COMPLETED|0|0|0|0n||gres/gpu=2||cpn-k16-35-01|alloc|ation\n"
      "41|41|phillips|black|qos|taifl|t|3|h|3|2020-07-01T15:28:17|2020-07-01T15:28:17|2020-07-01T15:28:17|"
      "2020-07-04T15:28:17|3-00:00:00|0:0|TIMEOUT|1|40|40|120000Mn|||3-00:00:00|cpn|a\xC3\xA0"
      "b");
  EXPECT_THAT(result.records,
              ElementsAre("ub-hpc/5692623@1470031268|ccr|gpu|1470035049|1470035049000|1470035109000|2000|ended",
                          "phillips/41@1593617297|taifl|cpu-core|1593617297|1593617297000|1593876497000|40000|ended"));
}

TEST(Sacct, TextAndEpochTimesOfTheSameJobsGiveTheSameRecords) {
  const auto folder = test::shared_folder() / "facts/slurm_samples";
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << "no " << folder;
  const auto local = test::read_file((folder / "sacct_D_X_parsable2.txt").string());
  const auto epoch = test::read_file((folder / "sacct_D_X_parsable2_epoch.txt").string());
  const auto steps = test::read_file((folder / "sacct_D_parsable2_epoch_with_steps.txt").string());
  EXPECT_EQ(local.records, epoch.records);
  EXPECT_EQ(epoch.records, steps.records);
  EXPECT_EQ(first_error(local), "");
  EXPECT_THAT(local.records, SizeIs(19));
  EXPECT_THAT(local.report.left_out, ElementsAre(Pair("not_finished", 1)));
  EXPECT_THAT(local.report.warnings, Contains(Pair("differs_from_request", 1)));
}

}  // namespace
}  // namespace scrip::connectors
