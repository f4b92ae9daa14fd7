#include "control/control.h"

#include <gtest/gtest.h>

#include "tests/support/structure.h"

namespace scrip::control {
namespace {

using scrip::testing::some_day;
using scrip::testing::Structure;

// "li* holdco beta?": the controllers of an organisation; * ultimate, ? possible.
std::string controllers(Structure& structure, std::string_view company, Day day = some_day, Rule rule = {}) {
  std::string text;
  for (const auto& control : controllers_of(structure.book(), structure.party(company), day, rule)) {
    text += (text.empty() ? "" : " ") + structure.key(control.controller) + (control.ultimate ? "*" : "") +
            (control.certainty == Certainty::possible ? "?" : "");
  }
  return text;
}

std::string affiliation(Structure& structure, std::string_view first, std::string_view second) {
  const auto found =
      affiliation_between(structure.book(), structure.party(first), structure.party(second), some_day, {});
  return found ? in_words(structure.book(), *found) : "none";
}

TEST(Control, NeedsMoreThanHalf) {
  Structure s;
  s.holds("half", "a", "50%");
  s.holds("other", "a", "50%");
  EXPECT_EQ(controllers(s, "a"), "");
  s.holds("more", "b", "50.000001%");
  EXPECT_EQ(controllers(s, "b"), "more*");
}

TEST(Control, NobodyMayControlBesideACertainMajority) {
  Structure s;
  s.holds("major", "a", "60%");
  s.holds("nominee", "a", "0%-100%");  // at most 40 % are left for it
  EXPECT_EQ(controllers(s, "a"), "major*");
  s.holds("minor", "b", "49%");
  s.holds("nominee", "b", "0%-100%");
  EXPECT_EQ(controllers(s, "b"), "nominee*?");
  s.holds("part", "c", "40%");  // enough where c has more than 20 % of itself; beside 30 % of another it may have 30 %
  s.holds("another", "c", "30%");
  s.holds("c", "c", "0%-50%");
  EXPECT_EQ(controllers(s, "c"), "part*?");
}

TEST(Control, RunsThroughAPyramid) {
  Structure s;
  s.holds("person:li", "top", "51%");
  s.holds("top", "middle", "51%");
  s.holds("middle", "bottom", "51%");
  EXPECT_EQ(controllers(s, "bottom"), "li* top middle");
  const auto control = control_between(s.book(), s.party("person:li"), s.party("bottom"), some_day, {});
  ASSERT_TRUE(control);
  EXPECT_EQ(in_words(s.book(), *control),
            "'li' controls 'bottom' ('li' 51% of 'top'; 'top' 51% of 'middle'; 'middle' 51% of 'bottom')");
}

TEST(Control, AddsUpWhatControlledCompaniesHold) {
  Structure s;
  s.holds("x", "a", "60%");
  s.holds("x", "b", "70%");
  s.holds("a", "target", "20%");
  s.holds("b", "target", "20%");
  s.holds("x", "target", "15%");
  s.holds("rival", "target", "45%");
  EXPECT_EQ(controllers(s, "target"), "x*");
  const auto control = control_between(s.book(), s.party("x"), s.party("target"), some_day, {});
  EXPECT_EQ(proof_in_words(s.book(), *control),
            "'x' 60% of 'a'; 'x' 70% of 'b'; 'a' 20% + 'b' 20% + 'x' 15% = 55% of 'target'");
  EXPECT_FALSE(control_between(s.book(), s.party("a"), s.party("target"), some_day, {}));
}

TEST(Control, AProofHasOnlyTheStepsItNeeds) {
  Structure s;
  s.holds("x", "needless", "90%");
  s.holds("x", "needed", "90%");
  s.holds("needed", "target", "90%");
  const auto control = control_between(s.book(), s.party("x"), s.party("target"), some_day, {});
  ASSERT_TRUE(control);
  EXPECT_EQ(control->proof.size(), 2u);
}

TEST(Control, HoldsThroughCrossHoldings) {
  Structure s;  // a and b hold each other; x has what is left, and a majority with what b has once it has b
  s.holds("x", "a", "30%");
  s.holds("b", "a", "30%");
  s.holds("x", "b", "55%");
  s.holds("a", "b", "45%");
  EXPECT_EQ(controllers(s, "a"), "x*");
  EXPECT_EQ(controllers(s, "b"), "x*");
}

TEST(Control, OfTwoWhoControlEachOtherBothAreUltimate) {
  Structure s;
  s.holds("a", "b", "60%");
  s.holds("b", "a", "60%");
  s.holds("a", "c", "100%");
  EXPECT_EQ(controllers(s, "c"), "a* b*");
  EXPECT_EQ(controllers(s, "a"), "b*");
}

TEST(Control, IsByVotesAndNotByCapital) {
  Structure s;  // dual-class shares: the founder has a tenth of the capital and six tenths of the votes
  s.holds("person:founder", "tech", "10%", "60%");
  s.holds("fund", "tech", "90%", "40%");
  EXPECT_EQ(controllers(s, "tech"), "founder*");
}

TEST(Control, OwnVotesAreNotCast) {
  Structure s;
  s.holds("a", "a", "20%");
  s.holds("x", "a", "41%");
  s.holds("y", "a", "39%");
  EXPECT_EQ(controllers(s, "a"), "x*") << "41 of the 80 % that can be cast";
  const auto control = control_between(s.book(), s.party("x"), s.party("a"), some_day, {});
  EXPECT_EQ(proof_in_words(s.book(), *control), "'x' 41% of 'a', which has 20% itself");
}

TEST(Control, IsPossibleWherePortionsAreKnownWithinBounds) {
  Structure s;
  s.holds("x", "a", "25%-50%");
  s.holds("y", "a", "50%-75%");
  s.holds("x", "b", "50.000001%-75%");
  EXPECT_EQ(controllers(s, "a"), "y*?");
  EXPECT_EQ(controllers(s, "b"), "x*");
  s.holds("a", "c", "100%");
  EXPECT_EQ(controllers(s, "c"), "a* y*?") << "that y is above a is not certain";
}

TEST(Control, IsOfADay) {
  Structure s;
  s.holds("old", "a", "60%", {}, Day{100}, Day{200});
  s.holds("new", "a", "60%", {}, Day{200});
  EXPECT_EQ(controllers(s, "a", Day{99}), "");
  EXPECT_EQ(controllers(s, "a", Day{199}), "old*");
  EXPECT_EQ(controllers(s, "a", Day{200}), "new*");
}

TEST(Control, TheThresholdIsAParameter) {
  Structure s;
  s.holds("x", "a", "60%");
  const Rule two_thirds{.threshold = Portion{66'666'666}};
  EXPECT_EQ(controllers(s, "a", some_day, two_thirds), "");
  const Rule quarter{.threshold = Portion{25'000'000}};
  s.holds("y", "a", "30%");
  EXPECT_EQ(controllers(s, "a", some_day, quarter), "x* y*");
}

TEST(Control, ManyWithUnknownPortionsDoNotOverflow) {
  Structure s;
  for (int i = 0; i < 3000; ++i) {
    const std::string name = "h" + std::to_string(i);
    s.holds("top", name, "100%");
    s.holds(name, "target", "0%-100%");
  }
  EXPECT_TRUE(controllers(s, "target").starts_with("top*?"));
}

TEST(Affiliates, AreThoseUnderOneControllerAboveOrBelow) {
  Structure s;
  s.holds("holdco", "alpha", "60%");
  s.holds("holdco", "beta", "51%");
  s.holds("holdco", "minor", "30%");
  EXPECT_EQ(
      affiliation(s, "alpha", "beta"),
      "'holdco' controls 'alpha' ('holdco' 60% of 'alpha') and 'holdco' controls 'beta' ('holdco' 51% of 'beta')");
  EXPECT_EQ(affiliation(s, "holdco", "beta"), "'holdco' controls 'beta' ('holdco' 51% of 'beta')");
  EXPECT_EQ(affiliation(s, "beta", "holdco"), "'holdco' controls 'beta' ('holdco' 51% of 'beta')");
  EXPECT_EQ(affiliation(s, "alpha", "minor"), "none");
  EXPECT_EQ(affiliation(s, "alpha", "alpha"), "none");
  std::string found;
  for (const auto& one : affiliates_of(s.book(), s.party("alpha"), some_day, {})) {
    found += std::string(name(one.relation));
    found += " " + s.key(one.second) + ";";
  }
  EXPECT_EQ(found, "controlled_by holdco;common_controller beta;");
}

TEST(Affiliates, AreNotAllThatAStateControls) {
  Structure s;
  s.holds("state:cn", "bank", "60%");
  s.holds("state:cn", "rail", "100%");
  EXPECT_EQ(affiliation(s, "bank", "rail"), "none");
  EXPECT_NE(affiliation(s, "state:cn", "rail"), "none");
  s.holds("bank", "leasing", "100%");
  s.holds("bank", "trust", "100%");
  EXPECT_NE(affiliation(s, "leasing", "trust"), "none") << "below the state, the bank is a controller like any other";
  EXPECT_EQ(affiliates_of(s.book(), s.party("rail"), some_day, {}).size(), 1u);
}

}  // namespace
}  // namespace scrip::control
