#include "engine/decision.h"

#include <gtest/gtest.h>

#include "engine/award_history.h"
#include "tests/sim/office.h"

namespace scrip::engine {
namespace {

using namespace scrip::sim;
using programme::ApplicationStatus;
using programme::AwardStatus;
using programme::DecisionOutcome;

TEST(Decision, SetsMoneyAsideOnEveryLineByItsShare) {
  Office office;
  office.award("a", "1000.000001");
  EXPECT_EQ(office.application("a").status, ApplicationStatus::awarded);
  EXPECT_EQ(office.commitment("a"), amount("1000.000001"));
  const auto& parts = office.award_called("a").terms.parts;
  ASSERT_EQ(parts.size(), 2u);
  EXPECT_EQ(parts[0].amount, amount("600.000001"));  // 600.0000006 and 400.0000004: the larger remainder
  EXPECT_EQ(parts[1].amount, amount("400"));
  EXPECT_EQ(office.left_on("deduct"), amount("1000000") - amount("600.000001"));
  EXPECT_EQ(office.left_on("state"), amount("500000") - amount("400"));
  const auto& decided = *office.application("a").decided;
  EXPECT_EQ(decided.proposer, "officer");
  EXPECT_EQ(decided.approver, "director");
}

TEST(Decision, TakesTwoPersonsOfWhomNeitherApplied) {
  Office office;
  office.complete("a");
  office.assess("a", "100");
  EXPECT_EQ(office.as("", proposal_of("a", "100")), "missing_field");
  office.propose("a", "100");
  office.propose("a", "100");  // already so
  EXPECT_EQ(office.as("officer", approval_of("a", "100")), "four_eyes");
  EXPECT_EQ(office.as("applicant", approval_of("a", "100")), "conflict_of_interest");
  EXPECT_EQ(office.as("", approval_of("a", "100")), "missing_field");
  EXPECT_EQ(office.as("director", approval_of("a", "100")), "");
  EXPECT_EQ(office.as("director", approval_of("a", "100")), "application_state");
}

TEST(Decision, IsApprovedAsItWasSeen) {
  Office office;
  office.complete("a");
  office.assess("a", "100");
  office.propose("a", "90");
  EXPECT_EQ(office.as("other", proposal_of("a", "100")), "application_state");
  office.must_as("other", RejectProposal{"a", "too little"});
  EXPECT_EQ(office.application("a").status, ApplicationStatus::assessed);
  EXPECT_EQ(office.as("other", RejectProposal{"a", "too little"}), "application_state");
  office.must_as("other", proposal_of("a", "100"));
  EXPECT_EQ(office.as("director", approval_of("a", "90")), "application_state");
  EXPECT_EQ(office.as("director", ApproveDecision{"a", DecisionOutcome::refuse, {}}), "application_state");
  EXPECT_EQ(office.as("director", approval_of("a", "100")), "");
}

TEST(Decision, GivesNoMoreThanWasAssessed) {
  Office office;
  office.complete("a");
  office.assess("a", "100");
  EXPECT_EQ(office.as("officer", proposal_of("a", "100.000001")), "out_of_range");
  EXPECT_EQ(office.as("officer", proposal_of("a", "0")), "out_of_range");
  auto silent = proposal_of("a", "100");
  silent.reason = {};
  EXPECT_EQ(office.as("officer", silent), "missing_field");
  auto refusal = refusal_of("a");
  refusal.amount = amount("1");
  EXPECT_EQ(office.as("officer", refusal), "value_invalid");
  office.assess("a", "0");
  EXPECT_EQ(office.as("officer", proposal_of("a", "1")), "not_eligible");
  EXPECT_EQ(office.as("officer", refusal_of("a")), "");
  office.must_as("director", ApproveDecision{"a", DecisionOutcome::refuse, {}});
  EXPECT_EQ(office.application("a").status, ApplicationStatus::refused);
  EXPECT_TRUE(office.state().awards.empty());
}

TEST(Decision, NeverCommitsMoreThanALineHolds) {
  Office office;
  office.must(AddBudgetLine{"small", "deduct", "town", Unit::money, amount("100")});
  auto call = a_call("small");
  call.lines = {{"small", Share{500'000}}, {"state", Share{500'000}}};
  office.must_as("officer", call);
  for (const char* key : {"a", "b"}) {
    office.complete(key, key == std::string("a") ? "alpha" : "beta", "small");
    office.assess(key, "150");
    office.propose(key, "150");
  }
  office.approve("a");
  EXPECT_EQ(office.left_on("small"), amount("25"));
  EXPECT_EQ(office.as("director", approval_of("b", "150")), "insufficient_budget");
  office.must_as("director", RejectProposal{"b", "not enough left"});
  office.propose("b", "50");
  office.approve("b");
  EXPECT_EQ(office.left_on("small"), Amount{});
}

TEST(Decision, RestsOnEveryAwardBeforeIt) {
  Office office;
  office.complete("a");
  office.complete("b");
  office.assess("a", "100");
  office.assess("b", "100");
  office.propose("a", "100");
  office.propose("b", "100");
  office.approve("a");
  EXPECT_EQ(office.as("director", approval_of("b", "100")), "stale_assessment");
  office.must_as("director", RejectProposal{"b", "assess it again"});
  EXPECT_EQ(office.as("officer", proposal_of("b", "100")), "stale_assessment");
  office.assess("b", "50");
  office.propose("b", "50");
  office.approve("b");
}

TEST(Decision, IsNotHeldUpByUsage) {
  Office office;
  office.award("a", "1000");
  office.must_as("officer", voucher_of("a", "v", "500"));
  office.complete("b");
  office.assess("b", "100");
  const auto history = history_digest(office.state(), OrganisationId{1});
  office.use({hour_of("job", 1)});
  EXPECT_NE(history_digest(office.state(), OrganisationId{1}), history);
  office.propose("b", "100");
  office.approve("b");
}

TEST(Decision, NamesAnAwardThatNobodyElseHas) {
  Office office;
  office.award("a", "100");
  office.complete("b", "beta");
  office.assess("b", "100");
  auto proposal = proposal_of("b", "100");
  proposal.award = "a";
  EXPECT_EQ(office.as("officer", proposal), "key_reused");
  proposal.award = "award of b";
  EXPECT_EQ(office.as("officer", proposal), "value_invalid");
  proposal.award = "B-1";
  EXPECT_EQ(office.as("officer", proposal), "");
  office.approve("b");
  EXPECT_EQ(office.award_called("B-1").terms.application, office.application("b").terms.id);
}

TEST(Decision, RaisesAndLowersAnAwardThatIsThere) {
  Office office;
  office.complete("a");
  office.assess("a", "1000");
  office.propose("a", "600");
  office.approve("a");
  office.must_as("officer", voucher_of("a", "v", "300"));
  office.propose("a", "600");  // already so
  EXPECT_EQ(office.application("a").status, ApplicationStatus::awarded);
  EXPECT_EQ(office.as("officer", proposal_of("a", "1000.01")), "out_of_range");
  EXPECT_EQ(office.as("officer", proposal_of("a", "299.99")), "out_of_range");
  EXPECT_EQ(office.as("officer", refusal_of("a")), "application_state");
  office.propose("a", "900");
  EXPECT_EQ(office.as("officer", approval_of("a", "900")), "four_eyes");
  office.approve("a");
  EXPECT_EQ(office.award_called("a").amount, amount("900"));
  EXPECT_EQ(office.commitment("a"), amount("600"));
  EXPECT_EQ(office.left_on("state"), amount("500000") - amount("360"));
  office.propose("a", "500");
  office.approve("a");
  EXPECT_EQ(office.commitment("a"), amount("200"));
  EXPECT_EQ(office.left_on("state"), amount("500000") - amount("200"));
  office.propose("a", "700");
  office.must_as("director", RejectProposal{"a", "no"});
  EXPECT_EQ(office.application("a").status, ApplicationStatus::awarded);
}

// --- appeals ---

struct ARefusal : Office {
  ARefusal() {
    complete("a");
    assess("a", "0");
    must_as("officer", refusal_of("a"));
    must_as("director", ApproveDecision{"a", DecisionOutcome::refuse, {}});
  }
};

TEST(Appeal, ThatIsUpheldReopensTheApplication) {
  ARefusal office;
  office.must_as("applicant", FileAppeal{"a", "the contract was signed in time"});
  EXPECT_EQ(office.as("applicant", FileAppeal{"a", "again"}), "application_state");
  EXPECT_EQ(office.as("officer", DecideAppeal{"a", true, "yes"}), "four_eyes");
  EXPECT_EQ(office.as("director", DecideAppeal{"a", true, "yes"}), "four_eyes");
  EXPECT_EQ(office.as("applicant", DecideAppeal{"a", true, "yes"}), "conflict_of_interest");
  EXPECT_EQ(office.as("judge", DecideAppeal{"a", true, ""}), "missing_field");
  office.must_as("judge", DecideAppeal{"a", true, "it was"});
  EXPECT_EQ(office.application("a").status, ApplicationStatus::complete);
  office.assess("a", "100");
  office.propose("a", "100");
  office.approve("a");
  EXPECT_EQ(office.application("a").status, ApplicationStatus::awarded);
}

TEST(Appeal, ThatIsDismissedLeavesTheDecision) {
  ARefusal office;
  EXPECT_EQ(office.as("judge", DecideAppeal{"a", false, "no"}), "application_state");
  office.must_as("applicant", FileAppeal{"a", "why"});
  office.must_as("judge", DecideAppeal{"a", false, "no"});
  EXPECT_EQ(office.application("a").status, ApplicationStatus::refused);
  EXPECT_EQ(office.as("applicant", FileAppeal{"a", "once more"}), "application_state");
}

TEST(Appeal, IsFiledWithinTheDaysOfTheCall) {
  ARefusal office;
  office.set_now(at("2026-04-09T16:00:00Z"));  // the 31st day after, in the town
  EXPECT_EQ(office.as("applicant", FileAppeal{"a", "why"}), "deadline_passed");
}

TEST(Appeal, NeedsACallThatTakesAppeals) {
  Office office;
  auto call = a_call("final");
  call.appeal_days = 0;
  office.must_as("officer", call);
  office.complete("a", "alpha", "final");
  office.assess("a", "100");
  EXPECT_EQ(office.as("applicant", FileAppeal{"a", "why"}), "application_state");
  office.propose("a", "50");
  office.approve("a");
  EXPECT_EQ(office.as("applicant", FileAppeal{"a", "why"}), "deadline_passed");
}

TEST(Appeal, OnTheLastDayIsInTime) {
  ARefusal office;
  office.set_now(at("2026-04-09T15:59:59Z"));
  EXPECT_EQ(office.as("applicant", FileAppeal{"a", ""}), "missing_field");
  EXPECT_EQ(office.as("applicant", FileAppeal{"a", "why"}), "");
}

TEST(Appeal, AgainstAnAwardCanRaiseItPastItsRound) {
  Office office;
  auto call = a_call("round");
  call.method = programme::CallMethod::batch;
  office.must_as("officer", call);
  office.complete("a", "alpha", "round");
  office.assess("a", "100");
  EXPECT_EQ(office.as("officer", proposal_of("a", "100")), "round_unfinished");
  office.set_now(at("2026-04-01T00:00:00Z"));
  office.must_as("officer", AllocateRound{.call = "round",
                                          .method = "pro rata",
                                          .inputs = some_hash("in"),
                                          .outcome = some_hash("out"),
                                          .seed = {},
                                          .results = {{"a", 1, "", amount("60")}}});
  office.propose("a", "60");
  office.approve("a");
  office.must_as("applicant", FileAppeal{"a", "the score of expert 2 is of another application"});
  office.must_as("judge", DecideAppeal{"a", true, "so it is"});
  EXPECT_EQ(office.award_called("a").status, AwardStatus::active);
  EXPECT_EQ(office.as("applicant", WithdrawApplication{"a", "why"}), "application_state");
  office.assess("a", "100");
  EXPECT_EQ(office.as("officer", refusal_of("a")), "application_state");
  office.propose("a", "90");
  office.approve("a");
  EXPECT_EQ(office.award_called("a").amount, amount("90"));
  EXPECT_EQ(office.commitment("a"), amount("90"));
}

}  // namespace
}  // namespace scrip::engine
