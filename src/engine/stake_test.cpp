#include "engine/stake.h"

#include <gtest/gtest.h>

#include "codec/entry.h"
#include "engine/application.h"
#include "engine/impartial.h"
#include "tests/sim/office.h"

namespace scrip::engine {
namespace {

using namespace scrip::sim;
using control::PartyKind;

constexpr Day past{18'000};  // 2019

RecordStakes::StatedStake stake_of(std::string holder, std::string held, std::string_view portion,
                                   PartyKind kind = PartyKind::organisation) {
  const auto range = control::parse_range(portion).value();
  return {.holder_kind = kind,
          .holder = std::move(holder),
          .held = std::move(held),
          .label = {},
          .capital = range,
          .votes = range,
          .from = past,
          .until = {},
          .document = {}};
}

RecordStakes::StatedParty party_of(std::string key, PartyKind kind = PartyKind::organisation) {
  return {.kind = kind, .key = std::move(key), .name = {}, .jurisdiction = "CN"};
}

// An office with the complete application "a" of "alpha", where assessors are assigned.
class Assigning : public ::testing::Test {
 protected:
  Assigning() { office_.complete("a"); }
  void record(std::vector<RecordStakes::StatedStake> stakes, std::vector<RecordStakes::StatedParty> parties = {}) {
    office_.must_as("clerk", RecordStakes{.parties = std::move(parties), .stakes = std::move(stakes)});
  }
  // What is said against the assessor; "" for nothing.
  std::string against(const std::string& person, const std::string& employer) {
    const EntryContext context{
        .sequence = office_.state().last_sequence + 1, .now = office_.state().last_time, .actor = "clerk"};
    const auto judged = judge(office_.state(), AssignAssessor{"a", person, employer, {}}, context);
    if (judged) return {};
    return judged.error().code == ErrorCode::conflict_of_interest ? judged.error().detail
                                                                  : std::string(name(judged.error().code));
  }

  Office office_;
};

TEST_F(Assigning, AnEmployerUnderTheSameControllerIsAConflict) {
  EXPECT_EQ(against("expert", "beta"), "");
  record({stake_of("holdco", "alpha", "60%"), stake_of("holdco", "beta", "51%")}, {party_of("holdco")});
  EXPECT_EQ(
      against("expert", "beta"),
      "'expert' works for 'beta', an affiliate of the applicant on 2026-03-10: 'holdco' controls 'beta' ('holdco' "
      "51% of 'beta') and 'holdco' controls 'alpha' ('holdco' 60% of 'alpha')");
  EXPECT_EQ(office_.as("clerk", AssignAssessor{"a", "expert", "beta", {}}), "conflict_of_interest");
  EXPECT_EQ(against("expert", ""), "");
}

TEST_F(Assigning, AnEmployerAboveOrBelowTheApplicantIsAConflict) {
  record({stake_of("beta", "middle", "60%"), stake_of("middle", "alpha", "60%")}, {party_of("middle")});
  EXPECT_NE(against("expert", "beta").find("'middle' 60% of 'alpha'"), std::string::npos);
  Office other;
  other.complete("a", "beta");
  other.must_as("clerk", RecordStakes{{}, {stake_of("beta", "alpha", "60%")}});
  EXPECT_EQ(other.as("clerk", AssignAssessor{"a", "expert", "alpha", {}}), "conflict_of_interest");
}

TEST_F(Assigning, AMinorityIsNoControl) {
  record({stake_of("holdco", "alpha", "50%"), stake_of("holdco", "beta", "100%")}, {party_of("holdco")});
  EXPECT_EQ(against("expert", "beta"), "");
}

TEST_F(Assigning, WhatMayBeControlIsAConflict) {
  record({stake_of("holdco", "alpha", "50%-75%"), stake_of("holdco", "beta", "100%")}, {party_of("holdco")});
  EXPECT_NE(against("expert", "beta").find("'holdco' may control 'alpha'"), std::string::npos);
}

TEST_F(Assigning, ARoleForAnAffiliateIsAConflict) {
  record({stake_of("holdco", "alpha", "60%"), stake_of("holdco", "beta", "51%")}, {party_of("holdco")});
  office_.must_as("admin", GrantRole{.person = "member",
                                     .role = registry::Role::company_member,
                                     .scope = registry::ScopeKind::organisation,
                                     .key = "beta"});
  EXPECT_TRUE(against("member", "").starts_with("'member' has a role for 'beta', an affiliate"));
}

TEST_F(Assigning, ARoleForASiteOfAnAffiliateIsAConflict) {
  const auto& site = office_.state().registry.sites().front();
  const auto& operator_key = office_.state().registry.organisations()[index(site.operator_id)].key;
  record({stake_of("alpha", operator_key, "51%")});
  office_.must_as("admin", GrantRole{.person = "runner",
                                     .role = registry::Role::site_operator,
                                     .scope = registry::ScopeKind::site,
                                     .key = site.key});
  EXPECT_TRUE(
      against("runner", "").starts_with("'runner' has a role for the site '" + site.key + "' of '" + operator_key));
}

TEST_F(Assigning, AnyStakeInTheApplicantOrAnAffiliateIsAConflict) {
  record({stake_of("alpha", "beta", "60%"), stake_of("small", "alpha", "0.000001%", PartyKind::person),
          stake_of("tiny", "beta", "0.5%", PartyKind::person), stake_of("alpha", "gamma", "10%"),
          stake_of("far", "gamma", "30%", PartyKind::person)},
         {party_of("gamma")});
  EXPECT_EQ(against("small", ""), "'small' holds a stake in 'alpha', the applicant");
  EXPECT_TRUE(against("tiny", "").starts_with("'tiny' holds a stake in 'beta', an affiliate"));
  EXPECT_EQ(against("far", ""), "");
}

TEST_F(Assigning, WhoeverIsBehindTheApplicantIsAConflict) {
  record({stake_of("boss", "one", "60%", PartyKind::person), stake_of("one", "two", "60%"),
          stake_of("two", "alpha", "60%")},
         {party_of("one"), party_of("two")});
  EXPECT_NE(against("boss", "").find("'two' 60% of 'alpha'"), std::string::npos);
}

TEST_F(Assigning, AStakeCountsOnTheDayOnly) {
  record({stake_of("holdco", "alpha", "60%"), stake_of("holdco", "beta", "51%")}, {party_of("holdco")});
  const auto today = office_.state().authority->zone.day_of(office_.state().last_time);
  office_.must_as("clerk", EndStake{.stake = StakeId{1}, .until = next(today), .document = {}});
  EXPECT_NE(against("expert", "beta"), "") << "it is held to the end of the day";
  Office other;
  other.complete("a");
  other.must_as("clerk", RecordStakes{{party_of("holdco")},
                                      {stake_of("holdco", "alpha", "60%"), stake_of("holdco", "beta", "51%")}});
  other.must_as("clerk", EndStake{.stake = StakeId{1}, .until = today, .document = {}});
  EXPECT_EQ(other.as("clerk", AssignAssessor{"a", "expert", "beta", {}}), "");
}

TEST_F(Assigning, TheStateAboveBothIsNoConflict) {
  record({stake_of("sasac", "alpha", "60%"), stake_of("sasac", "beta", "51%")},
         {party_of("sasac", PartyKind::state_body)});
  EXPECT_EQ(against("expert", "beta"), "");
}

// --- recording ---

TEST(RecordingStakes, TheSameAgainChangesNothing) {
  Office office;
  const RecordStakes command{{party_of("holdco")},
                             {stake_of("holdco", "alpha", "60%"), stake_of("li", "alpha", "40%", PartyKind::person)}};
  office.must_as("clerk", command);
  const auto digest = codec::state_digest(office.state());
  const auto sequence = office.state().last_sequence;
  office.must_as("clerk", command);
  EXPECT_EQ(office.state().last_sequence, sequence);
  EXPECT_EQ(codec::state_digest(office.state()), digest);
  EXPECT_EQ(office.state().stakes.find_entity("alpha")->name, office.state().registry.find_organisation("alpha")->name);
  EXPECT_EQ(office.state().stakes.find_person("li")->name, "");
}

TEST(RecordingStakes, IsRefusedWhole) {
  Office office;
  const auto digest = codec::state_digest(office.state());
  const auto refused = [&](RecordStakes command) {
    const auto error = office.as("clerk", command);
    EXPECT_EQ(codec::state_digest(office.state()), digest) << error;
    return error;
  };
  EXPECT_EQ(
      refused(
          {{}, {stake_of("li", "alpha", "60%", PartyKind::person), stake_of("wu", "alpha", "50%", PartyKind::person)}}),
      "shares_over_whole");
  EXPECT_EQ(refused({{}, {stake_of("nobody", "alpha", "60%")}}), "party_not_found");
  EXPECT_EQ(refused({{}, {stake_of("alpha", "nobody", "60%")}}), "party_not_found");
  EXPECT_EQ(refused({{}, {stake_of("alpha", "beta", "0%")}}), "value_invalid");
  EXPECT_EQ(refused({{}, {stake_of("a b", "beta", "1%")}}), "value_invalid");
  EXPECT_EQ(refused({{}, {stake_of("alpha", "beta", "1%"), stake_of("alpha", "beta", "2%")}}), "key_reused");
  EXPECT_EQ(refused({{party_of("x"), party_of("x", PartyKind::state_body)}, {}}), "key_reused");
  auto named = party_of("li", PartyKind::person);
  named.name = "Li Wei";
  EXPECT_EQ(refused({{named}, {}}), "value_invalid") << "no names of persons";
  auto nowhere = party_of("x");
  nowhere.jurisdiction = "China";
  EXPECT_EQ(refused({{nowhere}, {}}), "value_invalid");
  auto ended = stake_of("alpha", "beta", "1%");
  ended.until = ended.from;
  EXPECT_EQ(refused({{}, {ended}}), "time_invalid");
  auto early = stake_of("alpha", "beta", "1%");
  early.from = Day{-90'000};
  EXPECT_EQ(refused({{}, {early}}), "time_invalid");
  auto wide = stake_of("alpha", "beta", "1%");
  wide.votes.max = control::Portion{control::whole_portion.units + 1};
  EXPECT_EQ(refused({{}, {wide}}), "out_of_range");
}

TEST(RecordingStakes, SaysEverythingThatIsWrong) {
  Office office;
  const auto problems =
      problems_of(office.state().registry, office.state().stakes,
                  {{party_of("x y")},
                   {stake_of("li", "alpha", "60%", PartyKind::person), stake_of("none", "alpha", "1%"),
                    stake_of("wu", "alpha", "60%", PartyKind::person)}});
  ASSERT_EQ(problems.size(), 3u);
  EXPECT_TRUE(problems[0].of_party);
  EXPECT_EQ(problems[1].place, 1u);
  EXPECT_EQ(problems[1].error.code, ErrorCode::party_not_found);
  EXPECT_EQ(problems[2].place, 2u) << "the last of those that are too much together";
  EXPECT_EQ(problems[2].error.code, ErrorCode::shares_over_whole);
}

TEST(RecordingStakes, AStakeEndsOnce) {
  Office office;
  office.must_as("clerk", RecordStakes{{}, {stake_of("alpha", "beta", "60%")}});
  EXPECT_EQ(office.as("clerk", EndStake{StakeId{7}, next(past), {}}), "stake_not_found");
  EXPECT_EQ(office.as("clerk", EndStake{StakeId{0}, Day{count(past) - 1}, {}}), "time_invalid");
  office.must_as("clerk", EndStake{StakeId{0}, next(past), {}});
  office.must_as("clerk", EndStake{StakeId{0}, next(past), {}});
  EXPECT_EQ(office.as("clerk", EndStake{StakeId{0}, next(next(past)), {}}), "stake_ended");
  office.must_as("clerk", RecordStakes{{party_of("gamma")}, {stake_of("gamma", "beta", "40%")}});
}

TEST(RecordingStakes, IsTheSameAfterAReplayAndInAnAudit) {
  Office office;
  office.complete("a");
  office.must_as("clerk", RecordStakes{{party_of("holdco"), party_of("sasac", PartyKind::state_body)},
                                       {stake_of("sasac", "holdco", "100%"), stake_of("holdco", "alpha", "25%-50%"),
                                        stake_of("li", "alpha", "10%", PartyKind::person)}});
  office.must_as("clerk", AssignAssessor{"a", "expert", "beta", {}});
  office.must_as("clerk", EndStake{StakeId{1}, next(past), some_hash("deed")});
  office.must_as("clerk", RecordStakes{{}, {stake_of("beta", "alpha", "60%")}});  // a conflict from now on only
  office.check_all();
}

}  // namespace
}  // namespace scrip::engine
