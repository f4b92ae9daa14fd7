#include "engine/claim.h"

#include <gtest/gtest.h>

#include "base/random.h"
#include "codec/entry.h"
#include "tests/sim/purchases.h"

namespace scrip::engine {
namespace {

using namespace scrip::sim;
using registry::DeviceStatus;
using subsidy::Settlement;

TEST(Claims, AnHonestClaimHasNoFindingAboveANoteAndBecomesDevicesWithTheAward) {
  Purchases town;
  EXPECT_EQ(town.found("a", purchase_of({"A1", "a 2"})), "");
  town.assess("a", "1000");
  town.propose("a", "1000");
  EXPECT_EQ(town.state().devices.devices.size(), 0u);
  town.approve("a");
  EXPECT_EQ(town.claim_called("a").status, ClaimStatus::accepted);
  ASSERT_EQ(town.state().devices.devices.size(), 2u);
  const auto* device = town.state().devices.find("nvidia", "A2");  // folded
  ASSERT_NE(device, nullptr);
  EXPECT_EQ(device->status, DeviceStatus::installed);
  EXPECT_EQ(device->owner, town.state().registry.find_organisation("alpha")->id);
  EXPECT_EQ(town.state().devices.steps.size(), 6u) << "bought, installed, accepted, of each";
}

TEST(Claims, TheStepsGoInOrder) {
  Purchases town;
  town.complete("a");
  EXPECT_EQ(town.as("applicant", SubmitClaim{"a"}), "claim_not_found");
  town.draft_claim("a", purchase_of({"A1"}));
  town.draft_claim("a", purchase_of({"A1"}));  // already so
  EXPECT_EQ(town.as("clerk", town.check_of("a")), "claim_state");
  EXPECT_EQ(town.as("clerk", ReturnClaim{"a", "why"}), "claim_state");
  town.must_as("applicant", SubmitClaim{"a"});
  town.must_as("applicant", SubmitClaim{"a"});  // already so
  EXPECT_EQ(town.as("applicant", DraftClaim{"a", "a", purchase_of({"A9"})}), "claim_state");
  EXPECT_EQ(town.as("applicant", town.check_of("a")), "conflict_of_interest");
  town.assess("a", "1000");
  EXPECT_EQ(town.as("officer", proposal_of("a", "1000")), "claim_state") << "not checked";
  town.check_claim("a");
  EXPECT_EQ(town.as("clerk", SettleFinding{"a", 99, Settlement::waived, "r"}), "finding_not_found");
  town.must_as("clerk", ReturnClaim{"a", "the second card"});
  EXPECT_EQ(town.as("officer", proposal_of("a", "1000")), "claim_state") << "returned";
  town.must_as("applicant", DraftClaim{"a", "a", purchase_of({"A1", "A2"})});
  town.must_as("applicant", SubmitClaim{"a"});
  ASSERT_EQ(town.claim_called("a").revisions.size(), 1u);
  EXPECT_EQ(town.claim_called("a").revisions[0].content, purchase_of({"A1"}));
  EXPECT_FALSE(town.claim_called("a").check) << "of what was presented before";
  town.must_as("applicant", WithdrawClaim{"a", "sold"});
  EXPECT_EQ(town.as("applicant", SubmitClaim{"a"}), "claim_state");
  town.must_as("officer", proposal_of("a", "1000"));
}

TEST(Claims, AFindingIsSettledBeforeTheAwardAndNotByWhoApproves) {
  Purchases town;
  auto claim = purchase_of({"A1"});
  claim.payments.clear();
  EXPECT_EQ(town.found("a", claim), "not_paid");
  town.assess("a", "1000");
  EXPECT_EQ(town.as("officer", proposal_of("a", "1000")), "finding_open");
  const auto number = static_cast<std::uint32_t>(town.claim_called("a").settled.size());
  std::uint32_t finding = 0;
  for (std::uint32_t i = 1; i <= number; ++i) {
    if (name(town.claim_called("a").check->findings[i - 1].code) == "not_paid") finding = i;
  }
  EXPECT_EQ(town.as("applicant", SettleFinding{"a", finding, Settlement::waived, "r"}), "conflict_of_interest");
  EXPECT_EQ(town.as("clerk", SettleFinding{"a", finding, Settlement::waived, ""}), "missing_field");
  EXPECT_EQ(town.as("clerk", SettleFinding{"a", finding, Settlement::excluded, "r"}), "value_invalid");
  EXPECT_EQ(town.as("clerk", SettleFinding{"a", finding, Settlement::open, "r"}), "value_invalid");
  town.must_as("director", SettleFinding{"a", finding, Settlement::waived, "a bank guarantee"});
  town.check_claim("a");  // the same again: it stays settled
  EXPECT_EQ(town.claim_called("a").settled[finding - 1].settlement, Settlement::waived);
  town.propose("a", "1000");
  EXPECT_EQ(town.as("director", approval_of("a", "1000")), "four_eyes");
  town.must_as("other", approval_of("a", "1000"));
  EXPECT_EQ(town.claim_called("a").status, ClaimStatus::accepted);
}

TEST(Claims, ASerialIsAcceptedOnceWhateverIsWaived) {
  Purchases town;
  town.submit_claim("a", purchase_of({"A1", "A2"}));
  town.submit_claim("b", purchase_of({"Ａ２", "B1"}, "0002"), "beta");  // full width
  town.check_claim("a");
  town.check_claim("b");
  EXPECT_EQ(town.accusations("a"), "serial_claimed");
  EXPECT_EQ(town.accusations("b"), "serial_claimed");
  for (const char* key : {"a", "b"}) {
    const auto& findings = town.claim_called(key).check->findings;
    for (std::uint32_t i = 1; i <= findings.size(); ++i) {
      if (name(findings[i - 1].code) == "serial_claimed") {
        town.must_as("clerk", SettleFinding{key, i, Settlement::waived, "ours"});
      }
    }
    town.assess(key, "1000");
    town.propose(key, "1000");
  }
  town.approve("a");
  EXPECT_EQ(town.as("director", approval_of("b", "1000")), "serial_claimed");
}

TEST(Claims, WhatIsExcludedDoesNotCount) {
  Purchases town;
  town.accept("a", purchase_of({"A1"}));
  EXPECT_EQ(town.found("b", purchase_of({"A1", "B1"}, "0002")), "serial_claimed");
  const auto& findings = town.claim_called("b").check->findings;
  for (std::uint32_t i = 1; i <= findings.size(); ++i) {
    if (name(findings[i - 1].code) == "serial_claimed") {
      town.must_as("clerk", SettleFinding{"b", i, Settlement::excluded, "the other's"});
    }
  }
  const auto counts = counted(town.claim_called("b"));
  EXPECT_EQ(counts.devices, (std::vector<bool>{false, true}));
  town.assess("b", "1000");
  town.propose("b", "1000");
  town.approve("b");
  EXPECT_EQ(town.state().devices.devices.size(), 2u);
}

TEST(Claims, WhatHappensAfterTheCheckIsNotMissed) {
  Purchases town;
  EXPECT_EQ(town.found("b", purchase_of({"A1"}, "0002")), "");
  town.assess("b", "1000");
  town.propose("b", "1000");
  town.submit_claim("a", purchase_of({"A1"}), "beta");
  EXPECT_EQ(town.as("director", approval_of("b", "1000")), "stale_check");
}

TEST(Claims, NamesAndFormAreCheckedWhenItIsDrafted) {
  Purchases town;
  town.complete("a");
  const auto draft = [&](auto change) {
    auto claim = purchase_of({"A1"});
    change(claim);
    return town.as("applicant", DraftClaim{"a", "a", claim});
  };
  EXPECT_EQ(draft([](auto& c) { c.contract.supplier = "nobody"; }), "organisation_not_found");
  EXPECT_EQ(draft([](auto& c) { c.deliveries[0].site = "north"; }), "site_not_found");
  EXPECT_EQ(draft([](auto& c) { c.invoices[0].lines[0].resource = "b300"; }), "resource_not_found");
  EXPECT_EQ(draft([](auto& c) { c.invoices[0].lines[0].resource = "core"; }), "value_invalid");
  EXPECT_EQ(draft([](auto& c) { c.listing = {"none"}; }), "capacity_not_found");
  EXPECT_EQ(draft([](auto& c) { c.deliveries[0].servers[0].serials = {"  "}; }), "missing_field");
  EXPECT_EQ(draft([](auto& c) { c.deliveries[0].servers[0].serials = {"编号"}; }), "value_invalid");
  EXPECT_EQ(draft([](auto& c) { c.contract.amount = Amount{}; }), "out_of_range");
  EXPECT_EQ(draft([](auto& c) { c.invoices[0].lines[0].tax = amount("100000.01"); }), "out_of_range");
  EXPECT_EQ(draft([](auto& c) { c.payments[0].amount = -amount("1"); }), "out_of_range");
  EXPECT_EQ(draft([](auto& c) { c.payments[0].date = day("1989-12-31"); }), "time_invalid");
  EXPECT_EQ(draft([](auto& c) { c.invoices[0].lines[0].amount = c.invoices[0].lines[0].unit_price = amount_max; }),
            "amount_overflow");
  EXPECT_EQ(draft([](auto& c) { c.invoices.clear(); }), "");
  EXPECT_EQ(town.as("applicant", SubmitClaim{"a"}), "claim_incomplete");
  EXPECT_EQ(draft([](auto& c) { c.invoices[0].lines[0].resource = "A100-SXM4"; }), "");
  EXPECT_EQ(town.claim_called("a").content.invoices[0].lines[0].resource, "a100") << "by its key";
}

TEST(Claims, GoWithTheirApplication) {
  Purchases town;
  town.submit_claim("a", purchase_of({"A1"}));
  town.assess("a", "0");
  town.must_as("officer", refusal_of("a"));
  town.must_as("director", ApproveDecision{"a", programme::DecisionOutcome::refuse, {}});
  EXPECT_EQ(town.claim_called("a").status, ClaimStatus::refused);
  EXPECT_EQ(town.as("applicant", DraftClaim{"a2", "a", purchase_of({"A1"})}), "application_state");
  EXPECT_EQ(town.found("b", purchase_of({"A1"})), "") << "a refused claim claims nothing";
  town.must_as("applicant", WithdrawApplication{"b", "no more"});
  EXPECT_EQ(town.claim_called("b").status, ClaimStatus::withdrawn);
}

// --- any order ---

TEST(Claims, NoSerialIsInTwoAcceptedClaimsInAnyOrder) {
  for (std::uint64_t seed = 1; seed <= 12; ++seed) {
    Purchases town("seed " + std::to_string(seed));
    Random random(seed);
    const auto any = [&](std::uint64_t below) { return random.below(below); };
    for (int key = 0; key < 6; ++key) town.complete("c" + std::to_string(key));
    for (int step = 0; step < 60; ++step) {
      const std::string key = "c" + std::to_string(any(6));
      std::vector<std::string> serials;
      for (std::uint64_t i = 0; i <= any(3); ++i) serials.push_back("S" + std::to_string(any(8)));
      const auto* claim = town.state().claims.find(key);
      switch (any(7)) {
        case 0:
          (void)town.as("applicant", DraftClaim{key, key, purchase_of(serials, key)});
          break;
        case 1:
          (void)town.as("applicant", SubmitClaim{key});
          break;
        case 2:
          (void)town.as("clerk", town.check_of(key));
          break;
        case 3:
          if (any(4) == 0) (void)town.as("clerk", ReturnClaim{key, "again"});
          break;
        default:
          if (claim == nullptr || !claim->check) break;
          for (std::uint32_t i = 1; i <= claim->settled.size(); ++i) {
            const auto settlement = any(3) == 0 ? Settlement::waived : Settlement::excluded;
            (void)town.as("clerk", SettleFinding{key, i, settlement, "drawn"});
          }
          (void)town.as("clerk", assessment_of(town.state(), key, "1000"));
          (void)town.as("officer", proposal_of(key, "1000"));
          (void)town.as("director", approval_of(key, "1000"));
          break;
      }
    }
    std::map<std::string, std::string> holder;
    for (const auto& claim : town.state().claims.claims) {
      if (claim.status != ClaimStatus::accepted) continue;
      const auto counts = counted(claim);
      const auto devices = subsidy::devices_of(claim.content);
      for (std::size_t i = 0; i < devices.size(); ++i) {
        if (!counts.devices[i]) continue;
        const auto [place, is_first] = holder.emplace(std::string(devices[i].serial), claim.key);
        EXPECT_TRUE(is_first) << devices[i].serial << " in " << place->second << " and " << claim.key;
      }
    }
  }
}

// --- devices ---

TEST(Devices, HaveAHistory) {
  Purchases town;
  using registry::DeviceStepKind;
  const auto step = [&](DeviceStepKind kind, const std::string& site, const std::string& on,
                        std::string serial = "A1") {
    return town.as("chen", RecordDevices{kind, site, day(on), "why", {{"NVIDIA", std::move(serial), ""}}});
  };
  town.accept("a", purchase_of({"A1"}));
  EXPECT_EQ(step(DeviceStepKind::moved, "west", "2026-03-01"), "");
  EXPECT_EQ(step(DeviceStepKind::moved, "west", "2026-03-01"), "") << "already so";
  EXPECT_EQ(step(DeviceStepKind::installed, "east", "2026-03-01"), "device_state") << "it is at west";
  EXPECT_EQ(step(DeviceStepKind::moved, "north", "2026-03-01"), "site_not_found");
  EXPECT_EQ(step(DeviceStepKind::moved, "east", "2026-03-11"), "time_invalid");
  EXPECT_EQ(step(DeviceStepKind::bought, "", "2026-03-01"), "value_invalid");
  EXPECT_EQ(step(DeviceStepKind::resold, "east", "2026-03-01"), "value_invalid");
  EXPECT_EQ(step(DeviceStepKind::resold, "", "2026-03-01", "none"), "device_not_found");
  EXPECT_EQ(step(DeviceStepKind::resold, "", "2026-03-02"), "");
  EXPECT_EQ(step(DeviceStepKind::moved, "east", "2026-03-03"), "device_state");
  std::string history;
  for (const auto& each : town.state().devices.steps) history += std::string(name(each.kind)) + " ";
  EXPECT_EQ(history, "bought installed accepted moved resold ");
}

TEST(Devices, TheLaterReportOfADayHolds) {
  Purchases town;
  town.report("A1", "2026-03-01", 3'600, 60);
  const auto before = town.state().last_sequence;
  town.report("ａ１", "2026-03-01", 3'600, 60);
  EXPECT_EQ(town.state().last_sequence, before) << "the same again has no effect";
  town.report("A1", "2026-03-01", 7'200, 600);
  town.report("A1", "2026-02-28", 1, 0);
  town.report("A1", "2026-03-01", 5, 5, "west");
  const auto& days = town.state().devices.days[0];
  ASSERT_EQ(days.size(), 3u);
  EXPECT_EQ(days[0].day, day("2026-02-28"));
  EXPECT_EQ(days[1].present_s, 7'200u);
  EXPECT_EQ(days[2].site, town.state().registry.find_site("west")->id);
  EXPECT_EQ(town.state().devices.day_count, 3u);
  const auto row = [&](std::uint32_t present, std::uint32_t busy, const char* on, const char* resource) {
    return town.as("chen", ReportDeviceDays{"east", {{{"nvidia", "A1", resource}, day(on), present, busy}}});
  };
  EXPECT_EQ(row(86'401, 0, "2026-03-02", ""), "out_of_range");
  EXPECT_EQ(row(10, 11, "2026-03-02", ""), "out_of_range");
  EXPECT_EQ(row(10, 1, "2026-03-11", ""), "time_invalid");
  EXPECT_EQ(row(10, 1, "2026-03-02", "h20"), "value_invalid");
  EXPECT_EQ(town.as("chen", ReportDeviceDays{"east", {{{"nvidia", "NEW", ""}, day("2026-03-02"), 1, 1}}}),
            "missing_field");
}

}  // namespace
}  // namespace scrip::engine
