// Forged events: each is one that decide() gave, with one thing changed. Nothing of them may be believed.

#include <gtest/gtest.h>

#include "codec/entry.h"
#include "engine/replay.h"
#include "tests/sim/office.h"

namespace scrip::engine {
namespace {

using namespace scrip::sim;
using programme::AwardStatus;
using programme::DecisionOutcome;

class Forged : public ::testing::Test {
 protected:
  EntryContext next(std::string_view actor) const {
    return {.sequence = office.state().last_sequence + 1,
            .now = office.state().last_time + Milliseconds{1},
            .actor = std::string(actor)};
  }
  // The event that the command leads to.
  template <class E>
  E event_of(std::string_view actor, const Command& command) const {
    const auto events = decide(office.state(), command, next(actor));
    EXPECT_TRUE(events.has_value()) << describe(events.error(), Language::english);
    return *events->front().template as<E>();
  }
  State copy() const { return codec::decode_state(codec::encode_state(office.state())).value(); }
  // What is said of the event in an entry of this actor; "" for nothing.
  std::string found(std::string_view actor, const Event& event) const {
    State state = copy();
    begin_entry(state, next(actor), std::nullopt);
    const auto checked = check(state, event);
    if (checked) return {};
    EXPECT_EQ(checked.error().code, ErrorCode::replay_mismatch);
    return checked.error().detail;
  }
  std::string judged(std::string_view actor, const Event& event) const {
    State state = copy();
    begin_entry(state, next(actor), std::nullopt);
    const auto replayed = replay(state, event, Replay::judge);
    return replayed ? std::string{} : replayed.error().detail;
  }
  template <class E, class Change>
  std::string changed(std::string_view actor, E event, Change&& change) const {
    EXPECT_EQ(found(actor, event), "");
    EXPECT_EQ(judged(actor, event), "");
    change(event);
    return found(actor, event);
  }

  Office office;
};

#define EXPECT_SAYS(text, wanted) EXPECT_NE((text).find(wanted), std::string::npos) << (text)

TEST_F(Forged, Policy) {
  const auto event = event_of<PolicyPublished>("officer", PublishPolicy{.programme = "deduct",
                                                                        .version = "2",
                                                                        .document = some_hash("2"),
                                                                        .effective_from = day("2026-06-01"),
                                                                        .valid_from = day("2026-01-01"),
                                                                        .valid_until = day("2027-01-01")});
  using E = PolicyPublished;
  EXPECT_SAYS(changed("o", event, [](E& e) { e.policy.id = PolicyId{0}; }), "not the next");
  EXPECT_SAYS(changed("o", event, [](E& e) { e.policy.key = "deduct@1"; }), "taken");
  EXPECT_SAYS(changed("o", event, [](E& e) { e.policy.version = "3"; }), "its version");
  EXPECT_SAYS(changed("o", event, [](E& e) { e.policy.programme = ProgrammeId{99}; }), "no such programme");
  EXPECT_SAYS(changed("o", event, [](E& e) { e.policy.valid_until = e.policy.valid_from; }), "no period");
}

TEST_F(Forged, Call) {
  const auto event = event_of<CallOpened>("officer", a_call("other"));
  using E = CallOpened;
  EXPECT_SAYS(changed("o", event, [](E& e) { e.call.id = CallId{7}; }), "not the next");
  EXPECT_SAYS(changed("o", event, [](E& e) { e.call.key = "call"; }), "taken");
  EXPECT_SAYS(changed("o", event, [](E& e) { e.call.policy = PolicyId{7}; }), "no such policy");
  EXPECT_SAYS(changed("o", event, [](E& e) { e.call.lines.front().share = Share{1}; }), "make a whole");
  EXPECT_SAYS(changed("o", event, [](E& e) { e.call.lines.clear(); }), "budget lines");
  EXPECT_SAYS(changed("o", event, [](E& e) { e.call.lines[1] = e.call.lines[0]; }), "twice");
  EXPECT_SAYS(changed("o", event, [](E& e) { e.call.lines.front().budget_line = BudgetLineId{99}; }), "no such");
  EXPECT_SAYS(changed("o", event, [](E& e) { e.call.unit = Unit::tokens; }), "unit");
  EXPECT_SAYS(changed("o", event, [](E& e) { e.call.closes = e.call.opens; }), "closes");
}

TEST_F(Forged, Application) {
  const auto draft = event_of<ApplicationDrafted>("applicant", draft_called("a"));
  EXPECT_SAYS(changed("a", draft, [](auto& e) { e.application.id = ApplicationId{3}; }), "no such application");
  EXPECT_SAYS(changed("a", draft, [](auto& e) { e.application.call = CallId{9}; }), "no such call");
  EXPECT_SAYS(changed("a", draft, [](auto& e) { e.application.organisation = OrganisationId{99}; }), "organisation");
  EXPECT_SAYS(found("", draft), "nobody");
  office.draft("a");
  EXPECT_SAYS(found("a", ApplicationCompleted{ApplicationId{0}}), "is draft");
  EXPECT_SAYS(found("a", ApplicationSubmitted{ApplicationId{5}}), "no such application");
  auto other = event_of<ApplicationDrafted>("applicant", [] {
    auto command = draft_called("a");
    command.project = "p";
    return command;
  }());
  EXPECT_SAYS(changed("a", other, [](auto& e) { e.application.organisation = OrganisationId{2}; }), "another");
  office.submit("a");
  EXPECT_SAYS(found("a", other), "is submitted");
  EXPECT_SAYS(found("c", ApplicationReturned{ApplicationId{0}, "why", office.state().last_time}), "out of range");
}

TEST_F(Forged, Assessment) {
  office.complete("a");
  const auto event = event_of<ApplicationAssessed>("clerk", assessment_of(office.state(), "a", "100"));
  using E = ApplicationAssessed;
  EXPECT_SAYS(changed("c", event, [](E& e) { e.assessment.policy = PolicyId{9}; }), "policy");
  EXPECT_SAYS(changed("c", event, [](E& e) { e.assessment.facts = some_hash("x"); }), "facts");
  EXPECT_SAYS(changed("c", event, [](E& e) { e.assessment.eligible = false; }), "eligible");
  EXPECT_SAYS(changed("c", event, [](E& e) { e.assessment.unit = Unit::tokens; }), "unit");
  EXPECT_SAYS(changed("c", event, [](E& e) { e.assessment.rules[0].outcome = programme::RuleOutcome{9}; }), "outcome");
  auto other_history = event;
  other_history.assessment.history = some_hash("x");
  EXPECT_EQ(found("c", other_history), "");  // a restart takes its word for what the rules were run on
  EXPECT_SAYS(judged("c", other_history), "stale_assessment");
}

TEST_F(Forged, AssessorsAndScores) {
  office.complete("a");
  const auto event = event_of<AssessorAssigned>("clerk", AssignAssessor{"a", "expert", "beta", {}});
  EXPECT_SAYS(changed("c", event, [](auto& e) { e.assessor.person = "applicant"; }), "took part");
  EXPECT_SAYS(
      changed("c", event, [&](auto& e) { e.assessor.organisation = office.application("a").terms.organisation; }),
      "works for the applicant");
  office.must_as("clerk", AssignAssessor{"a", "expert", "beta", {}});
  EXPECT_SAYS(found("c", event), "already");
  const auto score = event_of<ScoreRecorded>("expert", RecordScore{"a", {{"team", 1}}});
  EXPECT_EQ(found("expert", score), "");
  EXPECT_SAYS(found("somebody", score), "somebody else's");
  EXPECT_SAYS(changed("expert", score, [](auto& e) { e.score.person = "other"; }), "somebody else's");
}

TEST_F(Forged, Round) {
  auto call = a_call("round");
  call.method = programme::CallMethod::batch;
  call.seed_commitment = some_hash("s");
  office.must_as("officer", call);
  for (const char* key : {"a", "b"}) {
    office.complete(key, "alpha", "round");
    office.assess(key, "100");
  }
  const AllocateRound command{.call = "round",
                              .method = "lottery",
                              .inputs = some_hash("in"),
                              .outcome = some_hash("out"),
                              .seed = "s",
                              .results = {{"a", 1, "", amount("100")}, {"b", 2, "", {}}}};
  office.set_now(at("2026-04-01T00:00:00Z"));
  office.must_as("clerk", PublishPolicy{.programme = "in_kind",
                                        .version = "1",
                                        .document = some_hash("1"),
                                        .effective_from = day("2026-06-01"),
                                        .valid_from = day("2026-01-01"),
                                        .valid_until = day("2027-01-01")});
  const auto event = event_of<RoundAllocated>("officer", command);
  using E = RoundAllocated;
  EXPECT_SAYS(changed("o", event, [](E& e) { e.round.seed = "t"; }), "seed");
  EXPECT_SAYS(changed("o", event, [](E& e) { e.round.results.pop_back(); }), "left out");
  EXPECT_SAYS(changed("o", event, [](E& e) { e.round.results[1] = e.round.results[0]; }), "twice");
  EXPECT_SAYS(changed("o", event, [](E& e) { e.round.results[1].amount = amount("101"); }),
              "more than it was assessed");
  EXPECT_SAYS(changed("o", event, [](E& e) { e.call = CallId{0}; }), "no round");
}

TEST_F(Forged, ProposalAndApproval) {
  office.complete("a");
  office.assess("a", "100");
  const auto proposed = event_of<DecisionProposed>("officer", proposal_of("a", "100"));
  using P = DecisionProposed;
  EXPECT_SAYS(changed("officer", proposed, [](P& e) { e.decision.amount = amount("101"); }),
              "more than it was assessed");
  EXPECT_SAYS(changed("officer", proposed, [](P& e) { e.decision.outcome = DecisionOutcome::refuse; }),
              "gives nothing");
  EXPECT_SAYS(found("", proposed), "nobody");
  office.propose("a", "100");
  const auto approved = event_of<AwardApproved>("director", approval_of("a", "100"));
  using A = AwardApproved;
  EXPECT_SAYS(found("officer", approved), "who proposed it approved it");
  EXPECT_SAYS(found("applicant", approved), "who applied approved it");
  EXPECT_SAYS(changed("director", approved, [](A& e) { e.award.amount = amount("99"); }), "not the one proposed");
  EXPECT_SAYS(changed("director", approved, [](A& e) { e.award.parts[0].amount += Amount{1}; }), "do not sum");
  EXPECT_SAYS(changed("director", approved,
                      [](A& e) {
                        e.award.parts[0].amount = amount("2000000");
                        e.award.parts[1].amount = amount("100") - amount("2000000");
                      }),
              "does not hold its part");
  EXPECT_SAYS(changed("director", approved, [](A& e) { e.award.parts.pop_back(); }), "one part for each");
  EXPECT_SAYS(changed("director", approved, [](A& e) { e.award.organisation = OrganisationId{2}; }), "organisation");
  EXPECT_SAYS(changed("director", approved, [](A& e) { e.award.key = "other"; }), "not the one proposed");
  EXPECT_SAYS(found("director", ApplicationRefused{office.application("a").terms.id}), "something else was proposed");
  auto shifted = approved;  // what every line can pay, but not by its share
  shifted.award.parts[0].amount += amount("1");
  shifted.award.parts[1].amount -= amount("1");
  EXPECT_EQ(found("director", shifted), "");
  EXPECT_SAYS(judged("director", shifted), "comes out differently");
}

TEST_F(Forged, Award) {
  office.award("a", "1000");
  office.must_as("officer", voucher_of("a", "v", "100"));
  const auto issued = event_of<AwardVoucherIssued>("officer", voucher_of("a", "w", "200"));
  using V = AwardVoucherIssued;
  EXPECT_SAYS(changed("o", issued, [](V& e) { e.voucher.face = amount("201"); }), "do not sum");
  EXPECT_SAYS(changed("o", issued,
                      [](V& e) {
                        e.voucher.face = amount("2000");
                        e.parts[0].amount = amount("1200");
                        e.parts[1].amount = amount("800");
                      }),
              "does not hold a part");
  EXPECT_SAYS(changed("o", issued, [](V& e) { e.voucher.organisation = OrganisationId{2}; }), "not the award's");
  EXPECT_SAYS(changed("o", issued, [](V& e) { e.award = AwardId{4}; }), "no such award");
  const auto reduced = event_of<AwardAmended>("officer", ReduceAward{"a", amount("500"), "why"});
  using R = AwardAmended;
  EXPECT_SAYS(changed("o", reduced, [](R& e) { e.amount = amount("501"); }), "do not sum");
  EXPECT_SAYS(changed("o", reduced,
                      [](R& e) {
                        e.amount = amount("1500");
                        for (auto& part : e.parts) part.amount = -part.amount;
                      }),
              "by a decision only");
  EXPECT_SAYS(changed("o", reduced, [](R& e) { e.decided = true; }), "is awarded");
  const auto suspended = event_of<AwardStatusChanged>("officer", ChangeAwardStatus{"a", AwardStatus::suspended, "why"});
  using S = AwardStatusChanged;
  EXPECT_SAYS(changed("o", suspended, [](S& e) { e.vouchers.clear(); }), "are others");
  EXPECT_SAYS(changed("o", suspended, [](S& e) { e.status = AwardStatus{9}; }), "no such status");
  EXPECT_SAYS(changed("o", suspended, [](S& e) { e.status = AwardStatus::active; }), "cannot become");
  office.must_as("officer", ChangeAwardStatus{"a", AwardStatus::suspended, "why"});
  EXPECT_SAYS(found("o", issued), "not active");
  EXPECT_SAYS(found("o", VoucherStatusChanged{office.voucher("v").terms.id, programme::VoucherStatus::active, "x"}),
              "rests with its award");
}

TEST_F(Forged, Appeal) {
  office.award("a", "1000");
  const auto id = office.application("a").terms.id;
  EXPECT_SAYS(found("judge", AppealDecided{id, true, "yes"}), "is awarded");
  office.must_as("applicant", FileAppeal{"a", "more"});
  const auto event = event_of<AppealDecided>("judge", DecideAppeal{"a", true, "yes"});
  EXPECT_EQ(found("judge", event), "");
  EXPECT_SAYS(found("director", event), "who made the decision");
  EXPECT_SAYS(found("applicant", event), "who appealed");
  EXPECT_SAYS(found("applicant", AppealFiled{id, "again"}), "is appealed");
}

}  // namespace
}  // namespace scrip::engine
