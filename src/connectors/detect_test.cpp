#include "connectors/detect.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "connectors/test_support.h"

namespace scrip::connectors {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

Result<Format> detect_text(std::string text) {
  auto source = ByteSource::from_memory(std::move(text));
  return detect(source);
}

TEST(Detect, EveryFormatHasANameThatCanBeReadBack) {
  for (const Format format : all_formats) EXPECT_EQ(*parse_format(name(format)), format);
  EXPECT_EQ(parse_format("excel").error().code, ErrorCode::format_unknown);
}

TEST(Detect, TellsFormatsByTheirContent) {
  const std::vector<std::pair<std::string, Format>> cases = {
      {"{\"job\":\"a\",\"devices\":1}\n", Format::ndjson},
      {"\xEF\xBB\xBF\n {\"job\":\"a\"}", Format::ndjson},
      {"Cluster|JobIDRaw|State\n", Format::sacct_text},
      {"JobID|JobIDRaw|\r\n", Format::sacct_text},
      {"1|1|c|p|q|a|g|1|u|1|2015-06-26T13:57:00|2015-06-26T13:57:00|Unknown|2015-07-01T02:55:50|00:00:00|1:0|FAILED|1|"
       "1|1|"
       "3Mc|||3-00:00:00|n|name",
       Format::sacct_text},
      {"{\n \"meta\": {},\n \"jobs\": [{\"account\": \"a\", \"time\": {}}]}", Format::sacct_json},
      {"{\"jobs\": [{\"account\": \"a\", \"job_state\": \"X\"}]}", Format::slurm_json},
      {"job_id,submission_time,duration,num_gpu\n", Format::itp_csv},
      {"name,cpu_milli,memory_mib,num_gpu,gpu_milli,gpu_spec,qos,pod_phase,creation_time,deletion_time,scheduled_"
       "time\n",
       Format::openb_csv},
      {"TIMESTAMP,ContextTokens,GeneratedTokens\n", Format::azure_csv},
      {"job,start,end,devices\n", Format::csv},
      {"[\n {\"id\": \"x\", \"attempts\": []}]", Format::philly_json},
      {"{\"timestamp\": 0, \"input_length\": 1, \"output_length\": 1, \"hash_ids\": []}\n", Format::mooncake},
  };
  for (const auto& [text, format] : cases) {
    const auto found = detect_text(text);
    ASSERT_TRUE(found.has_value()) << text;
    EXPECT_EQ(name(*found), name(format)) << text;
  }
}

TEST(Detect, SaysWhatItKnowsAndShowsTheFirstLine) {
  const auto unknown = detect_text("Dear\x1B all,\nplease find attached");
  ASSERT_FALSE(unknown.has_value());
  EXPECT_EQ(unknown.error().code, ErrorCode::format_unknown);
  EXPECT_THAT(unknown.error().detail, HasSubstr("Dear? all,"));
  EXPECT_THAT(unknown.error().detail, HasSubstr("sacct-json"));
  EXPECT_THAT(unknown.error().detail, Not(HasSubstr("attached")));
  EXPECT_THAT(detect_text("a,b,c\n" + std::string(1000, 'x')).error().detail, HasSubstr("--column"));
  EXPECT_THAT(detect_text(std::string(1000, 'x')).error().detail, HasSubstr("..."));
  EXPECT_THAT(detect_text(" \n").error().detail, HasSubstr("empty"));
}

TEST(Detect, AdvisesOnFilesThatMustBeUnpackedOrConverted) {
  EXPECT_THAT(detect_text("PK\x03\x04rest").error().detail, HasSubstr("zip"));
  EXPECT_THAT(detect_text("\x28\xB5\x2F\xFDrest").error().detail, HasSubstr("zstd"));
  EXPECT_THAT(detect_text("\xFF\xFEJ").error().detail, HasSubstr("UTF-16"));
}

TEST(Detect, OpensWhatItDetects) {
  EXPECT_EQ(test::read_text("job,start,duration,devices\na,1600000000,1,1\n").records.size(), 1U);
  EXPECT_EQ(test::read_file("/nonexistent/file").error->code, ErrorCode::file_unreadable);
}

}  // namespace
}  // namespace scrip::connectors
