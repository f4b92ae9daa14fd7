#include "engine/origin.h"

#include <gtest/gtest.h>

#include "engine/replay.h"
#include "tests/sim/office.h"

namespace scrip::engine {
namespace {

using namespace scrip::sim;
using control::PartyKind;
using registry::OriginBasis;
using registry::OriginTest;

struct Held {
  PartyKind kind{};
  std::string holder, held, capital, votes = {};
  std::string from = "2025-01-01", until = {};
};

// A chip "c-1" of a vendor whose party is "maker".
class Makers : public ::testing::Test {
 protected:
  Makers() {
    office_.must_as("officer", RecordChips{.vendors = {{"maker", "The Maker", "CN", "maker-co"}},
                                           .models = {{"c-1", "Chip One", "maker", {}, ""}},
                                           .figures = {}});
  }
  void asks(std::string_view from, std::string_view foreign_at_most = "100%", std::string_view votes = "50%") {
    office_.must_as("officer", SetControlTest{.from = day(from),
                                              .jurisdiction = "CN",
                                              .votes = *parse_share(votes),
                                              .foreign_at_most = *parse_share(foreign_at_most),
                                              .source = "a notice"});
  }
  void party(PartyKind kind, std::string key, std::string jurisdiction) {
    const std::string name = kind == PartyKind::person ? std::string{} : key;
    office_.must_as("officer",
                    RecordStakes{.parties = {{kind, std::move(key), name, std::move(jurisdiction)}}, .stakes = {}});
  }
  void hold(const Held& held) {
    RecordStakes::StatedStake stake{.holder_kind = held.kind,
                                    .holder = held.holder,
                                    .held = held.held,
                                    .label = {},
                                    .capital = *control::parse_range(held.capital),
                                    .votes = *control::parse_range(held.votes.empty() ? held.capital : held.votes),
                                    .from = day(held.from),
                                    .until = {},
                                    .document = {}};
    if (!held.until.empty()) stake.until = day(held.until);
    office_.must_as("officer", RecordStakes{.parties = {}, .stakes = {std::move(stake)}});
  }
  OriginAnswer on(std::string_view when, OriginTest test = OriginTest::ownership_control) {
    return origin_on(office_.state(), office_.state().registry.find_resource("c-1")->id, test, day(when));
  }
  void state_it(bool passes) {
    office_.must_as("officer", RecordOrigin{.resource = "c-1",
                                            .test = OriginTest::ownership_control,
                                            .passes = passes,
                                            .from = day("2025-01-01"),
                                            .source = "declared",
                                            .evidence = {}});
  }
  // Li at home and Kay abroad, each through a company: 60 % and 40 % of the maker.
  void a_chain() {
    party(PartyKind::person, "li", "CN-ZJ");
    party(PartyKind::person, "kay", "US");
    party(PartyKind::organisation, "maker-co", "CN");
    party(PartyKind::organisation, "home-co", "CN");
    party(PartyKind::organisation, "away-co", "KY");
    hold({PartyKind::person, "li", "home-co", "100%"});
    hold({PartyKind::person, "kay", "away-co", "100%"});
    hold({PartyKind::organisation, "home-co", "maker-co", "60%", "60%", "2025-01-01", "2026-01-01"});
    hold({PartyKind::organisation, "away-co", "maker-co", "40%", "40%", "2025-01-01", "2026-01-01"});
  }

  Office office_;
};

TEST_F(Makers, AreDomesticThroughAChainWithTheStakesItRestsOn) {
  asks("2025-01-01");
  a_chain();
  const auto answer = on("2025-06-01");
  EXPECT_EQ(answer.passes, true);
  EXPECT_EQ(answer.basis, OriginBasis::computed);
  EXPECT_NE(answer.source.find("60% of 'maker-co'"), std::string::npos) << answer.source;
  EXPECT_EQ(answer.stakes.size(), 2u);
}

TEST_F(Makers, AreWhatHoldsOnTheDay) {
  asks("2025-01-01");
  a_chain();
  hold({PartyKind::organisation, "away-co", "maker-co", "70%", "", "2026-01-01"});
  hold({PartyKind::organisation, "home-co", "maker-co", "30%", "", "2026-01-01"});
  EXPECT_EQ(on("2025-12-31").passes, true);
  EXPECT_EQ(on("2026-01-01").passes, false);
  EXPECT_EQ(on("2024-12-31").passes, std::nullopt) << "no test was set for the day";
  OriginAnswers answers(office_.state());
  const auto chip = office_.state().registry.find_resource("c-1")->id;
  for (const auto* when : {"2024-12-31", "2025-01-01", "2025-12-31", "2026-01-01", "2025-06-01", "2026-06-01"}) {
    EXPECT_EQ(answers.passes(chip, OriginTest::ownership_control, day(when)), on(when).passes) << when;
  }
}

TEST_F(Makers, FailWhenTooMuchOfTheirCapitalIsForeign) {
  a_chain();
  asks("2025-01-01", "39.999%");
  const auto answer = on("2025-06-01");
  EXPECT_EQ(answer.passes, false);
  EXPECT_NE(answer.source.find("'kay' 2/5"), std::string::npos) << answer.source;
  asks("2025-01-01", "40%");
  EXPECT_EQ(on("2025-06-01").passes, true) << "at most";
}

TEST_F(Makers, AreUnknownWhereNobodyKnowsWhoIsBehindAHolder) {
  asks("2025-01-01", "20%");
  party(PartyKind::organisation, "maker-co", "CN");
  party(PartyKind::organisation, "shell", "CN");
  hold({PartyKind::organisation, "shell", "maker-co", "80%"});
  EXPECT_EQ(on("2025-06-01").passes, std::nullopt) << "a company's jurisdiction says nothing of who controls it";
  party(PartyKind::person, "kay", "US");
  hold({PartyKind::person, "kay", "shell", "51%"});
  EXPECT_EQ(on("2025-06-01").passes, false);
}

TEST_F(Makers, AreUnknownWhereControlIsOnlyPossible) {
  asks("2025-01-01");
  party(PartyKind::organisation, "maker-co", "CN");
  party(PartyKind::person, "li", "CN");
  hold({PartyKind::person, "li", "maker-co", "40%-60%"});
  EXPECT_EQ(on("2025-06-01").passes, std::nullopt);
}

TEST_F(Makers, FollowTheVotesNotTheCapital) {
  asks("2025-01-01");
  party(PartyKind::organisation, "maker-co", "CN");
  party(PartyKind::person, "li", "CN");
  party(PartyKind::person, "kay", "US");
  hold({PartyKind::person, "li", "maker-co", "30%", "60%"});
  hold({PartyKind::person, "kay", "maker-co", "70%", "40%"});
  EXPECT_EQ(on("2025-06-01").passes, true);
  asks("2025-07-01", "100%", "66.6%");
  EXPECT_EQ(on("2025-07-01").passes, std::nullopt) << "nobody has two thirds";
}

TEST_F(Makers, ThatNobodyControlsPassByTheirHoldersWhereThatIsAsked) {
  party(PartyKind::organisation, "maker-co", "CN");
  for (const auto* name : {"li", "wu", "he"}) {
    party(PartyKind::person, name, "CN");
    hold({PartyKind::person, name, "maker-co", "30%"});
  }
  asks("2025-01-01");
  EXPECT_EQ(on("2025-06-01").passes, std::nullopt) << "capital was not asked for, and nobody controls it";
  asks("2025-01-01", "10%");
  EXPECT_EQ(on("2025-06-01").passes, true) << "the rest is 10 %, whoever has it";
  asks("2025-01-01", "9%");
  EXPECT_EQ(on("2025-06-01").passes, std::nullopt) << "the rest may be foreign";
}

TEST_F(Makers, GoByTheRecordWhereStakesSayNothing) {
  asks("2025-01-01");
  state_it(true);
  EXPECT_EQ(on("2025-06-01").passes, true);
  EXPECT_EQ(on("2025-06-01").source, "declared");
  a_chain();
  party(PartyKind::person, "eve", "US");
  EXPECT_EQ(on("2025-06-01").basis, OriginBasis::computed);
  EXPECT_EQ(on("2026-06-01").basis, OriginBasis::stated) << "nobody is recorded to hold it any more";
  EXPECT_EQ(on("2025-06-01", OriginTest::quota).passes, std::nullopt) << "another test is another question";
}

TEST_F(Makers, StakesWinOverADeclaration) {
  asks("2025-01-01");
  state_it(true);
  party(PartyKind::organisation, "maker-co", "CN");
  party(PartyKind::person, "kay", "US");
  hold({PartyKind::person, "kay", "maker-co", "51%"});
  EXPECT_EQ(on("2025-06-01").passes, false);
}

TEST_F(Makers, ControlTestsAreChecked) {
  SetControlTest command{.from = day("2025-01-01"), .jurisdiction = "CN", .source = "a notice"};
  const auto refused = [&](auto change) {
    SetControlTest other = command;
    change(other);
    return office_.as("officer", other);
  };
  EXPECT_EQ(refused([](auto& each) { each.source.clear(); }), "missing_field");
  EXPECT_EQ(refused([](auto& each) { each.jurisdiction.clear(); }), "missing_field");
  EXPECT_EQ(refused([](auto& each) { each.jurisdiction = "CHN"; }), "value_invalid");
  EXPECT_EQ(refused([](auto& each) { each.jurisdiction = "c1"; }), "value_invalid");
  EXPECT_EQ(refused([](auto& each) { each.votes = Share{499'999}; }), "out_of_range");
  EXPECT_EQ(refused([](auto& each) { each.votes = whole_share; }), "out_of_range");
  EXPECT_EQ(refused([](auto& each) { each.foreign_at_most = Share{1'000'001}; }), "out_of_range");
  EXPECT_EQ(refused([](auto& each) { each.from = day("1900-01-01"); }), "time_invalid");
  EXPECT_EQ(office_.as("officer", command), "");
  EXPECT_EQ(office_.state().chips.control_tests.size(), 1u);
}

class Places : public ::testing::Test {
 protected:
  std::string place(std::int32_t latitude, std::int32_t longitude, std::string site = "east") {
    return office_.as("officer", PlaceSite{std::move(site), Place{latitude, longitude}});
  }
  Office office_;
};

TEST_F(Places, AreKeptAndMayBeTakenBack) {
  EXPECT_EQ(place(30'274'085, 120'155'070), "");
  const SiteId east = office_.state().registry.find_site("east")->id;
  ASSERT_NE(office_.state().places.find(east), nullptr);
  EXPECT_EQ(format_degrees(office_.state().places.find(east)->latitude), "30.274085");
  office_.must_as("officer", PlaceSite{"east", std::nullopt});
  EXPECT_EQ(office_.state().places.find(east), nullptr);
}

TEST_F(Places, OutsideTheEarthAreRefused) {
  EXPECT_EQ(place(90'000'001, 0), "out_of_range");
  EXPECT_EQ(place(-90'000'000, -180'000'000), "");
  EXPECT_EQ(place(0, 180'000'001), "out_of_range");
  EXPECT_EQ(place(0, 0, "nowhere"), "site_not_found");
}

TEST_F(Places, ACityIsWrittenInOneWay) {
  const SiteId east = office_.state().registry.find_site("east")->id;
  EXPECT_EQ(office_.state().places.city_of(east), "");
  EXPECT_EQ(office_.as("officer", SetSiteCity{"east", "杭州"}), "");
  EXPECT_EQ(office_.state().places.city_of(east), "杭州");
  EXPECT_EQ(office_.as("officer", SetSiteCity{"east", " 杭州"}), "value_invalid");
  EXPECT_EQ(office_.as("officer", SetSiteCity{"east", "Hangzhou "}), "value_invalid");
  EXPECT_EQ(office_.as("officer", SetSiteCity{"east", std::string(65, 'a')}), "value_invalid");
  EXPECT_EQ(office_.as("officer", SetSiteCity{"nowhere", "Hangzhou"}), "site_not_found");
  EXPECT_EQ(office_.as("officer", SetSiteCity{"east", ""}), "") << "nobody says it any more";
  EXPECT_EQ(office_.state().places.city_of(east), "");
}

TEST_F(Places, ASiteIsAddedWithItsCity) {
  const auto* east = office_.state().registry.find_site("east");
  AddSite north{.key = "north",
                .name = "North",
                .operator_key = office_.state().registry.organisations()[index(east->operator_id)].key,
                .zone_name = {},
                .zone = {},
                .city = " Ningbo"};
  EXPECT_EQ(office_.as("officer", north), "value_invalid");
  EXPECT_EQ(office_.state().registry.find_site("north"), nullptr);
  north.city = "Ningbo";
  EXPECT_EQ(office_.as("officer", north), "");
  EXPECT_EQ(office_.state().places.city_of(office_.state().registry.find_site("north")->id), "Ningbo");
  north.city = "Wenzhou";
  EXPECT_EQ(office_.as("officer", north), "") << "the same site, in another city";
  EXPECT_EQ(office_.state().places.city_of(office_.state().registry.find_site("north")->id), "Wenzhou");
  north.city.clear();
  EXPECT_EQ(office_.as("officer", north), "") << "says nothing of its city";
  EXPECT_EQ(office_.state().places.city_of(office_.state().registry.find_site("north")->id), "Wenzhou");
}

TEST(Degrees, AreReadExactlyOrNotAtAll) {
  EXPECT_EQ(parse_degrees("30.274085", latitude_max), 30'274'085);
  EXPECT_EQ(parse_degrees("-0.5", latitude_max), -500'000);
  EXPECT_EQ(parse_degrees("180", longitude_max), 180'000'000);
  EXPECT_EQ(format_degrees(-500'000), "-0.500000");
  for (const auto* bad : {"", "-", ".5", "1.", "1.2345678", "1e3", "+1", "1,5", "90.000001", "99999999999999999999"}) {
    EXPECT_FALSE(parse_degrees(bad, latitude_max).has_value()) << bad;
  }
}

}  // namespace
}  // namespace scrip::engine
