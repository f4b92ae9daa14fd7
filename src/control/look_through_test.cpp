#include "control/look_through.h"

#include <gtest/gtest.h>

#include "base/limits.h"
#include "tests/support/structure.h"

namespace scrip::control {
namespace {

using scrip::testing::some_day;
using scrip::testing::Structure;

// "li 3/5 (holdco 1)": parts of the final holders and, in brackets, of those between; bounds as "1/4..1/2".
std::string parts(Structure& s, std::string_view organisation) {
  const auto found = look_through(s.book(), s.party(organisation), some_day);
  if (!found) return std::string(name(found.error().code));
  std::string text;
  for (const auto& line : found->lines) {
    std::string part = s.key(line.holder) + " " + line.low.text();
    if (line.low != line.high) part += ".." + line.high.text();
    text += (text.empty() ? "" : " ") + (line.is_final ? part : "(" + part + ")");
  }
  if (!found->own.is_zero()) text += " own " + found->own.text();
  if (!found->unknown.is_zero()) text += " unknown " + found->unknown.text();
  return text;
}

TEST(LookThrough, MultipliesAlongAChainAndAddsOverChains) {
  Structure s;
  s.holds("person:li", "holdco", "50%");
  s.holds("holdco", "a", "60%");
  s.holds("person:li", "a", "10%");
  EXPECT_EQ(parts(s, "a"), "li 2/5 (holdco 3/5) unknown 3/5");
}

TEST(LookThrough, OwnSharesBelongToTheOthers) {
  Structure s;
  s.holds("a", "a", "10%");
  s.holds("person:li", "a", "60%");
  s.holds("person:wu", "a", "30%");
  EXPECT_EQ(parts(s, "a"), "li 2/3 wu 1/3 own 1/10");
}

TEST(LookThrough, CrossHoldingsAreSolvedExactly) {
  Structure s;  // a and b hold 40 % and 25 % of each other
  s.holds("b", "a", "40%");
  s.holds("a", "b", "25%");
  s.holds("person:li", "a", "60%");
  s.holds("person:wu", "b", "75%");
  // From a: 3/5 to li, 2/5 to b; of b 3/4 to wu, 1/4 back to a: li = 3/5 / (1 - 1/10) = 2/3.
  EXPECT_EQ(parts(s, "a"), "li 2/3 wu 1/3 (b 2/5) own 1/10");
  EXPECT_EQ(parts(s, "b"), "wu 5/6 li 1/6 (a 1/4) own 1/10");
}

TEST(LookThrough, ACircleThatNobodyHoldsBelongsToNobody) {
  Structure s;
  s.holds("a", "b", "100%");
  s.holds("b", "a", "100%");
  s.holds("a", "c", "70%");
  s.holds("person:li", "c", "30%");
  EXPECT_EQ(parts(s, "c"), "li 3/10 (a 7/10) (b 7/10) unknown 7/10");
  EXPECT_EQ(parts(s, "a"), "(b 1) own 1 unknown 1");
}

TEST(LookThrough, KeepsBothEndsOfARange) {
  Structure s;
  s.holds("person:li", "a", "25%-50%");
  s.holds("person:wu", "a", "40%");
  EXPECT_EQ(parts(s, "a"), "wu 2/5 li 1/4..1/2 unknown 7/20");
  s.holds("person:xu", "b", "50%-100%");
  s.holds("person:yu", "b", "50%-100%");
  EXPECT_EQ(parts(s, "b"), "xu 1/2 yu 1/2") << "what each has at least is all there is";
}

TEST(LookThrough, UpperBoundsThatAreTooMuchTogetherStayWithinTheWhole) {
  Structure s;
  s.holds("b", "a", "0%-100%");
  s.holds("a", "b", "0%-100%");
  s.holds("person:li", "b", "0%-100%");
  EXPECT_EQ(parts(s, "a"), "li 0..1 (b 0..1) unknown 1");
}

TEST(LookThrough, VotesWithoutCapitalAreNoPart) {
  Structure s;
  s.holds("person:li", "a", "0%", "100%");
  s.holds("person:wu", "a", "100%", "0%");
  EXPECT_EQ(parts(s, "a"), "wu 1");
}

TEST(LookThrough, OfManyWhoHoldEachOtherIsWithinALimit) {
  const auto ring = [](std::size_t size) {
    Structure s;
    for (std::size_t i = 0; i < size; ++i) {
      for (std::size_t j = 1; j <= 3; ++j) {
        s.holds("r" + std::to_string((i + j) % size), "r" + std::to_string(i), "29.871234%");
      }
      s.holds("person:p" + std::to_string(i), "r" + std::to_string(i), "10%");
    }
    return s;
  };
  auto largest = ring(limits::cycle_parties_max);
  const auto found = look_through(largest.book(), largest.party("r0"), some_day);
  ASSERT_TRUE(found);
  Fraction sum = found->unknown;
  for (const auto& line : found->lines) {
    if (line.is_final) sum = sum + line.low;
  }
  EXPECT_EQ(sum.text(), "1");
  auto larger = ring(limits::cycle_parties_max + 1);
  EXPECT_EQ(parts(larger, "r0"), "limit_reached");
}

TEST(LookThrough, OfALongChainEndsWithinItsLimits) {
  Structure s;
  for (int i = 0; i < 5'000; ++i) s.holds("c" + std::to_string(i + 1), "c" + std::to_string(i), "99.999999%");
  EXPECT_EQ(parts(s, "c0"), "limit_reached");
}

}  // namespace
}  // namespace scrip::control
