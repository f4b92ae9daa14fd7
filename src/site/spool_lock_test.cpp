#include "site/spool_lock.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <string>

namespace scrip::site {
namespace {

class SpoolLockTest : public testing::Test {
 protected:
  SpoolLockTest()
      : spool((std::filesystem::temp_directory_path() / ("scrip-lock-" + std::to_string(::getpid()))).string()) {}
  ~SpoolLockTest() override { std::filesystem::remove(spool + ".lock"); }

  std::string spool;
};

TEST_F(SpoolLockTest, TheSecondIsToldWhichSpoolAndWhoHasIt) {
  const auto first = SpoolLock::take(spool);
  ASSERT_TRUE(first.has_value());
  const auto second = SpoolLock::take(spool);
  ASSERT_FALSE(second.has_value());
  EXPECT_EQ(second.error().code, ErrorCode::store_unavailable);
  EXPECT_TRUE(second.error().detail.contains(spool)) << second.error().detail;
  EXPECT_TRUE(second.error().detail.contains(std::to_string(::getpid()))) << second.error().detail;
  EXPECT_FALSE(SpoolLock::take(spool).has_value()) << "the one that was refused has not given it back";
}

TEST_F(SpoolLockTest, ItIsFreeOnceItsOwnerIsGoneAndItsFileStays) {
  {
    ASSERT_TRUE(SpoolLock::take(spool).has_value());
  }
  EXPECT_TRUE(std::filesystem::exists(spool + ".lock"));
  EXPECT_TRUE(SpoolLock::take(spool).has_value());
}

TEST_F(SpoolLockTest, AnOwnerThatWasKilledHasItNoLonger) {
  std::array<int, 2> ends{};
  ASSERT_EQ(::pipe(ends.data()), 0);
  const pid_t owner = ::fork();
  ASSERT_GE(owner, 0);
  if (owner == 0) {
    const auto lock = SpoolLock::take(spool);
    const char said = lock ? 'y' : 'n';
    if (::write(ends[1], &said, 1) == 1) ::pause();
    ::_exit(0);
  }
  char said = 0;
  ASSERT_EQ(::read(ends[0], &said, 1), 1);
  EXPECT_EQ(said, 'y');
  EXPECT_FALSE(SpoolLock::take(spool).has_value());
  ASSERT_EQ(::kill(owner, SIGKILL), 0);
  ASSERT_EQ(::waitpid(owner, nullptr, 0), owner);
  EXPECT_TRUE(SpoolLock::take(spool).has_value());
  ::close(ends[0]);
  ::close(ends[1]);
}

TEST_F(SpoolLockTest, WhereNoFileCanBeMadeThereIsNoLock) {
  EXPECT_EQ(SpoolLock::take("/nowhere/spool.db").error().code, ErrorCode::store_unavailable);
}

}  // namespace
}  // namespace scrip::site
