#include <gtest/gtest.h>

#include "reports/reports.h"
#include "tests/support/city.h"
#include "tests/support/golden.h"

namespace scrip::reports {
namespace {

using test::amount;
using test::City;
using test::shanghai;

std::string explained(const City& city, std::string_view site, std::string_view job,
                      Language language = Language::english) {
  const auto text = explain_job(city.state(), site, job, language);
  EXPECT_TRUE(text.has_value());
  return text ? *text : std::string{};
}

void expect_says(const std::string& text, std::string_view part) {
  EXPECT_NE(text.find(part), std::string::npos) << "'" << part << "' is not in\n" << text;
}

test::Usage one_hour(std::string job, std::string_view start = "2026-01-06 08:00:00") {
  return {.site = "east", .job = std::move(job), .account = "alpha", .start = shanghai(start)};
}

City in_late_january() {
  City city;
  city.pass_time(shanghai("2026-01-20 00:00:00"));
  return city;
}

TEST(Explain, IsTheTextThatWasLookedAt) {
  const City city = test::city_with_history();
  std::string english;
  std::string chinese;
  for (const auto& [site, job] : {std::pair{"east", "train-1"}, std::pair{"west", "night-1"},
                                  std::pair{"west", "kind-1"}, std::pair{"east", "cpu-1"}, std::pair{"east", "serve-1"},
                                  std::pair{"east", "held-1"}, std::pair{"east", "lost-1"}}) {
    english += explained(city, site, job, Language::english) + "\n";
    chinese += explained(city, site, job, Language::chinese) + "\n";
  }
  test::expect_golden("reports/explain.en.txt", english);
  test::expect_golden("reports/explain.zh.txt", chinese);
}

TEST(Explain, NamesWhatDoesNotExist) {
  const City city;
  EXPECT_EQ(explain_job(city.state(), "north", "j", Language::english).error().code, ErrorCode::site_not_found);
  EXPECT_EQ(explain_job(city.state(), "east", "j", Language::english).error().code, ErrorCode::job_not_found);
}

TEST(Explain, ShowsEachPriceOfADayWhoseCardChanges) {
  City city = in_late_january();
  city.must(engine::AddSite{.key = "new", .name = "New", .operator_key = "grid", .zone_name = {}, .zone = {}});
  for (const auto& [key, from, until, price] : {std::tuple{"c1", "2026-01-01 00:00:00", "2026-01-06 12:30:15", "10"},
                                                std::tuple{"c2", "2026-01-06 18:00:00", "2027-01-01 00:00:00", "11"}}) {
    city.must(engine::PublishRateCard{.key = key,
                                      .site = "new",
                                      .period = {.from = shanghai(from), .until = shanghai(until)},
                                      .prices = {{.resource = "ascend", .bands = {{.price = amount(price)}}}}});
  }
  city.must(engine::MapPayer{.site = "new", .account = "gamma", .organisation = "gamma"});
  city.use({.site = "new", .job = "j", .account = "gamma", .start = shanghai("2026-01-06 08:00:00")});
  const std::string text = explained(city, "new", "j");
  expect_says(text, "00:00 to 12:30:15: 10.00 CNY per device-hour, rate card c1");
  expect_says(text, "18:00 to 24:00: 11.00 CNY per device-hour, rate card c2");
  expect_says(text, "Sum of price x quantity, each piece at the price of its time = 10.00 exactly");
}

TEST(Explain, SaysThatAVoucherIsSuspendedOrRevoked) {
  City city = in_late_january();
  city.must(
      engine::ChangeVoucherStatus{.voucher = "V-OLD", .status = programme::VoucherStatus::suspended, .reason = "x"});
  city.must(
      engine::ChangeVoucherStatus{.voucher = "V-TRAIN", .status = programme::VoucherStatus::revoked, .reason = "x"});
  auto usage = one_hour("j");
  usage.use = registry::Use::training;
  city.use(usage);
  const std::string text = explained(city, "east", "j");
  expect_says(text, "V-OLD: suspended\n");
  expect_says(text, "V-TRAIN: revoked: what was left went back to its budget line\n");
}

TEST(Explain, SaysThatACapIsUsedUp) {
  City city = in_late_january();
  city.use({.site = "east", .job = "j", .account = "beta", .start = shanghai("2026-01-06 08:00:00"), .units = 30'000});
  const std::string text = explained(city, "east", "j");
  expect_says(text, "[0.00, 250.000001) voucher V-REPAY pays 40%");  // the furthest that still rounds to 100.00
  expect_says(text, "V-REPAY: its cap of 100.00 per month is used up");
}

TEST(Explain, SaysThatMoneyIsHeldForOtherJobs) {
  City city = in_late_january();
  city.must(engine::PlaceHold{.key = "H",
                              .organisation = "alpha",
                              .site = "east",
                              .job = "other",
                              .resource = {},
                              .bill = amount("1200"),
                              .use = registry::Use::training,
                              .expires_at = shanghai("2026-02-20 00:00:00"),
                              .partial = true});
  city.use(one_hour("j"));
  expect_says(explained(city, "east", "j"), "V-OLD: nothing free: 200.00 is set aside by holds");
}

TEST(Explain, SaysThatAVoucherExpired) {
  City city = in_late_january();
  city.pass_time(shanghai("2026-02-12 00:00:00"));
  city.use(one_hour("j"));
  expect_says(explained(city, "east", "j"), "V-OLD: expired: what was left went back to its budget line");
}

TEST(Explain, ShowsAHoldThatEndedAndALineThatARefundFixed) {
  City city = in_late_january();
  city.must(engine::PlaceHold{.key = "H",
                              .organisation = "alpha",
                              .site = "east",
                              .job = "j",
                              .resource = {},
                              .bill = amount("20"),
                              .use = {},
                              .expires_at = shanghai("2026-02-20 00:00:00")});
  auto usage = one_hour("j");
  usage.ended = true;
  city.use(usage);
  city.must(engine::RefundCharge{
      .key = "R", .site = "east", .job = "j", .gross = amount("1"), .reason = "late", .evidence = {}});
  const std::string text = explained(city, "east", "j", Language::chinese);
  expect_says(text, "冻结 H，账单上限 20.00 CNY：已释放");
  expect_says(text, "未关账，但已因退款锁定");
  expect_says(text, "已退 1.00 CNY，其中退回算力券 0.50 CNY");
}

TEST(Explain, SaysNothingIsToPayForLessThanAMillionth) {
  City city = in_late_january();
  city.use({.site = "east", .job = "j", .account = "gamma", .start = shanghai("2026-01-06 08:00:00"), .minutes = 0});
  expect_says(explained(city, "east", "j"), "Nothing to pay: too little for a millionth");
}

TEST(Explain, LetsNoTextOfASiteSteerTheTerminal) {
  City city = in_late_january();
  city.use(one_hour("j\x1b[2J\n"));
  EXPECT_EQ(explained(city, "east", "j\x1b[2J\n").find('\x1b'), std::string::npos);
}

}  // namespace
}  // namespace scrip::reports
