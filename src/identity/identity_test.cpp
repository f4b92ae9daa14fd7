#include "identity/identity.h"

#include <gtest/gtest.h>

#include "base/limits.h"
#include "identity/secret.h"
#include "identity/totp.h"
#include "storage/memory/memory_register.h"

namespace scrip::identity {
namespace {

constexpr std::string_view password = "correct horse battery";

class SigningIn : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(identity_.add(
        {.id = "li", .name = "Li Wei", .email = {}, .language = {}, .password = std::string(password)}, now_));
  }
  ErrorCode refused(std::string_view person, std::string_view word, std::string_view code = {}) {
    const auto signed_in = identity_.sign_in(person, word, code, now_);
    return signed_in ? ErrorCode{} : signed_in.error().code;
  }

  storage::MemoryRegister people_;
  Identity identity_{people_};
  Instant now_ = instant_at(1'780'000'000'000);
};

TEST_F(SigningIn, GivesASessionWhoseTokenIsKnownByItsHashOnly) {
  const auto signed_in = identity_.sign_in("li", password, {}, now_);
  ASSERT_TRUE(signed_in);
  const auto caller = identity_.caller_of_session(signed_in->token, now_);
  ASSERT_TRUE(caller);
  EXPECT_EQ(caller->person, "li");
  EXPECT_NE(to_hex(signed_in->session.token), signed_in->token);
  EXPECT_EQ(signed_in->session.token, token_hash(signed_in->token));
}

TEST_F(SigningIn, DoesNotTellAWrongPasswordFromAPersonWhoIsNotThere) {
  EXPECT_EQ(refused("li", "wrong"), ErrorCode::sign_in_failed);
  EXPECT_EQ(refused("nobody", password), ErrorCode::sign_in_failed);
}

TEST_F(SigningIn, LocksOutAfterFailuresForATimeThatDoubles) {
  for (std::uint32_t i = 0; i < limits::sign_in_failures_free; ++i) {
    EXPECT_EQ(refused("li", "wrong"), ErrorCode::sign_in_failed) << i;
  }
  EXPECT_EQ(refused("li", password), ErrorCode::locked_out);
  now_ += std::chrono::seconds{1};
  EXPECT_EQ(refused("li", "wrong"), ErrorCode::sign_in_failed);
  now_ += std::chrono::seconds{1};
  EXPECT_EQ(refused("li", password), ErrorCode::locked_out);
  now_ += std::chrono::seconds{1};
  EXPECT_EQ(refused("li", password), ErrorCode{});
  EXPECT_EQ(wait_after(1'000), limits::sign_in_wait_s_max);
}

TEST_F(SigningIn, EndsASessionThatIsIdleOrTooOld) {
  const auto token = identity_.sign_in("li", password, {}, now_)->token;
  const Instant begun = now_;
  now_ += std::chrono::seconds{limits::session_idle_s - 1};
  EXPECT_EQ(identity_.caller_of_session(token, now_)->person, "li");
  now_ += std::chrono::seconds{limits::session_idle_s};
  EXPECT_EQ(identity_.caller_of_session(token, now_)->person, "");
  EXPECT_EQ(identity_.caller_of_session(token, begun + std::chrono::seconds{limits::session_total_s})->person, "");
}

TEST_F(SigningIn, EndsWithSigningOutAndWithANewPassword) {
  const auto first = identity_.sign_in("li", password, {}, now_)->token;
  const auto second = identity_.sign_in("li", password, {}, now_)->token;
  ASSERT_TRUE(identity_.sign_out(first));
  EXPECT_EQ(identity_.caller_of_session(first, now_)->person, "");
  ASSERT_TRUE(identity_.change_password("li", password, "another long password", now_));
  EXPECT_EQ(identity_.caller_of_session(second, now_)->person, "");
  EXPECT_EQ(refused("li", password), ErrorCode::sign_in_failed);
}

TEST_F(SigningIn, TakesTheSecondFactorOnceItIsConfirmed) {
  const auto secret = identity_.begin_second_factor("li", password, now_);
  ASSERT_TRUE(secret);
  EXPECT_EQ(refused("li", password), ErrorCode{}) << "not confirmed yet";
  const auto bytes = from_base32(*secret).value();
  ASSERT_TRUE(identity_.confirm_second_factor("li", totp_code(bytes, totp_step(now_)), now_));
  EXPECT_EQ(refused("li", password), ErrorCode::second_factor_needed);
  EXPECT_EQ(refused("li", password, totp_code(bytes, totp_step(now_))), ErrorCode::sign_in_failed) << "taken before";
  now_ += std::chrono::seconds{30};
  EXPECT_EQ(refused("li", password, totp_code(bytes, totp_step(now_))), ErrorCode{});
}

TEST_F(SigningIn, WhoDoesNotExistIsLockedOutLikeWhoDoes) {
  for (std::uint32_t i = 0; i <= limits::sign_in_failures_free; ++i) {
    EXPECT_EQ(refused("li", "wrong"), refused("nobody", "wrong")) << i;
  }
  EXPECT_EQ(refused("li", "wrong"), ErrorCode::locked_out);
  EXPECT_EQ(refused("nobody", "wrong"), ErrorCode::locked_out);
  EXPECT_EQ(refused("another", "wrong"), ErrorCode::sign_in_failed);
  now_ += std::chrono::seconds{1};
  EXPECT_EQ(refused("nobody", "wrong"), ErrorCode::sign_in_failed);
}

TEST_F(SigningIn, ASecondFactorIsNotReplacedWithoutItsCode) {
  const auto secret = identity_.begin_second_factor("li", password, now_);
  ASSERT_TRUE(secret);
  const auto bytes = from_base32(*secret).value();
  ASSERT_TRUE(identity_.confirm_second_factor("li", totp_code(bytes, totp_step(now_)), now_));
  const auto other = identity_.begin_second_factor("li", password, now_);
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().code, ErrorCode::second_factor_needed);
  now_ += std::chrono::seconds{30};
  ASSERT_TRUE(identity_.remove_second_factor("li", password, totp_code(bytes, totp_step(now_)), now_));
  EXPECT_TRUE(identity_.begin_second_factor("li", password, now_));
}

TEST_F(SigningIn, RefusesAWeakPassword) {
  for (const std::string weak : {"short", "eleven-char"}) {
    const auto added = identity_.add({.id = "wu", .name = "Wu", .email = {}, .language = {}, .password = weak}, now_);
    ASSERT_FALSE(added);
    EXPECT_EQ(added.error().code, ErrorCode::password_weak);
  }
}

TEST_F(SigningIn, ARotatedKeyEndsTheOldToken) {
  const auto first = identity_.issue_key("li", "meter", "site_operator", {}, now_);
  ASSERT_TRUE(first);
  EXPECT_EQ(identity_.caller_of_key(first->token, now_)->role, "site_operator");
  const auto second = identity_.rotate_key("li", first->key.id);
  ASSERT_TRUE(second);
  EXPECT_EQ(identity_.caller_of_key(first->token, now_)->person, "");
  EXPECT_EQ(identity_.caller_of_key(second->token, now_)->person, "li");
}

TEST_F(SigningIn, AKeyEndsAtItsTimeAndAnErasedPersonHasNone) {
  const auto key = identity_.issue_key("li", "meter", {}, now_ + std::chrono::seconds{10}, now_);
  ASSERT_TRUE(key);
  EXPECT_EQ(identity_.caller_of_key(key->token, now_ + std::chrono::seconds{10})->person, "");
  ASSERT_TRUE(people_.erase_person("li"));
  identity_.forget();  // it was changed behind its back
  EXPECT_EQ(identity_.caller_of_key(key->token, now_)->person, "");
  const auto again = identity_.add(
      {.id = "li", .name = "Another", .email = {}, .language = {}, .password = std::string(password)}, now_);
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, ErrorCode::person_exists);
}

}  // namespace
}  // namespace scrip::identity
