#include "reports/self_reliance.h"

#include <gtest/gtest.h>

#include <array>
#include <map>
#include <tuple>

#include "base/random.h"
#include "engine/chip.h"
#include "reports/cells.h"

namespace scrip::reports {
namespace {

using engine::State;
using engine::TargetStep;
using registry::ChipQuantity;
using registry::OriginTest;

constexpr auto goods = OriginTest::origin_of_goods;

Day day(std::string_view text) { return parse_day(text).value(); }
Month month(std::string_view text) { return parse_month(text).value(); }
Amount hours_of(std::int64_t hours) { return Amount{hours * 3'600 * micro}; }

// A state with three chip models and what is said of them: "one" passes, "two" fails, of "three" nothing is known.
class Reliance : public ::testing::Test {
 protected:
  Reliance() {
    for (const char* key : {"one", "two", "three"}) {
      const auto id = id_at<ResourceId>(state_.registry.resources().size());
      registry::Resource resource;
      resource.id = id;
      resource.key = key;
      state_.registry.put(std::move(resource));
    }
    for (const char* key : {"east", "west"}) {
      registry::Site site;
      site.id = id_at<SiteId>(state_.registry.sites().size());
      site.key = key;
      state_.registry.add(std::move(site));
    }
    origin(one, true, "2025-01-01");
    origin(two, false, "2025-01-01");
    figure(one, 200'000);
    figure(two, 1'000'000);
  }
  void origin(ResourceId chip, bool passes, std::string_view from) {
    registry::OriginRecord record;
    record.resource = chip;
    record.test = goods;
    record.passes = passes;
    record.from = day(from);
    record.source = "a test";
    state_.chips.origins.add(std::move(record));
  }
  void figure(ResourceId chip, std::int64_t thousandths, ChipQuantity quantity = ChipQuantity::fp16_dense) {
    registry::ChipFigure figure;
    figure.id = id_at<FigureId>(state_.chips.figures.size());
    figure.resource = chip;
    figure.quantity = quantity;
    figure.value = thousandths;
    figure.source = "a test";
    state_.chips.figures.push_back(std::move(figure));
  }
  void use(std::string_view when, ResourceId chip, std::int64_t hours, SiteId site = SiteId{0}) {
    use_.push_back({.day = day(when), .site = site, .resource = chip, .device_seconds = hours_of(hours)});
  }
  void target(std::string_view by, std::uint32_t percent) {
    state_.chips.targets.push_back(
        {.test = goods, .by = day(by), .share = Share{percent * 10'000}, .source = "a plan"});
  }
  void declare(ResourceId chip, std::uint32_t devices, registry::CapacityUse use = registry::CapacityUse::programmes,
               Day from = Day{20'454}, Day until = Day{20'819}, SiteId site = SiteId{1}) {
    engine::CapacityState declared;
    declared.terms.id = id_at<CapacityId>(state_.network.capacity.size());
    declared.terms.site = site;
    declared.terms.resource = chip;
    declared.terms.devices = devices;
    declared.terms.from = from;
    declared.terms.until = until;
    declared.terms.use = use;
    state_.network.capacity.push_back(std::move(declared));
  }
  SelfReliance figures(std::string_view as_of = "2026-06-10") { return self_reliance(state_, goods, use_, day(as_of)); }

  static constexpr ResourceId one{0}, two{1}, three{2};
  State state_;
  std::vector<DailyUse> use_;
};

TEST_F(Reliance, HoursAndFlopsAreSummedByWhatTheTestSays) {
  use("2026-01-05", one, 30);
  use("2026-01-06", two, 10);
  use("2026-01-07", three, 5);
  const auto all = figures();
  ASSERT_EQ(all.months.size(), 1u);
  const auto& sums = all.months.front().sums;
  EXPECT_EQ(hours(sums.device_seconds.passes), "30.000000");
  EXPECT_EQ(hours(sums.device_seconds.fails), "10.000000");
  EXPECT_EQ(hours(sums.device_seconds.unknown), "5.000000");
  EXPECT_EQ(sums.device_seconds.share(), Share{666'000}) << "30 of 45 hours is 66.67 %, rounded down";
  EXPECT_EQ(petaflops_hours(sums.flops.passes), "6.000") << "30 h x 200 TFLOPS";
  EXPECT_EQ(petaflops_hours(sums.flops.fails), "10.000");
  EXPECT_EQ(sums.flops.share(), Share{375'000});
  EXPECT_EQ(hours(sums.unrated), "5.000000") << "there is no figure of the third";
  EXPECT_EQ(sums, all.all);
}

TEST_F(Reliance, ARecordHoldsFromItsDayOn) {
  origin(three, true, "2026-01-10");
  use("2026-01-09", three, 1);
  use("2026-01-10", three, 2);
  const auto& sums = figures().all.device_seconds;
  EXPECT_EQ(hours(sums.unknown), "1.000000");
  EXPECT_EQ(hours(sums.passes), "2.000000");
}

TEST_F(Reliance, WithoutFp16TheDenseBf16FigureIsUsed) {
  figure(three, 100'000, ChipQuantity::bf16_dense);
  figure(three, 900'000, ChipQuantity::fp16_sparse);
  use("2026-01-05", three, 10);
  EXPECT_EQ(petaflops_hours(figures().all.flops.unknown), "1.000");
}

TEST_F(Reliance, AShareIsNeverShownAsReachedBeforeItIs) {
  EXPECT_EQ((ByOrigin{.passes = 9'999, .fails = 1}).share(), Share{999'000});
  EXPECT_EQ((ByOrigin{.passes = 1}).share(), whole_share);
  EXPECT_EQ((ByOrigin{.unknown = 7}).share(), Share{});
  EXPECT_EQ(ByOrigin{}.share(), std::nullopt);
}

TEST_F(Reliance, TheLineGoesThroughTheLastFullMonths) {
  target("2025-12-31", 60);
  target("2026-12-31", 100);
  // 50 %, 55 %, 60 % in February to April; June is not over.
  for (const auto& [when, domestic] : {std::pair{"2026-02-05", 50}, {"2026-03-05", 55}, {"2026-04-05", 60}}) {
    use(when, one, domestic);
    use(when, two, 100 - domestic);
  }
  use("2026-06-05", two, 1'000);
  const auto all = figures();
  ASSERT_TRUE(all.device_hours);
  EXPECT_EQ(all.device_hours->basis, (std::vector{month("2026-02"), month("2026-03"), month("2026-04")}));
  EXPECT_EQ(all.device_hours->points.front().share, Share{600'000});
  EXPECT_EQ(all.device_hours->points.back().month, month("2026-12"));
  EXPECT_EQ(all.device_hours->points.back().share, whole_share) << "60 % and eight months of 5 points";
  EXPECT_TRUE(all.device_hours->reaches_target);
  EXPECT_FALSE(all.flops->reaches_target);
  EXPECT_FALSE(all.months.back().is_full);
}

TEST_F(Reliance, ALineThatFallsStaysAboveZero) {
  target("2027-12-31", 100);
  for (const auto& [when, domestic] : {std::pair{"2026-01-05", 30}, {"2026-02-05", 20}, {"2026-03-05", 10}}) {
    use(when, one, domestic);
    use(when, two, 100 - domestic);
  }
  const auto all = figures();
  EXPECT_EQ(all.device_hours->points.back().share, Share{});
  EXPECT_FALSE(all.device_hours->reaches_target);
}

TEST_F(Reliance, OnlyTheLastSixMonthsCount) {
  target("2026-12-31", 100);
  for (int i = 1; i <= 9; ++i) {
    const std::string when = "2025-0" + std::to_string(i) + "-05";
    use(when, i <= 3 ? one : two, 10);
  }
  const auto all = figures();
  EXPECT_EQ(all.device_hours->basis.front(), month("2025-04"));
  EXPECT_EQ(all.device_hours->points.back().share, Share{}) << "what was before is forgotten";
}

TEST_F(Reliance, ThereIsNoLineWithoutATargetOrWithTwoMonths) {
  use("2026-01-05", one, 1);
  use("2026-02-05", one, 1);
  use("2026-03-05", one, 1);
  EXPECT_FALSE(figures().device_hours);
  target("2026-12-31", 100);
  EXPECT_TRUE(figures().device_hours);
  use_.pop_back();
  const auto all = figures();
  EXPECT_FALSE(all.device_hours);
  EXPECT_NE(all.assumptions.back().english, all.assumptions.back().chinese);
  state_.chips.targets.front().by = day("2026-01-31");
  use("2026-03-05", one, 1);
  EXPECT_FALSE(figures().device_hours) << "the path has ended";
}

TEST_F(Reliance, WhatIsDeclaredIsCountedOnTheDay) {
  declare(one, 500, registry::CapacityUse::programmes);
  declare(two, 100, registry::CapacityUse::own_use);
  declare(three, 40, registry::CapacityUse::programmes);
  declare(two, 999, registry::CapacityUse::maintenance);
  const auto all = figures();
  ASSERT_EQ(all.sites.size(), 1u);
  EXPECT_EQ(all.declared.devices, (ByOrigin{.passes = 500, .fails = 100, .unknown = 40}));
  EXPECT_EQ(petaflops(all.declared.flops.passes), "100.000");
  EXPECT_EQ(all.declared.unrated, 40);
  EXPECT_EQ(figures("2027-01-01").declared, DeclaredByOrigin{});
}

TEST_F(Reliance, CapacityIsWhatWasDeclaredOnEachDayOfAMonth) {
  declare(one, 10, registry::CapacityUse::programmes, day("2026-01-30"), day("2026-03-02"));
  declare(one, 5, registry::CapacityUse::own_use, day("2026-02-01"), day("2026-02-02"));
  declare(two, 99, registry::CapacityUse::maintenance, day("2026-01-01"), day("2026-12-31"));
  declare(three, 2, registry::CapacityUse::programmes, day("2026-06-09"), day("2027-01-01"));
  declare(three, 7, registry::CapacityUse::programmes, day("2026-06-11"), day("2027-01-01"));
  origin(three, true, "2026-06-10");
  const auto all = figures();
  ASSERT_EQ(all.capacity_months.size(), 4u) << "nothing in April and May, nor in the future";
  const auto& [january, february, march, june] =
      std::tie(all.capacity_months[0], all.capacity_months[1], all.capacity_months[2], all.capacity_months[3]);
  EXPECT_EQ(hours(january.sums.device_seconds.passes), "480.000000") << "10 devices, 2 days";
  EXPECT_EQ(hours(february.sums.device_seconds.passes), "6840.000000") << "28 days of 10, one of 5 more";
  EXPECT_EQ(petaflops_hours(february.sums.flops.passes), "1368.000");
  EXPECT_EQ(hours(march.sums.device_seconds.passes), "240.000000");
  EXPECT_EQ(hours(june.sums.device_seconds.unknown), "48.000000") << "on the 9th nothing was known of it";
  EXPECT_EQ(hours(june.sums.device_seconds.passes), "48.000000") << "up to the day of the report";
  EXPECT_EQ(hours(june.sums.unrated), "96.000000");
  EXPECT_TRUE(march.is_full);
  EXPECT_FALSE(june.is_full);
  EXPECT_TRUE(all.months.empty()) << "nothing was used";
}

// Against a sum over every day and declaration, on random declarations and records.
TEST_F(Reliance, CapacityAgreesWithASlowReference) {
  Random random(5);
  const auto any_day = [&] { return Day{20'454 + static_cast<std::int32_t>(random.below(200))}; };
  for (int i = 0; i < 20; ++i) {
    origin(ResourceId{static_cast<std::uint32_t>(random.below(3))}, random.below(2) == 0, format_day(any_day()));
  }
  for (int i = 0; i < 60; ++i) {
    const Day from = any_day();
    declare(ResourceId{static_cast<std::uint32_t>(random.below(3))}, static_cast<std::uint32_t>(1 + random.below(500)),
            static_cast<registry::CapacityUse>(random.below(3)), from,
            Day{count(from) + 1 + static_cast<std::int32_t>(random.below(90))},
            SiteId{static_cast<std::uint32_t>(random.below(2))});
  }
  const Day as_of{20'600};
  std::map<std::pair<Month, SiteId>, OriginSums> expected;
  for (Day on{20'400}; on <= as_of; on = next(on)) {
    for (const auto& each : state_.network.capacity) {
      const auto& terms = each.terms;
      if (!terms.holds_on(on) || terms.use == registry::CapacityUse::maintenance) continue;
      const auto passes = state_.chips.origins.passes(terms.resource, goods, on);
      const Int128 seconds = Int128{terms.devices} * 86'400 * micro;
      const std::int64_t speed = terms.resource == one ? 200'000 : terms.resource == two ? 1'000'000 : 0;
      auto& sums = expected[{month_of(on), terms.site}];
      (passes ? *passes ? sums.device_seconds.passes : sums.device_seconds.fails : sums.device_seconds.unknown) +=
          seconds;
      (passes ? *passes ? sums.flops.passes : sums.flops.fails : sums.flops.unknown) += seconds * speed;
      if (speed == 0) sums.unrated += seconds;
    }
  }
  const auto all = self_reliance(state_, goods, use_, as_of);
  ASSERT_EQ(all.capacity_site_months.size(), expected.size());
  ByOrigin sites, months;
  const auto add = [](ByOrigin& sum, const ByOrigin& part) {
    sum.passes += part.passes;
    sum.fails += part.fails;
    sum.unknown += part.unknown;
  };
  for (const auto& got : all.capacity_site_months) {
    EXPECT_EQ(got.sums, (expected[{got.month, got.site}])) << format_month(got.month);
    add(sites, got.sums.device_seconds);
  }
  for (const auto& got : all.capacity_months) add(months, got.sums.device_seconds);
  EXPECT_EQ(sites, months);
}

// Against sums that are added up one by one, in the slowest way, on random records and use.
TEST_F(Reliance, AgreesWithASlowReference) {
  Random random(25);
  for (int i = 0; i < 40; ++i) {
    origin(ResourceId{static_cast<std::uint32_t>(random.below(3))}, random.below(2) == 0,
           format_day(Day{20'454 + static_cast<std::int32_t>(random.below(120))}));
  }
  for (std::int32_t each = 0; each < 120; ++each) {
    for (std::uint32_t chip = 0; chip < 3; ++chip) {
      use_.push_back({.day = Day{20'454 + each},
                      .site = SiteId{static_cast<std::uint32_t>(random.below(2))},
                      .resource = ResourceId{chip},
                      .device_seconds = Amount{static_cast<std::int64_t>(random.below(1'000'000'000'000))}});
    }
  }
  std::map<Month, std::array<Int128, 3>> expected;
  for (const auto& each : use_) {
    int which = 2;
    Day best{-1};
    for (const auto& record : state_.chips.origins.records()) {
      if (record.resource != each.resource || record.from > each.day || record.from < best) continue;
      best = record.from;
      which = record.passes ? 0 : 1;
    }
    expected[month_of(each.day)][static_cast<std::size_t>(which)] += each.device_seconds.micro_units;
  }
  const auto all = figures();
  ASSERT_EQ(all.months.size(), expected.size());
  ByOrigin sites;
  for (const auto& got : all.months) {
    const auto& sums = got.sums.device_seconds;
    const auto& want = expected[got.month];
    EXPECT_TRUE(sums.passes == want[0] && sums.fails == want[1] && sums.unknown == want[2]) << format_month(got.month);
  }
  for (const auto& site : all.sites) {
    sites.passes += site.sums.device_seconds.passes;
    sites.fails += site.sums.device_seconds.fails;
    sites.unknown += site.sums.device_seconds.unknown;
  }
  EXPECT_EQ(sites, all.all.device_seconds);
  std::map<Month, ByOrigin> of_sites;  // what sites used in a month is what was used in it
  for (const auto& each : all.site_months) {
    of_sites[each.month].passes += each.sums.device_seconds.passes;
    of_sites[each.month].fails += each.sums.device_seconds.fails;
    of_sites[each.month].unknown += each.sums.device_seconds.unknown;
  }
  for (const auto& month : all.months) EXPECT_EQ(of_sites[month.month], month.sums.device_seconds);
}

TEST_F(Reliance, TablesAreByMonthSiteAndChip) {
  use("2026-01-05", one, 30, SiteId{1});
  declare(one, 1, registry::CapacityUse::programmes, day("2026-01-01"), day("2026-02-01"));
  const auto all = figures();
  for (const char* by : {"month", "site", "site_month", "chip", "city", "city_month", "capacity_month",
                         "capacity_site_month", "capacity_city_month"}) {
    const auto table = self_reliance_table(state_, all, by);
    ASSERT_TRUE(table);
    ASSERT_EQ(table->rows.size(), 1u);
    EXPECT_EQ(table->rows.front().size(), table->columns.size());
  }
  EXPECT_FALSE(self_reliance_table(state_, all, "colour"));
}

TEST_F(Reliance, SitesCountInTheCityTheyAreIn) {
  use("2026-01-05", one, 30, SiteId{0});
  use("2026-01-06", one, 20, SiteId{1});
  use("2026-02-05", one, 10, SiteId{1});
  const auto cities = [&](const char* by, std::size_t at) {
    std::map<std::string, std::string> hours;
    const auto table = self_reliance_table(state_, figures(), by);
    for (const auto& row : table->rows) hours[at == 0 ? row[0] : row[0] + " " + row[1]] = row[at + 1];
    return hours;
  };
  using Hours = std::map<std::string, std::string>;
  EXPECT_EQ(cities("city", 0), (Hours{{"", "60.000000"}})) << "nobody says where they are";
  state_.places.cities[SiteId{1}] = "宁波 Ningbo";
  EXPECT_EQ(cities("city", 0), (Hours{{"", "30.000000"}, {"宁波 Ningbo", "30.000000"}}));
  state_.places.cities[SiteId{0}] = "宁波 Ningbo";
  EXPECT_EQ(cities("city", 0), (Hours{{"宁波 Ningbo", "60.000000"}}));
  EXPECT_EQ(cities("city_month", 1),
            (Hours{{"2026-01 宁波 Ningbo", "50.000000"}, {"2026-02 宁波 Ningbo", "10.000000"}}));
  state_.places.cities[SiteId{0}] = "杭州";
  declare(one, 2, registry::CapacityUse::programmes, day("2026-01-01"), day("2026-01-02"), SiteId{0});
  const auto declared = self_reliance_table(state_, figures(), "capacity_city_month");
  ASSERT_EQ(declared->rows.size(), 1u);
  EXPECT_EQ(declared->rows.front()[0] + " " + declared->rows.front()[1], "2026-01 杭州");
  EXPECT_EQ(declared->rows.front()[2], "48.000000");
}

}  // namespace
}  // namespace scrip::reports
