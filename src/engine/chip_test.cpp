#include "engine/chip.h"

#include <gtest/gtest.h>

#include "base/limits.h"
#include "codec/entry.h"
#include "engine/origin.h"
#include "tests/sim/office.h"

namespace scrip::engine {
namespace {

using namespace scrip::sim;
using registry::ChipQuantity;
using registry::FigureBasis;
using registry::FigureBound;
using registry::FigureGrade;
using registry::OriginTest;

RecordChips::StatedFigure figure_of(std::string_view model, std::int64_t tflops, FigureBasis basis, FigureGrade grade,
                                    std::string_view dated = {}) {
  return {.model = std::string(model),
          .quantity = ChipQuantity::fp16_dense,
          .value = tflops * 1'000,
          .basis = basis,
          .grade = grade,
          .source = "a test",
          .dated = std::string(dated)};
}

class Chips : public ::testing::Test {
 protected:
  Chips() {
    office_.must_as("officer", RecordChips{.vendors = {{"maker", "The Maker", "CN", ""}},
                                           .models = {{"c-1", "Chip One", "maker", {"chip1", "C1"}, "withheld"}},
                                           .figures = {}});
  }
  void record(RecordChips::StatedFigure figure) {
    office_.must_as("officer", RecordChips{.vendors = {}, .models = {}, .figures = {std::move(figure)}});
  }
  std::string refused(RecordChips command) { return office_.as("officer", command); }
  void origin(bool passes, std::string_view from, std::string_view model = "c-1") {
    office_.must_as("officer", RecordOrigin{.resource = std::string(model),
                                            .test = OriginTest::origin_of_goods,
                                            .passes = passes,
                                            .from = day(from),
                                            .source = "a list of " + std::string(from),
                                            .evidence = {}});
  }
  std::optional<bool> passes_on(std::string_view when, OriginTest test = OriginTest::origin_of_goods) {
    return origin_on(office_.state(), resource(), test, day(when)).passes;
  }
  ResourceId resource() { return office_.state().registry.find_resource("c-1")->id; }
  std::string used() {
    const auto* figure = registry::used_figure(office_.state().chips.figures, resource(), ChipQuantity::fp16_dense);
    return figure == nullptr ? "none" : registry::format_chip_value(figure->value);
  }

  Office office_;
};

// --- origin ---

TEST_F(Chips, WhatIsNotRecordedIsUnknown) {
  EXPECT_EQ(passes_on("2026-03-01"), std::nullopt);
  origin(true, "2026-03-02");
  EXPECT_EQ(passes_on("2026-03-01"), std::nullopt);
  EXPECT_EQ(passes_on("2026-03-02"), true);
  EXPECT_EQ(passes_on("2026-03-02", OriginTest::quota), std::nullopt);
  EXPECT_EQ(origin_on(office_.state(), ResourceId{4'000}, OriginTest::quota, day("2026-03-02")).passes, std::nullopt);
}

TEST_F(Chips, TheLatestFirstDayNotAfterADayHoldsWhateverTheOrderOfRecording) {
  origin(false, "2026-03-01");
  origin(true, "2025-01-01");
  EXPECT_EQ(passes_on("2026-02-28"), true);
  EXPECT_EQ(passes_on("2026-03-01"), false);
  origin(true, "2026-03-01");  // of one day the last recorded
  EXPECT_EQ(passes_on("2026-03-01"), true);
}

TEST_F(Chips, TheSameRecordAgainChangesNothing) {
  origin(true, "2026-01-01");
  origin(true, "2026-01-01");
  EXPECT_EQ(office_.state().chips.origins.records().size(), 1u);
}

TEST_F(Chips, AnOriginNeedsASourceADayAndAnAccelerator) {
  RecordOrigin command{.resource = "c-1",
                       .test = OriginTest::quota,
                       .passes = true,
                       .from = day("2026-01-01"),
                       .source = "",
                       .evidence = {}};
  EXPECT_EQ(office_.as("officer", command), "missing_field");
  command.source = std::string(limits::text_max + 1, 'x');
  EXPECT_EQ(office_.as("officer", command), "too_large");
  command.source = "a list";
  command.from = day("1989-12-31");
  EXPECT_EQ(office_.as("officer", command), "time_invalid");
  command.from = day("2026-01-01");
  command.resource = "nothing";
  EXPECT_EQ(office_.as("officer", command), "resource_not_found");
  command.resource = "c-1";
  command.basis = registry::OriginBasis::computed;
  EXPECT_EQ(office_.as("officer", command), "missing_field");
  command.evidence = some_hash("the way to it");
  EXPECT_EQ(office_.as("officer", command), "");
  office_.must_as("officer", AddResource{"cores", "Cores", "", registry::ResourceKind::cpu_core, {}});
  command.resource = "cores";
  EXPECT_EQ(office_.as("officer", command), "value_invalid");
}

// --- figures ---

TEST_F(Chips, AModelThatIsNoResourceBecomesOne) {
  const auto* made = office_.state().registry.find_resource("C1");
  ASSERT_NE(made, nullptr);
  EXPECT_EQ(made->key, "c-1");
  EXPECT_EQ(made->vendor, "The Maker");
  EXPECT_EQ(office_.state().chips.find_model(made->id)->note, "withheld");
}

TEST_F(Chips, AModelThatIsAResourceKeepsItsName) {
  office_.must_as("officer", AddResource{"old", "Old Name", "Someone", registry::ResourceKind::accelerator, {"o1"}});
  office_.must_as("officer", RecordChips{.vendors = {}, .models = {{"o1", "New", "maker", {"o2"}, ""}}, .figures = {}});
  const auto* same = office_.state().registry.find_resource("o2");
  ASSERT_NE(same, nullptr);
  EXPECT_EQ(same->name, "Old Name");
  EXPECT_NE(office_.state().chips.find_model(same->id), nullptr);
}

TEST_F(Chips, NominalComesBeforeMeasuredBeforeDerivedThenGradeThenDate) {
  EXPECT_EQ(used(), "none");
  record(figure_of("c-1", 128, FigureBasis::nominal, FigureGrade::d));
  EXPECT_EQ(used(), "128");  // weak, but there is no other
  record(figure_of("c-1", 240, FigureBasis::derived, FigureGrade::a));
  EXPECT_EQ(used(), "240");
  record(figure_of("c-1", 300, FigureBasis::measured, FigureGrade::c));
  EXPECT_EQ(used(), "300");
  record(figure_of("c-1", 320, FigureBasis::nominal, FigureGrade::b, "2023"));
  EXPECT_EQ(used(), "320");
  record(figure_of("c-1", 330, FigureBasis::nominal, FigureGrade::b, "2024-05"));
  EXPECT_EQ(used(), "330");
  record(figure_of("c-1", 340, FigureBasis::nominal, FigureGrade::b));  // without a date: the oldest
  EXPECT_EQ(used(), "330");
  record(figure_of("c-1", 350, FigureBasis::nominal, FigureGrade::a));
  EXPECT_EQ(used(), "350");
}

TEST_F(Chips, ABoundOrASparseFigureIsNeverUsed) {
  auto bound = figure_of("c-1", 900, FigureBasis::nominal, FigureGrade::a);
  bound.bound = FigureBound::at_least;
  record(bound);
  auto sparse = figure_of("c-1", 1'979, FigureBasis::nominal, FigureGrade::a);
  sparse.quantity = ChipQuantity::fp16_sparse;
  record(sparse);
  EXPECT_EQ(used(), "none");
  EXPECT_EQ(registry::used_dense_figure(office_.state().chips.figures, resource()), nullptr);
}

TEST_F(Chips, AWithdrawnFigureStaysAndIsNotUsed) {
  record(figure_of("c-1", 320, FigureBasis::nominal, FigureGrade::a));
  EXPECT_EQ(office_.as("officer", WithdrawFigure{FigureId{9}, "typo"}), "figure_not_found");
  EXPECT_EQ(office_.as("officer", WithdrawFigure{FigureId{0}, ""}), "missing_field");
  office_.must_as("officer", WithdrawFigure{FigureId{0}, "typo"});
  office_.must_as("officer", WithdrawFigure{FigureId{0}, "typo"});  // already so
  EXPECT_EQ(used(), "none");
  EXPECT_EQ(office_.state().chips.figures.size(), 1u);
  record(figure_of("c-1", 320, FigureBasis::nominal, FigureGrade::a));  // recorded anew
  EXPECT_EQ(used(), "320");
}

TEST_F(Chips, AllOfAListIsTakenOrNone) {
  const auto good = figure_of("c-1", 320, FigureBasis::nominal, FigureGrade::a);
  auto bad = good;
  bad.value = 0;
  EXPECT_EQ(refused({.vendors = {}, .models = {}, .figures = {good, bad}}), "out_of_range");
  EXPECT_TRUE(office_.state().chips.figures.empty());
  bad = good;
  bad.source.clear();
  EXPECT_EQ(refused({.vendors = {}, .models = {}, .figures = {bad}}), "missing_field");
  bad = good;
  bad.dated = "2025-13";
  EXPECT_EQ(refused({.vendors = {}, .models = {}, .figures = {bad}}), "time_invalid");
  bad = good;
  bad.model = "c-2";
  EXPECT_EQ(refused({.vendors = {}, .models = {}, .figures = {bad}}), "resource_not_found");
  EXPECT_EQ(refused({.vendors = {}, .models = {{"c-2", "Two", "nobody", {}, ""}}, .figures = {}}), "vendor_not_found");
  EXPECT_EQ(refused({.vendors = {}, .models = {{"c-2", "Two", "maker", {"chip1"}, ""}}, .figures = {}}), "key_reused");
  EXPECT_EQ(refused({.vendors = {{"maker", "Another", "CN", ""}}, .models = {}, .figures = {}}), "key_reused");
  EXPECT_EQ(refused({.vendors = {{"m2", "M", "China", ""}}, .models = {}, .figures = {}}), "value_invalid");
}

TEST_F(Chips, AVendorIsLinkedToAnOrganisationLater) {
  office_.must_as("officer",
                  RecordChips{.vendors = {{"maker", "The Maker", "CN", "maker-ltd"}}, .models = {}, .figures = {}});
  EXPECT_EQ(office_.state().chips.find_vendor("maker")->organisation, "maker-ltd");
  office_.must_as("officer", RecordChips{.vendors = {{"maker", "The Maker", "CN", ""}}, .models = {}, .figures = {}});
  EXPECT_EQ(office_.state().chips.find_vendor("maker")->organisation, "maker-ltd");
}

// --- targets ---

TEST_F(Chips, TheStepsOfAPathAreInOrderAndCanBeChangedAndTakenAway) {
  const auto set = [&](std::string_view by, std::optional<std::uint32_t> percent) {
    std::optional<Share> share;
    if (percent) share = Share{*percent * 10'000};
    return office_.as("officer", SetDomesticTarget{OriginTest::quota, day(by), share, "a plan"});
  };
  EXPECT_EQ(set("2027-12-31", 100), "");
  EXPECT_EQ(set("2025-12-31", 60), "");
  EXPECT_EQ(set("2026-12-31", 101), "out_of_range");
  EXPECT_EQ(set("2025-12-31", 50), "");
  ASSERT_EQ(office_.state().chips.path(OriginTest::quota).size(), 2u);
  EXPECT_EQ(office_.state().chips.path(OriginTest::quota)[0].share, Share{500'000});
  EXPECT_TRUE(office_.state().chips.path(OriginTest::origin_of_goods).empty());
  EXPECT_EQ(set("2025-12-31", {}), "");
  EXPECT_EQ(set("2025-12-31", {}), "");  // already so
  EXPECT_EQ(office_.state().chips.path(OriginTest::quota).size(), 1u);
}

TEST_F(Chips, ASnapshotHasItAll) {
  record(figure_of("c-1", 320, FigureBasis::nominal, FigureGrade::a));
  origin(true, "2026-01-01");
  office_.must_as("officer", SetDomesticTarget{OriginTest::quota, day("2027-12-31"), whole_share, "a plan"});
  const auto again = codec::decode_state(codec::encode_state(office_.state()));
  ASSERT_TRUE(again);
  EXPECT_EQ(codec::state_digest(*again), codec::state_digest(office_.state()));
  EXPECT_EQ(origin_on(*again, resource(), OriginTest::origin_of_goods, day("2026-01-01")).passes, true);
}

// --- values ---

TEST(ChipValues, AreDecimalsWithThreePlaces) {
  EXPECT_EQ(registry::parse_chip_value("196.5"), 196'500);
  EXPECT_EQ(registry::parse_chip_value("0.001"), 1);
  for (const char* bad :
       {"", ".", "1.", ".5", "1.0000", "-1", "1,000", "1e3", "0", "0.000", "1000000000.001", "99999999999999999999"}) {
    EXPECT_FALSE(registry::parse_chip_value(bad)) << bad;
  }
  EXPECT_EQ(registry::format_chip_value(196'500), "196.5");
  EXPECT_EQ(registry::format_chip_value(1'024'000), "1024");
  EXPECT_EQ(registry::format_chip_value(32'905), "32.905");
}

TEST(ChipValues, NamesAreReadBack) {
  for (std::uint8_t i = 0; i < registry::chip_quantity_count; ++i) {
    const auto quantity = static_cast<ChipQuantity>(i);
    EXPECT_EQ(registry::parse_chip_quantity(name(quantity)), quantity);
  }
  for (std::uint8_t i = 0; i < registry::origin_test_count; ++i) {
    const auto test = static_cast<OriginTest>(i);
    EXPECT_EQ(registry::parse_origin_test(name(test)), test);
  }
  EXPECT_FALSE(registry::parse_figure_grade("a"));
}

}  // namespace
}  // namespace scrip::engine
