// The auditor's binary, as it is run: exit status, what it prints, in which language.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>
#include <sys/wait.h>

#include <array>
#include <cstdio>
#include <fstream>
#include <string>

#include "proof/key.h"
#include "storage/sqlite/sqlite_store.h"
#include "tests/conformance/temporary_folder.h"
#include "tests/support/random_city.h"

namespace scrip {
namespace {

using ::testing::HasSubstr;

struct Ran {
  int status = -1;
  std::string output;  // both streams
};

Ran run(const std::string& arguments) {
  Ran ran;
  FILE* pipe = popen((std::string(SCRIP_VERIFY_BINARY) + " " + arguments + " 2>&1").c_str(), "r");
  std::array<char, 4096> buffer{};
  while (const std::size_t got = fread(buffer.data(), 1, buffer.size(), pipe)) ran.output.append(buffer.data(), got);
  ran.status = WEXITSTATUS(pclose(pipe));
  return ran;
}

class ScripVerify : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto store = storage::SqliteStore::open(path_, storage::OpenMode::create_new).value();
    testing::build_random_journal(*store, 11, 60);
    entries_ = store->last_sequence().value();
    std::ofstream(folder_.file("kept")) << testing::signed_checkpoint(*store, 30, testing::RandomCity::key());
    std::ofstream(folder_.file("key")) << proof::format_public_key(proof::public_key_of(testing::RandomCity::key()))
                                       << "\n";
  }

  void change(const std::string& sql) const {
    sqlite3* database = nullptr;
    ASSERT_EQ(sqlite3_open(path_.c_str(), &database), SQLITE_OK);
    EXPECT_EQ(sqlite3_exec(database, sql.c_str(), nullptr, nullptr, nullptr), SQLITE_OK) << sqlite3_errmsg(database);
    sqlite3_close(database);
  }

  testing::TemporaryFolder folder_;
  std::string path_ = folder_.file("journal.db");
  std::uint64_t entries_ = 0;
};

TEST_F(ScripVerify, SaysThatAJournalHolds) {
  const Ran ran = run(path_ + " --key " + folder_.file("key") + " --checkpoint " + folder_.file("kept"));
  EXPECT_EQ(ran.status, 0) << ran.output;
  EXPECT_THAT(ran.output, HasSubstr("verified"));
  EXPECT_THAT(ran.output, HasSubstr("signed: 30 entries, by city.example/journal"));
  EXPECT_THAT(run(path_ + " --lang zh").output, HasSubstr("验证通过"));
}

TEST_F(ScripVerify, GivesJsonToPrograms) {
  const Ran ran = run(path_ + " --json");
  EXPECT_EQ(ran.status, 0);
  EXPECT_THAT(ran.output, HasSubstr("{\"verified\":true,\"entries\":" + std::to_string(entries_)));
}

TEST_F(ScripVerify, NamesTheEntryThatWasChanged) {
  change(
      "UPDATE entry SET bytes = CAST(substr(bytes, 1, 20) || x'DEADBEEF' || substr(bytes, 25) AS BLOB) WHERE sequence "
      "= 40");
  const Ran ran = run(path_);
  EXPECT_EQ(ran.status, 1);
  EXPECT_THAT(ran.output, HasSubstr("NOT VERIFIED"));
  EXPECT_THAT(ran.output, HasSubstr("entry 40"));
  EXPECT_THAT(run(path_ + " --json").output, HasSubstr("\"verified\":false,\"code\":\"entry_corrupt\",\"entry\":40"));
}

TEST_F(ScripVerify, FindsThatTheEndIsMissing) {
  change("DELETE FROM entry WHERE sequence > 50; DELETE FROM snapshot");
  const Ran ran = run(path_);
  EXPECT_EQ(ran.status, 1);
  EXPECT_THAT(ran.output, HasSubstr("hash_mismatch"));
}

TEST_F(ScripVerify, TellsWrongUsageFromAWrongJournal) {
  EXPECT_EQ(run("").status, 2);
  EXPECT_EQ(run("--nonsense").status, 2);
  EXPECT_EQ(run(folder_.file("nothing.db")).status, 2);
  EXPECT_EQ(run(folder_.file("key")).status, 1) << "no journal, or a badly damaged one: nobody can tell";
  EXPECT_EQ(run(path_ + " --key not-a-key").status, 2);
  EXPECT_EQ(run("--help").status, 0);
  EXPECT_THAT(run("--help --lang zh").output, HasSubstr("用法"));
}

TEST_F(ScripVerify, DoesNotTakeAnotherKey) {
  const proof::PrivateKey other{.name = "city.example/journal", .seed = {7}};
  const Ran ran = run(path_ + " --key '" + proof::format_public_key(proof::public_key_of(other)) + "'");
  EXPECT_EQ(ran.status, 1);
  EXPECT_THAT(ran.output, HasSubstr("signature_invalid"));
}

}  // namespace
}  // namespace scrip
