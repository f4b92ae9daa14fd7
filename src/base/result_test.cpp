#include "base/result.h"

#include <gtest/gtest.h>

#include <memory>
#include <set>

namespace scrip {
namespace {

constexpr ErrorCode all_codes[] = {
#define SCRIP_ERROR(number, name, remedy, http, english, chinese) ErrorCode::name,
#include "base/error_codes.def"
#undef SCRIP_ERROR
};

Result<int> half(int number) {
  if (number % 2 != 0) return fail(ErrorCode::value_invalid, "odd", "number", 3);
  return number / 2;
}

Result<int> quarter(int number) {
  const int once = SCRIP_TRY(half(number));
  return half(once);
}

Result<void> is_even(int number) {
  if (number % 2 != 0) return fail(ErrorCode::value_invalid, "odd");
  return {};
}

Result<std::string> described(int number) {
  SCRIP_TRY_VOID(is_even(number));
  return "even";
}

Result<std::unique_ptr<int>> boxed(int number) { return std::make_unique<int>(SCRIP_TRY(half(number))); }

Result<int> unboxed(int number) {
  const auto box = SCRIP_TRY(boxed(number));  // a value that can only be moved
  return *box;
}

TEST(Result, TryGivesTheValueOrReturnsTheError) {
  EXPECT_EQ(quarter(8), 2);
  ASSERT_FALSE(quarter(7));
  EXPECT_EQ(quarter(7).error(), Error::at(ErrorCode::value_invalid, "number", "odd", 3));
  ASSERT_FALSE(quarter(6));
  EXPECT_EQ(quarter(6).error().code, ErrorCode::value_invalid);
}

TEST(Result, TryVoidGoesOnOrReturnsTheError) {
  EXPECT_EQ(described(2), "even");
  ASSERT_FALSE(described(3));
  EXPECT_EQ(described(3).error().code, ErrorCode::value_invalid);
}

TEST(Result, TryMovesWhatCannotBeCopied) {
  EXPECT_EQ(unboxed(4), 2);
  EXPECT_FALSE(unboxed(5));
}

TEST(Result, TryEvaluatesItsExpressionOnce) {
  int calls = 0;
  const auto once = [&]() -> Result<int> { return ++calls; };
  const auto caller = [&]() -> Result<int> { return SCRIP_TRY(once()); };
  EXPECT_EQ(caller(), 1);
  EXPECT_EQ(calls, 1);
}

TEST(ErrorCode, EachHasItsOwnNumberInItsRangeAndItsOwnName) {
  std::set<int> numbers;
  std::set<std::string_view> names;
  for (const auto code : all_codes) {
    const int number = static_cast<int>(code);
    EXPECT_TRUE(number > 1000 && number < 5000) << number;
    EXPECT_TRUE(numbers.insert(number).second) << number;
    EXPECT_TRUE(names.insert(name(code)).second) << name(code);
  }
}

TEST(ErrorCode, EachHasATextInBothLanguages) {
  for (const auto code : all_codes) {
    EXPECT_FALSE(text(code, Language::english).empty()) << name(code);
    EXPECT_FALSE(text(code, Language::chinese).empty()) << name(code);
    EXPECT_NE(text(code, Language::english), text(code, Language::chinese)) << name(code);
    for (const char c : text(code, Language::english)) EXPECT_TRUE(c >= ' ' && c <= '~') << name(code);
  }
}

TEST(ErrorCode, TheStatusAgreesWithWhatTheCallerShouldDo) {
  for (const auto code : all_codes) {
    const int status = http_status(code);
    switch (remedy(code)) {
      case Remedy::fix_request:
        EXPECT_TRUE(status >= 400 && status < 500) << name(code);
        break;
      case Remedy::fix_state:
        EXPECT_TRUE((status >= 400 && status < 500) || status == 507) << name(code);
        break;
      case Remedy::retry:
        EXPECT_TRUE(status == 408 || status == 409 || status == 429 || status == 503) << name(code);
        break;
      case Remedy::call_help:
        EXPECT_EQ(status, 500) << name(code);
        break;
    }
  }
}

// Numbers are part of the public interface: a few of them by hand, so that a shift of the list is noticed.
TEST(ErrorCode, NumbersStayWhatTheyAre) {
  EXPECT_EQ(static_cast<int>(ErrorCode::syntax_error), 1001);
  EXPECT_EQ(static_cast<int>(ErrorCode::voucher_not_found), 2008);
  EXPECT_EQ(static_cast<int>(ErrorCode::insufficient_balance), 2015);
  EXPECT_EQ(static_cast<int>(ErrorCode::sequence_taken), 3002);
  EXPECT_EQ(static_cast<int>(ErrorCode::hash_mismatch), 4002);
  EXPECT_EQ(name(ErrorCode::voucher_not_found), "voucher_not_found");
  EXPECT_EQ(remedy(ErrorCode::sequence_taken), Remedy::retry);
  EXPECT_EQ(http_status(ErrorCode::store_full), 507);
}

TEST(ErrorCode, AnUnknownOneIsNamedSo) {
  const auto unknown = static_cast<ErrorCode>(9999);
  EXPECT_EQ(name(unknown), "unknown_error");
  EXPECT_EQ(http_status(unknown), 500);
  EXPECT_EQ(remedy(unknown), Remedy::call_help);
}

TEST(Error, IsDescribedInOneLine) {
  EXPECT_EQ(describe(Error{.code = ErrorCode::voucher_not_found}, Language::english),
            "voucher_not_found: no such voucher");
  EXPECT_EQ(describe(Error::at(ErrorCode::voucher_not_found, "", "V-17"), Language::english),
            "voucher_not_found: no such voucher: V-17");
  EXPECT_EQ(describe(Error::at(ErrorCode::voucher_not_found, "voucher", "V-17"), Language::english),
            "voucher_not_found: no such voucher: V-17 (field voucher)");
  EXPECT_EQ(describe(Error::at(ErrorCode::voucher_not_found, "", "V-17", 3), Language::english),
            "voucher_not_found: no such voucher: V-17 (line 3)");
  EXPECT_EQ(describe(Error::at(ErrorCode::voucher_not_found, "voucher", "V-17", 3), Language::english),
            "voucher_not_found: no such voucher: V-17 (field voucher, line 3)");
}

TEST(Error, IsDescribedInChinese) {
  EXPECT_EQ(describe(Error{.code = ErrorCode::voucher_not_found}, Language::chinese),
            "voucher_not_found: 算力券不存在");
  EXPECT_EQ(describe(Error::at(ErrorCode::voucher_not_found, "voucher", "V-17", 3), Language::chinese),
            "voucher_not_found: 算力券不存在: V-17（字段 voucher，第 3 行）");
  EXPECT_EQ(describe(Error::at(ErrorCode::voucher_not_found, "", "", 3), Language::chinese),
            "voucher_not_found: 算力券不存在（第 3 行）");
}

}  // namespace
}  // namespace scrip
