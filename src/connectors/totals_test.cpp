#include "connectors/totals.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>

#include "connectors/test_support.h"

namespace scrip::connectors {
namespace {

std::string output_of(const std::string& command) {
  FILE* pipe = popen(command.c_str(), "r");
  if (pipe == nullptr) return {};
  std::string out;
  std::array<char, 65536> block{};
  while (const std::size_t size = fread(block.data(), 1, block.size(), pipe)) out.append(block.data(), size);
  return pclose(pipe) == 0 ? out : "";
}

std::string totals_of(ByteSource source, std::optional<Format> format, const ReadOptions& options) {
  auto reader = open_usage(std::move(source), format, options);
  if (!reader) return describe(reader.error(), Language::english);
  Totals totals;
  metering::UsageBatch batch;
  for (;;) {
    const auto more = (*reader)->next(batch, 777);
    if (!more) return describe(more.error(), Language::english);
    if (!*more) return totals.json((*reader)->report()) + "\n";
    totals.add(batch);
  }
}

TEST(Totals, AreExactBeyond64Bits) {
  metering::UsageBatch batch;
  batch.jobs.push_back({.key = "j", .account = "a\"b", .requested = {}});
  batch.resources.push_back("r");
  for (std::uint64_t i = 0; i < 20; ++i) batch.add(0, 0, i, 1'600'000'000'000, 1'600'001'000'000, 1'000'000'000'000);
  batch.add(0, 0, 20, 1'600'000'000'000, 1'600'000'000'000, 7);
  batch.add(0, 0, 21, 1'600'000'000'000, 1'600'000'000'001, 7, metering::SuspenseReason::unknown_state);
  Totals totals;
  totals.add(batch);
  EXPECT_EQ(totals.json({}),
            R"({"left_out":{},"problems":{"unknown_state":1},"records":0,"rejected":0,"rows":0,"totals":[)"
            R"({"account":"a\"b","device_micro_seconds":"20000000000000000000","month":"2020-09","records":21,)"
            R"("resource":"r","tokens":"7"}]})");
}

// Each file is read twice, by our reader and by a reference that knows only the format's description.
struct Case {
  std::string file;  // below the shared folder, or a sample of the tests if it has no folder
  std::string format;
  std::string arguments;
  ReadOptions options;
};

const Instant trace_start = instant_at(1'614'816'000'000);  // 2021-03-04T00:00:00Z
const std::string from_trace_start = " --time-zero 2021-03-04T00:00:00Z";
const ZoneOffsets shanghai{.steps = {{.from_ms = 0, .offset_s = 8 * 3600}}};

std::vector<Case> real_files() {
  std::vector<Case> cases;
  for (const char* cluster : {"01", "02", "04", "05", "07", "09"}) {
    cases.push_back({fmt::format("data/elasticflow-itp-2021/cluster{}.csv.gz", cluster),
                     "itp",
                     from_trace_start,
                     {.time_zero = trace_start}});
  }
  cases.push_back({"data/openb-gpu-2023/openb_pod_list_default.part1.csv.gz",
                   "openb",
                   from_trace_start + " --resource t4",
                   {.time_zero = trace_start, .resource = "t4"}});
  cases.push_back({"data/philly-multi-attempt-2017/jobs.part1.json.gz", "philly", " --offset 8", {.zone = shanghai}});
  cases.push_back({"data/azure-llm-2023/AzureLLMInferenceTrace_code.csv.gz",
                   "azure-llm",
                   " --model m --account a",
                   {.account = "a", .model = "m"}});
  const std::string mooncake = "data/mooncake-2025/conversation_trace.part1.jsonl.gz";
  cases.push_back({mooncake, "mooncake", from_trace_start + " --model m", {.time_zero = trace_start, .model = "m"}});
  cases.push_back({mooncake,
                   "mooncake",
                   from_trace_start + " --model m --computed",
                   {.time_zero = trace_start, .model = "m", .billed = Billed::computed}});
  for (const char* charge : {"devices_else_cores", "devices", "cores", "both"}) {
    cases.push_back({"data/xdmod-slurm-2016/phillips.log.gz",
                     "sacct",
                     fmt::format(" --offset 8 --charge {}", charge),
                     {.zone = shanghai, .charge = *parse_charge(charge)}});
  }
  for (const char* name : {"accounting-logs-with-job-arrays", "accounting-logs", "non-ended-job-state",
                           "unknown-job-state", "utf8-multibyte-chars"}) {
    cases.push_back({fmt::format("data/xdmod-slurm-2016/edge-cases/{}.log", name), "sacct", "", {}});
  }
  for (const char* name : {"sacct_D_X_parsable2.txt", "sacct_D_X_parsable2_epoch.txt",
                           "sacct_D_parsable2_epoch_with_steps.txt", "sacct_M_all_two_clusters.txt"}) {
    cases.push_back({fmt::format("facts/slurm_samples/{}", name), "sacct", "", {}});
  }
  cases.push_back({"data/slurm-json/sacct/slurm_21_8_8.json", "sacct-json", " --resource p100", {.resource = "p100"}});
  for (const char* name : {"sacct_job1005_array", "sacct_job1009_requeued_D", "sacct_job1014_het"}) {
    cases.push_back({fmt::format("facts/slurm_samples/{}.json", name), "sacct-json", "", {}});
  }
  return cases;
}

std::string reference() { return "python3 " SCRIP_SOURCE_DIR "/tests/reference/usage_totals.py"; }

TEST(Totals, OfEveryRealFileEqualThoseOfTheReference) {
  if (!std::filesystem::exists(test::shared_folder() / "data")) GTEST_SKIP() << "no " << test::shared_folder();
  for (const Case& one : real_files()) {
    const std::string path = (test::shared_folder() / one.file).string();
    const std::string ours = totals_of(*ByteSource::open(path), *parse_format(one.format), one.options);
    EXPECT_EQ(ours, output_of(reference() + " " + one.format + one.arguments + " " + path))
        << one.file << one.arguments;
  }
}

TEST(Totals, OfEveryRecordedAnswerEqualThoseOfTheReference) {
  const auto folder = test::shared_folder() / "data/slurm-json";
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << "no " << folder;
  const auto unpacked = std::filesystem::temp_directory_path() / fmt::format("scrip_answers_{}", getpid());
  for (const char* archive : {"slurmrestd-24.05-0.0.41", "slurmrestd-25.05-0.0.43"}) {
    std::filesystem::create_directories(unpacked / archive);
    output_of(fmt::format("tar xzf {}/{}.tar.gz -C {}", folder.string(), archive, (unpacked / archive).string()));
  }
  std::map<std::string, std::string> files;  // by format: " path path ..."
  std::map<std::string, std::string> ours;   // by format: a line each
  for (const auto& entry : std::filesystem::recursive_directory_iterator(unpacked)) {
    const std::string path = entry.path().string();
    const std::string member = entry.path().filename().string();
    if (member.find("-job") == member.npos || test::content(path).find("\"account\"") == std::string::npos) continue;
    const std::string format = member.starts_with("slurmdb") ? "sacct-json" : "slurm-json";
    EXPECT_EQ(name(*detect(path)), format) << member;
    files[format] += " " + path;
    ours[format] += totals_of(*ByteSource::open(path), {}, {});
  }
  for (const auto& [format, paths] : files) {
    EXPECT_EQ(ours[format], output_of(reference() + " --each " + format + paths));
    EXPECT_GT(std::count(paths.begin(), paths.end(), ' '), 20);
  }
  std::filesystem::remove_all(unpacked);
}

TEST(Totals, OfTheSamplesEqualThoseOfTheReference) {
  const std::vector<Case> samples = {
      {"itp.csv", "itp", from_trace_start, {.time_zero = trace_start}},
      {"openb_like.csv", "openb", from_trace_start, {.time_zero = trace_start}},
      {"philly.json", "philly", " --offset 8", {.zone = shanghai}},
      {"azure_llm.csv", "azure-llm", " --model m", {.model = "m"}},
      {"mooncake.jsonl",
       "mooncake",
       from_trace_start + " --model m --computed",
       {.time_zero = trace_start, .model = "m", .billed = Billed::computed}},
      {"sacct.txt", "sacct", "", {}},
      {"sacct_job.json", "sacct-json", "", {}},
      {"usage.ndjson", "ndjson", "", {}},
  };
  for (const Case& one : samples) {
    const std::string path = test::sample(one.file);
    auto source = ByteSource::open(path);
    ASSERT_TRUE(source.has_value()) << path;
    EXPECT_EQ(name(*detect(path)), one.format);
    const std::string ours = totals_of(std::move(*source), {}, one.options);
    EXPECT_EQ(ours, output_of(reference() + " " + one.format + one.arguments + " " + path)) << one.file;
    EXPECT_EQ(ours.find("\"records\":0"), std::string::npos) << one.file;
  }
}

}  // namespace
}  // namespace scrip::connectors
