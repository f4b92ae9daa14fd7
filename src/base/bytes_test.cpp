#include "base/bytes.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

namespace scrip {
namespace {

TEST(Bytes, AreWrittenAsLowerCaseHexadecimal) {
  EXPECT_EQ(to_hex(ByteView{}), "");
  EXPECT_EQ(to_hex(Bytes{0x00, 0x0f, 0xa0, 0xff}), "000fa0ff");
}

TEST(Bytes, AreReadInEitherCase) {
  EXPECT_EQ(from_hex(""), Bytes{});
  EXPECT_EQ(from_hex("000fA0fF"), (Bytes{0x00, 0x0f, 0xa0, 0xff}));
}

TEST(Bytes, OddLengthAndOtherCharactersAreRefused) {
  for (const std::string_view text : {"0", "000", "0g", "g0", "0x00", " 00", "00 ", "0:", "/0", "`a", "@a", "é"}) {
    const auto bytes = from_hex(text);
    ASSERT_FALSE(bytes) << text;
    EXPECT_EQ(bytes.error().code, ErrorCode::encoding_invalid) << text;
  }
}

RC_GTEST_PROP(Bytes, HexadecimalComesBack, (const Bytes& bytes)) {
  RC_ASSERT(to_hex(bytes).size() == 2 * bytes.size());
  RC_ASSERT((from_hex(to_hex(bytes)) == bytes));
}

TEST(Bytes, ReadOnlyTheTwentyTwoHexadecimalDigits) {
  for (int c = 0; c < 256; ++c) {
    const std::string text{static_cast<char>(c), '0'};
    const bool digit = std::string_view("0123456789abcdefABCDEF").contains(static_cast<char>(c));
    EXPECT_EQ(from_hex(text).has_value(), digit) << c;
  }
}

RC_GTEST_PROP(Bytes, TextAndBytesAreTwoViewsOfTheSame, (const std::string& text)) {
  RC_ASSERT(as_text(as_bytes(text)) == text);
  RC_ASSERT(as_bytes(text).size() == text.size());
}

TEST(Hash256, IsReadFromExactlySixtyFourDigits) {
  const std::string text = "00112233445566778899aabbccddeeff0123456789abcdeffedcba9876543210";
  const auto hash = hash_from_hex(text);
  ASSERT_TRUE(hash);
  EXPECT_EQ(hash->bytes[0], 0x00);
  EXPECT_EQ(hash->bytes[1], 0x11);
  EXPECT_EQ(hash->bytes[31], 0x10);
  EXPECT_EQ(to_hex(*hash), text);
  for (const auto& wrong : {text.substr(2), text + "00", text.substr(1), std::string(), text.substr(1) + "g"}) {
    const auto refused = hash_from_hex(wrong);
    ASSERT_FALSE(refused) << wrong;
    EXPECT_EQ(refused.error().code, ErrorCode::encoding_invalid) << wrong;
  }
}

TEST(Hash256, OrdersByItsBytesFromTheFirst) {
  Hash256 low;
  Hash256 high;
  low.bytes[31] = 0xff;
  high.bytes[0] = 0x01;
  EXPECT_LT(low, high);
  EXPECT_EQ(low, low);
  EXPECT_NE(low, Hash256{});
}

}  // namespace
}  // namespace scrip
