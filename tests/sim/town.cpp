#include "tests/sim/town.h"

#include <gtest/gtest.h>

#include "base/check.h"

namespace scrip::sim {

using namespace engine;
using programme::RedemptionMode;
using registry::ResourceKind;

metering::UsageBatch batch_of(const std::vector<Usage>& records) {
  metering::UsageBatch batch;
  std::vector<const Usage*> jobs;
  for (const Usage& record : records) {
    std::uint32_t job = 0;
    while (job < jobs.size() &&
           !(jobs[job]->job == record.job && jobs[job]->account == record.account && jobs[job]->use == record.use &&
             jobs[job]->requested == record.requested && jobs[job]->ended == record.ended)) {
      ++job;
    }
    if (job == jobs.size()) {
      jobs.push_back(&record);
      batch.jobs.push_back({.key = batch.keep(record.job),
                            .account = batch.keep(record.account),
                            .requested = batch.keep(record.requested),
                            .use = record.use,
                            .ended = record.ended});
    }
    std::uint32_t resource = 0;
    while (resource < batch.resources.size() && batch.resources[resource] != record.resource) ++resource;
    if (resource == batch.resources.size()) batch.resources.push_back(batch.keep(record.resource));
    batch.add(job, resource, record.part, record.start_ms, record.end_ms, record.units, record.problem);
  }
  return batch;
}

Instant at(std::string_view text) { return parse_instant(text, ZoneOffsets{}).value(); }
Day day(std::string_view text) { return parse_day(text).value(); }
Month month(std::string_view text) { return parse_month(text).value(); }
Amount amount(std::string_view text) { return parse_amount(text).value(); }
ZoneOffsets fixed_zone(int hours) { return {.steps = {{.from_ms = 0, .offset_s = hours * 3600}}}; }

Town::Town(std::string context) : CheckedJournal(at("2026-03-10T00:00:00Z"), std::move(context)) {
  must(CreateAuthority{
      {.name = "Town", .currency = "CNY", .zone_name = "Asia/Shanghai", .zone = fixed_zone(8), .public_key = {}}});
  for (const char* key : {"operator", "alpha", "beta"}) must(AddOrganisation{key, key, "local", key});
  must(AddResource{"a100", "A100", "NVIDIA", ResourceKind::accelerator, {"A100-SXM4"}});
  must(AddResource{"h20", "H20", "NVIDIA", ResourceKind::accelerator, {}});
  must(AddResource{"core", "CPU core", "any", ResourceKind::cpu_core, {}});
  must(AddResource{"tokens", "Tokens", "any", ResourceKind::token, {}});
  for (const std::string site : {"east", "west"}) {
    must(AddSite{site, site, "operator", {}, {}});
    PublishRateCard card{.key = "card-" + site,
                         .site = site,
                         .period = {at("2020-01-01T00:00:00Z"), at("2040-01-01T00:00:00Z")},
                         .prices = {}};
    for (const char* resource : {"a100", "h20", "core", "tokens"}) {
      card.prices.push_back({resource, {rating::Band{.price = town_price}}});
    }
    must(card);
    for (const char* company : {"alpha", "beta"}) must(MapPayer{site, company, company});
  }
  must(AddProgramme{"deduct", "Deduct", RedemptionMode::deduct});
  must(AddProgramme{"reimburse", "Reimburse", RedemptionMode::reimburse});
  must(AddProgramme{"reserve", "Reserve", RedemptionMode::reserve});
  must(AddProgramme{"in_kind", "In kind", RedemptionMode::in_kind});
  for (const char* key : {"deduct", "reimburse", "reserve"}) {
    must(AddBudgetLine{key, key, "city", Unit::money, amount("1000000")});
  }
  must(AddBudgetLine{"hours", "in_kind", "city", Unit::device_time, amount("100000000")});
  must(AddBudgetLine{"tokens", "in_kind", "city", Unit::tokens, amount("1000000000")});
}

void Town::must(const Command& command) { EXPECT_EQ(try_to(command), ""); }

std::string Town::try_to(const Command& command) {
  const auto reply = execute(command);
  return reply ? "" : std::string(name(reply.error().code));
}

std::string Town::try_close(std::string_view month_text) {
  const auto reply = close(month(month_text));
  return reply ? "" : std::string(name(reply.error().code));
}

void Town::must_close(std::string_view month_text) { EXPECT_EQ(try_close(month_text), ""); }

runtime::UsageReply Town::use(const std::vector<Usage>& records, std::string_view site) {
  auto reply = record(site, batch_of(records));
  EXPECT_TRUE(reply.has_value()) << describe(reply.error(), Language::english);
  return reply ? std::move(*reply) : runtime::UsageReply{};
}

const VoucherState& Town::voucher(std::string_view key) const {
  const auto* found = state().find_voucher(key);
  SCRIP_CHECK(found != nullptr);
  return *found;
}

Balance Town::balance(std::string_view key) const { return balance_of(state(), voucher(key)); }

const Job& Town::job(std::string_view key, std::string_view site) const {
  const auto* found = state().find_job(state().registry.find_site(site)->id, key);
  SCRIP_CHECK(found != nullptr);
  return *found;
}

Amount Town::account(ledger::AccountKind kind, Unit unit, std::uint32_t owner, std::uint32_t second) const {
  const AccountId found = state().ledger.find(kind, unit, owner, second);
  return found == no_id<AccountId> ? Amount{} : state().ledger.balance(found);
}

IssueVoucher voucher_called(std::string_view key) {
  return {.key = std::string(key),
          .budget_line = "deduct",
          .organisation = "alpha",
          .face = amount("1000"),
          .uses = {},
          .sites = {},
          .resources = {},
          .valid_from = day("2026-01-01"),
          .valid_until = day("2027-01-01"),
          .grace_days = 60};
}

Usage hour_of(std::string_view job, std::uint64_t part) {
  const std::int64_t start = count(at("2026-03-09T00:00:00Z"));
  return {.job = std::string(job), .part = part, .start_ms = start, .end_ms = start + hour_ms};
}

}  // namespace scrip::sim
