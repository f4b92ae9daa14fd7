#include "base/suggest.h"

#include <gtest/gtest.h>

#include "base/message.h"

namespace scrip {
namespace {

TEST(Suggest, CountsWhatTurnsOneWordIntoTheOther) {
  EXPECT_EQ(edit_distance("abcd", "abdc"), 1u);
  EXPECT_EQ(edit_distance("turnvoer", "turnover"), 1u);
  EXPECT_EQ(edit_distance("Turnover", "turnover"), 0u);
  EXPECT_EQ(edit_distance("", "abc"), 3u);
}

TEST(Suggest, TheNearestWordIsFoundAndAFarOneIsNot) {
  const std::vector<std::string_view> words{"usage", "balance", "charges", "status", "voucher.face"};
  EXPECT_EQ(nearest("usgae", words), "usage");
  EXPECT_EQ(nearest("balnce", words), "balance");
  EXPECT_EQ(nearest("stat", words), "status");
  EXPECT_EQ(nearest("face", words), "voucher.face");
  EXPECT_EQ(nearest("zebra", words), "");
  EXPECT_EQ(nearest("st", words), "");
}

TEST(Suggest, NamesWhatIsNearOrWhatThereIs) {
  EXPECT_EQ(suggestion("employes", {"employees", "turnover"}).text(), "did you mean 'employees'?");
  EXPECT_EQ(suggestion("shar", {"shard", "share", "shape", "turnover"}).text(), "did you mean 'shard' or 'share'?");
  EXPECT_EQ(suggestion("xyz", {"employees", "turnover"}).text(), "");
  EXPECT_EQ(suggestion_or_all("employes", {"employees"}).text(), "did you mean 'employees'?");
  EXPECT_EQ(suggestion_or_all("xyz", {"employees", "turnover"}).text(), "there are employees, turnover");
}

}  // namespace
}  // namespace scrip
