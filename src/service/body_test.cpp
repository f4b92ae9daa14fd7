#include "service/body.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace scrip::service {
namespace {

using testing::ElementsAre;

class Bodies : public testing::Test {
 protected:
  [[nodiscard]] Body read(std::string_view text) {
    auto body = reader_.read(text);
    EXPECT_TRUE(body) << text;
    return std::move(*body);
  }
  BodyReader reader_;
};

TEST_F(Bodies, OneMayBeReadWhileAnotherIsInUse) {
  const Body first = read(R"({"a": "first", "in": {"b": "inner"}})");
  const Body inner = first.object("in").value();
  const Body second = read(R"({"a": "second"})");
  EXPECT_EQ(first.text("a"), "first");
  EXPECT_EQ(second.text("a"), "second");
  EXPECT_EQ(inner.text("b"), "inner");
}

TEST_F(Bodies, WhatIsKeptOfOneDoesNotShowInTheNext) {
  EXPECT_EQ(read(R"({"a": "x", "b": "y"})").text("b"), "y");
  EXPECT_FALSE(read(R"({"a": "x"})").has("b"));
  EXPECT_FALSE(reader_.read("{\"a\""));
  const std::string long_text(10'000, 'x');
  EXPECT_EQ(read("{\"a\": \"" + long_text + "\"}").text("a"), long_text);
  EXPECT_EQ(read("").text_or("a", "none"), "none");
}

TEST_F(Bodies, NoTextHasACharacterThatNobodySees) {
  const Body body =
      read(R"({"one": "a\u0000b", "many": ["good", "a\u001bb"], "good": ["算\ud83d\udca1", "line\nline"]})");
  EXPECT_EQ(body.text("one").error().code, ErrorCode::value_invalid);
  EXPECT_EQ(body.texts("many").error().code, ErrorCode::value_invalid);
  EXPECT_EQ(body.texts("many").error().field, "many");
  EXPECT_THAT(body.texts("good").value(), ElementsAre("算💡", "line\nline"));
}

}  // namespace
}  // namespace scrip::service
