#include "base/utf8.h"

#include <gtest/gtest.h>

namespace scrip {
namespace {

TEST(Utf8, ATextIsCutBetweenCharacters) {
  const std::string_view text = "ab算力";  // two bytes, then three and three
  EXPECT_EQ(utf8_cut(text, 8), text);
  EXPECT_EQ(utf8_cut(text, 7), "ab算");
  EXPECT_EQ(utf8_cut(text, 5), "ab算");
  EXPECT_EQ(utf8_cut(text, 4), "ab");
  EXPECT_EQ(utf8_cut(text, 1), "a");
  EXPECT_EQ(utf8_cut(text, 0), "");
  EXPECT_EQ(utf8_cut("力", 2), "");
}

}  // namespace
}  // namespace scrip
