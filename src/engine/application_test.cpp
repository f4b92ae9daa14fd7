#include "engine/application.h"

#include <gtest/gtest.h>

#include "tests/sim/office.h"

namespace scrip::engine {
namespace {

using namespace scrip::sim;
using programme::ApplicationStatus;

TEST(Application, GoesFromDraftToAssessed) {
  Office office;
  office.draft("a");
  EXPECT_EQ(office.application("a").status, ApplicationStatus::draft);
  auto changed = draft_called("a");
  changed.project = "a larger project";
  office.must_as("assistant", changed);
  office.must_as("assistant", changed);  // already so
  office.submit("a");
  EXPECT_EQ(office.application("a").terms.project, "a larger project");
  EXPECT_EQ(office.application("a").applicants, (std::vector<std::string>{"applicant", "assistant"}));
  office.must_as("applicant", SubmitApplication{"a"});  // already so
  office.must_as("clerk", ConfirmComplete{"a"});
  office.must_as("clerk", ConfirmComplete{"a"});
  office.assess("a", "100");
  office.assess("a", "100");
  office.assess("a", "120");  // assessed again
  EXPECT_EQ(office.application("a").status, ApplicationStatus::assessed);
  EXPECT_EQ(office.application("a").assessment->amount, amount("120"));
}

TEST(Application, TakesEachStepOnlyFromTheOneBefore) {
  Office office;
  office.draft("a");
  EXPECT_EQ(office.as("clerk", ConfirmComplete{"a"}), "application_state");
  EXPECT_EQ(office.as("clerk", assessment_of(office.state(), "a", "1")), "application_state");
  EXPECT_EQ(office.as("clerk", ReturnApplication{"a", "why", at("2026-04-10T00:00:00Z")}), "application_state");
  EXPECT_EQ(office.as("officer", proposal_of("a", "1")), "application_state");
  office.submit("a");
  EXPECT_EQ(office.as("clerk", assessment_of(office.state(), "a", "1")), "application_state");
  auto changed = draft_called("a");
  changed.project = "another";
  EXPECT_EQ(office.as("applicant", changed), "application_state");
  EXPECT_EQ(office.as("officer", refusal_of("a")), "application_state");
  office.must_as("clerk", ConfirmComplete{"a"});
  EXPECT_EQ(office.as("applicant", SubmitApplication{"a"}), "application_state");
  EXPECT_EQ(office.as("officer", proposal_of("a", "1")), "application_state");
  EXPECT_EQ(office.as("clerk", ConfirmComplete{"none"}), "application_not_found");
}

TEST(Application, IsRefusedAsADraftThatCannotBe) {
  Office office;
  office.draft("a");
  EXPECT_EQ(office.as("applicant", draft_called("a", "beta")), "key_reused");
  EXPECT_EQ(office.as("applicant", draft_called("b", "nobody")), "organisation_not_found");
  EXPECT_EQ(office.as("applicant", draft_called("b", "alpha", "none")), "call_not_found");
  EXPECT_EQ(office.as("", draft_called("b")), "missing_field");
  auto draft = draft_called("b");
  draft.facts = {};
  EXPECT_EQ(office.as("applicant", draft), "missing_field");
  draft = draft_called("b");
  draft.documents.front().kind = "";
  EXPECT_EQ(office.as("applicant", draft), "missing_field");
  draft = draft_called("b");
  draft.contract = std::string(513, 'x');
  EXPECT_EQ(office.as("applicant", draft), "too_large");
}

TEST(Application, IsSubmittedWhileItsCallIsOpen) {
  Office office;
  auto later = a_call("later");
  later.opens = at("2026-03-20T00:00:00Z");
  office.must_as("officer", later);
  office.draft("early", "alpha", "later");
  EXPECT_EQ(office.as("applicant", SubmitApplication{"early"}), "call_closed");
  office.draft("late");
  office.set_now(at("2026-03-31T23:59:59Z"));
  office.submit("early");
  office.set_now(at("2026-04-01T00:00:00Z"));
  EXPECT_EQ(office.as("applicant", SubmitApplication{"late"}), "call_closed");
  EXPECT_EQ(office.as("applicant", draft_called("too-late")), "call_closed");
}

TEST(Application, ComesBackForCompletionByTheTimeItWasGiven) {
  Office office;
  office.complete("a");
  const auto submitted_at = *office.application("a").submitted_at;
  office.assess("a", "100");
  EXPECT_EQ(office.as("clerk", ReturnApplication{"a", "", at("2026-04-10T00:00:00Z")}), "missing_field");
  EXPECT_EQ(office.as("clerk", ReturnApplication{"a", "why", office.now()}), "time_invalid");
  office.must_as("clerk", ReturnApplication{"a", "the contract is not signed", at("2026-04-10T00:00:00Z")});
  EXPECT_FALSE(office.application("a").assessment);
  office.set_now(at("2026-04-09T23:59:59Z"));  // the call has closed; the time it was given counts
  auto changed = draft_called("a");
  changed.facts = some_hash("facts with a signature");
  office.must_as("applicant", changed);
  office.submit("a");
  EXPECT_EQ(*office.application("a").submitted_at, submitted_at);
  office.must_as("clerk", ReturnApplication{"a", "still not", at("2026-04-12T00:00:00Z")});
  office.set_now(at("2026-04-12T00:00:00Z"));
  EXPECT_EQ(office.as("applicant", SubmitApplication{"a"}), "deadline_passed");
  EXPECT_EQ(office.as("applicant", draft_called("a")), "deadline_passed");
  office.must_as("clerk", ReturnApplication{"a", "more time", at("2026-04-20T00:00:00Z")});
  office.submit("a");
}

TEST(Application, CanBeWithdrawnUntilItIsDecided) {
  Office office;
  for (const char* key : {"draft", "submitted", "assessed", "proposed"}) office.draft(key);
  for (const char* key : {"submitted", "assessed", "proposed"}) office.submit(key);
  for (const char* key : {"assessed", "proposed"}) {
    office.must_as("clerk", ConfirmComplete{key});
    office.assess(key, "100");
  }
  office.propose("proposed", "100");
  EXPECT_EQ(office.as("applicant", WithdrawApplication{"draft", ""}), "missing_field");
  for (const char* key : {"draft", "submitted", "assessed", "proposed"}) {
    office.must_as("applicant", WithdrawApplication{key, "no longer needed"});
    office.must_as("applicant", WithdrawApplication{key, "no longer needed"});
    EXPECT_EQ(office.as("applicant", SubmitApplication{key}), "application_state");
  }
  EXPECT_EQ(office.as("director", approval_of("proposed", "100")), "application_state");
  office.award("a", "100");
  EXPECT_EQ(office.as("applicant", WithdrawApplication{"a", "too late"}), "application_state");
}

TEST(Assessment, RestsOnTheFactsAndTheHistoryOfNow) {
  Office office;
  office.complete("a");
  office.complete("b");
  auto stale = assessment_of(office.state(), "a", "100");
  stale.facts = some_hash("older facts");
  EXPECT_EQ(office.as("clerk", stale), "stale_assessment");
  const auto of_b = assessment_of(office.state(), "b", "100");
  office.assess("a", "100");
  office.propose("a", "100");
  office.approve("a");
  EXPECT_EQ(office.as("clerk", of_b), "stale_assessment");  // "a" is part of the history now
  office.assess("b", "100");
  office.must_as("officer", voucher_of("a", "v", "50"));
  EXPECT_EQ(office.as("clerk", assessment_of(office.state(), "b", "90")), "");
}

TEST(Assessment, IsRefusedWhereItContradictsItselfOrItsCall) {
  Office office;
  office.must_as("officer", PublishPolicy{.programme = "deduct",
                                          .version = "2",
                                          .document = some_hash("2"),
                                          .effective_from = day("2026-06-01"),
                                          .valid_from = day("2026-01-01"),
                                          .valid_until = day("2027-01-01")});
  office.complete("a");
  const auto sound = assessment_of(office.state(), "a", "100");
  auto wrong = sound;
  wrong.eligible = false;
  EXPECT_EQ(office.as("clerk", wrong), "value_invalid");
  wrong = sound;
  wrong.amount = {};
  EXPECT_EQ(office.as("clerk", wrong), "value_invalid");
  wrong = sound;
  wrong.policy = "deduct@2";
  EXPECT_EQ(office.as("clerk", wrong), "value_invalid");
  wrong.policy = "deduct@3";
  EXPECT_EQ(office.as("clerk", wrong), "policy_not_found");
  wrong = sound;
  wrong.unit = Unit::tokens;
  EXPECT_EQ(office.as("clerk", wrong), "unit_mismatch");
  wrong = sound;
  wrong.assessed_on = day("2026-03-11");
  EXPECT_EQ(office.as("clerk", wrong), "time_invalid");
  wrong = sound;
  wrong.explanation = {};
  EXPECT_EQ(office.as("clerk", wrong), "missing_field");
  wrong = sound;
  wrong.caps.front().limit = -amount("1");
  EXPECT_EQ(office.as("clerk", wrong), "out_of_range");
  EXPECT_EQ(office.as("clerk", sound), "");
}

RecordScore score(std::uint32_t thousandths) { return {"a", {{"team", thousandths}, {"use", 70'000}}}; }

TEST(Assessors, ScoreOnceEach) {
  Office office;
  office.complete("a");
  office.must_as("clerk", AssignAssessor{"a", "expert-1", "beta", {}});
  office.must_as("clerk", AssignAssessor{"a", "expert-1", "beta", {}});  // already so
  EXPECT_EQ(office.as("clerk", AssignAssessor{"a", "expert-1", "operator", {}}), "key_reused");
  office.must_as("expert-1", score(80'000));
  office.must_as("expert-1", score(80'000));
  EXPECT_EQ(office.as("expert-1", score(90'000)), "already_scored");
  EXPECT_EQ(office.as("expert-2", score(90'000)), "not_assigned");
  EXPECT_EQ(office.as("clerk", RemoveAssessor{"a", "expert-2", "why"}), "not_assigned");
  EXPECT_EQ(office.as("clerk", RemoveAssessor{"a", "expert-1", ""}), "missing_field");
  office.must_as("clerk", RemoveAssessor{"a", "expert-1", "a slip of the pen"});
  EXPECT_TRUE(office.application("a").scores.empty());
  office.must_as("clerk", AssignAssessor{"a", "expert-1", "beta", {}});
  office.must_as("expert-1", score(90'000));
}

TEST(Assessors, AreImpartial) {
  Office office;
  office.complete("a");
  EXPECT_EQ(office.as("clerk", AssignAssessor{"a", "expert", "alpha", {}}), "conflict_of_interest");
  EXPECT_EQ(office.as("clerk", AssignAssessor{"a", "applicant", "", {}}), "conflict_of_interest");
  EXPECT_EQ(office.as("clerk", AssignAssessor{"a", "expert", "beta", {"married to the founder"}}),
            "conflict_of_interest");
  EXPECT_EQ(office.as("clerk", AssignAssessor{"a", "expert", "none", {}}), "organisation_not_found");
  office.must_as("admin", GrantRole{.person = "member",
                                    .role = registry::Role::company_member,
                                    .scope = registry::ScopeKind::organisation,
                                    .key = "alpha"});
  EXPECT_EQ(office.as("clerk", AssignAssessor{"a", "member", "", {}}), "conflict_of_interest")
      << "a role for the applicant, whatever employer is stated";
  EXPECT_EQ(office.as("clerk", AssignAssessor{"a", "expert", "", {}}), "");
}

TEST(Assessors, ScoreBeforeADecisionAndWithinBounds) {
  Office office;
  office.complete("a");
  office.must_as("clerk", AssignAssessor{"a", "expert", "", {}});
  EXPECT_EQ(office.as("expert", score(1'000'001)), "out_of_range");
  EXPECT_EQ(office.as("expert", RecordScore{"a", {}}), "missing_field");
  EXPECT_EQ(office.as("expert", RecordScore{"a", {{"team", 1}, {"team", 2}}}), "value_invalid");
  office.assess("a", "100");
  office.propose("a", "100");
  EXPECT_EQ(office.as("expert", score(1)), "application_state");
  EXPECT_EQ(office.as("clerk", AssignAssessor{"a", "expert-2", "", {}}), "application_state");
  EXPECT_EQ(office.as("clerk", RemoveAssessor{"a", "expert", "why"}), "application_state");
}

}  // namespace
}  // namespace scrip::engine
