#include "connectors/slurm_json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "connectors/test_support.h"

namespace scrip::connectors {
namespace {

using test::read_text;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::SizeIs;

constexpr std::string_view times =
    R"("time":{"elapsed":10,"end":1600000110,"start":1600000100,"submission":1600000000,"suspended":0})";
constexpr std::string_view two_h100 =
    R"("tres":{"allocated":[{"type":"cpu","name":null,"id":1,"count":4},{"type":"energy","name":"","id":3,"count":-2},)"
    R"({"type":"gres","name":"gpu","id":1001,"count":2},{"type":"gres","name":"gpu:h100","id":1002,"count":2}],"requested":[]})";

test::Read read_jobs(const std::string& jobs, const ReadOptions& options = {}) {
  return read_text("{\"meta\":{},\"errors\":[],\"jobs\":[" + jobs + "],\"warnings\":[]}", Format::sacct_json, options);
}

std::string job(std::string_view state, std::string_view more, std::string_view time = times) {
  return fmt::format(R"({{"job_id":7,"cluster":"c","account":"acme","state":{{"current":{},"reason":"None"}},{},{}}})",
                     state, time, more);
}

constexpr const char* expected = "c/7@1600000000|acme|h100|1600000100|1600000100000|1600000110000|2000|ended";

TEST(SlurmJson, StatesAreATextOrAList) {
  EXPECT_THAT(read_jobs(job(R"("COMPLETED")", two_h100)).records, ElementsAre(expected));
  EXPECT_THAT(read_jobs(job(R"(["COMPLETED"])", two_h100)).records, ElementsAre(expected));
  EXPECT_THAT(read_jobs(job(R"(["RUNNING","COMPLETING"])", two_h100)).report.left_out,
              ElementsAre(Pair("not_finished", 1)));
  EXPECT_THAT(read_jobs(job(R"(["COMPLETED","WHAT"])", two_h100)).records, ElementsAre(HasSubstr("|unknown_state")));
  EXPECT_THAT(read_jobs(job("[]", two_h100)).records, ElementsAre(HasSubstr("|unknown_state")));
}

TEST(SlurmJson, NumbersArePlainOrSets) {
  const std::string sets =
      R"("time":{"elapsed":{"set":true,"infinite":false,"number":10},"end":{"set":true,"infinite":false,"number":1600000110},)"
      R"("start":{"set":true,"infinite":false,"number":1600000100},"submission":1600000000,)"
      R"("suspended":{"set":false,"infinite":false,"number":0}})";
  EXPECT_THAT(read_jobs(job(R"("COMPLETED")", two_h100, sets)).records, ElementsAre(expected));
  const std::string text = R"("time":{"elapsed":"ten","end":1600000110,"start":1600000100,"submission":1600000000})";
  const auto bad = read_jobs(job(R"("COMPLETED")", two_h100, text));
  EXPECT_EQ(bad.report.rejected.at(0).code, ErrorCode::value_invalid);
  EXPECT_EQ(bad.report.rejected.at(0).field, "elapsed");
  EXPECT_EQ(bad.report.rejected.at(0).line, 1U);
}

TEST(SlurmJson, FallsBackOnWhatTheNodesGave) {
  const std::string cpu = R"("tres":{"allocated":[{"type":"cpu","name":"","count":4}],"requested":[]})";
  EXPECT_THAT(
      read_jobs(job(R"("COMPLETED")", cpu + R"x(,"gres_detail":["gpu:h100:1(IDX:0,2)","gpu:h100:1(IDX:1)"])x")).records,
      ElementsAre(expected));
  EXPECT_THAT(read_jobs(job(R"("COMPLETED")", cpu + R"x(,"used_gres":"gpu:h100:2(IDX:0-1)")x")).records,
              ElementsAre(expected));
}

TEST(SlurmJson, SuspendsJobsThatAskedForDevicesNobodyCounted) {
  const std::string cpu =
      R"("tres":{"allocated":[{"type":"cpu","name":"","count":4}],"requested":[]},"gres_detail":[])";
  for (const char* asked : {R"("tres_per_node":"gres/gpu:h100:1")", R"("tres_per_job":"gres:gpu:4")",
                            R"("submit_line":"sbatch --gpus 4 job.sh")", R"("submit_line":"srun --gres=gpu:h100:2 x")",
                            R"("submit_line":"srun --gres gpu x")", R"("submit_line":"srun -G2 x")"}) {
    EXPECT_THAT(read_jobs(job(R"("COMPLETED")", cpu + "," + asked)).records,
                ElementsAre(HasSubstr("|device_count_missing")))
        << asked;
  }
  for (const char* not_asked : {R"("tres_per_node":"")", R"("submit_line":"sbatch --gres=license:1 job.sh")"}) {
    EXPECT_THAT(read_jobs(job(R"("COMPLETED")", cpu + "," + not_asked)).records, ElementsAre(HasSubstr("|cpu-core|")))
        << not_asked;
  }
}

TEST(SlurmJson, ReadsJobsOfTheControllerToTheSameRecords) {
  const std::string controller =
      R"({"job_id":7,"cluster":"c","account":"acme","job_state":["COMPLETED"],"submit_time":1600000000,)"
      R"("start_time":{"set":true,"infinite":false,"number":1600000100},"end_time":1600000110,"suspend_time":0,)"
      R"("tres_alloc_str":"cpu=4,gres/gpu=2,gres/gpu:h100=2","tres_req_str":""})";
  EXPECT_THAT(read_jobs(controller).records, ElementsAre(expected));
  const std::string suspended =
      R"({"job_id":7,"cluster":"c","account":"acme","job_state":"COMPLETED","submit_time":1600000000,)"
      R"("start_time":1600000100,"end_time":1600000130,"suspend_time":1600000125,"pre_sus_time":5,)"
      R"("tres_alloc_str":"gres/gpu:h100=2"})";
  EXPECT_THAT(read_jobs(suspended).records, ElementsAre(expected));
}

TEST(SlurmJson, RejectsABrokenJobAndReadsOn) {
  const auto result = read_jobs(R"({"job_id":1},{"job_id":tru},7,)" + job(R"("COMPLETED")", two_h100));
  EXPECT_THAT(result.records, SizeIs(1));
  EXPECT_EQ(result.report.rejected_rows, 3U);
  EXPECT_EQ(result.report.rejected.at(0).code, ErrorCode::missing_field);
  EXPECT_EQ(result.report.rejected.at(1).code, ErrorCode::syntax_error);
  EXPECT_EQ(result.report.rejected.at(1).line, 2U);
}

TEST(SlurmJson, ReportsADocumentCutInTheMiddle) {
  std::string text = "{\"jobs\":[" + job(R"("COMPLETED")", two_h100) + "," + job(R"("COMPLETED")", two_h100);
  const auto result = read_text(text.substr(0, text.size() - 5), Format::sacct_json);
  EXPECT_THAT(result.records, SizeIs(1));
  ASSERT_TRUE(result.error.has_value());
  EXPECT_EQ(result.error->code, ErrorCode::file_truncated);
}

TEST(SlurmJson, ReportsADocumentWithoutJobs) {
  EXPECT_EQ(read_text(R"({"meta":{"a":[1,"]}"]}})", Format::sacct_json).error->code, ErrorCode::missing_field);
  EXPECT_EQ(read_text(R"({"jobs":[]}{"jobs":[]})", Format::sacct_json).error->code, ErrorCode::syntax_error);
  EXPECT_THAT(read_text(R"({"jobs":[],"errors":[{"error":"x"}]})", Format::sacct_json).report.warnings,
              ElementsAre(Pair("source_errors", 1)));
}

TEST(SlurmJson, TheJsonOfJobsGivesTheRecordsOfTheirText) {
  const auto folder = test::shared_folder() / "facts/slurm_samples";
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << "no " << folder;
  const auto text = test::read_file((folder / "sacct_D_X_parsable2.txt").string());
  std::size_t compared = 0;
  for (const char* name :
       {"sacct_job1000.json", "sacct_job1005_array.json", "sacct_job1009_requeued_D.json",
        "sacct_job1013_with_steps.json", "sacct_job1014_het.json", "slurmrestd_slurmdb_v0.0.38_job.json"}) {
    const auto json = test::read_file((folder / name).string());
    EXPECT_THAT(json.report.rejected, IsEmpty());
    for (const auto& record : json.records) {
      EXPECT_THAT(text.records, Contains(record)) << name;
      ++compared;
    }
  }
  EXPECT_EQ(compared, 11U);
  const auto running = test::read_file((folder / "slurmrestd_slurm_v0.0.38_job_running.json").string());
  EXPECT_THAT(running.report.left_out, ElementsAre(Pair("not_finished", 1)));
}

TEST(SlurmJson, ReadsTheRequeuedSampleOf2108) {
  const auto path = test::shared_folder() / "data/slurm-json/sacct/slurm_21_8_8.json";
  if (!std::filesystem::exists(path)) GTEST_SKIP() << "no " << path;
  const auto result = test::read_file(path.string());
  EXPECT_THAT(result.records, ElementsAre("cedar/55978384@1673275023|rrg-bengioy-ad_gpu|gpu|1673275023|1673275023000|"
                                          "1673361324000|1000"));
  EXPECT_THAT(result.report.warnings, ElementsAre(Pair("elapsed_differs", 1)));
}

}  // namespace
}  // namespace scrip::connectors
