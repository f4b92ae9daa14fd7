#include "engine/network.h"

#include <gtest/gtest.h>

#include "tests/sim/office.h"

namespace scrip::engine {
namespace {

using namespace scrip::sim;
using metering::SuspenseReason;
using programme::AccreditationDecision;
using programme::AccreditationOutcome;
using programme::AccreditationStatus;
using registry::CapacityUse;

ProposeRateCard card_called(std::string_view key, std::string_view resource = "b200") {
  return {.key = std::string(key),
          .site = "east",
          .period = {at("2026-01-01T00:00:00Z"), at("2027-01-01T00:00:00Z")},
          .prices = {{std::string(resource), {rating::Band{.price = town_price}}}}};
}

class Network : public ::testing::Test {
 protected:
  Network() { office_.must(AddResource{"b200", "B200", "NVIDIA", registry::ResourceKind::accelerator, {}}); }

  const RateProposal& proposal(std::string_view key) { return *office_.state().network.find_rate_proposal(key); }
  const AccreditationState& accreditation(std::string_view key) {
    return *office_.state().network.find_accreditation(key);
  }

  void apply(const std::string& key, const std::string& site = "east") {
    office_.must_as("chen", {ApplyForAccreditation{key, site, "deduct", Hash256{{1}}, {}}});
  }
  void accredit(const std::string& key, std::string_view from, std::string_view until) {
    const AccreditationDecision decision{
        .outcome = AccreditationOutcome::accredit, .valid_from = day(from), .valid_until = day(until), .reason = "ok"};
    office_.must_as("officer", ProposeAccreditation{key, decision});
    office_.must_as("director", ApproveAccreditation{key, AccreditationOutcome::accredit});
  }
  void require(std::optional<Day> from) { office_.must_as("director", SetAccreditationRule{"deduct", from}); }

  Office office_;
};

// --- rate cards ---

TEST_F(Network, ARateCardTakesEffectWhenAnotherPersonApprovesIt) {
  office_.must_as("chen", card_called("r"));
  office_.must_as("chen", card_called("r"));  // already so
  EXPECT_EQ(office_.state().rate_cards.find("r"), nullptr);
  EXPECT_EQ(office_.as("chen", ApproveRateCard{"r"}), "four_eyes");
  EXPECT_EQ(office_.as("", ApproveRateCard{"r"}), "missing_field");
  EXPECT_EQ(office_.as("director", ApproveRateCard{"none"}), "rate_card_not_found");
  office_.must_as("director", ApproveRateCard{"r"});
  ASSERT_NE(office_.state().rate_cards.find("r"), nullptr);
  EXPECT_EQ(proposal("r").status, RateProposalStatus::approved);
  EXPECT_EQ(proposal("r").decided_by, "director");
  EXPECT_EQ(office_.as("other", ApproveRateCard{"r"}), "rate_card_state");
  EXPECT_EQ(office_.as("other", RejectRateCard{"r", "late"}), "rate_card_state");
}

TEST_F(Network, ARejectedRateCardHasNoPrice) {
  office_.must_as("chen", card_called("r"));
  EXPECT_EQ(office_.as("director", RejectRateCard{"r", ""}), "missing_field");
  office_.must_as("director", RejectRateCard{"r", "above the ceiling"});
  EXPECT_EQ(proposal("r").reason, "above the ceiling");
  EXPECT_EQ(office_.as("director", ApproveRateCard{"r"}), "rate_card_state");
  EXPECT_EQ(office_.state().rate_cards.find("r"), nullptr);
  office_.must_as("chen", card_called("r2"));  // another proposal may follow
}

TEST_F(Network, OfTwoProposalsForOneTimeOneIsApproved) {
  office_.must_as("chen", card_called("r"));
  office_.must_as("chen", card_called("s"));
  office_.must_as("director", ApproveRateCard{"r"});
  EXPECT_EQ(office_.as("director", ApproveRateCard{"s"}), "rate_card_overlap");
  EXPECT_EQ(office_.try_to(PublishRateCard{"s", "east", {at("2027-01-01T00:00:00Z"), at("2028-01-01T00:00:00Z")}, {}}),
            "key_reused");
}

TEST_F(Network, AProposedRateCardKeepsToTheRulesOfRateCards) {
  auto free_of_charge = card_called("r");
  free_of_charge.prices.front().bands.front().price = Amount{};
  EXPECT_EQ(office_.as("chen", free_of_charge), "price_missing");
  EXPECT_EQ(office_.as("chen", card_called("r", "none")), "resource_not_found");
  auto without = card_called("r");
  without.prices.clear();
  EXPECT_EQ(office_.as("chen", without), "missing_field");
}

// --- capacity ---

DeclareCapacity capacity_called(std::string_view key) {
  return {.key = std::string(key),
          .site = "east",
          .resource = "a100",
          .devices = 64,
          .from = day("2026-03-01"),
          .until = day("2026-06-01"),
          .use = CapacityUse::programmes};
}

TEST_F(Network, CapacityIsDeclaredOnceAndEndedEarlier) {
  office_.must_as("chen", capacity_called("c"));
  office_.must_as("chen", capacity_called("c"));  // already so
  auto other = capacity_called("c");
  other.devices = 65;
  EXPECT_EQ(office_.as("chen", other), "key_reused");
  const auto& terms = office_.state().network.find_capacity("c")->terms;
  EXPECT_TRUE(terms.holds_on(day("2026-05-31")));
  EXPECT_FALSE(terms.holds_on(day("2026-06-01")));
  EXPECT_EQ(office_.as("chen", EndCapacity{"c", day("2026-03-09"), "moved"}), "time_invalid") << "it is the 10th";
  EXPECT_EQ(office_.as("chen", EndCapacity{"c", day("2026-06-02"), "moved"}), "time_invalid");
  EXPECT_EQ(office_.as("chen", EndCapacity{"none", day("2026-04-01"), "moved"}), "capacity_not_found");
  office_.must_as("chen", EndCapacity{"c", day("2026-03-10"), "moved"});
  EXPECT_FALSE(office_.state().network.find_capacity("c")->terms.holds_on(day("2026-03-10")));
}

TEST_F(Network, HowDevicesStandIsSaidByWhoKeepsTheSite) {
  const auto said = [&](std::string_view actor, std::string_view site, std::uint32_t devices, std::uint32_t servers) {
    return office_.as(actor, SetTopology{std::string(site), "a100", {devices, servers}});
  };
  const auto stands = [&] {
    const auto& state = office_.state();
    return state.network.topology_of(state.registry.find_site("east")->id, state.registry.find_resource("a100")->id);
  };
  EXPECT_EQ(stands(), (registry::Topology{8, 0})) << "where nobody says";
  EXPECT_EQ(said("chen", "east", 0, 1), "out_of_range");
  EXPECT_EQ(said("chen", "east", 1'025, 1), "out_of_range");
  EXPECT_EQ(said("chen", "east", 8, 65'537), "out_of_range");
  EXPECT_EQ(said("chen", "none", 8, 1), "site_not_found");
  EXPECT_EQ(office_.as("chen", SetTopology{"east", "none", {8, 1}}), "resource_not_found");
  office_.must_as("chen", SetTopology{"east", "a100", {16, 32}});
  EXPECT_EQ(stands(), (registry::Topology{16, 32}));
  const auto entries = office_.state().last_sequence;
  office_.must_as("chen", SetTopology{"east", "a100", {16, 32}});  // already so
  EXPECT_EQ(office_.state().last_sequence, entries);
  office_.must_as("officer", SetTopology{"east", "a100", {8, 0}});
  EXPECT_EQ(stands(), (registry::Topology{8, 0}));
}

TEST_F(Network, WhatHasNotBegunCanBeTakenBackWhole) {
  auto later = capacity_called("c");
  later.from = day("2026-05-01");
  office_.must_as("chen", later);
  EXPECT_EQ(office_.as("chen", EndCapacity{"c", day("2026-04-30"), "not delivered"}), "time_invalid");
  office_.must_as("chen", EndCapacity{"c", day("2026-05-01"), "not delivered"});
  EXPECT_FALSE(office_.state().network.find_capacity("c")->terms.holds_on(day("2026-05-01")));
}

TEST_F(Network, CapacityIsOfDevicesForAPeriod) {
  auto none = capacity_called("c");
  none.devices = 0;
  EXPECT_EQ(office_.as("chen", none), "out_of_range");
  auto tokens = capacity_called("c");
  tokens.resource = "tokens";
  EXPECT_EQ(office_.as("chen", tokens), "value_invalid");
  auto backwards = capacity_called("c");
  backwards.until = backwards.from;
  EXPECT_EQ(office_.as("chen", backwards), "time_invalid");
}

// --- accreditation ---

TEST_F(Network, AnAccreditationTakesTwoPersonsOfWhomNeitherApplied) {
  apply("a");
  apply("a");  // already so
  const AccreditationDecision decision{
      .valid_from = day("2026-03-01"), .valid_until = day("2027-01-01"), .reason = "visited"};
  EXPECT_EQ(office_.as("chen", ProposeAccreditation{"a", decision}), "conflict_of_interest");
  EXPECT_EQ(office_.as("director", ApproveAccreditation{"a", AccreditationOutcome::accredit}), "accreditation_state");
  office_.must_as("officer", ProposeAccreditation{"a", decision});
  EXPECT_EQ(office_.as("officer", ApproveAccreditation{"a", AccreditationOutcome::accredit}), "four_eyes");
  EXPECT_EQ(office_.as("chen", ApproveAccreditation{"a", AccreditationOutcome::accredit}), "conflict_of_interest");
  EXPECT_EQ(office_.as("director", ApproveAccreditation{"a", AccreditationOutcome::refuse}), "value_invalid");
  office_.must_as("director", ApproveAccreditation{"a", AccreditationOutcome::accredit});
  EXPECT_EQ(accreditation("a").status, AccreditationStatus::accredited);
  EXPECT_FALSE(accreditation("a").counts_on(day("2026-02-28")));
  EXPECT_TRUE(accreditation("a").counts_on(day("2026-03-01")));
  EXPECT_FALSE(accreditation("a").counts_on(day("2027-01-01")));
}

TEST_F(Network, AProposalIsSentBackAndAnotherFollows) {
  apply("a");
  EXPECT_EQ(office_.as("chen", ApplyForAccreditation{"b", "east", "deduct", Hash256{{1}}, {}}), "accreditation_state")
      << "the first is not decided yet";
  office_.must_as("officer", ProposeAccreditation{"a", {.outcome = AccreditationOutcome::refuse, .reason = "no"}});
  EXPECT_EQ(office_.as("director", RejectAccreditation{"a", ""}), "missing_field");
  office_.must_as("director", RejectAccreditation{"a", "look again"});
  EXPECT_EQ(accreditation("a").status, AccreditationStatus::applied);
  office_.must_as("officer", ProposeAccreditation{"a", {.outcome = AccreditationOutcome::refuse, .reason = "no"}});
  office_.must_as("director", ApproveAccreditation{"a", AccreditationOutcome::refuse});
  EXPECT_EQ(accreditation("a").status, AccreditationStatus::refused);
  EXPECT_FALSE(accreditation("a").counts_on(day("2026-03-10")));
  apply("b");  // once it is decided
}

TEST_F(Network, AChangeHoldsFromTheDayAfter) {
  apply("a");
  accredit("a", "2026-01-01", "2027-01-01");
  EXPECT_EQ(office_.as("director", ChangeAccreditation{"a", AccreditationStatus::accredited, "x"}), "") << "it is so";
  EXPECT_EQ(office_.as("director", ChangeAccreditation{"a", AccreditationStatus::refused, "x"}), "value_invalid");
  office_.must_as("director", ChangeAccreditation{"a", AccreditationStatus::suspended, "under review"});
  EXPECT_TRUE(accreditation("a").counts_on(day("2026-03-10"))) << "today stays as it was";
  EXPECT_FALSE(accreditation("a").counts_on(day("2026-03-11")));
  office_.advance(Milliseconds{3 * 24 * hour_ms});
  office_.must_as("director", ChangeAccreditation{"a", AccreditationStatus::accredited, "in order"});
  EXPECT_FALSE(accreditation("a").counts_on(day("2026-03-13")));
  EXPECT_TRUE(accreditation("a").counts_on(day("2026-03-14")));
  office_.must_as("director", ChangeAccreditation{"a", AccreditationStatus::withdrawn, "closed down"});
  EXPECT_FALSE(accreditation("a").counts_on(day("2026-03-14")));
  EXPECT_TRUE(accreditation("a").counts_on(day("2026-03-10"))) << "the past stays as it was";
  EXPECT_EQ(office_.as("director", ChangeAccreditation{"a", AccreditationStatus::accredited, "x"}),
            "accreditation_state");
}

TEST_F(Network, UsageAtASiteThatIsNotAccreditedWaitsUntilItIs) {
  require(day("2026-01-01"));
  office_.must(voucher_called("v"));
  const auto outcome = office_.use({hour_of("job", 1)});
  ASSERT_EQ(outcome.suspended, 1u);
  EXPECT_EQ(outcome.records.front().reason, SuspenseReason::not_accredited);
  const auto id = office_.state().suspense.begin()->first;
  ASSERT_TRUE(office_.retry({id}).has_value());
  EXPECT_EQ(office_.state().suspense.size(), 1u) << "nothing has changed";
  apply("a");
  accredit("a", "2026-03-01", "2026-04-01");
  ASSERT_TRUE(office_.retry({id}).has_value());
  EXPECT_TRUE(office_.state().suspense.empty());
  EXPECT_EQ(office_.voucher("v").in_flight, amount("3.6"));
}

TEST_F(Network, WhereAnotherVoucherPaysNothingWaits) {
  require(day("2026-01-01"));
  office_.must(voucher_called("v"));
  auto other = voucher_called("w");
  other.budget_line = "reimburse";
  office_.must(other);
  EXPECT_EQ(office_.use({hour_of("job", 1)}).charged, 1u);
  EXPECT_EQ(office_.voucher("v").in_flight, Amount{});
  EXPECT_EQ(office_.voucher("w").in_flight, amount("3.6"));
  EXPECT_EQ(office_
                .use({Usage{.job = "b",
                            .part = 1,
                            .start_ms = hour_of("b", 1).start_ms,
                            .end_ms = hour_of("b", 1).end_ms,
                            .account = "beta"}})
                .charged,
            1u)
      << "who has no such voucher pays for itself";
}

TEST_F(Network, AHoldTakesNothingFromAVoucherThatDoesNotPayThere) {
  require(day("2026-01-01"));
  office_.must(voucher_called("v"));
  const PlaceHold hold{.key = "h",
                       .organisation = "alpha",
                       .site = "east",
                       .job = "job",
                       .resource = "a100",
                       .bill = amount("10"),
                       .expires_at = at("2026-03-20T00:00:00Z")};
  EXPECT_NE(office_.try_to(hold), "");
  apply("a");
  accredit("a", "2026-03-01", "2026-04-01");
  EXPECT_EQ(office_.try_to(hold), "");
}

TEST_F(Network, ARequirementForVouchersInUseHoldsFromALaterDay) {
  office_.must(voucher_called("v"));
  EXPECT_EQ(office_.as("director", SetAccreditationRule{"deduct", day("2026-03-10")}), "time_invalid");
  require(day("2026-03-11"));
  EXPECT_EQ(office_.use({hour_of("job", 1)}).charged, 1u) << "the 9th is before it";
  require(std::nullopt);
  EXPECT_TRUE(office_.state().network.accreditation_from.empty());
}

TEST_F(Network, ASuspensionChangesNoBillOfTheDaysBefore) {
  require(day("2026-01-01"));
  office_.must(voucher_called("v"));
  apply("a");
  accredit("a", "2026-03-01", "2026-04-01");
  office_.use({hour_of("job", 1)});
  office_.must_as("director", ChangeAccreditation{"a", AccreditationStatus::suspended, "under review"});
  office_.use({hour_of("job", 2)});
  EXPECT_EQ(office_.voucher("v").in_flight, amount("7.2"));
  office_.set_now(at("2026-04-10T00:00:00Z"));
  office_.must_close("2026-03");
  EXPECT_EQ(office_.voucher("v").settled, amount("7.2"));
}

// --- assessors who step down ---

TEST_F(Network, AnAssessorStepsDownForGood) {
  office_.complete("a");
  EXPECT_EQ(office_.as("zhou", DeclareConflict{"a", "advised them"}), "not_assigned");
  office_.must_as("officer", AssignAssessor{"a", "zhou", {}, {}});
  office_.must_as("zhou", RecordScore{"a", {{"fit", 80'000}}});
  EXPECT_EQ(office_.as("zhou", DeclareConflict{"a", ""}), "missing_field");
  office_.must_as("zhou", DeclareConflict{"a", "advised them"});
  EXPECT_TRUE(office_.application("a").assessors.empty());
  EXPECT_TRUE(office_.application("a").scores.empty());
  EXPECT_EQ(office_.as("officer", AssignAssessor{"a", "zhou", {}, {}}), "conflict_of_interest");
  office_.assess("a", "100");
  office_.propose("a", "100");
  EXPECT_EQ(office_.as("zhou", ApproveDecision{"a", programme::DecisionOutcome::award, amount("100")}),
            "conflict_of_interest");
}

// --- where things came from, and what was taken up ---

TEST_F(Network, WhatIsTakenUpIsCountedByMonth) {
  office_.award("a", "1000");
  const auto& rows = office_.state().take_up;
  Amount committed;
  for (const auto& row : rows) committed += row.committed;
  EXPECT_EQ(committed, amount("1000"));
  office_.must_as("director", ReduceAward{"a", amount("600"), "less is needed"});
  committed = Amount{};
  for (const auto& row : office_.state().take_up) committed += row.committed;
  EXPECT_EQ(committed, amount("600"));
  EXPECT_EQ(office_.state().origins.awards.size(), 1u);
  EXPECT_LT(office_.state().origins.decisions.front(), office_.state().origins.awards.front());
}

TEST_F(Network, StatementsNameTheEntryThatClosedTheirMonth) {
  office_.must(voucher_called("v"));
  const auto issued = office_.state().last_sequence;
  EXPECT_EQ(office_.state().origins.vouchers, std::vector{issued});
  office_.use({hour_of("job", 1)});
  office_.set_now(at("2026-04-10T00:00:00Z"));
  office_.must_close("2026-03");
  ASSERT_EQ(office_.state().origins.statements.size(), office_.state().statements.size());
  EXPECT_EQ(office_.state().origins.statements.back(), office_.state().last_sequence);
}

}  // namespace
}  // namespace scrip::engine
