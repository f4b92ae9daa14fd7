#include "http/message.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "http/router.h"

namespace scrip::http {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;

TEST(PercentDecoded, ReadsEscapesAndRefusesHalfOnesAndZeroBytes) {
  EXPECT_EQ(percent_decoded("a%2Fb%e4%b8%ad", false), "a/b中");
  EXPECT_EQ(percent_decoded("a+b", true), "a b");
  EXPECT_EQ(percent_decoded("a+b", false), "a+b");
  for (const std::string_view wrong : {"%", "%4", "%zz", "a%00b"}) {
    EXPECT_FALSE(percent_decoded(wrong, false)) << wrong;
  }
}

TEST(ParseQuery, KeepsOrderAndRepetition) {
  const auto query = parse_query("filter=a%3D1&filter=b~2&x&=y");
  ASSERT_TRUE(query);
  EXPECT_THAT(*query, ElementsAre(Pair("filter", "a=1"), Pair("filter", "b~2"), Pair("x", ""), Pair("", "y")));
}

TEST(ParseQuery, HasALimit) {
  std::string many;
  for (int i = 0; i < 65; ++i) many += "a=1&";
  const auto query = parse_query(many);
  ASSERT_FALSE(query);
  EXPECT_EQ(query.error().code, ErrorCode::too_large);
}

TEST(Cookie, IsFoundByItsWholeName) {
  EXPECT_EQ(cookie("a=1; scrip_session=token; b=2", "scrip_session"), "token");
  EXPECT_EQ(cookie("xscrip_session=no", "scrip_session"), "");
  EXPECT_EQ(cookie("", "scrip_session"), "");
}

TEST(AcceptedLanguage, GoesByWeightAndThenByOrder) {
  EXPECT_EQ(accepted_language("zh-CN,zh;q=0.9,en;q=0.8"), Language::chinese);
  EXPECT_EQ(accepted_language("en-GB,en;q=0.9,zh;q=0.8"), Language::english);
  EXPECT_EQ(accepted_language("en;q=0.5, zh;q=0.6"), Language::chinese);
  EXPECT_EQ(accepted_language("zh, en"), Language::chinese);
  EXPECT_EQ(accepted_language("en, zh"), Language::english);
  EXPECT_EQ(accepted_language("fr"), Language::english);
  EXPECT_EQ(accepted_language(""), Language::english);
}

TEST(Accept, NamesATypeUnlessItsWeightIsZero) {
  EXPECT_TRUE(names_media_type("text/csv", "text/csv"));
  EXPECT_TRUE(names_media_type("application/json;q=0.5, Text/CSV;q=0.1", "text/csv"));
  EXPECT_FALSE(names_media_type("*/*", "text/csv"));
  EXPECT_FALSE(accepts_gzip("gzip;q=0"));
  EXPECT_TRUE(accepts_gzip("deflate, gzip"));
}

class Routes : public ::testing::Test {
 protected:
  Routes() {
    list_ = router_.add(Method::get, "/a");
    one_ = router_.add(Method::get, "/a/{name}");
    fixed_ = router_.add(Method::get, "/a/fixed");
    deep_ = router_.add(Method::post, "/a/{name}/b/{other}");
  }
  Router router_;
  std::size_t list_ = 0, one_ = 0, fixed_ = 0, deep_ = 0;
};

TEST_F(Routes, AreFoundWithTheirNamesDecoded) {
  EXPECT_EQ(router_.find(Method::get, "/a")->route, list_);
  const auto match = router_.find(Method::post, "/a/x%2Fy/b/2");
  ASSERT_TRUE(match);
  EXPECT_EQ(match->route, deep_);
  EXPECT_THAT(match->names, ElementsAre(Pair("name", "x/y"), Pair("other", "2")));
}

TEST(MediaType, IsTheOneThatABrowserReads) {
  EXPECT_TRUE(is_media_type("application/json", "application/json"));
  EXPECT_TRUE(is_media_type("Application/JSON ; charset=utf-8", "application/json"));
  for (const std::string_view other : {"text/plain;a=b, application/json", "text/plain, application/json",
                                       "application/json, text/plain", "", "application/jsonx"}) {
    EXPECT_FALSE(is_media_type(other, "application/json")) << other;
  }
}

TEST(PercentDecoded, IsTextInUtf8) {
  EXPECT_EQ(percent_decoded("%e7%ae%97%F0%9F%92%A1", false), "算💡");
  for (const std::string_view other : {"%ff", "%c0%af", "%ed%a0%80", "%f5%80%80%80", "\x80", "%e7%ae"}) {
    const auto decoded = percent_decoded(other, false);
    ASSERT_FALSE(decoded) << other;
    EXPECT_EQ(decoded.error().code, ErrorCode::encoding_invalid);
  }
}

TEST_F(Routes, BeginWithASlash) {
  for (const std::string_view path : {"xa", "http://host/a", "*"}) {
    const auto refused = router_.find(Method::get, path);
    ASSERT_FALSE(refused) << path;
    EXPECT_EQ(refused.error().code, ErrorCode::not_found);
  }
}

TEST_F(Routes, AreFoundByANameWhereTheTextHasAnotherMethod) {
  const auto route = router_.add(Method::del, "/a/{name}");
  EXPECT_EQ(router_.find(Method::del, "/a/fixed")->route, route);
  EXPECT_EQ(router_.find(Method::post, "/a/fixed").error().detail, "GET, DELETE");
}

TEST_F(Routes, TextComesBeforeAName) {
  EXPECT_EQ(router_.find(Method::get, "/a/fixed")->route, fixed_);
  EXPECT_EQ(router_.find(Method::get, "/a/other")->route, one_);
}

TEST_F(Routes, HeadIsTakenForGetAndOtherMethodsAreNamed) {
  EXPECT_EQ(router_.find(Method::head, "/a")->route, list_);
  const auto refused = router_.find(Method::post, "/a");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::method_not_allowed);
  EXPECT_EQ(refused.error().detail, "GET");
}

TEST_F(Routes, NothingElseIsFound) {
  for (const std::string_view path : {"/", "/b", "/a/", "/a/x/b", "/a//b/2", ""}) {
    const auto refused = router_.find(Method::post, path);
    ASSERT_FALSE(refused) << path;
    EXPECT_NE(refused.error().code, ErrorCode{}) << path;
  }
}

}  // namespace
}  // namespace scrip::http
