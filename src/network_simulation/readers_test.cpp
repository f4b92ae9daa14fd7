// Readers of traces and inventories: on samples, and on the whole published files where they are at hand.

#include <gtest/gtest.h>

#include <filesystem>

#include "connectors/test_support.h"
#include "network_simulation/inventory.h"
#include "network_simulation/serving_jobs.h"
#include "network_simulation/trace_jobs.h"

namespace scrip::network_simulation {
namespace {

using connectors::ByteSource;

ByteSource text(std::string bytes) { return ByteSource::from_memory(std::move(bytes)); }
ByteSource sample(const std::string& name) { return *ByteSource::open(SCRIP_SOURCE_DIR "/tests/data/" + name); }

std::string published(const std::string& name) { return connectors::test::shared_folder() / "data" / name; }
#define NEEDS_PUBLISHED(name) \
  if (!std::filesystem::exists(published(name))) GTEST_SKIP() << "the published file is not here"

constexpr std::string_view itp_header = "job_id,submission_time,duration,num_gpu\n";

TEST(ElasticFlow, equal_rows_are_jobs_of_their_own) {
  const auto trace = read_elasticflow(text(std::string(itp_header) + "a,50,700,8\nb,50,700,8\nc,10,900,1\n"));
  ASSERT_TRUE(trace.has_value());
  ASSERT_EQ(trace->jobs.size(), 3u);
  EXPECT_EQ(trace->jobs[0].submitted_s, 10u);  // by submission, whatever the order of the file
  EXPECT_EQ(trace->jobs[1], trace->jobs[2]);
  EXPECT_TRUE(trace->organisations.empty());
}

TEST(ElasticFlow, says_what_is_wrong_and_where) {
  for (const auto& [row, field] : std::vector<std::pair<std::string, std::string>>{{"a,x,700,8", "submission_time"},
                                                                                   {"a,1,-7,8", "duration"},
                                                                                   {"a,1,7,-1", "num_gpu"},
                                                                                   {"a,,7,1", "submission_time"},
                                                                                   {"a,1,,1", "duration"},
                                                                                   {"a,1,7,9999999", "num_gpu"}}) {
    const auto trace = read_elasticflow(text(std::string(itp_header) + "z,1,600,1\n" + row + "\n"));
    ASSERT_FALSE(trace.has_value()) << row;
    EXPECT_EQ(trace.error().field, field);
    EXPECT_EQ(trace.error().line, 3u);
  }
  EXPECT_EQ(read_elasticflow(text("job_id,duration\n")).error().code, ErrorCode::missing_field);
  EXPECT_EQ(read_elasticflow(text("")).error().code, ErrorCode::missing_field);
  EXPECT_EQ(read_elasticflow(text(std::string(itp_header) + "a,1,600\n")).error().code, ErrorCode::value_invalid);
}

TEST(ElasticFlow, reads_what_strangers_write) {
  for (const char* bytes :
       {"num_gpu,queue,duration,submission_time\n1,q,10,5\n",
        "\xEF\xBB\xBFsubmission_time,duration,num_gpu\r\n5,10,1\r\n",
        " submission_time ;duration; num_gpu\n 5 ;10; 1\n", "submission_time,duration,num_gpu\n5.9,9.2,1.0\n",
        "submission_time,duration,num_gpu\n5,00:00:10,0.25\n"}) {
    const auto trace = read_elasticflow(text(bytes));
    ASSERT_TRUE(trace.has_value()) << trace.error().detail << " in " << bytes;
    ASSERT_EQ(trace->jobs.size(), 1u);
    EXPECT_EQ(trace->jobs[0], (TraceJob{.submitted_s = 5, .duration_s = 10, .devices = 1})) << bytes;
  }
  const auto nothing = read_elasticflow(text(std::string(itp_header) + "a,1,0,8\nb,2,700,0\nc,3,700,0.5\n"));
  ASSERT_TRUE(nothing.has_value());
  EXPECT_EQ(nothing->left_out.at("nothing_used"), 1u);
  EXPECT_EQ(nothing->left_out.at("no_devices"), 1u);
  EXPECT_EQ(nothing->remarks.at("part_of_a_device"), 1u);
  EXPECT_EQ(read_elasticflow(text("submission_time,duration,num_gpu,duration\n1,2,3,4\n")).error().code,
            ErrorCode::duplicate_key);
  EXPECT_EQ(read_elasticflow(text(std::string("\xFF\xFEs\0u\0", 6))).error().code, ErrorCode::value_invalid);
}

TEST(ElasticFlow, counts_dates_and_seconds_since_1970_from_the_earliest) {
  for (const char* rows :
       {"2021-03-04 10:00:07,60,1\n2021-03-04T10:00:00Z,60,2\n", "1614852007,60,1\n1614852000,60,2\n"}) {
    const auto trace = read_elasticflow(text("submission_time,duration,num_gpu\n" + std::string(rows)));
    ASSERT_TRUE(trace.has_value()) << trace.error().detail;
    EXPECT_EQ(trace->jobs[0], (TraceJob{.submitted_s = 0, .duration_s = 60, .devices = 2}));
    EXPECT_EQ(trace->jobs[1].submitted_s, 7u);
  }
  const auto mixed = read_elasticflow(text("submission_time,duration,num_gpu\n5,60,1\n2021-03-04 10:00:00,60,2\n"));
  ASSERT_FALSE(mixed.has_value());
  EXPECT_EQ(mixed.error().line, 3u);
  EXPECT_EQ(mixed.error().field, "submission_time");
}

TEST(JobTable, names_its_columns_and_takes_starts_and_ends) {
  const auto trace =
      read_job_table(text("user,gpus,submit,start,end\nu,2,10,20,50\nv,1,0,,\nw,1,5,6,\n"), {.submitted = "submit",
                                                                                             .duration = {},
                                                                                             .devices = "gpus",
                                                                                             .started = "start",
                                                                                             .ended = "end",
                                                                                             .organisation = "user"});
  ASSERT_TRUE(trace.has_value()) << trace.error().detail;
  ASSERT_EQ(trace->jobs.size(), 1u);
  EXPECT_EQ(trace->jobs[0].duration_s, 30u);
  EXPECT_EQ(trace->left_out.at("never_scheduled"), 1u);
  EXPECT_EQ(trace->left_out.at("never_ended"), 1u);
}

TEST(JobTable, takes_starts_and_ends_where_there_is_no_duration) {
  const auto trace = read_job_table(text("ended,devices,submitted,started\n50,2,10,20\n,1,0,3\n"));
  ASSERT_TRUE(trace.has_value()) << trace.error().detail;
  ASSERT_EQ(trace->jobs.size(), 1u);
  EXPECT_EQ(trace->jobs[0].duration_s, 30u);
  EXPECT_EQ(trace->left_out.at("never_ended"), 1u);
  const auto both = read_job_table(text("ended,devices,submitted,started,duration\n50,2,10,20,7\n"));
  ASSERT_TRUE(both.has_value());
  EXPECT_EQ(both->jobs[0].duration_s, 7u);
  const auto lacking = read_job_table(text("ended,devices,submitted\n50,2,10\n"));
  ASSERT_FALSE(lacking.has_value());
  EXPECT_EQ(lacking.error().code, ErrorCode::missing_field);
  EXPECT_EQ(lacking.error().field, "duration");
}

TEST(Openb, a_file_without_parts_of_gpus_has_whole_ones) {
  const auto trace = read_openb(text("num_gpu,scheduled_time,creation_time,deletion_time\n2,5,3,9\n"));
  ASSERT_TRUE(trace.has_value()) << trace.error().detail;
  ASSERT_EQ(trace->jobs.size(), 1u);
  EXPECT_EQ(trace->jobs[0], (TraceJob{.submitted_s = 3, .duration_s = 4, .devices = 2}));
  EXPECT_TRUE(trace->remarks.empty());
}

TEST(ElasticFlow, reads_the_published_clusters_whole) {
  NEEDS_PUBLISHED("elasticflow-itp-2021");
  std::size_t jobs = 0;
  for (const char* number : {"01", "02", "04", "05", "07", "09"}) {
    const auto trace =
        read_elasticflow(*ByteSource::open(published("elasticflow-itp-2021/cluster") + number + ".csv.gz"));
    ASSERT_TRUE(trace.has_value());
    EXPECT_EQ(trace->rows, trace->jobs.size());
    jobs += trace->jobs.size();
    for (const TraceJob& job : trace->jobs) {
      ASSERT_GE(job.duration_s, 600u);
      ASSERT_LE(job.submitted_s + job.duration_s, 5'184'000u);
    }
  }
  EXPECT_EQ(jobs, 50'637u);
}

constexpr std::string_view pod_header =
    "name,cpu_milli,memory_mib,num_gpu,gpu_milli,gpu_spec,qos,pod_phase,creation_time,deletion_time,scheduled_time\n";

TEST(Openb, pods_never_scheduled_and_pods_without_devices_held_none) {
  const auto trace = read_openb(text(std::string(pod_header) +
                                     "a,1,1,1,460,,LS,Running,100,500,120\n"
                                     "b,1,1,1,1000,,LS,Pending,100,900,\n"  // it has a deletion time all the same
                                     "c,1,1,0,0,,LS,Running,90,500,95\n"
                                     "d,1,1,8,1000,,BE,Failed,80,200,80\n"
                                     "e,1,1,2,1000,,BE,Failed,85,90,90\n"));
  ASSERT_TRUE(trace.has_value());
  ASSERT_EQ(trace->jobs.size(), 2u);
  EXPECT_EQ(trace->jobs[0], (TraceJob{.submitted_s = 80, .duration_s = 120, .devices = 8}));
  EXPECT_EQ(trace->jobs[1], (TraceJob{.submitted_s = 100, .duration_s = 380, .devices = 1}));
  EXPECT_EQ(trace->left_out.at("never_scheduled"), 1u);
  EXPECT_EQ(trace->left_out.at("no_devices"), 1u);
  EXPECT_EQ(trace->left_out.at("nothing_used"), 1u);
  EXPECT_EQ(trace->remarks.at("part_of_a_device"), 1u);
  EXPECT_EQ(trace->rows, 5u);
  EXPECT_FALSE(read_openb(text(std::string(pod_header) + "a,1,1,1,1000,,LS,Running,100,110,120\n")).has_value());
}

TEST(Openb, reads_the_published_pods_and_nodes) {
  NEEDS_PUBLISHED("openb-gpu-2023");
  const auto trace = read_openb(*ByteSource::open(published("openb-gpu-2023/openb_pod_list_default.part1.csv.gz")));
  ASSERT_TRUE(trace.has_value());
  EXPECT_EQ(trace->rows, 5'353u);
  EXPECT_EQ(trace->left_out.at("never_scheduled"), 457u);
  EXPECT_EQ(trace->left_out.at("no_devices"), 764u);
  const auto groups = read_openb_nodes(*ByteSource::open(published("openb-gpu-2023/openb_node_list_all_node.csv.gz")));
  ASSERT_TRUE(groups.has_value());
  std::uint32_t cards = 0;
  for (const MachineGroup& group : *groups) cards += group.servers * group.cards;
  EXPECT_EQ(cards, 6'212u);
  EXPECT_EQ(groups->size(), 12u);
}

TEST(Philly, a_job_lasts_as_long_as_its_attempts_together) {
  const auto trace = read_philly(text(R"([
    {"id": "a", "num_gpus": 8, "submitted_time": "2017-10-07 01:00:00", "runtime": 999, "attempts": [
      {"start_time": "2017-10-07 01:10:00", "end_time": "2017-10-07 01:20:00"},
      {"start_time": "2017-10-07 01:20:00", "end_time": "2017-10-07 01:20:30"},
      {"start_time": "2017-10-08 01:00:00", "end_time": "2017-10-08 01:01:00"}]},
    {"id": "b", "num_gpus": 12, "submitted_time": "2017-10-07 00:59:00", "attempts": [
      {"start_time": "2017-10-31 23:50:00", "end_time": "2017-11-01 00:10:00"}]},
    {"id": "c", "num_gpus": 4, "submitted_time": "2017-10-07 02:59:00", "attempts": []}])"));
  ASSERT_TRUE(trace.has_value()) << trace.error().detail;
  ASSERT_EQ(trace->jobs.size(), 2u);
  EXPECT_EQ(trace->jobs[0], (TraceJob{.submitted_s = 0, .duration_s = 1'200, .devices = 12}));
  EXPECT_EQ(trace->jobs[1], (TraceJob{.submitted_s = 60, .duration_s = 690, .devices = 8}));
  EXPECT_EQ(trace->left_out.at("nothing_used"), 1u);
  for (const char* wrong :
       {R"([{"num_gpus": -1, "submitted_time": "2017-10-07 01:00:00", "attempts": []}])",
        R"([{"num_gpus": 1, "attempts": []}])", R"([{"num_gpus": 1, "submitted_time": "2017-10-07 01:00:00"}])",
        R"([{"num_gpus": 1, "submitted_time": "2017-10-07 01:00:00", "attempts": [
                              {"start_time": "2017-10-07 01:10:00", "end_time": "2017-10-07 01:00:00"}]}])"}) {
    EXPECT_FALSE(read_philly(text(wrong)).has_value()) << wrong;
  }
}

TEST(Philly, reads_the_sample) { EXPECT_EQ(read_philly(sample("philly.json"))->rows, 9u); }

TEST(Philly, reads_the_published_jobs) {
  NEEDS_PUBLISHED("philly-multi-attempt-2017");
  const auto trace = read_philly(*ByteSource::open(published("philly-multi-attempt-2017/jobs.part1.json.gz")));
  ASSERT_TRUE(trace.has_value());
  EXPECT_EQ(trace->rows, 1'455u);
}

TEST(JobTable, organisations_priorities_and_deadlines_are_as_written) {
  const auto trace =
      read_job_table(text("devices,submitted,duration,organisation,due,priority\n"
                          "1,20,5,\"Acme, Inc\",90,2\n2,10,5,Beta,,\n4,20,5,\"Acme, Inc\",,0\n"));
  ASSERT_TRUE(trace.has_value());
  EXPECT_EQ(trace->organisations, (std::vector<std::string>{"Acme, Inc", "Beta"}));
  EXPECT_EQ(trace->jobs[0], (TraceJob{.submitted_s = 10, .duration_s = 5, .devices = 2, .organisation = 1}));
  EXPECT_EQ(trace->jobs[1], (TraceJob{.submitted_s = 20, .duration_s = 5, .devices = 1, .due_s = 90, .priority = 2}));
  EXPECT_EQ(read_job_table(text("devices,submitted,duration,priority\n1,2,3,256\n")).error().field, "priority");
}

// --- serving ---

constexpr Serving serving{.devices = 4, .input_per_s = 1'000, .output_per_s = 100, .step_s = 60};

TEST(Serving, replicas_are_exact_at_the_edge) {
  EXPECT_EQ(replicas_for({}, serving), 0u);
  EXPECT_EQ(replicas_for({.input = 1}, serving), 1u);
  EXPECT_EQ(replicas_for({.input = 60'000}, serving), 1u);
  EXPECT_EQ(replicas_for({.input = 60'001}, serving), 2u);
  EXPECT_EQ(replicas_for({.input = 30'000, .output = 3'000}, serving), 1u);
  EXPECT_EQ(replicas_for({.input = 30'001, .output = 3'000}, serving), 2u);
}

TEST(Serving, as_many_jobs_run_in_every_step_as_replicas_are_needed) {
  const std::vector<Tokens> steps{{.input = 60'000}, {.input = 200'000}, {}, {.output = 12'000}, {.output = 6'001}};
  const auto jobs = *serving_jobs(steps, serving);
  for (std::size_t step = 0; step < steps.size() + 1; ++step) {
    const std::uint64_t at_s = step * serving.step_s;
    std::uint64_t running = 0;
    for (const TraceJob& job : jobs)
      running += job.submitted_s <= at_s && at_s < job.submitted_s + job.duration_s ? 1u : 0u;
    EXPECT_EQ(running, step < steps.size() ? replicas_for(steps[step], serving) : 0u) << step;
  }
  EXPECT_TRUE(serving_jobs({}, serving)->empty());
  EXPECT_EQ(serving_jobs({{.input = UINT64_MAX}}, serving).error().code, ErrorCode::out_of_range);
}

TEST(Serving, reads_requests_of_both_logs) {
  const auto azure = read_azure_llm(text("TIMESTAMP,ContextTokens,GeneratedTokens\n"
                                         "2023-11-16 18:17:03.9799600,4808,10\n2023-11-16 18:18:03.9799599,60000,0\n"
                                         "2023-11-16 18:18:03.9799600,1,0"),  // without a newline at its end
                                    serving);
  ASSERT_TRUE(azure.has_value()) << azure.error().detail;
  EXPECT_EQ(azure->rows, 3u);
  EXPECT_EQ(azure->jobs.size(), 2u);
  const auto mooncake =
      read_mooncake(text("{\"timestamp\": 0, \"input_length\": 6758, \"output_length\": 500, \"hash_ids\": [0, 1]}\n"
                         "{\"timestamp\": 0, \"input_length\": 7322, \"output_length\": 490, \"hash_ids\": [0]}\n"),
                    serving);
  ASSERT_TRUE(mooncake.has_value()) << mooncake.error().detail;
  EXPECT_EQ(mooncake->jobs, (std::vector<TraceJob>{{.submitted_s = 0, .duration_s = 60, .devices = 4}}));
  EXPECT_EQ(read_mooncake(text("{\"timestamp\": 0, \"input_length\": 1}\n"), serving).error().field, "output_length");
}

TEST(Serving, a_rate_times_its_window_is_a_whole_number_of_requests) {
  Serving by_request = serving;
  by_request.input_per_request = 750;
  // 1.3316666666666668 x 600 = 799.00000000000008: 799 requests of 750 tokens; one replica reads 600,000 in a window.
  const auto trace = read_servegen(text("client,timestamp_s,rate_per_s,cv,arrival_dist,arg1,arg2\n"
                                        "0,0,1.3316666666666668,8.5,Weibull,0.3,0.3\n1,0,0.0016666666666666668,1,,0,0\n"
                                        "0,600,1.3333333333333333,0,,0,0\n0,1200,0,0,,0,0\n"),
                                   by_request);
  ASSERT_TRUE(trace.has_value()) << trace.error().detail;
  // 799 + 1 requests are 600,000 tokens: one replica; and so are 800.
  EXPECT_EQ(trace->jobs, (std::vector<TraceJob>{{.submitted_s = 0, .duration_s = 1'200, .devices = 4}}));
  for (const char* rate : {"1e9", "1.5e", "1.5e99", "2000000", "-1", "", "x"}) {
    EXPECT_FALSE(read_servegen(text("timestamp_s,rate_per_s\n0," + std::string(rate) + "\n"), by_request).has_value());
  }
}

// --- inventories ---

TEST(Inventory, machines_of_one_chip_and_size_are_a_group) {
  const auto groups = read_pai_machines(text("a,CPU,96,512,0\nb,V100,96,512,8\nc,V100,96,512,8\nd,T4,64,512,2\n"));
  ASSERT_TRUE(groups.has_value());
  EXPECT_EQ(*groups, (std::vector<MachineGroup>{{.name = "T4-2", .chip = "T4", .servers = 1, .cards = 2},
                                                {.name = "V100-8", .chip = "V100", .servers = 2, .cards = 8}}));
  EXPECT_EQ(read_pai_machines(text("a,CPU,96,512\n")).error().line, 1u);
  EXPECT_EQ(read_lingjun(text("ip,DSW,PSW,ASW\nx,1,1,S2\ny,1,1,S1\nz,1,1,S2\n"), "npu", 8)->at(1),
            (MachineGroup{.name = "S2", .chip = "npu", .servers = 2, .cards = 8}));
}

TEST(Inventory, reads_the_published_centres) {
  NEEDS_PUBLISHED("pai-machines-2020");
  std::uint32_t cards = 0;
  const auto pai = read_pai_machines(*ByteSource::open(published("pai-machines-2020/pai_machine_spec.csv.gz")));
  ASSERT_TRUE(pai.has_value());
  for (const MachineGroup& group : *pai) cards += group.servers * group.cards;
  EXPECT_EQ(cards, 6'742u);
  std::uint32_t hosts = 0;
  const auto lingjun = read_lingjun(*ByteSource::open(published("lingjun-topology-2023/topo.csv.gz")), "npu", 8);
  ASSERT_TRUE(lingjun.has_value());
  for (const MachineGroup& group : *lingjun) hosts += group.servers;
  EXPECT_EQ(hosts, 847u);
  EXPECT_EQ(lingjun->size(), 48u);
}

}  // namespace
}  // namespace scrip::network_simulation
