#include "site/slurm_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace scrip::site {
namespace {

using testing::ElementsAre;

const std::vector<std::string> gres{"gpu", "npu"};

TEST(SlurmText, ReadsARowOfTheQueue) {
  const auto rows = read_queue(
      "5|2_1|PENDING|1795391988|N/A|0:00|1-00:10:00|0|cpu=1,mem=1000M,node=1,billing=1,gres/gpu=2|gres:gpu:2|N/A|N/A|N/"
      "A|acme||"
      "scrip:held|\n"
      "1|1|RUNNING|1795391988|1795391991|1:02|UNLIMITED|4294901758|cpu=1,gres/gpu=2,gres/gpu:h100=2|N/A|N/A|N/A|N/"
      "A|acme|a[1-2]||\n",
      gres);
  ASSERT_TRUE(rows.has_value());
  ASSERT_EQ(rows->size(), 2u);
  const QueuedJob& held = rows->front();
  EXPECT_EQ(held.id, "5");
  EXPECT_EQ(held.array_id, "2_1");
  EXPECT_TRUE(held.pending() && held.held && held.asks_for_devices);
  EXPECT_EQ(held.limit_s, 87'000);
  EXPECT_EQ(held.admin_comment, "scrip:held");
  const QueuedJob& running = rows->back();
  EXPECT_TRUE(running.running() && !running.held && !running.asks_for_devices);
  EXPECT_EQ(running.used_s, 62);
  EXPECT_EQ(running.nodes, "a[1-2]");
  EXPECT_EQ(running.limit_s, 0);
  EXPECT_EQ(running.start_s, 1'795'391'991);
}

TEST(SlurmText, TheAdministratorsCommentMayHoldTheSeparator) {
  const auto rows = read_queue("1|1|PENDING|5|N/A|0:00|10:00|0|cpu=1|N/A|N/A|N/A|N/A|acme||scrip: a | b|\n", gres);
  ASSERT_TRUE(rows.has_value());
  EXPECT_EQ(rows->front().admin_comment, "scrip: a | b");
}

TEST(SlurmText, ARowOfAnotherFormIsAnErrorWithItsLine) {
  const auto rows = read_queue("\n1|1|PENDING\n", gres);
  ASSERT_FALSE(rows.has_value());
  EXPECT_EQ(rows.error().code, ErrorCode::syntax_error);
  EXPECT_EQ(rows.error().line, 2u);
  EXPECT_FALSE(read_queue("1|1|PENDING|yesterday|N/A|0:00|10:00|0|cpu=1|N/A|N/A|N/A|N/A|acme|||\n", gres).has_value());
}

TEST(SlurmText, ReadsRunsOfTheAccounting) {
  const auto runs = read_accounting(
      "1009|1795314945|1795314945|1795314948|3|00:00:00|REQUEUED|billing=1,gres/gpu=1|billing=1,gres/gpu:h100=1,gres/"
      "gpu=1|acme\n"
      "1012|1795314945|1795314945|1795314953|4|00:00:04|COMPLETED|gres/gpu=2|gres/gpu=2|acme\n"
      "1019|1795315106|1795315106|Unknown|28|00:00:00|RUNNING|gres/gpu=5|gres/gpu=5|acme\n"
      "1020|1795315106|None|1795315107|0|00:00:00|CANCELLED by 5||| acme|x\n");
  ASSERT_TRUE(runs.has_value());
  EXPECT_THAT(std::vector({(*runs)[0].over(), (*runs)[1].over(), (*runs)[2].over(), (*runs)[3].over()}),
              ElementsAre(true, true, false, true));
  EXPECT_EQ((*runs)[1].suspended_s, 4);
  EXPECT_FALSE((*runs)[2].end_s.has_value());
  EXPECT_FALSE((*runs)[3].start_s.has_value());
}

TEST(SlurmText, ADeviceOfEachTypeIsCountedOnce) {
  EXPECT_EQ(devices_of("cpu=4,gres/gpu=5,gres/gpu:ascend910b=5", gres),
            (Devices{.units = 5'000, .type = "ascend910b"}));
  EXPECT_EQ(devices_of("cpu=4,gres/gpu=2", gres), (Devices{.units = 2'000}));
  EXPECT_EQ(devices_of("cpu=4", gres), Devices{});
  EXPECT_EQ(devices_of("gres/gpu=3,gres/gpu:a=1,gres/gpu:b=2", gres), (Devices{.units = 3'000, .several = true}));
  EXPECT_EQ(devices_of("gres/gpu=3,gres/gpu:a=1", gres), (Devices{.units = 3'000, .several = true}));
  EXPECT_FALSE(devices_of("gres/gpu", gres).has_value());
}

TEST(SlurmText, ATasksCommentIsFoundAmongThoseOfItsArray) {
  const std::string text = "171 scrip:a\n17 scrip:b warn=USR1\nmore\n18 (null)\n19 \n";
  EXPECT_EQ(comment_among(text, "17"), "scrip:b warn=USR1");
  EXPECT_EQ(comment_among(text, "171"), "scrip:a");
  EXPECT_EQ(comment_among(text, "18"), "");
  EXPECT_EQ(comment_among(text, "19"), "");
  EXPECT_EQ(comment_among(text, "1"), "") << "the queue no longer has it";
  EXPECT_EQ(comment_among("", "1"), "");
}

TEST(SlurmText, ATaskIsMeantByItsNumberInItsArray) {
  EXPECT_EQ((QueuedJob{.id = "17", .array_id = "17"}).name(), "17");
  EXPECT_EQ((QueuedJob{.id = "17", .array_id = "17_3"}).name(), "17_3");
  EXPECT_EQ((QueuedJob{.id = "18", .array_id = "17+1"}).name(), "18");
}

TEST(SlurmText, ACommentNamesWhoPays) {
  EXPECT_EQ(*read_comment("scrip:acme"), (Named{.organisation = "acme"}));
  EXPECT_EQ(*read_comment("scrip:acme/llm-7b warn=USR1\n"),
            (Named{.organisation = "acme", .project = "llm-7b", .signal = "USR1"}));
  EXPECT_EQ(*read_comment("scrip:acme reservation=R-1~1 warn=USR1"),
            (Named{.organisation = "acme", .project = {}, .signal = "USR1", .reservation = "R-1~1"}));
  EXPECT_EQ(*read_comment("scrip:acme warn=TERM reservation=a/b"),
            (Named{.organisation = "acme", .project = {}, .signal = "TERM", .reservation = "a/b"}));
  EXPECT_EQ(*read_comment("a run of mine"), std::nullopt);
  EXPECT_EQ(*read_comment(""), std::nullopt);
  for (const std::string bad :
       {"scrip:", "scrip:/x", "scrip:acme/", "scrip:a/b/c", "scrip:acme x", "scrip:acme warn=", "scrip:acme warn=usr1",
        "scrip:acme reservation=", "scrip:acme reservation=a reservation=b", "scrip:acme warn=USR1 warn=USR1",
        "scrip:acme  warn=USR1", "scrip:a|b", "scrip:a\nb", "scrip:a\"b", "scrip:组织"}) {
    const auto read = read_comment(bad);
    ASSERT_FALSE(read.has_value()) << bad;
    EXPECT_EQ(read.error().code, ErrorCode::value_invalid);
    EXPECT_FALSE(read.error().sentence().text(Language::chinese).empty());
  }
  EXPECT_FALSE(read_comment("scrip:" + std::string(129, 'a')).has_value());
}

}  // namespace
}  // namespace scrip::site
