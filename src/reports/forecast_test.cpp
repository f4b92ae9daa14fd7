#include "reports/forecast.h"

#include <gtest/gtest.h>

#include "reports/capacity_days.h"
#include "tests/sim/town.h"

namespace scrip::reports {
namespace {

using namespace scrip::sim;

// So many hours of one device in a month, from its third day on.
void use_in(Town& town, std::string_view first, std::int64_t devices) {
  const std::int64_t start = count(at(first));
  town.use({Usage{.job = "job-" + std::string(first),
                  .part = 1,
                  .start_ms = start,
                  .end_ms = start + hour_ms,
                  .units = devices * 1'000}});
}

UnitForecast money_of(const Town& town, std::string_view programme = "deduct") {
  const auto units = forecast(town.state(), town.state().find_programme(programme)->id, town.now());
  EXPECT_EQ(units.size(), 1u);
  return units.front();
}

TEST(Forecast, HasNothingToGoByBeforeAFullMonthOfUse) {
  Town town;
  town.must(voucher_called("v"));
  EXPECT_FALSE(money_of(town).projection);
  town.use({hour_of("job", 1)});
  const auto now = money_of(town);
  EXPECT_FALSE(now.projection) << "March is not over";
  EXPECT_EQ(now.spent, amount("3.6"));
  EXPECT_EQ(now.issued, amount("1000"));
  EXPECT_EQ(now.appropriated, amount("1000000"));
  ASSERT_EQ(now.assumptions.size(), 1u);
  EXPECT_NE(now.assumptions.front().english, now.assumptions.front().chinese);
}

TEST(Forecast, GoesOnAsTheLastFullMonths) {
  Town town;
  town.must(voucher_called("v"));  // valid all of 2026
  town.use({hour_of("job", 1)});   // March: 3.60
  town.set_now(at("2026-06-10T00:00:00Z"));
  use_in(town, "2026-04-03T00:00:00Z", 10);  // 36.00
  use_in(town, "2026-05-03T00:00:00Z", 2);   // 7.20
  use_in(town, "2026-06-03T00:00:00Z", 1);   // 3.60 so far
  const auto units = money_of(town);
  EXPECT_EQ(units.spent, amount("50.4"));
  ASSERT_EQ(units.months.size(), 4u);
  ASSERT_TRUE(units.projection);
  const auto& projection = *units.projection;
  EXPECT_EQ(projection.basis, (std::vector{month("2026-03"), month("2026-04"), month("2026-05")}));
  EXPECT_EQ(projection.monthly.low, amount("3.6"));
  EXPECT_EQ(projection.monthly.mean, amount("15.6"));
  EXPECT_EQ(projection.monthly.high, amount("36"));
  ASSERT_EQ(projection.months.size(), 7u) << "June to December";
  EXPECT_EQ(projection.months.front().spent.mean, amount("62.4"));  // 46.80 before June, and a month
  EXPECT_EQ(projection.months.back().spent.mean, amount("156"));    // and six more
  EXPECT_EQ(projection.months.front().spent.low, amount("50.4")) << "what June has already is not less than the least";
  EXPECT_EQ(projection.left.low, amount("1000000") - projection.months.back().spent.high);
  EXPECT_EQ(units.assumptions.size(), 4u);
  EXPECT_EQ(forecast_table({units}).rows.size(), units.months.size() + projection.months.size());
}

TEST(Forecast, NeverSpendsMoreThanThereIs) {
  Town town;
  town.must(engine::AddProgramme{"small", "Small"});
  town.must(
      engine::AddBudgetLine{.key = "small", .programme = "small", .funder = "city", .appropriation = amount("10")});
  auto voucher = voucher_called("s");
  voucher.budget_line = "small";
  voucher.face = amount("10");
  town.must(voucher);
  town.use({hour_of("job", 1)});
  town.set_now(at("2026-04-10T00:00:00Z"));
  const auto unit = money_of(town, "small");
  ASSERT_TRUE(unit.projection);
  EXPECT_EQ(unit.projection->months.back().spent.mean, amount("10"));
  EXPECT_EQ(unit.projection->left.mean, Amount{});
}

TEST(Forecast, CountsEachUnitOfAProgrammeByItself) {
  Town town;
  const auto units = forecast(town.state(), town.state().find_programme("in_kind")->id, town.now());
  ASSERT_EQ(units.size(), 2u);
  EXPECT_EQ(units[0].unit, Unit::device_time);
  EXPECT_EQ(units[1].unit, Unit::tokens);
}

// --- used against declared ---

std::string_view cell_of(const Table& table, std::size_t row, std::string_view column) {
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    if (table.columns[i].name == column) return table.rows[row][i];
  }
  return "no such column";
}

TEST(CapacityDays, ComparesWhatWasUsedWithWhatWasDeclared) {
  Town town;
  const auto declare = [&](const char* key, std::uint32_t devices, registry::CapacityUse use) {
    town.must(engine::DeclareCapacity{.key = key,
                                      .site = "east",
                                      .resource = "a100",
                                      .devices = devices,
                                      .from = day("2026-03-09"),
                                      .until = day("2026-03-11"),
                                      .use = use});
  };
  declare("a", 1, registry::CapacityUse::programmes);
  declare("b", 2, registry::CapacityUse::programmes);
  declare("c", 4, registry::CapacityUse::own_use);
  auto usage = hour_of("job", 1);
  usage.units = 73'000;  // 73 device-hours on the 9th, of 72
  town.use({usage});
  const auto table = capacity_days(town.state(), {.from = day("2026-03-01"), .until = day("2026-04-01")});
  ASSERT_TRUE(table.has_value());
  ASSERT_EQ(table->rows.size(), 2u);
  EXPECT_EQ(cell_of(*table, 0, "programmes"), "3");
  EXPECT_EQ(cell_of(*table, 0, "own_use"), "4");
  EXPECT_EQ(cell_of(*table, 0, "declared_hours"), "72.000000");
  EXPECT_EQ(cell_of(*table, 0, "used_hours"), "73.000000");
  EXPECT_EQ(cell_of(*table, 0, "used_share"), "101.3889%");
  EXPECT_EQ(cell_of(*table, 0, "over"), "true");
  EXPECT_EQ(cell_of(*table, 1, "over"), "false");
  EXPECT_EQ(cell_of(*table, 1, "used_share"), "0%");
}

TEST(CapacityDays, AreOfAStatedStretch) {
  Town town;
  const auto error = [&](const CapacityDays& asked) { return capacity_days(town.state(), asked).error().code; };
  EXPECT_EQ(error({.from = day("2026-03-01"), .until = day("2026-03-01")}), ErrorCode::time_invalid);
  EXPECT_EQ(error({.from = day("2025-01-01"), .until = day("2026-03-01")}), ErrorCode::out_of_range);
  EXPECT_EQ(error({.site = "x", .from = day("2026-02-01"), .until = day("2026-03-01")}), ErrorCode::site_not_found);
  EXPECT_EQ(error({.resource = "x", .from = day("2026-02-01"), .until = day("2026-03-01")}),
            ErrorCode::resource_not_found);
}

}  // namespace
}  // namespace scrip::reports
