#include "bench/city.h"

#include <cstdio>

namespace scrip::bench {
namespace {

using namespace engine;  // the commands

bool run(runtime::Journal& journal, const Command& command) {
  const auto reply = journal.execute(command, {.actor = "bench"});
  if (!reply) std::fprintf(stderr, "set-up failed: %s\n", describe(reply.error(), Language::english).c_str());
  return reply.has_value();
}

constexpr Amount face{1'000'000'000'000};       // 1,000,000.00
constexpr Amount held{500'000'000'000};
constexpr Amount appropriation{2'000'000'000'000'000'000};

}  // namespace

bool set_up(runtime::Journal& journal, const City& city) {
  bool ok = run(journal, CreateAuthority{{.name = "Bench",
                                          .currency = "CNY",
                                          .zone_name = "Asia/Shanghai",
                                          .zone = {.steps = {{.from_ms = 0, .offset_s = 28'800}}},
                                          .public_key = {}}});
  ok = ok && run(journal, AddOrganisation{"operator", "Operator", "local", "operator"});
  ok = ok && run(journal, AddSite{"site-a", "Site A", "operator", "", {}});
  PublishRateCard card{"rates", "site-a", {.from = instant_at(city.start_ms - 86'400'000), .until = instant_max}, {}};
  for (std::uint32_t i = 0; i < city.models; ++i) {
    const std::string key = "model-" + std::to_string(i);
    ok = ok && run(journal, AddResource{key, key, "vendor", registry::ResourceKind::accelerator, {}});
    card.prices.push_back({key, {{.price = Amount{(10 + i) * 1'234'567}}}});
  }
  ok = ok && run(journal, card);
  ok = ok && run(journal, AddProgramme{"programme", "Programme", programme::RedemptionMode::deduct});
  ok = ok && run(journal, AddBudgetLine{"line", "programme", "city", Unit::money, appropriation});
  const auto day = [](const char* text) { return *parse_day(text); };
  for (std::uint32_t i = 0; ok && i < city.vouchers; ++i) {
    const std::string company = "company-" + std::to_string(i);
    ok = run(journal, AddOrganisation{company, company, "local", company});
    ok = ok && run(journal, MapPayer{"site-a", city.account(i), company, registry::Use::training});
    IssueVoucher voucher{"voucher-" + std::to_string(i),
                         "line",
                         company,
                         face,
                         Share{600'000},
                         {},
                         {},
                         {},
                         {},
                         {},
                         {},
                         day("2026-01-01"),
                         day("2027-01-01"),
                         0};
    ok = ok && run(journal, voucher);
    PlaceHold hold{.key = "hold-" + std::to_string(i),
                   .organisation = company,
                   .site = "site-a",
                   .job = city.job_key(i),
                   .resource = {},
                   .bill = held,
                   .use = registry::Use::training,
                   .expires_at = instant_at(city.start_ms + std::int64_t{300} * 86'400'000)};
    ok = ok && run(journal, hold);
  }
  return ok;
}

void fill(const City& city, std::uint64_t first, std::size_t size, metering::UsageBatch& batch) {
  batch.clear();
  for (std::uint32_t i = 0; i < city.models; ++i) batch.resources.push_back(batch.keep("model-" + std::to_string(i)));
  constexpr std::uint32_t absent = ~std::uint32_t{0};
  std::vector<std::uint32_t> position(city.vouchers, absent);
  for (std::uint64_t n = first; n < first + size; ++n) {
    const auto job = static_cast<std::uint32_t>(n % city.vouchers);
    const auto round = n / city.vouchers;
    if (position[job] == absent) {
      position[job] = static_cast<std::uint32_t>(batch.jobs.size());
      batch.jobs.push_back({.key = batch.keep(city.job_key(job)),
                            .account = batch.keep(city.account(job)),
                            .requested = {},
                            .use = metering::Use::training});
    }
    const std::int64_t start = city.start_ms + static_cast<std::int64_t>(round) * city.interval_ms;
    // Meters jitter: a report covers a few milliseconds more or less than the interval.
    const auto jitter = static_cast<std::int64_t>(Random(n).below(40));
    batch.add(position[job], job % city.models, round, start, start + city.interval_ms - jitter,
              1'000 * static_cast<std::int64_t>(1 + job % 8));
  }
}

}  // namespace scrip::bench
