#include "site/spool.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <string>

#include "codec/usage_frame.h"
#include "site/check.h"
#include "site/lender.h"
#include "site/payment.h"
#include "storage/sqlite/database.h"

namespace scrip::site {
namespace {

class SpoolTest : public testing::Test {
 protected:
  SpoolTest()
      : path((std::filesystem::temp_directory_path() / ("scrip-spool-" + std::to_string(::getpid()))).string()) {
    remove();
  }
  ~SpoolTest() override { remove(); }
  void remove() const {
    for (const char* suffix : {"", "-wal", "-shm"}) std::filesystem::remove(path + suffix);
  }
  [[nodiscard]] Spool open() const {
    auto spool = Spool::open(path);
    EXPECT_TRUE(spool.has_value());
    return std::move(*spool);
  }
  static RecordRow record(const std::string& job, std::int64_t second, bool ended = false) {
    return {.job = job,
            .account = "lab",
            .resource = "h100",
            .part = static_cast<std::uint64_t>(second),
            .start_ms = second * 1000,
            .end_ms = second * 1000 + 1000,
            .units = 8'000,
            .ended = ended};
  }

  std::string path;
};

TEST_F(SpoolTest, WhatWasWrittenIsThereAfterItIsOpenedAgain) {
  std::string id, request_key;
  JobRow job{.key = "bj/1@5",
             .id = "1",
             .organisation = "acme",
             .resource = "h100",
             .hold = "H",
             .reservation = "R",
             .state = JobState::authorised,
             .units = 2'000,
             .limit_s = 60,
             .paid = 40'000,
             .lent = 7,
             .lent_money = 9,
             .used_s = 3,
             .retry_s = 8,
             .until_s = 11,
             .asks_for_devices = true,
             .released = true};
  {
    auto spool = open();
    id = spool.id();
    ASSERT_TRUE(spool.put(job).has_value());
    ASSERT_TRUE(spool
                    .add({.kind = RequestRow::Kind::extend,
                          .subject = job.key,
                          .path = "/p",
                          .body = "{}",
                          .key = {},
                          .adds = 5})
                    .has_value());
    request_key = spool.requests(1)->front().key;
    ASSERT_TRUE(spool.add_record(record(job.key, 100), 100, 1).has_value());
  }
  auto spool = open();
  EXPECT_EQ(spool.id(), id);
  EXPECT_EQ(id.size(), 32u);
  const auto read = *spool.job(job.key);
  ASSERT_TRUE(read.has_value());
  EXPECT_EQ(read->covered(), 40'007);
  EXPECT_EQ(read->state, JobState::authorised);
  EXPECT_TRUE(read->released && read->asks_for_devices && !read->warned);
  const auto requests = *spool.requests(10);
  ASSERT_EQ(requests.size(), 1u);
  EXPECT_EQ(requests[0].key, request_key) << "what is sent again is known for the same";
  EXPECT_EQ(requests[0].adds, 5);
  EXPECT_EQ(*spool.metered_s(job.key, 100, "h100"), 1);
  EXPECT_EQ(*spool.metered_s(job.key, 101, "h100"), 0);
  EXPECT_TRUE(*spool.has_records(job.key));
}

TEST_F(SpoolTest, ABatchOnceMadeIsNeverChanged) {
  auto spool = open();
  EXPECT_FALSE(spool.next_batch()->has_value());
  ASSERT_TRUE(spool.add_record(record("a", 1), 1, 1).has_value());
  ASSERT_TRUE(spool.add_record(record("b", 1), 1, 1).has_value());
  const BatchRow first = **spool.next_batch();
  ASSERT_TRUE(spool.add_record(record("a", 2, true), 1, 2).has_value());
  const BatchRow again = **spool.next_batch();
  EXPECT_EQ(again.key, first.key);
  EXPECT_EQ(again.frame, first.frame);
  metering::UsageBatch batch;
  ASSERT_TRUE(codec::decode_frame(first.frame, batch).has_value());
  EXPECT_EQ(batch.size(), 2u);
  EXPECT_FALSE(batch.jobs[0].ended);
  ASSERT_TRUE(spool.acknowledge(first.number).has_value());
  const BatchRow second = **spool.next_batch();
  EXPECT_NE(second.key, first.key);
  ASSERT_TRUE(codec::decode_frame(second.frame, batch).has_value());
  ASSERT_EQ(batch.size(), 1u);
  EXPECT_TRUE(batch.jobs[0].ended);
  ASSERT_TRUE(spool.acknowledge(second.number).has_value());
  EXPECT_FALSE(spool.next_batch()->has_value());
  EXPECT_EQ(*spool.metered_s("a", 1, "h100"), 2) << "what was acknowledged stays recorded";
}

TEST_F(SpoolTest, AnOlderCopyThatIsPutBackGivesNoKeyThatWasGivenSince) {
  const RequestRow request{.subject = "bj/1@5", .path = "/p", .body = "{}", .key = {}};
  const auto keys_of_new_ones = [&] {
    auto spool = open();
    EXPECT_TRUE(spool.add(request).has_value());
    EXPECT_TRUE(spool.add_record(record("a", 1), 1, 1).has_value());
    return std::pair{spool.requests(10)->back().key, (*spool.next_batch())->key};
  };
  {
    const auto made = open();
  }
  std::filesystem::copy_file(path, path + "-copy");
  const auto before = keys_of_new_ones();
  remove();
  std::filesystem::rename(path + "-copy", path);
  const auto since = keys_of_new_ones();
  EXPECT_NE(since.first, before.first);
  EXPECT_NE(since.second, before.second);
}

TEST_F(SpoolTest, AKeyThatStandsForSomethingElseIsDrawnAnew) {
  auto spool = open();
  ASSERT_TRUE(spool.add({.subject = "bj/1@5", .path = "/p", .body = "{}", .key = {}}).has_value());
  ASSERT_TRUE(spool.add_record(record("a", 1), 1, 1).has_value());
  const RequestRow request = spool.requests(1)->front();
  const BatchRow batch = **spool.next_batch();
  ASSERT_TRUE(spool.renew_request_key(request.number).has_value());
  ASSERT_TRUE(spool.renew_batch_key(batch.number).has_value());
  EXPECT_NE(spool.requests(1)->front().key, request.key);
  EXPECT_EQ(spool.requests(1)->front().body, request.body);
  EXPECT_NE((*spool.next_batch())->key, batch.key);
  EXPECT_EQ((*spool.next_batch())->frame, batch.frame);
}

TEST_F(SpoolTest, ARequestIsTakenOutOnce) {
  auto spool = open();
  ASSERT_TRUE(spool.add({.subject = "bj/1@5", .path = "/p", .body = "{}", .key = {}}).has_value());
  const auto number = spool.requests(1)->front().number;
  EXPECT_TRUE(*spool.take_request(number));
  EXPECT_FALSE(*spool.take_request(number));
}

TEST_F(SpoolTest, WhatWaitsInAnEarlierReleasesSpoolKeepsItsKey) {
  std::string id;
  {
    auto spool = open();
    id = spool.id();
    ASSERT_TRUE(spool.add({.subject = "bj/1@5", .path = "/p", .body = "{}", .key = {}}).has_value());
    ASSERT_TRUE(spool.add_record(record("a", 1), 1, 1).has_value());
    ASSERT_TRUE(spool.next_batch()->has_value());
  }
  {
    auto database = storage::Database::open(path, storage::Access::read_write);
    ASSERT_TRUE(database.has_value());
    ASSERT_TRUE(database
                    ->run("ALTER TABLE request DROP COLUMN key; ALTER TABLE batch DROP COLUMN key;"
                          "PRAGMA user_version = 2")
                    .has_value());
  }
  auto spool = open();
  EXPECT_EQ(spool.requests(1)->front().key, id + "/request/1");
  EXPECT_EQ((*spool.next_batch())->key, id + "/batch/1");
}

TEST_F(SpoolTest, AnotherFileIsNoSpool) {
  auto database = storage::Database::open(path, storage::Access::create);
  ASSERT_TRUE(database.has_value());
  ASSERT_TRUE(database->run("CREATE TABLE x (y)").has_value());
  EXPECT_EQ(Spool::open(path).error().code, ErrorCode::format_unknown);
  EXPECT_FALSE(Spool::open(path + "-missing", storage::Access::read_write).has_value());
}

TEST_F(SpoolTest, OnlySettledJobsAreForgottenInTheEnd) {
  auto spool = open();
  for (const auto& [key, state] : {std::pair{"bj/1@100", JobState::closed}, std::pair{"bj/2@100", JobState::over},
                                   std::pair{"bj/3@300", JobState::closed}}) {
    ASSERT_TRUE(spool.put({.key = key, .id = "1", .state = state, .limit_s = 60}).has_value());
    ASSERT_TRUE(spool.add_record(record(key, 1), 1, 1).has_value());
  }
  ASSERT_TRUE(spool.prune(200).has_value());
  EXPECT_FALSE(spool.job("bj/1@100")->has_value());
  EXPECT_TRUE(spool.job("bj/2@100")->has_value() && spool.job("bj/3@300")->has_value());
  EXPECT_EQ(*spool.metered_s("bj/1@100", 1, "h100"), 0);
  EXPECT_EQ(*spool.metered_s("bj/2@100", 1, "h100"), 1);
  EXPECT_EQ(*spool.limit_of("1"), 60);
  EXPECT_EQ(*spool.limit_of("9"), 0);
}

TEST_F(SpoolTest, AnAlertIsKeptOnce) {
  auto spool = open();
  EXPECT_TRUE(*spool.alert({.at_s = 1, .kind = "k", .subject = "s", .english = "t", .chinese = "z"}));
  EXPECT_FALSE(*spool.alert({.at_s = 2, .kind = "k", .subject = "s", .english = "u", .chinese = "y"}));
  ASSERT_EQ(spool.alerts(10)->size(), 1u);
  EXPECT_EQ(spool.alerts(10)->front().chinese, "z");
}

TEST_F(SpoolTest, AnAlertThatIsOverIsNewsWhenItComesAgain) {
  auto spool = open();
  ASSERT_TRUE(spool.alert({.at_s = 1, .kind = "k", .subject = "s", .english = "t", .chinese = "z"}).has_value());
  EXPECT_FALSE(*spool.clear_alert("k", "other"));
  EXPECT_FALSE(*spool.clear_alert("other", "s"));
  EXPECT_TRUE(*spool.clear_alert("k", "s"));
  EXPECT_FALSE(*spool.clear_alert("k", "s")) << "it is over";
  EXPECT_TRUE(*spool.alert({.at_s = 2, .kind = "k", .subject = "s", .english = "t", .chinese = "z"}));
}

TEST_F(SpoolTest, AnEarlierReleasesAlertsStandInTheLanguageTheyWereIn) {
  ASSERT_TRUE(open().put({.key = "bj/1@5", .id = "1", .organisation = "acme"}).has_value());
  {
    auto database = storage::Database::open(path, storage::Access::read_write);
    ASSERT_TRUE(database.has_value());
    const auto made = database->run(
        "ALTER TABLE alert DROP COLUMN chinese;"
        "ALTER TABLE alert RENAME COLUMN english TO text;"
        "INSERT INTO alert (kind, subject, at_s, text) VALUES ('k', 's', 1, '空闲');"
        "ALTER TABLE request DROP COLUMN key; ALTER TABLE batch DROP COLUMN key;"
        "PRAGMA user_version = 1");
    ASSERT_TRUE(made.has_value());
  }
  for (const char* time : {"first", "again"}) {
    auto spool = Spool::open(path, storage::Access::read_write);
    ASSERT_TRUE(spool.has_value()) << time;
    ASSERT_EQ(spool->alerts(10)->size(), 1u);
    EXPECT_EQ(spool->alerts(10)->front().english, "空闲");
    EXPECT_EQ(spool->alerts(10)->front().chinese, "空闲");
    EXPECT_TRUE(spool->job("bj/1@5")->has_value());
  }
}

TEST_F(SpoolTest, TheStatusIsInTheLanguageThatIsAskedFor) {
  {
    auto spool = open();
    for (const JobState state :
         {JobState::asked, JobState::authorised, JobState::refused, JobState::over, JobState::unpaid}) {
      const auto number = std::to_string(static_cast<int>(state));
      ASSERT_TRUE(spool.put({.key = "bj/" + number + "@5", .id = number, .organisation = "acme", .state = state}));
    }
    ASSERT_TRUE(spool.alert({.at_s = 1, .kind = "k", .subject = "s", .english = "it idles", .chinese = "空闲"}));
  }
  Config config;
  config.spool = path;
  const auto english = status(config, Language::english, false, 10);
  const auto chinese = status(config, Language::chinese, false, 10);
  ASSERT_TRUE(english.has_value() && chinese.has_value());
  for (const char* words : {"waits for its money", "authorised", "refused", "over, to be settled",
                            "not paid for beforehand", "ALERT k s: it idles"}) {
    EXPECT_TRUE(english->contains(words)) << *english;
    EXPECT_FALSE(chinese->contains(words)) << *chinese;
  }
  for (const char* words : {"等待付费确认", "已授权", "已拒绝", "已结束，待结清", "未事先付费", "警报 k s：空闲"}) {
    EXPECT_TRUE(chinese->contains(words)) << *chinese;
  }
  const auto json = status(config, Language::chinese, true, 10);
  EXPECT_TRUE(json->contains("\"text\":\"it idles\"") && json->contains("\"text_zh\":\"空闲\"")) << *json;
}

// --- what is lent ---

class Lending : public SpoolTest {
 protected:
  Lending() : spool(open()), lender(config, spool) {
    config.site = "east";
    config.margin_s = 4;
    config.lent = {{.organisation = "acme", .resource = "h100", .amount = Amount{100 * micro}}};
    lender.set_prices({{"h100", Amount{3'600 * micro}}});
  }
  // Scrip takes every request.
  void all_succeed() {
    const auto requests = *spool.requests(10);
    for (const auto& request : requests) {
      ASSERT_TRUE(lender.succeeded(request).has_value());
      ASSERT_TRUE(spool.drop_request(request.number).has_value());
    }
  }
  static JobRow job(std::int64_t units) {
    return {
        .key = "bj/" + std::to_string(units), .id = "1", .organisation = "acme", .resource = "h100", .units = units};
  }

  Config config;
  Spool spool;
  Lender lender;
};

TEST_F(Lending, NoMoreIsGivenThanWasLent) {
  auto first = job(2'000);
  EXPECT_EQ(*lender.lend(first, 20, 1'000), 0) << "nothing is lent yet";
  ASSERT_TRUE(lender.ask(1'000).has_value());
  EXPECT_EQ(*lender.lend(first, 20, 1'000), 0) << "asked for is not lent";
  all_succeed();
  EXPECT_EQ(*lender.lend(first, 20, 1'000), 20);
  EXPECT_EQ(first.lent_money, 40 * micro);
  EXPECT_EQ(first.covered(), 40'000);
  auto second = job(5'000);
  EXPECT_EQ(*lender.lend(second, 20, 1'000), 10) << "half as long, as that is what there is";
  auto third = job(2'000);
  EXPECT_EQ(*lender.lend(third, 20, 1'000), 5);
  EXPECT_EQ(*lender.lend(third, 20, 1'000), 0);
  EXPECT_EQ(spool.all_lent()->front().used, 100 * micro);
  ASSERT_TRUE(lender.give_back(second).has_value());
  EXPECT_EQ(spool.all_lent()->front().used, 50 * micro);
  EXPECT_EQ(second.covered(), 0);
}

TEST_F(Lending, ASliceThatEndsIsNotGivenBeyondItsEnd) {
  ASSERT_TRUE(lender.ask(1'000).has_value());
  all_succeed();
  auto late = job(1'000);
  EXPECT_EQ(*lender.lend(late, 60, 1'000 + config.hold_s - 30), 30);
  EXPECT_EQ(*lender.lend(late, 60, 1'000 + config.hold_s), 0);
  auto other = job(1'000);
  other.organisation = "poor";
  EXPECT_EQ(*lender.lend(other, 20, 1'000), 0);
}

TEST_F(Lending, ASliceIsAskedForOnceAndRenewedInTime) {
  ASSERT_TRUE(lender.ask(1'000).has_value());
  ASSERT_TRUE(lender.ask(1'001).has_value());
  EXPECT_EQ(spool.requests(10)->size(), 1u);
  all_succeed();
  ASSERT_TRUE(lender.ask(1'100).has_value());
  EXPECT_TRUE(spool.requests(10)->empty());
  ASSERT_TRUE(lender.ask(1'000 + config.hold_s / 2 + 10).has_value());
  ASSERT_EQ(spool.requests(10)->size(), 1u);
  EXPECT_TRUE((*spool.requests(10))[0].path.ends_with("/extend"));
}

TEST_F(Lending, ASliceThatWasGivenUpIsNotGivenAndAskedForAnew) {
  ASSERT_TRUE(lender.ask(1'000).has_value());
  all_succeed();
  auto first = job(1'000);
  EXPECT_EQ(*lender.lend(first, 20, 1'000), 20);
  EXPECT_TRUE(*lender.take_back(first));
  EXPECT_EQ(*lender.lend(first, 20, 1'000), 0) << "it may be gone already";
  all_succeed();
  ASSERT_TRUE(lender.ask(2'000).has_value());
  EXPECT_TRUE(spool.requests(10)->empty()) << "what was given has to come back first";
  ASSERT_TRUE(lender.give_back(first).has_value());
  ASSERT_TRUE(lender.ask(2'000).has_value());
  EXPECT_EQ(spool.requests(10)->size(), 1u);
  EXPECT_EQ(spool.all_lent()->front().turn, 2);
}

TEST(SitePrice, RoundsUpAndHasARange) {
  EXPECT_EQ(price_of(Amount{3'600 * micro}, 1'000, 1), 1 * micro);
  EXPECT_EQ(price_of(Amount{1}, 1, 1), 1);
  EXPECT_EQ(price_of(Amount{1'000'000 * micro}, 1'000'000'000'000, 1'000'000'000'000), std::nullopt);
}

TEST(SitePayment, SlicesAreHalvedForWantOfMoneyAndEndWithTheJob) {
  Config config;
  config.slice_s = 1'600;
  config.grace_s = 300;
  config.margin_s = 40;
  JobRow job{.units = 2'000};
  EXPECT_EQ(slice_of(job, config), 1'600);
  EXPECT_TRUE(can_halve(job, config));
  job.halved = 2;
  EXPECT_EQ(slice_of(job, config), 400);
  EXPECT_FALSE(can_halve(job, config)) << "a job does not start to be warned at once";
  job.paid = 1;
  EXPECT_TRUE(can_halve(job, config)) << "one that runs may go on for the rest of its money";
  job.limit_s = 300;
  job.paid = 100 * job.units;
  EXPECT_EQ(slice_of(job, config), 200);
  job.paid = 300 * job.units;
  EXPECT_EQ(slice_of(job, config), 0);
  EXPECT_EQ(units_text(8'000), "8");
  EXPECT_EQ(units_text(500), "0.5");
  EXPECT_EQ(units_text(1'025), "1.025");
}

}  // namespace
}  // namespace scrip::site
