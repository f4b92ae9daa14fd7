#include "engine/call.h"

#include <gtest/gtest.h>

#include "tests/sim/office.h"

namespace scrip::engine {
namespace {

using namespace scrip::sim;
using programme::CallMethod;

PublishPolicy version(std::string_view text, std::string_view effective_from) {
  return {.programme = "deduct",
          .version = std::string(text),
          .document = some_hash(text),
          .effective_from = day(effective_from),
          .valid_from = day("2026-01-01"),
          .valid_until = day("2027-01-01")};
}

TEST(Policy, IsPublishedOnceAndStaysAsItIs) {
  Office office;
  EXPECT_EQ(office.as("officer", version("2", "2026-06-01")), "");
  EXPECT_EQ(office.as("officer", version("2", "2026-06-01")), "");  // already so
  EXPECT_EQ(office.as("officer", version("2", "2026-07-01")), "key_reused");
  EXPECT_EQ(office.state().policies.size(), 2u);
  EXPECT_EQ(office.state().find_policy("deduct@2")->document, some_hash("2"));
}

TEST(Policy, TakesEffectInTheOrderOfPublication) {
  Office office;
  office.must_as("officer", version("2", "2026-06-01"));
  EXPECT_EQ(office.as("officer", version("3", "2026-05-31")), "time_invalid");
  EXPECT_EQ(office.as("officer", version("3", "2026-06-01")), "");
  const auto programme = office.state().find_programme("deduct")->id;
  EXPECT_EQ(policy_in_force(office.state(), programme, day("2026-05-31"))->key, "deduct@1");
  EXPECT_EQ(policy_in_force(office.state(), programme, day("2026-06-01"))->key, "deduct@3");
  EXPECT_EQ(policy_in_force(office.state(), programme, day("2027-01-01")), nullptr);
  EXPECT_EQ(policy_in_force(office.state(), programme, day("2025-12-31")), nullptr);
}

TEST(Policy, IsRefusedWhereItIsNotOne) {
  Office office;
  auto policy = version("2", "2026-06-01");
  policy.version = "a b";
  EXPECT_EQ(office.as("officer", policy), "value_invalid");
  policy.version = "a@b";
  EXPECT_EQ(office.as("officer", policy), "value_invalid");
  policy = version("2", "2026-06-01");
  policy.document = {};
  EXPECT_EQ(office.as("officer", policy), "missing_field");
  policy = version("2", "2026-06-01");
  policy.valid_until = policy.valid_from;
  EXPECT_EQ(office.as("officer", policy), "time_invalid");
  EXPECT_EQ(office.as("officer", version("2", "2027-01-01")), "time_invalid");
  policy = version("2", "2026-06-01");
  policy.programme = "none";
  EXPECT_EQ(office.as("officer", policy), "programme_not_found");
}

TEST(Call, IsRefusedUnlessItsLinesMakeAWhole) {
  Office office;
  auto call = a_call("other");
  call.lines = {{"deduct", Share{600'000}}, {"state", Share{399'999}}};
  EXPECT_EQ(office.as("officer", call), "value_invalid");
  call.lines = {{"deduct", Share{1'000'000}}, {"state", Share{0}}};
  EXPECT_EQ(office.as("officer", call), "out_of_range");
  call.lines = {{"deduct", Share{500'000}}, {"deduct", Share{500'000}}};
  EXPECT_EQ(office.as("officer", call), "value_invalid");
  call.lines = {{"deduct", Share{500'000}}, {"reimburse", Share{500'000}}};
  EXPECT_EQ(office.as("officer", call), "value_invalid");
  call.lines = {{"none", whole_share}};
  EXPECT_EQ(office.as("officer", call), "budget_line_not_found");
  call.lines = {};
  EXPECT_EQ(office.as("officer", call), "missing_field");
  office.must(AddBudgetLine{"more-tokens", "deduct", "city", Unit::tokens, amount("1000")});
  call.lines = {{"deduct", Share{500'000}}, {"more-tokens", Share{500'000}}};
  EXPECT_EQ(office.as("officer", call), "unit_mismatch");
}

TEST(Call, GoesByThePolicyInForceWhenItOpens) {
  Office office;
  office.must_as("officer", version("2", "2026-06-01"));
  auto call = a_call("summer");
  call.opens = at("2026-05-31T15:59:59Z");
  call.closes.reset();
  EXPECT_EQ(office.as("officer", call), "");
  call.key = "june";
  call.opens = at("2026-05-31T16:00:00Z");  // midnight in the town
  EXPECT_EQ(office.as("officer", call), "policy_not_in_force");
  call.policy = "deduct@2";
  EXPECT_EQ(office.as("officer", call), "");
  call.key = "next year";
  EXPECT_EQ(office.as("officer", call), "value_invalid");
  call.key = "next-year";
  call.opens = at("2027-01-02T00:00:00Z");
  EXPECT_EQ(office.as("officer", call), "policy_not_in_force");
  call.policy = "deduct@9";
  EXPECT_EQ(office.as("officer", call), "policy_not_found");
}

TEST(Call, IsRefusedWithTimesThatCannotBe) {
  Office office;
  auto call = a_call("other");
  call.closes = call.opens;
  EXPECT_EQ(office.as("officer", call), "time_invalid");
  call.closes = at("2026-03-09T00:00:00Z");  // it is the 10th
  EXPECT_EQ(office.as("officer", call), "time_invalid");
  call = a_call("call");
  EXPECT_EQ(office.as("officer", call), "");  // already so
  call.appeal_days = 31;
  EXPECT_EQ(office.as("officer", call), "key_reused");
}

TEST(Deadline, MovesUntilTheCallHasClosed) {
  Office office;
  EXPECT_EQ(office.as("officer", SetDeadline{"none", {}}), "call_not_found");
  EXPECT_EQ(office.as("officer", SetDeadline{"call", at("2026-03-09T00:00:00Z")}), "time_invalid");
  office.must_as("officer", SetDeadline{"call", at("2026-05-01T00:00:00Z")});
  office.set_now(at("2026-04-15T00:00:00Z"));
  office.draft("a");
  office.submit("a");
  office.must_as("officer", SetDeadline{"call", {}});
  office.advance(Milliseconds{10});
  EXPECT_EQ(office.as("officer", SetDeadline{"call", at("2026-06-01T00:00:00Z")}), "call_closed");
  EXPECT_EQ(office.as("applicant", draft_called("b")), "call_closed");
}

OpenCall round_called(std::string_view key) {
  auto call = a_call(key);
  call.method = CallMethod::batch;
  return call;
}

AllocateRound allocation(std::vector<AllocateRound::Result> results, std::string seed = {}) {
  return {.call = "round",
          .method = "by score",
          .inputs = some_hash("inputs"),
          .outcome = some_hash("outcome"),
          .seed = std::move(seed),
          .results = std::move(results)};
}

// A call "round" that has closed, with "a" and "b" eligible for 100 and "c" not eligible.
struct ARound : Office {
  explicit ARound(Hash256 commitment = {}) {
    auto call = round_called("round");
    call.seed_commitment = commitment;
    must_as("officer", call);
    for (const char* key : {"a", "b", "c"}) complete(key, "alpha", "round");
    assess("a", "100");
    assess("b", "100");
    assess("c", "0");
  }
  void close() { set_now(at("2026-04-01T00:00:00Z")); }
};

TEST(Round, IsSharedOutAmongAllThatAreEligible) {
  ARound office;
  office.close();
  const auto round = allocation({{"b", 1, "first", amount("100")}, {"a", 2, "second", amount("0")}});
  office.must_as("officer", round);
  office.must_as("officer", round);  // already so
  EXPECT_EQ(office.application("a").status, programme::ApplicationStatus::allocated);
  EXPECT_EQ(office.application("b").result->amount, amount("100"));
  EXPECT_EQ(office.application("c").status, programme::ApplicationStatus::assessed);
  EXPECT_EQ(office.as("officer", allocation({{"a", 1, "", amount("1")}, {"b", 2, "", {}}})), "key_reused");
  EXPECT_EQ(office.as("officer", proposal_of("b", "100.01")), "out_of_range");
  EXPECT_EQ(office.as("officer", proposal_of("a", "1")), "out_of_range");
  EXPECT_EQ(office.as("officer", proposal_of("c", "1")), "not_eligible");
  office.must_as("officer", proposal_of("b", "99"));
  office.approve("b");
}

TEST(Round, WaitsForTheCallToCloseAndForEveryApplication) {
  ARound office;
  const auto round = allocation({{"a", 1, "", amount("1")}, {"b", 1, "", amount("1")}});
  EXPECT_EQ(office.as("officer", round), "round_unfinished");
  office.draft("d", "beta", "round");
  office.submit("d");
  office.draft("never-submitted", "beta", "round");
  office.close();
  EXPECT_EQ(office.as("officer", round), "round_unfinished");  // submitted
  office.must_as("clerk", ReturnApplication{"d", "the contract is missing", at("2026-04-10T00:00:00Z")});
  EXPECT_EQ(office.as("officer", round), "round_unfinished");  // may still come back
  office.set_now(at("2026-04-10T00:00:00Z"));
  EXPECT_EQ(office.as("applicant", SubmitApplication{"d"}), "deadline_passed");
  EXPECT_EQ(office.as("officer", allocation({{"a", 1, "", amount("1")}})), "round_unfinished");  // "b" is missing
  EXPECT_EQ(office.as("officer", round), "");
  EXPECT_EQ(office.as("officer", allocation({})), "key_reused");
}

TEST(Round, HasEachApplicationOnceAndWithinItsAssessment) {
  ARound office;
  office.complete("elsewhere");
  office.close();
  EXPECT_EQ(office.as("officer", allocation({{"a", 1, "", amount("1")}, {"a", 2, "", amount("1")}})), "value_invalid");
  EXPECT_EQ(office.as("officer", allocation({{"a", 1, "", {}}, {"b", 2, "", {}}, {"c", 3, "", {}}})), "value_invalid");
  EXPECT_EQ(office.as("officer", allocation({{"elsewhere", 1, "", {}}})), "value_invalid");
  EXPECT_EQ(office.as("officer", allocation({{"none", 1, "", {}}})), "application_not_found");
  EXPECT_EQ(office.as("officer", allocation({{"a", 1, "", amount("100.000001")}, {"b", 2, "", {}}})), "out_of_range");
  EXPECT_EQ(office.as("officer", allocation({{"a", 0, "", {}}, {"b", 2, "", {}}})), "out_of_range");
  EXPECT_EQ(office.as("officer", allocation({{"a", 1, "", -amount("1")}, {"b", 2, "", {}}})), "out_of_range");
  auto other = allocation({});
  other.call = "call";
  EXPECT_EQ(office.as("officer", other), "round_unfinished");  // it decides one by one
  auto bare = allocation({{"a", 1, "", {}}, {"b", 2, "", {}}});
  bare.inputs = {};
  EXPECT_EQ(office.as("officer", bare), "missing_field");
}

TEST(Round, GivesNoMoreThanTheLinesHold) {
  Office office;
  office.must(AddBudgetLine{"small", "deduct", "town", Unit::money, amount("100")});
  auto call = round_called("round");
  call.lines = {{"small", Share{500'000}}, {"state", Share{500'000}}};
  office.must_as("officer", call);
  office.complete("a", "alpha", "round");
  office.complete("b", "beta", "round");
  office.assess("a", "150");
  office.assess("b", "150");
  office.set_now(at("2026-04-01T00:00:00Z"));
  EXPECT_EQ(office.as("officer", allocation({{"a", 1, "", amount("100.000002")}, {"b", 2, "", amount("100")}})),
            "insufficient_budget");
  EXPECT_EQ(office.as("officer", allocation({{"a", 1, "", amount("100")}, {"b", 2, "", amount("100")}})), "");
}

TEST(Round, RevealsTheSeedThatWasCommittedTo) {
  ARound office(some_hash("a seed"));
  office.close();
  const std::vector<AllocateRound::Result> results{{"a", 1, "", {}}, {"b", 2, "", {}}};
  EXPECT_EQ(office.as("officer", allocation(results)), "missing_field");
  EXPECT_EQ(office.as("officer", allocation(results, "another seed")), "seed_mismatch");
  EXPECT_EQ(office.as("officer", allocation(results, "a seed")), "");
}

TEST(Seed, IsCommittedToOnceAndBeforeTheCallCloses) {
  ARound office;
  EXPECT_EQ(office.as("officer", CommitSeed{"round", {}}), "missing_field");
  EXPECT_EQ(office.as("officer", CommitSeed{"none", some_hash("s")}), "call_not_found");
  office.must_as("officer", CommitSeed{"round", some_hash("s")});
  office.must_as("officer", CommitSeed{"round", some_hash("s")});  // already so
  EXPECT_EQ(office.as("officer", CommitSeed{"round", some_hash("t")}), "key_reused");
  office.set_now(at("2026-04-01T00:00:00Z"));
  EXPECT_EQ(office.as("officer", CommitSeed{"call", some_hash("s")}), "call_closed");
  const std::vector<AllocateRound::Result> results{{"a", 1, "", {}}, {"b", 2, "", {}}};
  EXPECT_EQ(office.as("officer", allocation(results, "s")), "");
}

TEST(Round, WithoutACommitmentHasNoSeed) {
  ARound office;
  office.close();
  EXPECT_EQ(office.as("officer", allocation({{"a", 1, "", {}}, {"b", 2, "", {}}}, "s")), "seed_mismatch");
}

}  // namespace
}  // namespace scrip::engine
