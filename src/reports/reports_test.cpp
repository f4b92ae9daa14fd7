#include "reports/reports.h"

#include <gtest/gtest.h>

#include <set>

#include "reports/test_support.h"
#include "tests/support/city.h"
#include "tests/support/golden.h"

namespace scrip::reports {
namespace {

using test::City;

const City& city() {
  static const City with_history = test::city_with_history();
  return with_history;
}

Table table_of(std::string_view name, const Filter& filter = {}) {
  auto found = table(city().state(), name, filter);
  EXPECT_TRUE(found.has_value()) << describe(found.error(), Language::english);
  return found ? *found : Table{};
}

template <class T>
ErrorCode code_of(const Result<T>& result) {
  EXPECT_FALSE(result.has_value());
  return result ? ErrorCode{} : result.error().code;
}

// --- every table ---

TEST(Tables, AreAllNamedInTheOrderOfExport) {
  const std::vector<std::string_view> names{"authority",
                                            "organisations",
                                            "resources",
                                            "sites",
                                            "payers",
                                            "programmes",
                                            "budget_lines",
                                            "rate_cards",
                                            "policies",
                                            "calls",
                                            "applications",
                                            "assessments",
                                            "awards",
                                            "vouchers",
                                            "holds",
                                            "jobs",
                                            "charges",
                                            "suspense",
                                            "adjustments",
                                            "statements",
                                            "roles",
                                            "accounts",
                                            "rate_card_proposals",
                                            "capacity",
                                            "accreditations",
                                            "claims",
                                            "claim_findings",
                                            "devices",
                                            "device_events",
                                            "dues",
                                            "payments",
                                            "instalments",
                                            "clawbacks",
                                            "chips",
                                            "chip_figures",
                                            "origins",
                                            "domestic_targets",
                                            "site_keys",
                                            "control_tests",
                                            "quotes",
                                            "quote_offers",
                                            "quote_refusals",
                                            "reservations",
                                            "site_records",
                                            "backing",
                                            "waiting_line",
                                            "waiting_records",
                                            "allocation_rules",
                                            "allocation_proposals",
                                            "backing_proposals"};
  EXPECT_EQ(table_names(), names);
}

TEST(Tables, HaveRowsOfOneCellAColumnAndDistinctColumnNames) {
  for (const auto name : table_names()) {
    const Table table = table_of(name);
    EXPECT_EQ(table.name, name);
    // The city has no purchases: tests/e2e/claims.py has.
    const bool of_purchases =
        name == "claims" || name == "claim_findings" || name == "devices" || name == "device_events";
    // Nor does anybody reserve in it: engine/reservation_test.cpp and tests/e2e/reservations.py do.
    const bool of_quotes = name.starts_with("quote") || name == "reservations";
    // Nor waits: engine/line_test.cpp and tests/e2e/waiting_line.py do.
    const bool of_line = name.starts_with("waiting") || name.starts_with("allocation");
    EXPECT_TRUE(!table.rows.empty() || of_purchases || of_quotes || of_line) << name;
    std::set<std::string_view> names;
    for (const Column& column : table.columns) EXPECT_TRUE(names.insert(column.name).second) << name << column.name;
    for (const auto& row : table.rows) EXPECT_EQ(row.size(), table.columns.size()) << name;
  }
}

TEST(Tables, AreEmptyButThereForANewJournal) {
  const engine::State nothing;
  for (const auto name : table_names()) {
    const auto empty = table(nothing, name);
    ASSERT_TRUE(empty.has_value()) << name;
    EXPECT_TRUE(empty->rows.empty()) << name;
    EXPECT_FALSE(empty->columns.empty()) << name;
  }
}

TEST(Tables, AreThoseThatWereLookedAt) {
  std::string all;
  for (const auto name : table_names()) all += "# " + std::string(name) + "\n" + to_csv(table_of(name));
  for (const bool by_wallet : {false, true}) all += "# balances\n" + to_csv(*balances(city().state(), {}, by_wallet));
  all += "# owed\n" + to_csv(*owed(city().state(), {}));
  for (const auto* group : {"job", "voucher", "site", "organisation", "programme", "month", "resource"}) {
    all += "# charges by " + std::string(group) + "\n" + to_csv(*charges_by(city().state(), group, {}));
  }
  test::expect_golden("reports/tables.txt", all);
}

TEST(Tables, AnUnknownNameIsRefused) {
  EXPECT_EQ(code_of(table(city().state(), "invoices")), ErrorCode::value_invalid);
  EXPECT_EQ(code_of(charges_by(city().state(), "colour", {})), ErrorCode::value_invalid);
}

// --- filters ---

TEST(Filters, WithAnUnknownKeyFailWithItsCode) {
  const auto& state = city().state();
  EXPECT_EQ(code_of(table(state, "charges", {.organisation = "nobody"})), ErrorCode::organisation_not_found);
  EXPECT_EQ(code_of(table(state, "charges", {.programme = "none"})), ErrorCode::programme_not_found);
  EXPECT_EQ(code_of(table(state, "charges", {.voucher = "V-0"})), ErrorCode::voucher_not_found);
  EXPECT_EQ(code_of(table(state, "charges", {.site = "north"})), ErrorCode::site_not_found);
  EXPECT_EQ(code_of(table(state, "charges", {.site = "east", .job = "none"})), ErrorCode::job_not_found);
  EXPECT_EQ(code_of(table(state, "charges", {.job = "train-1"})), ErrorCode::missing_field);
  EXPECT_EQ(code_of(balances(state, {.voucher = "V-0"}, false)), ErrorCode::voucher_not_found);
  EXPECT_EQ(code_of(charges_by(state, "job", {.site = "north"})), ErrorCode::site_not_found);
  EXPECT_EQ(code_of(owed(state, {.programme = "none"})), ErrorCode::programme_not_found);
}

TEST(Filters, ThatATableCannotHonourAreRefusedRatherThanIgnored) {
  const auto& state = city().state();
  const auto refused = table(state, "resources", {.organisation = "alpha"});
  EXPECT_EQ(code_of(refused), ErrorCode::value_invalid);
  EXPECT_EQ(refused.error().field, "organisation");
  EXPECT_EQ(code_of(table(state, "vouchers", {.month = test::month("2026-01")})), ErrorCode::value_invalid);
  EXPECT_EQ(code_of(balances(state, {.site = "east"}, false)), ErrorCode::value_invalid);
}

TEST(Filters, LeaveTheRowsThatMatch) {
  const auto rows = [](std::string_view name, const Filter& filter) { return table_of(name, filter).rows.size(); };
  EXPECT_EQ(rows("vouchers", {.organisation = "alpha"}), 3U);
  EXPECT_EQ(rows("vouchers", {.organisation = "alpha", .programme = "kind"}), 1U);
  EXPECT_EQ(rows("charges", {}), 7U);
  EXPECT_EQ(rows("charges", {.month = test::month("2026-02")}), 1U);
  EXPECT_EQ(rows("charges", {.site = "west"}), 2U);
  EXPECT_EQ(rows("charges", {.voucher = "V-OLD"}), 2U);
  EXPECT_EQ(rows("charges", {.site = "east", .job = "train-1"}), 2U);
  EXPECT_EQ(rows("charges", {.organisation = "gamma", .site = "west"}), 0U);
  EXPECT_EQ(rows("holds", {.site = "east", .job = "held-2"}), 1U);  // a job that no usage came for yet
  EXPECT_EQ(rows("suspense", {.site = "east", .job = "lost-1"}), 1U);
  EXPECT_EQ(rows("adjustments", {.voucher = "V-TRAIN"}), 1U);
  EXPECT_EQ(rows("adjustments", {.voucher = "V-KIND"}), 0U);
  EXPECT_EQ(rows("statements", {.programme = "kind"}), 1U);
  EXPECT_EQ(rows("payers", {.organisation = "beta", .site = "east"}), 1U);
}

TEST(Filters, FindAJobByTheIdThatTablesShow) {
  const Table jobs = table_of("jobs", {.site = "east", .job = "train-1"});
  ASSERT_EQ(jobs.rows.size(), 1U);
  const std::string id = jobs.rows.front().front();
  EXPECT_EQ(table_of("jobs", {.site = "east", .job = id}).rows, jobs.rows);
  EXPECT_EQ(code_of(table(city().state(), "jobs", {.site = "west", .job = id})), ErrorCode::job_not_found);
}

// --- sums ---

TEST(Sums, AreTheSameInEveryTableAndInTheLedger) {
  const Table charges = table_of("charges");
  const Table jobs = table_of("jobs");
  for (const auto* column : {"gross", "covered_money", "own_share", "refunded"}) {
    EXPECT_TRUE(sum(charges, column) == sum(jobs, column)) << column;
    for (const auto* group : {"job", "site", "organisation", "month", "resource"}) {
      EXPECT_TRUE(sum(*charges_by(city().state(), group, {}), column) == sum(jobs, column)) << group << column;
    }
  }
  const Table accounts = table_of("accounts");
  for (const auto* unit : {"money", "device_time", "tokens"}) EXPECT_TRUE(sum(accounts, "balance", "unit", unit) == 0);
  const Table lines = table_of("budget_lines");
  EXPECT_TRUE(sum(lines, "available") == sum(accounts, "balance", "kind", "budget_line"));
  EXPECT_TRUE(sum(lines, "set_aside") == sum(accounts, "balance", "kind", "commitment"));
  EXPECT_TRUE(sum(lines, "appropriation") - sum(lines, "set_aside") - sum(lines, "issued") + sum(lines, "returned") ==
              sum(lines, "available"));
  const Table vouchers = table_of("vouchers");
  const Table instalments = table_of("instalments");
  const Table clawbacks = table_of("clawbacks");
  EXPECT_TRUE(sum(lines, "spent") == sum(vouchers, "in_flight") + sum(vouchers, "settled") +
                                         sum(instalments, "amount") - sum(clawbacks, "repaid"));
}

TEST(Owed, SeparatesWhatIsOpenClosedAndPrepaid) {
  const Table owed_now = *owed(city().state(), {.programme = "placed", .site = "west"});
  ASSERT_EQ(owed_now.rows.size(), 1U);
  EXPECT_EQ(owed_now.rows.front(), (std::vector<std::string>{"west", "grid", "placed", "reserve", "money", "0.00",
                                                             "300.00", "-95.20", "204.80", "0.00", "0.00"}));
}

TEST(Owed, NamesTheCompanyThatIsReimbursedAndNotTheSite) {
  const Table owed_now = *owed(city().state(), {.organisation = "beta"});
  ASSERT_EQ(owed_now.rows.size(), 1U);
  EXPECT_EQ(owed_now.rows.front(), (std::vector<std::string>{"", "beta", "repay", "reimburse", "money", "0.00",
                                                             "1.706667", "0.00", "1.706667", "0.00", "0.00"}));
}

TEST(Owed, GivesCompaniesOwnSharesNetOfRefunds) {
  const Table owed_now = *owed(city().state(), {});
  // What January's statements say companies owe, less what R-1 gave back of it; February's usage is open.
  const Table statements = table_of("statements", {.site = "east"});
  const Int128 stated = sum(statements, "total", "programme", "");
  const Int128 given_back = sum(table_of("adjustments"), "own_share");
  Int128 closed = 0;
  for (const auto& row : owed_now.rows) {
    if (row[0] != "east" || !row[2].empty()) continue;
    EXPECT_EQ(row[5], "4.070733");
    closed += micro_units_of(row[6]);
  }
  EXPECT_TRUE(closed == stated - given_back);
}

TEST(ChargesBy, ShowsWhatEachVoucherOfAJobPaid) {
  const Table jobs = *charges_by(city().state(), "job", {.site = "east", .job = "train-1"});
  ASSERT_EQ(jobs.rows.size(), 1U);
  EXPECT_EQ(jobs.rows.front().back(), "V-OLD:200.00;V-TRAIN:240.48");
  EXPECT_EQ(jobs.rows.front()[position(jobs, "device_hours")], "80.000000");
}

TEST(ChargesBy, CountsOnlyTheVouchersAskedForByVoucher) {
  const Table vouchers = *charges_by(city().state(), "voucher", {.voucher = "V-OLD"});
  ASSERT_EQ(vouchers.rows.size(), 1U);
  EXPECT_EQ(cell_at(vouchers, "V-OLD", "covered"), "200.00");
  EXPECT_EQ(cell_at(vouchers, "V-OLD", "returned"), "8.291708");
  EXPECT_EQ(cell_at(vouchers, "V-OLD", "absorbed"), "400.00");
}

TEST(Suspense, ShowsATimeThatIsNoneAsItsMilliseconds) {
  City fresh;
  fresh.use({.site = "east", .job = "broken", .account = "alpha", .start = instant_at(-9'000'000'000'000'000)});
  const auto suspense = table(fresh.state(), "suspense");
  EXPECT_EQ(cell_at(*suspense, "1", "reason"), "inconsistent_time");
  EXPECT_EQ(cell_at(*suspense, "1", "start"), "-9000000000000000");
}

}  // namespace
}  // namespace scrip::reports
