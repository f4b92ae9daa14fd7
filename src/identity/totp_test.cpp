#include "identity/totp.h"

#include <gtest/gtest.h>

#include "identity/secret.h"

namespace scrip::identity {
namespace {

constexpr std::string_view rfc_secret = "12345678901234567890";  // RFC 6238, appendix B, SHA-1

Instant at_second(std::int64_t second) { return instant_at(second * 1'000); }

TEST(Totp, GivesTheCodesOfRfc6238AppendixB) {
  const struct {
    std::int64_t second;
    std::string_view code;
  } vectors[] = {{59, "94287082"},
                 {1'111'111'109, "07081804"},
                 {1'111'111'111, "14050471"},
                 {1'234'567'890, "89005924"},
                 {2'000'000'000, "69279037"},
                 {20'000'000'000, "65353130"}};
  for (const auto& vector : vectors) {
    EXPECT_EQ(totp_code(as_bytes(rfc_secret), totp_step(at_second(vector.second)), 8), vector.code);
  }
}

TEST(Totp, ACodeOfTheStepBeforeOrAfterIsTakenAndOthersAreNot) {
  const std::string secret = to_base32(as_bytes(rfc_secret));
  const Instant now = at_second(1'111'111'111);
  for (const std::int64_t off : {-30, 0, 30}) {
    const auto code = totp_code(as_bytes(rfc_secret), totp_step(at_second(1'111'111'111 + off)));
    EXPECT_TRUE(check_totp(secret, code, now, 0)) << off;
  }
  for (const std::int64_t off : {-60, 60}) {
    const auto code = totp_code(as_bytes(rfc_secret), totp_step(at_second(1'111'111'111 + off)));
    EXPECT_FALSE(check_totp(secret, code, now, 0)) << off;
  }
}

TEST(Totp, NoCodeIsTakenTwice) {
  const std::string secret = to_base32(as_bytes(rfc_secret));
  const Instant now = at_second(1'111'111'111);
  const auto step = check_totp(secret, totp_code(as_bytes(rfc_secret), totp_step(now)), now, 0);
  ASSERT_TRUE(step);
  EXPECT_FALSE(check_totp(secret, totp_code(as_bytes(rfc_secret), totp_step(now)), now, *step));
}

TEST(Totp, ASecretThatDoesNotDecodeOrAnEmptyOneTakesNoCode) {
  EXPECT_FALSE(check_totp("not base 32!", "000000", at_second(59), 0));
  EXPECT_FALSE(check_totp("", totp_code({}, totp_step(at_second(59))), at_second(59), 0));
}

TEST(Totp, TheUriNamesTheAuthorityAndEscapesIt) {
  EXPECT_EQ(totp_uri("ABC", "li", "Yun Gang"), "otpauth://totp/Yun%20Gang:li?secret=ABC&issuer=Yun%20Gang");
}

TEST(Base32, GivesTheTextsOfRfc4648) {
  EXPECT_EQ(to_base32(as_bytes("foobar")), "MZXW6YTBOI");
  EXPECT_EQ(to_base32(as_bytes("fooba")), "MZXW6YTB");
  EXPECT_EQ(to_base32({}), "");
  const auto back = from_base32("MZXW6YTBOI");
  ASSERT_TRUE(back);
  EXPECT_EQ(as_text(*back), "foobar");
}

TEST(Secrets, AreCompared) {
  EXPECT_TRUE(same_secret("abc", "abc"));
  EXPECT_FALSE(same_secret("abc", "abd"));
  EXPECT_FALSE(same_secret("abc", "abcd"));
  EXPECT_EQ(new_token().size(), 43u);
  EXPECT_NE(new_token(), new_token());
}

}  // namespace
}  // namespace scrip::identity
